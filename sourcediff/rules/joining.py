"""Functions that join a list of arrays, or cut an array into one.

The argument is a list or a tuple of arrays, and so is its adjoint (an array stays an array).
"""

from __future__ import annotations

import itertools
from typing import Any

import numpy as np

from sourcediff import runtime
from sourcediff.rules.registry import known_rank, linear, rule
from sourcediff.rules.samples import box, column, mat, mat2, sample, vec, vec2, vec4


def _listed(parts: Any, arrays: Any) -> Any:
    """Give the parts one by one where the program lists the arrays one by one."""
    if isinstance(arrays, (list, tuple)):
        return [parts[i] for i in range(len(arrays))]
    return parts


def _cut(g: Any, arrays: Any, axis: Any) -> Any:
    """Give the slices of `g` that were joined, by slices where ranks are known."""
    ndim = known_rank(g)
    if not isinstance(arrays, (list, tuple)) or axis is None or not ndim:
        return _listed(runtime.split_like(g, arrays, axis), arrays)
    whole = (slice(None),) * (axis % ndim)
    places = [None]
    for a in arrays[:-1]:
        size = a.shape[axis]
        places.append(size if places[-1] is None else places[-1] + size)
    return [g[(*whole, slice(*pair))] for pair in itertools.pairwise([*places, None])]


def _joined(g: Any, axis: int) -> Any:
    """Join adjoints that are listed, or known to be a list only when they run."""
    return np.concatenate(g, axis=axis) if isinstance(g, list) else runtime.join(g, axis)


linear(
    np.concatenate,
    lambda g, arrays, axis=0, *, dtype=None: _cut(g, arrays, axis),
    samples=[
        ([vec, vec2, vec4],),
        ((mat, mat2),),
        ([mat, column], 1),
        sample([mat, column], axis=-1),
        sample([mat, vec4], axis=None),
        (box,),
    ],
)
linear(
    np.stack,
    lambda g, arrays, axis=0, *, dtype=None: _listed(
        g if axis == 0 else runtime.unstack(g, arrays, axis), arrays
    ),
    samples=[
        ([vec, vec2],),
        ([mat, mat2], 1),
        sample((mat, mat2), axis=-1),
        ([0.3, 0.4, 1.2],),
        (mat,),
    ],
)
linear(
    np.vstack,
    lambda g, tup, *, dtype=None: _listed(runtime.split_like(g, tup, 0, 2), tup),
    samples=[([vec, mat, vec2],), ((vec, vec2),), ([0.3, 0.4],), (box,)],
)
linear(
    np.hstack,
    lambda g, tup, *, dtype=None: _listed(runtime.hstack_vjp(g, tup), tup),
    samples=[([vec, vec4],), ((mat, column),), ([0.3, vec],), (box,)],
)
linear(
    np.dstack,
    lambda g, tup, *, dtype=None: _listed(runtime.split_like(g, tup, 2, 3), tup),
    samples=[([vec, vec2],), ((mat, mat2),), ([mat, mat2[:, :, None]],)],
)
linear(
    np.column_stack,
    lambda g, tup: _listed(runtime.split_like(g, tup, 1, 2), tup),
    samples=[([vec, vec2],), ([vec[:2], mat],)],
)
rule(
    np.append,
    vjp=[
        lambda g, y, arr, values, axis=None: runtime.split_like(g, [arr, values], axis)[0],
        lambda g, y, arr, values, axis=None: runtime.split_like(g, [arr, values], axis)[1],
    ],
    jvp=[
        lambda t, y, arr, values, axis=None: np.append(t, np.zeros_like(values), axis),
        lambda t, y, arr, values, axis=None: np.append(np.zeros_like(arr), t, axis),
    ],
    samples=[(vec, 0.4), (vec, vec4), (mat, column), (mat, column, 1), sample(mat, mat2, axis=0)],
)

for _split in (np.split, np.array_split):
    linear(
        _split,
        lambda g, ary, indices_or_sections, axis=0: _joined(g, axis),
        samples=[(vec, 3), (vec4, [1, 3]), (mat, 3, 1), sample(box, [1], axis=-2)],
        view=True,
    )
linear(
    np.hsplit,
    lambda g, ary, indices_or_sections: runtime.hsplit_vjp(g, ary),
    samples=[(vec, 3), (mat, [1])],
    view=True,
)
linear(
    np.vsplit,
    lambda g, ary, indices_or_sections: _joined(g, 0),
    samples=[(mat, 2), (box, [1])],
    view=True,
)
linear(
    np.dsplit,
    lambda g, ary, indices_or_sections: _joined(g, 2),
    samples=[(box, 2), (box, [1, 2])],
    view=True,
)

linear(
    np.block,
    lambda g, arrays: runtime.block_vjp(g, arrays),  # noqa: PLW0108 - so that it is recorded
    samples=[
        ([vec, vec2],),
        ([vec, 0.4],),
        ([[mat, column], [vec4]],),
        ([[mat], [mat2]],),
        (mat,),
    ],
)
rule(
    np.insert,
    vjp=[
        lambda g, y, arr, obj, values, axis=None: runtime.insert_vjp(g, arr, obj, values, axis),
        None,
        lambda g, y, arr, obj, values, axis=None: runtime.insert_vjp_values(
            g, arr, obj, values, axis
        ),
    ],
    jvp=[
        lambda t, y, arr, obj, values, axis=None: np.insert(t, obj, np.zeros_like(values), axis),
        None,
        lambda t, y, arr, obj, values, axis=None: np.insert(np.zeros_like(arr), obj, t, axis),
    ],
    samples=[
        (vec, 1, 0.4),
        (vec, [2, 0], vec2[:2]),
        (vec, 1, vec4),
        (mat, 1, 0.7),
        (mat, 1, vec, 0),
        sample(mat, [0, 2], column, axis=1),
    ],
)
if hasattr(np, "unstack"):  # NumPy 2.1
    linear(
        np.unstack,
        lambda g, x, *, axis=0: runtime.stacked(g, axis),
        samples=[mat, sample(box, axis=-1)],
    )
