"""Tuple assignment: plain, nested, starred, swaps, from arrays, lists, dicts and calls."""

import numpy as np


def plain(x, y):
    a, b = x * y, x - y
    return a * b


def swap(x, y):
    x, y = y, x * y
    return x * x + y


def swap_in_loop(x, y):
    for _ in range(3):
        x, y = y, np.sin(x) + 0.3 * y
    return x * y


def rotate(a, b, c):
    for _ in range(4):
        a, b, c = b, c * a, a
    return a + b * c


def fibonacci(a, b, n):
    for _ in range(n):
        a, b = b, a + b * 0.5
    return a * b


def nested(x, y):
    (a, b), [c, (d, e)] = (x, y), [x * y, (x + y, 2.0)]
    return a * b + c * d * e


def starred(x, y):
    first, *middle, last = (x, y, x * y, x + y)
    return first * last + middle[0] * middle[1]


def starred_head(xs):
    *init, last = xs
    return sum(init) * last


def starred_empty(x, y):
    a, b, *rest = (x, y)
    return a * b + len(rest)


def from_array(v):
    a, b, c = v
    return a * b + np.sin(c)


def from_rows(m):
    top, bottom = m
    return np.sum(top * bottom * top)


def from_list(xs):
    a, b = xs
    a, b = b * a, a
    return a - b * b


def from_shape(m):
    n, k = m.shape
    return np.sum(m * m) / (n + 2 * k)


def in_loop_target(points):
    total = 0.0
    for (x, y), weight in points:
        total = total * 0.5 + x * y * weight
    return total


def literal_starred(x, y):
    parts = (x, *(y, x * y), 2.0)
    more = [*parts, x]
    return parts[1] * parts[2] + more[4] * more[0]


def into_items(x, y):
    d = {}
    xs = [0.0, 0.0]
    d["a"], xs[1] = x * y, x + y
    return d["a"] * xs[1]


V = np.array([0.5, -0.9, 1.3])
A = np.array([[0.5, 1.4], [1.2, 0.7]])
CASES = [
    (plain, (0.7, 1.4), (0, 1)),
    (swap, (0.7, 1.4), (0, 1)),
    (swap_in_loop, (0.7, 1.4), (0, 1)),
    (rotate, (0.7, 1.4, -0.6), (0, 1, 2)),
    (fibonacci, (0.7, 1.4, 5), (0, 1)),
    (nested, (0.7, 1.4), (0, 1)),
    (starred, (0.7, 1.4), (0, 1)),
    (starred_head, ([0.7, 1.4, -0.6],), 0),
    (starred_empty, (0.7, 1.4), (0, 1)),
    (from_array, (V,), 0),
    (from_rows, (A,), 0),
    (from_list, ([0.7, 1.4],), 0),
    (from_shape, (A,), 0),
    (in_loop_target, ([((0.5, 1.2), 0.7), ((0.3, -0.4), 1.1)],), 0),
    (literal_starred, (0.7, 1.4), (0, 1)),
    (into_items, (0.7, 1.4), (0, 1)),
]
