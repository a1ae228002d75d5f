"""Steppers whose turns make, copy or overwrite whole states: what of them the reverse sweep keeps, or computes again."""

import numpy as np


def copied_state(v):
    u = v.copy()
    for _ in range(4):
        old = u.copy()
        u[1:-1] = old[1:-1] + 0.1 * (old[2:] - 2.0 * old[1:-1] + old[:-2])
    return np.sum(u * u)


def new_state(v):
    u = v * 1.0
    for _ in range(4):
        new = u.copy()
        new[1:-1] += 0.1 * (u[2:] - 2.0 * u[1:-1] + u[:-2])
        u = new
    return np.sum(u * u)


def state_of_zeros(v):
    u = v * 1.0
    for _ in range(4):
        new = np.zeros_like(u)
        new[1:-1] = 0.3 * (u[2:] + u[1:-1] + u[:-2])
        new[0] = u[1]
        u = new
    return np.sum(u * u)


def shrinking_state(v):
    u = v * 1.0
    while len(u) > 1:
        new = np.zeros(len(u) - 1)
        new[:] = u[1:] * 0.5
        new += u[:-1]
        u = new
    return u[0] ** 2


def state_of_branches(v):
    u = v * 1.0
    for i in range(4):
        if i % 2 == 0:
            new = u.copy()
            new[1:] += 0.5 * u[:-1]
        else:
            new = np.zeros_like(u)
            new[:-1] = u[1:]
        u = new
    return np.sum(u * u)


def growth(v):
    u = v.copy()
    for _ in range(3):
        c = u[1:-1]
        u[1:-1] += 0.1 * (u[2:] - 2.0 * c + u[:-2] + c * (1.0 - c))
    return np.sum(u * u)


def growth_through_view(v):
    u = v.copy()
    c = u[1:-1]
    for _ in range(3):
        c += 0.1 * (c * (1.0 - c) * (2.0 - c))
        u[0] = u[1] * u[-1]
    return np.sum(u * u)


def advect(new, u):
    c = u[1:]
    new[1:] = c - 0.1 * c * (c - u[:-1]) - 0.2 * c * (2.0 * c - u[:-1])


def traded_states(v):
    u, new = v.copy(), v.copy()
    for _ in range(3):
        advect(new, u)
        u, new = new, u
    return np.sum(u * u)


def copied_states(v):
    u = v.copy()
    for _ in range(3):
        advect(u, u.copy())
    return np.sum(u * u)


def made_states(v):
    u = v.copy()
    for _ in range(3):
        new = u.copy()
        advect(new, u)
        u = new
    return np.sum(u * u)


def overwritten_between(v):
    u = v.copy()
    for _ in range(3):
        a = u[1:] * 2.0
        b = u[1:] - u[:-1]
        c = u[1:] + 1.0
        u[0] = u[1] * u[2]
        u[1:] = u[1:] + 0.1 * a * b * c
        u[-1] *= u[0]
    return np.sum(u * u)


def two_fields(v):
    h = v.copy()
    w = 0.1 * v[::-1]
    for _ in range(3):
        flux = 0.5 * (h[1:] + h[:-1]) * w[1:]
        h[1:-1] -= 0.1 * (flux[1:] - flux[:-1])
        w[1:] = w[1:] - 0.1 * (w[1:] * (w[1:] - w[:-1]) + (h[1:] - h[:-1]))
        w[0] = h[0] * w[1]
    return np.sum(h * w)


def inner_loop(v):
    u = v.copy()
    for _ in range(2):
        a = 1.0 - u
        b = 2.0 - u
        c = 3.0 - u
        for i in range(len(u)):
            u[i] = u[i] + 0.1 * a[i] * b[i]
        u[:] = u * a * b * c
    return np.sum(u)


def kept_of_last_turn(v):
    u = v.copy()
    total = 0.0
    for _ in range(3):
        a = u * 2.0
        b = 1.0 - u
        total += np.sum(a * b * a)
        u *= 1.5
        u /= a + 1.0
    return total + np.sum(u)


_V = np.array([0.4, 1.2, 0.7, 1.5, 0.9])
CASES = [
    (f, (_V.copy(),), 0)
    for f in (
        copied_state, new_state, state_of_zeros, shrinking_state, state_of_branches, growth,
        growth_through_view, traded_states, copied_states, made_states, overwritten_between,
        two_fields, inner_loop, kept_of_last_turn,
    )
]  # fmt: skip
