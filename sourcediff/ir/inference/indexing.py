"""Types of items, slices and what index arrays select."""

from __future__ import annotations

from functools import reduce
from typing import Any

from sourcediff.ir.core import Value, leaves, type_of
from sourcediff.ir.guards import Guards, broadcast
from sourcediff.ir.join import join
from sourcediff.ir.scalars import element, sizeless
from sourcediff.ir.sizes import Dim, fresh_dim
from sourcediff.ir.types import (
    INERT,
    OPAQUE,
    UNBOUND,
    UNKNOWN,
    WORDS,
    Arr,
    Either,
    Held,
    Lst,
    Num,
    Opaque,
    Tup,
    Type,
    Unbound,
    Unknown,
)


def infer_getitem(t: Type, index: Any, guards: Guards) -> Type:
    """The type of `x[index]`."""
    if any(isinstance(x.type, Unbound) for x in leaves(index)):
        return UNBOUND  # at an item of a list of which nothing is known yet
    if isinstance(t, Tup):
        return _infer_item(t, index)
    if isinstance(t, Lst):
        return t if isinstance(index, slice) else t.elem
    if isinstance(t, Unbound):
        return UNBOUND  # an item of a list of which nothing is known yet
    if isinstance(t, Num) and t.dtype is not None and _is_all(index):
        return t  # of a number of NumPy's
    if t == WORDS:
        return WORDS if isinstance(index, slice) else Opaque("str")
    if isinstance(t, Either) and _refuses_numbers(index):
        return infer_getitem(t.array, index, guards)
    if not isinstance(t, Arr):
        return UNKNOWN if isinstance(t, Unknown) else INERT if t == INERT else OPAQUE
    if t.shape is None:
        return UNKNOWN
    if any(isinstance(_item_of(p), Unbound) for p in index_parts(index)):
        return UNBOUND  # at places in a list of which nothing is known yet
    parts = expand_index(index, len(t.shape))
    if parts is None:
        return UNKNOWN
    spare = tuple(
        fresh_dim() for _ in parts[len(t.shape) :]
    )  # an index too many raises at run time
    dims = _indexed_dims((*t.shape, *spare), parts, guards)
    if dims is None:
        return UNKNOWN
    stays = _has_array(parts) or _has_ellipsis(index)
    return Arr(t.dtype, dims) if dims or stays else element(t)


def _is_all(index: Any) -> bool:
    """Whether an index asks for what it is applied to, as a number."""
    return index is Ellipsis or (isinstance(index, tuple) and not index)


def _refuses_numbers(index: Any) -> bool:
    """Whether an index raises for a number: it asks for a place along an axis, and adds none."""
    parts = index if isinstance(index, tuple) else (index,)
    return bool(parts) and all(isinstance(p, slice) or is_integer(p) for p in parts)


def _has_ellipsis(index: Any) -> bool:
    """Whether an index gives an array also where no axis is left."""
    return any(part is Ellipsis for part in (index if isinstance(index, tuple) else (index,)))


def _infer_item(t: Tup, index: Any) -> Type:
    """The type of an item, or of a part, of a tuple."""
    if isinstance(index, int) and -len(t.items) <= index < len(t.items):
        return t.items[index]
    if isinstance(index, slice) and not list(leaves(index)):
        return Tup(t.items[index])
    if is_integer(index) and t.items and all(isinstance(item, Num) for item in t.items):
        return reduce(join, map(sizeless, t.items))
    return UNKNOWN


def _has_array(parts: list[Any]) -> bool:
    return any(
        isinstance(type_of(p), Arr) or isinstance(p, list) or _is_list_of_places(p) for p in parts
    )


def _is_list_of_places(part: Any) -> bool:
    """Whether a part of an index is a list, at run time, of integers or of what to take."""
    item = _item_of(part)
    return isinstance(item, Num) and item.kind in ("int", "bool")


def _item_of(part: Any) -> Type | None:
    """The type of the items of a list at run time."""
    t = type_of(part)
    held = t.item if isinstance(t, Held) and t.name == "list" else None
    return t.elem if isinstance(t, Lst) else held


# ---- indices ----


def is_integer(part: Any) -> bool:
    """Whether a part of an index is a single integer."""
    t = type_of(part)
    return isinstance(t, Num) and t.kind == "int"


def index_parts(index: Any) -> tuple[Any, ...]:
    """The parts of an index; of a tuple that exists at run time, what stands for each."""
    if isinstance(index, Value) and isinstance(index.type, Tup):
        return tuple(Value(t) for t in index.type.items)
    return index if isinstance(index, tuple) else (index,)


def expand_index(index: Any, ndim: int) -> list[Any] | None:
    """One part per axis: ellipsis spelled out, missing axes filled; None if that cannot be told."""
    parts = list(index_parts(index))
    taken = 0
    for part in parts:
        t = type_of(part)
        if part is None or part is Ellipsis:
            continue
        if isinstance(part, (slice, list)) or is_integer(part) or _is_list_of_places(part):
            taken += 1
        elif isinstance(t, Arr) and t.shape is not None:
            taken += _axes_taken(part)
        else:
            return None
    fill = [slice(None)] * (ndim - taken)
    at = next((i for i, p in enumerate(parts) if p is Ellipsis), None)
    if at is None:
        return parts + fill
    return parts[:at] + fill + parts[at + 1 :]


