"""solve, inv, det, norm: what small programs use of linalg."""

import numpy as np


def solve(m, v):
    return np.linalg.solve(m, v)


def inverse(m, v):
    return np.linalg.inv(m) @ v


def determinant(m, v):
    return np.linalg.det(m) * v


def norm(m, v):
    return np.linalg.norm(m @ v) * np.linalg.norm(v, axis=0)


M = np.array([[2.0, 0.5, -0.8], [0.3, 3.0, 0.7], [-0.2, 0.7, 1.5]])
CASES = [
    (fn, (M, np.array([0.5, -1.4, 0.8])), (0, 1)) for fn in (solve, inverse, determinant, norm)
]
