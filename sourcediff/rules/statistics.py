"""Moments, averages and medians, also of what is not NaN."""

from __future__ import annotations

from typing import Any

import numpy as np

from sourcediff import runtime
from sourcediff.rules.registry import rule
from sourcediff.rules.samples import box, mat, positive, positive_mat, sample, vec, vec4

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

# What is NaN is skipped, and a slice of nothing else has the NaN that it has in NumPy.
_with_nan = np.where(mat > 2.0, np.nan, mat)
_nan_axes = [*_axes[:5], _with_nan, (_with_nan, 0), sample(_with_nan, axis=1, keepdims=True)]
_nan_moments = [*_nan_axes, *_axes[5:], sample(_with_nan, axis=1, ddof=1)]


def _skipping(t: Any, a: Any) -> Any:
    """Put 0 where an array is NaN."""
    return np.where(np.isnan(a), 0.0, t)


def _present_share(a: Any, axis: Any) -> Any:
    """Weigh the numbers of an array by 1 over how many there are in the mean."""
    return runtime.present(a) / np.sum(runtime.present(a), axis=axis, keepdims=True)


rule(
    np.nanmean,
    vjp=[
        lambda g, y, a, axis=None, dtype=None, *, keepdims=False: (
            runtime.expand(g, a, axis, keepdims) * _present_share(a, axis)
        )
    ],
    jvp=[
        lambda t, y, a, axis=None, dtype=None, *, keepdims=False: np.sum(
            _skipping(t, a) * _present_share(a, axis), axis=axis, keepdims=keepdims
        )
    ],
    samples=_nan_axes,
)
for _extremum in (np.nanmax, np.nanmin):
    rule(
        _extremum,
        vjp=[
            lambda g, y, a, axis=None, *, keepdims=False: (
                runtime.expand(g, a, axis, keepdims) * runtime.tie_shares(a, y, axis, keepdims)
            )
        ],
        jvp=[
            lambda t, y, a, axis=None, *, keepdims=False: np.sum(
                _skipping(t, a) * runtime.tie_shares(a, y, axis, keepdims),
                axis=axis,
                keepdims=keepdims,
            )
        ],
        samples=_nan_axes,
    )


def _other_factors(a: Any, axis: Any) -> Any:
    """Multiply, for each number, the others."""
    filled = np.where(np.isnan(a), 1.0, a)
    return _skipping(runtime.product_of_others(filled, axis), a)


rule(
    np.nanprod,
    vjp=[
        lambda g, y, a, axis=None, dtype=None, *, keepdims=False: (
            runtime.expand(g, a, axis, keepdims) * _other_factors(a, axis)
        )
    ],
    jvp=[
        lambda t, y, a, axis=None, dtype=None, *, keepdims=False: np.sum(
            _skipping(t, a) * _other_factors(a, axis), axis=axis, keepdims=keepdims
        )
    ],
    samples=_nan_axes,
)
rule(
    np.nanvar,
    vjp=[
        lambda g, y, a, axis=None, dtype=None, *, ddof=0, keepdims=False: (
            runtime.expand(2.0 * g, a, axis, keepdims) * runtime.nan_centered(a, axis, ddof)
        )
    ],
    jvp=[
        lambda t, y, a, axis=None, dtype=None, *, ddof=0, keepdims=False: np.sum(
            2.0 * _skipping(t, a) * runtime.nan_centered(a, axis, ddof),
            axis=axis,
            keepdims=keepdims,
        )
    ],
    samples=_nan_moments,
)
rule(
    np.nanstd,
    vjp=[
        lambda g, y, a, axis=None, dtype=None, *, ddof=0, keepdims=False: (
            runtime.expand(g / (y + (y == 0.0)), a, axis, keepdims)
            * runtime.nan_centered(a, axis, ddof)
        )
    ],
    jvp=[
        lambda t, y, a, axis=None, dtype=None, *, ddof=0, keepdims=False: (
            np.sum(
                _skipping(t, a) * runtime.nan_centered(a, axis, ddof), axis=axis, keepdims=keepdims
            )
            / (y + (y == 0.0))
        )
    ],
    samples=_nan_moments,
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
        lambda g, y, a, axis=None, weights=None, *, keepdims=False: runtime.average_vjp_weights(
            g, y, a, axis, weights, keepdims
        ),
    ],
    jvp=[
        lambda t, y, a, axis=None, weights=None, *, keepdims=False: np.average(
            t, axis, weights, keepdims=keepdims
        ),
        None,
        lambda t, y, a, axis=None, weights=None, *, keepdims=False: runtime.average_jvp_weights(
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
