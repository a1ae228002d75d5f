"""Index arrays that count, and yet name a place twice: from both ends, changed since, or repeated beside a longer one."""

import numpy as np


def padded_periodically(x):
    i = np.arange(-1, x.size)
    return np.sum(x[i] * np.arange(1.0, x.size + 2))


def last_of_both_ends(x, k):
    a = x * x
    a[np.arange(-k, k)] = np.sin(np.concatenate([x[:k], x[:k]]) * np.arange(1.0, 2 * k + 1))
    return np.sum(a * x)


def from_a_number(x, n):
    a = x * x
    a[np.arange(n, n + 3)] = x[:3]
    a[np.arange(x.size - 1, -1, -1)] *= a
    return a * x


def changed_since(x):
    i = np.arange(x.size)
    i[0] = 1
    a = x * x
    y = x[i]
    a[i] = a * x
    return np.sum(a * a) + np.sum(y * y * y)


def rolled_in_a_loop(x):
    i = np.arange(x.size)
    a = x.copy()
    for k in range(3):
        a[i] = a * x[i]
        i[:] = np.roll(i, 1)
        i[0] = k
    return a * a


def one_row_of_many(m, k, columns):
    y = m[np.arange(k), columns]
    return y * np.arange(1.0, 1 + columns.size)


def first_row(m, columns):
    a = m * m
    a[np.arange(1), columns] = m[1, : columns.size] * a[2, : columns.size]
    return a * m


X = np.array([0.7, 1.3, 0.4, 1.1])
M = np.array([[0.7, 1.3, 0.4], [1.1, 0.9, 0.6], [0.5, 1.2, 0.8]])
COLUMNS = np.array([1, 1, 0])
CASES = [
    (padded_periodically, (X,), 0),
    (last_of_both_ends, (X, 1), 0),
    (last_of_both_ends, (X, 3), 0),
    (from_a_number, (X, 1), 0),
    (from_a_number, (X, -2), 0),
    (changed_since, (X,), 0),
    (rolled_in_a_loop, (X,), 0),
    (one_row_of_many, (M, 1, COLUMNS), 0),
    (one_row_of_many, (M, 3, COLUMNS), 0),
    (first_row, (M, COLUMNS), 0),
]
