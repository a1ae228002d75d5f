"""Stores whose old values need not come back, since another store that is undone puts them back; and those that must."""

import numpy as np


def scaled_buffer(v):
    u = v.copy()
    buffer = np.empty(3)
    for _ in range(3):
        buffer[:] = u[1:-1] * 0.5
        buffer *= v[1:-1]
        u[1:-1] += 0.1 * buffer
    return np.sum(u * u)


def divided_buffer(v):
    u = v.copy()
    buffer = np.empty(3)
    for _ in range(3):
        buffer[...] = u[1:-1] * 0.5
        buffer /= v[1:-1]
        u[1:-1] += 0.1 * buffer
    return np.sum(u * u)


def powers_of_buffer(v):
    u = v.copy()
    buffer = np.ones(5)
    for _ in range(2):
        buffer *= u
        buffer **= 2
        u += 0.1 * buffer
        buffer[:] = v + 1.0
    return np.sum(u * buffer)


def whole_then_part(v):
    u = v.copy()
    for _ in range(3):
        r = u * u
        u *= 0.5
        u[1:] += r[1:]
        u[0] = r[1]
    return np.sum(u * u)


def part_then_whole(v):
    u = v.copy()
    for _ in range(3):
        r = u * u * v
        u[1:] = r[1:]
        u[...] = u * r
    return np.sum(u * u)


def part_between(v):
    u = v.copy()
    for i in range(3):
        r = np.sin(u)
        u[i] = r[i + 1]
        s = np.sin(u)
        u[:] = r * s
        u[1] = s[0]
    return np.sum(u * u)


def read_twice(v):
    u = v.copy()
    total = 0.0
    for i in range(3):
        total += u[1] * u[2]
        u *= 1.1
        total += u[1] * u[2]
        u[1:3] = v[1:3] * total
        total += u[1] * u[2]
    return total


def shield_on_branch(v):
    u = v.copy()
    for i in range(4):
        r = u * u
        if i % 2 == 0:
            u *= 0.5
        u[1:] = r[:-1]
        u += r
    return np.sum(u * u)


def shield_in_loop(v):
    u = v.copy()
    for _ in range(2):
        r = u * u
        for i in range(3):
            u[i] = r[i] * u[i + 1]
        u *= r
        for i in range(3):
            u[i + 1] = u[i] * r[i]
    return np.sum(u * u)


def views_of_whole(v):
    u = v.copy()
    left, right = u[:2], u[2:]
    for _ in range(3):
        r = u * v
        s = left * right[:2]
        u *= r
        left[...] = s * r[:2]
        right *= 1.5
    return np.sum(u * u)


def two_names(v):
    u, w = v.copy(), 2.0 * v
    for _ in range(3):
        r = u * w
        u *= r
        u, w = w, u
        u[1:] = r[1:] * w[1:]
    return np.sum(u * w)


def before_the_read(v):
    u, w = v.copy(), 2.0 * v
    for _ in range(3):
        u[1:] = v[1:] + 0.1 * w[:-1]
        r = w * w
        u[...] = r
        u, w = w, u
    return np.sum(u * w)


def before_the_read_of_one(v):
    u = v.copy()
    for _ in range(3):
        u[1:] = v[1:] + 0.1 * u[:-1]
        r = np.sin(u)
        u[...] = r * r
    return np.sum(u * u)


def leaves_early(v):
    u = v.copy()
    for i in range(5):
        r = u * u
        if r[1] > 3.0:
            break
        u *= 1.0 + r
        u[1:] = u[1:] * u[:-1]
    return np.sum(u * u)


def stops_in_while(v):
    u = v.copy()
    while np.sum(u) < 20.0:
        r = u * u
        u *= 1.5
        u[:2] += r[:2]
        if u[0] > 9.0:
            continue
        u[...] = u + r
    return np.sum(u * u)


_V = np.array([0.4, 1.2, 0.7, 1.5, 0.9])
CASES = [
    (f, (_V.copy(),), 0)
    for f in (
        scaled_buffer, divided_buffer, powers_of_buffer, whole_then_part, part_then_whole,
        part_between, read_twice, shield_on_branch, shield_in_loop, views_of_whole, two_names, before_the_read,
        before_the_read_of_one,
        leaves_early, stops_in_while,
    )
]  # fmt: skip
