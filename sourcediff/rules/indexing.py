"""Functions that pick and order elements."""

from __future__ import annotations

from typing import Any

import numpy as np

from sourcediff import runtime
from sourcediff.rules.registry import linear, rule
from sourcediff.rules.samples import box, mat, sample, vec, vec2, vec4

linear(
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
linear(
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

linear(
    np.delete,
    lambda g, arr, obj, axis=None: runtime.gather_vjp(
        g, arr, np.delete(runtime.numbers(arr), obj, axis)
    ),
    samples=[(vec, 1), (vec4, [0, 2]), (mat, 2), (mat, 1, 0), sample(box, [0, 3], axis=-1)],
)
rule(
    np.compress,
    vjp=[
        None,
        lambda g, y, condition, a, axis=None: runtime.gather_vjp(
            g, a, np.compress(condition, runtime.numbers(a), axis)
        ),
    ],
    jvp=[None, lambda t, y, condition, a, axis=None: np.compress(condition, t, axis)],
    samples=[
        ([True, False, True], vec),
        ([False, True], mat, 0),
        sample(np.array([True, False, True]), mat, axis=1),
        ([True, False, False, True], mat),
    ],
)
rule(
    np.extract,
    vjp=[
        None,
        lambda g, y, condition, arr: runtime.gather_vjp(
            g, arr, np.extract(condition, runtime.numbers(arr))
        ),
    ],
    jvp=[None, lambda t, y, condition, arr: np.extract(condition, t)],
    samples=[(vec > 0.0, vec), (mat > 0.0, mat)],
)
rule(
    np.choose,
    vjp=[
        None,
        lambda g, y, a, choices: [
            runtime.unbroadcast(np.where(np.equal(a, i), g, 0.0), c) for i, c in enumerate(choices)
        ],
    ],
    jvp=[None, lambda t, y, a, choices: np.choose(a, t)],
    samples=[
        (np.array([0, 1, 0]), [vec, vec2]),
        (np.array([[0, 2, 1], [1, 0, 0]]), [vec, mat, 0.4]),
    ],
)


def _first(condlist: Any, i: int) -> Any:
    """Mark where a condition is the first that holds; for one past the last, where none does."""
    taken = True if i == len(condlist) else condlist[i]
    for earlier in condlist[:i]:
        taken = np.logical_and(taken, np.logical_not(earlier))
    return taken


rule(
    np.select,
    vjp=[
        None,
        lambda g, y, condlist, choicelist, default=0: [
            runtime.unbroadcast(np.where(_first(condlist, i), g, 0.0), c)
            for i, c in enumerate(choicelist)
        ],
        lambda g, y, condlist, choicelist, default=0: runtime.unbroadcast(
            np.where(_first(condlist, len(condlist)), g, 0.0), default
        ),
    ],
    jvp=[
        None,
        lambda t, y, condlist, choicelist, default=0: np.select(condlist, t),
        lambda t, y, condlist, choicelist, default=0: np.where(
            _first(condlist, len(condlist)), t, 0.0
        ),
    ],
    samples=[
        ([vec > 0.5, vec < 0.0], [vec, vec2]),
        ([vec > 0.5, vec > 0.0], [mat, vec2], 0.4),
        ([vec > 0.5, vec < 0.0], [0.3, vec2], mat),
    ],
)


def _first_places(ar: Any, axis: Any) -> Any:
    """Say where the elements that `np.unique` gives stand first."""
    if axis is not None:
        raise NotImplementedError("np.unique with `axis=` is not differentiated")
    return np.unique(ar, return_index=True)[1]


def _unique_vjp(
    g: Any, y: Any, ar: Any, return_index: Any = False, return_inverse: Any = False,
    return_counts: Any = False, axis: Any = None,
) -> Any:  # fmt: skip
    """Give the elements that stand first what belongs to the values: places and counts have no adjoint."""
    alone = not (return_index or return_inverse or return_counts)
    return runtime.gather_vjp(g if alone else g[0], ar, _first_places(ar, axis))


def _unique_jvp(
    t: Any, y: Any, ar: Any, return_index: Any = False, return_inverse: Any = False,
    return_counts: Any = False, axis: Any = None,
) -> Any:  # fmt: skip
    """Pick the tangents of the elements that stand first."""
    values = np.take(t, _first_places(ar, axis))
    others = sum(1 for asked in (return_index, return_inverse, return_counts) if asked)
    return (values, *[0.0 * y[i + 1] for i in range(others)]) if others else values


rule(
    np.unique,
    vjp=[_unique_vjp],
    jvp=[_unique_jvp],
    samples=[
        vec,
        mat,
        sample(vec4, return_inverse=True),
        sample(mat, return_counts=True, return_index=True),
    ],
)
