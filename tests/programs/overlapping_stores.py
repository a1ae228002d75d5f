"""Stores whose value is read from the array that they change: shifted, reversed, transposed, swapped, through views."""

import numpy as np


def shifted(a):
    a = a * a
    a[1:] = a[:-1]
    return a * a


def added_to_next(a):
    a = a * a
    a[1:] += a[:-1]
    return a * a


def multiplied_by_previous(a):
    a = a * a
    a[1:] *= a[:-1]
    return a * a


def divided_by_previous(a):
    a = a * a
    a[1:] /= a[:-1]
    return a * a


def every_other(a):
    a = a * a
    a[::2] = a[1::2]
    return a * a


def transposed(m):
    m = m * m
    m[:] = m.T
    m += m.T
    return m * np.sin(m)


def times_transposed(m):
    m = m * m
    m *= m.T
    return m * np.sin(m)


def times_reversed(a):
    a = a * a
    a *= a[::-1]
    a[:2] *= 3.0
    return a * a


def tuple_of_views(a):
    a = a * a
    a[:-1], a[1:] = a[1:], a[:-1]
    return a * a


def swap_rows_fancy(m):
    m = m * m
    m[[0, 1]] = m[[1, 0]]
    return m * m * np.arange(9.0).reshape(3, 3)


def shifted_in_loop(a, s):
    a = a * a
    for i in range(2):
        a[s:] = a[:-s]
        a[:-s] *= a[s:]
    return a * a


def empty_selections(a, s):
    a = a * a
    a[s:s] = a[1:1]
    a[s:s] = 5.0
    a[np.zeros(4, bool)] = 3.0
    a[a > 100.0] *= a[0]
    a[[]] = 1.0
    k = np.array([], dtype=int)
    a[k] += a[k]
    return a * a


def index_changed(a, x):
    a = a * a
    k = np.array([0, 1])
    a[k] = x
    k[0] = 2
    a[k] += a[0] * x
    return a * a


def index_changed_loop(a, x):
    a = a * a
    k = np.array([0, 1])
    for i in range(3):
        a[k] = a[k] * x + i
        k += 1
    return a * a


def index_changed_list(a, x):
    a = a * a
    k = [0, 1]
    for i in range(3):
        a[k] = a[k] * x + i
        k[0] = i + 1
    return a * a


def mask_changed(a, x):
    a = a * a
    k = a > 0.6
    for i in range(3):
        a[k] = a[k] * x + i
        k[i] = not k[i]
    return a * a


def item_of_row(m, i, j):
    m = m * m
    m[i][j] = m[j][i] * 3.0
    m[i][0:2] *= m[2][j]
    return m * m


def store_into_copies(a):
    a = a * a
    a[[0, 1]][0] = a[1]
    a[[0, 1]][:] *= 3.0
    return a * a


def mask_chain(m):
    m = m * m
    m[0][m[0] > 0.3] = m[1][0]
    m[np.array([0, 1])][0] = 5.0
    return m * m


def two_windows(a):
    a = a * a
    b = a[1:]
    c = a[:-1]
    b[...] = c
    c += b
    return a * b.sum()


def out_of_ufuncs(a):
    a = a * a
    np.add(a[1:], a[:-1], out=a[1:])
    np.multiply(a, a[::-1], out=a)
    return a * a


def copied_over_itself(a):
    a = a * a
    np.copyto(a[1:], a[:-1])
    np.copyto(a, a[::-1], where=a > 0.4)
    return a * a


def broadcast_row(m):
    m = m * m
    m[1:] -= m[0]
    m /= m[0, 0]
    return m * m


def corner(m):
    m = m * m
    m[1:, 1:] = m[:-1, :-1]
    m[:-1, 1:] += m[1:, :-1]
    return m * m


def repeated_places(a):
    a = a * a
    a[[0, 0, 2]] = a[[1, 2, 3]]
    a[[3, 3]] += a[[0, 1]]
    return a * a


def flat_items(m):
    m = m * m
    m.flat[1:] = m.flat[:-1]
    return m * m


def rolled(a):
    a = a * a
    for _ in range(3):
        last = a[-1:]
        a[1:] = a[:-1]
        a[:1] = last * 0.9
    return a * a


def divided_by_itself(a):
    b = a * a
    c = b[1:3]
    b /= c[0]
    b[:2] /= b[1:2]
    c /= c
    return a * b * c[1]


def divided_in_a_loop(a):
    b = a * a + 1.0
    for i in range(1, 4):
        b[i:] /= b[i - 1 : -1]
    return b * b


def divided_by_transposed(m):
    m = m + 1.0
    m /= m.T
    m[1:, 1:] /= m[:-1, :-1]
    return m * m


A = np.array([0.7, 0.4, 1.3, 0.9])
M = np.array([[0.7, 0.4, 1.3], [0.9, 0.5, 0.8], [1.1, 0.3, 0.6]])
CASES = [
    (shifted, (A,), 0),
    (added_to_next, (A,), 0),
    (multiplied_by_previous, (A,), 0),
    (divided_by_previous, (A,), 0),
    (every_other, (A,), 0),
    (transposed, (M,), 0),
    (times_transposed, (M,), 0),
    (times_reversed, (A,), 0),
    (tuple_of_views, (A,), 0),
    (swap_rows_fancy, (M,), 0),
    (shifted_in_loop, (A, 1), 0),
    (shifted_in_loop, (A, 2), 0),
    (empty_selections, (A, 1), 0),
    (empty_selections, (A, 2), 0),
    (index_changed, (A, 1.2), (0, 1)),
    (index_changed_loop, (A, 1.2), (0, 1)),
    (index_changed_list, (A, 1.2), (0, 1)),
    (mask_changed, (A, 1.2), (0, 1)),
    (item_of_row, (M, 0, 2), 0),
    (item_of_row, (M, 1, 1), 0),
    (store_into_copies, (A,), 0),
    (mask_chain, (M,), 0),
    (two_windows, (A,), 0),
    (out_of_ufuncs, (A,), 0),
    (copied_over_itself, (A,), 0),
    (broadcast_row, (M,), 0),
    (corner, (M,), 0),
    (repeated_places, (A,), 0),
    (flat_items, (M,), 0),
    (rolled, (A,), 0),
    (divided_in_a_loop, (A,), 0),
    (divided_by_transposed, (M,), 0),
    (divided_by_itself, (A,), 0),
]
