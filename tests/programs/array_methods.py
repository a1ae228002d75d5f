"""Methods and attributes of arrays."""

import numpy as np


def sums(a):
    return a.sum() * a.sum(axis=0)[1] + (a.sum(axis=1, keepdims=True) * a).sum()


def means(a):
    return a.mean() * a.mean(axis=-1)[0] + a.prod()


def extremes(a):
    return a.max() * a.min() + a.max(axis=0).sum()


def spread(a):
    return a.var() * a.std() + a.std(axis=0, ddof=1).sum()


def transposes(a):
    return (a.T @ a).trace() + (a.transpose(1, 0) * a.T).sum() + a.swapaxes(0, 1)[0, 1]


def reshapes(a):
    return (a.reshape(3, 2) @ a.reshape((2, -1))).sum() + a.ravel()[2] * a.flatten()[1]


def products(a, v):
    return a.dot(v).sum() * v.dot(v)


def copies(a):
    b = a.copy()
    return (b * a).sum()


def conversions(a):
    return a.astype(float).sum() * a.astype(np.float64)[0, 1]


def shapes(a):
    return a.sum() * a.shape[0] / a.size + a.ndim * a[0, 0] + len(a) * a[1, 1]


def items(a):
    return a.item(1) * a[0, 0].item() + float(a[1, 2]) * a.sum().item()


def to_integers(v):
    return (v * v.astype(int)).sum() + np.asarray(v, dtype="int32") @ v


def clips(v):
    return (v.clip(-0.7, 0.7) * v).sum()


def cumulates(v):
    return (v.cumsum() * v).sum() + v.cumprod()[1]


def takes(v):
    return v.take([0, 2, 2]).sum() * v[0] + v.repeat(2)[3]


def diagonals(a):
    return a.diagonal().sum() * a[0, 0] + a.squeeze().sum()


def lists(v):
    xs = v.tolist()
    return xs[0] * xs[1] + sum(xs)


def matrix_transpose(a):
    return np.sum(a.mT @ a)


def fills(x):
    a = np.empty(3)
    a.fill(x)
    return np.sum(a * a) * x


A = np.array([[0.5, 1.4, -0.3], [1.2, -0.7, 0.9]])
V = np.array([0.5, -0.9, 1.3])
CASES = [
    (sums, (A,), 0),
    (means, (A,), 0),
    (extremes, (A,), 0),
    (spread, (A,), 0),
    (transposes, (A,), 0),
    (reshapes, (A,), 0),
    (products, (A, V), (0, 1)),
    (copies, (A,), 0),
    (conversions, (A,), 0),
    (shapes, (A,), 0),
    (items, (A,), 0),
    (clips, (V,), 0),
    (to_integers, (V,), 0),
    (cumulates, (V,), 0),
    (takes, (V,), 0),
    (diagonals, (A,), 0),
    (lists, (V,), 0),
    (matrix_transpose, (A,), 0),
    (fills, (0.7,), 0),
]
