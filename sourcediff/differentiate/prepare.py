"""What both modes do first: a copy of the program, own copies of arguments that it stores into, and what is active."""

from __future__ import annotations

import operator
from dataclasses import dataclass
from typing import Any

import numpy as np

from sourcediff.analysis.activity import carries, find_active
from sourcediff.analysis.alias import Aliases, find_aliases
from sourcediff.differentiate.request import Request
from sourcediff.errors import Problem, UnsupportedCode
from sourcediff.frontend.expand import expand_calls
from sourcediff.ir.builder import Builder
from sourcediff.ir.core import (
    Block,
    Function,
    Loop,
    Op,
    Value,
    clone,
    leaves,
    rebuild,
    substitute,
    walk,
)
from sourcediff.ir.types import Arr, Lst, Num, Unknown, fresh_dim
from sourcediff.optimize.dead import eliminate_dead, mark_positive


@dataclass
class Prepared:
    """A program ready to be differentiated."""

    block: Block
    aliases: Aliases
    active: set[Value]
    trees: dict[str, Any]
    mapping: dict[Value, Any]


def prepare(function: Function, request: Request) -> Prepared:
    """Copy a function and find what is active in it."""
    mapping: dict[Value, Any] = {}
    block = clone(function.block, mapping)
    mark_positive(block)
    eliminate_dead(block)
    partners = function.info.setdefault("partners", {})
    partners.update(expand_calls(block, function.guards, {**function.info["scope"], **partners}))
    aliases = find_aliases(block)
    if copy_arguments(block, aliases, function):
        aliases = find_aliases(block)
    trees = {
        name: rebuild(function.info["trees"][name], lambda v: mapping.get(v, v))
        for name in request.wrt
    }
    seeds = [v for v in leaves(list(trees.values())) if carries(v.type)]
    active = find_active(block, seeds, aliases)
    if index_items(block, active, Builder(function.guards)):
        aliases = find_aliases(block)
        active = find_active(block, seeds, aliases)
    return Prepared(block, aliases, active, trees, mapping)


def copy_arguments(block: Block, aliases: Aliases, function: Function) -> bool:
    """Let a function that stores into its arguments store into copies, so that the caller's stay as they were."""
    places = [(v, 0) for v in block.params]
    for i, op in enumerate(block.ops):
        if op.info.get("free"):
            places.append((op.out, i + 1))
        elif op.kind == "ref" and aliases.is_stored(op.out):
            raise UnsupportedCode([_outside(op)])
    for op in walk(block):
        if op.kind == "store" and isinstance(op.args[0].type, Unknown):
            raise UnsupportedCode([_untyped(op.args[0], op.line)])
    written = [
        (v, i)
        for v, i in places
        if aliases.is_stored(v) and isinstance(v.type, (Arr, Lst, Unknown))
    ]
    for value, place in reversed(written):
        if isinstance(value.type, Unknown):
            raise UnsupportedCode([_untyped(value, value.line)])
        made = Value(value.type, value.hint, value.line)
        fn = np.copy if isinstance(value.type, Arr) else list
        op = Op("call", (made,), fn, (value,), info={"own": True})
        substitute(block, {value: made})
        block.ops.insert(place, op)
    if written:
        function.info["written"] = [v.hint for v, _ in written]
    return bool(written)


def _outside(op: Op) -> Problem:
    return Problem(
        "", op.line, 0, 0, "", f"`{op.fn}`, an array from outside the function, is stored into",
        "the caller's array would change", "pass it as an argument, or copy it first",
    )  # fmt: skip


def _untyped(value: Value, line: int) -> Problem:
    return Problem(
        "", line, 0, 0, "", f"`{value.hint or 'this'}` is stored into and its type is not known",
        "a copy of it must be of its type", "annotate it, or call the derivative with arguments",
    )  # fmt: skip


def index_items(block: Block, active: set[Value], builder: Builder) -> bool:
    """Turn loops over active arrays and lists into loops over their indices; whether there were any."""
    changed = False
    for outer in [block, *(b for op in walk(block) for b in op.blocks)]:
        for op in list(outer.ops):
            if op.kind == "loop" and Loop(op).kind == "items" and Loop(op).index in active:
                _index_loop(outer, op, builder)
                changed = True
    return changed


def _index_loop(outer: Block, op: Op, builder: Builder) -> None:
    loop = Loop(op)
    source, item = loop.iterable[0], loop.index
    assert item is not None
    count = Value(Num("int"))
    size = Op("call", (count,), len, (source,), line=op.line)
    outer.ops.insert(outer.ops.index(op), size)
    index = Value(Num("int", None, fresh_dim("i")), stem="i")
    read = Op(
        "call",
        (item,),
        operator.getitem,
        (source, index),
        line=op.line,
        info={"safe": True, "item": True},
    )
    loop.body.params[0] = index
    loop.body.ops.insert(0, read)
    op.args = ((0, count, 1), *op.args[1:])
    op.info = {**op.info, "loop": "range"}
    _ = builder
