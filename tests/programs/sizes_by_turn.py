"""Loops whose variables have another type or size when the loop begins again, or on each turn."""

import numpy as np


def becomes_an_array(x, v):
    total = 0.0
    for _ in range(2):
        for e in v:
            x = 1.0 / abs(x) + e
        total = total + np.sum(x * x)
        x = v * total
    return total


def becomes_a_matrix(v, m):
    a = v
    total = 0.0
    for _ in range(2):
        for k in range(2):
            a = np.sin(a) + v * k
        total = total + np.sum(a * v)
        a = m * total
    return total


def grows(v, n):
    a = v
    total = 0.0
    for i in range(n):
        for k in range(2):
            a = a * 0.5 + k
        total = total + np.sum(a * a)
        a = np.concatenate([a, v])
    return total


def length_one_first(v, w, n):
    a = v[:1]
    total = 0.0
    for i in range(n):
        for k in range(2):
            a = a * w
        total = total + np.sum(a * w)
        a = w + i
    return total


def integers_first(x, n):
    k = 1
    total = 0.0
    for i in range(n):
        for j in range(2):
            k = k * 2
        total += k * x
        k = x * 0.5
    return total


def number_in_a_pair(x, v):
    pair = (x, 1.0)
    total = 0.0
    for i in range(2):
        for e in v:
            pair = (pair[0] * e, pair[1] + pair[0])
        total = total + np.sum(pair[0]) + np.sum(pair[1])
        pair = (v * x, v + i)
    return total


def grows_at_first(v, w, n):
    a = v
    for i in range(n):
        a = a + w
    return np.sum(a * w)


def subtracted(v, w, n):
    a = v[:1]
    for i in range(n):
        a = w - a
    return np.sum(a * w * a)


def with_its_sum(v, w, n):
    a = v[:1]
    for i in range(n):
        a = (a + w) * 0.5
        a = a + np.sum(a)
    return np.sum(a * w)


def shrink(v, n):
    a = v
    for i in range(n):
        a = a[1:] + a[:-1]
    return np.sum(a * a)


def toggles(v, w, n):
    a = v[:1]
    for i in range(n):
        if i % 2 == 0:
            a = a + w
        else:
            a = a[:1] * 2
    return np.sum(a * w)


def while_growing(v, w):
    a = v[:1]
    k = 0
    while np.sum(a) < 4:
        a = a + np.abs(w)
        k += 1
    return np.sum(a * w) * k


def rows(m, w, n):
    a = m[:1]
    for i in range(n):
        a = a * w[:, None] + a
    return np.sum(a * a)


def in_an_inner_loop(v, w, n):
    a = v[:1]
    t = 0.0
    for i in range(n):
        b = a
        for k in range(2):
            b = b + w
        t = t + np.sum(b * b)
        a = a * 2 if i else a + w
    return t


V = np.array([0.4, -0.7, 1.3])
CASES = [
    (becomes_an_array, (0.7, V), (0, 1)),
    (becomes_a_matrix, (V, np.outer(V, V + 1)), (0, 1)),
    (grows, (V, 3), 0),
    (length_one_first, (V, V + 1, 3), (0, 1)),
    (integers_first, (0.7, 3), 0),
    (number_in_a_pair, (0.7, V), (0, 1)),
    (grows_at_first, (V[:1].copy(), V + 1, 2), (0, 1)),
    (subtracted, (V, V + 1, 2), (0, 1)),
    (subtracted, (V, V + 1, 0), (0, 1)),
    (with_its_sum, (V, V + 1, 2), (0, 1)),
    (shrink, (V, 2), 0),
    (toggles, (V, V + 1, 3), (0, 1)),
    (toggles, (V, V + 1, 2), (0, 1)),
    (while_growing, (V, V + 1), (0, 1)),
    (rows, (np.outer(V, V + 1), V, 2), (0, 1)),
    (in_an_inner_loop, (V, V + 1, 3), (0, 1)),
]
