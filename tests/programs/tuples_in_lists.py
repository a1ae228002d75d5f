"""Lists that exist at run time and whose items are tuples."""

import math

import numpy as np


def path_of_tuples(params, n):
    sigma, rho, beta = params
    xyz = [1.0, 1.0, 1.0]
    path = [tuple(xyz)]
    for _ in range(n):
        x, y, z = xyz
        dx, dy, dz = sigma * (y - x), x * (rho - z) - y, x * y - beta * z
        xyz = [x + 0.01 * dx, y + 0.01 * dy, z + 0.01 * dz]
        path.append(tuple(xyz))
    return sum(p[0] * p[1] for p in path) + path[-1][2]


def pairs(x, n):
    out = []
    for i in range(n):
        out.append((x**i, np.array([x, x * i])))
    s = 0.0
    for a, v in out:
        s += a * v[0] + v.sum()
    a, v = out[1]
    b, _ = out[n - 1]
    return s + a * b * v[1] + out[0][1][0] ** 2


def stored_pairs(x, n):
    out = [(x, x * x) for _ in range(n)]
    for i in range(1, n):
        out[i] = (out[i - 1][0] * 0.5 + out[i][1], out[i - 1][1] * x)
    last = out.pop()
    out[0] = last
    return sum(a * b for a, b in out) + last[0]


def nested_pairs(x, n):
    out = []
    for i in range(n):
        out.append(((x * i, x), math.sin(x + i)))
    t = 0.0
    for (a, b), c in out:
        t += a * b * c
    return t + out[-1][0][1] * out[0][1]


def rows_of_pairs(x, n):
    """Lists in a list of tuples of a number and an array."""
    rows = []
    for _ in range(n):
        row = []
        for j in range(n):
            row.append((x * j, np.array([x, 2.0 * j])))
        rows.append(row)
    total = 0.0
    for row in rows:
        for a, b in row:
            total += a * a * np.sum(b * b)
    return total


def records_after_a_break(x, n):
    y = x
    turns = 0
    while True:
        turns += 1
        if turns > n:
            break
        records = [(x, [x, 0.3 * turns])]
        for k in range(2):
            y = np.tanh(y * 1.05 + k)
            records.append((y, [y, 0.3 * turns]))
        records[0] = (records[-1][0], [1.76, 0.3 * turns])
        y = y + max([first * first for first, _ in records])
    return y * x


CASES = [
    (rows_of_pairs, (0.7, 3), 0),
    (path_of_tuples, ((10.0, 28.0, 2.0), 5), 0),
    (path_of_tuples, (np.array([10.0, 28.0, 2.0]), 5), 0),
    (pairs, (1.2, 4), 0),
    (stored_pairs, (1.2, 4), 0),
    (nested_pairs, (1.2, 4), 0),
    *((records_after_a_break, (0.3, n), 0) for n in (0, 2)),
]
