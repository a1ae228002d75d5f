"""Put what one loop collects and one loop consumes into one list, a tuple for each turn."""

from __future__ import annotations

import operator
from collections.abc import Iterator
from typing import Any

from sourcediff.ir.core import Block, Function, Loop, Op, Value, inputs, leaves, walk
from sourcediff.ir.types import UNBOUND, Tape, Tup
from sourcediff.optimize.dead import eliminate_dead, keep_loop


def group_tapes(function: Function) -> Function:
    """The function with tapes of tuples."""
    while _group_some(function.block):
        eliminate_dead(function.block)
    return function


def _group_some(block: Block) -> bool:
    """Group the tapes of pairs of loops, but of none around another pair: what that collects may be dead by then."""
    around = dict(_loops_around(block, ()))
    several = [op for op in around if len(Loop(op).tapes) > 1]
    if not several:
        return False
    origin = _Origins(block)
    changed: set[Op] = set()
    for op in several:
        if op in changed:
            continue
        for source, places in _by_source(op, origin).items():
            apart = source not in changed and op not in changed
            if apart and len(places) > 1 and _one_use(origin, source, op, places):
                _merge(source, op, places, origin)
                changed.update((op, source, *around[op], *around[source]))
    return bool(changed)


def _by_source(op: Op, origin: _Origins) -> dict[Op, list[int]]:
    """The places of the tapes of a loop that nothing else reads, by the loop that collected them."""
    groups: dict[Op, list[int]] = {}
    for i, tape in enumerate(Loop(op).tapes):
        loop = origin.of(tape)
        if loop is not None and origin.readers.get(tape, 0) == 1 and tape.type.elem != UNBOUND:
            groups.setdefault(loop[0], []).append(i)
    return groups


def _loops_around(block: Block, outer: tuple[Op, ...]) -> Iterator[tuple[Op, tuple[Op, ...]]]:
    """Every loop, those in a loop before itself, and the loops that it is in."""
    for op in block.ops:
        for inner in op.blocks:
            yield from _loops_around(inner, (*outer, op) if op.kind == "loop" else outer)
        if op.kind == "loop":
            yield op, outer


def _one_use(origin: _Origins, source: Op, op: Op, places: list[int]) -> bool:
    """Whether the tapes go to this consumer alone, along one way."""
    for i in places:
        x: Any = Loop(op).tapes[i]
        while isinstance(x, Value):
            if origin.readers.get(x, 0) != 1:
                return False
            x = origin.step.get(x)
    return True


class _Origins:
    """Where tape values come from, through branches and outer tapes."""

    def __init__(self, block: Block) -> None:
        self.step: dict[Value, Value] = {}
        self.made: dict[Value, tuple[Op, int]] = {}
        self.readers: dict[Value, int] = {}
        collected: dict[Value, Value] = {}
        for op in walk(block):
            for x in inputs(op):
                self.readers[x] = self.readers.get(x, 0) + 1
            for inner in op.blocks:
                for x in leaves(inner.results):
                    self.readers[x] = self.readers.get(x, 0) + 1
            if op.kind == "if":
                for i, out in enumerate(op.outs):
                    known = [b.results[i] for b in op.blocks if isinstance(b.results[i], Value)]
                    if isinstance(out.type, Tape) and len(known) == 1:
                        self.step[out] = known[0]
            elif op.kind == "loop":
                loop = Loop(op)
                for i, tape in enumerate(loop.collects):
                    self.made[tape] = (op, i)
                    if isinstance(loop.collected[i], Value):
                        collected[tape] = loop.collected[i]
        for op in walk(block):
            if op.kind == "loop":
                loop = Loop(op)
                for tape, entry in zip(loop.tapes, loop.entries, strict=True):
                    source = self.source(tape)
                    if isinstance(entry.type, Tape) and source in collected:
                        self.step[entry] = collected[source]

    def source(self, x: Value) -> Value:
        while x in self.step:
            x = self.step[x]
        return x

    def of(self, x: Any) -> tuple[Op, int] | None:
        """The loop that collected a tape, and as which of its tapes."""
        return self.made.get(self.source(x)) if isinstance(x, Value) else None


def _merge(source: Op, op: Op, places: list[int], origin: _Origins) -> None:
    loop, back = Loop(source), Loop(op)
    tapes = [origin.of(back.tapes[i]) for i in places]
    numbers = [t[1] for t in tapes if t is not None]
    items = tuple(loop.collected[n] for n in numbers)
    elem = Tup(tuple(back.entries[i].type for i in places))
    base = len(loop.inits) + loop.stops
    loop.body.results[base + numbers[0]] = items
    joint = Value(elem, "")
    entries = [back.entries[i] for i in places]
    reads = [
        Op(
            "call",
            (entry,),
            operator.getitem,
            (joint, i),
            line=op.line,
            info={"adjoint": True, "entry": True},
        )
        for i, entry in enumerate(entries)
    ]
    first = back.lead + places[0]
    back.body.params[first] = joint
    back.body.ops[0:0] = reads
    x: Any = back.tapes[places[0]]
    while isinstance(x, Value):
        x.type = Tape(elem)
        x = origin.step.get(x)
    for i in places[1:]:
        back.body.params[back.lead + i] = Value(back.entries[i].type)
    keep_loop(
        op,
        list(range(len(back.carried))),
        [i for i in range(len(back.tapes)) if i not in places[1:]],
        list(range(len(back.collects))),
    )
    dropped = {loop.collects[i] for i in numbers[1:]}
    alone = all(origin.readers.get(x, 0) <= 1 for x in dropped)
    if alone and source is not op and dropped.isdisjoint(origin.step.values()):
        given = [i for i in range(len(loop.collects)) if i not in numbers[1:]]
        keep_loop(source, list(range(len(loop.carried))), list(range(len(loop.entries))), given)
