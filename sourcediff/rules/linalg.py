"""Products of vectors and matrices of every rank, and `np.linalg`."""
# ruff: noqa: PLW0108 - helpers are looked up when called, so that they can be recorded

from __future__ import annotations

import operator
from typing import Any

import numpy as np

from sourcediff import runtime
from sourcediff.rules.registry import bilinear, known_rank, linear, rule
from sourcediff.rules.samples import (
    box,
    column,
    mat,
    mat2,
    sample,
    spd,
    square,
    stack_of_squares,
    vec,
    vec2,
    vec4,
)

_products = [
    (vec, vec2),
    (mat, vec),
    (vec, mat.T),
    (mat, mat2.T),
    (vec, box),
    (mat, square),
    (box, vec4),
]


def _matmul_left(g: Any, a: Any, b: Any) -> Any:
    if known_rank(a) == 1 and known_rank(b) == 1:
        return g * b
    if known_rank(a) == 1 and known_rank(b) == 2:
        return b @ g
    if known_rank(a) == 2 and known_rank(b) == 1:
        return np.outer(g, b)
    if known_rank(a) == 2 and known_rank(b) == 2:
        return g @ b.T
    return runtime.matmul_left(g, a, b)


def _matmul_right(g: Any, a: Any, b: Any) -> Any:
    if known_rank(a) == 1 and known_rank(b) == 1:
        return g * a
    if known_rank(a) == 1 and known_rank(b) == 2:
        return np.outer(a, g)
    if known_rank(a) == 2 and known_rank(b) == 1:
        return g @ a
    if known_rank(a) == 2 and known_rank(b) == 2:
        return a.T @ g
    return runtime.matmul_right(g, a, b)


def _plain(a: Any, b: Any) -> bool:
    """Say whether `np.dot` is the matrix product."""
    return known_rank(a) in (1, 2) and known_rank(b) in (1, 2)


def _of_rank_one(a: Any, b: Any) -> bool:
    return known_rank(a) == 1 and known_rank(b) == 1


bilinear(
    np.matmul,
    _matmul_left,
    _matmul_right,
    samples=[
        *_products,
        (box, box.transpose(0, 2, 1)),
        (box, box[0].T),
        (mat, box),
        (box[:1], box.transpose(0, 2, 1)),
        (box[:, None], box.transpose(0, 2, 1)[:1]),
    ],
    twins=[operator.matmul, np.linalg.matmul],
)
bilinear(
    np.dot,
    lambda g, a, b: _matmul_left(g, a, b) if _plain(a, b) else runtime.dot_left(g, a, b),
    lambda g, a, b: _matmul_right(g, a, b) if _plain(a, b) else runtime.dot_right(g, a, b),
    samples=[*_products, (box, box[0].T), (box, box.transpose(0, 2, 1)), (1.3, mat), (mat, 0.4)],
)
bilinear(
    np.inner,
    lambda g, a, b: runtime.inner_left(g, a, b),
    lambda g, a, b: runtime.inner_right(g, a, b),
    samples=[
        (vec, vec2),
        (mat, vec),
        (vec, mat),
        (mat, mat2),
        (box, vec4),
        (box, box[0]),
        (1.3, mat),
    ],
)
bilinear(
    np.vdot,
    lambda g, a, b: g * np.reshape(b, a.shape),
    lambda g, a, b: np.reshape(a, b.shape) * g,
    samples=[(vec, vec2), (mat, mat2), (mat, mat2.T)],
)
bilinear(
    np.vecdot,
    lambda g, a, b: g * b if known_rank(g) == 0 else runtime.vecdot_left(g, a, b),
    lambda g, a, b: a * g if known_rank(g) == 0 else runtime.vecdot_left(g, b, a),
    samples=[(vec, vec2), (mat, vec), (box, vec4), (mat, mat2)],
    twins=[np.linalg.vecdot],
)
bilinear(
    np.outer,
    lambda g, a, b: g @ b if _of_rank_one(a, b) else runtime.outer_left(g, a, b),
    lambda g, a, b: a @ g if _of_rank_one(a, b) else runtime.outer_right(g, a, b),
    samples=[(vec, vec4), (mat, vec4), (column, mat)],
    twins=[np.linalg.outer],
)
bilinear(
    np.kron,
    lambda g, a, b: runtime.kron_left(g, a, b),
    lambda g, a, b: runtime.kron_right(g, a, b),
    samples=[(vec, vec4), (mat, square), (vec, mat), (mat, vec4), (box, mat)],
)
bilinear(
    np.tensordot,
    lambda g, a, b, axes=2: runtime.tensordot_left(g, a, b, axes),
    lambda g, a, b, axes=2: runtime.tensordot_right(g, a, b, axes),
    samples=[
        (mat, mat2),
        sample(mat, square, axes=1),
        (vec, vec4, 0),
        (box, mat.T, ((0, 1), (1, 0))),
        (box, box, ([2, 0], [2, 0])),
        (box, square, (1, -1)),
        (box, np.transpose(box), ([0, 2], [2, 0])),
    ],
    twins=[np.linalg.tensordot],
)


