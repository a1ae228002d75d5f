"""Counts: histograms, their edges, and sums by bin."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from sourcediff import runtime
from sourcediff.rules.registry import known_rank, rule
from sourcediff.rules.samples import mat, positive, positive_mat, sample, vec, vec4

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
