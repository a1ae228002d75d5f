"""`functools.reduce` over what has any length, and functions zipped with the elements of an array."""

import functools
import operator

import numpy as np


def barycentric(xs, ys, x):
    n = len(xs)
    w = [
        functools.reduce(lambda a, b: a * b, [1.0 / (xs[j] - xs[k]) for k in range(n) if k != j])
        for j in range(n)
    ]
    num = sum(w[j] * ys[j] / (x - xs[j]) for j in range(n))
    den = sum(w[j] / (x - xs[j]) for j in range(n))
    return num / den


def product_of(xs):
    return functools.reduce(operator.mul, xs)


def filtered(xs, c):
    return functools.reduce(lambda a, b: a * 0.5 + b * b, [x for x in xs if x > c])


def matrices(Ms):
    return np.sum(functools.reduce(np.matmul, [M + np.eye(2) for M in Ms if M[0, 0] < 5]))


def arrays(A):
    return np.sum(functools.reduce(lambda u, v: u * v + 1, A))


def rotation(angles, v):
    def rx(t):
        c, s = np.cos(t), np.sin(t)
        return np.array([[1, 0, 0], [0, c, -s], [0, s, c]])

    def rz(t):
        c, s = np.cos(t), np.sin(t)
        return np.array([[c, -s, 0], [s, c, 0], [0, 0, 1.0]])

    R = np.eye(3)
    for f, t in zip((rx, rz, rx), angles):
        R = R @ f(t)
    return R @ v


def zipped_shorter(x, p):
    fs = [lambda t: t * p, np.sin, lambda t: t + p * t]
    return sum(f(t) for f, t in zip(fs, x))


def counted(x, p):
    total = 0.0
    for i, (f, row) in enumerate(zip([lambda r: r.sum() * p, np.prod], x)):
        total += (i + 1) * f(row)
    return total


R = np.random.default_rng(0)
CASES = [
    (barycentric, (np.array([0.0, 1, 2.5]), np.array([1.0, 3, 2]), 1.7), (0, 1, 2)),
    (product_of, (R.normal(size=4),), 0),
    (product_of, ([0.3, 0.4, 0.5],), 0),
    (filtered, (R.normal(size=6), -0.5), 0),
    (matrices, ([R.normal(size=(2, 2)), R.normal(size=(2, 2)), R.normal(size=(2, 2))],), 0),
    (arrays, (R.normal(size=(3, 2)),), 0),
    (rotation, (R.normal(size=3), R.normal(size=3)), (0, 1)),
    (rotation, (R.normal(size=2), R.normal(size=3)), (0, 1)),
    (zipped_shorter, (R.normal(size=3), 0.7), (0, 1)),
    (zipped_shorter, (R.normal(size=2), 0.7), (0, 1)),
    (zipped_shorter, (R.normal(size=5), 0.7), (0, 1)),
    (counted, (R.normal(size=(2, 3)), 0.7), (0, 1)),
]
