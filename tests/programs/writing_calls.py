"""Functions without rule that write into an array: what the reverse sweep reads of it is as it was."""

import numpy as np

TABLE = np.array([[1.0, 2.0, 3.0, 4.0]] * 4) + np.eye(4)


def fills_diagonal(x):
    table = TABLE.copy()
    before = np.sum((x @ table) ** 2)
    np.fill_diagonal(table, 5.0)
    return before + np.sum((x @ table) ** 2)


def fills_diagonal_of_argument(x, table):
    before = np.sum((x @ table) ** 2)
    np.fill_diagonal(table, 5.0)
    return before + np.sum((x @ table) ** 2)


def puts_in_loop(x):
    scale = np.arange(4.0)
    total = 0.0
    for i in range(3):
        total += np.sum((x * scale) ** 2)
        np.put(scale, [i], 7.0)
    return total + np.sum((x * scale) ** 3)


def multiplies_at(x):
    scale = np.arange(4.0)
    before = np.sum((x * scale) ** 2)
    np.multiply.at(scale, [0, 1, 1], 7.0)
    return before + np.sum((x * scale) ** 3)


def writes_out(x):
    scale = np.arange(4.0)
    before = np.sum((x * scale) ** 2)
    np.percentile(np.eye(4), 50, axis=0, out=scale)
    return before + np.sum((x * scale) ** 3)


def copies_to(x):
    y = x.copy()
    before = np.sum(y * y)
    np.copyto(y, x * x)
    np.copyto(y, x[0] * 3.0, where=x > 0.6)
    return before + np.sum(y * x)


X = np.array([0.5, -1.2, 2.0, 0.7])
CASES = [
    *((fn, (X,), 0) for fn in (fills_diagonal, puts_in_loop, multiplies_at, writes_out, copies_to)),
    (fills_diagonal_of_argument, (X, TABLE.copy()), 0),
]
