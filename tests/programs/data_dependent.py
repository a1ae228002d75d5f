"""Trip counts and branches that depend on data."""

import math

import numpy as np


def count_from_data(x):
    y = 1.0
    for _ in range(int(x * 3.0)):
        y = y * x
    return y


def count_from_round(x):
    y = x
    for i in range(round(x)):
        y = y * 0.5 + i * x
    return y


def collatz_like(x):
    for _ in range(12):
        if math.floor(x * 10) % 2 == 0:
            x = 0.5 * x + 0.3
        else:
            x = 1.5 * x * (1.0 - 0.3 * x)
    return x


def argmax_picks(v):
    i = np.argmax(v)
    return v[i] * v[0]


def bisection(a):
    low, high = 0.0, 4.0
    for _ in range(5):
        middle = 0.5 * (low + high)
        if middle * middle > a:
            high = middle * 1.0001
        else:
            low = middle * 0.9999
    return a * (low + high)


def counts_positive(v):
    n = 0
    for x in v:
        if x > 0:
            n += 1
    return np.sum(v * v) * n / len(v)


CASES = [
    (count_from_data, (1.2,), 0),
    (count_from_data, (0.2,), 0),
    (count_from_round, (2.7,), 0),
    (collatz_like, (0.437,), 0),
    (argmax_picks, (np.array([0.5, 1.9, 0.3]),), 0),
    (bisection, (2.345,), 0),
    (counts_positive, (np.array([0.5, -1.9, 0.3]),), 0),
]
