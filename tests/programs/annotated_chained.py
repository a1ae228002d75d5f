"""Annotated and chained assignment, and expressions as statements."""

import numpy as np


def annotated(x: float, y: float = 2.0) -> float:
    z: float = x * y
    w: float
    w = z * x
    return w + z


def chained(x):
    a = b = x * x
    a = a + 1.0
    return a * b


def chained_tuples(x, y):
    (a, b) = c = (x * y, x + y)
    return a * b + c[0] * c[1] * x


def chained_array(v):
    a = b = v * v
    a = a + 1.0
    return np.sum(a * b)


def bare_expressions(x):
    """A docstring."""
    x * 2.0
    "a string"
    y = x * x
    y
    ...
    return y


CASES = [
    (annotated, (0.7, 1.4), (0, 1)),
    (annotated, (0.7,), 0),
    (chained, (0.7,), 0),
    (chained_tuples, (0.7, 1.4), (0, 1)),
    (chained_array, (np.array([0.5, 1.5]),), 0),
    (bare_expressions, (0.7,), 0),
]
