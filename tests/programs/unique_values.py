"""np.unique: the values are elements of what it is given; places and counts do not move."""

import numpy as np


def values(v):
    return np.sum(np.unique(v) ** 2) + np.unique(v)[-1]


def of_matrix(A):
    u = np.unique(A * A)
    return u * np.arange(len(u))


def rebuilt(v):
    u, places = np.unique(v, return_inverse=True)
    return np.exp(u)[places] * v


def weighted(v):
    u, counts = np.unique(np.sin(v), return_counts=True)
    return u @ counts


V = np.array([0.7, -1.3, 0.4, 2.1])
CASES = [
    *((fn, (V,), 0) for fn in (values, rebuilt, weighted)),
    (of_matrix, (np.array([[0.9, 0.3, -1.1], [-0.6, 1.2, 0.35]]),), 0),
]
