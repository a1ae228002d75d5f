"""Nested functions: closures over active values, calls in loops, functions in functions."""

import numpy as np


def local_helper(x, y):
    def scaled(u):
        v = np.sin(u * y)
        return v * v

    return scaled(x) + scaled(x * y)


def sees_rebinding(x):
    a = x

    def f(u):
        return u * a

    first = f(x)
    a = x * x
    return first * f(x)


def two_levels(x, y):
    def outer(u):
        def inner(w):
            return w * u * y

        return inner(x) + inner(u)

    return outer(x * y)


def in_loop(x):
    def step(u, i):
        return u * x + i

    y = 1.0
    for i in range(3):
        y = step(y, i)
    return y


def recursive_local(x):
    def power(n):
        return 1.0 if n == 0 else x * power(n - 1)

    return power(3)


def branches_inside(x, y):
    def pick(u):
        if u > 1.0:
            return u * y
        return u * u

    return pick(x) + pick(2.0 * x)


def make_scaler(scale):
    def scaled(x):
        return scale * x * x

    return scaled


scaled_by_two = make_scaler(2.0)
scaled_by_three = make_scaler(3.0)


def module_closures(x):
    return scaled_by_two(x) * scaled_by_three(x)


CASES = [
    (local_helper, (0.7, 1.4), (0, 1)),
    (sees_rebinding, (0.7,), 0),
    (two_levels, (0.7, 1.4), (0, 1)),
    (in_loop, (0.7,), 0),
    (recursive_local, (0.7,), 0),
    (branches_inside, (0.7, 1.4), (0, 1)),
    (scaled_by_two, (0.7,), 0),
    (module_closures, (0.7,), 0),
]
