"""Transposes of what repeats, rolls, cuts and picks diagonals."""

from __future__ import annotations

from typing import Any

import numpy as np

from sourcediff.runtime.recording import recorded


@recorded
def diagonal_vjp(g: Any, x: Any, offset: int = 0, axis1: int = 0, axis2: int = 1) -> Any:
    """Put `g` on a diagonal of zeros of the shape of `x`: the transpose of `np.diagonal`."""
    bar = np.zeros_like(x)
    rows = np.arange(np.shape(g)[-1]) + max(-offset, 0)
    columns = np.arange(np.shape(g)[-1]) + max(offset, 0)
    np.moveaxis(bar, (axis1, axis2), (0, 1))[rows, columns] = np.moveaxis(g, -1, 0)
    return bar


@recorded
def trace_vjp(g: Any, x: Any, offset: int = 0, axis1: int = 0, axis2: int = 1) -> Any:
    """Put `g` everywhere on a diagonal of zeros: the transpose of `np.trace`."""
    ones = np.ones_like(np.diagonal(x, offset, axis1, axis2))
    return diagonal_vjp(np.expand_dims(g, -1) * ones, x, offset, axis1, axis2)


@recorded
def tile_vjp(g: Any, x: Any, reps: Any) -> Any:
    """Add up the copies that `np.tile` makes."""
    reps = tuple(reps) if np.ndim(reps) else (reps,)
    rank = max(np.ndim(x), len(reps))
    reps = (1,) * (rank - len(reps)) + reps
    shape = (1,) * (rank - np.ndim(x)) + np.shape(x)
    copies = np.reshape(g, [n for pair in zip(reps, shape, strict=True) for n in pair])
    return np.reshape(np.sum(copies, axis=tuple(range(0, 2 * rank, 2))), np.shape(x))


@recorded
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


@recorded
def unpad(g: Any, x: Any, pad_width: Any) -> Any:
    """Cut from `g` the part that `np.pad` took from `x`."""
    if np.ndim(x) == 0:
        return g
    margins = np.broadcast_to(pad_width, (np.ndim(x), 2))
    sizes = np.shape(x)
    return g[tuple(slice(int(m[0]), int(m[0]) + n) for m, n in zip(margins, sizes, strict=True))]


@recorded
def pad_vjp(g: Any, x: Any, pad_width: Any, mode: str) -> Any:
    """Add up the copies of each element of `x` that `np.pad` puts around."""
    places = np.pad(np.arange(np.size(x)).reshape(np.shape(x)), pad_width, mode)  # type: ignore[call-overload]
    bar = np.zeros(np.size(x), np.result_type(g))
    np.add.at(bar, np.ravel(places), np.ravel(g))
    return np.reshape(bar, np.shape(x))


@recorded
def imag_vjp(g: Any, x: Any) -> Any:
    """Give the adjoint of `np.imag`, in the convention of JAX for complex `x`."""
    return -1j * g if np.iscomplexobj(x) else np.zeros_like(x)


@recorded
def diag_vjp(g: Any, x: Any, k: int = 0) -> Any:
    """Give the adjoint of `np.diag(x, k)`, of a vector or a matrix."""
    return np.diag(g, k) if np.ndim(x) == 1 else diagonal_vjp(g, x, k)


@recorded
def rollaxis_vjp(g: Any, axis: int, start: int = 0) -> Any:
    """Move back the axis that `np.rollaxis` moved."""
    axis = axis % np.ndim(g)
    start = start + np.ndim(g) if start < 0 else start
    return np.moveaxis(g, start - 1 if axis < start else start, axis)


@recorded
def transposed(a: Any) -> Any:
    """Transpose a matrix, or each of a stack."""
    return np.swapaxes(a, -1, -2)
