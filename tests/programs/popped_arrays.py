"""Arrays that are taken out of a list and not used: the zeros of their adjoints have their shapes."""

import numpy as np


def without_the_last(ys, p):
    xs = []
    for y in ys:
        xs.append(y * p)
    xs.pop()
    return np.stack(xs)


def pairs_from_the_end(ys, p):
    xs = []
    for y in ys:
        xs.append(y * p)
    xs.pop()
    total = 0.0
    while len(xs) > 1:
        total = total + np.sum(xs[0] * xs.pop())
    return total


def replaced_then_dropped(ys, p):
    xs = list(ys)
    for k in range(len(xs) - 1):
        xs[k + 1] = xs[k] * p
    xs.pop()
    xs.pop()
    return np.stack(xs)


def replaced_beside_a_sum(ys, p):
    xs = list(ys)
    for k in range(len(xs) - 1):
        xs[k] = xs[k + 1] * p
    return np.stack(xs), ys.sum()


Y = np.random.default_rng(0).random((4, 2))
CASES = [
    (without_the_last, (Y, 1.3), (1,)),
    (without_the_last, (Y, 1.3), (0, 1)),
    (pairs_from_the_end, (Y, 1.3), (0, 1)),
    (replaced_then_dropped, (Y, 1.3), (1,)),
    (replaced_then_dropped, (Y, 1.3), (0, 1)),
    (replaced_beside_a_sum, (Y, 1.3), (1,)),
]
