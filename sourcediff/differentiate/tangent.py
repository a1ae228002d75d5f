"""The tangent of a function: each operation is followed by that of its tangent, in program order."""

from __future__ import annotations

import operator
from dataclasses import dataclass
from typing import Any

import numpy as np

from sourcediff.analysis.alias import Aliases
from sourcediff.differentiate.dots import dot_type
from sourcediff.differentiate.memory_dots import MemoryDots
from sourcediff.differentiate.prepare import Prepared, prepare
from sourcediff.differentiate.request import Request
from sourcediff.frontend.abstract import UNDEFINED
from sourcediff.ir.builder import Builder
from sourcediff.ir.core import Block, Function, Loop, Op, Record, Value, leaves, type_of
from sourcediff.ir.join import join
from sourcediff.ir.records import Param
from sourcediff.ir.types import FLOAT, UNKNOWN, Arr, Lst, Num, Unknown, carries
from sourcediff.optimize.dead import eliminate_dead


def tangent(function: Function, request: Request) -> Function:
    """The function that gives the value and its tangent; one keyword-only tangent for each parameter asked for."""
    ready = prepare(function, request)
    names = dot_names(function, request)
    forward = Forward(ready, Builder(function.guards, Block()))
    forward.b.complex, forward.b.unbound = ready.complex, ready.unbound
    dots = forward.bind(function, request, names)
    forward.block(ready.block)
    block = forward.b.block
    value = ready.block.results[0]
    block.results = [(value, forward.result(value))]
    params = [*function.params]
    place = next((i for i, p in enumerate(params) if p.kind == "kwargs"), len(params))
    params[place:place] = [Param(names[n], "keyword") for n in request.wrt]
    block.params = [*ready.block.params]
    block.params[place:place] = dots
    eliminate_dead(block)
    info = {**function.info, "request": request, "primal": function}
    return Function(f"{function.name}_tangent", params, block, function.guards, info)


def dot_names(function: Function, request: Request) -> dict[str, str]:
    """The names of the tangents, yielding to the user's."""
    taken = {p.name for p in function.params}
    out = {}
    for name in request.wrt:
        made = f"{name}_dot"
        while made in taken:
            made += "_"
        out[name] = made
    return out


@dataclass(frozen=True)
class Places:
    """Where a loop has tangents: among what it carries, what it takes from tapes, and what it collects."""

    carried: list[int]
    taken: list[int]
    given: list[int]


