"""Adjoints of numbers beside arrays of unknown size, and names that are a list on one path and an array on another."""

import numpy as np


def grows(p0):
    x2, p0 = (p0, 1.0)
    a1 = np.array([1.0, 1.0])
    for k in range(3):
        a1 = np.concatenate([a1, a1 * x2])
    return a1[1]


def unused_in_a_helper(w):
    x4 = w[2]
    rows1 = [[1.0, 1.0]]
    for k in range(3):
        rows1.append([x4, 1.0])
    for row0 in rows1:
        x4 = x4 * row0[0]
    assert grows(x4) != 7.0
    return x4


def rows_and_growing(x):
    x4 = x * 2
    rows1 = [[1.0, 1.0]]
    for k in range(3):
        rows1.append([x4, 1.0])
    for row0 in rows1:
        x4 = x4 * row0[0]
    a1 = np.array([1.0, 1.0])
    for k in range(3):
        a1 = np.concatenate([a1, a1 * x4])
    assert a1[1] == a1[1]
    return x4


def list_and_growing(x):
    x4 = x * 2
    rows1 = [1.0]
    for k in range(3):
        rows1.append(x4)
    for row0 in rows1:
        x4 = x4 * row0
    a1 = np.array([1.0, 1.0])
    for k in range(3):
        a1 = np.concatenate([a1, a1 * x4])
    assert a1[1] == a1[1]
    return x4


def growing(x):
    x4 = x * 2
    for k in range(3):
        x4 = x4 * x4
    a1 = np.array([1.0, 1.0])
    for k in range(3):
        a1 = np.concatenate([a1, a1 * x4])
    assert a1[1] == a1[1]
    return x4


def lists_then_arrays_read(x):
    recs1 = [(x, [x, x])]
    for k in range(3):
        recs1.append((1.31, [1.31, x]))
    for rec0 in recs1:
        pass
    k1 = 0
    while k1 < 4:
        k1 += 1
        if k1 > 9:
            recs2 = [(x, np.full(2, x))]
            for k in range(2):
                recs2.append((x, np.full(2, x)))
            for rec0 in recs2:
                pass
    return x * 1.68 + rec0[0]


def read_on_one_path(x, n):
    recs1 = [(x, [x, x])]
    for k in range(3):
        recs1.append((1.31, [1.31, x]))
    for rec0 in recs1:
        pass
    t = x
    if n > 1:
        recs2 = [(x, np.full(2, x))]
        for k in range(2):
            recs2.append((x, np.full(2, x)))
        for rec0 in recs2:
            t = t + rec0[0]
    return t * 1.68


def list_replaced_on_one_path(x, n):
    items = [np.where(x < 1.38, 0.89, x), 0.4]
    for _ in range(n):
        if items[0] > 0.24:
            items = [items[1], items[0] * x]
    return items[0] * items[1]


def lists_of_a_table_replaced(x, n):
    table = {"a": [x, 0.3], "b": [np.where(x < 1.38, 0.89, x), 0.4]}
    for _ in range(n):
        for key in table:
            a, b = table[key]
            if a > 0.24:
                table[key] = [b, a * x]
    return table["a"][0] * table["b"][0]


CASES = [
    *((list_replaced_on_one_path, (x, n), 0) for x in (0.3, 1.7) for n in (0, 1, 2, 3)),
    *((lists_of_a_table_replaced, (x, n), 0) for x in (0.3, 1.7) for n in (0, 1, 2, 3)),
    (unused_in_a_helper, (np.array([0.63, 1.422, -0.917]),), 0),
    *((fn, (0.7,), 0) for fn in (rows_and_growing, list_and_growing, growing)),
    (lists_then_arrays_read, (0.554,), 0),
    (read_on_one_path, (0.554, 1), 0),
    (read_on_one_path, (0.554, 2), 0),
]
