"""Stores through masks and integer arrays: the last writer wins, np.add.at adds."""

import numpy as np


def mask_constant(v):
    a = v * v
    a[v < 0] = 0.0
    return a * v


def mask_values(v):
    a = v * 2.0
    a[v > 0] = v[v > 0] ** 2
    return a * v


def mask_number(v):
    a = v * 2.0
    a[v > 0] = v[1] * v[2]
    return a * a


def mask_augmented(v):
    a = v * v
    a[v > 0] *= v[0]
    a[a > 1.0] += v[1]
    return a * v


def mask_of_itself(v):
    a = v * 1.5
    a[a < 0] *= 0.1
    return a * a


def integer_array(v):
    a = np.zeros(4)
    a[[2, 0]] = v[:2] * v[2:]
    return a * v


def last_writer_wins(v):
    a = v * 2.0
    a[np.array([1, 1, 0])] = v[:3] ** 2
    return a * v


def repeats_augmented(v):
    a = v * 2.0
    a[np.array([1, 1, 0])] += v[:3] ** 2
    return a * v


def repeats_multiplied(v):
    a = v * 2.0
    a[np.array([1, 1, 0])] *= v[:3]
    return a * v


def number_at_repeats(v):
    a = v * 2.0
    a[np.array([3, 1, 3])] = v[0] * v[1]
    return a * v


def add_at(v):
    a = np.ones(3)
    np.add.at(a, np.array([0, 2, 0, 0]), v * v)
    return a * a


def add_at_number(v):
    a = v * v
    np.add.at(a, np.array([0, 2, 0]), v[1] * v[0])
    return a * v


def add_at_rows(m):
    a = np.zeros((2, 3))
    np.add.at(a, np.array([1, 1]), m * m)
    np.add.at(a, (np.array([0, 0]), np.array([1, 1])), m[0, :2])
    return a * m


def subtract_at(v):
    a = v * v
    np.subtract.at(a, [0, 0], v[2:])
    return a * v


def histogram(v, bins):
    a = np.zeros(3)
    for i in range(len(v)):
        a[bins[i]] += v[i] ** 2
    return a * a


def two_arrays(m):
    a = m * 1.0
    a[np.array([0, 1]), np.array([2, 0])] = m[0, :2] * m[1, :2]
    return a * m


def rows_by_array(m):
    a = np.zeros((3, 3))
    a[np.array([2, 0])] = m * m
    a[:, np.array([1, 1])] += m[0, 0]
    return a


def diagonal(v):
    a = np.zeros((4, 4))
    i = np.arange(4)
    a[i, i] = v * v
    a[i[:-1], i[1:]] = v[:-1]
    return a @ v


def in_loop(v, index):
    a = v.copy()
    for k in range(2):
        a[index] = a[index[::-1]] * v[k]
    return a


V = np.array([0.5, -1.4, 0.8, 1.1])
M = np.array([[0.5, 1.4, -0.8], [1.2, -0.7, 2.1]])
CASES = [
    *((fn, (V,), 0) for fn in (mask_constant, mask_values, mask_number, mask_augmented)),
    *((fn, (V,), 0) for fn in (mask_of_itself, integer_array, last_writer_wins)),
    *((fn, (V,), 0) for fn in (repeats_augmented, repeats_multiplied, number_at_repeats)),
    *((fn, (V,), 0) for fn in (add_at, add_at_number, subtract_at, diagonal)),
    *((fn, (M,), 0) for fn in (add_at_rows, two_arrays, rows_by_array)),
    (histogram, (V, np.array([0, 2, 0, 0])), 0),
    (in_loop, (V, np.array([3, 0, 1])), 0),
]
