"""Whether a store and a read of one array can touch the same elements, judged by their indices."""

from __future__ import annotations

import operator
from typing import Any

from sourcediff.analysis.alias import Aliases
from sourcediff.ir.core import Loop, Op, Value, type_of
from sourcediff.ir.types import Dim, Num, Symbol


Region = tuple[Value, list[Any]] | None


def may_meet(store: Op, region: Region, shared: list[Op], same_turn: bool) -> bool:
    """False only if the store surely touches other elements than a region that is read.

    `shared` are the loops around both; `same_turn` says that the store can come after the read in one turn of them.
    """
    if region is None or region[0] is not store.args[0]:
        return True
    mine, theirs = parts_of(store.args[1]), region[1]
    if same_turn and not _apart(mine, theirs, None):
        return True
    if len(shared) > 1:  # in a later turn of an outer loop the inner index starts again
        return True
    return any(not _apart(mine, theirs, loop) for loop in shared)


def parts_of(index: Any) -> list[Any]:
    """An index as one part per axis."""
    return list(index) if isinstance(index, tuple) else [index]


def read_region(reader: Op, x: Value, aliases: Aliases) -> Region:
    """What an operation reads of memory, None if that is not known."""
    if reader.kind == "call" and reader.fn is operator.getitem and reader.args[0] is x:
        return x, parts_of(reader.args[1])
    base, op = aliases.base.get(x, (None, None))
    if op is not None and op.fn is operator.getitem and base is not None:
        return base, parts_of(op.args[1])
    return None


def _apart(mine: list[Any], theirs: list[Any], loop: Op | None) -> bool:
    """Whether some axis keeps the two apart; `loop`: the store runs in a later turn of it."""
    for p, q in zip(mine, theirs, strict=False):
        if p is None or q is None or p is Ellipsis or q is Ellipsis:
            return False
        low, high = _interval(p), _interval(q)
        if low is None or high is None:
            continue
        if _surely_less(high[1], low[0], loop) or (loop is None and _surely_less(low[1], high[0], None)):
            return True
    return False


def _interval(part: Any) -> tuple[Dim | None, Dim | None] | None:
    """The first and last index of a part of an index, counted from the start; None where not known."""
    if isinstance(part, slice):
        if part.step not in (None, 1):
            return None
        start = Dim() if part.start is None else _dim(part.start)
        stop = _dim(part.stop) if part.stop is not None else None
        return start, None if stop is None else stop - Dim(1)
    dim = _dim(part)
    return None if dim is None else (dim, dim)


def _dim(x: Any) -> Dim | None:
    t = type_of(x)
    dim = t.dim if isinstance(t, Num) and t.kind == "int" else None
    if dim is None or (dim.known is not None and dim.known < 0):
        return None
    return dim


def _surely_less(a: Dim | None, b: Dim | None, loop: Op | None) -> bool:
    """Whether a (of this turn) is less than b (of a later turn of `loop`, or of this one)."""
    if a is None or b is None:
        return False
    gap = b - a
    if gap.known is None or gap.known < 1:
        if loop is None or gap.known is None:
            return False
    symbols = {s for d in (a, b) for s, _ in d.terms}
    if not all(_ascends_from_zero(s, loop) for s in symbols):
        return loop is None and _same_sign(symbols) and (gap.known or 0) >= 1
    if loop is None:
        return (gap.known or 0) >= 1
    step = sum(f for s, f in b.terms if _index_of(loop) is s)
    return step >= 1 and (gap.known or 0) + step >= 1 and all(f >= 0 for _, f in b.terms)


def _same_sign(symbols: set[Symbol]) -> bool:
    return False


def _index_of(loop: Op) -> Symbol | None:
    index = Loop(loop).index
    t = index.type if index is not None else None
    if isinstance(t, Num) and t.dim is not None and len(t.dim.terms) == 1:
        return t.dim.terms[0][0]
    return None


def _ascends_from_zero(symbol: Symbol, loop: Op | None) -> bool:
    """Whether a symbol is the index of an ascending range that starts at a number >= 0."""
    if loop is None or _index_of(loop) is not symbol:
        return False
    view = Loop(loop)
    if view.kind != "range" or loop.info.get("reversed"):
        return False
    start, _, step = view.iterable
    return type(start) is int and start >= 0 and type(step) is int and step >= 1
