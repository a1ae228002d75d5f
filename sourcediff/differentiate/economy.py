"""Economy: arrays of a turn that a few quick operations make of fewer arrays are made again, not kept."""

from __future__ import annotations

import math
import operator
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from sourcediff.analysis.alias import Aliases, is_view
from sourcediff.analysis.regions import Nest, may_meet, read_region
from sourcediff.differentiate.keep import cycle_of
from sourcediff.differentiate.restore import following_stores, is_shielded, spoils
from sourcediff.ir.core import (
    Block,
    Loop,
    Op,
    Value,
    clone,
    defined,
    inputs,
    leaves,
    substitute,
    uses,
    walk,
)
from sourcediff.ir.types import Arr, Num, Type, rank

QUICK = {
    operator.add, operator.sub, operator.mul, operator.neg, np.add, np.subtract, np.multiply, np.negative, np.square,
    np.maximum, np.minimum,
}  # fmt: skip
OPS_PER_ARRAY = 2  # how many operations may run again in a turn for each array less that is kept
FEW = 64  # elements of an array that takes less memory than it takes time to make it

Plan = dict[int, tuple[int, ...]]


@dataclass
class Cone:
    """How an array is made again: the operations, what they start from, and their reads of memory.

    `views` are those that are taken again of arrays of the turn.
    """

    ops: set[Op] = field(default_factory=set)
    views: set[Op] = field(default_factory=set)
    starts: set[Value] = field(default_factory=set)
    reads: list[tuple[Op, Value]] = field(default_factory=list)


@dataclass
class Economy:
    """What a program's loops need not keep.

    `order` and `nest` are those of the forward sweep; `restored` are the places of the stores that are undone anyway.
    """

    forward: Block
    aliases: Aliases
    order: dict[Op, int]
    nest: dict[Op, Nest]
    restored: frozenset[int]

    def plan(self, pairs: list[tuple[Op, Op]], reverse: list[Op]) -> Plan:
        """The places of operations whose arrays are made again, with those of the operations that make them."""
        found: Plan = {}
        present = {*walk(self.forward), *walk(Block([], reverse, []))}
        for forward, back in pairs:
            if forward.kind == "loop" and forward in present and back in present:
                for array, cone in Turn(self, Loop(forward), Loop(back)).made_again():
                    found[self.order[array]] = tuple(
                        sorted(self.order[op] for op in cone.ops | cone.views)
                    )
        return found

    def stores(self) -> Iterator[Op]:
        """The stores of the forward sweep that are not undone yet."""
        for op in walk(self.forward):
            changes = op.kind in ("store", "append", "pop") and not op.info.get("shadow")
            if (
                changes
                and isinstance(op.args[0], Value)
                and self.order.get(op) not in self.restored
            ):
                yield op

    def depth(self, op: Op) -> int:
        """In how many loops an operation stands."""
        return len(self.nest[op].loops)

    def undone_for(self, reads: list[tuple[Op, Value]]) -> set[Op]:
        """The stores that have to be undone besides, for some reads of memory to run again."""
        followers = following_stores(self.forward)
        return {
            store
            for store in self.stores()
            for op, x in reads
            if self.aliases.find(store.args[0]) is self.aliases.find(x)
            and spoils(store, op, x, op, self.order, self.nest, self.aliases)
            and not is_shielded(store, op, followers, self.order, self.nest, self.aliases)
        }


