"""Shadows that travel with their arrays: made, viewed, carried and put into containers by the forward sweep.

This is for programs in which the array that a name means depends on the path; elsewhere the reverse sweep makes shadows
itself, which reads better.
"""

from __future__ import annotations

import operator
from collections.abc import Iterator
from typing import Any

import numpy as np

from sourcediff.analysis.alias import Aliases
from sourcediff.differentiate.prepare import Prepared
from sourcediff.errors import Problem, UnsupportedCode
from sourcediff.frontend.abstract import UNDEFINED
from sourcediff.ir import primitives
from sourcediff.ir.builder import Builder
from sourcediff.ir.core import Block, Loop, Op, Value, type_of
from sourcediff.ir.guards import Guards
from sourcediff.ir.types import Arr, Either, Lst, Num, Tape, Tup, Unknown, is_float, shadow_type

_SHARING = {list, tuple, operator.add, operator.mul, primitives.identity}


class Entangled(UnsupportedCode):
    """Which array a name means depends on the path, so that shadows have to travel with their arrays."""


def lay_shadows(ready: Prepared, guards: Guards) -> dict[Value, Value]:
    """Give every active value that is stored into, and every container of such, a shadow beside it."""
    layer = _Layer(ready.aliases, ready.active, guards)
    layer.b.unbound, layer.b.complex = ready.unbound, ready.complex
    layer.function(ready.block)
    return layer.shadow


def reads_container(op: Op) -> bool:
    """Whether a call hands out an item of a container, or one of several arrays."""
    if op.fn is primitives.select:
        return True
    if op.fn is primitives.identity:
        return not isinstance(op.args[0], list)
    return op.fn is operator.getitem and (
        not isinstance(op.args[0], Value) or isinstance(op.args[0].type, (Lst, Tup))
    )


