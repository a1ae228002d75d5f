"""float32 in, float32 out: gradients have the dtype of their arguments."""

import numpy as np


def elementwise(v, w):
    return np.sin(v) * w + v / (2.0 + w * w)


def reduced(v, w):
    return np.sum(v * w) + np.mean(v**2) + np.max(w)


def products(m, v):
    return np.tanh(m @ v) @ (m @ v)


def loop_of_rows(m, v):
    for row in m:
        v = np.tanh(v * row) + v
    return np.sum(v * v)


def stores(v, w):
    a = np.zeros_like(v)
    a[0] = w[1]
    a[1:] = v[1:] * v[:-1]
    a *= w
    return np.sum(a * a)


def stores_into_double(v, w):
    a = np.zeros(3)
    a[:] = v
    a[1] += w[0] * w[2]
    return np.sum(a * w)


def mixed_precision(v, x):
    return np.sum(v.astype(np.float64) * x) * x


def cast_down(x, v):
    return np.sum((x * v).astype(np.float32))


def indexed(v, w):
    return v[np.array([0, 0, 2])] * w[::-1] + np.where(v > 0, w, v)


def of_numbers(x, y):
    return x * y + np.sin(x)


V = np.array([0.5, -1.4, 0.8], dtype=np.float32)
W = np.array([0.9, 0.3, -1.1], dtype=np.float32)
M = np.array([[0.5, 1.4, -0.8], [1.2, -0.7, 2.1]], dtype=np.float32)
CASES = [
    *((fn, (V, W), (0, 1)) for fn in (elementwise, reduced, stores, stores_into_double, indexed)),
    *((fn, (M, V), (0, 1)) for fn in (products, loop_of_rows)),
    (elementwise, (V, W.astype(np.float64)), (0, 1)),
    (elementwise, (V, 0.7), (0, 1)),
    (mixed_precision, (V, 0.7), (0, 1)),
    (mixed_precision, (V, np.float64(0.7)), (0, 1)),
    (cast_down, (0.7, V.astype(np.float64)), (0, 1)),
    (of_numbers, (np.float32(0.7), np.float32(1.4)), (0, 1)),
    (of_numbers, (np.float32(0.7), 1.4), (0, 1)),
]
