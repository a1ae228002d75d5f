"""The adjoint of a function: the reverse sweep first, then what it makes necessary to keep."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from sourcediff import runtime
from sourcediff.analysis.activity import find_active
from sourcediff.analysis.alias import Aliases, find_aliases
from sourcediff.differentiate.keep import Keeper
from sourcediff.differentiate.restore import positions, restored_stores
from sourcediff.differentiate.reverse import Reverse, Sweep
from sourcediff.ir.builder import Builder
from sourcediff.ir.core import Block, Function, Op, Param, Value, clone, leaves, rebuild, type_of, walk
from sourcediff.ir.types import FLOAT, Arr, Num, Type, is_float, rank
from sourcediff.optimize.dead import eliminate_dead


@dataclass(frozen=True)
class Request:
    """What to differentiate: the parameters, and what to hand back."""

    wrt: tuple[str, ...]
    mode: str = "reverse"
    value: bool = False
    bare: bool = True
    scalar: bool = False
    has_aux: bool = False


@dataclass
class Draft:
    """A joint function while it is made: the forward operations, then the reverse ones."""

    block: Block
    reverse: list[Op]
    sweep: Sweep
    pairs: list[tuple[Op, Op]]


def adjoint(function: Function, request: Request, seed: str = "out_bar") -> Function:
    """The joint adjoint: the forward sweep, the reverse sweep, and the adjoints of the parameters asked for."""
    first = _draft(function, request, frozenset(), seed)
    eliminate_dead(first.block)
    live = [op for op in first.block.ops if op in set(first.reverse)]
    forward = Block([], [op for op in first.block.ops if op not in set(first.reverse)], [])
    places = first.sweep.order
    stores = restored_stores(forward, live, first.sweep.aliases)
    back = {v: k for k, v in positions(forward).items()}
    wanted = frozenset(places[back[i]] for i in stores)
    draft = first if not wanted else _draft(function, request, wanted, seed)
    if wanted:
        eliminate_dead(draft.block)
    Keeper(draft.sweep.aliases, draft.block).settle(draft.pairs)
    eliminate_dead(draft.block)
    return _finish(function, request, draft, seed)


def _draft(function: Function, request: Request, restored: frozenset[int], seed: str) -> Draft:
    block = _copy(function)
    aliases = find_aliases(block)
    leaves_of = argument_leaves(function, block, request)
    seeds = [v for v in leaves(list(leaves_of.values())) if is_float(v.type)]
    active = find_active(block, seeds, aliases)
    sweep = Sweep(aliases, active, function.guards, restored, order=positions(block))
    out_bar = Value(_seed_type(block.results[0]), seed)
    block.params = [*block.params, out_bar]
    builder = Builder(function.guards, Block())
    reverse = Reverse(sweep, builder)
    reverse.enter(block, block.params)
    _seed(reverse, block.results[0], out_bar)
    reverse.block(block)
    bars = {name: _bars(reverse, tree) for name, tree in leaves_of.items()}
    for where, op, ops in sweep.saves:
        at = where.ops.index(op)
        where.ops[at:at] = ops
    value = block.results[0]
    results: Any = tuple(bars[name] for name in request.wrt)
    results = results[0] if request.bare else results
    block.ops.extend(builder.block.ops)
    block.results = [(value, results) if request.value else results]
    for op in walk(Block([], builder.block.ops, [])):
        op.info.setdefault("adjoint", True)
    return Draft(block, list(builder.block.ops), sweep, sweep.pairs)


def _copy(function: Function) -> Block:
    mapping: dict[Value, Any] = {}
    block = clone(function.block, mapping)
    function.info["mapping"] = mapping
    eliminate_dead(block)
    return block


def argument_leaves(function: Function, block: Block, request: Request) -> dict[str, Any]:
    """The run-time values of each parameter asked for, in the structure of the argument."""
    mapping = function.info["mapping"]
    return {
        name: rebuild(function.info["trees"][name], lambda v: mapping.get(v, v)) for name in request.wrt
    }


def _seed_type(result: Any) -> Type:
    if isinstance(result, Value) or isinstance(result, (int, float)):
        t = type_of(result)
        return FLOAT if isinstance(t, Num) else t
    return FLOAT


def _seed(reverse: Reverse, result: Any, bar: Any) -> None:
    """Hand the seed to the result, part by part."""
    import operator

    if isinstance(result, Value):
        reverse.adj.add(result, bar)
    elif isinstance(result, (tuple, list)):
        for i, part in enumerate(result):
            if any(v in reverse.sweep.active for v in leaves(part)):
                t = type_of(part) if isinstance(part, Value) else FLOAT
                _seed(reverse, part, reverse.b.emit("call", t if not isinstance(t, Num) else FLOAT, operator.getitem, (bar, i)))
    elif isinstance(result, dict):
        for key, part in result.items():
            if any(v in reverse.sweep.active for v in leaves(part)):
                t = type_of(part) if isinstance(part, Value) else FLOAT
                _seed(reverse, part, reverse.b.emit("call", t if not isinstance(t, Num) else FLOAT, operator.getitem, (bar, key)))


def _bars(reverse: Reverse, tree: Any) -> Any:
    """The adjoint of an argument, in its structure; None for what is not floating point."""
    if isinstance(tree, (tuple, list)):
        return type(tree)(_bars(reverse, part) for part in tree)
    if isinstance(tree, dict):
        return {key: _bars(reverse, part) for key, part in tree.items()}
    if not isinstance(tree, Value) or not is_float(tree.type):
        return None
    return _bar(reverse, tree)


def _bar(reverse: Reverse, x: Value) -> Any:
    reverse.b.mirror = None
    reverse.b.line = 0
    if reverse.sweep.aliases.is_stored(x):
        return reverse.adj.shadow(x)
    g = reverse.adj.take(x)
    if g is None:
        return reverse.adj.zero(x) if rank(x.type) is not None else reverse.b.emit_call(np.zeros_like, x)
    if isinstance(x.type, Num):
        return g
    if isinstance(x.type, Arr) and rank(x.type) is not None:
        return reverse.adj.full(g, x)
    return reverse.b.emit_call(runtime.spread, g, x)


def _finish(function: Function, request: Request, draft: Draft, seed: str) -> Function:
    """The joint function with its signature."""
    required = not isinstance(_seed_type(function.block.results[0]), Num)
    params = [*function.params]
    place = next((i for i, p in enumerate(params) if p.kind == "kwargs"), len(params))
    made = Param(seed, "keyword", None if required else "1.0")
    params.insert(place, made)
    out_bar = draft.block.params.pop()
    draft.block.params.insert(place, out_bar)
    info = {**function.info, "request": request, "aliases": draft.sweep.aliases, "primal": function}
    return Function(f"{function.name}_grad", params, draft.block, function.guards, info)


_ = (Aliases, Sequence)
