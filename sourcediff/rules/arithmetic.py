"""Operators and the ufuncs that they stand for, and selections among two values."""

from __future__ import annotations

import math
import operator
from typing import Any

import numpy as np

from sourcediff import runtime
from sourcediff.rules.registry import elementwise, rule
from sourcediff.rules.samples import column, mat, mat2, positive, positive_mat, sample, vec, vec2

_pairs = [(vec, vec2), (vec, mat), (column, vec), (mat, 1.7), (0.6, mat), (0.6, -1.7)]
_ratios = [(vec, positive), (vec, positive_mat), (positive_mat, 1.3), (0.6, positive), (0.6, -1.7)]

elementwise(np.add, lambda z, x, y: 1.0, lambda z, x, y: 1.0, samples=_pairs, twins=[operator.add])
elementwise(
    np.subtract, lambda z, x, y: 1.0, lambda z, x, y: -1.0, samples=_pairs, twins=[operator.sub]
)
elementwise(np.multiply, lambda z, x, y: y, lambda z, x, y: x, samples=_pairs, twins=[operator.mul])
elementwise(
    np.divide,
    lambda z, x, y: 1.0 / y,
    lambda z, x, y: -z / y,
    samples=_ratios,
    twins=[operator.truediv],
    singular=True,
)
elementwise(np.negative, lambda y, x: -1.0, samples=[vec, mat, 0.3], twins=[operator.neg])
elementwise(np.positive, lambda y, x: 1.0, samples=[vec, mat, 0.3], twins=[operator.pos])
elementwise(
    np.absolute,
    lambda y, x: np.sign(x),
    samples=[vec, mat, -0.3],
    twins=[abs, operator.abs, np.fabs, math.fabs],
)
elementwise(np.square, lambda y, x: 2.0 * x, samples=[vec, mat, 0.3])
elementwise(np.reciprocal, lambda y, x: -y * y, samples=[vec, mat, 0.3], singular=True)

# Partials of x ** y that stay finite where x or y is 0: log(x) becomes log(1) where x is 0, and a
# mask added to x keeps single precision.
_POWERS: dict[Any, list[Any]] = {np.power: [operator.pow, pow, math.pow], np.float_power: []}
for _power, _twins in _POWERS.items():
    elementwise(
        _power,
        lambda z, x, y: runtime.power_partial(x, y),
        lambda z, x, y: z * np.log(x + (x == 0.0)),
        samples=[(positive, vec), (positive_mat, vec), (column**2, 1.7), (1.4, mat), (0.6, -1.7)],
        twins=_twins,
        singular=True,
    )

