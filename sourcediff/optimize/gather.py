"""Contributions to one place of a buffer are added up first: one load and one store, not one for each."""

from __future__ import annotations

import operator
from typing import Any

from sourcediff.analysis.alias import Aliases
from sourcediff.ir.builder import Builder
from sourcediff.ir.core import Block, Op, Value, leaves, type_of, uses
from sourcediff.ir.guards import Guards
from sourcediff.ir.simplify import definition
from sourcediff.ir.types import Arr, Num, Unknown, same_shape
from sourcediff.optimize.share import frozen


def gather_contributions(block: Block, guards: Guards, aliases: Aliases) -> None:
    """Turn `b[i] += v; ...; b[i] += w` into `b[i] += v + w`, wherever nothing reads b in between."""
    open_stores: dict[Any, Op] = {}
    for op in list(block.ops):
        for inner in op.blocks:
            gather_contributions(inner, guards, aliases)
        key = find_place(op, aliases)
        earlier = open_stores.get(key) if key is not None else None
        if earlier is not None and _fit(earlier, op):
            _merge(block, earlier, op, guards, aliases)
        if op.blocks or op.kind not in ("call", "attr", "store"):
            open_stores.clear()
        touched = {aliases.find(x) for x in _touched(op)}
        open_stores = {k: s for k, s in open_stores.items() if aliases.find(k[0]) not in touched}
        if key is not None:
            open_stores[key] = op


def find_place(op: Op, aliases: Aliases) -> Any:
    """What an operation adds to, None if it is no contribution that may wait for another."""
    if op.kind != "store" or not op.info.get("adjoint") or op.info.get("op") not in ("+", "-"):
        return None
    base, index, value = op.args
    waits = isinstance(value, Value) and not aliases.is_stored(value)
    fixed = all(isinstance(x.type, Num) for x in leaves(index))
    if not waits or not fixed or op.info.get("at") or not isinstance(base.type, (Arr, Unknown)):
        return None
    return (base, frozen(index, {}))


def _touched(op: Op) -> list[Value]:
    """The memory that an operation may read, or write otherwise than by adding to it."""
    if op.kind == "store" and op.info.get("op") in ("+", "-"):
        return leaves(op.args[1:])
    return uses(op)


def _fit(earlier: Op, later: Op) -> bool:
    """Whether two contributions can be added up before they are rounded to the buffer's type."""
    one, other = type_of(earlier.args[2]), type_of(later.args[2])
    alike = isinstance(one, Num) and isinstance(other, Num)
    return (alike or same_shape(one, other)) and may_replace(earlier) and may_replace(later)


def may_replace(op: Op) -> bool:
    """Whether a contribution has the type of the buffer that it goes to."""
    base, value = type_of(op.args[0]), type_of(op.args[2])
    have = base.dtype if isinstance(base, Arr) else "float64"
    return isinstance(value, (Num, Arr)) and (value.dtype or "float64") == have


def _merge(block: Block, earlier: Op, later: Op, guards: Guards, aliases: Aliases) -> None:
    """Let the later contribution be the sum of both."""
    base, index, value = later.args
    builder = Builder(guards, Block())
    builder.line, builder.mirror, builder.is_stored = later.line, later.mirror, aliases.is_stored
    builder.defs |= {out: op for op in block.ops for out in op.outs}
    sign, total = _add(builder, (earlier.info["op"], earlier.args[2]), (later.info["op"], value))
    later.args, later.info["op"] = (base, index, total), sign
    for op in builder.block.ops:
        op.info["adjoint"] = True
    place = block.ops.index(later)
    block.ops[place:place] = builder.block.ops
    block.ops.remove(earlier)


def _add(builder: Builder, one: tuple[str, Any], other: tuple[str, Any]) -> tuple[str, Any]:
    """The sum of two contributions with their signs, as one with its sign."""
    if one[0] == other[0]:
        sign, total = one[0], builder.call(operator.add, one[1], other[1])
    else:
        plus, minus = (one, other) if one[0] == "+" else (other, one)
        sign, total = "+", builder.call(operator.sub, plus[1], minus[1])
    negated = definition(builder, total, operator.neg)
    return (sign, total) if negated is None else ("-" if sign == "+" else "+", negated.args[0])
