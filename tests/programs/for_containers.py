"""for over lists, tuples, dicts and their views, and over literals of active values."""

import numpy as np


def over_list(xs):
    total = 1.0
    for x in xs:
        total = total * x + x
    return total


def over_tuple_of_arrays(xs):
    total = 0.0
    for x in xs:
        total = total + np.sum(x * x)
    return total


def over_literal(x, y):
    total = 0.0
    for z in (x, x * y, y * y):
        total = total + z * total + z
    return total


def over_pairs(pairs):
    total = 0.0
    for a, b in pairs:
        total = total * 0.5 + a * b
    return total


def over_keys(params):
    total = 0.0
    for key in params:
        total = total * 0.5 + params[key] ** 2
    return total


def over_values(params):
    total = 0.0
    for value in params.values():
        total = total * 0.5 + value**3
    return total


def over_items(params):
    total = 0.0
    for key, value in params.items():
        if key == "a":
            value = value * 2.0
        total = total + value * value
    return total


def over_numbers(x):
    y = x
    for degree in [3, 1, 2]:
        y = y**degree + x
    return y


def over_words(x):
    for word in ("double", "square", "double"):
        x = 2.0 * x if word == "double" else x * x
    return x


PARAMS = {"a": 0.7, "b": -1.3, "c": 0.4}
CASES = [
    (over_list, ([0.5, -0.7, 1.2],), 0),
    (over_list, ((0.5, -0.7, 1.2),), 0),
    (over_tuple_of_arrays, ((np.array([0.5, 1.0]), np.array([[0.3], [0.1]])),), 0),
    (over_literal, (0.5, 1.2), (0, 1)),
    (over_pairs, ([(0.5, 1.2), (0.3, -0.4)],), 0),
    (over_keys, (PARAMS,), 0),
    (over_values, (PARAMS,), 0),
    (over_items, (PARAMS,), 0),
    (over_numbers, (0.6,), 0),
    (over_words, (0.6,), 0),
]
