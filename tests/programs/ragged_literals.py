"""Literals of integers and floats among arrays: what is made of them has no known type, and their sums still count."""

import numpy as np


def stacked(x, v):
    x = np.sum(x + v)
    return np.full((4, 2), v[-3]) * np.stack([[1.0, 0], np.full(2, x), v[::2], v[0:2]])


def of_a_sum(x, v):
    s = np.sum(x + v)
    w = np.stack([[1, 0.5], np.full(2, s)])
    return np.full((2, 2), v[0]) * w * w[1]


V = np.array([0.834, 1.293, 1.051])
CASES = [(stacked, (0.272, V), (0, 1)), (of_a_sum, (0.272, V), (0, 1))]
