"""Parts of a split and items of containers that a loop binds to other names: they are views all the while."""

import numpy as np


def split_swapped(a, n):
    b, c = np.split(a, 2)
    for i in range(n):
        b, c = c, b
    a *= 2.0
    return np.sum(b * b)


def split_swapped_stored_through(a, n):
    b, c = np.split(a, 2)
    for i in range(n):
        b, c = c, b
    b *= 2.0
    return np.sum(a * a)


def array_split_swapped(a, n):
    b, c = np.array_split(a, 2)
    for i in range(n):
        b, c = c, b
    a *= 2.0
    return np.sum(b * b)


def hsplit_swapped(a, n):
    b, c = np.hsplit(a, 2)
    for i in range(n):
        b, c = c, b
    a *= 2.0
    return np.sum(b * b)


def rows_of_comprehension_swapped(m, n):
    b, c = [r for r in m]
    for i in range(n):
        b, c = c, b
    m *= 2.0
    return np.sum(b * b)


def item_of_list_rebound(m, n):
    rs = list(m)
    b = rs[0]
    for i in range(n):
        b = rs[1]
    m *= 2.0
    return np.sum(b * b)


def item_of_list_stored_through(m, n):
    rs = list(m)
    b = rs[0]
    for i in range(n):
        b = rs[1]
    b *= 2.0
    return np.sum(m * m)


def item_of_appended_swapped(m, n):
    keep = []
    for r in m:
        keep.append(r)
    b, c = keep
    for i in range(n):
        b, c = c, b
    m *= 2.0
    return np.sum(b * b)


def item_of_dict_rebound(m, n):
    rows = {k: r for k, r in enumerate(m)}
    b = rows[0]
    for i in range(n):
        b = rows[1]
    m *= 2.0
    return np.sum(b * b)


def sorted_rows_swapped(m, n):
    b, c = sorted(m, key=lambda r: r[0])
    for i in range(n):
        b, c = c, b
    m *= 2.0
    return np.sum(b * b)


M = np.array([[1.2, -0.4], [0.6, 0.7]])
W = np.array([0.5, 0.7, -0.9, 0.4])
PARTS = (split_swapped, split_swapped_stored_through, array_split_swapped, hsplit_swapped)
ITEMS = (
    rows_of_comprehension_swapped, item_of_list_rebound, item_of_list_stored_through, item_of_appended_swapped,
    item_of_dict_rebound, sorted_rows_swapped,
)  # fmt: skip
CASES = [*((f, (W, n), 0) for f in PARTS for n in (0, 1)), *((f, (M, 1), 0) for f in ITEMS)]
