"""Tuples of arrays that NumPy gives, by more than one name: their arrays are stored into while they are places."""

import numpy as np


def one_of_two_tuples(a, b):
    found = np.nonzero(b > 0)
    places = found if a[0] > 0 else np.nonzero(b > 10)
    y = np.sum(a[found[0]] ** 2)
    if len(places[0]) > 0:
        places[0][0] = 2
    return y * np.sum(a[found[0]])


def a_tuple_is_an_index(a, b):
    m = np.outer(a, b)
    upper = np.triu_indices(3)
    y = np.sum(m[upper] ** 2)
    upper[0][0] = 2
    upper[1][1] = 0
    return y * np.sum(m[upper])


def an_open_mesh_by_two_names(a, b):
    m = np.outer(a, b)
    mesh = np.ix_(np.array([0, 1]), np.array([1, 2]))
    other = mesh if a[0] > 0 else np.ix_(np.array([0]), np.array([1]))
    y = np.sum(m[mesh] ** 2)
    other[0][0, 0] = 2
    return y * np.sum(m[mesh])


def stored_at_a_tuple(a, b):
    m = np.outer(a, b)
    upper = np.triu_indices(3, 1)
    for k in range(3):
        m[upper] *= a
        upper[0][k] = k
        m[upper] += b[k] * m[upper[1], upper[0]]
    return np.sum(m * m)


A, B = np.array([0.7, 1.3, 0.9]), np.array([1.1, 0.6, 1.7])
CASES = [
    *(
        (fn, (sign * A, B), 0)
        for fn in (one_of_two_tuples, an_open_mesh_by_two_names)
        for sign in (1, -1)
    ),
    *((fn, (A, B), (0, 1)) for fn in (a_tuple_is_an_index, stored_at_a_tuple)),
]
