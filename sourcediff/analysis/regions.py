"""Whether two operations on one array can touch the same elements, judged by their indices."""

from __future__ import annotations

import operator
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, TypeGuard

import numpy as np

from sourcediff.analysis.alias import Aliases
from sourcediff.ir.core import Block, Loop, Op, Value, defined, made_by, type_of
from sourcediff.ir.sizes import Dim, Symbol
from sourcediff.ir.types import Arr, Num

Region = tuple[Value, list[Any]] | None


@dataclass(frozen=True)
class Nest:
    """Where an operation stands: in which loops, outermost first, and what is at least 0 by the tests around it."""

    loops: tuple[Op, ...] = ()
    given: tuple[Dim, ...] = ()


Around = tuple[Nest, Nest]


@dataclass(frozen=True)
class Turns:
    """The loops around two operations, outermost first, and in which turns of them the two are compared.

    The second is in a later turn of `later`; the loops inside of that start again, those outside are in the same turn.
    """

    shared: list[Op]
    first_own: list[Op]
    second_own: list[Op]
    later: Op | None = None

    def anew(self) -> list[Op]:
        """The shared loops that are in any turn for the one operation, and in any other one for the other."""
        return [] if self.later is None else self.shared[self.shared.index(self.later) + 1 :]

    def together(self) -> list[Op]:
        """The shared loops that are in the same turn, and the one that is in a later one for the second operation."""
        return self.shared[: len(self.shared) - len(self.anew())]


def may_meet(
    store: Op, region: Region, around: Around, loops: Iterable[Op], same_turn: bool
) -> bool:
    """False only if a store surely touches other elements than a region that was read before it.

    `around` are the loops around the store and those around the read; see `may_follow`.
    """
    if store.kind != "store":
        return True
    stored = (store.args[0], parts_of(store.args[1]))
    return may_follow(region, stored, around[::-1], loops, same_turn)


def may_follow(
    first: Region, second: Region, around: Around, loops: Iterable[Op], same_turn: bool
) -> bool:
    """Whether a region may be met by one that is touched later: in a later turn of some loops, or in the same one."""
    cases: list[Op | None] = [*([None] if same_turn else []), *loops]
    return any(meets(first, second, around, later) for later in cases)


def meets(first: Region, second: Region, around: Around, later: Op | None = None) -> bool:
    """Whether two regions may have an element in common, the second one's in a later turn of a loop."""
    if first is None or second is None or first[0] is not second[0]:
        return True
    if later is not None and first[0] in defined(Loop(later).body):
        return True  # a name for other memory, or for another part of it, in each turn
    shared = common_loops(around)
    one, other = ([loop for loop in nest.loops if loop not in shared] for nest in around)
    return not _apart(first[1], second[1], around, Turns(shared, one, other, later))


def common_loops(around: Around) -> list[Op]:
    """The loops around both of two operations."""
    return [loop for loop in around[0].loops if loop in around[1].loops]


def nests(block: Block) -> dict[Op, Nest]:
    """Where every operation stands, in the order of the text."""
    made, found = made_by(block), {}

    def visit(inner: Block, nest: Nest) -> None:
        for op in inner.ops:
            found[op] = nest
            for side, nested in enumerate(op.blocks):
                visit(nested, _entered(op, side, nest, made))

    visit(block, Nest())
    return found


def _entered(op: Op, side: int, nest: Nest, made: dict[Value, Op]) -> Nest:
    """Where what is in a block of an operation stands."""
    if op.kind == "loop":
        return Nest((*nest.loops, op), nest.given)
    test = made.get(op.args[0]) if op.kind == "if" and isinstance(op.args[0], Value) else None
    return nest if test is None else Nest(nest.loops, (*nest.given, *_given(test, side)))


def _given(test: Op, side: int) -> list[Dim]:
    """What is at least 0 where a comparison of integers holds (side 0), or where it does not (side 1)."""
    if test.kind != "call" or test.fn not in _COMPARED or len(test.args) != 2:
        return []
    a, b = map(_dim, test.args)
    if a is None or b is None:
        return []
    fn, strict = _COMPARED[test.fn]
    if side == 1:
        fn, strict = -fn, not strict
    return [(a - b if fn > 0 else b - a) - Dim(1 if strict else 0)]


# Which of two operands is greater, and whether surely.
_COMPARED = {
    operator.gt: (1, True),
    operator.ge: (1, False),
    operator.lt: (-1, True),
    operator.le: (-1, False),
}


def parts_of(index: Any) -> list[Any]:
    """An index as one part per axis."""
    return list(index) if isinstance(index, tuple) else [index]


