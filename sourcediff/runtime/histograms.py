"""Derivatives of histograms: of counts by their weights, and of edges."""

from __future__ import annotations

from typing import Any

import numpy as np

from sourcediff.runtime.construction import linspace_places
from sourcediff.runtime.recording import recorded
from sourcediff.runtime.reductions import tie_shares


@recorded
def histogram_places(x: Any, edges: Any) -> Any:
    """Give the bin of each element of `x`: -1 or one too many where there is none."""
    places = np.searchsorted(edges, np.ravel(x), side="right") - 1
    last = len(edges) - 1
    return np.where(np.ravel(x) == edges[last], last - 1, places)


@recorded
def histogram_vjp(g: Any, edges: Any, x: Any, weights: Any) -> Any:
    """Give the adjoint of the weights of `np.histogram`: that of the bin, 0 outside of all."""
    places = histogram_places(x, edges)
    last = len(edges) - 1
    inside = (places >= 0) & (places < last)
    taken = np.where(inside, np.take(g, np.clip(places, 0, last - 1)), 0.0)
    return np.reshape(taken, np.shape(weights))


@recorded
def edges_vjp(g: Any, edges: Any, x: Any) -> Any:
    """Give the smallest and the largest element of `x` the adjoint of the edges of equal bins."""
    places = linspace_places(edges)
    low = np.sum(g * (1.0 - places)) * tie_shares(x, np.min(x))
    return low + np.sum(g * places) * tie_shares(x, np.max(x))


@recorded
def edges_jvp(t: Any, edges: Any, x: Any) -> Any:
    """Move the edges of equal bins with the smallest and the largest element of `x`."""
    places = linspace_places(edges)
    low = np.sum(t * tie_shares(x, np.min(x)))
    return low * (1.0 - places) + np.sum(t * tie_shares(x, np.max(x))) * places
