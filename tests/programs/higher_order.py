"""Functions as arguments and as results."""

import math

import numpy as np


def square(x):
    return x * x


def cube(x):
    return x * x * x


def apply_twice(f, x):
    return f(f(x))


def compose(f, g):
    def composed(x):
        return f(g(x))

    return composed


def choose(name):
    return square if name == "square" else cube


def as_argument(x):
    return apply_twice(square, x) + apply_twice(cube, x)


def library_function(x):
    return apply_twice(math.sin, x) * apply_twice(np.exp, x)


def as_own_argument(f, x):
    return f(x) * x + f(2.0)


def as_result(x):
    return compose(square, cube)(x) + compose(math.sin, square)(x)


def chosen(x, name):
    return choose(name)(x) * x


def chosen_by_expression(x, flag):
    f = square if flag else cube
    return f(x) * 2.0


def from_a_list(x):
    for f in [square, cube, math.cos]:
        x = f(x) + 0.1
    return x


def from_a_dict(x, name):
    table = {"square": square, "cube": cube}
    return table[name](x)


def integrate(f, low, high, n):
    h = (high - low) / n
    total = 0.5 * (f(low) + f(high))
    for i in range(1, n):
        total = total + f(low + i * h)
    return total * h


def integral(a, b):
    def integrand(t):
        return math.exp(-a * t * t)

    return integrate(integrand, 0.0, b, 4)


CASES = [
    (as_argument, (0.7,), 0),
    (library_function, (0.7,), 0),
    (as_own_argument, (square, 0.7), 1),
    (as_own_argument, (math.sin, 0.7), "x"),
    (as_result, (0.7,), 0),
    (chosen, (0.7, "square"), 0),
    (chosen, (0.7, "cube"), 0),
    (chosen_by_expression, (0.7, True), 0),
    (chosen_by_expression, (0.7, False), 0),
    (from_a_list, (0.7,), 0),
    (from_a_dict, (0.7, "cube"), 0),
    (integral, (0.7, 1.4), (0, 1)),
]
