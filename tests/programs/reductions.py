"""sum, mean, prod, max, min with axis (int, negative, tuple), keepdims; used as arrays again."""

import numpy as np


def sum_all(a):
    return np.sum(a * a)


def sum_axis(a):
    return np.sum(a * a, axis=0)


def sum_negative_axis(a):
    return np.sum(a * a, axis=-1) * 2.0


def sum_two_axes(a):
    return np.sum(a * a, axis=(0, 2))


def sum_keepdims(a):
    return a / np.sum(a, axis=1, keepdims=True)


def sum_all_keepdims(a):
    return a * np.sum(a, keepdims=True)


def sum_where(a):
    return np.sum(a * a, axis=1, where=a > 0)


def mean_all(a):
    return np.mean(np.sin(a)) * a


def mean_axis(a):
    return a - np.mean(a, axis=0)


def mean_keepdims(a):
    return a * np.mean(a, axis=(0, -1), keepdims=True)


def prod_all(a):
    return np.prod(a)


def prod_axis(a):
    return np.prod(a, axis=1) * np.prod(a, axis=0, keepdims=True)[0]


def prod_with_zero(v):
    return np.prod(v)


def max_all(a):
    return np.max(a) * np.sum(a)


def max_axis(a):
    return np.max(a, axis=1) + np.amax(a, axis=-1)


def max_keepdims(a):
    return np.exp(a - np.max(a, axis=1, keepdims=True)) * a


def min_axis(a):
    return np.min(a, axis=0) * a[0] + np.amin(a)


def max_two_axes(a):
    return np.max(a, axis=(0, 1)) * np.min(a, axis=(-1,)).sum()


def logsumexp(a):
    top = np.max(a, axis=-1, keepdims=True)
    return np.squeeze(top, axis=-1) + np.log(np.sum(np.exp(a - top), axis=-1))


def softmax_loss(a, labels):
    p = np.exp(a) / np.sum(np.exp(a), axis=1, keepdims=True)
    return -np.mean(np.log(p[np.arange(len(labels)), labels]))


def norms(a):
    return np.sqrt(np.sum(a**2, axis=0)) * np.linalg.norm(a)


def average(a, w):
    return np.average(a, axis=0, weights=w) * np.average(a)


def counts(a):
    return np.sum(a) * np.count_nonzero(a > 0) + np.any(a > 0) * a[0, 0] + np.all(a > 9) * a[0, 1]


def nan_sums(a):
    return np.nansum(a * a) * np.nanmean(a)


def ptp(v):
    return np.ptp(v) * v


def axis_from_argument(a, axis):
    return np.sum(a**2, axis=axis)


A = np.array([[0.5, 1.4, -0.8], [1.2, -0.7, 2.1]])
CUBE = np.sin(np.arange(12.0) * 1.7).reshape(2, 2, 3) + 0.1
V = np.array([0.5, -1.4, 0.8])
CASES = [
    *((fn, (A,), 0) for fn in (sum_all, sum_axis, sum_negative_axis, sum_keepdims)),
    *((fn, (A,), 0) for fn in (sum_all_keepdims, sum_where, mean_all, mean_axis, prod_all)),
    *((fn, (A,), 0) for fn in (max_all, max_axis, max_keepdims, min_axis)),
    *((fn, (CUBE,), 0) for fn in (sum_two_axes, sum_axis, mean_axis, mean_keepdims, max_two_axes)),
    *((fn, (V,), 0) for fn in (sum_all, sum_axis, sum_negative_axis, mean_all, prod_all, max_all)),
    (prod_axis, (np.array([[0.5, 1.4], [1.2, -0.7]]),), 0),
    (prod_with_zero, (np.array([0.5, 0.0, -1.4]),), 0),
    (prod_with_zero, (np.array([0.0, 0.0, -1.4]),), 0),
    (logsumexp, (A,), 0),
    (softmax_loss, (A, np.array([2, 0])), 0),
    (norms, (A,), 0),
    (average, (A, np.array([0.3, 0.9])), (0, 1)),
    (counts, (A,), 0),
    (nan_sums, (A,), 0),
    (ptp, (V,), 0),
    *((axis_from_argument, (A, axis), 0) for axis in (None, 0, -1, (0, 1), ())),
]