def _axes_of_cross(axisa: int, axisb: int, axisc: int, axis: Any) -> tuple[int, int, int]:
    return (axisa, axisb, axisc) if axis is None else (axis, axis, axis)


bilinear(
    np.cross,
    lambda g, a, b, axisa=-1, axisb=-1, axisc=-1, axis=None: runtime.cross_left(
        g, a, b, _axes_of_cross(axisa, axisb, axisc, axis)
    ),
    lambda g, a, b, axisa=-1, axisb=-1, axisc=-1, axis=None: runtime.cross_right(
        g, a, b, _axes_of_cross(axisa, axisb, axisc, axis)
    ),
    samples=[
        (vec, vec2),
        (mat, vec),
        (vec, mat),
        (mat, mat2),
        sample(mat.T, mat2.T, axis=0),
        (mat.T, mat2, 0, 1, 0),
    ],
)
linear(
    np.trace,
    lambda g, a, offset=0, axis1=0, axis2=1: runtime.trace_vjp(g, a, offset, axis1, axis2),
    samples=[square, mat, (mat, 1), (square, -1), (box, 0, 1, 2), sample(box, 1, axis1=2, axis2=0)],
)
linear(
    np.matrix_transpose,
    lambda g, x: np.swapaxes(g, -1, -2),
    samples=[mat, box],
    twins=[np.linalg.matrix_transpose],
    view=True,
)


def _transposed(a: Any) -> Any:
    return np.transpose(a) if known_rank(a) == 2 else np.swapaxes(a, -1, -2)


# Giles 2008, "Collected matrix derivative results for forward and reverse mode algorithmic
# differentiation", sections 2.2.3 (inverse), 2.2.4 (determinant) and 2.3.1 (a y = b).
def _solve_vjp_a(g: Any, y: Any, a: Any, b: Any) -> Any:
    if known_rank(a) == 2 and known_rank(b) == 1:
        return -np.outer(np.linalg.solve(_transposed(a), g), y)
    if known_rank(a) == 2 and known_rank(b) == 2:
        return -np.linalg.solve(_transposed(a), g) @ y.T
    return runtime.solve_vjp_a(g, y, a, b)


def _solve_vjp_b(g: Any, y: Any, a: Any, b: Any) -> Any:
    if known_rank(a) == 2 and known_rank(b) in (1, 2):
        return np.linalg.solve(_transposed(a), g)
    return runtime.solve_vjp_b(g, a, b)


def _solve_jvp_a(t: Any, y: Any, a: Any, b: Any) -> Any:
    if known_rank(a) == 2 and known_rank(b) in (1, 2):
        return -np.linalg.solve(a, t @ y)
    return runtime.solve_jvp_a(t, y, a, b)


rule(
    np.linalg.solve,
    vjp=[_solve_vjp_a, _solve_vjp_b],
    jvp=[_solve_jvp_a, lambda t, y, a, b: np.linalg.solve(a, t)],
    samples=[
        (square, vec),
        (square, mat.T),
        (stack_of_squares, vec),
        (stack_of_squares, mat.T),
        (square, np.stack([mat.T, mat2.T])),
        (stack_of_squares, np.stack([mat.T, mat2.T])),
    ],
)
rule(
    np.linalg.inv,
    vjp=[lambda g, y, a: -_transposed(y) @ g @ _transposed(y)],
    jvp=[lambda t, y, a: -y @ t @ y],
    samples=[square, spd, stack_of_squares],
)


rule(
    np.linalg.pinv,
    vjp=[lambda g, y, a, rcond=None: runtime.pinv_vjp(g, y, a)],
    jvp=[lambda t, y, a, rcond=None: runtime.pinv_jvp(t, y, a)],
    samples=[square, mat, mat.T, np.stack([mat, mat2])],
)
rule(
    np.linalg.matrix_power,
    vjp=[lambda g, y, a, n: runtime.matrix_power_slope(g, _transposed(a), n)],
    jvp=[lambda t, y, a, n: runtime.matrix_power_slope(t, a, n)],
    samples=[(square, 0), (square, 1), (square, 4), (square, -3), (stack_of_squares, 3)],
)
rule(
    np.linalg.multi_dot,
    vjp=[lambda g, y, arrays: runtime.multi_dot_vjp(g, arrays)],
    jvp=[lambda t, y, arrays: runtime.multi_dot_jvp(t, arrays)],
    samples=[
        ([mat, square, mat2.T],),
        ([vec, square, spd, vec2],),
        ([vec, square],),
        ([mat, square, spd, vec],),
    ],
)

