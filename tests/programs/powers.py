"""Every case of the power: constant exponents, active ones, negative and zero bases."""

import math

import numpy as np


def squares(x):
    return x**2 + x**3 * 0.5 - x**4


def negative_exponent(x):
    return x**-1 + x**-2


def half(x):
    return x**0.5 + x**1.5 + x**-0.5


def trivial(x):
    return x**1 * x**0 + 3.0 * x


def both_active(x, y):
    return x**y


def exponent_only(y):
    return 2**y + 0.5**y * y + 1**y


def integer_exponent_argument(x, n):
    return x**n


def float_exponent_argument(x, p):
    return x**p * x


def builtin_pow(x, y):
    return pow(x, y) + pow(x, 3) + math.pow(x, 2.5)


def of_arrays(a, b):
    return np.power(a, b) + a**2 + np.square(a) - np.float_power(a, 1.5)


def reciprocal(a):
    return a**-1.0 + np.reciprocal(a) + a**-2


def array_of_exponents(x, p):
    return np.sum(x**p)


def tower(x):
    return x**x**0.5


def loop_of_exponents(x):
    return sum([x**k for k in range(5)])


V = np.array([0.5, 1.4, 0.8])
CASES = [
    (squares, (0.7,), 0),
    (squares, (-0.7,), 0),
    (squares, (0.0,), 0),
    (squares, (np.array([0.7, -0.3, 0.0]),), 0),
    (negative_exponent, (0.7,), 0),
    (negative_exponent, (-0.7,), 0),
    (half, (0.7,), 0),
    (trivial, (0.7,), 0),
    (trivial, (0.0,), 0),
    (both_active, (0.7, 1.4), (0, 1)),
    (both_active, (0.7, -1.4), (0, 1)),
    (both_active, (1.7, 2.0), (0, 1)),
    (both_active, (V, 1.4), (0, 1)),
    (both_active, (1.7, V), (0, 1)),
    (exponent_only, (0.7,), 0),
    (exponent_only, (-0.7,), 0),
    (exponent_only, (0.0,), 0),
    (exponent_only, (V,), 0),
    *((integer_exponent_argument, (x, n), 0) for x in (0.7, -0.7, 0.0) for n in (0, 1, 2, 3)),
    (integer_exponent_argument, (np.array([-0.7, 0.0, 1.2]), 2), 0),
    (float_exponent_argument, (0.7, 2.0), 0),
    (float_exponent_argument, (-0.7, 2.0), 0),
    (float_exponent_argument, (0.0, 2.0), 0),
    (builtin_pow, (0.7, 1.4), (0, 1)),
    (of_arrays, (V, V[::-1].copy()), (0, 1)),
    (reciprocal, (V,), 0),
    (array_of_exponents, (-1.3, np.array([1, 2, 3])), 0),
    (array_of_exponents, (1.3, V), (0, 1)),
    (tower, (0.7,), 0),
    (loop_of_exponents, (0.7,), 0),
    (loop_of_exponents, (0.0,), 0),
]
