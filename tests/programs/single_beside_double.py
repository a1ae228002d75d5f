"""Arguments of single and of double precision in one program: each adjoint has the precision of its own argument."""

import math

import numpy as np


def kronecker(a, b):
    return np.kron(a, b)


def chosen(a, b):
    return np.choose([0, 1, 0, 1], [a, b])


def filled(a, b):
    return np.full((4,), a) * b


def exact_sum(a, b):
    return math.fsum(a) * b[0]


def scaled_sum(a, s):
    return np.sum(a) * s


def shifted_sum(a, s):
    return np.sum(a, axis=-1) + s


V = np.array([0.7, -1.3, 0.4, 2.1])
W = np.array([1.2, 0.3, -0.8, 0.5])
V32, W32 = V.astype(np.float32), W.astype(np.float32)
VECTORS = [(V32, W), (V, W32), (V32, W32)]
CASES = [
    *((fn, args, (0, 1)) for fn in (kronecker, chosen, filled, exact_sum) for args in VECTORS),
    *(
        (scaled_sum, args, wrt)
        for args in ((V32, 0.3), (V, np.float32(0.3)))
        for wrt in (0, (0, 1))
    ),
    (scaled_sum, (V32, np.float64(0.3)), (0, 1)),
    (shifted_sum, (V, np.float32(0.3)), (0, 1)),
]
