"""Attributes and items of arguments that are read first in a value that is added to what has just been changed."""

import numpy as np


class Rates:
    def __init__(self, q, r, w):
        self.q, self.r, self.w = q, r, w

    def __eq__(self, other):
        return vars(self) == vars(other)

    def __hash__(self):
        return hash((self.q, self.r))


def added_to_an_element(c, x):
    y = x * 2.0
    y *= 3.0
    y[0] += c.q * x[1]
    return np.sum(y * y)


def several_attributes(c, x):
    y = x * 2.0
    y *= 3.0
    y[0] += c.q * c.r + c.w[1]
    y[1] *= c.w[0]
    y[c.w[1] > 1.0] -= c.r
    return np.sum(y * y)


def items_of_a_dict(d, x):
    y = x * 2.0
    y *= 3.0
    y[0] += d["q"] * x[1]
    y[1] *= d["w"][0]
    return np.sum(y * y)


def in_a_list(c, x):
    y = [x[0], x[1]]
    y[0] = y[0] * 3.0
    y[0] += c.q * x[1]
    return y[0] * y[1]


def in_a_loop_and_a_branch(c, x, n):
    y = x * 1.0
    for k in range(n):
        y *= 1.5
        y[k % 3] += c.q * y[0]
        if k > 0:
            y -= 0.1
            y[0] += c.r * y[1]
    y[2] += c.w[0]
    return np.sum(y * y)


def methods_of_what_is_read(c, x):
    y = x * 2.0
    y *= 3.0
    return (y * c.q).sum() + sum(map(lambda v: v * c.r, y)) + y.dot(c.w[0] * y)


X = np.array([0.5, 1.2, -0.7])
RATES = Rates(2.0, 3.0, [1.0, 2.0])
CASES = [
    *(
        (f, (RATES, X), 1)
        for f in (added_to_an_element, several_attributes, in_a_list, methods_of_what_is_read)
    ),
    (items_of_a_dict, ({"q": 2.0, "w": [4.0]}, X), 1),
    *((in_a_loop_and_a_branch, (RATES, X, n), 1) for n in (0, 1, 3)),
]
