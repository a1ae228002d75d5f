"""The reverse sweep: every operation's adjoint, in reverse order, naming forward values freely."""

from __future__ import annotations

import operator
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from sourcediff import runtime
from sourcediff.analysis.alias import Aliases
from sourcediff.differentiate.adjoints import Adjoints, Elements
from sourcediff.differentiate.contributions import contributions
from sourcediff.differentiate.numbers import (
    give_numbers,
    places_of_numbers,
    read_numbers,
    return_numbers,
    take_numbers,
)
from sourcediff.differentiate.shadows import Entangled, reads_container
from sourcediff.errors import Problem, UnsupportedCode
from sourcediff.frontend.abstract import UNDEFINED
from sourcediff.ir import primitives
from sourcediff.ir.builder import Builder
from sourcediff.ir.core import Block, Loop, Op, Value, defined, leaves, type_of, uses, walk
from sourcediff.ir.guards import Guards
from sourcediff.ir.inference.indexing import is_basic
from sourcediff.ir.join import join
from sourcediff.ir.types import Arr, Either, Lst, Num, Tape, Tup, Type, Unknown, varies


@dataclass
class Sweep:
    """The reverse sweep of a block under way, and what it asks of the forward sweep."""

    aliases: Aliases
    active: set[Value]
    guards: Guards
    restored: frozenset[int] = frozenset()
    saves: list[tuple[Block, Op, list[Op]]] = field(default_factory=list)
    pairs: list[tuple[Op, Op]] = field(default_factory=list)
    order: dict[Op, int] = field(default_factory=dict)
    made: dict[Value, Op] = field(default_factory=dict)
    nest: dict[Op, tuple[Op, ...]] = field(default_factory=dict)
    shadows: dict[Value, Value] = field(default_factory=dict)


