"""flip, roll, rot90, tile, repeat, sort, take."""

import numpy as np


def flip(a):
    return np.flip(a) * a + np.flip(a, axis=0) ** 2 + np.flipud(a) * np.fliplr(a)


def roll(v):
    return np.roll(v, 1) * v + np.roll(v, -2) ** 2


def roll_axis(a):
    return np.roll(a, 1, axis=1) * a + np.roll(a, 2)


def rotated(a):
    return np.rot90(a) @ a


def tile(v):
    return np.tile(v, 2) ** 2


def tile_matrix(v):
    return np.tile(v, (2, 2)) ** 2


def repeat(v):
    return np.repeat(v, 3) ** 2


def repeat_axis(a):
    return np.repeat(a, 2, axis=0) ** 2 + np.repeat(a, [1, 3], axis=0)


def repeat_each(v):
    return np.repeat(v, [2, 0, 1]) ** 2


def sort(v):
    return np.sort(v) * np.arange(1.0, 4.0) * v


def sort_axis(a):
    return np.sort(a, axis=0) * a


def argsort(v):
    return v[np.argsort(v)] * v


def take(a):
    return np.take(a, [1, 0, 1]) ** 2 * np.take(a, [0], axis=1)[1]


def take_along(a):
    order = np.argsort(a, axis=1)
    return np.take_along_axis(a, order, axis=1) * a


def partitioned(v):
    return np.median(v) * v


V = np.array([0.5, -1.4, 0.8])
A = np.array([[0.5, 1.4, -0.8], [1.2, -0.7, 2.1]])
CASES = [
    *((fn, (A,), 0) for fn in (flip, roll_axis, rotated, repeat_axis, sort_axis, take, take_along)),
    *((fn, (V,), 0) for fn in (roll, tile, tile_matrix, repeat, repeat_each, sort, argsort)),
    (partitioned, (V,), 0),
]
