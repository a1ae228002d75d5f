"""What the reverse sweep still reads of a turn or branch that is over: kept on a tape, or computed again."""

from __future__ import annotations

import operator
from dataclasses import dataclass, field
from typing import Any

from sourcediff.analysis.alias import Aliases, is_memory, is_view
from sourcediff.differentiate.regions import may_meet, parts_of
from sourcediff.differentiate.restore import nests
from sourcediff.frontend.abstract import UNDEFINED
from sourcediff.ir import primitives
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
    type_of,
    uses,
    walk,
)
from sourcediff.ir.inference.indexing import expand_index, is_integer
from sourcediff.ir.scalars import element
from sourcediff.ir.types import INT, Arr, Lst, Num, Tape, is_fixed

_CHEAP = {
    operator.add, operator.sub, operator.mul, operator.neg, operator.lt, operator.le, operator.gt, operator.ge,
    operator.eq, operator.ne, primitives.not_, operator.floordiv, operator.mod, abs, len, operator.is_, operator.is_not,
    operator.truediv,
}  # fmt: skip
DEPTH = 2


@dataclass
class Keeper:
    """Settles one pair of a forward operation and its reverse after the other, inner ones first."""

    aliases: Aliases
    root: Block
    restored: frozenset[Op] = frozenset()
    nest: dict[Op, tuple[Op, ...]] | None = field(default=None, repr=False)

    def settle(self, pairs: list[tuple[Op, Op]]) -> None:
        """Connect every reverse loop and branch with the forward one."""
        for forward, reverse in pairs:
            present = set(walk(self.root))
            if reverse not in present or (forward not in present and forward.kind == "if"):
                continue
            if forward.kind == "if":
                self.settle_branches(forward, reverse)
            else:
                self.settle_loop(forward, reverse)

    # ---- branches ----

    def settle_branches(self, forward: Op, reverse: Op) -> None:
        """Hand out of each branch what its reverse reads."""
        for side in (0, 1):
            inner, outer = forward.blocks[side], reverse.blocks[side]
            kept, again = self.decide(inner, outer, frozenset())
            mapping = recompute(again, outer)
            for value in kept:
                out = Value(value.type, value.hint, value.line)
                forward.outs = (*forward.outs, out)
                inner.results.append(value)
                forward.blocks[1 - side].results.append(UNDEFINED)
                forward.info.setdefault("kept", set()).add(out)
                mapping[value] = out
            substitute(outer, mapping)

    # ---- loops ----

    def settle_loop(self, forward: Op, reverse: Op) -> None:
        """Let the forward loop collect what the reverse loop consumes."""
        loop, back = Loop(forward), Loop(reverse)
        free: dict[Value, Any] = {}
        item: Op | None = None
        if loop.kind == "range" and back.kind == "range" and back.lead:
            assert loop.index is not None and back.index is not None
            free[loop.index] = back.index
        if loop.kind == "items" and back.kind == "range" and self.can_index(loop, back):
            item = self.item_again(loop, back)
            if item is not None:
                free[loop.index] = item.out  # type: ignore[index]
        substitute(back.body, free)
        kept, ops = self.decide(loop.body, back.body, frozenset(free))
        mapping = dict(free)
        turned = self.turn_back(forward, reverse, kept)
        mapping.update(turned)
        entries = self.collect(forward, reverse, [v for v in kept if v not in turned])
        mapping.update(entries)
        mapping.update(recompute(ops, back.body, mapping))
        substitute(back.body, mapping)
        if item is not None:
            back.body.ops.insert(0, item)
        self.count_turns(forward, reverse)

    def can_index(self, loop: Loop, back: Loop) -> bool:
        source = loop.iterable[0]
        return isinstance(source, Value) and not self.aliases.is_stored(source)

    def item_again(self, loop: Loop, back: Loop) -> Op | None:
        """`xs[i]` in the reverse loop, if the item is read there."""
        if not any(v is loop.index for op in back.body.ops for v in uses(op)):
            return None
        if type(type_of(loop.iterable[0])).__name__ not in ("Arr", "Lst"):
            return None
        assert loop.index is not None and back.index is not None
        out = Value(loop.index.type, loop.index.hint)
        op = Op("call", (out,), operator.getitem, (loop.iterable[0], back.index), line=loop.op.line)
        op.info["adjoint"] = True
        return op

    def turn_back(self, forward: Op, reverse: Op, kept: list[Value]) -> dict[Value, Value]:
        """Arrays that only trade places in each turn, which the reverse loop trades back: no tape holds them."""
        loop, back = Loop(forward), Loop(reverse)
        source = {
            x: i for i, x in enumerate(loop.yields) if isinstance(x, Value) and is_memory(x.type)
        }
        mapping: dict[Value, Value] = {}
        for first in kept:
            cycle = _cycle(first, source, loop.carried)
            if first in mapping or not cycle:
                continue
            after = {p: Value(p.type, p.hint, p.line) for p in cycle}
            before = {p: after[loop.carried[source[p]]] for p in cycle}
            for p in cycle:
                self.aliases.union(after[p], p)
                place = loop.carried.index(p)
                _carry(back, after[p], loop.results[place], before[p], self.aliases)
            mapping |= before
        return mapping

    def collect(self, forward: Op, reverse: Op, kept: list[Value]) -> dict[Value, Any]:
        """Tape values: collected by the forward loop, entries of the reverse one."""
        mapping: dict[Value, Any] = {}
        loop, back = Loop(forward), Loop(reverse)
        lead, entries, carried = back.body.params[: back.lead], back.entries, back.carried
        tapes: list[Value] = []
        for value in kept:
            tape = Value(Tape(value.type), stem="tape")
            entry = Value(value.type, value.hint, value.line, value.stem)
            forward.outs = (*forward.outs, tape)
            loop.body.results.append(value)
            tapes.append(tape)
            entries.append(entry)
            mapping[value] = entry
            self.aliases.union(("content", tape), value)
            self.aliases.union(entry, value)
        reverse.args = (reverse.args[0], (*reverse.args[1], *tapes), reverse.args[2])
        back.body.params = [*lead, *entries, *carried]
        return mapping

    def count_turns(self, forward: Op, reverse: Op) -> None:
        """Say how often the reverse loop runs: by its tape, by the same range, or by a count."""
        back = Loop(reverse)
        index_read = back.lead and back.index is not None and _is_read(back.index, back.body)
        if back.tapes and not index_read:
            back.body.params = back.body.params[back.lead :]
            reverse.info["loop"] = "tape"
            reverse.args = ((), *reverse.args[1:])
            return
        if back.kind != "turns":
            return
        if back.tapes:
            reverse.info["loop"] = "tape"
            return
        count = self.add_counter(forward)
        reverse.args = ((0, count, 1), *reverse.args[1:])
        back.body.params = [Value(INT), *back.body.params]
        reverse.info["loop"] = "range"
        reverse.info["reversed"] = False

    def add_counter(self, forward: Op) -> Value:
        """The number of turns that a loop has run."""
        loop = Loop(forward)
        param, after, result = Value(INT, "turns"), Value(INT, "turns"), Value(INT, "turns")
        op = Op("call", (after,), operator.add, (param, 1), line=forward.line)
        loop.body.ops.insert(0, op)
        place = len(loop.inits)
        loop.body.params.append(param)
        loop.body.results.insert(place, after)
        outs = list(forward.outs)
        outs.insert(place, result)
        forward.outs = tuple(outs)
        forward.args = (forward.args[0], forward.args[1], (*forward.args[2], 0))
        return result

    # ---- decisions ----

    def decide(
        self, inner: Block, outer: Block, free: frozenset[Value]
    ) -> tuple[list[Value], list[Op]]:
        """Of what `outer` reads of `inner`: the values to keep, and the operations to run again, in order."""
        inside = defined(inner)
        required = {v for v in _read(outer) if v in inside and v not in free}
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
        again = self.reload(value, inner) if first is None and value in made else None
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

    def reload(self, x: Value, inner: Block) -> Op | None:
        """A read of what was stored, if it still stands there when the reverse sweep enters the turn."""
        if not isinstance(x.type, Num):
            return None
        for place, op in enumerate(inner.ops):
            if op.kind != "store" or op.args[2] is not x or op.info.get("op", "") != "":
                continue
            base, index, _ = op.args
            if (
                not isinstance(base.type, Arr)
                or element(base.type) != x.type
                or not is_element(base.type, index)
            ):
                return None
            if self.stands(op, inner.ops[place + 1 :]):
                return Op(
                    "call",
                    (x,),
                    operator.getitem,
                    (base, index),
                    line=op.line,
                    info={"reload": True},
                )
        return None

    def stands(self, store: Op, after: list[Op]) -> bool:
        """Whether no later store touches what one stored, or it is undone by then."""
        base, index, _ = store.args
        if self.nest is None:
            self.nest = dict(nests(self.root, ()))
        region = (base, parts_of(index))
        name = self.aliases.find(base)
        later = {o for op in after for o in walk(Block([], [op], []))}
        for op, loops in self.nest.items():
            if op.kind not in ("store", "effect") or op.info.get("adjoint"):
                continue
            if op.kind == "effect" or self.aliases.find(op.args[0]) is not name:
                continue
            shared = [loop for loop in self.nest[store] if loop in loops]
            here = op in later
            if op in self.restored and not here:
                continue
            if may_meet(op, region, shared, here or not shared):
                if not shared and not here and self.order_before(op, store):
                    continue
                return False
        return True

    def order_before(self, a: Op, b: Op) -> bool:
        """Whether one operation comes before another in the text."""
        for op in self.nest or {}:
            if op is a:
                return True
            if op is b:
                return False
        return False

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
            return not stored and isinstance(op.out.type, Num)
        if is_view(op):
            return True
        if op.fn is len:
            return not any(
                not is_fixed(v.type) or (isinstance(v.type, Lst) and self.aliases.is_stored(v))
                for v in inputs(op)
            )
        scalar = isinstance(op.out.type, Num) and all(isinstance(v.type, Num) for v in inputs(op))
        return op.fn in _CHEAP and scalar


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


