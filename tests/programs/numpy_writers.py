"""NumPy's functions that write into arrays, on what is differentiated: each is a store."""

import numpy as np


def puts(x, y):
    a = x * 1.0
    np.put(a, [0, 2], y)
    np.put(a, 1, y[0] * y[1])
    np.put(a, [-1, 1], 2.0)
    return np.sum(a * a * x)


def puts_in_matrix(x, y):
    a = np.outer(x, x)
    np.put(a, [0, 5, -2], y)
    np.put(a, [1], y[0])
    return np.sum(a * a)


def places(x, y):
    a = np.outer(x, x)
    np.place(a, a > 0.3, y)
    np.place(a, a < -0.2, y[0])
    np.place(a, a < -0.2, [0.5, 0.6])
    return np.sum(a * a)


def puts_by_mask(x, y):
    a = x * 2.0
    np.putmask(a, a > 0, x * x)
    np.putmask(a, a < -0.1, y)
    np.putmask(a, x > 0.1, 0.5)
    return np.sum(a * a * x)


def puts_along_axes(x, y):
    a = np.outer(x, x)
    np.put_along_axis(a, np.array([[0], [1], [2]]), x[:, None] * 3, axis=1)
    np.put_along_axis(a, np.array([[0, 2, 1]]), y[0], axis=0)
    np.put_along_axis(a, np.argmax(a, axis=-1)[:, None], y[1], axis=-1)
    return np.sum(a * a * a)


def fills_diagonals(x, y):
    a = np.outer(x, x)
    np.fill_diagonal(a, x * x)
    b = np.outer(x, y)
    np.fill_diagonal(b, y[0])
    c = np.zeros((2, 2, 2)) + y[1]
    np.fill_diagonal(c, y)
    np.fill_diagonal(b, [1.5, 2.5])
    return np.sum(a * a * a) + np.sum(b * b) + np.sum(c**3)


def stores_flat(x, y):
    a = np.outer(x, x)
    a.flat[2] = y[0]
    a.flat[[1, 3]] = y
    a.flat[4:6] = y * 2
    a.flat[7] += a.flat[0] * y[1]
    t = 0.0
    for k, v in enumerate(a.flat):
        t += v * v * k
    return t + a.flat[-1] ** 2 + np.sum(a.flat[1:3]) + len(a.flat)


def stores_flat_in_transposed(x, y):
    a = np.outer(x, y)
    b = a.T
    b.flat[1] = x[0] * y[0]
    b.flat[:3] *= y[1]
    return np.sum(a * a * x[:, None])


def changes_at_places(x, y):
    a = x * 1.0
    np.multiply.at(a, [0, 0, 1], x)
    np.maximum.at(a, [2, 1], y)
    np.subtract.at(a, [0, 0, 1], x)
    np.divide.at(a, [1, 1], 2.0)
    np.negative.at(a, [0, 1, 0])
    np.power.at(a, np.array([0]), 2)
    return np.sum(a * a)


def segment_max(x, groups, n):
    best = np.full(n, -np.inf)
    np.maximum.at(best, groups, x)
    return np.sum(best * np.arange(1.0, n + 1))


def masks_of_integers(x, y):
    a = x * 2.0
    chosen = np.array([1, 0, 1])
    np.place(a, chosen, y)
    np.putmask(a, 1 - chosen, x * x)
    np.place(a, [True, False, False], [a[1]])
    return np.sum(a * a)


def copies_where(x, y):
    a = x * x
    np.copyto(a, y[0] * x, "same_kind", np.array([True, False, True]))
    np.copyto(dst=a[1:], src=a[:-1], where=[False, True])
    return np.sum(a * a)


def changes_by_its_own_part(x, y):
    a = x * x
    np.multiply.at(a, [0, 1, 2], a[::-1])
    np.maximum.at(a, [1, 0], a[1:])
    np.multiply.at(a, [0, 0], a[:2])
    np.add.at(a, [2, 1, 1], a)
    return np.sum(a * x)


def puts_at_a_table(x, y):
    a = x * x
    np.put(a, np.array([[0, 1], [2, 0]]), np.array([[1.0, 2.0], [3.0, 4.0]]) * y)
    np.put(a, np.array([[0], [-1]]), y * a[0])
    return np.sum(a * a)


def puts_as_method(x, y):
    a = x * 1.0
    a.put([0, 1], y)
    return np.sum(a * a)


def writes_into_argument(a, y):
    np.put(a, [0, 2], y)
    np.fill_diagonal(a, y[0])
    a.flat[1] = 3.0 * y[1]
    return np.sum(a**3)


R = np.random.default_rng(0)
X, Y = R.normal(size=3), R.normal(size=2)
CASES = [
    *[
        (f, (X, Y), (0, 1))
        for f in (
            puts,
            puts_in_matrix,
            places,
            puts_by_mask,
            puts_along_axes,
            fills_diagonals,
            stores_flat,
            stores_flat_in_transposed,
            changes_at_places,
            masks_of_integers,
            copies_where,
            changes_by_its_own_part,
            puts_at_a_table,
            puts_as_method,
        )
    ],
    (puts_in_matrix, (X, X), (0, 1)),
    (segment_max, (R.normal(size=6), np.array([0, 1, 1, 2, 0, 2]), 3), 0),
    (writes_into_argument, (R.normal(size=(3, 3)), Y), (0, 1)),
]