class Turn:
    """One loop's turn: which of the arrays that its reverse reads are made again."""

    def __init__(self, economy: Economy, loop: Loop, back: Loop) -> None:
        self.economy, self.aliases, self.loop = economy, economy.aliases, loop
        self.inside = defined(loop.body)
        self.made = {o: op for op in loop.body.ops for o in op.outs}
        self.place = {
            o: i
            for i, op in enumerate(loop.body.ops)
            for o in (op, *(w for b in op.blocks for w in walk(b)))
        }
        self.read = self.reads_of(back)

    def reads_of(self, back: Loop) -> dict[Value, int]:
        """The arrays of the turn that the reverse loop reads, and the place of the last operation for which it does."""
        last = len(self.loop.body.ops)
        found = {x: last for x in leaves(back.body.results) if x in self.inside}
        behind: dict[Value, int] = {}
        for op in walk(back.body):
            at = self.place.get(op.mirror, last) if op.mirror is not None else last
            for x in [*inputs(op), *(x for b in op.blocks for x in leaves(b.results))]:
                if x in self.inside and isinstance(x.type, Arr):
                    found[x] = max(at, found.get(x, 0))
                for owner in self.owners(x):
                    behind[owner] = max(at, behind.get(owner, 0))
        return {x: max(at, behind.get(x, 0)) for x, at in found.items()}

    def made_again(self) -> Iterator[tuple[Op, Cone]]:
        """The operations whose arrays are made again, with how."""
        cones = {x: cone for x in self.read if (cone := self.cone(x)) is not None}
        for group in self.groups(cones):
            if self.pays(group):
                yield from ((self.made[x], cone) for x, cone in group.items())

    def cone(self, x: Value) -> Cone | None:
        """How an array that the reverse loop reads would be made again where it is first read."""
        if not self.is_quick(x) or self.read[x] >= len(self.loop.body.ops):
            return None
        cone = Cone()
        self.gather(x, cone)
        fits = all(isinstance(s.type, (Arr, Num)) for s in cone.starts)
        fits = fits and not any(map(self.is_part_of_quick, cone.starts))
        return (
            cone if fits and all(self.stands(op, s, self.read[x]) for op, s in cone.reads) else None
        )

    def is_quick(self, x: Value) -> bool:
        """Whether an array of the turn is made by an operation that may run again."""
        op = self.made.get(x)
        return (
            op is not None and is_quick(op) and is_large(x.type) and not self.aliases.is_stored(x)
        )

    def is_part_of_quick(self, x: Value) -> bool:
        """Whether something is a part of an array that may be made again, and then where that is read, not here."""
        return any(map(self.is_quick, self.owners(x)))

    def owners(self, x: Value) -> Iterator[Value]:
        """The arrays of the turn of which something is a part or a view."""
        op = self.made.get(x)
        while op is not None and op.kind == "call" and (op.fn is operator.getitem or is_view(op)):
            x = op.args[0]
            if not isinstance(x, Value):
                return
            yield x
            op = self.made.get(x)

    def gather(self, x: Value, cone: Cone) -> None:
        op = self.made[x]
        cone.ops.add(op)
        for y in inputs(op):
            if self.is_quick(y):
                self.gather(y, cone)
                continue
            cone.starts.add(y)
            cone.views |= self.views_to(y)
            if self.aliases.is_stored(y):
                cone.reads.append((op, y))

    def views_to(self, x: Value) -> set[Op]:
        """The operations of the turn by which a view is taken of its array."""
        found: set[Op] = set()
        if self.aliases.root(x) not in self.made:
            return found  # it is there in the reverse loop too
        while x in self.aliases.base:
            found.add(self.made[x])
            x = self.aliases.base[x][0]
        return found

    def stands(self, reader: Op, x: Value, last: int) -> bool:
        """Whether memory is not stored into between its read and the last operation for whose adjoint it is read again.

        What is stored later in the turn is undone by then.
        """
        region = read_region(reader, x, self.aliases)
        between = self.loop.body.ops[self.place[reader] + 1 : last + 1]
        for op in between:
            nested = [w for b in op.blocks for w in walk(b)]
            for inner in nested if op is between[-1] and self.place[op] == last else [op, *nested]:
                if inner.kind == "effect" or inner.info.get("callee"):
                    return False
                changes = inner.kind in ("store", "append", "pop")
                same = changes and self.aliases.find(inner.args[0]) is self.aliases.find(x)
                around = (
                    self.economy.nest.get(inner, Nest()),
                    self.economy.nest.get(reader, Nest()),
                )
                if same and may_meet(inner, region, around, [], True):
                    return False
        return True

    def groups(self, cones: dict[Value, Cone]) -> Iterator[dict[Value, Cone]]:
        """Arrays that are made of the same ones, together."""
        left = dict(cones)
        while left:
            x, cone = left.popitem()
            group, roots = {x: cone}, self.roots(cone)
            while more := [y for y, c in left.items() if not roots.isdisjoint(self.roots(c))]:
                for y in more:
                    roots |= self.roots(left[y])
                    group[y] = left.pop(y)
            yield group

    def roots(self, cone: Cone) -> set[Value]:
        """The arrays that operations start from, themselves or through views."""
        return {self.aliases.root(s) for s in cone.starts if isinstance(s.type, Arr)}

    def pays(self, group: dict[Value, Cone]) -> bool:
        """Whether fewer arrays are kept if a group is made again, and the work is small."""
        starts = {s for cone in group.values() for s in cone.starts if isinstance(s.type, Arr)}
        others = {self.aliases.root(x) for x in self.read if x not in group}
        fresh = {
            s
            for s in starts
            if self.is_kept(self.aliases.root(s)) and self.aliases.root(s) not in others
        }
        undone = self.economy.undone_for([read for cone in group.values() for read in cone.reads])
        size = max(rank(x.type) or 0 for x in group)
        if size < 2 and not any(self.is_state(s) for s in starts):
            return False  # vectors are mostly short where nothing is stepped
        if not all(self.is_most(s, size) for s in fresh) or not all(
            self.is_like(u, size) for u in undone
        ):
            return False
        gain = len(group) - len({self.aliases.root(s) for s in fresh}) - len(undone)
        ops = set().union(*(cone.ops for cone in group.values()))
        return gain > 0 and len(ops) <= OPS_PER_ARRAY * gain

    def is_kept(self, x: Value) -> bool:
        """Whether an array has to be kept for each turn to be read in the reverse of it."""
        if x not in self.inside:
            return bool(self.economy.nest.get(self.loop.op, Nest()).loops)  # one of a turn around
        return not trades_places(x, self.loop)

    def is_state(self, x: Value) -> bool:
        """Whether an array is one that the program stores into, or a copy, as steppers take of their state."""
        made = self.made.get(self.aliases.root(x))
        return self.aliases.is_stored(x) or (made is not None and made.fn is np.copy)

    def is_most(self, x: Value, size: int) -> bool:
        """Whether an array is about as large as the one that is kept for it."""
        while x in self.aliases.base:
            x, op = self.aliases.base[x]
            index = op.args[1] if op.fn is operator.getitem else None
            parts = index if isinstance(index, tuple) else (index,)
            if not all(isinstance(p, slice) and _spans(p) for p in parts):
                return False
        return rank(x.type) == size

    def is_like(self, store: Op, size: int) -> bool:
        """Whether what a store overwrites is no larger than an array that is made again, and overwritten once a turn."""
        base = store.args[0].type
        known = isinstance(base, Arr) and base.shape is not None and len(base.shape) <= size
        return known and self.economy.depth(store) <= self.economy.depth(self.loop.op) + 1


