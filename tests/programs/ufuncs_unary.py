"""Every differentiable ufunc of one argument, on arrays and on numbers."""

import numpy as np


def sin(x):
    return np.sin(x)


def cos(x):
    return np.cos(x)


def tan(x):
    return np.tan(x)


def arcsin(x):
    return np.arcsin(x)


def arccos(x):
    return np.arccos(x)


def arctan(x):
    return np.arctan(x)


def sinh(x):
    return np.sinh(x)


def cosh(x):
    return np.cosh(x)


def tanh(x):
    return np.tanh(x)


def arcsinh(x):
    return np.arcsinh(x)


def arccosh(x):
    return np.arccosh(x)


def arctanh(x):
    return np.arctanh(x)


def exp(x):
    return np.exp(x)


def exp2(x):
    return np.exp2(x)


def expm1(x):
    return np.expm1(x)


def log(x):
    return np.log(x)


def log2(x):
    return np.log2(x)


def log10(x):
    return np.log10(x)


def log1p(x):
    return np.log1p(x)


def sqrt(x):
    return np.sqrt(x)


def cbrt(x):
    return np.cbrt(x)


def square(x):
    return np.square(x)


def reciprocal(x):
    return np.reciprocal(x)


def negative(x):
    return np.negative(x)


def positive(x):
    return np.positive(x)


def absolute(x):
    return np.absolute(x)


def fabs(x):
    return np.fabs(x)


def deg2rad(x):
    return np.deg2rad(x)


def rad2deg(x):
    return np.rad2deg(x)


def degrees(x):
    return np.degrees(x)


def radians(x):
    return np.radians(x)


def sinc(x):
    return np.sinc(x)


def conjugate(x):
    return np.conjugate(x)


def real(x):
    return np.real(x)


def abs(x):
    return np.abs(x)


def infinitely_flat(x):
    return x * (np.floor(x) + np.sign(x) + np.heaviside(x, 0.5) + np.isnan(x) + np.signbit(x))


V = np.array([0.5, -1.4, 0.8])  # of either sign
S = np.array([0.5, -0.4, 0.8])  # below one
P = np.array([0.5, 1.4, 0.8])  # positive
L = np.array([1.5, 1.4, 2.8])  # above one
ARRAYS = [
    (sin, V),
    (cos, V),
    (tan, V),
    (arcsin, S),
    (arccos, S),
    (arctan, V),
    (sinh, V),
    (cosh, V),
    (tanh, V),
    (arcsinh, V),
    (arccosh, L),
    (arctanh, S),
    (exp, V),
    (exp2, V),
    (expm1, V),
    (log, P),
    (log2, P),
    (log10, P),
    (log1p, P),
    (sqrt, P),
    (cbrt, V),
    (square, V),
    (reciprocal, V),
    (negative, V),
    (positive, V),
    (absolute, V),
    (fabs, V),
    (deg2rad, V),
    (rad2deg, V),
    (degrees, V),
    (radians, V),
    (sinc, V),
    (conjugate, V),
    (real, V),
    (abs, V),
    (infinitely_flat, V),
]
CASES = [
    *((fn, (points,), 0) for fn, points in ARRAYS),
    *((fn, (float(points[0]),), 0) for fn, points in ARRAYS),
]
