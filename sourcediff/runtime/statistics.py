"""Derivatives of order statistics and averages."""

from __future__ import annotations

from typing import Any

import numpy as np

from sourcediff.runtime.broadcasting import count, expand
from sourcediff.runtime.recording import recorded
from sourcediff.runtime.reductions import present


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
