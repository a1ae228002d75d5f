"""a[k] += v and a *= v on arrays made inside: slices, overlap, aliases, whole arrays."""

import numpy as np


def slice_plus(v):
    a = np.ones(4)
    a[1:] += v[:-1] * v[1:]
    a[:2] -= v[2:]
    return a * a


def slice_times(v):
    a = v * 2.0
    a[1:] *= a[:-1]
    return a * v


def overlap_plus(v):
    a = v * v
    a[1:] += a[:-1]
    a[:-1] += a[1:]
    return a * v


def slice_divided(v):
    a = v * v + 1.0
    a[:2] /= a[2:]
    a[2:] **= 2
    return a


def whole_times(v):
    a = v.copy()
    a *= v
    a *= a
    return np.sum(a)


def alias_sees_it(v):
    a = v * 1.0
    b = a
    b *= v
    return a * b


def alias_does_not(v):
    a = v * 1.0
    b = a
    b = b * v
    return a * b


def alias_element(v):
    a = v * 1.0
    b = a
    b[0] = v[1] * v[2]
    return np.sum(a * a) * b[0]


def row_plus(m):
    a = np.zeros((2, 3))
    for i in range(2):
        a[i] += m[i] * m[1 - i]
        a[i, 1:] *= m[i, :-1]
    return a


def broadcast_plus(m):
    a = m * m
    a += m[0]
    a *= m[0, 0]
    a -= m[:, :1]
    return a


def steps_in_loop(v):
    a = v.copy()
    for _ in range(3):
        a[1:] *= a[:-1]
        a[:-1] += 0.3 * a[1:]
    return np.sum(a)


def reused_buffer(v):
    total = 0.0
    a = np.zeros(4)
    for i in range(3):
        a[:] = v * (i + 1)
        a *= v[i]
        total = total + np.sum(a * a)
    return total


def buffer_of_each_turn(v):
    total = 0.0
    for i in range(3):
        a = np.zeros(4)
        a[i:] = v[i:] * v[0]
        a[i] *= a[-1]
        total = total + np.sum(a) * total + a[i]
    return total


def two_buffers_swapped(v):
    a, b = v.copy(), np.zeros(4)
    for _ in range(3):
        b[1:] = a[:-1] * v[0]
        b[0] = a[3]
        a, b = b, a
    return np.sum(a * a) + b[1]


def item_of_a_nested_tuple(x, y, z):
    parts = ((-1.35, x, np.cos(np.array([z, y, y])) * 1.0), np.full(3, x) * 1.0)
    parts[0][2][...] += np.cos(np.diag(np.stack([parts[0][2], parts[0][2][[1, -3, -3]], parts[1]])))
    return z * 1.4 - np.sum(parts[0][2] * parts[0][2]) * 0.42


V = np.array([0.5, -1.4, 0.8, 1.1])
M = np.array([[0.5, 1.4, -0.8], [1.2, -0.7, 2.1]])
CASES = [
    *((fn, (V,), 0) for fn in (slice_plus, slice_times, overlap_plus, slice_divided, whole_times)),
    *((fn, (V,), 0) for fn in (alias_sees_it, alias_does_not, alias_element, steps_in_loop)),
    *((fn, (V,), 0) for fn in (reused_buffer, buffer_of_each_turn, two_buffers_swapped)),
    *((fn, (M,), 0) for fn in (row_plus, broadcast_plus)),
    (item_of_a_nested_tuple, (0.612, -0.539, 1.366), 2),
]
