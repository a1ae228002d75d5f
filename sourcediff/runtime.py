"""The few functions that generated code calls where types are not known.

Each is plain NumPy, and valid input. Adjoints that they give may be views, or read-only.
"""

from __future__ import annotations

import functools
import math
from collections.abc import Callable
from typing import Any

import numpy as np


def _recorded(fn: Callable[..., Any]) -> Callable[..., Any]:
    """Let a helper be recorded when a rule that calls it is."""

    @functools.wraps(fn)
    def call(*args: Any, **kwargs: Any) -> Any:
        for x in args:
            record = getattr(x, "__sourcediff_record__", None)
            if record is not None:
                return record(call, args, kwargs)
        return fn(*args, **kwargs)

    return call


@_recorded
def unbroadcast(g: Any, x: Any) -> Any:
    """Sum `g` over the axes along which `x` was broadcast, so that it gets the shape of `x`."""
    shape = np.shape(x)
    if np.shape(g) == shape:
        return g
    extra = np.ndim(g) - len(shape)
    if extra > 0:
        g = np.sum(g, axis=tuple(range(extra)))
    axes = tuple(i for i, size in enumerate(shape) if size == 1 and np.shape(g)[i] != 1)
    if axes:
        g = np.sum(g, axis=axes, keepdims=True)
    if np.shape(g) != shape:
        g = np.broadcast_to(g, shape)
    return g


@_recorded
def real_like(g: Any, x: Any) -> Any:
    """Take the real part of an adjoint `g` where `x` is real."""
    return g if np.iscomplexobj(x) or not np.iscomplexobj(g) else np.real(g)


@_recorded
def expand(g: Any, x: Any, axis: Any = None, keepdims: bool = False) -> Any:
    """Broadcast `g`, the adjoint of a reduction of `x` over `axis`, back to the shape of `x`."""
    if np.ndim(g) == 0:
        return np.ones_like(x) * g  # a Python float takes the dtype of x
    if axis is not None and not keepdims:
        g = np.expand_dims(g, axis)
    return np.broadcast_to(g, np.shape(x))


@_recorded
def count(x: Any, axis: Any = None) -> Any:
    """Count the elements of `x` that a reduction over `axis` puts together."""
    if axis is None:
        return np.size(x)
    total = 1
    for i in axis if isinstance(axis, tuple) else (axis,):
        total = total * np.shape(x)[i]
    return total


@_recorded
def spread(g: Any, x: Any) -> Any:
    """Give every element of an array, or of a list, the adjoint `g` of their sum."""
    if isinstance(x, (list, tuple)):
        return [g for _ in x]
    return (
        np.asarray(g) if x is None else expand(g, x)
    )  # None: an array that this path has not bound


@_recorded
def tie_shares(x: Any, y: Any, axis: Any = None, keepdims: bool = False) -> Any:
    """Weigh elements of `x` that equal the extremum `y` by 1 over their number, others by 0."""
    hit = np.ones_like(x) * (x == expand(y, x, axis, keepdims))
    return hit / np.sum(hit, axis=axis, keepdims=True)


@_recorded
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


@_recorded
def is_followed(g: Any, axis: int) -> Any:
    """Say where an adjoint, or one after it along an axis, is not zero."""
    return np.flip(np.cumsum(np.flip(g != 0.0, axis), axis=axis), axis) > 0


@_recorded
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


@_recorded
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


@_recorded
def undiff(g: Any, n: int = 1, axis: int = -1) -> Any:
    """Transpose `np.diff`."""
    for _ in range(n):
        zero = np.zeros_like(np.sum(g, axis=axis, keepdims=True))
        g = np.concatenate([zero, g], axis=axis) - np.concatenate([g, zero], axis=axis)
    return g


@_recorded
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


@_recorded
def trapezoid_vjp_x(g: Any, y: Any, x: Any, axis: int = -1) -> Any:
    """Give the adjoint of the abscissas of `np.trapezoid`."""
    moved = np.moveaxis(y, axis, -1)
    x_axis = -1 if np.ndim(x) == 1 else axis
    bar = undiff(
        0.5 * (np.expand_dims(g, -1) if np.ndim(g) > 0 else g) * (moved[..., 1:] + moved[..., :-1])
    )
    return np.moveaxis(unbroadcast(bar, np.moveaxis(x, x_axis, -1)), -1, x_axis)


@_recorded
def matmul_left(g: Any, a: Any, b: Any) -> Any:
    """Give the adjoint of `a` in `a @ b`, whatever the ranks."""
    if np.ndim(g) == 0:
        return g * b
    if np.ndim(b) == 1:
        return np.expand_dims(g, -1) * b
    if np.ndim(a) == 1:
        return unbroadcast(np.matmul(b, np.expand_dims(g, -1))[..., 0], a)
    return unbroadcast(np.matmul(g, np.swapaxes(b, -1, -2)), a)


@_recorded
def matmul_right(g: Any, a: Any, b: Any) -> Any:
    """Give the adjoint of `b` in `a @ b`, whatever the ranks."""
    if np.ndim(a) == 1 and np.ndim(b) == 1:
        return g * a
    if np.ndim(a) == 1:
        return np.expand_dims(a, -1) * np.expand_dims(g, -2)
    if np.ndim(b) == 1:
        return unbroadcast(np.matmul(np.expand_dims(g, -2), a)[..., 0, :], b)
    return unbroadcast(np.matmul(np.swapaxes(a, -1, -2), g), b)


@_recorded
def dot_left(g: Any, a: Any, b: Any) -> Any:
    """Give the adjoint of `a` in `np.dot(a, b)`, whatever the ranks."""
    if np.ndim(a) == 0 or np.ndim(b) == 0:
        return unbroadcast(g * b, a)
    if np.ndim(b) == 1:
        return np.expand_dims(g, -1) * b
    free = [i for i in range(np.ndim(b)) if i != np.ndim(b) - 2]
    return np.tensordot(g, b, axes=(list(range(np.ndim(a) - 1, np.ndim(g))), free))


