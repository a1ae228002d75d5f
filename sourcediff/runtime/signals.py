"""Derivatives of interpolation, convolutions and polynomials."""

from __future__ import annotations

from typing import Any

import numpy as np

from sourcediff.runtime.recording import recorded


@recorded
def interp_slope(x: Any, xp: Any, fp: Any) -> Any:
    """Give the slope of `np.interp` at `x`: 0 outside the table, the right one at a node."""
    xp = np.asarray(xp)
    fp = np.asarray(fp)
    i, after = interp_nodes(x, xp)
    inside = (x >= xp[0]) & (x <= xp[-1])
    step = xp[after] - xp[i]
    return np.where(inside, (fp[after] - fp[i]) / (step + (step == 0.0)), 0.0)


@recorded
def interp_vjp(g: Any, x: Any, xp: Any) -> Any:
    """Add `g` into zeros at the two nodes that `np.interp` read: the transpose in `fp`."""
    xp = np.asarray(xp)
    bar = np.zeros(np.shape(xp))
    i, after = interp_nodes(x, xp)
    step = xp[after] - xp[i]
    weight = np.clip((x - xp[i]) / (step + (step == 0.0)), 0.0, 1.0)
    np.add.at(bar, i, g * (1.0 - weight))
    np.add.at(bar, after, g * weight)
    return bar


@recorded
def interp_nodes(x: Any, xp: Any) -> Any:
    """Give the places of the two nodes around `x`; of a single node, its own twice."""
    last = len(xp) - 1
    i = np.clip(np.searchsorted(xp, x, side="right") - 1, 0, max(last - 1, 0))
    return i, np.minimum(i + 1, last)


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
