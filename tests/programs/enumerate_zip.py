"""enumerate and zip, over arrays and lists, of different lengths, nested in each other."""

import numpy as np


def counted(v):
    total = 0.0
    for i, x in enumerate(v):
        total = total * 0.5 + x**2 * (i + 1)
    return total


def counted_from(v):
    total = 0.0
    for i, x in enumerate(v, start=2):
        total = total + x**i
    return total


def paired(a, b):
    total = 0.0
    for x, y in zip(a, b):
        total = total * 0.3 + x * y * y
    return total


def three_lists(a, b, c):
    total = 1.0
    for x, y, z in zip(a, b, c):
        total = total * x + y * z
    return total


def counted_pairs(a, b):
    total = 0.0
    for i, (x, y) in enumerate(zip(a, b)):
        total = total + x**i * y
    return total


def with_range(v):
    total = 0.0
    for k, x in zip(range(3, 0, -1), v):
        total = total + x**k
    return total


def neighbors(v):
    total = 0.0
    for left, right in zip(v[:-1], v[1:]):
        total = total + (right - left) ** 2 * left
    return total


V = np.array([0.5, -1.1, 1.7])
W = np.array([0.9, 0.2, -0.6])
CASES = [
    (counted, (V,), 0),
    (counted, ([0.5, -1.1],), 0),
    (counted_from, (V,), 0),
    (paired, (V, W), (0, 1)),
    (paired, (V, [0.3, 0.9]), (0, 1)),
    (three_lists, ([0.5, 1.5], (0.3, -0.4), W), (0, 1, 2)),
    (counted_pairs, (V, W), (0, 1)),
    (with_range, (V,), 0),
    (neighbors, (V,), 0),
]
