"""Generator expressions inside sum, max, min, any, all, tuple, list, dict."""

import numpy as np


def sum_of(v):
    return sum(x * x for x in v)


def sum_of_pairs(v, w):
    return sum(x * y * y for x, y in zip(v, w))


def sum_with_start(xs, x):
    return sum((y * x for y in xs), x * x)


def sum_with_test(v):
    return sum(x**3 for x in v if x > 0) * v[0]


def largest(v):
    return max(x * x for x in v) * v[0]


def smallest(v):
    return min(np.sin(x) for x in v) * v[0]


def any_large(v):
    if any(x > 1.0 for x in v):
        return np.sum(v * v)
    return np.sum(v)


def all_small(v):
    scale = 2.0 if all(abs(x) < 2.0 for x in v) else 3.0
    return scale * np.sum(v * v)


def to_tuple(x):
    a, b, c = tuple(x**k for k in range(1, 4))
    return a * b + c


def to_list(x):
    xs = list(x * k for k in range(3))
    return xs[1] * xs[2]


def to_dict(x):
    d = dict((k, x * k) for k in (1, 2))
    return d[1] * d[2]


def dot_product(a, b):
    return sum(a[i] * b[i] for i in range(len(a))) ** 2


V = np.array([0.5, -0.9, 1.3])
W = np.array([0.8, 0.2, -0.6])
CASES = [
    (sum_of, (V,), 0),
    (sum_of, ([0.5, -0.9],), 0),
    (sum_of_pairs, (V, W), (0, 1)),
    (sum_with_start, ([0.5, -0.9], 0.7), (0, 1)),
    (sum_with_test, (V,), 0),
    (largest, (V,), 0),
    (smallest, (V,), 0),
    (any_large, (V,), 0),
    (any_large, (W,), 0),
    (all_small, (V,), 0),
    (to_tuple, (0.7,), 0),
    (to_list, (0.7,), 0),
    (to_dict, (0.7,), 0),
    (dot_product, (V, W), (0, 1)),
]
