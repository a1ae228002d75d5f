"""a[i:j] = v, a[i, :] = v, a[:] = v: broadcasting stores, overlap, steps."""

import numpy as np


def halves(v):
    a = np.zeros(4)
    a[:2] = v[2:] * v[:2]
    a[2:] = v[:2]
    return a * a


def number_into_slice(v):
    a = v * 2.0
    a[1:3] = v[0] * v[3]
    return a * v


def rows(m):
    a = np.zeros((2, 3))
    a[0, :] = m[1] * m[0]
    a[1] = m[0] * 2.0
    return a * m


def columns(m):
    a = np.ones_like(m)
    a[:, 0] = m[:, 1] * m[:, 2]
    a[:, -1] = a[:, 0] * m[0, 0]
    return a * a


def row_into_matrix(m):
    a = np.zeros((2, 3))
    a[:] = m[0]
    a[1, 1:] = m[1, :-1]
    return a * m


def column_into_matrix(m):
    a = np.zeros((2, 3))
    a[...] = m[:, :1]
    return a * m


def overlap_forward(v):
    a = v * v
    a[1:] = a[:-1]
    return a * v


def overlap_backward(v):
    a = v * v
    a[:-1] = a[1:] * v[0]
    return a * v


def reversed_into_itself(v):
    a = v * v
    a[:] = a[::-1]
    return a * v


def steps(v):
    a = np.zeros(4)
    a[::2] = v[1::2] ** 2
    a[1::2] = a[::2] * v[0]
    return a * a


def backwards(v):
    a = np.zeros(4)
    a[::-1] = v * v
    a[2:0:-1] = v[:2]
    return a * v


def stencil(v):
    a = v.copy()
    for _ in range(3):
        b = a.copy()
        b[1:-1] = 0.5 * (a[:-2] + a[2:]) * a[1:-1]
        a = b
    return a


def block(m):
    a = np.zeros((4, 6))
    a[1:3, 2:5] = m * m
    a[0, ::2] = m[0]
    return np.sum(a, axis=0)


def ellipsis(m):
    a = np.zeros((2, 2, 3))
    a[..., 1] = m[:, :2]
    a[1, ...] += m[:, :3]
    return a * a


def one_row_into_row(v, s):
    a = np.ones((2, 4))
    a *= v
    a[1, :] = v[None, :] * s
    return a


V = np.array([0.5, -1.4, 0.8, 1.1])
M = np.array([[0.5, 1.4, -0.8], [1.2, -0.7, 2.1]])
CASES = [
    *((fn, (V,), 0) for fn in (halves, number_into_slice, overlap_forward, overlap_backward)),
    *((fn, (V,), 0) for fn in (reversed_into_itself, steps, backwards, stencil)),
    *((fn, (M,), 0) for fn in (rows, columns, row_into_matrix, column_into_matrix)),
    *((fn, (M,), 0) for fn in (block, ellipsis)),
    (one_row_into_row, (V, 0.7), (0, 1)),
]
