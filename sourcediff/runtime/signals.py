"""Derivatives of interpolation, convolutions and polynomials."""

from __future__ import annotations

from typing import Any

import numpy as np

from sourcediff.runtime.recording import recorded


@recorded
def interp_slope(x: Any, xp: Any, fp: Any) -> Any:
    """Give the slope of `np.interp` at `x`: 0 outside the table, the right one at a node."""
    i = np.clip(np.searchsorted(xp, x, side="right") - 1, 0, len(xp) - 2)
    inside = (x >= xp[0]) & (x <= xp[-1])
    return np.where(inside, (fp[i + 1] - fp[i]) / (xp[i + 1] - xp[i]), 0.0)


@recorded
def interp_vjp(g: Any, x: Any, xp: Any) -> Any:
    """Add `g` into zeros at the two nodes that `np.interp` read: the transpose in `fp`."""
    bar = np.zeros(np.shape(xp))
    i = np.clip(np.searchsorted(xp, x, side="right") - 1, 0, len(xp) - 2)
    weight = np.clip((x - xp[i]) / (xp[i + 1] - xp[i]), 0.0, 1.0)
    np.add.at(bar, i, g * (1.0 - weight))
    np.add.at(bar, i + 1, g * weight)
    return bar


@recorded
def convolve_uncut(g: Any, a: Any, v: Any, mode: str = "full") -> Any:
    """Put back, as zeros, what `np.convolve` cuts off the ends of the full convolution."""
    n = max(len(a), len(v))
    m = min(len(a), len(v))
    start = 0
    if mode == "same":
        start = (m - 1) // 2
    elif mode == "valid":
        start = m - 1
    return np.pad(g, (start, n + m - 1 - start - len(g)))


@recorded
def polyval_vjp(g: Any, p: Any, x: Any) -> Any:
    """Give the adjoint of the coefficients of `np.polyval`."""
    power = g * np.ones_like(x)
    bars = []
    for _ in range(len(p)):
        bars.append(np.sum(power))
        power = power * x
    bars = bars[::-1]
    return bars if isinstance(p, (list, tuple)) else np.array(bars, dtype=p.dtype)


@recorded
def polyval_slope(p: Any, x: Any) -> Any:
    """Give the derivative of `np.polyval` in `x`, by Horner's scheme."""
    value = 0.0 * x
    slope = 0.0 * x
    for c in p:
        slope = slope * x + value
        value = value * x + c
    return slope
