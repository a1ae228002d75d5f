"""A Python number on one path and a NumPy one on the other; arrays of them, and arrays that must agree in size."""

import numpy as np


def array_of_either(x, v):
    y = x if x > 0.5 else v[0]
    a = np.array([y, v[1], 0.3])
    a += np.sin(a)
    return np.sum(a * v)


def full_of_either(x, v):
    for i in range(2):
        x = np.tanh(np.sum(np.full((3, 3), x) + v[:, None]) / 9.0)
        x += np.tanh(x) * i
    return x


def stacked_with_a_literal_size(x, v):
    a = np.sin(np.stack([v, np.array([x, 0.3, x])]) @ v)
    a[:] -= np.sin(np.arctan(a))
    return np.sum(a)


def stored_beside_a_literal_size(x, v):
    total = 0.0
    for i in range(2):
        m = np.stack([np.array([x, 1.0, x]), v[::-1]])
        m[i, 1] *= x
        w = np.where(np.full(3, 1.55) > 1.22, v, m[0])
        w[i] += np.dot(v, np.array([x, x, 0.3]))
        total += np.sum(m) * np.sum(w)
    return total


def selected_twice(v):
    mask = v > 0.0
    s = np.dot(v[mask], np.sin(v)[mask])
    s += 1.0
    w = np.concatenate([v[mask], v[~mask]])
    w[0] *= s
    return s * np.sum(w * w)


def starred_shape(m):
    flat = np.reshape(m, (*m.shape[:1], -1))
    flat = flat * 1.0
    flat[0, 1] *= flat[1, 0]
    return np.prod(flat)


def divided_by_either(x, v):
    y = x if x > 0.5 else v[0]
    y /= 1.5 + np.dot(np.arange(3.0) * y, np.array([v[0], v[1], y]))
    return y


V = np.array([0.6, 1.4, -0.7])
CASES = [
    *((fn, (x, V), (0, 1)) for fn in (array_of_either, divided_by_either) for x in (0.4, 0.9)),
    *((fn, (0.4, V), (0, 1)) for fn in (full_of_either, stacked_with_a_literal_size)),
    (stored_beside_a_literal_size, (0.4, V), (0, 1)),
    (selected_twice, (V,), 0),
    (starred_shape, (np.array([[0.5, 1.4, -0.8], [1.2, -0.7, 2.1]]),), 0),
]
