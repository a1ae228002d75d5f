"""diag (both ways), diagonal, tril, triu, with offsets; trace; eye."""

import numpy as np


def diag_of_vector(v):
    return np.diag(v) @ v


def diag_of_vector_offset(v):
    return np.diag(v, k=1) ** 2 + np.diag(v, -1)


def diag_of_matrix(m):
    return np.diag(m) * m[0] + np.sum(np.diag(m, 1)) + np.sum(np.diag(m, k=-1)) * m[1, 1]


def diagonal(m):
    return np.diagonal(m) ** 2 + np.diagonal(m, 1).sum()


def tril(m):
    return np.tril(m) @ m


def tril_offset(m):
    return np.tril(m, -1) @ m + np.tril(m, k=1)


def triu(m):
    return np.triu(m) @ m.T + np.triu(m, 1) ** 2


def symmetric(m):
    lower = np.tril(m)
    return lower @ lower.T + np.eye(3) * np.trace(m)


M = np.sin(np.arange(9.0) * 1.7).reshape(3, 3)
V = np.array([0.5, -1.4, 0.8])
CASES = [
    (diag_of_vector, (V,), 0),
    (diag_of_vector_offset, (V,), 0),
    *((fn, (M,), 0) for fn in (diag_of_matrix, diagonal, tril, tril_offset, triu, symmetric)),
]
