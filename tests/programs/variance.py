"""var and std: axis, ddof, keepdims."""

import numpy as np


def var_all(a):
    return np.var(a) * a


def var_axis(a):
    return np.var(a, axis=0)


def var_ddof(a):
    return np.var(a, axis=1, ddof=1, keepdims=True) * a


def std_all(a):
    return np.std(a)


def std_axis(a):
    return np.std(a, axis=-1)


def std_two_axes(a):
    return np.std(a, axis=(0, 1), ddof=1)


def standardized(a):
    return (a - np.mean(a, axis=0)) / (np.std(a, axis=0) + 0.1)


A = np.array([[0.5, 1.4, -0.8], [1.2, -0.7, 2.1], [0.3, 0.4, -0.2]])
CASES = [
    (fn, (A,), 0)
    for fn in (var_all, var_axis, var_ddof, std_all, std_axis, std_two_axes, standardized)
]