class Forward(MemoryDots):
    """Writes a block with its tangents."""

    def __init__(self, ready: Prepared, builder: Builder) -> None:
        self.aliases: Aliases = ready.aliases
        self.active = ready.active
        self.ready = ready
        self.b = builder
        self.dots: dict[Value, Any] = {}
        self.memory_dots: set[Any] = self.b.memory
        self.full_dots: set[Value] = set()
        self.b.is_stored = self.aliases.is_stored

    def bind(self, function: Function, request: Request, names: dict[str, str]) -> list[Value]:
        """Parameters for the tangents; those of containers' leaves are read from them."""
        out = []
        for name in request.wrt:
            place = [p.name for p in function.params].index(name)
            param = self.ready.block.params[place]
            t = FLOAT if isinstance(param.type, Num) else param.type
            dot = Value(t, names[name])
            out.append(dot)
            self.bind_tree(self.ready.trees[name], dot)
        return out

    def bind_tree(self, tree: Any, dot: Value) -> None:
        if isinstance(tree, Value):
            if carries(tree.type):
                dot.type = FLOAT if isinstance(tree.type, Num) else tree.type
                self.dots[tree] = dot
            return
        if isinstance(tree, Record):
            for name, part in tree.fields.items():
                if any(carries(v.type) for v in leaves(part)):
                    self.bind_tree(part, self.b.attribute(dot, name, UNKNOWN))
            return
        pairs = tree.items() if isinstance(tree, dict) else enumerate(tree or ())
        for key, part in pairs:
            if any(carries(v.type) for v in leaves(part)):
                self.bind_tree(part, self.b.emit_call(operator.getitem, dot, key))

    # ---- reading ----

    def result(self, template: Any) -> Any:
        """The tangent of what the function returns."""
        if isinstance(template, (tuple, list)):
            return type(template)(self.result(part) for part in template)
        if isinstance(template, dict):
            return {key: self.result(part) for key, part in template.items()}
        if isinstance(template, Record):
            return Record(template.cls, self.result(template.fields))
        if isinstance(template, float):
            return 0.0
        if not isinstance(template, Value) or not carries(template.type):
            return None
        t = self.dot(template)
        if t is None and isinstance(template.type, Unknown):
            return self.b.emit_call(np.zeros_like, template)
        return self.full_dot(template)

    # ---- operations ----

    def block(self, block: Block) -> None:
        """Every operation with its tangent, which may be dropped where it is not used."""
        for op in block.ops:
            self.b.line = op.line
            before = len(self.b.block.ops)
            getattr(self, f"visit_{op.kind}", self.keep)(op)
            for made in self.b.block.ops[before:]:
                if made is not op and made.kind == "call":
                    made.info |= {"safe": True, "derived": True}

    def keep(self, op: Op) -> None:
        self.b.append(op)

    def visit_call(self, op: Op) -> None:
        self.b.append(op)
        out = op.out
        if out not in self.active or op.info.get("free"):
            return
        if self.aliases.is_stored(out):
            self.memory(op)
            return
        made = self.derive(op)
        if isinstance(made, Value) and (made in self.memory_dots or op.info.get("copied")):
            # its elements now
            made = self.b.emit("call", type_of(made), np.copy, (made,), own=True)
        self.dots[out] = made

    # ---- structure ----

    def visit_if(self, op: Op) -> None:
        places = [i for i, out in enumerate(op.outs) if out in self.active]
        dots = dict(self.dots)
        blocks = [self.branch_block(inner, places, dots) for inner in op.blocks]
        self.dots = dots
        outs = []
        for k, i in enumerate(places):
            a, b = (block.results[len(op.outs) + k] for block in blocks)
            t = op.outs[i].type if isinstance(op.outs[i].type, (Arr, Lst)) else _joined(a, b)
            out = Value(t, self.dot_hint(op.outs[i]))
            outs.append(out)
            self.dots[op.outs[i]] = out
        form = "if" if outs else op.info.get("form", "if")
        made = Op("if", (*op.outs, *outs), None, op.args, blocks=tuple(blocks), line=op.line)
        made.info["form"] = form
        self.b.append(made)

    def branch_block(self, inner: Block, places: list[int], dots: dict[Value, Any]) -> Block:
        """A branch with its tangents, which gives those of its results at some places too."""
        made, old = Block(inner.params, [], []), self.b.block
        self.b.block, self.dots = made, dict(dots)
        self.block(inner)
        made.results = [*inner.results, *(self.branch_dot(inner.results[i]) for i in places)]
        self.b.block = old
        return made

    def visit_loop(self, op: Op) -> None:
        loop = Loop(op)
        places = self.active_places(loop)
        inits = [self.branch_dot(loop.inits[i]) for i in places.carried]
        made, old = Block(), self.b.block
        made.params = self.loop_params(loop, places)
        blocks = (made,) if len(op.blocks) == 1 else (self.test_block(loop), made)
        self.b.block = made
        self.item_dot(loop)
        self.block(loop.body)
        made.results = self.turn_results(loop, places)
        self.b.block = old
        taken = [self.dots[loop.tapes[i]] for i in places.taken]
        outs = self.carried_dots([loop.results[i] for i in places.carried])
        tapes = self.tape_dots([loop.collects[i] for i in places.given])
        args = (loop.iterable, (*loop.tapes, *taken), (*loop.inits, *inits))
        all_outs = (*loop.results, *outs, *loop.collects, *tapes)
        self.b.append(
            Op("loop", all_outs, None, args, blocks=blocks, line=op.line, info=dict(op.info))
        )

    def active_places(self, loop: Loop) -> Places:
        """Of which of the values that a loop carries, takes from tapes and collects there are tangents."""
        pairs = zip(loop.carried, loop.results, strict=True)
        return Places(
            [i for i, pair in enumerate(pairs) if any(x in self.active for x in pair)],
            [i for i, entry in enumerate(loop.entries) if entry in self.active],
            [i for i, tape in enumerate(loop.collects) if tape in self.active],
        )

    def loop_params(self, loop: Loop, places: Places) -> list[Value]:
        """The parameters of the body of a loop, with those for tangents."""
        entries = self.tape_dots([loop.entries[i] for i in places.taken])
        params = self.carried_dots([loop.carried[i] for i in places.carried])
        lead = loop.body.params[: loop.lead]
        return [*lead, *loop.entries, *entries, *loop.carried, *params]

    def carried_dots(self, values: list[Value]) -> list[Value]:
        """New values for the tangents of what a loop carries."""
        made = [Value(dot_type(x), self.dot_hint(x)) for x in values]
        self.dots.update(zip(values, made, strict=True))
        return made

    def tape_dots(self, values: list[Value]) -> list[Value]:
        """New values for the tangents of tapes, or of their entries."""
        made = [Value(x.type) for x in values]
        self.dots.update(zip(values, made, strict=True))
        return made

    def test_block(self, loop: Loop) -> Block:
        """The test of a loop, which has no tangent."""
        self.b.block = test = Block([], [], loop.test.results)
        self.block(loop.test)
        return test

    def turn_results(self, loop: Loop, places: Places) -> list[Any]:
        """What a turn gives, with its tangents."""
        nexts = [self.branch_dot(loop.yields[i]) for i in places.carried]
        extra = [self.full_dot(loop.collected[i]) for i in places.given]
        stop = [loop.stop] if loop.stops else []
        return [*loop.yields, *nexts, *stop, *loop.collected, *extra]

    def item_dot(self, loop: Loop) -> None:
        """The tangent of an item: the items of the tangent are counted along."""
        if loop.kind != "items" or loop.index is None or loop.index not in self.active:
            return
        raise AssertionError("loops over active arrays are lowered with an index")


def _joined(a: Any, b: Any) -> Any:
    if a is UNDEFINED:
        return type_of(b)
    return type_of(a) if b is UNDEFINED else join(type_of(a), type_of(b))
