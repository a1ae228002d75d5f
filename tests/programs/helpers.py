"""Module-level helpers: one or several results, saved values, in loops and branches."""

import numpy as np

GRAVITY = 9.81
COEFFICIENTS = np.array([0.5, -1.0, 0.25])


def square(x):
    return x * x


def saves(x, y):
    a = np.sin(x * y)
    b = np.exp(0.3 * a)
    return a * b + b * b


def polar(x, y):
    return np.sqrt(x * x + y * y), np.arctan2(y, x)


def parts(x):
    return {"square": x * x, "cube": x**3}


def nothing(x):
    x = x + 1.0


def branch(x):
    if x > 0.5:
        y = np.sin(x)
        return y * y
    return x * 3.0


def layer(h, w, b):
    return np.tanh(w @ h + b)


def loop_inside(x, n):
    for _ in range(n):
        x = x * x * 0.5 + 0.3
    return x


def once(x):
    return square(x) + x


def twice_nested(x):
    return square(square(x) + x)


def uses_saves(x, y):
    z = saves(x, y)
    return z * saves(y, z)


def tuple_result(x, y):
    r, angle = polar(x, y)
    return r * angle


def one_of_a_tuple(x, y):
    return polar(x, y)[1] * x


def dict_result(x):
    p = parts(x)
    return p["square"] * p["cube"]


def ignored_result(x):
    nothing(x)
    square(x)
    return x * x


def in_loop(x):
    for i in range(3):
        x = saves(x, x + i)
    return x


def branching_helper_in_loop(v):
    total = 0.0
    for x in v:
        total = total + branch(x) * x
    return total


def layers(v, w, b):
    for _ in range(3):
        v = layer(v, w, b)
    return np.sum(v * v)


def same_argument_twice(x):
    return saves(x, x)


def inactive_arguments(x):
    return saves(x, 2.0) * square(3.0) + saves(1.5, x)


def calls_loop(x):
    return loop_inside(x, 3) * loop_inside(x * x, 2)


def reads_globals(x):
    return GRAVITY * x * x + COEFFICIENTS[2] * x + np.sum(COEFFICIENTS * x)


def different_types(x, v):
    return square(x) * np.sum(square(v)) + square(2)


V = np.array([0.6, 1.4])
CASES = [
    (once, (0.7,), 0),
    (twice_nested, (0.7,), 0),
    (uses_saves, (0.7, 1.4), (0, 1)),
    (tuple_result, (0.7, 1.4), (0, 1)),
    (one_of_a_tuple, (0.7, 1.4), (0, 1)),
    (dict_result, (0.7,), 0),
    (ignored_result, (0.7,), 0),
    (in_loop, (0.7,), 0),
    (branching_helper_in_loop, (np.array([0.2, 0.9, -0.4]),), 0),
    (layers, (V, np.array([[0.5, 1.4], [-1.2, 0.7]]), np.array([0.1, 0.2])), (0, 1, 2)),
    (same_argument_twice, (0.7,), 0),
    (inactive_arguments, (0.7,), 0),
    (calls_loop, (0.7,), 0),
    (reads_globals, (0.7,), 0),
    (different_types, (0.7, V), (0, 1)),
]
