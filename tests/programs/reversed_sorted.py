"""reversed and sorted in loops; sorted keys of a dict."""

import numpy as np


def backwards_range(x):
    y = x
    for i in reversed(range(4)):
        y = y * x + i
    return y


def backwards_list(xs):
    y = 1.0
    for x in reversed(xs):
        y = np.sin(y * x)
    return y


def backwards_array(v):
    y = 1.0
    for x in reversed(v):
        y = np.sin(y * x)
    return y


def sorted_keys(params):
    y = 1.0
    for key in sorted(params):
        y = y * params[key] + 0.5
    return y


def sorted_items(params):
    y = 1.0
    for _, value in sorted(params.items()):
        y = y * value + 0.5
    return y


def backwards_pairs(xs, ys):
    y = 1.0
    for a, b in reversed(list(zip(xs, ys))):
        y = y * a + b
    return y


CASES = [
    (backwards_range, (0.7,), 0),
    (backwards_list, ([0.5, 1.5, -0.7],), 0),
    (backwards_array, (np.array([0.5, 1.5, -0.7]),), 0),
    (sorted_keys, ({"b": 0.5, "a": -1.2, "c": 0.8},), 0),
    (sorted_items, ({"b": 0.5, "a": -1.2, "c": 0.8},), 0),
    (backwards_pairs, ([0.5, 1.5], [0.2, -0.3]), (0, 1)),
]