def _cycle(first: Value, source: dict[Value, int], carried: list[Value]) -> list[Value]:
    """The carried values that trade places with one in each turn, nothing if it gets another value."""
    found: list[Value] = []
    x = first
    while x not in found:
        if x not in carried or x not in source:
            return []
        found.append(x)
        x = carried[source[x]]
    return found


def _carry(back: Loop, param: Value, init: Value, last: Value, aliases: Aliases) -> None:
    """Let a loop carry one more value."""
    out = Value(param.type, param.hint, param.line)
    aliases.union(out, param)
    place = len(back.inits)
    op = back.op
    back.body.results.insert(place, last)
    back.body.params.append(param)
    op.outs = (*op.outs[:place], out, *op.outs[place:])
    op.args = (op.args[0], op.args[1], (*op.args[2], init))


def is_element(t: Arr, index: object) -> bool:
    """Whether an index names one element."""
    parts = expand_index(index, len(t.shape)) if t.shape is not None else None
    return (
        parts is not None and len(parts) == len(t.shape or ()) and all(is_integer(p) for p in parts)
    )


def _read(block: Block) -> set[Value]:
    out = set(leaves(block.results))
    for op in block.ops:
        out.update(uses(op))
    return out


def _is_read(value: Value, block: Block) -> bool:
    return value in _read(block)


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
