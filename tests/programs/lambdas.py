"""Lambdas: bound to a name, called at once, passed, closing over active values, with defaults."""

import numpy as np


def named(x):
    square = lambda u: u * u  # noqa: E731
    return square(x) * square(x + 1.0)


def closing(x, y):
    scaled = lambda u: u * y  # noqa: E731
    return scaled(x) * scaled(scaled(x))


def called_at_once(x):
    return (lambda u, v: u * v + v)(x, x * x)


def with_default(x):
    f = lambda u, p=2.0: u**p + p * u  # noqa: E731
    return f(x) * f(x, 3.0)


def apply(f, x):
    return f(x) * x


def passed(x, y):
    return apply(lambda u: np.sin(u * y), x)


def sees_the_last_binding(x):
    scale = x
    f = lambda u: u * scale  # noqa: E731
    scale = x * x
    return f(x)


def in_a_dict(x):
    table = {"square": lambda u: u * u, "sine": lambda u: np.sin(u)}
    return table["square"](x) * table["sine"](x)


CASES = [
    (named, (0.7,), 0),
    (closing, (0.7, 1.4), (0, 1)),
    (called_at_once, (0.7,), 0),
    (with_default, (0.7,), 0),
    (passed, (0.7, 1.4), (0, 1)),
    (sees_the_last_binding, (0.7,), 0),
    (in_a_dict, (0.7,), 0),
]
