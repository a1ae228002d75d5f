"""Loops that stop for what they carried into the turn, which the turn has replaced when it is asked."""

import numpy as np


def a_turn_late(x, n):
    done = False
    for _ in range(n):
        stop = done
        done = x > 1.5
        x = x * 1.3
        if stop:
            break
    return x


def until_it_settles(x, n):
    estimate = 0.0
    for _ in range(n):
        new = 0.5 * (estimate + x / (estimate + 1.0))
        if abs(new - estimate) < 1e-3:
            estimate = new
            break
        estimate = new
    return estimate


def traded(x, n):
    p = q = x
    for _ in range(n):
        p, q = q * 1.1, p
        if q > 2.0 and p < 5:
            break
    return p * q


def kept_aside(x, n):
    p, q = x, 0.3
    for _ in range(n):
        old = p
        p = p * x + q
        q = old
        if old - q + x > 9.0 or p > 3:
            break
    return p * q


def growing_too_fast(x, n):
    last = y = x
    while n > 0:
        n -= 1
        last, y = y, y * 1.2 + 0.1 * x
        if y - last > 0.6:
            break
    return y * last


def at_the_old_place(v, n):
    i = 0
    total = 0.0
    for _ in range(n):
        j = i
        i = i + 1
        total = total + v[j] * v[i]
        if v[j] > 0.8:
            break
    return total


def by_the_old_length(x, n):
    v = np.array([x, 0.5])
    for k in range(n):
        short = len(v) < 4 or v.shape[0] > 6
        v = np.append(v, v[-1] * x + k)
        if not short:
            break
    return np.sum(v * v)


def power_iteration(m):
    v = np.ones(m.shape[0])
    largest = 0.0
    for _ in range(50):
        w = m @ v
        new = v @ w / (v @ v)
        v = w / np.linalg.norm(w)
        if abs(new - largest) < 1e-12:
            largest = new
            break
        largest = new
    return largest


V = np.array([0.1, 0.3, 0.9, 0.4, 0.2, 0.7])
M = np.array([[4.0, 0.6, -0.3], [0.6, 2.0, 0.5], [-0.3, 0.5, 1.0]])
CASES = [
    (a_turn_late, (1.0, 7), 0),
    (a_turn_late, (1.0, 2), 0),
    (until_it_settles, (2.0, 30), 0),
    (until_it_settles, (2.0, 2), 0),
    *((traded, (x, n), 0) for x, n in ((0.7, 20), (0.1, 4))),
    (kept_aside, (1.1, 10), 0),
    (growing_too_fast, (0.9, 10), 0),
    (at_the_old_place, (V, 5), 0),
    (by_the_old_length, (0.7, 9), 0),
    (power_iteration, (M,), 0),
]
