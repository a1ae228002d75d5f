"""Lists of integers, or of what to take, as places: of the module, and made by the program."""

import numpy as np

PLACES = [0, 2]
TWICE = [0, 0, 1]
TAKEN = [True, False, True]


def at_places(x):
    a = x * 1.0
    a[PLACES] *= x[PLACES]
    a[PLACES] = a[PLACES] * a[0]
    b = a[PLACES]
    b *= 2.0
    return np.sum(a) * b[1]


def at_one_place_twice(x):
    a = x * 1.0
    b = a[TWICE]
    b *= a
    a[TWICE] = b * x
    np.add.at(a, TWICE, x)
    return np.sum(a * a) + b[1]


def at_what_is_taken(x):
    a = x * 1.0
    b = a[TAKEN]
    b *= 2.0
    a[TAKEN] = b * x[TAKEN]
    return np.sum(a * a)


def rows_and_columns(A):
    B = A * 1.0
    rows = B[PLACES]
    rows *= A[PLACES, :]
    B[PLACES] = rows
    B[:, PLACES] += rows[0, 0]
    return np.sum(B * B) * rows[1, 1]


def at_places_that_are_found(x, n):
    places = []
    for i in range(n):
        places.append(2 - i % 3)
    a = x * 1.0
    b = a[places]
    b *= b[0]
    a[places] = b * 2.0
    a[places[:2]] *= 3.0
    return np.sum(a * a) + b[-1]


X = np.array([0.7, 1.2, 0.9])
A = np.arange(9.0).reshape(3, 3) / 5.0 + 0.3
CASES = [
    *((fn, (X,), 0) for fn in (at_places, at_one_place_twice, at_what_is_taken)),
    (rows_and_columns, (A,), 0),
    (at_places_that_are_found, (X, 3), 0),
    (at_places_that_are_found, (X, 2), 0),
]
