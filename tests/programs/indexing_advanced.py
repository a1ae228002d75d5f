"""Indexing by masks and integer arrays: repeats, several arrays, mixed with slices."""

import numpy as np


def mask(v):
    return v[v > 0] ** 2


def mask_argument(v, which):
    return v[which] ** 2 * np.sum(v[~which])


def mask_of_matrix(m):
    return m[m > 0.6] ** 2


def mask_of_rows(m):
    return m[np.array([False, True])] ** 2 * m[0]


def mask_of_columns(m):
    return m[:, np.array([True, False, True])] ** 2


def list_index(v):
    return v[[2, 0]] ** 2


def repeats(v):
    return v[np.array([0, 2, 0, 0])] * np.array([1.0, 2.0, 3.0, 4.0])


def repeats_squared(v, index):
    return v[index] ** 2


def negative_repeats(v):
    return v[np.array([0, -3, -1, 2])] ** 2


def two_arrays(m):
    return m[np.array([0, 1, 1]), np.array([2, 0, 0])] ** 2


def two_arrays_broadcast(m):
    return m[np.array([[0], [1]]), np.array([2, 0])] ** 2


def matrix_of_indices(v):
    return v[np.array([[0, 1], [1, 2]])] ** 2


def array_and_slice(m):
    return m[np.array([1, 0, 1])] ** 2 * m[1, :] + m[:, np.array([0, 0, 2])][0]


def array_and_integer(m):
    return m[1, np.array([0, 0, 2])] ** 2


def separated(c):
    return c[np.array([0, 1]), :, np.array([1, 0])] ** 2


def np_ix(m):
    return m[np.ix_([0, 1, 1], [2, 0])] ** 2


def take_labels(p, labels):
    return p[np.arange(len(labels)), labels] ** 2


def gather_in_loop(v, index):
    y = v
    for _ in range(2):
        y = y[index] * v
    return y


def index_computed(v):
    order = np.argsort(v)
    return v[order[:2]] * v[order[-1]]


def newaxis_and_array(v):
    return v[np.array([0, 2]), None] * v[None, np.array([1, 1])]


V = np.array([0.5, -1.4, 0.8])
M = np.array([[0.5, 1.4, -0.8], [1.2, -0.7, 2.1]])
CUBE = np.sin(np.arange(8.0) * 1.7).reshape(2, 2, 2)
CASES = [
    *((fn, (V,), 0) for fn in (mask, list_index, repeats, negative_repeats, matrix_of_indices)),
    *((fn, (V,), 0) for fn in (index_computed, newaxis_and_array)),
    *((fn, (M,), 0) for fn in (mask_of_matrix, mask_of_rows, mask_of_columns, two_arrays)),
    *((fn, (M,), 0) for fn in (two_arrays_broadcast, array_and_slice, array_and_integer, np_ix)),
    (mask_argument, (V, np.array([True, False, True])), 0),
    (repeats_squared, (V, np.array([1, 1, 0])), 0),
    (repeats_squared, (V, np.zeros(0, dtype=int)), 0),
    (separated, (CUBE,), 0),
    (take_labels, (M, np.array([2, 1])), 0),
    (gather_in_loop, (V, np.array([2, 2, 0])), 0),
]
