"""reshape, ravel, transposes, moved, swapped and expanded axes, squeeze, broadcast_to."""

import numpy as np


def reshape(a):
    return np.reshape(a, (3, 2)) @ a


def reshape_unknown(a):
    return np.reshape(a, (-1, 2)) @ a.reshape(2, -1)


def reshape_fortran(a):
    return np.reshape(a, (3, 2), order="F") * a.T


def ravel(a):
    return np.ravel(a) * np.ravel(a)[::-1]


def transpose(a):
    return np.transpose(a) @ a


def transpose_axes(c):
    return np.transpose(c, (2, 0, 1)) * 2.0 + np.transpose(c, (2, 0, 1)) ** 2


def moveaxis(c):
    return np.moveaxis(c, 0, -1) ** 2


def swapaxes(c):
    return np.swapaxes(c, 0, 2) ** 2


def expand_dims(v):
    return np.expand_dims(v, 0) * np.expand_dims(v, axis=1)


def newaxis(v):
    return v[:, np.newaxis] * v[None, :] ** 2


def squeeze(a):
    return np.squeeze(a[:, :1]) * a[0, 0] + np.squeeze(a[None], axis=0)[:, 1]


def broadcast_to(v):
    return np.broadcast_to(v, (2, 3)) * np.broadcast_to(v[0], (3,))


def atleast(x, v):
    return np.atleast_1d(x) * np.atleast_2d(v) ** 2


def matrix_transpose(c):
    return c.mT @ c


def to_number_and_back(a):
    return np.reshape(np.reshape(np.sum(a * a), (1, 1)), ()) * a


def shape_arithmetic(a):
    n, k = a.shape
    return a.reshape(n * k).reshape((k, n)) * a.T


def rollaxis(c):
    return np.rollaxis(c, 2) ** 2


A = np.array([[0.5, 1.4, -0.8], [1.2, -0.7, 2.1]])
CUBE = np.sin(np.arange(12.0) * 1.7).reshape(2, 3, 2)
V = np.array([0.5, -1.4, 0.8])
CASES = [
    *((fn, (A,), 0) for fn in (reshape, reshape_unknown, reshape_fortran, ravel, transpose)),
    *((fn, (CUBE,), 0) for fn in (transpose_axes, moveaxis, swapaxes, matrix_transpose, rollaxis)),
    *((fn, (V,), 0) for fn in (expand_dims, newaxis, broadcast_to)),
    *((fn, (A,), 0) for fn in (squeeze, to_number_and_back, shape_arithmetic)),
    (atleast, (0.7, V), (0, 1)),
]
