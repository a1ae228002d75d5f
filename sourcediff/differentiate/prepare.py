"""What both modes do first: a copy of the program, own copies of arguments that it stores into, and what is active."""

from __future__ import annotations

import operator
from dataclasses import dataclass
from typing import Any

from sourcediff.analysis.activity import find_active
from sourcediff.analysis.alias import Aliases, copy_views, find_aliases
from sourcediff.analysis.binding import find_unbound
from sourcediff.analysis.complexes import has_complex
from sourcediff.analysis.extents import find_extents
from sourcediff.analysis.layout import check_layouts
from sourcediff.differentiate.arguments import own_arguments
from sourcediff.differentiate.request import Request
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
    walk,
)
from sourcediff.ir.extents import Extent
from sourcediff.ir.types import Num, carries, fresh_dim
from sourcediff.optimize.dead import eliminate_dead, mark_positive


@dataclass
class Prepared:
    """A program ready to be differentiated."""

    block: Block
    aliases: Aliases
    active: set[Value]
    trees: dict[str, Any]
    mapping: dict[Value, Any]
    complex: bool
    unbound: set[Value]
    extents: dict[Value, Extent]


def prepare(function: Function, request: Request) -> Prepared:
    """Copy a function and find what is active in it."""
    mapping: dict[Value, Any] = {}
    block = clone(function.block, mapping)
    mark_positive(block)
    eliminate_dead(block)
    partners = function.info.setdefault("partners", {})
    partners.update(expand_calls(block, function.guards, {**function.info["scope"], **partners}))
    copy_views(block)
    aliases = find_aliases(block)
    if own_arguments(block, aliases, function, request, mapping):
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
    check_layouts(block, aliases)
    return Prepared(
        block,
        aliases,
        active,
        trees,
        mapping,
        has_complex(block),
        find_unbound(block),
        find_extents(block),
    )


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
