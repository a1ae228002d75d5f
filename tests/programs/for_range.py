"""for over ranges: start, stop, any step, no turns at all, bounds from data and shapes."""

import numpy as np


def power_by_loop(x, n):
    y = 1.0
    for _ in range(n):
        y = y * x
    return y


def with_index(x):
    total = 0.0
    for i in range(1, 6):
        total = total + x**i / i
    return total


def steps(x):
    y = x
    for i in range(0, 10, 3):
        y = y * (1.0 + 0.1 * i * x)
    return y


def downwards(x):
    y = x
    for i in range(5, 0, -2):
        y = np.sin(y) * i
    return y


def coefficients(c, x):
    total = c[0]
    for k in range(1, c.shape[0]):
        total = total + c[k] * x**k
    return total


def horner(c, x):
    total = 0.0
    for k in range(len(c) - 1, -1, -1):
        total = total * x + c[k]
    return total


def bound_changes(x, n):
    y = x
    for _ in range(n):
        n = n + 5
        y = y * x + n
    return y * n


def index_changes(x):
    y = 0.0
    for i in range(4):
        i = i * 2
        y = y + x * i * y + x
    return y


def range_object(x):
    turns = range(2, 7, 2)
    y = x
    for i in turns:
        y = y * x + i
    return y * len(turns)


def matrix_sum(a):
    total = 0.0
    for i in range(a.shape[0]):
        for j in range(a.shape[1]):
            total = total + a[i, j] ** 2 * (i + 2 * j)
    return total


CASES = [
    *((power_by_loop, (1.3, n), 0) for n in (0, 1, 5)),
    (with_index, (0.7,), 0),
    (steps, (0.7,), 0),
    (downwards, (0.7,), 0),
    (coefficients, (np.array([0.5, -1.0, 0.3, 2.0]), 0.8), (0, 1)),
    (horner, (np.array([0.5, -1.0, 0.3, 2.0]), 0.8), (0, 1)),
    (horner, ([0.5, -1.0, 0.3], 0.8), (0, 1)),
    (bound_changes, (0.7, 3), 0),
    (index_changes, (0.7,), 0),
    (range_object, (0.7,), 0),
    (matrix_sum, (np.array([[0.5, -1.0, 0.3], [2.0, 0.1, -0.4]]),), 0),
]