@_recorded
def dot_right(g: Any, a: Any, b: Any) -> Any:
    """Give the adjoint of `b` in `np.dot(a, b)`, whatever the ranks."""
    if np.ndim(a) == 0 or np.ndim(b) == 0:
        return unbroadcast(a * g, b)
    free = list(range(np.ndim(a) - 1))
    bar = np.tensordot(a, g, axes=(free, free))
    return np.moveaxis(bar, 0, -2) if np.ndim(b) > 1 else bar


@_recorded
def inner_left(g: Any, a: Any, b: Any) -> Any:
    """Give the adjoint of `a` in `np.inner(a, b)`, whatever the ranks."""
    if np.ndim(a) == 0 or np.ndim(b) == 0 or np.ndim(g) == 0:
        return unbroadcast(g * b, a)
    ours = list(range(np.ndim(a) - 1, np.ndim(g)))
    return np.tensordot(g, b, axes=(ours, list(range(np.ndim(b) - 1))))


@_recorded
def inner_right(g: Any, a: Any, b: Any) -> Any:
    """Give the adjoint of `b` in `np.inner(a, b)`, whatever the ranks."""
    if np.ndim(a) == 0 or np.ndim(b) == 0 or np.ndim(g) == 0:
        return unbroadcast(a * g, b)
    free = list(range(np.ndim(a) - 1))
    return np.tensordot(g, a, axes=(free, free))


@_recorded
def tensordot_axes(a: Any, b: Any, axes: Any = 2) -> Any:
    """List the axes of `a` and of `b` that `np.tensordot` contracts, counted from the front."""
    if isinstance(axes, int):
        return list(range(np.ndim(a) - axes, np.ndim(a))), list(range(axes))
    left = axes[0] if isinstance(axes[0], (list, tuple)) else [axes[0]]
    right = axes[1] if isinstance(axes[1], (list, tuple)) else [axes[1]]
    return [i % np.ndim(a) for i in left], [i % np.ndim(b) for i in right]


@_recorded
def tensordot_left(g: Any, a: Any, b: Any, axes: Any = 2) -> Any:
    """Give the adjoint of `a` in `np.tensordot(a, b, axes)`."""
    ours, theirs = tensordot_axes(a, b, axes)
    kept = [i for i in range(np.ndim(a)) if i not in ours]
    free = [i for i in range(np.ndim(b)) if i not in theirs]
    if np.ndim(g) == 0:
        bar = b * g
    else:
        bar = np.tensordot(g, b, axes=(list(range(len(kept), np.ndim(g))), free))
    order = kept + [ours[theirs.index(i)] for i in sorted(theirs)]
    return np.transpose(bar, [order.index(i) for i in range(np.ndim(a))])


@_recorded
def tensordot_right(g: Any, a: Any, b: Any, axes: Any = 2) -> Any:
    """Give the adjoint of `b` in `np.tensordot(a, b, axes)`."""
    theirs, ours = tensordot_axes(a, b, axes)
    kept = [i for i in range(np.ndim(b)) if i not in ours]
    free = [i for i in range(np.ndim(a)) if i not in theirs]
    if np.ndim(g) == 0:
        bar = a * g
    else:
        bar = np.tensordot(a, g, axes=(free, list(range(len(free)))))
    order = [ours[theirs.index(i)] for i in sorted(theirs)] + kept
    return np.transpose(bar, [order.index(i) for i in range(np.ndim(b))])


@_recorded
def kron_shapes(a: Any, b: Any) -> Any:
    """Give the shapes of `a` and `b` padded with ones to one rank, as `np.kron` does."""
    rank = max(np.ndim(a), np.ndim(b))
    return (1,) * (rank - np.ndim(a)) + np.shape(a), (1,) * (rank - np.ndim(b)) + np.shape(b)


@_recorded
def kron_left(g: Any, a: Any, b: Any) -> Any:
    """Give the adjoint of `a` in `np.kron(a, b)`."""
    rows, columns = kron_shapes(a, b)
    blocks = np.reshape(g, [n for pair in zip(rows, columns, strict=True) for n in pair])
    other = np.reshape(b, [n for size in columns for n in (1, size)])
    bar = np.sum(blocks * other, axis=tuple(range(1, 2 * len(rows), 2)))
    return np.reshape(bar, np.shape(a))


@_recorded
def kron_right(g: Any, a: Any, b: Any) -> Any:
    """Give the adjoint of `b` in `np.kron(a, b)`."""
    rows, columns = kron_shapes(a, b)
    blocks = np.reshape(g, [n for pair in zip(rows, columns, strict=True) for n in pair])
    other = np.reshape(a, [n for size in rows for n in (size, 1)])
    bar = np.sum(blocks * other, axis=tuple(range(0, 2 * len(rows), 2)))
    return np.reshape(bar, np.shape(b))


@_recorded
def cross_left(g: Any, a: Any, b: Any, axes: Any = (-1, -1, -1)) -> Any:
    """Give the adjoint of `a` in `np.cross(a, b)`, for vectors of three components."""
    g = np.moveaxis(g, axes[2], -1)
    a = np.moveaxis(a, axes[0], -1)
    b = np.moveaxis(b, axes[1], -1)
    if np.shape(a)[-1] != 3 or np.shape(b)[-1] != 3:
        raise NotImplementedError("the derivative of np.cross needs vectors of three components")
    return np.moveaxis(unbroadcast(np.cross(b, g), a), -1, axes[0])


@_recorded
def cross_right(g: Any, a: Any, b: Any, axes: Any = (-1, -1, -1)) -> Any:
    """Give the adjoint of `b` in `np.cross(a, b)`, for vectors of three components."""
    return -cross_left(g, b, a, (axes[1], axes[0], axes[2]))


@_recorded
def diagonal_vjp(g: Any, x: Any, offset: int = 0, axis1: int = 0, axis2: int = 1) -> Any:
    """Put `g` on a diagonal of zeros of the shape of `x`: the transpose of `np.diagonal`."""
    bar = np.zeros_like(x)
    rows = np.arange(np.shape(g)[-1]) + max(-offset, 0)
    columns = np.arange(np.shape(g)[-1]) + max(offset, 0)
    np.moveaxis(bar, (axis1, axis2), (0, 1))[rows, columns] = np.moveaxis(g, -1, 0)
    return bar


