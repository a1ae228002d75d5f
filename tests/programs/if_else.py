"""if, elif, else: on data and on flags, nested, with and without an else."""

import numpy as np


def two_sides(x, y):
    if x > y:
        z = x * y
    else:
        z = x - y * y
    return z * x


def no_else(x):
    y = x * x
    if x > 0.0:
        y = y * 3.0
        y = y + x
    return y


def ladder(x):
    if x < -1.0:
        y = -x * x
    elif x < 0.0:
        y = x * x * x
    elif x < 1.0:
        y = 2.0 * x
    else:
        y = x**4
    return y + x


def nested(x, y):
    z = 1.0
    if x > 0:
        if y > 0:
            z = x * y
        else:
            z = x / (2.0 + y * y)
        z = z * z
    elif y > 0:
        z = y
    return z * x


def flag(x, twice):
    if twice:
        x = 2.0 * x
    return x * x


def on_arrays(x):
    if np.sum(x) > 0:
        y = np.sin(x)
    else:
        y = x * x
    return np.sum(y * x)


def same_result_from_both(x):
    y = np.exp(x)
    if y > 1.0:
        z = y
    else:
        z = x
    y = y * 2.0
    return z * y


def constant_side(x):
    if x > 0.0:
        y = x * x
    else:
        y = 0.0
    return y + 1.0 * x


def two_names(x, y):
    if x > 0.0:
        a, b = y, x
    else:
        a, b = x * x, 3.0
    return a * b


CASES = [
    (two_sides, (2.0, 1.3), (0, 1)),
    (two_sides, (0.4, 1.3), (0, 1)),
    (no_else, (0.7,), 0),
    (no_else, (-0.7,), 0),
    *((ladder, (x,), 0) for x in (-1.5, -0.5, 0.5, 1.5)),
    *((nested, (x, y), (0, 1)) for x in (0.8, -0.8) for y in (0.6, -0.6)),
    (flag, (0.9, True), 0),
    (flag, (0.9, False), 0),
    (on_arrays, (np.array([0.4, 1.0, -0.3]),), 0),
    (on_arrays, (np.array([0.4, -1.0, -0.3]),), 0),
    (same_result_from_both, (0.5,), 0),
    (same_result_from_both, (-0.5,), 0),
    (constant_side, (0.5,), 0),
    (constant_side, (-0.5,), 0),
    (two_names, (0.5, 1.7), (0, 1)),
    (two_names, (-0.5, 1.7), (0, 1)),
]
