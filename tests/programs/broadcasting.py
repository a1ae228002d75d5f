"""Broadcasting in every operator, in both arguments; results are arrays or numbers."""

import numpy as np


def add(a, b):
    return a + b


def subtract(a, b):
    return a - b


def multiply(a, b):
    return a * b


def divide(a, b):
    return a / b


def power(a, b):
    return a**b


def chain(a, b):
    return np.sum((a * b + a) * (b - 2.0 * a) / (3.0 + a * a))


def reduced(a, b):
    return np.sum(a * b, axis=0) * b


def outer_sum(a, b):
    return a[:, None] + b[None, :] * a[:, None]


def number_and_array(x, v):
    return x * v + v / x - x


def accumulates_number(x, v):
    y = x * v
    y = y + x
    return np.sum(y * y) * x


def maximum_of(a, b):
    return np.maximum(a, b) * np.minimum(a, 2.0) + np.hypot(a, b)


MATRIX = np.array([[0.5, 1.4, 0.8], [1.2, 0.7, 2.1]])
ROW = np.array([0.9, 1.1, 0.3])
COLUMN = np.array([[0.6], [1.7]])
NUMBER = 1.3
CUBE = np.linspace(0.3, 2.1, 12).reshape(2, 2, 3)
PAIRS = [
    (MATRIX, ROW),
    (ROW, MATRIX),
    (MATRIX, COLUMN),
    (COLUMN, ROW),
    (NUMBER, MATRIX),
    (MATRIX, NUMBER),
    (CUBE, MATRIX),
    (ROW, CUBE),
    (MATRIX, MATRIX * 0.3),
    (np.array([1.7]), ROW),
    (np.array([[0.4]]), NUMBER),
]
CASES = [
    *((fn, pair, (0, 1)) for fn in (add, subtract, multiply, divide, power) for pair in PAIRS[:8]),
    *((chain, pair, (0, 1)) for pair in PAIRS),
    *((maximum_of, pair, (0, 1)) for pair in PAIRS[:6]),
    *((multiply, (MATRIX, ROW), wrt) for wrt in (0, 1)),
    (reduced, (MATRIX, ROW), (0, 1)),
    (outer_sum, (ROW, np.array([0.2, 0.9])), (0, 1)),
    (number_and_array, (NUMBER, ROW), (0, 1)),
    (accumulates_number, (NUMBER, ROW), (0, 1)),
]