@_recorded
def trace_vjp(g: Any, x: Any, offset: int = 0, axis1: int = 0, axis2: int = 1) -> Any:
    """Put `g` everywhere on a diagonal of zeros: the transpose of `np.trace`."""
    ones = np.ones_like(np.diagonal(x, offset, axis1, axis2))
    return diagonal_vjp(np.expand_dims(g, -1) * ones, x, offset, axis1, axis2)


@_recorded
def solve_transposed(a: Any, g: Any, b: Any) -> Any:
    """Solve with the transposes of stacked matrices, for what has the shape of their solutions."""
    if np.ndim(b) == 1:
        return np.linalg.solve(np.swapaxes(a, -1, -2), np.expand_dims(g, -1))[..., 0]
    return np.linalg.solve(np.swapaxes(a, -1, -2), g)


@_recorded
def solve_vjp_a(g: Any, y: Any, a: Any, b: Any) -> Any:
    """Give the adjoint of the matrices of `np.linalg.solve`, stacks of them too."""
    w = solve_transposed(a, g, b)
    if np.ndim(b) == 1:
        return -unbroadcast(np.expand_dims(w, -1) * np.expand_dims(y, -2), a)
    return -unbroadcast(np.matmul(w, np.swapaxes(y, -1, -2)), a)


@_recorded
def solve_vjp_b(g: Any, a: Any, b: Any) -> Any:
    """Give the adjoint of the right-hand sides of `np.linalg.solve`, stacks of them too."""
    return unbroadcast(solve_transposed(a, g, b), b)


@_recorded
def tile_vjp(g: Any, x: Any, reps: Any) -> Any:
    """Add up the copies that `np.tile` makes."""
    reps = tuple(reps) if isinstance(reps, (list, tuple)) else (reps,)
    rank = max(np.ndim(x), len(reps))
    reps = (1,) * (rank - len(reps)) + reps
    shape = (1,) * (rank - np.ndim(x)) + np.shape(x)
    copies = np.reshape(g, [n for pair in zip(reps, shape, strict=True) for n in pair])
    return np.reshape(np.sum(copies, axis=tuple(range(0, 2 * rank, 2))), np.shape(x))


@_recorded
def repeat_vjp(g: Any, x: Any, repeats: Any, axis: Any = None) -> Any:
    """Add up the copies that `np.repeat` makes."""
    if axis is None:
        return np.reshape(repeat_vjp(g, np.ravel(x), repeats, 0), np.shape(x))
    axis = axis % np.ndim(x)
    if np.ndim(repeats) == 0:
        shape = np.shape(x)
        g = np.reshape(g, (*shape[: axis + 1], repeats, *shape[axis + 1 :]))
        return np.sum(g, axis=axis + 1)
    bar = np.zeros_like(x)
    index = np.repeat(np.arange(np.shape(x)[axis]), repeats)
    np.add.at(bar, (slice(None),) * axis + (index,), g)
    return bar


@_recorded
def split_like(g: Any, arrays: Any, axis: Any = 0, least: int = 1) -> Any:
    """Cut `g` into pieces like `arrays`; one below rank `least` was one slice of the whole."""
    parts = []
    start = 0
    place = 0 if axis is None else axis % np.ndim(g)
    for a in arrays:
        if axis is None:
            width = np.size(a)
        else:
            width = np.shape(a)[axis] if np.ndim(a) >= least else 1
        part = g[(slice(None),) * place + (slice(start, start + width),)]
        parts.append(np.reshape(part, np.shape(a))[()])
        start = start + width
    return parts if isinstance(arrays, (list, tuple)) else np.stack(parts)


@_recorded
def unstack(g: Any, arrays: Any, axis: int = 0) -> Any:
    """Cut `g` into one slice for each of `arrays`: the transpose of `np.stack`."""
    g = np.moveaxis(g, axis, 0)
    return [g[i] for i in range(len(arrays))] if isinstance(arrays, (list, tuple)) else g


@_recorded
def join(parts: Any, axis: int = 0) -> Any:
    """Join arrays in a list: the transpose of `np.split`."""
    return np.concatenate(parts, axis=axis)


@_recorded
def unpad(g: Any, x: Any, pad_width: Any) -> Any:
    """Cut from `g` the part that `np.pad` took from `x`."""
    if np.ndim(x) == 0:
        return g
    margins = np.broadcast_to(pad_width, (np.ndim(x), 2))
    sizes = np.shape(x)
    return g[tuple(slice(int(m[0]), int(m[0]) + n) for m, n in zip(margins, sizes, strict=True))]


@_recorded
def take_vjp(g: Any, x: Any, indices: Any, axis: Any = None) -> Any:
    """Add `g` into zeros at the places that `np.take` read."""
    if axis is None:
        return np.reshape(take_vjp(g, np.ravel(x), indices, 0), np.shape(x))
    bar = np.zeros_like(x)
    np.add.at(bar, (slice(None),) * (axis % np.ndim(x)) + (indices,), g)
    return bar


@_recorded
def take_along_axis_vjp(g: Any, x: Any, indices: Any, axis: Any = -1) -> Any:
    """Add `g` into zeros at the places that `np.take_along_axis` read."""
    if axis is None:
        return take_vjp(g, x, indices)
    bar = np.zeros_like(x)
    places = list(np.ogrid[tuple(slice(n) for n in np.shape(x))])
    places[axis] = indices
    np.add.at(bar, tuple(places), g)
    return bar


@_recorded
def partition_jvp(t: Any, x: Any, y: Any, axis: Any = -1) -> Any:
    """Move `t` as `x` moved to `y`, an arrangement of it; equal elements keep their order."""
    if axis is None:
        return partition_jvp(np.ravel(t), np.ravel(x), y, 0)
    source = np.argsort(x, axis=axis, kind="stable")
    rank = np.argsort(np.argsort(y, axis=axis, kind="stable"), axis=axis)
    return np.take_along_axis(t, np.take_along_axis(source, rank, axis=axis), axis=axis)


