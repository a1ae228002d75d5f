"""Recompute: of what the reverse sweep reads of a turn or branch that is over, what is cheap is computed again."""

from __future__ import annotations

import operator
from dataclasses import dataclass, field
from typing import Any

from sourcediff.analysis.alias import Aliases, is_view, reads_list_of_list
from sourcediff.analysis.regions import Nest, common_loops, may_meet, nests, parts_of
from sourcediff.ir import primitives
from sourcediff.ir.core import Block, Op, Value, clone, defined, inputs, leaves, uses
from sourcediff.ir.inference.indexing import expand_index, is_integer
from sourcediff.ir.scalars import element
from sourcediff.ir.types import Arr, Lst, Num, is_fixed

_CHEAP = {
    operator.add, operator.sub, operator.mul, operator.neg, operator.lt, operator.le, operator.gt, operator.ge,
    operator.eq, operator.ne, primitives.not_, operator.floordiv, operator.mod, abs, len, operator.is_, operator.is_not,
    operator.truediv,
}  # fmt: skip
DEPTH = 2


@dataclass
class Recomputation:
    """Which values are kept, and which operations run again in their place."""

    aliases: Aliases
    root: Block
    restored: frozenset[Op] = frozenset()
    nest: dict[Op, Nest] | None = field(default=None, repr=False)
    place: dict[Op, int] = field(default_factory=dict, repr=False)

    def decide(
        self, inner: Block, outer: Block, free: frozenset[Value]
    ) -> tuple[list[Value], list[Op]]:
        """Of what `outer` reads of `inner`: the values to keep, and the operations to run again, in order."""
        inside = defined(inner)
        required = {v for v in values_read(outer) if v in inside and v not in free}
        made = {o: op for op in inner.ops for o in op.outs}
        place = {v: i for i, v in enumerate([*inner.params, *made])}
        params = set(inner.params)
        kept = set(required)
        again: list[Op] = []
        for value in sorted(required, key=place.__getitem__, reverse=True):
            plan = self.plan(value, inner, made, inside, kept - {value}, params, free)
            if plan is None:
                continue
            ops, new = plan
            kept.discard(value)
            kept |= new
            again += ops
        ordered = in_order(
            sorted({op.outs[0]: op for op in again}.values(), key=lambda op: place[op.outs[0]])
        )
        needed = [o for op in ordered for o in op.outs]
        kept -= set(needed)
        return sorted(kept, key=place.__getitem__), ordered

    def plan(
        self,
        value: Value,
        inner: Block,
        made: dict[Value, Op],
        inside: set[Value],
        kept: set[Value],
        params: set[Value],
        free: frozenset[Value],
    ) -> tuple[list[Op], set[Value]] | None:
        """How to have a value again: computed, or read from where it was stored; None: keep it."""
        first = self.recomputed(value, made, inside, kept, params, free)
        found = value in made and first is None
        again = self.reload(value, made[value], inner) if found else None
        if again is None:
            return first
        return self.recomputed(value, {**made, value: again}, inside, kept, params, free)

    def recomputed(
        self,
        value: Value,
        made: dict[Value, Op],
        inside: set[Value],
        kept: set[Value],
        params: set[Value],
        free: frozenset[Value],
    ) -> tuple[list[Op], set[Value]] | None:
        """How to compute a value again from what is at hand and at most one new loop parameter."""
        ops: list[Op] = []
        new: set[Value] = set()

        def visit(x: Value, depth: int) -> bool:
            if x not in inside or x in kept or x in free or x in new:
                return True
            op = made.get(x)
            if op is None or not self.is_cheap(op) or depth > DEPTH:
                if x is value:
                    return False
                new.add(x)
                return x in params
            cost = 0 if self.is_free(op) else 1
            if not all(visit(y, depth + cost) for y in inputs(op)):
                return False
            ops.append(op)
            return True

        if not visit(value, 1) or value in new:
            return None
        if len(new) > 1 or (new and not all(x in params for x in new)):
            return None
        return ops, new

    def reload(self, x: Value, maker: Op, inner: Block) -> Op | None:
        """A read of what was stored or read, if it still stands there when the reverse sweep enters the turn."""
        if not isinstance(x.type, Num):
            return None
        read = maker.kind == "call" and maker.fn is operator.getitem
        found = maker if read else _stored_at(x, inner)
        if found is None or not _holds(x, *found.args[:2]) or not self.stands(found):
            return None
        args = found.args[:2]
        return Op("call", (x,), operator.getitem, args, line=found.line, info={"reload": True})

    def stands(self, known: Op) -> bool:
        """Whether no later store touches what one stored or read, or it is undone by then."""
        base, index = known.args[:2]
        if self.nest is None:
            self.nest = nests(self.root)
            self.place = {op: i for i, op in enumerate(self.nest)}
        region, around = (base, parts_of(index)), self.nest[known]
        for op, nest in self.nest.items():
            if op.kind not in ("store", "effect") or op.info.get("adjoint"):
                continue
            if op.kind == "effect" or self.aliases.find(op.args[0]) is not self.aliases.find(base):
                continue
            later, shared = self.place[op] > self.place[known], common_loops((nest, around))
            if op in self.restored and not (later and len(shared) == len(around.loops)):
                continue
            if may_meet(op, region, (nest, around), shared, later):
                return False
        return True

    def is_free(self, op: Op) -> bool:
        """Whether running an operation again costs next to nothing."""
        if op.kind in ("attr", "ref"):
            return True
        return op.kind == "call" and (is_view(op) or op.fn is operator.getitem)

    def is_cheap(self, op: Op) -> bool:
        """Whether an operation may be run again, with the same result."""
        if op.kind == "attr" or op.kind == "ref":
            return True
        if op.kind != "call":
            return False
        if op.info.get("reload"):
            return True
        if op.fn is operator.getitem:
            base = op.args[0]
            if not isinstance(base, Value):
                return False
            if is_view(op):
                return True
            stored = self.aliases.is_stored(base) or any(
                self.aliases.is_stored(v) for v in leaves(op.args[1])
            )
            item = isinstance(op.out.type, Num) or reads_list_of_list(op, self.aliases)
            return not stored and item
        if is_view(op):
            return True
        if op.fn is len:
            return not any(
                not is_fixed(v.type) or (isinstance(v.type, Lst) and self.aliases.is_stored(v))
                for v in inputs(op)
            )
        scalar = isinstance(op.out.type, Num) and all(isinstance(v.type, Num) for v in inputs(op))
        return op.fn in _CHEAP and scalar


