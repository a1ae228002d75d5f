"""Python floats, NumPy scalars, 0-d arrays, arrays of one element and of none."""

import math

import numpy as np


def smooth(x, y):
    return np.sin(x * y) * x + x / (1.0 + y * y)


def loop(x, y):
    for i in range(3):
        x = x * y + i
    return x


def with_math(x, y):
    return math.exp(x * y) * math.sqrt(x)


def branch(x, y):
    if x > y:
        return x * y
    return y * y * x


def summed(x, y):
    return np.sum(x * y) + np.sum(x)


def mixed_kinds(x, v):
    a = np.float64(2.0) * x
    b = np.array(3.0) * a
    c = np.sum(v * a) * b
    return c * v[0] + float(v[1])


def nothing_in_it(v, x):
    return np.sum(v * x) + x * x


NUMBERS = [(0.7, 1.4), (np.float64(0.7), 1.4), (np.float64(0.7), np.float64(1.4))]
CASES = [
    *((fn, args, (0, 1)) for fn in (smooth, loop, with_math, branch) for args in NUMBERS),
    *((fn, (np.array(0.7), np.array(1.4)), (0, 1)) for fn in (smooth, loop, branch)),
    (smooth, (np.array(0.7), 1.4), (0, 1)),
    (smooth, (np.array([0.7]), 1.4), (0, 1)),
    (loop, (np.array([0.7]), np.array([1.4])), (0, 1)),
    (summed, (np.array([[0.7]]), np.array([1.4])), (0, 1)),
    (mixed_kinds, (0.7, np.array([0.5, 1.4])), (0, 1)),
    (nothing_in_it, (np.zeros(0), 0.7), (0, 1)),
    (nothing_in_it, (np.zeros((0, 3)), 0.7), (0, 1)),
]