@_recorded
def partition_vjp(g: Any, x: Any, y: Any, axis: Any = -1) -> Any:
    """Move `g` back as `y`, an arrangement of `x`, came from it."""
    if axis is None:
        return np.reshape(partition_jvp(g, y, np.ravel(x), 0), np.shape(x))
    return partition_jvp(g, y, x, axis)


@_recorded
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


@_recorded
def interp_slope(x: Any, xp: Any, fp: Any) -> Any:
    """Give the slope of `np.interp` at `x`: 0 outside the table, the right one at a node."""
    i = np.clip(np.searchsorted(xp, x, side="right") - 1, 0, len(xp) - 2)
    inside = (x >= xp[0]) & (x <= xp[-1])
    return np.where(inside, (fp[i + 1] - fp[i]) / (xp[i + 1] - xp[i]), 0.0)


@_recorded
def interp_vjp(g: Any, x: Any, xp: Any) -> Any:
    """Add `g` into zeros at the two nodes that `np.interp` read: the transpose in `fp`."""
    bar = np.zeros(np.shape(xp))
    i = np.clip(np.searchsorted(xp, x, side="right") - 1, 0, len(xp) - 2)
    weight = np.clip((x - xp[i]) / (xp[i + 1] - xp[i]), 0.0, 1.0)
    np.add.at(bar, i, g * (1.0 - weight))
    np.add.at(bar, i + 1, g * weight)
    return bar


@_recorded
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


@_recorded
def imag_vjp(g: Any, x: Any) -> Any:
    """Give the adjoint of `np.imag`, in the convention of JAX for complex `x`."""
    return -1j * g if np.iscomplexobj(x) else np.zeros_like(x)


@_recorded
def linspace_places(y: Any, endpoint: bool = True) -> Any:
    """Give the places of the elements of a `np.linspace`, from 0 to 1, broadcastable to it."""
    places = np.linspace(0.0, 1.0, len(y), endpoint=endpoint, dtype=y.dtype)
    return np.reshape(places, (len(y),) + (1,) * (np.ndim(y) - 1))


@_recorded
def arange_like(y: Any) -> Any:
    """Number the elements of a vector, in its dtype."""
    return np.arange(len(y), dtype=y.dtype)


@_recorded
def log_weight(x: Any, z: Any) -> Any:
    """Give exp(x - z), and 1 where both are the same infinity."""
    same = x == z
    return np.exp(np.where(same, 0.0, x) - np.where(same, 0.0, z))


@_recorded
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


@_recorded
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


@_recorded
def dist_vjp(g: Any, y: Any, p: Any, q: Any) -> Any:
    """Give the adjoint of the first point of `math.dist`: 0 where the two coincide."""
    scale = g / y if y > 0.0 else 0.0
    if isinstance(p, (list, tuple)):
        return [scale * (a - b) for a, b in zip(p, q, strict=True)]
    return scale * (p - np.asarray(q))


@_recorded
def dist_jvp(t: Any, y: Any, p: Any, q: Any) -> Any:
    """Give the tangent of `math.dist` for a tangent of its first point."""
    total = 0.0
    for a, b, dot in zip(p, q, t, strict=True):
        total = total + (a - b) * dot
    return total / y if y > 0.0 else 0.0


@_recorded
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


@_recorded
def prod_jvp(t: Any, x: Any, start: Any = 1) -> Any:
    """Give the tangent of `math.prod` for tangents of its factors."""
    product = start
    total = 0.0
    for a, dot in zip(x, t, strict=True):
        total = total * a + product * dot
        product = product * a
    return total


@_recorded
def product(x: Any) -> Any:
    """Multiply the elements of a list or an array."""
    total = 1.0
    for a in x:
        total = total * a
    return total


@_recorded
def average_scaled(a: Any, axis: Any, weights: Any) -> Any:
    """Give the weights of `np.average`, shaped to broadcast with `a`, and divided by their sum."""
    if np.ndim(weights) != np.ndim(a):
        weights = np.reshape(
            weights, [n if i == axis % np.ndim(a) else 1 for i, n in enumerate(np.shape(a))]
        )
    return weights / np.sum(weights, axis=axis, keepdims=True)


@_recorded
def average_vjp(g: Any, a: Any, axis: Any, weights: Any, keepdims: bool = False) -> Any:
    """Give the adjoint of the elements of `np.average`."""
    if weights is None:
        return expand(g / count(a, axis), a, axis, keepdims)
    return expand(g, a, axis, keepdims) * average_scaled(a, axis, weights)


@_recorded
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


@_recorded
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


@_recorded
def power_partial(x: Any, y: Any) -> Any:
    """Give the derivative of `x ** y` in `x`: 0, not infinity times 0, where both are 0."""
    if isinstance(x, (float, int)) and isinstance(y, (float, int)):
        return 0.0 if x == 0.0 and y == 0.0 else y * x ** (y - 1.0)
    return y * (x + ((x == 0.0) & (y == 0.0))) ** (y - 1.0)  # a mask keeps single precision


@_recorded
def restore(g: Any, x: Any) -> Any:
    """Reshape `g` as `x` is, a number too."""
    return np.sum(g) if np.ndim(x) == 0 else np.reshape(g, np.shape(x))


@_recorded
def hstack_vjp(g: Any, arrays: Any) -> Any:
    """Cut `g` into pieces like `arrays`: the transpose of `np.hstack`."""
    return split_like(g, arrays, 0 if np.ndim(g) == 1 else 1)


@_recorded
def hsplit_vjp(g: Any, x: Any) -> Any:
    """Join arrays in a list: the transpose of `np.hsplit`."""
    return np.concatenate(g, axis=0 if np.ndim(x) == 1 else 1)


@_recorded
def vecdot_left(g: Any, a: Any, b: Any) -> Any:
    """Give the adjoint of `a` in `np.vecdot(a, b)`, whatever the ranks."""
    return unbroadcast(g * b if np.ndim(g) == 0 else np.expand_dims(g, -1) * b, a)


