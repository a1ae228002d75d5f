"""Numbers under a name that later means an array which is stored into."""

import numpy as np


def stored_after_sums(v1, v):
    for k in range(3):
        v1 = v1 + v
    v1[1] = 1.0
    return v1


def each_item(v, w):
    out = 0.0
    for e0 in w:
        v1 = e0
        for k in range(3):
            v1 = v1 + v
        v1[1] = 1.0
        out = out + np.sum(v1 * v1)
    return out


def first_item(v, w):
    x1 = w[0]
    return stored_after_sums(x1, v)


def item_of_a_list(v, w):
    xs = [w[0], w[1] * 2]
    return stored_after_sums(xs[0], v) * xs[1]


def last_of_a_list(v, w):
    xs = []
    for e0 in w:
        xs.append(e0 * e0)
    return stored_after_sums(xs[-1], v)


V, W = np.array([0.6, 0.9, -0.7]), np.array([0.3, 0.4])
CASES = [(fn, (V, W), (0, 1)) for fn in (each_item, first_item, item_of_a_list, last_of_a_list)]
