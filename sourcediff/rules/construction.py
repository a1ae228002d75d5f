"""Functions that make arrays from numbers, lists or arrays."""

from __future__ import annotations

from typing import Any

import numpy as np

from sourcediff import runtime
from sourcediff.rules.registry import rule
from sourcediff.rules.samples import mat, sample, vec, vec2
from sourcediff.rules.strict import strict_linear


def _nested(g: Any, x: Any, dtype: Any = None, place: tuple[int, ...] = ()) -> Any:
    """Give nested lists the adjoints of their elements; there is none through integers."""
    if isinstance(x, (list, tuple)):
        return [_nested(g, part, dtype, (*place, i)) for i, part in enumerate(x)]
    bar = g[place] if place else g
    return bar if dtype is None or np.issubdtype(dtype, np.inexact) else 0.0 * bar


strict_linear(
    np.array,
    lambda g, object, dtype=None, *, copy=True, order="K", ndmin=0: _nested(  # noqa: A006
        g if ndmin == 0 else runtime.unbroadcast(g, object), object, dtype
    ),
    samples=[
        vec,
        mat,
        0.3,
        ([0.3, 0.4, -1.2],),
        ([[0.3, 0.4], [-1.2, 0.6]],),
        ([vec, vec2],),
        ((mat[0], [0.1, 0.2, 0.3]),),
        sample(vec, ndmin=2),
        sample(mat, dtype=float),
    ],
)
strict_linear(
    np.asarray,
    lambda g, a, dtype=None, order=None, *, copy=None: _nested(g, a, dtype),
    samples=[vec, mat, 0.3, ([[0.3, 0.4], [-1.2, 0.6]],)],
    twins=[np.asanyarray, np.asfortranarray],
    view=True,
)
strict_linear(  # of a number it makes a vector
    np.ascontiguousarray,
    lambda g, a, dtype=None: _nested(
        np.sum(g) if not isinstance(a, (list, tuple)) and np.ndim(a) == 0 else g, a, dtype
    ),
    samples=[vec, mat, 0.3, ([0.3, 0.4],)],
    view=True,
)
strict_linear(np.copy, lambda g, a, order="K", subok=False: g, samples=[vec, mat, 0.3])

rule(
    np.full,
    vjp=[None, lambda g, y, shape, fill_value, dtype=None: runtime.unbroadcast(g, fill_value)],
    jvp=[None, lambda t, y, shape, fill_value, dtype=None: t * np.ones_like(y)],
    samples=[(3, 0.7), ((2, 3), 0.7), ((2, 3), vec), sample((2, 2), 0.7, dtype=float)],
)
rule(
    np.full_like,
    vjp=[None, lambda g, y, a, fill_value, dtype=None: runtime.unbroadcast(g, fill_value)],
    jvp=[None, lambda t, y, a, fill_value, dtype=None: t * np.ones_like(y)],
    samples=[(vec, 0.7), (mat, vec), sample(mat, 0.7, dtype=float)],
)
rule(
    np.linspace,
    vjp=[
        lambda g, y, start, stop, num=50, endpoint=True, *, dtype=None: runtime.unbroadcast(
            g * (1.0 - runtime.linspace_places(y, endpoint)), start
        ),
        lambda g, y, start, stop, num=50, endpoint=True, *, dtype=None: runtime.unbroadcast(
            g * runtime.linspace_places(y, endpoint), stop
        ),
    ],
    jvp=[
        lambda t, y, start, stop, num=50, endpoint=True, *, dtype=None: (
            t * (1.0 - runtime.linspace_places(y, endpoint))
        ),
        lambda t, y, start, stop, num=50, endpoint=True, *, dtype=None: (
            t * runtime.linspace_places(y, endpoint)
        ),
    ],
    samples=[
        (0.3, 1.7),
        (0.3, 1.7, 5),
        (0.3, -1.7, 4, False),
        (vec, vec2, 4),
        sample(vec, 1.2, num=3, endpoint=False),
        (0.3, 1.7, 1),
    ],
)
# The stop only decides how many elements there are.
rule(
    np.arange,
    vjp=[
        lambda g, y, start, stop=None, step=1: np.sum(g) if stop is not None else 0.0 * np.sum(g),
        None,
        lambda g, y, start, stop, step: np.sum(g * runtime.arange_like(y)),
    ],
    jvp=[
        lambda t, y, start, stop=None, step=1: (
            t * np.ones_like(y) if stop is not None else np.zeros_like(y)
        ),
        None,
        lambda t, y, start, stop, step: t * runtime.arange_like(y),
    ],
    samples=[(0.3, 3.1), (0.3, 3.0, 0.4), (3.2,)],
)