elementwise(
    np.remainder,
    lambda z, x, y: 1.0,
    lambda z, x, y: -(x // y),
    samples=[(mat, positive), (mat, -0.71), (5.3, vec), (-5.3, 1.7)],
    twins=[operator.mod],
    singular=True,
)
elementwise(
    np.fmod,
    lambda z, x, y: 1.0,
    lambda z, x, y: (z - x) / y,  # the truncated quotient, as the result has it
    samples=[(mat, positive), (mat, -0.71), (5.3, vec), (-5.3, 1.7)],
    twins=[math.fmod],
    singular=True,
)
elementwise(
    math.remainder,
    lambda z, x, y: 1.0,
    lambda z, x, y: (z - x) / y,  # minus the rounded quotient
    samples=[(5.3, 1.7), (-5.3, 1.3)],
    singular=True,
)
rule(
    np.divmod,
    vjp=[
        lambda g, z, x, y: runtime.unbroadcast(g[1], x),
        lambda g, z, x, y: runtime.unbroadcast(-g[1] * z[0], y),
    ],
    jvp=[
        lambda t, z, x, y: (0.0 * t, t),
        lambda t, z, x, y: (0.0 * t, -t * z[0]),
    ],
    samples=[(mat, positive), (5.3, vec), (-5.3, 1.7)],
    twins=[divmod],
)
rule(
    np.modf,
    vjp=[lambda g, y, x: g[0]],
    jvp=[lambda t, y, x: (t, 0.0 * t)],
    samples=[mat, 2.3],
    twins=[math.modf],
)

# Equal arguments share: half for each.
rule(
    np.maximum,
    vjp=[
        lambda g, z, x, y: runtime.unbroadcast(g * (x > y) + 0.5 * g * (x == y), x),
        lambda g, z, x, y: runtime.unbroadcast(g * (y > x) + 0.5 * g * (x == y), y),
    ],
    jvp=[
        lambda t, z, x, y: t * (x > y) + 0.5 * t * (x == y),
        lambda t, z, x, y: t * (y > x) + 0.5 * t * (x == y),
    ],
    samples=_pairs,
)
rule(
    np.minimum,
    vjp=[
        lambda g, z, x, y: runtime.unbroadcast(g * (x < y) + 0.5 * g * (x == y), x),
        lambda g, z, x, y: runtime.unbroadcast(g * (y < x) + 0.5 * g * (x == y), y),
    ],
    jvp=[
        lambda t, z, x, y: t * (x < y) + 0.5 * t * (x == y),
        lambda t, z, x, y: t * (y < x) + 0.5 * t * (x == y),
    ],
    samples=_pairs,
)
# These take the number where the other argument is NaN, where every comparison is false.
rule(
    np.fmax,
    vjp=[
        lambda g, z, x, y: runtime.unbroadcast(g * ((x > y) | (y != y)) + 0.5 * g * (x == y), x),
        lambda g, z, x, y: runtime.unbroadcast(g * ((y > x) | (x != x)) + 0.5 * g * (x == y), y),
    ],
    jvp=[
        lambda t, z, x, y: t * ((x > y) | (y != y)) + 0.5 * t * (x == y),
        lambda t, z, x, y: t * ((y > x) | (x != x)) + 0.5 * t * (x == y),
    ],
    samples=_pairs,
)
rule(
    np.fmin,
    vjp=[
        lambda g, z, x, y: runtime.unbroadcast(g * ((x < y) | (y != y)) + 0.5 * g * (x == y), x),
        lambda g, z, x, y: runtime.unbroadcast(g * ((y < x) | (x != x)) + 0.5 * g * (x == y), y),
    ],
    jvp=[
        lambda t, z, x, y: t * ((x < y) | (y != y)) + 0.5 * t * (x == y),
        lambda t, z, x, y: t * ((y < x) | (x != x)) + 0.5 * t * (x == y),
    ],
    samples=_pairs,
)

# A selection: 0 for what is not selected, even where its own partials are infinite or NaN.
rule(
    np.where,
    vjp=[
        None,
        lambda g, z, c, x, y: runtime.unbroadcast(np.where(c, g, 0.0), x),
        lambda g, z, c, x, y: runtime.unbroadcast(np.where(c, 0.0, g), y),
    ],
    jvp=[
        None,
        lambda t, z, c, x, y: np.where(c, t, 0.0),
        lambda t, z, c, x, y: np.where(c, 0.0, t),
    ],
    samples=[
        (vec > 0.0, vec, vec2),
        (mat > 0.0, vec, mat2),
        (mat > 0.0, 1.3, column),
        (vec > 0.0, mat, 0.4),
        (True, 1.3, 0.7),
    ],
)


def _is_kept(y: Any, a: Any, least: Any, most: Any) -> Any:
    """Where `np.clip` gives the operand: nowhere if its bounds cross, which gives the upper one."""
    numbers = isinstance(least, (int, float)) and isinstance(most, (int, float))
    if least is None or most is None or (numbers and least <= most):
        return y == a
    return (least <= a) & (a <= most)


elementwise(
    np.clip,
    lambda y, a, a_min=None, a_max=None, *, min=None, max=None: _is_kept(  # noqa: A006
        y, a, min if a_min is None else a_min, max if a_max is None else a_max
    ),
    lambda y, a, a_min, a_max=None: a < a_min if a_max is None else (a < a_min) & (a_min <= a_max),
    lambda y, a, a_min, a_max: a > a_max if a_min is None else (a > a_max) | (a_min > a_max),
    samples=[
        (mat, -0.7, 0.7),
        (mat, -vec * vec, vec * vec),
        (mat, None, 0.7),
        (mat, -0.7, None),
        (1.8, -0.7, 0.7),
        (vec, column - 8.0, 1.1),
        (vec, vec + 1.0, vec),
        sample(mat, a_min=-0.7, a_max=0.7),
    ],
)
elementwise(np.heaviside, None, lambda z, x, y: x == 0.0, samples=[(vec, mat), (np.zeros(3), vec)])
elementwise(
    np.copysign,
    lambda z, x, y: np.sign(x) * np.sign(z),
    None,
    samples=[(vec, mat), (mat, -0.4), (0.7, -0.4)],
    twins=[math.copysign],
)
