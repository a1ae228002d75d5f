"""Whether a store and a read of one array can touch the same elements, judged by their indices."""

from __future__ import annotations

import operator
from typing import Any

import numpy as np

from sourcediff.analysis.alias import Aliases
from sourcediff.ir.core import Loop, Op, Value, type_of
from sourcediff.ir.sizes import Dim, Symbol
from sourcediff.ir.types import Arr, Num

Region = tuple[Value, list[Any]] | None


def may_meet(store: Op, region: Region, shared: list[Op], same_turn: bool) -> bool:
    """False only if the store surely touches other elements than a region that is read.

    `shared` are the loops around both; `same_turn` says that the store can come after the read in one turn of them.
    """
    if store.kind != "store" or region is None or region[0] is not store.args[0]:
        return True
    mine, theirs = parts_of(store.args[1]), region[1]
    if same_turn and not _apart(mine, theirs, shared, None):
        return True
    if len(shared) > 1:  # in a later turn of an outer loop the inner index starts again
        return True
    return any(not _apart(mine, theirs, shared, loop) for loop in shared)


def parts_of(index: Any) -> list[Any]:
    """An index as one part per axis."""
    return list(index) if isinstance(index, tuple) else [index]


def read_region(reader: Op, x: Value, aliases: Aliases) -> Region:
    """What an operation reads of memory, None if that is not known."""
    if aliases.is_moved(x):
        return None
    if reader.kind == "call" and reader.fn is operator.getitem and reader.args[0] is x:
        return x, parts_of(reader.args[1])
    base, op = aliases.base.get(x, (None, None))
    if op is not None and op.fn is operator.getitem and base is not None:
        return base, parts_of(op.args[1])
    return None


def _apart(mine: list[Any], theirs: list[Any], loops: list[Op], later: Op | None) -> bool:
    """Whether some axis keeps the two apart; `later`: the store runs in a later turn of it."""
    for p, q in zip(mine, theirs, strict=False):
        if not (_takes_one_axis(p) and _takes_one_axis(q)):
            return False  # from here on the parts of the two do not belong together
        stored, read = _interval(p, loops), _interval(q, loops)
        if stored is None or read is None:
            continue
        if _surely_less(read[1], stored[0], loops, later):
            return True
        if later is None and _surely_less(stored[1], read[0], loops, None):
            return True
    return False


def _takes_one_axis(part: Any) -> bool:
    """Whether a part of an index surely stands for one axis; a mask, an ellipsis or `None` may not."""
    t = type_of(part)
    number = isinstance(t, Num) and t.kind == "int"
    return (
        isinstance(part, slice) or number or (isinstance(t, Arr) and np.dtype(t.dtype).kind in "iu")
    )


def _interval(part: Any, loops: list[Op]) -> tuple[Dim | None, Dim | None] | None:
    """The first index of a part and the one after its last, counted from the start; None where not known."""
    if isinstance(part, slice):
        if part.step not in (None, 1):
            return None
        start = Dim() if part.start is None else _dim(part.start)
        return start, None if part.stop is None else _dim(part.stop)
    dim = _dim(part)  # a negative one counts from the end, which the index after it does not show
    return (dim, dim + Dim(1)) if dim is not None and _is_natural(dim, loops) else None


def _dim(x: Any) -> Dim | None:
    t = type_of(x)
    return t.dim if isinstance(t, Num) and t.kind == "int" else None


def _surely_less(end: Dim | None, start: Dim | None, loops: list[Op], later: Op | None) -> bool:
    """Whether a region ends (in this turn) before another starts (in a later turn of `later`, or in this one)."""
    if end is None or start is None or not (_is_natural(end, loops) and _is_natural(start, loops)):
        return False
    gap = (start - end).known
    if gap is None:
        return False
    moved = sum(f for s, f in start.terms if later is not None and s is _index_of(later))
    if later is not None and moved < 1:
        return False
    return gap + (moved if later is not None else 0) >= 0


def _is_natural(dim: Dim, loops: list[Op]) -> bool:
    """Whether an index is surely not negative, so that it counts from the start."""
    least = dim.const
    for symbol, factor in dim.terms:
        start = next((_ascending_start(loop) for loop in loops if _index_of(loop) is symbol), None)
        if start is None or factor < 0:
            return False
        least += factor * start
    return least >= 0


def _index_of(loop: Op) -> Symbol | None:
    index = Loop(loop).index
    t = index.type if index is not None else None
    if isinstance(t, Num) and t.dim is not None and len(t.dim.terms) == 1:
        return t.dim.terms[0][0]
    return None


def _ascending_start(loop: Op) -> int | None:
    """Where the index of an ascending range starts, if that is a number."""
    view = Loop(loop)
    if view.kind != "range" or loop.info.get("reversed"):
        return None
    start, _, step = view.iterable
    return start if type(start) is int and type(step) is int and step >= 1 else None