# These read the lower triangle only, so the adjoint of the rest is 0.
rule(
    np.linalg.cholesky,
    vjp=[lambda g, y, a: runtime.cholesky_vjp(g, y)],
    jvp=[lambda t, y, a: runtime.cholesky_jvp(t, y)],
    samples=[spd, np.stack([spd, spd + np.eye(3)])],
)
rule(
    np.linalg.eigh,
    vjp=[lambda g, y, a: runtime.eigh_vjp(g, y)],
    jvp=[lambda t, y, a: runtime.eigh_jvp(t, y)],
    samples=[square, stack_of_squares],
)
rule(
    np.linalg.eigvalsh,
    vjp=[lambda g, y, a: runtime.eigvalsh_vjp(g, a)],
    jvp=[lambda t, y, a: runtime.eigvalsh_jvp(t, a)],
    samples=[spd, square, stack_of_squares],
)


def _svd_vjp(g: Any, y: Any, a: Any, full_matrices: bool = True, compute_uv: bool = True) -> Any:
    if not compute_uv:
        return runtime.singular_values_vjp(g, a)
    return runtime.svd_vjp(g, y, a, full_matrices)


def _svd_jvp(t: Any, y: Any, a: Any, full_matrices: bool = True, compute_uv: bool = True) -> Any:
    if not compute_uv:
        return runtime.singular_values_jvp(t, a)
    return runtime.svd_jvp(t, y, a, full_matrices)


rule(
    np.linalg.svd,
    vjp=[_svd_vjp],
    jvp=[_svd_jvp],
    samples=[
        square,
        (mat, False),
        sample(mat.T, full_matrices=False),
        sample(mat, compute_uv=False),
        sample(stack_of_squares, full_matrices=False),
    ],
)
rule(
    np.linalg.svdvals,
    vjp=[lambda g, y, x: runtime.singular_values_vjp(g, x)],
    jvp=[lambda t, y, x: runtime.singular_values_jvp(t, x)],
    samples=[square, mat],
)
rule(
    np.linalg.qr,
    vjp=[lambda g, y, a, mode="reduced": runtime.qr_vjp(g, y, a, mode)],
    jvp=[lambda t, y, a, mode="reduced": runtime.qr_jvp(t, y, a, mode)],
    samples=[square, mat.T, stack_of_squares],
)


def _stretched(g: Any) -> Any:
    """Give a number for each matrix of a stack the rank of the stack."""
    return np.expand_dims(g, (-1, -2))


rule(
    np.linalg.det,
    vjp=[lambda g, y, a: _stretched(g * y) * _transposed(np.linalg.inv(a))],
    jvp=[lambda t, y, a: y * np.trace(np.linalg.solve(a, t), axis1=-2, axis2=-1)],
    samples=[square, spd, stack_of_squares],
)
rule(
    np.linalg.slogdet,
    vjp=[lambda g, y, a: _stretched(g[1]) * _transposed(np.linalg.inv(a))],
    jvp=[
        lambda t, y, a: (
            0.0 * y[0],
            np.trace(np.linalg.solve(a, t), axis1=-2, axis2=-1),
        )
    ],
    samples=[square, spd, stack_of_squares],
)


def _norm_slope(y: Any, x: Any, order: Any, axis: Any, keepdims: bool) -> Any:
    """Give the derivative of a norm: plain text for the common ones."""
    if order is None or (isinstance(order, str) and order == "fro"):
        return x / runtime.expand(y + (y == 0.0), x, axis, keepdims)
    return runtime.norm_slope(y, x, order, axis, keepdims)


rule(
    np.linalg.norm,
    vjp=[
        lambda g, y, x, ord=None, axis=None, keepdims=False: (  # noqa: A006
            runtime.expand(g, x, axis, keepdims) * _norm_slope(y, x, ord, axis, keepdims)
        )
    ],
    jvp=[
        lambda t, y, x, ord=None, axis=None, keepdims=False: np.sum(  # noqa: A006
            t * _norm_slope(y, x, ord, axis, keepdims), axis=axis, keepdims=keepdims
        )
    ],
    samples=[
        vec,
        mat,
        (vec, 2),
        (vec, 1),
        (vec, 3),
        (vec, 1.5),
        (vec, np.inf),
        (vec, -np.inf),
        (mat, "fro"),
        (mat, "nuc"),
        (mat, 1),
        (mat, -1),
        (mat, 2),
        (mat, -2),
        (mat, np.inf),
        (mat, -np.inf),
        sample(mat, 3, axis=1),
        sample(mat, np.inf, axis=0),
        sample(mat, axis=0),
        sample(mat, 1, axis=1, keepdims=True),
        sample(box, axis=(0, 2)),
    ],
)
