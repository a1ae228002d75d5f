"""Slices that reach beyond an axis, or begin behind their end: they are as long as they are, not as they say."""

import numpy as np


def means_of_windows(x):
    s = 0.0
    for i in range(len(x)):
        s = s + np.mean(x[i : i + 2]) * x[0]
    return s


def windows_beside_a_longer_one(x):
    s = 0.0
    for i in range(len(x)):
        s = s + np.sum(x[i : i + 2] * x[0:2])
    return s


def lengths_of_windows(x):
    s = 0.0
    for i in range(len(x) + 2):
        part = x[i : i + 3]
        s = s + len(part) * x[0] + part.size * np.sum(part) + len(x[i:]) * len(x[:i]) * x[1]
    return s


def windows_joined_and_scaled(x):
    s = 0.0
    for i in range(len(x)):
        part = x[i : i + 3]
        s = (
            s
            + np.mean(np.concatenate([part, x[:i]]))
            + np.std(part * np.arange(1.0, 1.0 + len(part)))
        )
    return s


def windows_in_steps(x):
    s = 0.0
    for i in range(0, len(x), 3):
        part = x[i : i + 3]
        s = s + np.mean(np.tile(part, 2)) + np.mean(np.repeat(part, 2)) + np.mean(np.outer(part, x))
    return s


def windows_of_two_loops(x):
    s = 0.0
    for i in range(len(x)):
        for j in range(i + 3):
            s = (
                s
                + np.mean(np.append(x[i:j], x[0] * x[0]))
                + np.mean(np.append(x[j - i : j + i], x[1]))
            )
    return s


def windows_of_a_matrix(m):
    s = 0.0
    for i in range(len(m) + 1):
        s = (
            s
            + m[i : i + 2].size * m[0, 0]
            + np.size(m[:i, : i - 1]) * m[0, 1] ** 2
            + len(m[:, i:]) * m[1, 1]
        )
    return s


def around_each_place(x):
    y = np.zeros_like(x)
    for i in range(len(x)):
        y[i] = np.mean(x[max(0, i - 1) : i + 2] ** 2)
    return np.sum(y * y)


def inside(x):
    y = np.zeros_like(x)
    for i in range(1, len(x) - 1):
        y[i] = np.mean(x[i - 1 : i + 2] ** 2)
    return np.sum(y * y)


def counted_to_less_than_nothing(x):
    s = 0.0
    for i in range(6):
        s = s + np.arange(i - 2, 3).size * x[0] + np.arange(0, i - 3, 2).size * x[1]
        s = s + len(range(i - 4)) * x[0] + len([x[0] for _ in range(2 - i)]) * x[1]
    return s


def as_long_as_another(x, y):
    return np.mean(x[: len(y)] ** 2) * len(x[: len(y)]) + np.sum(y[len(x) :] * y[0])


X = np.array([0.5, 1.2, -0.7, 0.9, 0.3])
M = np.cos(np.arange(12.0)).reshape(4, 3)
CASES = [
    *((f, (X,), 0) for f in (
        means_of_windows, windows_beside_a_longer_one, lengths_of_windows, windows_joined_and_scaled, windows_in_steps,
        windows_of_two_loops, around_each_place, inside, counted_to_less_than_nothing,
    )),
    (windows_of_a_matrix, (M,), 0),
    *((as_long_as_another, (X[:n], X[m:]), (0, 1)) for n in (1, 3, 5) for m in (0, 2, 4)),
]  # fmt: skip
