"""dot, matmul, @, vdot, inner, outer of every rank; kron, trace, cross."""

import numpy as np


def dot(a, b):
    return np.dot(a, b)


def matmul(a, b):
    return np.matmul(a, b)


def operator(a, b):
    return a @ b


def vdot(a, b):
    return np.vdot(a, b)


def inner(a, b):
    return np.inner(a, b)


def outer(a, b):
    return np.outer(a, b)


def kron(a, b):
    return np.kron(a, b)


def cross(a, b):
    return np.cross(a, b)


def trace(a):
    return np.trace(a) * a


def trace_offset(a):
    return np.trace(a, offset=1) * a[0, 0] + np.trace(a, offset=-1) * a[0, 1]


def quadratic_form(v, m):
    return v @ m @ v


def one_operand(a):
    return np.sum(a @ a.T @ a)


def chain_of_products(a, v):
    return a @ (a.T @ v)


def rand(*shape):
    return np.sin(1.0 + 2.3 * np.arange(np.prod(shape, dtype=int))).reshape(shape)


VECTOR = rand(3)
ROWS = rand(2, 3)
COLUMNS = rand(3, 4)
BATCH = rand(2, 2, 3)
BATCH_2 = rand(2, 3, 2)
SQUARE = rand(3, 3)
PRODUCTS = [
    (VECTOR, VECTOR * 0.3 + 1.0),
    (ROWS, VECTOR),
    (VECTOR, COLUMNS),
    (ROWS, COLUMNS),
    (BATCH, VECTOR),
    (BATCH, COLUMNS),
    (VECTOR, BATCH_2),
    (ROWS, BATCH_2),
    (BATCH, BATCH_2),
    (rand(1, 2, 3), BATCH_2),
    (rand(2, 1, 2, 3), rand(3, 3, 2)),
]
CASES = [
    *((operator, pair, (0, 1)) for pair in PRODUCTS),
    *((matmul, pair, (0, 1)) for pair in PRODUCTS),
    *((dot, pair, (0, 1)) for pair in PRODUCTS[:9]),
    (dot, (1.3, VECTOR), (0, 1)),
    (dot, (ROWS, 1.3), (0, 1)),
    (dot, (0.7, 1.3), (0, 1)),
    (operator, (ROWS, COLUMNS), 1),
    (vdot, (VECTOR, VECTOR + 1.0), (0, 1)),
    (vdot, (ROWS, ROWS + 1.0), (0, 1)),
    (inner, (VECTOR, VECTOR + 1.0), (0, 1)),
    (inner, (ROWS, VECTOR), (0, 1)),
    (inner, (ROWS, SQUARE), (0, 1)),
    (inner, (1.3, VECTOR), (0, 1)),
    (outer, (VECTOR, rand(2)), (0, 1)),
    (outer, (ROWS, VECTOR), (0, 1)),
    (kron, (rand(2), VECTOR), (0, 1)),
    (kron, (ROWS, rand(2, 2)), (0, 1)),
    (cross, (VECTOR, VECTOR * VECTOR + 0.4), (0, 1)),
    (cross, (ROWS, VECTOR), (0, 1)),
    (trace, (SQUARE,), 0),
    (trace, (ROWS,), 0),
    (trace_offset, (SQUARE,), 0),
    (quadratic_form, (VECTOR, SQUARE), (0, 1)),
    (one_operand, (ROWS,), 0),
    (chain_of_products, (ROWS, rand(2)), (0, 1)),
]
