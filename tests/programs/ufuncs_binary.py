"""Every differentiable ufunc of two arguments: arrays, an array with a number, two numbers."""

import numpy as np


def add(x, y):
    return np.add(x, y)


def subtract(x, y):
    return np.subtract(x, y)


def multiply(x, y):
    return np.multiply(x, y)


def divide(x, y):
    return np.divide(x, y)


def true_divide(x, y):
    return np.true_divide(x, y)


def power(x, y):
    return np.power(x, y)


def float_power(x, y):
    return np.float_power(x, y)


def maximum(x, y):
    return np.maximum(x, y)


def minimum(x, y):
    return np.minimum(x, y)


def fmax(x, y):
    return np.fmax(x, y)


def fmin(x, y):
    return np.fmin(x, y)


def arctan2(x, y):
    return np.arctan2(x, y)


def hypot(x, y):
    return np.hypot(x, y)


def logaddexp(x, y):
    return np.logaddexp(x, y)


def logaddexp2(x, y):
    return np.logaddexp2(x, y)


def copysign(x, y):
    return np.copysign(x, y)


def mod(x, y):
    return np.mod(x, y)


def remainder(x, y):
    return np.remainder(x, y)


def fmod(x, y):
    return np.fmod(x, y)


def with_constants(x, y):
    return np.multiply(x, 2.0) + np.subtract(1.0, y) + np.arctan2(x, 1.5) * np.hypot(0.3, y)


V = np.array([0.5, -1.4, 0.8])
P = np.array([0.5, 1.4, 0.8])
W = np.array([[0.9, 0.3, -1.1], [-0.6, 1.2, 0.35]])
ARRAYS = [
    (add, V, W),
    (subtract, V, W),
    (multiply, V, W),
    (divide, V, W),
    (true_divide, V, W),
    (power, P, W),
    (float_power, P, W),
    (maximum, V, W),
    (minimum, V, W),
    (fmax, V, W),
    (fmin, V, W),
    (arctan2, V, W),
    (hypot, V, W),
    (logaddexp, V, W),
    (logaddexp2, V, W),
    (copysign, V, W),
    (mod, V, W),
    (remainder, V, W),
    (fmod, V, W),
    (with_constants, V, W),
]
CASES = [
    *((fn, (x, y), (0, 1)) for fn, x, y in ARRAYS),
    *((fn, (float(x[0]), y), (0, 1)) for fn, x, y in ARRAYS),
    *((fn, (float(x[0]), float(y[0, 0])), (0, 1)) for fn, x, y in ARRAYS),
]