class Reverse:
    """Writes the reverse sweep of one function."""

    def __init__(self, sweep: Sweep, builder: Builder) -> None:
        self.sweep = sweep
        self.b = builder
        self.adj = Adjoints(builder, sweep.aliases, sweep.active, sweep.shadows)
        self.handed: set[Any] = set()
        self.b.forward = sweep.made
        self.b.memory |= set(sweep.shadows.values())
        self.b.is_stored = sweep.aliases.is_stored

    # ---- blocks ----

    def block(self, block: Block) -> None:
        """The adjoints of a block's operations, last one first."""
        for op in reversed(block.ops):
            self.b.line, self.b.mirror = op.line, op
            getattr(self, f"visit_{op.kind}", self.skip)(op, block)

    def skip(self, op: Op, block: Block) -> None:
        """Nothing: the operation has no active result."""

    def enter(self, block: Block, params: list[Value], place: int = 0) -> None:
        """Say where shadows of what a block makes are to be created: at the start of its reverse sweep."""
        for x in [*params, *(o for op in block.ops for o in op.outs)]:
            self.adj.scopes[x] = (self.b.block, place)

    # ---- calls ----

    def visit_call(self, op: Op, block: Block) -> None:
        y = op.out
        if y not in self.sweep.active or op.info.get("free"):
            return
        if self.sweep.aliases.is_stored(y):
            if y in self.sweep.aliases.base:
                return  # a view's shadow is a view of its base's
            if y in self.sweep.shadows and reads_container(op) and not isinstance(y.type, Num):
                return_numbers(self, op)
                return  # and that of an item an item of the container's
            g: Any = self.sweep.shadows.get(y) or self.adj.shadows.get(y)
            self.b.memory.add(g)
        else:
            g = self.adj.take_masked(y)
        if g is None:
            return
        if op.fn is operator.getitem and isinstance(op.args[0], Value):
            g = self.adj.select(g)
            self.name_bar(g, y)
            self.load(op, self.adj.exact(g, y))
            return
        self.name_bar(g, y)
        for x, part in contributions(self.b, self.adj, op, g, self.sweep.active):
            if not self.is_shared(y, x):
                self.adj.add(x, part)

    def is_shared(self, container: Value, x: Any) -> bool:
        """Whether a container holds a value, or what that holds, itself, so that their shadows are the same."""
        of = self.sweep.aliases
        shadow = self.sweep.shadows.get(container)
        if shadow is None or not isinstance(container.type, (Lst, Tup)):
            return False
        return (
            self.sweep.made[shadow].fn
            not in (runtime.zeros_of, runtime.zero_of)  # a list of new arrays
            and isinstance(x, Value)
            and not isinstance(x.type, Num)
            and of.find(("content", container)) in (of.find(x), of.find(("content", x)))
        )

    def name_bar(self, g: Any, x: Value) -> None:
        """Call the adjoint of a value that the user named `x_bar`."""
        if isinstance(g, Value) and not g.hint and g in self.b.defs:
            if x.hint:
                g.hint = f"{x.hint}_bar"
            else:
                g.stem = "t_bar"

    def load(self, op: Op, g: Any) -> None:
        """The adjoint of `x[index]`."""
        x, index = op.args
        if isinstance(x.type, Lst):
            target = self.adj.shadow(x) if self.sweep.aliases.is_stored(x) else self.adj.buffer(x)
            old = self.b.emit_call(operator.getitem, target, index)
            self.b.store(target, index, self.adj.sum_of(op.out.type, old, g))
            return
        if isinstance(x.type, Tup):
            if not isinstance(index, int):
                raise self.refuse(
                    op, "an item of a tuple is chosen at run time", "its place must be known"
                )
            self.adj.add_part(x, index, g)
            return
        if not isinstance(x.type, (Arr, Unknown)):
            self.adj.add(x, g)
            return
        self.adj.add_at(x, index, g, at=not is_basic(index) and not is_mask(index))
        if is_mask(index) and self.adj.sums.get(x) in self.adj.buffers:
            self.adj.strong.add(self.adj.sums[x])  # what the mask leaves out gets exactly nothing

    # ---- stores ----

    def visit_store(self, op: Op, block: Block) -> None:
        base, index, value = op.args
        symbol = op.info.get("op", "")
        if isinstance(base.type, Lst):
            self.list_store(op, block)
            return
        active = base in self.sweep.active and self.adj_memory_active(base)
        before: Any = None
        if active and symbol == "/":
            before = self.region(base, index)
            if isinstance(before.type, (Arr, Unknown)) and self.is_restored(op):
                before = self.b.emit_call(np.copy, before)
        self.restore(op, block)
        if not active:
            return
        shadow = self.adj.shadow(base)
        part = self.region(shadow, index)
        if isinstance(part.type, (Arr, Unknown)) and is_basic(index):
            part = self.b.emit_call(np.copy, part)
        if op.info.get("at"):
            sign = part if symbol == "+" else self.b.call(operator.neg, part)
            self.adj.add(
                value,
                self.b.record(runtime.unbroadcast, sign, value)
                if isinstance(value, Value)
                else None,
            )
            return
        if not is_basic(index) and not is_mask(index):
            winners = self.b.emit_call(runtime.last_writers, shadow, index)
            part = self.b.call(operator.mul, part, winners)
            self.repeated(op, shadow, index, part, symbol)
            return
        if symbol in ("", "@"):
            self.b.store(shadow, index, 0.0)
            if is_mask(index):
                self.adj.strong.add(shadow)
            self.to_value(value, part, part)
        elif symbol in ("+", "-"):
            self.to_value(value, part if symbol == "+" else self.b.call(operator.neg, part), part)
        elif symbol == "*":
            old = self.region(base, index)
            self.b.store(shadow, index, self.b.call(operator.mul, part, value))
            if isinstance(value, Value) and value in self.sweep.active:
                self.to_value(value, self.b.call(operator.mul, part, old), part)
        elif symbol == "/":
            scaled = self.b.call(operator.truediv, part, value)
            self.b.store(shadow, index, scaled)
            if isinstance(value, Value) and value in self.sweep.active:
                g = self.b.call(operator.neg, self.b.call(operator.mul, scaled, before))
                self.to_value(value, g, part)
        else:
            raise AssertionError(symbol)

    def region(self, x: Value, index: Any) -> Value:
        """`x[index]`; the array itself where that is all of it."""
        return x if index is Ellipsis else self.b.emit_call(operator.getitem, x, index)

    def repeated(self, op: Op, shadow: Value, index: Any, part: Any, symbol: str) -> None:
        """A store at integer arrays: of writers to one place only the last counts."""
        value = op.args[2]
        if symbol == "":
            self.b.store(shadow, index, 0.0)
        elif symbol == "-":
            part = self.b.call(operator.neg, part)
        elif symbol != "+":
            raise self.refuse(
                op, f"`{symbol}=` at an index array", "only `=`, `+=` and `-=` are handled there"
            )
        self.to_value(value, part, part)

    def to_value(self, value: Any, g: Any, like: Any) -> None:
        """Hand the adjoint of a stored region to what was stored, which may have been broadcast."""
        if not isinstance(value, Value) or value not in self.sweep.active:
            return
        array = value.type.array if isinstance(value.type, Either) else None
        if array is None or not self.sweep.guards.agree(type_of(g), array):
            g = self.b.record(runtime.unbroadcast, g, value)
        self.adj.add(value, g)

    def adj_memory_active(self, base: Value) -> bool:
        """Whether memory has an adjoint at all."""
        return base in self.sweep.active

    def restore(self, op: Op, block: Block) -> Value | None:
        """Put back what a store overwrote, if the reverse sweep reads it; what was put back."""
        if not self.is_restored(op):
            return None
        base, index, _ = op.args
        old = self.overwritten(op, block)
        self.b.store(base, index, old)
        self.b.block.ops[-1].info["restore"] = True
        return old

    def overwritten(self, op: Op, block: Block) -> Value:
        """What a place holds before it is stored into, saved by the forward sweep."""
        base, index, _ = op.args
        saver = Builder(self.sweep.guards, Block(), simplified=False)
        saver.line = op.line
        old: Value = base if index is Ellipsis else saver.emit_call(operator.getitem, base, index)
        if isinstance(old.type, (Arr, Unknown)) and not isinstance(base.type, Lst):
            old = saver.emit_call(np.copy, old)
        for made in saver.block.ops:
            made.info["save"] = True
        self.sweep.saves.append((block, op, saver.block.ops))
        return old

    def is_restored(self, op: Op) -> bool:
        """Whether the reverse sweep puts back what a store overwrote."""
        return self.sweep.order.get(op) in self.sweep.restored

    # ---- lists ----

    def list_store(self, op: Op, block: Block) -> None:
        base, index, value = op.args
        old = self.restore(op, block)
        if base not in self.sweep.active:
            return
        if isinstance(index, slice) and index.step in (None, 1):
            raise self.refuse(
                op, "a slice of a list is stored into", "it may change the length of the list",
                "store item by item",
            )  # fmt: skip
        shadow = self.adj.shadow(base)
        part = self.b.emit_call(operator.getitem, shadow, index)
        zero = op.info.get("shadow_before")
        if zero is None and isinstance(index, slice):
            zero = self.b.emit_call(runtime.zeros_of, part)
        elif zero is None and holds_structure(base.type.elem):
            like = self.overwritten(op, block) if old is None else old
            zero = self.b.emit_call(runtime.zeros_of, like)
        self.b.store(shadow, index, nothing(base.type.elem) if zero is None else zero)
        self.add_item(value, part)

    def add_item(self, value: Any, g: Any) -> None:
        """Hand the adjoint of a list's item to what was put there."""
        if isinstance(value, (tuple, list)):
            for i, part in enumerate(value):
                if any(v in self.sweep.active for v in leaves(part)):
                    self.add_item(part, self.b.emit_call(operator.getitem, g, i))
        elif value in self.sweep.shadows and not isinstance(type_of(value), Num):
            # the list holds the array itself, so its shadow's item is the array's shadow
            give_numbers(self, value, read_numbers(self, type_of(value), g))
        elif isinstance(value, Value) and value in self.sweep.active:
            self.adj.add(value, g)

    def visit_append(self, op: Op, block: Block) -> None:
        made, value = op.args
        if self.is_restored(op):
            out = Value(made.type.elem)
            self.b.append(Op("pop", (out,), None, (made,), info={"restore": True}))
        if made not in self.sweep.active:
            return
        out = Value(made.type.elem)
        self.b.append(Op("pop", (out,), None, (self.adj.shadow(made),)))
        self.add_item(value, out)

    def visit_pop(self, op: Op, block: Block) -> None:
        made = op.args[0]
        if self.is_restored(op):
            self.b.append(Op("append", (), None, (made, op.out), info={"restore": True}))
        if made in self.sweep.active:
            g = self.popped(op.out)
            g = nothing(made.type.elem) if g is None else g
            self.b.append(Op("append", (), None, (self.adj.shadow(made), as_item(g))))

    def popped(self, x: Value) -> Any:
        """The adjoint of what a list gave: of a tuple with arrays that are stored into, the numbers are added up apart."""
        shadow = self.sweep.shadows.get(x)
        if shadow is None:
            return self.adj.exact(self.adj.take(x), x)
        if not isinstance(x.type, Tup):
            return shadow
        parts = self.adj.parts.pop(x, {})
        return tuple(
            parts[i] if i in parts else self.b.emit_call(operator.getitem, shadow, i)
            for i in range(len(x.type.items))
        )

    def visit_effect(self, op: Op, block: Block) -> None:
        if op.info.get("adjoint"):
            raise self.refuse(
                op, "a list of adjoints is differentiated again", "its sums are made in place"
            )

    # ---- branches ----

    def visit_if(self, op: Op, block: Block) -> None:
        self.prepare(op)
        seeds = {out: g for out in op.outs if (g := self.seed_of(out)) is not None}
        before, outer = self.adj, self.adj.sums
        blocks, sums = [], []
        outer_tapes = {t: list(bars) for t, bars in self.adj.tapes.items()}
        found: list[tuple[int, Value, Value]] = []
        for side, inner in enumerate(op.blocks):
            made = Block()
            old, self.b.block = self.b.block, made
            before.sums = {
                x: (g.copy() if isinstance(g, Elements) else g) for x, g in outer.items()
            }
            self.enter(inner, [])
            self.adj.tapes = {t: list(bars) for t, bars in outer_tapes.items()}
            for out, source in zip(op.outs, inner.results, strict=True):
                if isinstance(out.type, Tape):
                    if isinstance(source, Value) and out in outer_tapes:
                        self.adj.tapes[source] = list(outer_tapes[out])
                    continue
                self.seed_result(op, out, source, inner, seeds)
            self.block(inner)
            found += [
                (side, t, bar)
                for t, bars in self.adj.tapes.items()
                if t not in defined(inner)
                for bar in bars[len(outer_tapes.get(t, [])) :]
            ]
            blocks.append(made)
            sums.append(self.settle(before.sums, outer, inner))
            self.b.block = old
            before.sums = sums[side]
        self.b.line, self.b.mirror = op.line, op
        self.adj.tapes = {t: bars for t, bars in outer_tapes.items() if t not in op.outs}
        self.join_branches(op, blocks, sums, outer, found)

    def seed_of(self, out: Value) -> Any:
        """The adjoint of a branch's result, of a tuple with arrays that have shadows those of its numbers."""
        if out in self.sweep.shadows and isinstance(out.type, Tup):
            return take_numbers(self, out) or None
        if self.sweep.aliases.is_stored(out) or isinstance(out.type, Tape):
            return None
        return self.adj.take(out)

    def seed_result(
        self, op: Op, out: Value, source: Any, inner: Block, seeds: dict[Value, Any]
    ) -> None:
        """Hand the adjoint of a branch's result to what the branch gave for it."""
        if out in self.sweep.shadows:
            if out in seeds and isinstance(out.type, Tup) and source is not UNDEFINED:
                give_numbers(self, source, seeds[out])
            return
        if out in seeds:
            if isinstance(source, Value) and source in self.sweep.active:
                self.adj.add(source, self.of_one_branch(seeds[out], out, source))
        elif (
            self.sweep.aliases.is_stored(out)
            and isinstance(source, Value)
            and out in self.sweep.active
        ):
            root = self.sweep.aliases.root(source)
            if root not in defined(inner) or root is not source:
                raise self.entangled(op, "goes by another name on one path only")
            if root in self.adj.shadows:
                raise self.entangled(op, "leaves a branch under more than one name")
            self.adj.shadows[root] = self.adj.shadow(out)

    def of_one_branch(self, g: Any, out: Value, source: Value) -> Any:
        """The adjoint of a branch's result, which may be a number or an array, where it is known to be a number."""
        loose = isinstance(out.type, Either) and isinstance(type_of(g), Arr)
        return self.b.call(np.sum, g) if loose and isinstance(source.type, Num) else g

    def settle(
        self, sums: dict[Value, Any], outer: dict[Value, Any], inner: Block
    ) -> dict[Value, Any]:
        """Turn what was added to small arrays in a branch into values."""
        out = {}
        for x, g in sums.items():
            old = outer.get(x)
            if isinstance(g, Elements) and not (
                isinstance(old, Elements) and old.parts == g.parts and old.rest is g.rest
            ):
                g = self.adj.assemble(x, g)
            elif isinstance(g, Elements):
                g = old
            out[x] = g if g is old else self.adj.select(g)
        return out

    def join_branches(
        self, op: Op, blocks: list[Block], sums: list[dict[Value, Any]], outer: dict[Value, Any],
        found: list[tuple[int, Value, Value]],
    ) -> None:  # fmt: skip
        """Hand out of the reverse branches what they added to outer adjoints, and the tapes that they made."""
        inside = defined(op.blocks[0]) | defined(op.blocks[1])
        outs: list[Value] = []
        joined = dict(outer)
        for side, tape, bar in found:
            out = Value(bar.type, stem="tape")
            blocks[side].results.append(bar)
            blocks[1 - side].results.append(UNDEFINED)
            outs.append(out)
            self.adj.tapes.setdefault(tape, []).append(self.adj.inherit(out, bar))
        for x in dict.fromkeys([*sums[0], *sums[1]]):
            if x in inside or (sums[0].get(x) is sums[1].get(x) and sums[0].get(x) is outer.get(x)):
                continue
            parts = []
            for made, part in zip(blocks, sums, strict=True):
                old, self.b.block = self.b.block, made
                g = self.adj.select(part.get(x))
                if isinstance(g, Elements):
                    g = self.adj.assemble(x, g)
                parts.append(self.adj.zero(x) if g is None else g)
                self.b.block = old
            parts = self.alike(x, blocks, parts)
            out = Value(join(type_of(parts[0]), type_of(parts[1])), bar_hint(x))
            for made, g in zip(blocks, parts, strict=True):
                made.results.append(g)
            outs.append(out)
            joined[x] = self.adj.inherit(out, *parts)
        self.adj.sums = joined
        made_op = Op("if", tuple(outs), None, op.args, blocks=tuple(blocks), info={"form": "if"})
        self.b.append(made_op)
        self.sweep.pairs.append((op, made_op))

    def alike(self, x: Value, blocks: list[Block], parts: list[Any]) -> list[Any]:
        """The adjoints of one value on two branches, of the shape of the value."""
        arrays = all(isinstance(type_of(g), Arr) for g in parts)
        if isinstance(x.type, Num) or (isinstance(x.type, Either) and arrays):
            return parts
        out, old = [], self.b.block
        for made, g in zip(blocks, parts, strict=True):
            self.b.block = made
            out.append(self.adj.full(g, x))
        self.b.block = old
        return out

    # ---- loops ----

    def prepare(self, op: Op) -> None:
        """Before a loop or branch: make the buffers that it adds to element by element."""
        self.b.line = 0
        inside = set().union(*(defined(b) for b in op.blocks))
        for x in self.outer_values(op, inside):
            if self.sweep.aliases.is_stored(x):
                if x not in self.sweep.aliases.base:
                    self.adj.shadow(x)
            elif (op.kind == "loop" and isinstance(x.type, (Arr, Lst))) or any(
                self.is_partial(inner, x) for b in op.blocks for inner in walk(b)
            ):
                self.adj.buffer(x)

    def is_partial(self, op: Op, x: Value) -> bool:
        """Whether an operation reads a part of an array."""
        loads = op.kind == "call" and op.fn is operator.getitem and op.args[0] is x
        items = op.kind == "loop" and Loop(op).kind == "items" and x in leaves(Loop(op).iterable)
        if loads and self.adj.element(x, op.args[1]) is not None:
            return False
        return (loads or items) and isinstance(x.type, (Arr, Unknown, Lst))

    def outer_values(self, op: Op, inside: set[Value]) -> list[Value]:
        """The active values from outside that an operation's blocks read."""
        read: dict[Value, None] = {}
        for block in op.blocks:
            for inner in block.ops:
                read.update(dict.fromkeys(uses(inner)))
            read.update(dict.fromkeys(leaves(block.results)))
        if op.kind == "loop" and Loop(op).kind == "items":
            read.update(dict.fromkeys(leaves(Loop(op).iterable)))
        found = [x for x in read if x not in inside and x in self.sweep.active]
        out = dict.fromkeys(found)
        for x in found:  # the base of a view that is read in the loop is added to there
            while x in self.sweep.aliases.base and self.sweep.aliases.is_stored(x):
                x = self.sweep.aliases.base[x][0]
                out.setdefault(x)
        return list(out)

    def visit_loop(self, op: Op, block: Block) -> None:
        loop = Loop(op)
        self.prepare(op)
        inside = defined(loop.body)
        scalars = [
            x for x in self.outer_values(op, inside)
            if not self.sweep.aliases.is_stored(x) and self.adj.sums.get(x) not in self.adj.buffers
            and not isinstance(x.type, Tape)
        ]  # fmt: skip
        carried = [
            i
            for i, p in enumerate(loop.carried)
            if (p in self.sweep.active or loop.results[i] in self.sweep.active)
            and p not in self.sweep.shadows
        ]
        inits = [self.carried_init(loop, i) for i in carried]
        sums_in = []
        for x in scalars:
            g = self.adj.take(x)
            sums_in.append(0.0 if g is None else self.loop_init(x, g))
        body = Block()
        self.reverse_lead(loop, body)
        given = [
            (tape, item)
            for tape, item in zip(loop.collects, loop.collected, strict=True)
            if self.adj.tapes.get(tape)
        ]
        tapes: list[Value] = []
        entries: list[Value] = []
        sources: list[Any] = []
        for tape, item in given:
            for bar in self.adj.tapes.pop(tape):
                assert isinstance(bar.type, Tape)
                entry = self.adj.inherit(Value(bar.type.elem), bar)
                tapes.append(bar)
                entries.append(entry)
                sources.append(item)
        params = [
            Value(self.bar_type(loop, i, init), bar_hint(loop.carried[i]))
            for i, init in zip(carried, inits, strict=True)
        ]
        sum_params = [
            Value(self.sum_type(x, g), bar_hint(x)) for x, g in zip(scalars, sums_in, strict=True)
        ]
        body.params += entries + params + sum_params
        old_block, self.b.block = self.b.block, body
        outer = self.adj.sums
        self.adj.sums = {
            x: g for x, g in outer.items() if isinstance(g, Value) and g in self.adj.buffers
        }
        self.enter(loop.body, loop.body.params)
        for param, init in zip([*params, *sum_params], [*inits, *sums_in], strict=True):
            self.adj.inherit(param, init)
        for x, param in zip(scalars, sum_params, strict=True):
            self.adj.sums[x] = param
        self.seed_turn(op, loop, carried, params, inside)
        for item, entry in zip(sources, entries, strict=True):
            self.seed_entry(op, item, entry)
        self.block(loop.body)
        self.b.line, self.b.mirror = op.line, op
        nexts = [self.next_bar(loop, i, p) for i, p in zip(carried, params, strict=True)]
        for x in scalars:
            g = self.adj.take(x)
            nexts.append(
                0.0 if g is None else (g if isinstance(x.type, Num) else self.adj.full(g, x))
            )
        collected = self.entry_bars(loop)
        body.results = nexts + [g for _, g in collected]
        self.adj.sums = outer
        self.b.block = old_block
        outs = tuple(
            Value(self.after_turns(p.type, type_of(n)), p.hint)
            for p, n in zip([*params, *sum_params], nexts, strict=True)
        )
        given_tapes = tuple(Value(Tape(self.collected_type(g)), stem="tape") for _, g in collected)
        for out, init, after in zip(outs, [*inits, *sums_in], nexts, strict=True):
            self.adj.inherit(out, init, after)
        made = self.finish_loop(
            op, loop, tuple(tapes), [*inits, *sums_in], outs + given_tapes, body
        )
        for (tape, g), out in zip(collected, given_tapes, strict=True):
            self.adj.tapes.setdefault(tape, []).append(self.adj.inherit(out, g))
        for x, out in zip(scalars, outs[len(carried) :], strict=True):
            self.adj.sums[x] = out
        self.b.line = 0
        for i, out in zip(carried, outs, strict=False):
            self.to_init(op, loop, i, out)
        self.sweep.pairs.append((op, made))

    def collected_type(self, g: Any) -> Type:
        """The type of what a reverse loop collects: one adjoint, or those of several numbers."""
        return Tup(tuple(map(type_of, g))) if isinstance(g, tuple) else type_of(g)

    def after_turns(self, before: Type, after: Type) -> Type:
        """The type of an adjoint that a loop carries, after any number of turns."""
        alike = isinstance(before, Arr) and isinstance(after, Arr) and before.dtype == after.dtype
        return before if alike and self.b.guards.agree(before, after) else join(before, after)

    def loop_init(self, x: Value, g: Any) -> Any:
        return g if isinstance(x.type, Num) else self.adj.full(g, x)

    def reverse_lead(self, loop: Loop, body: Block) -> Value | None:
        """The index of the reverse loop."""
        if loop.lead == 0:
            return None
        assert loop.index is not None
        if loop.kind == "range":
            index = loop.index
            made = Value(index.type, index.hint, stem=index.stem)
            body.params.append(made)
            return made
        made = Value(Num("int"), stem="i")
        body.params.append(made)
        return made

    def finish_loop(
        self,
        op: Op,
        loop: Loop,
        tapes: tuple[Value, ...],
        inits: list[Any],
        outs: tuple[Value, ...],
        body: Block,
    ) -> Op:
        """The reverse loop itself; how its turns are counted is settled when the tape is."""
        info: dict[str, Any] = {
            "loop": "range",
            "reversed": not op.info.get("reversed", False),
            "mirrors": op,
        }
        if loop.kind == "range":
            iterable: tuple[Any, ...] = loop.iterable
        elif loop.kind == "items" and not self.sweep.aliases.is_stored(loop.iterable[0]):
            iterable, info["reversed"] = (0, self.b.emit_call(len, loop.iterable[0]), 1), True
        else:
            iterable, info["loop"] = (), "turns"
        if loop.stops or info["loop"] == "turns":
            info["loop"], iterable = "turns", ()
            body.params = body.params[loop.lead :]
            if loop.lead:
                info["index"] = True
        made = Op("loop", outs, None, (iterable, tapes, tuple(inits)), blocks=(body,), info=info)
        return self.b.append(made)

    def carried_init(self, loop: Loop, i: int) -> Any:
        """The adjoint of a loop's result, which its last turn starts from."""
        result = loop.results[i]
        if self.sweep.aliases.is_stored(result):
            return self.adj.shadow(result)
        g = self.adj.take(result)
        if g is None:
            zero = self.adj.zero(result)
            return self.adj.spread(zero, result) if isinstance(result.type, Either) else zero
        return g if isinstance(result.type, Num) else self.adj.full(g, result)

    def bar_type(self, loop: Loop, i: int, init: Any) -> Type:
        t = type_of(loop.carried[i])
        if isinstance(t, Either):
            return t
        u = type_of(init)
        if isinstance(t, Num):
            return u if isinstance(u, Num) and u == Num("float") else join(u, Num("float", t.dtype))
        return t if not isinstance(t, Unknown) else u if not isinstance(u, Num) else t

    def sum_type(self, x: Value, g: Any) -> Type:
        if isinstance(x.type, Num):
            return join(Num("float"), Num("float", x.type.dtype))
        return x.type

    def seed_turn(
        self, op: Op, loop: Loop, carried: list[int], params: list[Value], inside: set[Value]
    ) -> None:
        """Hand the adjoints that come into a turn to what the turn yielded."""
        seen: set[Value] = set()
        for i, param in zip(carried, params, strict=True):
            last = loop.yields[i]
            if not self.sweep.aliases.is_stored(loop.results[i]):
                self.adj.add(last, param)
                continue
            root = self.sweep.aliases.root(last) if isinstance(last, Value) else last
            if root is not last or root in seen or root not in inside or self.is_nested(op, root):
                raise self.entangled(op, "is carried around this loop under more than one name")
            seen.add(root)
            self.adj.shadows[root] = param

    def seed_entry(self, op: Op, item: Any, entry: Value) -> None:
        """Hand what a reverse loop collected to what the turn put on its tape: of an array that is stored into, the shadow."""
        if isinstance(entry.type, Tape):
            self.adj.tapes.setdefault(item, []).append(entry)
        elif item in self.sweep.shadows and isinstance(item.type, Tup):
            count = len(places_of_numbers(item.type))
            numbers = [self.adj.item_of(entry, i) for i in range(count)]
            give_numbers(self, item, numbers)
        elif not isinstance(item, Value) or not self.sweep.aliases.is_stored(item):
            self.adj.add(item, entry)
        elif self.is_own(Loop(op), item):
            self.adj.shadows[item] = entry
        else:
            raise self.entangled(op, "is kept for the reverse sweep under more than one name")

    def is_own(self, loop: Loop, item: Value) -> bool:
        """Whether each turn makes the array that it puts on a tape, and nothing but this tape outlives the turn."""
        name = self.sweep.aliases.find(item)
        held = [x for x in leaves(loop.collected) if self.sweep.aliases.find(x) is name]
        carried = any(self.sweep.aliases.find(x) is name for x in [*loop.carried, *loop.results])
        return held == [item] and not carried and self.is_made(loop.body, item)

    def is_made(self, block: Block, x: Any) -> bool:
        """Whether a value is surely an array that a block makes."""
        op = next((op for op in block.ops if x in op.outs), None)
        if op is None or (op.kind == "call" and x in self.sweep.aliases.base):
            return x is UNDEFINED
        if op.kind == "call":
            return op.fn not in (operator.getitem, primitives.select, primitives.identity)
        place = op.outs.index(x)
        return op.kind == "if" and all(self.is_made(b, b.results[place]) for b in op.blocks)

    def is_nested(self, op: Op, root: Value) -> bool:
        """Whether a value is the result of a branch or loop, so that it may be another's array."""
        for inner in Loop(op).body.ops:
            if root in inner.outs:
                return inner.kind in ("if", "loop")
        return False

    def next_bar(self, loop: Loop, i: int, own: Value) -> Any:
        """The adjoint of a carried value at the start of its turn."""
        param = loop.carried[i]
        if self.sweep.aliases.is_stored(param):
            found = self.adj.shadows.get(param)
            return found if found is not None else self.zeros_at_start(own, param)
        g = self.adj.take(param)
        if g is None and isinstance(param.type, Either):
            return self.adj.spread(0.0, param)
        if g is None:
            return self.zeros_at_start(own, param) if isinstance(own.type, Arr) else 0.0
        return g if isinstance(param.type, Num) else self.adj.full(g, param)

    def zeros_at_start(self, own: Value, param: Value) -> Value:
        """Zeros for memory that a turn does not read: of the size that it has then, not at the end of the turn."""
        steady = isinstance(own.type, Arr) and own.type.shape is not None and not varies(own.type)
        return self.adj.zeros(own if steady else param)

    def entry_bars(self, loop: Loop) -> list[tuple[Value, Any]]:
        """The adjoints of the tape entries that a loop consumed, to be collected."""
        out: list[tuple[Value, Any]] = []
        for tape, entry in zip(loop.tapes, loop.entries, strict=True):
            if isinstance(entry.type, Tape):
                out += [(tape, bar) for bar in self.adj.tapes.pop(entry, [])]
                continue
            if entry in self.sweep.shadows and isinstance(entry.type, Tup):
                numbers = take_numbers(self, entry)
                out += [(tape, tuple(numbers))] if numbers else []
                continue
            if entry not in self.sweep.active or entry in self.sweep.shadows:
                continue
            if self.sweep.aliases.is_stored(entry):
                out.append((tape, self.adj.shadow(entry)))
                continue
            g = self.adj.take(entry)
            g = self.adj.zero(entry) if g is None else g
            out.append((tape, g if isinstance(entry.type, Num) else self.adj.full(g, entry)))
        return out

    def to_init(self, op: Op, loop: Loop, i: int, g: Any) -> None:
        """What remains after the first turn belongs to the value that the loop started from."""
        init = loop.inits[i]
        if not isinstance(init, Value) or init not in self.sweep.active:
            return
        if self.sweep.aliases.is_stored(init) and self.sweep.aliases.is_stored(loop.results[i]):
            root = self.sweep.aliases.root(init)
            if root in self.adj.shadows:
                raise self.entangled(op, "is carried around this loop and read under another name")
            if root is init:
                self.adj.shadows[root] = g
                return
        self.adj.add(init, g)

    def entangled(self, op: Op, how: str) -> Entangled:
        """The signal that shadows have to travel with their arrays."""
        what = f"an array that is stored into {how}"
        return Entangled(
            [
                Problem(
                    "", op.line, 0, 0, "", what, "which array a name means must be known", "copy it"
                )
            ]
        )

    def refuse(self, op: Op, what: str, why: str, instead: str = "") -> UnsupportedCode:
        """An error at the user's line of an operation."""
        return UnsupportedCode([Problem("", op.line, 0, 0, "", what, why, instead)])


def holds_structure(t: Type) -> bool:
    """Whether the zeros for an item of a list are more than numbers: they are made like what was there."""
    return isinstance(t, Tup) and any(
        isinstance(item, (Arr, Lst, Unknown)) or holds_structure(item) for item in t.items
    )


def nothing(t: Type) -> Any:
    """The adjoint of a list's item to which nothing has been added."""
    return tuple(nothing(part) for part in t.items) if isinstance(t, Tup) else 0.0


def as_item(g: Any) -> Any:
    """The adjoint of a list's item as it stands in a list: that of a tuple is a tuple."""
    return tuple(map(as_item, g)) if isinstance(g, (list, tuple)) else g


def bar_hint(x: Value) -> str:
    """The name of an adjoint."""
    return f"{x.hint}_bar" if x.hint else ""


def is_mask(index: Any) -> bool:
    """Whether an index is one boolean array, which repeats nothing."""
    t = type_of(index)
    return isinstance(t, Arr) and t.dtype == "bool"