def is_basic(index: Any) -> bool:
    """Whether an index surely gives a view or an element: integers, slices, None, ellipsis."""
    return all(
        p is None or p is Ellipsis or isinstance(p, slice) or is_integer(p)
        for p in index_parts(index)
    )


def may_be_view(index: Any) -> bool:
    """Whether an index may give a view: it is basic, or it is not known what it is."""
    unclear = (Unknown, Opaque)
    parts = [p for p in index_parts(index) if isinstance(p, Value)]
    return is_basic(index) or any(
        isinstance(p.type, unclear) and not _is_list_of_places(p) for p in parts
    )


def is_mask(index: Any) -> bool:
    """Whether an index is one boolean array, which repeats nothing."""
    t = type_of(index)
    return isinstance(t, Arr) and t.dtype == "bool"


# ---- sizes ----


def _indexed_dims(
    dims: tuple[Dim, ...], parts: list[Any], guards: Guards
) -> tuple[Dim, ...] | None:
    if _has_array(parts):
        return _advanced_dims(dims, parts, guards)
    out, axis = [], 0
    for part in parts:
        if part is None:
            out.append(Dim(1))
            continue
        if isinstance(part, slice):
            out.append(_slice_dim(dims[axis], part, guards))
        axis += 1
    return tuple(out)


def _advanced_dims(
    dims: tuple[Dim, ...], parts: list[Any], guards: Guards
) -> tuple[Dim, ...] | None:
    """The sizes that an index with arrays in it leaves: those of the arrays together, and of the axes that are kept."""
    kept: list[tuple[int, Dim]] = []
    arrays: dict[int, tuple[Dim, ...] | None] = {}
    axis = 0
    for place, part in enumerate(parts):
        if part is None:
            kept.append((place, Dim(1)))
        elif isinstance(part, slice):
            kept.append((place, _slice_dim(dims[axis], part, guards)))
            axis += 1
        else:
            arrays[place] = _index_shape(part)
            axis += _axes_taken(part)
    masked = any(map(is_mask, parts))
    joint = _joint_shape(list(arrays.values()), masked, guards)
    if joint is None:
        return None
    places = list(arrays)
    contiguous = places == list(range(places[0], places[-1] + 1))
    before = [d for place, d in kept if contiguous and place < places[0]]
    after = [d for place, d in kept if not (contiguous and place < places[0])]
    return (*before, *joint, *after)


def _index_shape(part: Any) -> tuple[Dim, ...] | None:
    """The shape of a part of an index that chooses places, None if unknown."""
    t = type_of(part)
    if isinstance(part, list):
        return (Dim(len(part)),) if all(is_integer(p) for p in part) else None
    if is_mask(part) or _is_list_of_places(part):
        return (fresh_dim("m"),)
    return t.shape if isinstance(t, Arr) else ()


def _axes_taken(part: Any) -> int:
    """The number of axes that a part of an index stands for."""
    t = type_of(part)
    return len(t.shape or ()) if isinstance(t, Arr) and t.dtype == "bool" else 1


def _joint_shape(
    shapes: list[tuple[Dim, ...] | None], masked: bool, guards: Guards
) -> tuple[Dim, ...] | None:
    """The shape of all index arrays together: a mask is known alone only."""
    if not masked:
        return broadcast(shapes, guards)
    return shapes[0] if len(shapes) == 1 else None


def _bound(x: Any, size: Dim, guards: Guards) -> Dim | None:
    """A slice bound as a distance from the start."""
    t = type_of(x)
    dim = t.dim if isinstance(t, Num) else None
    if dim is None:
        return None
    if dim.known is not None and dim.known < 0:
        return size + dim if guards.at_least(size, -dim.known) is not False else None
    if dim.known is not None and guards.at_least(size, dim.known) is not True:
        return None
    return dim


def _slice_dim(size: Dim, part: slice, guards: Guards) -> Dim:
    if part.step not in (None, 1, -1):
        return _strided_dim(size, part)
    if part.step == -1:
        return size if part.start is None and part.stop is None else fresh_dim()
    start = Dim() if part.start is None else _bound(part.start, size, guards)
    stop = size if part.stop is None else _bound(part.stop, size, guards)
    if start is None or stop is None:
        return fresh_dim()
    if all(d.known is not None or (d - size).known is not None for d in (start, stop)):
        return stop - start
    steady = guards.is_steady(stop - start)  # as long in all turns, and not shorter than nothing
    if steady and guards.is_natural(start) and guards.is_natural(size - stop):
        return stop - start  # nothing of it is cut off
    return guards.cut(size, start, stop)


def _strided_dim(size: Dim, part: slice) -> Dim:
    bounds = (part.start, part.stop, part.step)
    if size.known is None or any(isinstance(b, Value) for b in bounds):
        return fresh_dim()
    return Dim(len(range(size.known)[part]))
