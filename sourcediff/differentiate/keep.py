"""Keep: what the reverse sweep still reads of a turn or branch that is over is handed out, or put on a tape."""

from __future__ import annotations

import operator
from dataclasses import dataclass
from typing import Any

from sourcediff.analysis.alias import Aliases, is_memory
from sourcediff.differentiate.likeness import read_likes
from sourcediff.differentiate.recompute import Recomputation, recompute, values_read
from sourcediff.frontend.abstract import UNDEFINED
from sourcediff.ir.core import Block, Loop, Op, Value, substitute, type_of, uses, walk
from sourcediff.ir.types import INT, Tape


@dataclass
class Keeper(Recomputation):
    """Settles one pair of a forward operation and its reverse after the other, inner ones first."""

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
        read_likes(loop, back, self.aliases)
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
            cycle = cycle_of(first, source, loop.carried)
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


def cycle_of(first: Value, source: dict[Value, int], carried: list[Value]) -> list[Value]:
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


def _is_read(value: Value, block: Block) -> bool:
    return value in values_read(block)
