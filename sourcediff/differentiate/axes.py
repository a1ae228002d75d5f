"""The adjoint of an array that is read with axes of length one put in, as in `x[:, None]`."""

from __future__ import annotations

import operator
from typing import Any

import numpy as np

from sourcediff.ir.builder import Builder
from sourcediff.ir.core import Op, Value, type_of
from sourcediff.ir.types import Num, rank

_ALL = slice(None)


def without_new_axes(b: Builder, g: Any, op: Op) -> Any:
    """The adjoint of all of `x` from that of `x[:, None]`; None where another index is read."""
    x, index = op.args
    parts = _parts(index, rank(x.type))
    if parts is None:
        return None
    if isinstance(type_of(g), Num) or None not in parts:
        return g
    if rank(type_of(g)) != len(parts):
        return None
    return _take(b, g, tuple(axis for axis, part in enumerate(parts) if part is None))


def _parts(index: Any, ndim: int | None) -> tuple[Any, ...] | None:
    """An index of new axes and whole ones, one part for each axis; None if it is another."""
    parts = index if isinstance(index, tuple) else (index,)
    if ndim is None or not all(p is None or p is Ellipsis or _is_whole(p) for p in parts):
        return None
    missing = ndim - sum(map(_is_whole, parts))
    place = parts.index(Ellipsis) if Ellipsis in parts else len(parts)
    return (*parts[:place], *[_ALL] * missing, *parts[place + 1 :])


def _is_whole(part: Any) -> bool:
    return isinstance(part, slice) and part == _ALL


def _take(b: Builder, g: Any, axes: tuple[int, ...]) -> Any:
    """An array without axes of length one: what sums over just these need not keep them."""
    op = b.defs.get(g) if isinstance(g, Value) else None
    if op is not None and op.fn is operator.neg:
        return b.call(operator.neg, _take(b, op.args[0], axes))
    if op is not None and op.fn is operator.mul and isinstance(type_of(op.args[0]), Num):
        return b.call(operator.mul, op.args[0], _take(b, op.args[1], axes))
    if op is not None and _keeps(op, axes):
        return b.call(np.sum, op.args[0], axis=op.kwargs["axis"])
    parts = [0 if axis in axes else _ALL for axis in range(max(axes) + 1)]
    return b.emit_call(operator.getitem, g, parts[0] if len(parts) == 1 else tuple(parts))


def _keeps(op: Op, wanted: tuple[int, ...]) -> bool:
    """Whether an operation is a sum over just these axes that keeps them."""
    if op.fn is not np.sum or op.kwargs.get("keepdims") is not True:
        return False
    axis, ndim = op.kwargs.get("axis"), rank(type_of(op.args[0]))
    axes = axis if isinstance(axis, tuple) else (axis,)
    if ndim is None or not all(type(a) is int for a in axes):
        return False
    return tuple(sorted(a % ndim for a in axes)) == wanted
