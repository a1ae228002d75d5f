"""Results that are tuples, lists and dicts, nested; parts that do not depend on the arguments."""

import numpy as np


def pair(x, y):
    return x * y, x - y


def as_list(x, y):
    return [x * y, x, y * y]


def as_dict(x, y):
    return {"product": x * y, "both": (x, y * 2.0)}


def of_arrays(v, w):
    return v * w, np.sum(v), {"outer": np.outer(v, w)}


def same_value_twice(x, y):
    z = x * y
    return z, z, [z * 2.0]


def argument_returned(x, y):
    return x, y * y


def one_element(x, y):
    return (x * y,)


def from_branches(x, y):
    if x > y:
        return x * x, y
    return y, x * y


def made_in_loop(x, y):
    values = []
    for i in range(3):
        values.append(x * y**i)
    return values


def constant_part(x, y):
    return x * y, 2.0


V = np.array([0.5, -1.4])
W = np.array([0.8, 1.1])
CASES = [
    *((fn, (0.7, 1.4), (0, 1)) for fn in (pair, as_list, as_dict, same_value_twice)),
    *((fn, (0.7, 1.4), (0, 1)) for fn in (argument_returned, one_element, from_branches)),
    *((fn, (0.7, 1.4), (0, 1)) for fn in (made_in_loop, constant_part)),
    (from_branches, (1.9, 1.4), (0, 1)),
    (pair, (V, W), (0, 1)),
    (of_arrays, (V, W), (0, 1)),
]
