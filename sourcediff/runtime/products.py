"""The two sides of the products of arrays."""

from __future__ import annotations

from typing import Any

import numpy as np

from sourcediff.runtime.broadcasting import unbroadcast
from sourcediff.runtime.recording import recorded


@recorded
def matmul_left(g: Any, a: Any, b: Any) -> Any:
    """Give the adjoint of `a` in `a @ b`, whatever the ranks."""
    if np.ndim(g) == 0:
        return g * b
    if np.ndim(b) == 1:
        return np.expand_dims(g, -1) * b
    if np.ndim(a) == 1:
        return unbroadcast(np.matmul(b, np.expand_dims(g, -1))[..., 0], a)
    return unbroadcast(np.matmul(g, np.swapaxes(b, -1, -2)), a)


@recorded
def matmul_right(g: Any, a: Any, b: Any) -> Any:
    """Give the adjoint of `b` in `a @ b`, whatever the ranks."""
    if np.ndim(a) == 1 and np.ndim(b) == 1:
        return g * a
    if np.ndim(a) == 1:
        return np.expand_dims(a, -1) * np.expand_dims(g, -2)
    if np.ndim(b) == 1:
        return unbroadcast(np.matmul(np.expand_dims(g, -2), a)[..., 0, :], b)
    return unbroadcast(np.matmul(np.swapaxes(a, -1, -2), g), b)


@recorded
def dot_left(g: Any, a: Any, b: Any) -> Any:
    """Give the adjoint of `a` in `np.dot(a, b)`, whatever the ranks."""
    if np.ndim(a) == 0 or np.ndim(b) == 0:
        return unbroadcast(g * b, a)
    if np.ndim(b) == 1:
        return np.expand_dims(g, -1) * b
    free = [i for i in range(np.ndim(b)) if i != np.ndim(b) - 2]
    return np.tensordot(g, b, axes=(list(range(np.ndim(a) - 1, np.ndim(g))), free))


@recorded
def dot_right(g: Any, a: Any, b: Any) -> Any:
    """Give the adjoint of `b` in `np.dot(a, b)`, whatever the ranks."""
    if np.ndim(a) == 0 or np.ndim(b) == 0:
        return unbroadcast(a * g, b)
    free = list(range(np.ndim(a) - 1))
    bar = np.tensordot(a, g, axes=(free, free))
    return np.moveaxis(bar, 0, -2) if np.ndim(b) > 1 else bar


@recorded
def inner_left(g: Any, a: Any, b: Any) -> Any:
    """Give the adjoint of `a` in `np.inner(a, b)`, whatever the ranks."""
    if np.ndim(a) == 0 or np.ndim(b) == 0 or np.ndim(g) == 0:
        return unbroadcast(g * b, a)
    ours = list(range(np.ndim(a) - 1, np.ndim(g)))
    return np.tensordot(g, b, axes=(ours, list(range(np.ndim(b) - 1))))


@recorded
def inner_right(g: Any, a: Any, b: Any) -> Any:
    """Give the adjoint of `b` in `np.inner(a, b)`, whatever the ranks."""
    if np.ndim(a) == 0 or np.ndim(b) == 0 or np.ndim(g) == 0:
        return unbroadcast(a * g, b)
    free = list(range(np.ndim(a) - 1))
    return np.tensordot(g, a, axes=(free, free))


@recorded
def tensordot_axes(a: Any, b: Any, axes: Any = 2) -> Any:
    """List the axes of `a` and of `b` that `np.tensordot` contracts, counted from the front."""
    if isinstance(axes, int):
        return list(range(np.ndim(a) - axes, np.ndim(a))), list(range(axes))
    left = axes[0] if isinstance(axes[0], (list, tuple)) else [axes[0]]
    right = axes[1] if isinstance(axes[1], (list, tuple)) else [axes[1]]
    return [i % np.ndim(a) for i in left], [i % np.ndim(b) for i in right]


@recorded
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


@recorded
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


@recorded
def kron_shapes(a: Any, b: Any) -> Any:
    """Give the shapes of `a` and `b` padded with ones to one rank, as `np.kron` does."""
    rank = max(np.ndim(a), np.ndim(b))
    return (1,) * (rank - np.ndim(a)) + np.shape(a), (1,) * (rank - np.ndim(b)) + np.shape(b)


@recorded
def kron_left(g: Any, a: Any, b: Any) -> Any:
    """Give the adjoint of `a` in `np.kron(a, b)`."""
    rows, columns = kron_shapes(a, b)
    blocks = np.reshape(g, [n for pair in zip(rows, columns, strict=True) for n in pair])
    other = np.reshape(b, [n for size in columns for n in (1, size)])
    bar = np.sum(blocks * other, axis=tuple(range(1, 2 * len(rows), 2)))
    return np.reshape(bar, np.shape(a))


@recorded
def kron_right(g: Any, a: Any, b: Any) -> Any:
    """Give the adjoint of `b` in `np.kron(a, b)`."""
    rows, columns = kron_shapes(a, b)
    blocks = np.reshape(g, [n for pair in zip(rows, columns, strict=True) for n in pair])
    other = np.reshape(a, [n for size in rows for n in (size, 1)])
    bar = np.sum(blocks * other, axis=tuple(range(0, 2 * len(rows), 2)))
    return np.reshape(bar, np.shape(b))


@recorded
def cross_left(g: Any, a: Any, b: Any, axes: Any = (-1, -1, -1)) -> Any:
    """Give the adjoint of `a` in `np.cross(a, b)`, for vectors of three components."""
    g = np.moveaxis(g, axes[2], -1)
    a = np.moveaxis(a, axes[0], -1)
    b = np.moveaxis(b, axes[1], -1)
    if np.shape(a)[-1] != 3 or np.shape(b)[-1] != 3:
        raise NotImplementedError("the derivative of np.cross needs vectors of three components")
    return np.moveaxis(unbroadcast(np.cross(b, g), a), -1, axes[0])


@recorded
def cross_right(g: Any, a: Any, b: Any, axes: Any = (-1, -1, -1)) -> Any:
    """Give the adjoint of `b` in `np.cross(a, b)`, for vectors of three components."""
    return -cross_left(g, b, a, (axes[1], axes[0], axes[2]))


@recorded
def vecdot_left(g: Any, a: Any, b: Any) -> Any:
    """Give the adjoint of `a` in `np.vecdot(a, b)`, whatever the ranks."""
    return unbroadcast(g * b if np.ndim(g) == 0 else np.expand_dims(g, -1) * b, a)


@recorded
def outer_left(g: Any, a: Any, b: Any) -> Any:
    """Give the adjoint of `a` in `np.outer(a, b)`, whatever the ranks."""
    return np.reshape(g @ np.ravel(b), np.shape(a))


@recorded
def outer_right(g: Any, a: Any, b: Any) -> Any:
    """Give the adjoint of `b` in `np.outer(a, b)`, whatever the ranks."""
    return np.reshape(np.ravel(a) @ g, np.shape(b))


@recorded
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


@recorded
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


@recorded
def multi_dot_jvp(t: Any, arrays: Any) -> Any:
    """Give the tangent of `np.linalg.multi_dot` for tangents of its factors."""
    product = arrays[0]
    total = t[0]
    for i in range(1, len(arrays)):
        total = total @ arrays[i] + product @ t[i]
        product = product @ arrays[i]
    return total
