"""Derivatives of sums, products, extrema, and of what runs along an axis."""

from __future__ import annotations

from typing import Any

import numpy as np

from sourcediff.runtime.broadcasting import count, expand, unbroadcast
from sourcediff.runtime.recording import recorded


@recorded
def tie_shares(x: Any, y: Any, axis: Any = None, keepdims: bool = False) -> Any:
    """Weigh elements of `x` that equal the extremum `y` by 1 over their number, others by 0."""
    hit = np.ones_like(x) * (x == expand(y, x, axis, keepdims))
    return hit / np.sum(hit, axis=axis, keepdims=True)


@recorded
def product_of_others(x: Any, axis: Any = None) -> Any:
    """Multiply, for each element, all others of its reduction; right where some are 0."""
    axes = tuple(range(np.ndim(x))) if axis is None else axis
    axes = axes if isinstance(axes, tuple) else (axes,)
    last = tuple(range(-len(axes), 0))
    moved = np.moveaxis(x, axes, last)
    kept = np.shape(moved)[: np.ndim(x) - len(axes)]
    flat = np.reshape(moved, (*kept, count(x, axes)))
    one = np.ones_like(flat[..., :1])
    before = np.concatenate([one, np.cumprod(flat[..., :-1], axis=-1)], axis=-1)
    after = np.cumprod(np.flip(flat, axis=-1)[..., :-1], axis=-1)
    after = np.flip(np.concatenate([one, after], axis=-1), axis=-1)
    return np.moveaxis(np.reshape(before * after, np.shape(moved)), last, axes)


@recorded
def is_followed(g: Any, axis: int) -> Any:
    """Say where an adjoint, or one after it along an axis, is not zero."""
    return np.flip(np.cumsum(np.flip(g != 0.0, axis), axis=axis), axis) > 0


@recorded
def cumprod_vjp(g: Any, x: Any, axis: Any = None) -> Any:
    """Give the adjoint of `cumprod` by a recurrence from the end, which never divides."""
    if axis is None:
        return np.reshape(cumprod_vjp(g, np.ravel(x), 0), np.shape(x))
    g = np.moveaxis(g, axis, 0)
    x = np.moveaxis(x, axis, 0)
    y = np.cumprod(x, axis=0)
    bar = np.zeros_like(g)
    tail = 0.0
    for i in range(len(x) - 1, -1, -1):
        tail = tail + g[i]
        bar[i] = y[i - 1] * tail if i > 0 else tail
        tail = tail * x[i]
    return np.moveaxis(bar, 0, axis)


@recorded
def cumprod_jvp(t: Any, x: Any, axis: Any = None) -> Any:
    """Give the tangent of `cumprod` by a recurrence, which never divides."""
    if axis is None:
        return cumprod_jvp(np.ravel(t), np.ravel(x), 0)
    t = np.moveaxis(t, axis, 0)
    x = np.moveaxis(x, axis, 0)
    y = np.cumprod(x, axis=0)
    dot = np.zeros_like(t)
    for i in range(len(x)):
        dot[i] = dot[i - 1] * x[i] + y[i - 1] * t[i] if i > 0 else t[i]
    return np.moveaxis(dot, 0, axis)


@recorded
def undiff(g: Any, n: int = 1, axis: int = -1) -> Any:
    """Transpose `np.diff`."""
    for _ in range(n):
        zero = np.zeros_like(np.sum(g, axis=axis, keepdims=True))
        g = np.concatenate([zero, g], axis=axis) - np.concatenate([g, zero], axis=axis)
    return g


@recorded
def trapezoid_vjp(g: Any, y: Any, x: Any = None, dx: Any = 1.0, axis: int = -1) -> Any:
    """Give the adjoint of the ordinates of `np.trapezoid`."""
    moved = np.moveaxis(y, axis, -1)
    if x is None:
        step = dx
    else:
        step = np.diff(x if np.ndim(x) == 1 else np.moveaxis(x, axis, -1), axis=-1)
    half = (
        0.5 * (np.expand_dims(g, -1) if np.ndim(g) > 0 else g) * step * np.ones_like(moved[..., 1:])
    )
    zero = np.zeros_like(np.sum(half, axis=-1, keepdims=True))
    bar = np.concatenate([half, zero], axis=-1) + np.concatenate([zero, half], axis=-1)
    return np.moveaxis(unbroadcast(bar, moved), -1, axis)


@recorded
def trapezoid_vjp_x(g: Any, y: Any, x: Any, axis: int = -1) -> Any:
    """Give the adjoint of the abscissas of `np.trapezoid`."""
    moved = np.moveaxis(y, axis, -1)
    x_axis = -1 if np.ndim(x) == 1 else axis
    bar = undiff(
        0.5 * (np.expand_dims(g, -1) if np.ndim(g) > 0 else g) * (moved[..., 1:] + moved[..., :-1])
    )
    return np.moveaxis(unbroadcast(bar, np.moveaxis(x, x_axis, -1)), -1, x_axis)


@recorded
def prod_vjp(g: Any, x: Any, start: Any = 1) -> Any:
    """Give the adjoint of the factors of `math.prod`, in a list or an array."""
    before = [start]
    for a in x:
        before.append(before[-1] * a)
    bars = []
    after = g
    for i in range(len(x) - 1, -1, -1):
        bars.append(before[i] * after)
        after = after * x[i]
    bars = bars[::-1]
    return bars if isinstance(x, (list, tuple)) else np.array(bars)


@recorded
def prod_jvp(t: Any, x: Any, start: Any = 1) -> Any:
    """Give the tangent of `math.prod` for tangents of its factors."""
    product = start
    total = 0.0
    for a, dot in zip(x, t, strict=True):
        total = total * a + product * dot
        product = product * a
    return total


@recorded
def product(x: Any) -> Any:
    """Multiply the elements of a list or an array."""
    total = 1.0
    for a in x:
        total = total * a
    return total


@recorded
def present(x: Any) -> Any:
    """Mark by 1.0 what is a number, by 0.0 what is NaN."""
    return np.ones_like(x) * (x == x)


@recorded
def cumulative_vjp(g: Any, x: Any, axis: Any = None, include_initial: bool = False) -> Any:
    """Give the adjoint of `np.cumulative_sum`: sums from the end."""
    axis = 0 if axis is None else axis
    g = np.flip(np.cumsum(np.flip(g, axis=axis), axis=axis), axis=axis)
    return np.moveaxis(np.moveaxis(g, axis, 0)[1:], 0, axis) if include_initial else g


@recorded
def identity_like(x: Any, axis: int) -> Any:
    """Make an identity matrix as large as an axis of `x`, in its dtype."""
    return np.eye(np.shape(x)[axis], dtype=x.dtype)
