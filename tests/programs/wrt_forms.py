"""wrt by position and by name, one and several, in another order."""

import numpy as np


def f(x, y, z):
    return x * y + np.sin(z) * x


def arrays(v, n, w):
    return np.sum(v * w) * n


V = np.array([0.5, -1.4])
CASES = [
    *((f, (0.7, 1.4, 0.3), wrt) for wrt in (0, 1, 2, "x", "y", "z")),
    *((f, (0.7, 1.4, 0.3), wrt) for wrt in ((0,), ("z",), (0, 2), ("z", "x"), (2, 0, 1), (1, "x"))),
    (f, (0.7, 1, 0.3), (0, 2)),
    (arrays, (V, 3, V + 1.0), (0, 2)),
    (arrays, (V, 3, V + 1.0), "w"),
]
