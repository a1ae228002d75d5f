"""Functions that only rearrange, copy or drop elements of one array."""
# ruff: noqa: PLW0108 - helpers are looked up when called, so that they can be recorded

from __future__ import annotations

from typing import Any

import numpy as np

from sourcediff import runtime
from sourcediff.rules.registry import known_rank, linear, rule
from sourcediff.rules.samples import box, column, mat, sample, square, vec, vec4


def _restore(g: Any, x: Any) -> Any:
    """Reshape as `x` is, a number too."""
    rank = known_rank(x)
    if rank is None:
        return runtime.restore(g, x)
    if rank == 0:
        return np.sum(g)
    return np.full_like(x, g) if known_rank(g) == 0 else np.reshape(g, x.shape)


def _reshaped(g: Any, x: Any, order: Any) -> Any:
    """Reshape back, in the order of elements in which it was done."""
    if order == "C":
        return _restore(g, x)
    if order != "F":
        raise NotImplementedError(f"no derivative for order={order!r}, which depends on the layout")
    return np.reshape(g, x.shape, order=order)


linear(
    np.reshape,
    lambda g, a, shape=None, order="C", *, copy=None: _reshaped(g, a, order),
    samples=[
        (mat, (3, 2)),
        (mat, -1),
        (box, (4, -1)),
        sample(mat, (3, 2), order="F"),
        (0.3, (1, 1)),
    ],
    view=True,
)
linear(
    np.ravel,
    lambda g, a, order="C": _reshaped(g, a, order),
    samples=[vec, mat, (mat, "F"), 0.3],
    view=True,
)


def _transpose(g: Any, a: Any, axes: Any = None) -> Any:
    """Permute the axes back."""
    if axes is None:
        return g.T
    order = [i % len(axes) for i in axes]
    return np.transpose(g, tuple(order.index(i) for i in range(len(axes))))


linear(
    np.transpose,
    _transpose,
    samples=[vec, mat, box, (box, (2, 0, 1)), sample(box, axes=[-1, 0, 1])],
    view=True,
)
linear(
    np.swapaxes,
    lambda g, a, axis1, axis2: np.swapaxes(g, axis1, axis2),
    samples=[(mat, 0, 1), (box, 0, -1)],
    view=True,
)
linear(
    np.moveaxis,
    lambda g, a, source, destination: np.moveaxis(g, destination, source),
    samples=[(mat, 0, 1), (box, 0, -1), (box, (0, 1), (-1, 0))],
    view=True,
)
linear(
    np.rollaxis,
    lambda g, a, axis, start=0: runtime.rollaxis_vjp(g, axis, start),
    samples=[(mat, 1), (box, 2), (box, 0, 2), (box, -1, 1), sample(box, 0, start=3), (box, 1, -1)],
    view=True,
)
linear(
    np.squeeze,
    lambda g, a, axis=None: _restore(g, a),
    samples=[column, mat, (column, 1), sample(column[None], axis=(0, -1))],
    view=True,
)
linear(
    np.expand_dims,
    lambda g, a, axis: _restore(g, a),
    samples=[(vec, 0), (mat, -1), (mat, (0, 2)), (0.3, 0)],
    view=True,
)
linear(
    np.broadcast_to,
    lambda g, array, shape: runtime.unbroadcast(g, array),
    samples=[(vec, (2, 3)), (column, (2, 4)), (0.3, (2, 2)), (0.3, 4), (column, (3, 2, 1))],
    view=True,
)
for _atleast in (np.atleast_1d, np.atleast_2d, np.atleast_3d):
    linear(_atleast, _restore, samples=[0.3, vec, mat, box], view=True)
