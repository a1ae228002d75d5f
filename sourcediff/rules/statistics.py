"""Moments, averages, order statistics, and functions given by a table."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from sourcediff import runtime
from sourcediff.rules.registry import bilinear, known_rank, rule
from sourcediff.rules.samples import box, mat, mat2, positive, positive_mat, sample, vec, vec2, vec4

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
bilinear(
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
bilinear(
    np.correlate,  # a convolution with `v` reversed
    lambda g, a, v, mode="valid": np.convolve(runtime.convolve_uncut(g, a, v, mode), v, "valid"),
    lambda g, a, v, mode="valid": np.convolve(
        runtime.convolve_uncut(g, a, v, mode), a[::-1], "valid"
    )[::-1],
    samples=[
        (vec, vec4),
        (vec4, vec),
        (vec4, vec, "same"),
        (vec, vec4, "full"),
        sample(vec4, vec, mode="full"),
        (vec4, vec[:2], "same"),
        (vec[:2], vec4, "valid"),
    ],
)
rule(
    np.polyval,
    vjp=[
        lambda g, y, p, x: runtime.polyval_vjp(g, p, x),
        lambda g, y, p, x: g * runtime.polyval_slope(p, x),
    ],
    jvp=[
        lambda t, y, p, x: np.polyval(t, x),
        lambda t, y, p, x: t * runtime.polyval_slope(p, x),
    ],
    samples=[(vec4, mat), (vec, 0.3), (vec[:1], vec2)],
)
rule(  # it adds what is constant
    np.unwrap,
    vjp=[lambda g, y, p, discont=None, axis=-1, *, period=6.28: g],
    jvp=[lambda t, y, p, discont=None, axis=-1, *, period=6.28: t],
    samples=[3.0 * vec, 4.0 * mat, sample(4.0 * mat, axis=0, period=2.0)],
)
rule(
    np.bincount,
    vjp=[None, lambda g, y, x, weights=None, minlength=0: np.take(g, x)],
    jvp=[None, lambda t, y, x, weights=None, minlength=0: np.bincount(x, t, minlength)],
    samples=[(np.array([1, 0, 1]), vec), (np.array([3, 0, 1]), vec, 6)],
)


def _not_density(density: Any) -> None:
    if density:
        raise NotImplementedError("np.histogram with `density=True` is not differentiated")


def _is_equal_bins(bins: Any, span: Any) -> bool:
    """Whether bins reach from the smallest to the largest element."""
    if isinstance(bins, (list, tuple)):
        return False
    return span is None and (isinstance(bins, str) or known_rank(bins) == 0)


def _of_array(g: Any, bins: Any) -> Any:
    """Pass on what belongs to the edges that are given."""
    if isinstance(bins, (list, tuple)):
        raise NotImplementedError("edges in a list are not differentiated; give them as an array")
    return g


def _edges_vjp(g: Any, edges: Any, a: Any, bins: Any = 10, range: Any = None) -> Any:  # noqa: A002
    """Give the data the adjoint of the edges of bins."""
    return runtime.edges_vjp(g, edges, a) if _is_equal_bins(bins, range) else np.zeros_like(a)


def _edges_jvp(t: Any, edges: Any, a: Any, bins: Any = 10, range: Any = None) -> Any:  # noqa: A002
    """Move the edges of bins with the data."""
    return runtime.edges_jvp(t, edges, a) if _is_equal_bins(bins, range) else np.zeros_like(edges)


def _ends_vjp(g: Any, edges: Any) -> Any:
    """Give the two ends of a range the adjoint of the edges of its bins."""
    places = runtime.linspace_places(edges)
    return [np.sum(g * (1.0 - places)), np.sum(g * places)]


def _ends_jvp(t: Any, edges: Any) -> Any:
    """Move the edges of bins with the two ends of their range."""
    places = runtime.linspace_places(edges)
    return t[0] * (1.0 - places) + t[1] * places


def _histogram_vjp(member: Callable[..., Any]) -> Callable[..., Any]:
    """Check the keywords of `np.histogram`, and pass on what one argument's adjoint takes."""

    def vjp(
        g: Any, y: Any, a: Any, bins: Any = 10, range: Any = None,  # noqa: A002
        density: Any = None, weights: Any = None,
    ) -> Any:  # fmt: skip
        _not_density(density)
        return member(g, y, a, bins, range, weights)

    return vjp


def _histogram_jvp(member: Callable[..., Any]) -> Callable[..., Any]:
    """Likewise for a tangent: that of the edges; counts stay as they are."""

    def jvp(
        t: Any, y: Any, a: Any, bins: Any = 10, range: Any = None,  # noqa: A002
        density: Any = None, weights: Any = None,
    ) -> Any:  # fmt: skip
        _not_density(density)
        return 0.0 * y[0], member(t, y, a, bins, range)

    return jvp


def _weights_jvp(
    t: Any, y: Any, a: Any, bins: Any = 10, range: Any = None,  # noqa: A002
    density: Any = None, weights: Any = None,
) -> Any:  # fmt: skip
    """Count with the tangents of the weights."""
    _not_density(density)
    return np.histogram(a, y[1], None, None, t)[0], 0.0 * y[1]


rule(
    np.histogram,
    vjp=[
        _histogram_vjp(lambda g, y, a, bins, span, weights: _edges_vjp(g[1], y[1], a, bins, span)),
        _histogram_vjp(lambda g, y, a, bins, span, weights: _of_array(g[1], bins)),
        _histogram_vjp(lambda g, y, a, bins, span, weights: _ends_vjp(g[1], y[1])),
        None,
        _histogram_vjp(
            lambda g, y, a, bins, span, weights: runtime.histogram_vjp(g[0], y[1], a, weights)
        ),
    ],
    jvp=[
        _histogram_jvp(lambda t, y, a, bins, span: _edges_jvp(t, y[1], a, bins, span)),
        _histogram_jvp(lambda t, y, a, bins, span: _of_array(t, bins)),
        _histogram_jvp(lambda t, y, a, bins, span: _ends_jvp(t, y[1])),
        None,
        _weights_jvp,
    ],
    samples=[
        (vec4, 3, None, None, vec4),
        (mat, np.array([-1.0, 0.35, 1.0, 2.2]), None, False, positive_mat),
        (vec4, 3, (-2.0, 1.7), None, vec4),
        sample(vec4, 2, weights=vec4),
        (mat, vec4[:0:-2]),
    ],
)
rule(
    np.histogram_bin_edges,
    vjp=[
        _edges_vjp,
        lambda g, y, a, bins, range=None: _of_array(g, bins),  # noqa: A006
        lambda g, y, a, bins, range: _ends_vjp(g, y),  # noqa: A006
    ],
    jvp=[
        _edges_jvp,
        lambda t, y, a, bins, range=None: _of_array(t, bins),  # noqa: A006
        lambda t, y, a, bins, range: _ends_jvp(t, y),  # noqa: A006
    ],
    samples=[vec4, (mat, 3), (vec4, 3, (-2.0, 1.7)), (vec4, positive), (vec4, "auto")],
)
