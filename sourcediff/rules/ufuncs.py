"""Functions of one number, those of `math` included, and the smooth ones of two."""
# ruff: noqa: PLW0108 - helpers are looked up when called, so that they can be recorded

from __future__ import annotations

import cmath
import math
from typing import Any

import numpy as np

from sourcediff import runtime
from sourcediff.rules.registry import elementwise, linear, rule
from sourcediff.rules.samples import (
    above_one,
    column,
    mat,
    positive,
    unit,
    vec,
    vec2,
)

LN2 = math.log(2.0)
LN10 = math.log(10.0)
_pairs = [(vec, vec2), (vec, mat), (column, vec), (mat, 1.7), (0.6, -1.7)]

# Exponentials, logarithms and roots
elementwise(np.exp, lambda y, x: y, samples=[vec, mat, 0.3], twins=[math.exp, cmath.exp])
elementwise(np.exp2, lambda y, x: y * LN2, samples=[vec, mat, 0.3], twins=[math.exp2])
elementwise(np.expm1, lambda y, x: y + 1.0, samples=[vec, mat, 0.3], twins=[math.expm1])
elementwise(np.log, lambda y, x: 1.0 / x, samples=[positive, 0.3], singular=True)
elementwise(
    np.log2, lambda y, x: 1.0 / (x * LN2), samples=[positive, 0.3], twins=[math.log2], singular=True
)
elementwise(
    np.log10,
    lambda y, x: 1.0 / (x * LN10),
    samples=[positive, 0.3],
    twins=[math.log10],
    singular=True,
)
elementwise(
    np.log1p,
    lambda y, x: 1.0 / (1.0 + x),
    samples=[positive, unit, 0.3],
    twins=[math.log1p],
    singular=True,
)
elementwise(
    np.sqrt,
    lambda y, x: 0.5 / y,
    samples=[positive, 0.3],
    twins=[math.sqrt, cmath.sqrt],
    singular=True,
)
elementwise(
    np.cbrt,
    lambda y, x: 1.0 / (3.0 * y * y),
    samples=[vec, mat, 0.3],
    twins=[math.cbrt],
    singular=True,
)


def _ln(base: Any) -> Any:
    """Take the logarithm of a base, which most often is a number in the program."""
    return math.log(base) if isinstance(base, (int, float)) else np.log(base)


elementwise(
    math.log,  # not a twin of np.log, which has no base
    lambda z, x, base=None: 1.0 / x if base is None else 1.0 / (x * _ln(base)),
    lambda z, x, base: -z / (base * _ln(base)),
    samples=[0.3, (0.3, 2), (1.7, 3.1)],
    singular=True,
)

# Trigonometric functions
elementwise(np.sin, lambda y, x: np.cos(x), samples=[vec, mat, 0.3], twins=[math.sin, cmath.sin])
elementwise(np.cos, lambda y, x: -np.sin(x), samples=[vec, mat, 0.3], twins=[math.cos, cmath.cos])
elementwise(np.tan, lambda y, x: 1.0 + y * y, samples=[vec, mat, 0.3], twins=[math.tan, cmath.tan])
elementwise(
    np.arcsin,
    lambda y, x: 1.0 / np.sqrt(1.0 - x * x),
    samples=[unit, 0.3],
    twins=[math.asin],
    singular=True,
)
elementwise(
    np.arccos,
    lambda y, x: -1.0 / np.sqrt(1.0 - x * x),
    samples=[unit, 0.3],
    twins=[math.acos],
    singular=True,
)
elementwise(np.arctan, lambda y, x: 1.0 / (1.0 + x * x), samples=[vec, 0.3], twins=[math.atan])
elementwise(
    np.degrees,
    lambda y, x: 180.0 / math.pi,
    samples=[vec, 0.3],
    twins=[np.rad2deg, math.degrees],
)
elementwise(
    np.radians,
    lambda y, x: math.pi / 180.0,
    samples=[vec, 0.3],
    twins=[np.deg2rad, math.radians],
)
elementwise(
    np.sinc, lambda y, x: runtime.sinc_slope(x), samples=[vec, np.array([0.0, 0.2, -0.01]), 0.31]
)

# Hyperbolic functions
elementwise(
    np.sinh, lambda y, x: np.cosh(x), samples=[vec, mat, 0.3], twins=[math.sinh, cmath.sinh]
)
elementwise(
    np.cosh, lambda y, x: np.sinh(x), samples=[vec, mat, 0.3], twins=[math.cosh, cmath.cosh]
)
elementwise(
    np.tanh, lambda y, x: 1.0 - y * y, samples=[vec, mat, 0.3], twins=[math.tanh, cmath.tanh]
)
elementwise(
    np.arcsinh, lambda y, x: 1.0 / np.sqrt(x * x + 1.0), samples=[vec, 0.3], twins=[math.asinh]
)
elementwise(
    np.arccosh,
    lambda y, x: 1.0 / np.sqrt(x * x - 1.0),
    samples=[above_one, 1.3],
    twins=[math.acosh],
    singular=True,
)
elementwise(
    np.arctanh,
    lambda y, x: 1.0 / (1.0 - x * x),
    samples=[unit, 0.3],
    twins=[math.atanh],
    singular=True,
)

