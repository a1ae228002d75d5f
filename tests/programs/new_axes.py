"""Axes of length one put in by an index: `x[:, None]`, `x[None]`, `x[..., None]`; and adjoints spread over an array."""

import numpy as np


def weighted_pairs(x, y):
    return np.sum((x[:, None] - y[None, :]) ** 2 * x[:, np.newaxis])


def outer_sum(x, y):
    return np.sum(x[:, None] * y)


def distances(x, y):
    d = x[:, None, :] - y[None, :, :]
    return np.sum(np.sqrt((d**2).sum(axis=-1)))


def by_row_sums(x, w):
    return np.tanh(x / np.sum(x * w, axis=1)[:, None])


def whole_axes(x):
    return np.sum(x[:] * x[...]) + np.sum(x[..., None] * x[None, ...])


def scalar_seed(x):
    return x[:, None, None].sum() + x[None].mean()


def two_arrays(A, b):
    return (A[None] * b[:, None, None]).sum(axis=(1, 2))


def soft_means(X, C, n):
    for _ in range(n):
        d = ((X[:, None, :] - C[None, :, :]) ** 2).sum(axis=2)
        a = np.exp(-d)
        a = a / a.sum(axis=1, keepdims=True)
        C = (a.T @ X) / a.sum(axis=0)[:, None]
    return C


def beside_stores(x, n):
    y = np.zeros((3, 3))
    z = x.copy()
    for i in range(n):
        y += z[:, None] * z[None, :]
        z[i] = y[i, 0]
        y[:, 0][:, None][...] *= 1.5
    return y


def leading_axis(x, s):
    return np.sum(s * x[None, :] * np.ones((4, 1)))


def size_one(x, w):
    return np.sum(x[:, None] * w)


def int_axis(x):
    return np.sum(x[None, :, None] * np.arange(6.0).reshape(2, 3, 1))


def mean_(x):
    return x - x.mean(axis=1)[:, None]


def norm(x):
    return x / np.sqrt((x**2).sum(axis=-1))[..., None]


def branch(x, c):
    if c:
        y = x[:, None]
    else:
        y = x[None, :]
    return np.sum(y * np.arange(9.0).reshape(3, 3))


def spread_over(x, y):
    return np.sum(x) * 2 + np.sum(np.broadcast_to(x, (2, 3)) * y)


R = np.random.default_rng(0)
CASES = [
    (weighted_pairs, (R.normal(size=3), R.normal(size=4)), (0, 1)),
    (outer_sum, (R.normal(size=3), R.normal(size=(3, 2))), (0, 1)),
    (distances, (R.normal(size=(3, 2)), R.normal(size=(4, 2))), (0, 1)),
    (by_row_sums, (R.normal(size=(3, 2)), R.normal(size=(3, 2))), (0, 1)),
    (whole_axes, (R.normal(size=3),), 0),
    (scalar_seed, (R.normal(size=3),), 0),
    (two_arrays, (R.normal(size=(2, 3)), R.normal(size=4)), (0, 1)),
    (soft_means, (R.normal(size=(5, 2)), R.normal(size=(3, 2)), 2), (0, 1)),
    (beside_stores, (R.normal(size=3), 2), 0),
    (leading_axis, (R.normal(size=3), 1.3), (0, 1)),
    (size_one, (R.normal(size=3), R.normal(size=(1, 1))), (0, 1)),
    (size_one, (R.normal(size=1), R.normal(size=(1, 4))), (0, 1)),
    (int_axis, (R.normal(size=3),), 0),
    (mean_, (R.normal(size=(2, 3)),), 0),
    (norm, (R.normal(size=(2, 3)),), 0),
    (norm, (R.normal(size=(4, 2, 3)),), 0),
    (branch, (R.normal(size=3), True), 0),
    (branch, (R.normal(size=3), False), 0),
    (spread_over, (R.normal(size=3), R.normal(size=(2, 3))), (0, 1)),
]
