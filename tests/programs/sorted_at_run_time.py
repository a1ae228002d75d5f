"""`sorted` of as many items as there are at run time: keys of dicts, numbers, tuples; by keys, and the other way round."""

import math

import numpy as np


def totals_by_key(x, labels):
    sums = {}
    for i in range(len(x)):
        k = labels[i]
        if k not in sums:
            sums[k] = 0.0
        sums[k] += x[i] * x[i]
    total = 1.0
    for k in sorted(sums):
        total = total * 0.5 + math.sin(sums[k])
    return total


def keys_counted(x, labels):
    sums = {}
    for v, k in zip(x, labels):
        sums[k] = sums.get(k, 0.0) + v * v
    total = 1.0
    for place, k in enumerate(sorted(sums.keys())):
        total = total * 0.5 + (place + 1) * math.sin(sums[k])
    return total


def keys_backwards(x, labels):
    sums = {}
    for v, k in zip(x, labels):
        sums[k] = sums.get(k, 0.0) + v * v
    return sum(sums[k] * (i + 1) for i, k in enumerate(sorted(sums, reverse=True)))


def means_of_groups(x, labels):
    groups = {}
    for v, k in zip(x, labels):
        groups.setdefault(k, []).append(v)
    total = 1.0
    for k in sorted(groups):
        total = total * 0.5 + sum(groups[k]) / len(groups[k])
    return total


def items_in_order(x, labels):
    sums = {}
    for v, k in zip(x, labels):
        sums[k] = sums.get(k, 0.0) + v * v
    total = 1.0
    for k, v in sorted(sums.items()):
        total = total * 0.5 + v * len(k)
    return total


def chosen_numbers(x):
    squares = []
    for v in x:
        if v > -1.0:
            squares.append(v * v)
    total = 0.0
    for i, s in enumerate(sorted(squares)):
        total += (i + 1) * s
    return total


def of_an_array(x):
    s = sorted(x)
    return s[0] * 2.0 + s[-1] ** 2


def trimmed_mean(x, k):
    s = sorted(x)[k:-k]
    return sum(s) / len(s)


def median(x):
    s = sorted(v * v for v in x)
    n = len(s)
    return s[n // 2] if n % 2 else 0.5 * (s[n // 2 - 1] + s[n // 2])


def tuples_by_key(x, w):
    pairs = []
    for v, q in zip(x, w):
        pairs.append((v * v, q * v))
    total = 1.0
    for a, b in sorted(pairs, key=lambda pair: pair[1], reverse=True):
        total = 0.5 * total + a * b
    return total


def tuples_that_tie(x, labels):
    rows = [(label, v * v) for v, label in zip(x, labels)]
    total = 1.0
    for label, v in sorted(rows):
        total = 0.5 * total + v * len(label)
    return total


def by_size(x, n, backwards):
    s = sorted([x * math.sin(i * 2.0) for i in range(n)], key=abs, reverse=backwards)
    return sum(v * (i + 1) for i, v in enumerate(s))


R = np.random.default_rng(3)
V, W = R.normal(size=5), R.normal(size=5)
LABELS = ["b", "ab", "c", "ab", "b"]
CASES = [
    *[
        (f, (V, LABELS), 0)
        for f in (totals_by_key, keys_counted, keys_backwards, means_of_groups, items_in_order)
    ],
    (chosen_numbers, (V,), 0),
    (of_an_array, (V,), 0),
    (trimmed_mean, (R.normal(size=7), 2), 0),
    (median, (V,), 0),
    (median, (V[:4],), 0),
    (tuples_by_key, (V, W), (0, 1)),
    (tuples_that_tie, (V, LABELS), 0),
    (by_size, (1.3, 6, False), 0),
    (by_size, (1.3, 6, True), 0),
]
