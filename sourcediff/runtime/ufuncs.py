"""Slopes of functions of numbers that take more than an expression."""

from __future__ import annotations

import math
from typing import Any

import numpy as np

from sourcediff.runtime.recording import recorded


@recorded
def log_weight(x: Any, z: Any) -> Any:
    """Give exp(x - z), and 1 where both are the same infinity."""
    same = x == z
    return np.exp(np.where(same, 0.0, x) - np.where(same, 0.0, z))


@recorded
def sinc_slope(x: Any) -> Any:
    """Give the derivative of `np.sinc`: near 0, where its formula cancels, by the series."""
    near = np.abs(x) < 0.1
    u = np.where(near, math.pi * x, 0.0) ** 2
    terms = 1.0 - u / 10.0 * (
        1.0 - u / 28.0 * (1.0 - u / 54.0 * (1.0 - u / 88.0 * (1.0 - u / 130.0)))
    )
    safe = np.where(near, 1.0, x)
    far = (np.cos(math.pi * safe) - np.sinc(safe)) / safe
    return np.where(near, -(math.pi**2) / 3.0 * x * terms, far)


@recorded
def digamma(x: Any) -> Any:
    """Give the derivative of `math.lgamma`: reflection, recurrence, asymptotic series."""
    total = 0.0
    if x < 0.0:
        total = -math.pi / math.tan(math.pi * x)
        x = 1.0 - x
    while x < 10.0:
        total = total - 1.0 / x
        x = x + 1.0
    u = 1.0 / (x * x)
    series = u * (
        1 / 12 - u * (1 / 120 - u * (1 / 252 - u * (1 / 240 - u * (1 / 132 - u * 691 / 32760))))
    )
    return total + math.log(x) - 0.5 / x - series


@recorded
def dist_vjp(g: Any, y: Any, p: Any, q: Any) -> Any:
    """Give the adjoint of the first point of `math.dist`: 0 where the two coincide."""
    scale = g / y if y > 0.0 else 0.0
    if isinstance(p, (list, tuple)):
        return [scale * (a - b) for a, b in zip(p, q, strict=True)]
    return scale * (p - np.asarray(q))


@recorded
def dist_jvp(t: Any, y: Any, p: Any, q: Any) -> Any:
    """Give the tangent of `math.dist` for a tangent of its first point."""
    total = 0.0
    for a, b, dot in zip(p, q, t, strict=True):
        total = total + (a - b) * dot
    return total / y if y > 0.0 else 0.0


@recorded
def power_partial(x: Any, y: Any) -> Any:
    """Give the derivative of `x ** y` in `x`: 0, not infinity times 0, where both are 0."""
    if isinstance(x, (float, int)) and isinstance(y, (float, int)):
        return 0.0 if x == 0.0 and y == 0.0 else y * x ** (y - 1.0)
    return y * (x + ((x == 0.0) & (y == 0.0))) ** (y - 1.0)  # a mask keeps single precision