class _Layer:
    def __init__(self, aliases: Aliases, active: set[Value], guards: Guards) -> None:
        self.aliases = aliases
        self.classes = {aliases.find(x) for x in active} & aliases.stored
        contents = {aliases.find(("content", x)) for x in active}
        self.classes |= contents & aliases.stored
        self.shadow: dict[Value, Value] = {}
        self.b = Builder(guards, Block(), simplified=False)

    # ---- what needs a shadow ----

    def needs(self, x: Any) -> bool:
        """Whether a value is stored into, or holds what is."""
        if not isinstance(x, Value) or not isinstance(x.type, (Arr, Unknown, Lst, Tup, Tape, Num)):
            return False
        if isinstance(x.type, Num) and not is_float(x.type):
            return False
        return self.aliases.find(x) in self.classes or self.holds(x)

    def holds(self, x: Any) -> bool:
        """Whether a container holds arrays that are stored into."""
        return (
            isinstance(x, Value)
            and isinstance(x.type, (Lst, Tup, Tape))
            and self.aliases.find(("content", x)) in self.classes
        )

    def of(self, x: Any) -> Any:
        """The shadow of an operand, zero where it has none."""
        if x is UNDEFINED:
            return UNDEFINED
        if isinstance(x, (tuple, list)):
            return type(x)(self.item(part) for part in x)
        if self.needs(x):
            if x not in self.shadow:  # a list of the caller
                raise self.refuse(Op("call", line=self.b.line))
            return self.shadow[x]
        if isinstance(type_of(x), Tup):
            return tuple(self.of(self.part(x, i)) for i in range(len(x.type.items)))
        return self.zeros(x) if isinstance(type_of(x), (Arr, Unknown, Lst)) else 0.0

    def part(self, x: Value, place: int) -> Value:
        """An item of a tuple of which nothing is stored into."""
        out = self.b.emit_call(operator.getitem, x, place)
        self.b.defs[out].info["safe"] = True
        return out

    def item(self, x: Any) -> Any:
        """The adjoint that an item of a container begins with: the shadow of an array, zero for a number."""
        return 0.0 if _is_number(x) else self.of(x)

    def merged(self, x: Any, into: Value) -> Any:
        """The shadow of an operand that a name may mean: beside arrays, that of a number is an array as well."""
        if self.needs(x) or not isinstance(type_of(x), Num) or not isinstance(into.type, Unknown):
            return self.of(x)
        t = Arr("complex128" if self.b.complex else "float64", ())
        return self.b.emit("call", t, np.zeros, ((),), None, safe=True, shadow=True)

    def zeros(self, x: Any) -> Value:
        """New zeros beside a value."""
        t = shadow_type(type_of(x))
        fn = self.b.zeros_maker(x)
        return self.note(x, self.b.emit("call", t, fn, (x,), None, safe=True, shadow=True))

    def note(self, x: Any, made: Value) -> Value:
        """Name the shadow of a value."""
        if isinstance(x, Value) and x.hint and not x.hint.endswith("_bar"):
            made.hint = f"{x.hint}_bar"
        return made

    def twin(self, x: Value) -> Value:
        """A value that will be the shadow of another."""
        made = self.note(x, Value(shadow_type(x.type), "", x.line))
        self.shadow[x] = made
        return made

    # ---- operations ----

    def function(self, block: Block) -> None:
        """Lay the shadows of a function: those of numbers among its arguments where it begins."""
        start = self.b.block
        for x in block.params:
            if isinstance(x.type, Num) and self.needs(x):
                self.shadow[x] = self.zeros(x)
        self.block(block)
        block.ops[:0] = start.ops

    def block(self, block: Block) -> None:
        """Lay the shadows of a block beside its values."""
        ops, block.ops = block.ops, []
        outer, self.b.block = self.b.block, block
        for op in ops:
            self.b.line = op.line
            getattr(self, f"visit_{op.kind}", self.keep)(op)
        self.b.block = outer

    def keep(self, op: Op) -> None:
        """Append an operation as it is."""
        wanted = [x for x in op.outs if self.needs(x)]
        if not all(map(_is_number, wanted)):
            raise self.refuse(op)
        self.b.block.ops.append(op)
        for x in wanted:
            self.shadow[x] = self.zeros(x)

    def beside(self, kind: str, outs: tuple[Value, ...], args: tuple[Any, ...]) -> None:
        """Append an operation on shadows."""
        self.b.append(Op(kind, outs, None, args, info={"shadow": True}))

    def visit_call(self, op: Op) -> None:
        self.b.block.ops.append(op)
        out = op.out
        if not self.needs(out):
            return
        if op.info.get("callee"):
            raise self.refuse(op)
        read = reads_container(op) and not _is_number(out)
        if out in self.aliases.base or read or self.holds(out):
            self.shared(op)
        else:
            self.shadow[out] = self.zeros(out)

    def shared(self, op: Op) -> None:
        """A view, an item, or a container of the same arrays: the same of the shadows."""
        known = op.out in self.aliases.base or reads_container(op) or op.fn in _SHARING
        base, *rest = op.args
        if not known or _may_hold_numbers(op.out.type):
            raise self.refuse(op)
        args = (self.of(base), *rest)
        if op.fn is operator.getitem and isinstance(base, (tuple, list)):
            args = (type(base)(self.merged(x, op.out) for x in base), *rest)
        elif op.fn is primitives.select:
            args = (base, *(self.merged(x, op.out) for x in rest))
        elif op.fn is operator.add:
            args = tuple(map(self.of, op.args))
        made = self.twin(op.out)
        info = {**op.info, "shadow": True, "safe": True}
        self.b.append(Op("call", (made,), op.fn, args, op.kwargs, info=info))

    def visit_store(self, op: Op) -> None:
        base, index, value = op.args
        if self.needs(base) and isinstance(base.type, Lst) and not _is_number(value):
            old = self.b.emit_call(operator.getitem, self.shadow[base], index)
            self.b.defs[old].info.update(shadow=True, safe=True)
            op.info = {**op.info, "shadow_before": old}
            self.b.block.ops.append(op)
            self.beside("store", (), (self.shadow[base], index, self.of(value)))
            return
        self.b.block.ops.append(op)

    def visit_append(self, op: Op) -> None:
        self.b.block.ops.append(op)
        made, *place, value = op.args
        if self.needs(made):
            self.beside("append", (), (self.shadow[made], *place, self.item(value)))

    def visit_pop(self, op: Op) -> None:
        self.b.block.ops.append(op)
        if self.needs(op.args[0]):
            held = self.needs(op.out) and not _is_number(op.out)
            out = self.twin(op.out) if held else Value(op.out.type)
            self.beside("pop", (out,), (self.shadow[op.args[0]], *op.args[1:]))
        if self.needs(op.out) and op.out not in self.shadow:
            self.shadow[op.out] = self.zeros(op.out)

    # ---- structure ----

    def visit_if(self, op: Op) -> None:
        places = [i for i, out in enumerate(op.outs) if self.needs(out)]
        for inner in op.blocks:
            self.block(inner)
            self.results(inner, [(inner.results[i], op.outs[i]) for i in places])
        op.outs = (*op.outs, *(self.twin(op.outs[i]) for i in places))
        self.b.block.ops.append(op)

    def results(
        self, inner: Block, wanted: list[tuple[Any, Value]], place: int | None = None
    ) -> None:
        """Hand out shadows at the end of a block."""
        outer, self.b.block = self.b.block, inner
        made = [self.merged(*pair) for pair in wanted]
        self.b.block = outer
        at = len(inner.results) if place is None else place
        inner.results[at:at] = made

    def visit_loop(self, op: Op) -> None:
        loop = Loop(op)
        if loop.kind == "items" and self.needs(loop.index):
            raise self.refuse(op)
        pairs = zip(loop.results, loop.carried, strict=True)
        carried = [i for i, pair in enumerate(pairs) if any(map(self.needs, pair))]
        taken = [i for i, x in enumerate(loop.entries) if self.needs(x)]
        given = [i for i, x in enumerate(loop.collects) if self.needs(x)]
        inits = [self.merged(loop.inits[i], loop.carried[i]) for i in carried]
        params = [self.twin(loop.carried[i]) for i in carried]
        entries = [self.twin(loop.entries[i]) for i in taken]
        for inner in op.blocks:
            self.block(inner)
        yields = [(loop.yields[i], loop.results[i]) for i in carried]
        collected = [(loop.collected[i], loop.collects[i]) for i in given]
        results, collects, count = loop.results, loop.collects, len(loop.inits)
        self.results(loop.body, collected)
        self.results(loop.body, yields, count)
        lead = loop.body.params[: loop.lead]
        params = [*lead, *loop.entries, *entries, *loop.carried, *params]
        tapes = (*loop.tapes, *(self.shadow[loop.tapes[i]] for i in taken))
        op.args = (loop.iterable, tapes, (*loop.inits, *inits))
        loop.body.params = params
        op.outs = (
            *results,
            *(self.twin(results[i]) for i in carried),
            *collects,
            *(self.twin(collects[i]) for i in given),
        )
        self.b.block.ops.append(op)

    def refuse(self, op: Op) -> UnsupportedCode:
        """The error for what hides which array it gives."""
        return UnsupportedCode(
            [
                Problem(
                    "", op.line, 0, 0, "",
                    "an array that is stored into is reached through a container or another function",
                    "which array it is must be known", "keep the array under a name of its own",
                )
            ]
        )  # fmt: skip


def _may_hold_numbers(t: Any) -> bool:
    """Whether of an item of a list it is not known if it is a number, so that its shadow may be an item of its own."""
    return isinstance(t, Lst) and any(isinstance(x, (Unknown, Either)) for x in _items(t.elem))


def _items(t: Any) -> Iterator[Any]:
    """What an item of a list is made of."""
    if not isinstance(t, Tup):
        yield t
        return
    for part in t.items:
        yield from _items(part)


def _is_number(x: Any) -> bool:
    return isinstance(type_of(x), Num)
