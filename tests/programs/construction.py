"""array, zeros, ones, full, arange, linspace, eye and *_like, with active elements."""

import numpy as np


def array_of_numbers(x, y):
    return np.array([x, x * y, 2.0, y])


def array_nested(x, y):
    return np.array([[x, y], [x * y, 1.0]]) @ np.array([y, x])


def array_of_arrays(v, w):
    return np.array([v, v * w]) ** 2


def array_of_tuple(x, y):
    return np.array((x, y), dtype=float) ** 2


def array_of_list(xs):
    return np.array(xs) ** 2


def asarray(v):
    return np.asarray(v) * np.asarray([v[0], v[1], 1.0])


def array_copy(v):
    return np.array(v) * np.copy(v) + np.asarray(v, dtype=np.float64)


def rotation(x, v):
    c, s = np.cos(x), np.sin(x)
    return np.array([[c, -s], [s, c]]) @ v


def zeros_and_ones(v):
    return (np.zeros(3) + np.ones(3) * v + np.zeros((2, 3)) + np.ones((2, 1))) * v


def full(x, n):
    return np.full(n, x) * np.full((2, 1), x * x)


def full_integer(v):
    return np.full(3, 2) * v + np.full(3, 1.5) * v


def likes(v):
    return (np.zeros_like(v) + v) * np.ones_like(v) + np.full_like(v, 3.0) * v


def full_like_active(v):
    return np.full_like(v, v[0] * v[1]) * v


def arange_of_length(v):
    return np.arange(3) * v + np.arange(1.0, 4.0) * v**2


def linspace_inactive(v):
    return np.linspace(0.0, 1.0, 3) * v


def linspace_active(x, y):
    return np.linspace(x, y, 4) ** 2


def eye(v):
    return np.eye(3) * v + np.identity(3) @ v


def meshgrid(v, w):
    a, b = np.meshgrid(v, w)
    return a * b**2


def meshgrid_matrix_order(v, w):
    a, b = np.meshgrid(v, w, indexing="ij")
    return a * b**2


def vandermonde(v):
    return np.vander(v, 3) if len(v) > 9 else v[:, None] ** np.arange(3)


def scalar_array(x):
    return np.array(x * x) * np.float64(x) + np.asarray(x)


def list_from_loop(x):
    values = []
    for k in range(4):
        values.append(x**k)
    return np.array(values) ** 2


V = np.array([0.5, -1.4, 0.8])
W = np.array([1.2, 0.3, -0.6])
CASES = [
    *((fn, (0.7, 1.4), (0, 1)) for fn in (array_of_numbers, array_nested, array_of_tuple)),
    (array_of_arrays, (V, W), (0, 1)),
    (array_of_list, ([0.7, 1.4],), 0),
    (rotation, (0.7, np.array([1.4, -0.3])), (0, 1)),
    *((fn, (V,), 0) for fn in (asarray, array_copy, zeros_and_ones, full_integer, likes)),
    *((fn, (V,), 0) for fn in (full_like_active, arange_of_length, linspace_inactive, eye)),
    (full, (0.7, 3), 0),
    (linspace_active, (0.7, 1.4), (0, 1)),
    (meshgrid, (V, W[:2]), (0, 1)),
    (meshgrid_matrix_order, (V, W[:2]), (0, 1)),
    (vandermonde, (V,), 0),
    (scalar_array, (0.7,), 0),
    (list_from_loop, (0.7,), 0),
]
