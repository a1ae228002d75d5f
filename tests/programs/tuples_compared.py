"""Tuples compared for order, and the largest or least of several: the first items that differ decide."""

import numpy as np


def best_of_generated(v):
    score, i = max((e * e, i) for i, e in enumerate(v))
    return score * v[i] + min((abs(e - 0.4), k) for k, e in enumerate(v))[0]


def best_of_pairs(v):
    pairs = [(v[0], 1.0), (v[1], 2.0), (v[2], v[0])]
    low, high = min(pairs), max(pairs)
    return low[0] * high[1] * high[0] + low[1]


def compared(x, y):
    a, b = min((x, 1), (y, 2)), max((2, x), (2, y), (1, x * y))
    below, longer = (x, 1) < (y, 0), (1, x) >= (1, y, 3)
    return a[0] * a[1] * b[1] ** 2 + below * x + longer * y


def zipped(v):
    i, e = min(zip(range(3), v))
    place, last = max(enumerate(v))
    return e * last + i + place


def collected(v):
    items = []
    for k, e in enumerate(v):
        items.append((k % 2, e))
    return max(items)[1] * min(items)[1] ** 2


def values_of_a_dict(v):
    d = {"a": (v[0], v[1]), "b": (v[2], v[0])}
    p, q = max(d.values()), min(d.items())
    return p[0] * p[1] + q[1][0]


V = np.array([0.52, 1.2, -0.33])
CASES = [
    *((fn, (V,), 0) for fn in (best_of_generated, best_of_pairs, zipped, collected)),
    (values_of_a_dict, (V,), 0),
    *((compared, (x, 1.2), (0, 1)) for x in (0.7, 1.7)),
]