@_recorded
def outer_left(g: Any, a: Any, b: Any) -> Any:
    """Give the adjoint of `a` in `np.outer(a, b)`, whatever the ranks."""
    return np.reshape(g @ np.ravel(b), np.shape(a))


@_recorded
def outer_right(g: Any, a: Any, b: Any) -> Any:
    """Give the adjoint of `b` in `np.outer(a, b)`, whatever the ranks."""
    return np.reshape(np.ravel(a) @ g, np.shape(b))


@_recorded
def solve_jvp_a(t: Any, y: Any, a: Any, b: Any) -> Any:
    """Give the tangent of `np.linalg.solve(a, b)` for a tangent of the matrices."""
    if np.ndim(b) == 1:
        return -np.linalg.solve(a, np.matmul(t, np.expand_dims(y, -1)))[..., 0]
    return -np.linalg.solve(a, np.matmul(t, y))


@_recorded
def diag_vjp(g: Any, x: Any, k: int = 0) -> Any:
    """Give the adjoint of `np.diag(x, k)`, of a vector or a matrix."""
    return np.diag(g, k) if np.ndim(x) == 1 else diagonal_vjp(g, x, k)


@_recorded
def rollaxis_vjp(g: Any, axis: int, start: int = 0) -> Any:
    """Move back the axis that `np.rollaxis` moved."""
    axis = axis % np.ndim(g)
    start = start + np.ndim(g) if start < 0 else start
    return np.moveaxis(g, start - 1 if axis < start else start, axis)


def copy_if_made(x: Any) -> Any:
    """Copy an array or a list that a branch may have left unmade."""
    return None if x is None else x.copy()


@_recorded
def numbers(x: Any) -> Any:
    """Number the elements of an array, in its shape."""
    return np.reshape(np.arange(np.size(x)), np.shape(x))


@_recorded
def gather_vjp(g: Any, x: Any, places: Any) -> Any:
    """Add `g` into zeros at the elements of `x` of these numbers."""
    bar = np.zeros_like(np.ravel(x))
    np.add.at(bar, np.ravel(places), np.ravel(g))
    return np.reshape(bar, np.shape(x))[()]


@_recorded
def inserted(arr: Any, obj: Any, values: Any, axis: Any = None) -> Any:
    """Number what `np.insert` puts where: -1 is an element of `arr`."""
    return np.insert(np.full(np.shape(arr), -1), obj, numbers(values), axis)


@_recorded
def insert_vjp(g: Any, arr: Any, obj: Any, values: Any, axis: Any = None) -> Any:
    """Take the adjoints of the elements that `np.insert` moved aside."""
    return np.reshape(g[inserted(arr, obj, values, axis) < 0], np.shape(arr))


@_recorded
def insert_vjp_values(g: Any, arr: Any, obj: Any, values: Any, axis: Any = None) -> Any:
    """Take the adjoints of the elements that `np.insert` inserted."""
    places = inserted(arr, obj, values, axis)
    return gather_vjp(g[places >= 0], values, places[places >= 0])


@_recorded
def blocks(parts: Any) -> Any:
    """Put blocks together that may be in tuples: the transpose of `block_vjp`."""
    return np.block(_listed(parts))


def _listed(parts: Any) -> Any:
    return [_listed(part) for part in parts] if isinstance(parts, (tuple, list)) else parts


@_recorded
def block_vjp(g: Any, arrays: Any) -> Any:
    """Cut `g` into the nested lists that `np.block` joined."""
    if not isinstance(arrays, (list, tuple)):
        return np.reshape(g, np.shape(arrays))[()]
    depth = 0
    inner = arrays
    while isinstance(inner, (list, tuple)):
        inner = inner[0]
        depth = depth + 1
    parts = []
    start = 0
    for part in arrays:
        width = np.shape(np.block([part]))[-depth]
        cut = (Ellipsis, slice(start, start + width)) + (slice(None),) * (depth - 1)
        parts.append(block_vjp(g[cut], part))
        start = start + width
    return parts


@_recorded
def stacked(parts: Any, axis: int = 0) -> Any:
    """Stack arrays in a list: the transpose of `np.unstack`."""
    return np.stack(parts, axis=axis)


@_recorded
def meshgrid_vjp(g: Any, y: Any, x: Any, position: int, total: int, indexing: str = "xy") -> Any:
    """Sum the adjoint of one grid of `np.meshgrid` over the axes of the others."""
    place = position
    if indexing == "xy" and total > 1 and position < 2:
        place = 1 - position
    part = np.broadcast_to(g[position], np.shape(y[position]))
    part = np.sum(part, axis=tuple(i for i in range(total) if i != place))
    return np.reshape(part, np.shape(x))[()]


@_recorded
def vander_slopes(x: Any, n: Any = None, increasing: bool = False) -> Any:
    """Give the derivatives of the elements of `np.vander`, each in the element of its row."""
    n = len(x) if n is None else n
    lower = np.vander(x, n - 1, increasing=True) * np.arange(1, n)
    slopes = np.concatenate([np.zeros((len(x), 1)), lower], axis=1)
    return slopes if increasing else np.flip(slopes, axis=1)


@_recorded
def polyval_vjp(g: Any, p: Any, x: Any) -> Any:
    """Give the adjoint of the coefficients of `np.polyval`."""
    power = g * np.ones_like(x)
    bars = []
    for _ in range(len(p)):
        bars.append(np.sum(power))
        power = power * x
    bars = bars[::-1]
    return bars if isinstance(p, (list, tuple)) else np.array(bars, dtype=p.dtype)


@_recorded
def polyval_slope(p: Any, x: Any) -> Any:
    """Give the derivative of `np.polyval` in `x`, by Horner's scheme."""
    value = 0.0 * x
    slope = 0.0 * x
    for c in p:
        slope = slope * x + value
        value = value * x + c
    return slope


@_recorded
def present(x: Any) -> Any:
    """Mark by 1.0 what is a number, by 0.0 what is NaN."""
    return np.ones_like(x) * (x == x)


