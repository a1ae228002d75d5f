"""Recursion: direct, mutual, twofold, over lists and on arrays."""

import numpy as np


def power(x, n):
    if n == 0:
        return 1.0
    return x * power(x, n - 1)


def fibonacci(x, n):
    if n < 2:
        return x + n
    return fibonacci(x, n - 1) * 0.5 + fibonacci(x, n - 2) * x


def even(x, n):
    if n == 0:
        return x
    return odd(x * x + 0.1, n - 1)


def odd(x, n):
    if n == 0:
        return -x
    return even(np.sin(x), n - 1)


def sum_of(xs):
    if len(xs) == 0:
        return 0.0
    return xs[0] ** 2 + 0.5 * sum_of(xs[1:])


def halves(v):
    n = v.shape[0]
    if n == 1:
        return v[0] * v[0]
    return halves(v[: n // 2]) * 0.7 + np.sin(halves(v[n // 2 :]))


def until_small(x):
    if x < 0.5:
        return x * x
    return until_small(x * 0.6) * x


def starts_power(x):
    return power(x, 4) + power(x * x, 2)


CASES = [
    (power, (1.3, 4), 0),
    (fibonacci, (0.7, 5), 0),
    (even, (0.7, 4), 0),
    (even, (0.7, 3), 0),
    (sum_of, ([0.5, -0.7, 1.2],), 0),
    (halves, (np.array([0.5, -0.7, 1.2, 0.4]),), 0),
    (until_small, (1.3,), 0),
    (starts_power, (0.8,), 0),
]
