"""Integers, strings, None, booleans, bytes, sets: they pass through, whatever is done with them."""

import math

import numpy as np


def integers(x, n):
    k = n * 2 + 1
    k = k**2 % 7
    k //= 2
    k |= 4
    k <<= 1
    return x * x * k + (n & 3) - (~n)


def strings(x, mode):
    name = mode.upper().strip()
    if name.startswith("S") and "Q" in name:
        return x * x
    words = name.split("_")
    return x * len(words) * len("".join(words))


def none(x, option):
    kept = option if option is not None else 3
    return x**kept


def booleans(x, flag):
    inverted = not flag
    return x * x * (flag + 2 * inverted) + True


def integer_arrays(v, index):
    order = index[::-1]
    count = np.sum(index > 0)
    return v[order[0]] * v[index[-1]] * count + np.sum(order) * v[0]


def sets_and_slices(v):
    seen = {1, 2}
    seen.add(3)
    part = slice(0, 2)
    return np.sum(v[part] ** 2) * len(seen)


def config(x, options):
    y = x
    if options["square"]:
        y = y * y
    for _ in range(options["turns"]):
        y = y + options["weights"][0] * x
    return y * len(options["name"])


def constants(x):
    return math.pi * x * x + np.e * x + np.pi + math.inf * 0 if x > 1e9 else math.pi * x * np.e


def dead_code(x):
    unused = math.sin(x) * 3.0
    also_unused = [unused, x]
    also_unused.append(2.0)
    return x * x


def bits_of_x(x):
    whole = int(x * 10)
    digits = str(whole)
    return x * len(digits) + x * x * (whole % 3)


OPTIONS = {"square": True, "turns": 2, "weights": [3, 4], "name": "abc"}
CASES = [
    (integers, (0.7, 5), 0),
    (strings, (0.7, "square_q"), 0),
    (strings, (0.7, " line_up"), 0),
    (none, (0.7, None), 0),
    (none, (0.7, 2), 0),
    (booleans, (0.7, True), 0),
    (booleans, (0.7, False), 0),
    (integer_arrays, (np.array([0.5, -0.9, 1.3]), np.array([0, 2, 1])), 0),
    (sets_and_slices, (np.array([0.5, -0.9, 1.3]),), 0),
    (config, (0.7, OPTIONS), 0),
    (constants, (0.7,), 0),
    (dead_code, (0.7,), 0),
    (bits_of_x, (0.73,), 0),
]
