"""Moments, averages, order statistics, and functions given by a table."""

from __future__ import annotations

from typing import Any

import numpy as np

from sourcediff import runtime
from sourcediff.rules.registry import rule
from sourcediff.rules.samples import box, mat, mat2, positive, positive_mat, sample, vec, vec4
from sourcediff.rules.strict import with_options

_axes = [
    vec,
    mat,
    (mat, 0),
    sample(mat, axis=-1, keepdims=True),
    sample(box, axis=(0, 2)),
    sample(mat, axis=1, ddof=1),
    sample(mat, ddof=1, keepdims=True),
]


def _centered(a: Any, axis: Any, ddof: Any) -> Any:
    """Give the deviations from the mean, divided as the variance divides."""
    return (a - np.mean(a, axis=axis, keepdims=True)) / (runtime.count(a, axis) - ddof)


rule(
    np.var,
    vjp=[
        lambda g, y, a, axis=None, dtype=None, *, ddof=0, keepdims=False: (
            runtime.expand(2.0 * g, a, axis, keepdims) * _centered(a, axis, ddof)
        )
    ],
    jvp=[
        lambda t, y, a, axis=None, dtype=None, *, ddof=0, keepdims=False: np.sum(
            2.0 * t * _centered(a, axis, ddof), axis=axis, keepdims=keepdims
        )
    ],
    samples=_axes,
)
# Where all elements are equal this is the kink of a norm, and the derivative is 0.
rule(
    np.std,
    vjp=[
        lambda g, y, a, axis=None, dtype=None, *, ddof=0, keepdims=False: (
            runtime.expand(g / (y + (y == 0.0)), a, axis, keepdims) * _centered(a, axis, ddof)
        )
    ],
    jvp=[
        lambda t, y, a, axis=None, dtype=None, *, ddof=0, keepdims=False: (
            np.sum(t * _centered(a, axis, ddof), axis=axis, keepdims=keepdims) / (y + (y == 0.0))
        )
    ],
    samples=_axes,
)
rule(
    np.median,
    vjp=[
        lambda g, y, a, axis=None, *, keepdims=False: (
            runtime.expand(g, a, axis, keepdims) * runtime.middle_shares(a, axis)
        )
    ],
    jvp=[
        lambda t, y, a, axis=None, *, keepdims=False: np.sum(
            t * runtime.middle_shares(a, axis), axis=axis, keepdims=keepdims
        )
    ],
    samples=[
        vec,
        vec4,
        mat,
        (mat, 0),
        sample(box, axis=(0, 2)),
        sample(box, axis=1, keepdims=True),
    ],
)
rule(
    np.average,
    vjp=[
        lambda g, y, a, axis=None, weights=None, *, keepdims=False: runtime.average_vjp(
            g, a, axis, weights, keepdims
        ),
        None,
        lambda g, y, a, axis, weights, *, keepdims=False: runtime.average_vjp_weights(
            g, y, a, axis, weights, keepdims
        ),
    ],
    jvp=[
        lambda t, y, a, axis=None, weights=None, *, keepdims=False: np.average(
            t, axis, weights, keepdims=keepdims
        ),
        None,
        lambda t, y, a, axis, weights, *, keepdims=False: runtime.average_jvp_weights(
            t, y, a, axis, weights, keepdims
        ),
    ],
    samples=[
        mat,
        (mat, 0),
        (vec, None, positive),
        (mat, 1, positive),
        (box, 1, positive),
        (mat, None, positive_mat),
        sample(mat, 0, positive_mat, keepdims=True),
    ],
)
rule(
    np.interp,
    vjp=[
        lambda g, y, x, xp, fp: g * runtime.interp_slope(x, xp, fp),
        lambda g, y, x, xp, fp: runtime.interp_vjp(-g * runtime.interp_slope(x, xp, fp), x, xp),
        lambda g, y, x, xp, fp: runtime.interp_vjp(g, x, xp),
    ],
    jvp=[
        lambda t, y, x, xp, fp: t * runtime.interp_slope(x, xp, fp),
        lambda t, y, x, xp, fp: -runtime.interp_slope(x, xp, fp) * np.interp(x, xp, t),
        lambda t, y, x, xp, fp: np.interp(x, xp, t),
    ],
    samples=[
        (mat, np.array([-1.0, 0.1, 1.0, 1.7]), vec4),
        (0.3, np.array([-1.0, 0.1, 1.0, 1.7]), vec4),
        (-3.0, np.array([-1.0, 0.1, 1.0, 1.7]), vec4),
    ],
)
with_options(
    np.convolve,
    lambda g, a, v, mode="full": np.convolve(
        runtime.convolve_uncut(g, a, v, mode), v[::-1], "valid"
    ),
    lambda g, a, v, mode="full": np.convolve(
        runtime.convolve_uncut(g, a, v, mode), a[::-1], "valid"
    ),
    samples=[
        (vec, vec4),
        (vec4, vec),
        (vec4, vec, "same"),
        (vec, vec4, "same"),
        (vec4, vec, "valid"),
        (vec4, vec[:2], "same"),
        (vec[:2], vec4, "valid"),
        (mat[0], mat2[0], "valid"),
    ],
)
