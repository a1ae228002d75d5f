"""Comprehensions of lists, dicts and sets of keys: with tests, nested, over arrays."""

import numpy as np


def of_list(xs):
    squares = [x * x for x in xs]
    return squares[0] * squares[-1] + sum(squares)


def over_range(x):
    powers = [x**k for k in range(4)]
    return sum(powers) * powers[2]


def with_test(v):
    kept = [x * x for x in v if x > 0]
    return sum(kept) * len(kept)


def nested(x, y):
    table = [[x**i * y**j for j in range(2)] for i in range(3)]
    return table[2][1] * table[1][0] + table[0][1]


def double(xs, ys):
    return sum([x * y for x in xs for y in ys if y > x])


def of_dict(params):
    squares = {key: value * value for key, value in params.items()}
    return squares["a"] * squares["b"]


def to_array(v):
    return np.sum(np.array([np.sin(x) * x for x in v]) * v)


def stacked(a):
    return np.sum(np.stack([row * row[0] for row in a]))


def does_not_leak(x):
    y = x
    squares = [y * 2.0 for y in (1.0, x)]
    return y * squares[1]


def inactive(v):
    indices = [i for i in range(len(v)) if i != 1]
    return sum([v[i] ** 2 for i in indices])


def conditional_element(v):
    return sum([x * x if x > 0 else -x for x in v])


def tuple_elements(xs):
    pairs = [(x, x * x) for x in xs]
    return sum([a * b for a, b in pairs])


V = np.array([0.5, -0.9, 1.3])
CASES = [
    (of_list, ([0.5, -0.9, 1.3],), 0),
    (over_range, (0.7,), 0),
    (with_test, (V,), 0),
    (nested, (0.7, 1.4), (0, 1)),
    (double, ([0.5, 0.9], (0.7, 1.1)), (0, 1)),
    (of_dict, ({"a": 0.5, "b": 1.3},), 0),
    (to_array, (V,), 0),
    (stacked, (np.array([[0.5, 1.4], [1.2, -0.7]]),), 0),
    (does_not_leak, (0.7,), 0),
    (inactive, (V,), 0),
    (conditional_element, (V,), 0),
    (tuple_elements, ([0.5, -0.9],), 0),
]
