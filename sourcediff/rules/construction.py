"""Functions that make arrays from numbers, lists or arrays."""

from __future__ import annotations

import math
from typing import Any

import numpy as np

from sourcediff import runtime
from sourcediff.rules.registry import known_rank, linear, rule
from sourcediff.rules.samples import mat, positive, sample, vec, vec2, vec4


def _nested(g: Any, x: Any, dtype: Any = None, place: tuple[int, ...] = ()) -> Any:
    """Give nested lists the adjoints of their elements; there is none through integers."""
    if isinstance(x, (list, tuple)):
        return [_nested(g, part, dtype, (*place, i)) for i, part in enumerate(x)]
    bar = g[place] if place else g
    return bar if dtype is None or np.issubdtype(dtype, np.inexact) else 0.0 * bar


linear(
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
linear(
    np.asarray,
    lambda g, a, dtype=None, order=None, *, copy=None: _nested(g, a, dtype),
    samples=[vec, mat, 0.3, ([[0.3, 0.4], [-1.2, 0.6]],)],
    twins=[np.asanyarray, np.asfortranarray],
    view=True,
)


def _of_vector(g: Any, a: Any) -> Any:
    """Give a number the adjoint of the vector that is made of it."""
    if isinstance(a, (list, tuple)):
        return g
    rank = known_rank(a)
    if rank is None:
        return runtime.restore(g, a)
    return np.sum(g) if rank == 0 else g


linear(  # of a number it makes a vector
    np.ascontiguousarray,
    lambda g, a, dtype=None: _nested(_of_vector(g, a), a, dtype),
    samples=[vec, mat, 0.3, ([0.3, 0.4],)],
    view=True,
)
linear(np.copy, lambda g, a, order="K", subok=False: g, samples=[vec, mat, 0.3])

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


def _ln(base: Any) -> Any:
    """Take the logarithm of a base, which most often is a number in the program."""
    return math.log(base) if isinstance(base, (int, float)) else np.log(base)


rule(
    np.logspace,
    vjp=[
        lambda g, y, start, stop, num=50, endpoint=True, base=10.0, *, dtype=None: (
            runtime.unbroadcast(
                g * y * _ln(base) * (1.0 - runtime.linspace_places(y, endpoint)), start
            )
        ),
        lambda g, y, start, stop, num=50, endpoint=True, base=10.0, *, dtype=None: (
            runtime.unbroadcast(g * y * _ln(base) * runtime.linspace_places(y, endpoint), stop)
        ),
        None,
        None,
        lambda g, y, start, stop, num, endpoint, base, *, dtype=None: runtime.unbroadcast(
            g * y * np.linspace(start, stop, num, endpoint) / base, base
        ),
    ],
    jvp=[
        lambda t, y, start, stop, num=50, endpoint=True, base=10.0, *, dtype=None: (
            t * y * _ln(base) * (1.0 - runtime.linspace_places(y, endpoint))
        ),
        lambda t, y, start, stop, num=50, endpoint=True, base=10.0, *, dtype=None: (
            t * y * _ln(base) * runtime.linspace_places(y, endpoint)
        ),
        None,
        None,
        lambda t, y, start, stop, num, endpoint, base, *, dtype=None: (
            t * y * np.linspace(start, stop, num, endpoint) / base
        ),
    ],
    samples=[
        (0.3, 1.7, 5),
        (0.3, -1.7, 4, False, 2.5),
        (vec, vec2, 4),
        sample(vec, 1.2, num=3, base=2),
    ],
)
rule(
    np.geomspace,
    vjp=[
        lambda g, y, start, stop, num=50, endpoint=True, *, dtype=None: runtime.unbroadcast(
            g * y * (1.0 - runtime.linspace_places(y, endpoint)) / start, start
        ),
        lambda g, y, start, stop, num=50, endpoint=True, *, dtype=None: runtime.unbroadcast(
            g * y * runtime.linspace_places(y, endpoint) / stop, stop
        ),
    ],
    jvp=[
        lambda t, y, start, stop, num=50, endpoint=True, *, dtype=None: (
            t * y * (1.0 - runtime.linspace_places(y, endpoint)) / start
        ),
        lambda t, y, start, stop, num=50, endpoint=True, *, dtype=None: (
            t * y * runtime.linspace_places(y, endpoint) / stop
        ),
    ],
    samples=[(0.3, 1.7, 5), (2.3, 1.7, 4, False), (positive, 1.2, 3)],
)
rule(
    np.vander,
    vjp=[
        lambda g, y, x, N=None, increasing=False: np.sum(
            g * runtime.vander_slopes(x, N, increasing), axis=1
        )
    ],
    jvp=[
        lambda t, y, x, N=None, increasing=False: (
            np.expand_dims(t, -1) * runtime.vander_slopes(x, N, increasing)
        )
    ],
    samples=[vec, (vec4, 2), sample(vec, 5, increasing=True), (vec, 1)],
)

MOST = 8  # arguments


def _meshgrid_vjp(position: int) -> Any:
    def vjp(
        g: Any, y: Any, *xi: Any, copy: Any = True, sparse: Any = False, indexing: Any = "xy"
    ) -> Any:
        return runtime.meshgrid_vjp(g, y, xi[position], position, len(xi), indexing)

    return vjp


def _alone(primitive: Any, position: int) -> Any:
    """Push one tangent through a function that gives one array for each argument."""

    def jvp(t: Any, y: Any, *xi: Any, **how: Any) -> Any:
        return primitive(
            *[t if i == position else np.zeros_like(x) for i, x in enumerate(xi)], **how
        )

    return jvp


def _broadcast_vjp(position: int) -> Any:
    return lambda g, y, *arrays: runtime.unbroadcast(g[position], arrays[position])


rule(
    np.meshgrid,
    vjp=[_meshgrid_vjp(i) for i in range(MOST)],
    jvp=[_alone(np.meshgrid, i) for i in range(MOST)],
    samples=[
        vec,
        (vec, vec4),
        sample(vec, vec4, indexing="ij"),
        (vec, vec4, vec2),
        sample(vec, vec4, vec2, sparse=True, indexing="ij"),
        sample(vec, 0.3, sparse=True),
    ],
)
rule(
    np.broadcast_arrays,
    vjp=[_broadcast_vjp(i) for i in range(MOST)],
    jvp=[_alone(np.broadcast_arrays, i) for i in range(MOST)],
    samples=[(vec, mat), (0.3, vec, mat)],
)

# Conversions of a number.
rule(
    float,
    vjp=[lambda g, y, x: runtime.unbroadcast(g, x)],
    jvp=[lambda t, y, x: t],
    samples=[0.3, np.float64(0.3)],
    twins=[np.float64],
)
