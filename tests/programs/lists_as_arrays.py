"""Lists and tuples where NumPy makes arrays of them: stored into an array, beside an array, and as an argument."""

import numpy as np


def stored_into_slices(v):
    a = np.zeros((2, 3))
    a[:] = [v, v * v]
    a[0, :2] = v[1], v[0] * v[2]
    a[1] = [e * e for e in v]
    a[:, 2] = (v[0], 1.0)
    a[:, 1] -= [v[2], v[0]]
    return a * a


def second_derivatives_of_a_spline(x, y):
    n = len(x)
    h = np.diff(x)
    matrix = np.zeros((n, n))
    rhs = np.zeros(n)
    matrix[0, 0] = matrix[-1, -1] = 1
    for i in range(1, n - 1):
        matrix[i, i - 1 : i + 2] = h[i - 1], 2 * (h[i - 1] + h[i]), h[i]
        rhs[i] = (y[i + 1] - y[i]) / h[i] - (y[i] - y[i - 1]) / h[i - 1]
    return np.linalg.solve(matrix, rhs)


def stored_by_mask_and_places(v):
    a = np.ones(3)
    a[[0, 2]] -= [v[0], v[1] * v[0]]
    a[np.array([True, False, True])] *= [v[2], v[1]]
    a[[0, 1]] = a[1], v[2]
    np.add.at(a, [0, 0], [v[0], v[1] * v[0]])
    return a * a


def in_place(v):
    a = np.ones(3)
    a *= [v[0], v[1], 2.0]
    a += v[0], 1.0, v[2]
    a /= [2, 4, 5]
    a **= (v[1] + 2.0, 2.0, 3.0)
    b = np.empty(3)
    np.copyto(b, [v[0], v[1], v[0]])
    return a @ b


def numbers_beside_an_array(v):
    weights = [0.5, 2.0, 1.0]
    a = v * [1.0, 2.0, 3.0] + (1, 2, 3) * v
    return np.sum(a * weights) + np.dot(v, weights) + np.sum(np.maximum(v, (0.1, 0.2, 0.3)))


def beside_an_array(v):
    a = v * [v[0], v[1], 2.0] - (v[2], 1.0, v[0])
    b = np.array([1.0, 2.0, 3.0]) * [v[0], v[1], 2.0]
    return a @ [v[0], 1.0, v[1]] + [v[1], v[2], 1.0] @ (b / a)


def as_arguments(v):
    a = np.maximum(v, [v[1], 0.0, v[0]]) + np.where(v > 0, [v[0], 1.0, v[1]], v)
    b = np.clip(v, [-1.0, -1.0, v[0]], [1.0, v[1], 2.0]) + np.hypot((v[0], 1.0, v[1]), v)
    c = np.dot([v[0], 1.0, v[1]], v) + np.sum([v[0], v[1] ** 2]) + np.max([v[0], v[2]])
    d = np.linalg.norm([v[0], v[2]]) + np.mean((v[0], v[1])) + np.prod([v[0], v[2]])
    e = np.outer([v[0], 1], v).sum() + np.cross([v[0], v[1], 1.0], [1.0, v[2], v[0]]) @ v
    return a @ b + c * d + e + np.polyval([v[0], v[1], 1.0], v[2])


def made_in_a_loop(v, n):
    xs = []
    for i in range(n):
        xs.append(v[i] ** 2)
    a = np.zeros(n)
    a[:] = xs
    a += v[:n] * xs
    return a @ xs + np.sum(xs / v[:n] - np.exp(xs)) + np.dot(xs, v[:n])


def chosen_on_a_branch(v, swap):
    p = (v[0], v[1])
    if swap:
        p = (v[1], v[2])
    a = np.zeros(2)
    a[:] = p
    a += p
    return np.maximum(p, 0.1) @ a


def rows_of_pairs(v, n):
    pairs = [(v[i], v[i] ** 2) for i in range(n)]
    a = np.zeros((n, 2))
    a[:] = pairs
    return np.sum(a * a) + np.sum(np.subtract(pairs, 1.0)) * np.linalg.norm(pairs)


def recurrent_cell(weights, x):
    h = np.zeros(2)
    for e in x:
        a, b = np.split(weights @ np.concatenate([h, [e, 1.0]]), 2)
        h = a * np.tanh(b)
    return h


V = np.array([0.5, 1.2, -0.3])
W = np.array(
    [[0.5, 1.2, -0.3, 0.1], [0.2, -0.8, 0.4, 0.6], [0.9, 0.3, -0.5, 0.7], [-0.4, 0.1, 0.8, 1.1]]
)
CASES = [
    *((fn, (V,), 0) for fn in (stored_into_slices, stored_by_mask_and_places, in_place)),
    *((fn, (V,), 0) for fn in (numbers_beside_an_array, beside_an_array, as_arguments)),
    (
        second_derivatives_of_a_spline,
        (np.array([0.0, 1.0, 2.5, 3.0]), np.array([0.3, -0.4, 1.1, 0.2])),
        (0, 1),
    ),
    *((fn, (V, 3), 0) for fn in (made_in_a_loop, rows_of_pairs)),
    (recurrent_cell, (W, V[:2]), (0, 1)),
    *((chosen_on_a_branch, (V, swap), 0) for swap in (True, False)),
]
