"""// and %, divmod, floor, ceil, trunc, round, sign: flat or piecewise linear."""

import math

import numpy as np


def remainder(x, y):
    return (x % y) * x + y


def floor_division(x, y):
    return (x // y) * x * y


def both(x, y):
    q, r = divmod(x, y)
    return q * x + r * r * y


def flat(x):
    return x * (math.floor(x) + math.ceil(x) + math.trunc(x) + round(x) + int(x))


def flat_arrays(v):
    return v * (np.floor(v) + np.ceil(v) + np.trunc(v) + np.round(v) + np.rint(v) + np.sign(v))


def remainders(a, b):
    return np.mod(a, b) * a + np.remainder(a, 2.0) + np.fmod(a, b) * b + a % b


def floor_divides(a, b):
    return np.floor_divide(a, b) * a + (a // b) * b


def math_remainders(x, y):
    return math.fmod(x, y) * x + math.remainder(x, y) * y


def parts(x):
    fraction, whole = math.modf(x)
    return fraction * x + whole * x * x


def of_arrays(v):
    fraction, whole = np.modf(v)
    quotient, rest = np.divmod(v, 0.9)
    return np.sum(fraction * v + whole * v * v + quotient * v + rest * rest)


V = np.array([2.3, -1.4, 0.8])
W = np.array([0.7, 0.9, -0.3])
CASES = [
    *((fn, (x, y), (0, 1)) for fn in (remainder, both) for x in (2.3, -2.3) for y in (0.9, -0.9)),
    (floor_division, (2.3, 0.9), (0, 1)),
    (floor_division, (-2.3, 0.9), (0, 1)),
    (flat, (2.3,), 0),
    (flat, (-2.3,), 0),
    (flat_arrays, (V,), 0),
    (remainders, (V, W), (0, 1)),
    (floor_divides, (V, W), (0, 1)),
    (math_remainders, (2.3, 0.9), (0, 1)),
    (math_remainders, (-2.5, 0.9), (0, 1)),
    (parts, (2.3,), 0),
    (parts, (-2.3,), 0),
    (of_arrays, (V,), 0),
]
