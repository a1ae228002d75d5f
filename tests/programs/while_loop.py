"""while: counters, tests on data, while True, no turn at all, two carried values."""

import numpy as np


def counter(x, n):
    i = 0
    y = x
    while i < n:
        y = y * x
        i += 1
    return y


def until_large(x, limit):
    while x < limit:
        x = x * x + 0.3
    return x


def newton(a):
    x = a
    while abs(x * x - a) > 1e-10:
        x = 0.5 * (x + a / x)
    return x


def forever(x):
    k = 0
    while True:
        x = x + 0.1 * np.sin(x)
        k = k + 1
        if k >= 4:
            break
    return x * x


def two_carried(a, b):
    while b > 0.05:
        a, b = a + b * a, 0.4 * b * np.cos(a)
    return a * b


def on_array(v):
    while np.sum(v * v) > 1.0:
        v = 0.6 * v + 0.05 * v * v
    return np.sum(v)


def count_down(x, n):
    y = 0.0
    while n:
        y = y * x + n
        n -= 1
    return y


def inner_while(x):
    total = 0.0
    for i in range(3):
        y = x + i
        while y > 0.7:
            y = y * y / (1.0 + y) * x
            total = total + y
    return total


CASES = [
    (counter, (1.1, 4), 0),
    (counter, (1.1, 0), 0),
    (until_large, (0.9, 5.0), 0),
    (until_large, (9.0, 5.0), 0),
    (newton, (2.3,), 0),
    (forever, (0.8,), 0),
    (two_carried, (0.8, 0.9), (0, 1)),
    (on_array, (np.array([1.0, -1.4, 0.3]),), 0),
    (count_down, (0.6, 3), 0),
    (inner_while, (0.9,), 0),
]