@_recorded
def nan_centered(x: Any, axis: Any = None, ddof: Any = 0) -> Any:
    """Give the deviations from the mean of the numbers, divided as `np.nanvar` divides."""
    here = present(x)
    filled = np.where(np.isnan(x), 0.0, x)
    number = np.sum(here, axis=axis, keepdims=True)
    mean = np.sum(filled, axis=axis, keepdims=True) / number
    return here * (filled - mean) / (number - ddof)


@_recorded
def cumulative_vjp(g: Any, x: Any, axis: Any = None, include_initial: bool = False) -> Any:
    """Give the adjoint of `np.cumulative_sum`: sums from the end."""
    axis = 0 if axis is None else axis
    g = np.flip(np.cumsum(np.flip(g, axis=axis), axis=axis), axis=axis)
    return np.moveaxis(np.moveaxis(g, axis, 0)[1:], 0, axis) if include_initial else g


@_recorded
def histogram_places(x: Any, edges: Any) -> Any:
    """Give the bin of each element of `x`: -1 or one too many where there is none."""
    places = np.searchsorted(edges, np.ravel(x), side="right") - 1
    last = len(edges) - 1
    return np.where(np.ravel(x) == edges[last], last - 1, places)


@_recorded
def histogram_vjp(g: Any, edges: Any, x: Any, weights: Any) -> Any:
    """Give the adjoint of the weights of `np.histogram`: that of the bin, 0 outside of all."""
    places = histogram_places(x, edges)
    last = len(edges) - 1
    inside = (places >= 0) & (places < last)
    taken = np.where(inside, np.take(g, np.clip(places, 0, last - 1)), 0.0)
    return np.reshape(taken, np.shape(weights))


@_recorded
def edges_vjp(g: Any, edges: Any, x: Any) -> Any:
    """Give the smallest and the largest element of `x` the adjoint of the edges of equal bins."""
    places = linspace_places(edges)
    low = np.sum(g * (1.0 - places)) * tie_shares(x, np.min(x))
    return low + np.sum(g * places) * tie_shares(x, np.max(x))


@_recorded
def edges_jvp(t: Any, edges: Any, x: Any) -> Any:
    """Move the edges of equal bins with the smallest and the largest element of `x`."""
    places = linspace_places(edges)
    low = np.sum(t * tie_shares(x, np.min(x)))
    return low * (1.0 - places) + np.sum(t * tie_shares(x, np.max(x))) * places


@_recorded
def identity_like(x: Any, axis: int) -> Any:
    """Make an identity matrix as large as an axis of `x`, in its dtype."""
    return np.eye(np.shape(x)[axis], dtype=x.dtype)


@_recorded
def transposed(a: Any) -> Any:
    """Transpose a matrix, or each of a stack."""
    return np.swapaxes(a, -1, -2)


@_recorded
def half_lower(a: Any) -> Any:
    """Keep the lower triangle of matrices, with half of their diagonals."""
    return 0.5 * (np.tril(a) + np.tril(a, -1))


@_recorded
def from_lower(a: Any) -> Any:
    """Mirror the lower triangle of matrices: what a function that reads only it computes with."""
    return np.tril(a) + transposed(np.tril(a, -1))


@_recorded
def from_lower_vjp(g: Any) -> Any:
    """Transpose `from_lower`."""
    return np.tril(g) + transposed(np.triu(g, 1))


# Murray 2016, "Differentiation of the Cholesky decomposition".
@_recorded
def cholesky_vjp(g: Any, y: Any) -> Any:
    """Give the adjoint of the lower triangle that `np.linalg.cholesky` reads."""
    upper = transposed(y)
    inner = transposed(np.linalg.solve(upper, transposed(half_lower(upper @ np.tril(g)))))
    return from_lower_vjp(np.linalg.solve(upper, inner))


@_recorded
def cholesky_jvp(t: Any, y: Any) -> Any:
    """Give the tangent of `np.linalg.cholesky`."""
    inner = np.linalg.solve(y, from_lower(t))
    return y @ half_lower(transposed(np.linalg.solve(y, transposed(inner))))


@_recorded
def gaps(w: Any) -> Any:
    """Give 1 / (w[j] - w[i]) at i, j, and 0 where two are equal."""
    d = np.expand_dims(w, -2) - np.expand_dims(w, -1)
    return (d != 0.0) / (d + (d == 0.0))


# Giles 2008, section 3.1; vectors of an eigenvalue that is not simple have no derivative.
@_recorded
def eigh_vjp(g: Any, y: Any) -> Any:
    """Give the adjoint of the lower triangle that `np.linalg.eigh` reads."""
    w = y[0]
    v = y[1]
    value_bar = np.expand_dims(np.broadcast_to(g[0], np.shape(w)), -2)
    vector_bar = np.broadcast_to(g[1], np.shape(v))
    inner = gaps(w) * (transposed(v) @ vector_bar)
    return from_lower_vjp((v * value_bar + v @ inner) @ transposed(v))


@_recorded
def eigh_jvp(t: Any, y: Any) -> Any:
    """Give the tangents of the values and vectors of `np.linalg.eigh`."""
    v = y[1]
    inner = transposed(v) @ from_lower(t) @ v
    return np.diagonal(inner, 0, -2, -1), v @ (gaps(y[0]) * inner)


@_recorded
def eigvalsh_vjp(g: Any, a: Any) -> Any:
    """Give the adjoint of the lower triangle that `np.linalg.eigvalsh` reads."""
    _, v = np.linalg.eigh(a)
    return from_lower_vjp((v * np.expand_dims(g, -2)) @ transposed(v))


@_recorded
def eigvalsh_jvp(t: Any, a: Any) -> Any:
    """Give the tangent of `np.linalg.eigvalsh`."""
    _, v = np.linalg.eigh(a)
    return np.diagonal(transposed(v) @ from_lower(t) @ v, 0, -2, -1)


def check_qr(a: Any, mode: str = "reduced") -> None:
    """Refuse what has no derivative: a wide matrix, and modes other than the reduced one."""
    if mode != "reduced" or np.shape(a)[-2] < np.shape(a)[-1]:
        raise NotImplementedError(
            "np.linalg.qr is differentiated with mode='reduced' of a matrix not wider than high"
        )


