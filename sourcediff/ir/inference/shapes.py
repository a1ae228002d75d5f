"""Types of what primitives give whose result's shape is told by their arguments: copies, reductions, products."""

from __future__ import annotations

import operator
from typing import Any

import numpy as np

from sourcediff import runtime
from sourcediff.ir.core import type_of
from sourcediff.ir.guards import Guards, broadcast
from sourcediff.ir.scalars import element, scalar_result
from sourcediff.ir.sizes import Dim, fresh_dim
from sourcediff.ir.types import INT, UNBOUND, UNKNOWN, Arr, Lst, Num, Tup, Type, Unbound, shape


def _like(x: Any, *_: Any, **how: Any) -> Type | None:
    """The type of a new array like another."""
    t = type_of(x)
    return t if isinstance(t, Arr) and not how else None


def _filled(size: Any, *_: Any, **how: Any) -> Type | None:
    """The type of a new array of floats of a shape."""
    return None if how or _ else _infer_reshape(Arr("float64"), size)


def _reshaped(x: Any, to: Any = None, *_: Any, **how: Any) -> Type | None:
    """The type of an array with another shape."""
    return None if how or _ else _infer_reshape(type_of(x), to)


def _transposed(x: Any, *_: Any, **how: Any) -> Type | None:
    t = type_of(x)
    if not isinstance(t, Arr) or t.shape is None or _ or how:
        return None
    return Arr(t.dtype, t.shape[::-1])


def _triangle(x: Any, *_: Any, **how: Any) -> Type | None:
    return _like(x, **how) if len(shape(type_of(x)) or ()) > 1 else None


def _reduced(
    x: Any, axis: Any = None, *rest: Any, keepdims: Any = False, **how: Any
) -> Type | None:
    """The type of a reduction of floats over axes that are known."""
    t = type_of(x)
    if rest or how or not isinstance(t, Arr) or t.shape is None or not t.dtype.startswith("float"):
        return None
    count = len(t.shape)
    axes = range(count) if axis is None else axis if isinstance(axis, tuple) else (axis,)
    if keepdims not in (True, False) or any(type(a) is not int for a in axes):
        return None
    if any(not -count <= a < count for a in axes):
        return None
    gone = {a % count for a in axes}
    dims = [Dim(1) if i in gone else d for i, d in enumerate(t.shape) if keepdims or i not in gone]
    return Arr(t.dtype, tuple(dims)) if dims else element(t)


def _list_like(x: Any, *_: Any, **how: Any) -> Type | None:
    """The type of a list of adjoints like another list."""
    t = type_of(x)
    return t if isinstance(t, Lst) else None


def _part_like(x: Any, place: Any) -> Type | None:
    """The type of an item of a tuple."""
    t = type_of(x)
    return t.items[place] if isinstance(t, Tup) and isinstance(place, int) else None


def _unraveled(places: Any, shape: Any) -> Type | None:
    """Places along each axis, as many as there are places."""
    t, sizes = type_of(places), type_of(shape)
    sizes_of = shape if isinstance(shape, tuple) else sizes.items if isinstance(sizes, Tup) else ()
    count = len(sizes_of)
    if not count or not isinstance(t, (Num, Arr)):
        return None
    part = Arr("int64", t.shape) if isinstance(t, Arr) else Num("int", "int64")
    return Tup((part,) * count)


BY_ARGUMENTS: dict[Any, Any] = {
    runtime.sum_lists: _list_like, runtime.zeros_of: _list_like, runtime.zero_of: _like, runtime.part_of: _part_like,
    np.copy: _like, np.zeros_like: _like, np.ones_like: _like, np.empty_like: _like, np.full_like: _like,
    np.tril: _triangle, np.triu: _triangle, np.zeros: _filled, np.ones: _filled, np.empty: _filled,
    np.reshape: _reshaped, np.transpose: _transposed, np.sum: _reduced, np.max: _reduced, np.min: _reduced, np.mean: _reduced,
    np.prod: _reduced, np.unravel_index: _unraveled,
}  # fmt: skip


def infer_matmul(a: Type, b: Type, guards: Guards) -> Type:
    """The type of `a @ b`."""
    if isinstance(a, Unbound) or isinstance(b, Unbound):
        return UNBOUND
    if not (isinstance(a, Arr) and isinstance(b, Arr) and a.shape and b.shape):
        return UNKNOWN
    bare = scalar_result(operator.mul, (Arr(a.dtype), Arr(b.dtype)))
    if not isinstance(bare, Num) or bare.dtype is None:
        return UNKNOWN
    batch = broadcast([a.shape[:-2], b.shape[:-2]], guards)
    if batch is None:
        return UNKNOWN
    dims = (
        batch
        + (a.shape[-2:-1] if len(a.shape) > 1 else ())
        + (b.shape[-1:] if len(b.shape) > 1 else ())
    )
    return Arr(bare.dtype, dims) if dims else bare


def _infer_reshape(t: Type, to: Any) -> Type | None:
    """The type of an array with a shape that is a tuple or one number; -1 is a size that is not known."""
    if not isinstance(t, Arr):
        return None
    wanted = type_of(to)
    if isinstance(to, (tuple, list)):
        parts = [type_of(part) for part in to]
    else:
        parts = list(wanted.items) if isinstance(wanted, Tup) else [wanted]
    if not parts or not all(isinstance(p, Num) and p.kind == "int" for p in parts):
        return None
    dims = [p.dim if isinstance(p, Num) else None for p in parts]
    return Arr(t.dtype, tuple(fresh_dim() if d is None or (d.known or 0) < 0 else d for d in dims))


def infer_len(t: Type) -> Type:
    """The type of `len(x)`."""
    dims = shape(t)
    return Num("int", None, dims[0]) if dims else INT
