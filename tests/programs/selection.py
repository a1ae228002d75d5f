"""where, clip, select, maximum: what is not selected contributes nothing."""

import numpy as np


def where(v, w):
    return np.where(v > w, v * v, w * 3.0)


def where_broadcast(a, v):
    return np.where(a > 0.0, v, a * 2.0) * a


def where_numbers(x, y):
    return np.where(x > y, x * y, x - y)


def where_constant(v, w):
    return np.where(v > 0, v * w, 0.0)


def where_bad_side(v, w):
    safe = np.where(v > 0, v, 1.0)
    return np.where(v > 0, np.log(safe) * w, w)


def where_mask_argument(v, mask):
    return np.where(mask, v * v, -v)


def clip(v, w):
    return np.clip(v, -1.0, 1.0) * w


def clip_one_side(v, w):
    return np.clip(v, 0.0, None) * w + np.clip(w, None, 0.5)


def clip_active_bounds(v, w):
    return np.clip(v, w[1], w[0]) ** 2


def clip_bounds_by_name(v, w):
    a = np.clip(v, a_min=w[1], a_max=w[0]) * np.clip(v, a_max=w[0], a_min=-1.0)
    return a + v.clip(max=w[0]) * v.clip(min=w[1], max=1.0) + np.clip(v, None, a_max=w[0])


def clip_crossed_bounds(v, w):
    return np.clip(v, v[0] * 0.9, v[1]) * w


def relu(v, w):
    return np.maximum(v, 0.0) * w + np.minimum(w, 0.4)


def masked_product(v, w):
    return (v > 0) * v * w


def select(v, w):
    return np.select([v > 0.6, v > 0.0], [v * w, w], v * 2.0)


def nonzero(v, w):
    (index,) = np.nonzero(v > 0)
    return v[index] * w[index]


def absolute(v, w):
    return np.abs(v) * np.sign(w) * w


V = np.array([0.5, -1.4, 0.8])
W = np.array([1.2, 0.3, -0.6])
A = np.array([[0.5, 1.4, -0.8], [1.2, -0.7, 2.1]])
CASES = [
    *((fn, (V, W), (0, 1)) for fn in (where, where_constant, where_bad_side, clip, clip_one_side)),
    *((fn, (V, W), (0, 1)) for fn in (relu, masked_product, select, nonzero, absolute)),
    *((fn, (V, np.array([0.7, -0.9])), (0, 1)) for fn in (clip_active_bounds, clip_bounds_by_name)),
    (clip_crossed_bounds, (V, W), (0, 1)),
    (where_broadcast, (A, V), (0, 1)),
    (where_numbers, (0.7, 1.4), (0, 1)),
    (where_numbers, (1.4, 0.7), (0, 1)),
    (where_mask_argument, (V, np.array([True, False, True])), 0),
]
