"""Stores of what is there with something added: `y[k] = y[k] + v`, in all orders, and what only looks like it."""

import numpy as np


def plus_slice(v):
    u = v.copy()
    for _ in range(3):
        u[1:-1] = u[1:-1] + 0.1 * (u[2:] - 2.0 * u[1:-1] + u[:-2])
    return np.sum(u * u)


def minus_and_plus(v):
    u = v.copy()
    u[1:] = u[1:] - v[:-1] * v[1:] + 0.5 * v[1:] - 2.0
    return np.sum(u * u)


def on_the_right(v):
    u = v * v
    u[:2] = v[2:4] * u[2:4] + u[:2]
    return u


def subtracted_from(v):
    u = v * v
    u[:2] = v[2:4] - u[:2]
    return u


def twice_in_sum(v):
    u = v.copy()
    u[1:] = u[1:] + u[1:] * v[1:] + u[1:]
    return np.sum(u * u)


def through_view(v):
    u = v.copy()
    c = u[1:-1]
    u[1:-1] = c + c * c
    c[...] = c - v[0] * u[2:]
    return np.sum(u * u)


def whole(v):
    u = v.copy()
    u[...] = u + v * u
    u[:] = u[:] - v[1]
    return np.sum(u * u)


def of_another_place(v):
    u = v.copy()
    u[1:] = u[:-1] + v[1:]
    return np.sum(u * u)


def stored_between(v):
    u = v.copy()
    s = u[1:] + v[:-1]
    u[2] = 3.0 * v[0]
    u[1:] = s
    return np.sum(u * u)


def stored_between_elsewhere(v):
    u = v.copy()
    s = u[1:] + v[:-1]
    u[0] = 3.0 * v[1]
    u[1:] = s + u[0]
    return np.sum(u[1:] * s) * u[0]


def stored_by_branch_between(v):
    u = v.copy()
    s = u[1:] + v[:-1]
    if v[0] > 0.0:
        u[1:] *= 2.0
    u[1:] = s + 1.0
    return np.sum(u * u)


def sum_from_outside_loop(v):
    u = v.copy()
    s = u[1:] + v[:-1]
    for _ in range(2):
        u[1:] = s + 0.5
        u[2] = u[0] * u[1]
    return np.sum(u * u)


def number_added(v):
    m = np.outer(v, v)
    m[:, 1] = m[:, 1] + v[0]
    m[1] = m[1] - v
    m[:2, :2] = m[:2, :2] + v[:2]
    return m


def with_more_axes(v):
    m = np.outer(v, v)
    m[0] = m[0] + v[None, :]
    m[1] = v[None, :1] - v[2] + m[1]
    m[2:3] = m[2:3] - v[:, None].T
    return m


def element(v):
    u = v.copy()
    for i in range(1, len(u)):
        u[i] = u[i] + u[i - 1] * v[i]
    return np.sum(u * u)


def indexed_view_of_loop(v):
    u = np.outer(v, v)
    for i in range(1, len(v)):
        u[i] = u[i] + v[i] * u[i - 1]
        u[i, 1:] = u[i, 1:] - u[i - 1, :-1]
    return u


_V = np.array([0.4, 1.2, 0.7, 1.5, 0.9])
CASES = [
    (f, (_V.copy(),), 0)
    for f in (
        plus_slice, minus_and_plus, on_the_right, subtracted_from, twice_in_sum, through_view,
        whole, of_another_place, stored_between, stored_between_elsewhere,
        stored_by_branch_between, sum_from_outside_loop, number_added, with_more_axes, element,
        indexed_view_of_loop,
    )
]  # fmt: skip
