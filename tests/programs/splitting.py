"""split, array_split, hsplit, vsplit: unpacked, indexed, iterated."""

import numpy as np


def split_in_two(v):
    a, b = np.split(v, 2)
    return a * b + a


def split_at(v):
    a, b, c = np.split(v, [1, 3])
    return np.sum(a) * np.sum(b * b) * c


def split_axis(m):
    left, right = np.split(m, 2, axis=1)
    return left * right


def array_split(v):
    parts = np.array_split(v, 3)
    return parts[0] * parts[1] * parts[2][0]


def iterated(v):
    total = 0.0
    for part in np.split(v, 2):
        total = total * 0.5 + np.prod(part)
    return total


def hsplit(m):
    left, right = np.hsplit(m, 2)
    return left @ right.T


def vsplit(m):
    top, bottom = np.vsplit(m, 2)
    return top * bottom


def one_part_only(v):
    return np.split(v, 2)[1] ** 2


def split_one_row(b):
    p, q = np.split(b, [1])
    return np.sum(q * np.array([1.0, 2.0]))


def split_both_one_row(b):
    p, q = np.split(b, [1])
    return np.sum(p * np.array([1.0, 2.0])) + np.sum(q * np.array([1.0, 2.0]))


def split_walked(b):
    x = 0.0
    for r in np.split(b, 2):
        x += np.sum(r * np.array([1.0, 2.0]))
    return x


V = np.array([0.5, -1.4, 0.8, 1.2])
M = np.sin(np.arange(8.0) * 1.7).reshape(2, 4)
CASES = [
    *((fn, (V,), 0) for fn in (split_in_two, split_at, iterated, one_part_only)),
    (array_split, (np.append(V, V * 0.7)[:6],), 0),
    *((fn, (M,), 0) for fn in (split_axis, vsplit)),
    (hsplit, (M,), 0),
    *((fn, (M[:, :2],), 0) for fn in (split_one_row, split_both_one_row, split_walked)),
]