linear(
    np.flip,
    lambda g, m, axis=None: np.flip(g, axis),
    samples=[vec, mat, (mat, 0), sample(box, axis=(0, -1))],
    view=True,
)
linear(np.fliplr, lambda g, m: np.fliplr(g), samples=[mat, box], view=True)
linear(np.flipud, lambda g, m: np.flipud(g), samples=[vec, mat], view=True)
linear(
    np.rot90,
    lambda g, m, k=1, axes=(0, 1): np.rot90(g, -k, axes),
    samples=[mat, (mat, 2), (mat, -1), sample(box, 3, axes=(2, 0))],
    view=True,
)
linear(
    np.roll,
    lambda g, a, shift, axis=None: np.roll(
        g, tuple(-s for s in shift) if isinstance(shift, (list, tuple)) else -shift, axis
    ),
    samples=[(vec, 1), (mat, 2), (mat, -1, 1), (mat, (1, 2), (0, 1)), sample(box, 2, axis=(0, 2))],
)
linear(
    np.tile,
    lambda g, a, reps: runtime.tile_vjp(g, a, reps),
    samples=[
        (vec, 2),
        (mat, (2, 3)),
        (vec, (2, 2)),
        (box, 2),
        (mat, (2, 1, 3)),
        (vec, np.array([2, 3])),
    ],
)
linear(
    np.resize,
    lambda g, a, new_shape: runtime.gather_vjp(g, a, np.resize(runtime.numbers(a), new_shape)),
    samples=[(vec, 5), (mat, (3, 3)), (box, 4), (0.3, 2)],
)
linear(
    np.repeat,
    lambda g, a, repeats, axis=None: runtime.repeat_vjp(g, a, repeats, axis),
    samples=[(vec, 2), (mat, 3), (mat, 2, 1), (mat, [2, 0, 1], -1), (mat, [1, 3], 0)],
)


_COPYING = ("edge", "wrap", "reflect", "symmetric")  # modes of np.pad that put elements around


def _unpad(g: Any, x: Any, widths: Any, mode: Any) -> Any:
    """Undo `np.pad`."""
    _check_pad(mode, widths)
    return runtime.pad_vjp(g, x, widths, mode) if mode in _COPYING else runtime.unpad(g, x, widths)


def _pad_tangent(t: Any, widths: Any, mode: Any) -> Any:
    """Pad a tangent: constants around have none."""
    _check_pad(mode, widths)
    return np.pad(t, widths, mode) if mode in _COPYING else np.pad(t, widths)


def _check_pad(mode: Any, widths: Any) -> None:
    if mode not in ("constant", *_COPYING) or isinstance(widths, dict):
        raise NotImplementedError(
            f"np.pad is differentiated with plain widths and the modes constant, {', '.join(_COPYING)}"
        )


rule(
    np.pad,
    vjp=[
        lambda g, y, array, pad_width, mode="constant", *, constant_values=0: _unpad(
            g, array, pad_width, mode
        )
    ],
    jvp=[
        lambda t, y, array, pad_width, mode="constant", *, constant_values=0: _pad_tangent(
            t, pad_width, mode
        )
    ],
    samples=[
        (vec, 2),
        (mat, (1, 2)),
        (mat, ((1, 0), (2, 3))),
        sample(mat, 1, "constant", constant_values=2.5),
        (vec, (1, 0), "constant"),
        (mat, 1, "edge"),
        (mat, ((1, 0), (2, 4)), "wrap"),
        (box, (1, 0), "reflect"),
        sample(vec, 4, mode="symmetric"),
    ],
)
linear(
    runtime.pad_vjp,
    lambda g, x, like, pad_width, mode: np.pad(g, pad_width, mode),
    samples=[
        (np.tile(vec, 2), vec, (1, 2), "edge"),
        (np.tile(mat, (2, 2)), mat, ((1, 1), (0, 3)), "wrap"),
    ],
)

linear(
    np.diag,
    lambda g, v, k=0: np.diag(g, k) if known_rank(v) == 1 else runtime.diag_vjp(g, v, k),
    samples=[vec, (vec, 1), (vec, -2), square, mat, (mat, 1), (mat, -1)],
    view=True,
)
linear(
    np.diagonal,
    lambda g, a, offset=0, axis1=0, axis2=1: runtime.diagonal_vjp(g, a, offset, axis1, axis2),
    samples=[square, mat, (mat, 1), box, (box, -1, 2, 0), sample(box, axis1=1, axis2=2)],
    view=True,
)
linear(
    np.diagflat,
    lambda g, v, k=0: _restore(np.diag(g, k), v),
    samples=[vec, (mat, 1), (vec4, -1)],
)
linear(np.tril, lambda g, m, k=0: np.tril(g, k), samples=[square, (mat, 1), sample(box, k=-1)])
linear(np.triu, lambda g, m, k=0: np.triu(g, k), samples=[square, (mat, 1), sample(box, k=-1)])
