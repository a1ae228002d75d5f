"""Parts of adjoints that nothing reads any more need not be cleared, nor copied before they are."""

from __future__ import annotations

import operator
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from sourcediff.analysis.alias import Aliases, is_followed, only_reads
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
from sourcediff.ir.core import Block, Op, Value, inputs, leaves, substitute, type_of, uses, walk
from sourcediff.ir.types import Arr
from sourcediff.optimize.share import frozen


def drop_clears(block: Block, aliases: Aliases) -> None:
    """Remove `b[i] = 0.0` where `b[i]` is not read afterwards; where it is added to first, assign instead."""
    clears = [op for op in walk(block) if _clears(op) and op.args[0] not in aliases.base]
    if not clears:
        return
    accesses = _Accesses(block, aliases)
    dead = {op for op in clears if not accesses.is_read_after(op)}
    for inner in [block, *(b for op in block.ops for b in _blocks(op))]:
        inner.ops[:] = [op for op in inner.ops if op not in dead]
        _assign(inner, accesses)
        _drop_copies(inner, accesses)


def _clears(op: Op) -> bool:
    """Whether an operation sets a part of an adjoint to zero."""
    value = op.args[2] if op.kind == "store" else None
    part = op.kind == "store" and op.args[1] is not Ellipsis and op.info.get("op", "") == ""
    return bool(part and op.info.get("adjoint") and type(value) is float and value == 0.0)


@dataclass
class _Accesses:
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
            end = place + sum(1 for inner in op.blocks for _ in walk(inner))
            for x in (x for inner in op.blocks for x in leaves(inner.results)):
                self.note(x, op, end, None)
        self.handed = {self.aliases.find(x) for x in leaves(self.block.results)}

    def note(self, x: Value, op: Op, place: int, region: Region) -> None:
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
        if all(self.aliases.find(x) is not name for x in used) or is_followed(op, self.aliases):
            return False
        if op.blocks or op not in self.nest:
            return True
        found = [region for x, region in self.read_by(op) if self.aliases.find(x) is name]
        if op.kind == "store" and self.aliases.find(op.args[0]) is name:
            found.append(self.region(*op.args[:2]))
        around = (self.nest[clear], self.nest[op])
        return any(meets((base, parts_of(index)), region, around) for region in found)

    def may_write(self, op: Op, copy: Op, region: Region) -> bool:
        """Whether an operation, or one in its blocks, may write into a region in the same turn."""
        for inner in walk(Block([], [op], [])):
            if inner.kind in ("call", "attr", "if", "loop", "ref"):
                continue
            if inner.kind != "store" or inner not in self.nest:
                return True
            if self.aliases.find(inner.args[0]) is self.aliases.find(copy.out):
                return True
            apart = self.aliases.find(inner.args[0]) is not self.aliases.find(copy.args[0])
            around = (self.nest[copy], self.nest[inner])
            if not apart and meets(region, self.region(*inner.args[:2]), around):
                return True
        return False


def _assign(block: Block, accesses: _Accesses) -> None:
    """Turn `b[i] = 0.0; b[i] += v` into `b[i] = v`."""
    for clear in [op for op in block.ops if _clears(op)]:
        user = _first_user(clear, block, accesses)
        if user is None:
            continue
        if user.info["op"] == "-":
            value = user.args[2]
            out = Value(type_of(value), "", user.line)
            negated = Op("call", (out,), operator.neg, (value,), line=user.line, mirror=user.mirror)
            negated.info["adjoint"] = True
            block.ops.insert(block.ops.index(user), negated)
            user.args = (*user.args[:2], out)
        user.info["op"] = ""
        block.ops.remove(clear)


def _first_user(clear: Op, block: Block, accesses: _Accesses) -> Op | None:
    """The operation that adds to what one has cleared, if nothing else touches it before."""
    base, index, _ = clear.args
    for op in block.ops[block.ops.index(clear) + 1 :]:
        same = op.kind == "store" and op.args[0] is base
        if same and frozen(op.args[1], {}) == frozen(index, {}):
            adds = op.info.get("op") in ("+", "-") and not op.info.get("at")
            return op if adds and not accesses.touches(op, clear, op.args[1:]) else None
        if accesses.touches(op, clear, (op.args, op.kwargs)):
            return None
    return None


def _drop_copies(block: Block, accesses: _Accesses) -> None:
    """Read a part of an adjoint itself instead of a copy, where it stays as it is until the copy has been used."""
    mapping: dict[Value, Any] = {}
    handed = set(leaves(block.results))
    for op in list(block.ops):
        if op.kind != "call" or op.fn is not np.copy or not op.info.get("adjoint"):
            continue
        view = op.args[0]
        base, made = accesses.aliases.base.get(view, (None, None))
        if base is None or made is None or made.fn is not operator.getitem or op.out in handed:
            continue
        if accesses.aliases.find(view) in accesses.handed or not isinstance(op.out.type, Arr):
            continue
        if _lasts(op, block, accesses, (base, parts_of(made.args[1]))):
            mapping[op.out] = view
            view.hint = view.hint or op.out.hint
    block.ops[:] = [op for op in block.ops if op.kind != "call" or op.outs[0] not in mapping]
    substitute(block, mapping)


def _blocks(op: Op) -> list[Block]:
    """The blocks of an operation and of those in it."""
    return [b for inner in walk(Block([], [op], [])) for b in inner.blocks]


def _lasts(copy: Op, block: Block, accesses: _Accesses, region: Region) -> bool:
    """Whether a copy is only read, and what it is a copy of is not written into until then."""
    after = block.ops[block.ops.index(copy) + 1 :]
    users = [op for op in after if copy.out in uses(op)]
    read = [op for user in users for op in walk(Block([], [user], [])) if copy.out in inputs(op)]
    given = {x for user in users for b in _blocks(user) for x in leaves(b.results)}
    if not users or copy.out in given or not all(only_reads(op, copy) for op in read):
        return False
    until = after[: after.index(users[-1]) + 1]
    return not any(accesses.may_write(op, copy, region) for op in until)
