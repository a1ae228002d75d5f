"""Derivatives of order statistics, averages, histograms and interpolation."""

from __future__ import annotations

from typing import Any

import numpy as np

from sourcediff.runtime.broadcasting import count, expand
from sourcediff.runtime.construction import linspace_places
from sourcediff.runtime.recording import recorded
from sourcediff.runtime.reductions import present, tie_shares


@recorded
def partition_jvp(t: Any, x: Any, y: Any, axis: Any = -1) -> Any:
    """Move `t` as `x` moved to `y`, an arrangement of it; equal elements keep their order."""
    if axis is None:
        return partition_jvp(np.ravel(t), np.ravel(x), y, 0)
    source = np.argsort(x, axis=axis, kind="stable")
    rank = np.argsort(np.argsort(y, axis=axis, kind="stable"), axis=axis)
    return np.take_along_axis(t, np.take_along_axis(source, rank, axis=axis), axis=axis)


@recorded
def partition_vjp(g: Any, x: Any, y: Any, axis: Any = -1) -> Any:
    """Move `g` back as `y`, an arrangement of `x`, came from it."""
    if axis is None:
        return np.reshape(partition_jvp(g, y, np.ravel(x), 0), np.shape(x))
    return partition_jvp(g, y, x, axis)


@recorded
def middle_shares(x: Any, axis: Any = None) -> Any:
    """Weigh elements of `x` by their part in its median; the stable order decides on ties."""
    axes = tuple(range(np.ndim(x))) if axis is None else axis
    axes = axes if isinstance(axes, tuple) else (axes,)
    last = tuple(range(-len(axes), 0))
    moved = np.moveaxis(x, axes, last)
    n = count(x, axes)
    flat = np.reshape(moved, (*np.shape(moved)[: np.ndim(x) - len(axes)], n))
    rank = np.argsort(np.argsort(flat, axis=-1, kind="stable"), axis=-1)
    low = np.ones_like(flat) * (rank == (n - 1) // 2)
    high = np.ones_like(flat) * (rank == n // 2)
    return np.moveaxis(np.reshape(0.5 * (low + high), np.shape(moved)), last, axes)


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
def average_scaled(a: Any, axis: Any, weights: Any) -> Any:
    """Give the weights of `np.average`, shaped to broadcast with `a`, and divided by their sum."""
    if np.ndim(weights) != np.ndim(a):
        weights = np.reshape(
            weights, [n if i == axis % np.ndim(a) else 1 for i, n in enumerate(np.shape(a))]
        )
    return weights / np.sum(weights, axis=axis, keepdims=True)


@recorded
def average_vjp(g: Any, a: Any, axis: Any, weights: Any, keepdims: bool = False) -> Any:
    """Give the adjoint of the elements of `np.average`."""
    if weights is None:
        return expand(g / count(a, axis), a, axis, keepdims)
    return expand(g, a, axis, keepdims) * average_scaled(a, axis, weights)


@recorded
def average_vjp_weights(
    g: Any, y: Any, a: Any, axis: Any, weights: Any, keepdims: bool = False
) -> Any:
    """Give the adjoint of the weights of `np.average`."""
    bar = expand(g, a, axis, keepdims) * (a - expand(y, a, axis, keepdims))
    if np.ndim(weights) != np.ndim(a):
        axis = axis % np.ndim(a)
        bar = np.sum(bar, axis=tuple(i for i in range(np.ndim(a)) if i != axis))
        axis = 0
    return bar / np.sum(weights, axis=axis, keepdims=True)


@recorded
def average_jvp_weights(
    t: Any, y: Any, a: Any, axis: Any, weights: Any, keepdims: Any = False
) -> Any:
    """Give the tangent of `np.average` for a tangent of its weights."""
    if np.ndim(weights) != np.ndim(a):
        shape = [n if i == axis % np.ndim(a) else 1 for i, n in enumerate(np.shape(a))]
        t = np.reshape(t, shape)
        weights = np.reshape(weights, shape)
    slope = (a - expand(y, a, axis, keepdims)) / np.sum(weights, axis=axis, keepdims=True)
    return np.sum(t * slope, axis=axis, keepdims=keepdims)


@recorded
def nan_centered(x: Any, axis: Any = None, ddof: Any = 0) -> Any:
    """Give the deviations from the mean of the numbers, divided as `np.nanvar` divides."""
    here = present(x)
    filled = np.where(np.isnan(x), 0.0, x)
    number = np.sum(here, axis=axis, keepdims=True)
    mean = np.sum(filled, axis=axis, keepdims=True) / number
    return here * (filled - mean) / (number - ddof)


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
