"""Whether a store and a read of one array can touch the same elements, judged by their indices."""

from __future__ import annotations

import operator
from dataclasses import dataclass
from typing import Any, TypeGuard

import numpy as np

from sourcediff.analysis.alias import Aliases
from sourcediff.ir.core import Loop, Op, Value, type_of
from sourcediff.ir.sizes import Dim, Symbol
from sourcediff.ir.types import Arr, Num

Region = tuple[Value, list[Any]] | None
Nest = tuple[Op, ...]


@dataclass(frozen=True)
class Turns:
    """The loops around a store and around a read, outermost first, and in which turns of them the two are compared.

    In a later turn of `later` the loops inside of it start again; those outside of it are in the same turn.
    """

    shared: list[Op]
    store_own: list[Op]
    read_own: list[Op]
    later: Op | None = None

    def anew(self) -> list[Op]:
        """The shared loops that are in any turn for the store, and in any other one for the read."""
        return [] if self.later is None else self.shared[self.shared.index(self.later) + 1 :]

    def together(self) -> list[Op]:
        """The shared loops that are in the same turn, and the one that is in a later one for the store."""
        return self.shared[: len(self.shared) - len(self.anew())]


def may_meet(
    store: Op, region: Region, shared: list[Op], same_turn: bool, around: tuple[Nest, Nest] = ((), ())
) -> bool:
    """False only if the store surely touches other elements than a region that is read.

    `shared` are the loops around both, `around` those around the store and those around the read; `same_turn` says
    that the store can come after the read in one turn of the shared ones.
    """
    if store.kind != "store" or region is None or region[0] is not store.args[0]:
        return True
    own = [[loop for loop in nest if loop not in shared] for nest in around]
    mine, theirs = parts_of(store.args[1]), region[1]
    cases: list[Op | None] = [*([None] if same_turn else []), *shared]
    return any(not _apart(mine, theirs, Turns(shared, *own, later)) for later in cases)


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


def _apart(mine: list[Any], theirs: list[Any], turns: Turns) -> bool:
    """Whether some axis keeps the two apart."""
    stores, reads = turns.shared + turns.store_own, turns.shared + turns.read_own
    for p, q in zip(mine, theirs, strict=False):
        if not (_takes_one_axis(p) and _takes_one_axis(q)):
            return False  # from here on the parts of the two do not belong together
        stored, read = _interval(p, stores), _interval(q, reads)
        if stored is None or read is None:
            continue
        below = stored[1] is not None and _never_negative(stored[1].scaled(-1), read[0], turns)
        if below or (read[1] is not None and _never_negative(stored[0], read[1].scaled(-1), turns)):
            return True
    return False


def _takes_one_axis(part: Any) -> bool:
    """Whether a part of an index surely stands for one axis; a mask, an ellipsis or `None` may not."""
    t = type_of(part)
    number = isinstance(t, Num) and t.kind == "int"
    return (
        isinstance(part, slice) or number or (isinstance(t, Arr) and np.dtype(t.dtype).kind in "iu")
    )


def _interval(part: Any, loops: list[Op]) -> tuple[Dim, Dim | None] | None:
    """The first index of a part and the one after its last, both counted from the start; None where not known."""
    if not isinstance(part, slice):
        dim = _dim(part)  # a negative one counts from the end, which the index after it does not show
        return (dim, dim + Dim(1)) if _is_natural(dim, loops) else None
    start = Dim() if part.start is None else _dim(part.start)
    if part.step not in (None, 1) or not _is_natural(start, loops):
        return None
    stop = None if part.stop is None else _dim(part.stop)
    return start, stop if _is_natural(stop, loops) else None


def _dim(x: Any) -> Dim | None:
    t = type_of(x)
    return t.dim if isinstance(t, Num) and t.kind == "int" else None


def _is_natural(dim: Dim | None, loops: list[Op]) -> TypeGuard[Dim]:
    """Whether an index depends on loops alone and is surely not negative, so that it counts from the start."""
    if dim is None or not {s for s, _ in dim.terms} <= {_index_of(loop) for loop in loops}:
        return False
    least = _least(dim, loops)
    return least is not None and least.known is not None and least.known >= 0


def _never_negative(of_store: Dim, of_read: Dim, turns: Turns) -> bool:
    """Whether the sum of two expressions is at least 0, the one in the store's turn, the other in the read's."""
    mine = _least(of_store, turns.anew() + turns.store_own)
    theirs = _least(of_read, turns.anew() + turns.read_own)
    if turns.later is not None and mine is not None:
        mine = _moved(mine, turns.later)
    if mine is None or theirs is None:
        return False
    gap = _least(mine + theirs, turns.together())
    return gap is not None and gap.known is not None and gap.known >= 0


def _moved(dim: Dim, later: Op) -> Dim | None:
    """The least that an expression can be in a later turn of a loop, by the index of an earlier one."""
    symbol = _index_of(later)
    factor = dict(dim.terms).get(symbol, 0) if symbol is not None else 0
    if factor == 0:
        return dim
    step = Loop(later).iterable[2]
    if type(step) is int and step * factor > 0:
        return dim + Dim(step * factor)
    return _least(dim, [later])


def _least(dim: Dim, loops: list[Op]) -> Dim | None:
    """An expression with the bounds of the loops' indices in place of these, inner loops first; None: it has none."""
    for loop in reversed(loops):
        symbol = _index_of(loop)
        factor = dict(dim.terms).get(symbol, 0) if symbol is not None else 0
        if factor == 0 or symbol is None:
            continue
        bound = _bounds(loop)[factor < 0]
        if bound is None:
            return None
        dim = dim - Dim(0, ((symbol, factor),)) + bound.scaled(factor)
    return dim


def _index_of(loop: Op) -> Symbol | None:
    index = Loop(loop).index
    t = index.type if index is not None else None
    if isinstance(t, Num) and t.dim is not None and len(t.dim.terms) == 1:
        return t.dim.terms[0][0]
    return None


def _bounds(loop: Op) -> tuple[Dim | None, Dim | None]:
    """The least and the greatest index of a range."""
    view = Loop(loop)
    if view.kind != "range" or loop.info.get("reversed"):
        return None, None
    start, stop, step = view.iterable
    if type(step) is not int or step == 0:
        return None, None
    first, last = _dim(start), _dim(stop)
    last = None if last is None else last - Dim(1 if step > 0 else -1)
    return (first, last) if step > 0 else (last, first)
