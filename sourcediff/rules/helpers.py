"""The helpers of generated text, so that it can be differentiated again: most are linear."""

from __future__ import annotations

import numpy as np

from sourcediff import runtime
from sourcediff.rules.registry import constant, linear, rule
from sourcediff.rules.samples import box, column, mat, mat2, sample, square, vec, vec4

linear(
    runtime.unbroadcast,
    lambda g, x, like: runtime.spread(g, x),
    samples=[(mat, vec), (mat, column), (mat, 0.3), (vec, vec)],
)
linear(
    runtime.spread,
    lambda g, x, like: runtime.unbroadcast(g, x),
    samples=[(vec, mat), (column, mat), (0.3, mat)],
)
linear(
    runtime.expand,
    lambda g, x, like, axis=None, keepdims=False: runtime.unexpand(g, x, axis, keepdims),
    samples=[(0.3, mat), (vec, mat, 0), sample(column, mat, axis=1, keepdims=True)],
)
linear(
    runtime.unexpand,
    lambda g, x, like, axis=None, keepdims=False: runtime.expand(g, x, axis, keepdims),
    samples=[(mat, 0.3), (mat, vec, 0), sample(mat, column, axis=1, keepdims=True)],
)
constant(
    runtime.zeros_of,
    runtime.zero_of,
    runtime.part_of,
    runtime.count,
    runtime.last_writers,
    runtime.tie_shares,
    runtime.present,
    runtime.numbers,
    runtime.inserted,
    runtime.histogram_places,
    runtime.identity_like,
    runtime.check_scalar,
    runtime.check_seed,
    runtime.check_given,
)
rule(
    runtime.sum_lists,
    vjp=[lambda g, y, a, b: g, lambda g, y, a, b: g],
    jvp=[lambda t, y, a, b: t, lambda t, y, a, b: t],
    samples=[([0.3, vec], [-0.7, vec])],
)

# The transposes of what picks and repeats elements are these functions themselves.
linear(
    runtime.take_vjp,
    lambda g, x, like, indices, axis=None: np.take(g, indices, axis=axis),
    samples=[
        (np.array([0.3, -0.7]), vec, np.array([2, 2])),
        sample(mat[:, :2], mat, np.array([2, 0]), axis=1),
    ],
)
linear(
    runtime.take_along_axis_vjp,
    lambda g, x, like, indices, axis=-1: np.take_along_axis(g, indices, axis),
    samples=[(mat[:, :2], mat, np.array([[2, 2], [0, 1]]), 1)],
)
linear(
    runtime.repeat_vjp,
    lambda g, x, like, repeats, axis=None: np.repeat(g, repeats, axis),
    samples=[(np.tile(vec, 2), vec, 2), (np.tile(mat, (2, 1)), mat, np.array([1, 3]), 0)],
)
linear(
    runtime.tile_vjp,
    lambda g, x, like, reps: np.tile(g, reps),
    samples=[(np.tile(mat, (2, 2)), mat, (2, 2)), (np.tile(vec, 3), vec, 3)],
)
linear(
    runtime.unpad,
    lambda g, x, like, pad_width: np.pad(g, pad_width),
    samples=[(np.tile(vec, 2), vec, (1, 2)), (np.tile(mat, (2, 2)), mat, ((1, 1), (0, 3)))],
)
linear(
    runtime.block_vjp,
    lambda g, x, like: runtime.blocks(g),
    samples=[(np.tile(vec, 2), [vec, vec]), (np.tile(mat, (1, 2)), [[mat, mat]])],
)


# Products: what each factor gets is a product of the others.
rule(
    runtime.tensordot_left,
    vjp=[
        lambda g, y, t, a, b, axes=2: np.tensordot(g, b, axes),
        None,
        lambda g, y, t, a, b, axes=2: runtime.tensordot_right(t, g, b, axes),
    ],
    jvp=[
        lambda d, y, t, a, b, axes=2: runtime.tensordot_left(d, a, b, axes),
        None,
        lambda d, y, t, a, b, axes=2: runtime.tensordot_left(t, a, d, axes),
    ],
    samples=[
        (np.tensordot(mat, box, axes=([1], [1])), mat, box, ([1], [1])),
        (np.tensordot(square, mat, axes=((0,), (1,))), square, mat, ((0,), (1,))),
        (mat[:, :1] * vec4, mat[:, 0], vec4, 0),
        (np.float64(0.3), mat, mat2, 2),
    ],
)
rule(
    runtime.tensordot_right,
    vjp=[
        lambda g, y, t, a, b, axes=2: np.tensordot(a, g, axes),
        lambda g, y, t, a, b, axes=2: runtime.tensordot_left(t, a, g, axes),
        None,
    ],
    jvp=[
        lambda d, y, t, a, b, axes=2: runtime.tensordot_right(d, a, b, axes),
        lambda d, y, t, a, b, axes=2: runtime.tensordot_right(t, d, b, axes),
        None,
    ],
    samples=[
        (np.tensordot(mat, box, axes=([1], [1])), mat, box, ([1], [1])),
        (np.tensordot(square, mat, axes=((0,), (1,))), square, mat, ((0,), (1,))),
        (mat[:, :1] * vec4, mat[:, 0], vec4, 0),
        (np.float64(0.3), mat, mat2, 2),
    ],
)
rule(
    runtime.kron_left,
    vjp=[
        lambda g, y, t, a, b: np.kron(g, b),
        None,
        lambda g, y, t, a, b: runtime.kron_right(t, g, b),
    ],
    jvp=[
        lambda d, y, t, a, b: runtime.kron_left(d, a, b),
        None,
        lambda d, y, t, a, b: runtime.kron_left(t, a, d),
    ],
    samples=[(np.kron(mat, square), mat, square)],
)
rule(
    runtime.kron_right,
    vjp=[
        lambda g, y, t, a, b: np.kron(a, g),
        lambda g, y, t, a, b: runtime.kron_left(t, a, g),
        None,
    ],
    jvp=[
        lambda d, y, t, a, b: runtime.kron_right(d, a, b),
        lambda d, y, t, a, b: runtime.kron_right(t, d, b),
        None,
    ],
    samples=[(np.kron(mat, square), mat, square)],
)
