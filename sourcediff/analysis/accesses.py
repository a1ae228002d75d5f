"""Where memory is read and written, and whether what stands in a part of it lasts until it has been used."""

from __future__ import annotations

import operator
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from sourcediff.analysis.alias import Aliases, is_followed, makes_array, only_reads
from sourcediff.analysis.regions import (
    Nest,
    Region,
    common_loops,
    makes_anew,
    may_follow,
    meets,
    nests,
    parts_of,
    read_region,
)
from sourcediff.ir.core import Block, Op, Value, inputs, leaves, uses, walk
from sourcediff.ir.types import Lst, Num, Tup


@dataclass
class Accesses:
    """Where memory of each class is read, and in which loops."""

    block: Block
    aliases: Aliases
    nest: dict[Op, Nest] = field(default_factory=dict)
    place: dict[Op, int] = field(default_factory=dict)
    reads: dict[Any, list[tuple[Op, int, Region]]] = field(default_factory=dict)
    handed: set[Any] = field(default_factory=set)

    def __post_init__(self) -> None:
        self.nest = nests(self.block)
        self.place = {op: i for i, op in enumerate(self.nest)}
        for op, place in self.place.items():
            for x, region in self.read_by(op):
                self.note(x, op, place, region)
            for x in self.held_by(op):
                self.note(x, op, place, None)
            end = place + sum(1 for inner in op.blocks for _ in walk(inner))
            for x in (x for inner in op.blocks for x in leaves(inner.results)):
                self.note(x, op, end, None)
        given = leaves(self.block.results)
        self.handed = {self.aliases.find(x) for y in given for x in (y, ("content", y))}

    def held_by(self, op: Op) -> list[Any]:
        """The contents of the lists and tuples that an operation reads, or changes."""
        return [("content", x) for x in inputs(op) if reads_held(op, x)]

    def note(self, x: Any, op: Op, place: int, region: Region) -> None:
        """Remember what is read, where in the text."""
        self.reads.setdefault(self.aliases.find(x), []).append((op, place, region))

    def read_by(self, op: Op) -> Iterator[tuple[Value, Region]]:
        """The memory that an operation reads, and which part of it."""
        if op.kind == "attr" or op.fn in (np.zeros_like, len) or is_followed(op, self.aliases):
            return
        if op.kind == "store":
            if op.info.get("op", ""):
                yield op.args[0], self.region(*op.args[:2])
            read = leaves(op.args[1:])
        else:
            read = inputs(op)
        for x in read:
            if self.aliases.is_stored(x):
                yield x, read_region(op, x, self.aliases)

    def region(self, base: Value, index: Any) -> Region:
        """What `base[index]` is a part of."""
        under, view = self.aliases.base.get(base, (None, None))
        if view is None or under is None:
            return None if index is Ellipsis else (base, parts_of(index))
        return (under, parts_of(view.args[1])) if view.fn is operator.getitem else None

    def is_read_after(self, clear: Op) -> bool:
        """Whether what an operation clears may be read."""
        base, index, _ = clear.args
        name, region = self.aliases.find(base), (base, parts_of(index))
        if name in self.handed:
            return True
        memory = self.aliases.members(base)
        fixed = [loop for loop in self.nest[clear].loops if not makes_anew(loop, memory)]
        for op, place, read in self.reads.get(name, []):
            around = (self.nest[clear], self.nest[op])
            loops = [loop for loop in common_loops(around) if loop in fixed]
            later = place >= self.place[clear]
            if may_follow(region, read, around, loops, later):
                return True
        return False

    def touches(self, op: Op, clear: Op, operands: Any) -> bool:
        """Whether an operation in the same block may read or write, by some operands, what one clears."""
        base, index, _ = clear.args
        name = self.aliases.find(base)
        used = [*leaves(operands), *(x for inner in op.blocks for o in inner.ops for x in uses(o))]
        if any(self.aliases.find(x) is name for x in self.held_by(op)):
            return True
        if all(self.aliases.find(x) is not name for x in used) or is_followed(op, self.aliases):
            return False
        if op.blocks or op not in self.nest:
            return True
        found = [region for x, region in self.read_by(op) if self.aliases.find(x) is name]
        if op.kind == "store" and self.aliases.find(op.args[0]) is name:
            found.append(self.region(*op.args[:2]))
        around = (self.nest[clear], self.nest[op])
        return any(meets((base, parts_of(index)), region, around) for region in found)

    def may_write(self, op: Op, known: Op, base: Value, region: Region) -> bool:
        """Whether an operation, or one in its blocks, may write into a region of `base` in the turn of another one."""
        for inner in walk(Block([], [op], [])):
            if inner.kind in ("call", "attr", "if", "loop", "ref"):
                continue
            if inner.kind != "store" or inner not in self.nest:
                return True
            if self.aliases.find(inner.args[0]) is not self.aliases.find(base):
                continue
            around = (self.nest[known], self.nest[inner])
            if meets(region, self.region(*inner.args[:2]), around):
                return True
        return False

    def lasts(self, view: Op, block: Block, base: Value, region: Region) -> bool:
        """Whether the result of an operation is only read, and a region not written into until then."""
        after = block.ops[block.ops.index(view) + 1 :]
        users = [op for op in after if view.out in uses(op)]
        read = [op for op in walk(Block([], users, [])) if view.out in inputs(op)]
        given = {x for user in users for b in blocks_of(user) for x in leaves(b.results)}
        given |= set(leaves(block.results))
        if not users or view.out in given or not all(_uses_up(op, view) for op in read):
            return False
        until = after[: after.index(users[-1]) + 1]
        return not any(self.may_write(op, view, base, region) for op in until)


def reads_held(op: Op, x: Value) -> bool:
    """Whether an operation reads what arrays in a list or tuple hold: of a tuple of places, an index does."""
    if isinstance(x.type, Tup):
        return op.kind in ("call", "effect", "store") and (
            op.fn is not operator.getitem or x in leaves(op.args[1:])
        )
    taken = op.fn in (operator.getitem, len, list, tuple)
    return isinstance(x.type, Lst) and op.kind in ("call", "effect") and not taken


def _uses_up(op: Op, made: Op) -> bool:
    """Whether an operation reads an array, and gives nothing that may be a part of it."""
    if op.kind == "store":
        return only_reads(op, made)
    return op.kind == "call" and (isinstance(op.out.type, Num) or makes_array(op))


def blocks_of(op: Op) -> list[Block]:
    """The blocks of an operation and of those in it."""
    return [b for inner in walk(Block([], [op], [])) for b in inner.blocks]