def is_quick(op: Op) -> bool:
    """Whether an operation on elements takes no more time than reading and writing them."""
    squares = op.fn is operator.pow and type(op.args[1]) in (int, float) and op.args[1] == 2
    return op.kind == "call" and not op.kwargs and (squares or op.fn in QUICK)


def is_large(t: Type) -> bool:
    """Whether an array is not known to be small."""
    if not isinstance(t, Arr) or t.shape is None:
        return isinstance(t, Arr)
    known = [dim.known for dim in t.shape if dim.known is not None]
    return len(known) < len(t.shape) or math.prod(known) > FEW


def _spans(part: slice) -> bool:
    """Whether a slice leaves out but a margin."""
    start, stop = part.start, part.stop
    first = start is None or (type(start) is int and start >= 0)
    return first and part.step is None and (stop is None or (type(stop) is int and stop < 0))


def trades_places(x: Value, loop: Loop) -> bool:
    """Whether an array only trades places with others from turn to turn."""
    source = {y: i for i, y in enumerate(loop.yields) if isinstance(y, Value)}
    return bool(cycle_of(x, source, loop.carried))


def make_again(
    plan: Plan, order: dict[Op, int], pairs: list[tuple[Op, Op]], aliases: Aliases
) -> None:
    """Let the reverse loops make what is planned where they first read it."""
    at = {place: op for op, place in order.items()}
    for forward, back in pairs:
        if forward.kind != "loop":
            continue
        body, known = Loop(back).body, dict[Value, Any]()
        planned = [op for op in Loop(forward).body.ops if order.get(op) in plan]
        for op in sorted(planned, key=lambda op: _first_reader(op.out, body)):
            _make(op, [at[p] for p in plan[order[op]]], body, known, aliases)


def _make(op: Op, ops: list[Op], body: Block, known: dict[Value, Any], aliases: Aliases) -> None:
    """Make an array again before its first reader; `known` is what was made so before, and is added to."""
    first = _first_reader(op.out, body)
    missing = [o for o in ops if o.out not in known]
    copied = clone(Block([], missing, []), known).ops
    for old, new in zip(missing, copied, strict=True):
        new.mirror, new.info["adjoint"] = old, True
        if old.out in aliases.base:
            aliases.union(new.out, old.out)
            aliases.base[new.out] = (new.args[0], new)
    substitute(body, {op.out: known[op.out]})
    body.ops[first:first] = copied


def _first_reader(x: Value, body: Block) -> int:
    """The place of the first operation that reads a value, in its blocks too."""
    return next((i for i, op in enumerate(body.ops) if x in uses(op)), len(body.ops))