def makes_anew(loop: Op, memory: set[Any]) -> bool:
    """Whether each turn of a loop has its own memory: everything that may be it is made inside."""
    body = Loop(loop).body
    return memory <= defined(body) - set(body.params)


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


def _apart(one: list[Any], other: list[Any], around: Around, turns: Turns) -> bool:
    """Whether some axis keeps two regions apart."""
    for p, q in zip(one, other, strict=False):
        if not (_takes_one_axis(p) and _takes_one_axis(q)):
            return False  # from here on the parts of the two do not belong together
        first, second = _interval(p, around[0]), _interval(q, around[1])
        if first is None or second is None:
            continue
        if first[1] is not None and _never_negative(first[1].scaled(-1), second[0], turns):
            return True
        if second[1] is not None and _never_negative(first[0], second[1].scaled(-1), turns):
            return True
    return False


def _takes_one_axis(part: Any) -> bool:
    """Whether a part of an index surely stands for one axis; a mask, an ellipsis or `None` may not."""
    t = type_of(part)
    number = isinstance(t, Num) and t.kind == "int"
    return (
        isinstance(part, slice) or number or (isinstance(t, Arr) and np.dtype(t.dtype).kind in "iu")
    )


def _interval(part: Any, nest: Nest) -> tuple[Dim, Dim | None] | None:
    """The first index of a part and the one after its last, both counted from the start; None where not known."""
    if not isinstance(part, slice):
        dim = _dim(
            part
        )  # a negative one counts from the end, which the index after it does not show
        return (dim, dim + Dim(1)) if _is_natural(dim, nest) else None
    start = Dim() if part.start is None else _dim(part.start)
    if part.step not in (None, 1) or not _is_natural(start, nest):
        return None
    stop = None if part.stop is None else _dim(part.stop)
    return start, stop if _is_natural(stop, nest) else None


def _dim(x: Any) -> Dim | None:
    t = type_of(x)
    return t.dim if isinstance(t, Num) and t.kind == "int" else None


def _is_natural(dim: Dim | None, nest: Nest) -> TypeGuard[Dim]:
    """Whether an index depends on loops alone and is surely not negative, so that it counts from the start."""
    loops = list(nest.loops)
    known = {_index_of(loop) for loop in loops}
    if dim is None or not all(s in known or _is_size(s) for s, _ in dim.terms):
        return False
    found = [_least(dim - least, loops) for least in (Dim(), *nest.given)]
    return any(map(is_never_negative, found))


def _never_negative(of_first: Dim, of_second: Dim, turns: Turns) -> bool:
    """Whether the sum of two expressions is at least 0, the one in the first one's turn, the other in the second's."""
    one = _least(of_first, turns.anew() + turns.first_own)
    other = _least(of_second, turns.anew() + turns.second_own)
    if turns.later is not None and other is not None:
        other = _moved(other, turns.later)
    if one is None or other is None:
        return False
    return is_never_negative(_least(one + other, turns.together()))


def _moved(dim: Dim, later: Op) -> Dim | None:
    """The least that an expression can be in a later turn of a loop, by the index of an earlier one."""
    symbol = _index_of(later)
    factor = dict(dim.terms).get(symbol, 0) if symbol is not None else 0
    if factor == 0:
        return dim
    step = _step(later)
    if step * factor > 0:
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


def _is_size(symbol: Symbol) -> bool:
    """Whether a symbol is the size of an argument, which is not negative and stays as it is."""
    return symbol.hint is not None and not symbol.loose


def is_never_negative(dim: Dim | None) -> bool:
    """Whether an expression over sizes is surely at least 0."""
    return dim is not None and dim.const >= 0 and all(_is_size(s) and f > 0 for s, f in dim.terms)


def _index_of(loop: Op) -> Symbol | None:
    index = Loop(loop).index
    t = index.type if index is not None else None
    if isinstance(t, Num) and t.dim is not None and len(t.dim.terms) == 1:
        return t.dim.terms[0][0]
    return None


def _step(loop: Op) -> int:
    """By how much the index of a range changes from turn to turn, 0 if that is not known."""
    step = Loop(loop).iterable[2] if Loop(loop).kind == "range" else 0
    if type(step) is not int:
        return 0
    return -step if loop.info.get("reversed") else step


def _bounds(loop: Op) -> tuple[Dim | None, Dim | None]:
    """The least and the greatest index of a range."""
    if _step(loop) == 0:
        return None, None
    start, stop, step = Loop(loop).iterable
    first, last = _dim(start), _dim(stop)
    last = None if last is None else last - Dim(1 if step > 0 else -1)
    return (first, last) if step > 0 else (last, first)
