"""Loops gone back over: a loop the other way round, which carries the adjoints of what the loop carried."""

from __future__ import annotations

import operator
from dataclasses import dataclass
from typing import Any

from sourcediff.differentiate.buffers import outer_values, prepare_buffers
from sourcediff.differentiate.numbers import give_numbers, places_of_numbers, take_numbers
from sourcediff.differentiate.sweep import Reverse, bar_hint, entangled
from sourcediff.frontend.abstract import UNDEFINED
from sourcediff.ir import primitives
from sourcediff.ir.core import Block, Loop, Op, Value, defined, leaves, type_of
from sourcediff.ir.join import join
from sourcediff.ir.types import (
    Arr,
    Either,
    Lst,
    Num,
    Tape,
    Tup,
    Type,
    Unknown,
    of_another_turn,
    varies,
)


def visit_loop(reverse: Reverse, op: Op, block: Block) -> None:
    """Write the reverse loop."""
    prepare_buffers(reverse, op)
    _ReverseLoop(reverse, op).write()


@dataclass(frozen=True)
class _Entry:
    """What a reverse loop takes from a tape of adjoints in each turn, and what the turn put on the tape for it."""

    tape: Value
    bar: Value
    source: Any


class _ReverseLoop:
    """Writes the reverse of one loop.

    It carries the adjoints of what the loop `carried` and is not followed otherwise, and of the values from outside
    that each turn adds to (`sums`): they start from `starts`, and a turn knows them as `params`.
    """

    def __init__(self, reverse: Reverse, op: Op) -> None:
        self.reverse, self.op, self.loop = reverse, op, Loop(op)
        self.b, self.adj = reverse.b, reverse.adj
        self.active, self.aliases = reverse.sweep.active, reverse.sweep.aliases
        self.inside = defined(self.loop.body)
        self.sums = [x for x in outer_values(reverse, op, self.inside) if self.is_summed(x)]
        self.carried = [i for i, p in enumerate(self.loop.carried) if self.is_carried(i, p)]
        self.starts = [self.carried_start(i) for i in self.carried]
        self.starts += [self.sum_start(x) for x in self.sums]
        self.params: list[Value] = []

    def is_summed(self, x: Value) -> bool:
        """Whether a value from outside has an adjoint that the reverse loop carries."""
        stored = self.aliases.is_stored(x) or self.adj.is_own(self.adj.sums.get(x))
        return not stored and not isinstance(x.type, Tape)

    def is_carried(self, i: int, param: Value) -> bool:
        """Whether a value that the loop carries has an adjoint that the reverse loop carries."""
        active = param in self.active or self.loop.results[i] in self.active
        return active and param not in self.reverse.sweep.shadows

    def write(self) -> None:
        """Write the reverse loop, and hand on what it leaves."""
        body = Block()
        self.add_lead(body)
        entries = self.take_entries()
        self.params = self.make_params()
        body.params += [entry.bar for entry in entries] + self.params
        with self.reverse.into(body):
            nexts, collected = self.turn(entries)
        body.results = nexts + [g for _, g in collected]
        self.finish(body, entries, nexts, collected)

    # ---- what it carries ----

    def carried_start(self, i: int) -> Any:
        """The adjoint of a loop's result, which its last turn starts from."""
        result = self.loop.results[i]
        if self.aliases.is_stored(result):
            return self.adj.shadow(result)
        g = self.adj.take(result)
        if g is None:
            zero = self.adj.zero(result)
            return self.adj.spread(zero, result) if isinstance(result.type, Either) else zero
        return self.whole(g, result)

    def sum_start(self, x: Value) -> Any:
        """What has been added to the adjoint of a value from outside by what comes after the loop."""
        g = self.adj.take(x)
        return 0.0 if g is None else self.whole(g, x)

    def whole(self, g: Any, x: Value) -> Any:
        """An adjoint with the shape of its value."""
        return g if isinstance(x.type, Num) else self.adj.full(g, x)

    def make_params(self) -> list[Value]:
        """What a turn knows the adjoints as that the loop carries."""
        count = len(self.carried)
        found = [
            Value(self.bar_type(i, start), bar_hint(self.loop.carried[i]))
            for i, start in zip(self.carried, self.starts[:count], strict=True)
        ]
        return found + [Value(_sum_type(x), bar_hint(x)) for x in self.sums]

    def bar_type(self, i: int, start: Any) -> Type:
        """The type of the adjoint of a carried value."""
        t, u = type_of(self.loop.carried[i]), type_of(start)
        if isinstance(t, Either):
            return t
        if isinstance(t, Num):
            return u if isinstance(u, Num) and u == Num("float") else join(u, Num("float", t.dtype))
        if isinstance(t, Arr):
            return of_another_turn(
                t
            )  # the turn's end, of which this is the adjoint, has other sizes
        return t if not isinstance(t, Unknown) else u if not isinstance(u, Num) else t

    def after_turns(self, before: Type, after: Type) -> Type:
        """The type of an adjoint that a loop carries, after any number of turns."""
        alike = isinstance(before, Arr) and isinstance(after, Arr) and before.dtype == after.dtype
        return before if alike and self.b.guards.agree(before, after) else join(before, after)

    def take_entries(self) -> list[_Entry]:
        """What the reverse loop takes from tapes of adjoints."""
        entries = []
        collects = zip(self.loop.collects, self.loop.collected, strict=True)
        given = [(tape, source) for tape, source in collects if self.adj.tapes.get(tape)]
        for tape, source in given:
            for bars in self.adj.tapes.pop(tape):
                assert isinstance(bars.type, Tape)
                bar = self.adj.inherit(Value(bars.type.elem), bars)
                entries.append(_Entry(bars, bar, source))
        return entries

    # ---- a turn ----

    def turn(self, entries: list[_Entry]) -> tuple[list[Any], list[tuple[Value, Any]]]:
        """Go back over a turn: what it leaves of the adjoints that are carried, and what is collected."""
        outer, count = self.adj.sums, len(self.carried)
        self.adj.sums = {
            x: g for x, g in outer.items() if isinstance(g, Value) and self.adj.is_own(g)
        }
        self.reverse.enter(self.loop.body, self.loop.body.params)
        for param, start in zip(self.params, self.starts, strict=True):
            self.adj.inherit(param, start)
        for x, param in zip(self.sums, self.params[count:], strict=True):
            self.adj.sums[x] = param
        self.seed_turn()
        for entry in entries:
            self.seed_entry(entry.source, entry.bar)
        self.reverse.block(self.loop.body)
        self.reverse.at(self.op)
        carried = zip(self.carried, self.params[:count], strict=True)
        nexts = [self.next_bar(i, param) for i, param in carried]
        nexts += [self.sum_start(x) for x in self.sums]
        collected = self.entry_bars()
        self.adj.sums = outer
        return nexts, collected

    def seed_turn(self) -> None:
        """Hand the adjoints that come into a turn to what the turn yielded."""
        seen: set[Value] = set()
        for i, param in zip(self.carried, self.params, strict=False):
            last = self.loop.yields[i]
            if not self.aliases.is_stored(self.loop.results[i]):
                self.adj.add(last, param)
                continue
            root = self.aliases.root(last) if isinstance(last, Value) else last
            own = root is last and root not in seen and root in self.inside
            if not own or self.is_nested(root) or self.adj.is_reached(root):
                raise entangled(self.op, "is carried around this loop under more than one name")
            seen.add(root)
            self.adj.shadows[root] = param

    def is_nested(self, root: Value) -> bool:
        """Whether a value is the result of a branch or loop, so that it may be another's array."""
        for inner in self.loop.body.ops:
            if root in inner.outs:
                return inner.kind in ("if", "loop")
        return False

    def seed_entry(self, item: Any, bar: Value) -> None:
        """Hand what a reverse loop collected to what the turn put on its tape: of an array that is stored into, the shadow."""
        if isinstance(bar.type, Tape):
            self.adj.tapes.setdefault(item, []).append(bar)
        elif item in self.reverse.sweep.shadows and isinstance(item.type, Tup):
            count = len(places_of_numbers(item.type))
            numbers = [self.adj.item_of(bar, i) for i in range(count)]
            give_numbers(self.reverse, item, numbers)
        elif not isinstance(item, Value) or not self.aliases.is_stored(item):
            self.adj.add(item, bar)
        elif self.is_own(item):
            self.adj.shadows[item] = bar
        else:
            raise entangled(self.op, "is kept for the reverse sweep under more than one name")

    def is_own(self, item: Value) -> bool:
        """Whether each turn makes the array that it puts on a tape, and nothing but this tape outlives the turn."""
        loop, name = self.loop, self.aliases.find(item)
        held = [x for x in leaves(loop.collected) if self.aliases.find(x) is name]
        carried = any(self.aliases.find(x) is name for x in [*loop.carried, *loop.results])
        own = held == [item] and not carried and self.is_made(loop.body, item)
        return own and not self.adj.is_reached(item)

    def is_made(self, block: Block, x: Any) -> bool:
        """Whether a value is surely an array that a block makes."""
        op = next((op for op in block.ops if x in op.outs), None)
        if op is None or (op.kind == "call" and x in self.aliases.base):
            return x is UNDEFINED
        if op.kind == "call":
            return op.fn not in (operator.getitem, primitives.select, primitives.identity)
        place = op.outs.index(x)
        return op.kind == "if" and all(self.is_made(b, b.results[place]) for b in op.blocks)

    def next_bar(self, i: int, own: Value) -> Any:
        """The adjoint of a carried value at the start of its turn."""
        param = self.loop.carried[i]
        if self.aliases.is_stored(param):
            found = self.adj.shadows.get(param)
            return found if found is not None else self.zeros_at_start(own, param)
        g = self.adj.take(param)
        if g is None and isinstance(param.type, Either):
            return self.adj.spread(0.0, param)
        if g is None:
            return self.zeros_at_start(own, param) if isinstance(own.type, (Arr, Lst)) else 0.0
        return self.whole(g, param)

    def zeros_at_start(self, own: Value, param: Value) -> Value:
        """Zeros for memory that a turn does not read: of the size that it has then, not at the end of the turn."""
        steady = isinstance(own.type, Arr) and own.type.shape is not None and not varies(own.type)
        return self.adj.zeros(own if steady else param)

    def entry_bars(self) -> list[tuple[Value, Any]]:
        """The adjoints of the tape entries that a loop consumed, to be collected."""
        out: list[tuple[Value, Any]] = []
        for tape, entry in zip(self.loop.tapes, self.loop.entries, strict=True):
            if isinstance(entry.type, Tape):
                out += [(tape, bar) for bar in self.adj.tapes.pop(entry, [])]
                continue
            if entry in self.reverse.sweep.shadows and isinstance(entry.type, Tup):
                numbers = take_numbers(self.reverse, entry)
                out += [(tape, tuple(numbers))] if numbers else []
                continue
            if entry not in self.active or entry in self.reverse.sweep.shadows:
                continue
            if self.aliases.is_stored(entry):
                out.append((tape, self.adj.shadow(entry)))
                continue
            g = self.adj.take(entry)
            out.append((tape, self.whole(self.adj.zero(entry) if g is None else g, entry)))
        return out

    # ---- the loop itself ----

    def add_lead(self, body: Block) -> None:
        """The index of the reverse loop."""
        if self.loop.lead == 0:
            return
        index = self.loop.index
        assert index is not None
        if self.loop.kind == "range":
            body.params.append(Value(index.type, index.hint, stem=index.stem))
        else:
            body.params.append(Value(Num("int"), stem="i"))

    def finish(
        self,
        body: Block,
        entries: list[_Entry],
        nexts: list[Any],
        collected: list[tuple[Value, Any]],
    ) -> None:
        """The loop, and what it leaves: of sums, of tapes, and for the values that the loop started from."""
        outs = [
            Value(self.after_turns(p.type, type_of(n)), p.hint)
            for p, n in zip(self.params, nexts, strict=True)
        ]
        tapes = [Value(Tape(_collected_type(g)), stem="tape") for _, g in collected]
        for out, start, after in zip(outs, self.starts, nexts, strict=True):
            self.adj.inherit(out, start, after)
        made = self.append(body, tuple(entry.tape for entry in entries), (*outs, *tapes))
        for (tape, g), out in zip(collected, tapes, strict=True):
            self.adj.tapes.setdefault(tape, []).append(self.adj.inherit(out, g))
        for x, out in zip(self.sums, outs[len(self.carried) :], strict=True):
            self.adj.sums[x] = out
        self.b.line = 0
        for i, out in zip(self.carried, outs, strict=False):
            self.to_init(i, out)
        self.reverse.sweep.pairs.append((self.op, made))

    def append(self, body: Block, tapes: tuple[Value, ...], outs: tuple[Value, ...]) -> Op:
        """The operation; how its turns are counted is settled when the tape is."""
        loop, back = self.loop, not self.op.info.get("reversed", False)
        info: dict[str, Any] = {"loop": "range", "reversed": back, "mirrors": self.op}
        if loop.kind == "range":
            iterable: tuple[Any, ...] = loop.iterable
        elif loop.kind == "items" and not self.aliases.is_stored(loop.iterable[0]):
            iterable, info["reversed"] = (0, self.b.emit_call(len, loop.iterable[0]), 1), True
        else:
            iterable, info["loop"] = (), "turns"
        if loop.stops or info["loop"] == "turns":
            info["loop"], iterable = "turns", ()
            body.params = body.params[loop.lead :]
            if loop.lead:
                info["index"] = True
        args = (iterable, tapes, tuple(self.starts))
        return self.b.append(Op("loop", outs, None, args, blocks=(body,), info=info))

    def to_init(self, i: int, g: Any) -> None:
        """What remains after the first turn belongs to the value that the loop started from."""
        init = self.loop.inits[i]
        if not isinstance(init, Value) or init not in self.active:
            return
        if self.aliases.is_stored(init) and self.aliases.is_stored(self.loop.results[i]):
            root = self.aliases.root(init)
            if root in self.adj.shadows or self.adj.is_reached(root):
                how = "is carried around this loop and read under another name"
                raise entangled(self.op, how)
            if root is init:
                self.adj.shadows[root] = g
                return
        self.adj.add(init, g)


def _collected_type(g: Any) -> Type:
    """The type of what a reverse loop collects: one adjoint, or those of several numbers."""
    return Tup(tuple(map(type_of, g))) if isinstance(g, tuple) else type_of(g)


def _sum_type(x: Value) -> Type:
    """The type of the adjoint of a value from outside that each turn adds to."""
    if isinstance(x.type, Num):
        return join(Num("float"), Num("float", x.type.dtype))
    return x.type
