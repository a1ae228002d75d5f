"""Stores of a multiple of what stands there: at second order the multiple is read again, what it was made of is gone."""

import numpy as np


def scaled_by_a_sum(x):
    v = x * x
    v[:2] = v[:2] * x.sum() * 0.2
    return v


def scaled_by_another_array(x, y):
    w = np.concatenate((x, y))
    v = x * x
    v[:2] = v[:2] * w[1:5].sum() * 0.2
    return v


X = np.array([0.7, 1.2, 0.9, 1.3])

CASES = [(scaled_by_a_sum, (X,), 0), (scaled_by_another_array, (X, X[::-1] * 1.1), (0, 1))]