# Walter and Lehmann 2013, "Algorithmic differentiation of linear algebra functions".
@_recorded
def qr_vjp(g: Any, y: Any, a: Any, mode: str = "reduced") -> Any:
    """Give the adjoint of a matrix, not wider than high, from those of its factors."""
    check_qr(a, mode)
    q = y[0]
    r = y[1]
    q_bar = np.broadcast_to(g[0], np.shape(q))
    r_bar = np.triu(np.broadcast_to(g[1], np.shape(r)))
    m = r @ transposed(r_bar) - transposed(q_bar) @ q
    return transposed(np.linalg.solve(r, transposed(q_bar + q @ from_lower(m))))


@_recorded
def qr_jvp(t: Any, y: Any, a: Any, mode: str = "reduced") -> Any:
    """Give the tangents of the factors of a matrix that is not wider than high."""
    check_qr(a, mode)
    q = y[0]
    r = y[1]
    c = transposed(np.linalg.solve(transposed(r), transposed(t)))
    inner = transposed(q) @ c
    turn = np.tril(inner, -1) - transposed(np.tril(inner, -1))
    return c - q @ (inner - turn), (inner - turn) @ r


def check_svd(a: Any, full_matrices: bool = True) -> None:
    """Refuse the full factors of a matrix that is not square: they are not unique."""
    if full_matrices and np.shape(a)[-2] != np.shape(a)[-1]:
        raise NotImplementedError("np.linalg.svd is differentiated with full_matrices=False")


@_recorded
def svd_jvp(t: Any, y: Any, a: Any, full_matrices: bool = True) -> Any:
    """Give the tangents of the three factors of a reduced `np.linalg.svd`."""
    check_svd(a, full_matrices)
    u = y[0]
    s = y[1]
    v = transposed(y[2])
    row = np.expand_dims(s, -2)
    column = np.expand_dims(s, -1)
    p = transposed(u) @ t @ v
    f = gaps(s * s)
    u_dot = u @ (f * (p * row + column * transposed(p))) + (t @ v - u @ p) / row
    back = transposed(t) @ u - v @ transposed(p)
    v_dot = v @ (f * (column * p + transposed(p) * row)) + back / row
    return u_dot, np.diagonal(p, 0, -2, -1), transposed(v_dot)


@_recorded
def svd_vjp(g: Any, y: Any, a: Any, full_matrices: bool = True) -> Any:
    """Give the adjoint of a matrix from those of its reduced `np.linalg.svd`."""
    check_svd(a, full_matrices)
    u = y[0]
    s = y[1]
    v = transposed(y[2])
    u_bar = np.broadcast_to(g[0], np.shape(u))
    s_bar = np.broadcast_to(g[1], np.shape(s))
    v_bar = transposed(np.broadcast_to(g[2], np.shape(y[2])))
    row = np.expand_dims(s, -2)
    column = np.expand_dims(s, -1)
    of_u = transposed(u) @ u_bar
    of_v = transposed(v) @ v_bar
    f = gaps(s * s)
    inner = f * (of_u - transposed(of_u)) * row + column * (f * (of_v - transposed(of_v)))
    bar = (u @ inner + u * np.expand_dims(s_bar, -2)) @ transposed(v)
    bar = bar + ((u_bar - u @ of_u) / row) @ transposed(v)
    return bar + (u / row) @ transposed(v_bar - v @ of_v)


@_recorded
def singular_values_vjp(g: Any, a: Any) -> Any:
    """Give the adjoint of a matrix from that of its singular values."""
    u, _, v = np.linalg.svd(a, full_matrices=False)
    return (u * np.expand_dims(g, -2)) @ v


@_recorded
def singular_values_jvp(t: Any, a: Any) -> Any:
    """Give the tangent of the singular values of a matrix."""
    u, _, v = np.linalg.svd(a, full_matrices=False)
    return np.diagonal(transposed(u) @ t @ transposed(v), 0, -2, -1)


# Golub and Pereyra 1973, where the rank does not change.
@_recorded
def pinv_vjp(g: Any, y: Any, a: Any) -> Any:
    """Give the adjoint of `np.linalg.pinv`."""
    up = transposed(y)
    left = transposed(g) @ y @ up
    right = up @ y @ transposed(g)
    return -up @ g @ up + left - a @ (y @ left) + right - (right @ y) @ a


@_recorded
def pinv_jvp(t: Any, y: Any, a: Any) -> Any:
    """Give the tangent of `np.linalg.pinv`."""
    up = transposed(y)
    left = y @ up @ transposed(t)
    right = transposed(t) @ up @ y
    return -y @ t @ y + left - (left @ a) @ y + right - y @ (a @ right)


@_recorded
def matrix_power_slope(t: Any, a: Any, n: int) -> Any:
    """Give the tangent of `np.linalg.matrix_power`; for transposed matrices, the adjoint."""
    if n == 0:
        return np.zeros_like(a)
    if n < 0:
        a = np.linalg.inv(a)
        t = -a @ t @ a
    total = t
    power = a
    for _ in range(abs(n) - 1):
        total = a @ total + t @ power
        power = power @ a
    return total


@_recorded
def multi_dot_vjp(g: Any, arrays: Any) -> Any:
    """Give the adjoints of the factors of `np.linalg.multi_dot`."""
    before = [arrays[0]]
    for a in arrays[1:]:
        before.append(before[-1] @ a)
    bars = []
    for i in range(len(arrays) - 1, 0, -1):
        bars.append(matmul_right(g, before[i - 1], arrays[i]))
        g = matmul_left(g, before[i - 1], arrays[i])
    bars.append(g)
    return bars[::-1]


@_recorded
def multi_dot_jvp(t: Any, arrays: Any) -> Any:
    """Give the tangent of `np.linalg.multi_dot` for tangents of its factors."""
    product = arrays[0]
    total = t[0]
    for i in range(1, len(arrays)):
        total = total @ arrays[i] + product @ t[i]
        product = product @ arrays[i]
    return total


