"""Indexing by integers, slices, ellipsis and newaxis, negative ones too, chained and computed."""

import numpy as np


def integer(v):
    return v[0] * v[-1] + v[1] ** 2


def two_integers(m):
    return m[0, 1] * m[-1, -2] + m[1][2]


def row_and_column(m):
    return m[0] * m[1] + np.sum(m[:, 1] * m[:, -1])


def slices(v):
    return v[1:] * v[:-1] + v[::2][0]


def stepped(v):
    return v[::2] * v[1::2] + v[::-1][:2]


def slice_of_matrix(m):
    return m[:, 1:] @ m[:, :-1].T


def ellipsis(c):
    return c[..., 0] * c[0, ...] + c[...][1]


def newaxis(v):
    return v[:, None] * v[np.newaxis, :] + v[None][0]


def mixed(c):
    return c[1, :, None, -1] * c[:, 0, 0]


def computed(v, i):
    return v[i] * v[i + 1] + v[len(v) - 1 - i] * v[v.shape[0] // 2]


def computed_slice(v, i):
    return np.sum(v[:i]) * np.prod(v[i:]) + np.sum(v[i : i + 2])


def slice_object(v, i):
    part = slice(i, None, 2)
    return v[part] ** 2


def tuple_index(m, i):
    at = (i, 1)
    return m[at] * m[i, 0] + m[at[1], at[0]]


def chained(m):
    return m[1:][0][1] * m[:, 1:][1, 1] ** 2


def empty_slice(v):
    return np.sum(v[2:2]) + np.sum(v[5:] * v[5:]) + v[0] * v[1]


def whole(v):
    return v[:] * v[...] + v[()]


def zero_dimensional(x):
    return x[()] * x[...] + x


def nested_containers(d):
    return d["a"][0] * d["b"][1]["c"][2] + d["a"][1]


def in_loop(v):
    total = v[0]
    for i in range(1, len(v)):
        total = total * v[i] + v[i - 1]
    return total


V = np.array([0.5, -1.4, 0.8, 1.1])
M = np.array([[0.5, 1.4, -0.8], [1.2, -0.7, 2.1]])
CUBE = np.sin(np.arange(8.0) * 1.7).reshape(2, 2, 2)
NESTED = {"a": [0.5, 1.4], "b": (0.3, {"c": np.array([0.2, -0.9, 1.7])})}
CASES = [
    *((fn, (V,), 0) for fn in (integer, slices, stepped, newaxis, empty_slice, whole, in_loop)),
    *((fn, (M,), 0) for fn in (two_integers, row_and_column, slice_of_matrix, chained)),
    *((fn, (CUBE,), 0) for fn in (ellipsis, mixed)),
    *((fn, (V, 1), 0) for fn in (computed, computed_slice, slice_object)),
    (tuple_index, (M, 0), 0),
    (zero_dimensional, (np.array(0.7),), 0),
    (nested_containers, (NESTED,), 0),
]
