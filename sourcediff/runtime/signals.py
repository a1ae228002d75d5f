"""Derivatives of interpolation."""

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
