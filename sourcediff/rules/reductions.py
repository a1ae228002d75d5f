"""Sums, products, extrema, and what is cumulative, over any axes."""

from __future__ import annotations

from typing import Any

import numpy as np

from sourcediff import runtime
from sourcediff.rules.registry import linear, rule
from sourcediff.rules.samples import (
    box,
    mat,
    mat2,
    positive_mat,
    sample,
    vec,
    vec2,
    vec4,
    zeros_inside,
)

_every_axis = [
    vec,
    mat,
    box,
    (mat, 0),
    sample(mat, axis=-1),
    sample(mat, axis=1, keepdims=True),
    sample(mat, keepdims=True),
    sample(box, axis=(0, 2)),
    sample(box, axis=(-1, 1), keepdims=True),
    sample(box, axis=(0, 1, 2)),
]

linear(
    np.sum,
    lambda g, a, axis=None, dtype=None, *, keepdims=False: runtime.expand(g, a, axis, keepdims),
    samples=[*_every_axis, sample(mat, axis=()), 0.3],
)
linear(
    np.mean,
    lambda g, a, axis=None, dtype=None, *, keepdims=False: runtime.expand(
        g / runtime.count(a, axis), a, axis, keepdims
    ),
    samples=_every_axis,
)
rule(
    np.nansum,
    vjp=[
        lambda g, y, a, axis=None, dtype=None, *, keepdims=False: np.where(
            np.isnan(a), 0.0, runtime.expand(g, a, axis, keepdims)
        )
    ],
    jvp=[
        lambda t, y, a, axis=None, dtype=None, *, keepdims=False: np.sum(
            np.where(np.isnan(a), 0.0, t), axis=axis, keepdims=keepdims
        )
    ],
    samples=_every_axis,
)
rule(
    np.prod,
    vjp=[
        lambda g, y, a, axis=None, dtype=None, *, keepdims=False: (
            runtime.expand(g, a, axis, keepdims) * runtime.product_of_others(a, axis)
        )
    ],
    jvp=[
        lambda t, y, a, axis=None, dtype=None, *, keepdims=False: np.sum(
            t * runtime.product_of_others(a, axis), axis=axis, keepdims=keepdims
        )
    ],
    samples=[
        *_every_axis,
        zeros_inside,
        sample(zeros_inside, axis=0),
        sample(zeros_inside, axis=1),
    ],
)


def _extremum_vjp(g: Any, y: Any, a: Any, axis: Any = None, *, keepdims: bool = False) -> Any:
    """Share an adjoint equally among the elements that are extreme."""
    shares = runtime.tie_shares(a, y, axis, keepdims)
    return runtime.expand(g, a, axis, keepdims) * shares


def _extremum_jvp(t: Any, y: Any, a: Any, axis: Any = None, *, keepdims: Any = False) -> Any:
    """Average the tangents of the elements that are extreme."""
    return np.sum(t * runtime.tie_shares(a, y, axis, keepdims), axis=axis, keepdims=keepdims)


rule(np.max, vjp=[_extremum_vjp], jvp=[_extremum_jvp], samples=_every_axis, twins=[np.amax])
rule(np.min, vjp=[_extremum_vjp], jvp=[_extremum_jvp], samples=_every_axis, twins=[np.amin])


def _ptp_shares(a: Any, axis: Any) -> Any:
    """Weigh the elements that are largest by their share, those that are least by minus theirs."""
    high = np.max(a, axis=axis, keepdims=True)
    low = np.min(a, axis=axis, keepdims=True)
    return runtime.tie_shares(a, high, axis, True) - runtime.tie_shares(a, low, axis, True)


rule(
    np.ptp,
    vjp=[
        lambda g, y, a, axis=None, *, keepdims=False: (
            runtime.expand(g, a, axis, keepdims) * _ptp_shares(a, axis)
        )
    ],
    jvp=[
        lambda t, y, a, axis=None, *, keepdims=False: np.sum(
            t * _ptp_shares(a, axis), axis=axis, keepdims=keepdims
        )
    ],
    samples=_every_axis,
)


def _cumsum_transpose(g: Any, a: Any, axis: Any = None, dtype: Any = None) -> Any:
    """Sum from the end."""
    if axis is None:
        return np.reshape(np.cumsum(g[::-1])[::-1], a.shape)
    return np.flip(np.cumsum(np.flip(g, axis=axis), axis=axis), axis=axis)


linear(np.cumsum, _cumsum_transpose, samples=[vec, mat, (mat, 0), sample(box, axis=-2)])
rule(
    np.cumprod,
    vjp=[lambda g, y, a, axis=None, dtype=None: runtime.cumprod_vjp(g, a, axis)],
    jvp=[lambda t, y, a, axis=None, dtype=None: runtime.cumprod_jvp(t, a, axis)],
    samples=[
        vec,
        mat,
        (mat, 0),
        sample(box, axis=-2),
        zeros_inside,
        sample(zeros_inside, axis=0),
        sample(zeros_inside, axis=1),
    ],
)
if hasattr(np, "cumulative_sum"):  # NumPy 2.1
    linear(
        np.cumulative_sum,
        lambda g, x, *, axis=None, dtype=None, include_initial=False: runtime.cumulative_vjp(
            g, x, axis, include_initial
        ),
        samples=[
            vec,
            sample(mat, axis=0),
            sample(box, axis=-2, include_initial=True),
            sample(vec, include_initial=True),
        ],
    )
    rule(
        np.cumulative_prod,
        vjp=[lambda g, y, x, *, axis=None, dtype=None: runtime.cumprod_vjp(g, x, axis)],
        jvp=[lambda t, y, x, *, axis=None, dtype=None: runtime.cumprod_jvp(t, x, axis)],
        samples=[vec, sample(mat, axis=0), sample(zeros_inside, axis=1)],
    )
linear(
    np.ediff1d,
    lambda g, ary: np.reshape(runtime.undiff(g), ary.shape),
    samples=[vec, mat],
)
linear(
    np.diff,
    lambda g, a, n=1, axis=-1: runtime.undiff(g, n, axis),
    samples=[vec, mat, (vec4, 2), sample(box, n=2, axis=1), (mat, 1, 0), (mat, 0)],
)
rule(
    np.trapezoid,
    vjp=[
        lambda g, z, y, x=None, dx=1.0, axis=-1: runtime.trapezoid_vjp(g, y, x, dx, axis),
        lambda g, z, y, x, dx=1.0, axis=-1: runtime.trapezoid_vjp_x(g, y, x, axis),
        lambda g, z, y, x=None, dx=1.0, axis=-1: (
            np.sum(g * np.trapezoid(y, axis=axis)) if x is None else 0.0 * np.sum(g)
        ),
    ],
    jvp=[
        lambda t, z, y, x=None, dx=1.0, axis=-1: np.trapezoid(t, x, dx, axis),
        lambda t, z, y, x, dx=1.0, axis=-1: np.trapezoid(y, t, axis=axis),
        lambda t, z, y, x=None, dx=1.0, axis=-1: (
            t * np.trapezoid(y, axis=axis) if x is None else 0.0 * t
        ),
    ],
    samples=[
        vec,
        mat,
        (vec, vec2),
        (mat, vec2),
        (vec, None, 0.3),
        (mat, None, 0.3, 0),
        (mat, mat2, 1.0, 0),
        (mat, positive_mat),
    ],
)
