"""Functions that are told to give integers: their results do not move with what they are made of."""

import numpy as np


def total(v):
    return np.sum(v * 3.0, dtype=int) * v[0]


def total_by_place(v):
    return v.sum(0, int) * v


def product(v):
    return np.prod(v * 3.0 + 5.0, dtype=np.int64) * v[1]


def running(v):
    return np.cumsum(v * 3.0, dtype=int) * v


def filled(v):
    return np.full(3, v[0] * 7.0, dtype=int) * v[1]


def filled_by_place(v):
    return np.full(3, v[0] * 7.0, int) * v[1]


def places(v):
    return np.linspace(0.0, 10.0 * v[0] + 0.9, 4, dtype=int) * v[1]


V = np.array([0.7, -1.3, 0.4, 2.1])
CASES = [
    *((fn, (V,), 0) for fn in (total, total_by_place, product, running)),
    *((fn, (V,), 0) for fn in (filled, filled_by_place, places)),
]
