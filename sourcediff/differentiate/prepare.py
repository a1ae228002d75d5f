"""What both modes do first: a copy of the program, own copies of arguments that it stores into, and what is active."""

from __future__ import annotations

import operator
from dataclasses import dataclass
from typing import Any

from sourcediff import runtime
from sourcediff.analysis.activity import find_active
from sourcediff.analysis.alias import Aliases, copy_views, find_aliases
from sourcediff.analysis.binding import find_unbound
from sourcediff.analysis.complexes import has_complex
from sourcediff.analysis.extents import find_extents
from sourcediff.analysis.layout import check_layouts
from sourcediff.analysis.overlap import check_overlaps
from sourcediff.analysis.sharing import ask_for_indices, check_sharing
from sourcediff.differentiate.arguments import check_names, own_arguments
from sourcediff.differentiate.items import read_items_at_once
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
from sourcediff.ir.sizes import fresh_dim
from sourcediff.ir.types import Maybe, Num, Tup, carries, something_of
from sourcediff.optimize.bindings import decide_bindings
from sourcediff.optimize.dead import eliminate_dead
from sourcediff.optimize.raising import mark_positive, may_raise


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
    asked = leaves([function.info["trees"][name] for name in request.wrt])
    _eliminate_dead_but(block, [mapping.get(v, v) for v in asked])
    decide_bindings(block)
    partners = function.info.setdefault("partners", {})
    partners.update(expand_calls(block, function.guards, {**function.info["scope"], **partners}))
    read_items_at_once(block)
    forget_none(block)
    copy_views(block)
    aliases = find_aliases(block)
    if own_arguments(block, aliases, function, request, mapping):
        aliases = find_aliases(block)
    drop_checks(block, aliases)
    trees = {
        name: rebuild(function.info["trees"][name], lambda v: mapping.get(v, v))
        for name in request.wrt
    }
    check_names(trees, request)
    seeds = [v for v in leaves(list(trees.values())) if carries(v.type)]
    active = find_active(block, seeds, aliases)
    if index_items(block, active):
        aliases = find_aliases(block)
        active = find_active(block, seeds, aliases)
    refuse_numbers(block, aliases, active)
    refuse_tuples(block, active)
    check_layouts(block, aliases)
    check_overlaps(block, aliases)
    check_sharing(block, aliases)
    ask_for_indices(block, aliases)
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


def _eliminate_dead_but(block: Block, asked: list[Value]) -> None:
    """Remove what is dead; parts of arguments stay that nothing reads but have adjoints all the same."""
    count = len(block.results)
    block.results = [*block.results, *asked]
    eliminate_dead(block)
    block.results = block.results[:count]


def drop_checks(block: Block, aliases: Aliases) -> None:
    """Ask nothing of arrays that surely share no memory."""
    for inner in [block, *(b for op in walk(block) for b in op.blocks)]:
        inner.ops[:] = [op for op in inner.ops if not _is_answered(op, aliases)]


def _is_answered(op: Op, aliases: Aliases) -> bool:
    if op.fn is not runtime.check_apart:
        return False
    one, other = op.args
    return aliases.find(one) not in (aliases.find(other), aliases.find(("content", other)))


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


def refuse_tuples(block: Block, active: set[Value]) -> None:
    """Refuse an active tuple that a loop carries: items are carried one by one, wherever they are known."""
    for op in walk(block):
        for out in Loop(op).results if op.kind == "loop" else ():
            if isinstance(out.type, Tup) and out in active:
                name = f"`{out.hint}`" if out.hint else "a tuple"
                what = f"{name} is carried through a loop, and its items are known at run time only"
                why = "the adjoint of a tuple is kept item by item"
                way = "give its items names of their own"
                raise UnsupportedCode([Problem("", op.line, 0, 0, "", what, why, way)])


def _number_problem(x: Value) -> Problem:
    name = f"`{x.hint}`" if x.hint else "a number"
    what = f"{name} of a branch or loop gets a name that later means an array which is stored into"
    why = "the number would need a place of its own in the reverse sweep"
    way = f"give the array another name, or write `+{x.hint or 'x'}`"
    return Problem("", x.line, 0, 0, "", what, why, way)


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
