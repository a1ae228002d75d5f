"""Derivatives of solutions, inverses and norms."""

from __future__ import annotations

from typing import Any

import numpy as np

from sourcediff.runtime.broadcasting import expand, unbroadcast
from sourcediff.runtime.recording import recorded
from sourcediff.runtime.reductions import tie_shares
from sourcediff.runtime.shapes import transposed


@recorded
def solve_transposed(a: Any, g: Any, b: Any) -> Any:
    """Solve with the transposes of stacked matrices, for what has the shape of their solutions."""
    if np.ndim(b) == 1:
        return np.linalg.solve(np.swapaxes(a, -1, -2), np.expand_dims(g, -1))[..., 0]
    return np.linalg.solve(np.swapaxes(a, -1, -2), g)


@recorded
def solve_vjp_a(g: Any, y: Any, a: Any, b: Any) -> Any:
    """Give the adjoint of the matrices of `np.linalg.solve`, stacks of them too."""
    w = solve_transposed(a, g, b)
    if np.ndim(b) == 1:
        return -unbroadcast(np.expand_dims(w, -1) * np.expand_dims(y, -2), a)
    return -unbroadcast(np.matmul(w, np.swapaxes(y, -1, -2)), a)


@recorded
def solve_vjp_b(g: Any, a: Any, b: Any) -> Any:
    """Give the adjoint of the right-hand sides of `np.linalg.solve`, stacks of them too."""
    return unbroadcast(solve_transposed(a, g, b), b)


@recorded
def solve_jvp_a(t: Any, y: Any, a: Any, b: Any) -> Any:
    """Give the tangent of `np.linalg.solve(a, b)` for a tangent of the matrices."""
    if np.ndim(b) == 1:
        return -np.linalg.solve(a, np.matmul(t, np.expand_dims(y, -1)))[..., 0]
    return -np.linalg.solve(a, np.matmul(t, y))


# Golub and Pereyra 1973, where the rank does not change.
@recorded
def pinv_vjp(g: Any, y: Any, a: Any) -> Any:
    """Give the adjoint of `np.linalg.pinv`."""
    up = transposed(y)
    left = transposed(g) @ y @ up
    right = up @ y @ transposed(g)
    return -up @ g @ up + left - a @ (y @ left) + right - (right @ y) @ a


@recorded
def pinv_jvp(t: Any, y: Any, a: Any) -> Any:
    """Give the tangent of `np.linalg.pinv`."""
    up = transposed(y)
    left = y @ up @ transposed(t)
    right = transposed(t) @ up @ y
    return -y @ t @ y + left - (left @ a) @ y + right - y @ (a @ right)


@recorded
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
