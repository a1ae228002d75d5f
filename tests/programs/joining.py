"""concatenate, stack, hstack, vstack, dstack, column_stack, append, block, split and its kin."""

import numpy as np


def concatenate(v, w):
    return np.concatenate([v, w, v * w]) ** 2


def concatenate_axis(a, b):
    return np.concatenate((a, b * 2.0), axis=1) ** 2


def concatenate_flat(a, b):
    return np.concatenate((a, b), axis=None) ** 2


def stack(v, w):
    return np.stack([v, w, v * w]) ** 2


def stack_last(v, w):
    return np.stack((v, w), axis=-1) ** 2


def hstack(v, w):
    return np.hstack([v, w]) ** 2


def vstack(v, w):
    return np.vstack([v, w, v + w]) ** 2


def dstack(a, b):
    return np.dstack([a, b]) ** 2


def column_stack(v, w):
    return np.column_stack([v, w]) ** 2


def append(v, x):
    return np.append(v, x) ** 2


def block(a, b):
    return np.block([[a, b], [b, a]]) ** 2


def joins_list_from_loop(v, w):
    parts = []
    for i in range(3):
        parts.append(v * i + w)
    return np.concatenate(parts) ** 2


def joins_generated(v, w):
    return np.stack([v * k * w for k in range(1, 3)], axis=1)


def mixed_constants(v, w):
    return np.concatenate([np.zeros(1), v, np.ones(2), w]) ** 2


def pad(v, w):
    return np.pad(v * w, (1, 2)) ** 2 + np.pad(v, (1, 2), constant_values=2.0)


def insert(v, x):
    return np.insert(v, 1, x) ** 2 + np.delete(np.append(v, v[:2]), 2).sum()


V = np.array([0.5, -1.4, 0.8])
W = np.array([1.2, 0.3, -0.6])
A = np.array([[0.5, 1.4], [1.2, -0.7]])
CASES = [
    *((fn, (V, W), (0, 1)) for fn in (concatenate, stack, stack_last, hstack, vstack)),
    *((fn, (V, W), (0, 1)) for fn in (column_stack, joins_list_from_loop, joins_generated)),
    *((fn, (V, W), (0, 1)) for fn in (mixed_constants, pad)),
    (concatenate, (V, W), 1),
    (hstack, (A, A * 2.0), (0, 1)),
    *((fn, (A, A[::-1] * 0.7), (0, 1)) for fn in (concatenate_axis, concatenate_flat, dstack)),
    (block, (A, A[::-1] * 0.7), (0, 1)),
    (append, (V, 0.7), (0, 1)),
    (append, (V, W), (0, 1)),
    (insert, (V, 0.7), (0, 1)),
]
