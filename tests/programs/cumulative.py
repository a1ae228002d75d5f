"""cumsum, cumprod, diff, gradient, trapezoid, interp, convolve."""

import numpy as np


def cumsum(v):
    return np.cumsum(v) * v


def cumsum_axis(a):
    return np.cumsum(a, axis=1) * a + np.cumsum(a, axis=0) ** 2


def cumsum_flat(a):
    return np.cumsum(a) ** 2


def cumprod(v):
    return np.cumprod(v) * v


def diff(v):
    return np.diff(v) ** 2


def diff_twice(v):
    return np.diff(v, n=2) ** 2 * v[0]


def diff_axis(a):
    return np.diff(a, axis=0) ** 2 * np.sum(np.diff(a))


def trapezoid(v):
    return np.trapezoid(v * v, dx=0.5) * v[0]


def convolve(v):
    return np.convolve(v, v[:2]) ** 2


def total_variation(v):
    return np.sum(np.sqrt(np.diff(v) ** 2 + 1e-2))


V = np.array([0.5, -1.4, 0.8, 1.1])
A = np.array([[0.5, 1.4, -0.8], [1.2, -0.7, 2.1]])
CASES = [
    *((fn, (V,), 0) for fn in (cumsum, cumprod, diff, diff_twice, trapezoid, convolve)),
    (total_variation, (V,), 0),
    *((fn, (A,), 0) for fn in (cumsum_axis, cumsum_flat, diff_axis)),
]
