"""Functions that pick and order elements."""

from __future__ import annotations

from typing import Any

import numpy as np

from sourcediff import runtime
from sourcediff.rules.registry import rule
from sourcediff.rules.samples import box, mat, sample, vec, vec4
from sourcediff.rules.strict import strict_linear

strict_linear(
    np.take,
    lambda g, a, indices, axis=None: runtime.take_vjp(g, a, indices, axis),
    samples=[
        (vec, 1),
        (vec, [0, 2, 0]),
        (mat, [5, 0, 5]),
        (mat, [2, 0, 2], 1),
        (box, np.array([[1, 0], [1, 1]]), 1),
        sample(mat, -1, axis=-1),
    ],
)
strict_linear(
    np.take_along_axis,
    lambda g, arr, indices, axis=-1: runtime.take_along_axis_vjp(g, arr, indices, axis),
    samples=[
        (mat, np.array([[0, 2, 0, 1], [1, 1, 0, 2]]), 1),
        (mat, np.array([[0, 0, 1]]), 0),
        (box, np.argsort(box, axis=-1), -1),
        (mat, np.array([3, 0, 3]), None),
        (mat, np.array([[1]]), 1),
    ],
)


def _order(a: Any, axis: Any) -> Any:
    """Give the stable permutation that sorts."""
    return np.argsort(a, axis=axis, kind="stable")


def _sort_vjp(
    g: Any, y: Any, a: Any, axis: Any = -1, kind: Any = None, *, stable: Any = None
) -> Any:
    """Undo the permutation."""
    if axis is None:
        return np.reshape(np.take(g, np.argsort(_order(a, None))), a.shape)
    return np.take_along_axis(g, np.argsort(_order(a, axis), axis=axis), axis=axis)


def _sort_jvp(
    t: Any, y: Any, a: Any, axis: Any = -1, kind: Any = None, *, stable: Any = None
) -> Any:
    """Permute the tangent likewise."""
    if axis is None:
        return np.take(t, _order(a, None))
    return np.take_along_axis(t, _order(a, axis), axis=axis)


rule(
    np.sort,
    vjp=[_sort_vjp],
    jvp=[_sort_jvp],
    samples=[vec, vec4, mat, (mat, 0), (mat, None), sample(box, axis=1, kind="stable")],
)
rule(
    np.partition,
    vjp=[lambda g, y, a, kth, axis=-1, kind="introselect": runtime.partition_vjp(g, a, y, axis)],
    jvp=[lambda t, y, a, kth, axis=-1, kind="introselect": runtime.partition_jvp(t, a, y, axis)],
    samples=[(vec, 1), (vec4, 2), (mat, 1), (mat, 1, 0), (mat, 3, None), sample(box, 1, axis=1)],
)
