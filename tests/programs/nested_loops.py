"""Nested loops: values defined outside and used inside, adjoints across, three deep."""

import numpy as np


def triangle(v):
    total = 0.0
    for i in range(len(v)):
        for j in range(i):
            total = total + v[i] * v[j] * (total + 1.0) * 0.1
    return total


def outer_value(x, n):
    a = np.sin(x)
    total = 0.0
    for i in range(n):
        b = a * x + i
        for _ in range(2):
            total = total * 0.5 + a * b
        a = a + 0.1 * b
    return total * a


def three_deep(x):
    y = x
    for i in range(2):
        for j in range(2):
            for k in range(2):
                y = np.sin(y) + 0.1 * (i + j * k) * x
            y = y * x
        y = y + x
    return y


def inner_restarts(x, y):
    total = 0.0
    for _ in range(3):
        z = x
        for _ in range(2):
            z = z * y
            total = total + z * z
        x = x + 0.1 * z
    return total


def two_in_a_row(x):
    y = x
    for i in range(3):
        y = y * x + i
    for i in range(2):
        y = y / (1.0 + y * y) * (i + x)
    return y


V = np.array([0.5, 0.9, -0.4, 0.8])
CASES = [
    (triangle, (V,), 0),
    (outer_value, (0.6, 3), 0),
    (outer_value, (0.6, 0), 0),
    (three_deep, (0.6,), 0),
    (inner_restarts, (0.6, 0.9), (0, 1)),
    (two_in_a_row, (0.6,), 0),
]
