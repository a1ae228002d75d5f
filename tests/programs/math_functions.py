"""All of `math` that has a derivative."""

import math
from math import atan2, sin, sqrt

import numpy as np


def sine(x):
    return math.sin(x)


def cos(x):
    return math.cos(x)


def tan(x):
    return math.tan(x)


def asin(x):
    return math.asin(x)


def acos(x):
    return math.acos(x)


def atan(x):
    return math.atan(x)


def sinh(x):
    return math.sinh(x)


def cosh(x):
    return math.cosh(x)


def tanh(x):
    return math.tanh(x)


def asinh(x):
    return math.asinh(x)


def acosh(x):
    return math.acosh(x)


def atanh(x):
    return math.atanh(x)


def exp(x):
    return math.exp(x)


def exp2(x):
    return math.exp2(x)


def expm1(x):
    return math.expm1(x)


def log(x):
    return math.log(x)


def log2(x):
    return math.log2(x)


def log10(x):
    return math.log10(x)


def log1p(x):
    return math.log1p(x)


def root(x):
    return math.sqrt(x)


def cbrt(x):
    return math.cbrt(x)


def erf(x):
    return math.erf(x)


def erfc(x):
    return math.erfc(x)


def fabs(x):
    return math.fabs(x)


def degrees(x):
    return math.degrees(x)


def radians(x):
    return math.radians(x)


def arctangent(y, x):
    return math.atan2(y, x) * atan2(x, y) * x


def hypotenuse(x, y):
    return math.hypot(x, y) * math.hypot(x, y, 2.0) + math.hypot(x)


def distance(p, q):
    return math.dist(p, q) * p[0]


def logarithm_with_base(x, b):
    return math.log(x, b) + math.log(x, 2) * math.log(3.0, b)


def copied_sign(x, y):
    return math.copysign(x, y) * x + math.copysign(3.0, y) * x


def product(xs):
    return math.prod(xs) * math.fsum(xs) + math.prod(xs, start=2.0)


def power(x, y):
    return math.pow(x, y) * math.exp(x) * math.log(y)


def scaled(x):
    return math.ldexp(x, 3) * x


def imported_names(x):
    return sin(x) * sqrt(x) * math.pi + math.tau / x


def chain(x):
    return math.exp(math.sin(math.log(1.0 + math.sqrt(x)))) * math.tanh(x)


def of_elements(v):
    return math.sin(v[0]) * math.exp(v[1]) * v[2]


def classified(x):
    if math.isnan(x) or math.isinf(x) or not math.isfinite(x):
        return 0.0 * x
    return x * x if math.isclose(x, x) else x


CASES = [
    (sine, (0.7,), 0),
    (cos, (0.7,), 0),
    (tan, (0.7,), 0),
    (asin, (0.4,), 0),
    (asin, (-0.4,), 0),
    (acos, (0.4,), 0),
    (acos, (-0.4,), 0),
    (atan, (0.7,), 0),
    (sinh, (0.7,), 0),
    (cosh, (0.7,), 0),
    (tanh, (0.7,), 0),
    (asinh, (0.7,), 0),
    (acosh, (1.7,), 0),
    (atanh, (0.4,), 0),
    (exp, (0.7,), 0),
    (exp2, (0.7,), 0),
    (expm1, (0.7,), 0),
    (log, (0.7,), 0),
    (log2, (0.7,), 0),
    (log10, (0.7,), 0),
    (log1p, (0.7,), 0),
    (root, (0.7,), 0),
    (cbrt, (0.7,), 0),
    (cbrt, (-0.7,), 0),
    (erf, (0.7,), 0),
    (erfc, (0.7,), 0),
    (fabs, (0.7,), 0),
    (fabs, (-0.7,), 0),
    (degrees, (0.7,), 0),
    (radians, (0.7,), 0),
    *((arctangent, (y, x), (0, 1)) for y in (0.7, -0.7) for x in (1.4, -1.4)),
    (hypotenuse, (0.7, -1.4), (0, 1)),
    (distance, ([0.7, 1.4], [0.2, -0.3]), (0, 1)),
    (logarithm_with_base, (0.7, 1.4), (0, 1)),
    *((copied_sign, (x, y), (0, 1)) for x in (0.7, -0.7) for y in (1.4, -1.4)),
    (product, ([0.7, 1.4, -0.3],), 0),
    (power, (0.7, 1.4), (0, 1)),
    (scaled, (0.7,), 0),
    (imported_names, (0.7,), 0),
    (chain, (0.7,), 0),
    (of_elements, (np.array([0.7, 1.4, -0.3]),), 0),
    (classified, (0.7,), 0),
]
