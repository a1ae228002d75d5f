"""Slices that are arguments, or names of the module, as places that are stored into."""

import numpy as np

INNER = slice(1, -1)
BLOCK = np.s_[1:-1, 1:-1]
GROUPS = [slice(0, 2), slice(2, 4)]
NAMED = {"first": slice(0, 2), "rest": np.s_[2:]}


def a_slice_of_the_module(x):
    a = x * 1.0
    a[INNER] *= x[INNER]
    a[INNER] = a[INNER] * a[1]
    return a


def a_block_of_the_module(x):
    a = x * 1.0
    a[BLOCK] *= x[BLOCK]
    part = a[BLOCK]
    part[0] *= part[1]
    return a


def an_argument(x, where):
    a = x * 1.0
    a[where] *= x[where]
    b = a[where]
    a[where] = b * b
    a[0] *= a[-1]
    return a


def a_list_of_slices(x, parts):
    a = x * 1.0
    for part in parts:
        a[part] *= x[part]
        a[part] = a[part] * a[0]
    return a


def a_list_of_the_module(x):
    a = x * 1.0
    for group in GROUPS:
        a[group] *= x[group]
        a[group] = a[group] * a[0]
    return a


def a_dict_of_the_module(x):
    a = x * 1.0
    for group in NAMED.values():
        a[group] *= x[group]
        part = a[group]
        part *= a[0]
    return a


def parts_of_a_slice(x, where):
    a = x * 1.0
    a[where] *= x[where.start]
    a[where.start : where.stop] *= a[0] if isinstance(where, slice) else a[1]
    return a


V = np.array([0.7, 1.2, 0.9, 1.3, 0.6])
M = np.array(
    [[0.7, 1.2, 0.9, 1.1], [1.3, 0.6, 0.8, 1.4], [0.5, 1.1, 1.2, 0.9], [0.8, 1.0, 0.7, 1.3]]
)

CASES = [
    (a_slice_of_the_module, (V,), 0),
    (a_slice_of_the_module, (V[:4],), 0),
    (a_list_of_the_module, (V,), 0),
    (a_dict_of_the_module, (V,), 0),
    (a_block_of_the_module, (M,), 0),
    (an_argument, (V, slice(1, 3)), 0),
    (an_argument, (V, slice(None, None, 2)), 0),
    (an_argument, (V, slice(4, None, -2)), 0),
    (parts_of_a_slice, (V, slice(1, 3)), 0),
    (a_list_of_slices, (V, [slice(0, 2), slice(2, 4)]), 0),
]