@_recorded
def norm_slope(y: Any, x: Any, order: Any = None, axis: Any = None, keepdims: bool = False) -> Any:
    """Give the derivative of `np.linalg.norm`: at 0 the subgradient 0, as of the absolute value."""
    of_vectors = np.ndim(x) == 1 if axis is None else isinstance(axis, int)
    if order is None or order == "fro" or (order == 2 and of_vectors):
        return x / expand(y + (y == 0.0), x, axis, keepdims)
    if of_vectors and order == 1:
        return np.sign(x)
    if of_vectors and order in (np.inf, -np.inf):
        return np.sign(x) * tie_shares(np.abs(x), y, axis, keepdims)
    if of_vectors and order != 0:
        relative = np.abs(x) / expand(y + (y == 0.0), x, axis, keepdims)
        return np.sign(x) * (relative + (relative == 0.0)) ** (order - 1.0) * (relative != 0.0)
    if of_vectors or axis is not None or np.ndim(x) != 2:
        raise NotImplementedError(f"no derivative of np.linalg.norm with ord={order!r} here")
    if order in (2, -2, "nuc"):
        u, _, v = np.linalg.svd(x, full_matrices=False)
        if order == "nuc":
            return u @ v
        return np.outer(u[:, 0], v[0]) if order == 2 else np.outer(u[:, -1], v[-1])
    along = 0 if order in (1, -1) else 1
    sums = np.sum(np.abs(x), axis=along, keepdims=True)
    best = np.max(sums) if order in (1, np.inf) else np.min(sums)
    return np.sign(x) * tie_shares(sums, best)


@_recorded
def zeros_of(items: Any) -> Any:
    """Make a list of zeros like the items of a list, which may be tuples."""
    return [
        np.zeros_like(x) if isinstance(x, np.ndarray)
        else tuple(zeros_of(x)) if isinstance(x, tuple)
        else zeros_of(x) if isinstance(x, list)
        else 0.0
        for x in items
    ]  # fmt: skip


@_recorded
def zero_of(x: Any) -> Any:
    """Make zeros like an array or a list that a path may not have bound: a zero without dimensions for `None`."""
    if isinstance(x, list):
        return zeros_of(x)
    return np.zeros(()) if x is None else np.zeros_like(x)


@_recorded
def plus(a: Any, b: Any) -> Any:
    """Add two items of lists of adjoints: tuples item by item."""
    if isinstance(a, tuple):
        return tuple([plus(p, q) for p, q in zip(a, b, strict=True)])
    return a + b


@_recorded
def add_lists(total: Any, part: Any) -> None:
    """Add a list of adjoints to another, in place."""
    for place in range(len(total)):
        total[place] = plus(total[place], part[place])


@_recorded
def add_items(total: Any, part: Any) -> None:
    """Add a list of adjoints to a list of shadows, each in place: others may hold them too."""
    for place, item in enumerate(total):
        if isinstance(item, np.ndarray):
            item += part[place]
        elif isinstance(item, list):
            add_items(item, part[place])
        else:
            total[place] = plus(item, part[place])


@_recorded
def sum_lists(a: Any, b: Any) -> Any:
    """Add two lists of adjoints, item by item."""
    return [plus(p, q) for p, q in zip(a, b, strict=True)]


@_recorded
def fold_items(g: Any, items: Any) -> Any:
    """Add up the adjoints of the copies that repeating a list makes of its items."""
    count = len(items)
    return [sum_items([g[k] for k in range(i, len(g), count)]) for i in range(count)]


@_recorded
def sum_items(items: Any) -> Any:
    """Add the items of a list of adjoints."""
    total = 0.0
    for item in items:
        total = total + item
    return total


@_recorded
def last_writers(a: Any, index: Any) -> Any:
    """Mark, of the writers in `a[index] = v`, those that are not overwritten by a later one."""
    tag = np.zeros(np.shape(a), dtype=int)
    number = np.arange(np.size(tag[index])).reshape(np.shape(tag[index]))
    tag[index] = number
    return (tag[index] == number) * 1.0


@_recorded
def check_scalar(value: Any, word: str) -> None:
    """Refuse a result that is no number."""
    if np.shape(value) != ():
        raise TypeError(
            f"{word} needs a function whose result is a number (shape ()), "
            f"not one of shape {np.shape(value)}; for arrays use adjoint(f), "
            "which takes the adjoint of the result as `out_bar`, or vjp(f, *primals)"
        )
    if np.iscomplexobj(value):
        raise TypeError(
            f"{word} needs a function whose result is real, and this one's is complex: "
            "differentiate its real or imaginary part"
        )


@_recorded
def check_seed(seed: Any, value: Any, name: str) -> None:
    """Refuse a seed whose shape is not that of the result."""
    if np.shape(seed) != np.shape(value):
        raise ValueError(
            f"{name} has shape {np.shape(seed)}, the result has shape {np.shape(value)}: "
            "they must agree"
        )


@_recorded
def check_view(view: Any, array: Any) -> None:
    """Refuse a reshaped array that is written into where it is a copy of what it was made of."""
    if not np.may_share_memory(view, array) and np.size(array):
        raise ValueError(
            "an array is reshaped and written into, and its layout makes the reshaped one a copy; "
            "write .copy() where a copy is meant, else reshape a contiguous array"
        )


@_recorded
def check_ordered(array: Any) -> None:
    """Refuse an argument that is reshaped and written into where its elements are not in order."""
    if not array.flags.c_contiguous:
        raise ValueError(
            "an argument is reshaped and written into, and its elements are not in order in memory, so that its "
            "layout decides whether the reshaped one is a copy; pass np.ascontiguousarray(...) of it"
        )


@_recorded
def unexpand(g: Any, x: Any, axis: Any = None, keepdims: Any = False) -> Any:
    """Sum `g` as the transpose of `expand` does."""
    if np.ndim(x) == 0:
        return np.sum(g)
    return unbroadcast(np.sum(g, axis=axis, keepdims=keepdims), x)
