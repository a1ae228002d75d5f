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


def from_turns_and_branches(x, y, w):
    """A result of a loop's turns, of a branch behind it, or none of these."""
    if x > 1.0:
        if y < -0.21:
            for i in reversed(range(3)):
                x = np.tanh(x * y + w[i % 2, 1])
                if x > 0.3:
                    return {"a": (x, w[[-1, 0]]), "b": [x * i]}
        if 0.12 < y < 1.26:
            return {"a": (x, w[0]), "b": [y]}
    return {"a": (x, np.full(3, y)), "b": [x * y]}


V = np.array([0.5, -1.4])
W = np.array([0.8, 1.1])
CASES = [
    *((fn, (0.7, 1.4), (0, 1)) for fn in (pair, as_list, as_dict, same_value_twice)),
    *((fn, (0.7, 1.4), (0, 1)) for fn in (argument_returned, one_element, from_branches)),
    *((fn, (0.7, 1.4), (0, 1)) for fn in (made_in_loop, constant_part)),
    (from_branches, (1.9, 1.4), (0, 1)),
    (pair, (V, W), (0, 1)),
    (of_arrays, (V, W), (0, 1)),
    *(
        (from_turns_and_branches, (x, y, np.array([[0.5, -1.4, 0.3], [0.8, 1.1, 0.2]])), (0, 1, 2))
        for x, y in ((1.3, 0.9), (1.3, 0.05), (1.3, -0.5), (1.3, -1.5), (0.5, 0.5))
    ),
]
