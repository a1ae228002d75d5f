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
from sourcediff.errors import Problem, UnsupportedCode
from sourcediff.frontend.expand import expand_calls
from sourcediff.ir import primitives
from sourcediff.ir.core import (
    Block,
    Function,
    Loop,
    Op,
    Value,
    clone,
    defined,
    inputs,
    leaves,
    made_by,
    merged_from,
    rebuild,
    substitute,
    walk,
)
from sourcediff.ir.extents import Extent
from sourcediff.ir.types import Maybe, Num, Tup, carries, fresh_dim, something_of
from sourcediff.optimize.dead import eliminate_dead, mark_positive, may_raise


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
    read_at_once(block)
    forget_none(block)
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
    if index_items(block, active):
        aliases = find_aliases(block)
        active = find_active(block, seeds, aliases)
    refuse_numbers(block, aliases, active)
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


def refuse_numbers(block: Block, aliases: Aliases, active: set[Value]) -> None:
    """Refuse an active number of a branch or loop under a name that means an array stored into elsewhere.

    Such a number has a shadow beside it where a call makes it; what a branch or loop gives has none.
    """
    made = made_by(block)
    params = set(block.params)
    for out, sources in merged_from(block).items():
        if isinstance(out.type, Num) or out not in active or not aliases.is_stored(out):
            continue
        for x in sources:
            number = isinstance(x, Value) and isinstance(x.type, Num) and x in active
            if number and x not in params and (x not in made or made[x].kind in ("if", "loop")):
                raise UnsupportedCode([_number_problem(x)])


def _number_problem(x: Value) -> Problem:
    name = f"`{x.hint}`" if x.hint else "a number"
    what = f"{name} of a branch or loop gets a name that later means an array which is stored into"
    why = "the number would need a place of its own in the reverse sweep"
    way = f"give the array another name, or write `+{x.hint or 'x'}`"
    return Problem("", x.line, 0, 0, "", what, why, way)


def read_at_once(block: Block) -> None:
    """Read the items of a tuple that a call gives where it is made, so that their adjoints are known where it is undone."""
    reads: dict[Value, list[tuple[Block, Op]]] = {}
    blocks = [block, *(b for op in walk(block) for b in op.blocks)]
    for inner in blocks:
        for op in inner.ops:
            if _reads_item(op):
                reads.setdefault(op.args[0], []).append((inner, op))
    mapping: dict[Value, Any] = {}
    for inner in blocks if reads else ():
        for made in list(inner.ops):
            if made.kind == "call" and made.outs[0] in reads:
                _bring(inner, made, reads[made.outs[0]], mapping)
    substitute(block, mapping)


def _bring(home: Block, made: Op, reads: list[tuple[Block, Op]], mapping: dict[Value, Any]) -> None:
    """Bring the reads of a tuple's items that stand in other blocks to where the tuple is made, each once."""
    if all(inner is home for inner, _ in reads):
        return
    first: dict[int, Value] = {}
    for inner, op in reads:
        inner.ops.remove(op)
        if op.args[1] in first:
            mapping[op.out] = first[op.args[1]]
        else:
            home.ops.insert(home.ops.index(made) + 1 + len(first), op)
            first[op.args[1]] = op.out


def _reads_item(op: Op) -> bool:
    """Whether an operation reads an item of a tuple at a place that is known."""
    if op.kind != "call" or op.fn is not operator.getitem or not isinstance(op.args[0], Value):
        return False
    return isinstance(op.args[0].type, Tup) and type(op.args[1]) is int


def forget_none(block: Block) -> None:
    """Give values that may be None the types that they have elsewhere: nothing is calculated with them where they are.

    What raises for None is remembered. What the program returns stays as it is.
    """
    for op in walk(block):
        if any(isinstance(x.type, Maybe) for x in inputs(op)) and may_raise(op):
            op.info["raises"] = True
    kept = set(leaves(block.results))
    narrowed = {
        op.out: op.args[0] for op in walk(block) if is_narrowed(op) and op.args[0] not in kept
    }
    substitute(block, narrowed)
    for x in defined(block) - kept:
        x.type = something_of(x.type) if isinstance(x.type, Maybe) else x.type


def is_narrowed(op: Op) -> bool:
    """Whether an operation says nothing but that a value is not None."""
    if op.kind != "call" or op.fn is not primitives.identity or not isinstance(op.args[0], Value):
        return False
    return isinstance(op.args[0].type, Maybe)


def index_items(block: Block, active: set[Value]) -> bool:
    """Turn loops over active arrays and lists into loops over their indices; whether there were any."""
    changed = False
    for outer in [block, *(b for op in walk(block) for b in op.blocks)]:
        for op in list(outer.ops):
            if op.kind == "loop" and Loop(op).kind == "items" and Loop(op).index in active:
                _index_loop(outer, op)
                changed = True
    return changed


def _index_loop(outer: Block, op: Op) -> None:
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
