"""Iterators that have a name: read once they are like the lists that they stand for."""

import math

import numpy as np


def named(x):
    pairs = zip([x, x * x], [2.0, 3.0], strict=True)
    numbered = enumerate(pairs)
    total = 0.0
    for i, (a, b) in numbered:
        total += a * b * i
    values = {"a": x, "b": x * x}.values()
    return total + sum(values) + max(values)


def mean_product(pairs):
    return sum(a * b for a, b in pairs)


def handed_on(x):
    doubled = map(lambda v: 2 * v, [x, x * x])
    return mean_product(zip([x, 1.0], [x, x * x], strict=True)) + sum(doubled)


def made_anew(x, n):
    total = 0.0
    for k in range(n):
        backward = reversed([x, x * k])
        first, last = backward
        total += first * 3 + last
    return total


def mapped(x, v, w):
    total = sum(map(np.sin, v)) * x
    return total + sum(map(lambda a, b: a * b * x, v, w))


def mapped_in_loops(x, v):
    out = []
    for i, a in enumerate(map(math.sin, v)):
        out.append(a * i * x)
    for a, b in zip(v, map(np.exp, v), strict=True):
        x += a * b
    return sum(out) * x + max(map(lambda u: u * x, v)) + np.sum(np.array(list(map(np.cos, v))))


V = np.array([0.3, 1.2, 0.7])
CASES = [
    (named, (1.2,), 0),
    (handed_on, (1.2,), 0),
    (made_anew, (1.2, 3), 0),
    (mapped, (0.6, V, V + 1.0), (0, 1)),
    (mapped_in_loops, (0.6, V), (0, 1)),
]