def _stored_at(x: Value, block: Block) -> Op | None:
    """The first store of a value into an array, among the operations of a block."""
    stores = (op for op in block.ops if op.kind == "store" and op.args[2] is x)
    return next((op for op in stores if op.info.get("op", "") == ""), None)


def _holds(x: Value, base: Any, index: Any) -> bool:
    """Whether an element of an array is just what a number is."""
    if not isinstance(base, Value) or not isinstance(base.type, Arr):
        return False
    return element(base.type) == x.type and is_element(base.type, index)


def in_order(ops: list[Op]) -> list[Op]:
    """Operations after those whose results they read: what is read from memory may need a later index."""
    made = {o: op for op in ops for o in op.outs}
    done: dict[Op, None] = {}

    def visit(op: Op) -> None:
        for x in inputs(op):
            if x in made and made[x] not in done:
                visit(made[x])
        done.setdefault(op)

    for op in ops:
        visit(op)
    return list(done)


def is_element(t: Arr, index: object) -> bool:
    """Whether an index names one element."""
    parts = expand_index(index, len(t.shape)) if t.shape is not None else None
    return (
        parts is not None and len(parts) == len(t.shape or ()) and all(is_integer(p) for p in parts)
    )


def values_read(block: Block) -> set[Value]:
    """What a block reads, of its own and of others."""
    out = set(leaves(block.results))
    for op in block.ops:
        out.update(uses(op))
    return out


def recompute(
    ops: list[Op], into: Block, known: dict[Value, Any] | None = None
) -> dict[Value, Any]:
    """Copies of operations at the start of a block; what their results have become."""
    mapping: dict[Value, Any] = dict(known or {})
    before = set(mapping)
    copied = clone(Block([], list(ops), []), mapping)
    for op in copied.ops:
        op.info["adjoint"] = True
        op.info.pop("reload", None)  # it stands for now, not for a derivative of this
        op.mirror = None
    into.ops[0:0] = copied.ops
    return {v: x for v, x in mapping.items() if v not in before}
