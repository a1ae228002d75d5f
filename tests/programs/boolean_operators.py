"""and, or, not: short circuit in tests, and as values."""

import math


def both(x, y):
    if x > 0 and math.log(x) < y:
        return x * y
    return x - y


def either(x, y):
    if x <= 0 or math.sqrt(x) > y:
        return x * x
    return x + y * y


def negation(x):
    if not x > 1.0:
        return x * x
    return 3.0 * x


def mixed(x, y, flag):
    if (x > 0 and not flag) or (y > 0 and flag):
        return x * y
    return x + 2.0 * y


def value_of_or(x, fallback):
    y = x or fallback
    return y * y


def value_of_and(x, y):
    z = x and y
    return z * x


def default_by_or(x, scale):
    scale = scale or 2.0
    return x * x * scale


def walks_until(xs, x):
    i = 0
    while i < len(xs) and xs[i] < x:
        i = i + 1
    return x * x if i == len(xs) else xs[i] * x


def after_the_first_turn(x, n):
    total = 0.0
    before = x
    for i in range(3):
        if i > 0 or n == 0:
            total = total + before * x
        before = x * x * i
    return total


CASES = [
    (after_the_first_turn, (0.6, 0), 0),
    (after_the_first_turn, (0.6, 2), 0),
    *((both, (x, y), (0, 1)) for x, y in ((0.7, 0.5), (3.0, 0.5), (-0.7, 0.5))),
    *((either, (x, y), (0, 1)) for x, y in ((-0.7, 0.5), (2.0, 0.5), (0.1, 0.9))),
    (negation, (0.4,), 0),
    (negation, (1.4,), 0),
    *((mixed, (x, y, flag), (0, 1)) for x, y, flag in ((1.0, 2.0, False), (1.0, 2.0, True))),
    *((mixed, (x, y, flag), (0, 1)) for x, y, flag in ((1.0, -2.0, True), (-1.0, 2.0, False))),
    (value_of_or, (0.6, 2.0), (0, 1)),
    (value_of_and, (0.6, 2.0), (0, 1)),
    (default_by_or, (0.6, None), 0),
    (default_by_or, (0.6, 3.0), (0, 1)),
    (walks_until, ([0.1, 0.5, 0.9], 0.7), (0, 1)),
    (walks_until, ([0.1, 0.5, 0.9], 1.7), (0, 1)),
]
