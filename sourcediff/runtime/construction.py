"""Derivatives of what makes arrays from numbers."""

from __future__ import annotations

from typing import Any

import numpy as np

from sourcediff.runtime.recording import recorded


@recorded
def linspace_places(y: Any, endpoint: bool = True) -> Any:
    """Give the places of the elements of a `np.linspace`, from 0 to 1, broadcastable to it."""
    places = np.linspace(0.0, 1.0, len(y), endpoint=endpoint, dtype=y.dtype)
    return np.reshape(places, (len(y),) + (1,) * (np.ndim(y) - 1))


@recorded
def arange_like(y: Any) -> Any:
    """Number the elements of a vector, in its dtype."""
    return np.arange(len(y), dtype=y.dtype)


@recorded
def meshgrid_vjp(g: Any, y: Any, x: Any, position: int, total: int, indexing: str = "xy") -> Any:
    """Sum the adjoint of one grid of `np.meshgrid` over the axes of the others."""
    place = position
    if indexing == "xy" and total > 1 and position < 2:
        place = 1 - position
    part = np.broadcast_to(g[position], np.shape(y[position]))
    part = np.sum(part, axis=tuple(i for i in range(total) if i != place))
    return np.reshape(part, np.shape(x))[()]


@recorded
def vander_slopes(x: Any, n: Any = None, increasing: bool = False) -> Any:
    """Give the derivatives of the elements of `np.vander`, each in the element of its row."""
    n = len(x) if n is None else n
    lower = np.vander(x, n - 1, increasing=True) * np.arange(1, n)
    slopes = np.concatenate([np.zeros((len(x), 1)), lower], axis=1)
    return slopes if increasing else np.flip(slopes, axis=1)
