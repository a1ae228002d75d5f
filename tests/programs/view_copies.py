"""Views that are used up before their array is stored into: what they held then is what counts."""

import numpy as np


def diagonal_before_a_store(x):
    m = np.outer(x, x)
    d = np.diag(m)
    y = np.sum(d * d * d)
    m[0, 0] = 5.0
    m[1, 1] *= x[0]
    return y + np.sum(m * m)


def diagonal_before_scaling(x):
    m = np.outer(x, x)
    d = np.diagonal(m)
    y = np.sum(d * d * d)
    m *= 2.0
    return y * np.sum(m * m)


def diagonal_in_each_turn(x):
    m = np.outer(x, x)
    total = 0.0
    for i in range(2):
        d = np.diag(m)
        total = total + np.sum(np.sin(d))
        m[i, i] = m[i, i] * 2.0
    return total


def broadcast_before_a_store(x):
    m = np.outer(x, x)
    total = np.sum(np.sin(np.broadcast_to(m, (2, 3, 3))))
    m[0, 0] = 3.0
    return total + m.sum()


def raveled_before_a_store(x):
    m = np.outer(x, x)
    v = np.ravel(m.T)
    total = np.sum(np.sin(v))
    m[0, 0] = 3.0 * x[1]
    return total + m.sum()


def log_of_the_diagonal_at_the_end(a):
    """A Cholesky factorization whose stores are undone in the reverse sweep."""
    n = a.shape[0]
    low = np.zeros_like(a)
    for i in range(n):
        for j in range(i + 1):
            s = a[i, j] - low[i, :j] @ low[j, :j]
            low[i, j] = np.sqrt(s) if i == j else s / low[j, j]
    return 2.0 * np.log(np.diag(low)).sum()


def real_part_before_a_store(x):
    z = np.outer(x, x)
    y = np.sum(np.real(z) ** 3)
    z[0] = x * y
    return np.sum(z * z)


def stored_through_one_of_two(b, n):
    chosen = (np.eye(2), b.reshape(2, 2))[n % 2]
    chosen.ravel()[0] = 1.0
    return np.sum(b * b)


def stored_through_an_item(b, n):
    chosen = [b[::-1].copy(), b.reshape(2, 2).ravel()][n % 2]
    chosen[1] *= 3.0
    return np.sum(b * b)


X = np.array([0.5, 1.2, 0.8])
B = np.array([0.5, 1.2, 0.8, -0.3])
A = np.array([[4.0, 0.3, -0.7], [0.3, 3.0, 0.2], [-0.7, 0.2, 5.0]])
CASES = [
    (diagonal_before_a_store, (X,), 0),
    (diagonal_before_scaling, (X,), 0),
    (diagonal_in_each_turn, (X,), 0),
    (broadcast_before_a_store, (X,), 0),
    (raveled_before_a_store, (X,), 0),
    (log_of_the_diagonal_at_the_end, (A,), 0),
    (real_part_before_a_store, (X,), 0),
    *((f, (B, n), 0) for n in (0, 1) for f in (stored_through_one_of_two, stored_through_an_item)),
]
