"""for over arrays: the elements of a vector, the rows of a matrix, an expression, a column."""

import numpy as np


def elements(v):
    total = 0.0
    for x in v:
        total = total + x * x * x
    return total


def product_of_elements(v):
    total = 1.0
    for x in v:
        total = total * x
    return total


def rows(a):
    total = 0.0
    for row in a:
        total = total + np.sum(np.sin(row)) * row[0]
    return total


def carried_vector(a, v):
    for row in a:
        v = np.tanh(v * row)
    return np.sum(v)


def over_expression(v):
    total = 0.0
    for x in np.exp(v) * v:
        total = total + x * total + x
    return total


def over_column(a):
    total = 0.0
    for x in a[:, 1]:
        total = total * 0.5 + x * x
    return total


def over_transpose(a):
    total = 0.0
    for column in a.T:
        total = total * 0.5 + column @ column
    return total


def inactive_array(x, v):
    y = x
    for weight in v:
        y = y * weight + x
    return y


def empty_array(v, x):
    y = x * x
    for element in v:
        y = y * element
    return y


V = np.array([0.5, -1.1, 1.7])
A = np.array([[0.5, -1.1, 1.7], [0.9, 0.2, -0.6]])
CASES = [
    (elements, (V,), 0),
    (product_of_elements, (V,), 0),
    (rows, (A,), 0),
    (carried_vector, (A, V), (0, 1)),
    (over_expression, (V,), 0),
    (over_column, (A,), 0),
    (over_transpose, (A,), 0),
    (inactive_array, (0.7, V), 0),
    (inactive_array, (0.7, V), (0, 1)),
    (inactive_array, (0.7, np.array([1, 2, 3])), 0),
    (empty_array, (np.zeros(0), 0.7), (0, 1)),
]
