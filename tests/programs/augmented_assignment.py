"""Augmented assignment of names: every operator, on numbers (a rebinding) and on arrays."""

import numpy as np


def numbers(x, y):
    z = x
    z += y
    z *= x
    z -= 0.5 * y
    z /= 1.0 + x * x
    z **= 2
    return z


def floor_and_mod(x):
    y = x * 3.0
    y %= 2.0
    z = x * 5.0
    z //= 2.0
    return y * x + z * x


def number_alias(x):
    y = x
    y += 1.0
    y *= x
    return x * y


def array_in_place(v):
    w = v * 2.0
    w += v
    w *= w
    w -= 0.5
    w /= 1.0 + v * v
    return np.sum(w * v)


def array_power(v):
    w = np.exp(v)
    w **= 2
    return np.sum(w)


def matrix_product(a, b):
    c = a + 1.0
    c @= b
    return np.sum(c * c)


def row_added(a, row):
    b = a * 2.0
    b += row
    b *= row[0]
    return np.sum(b * a)


def in_loop(v, n):
    w = np.ones(3)
    for i in range(n):
        w *= v
        w += i
    return np.sum(w)


def of_tuple(x):
    t = (x, x * x)
    t += (2.0 * x,)
    return t[0] * t[1] * t[2]


def of_list(x):
    xs = [x]
    xs += [x * x, 3.0]
    xs *= 2
    return sum(xs) * xs[4]


V = np.array([0.5, -0.9, 1.3])
A = np.array([[0.5, 1.4], [1.2, 0.7]])
CASES = [
    (numbers, (0.7, 1.2), (0, 1)),
    (floor_and_mod, (0.9,), 0),
    (number_alias, (0.9,), 0),
    (array_in_place, (V,), 0),
    (array_power, (V,), 0),
    (matrix_product, (A, A * 0.5), (0, 1)),
    (row_added, (A, np.array([0.3, -0.8])), (0, 1)),
    (in_loop, (V, 3), 0),
    (of_tuple, (0.9,), 0),
    (of_list, (0.9,), 0),
]
