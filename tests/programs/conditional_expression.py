"""Conditional expressions: the side that is not taken is not evaluated."""

import math


def ternary(x):
    return x * x if x > 0 else -x


def guarded_division(x, y):
    z = x / y if y != 0.0 else x
    return z * x


def guarded_root(x):
    return (math.sqrt(x) if x > 0.0 else 0.5 * x) * x


def nested_ternary(x):
    return x if x < -1 else (x * x if x < 1 else x**3)


def in_argument(x, y):
    return math.sin(x if x > y else y) + (y if y > 2.0 else x)


CASES = [
    (ternary, (1.5,), 0),
    (ternary, (-1.5,), 0),
    (guarded_division, (1.5, 0.7), 0),
    (guarded_division, (1.5, 0.0), 0),
    (guarded_root, (1.5,), 0),
    (guarded_root, (-1.5,), 0),
    *((nested_ternary, (x,), 0) for x in (-1.5, 0.5, 1.5)),
    (in_argument, (0.3, 0.8), (0, 1)),
    (in_argument, (1.3, 0.8), (0, 1)),
    (in_argument, (1.3, 2.8), (0, 1)),
]
