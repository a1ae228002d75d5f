"""a[i] = v and a[i] += v, for arrays that the function makes."""

import numpy as np


def one_by_one(x, y):
    a = np.zeros(3)
    a[0] = x * y
    a[1] = x
    a[2] = a[0] * a[1]
    return np.sum(a * a)


def in_loop(v):
    a = np.zeros(4)
    for i in range(4):
        a[i] = v[i] ** 2 * (i + 1)
    return a


def recurrence(v):
    a = np.zeros(4)
    a[0] = v[0]
    for i in range(1, 4):
        a[i] = np.sin(a[i - 1]) * v[i] + a[i - 1]
    return a[3] * a[1]


def accumulates(v):
    a = np.zeros(2)
    for i in range(4):
        a[i % 2] += v[i] * v[i]
    return a[0] * a[1]


def same_element(v):
    a = np.ones(2)
    for i in range(4):
        a[0] = a[0] * v[i] + 0.5
    return a[0] * a[1]


def matrix(v):
    m = np.zeros((4, 4))
    for i in range(4):
        for j in range(i + 1):
            m[i, j] = v[i] * v[j] + i
    return np.sum(m @ m)


def negative_index(v):
    a = v * 2.0
    a[-1] = a[0] * a[-2]
    return a * a


def stored_then_stored(v):
    a = v.copy()
    a[1] = v[0]
    a[1] = v[2] * a[1]
    return a * v


def stored_constant(v):
    a = v * v
    a[2] = 3.0
    return a * v


def other_operators(v):
    a = v.copy()
    a[0] *= v[1]
    a[1] -= a[0]
    a[2] /= 1.0 + a[1] ** 2
    a[3] **= 2
    return a * a


def returns_stored(x, y):
    a = np.empty(2)
    a[0] = x * y
    a[1] = x - y
    return a


def index_from_data(v):
    a = np.zeros(4)
    a[np.argmax(v)] = v[0] * v[1]
    a[int(np.sum(v > 0))] += v[3]
    return a * v


def dead_store(v):
    a = v * v
    b = v.copy()
    b[0] = 7.0 * v[1]
    return np.sum(a)


def integer_array_store(v):
    counts = np.zeros(2, dtype=int)
    for x in v:
        counts[int(x > 0)] += 1
    return np.sum(v * v) * counts[1]


V = np.array([0.5, -1.4, 0.8, 1.1])
CASES = [
    (one_by_one, (0.7, 1.4), (0, 1)),
    (returns_stored, (0.7, 1.4), (0, 1)),
    *((fn, (V,), 0) for fn in (in_loop, recurrence, accumulates, same_element, matrix)),
    *((fn, (V,), 0) for fn in (negative_index, stored_then_stored, stored_constant)),
    *((fn, (V,), 0) for fn in (other_operators, index_from_data, dead_store, integer_array_store)),
]