# Two arguments
elementwise(
    np.arctan2,
    lambda z, y, x: x / (x * x + y * y),
    lambda z, y, x: -y / (x * x + y * y),
    samples=_pairs,
    twins=[math.atan2],
    singular=True,
)
rule(
    np.angle,
    vjp=[lambda g, y, z: -1j * g / z],
    jvp=[lambda t, y, z: np.imag(t / z)],
    samples=[vec, 0.3],
    twins=[cmath.phase],
)
# The norm's subgradient at 0 is 0, as that of the absolute value is.
elementwise(
    np.hypot,
    lambda z, x, y: x / (z + (z == 0.0)),
    lambda z, x, y: y / (z + (z == 0.0)),
    samples=[*_pairs, (0.0, 0.4)],
)
elementwise(
    np.logaddexp,
    lambda z, x, y: runtime.log_weight(x, z),
    lambda z, x, y: runtime.log_weight(y, z),
    samples=_pairs,
)
elementwise(
    np.logaddexp2,
    lambda z, x, y: runtime.log_weight(x * LN2, z * LN2),
    lambda z, x, y: runtime.log_weight(y * LN2, z * LN2),
    samples=_pairs,
)
rule(
    np.ldexp,
    vjp=[lambda g, y, x, n: runtime.unbroadcast(np.ldexp(g, n), x)],
    jvp=[lambda t, y, x, n: np.ldexp(t, n)],
    samples=[(vec, 3), (vec, np.array([[1], [-2]])), (0.3, 2)],
    twins=[math.ldexp],
)

# Real and complex
linear(np.conjugate, lambda g, x: np.conj(g), samples=[vec, 0.3])
linear(np.real, lambda g, val: g, samples=[vec, mat], view=True)
linear(np.imag, lambda g, val: runtime.imag_vjp(g, val), samples=[vec, mat], view=True)
rule(
    np.nan_to_num,
    vjp=[lambda g, y, x, copy=True, nan=0.0, posinf=None, neginf=None: _finite(g, x)],
    jvp=[lambda t, y, x, copy=True, nan=0.0, posinf=None, neginf=None: _finite(t, x)],
    samples=[mat, vec, 0.3],
)


def _finite(g: Any, x: Any) -> Any:
    """Keep an adjoint or a tangent where `x` is finite."""
    return np.where(np.isfinite(x), g, 0.0)


# Functions that only `math` has
elementwise(math.erf, lambda y, x: 2.0 / math.sqrt(math.pi) * np.exp(-x * x), samples=[0.3, -1.1])
elementwise(math.erfc, lambda y, x: -2.0 / math.sqrt(math.pi) * np.exp(-x * x), samples=[0.3, -1.1])
elementwise(math.gamma, lambda y, x: y * runtime.digamma(x), samples=[0.3, 4.2, -1.3])
elementwise(math.lgamma, lambda y, x: runtime.digamma(x), samples=[0.3, 14.2, -1.3])


def _share_of_hypot(position: int) -> Any:
    return lambda z, *x: x[position] / (z + (z == 0.0))


elementwise(
    math.hypot,  # not a twin of np.hypot, which has two arguments
    *[_share_of_hypot(i) for i in range(16)],
    samples=[-0.3, (0.3, -0.4), (0.3, 0.4, -1.2)],
)
rule(
    math.dist,
    vjp=[
        lambda g, y, p, q: runtime.dist_vjp(g, y, p, q),
        lambda g, y, p, q: runtime.dist_vjp(g, y, q, p),
    ],
    jvp=[
        lambda t, y, p, q: runtime.dist_jvp(t, y, p, q),
        lambda t, y, p, q: runtime.dist_jvp(t, y, q, p),
    ],
    samples=[([0.3, 0.4], [1.2, -0.5]), (vec, vec2), (vec, [0.1, 0.2, 0.3])],
)
linear(math.fsum, lambda g, seq: runtime.spread(g, seq), samples=[([0.3, 0.4, -1.2],), (vec,)])
rule(
    math.prod,
    vjp=[lambda g, y, x, start=1: runtime.prod_vjp(g, x, start)],
    jvp=[lambda t, y, x, start=1: runtime.prod_jvp(t, x, start)],
    samples=[([0.3, 0.0, -1.2],), (vec,)],
)
