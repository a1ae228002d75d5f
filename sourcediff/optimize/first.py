"""The first contribution to a buffer assigns it: zeros are not made to be added to."""

from __future__ import annotations

import operator
from typing import Any

import numpy as np

from sourcediff.analysis.alias import Aliases
from sourcediff.analysis.regions import Nest, Region, meets, parts_of
from sourcediff.ir.core import Block, Op, Value, leaves, substitute, type_of, uses
from sourcediff.ir.types import Arr, Num, same_shape
from sourcediff.optimize.gather import find_place, may_replace

_FRESH = {
    operator.add, operator.sub, operator.mul, operator.truediv, operator.neg, operator.matmul, operator.pow,
    np.full_like, np.sum, np.outer, np.array, np.where, np.copy,
}  # fmt: skip


def assign_first(block: Block) -> None:
    """Turn `b = zeros_like(x); b += v` into `b = v`, wherever nothing reads b in between."""
    number: dict[Value, int] = {}
    for x in [x for op in block.ops for x in uses(op)] + list(leaves(block.results)):
        number[x] = number.get(x, 0) + 1
    _visit(block, number)


def _visit(block: Block, number: dict[Value, int]) -> None:
    for op in block.ops:
        for inner in op.blocks:
            _visit(inner, number)
    mapping: dict[Value, Any] = {}
    made = {o: op for op in block.ops for o in op.outs}
    for op in list(block.ops):
        if (
            op.kind == "call"
            and op.fn is np.zeros_like
            and op in block.ops
            and not op.info.get("exact")
        ):
            _assign(block, op, made, number, mapping)
    if mapping:
        substitute(block, mapping)


def _assign(
    block: Block,
    zeros: Op,
    made: dict[Value, Op],
    number: dict[Value, int],
    mapping: dict[Value, Any],
) -> None:
    start = block.ops.index(zeros)
    first = next((o for o in block.ops[start + 1 :] if any(x is zeros.out for x in uses(o))), None)
    if (
        first is None
        or first.kind != "store"
        or first.args[0] is not zeros.out
        or not first.info.get("whole")
    ):
        return
    sign, value = first.info.get("op"), first.args[2]
    if sign not in ("+", "-") or any(x is zeros.out for x in leaves(value)):
        return
    place = block.ops.index(first)
    new = _replacement(zeros, sign, value, made, number)
    if new is None:
        return
    if isinstance(new, Value):
        mapping[zeros.out] = new
        new.hint = new.hint or zeros.out.hint
        block.ops.remove(first)
    else:
        new.line, new.mirror = first.line, first.mirror
        new.info["adjoint"] = True
        block.ops[place] = new
    block.ops.remove(zeros)


def _replacement(
    zeros: Op, sign: str, value: Any, made: dict[Value, Op], number: dict[Value, int]
) -> Op | Value | None:
    out, t = zeros.out, type_of(value)
    if isinstance(t, Num):
        if sign == "-" and not isinstance(value, Value):
            value = -value
        elif sign == "-":
            return None
        return Op("call", (out,), np.full_like, (zeros.args[0], value))
    if (
        not isinstance(t, Arr)
        or not same_shape(t, out.type)
        or not isinstance(out.type, Arr)
        or t.dtype != out.type.dtype
    ):
        return None
    if sign == "-":
        return Op("call", (out,), operator.neg, (value,))
    op = made.get(value)
    if op is not None and op.kind == "call" and op.fn in _FRESH and number.get(value) == 1:
        return value  # type: ignore[no-any-return]
    return Op("call", (out,), np.copy, (value,))


def assign_parts(block: Block, aliases: Aliases) -> None:
    """Let the first contribution to a part of new zeros be written `b[i] = v`."""
    for op in block.ops:
        op.info.pop("first", None)
    for op in list(block.ops):
        for inner in op.blocks:
            assign_parts(inner, aliases)
        if op.kind == "call" and op.fn is np.zeros_like and isinstance(op.out.type, Arr):
            _assign_part(block, op, aliases)


def _assign_part(block: Block, zeros: Op, aliases: Aliases) -> None:
    """Mark the first store that adds to zeros, and put it before those that subtract from them."""
    waiting: list[Op] = []
    for op in block.ops[block.ops.index(zeros) + 1 :]:
        if zeros.out not in uses(op):
            continue
        if not _adds_to_part(op, zeros.out, aliases):
            return
        if op.info["op"] == "+":
            op.info["first"] = True
            break
        waiting.append(op)
    else:
        return
    block.ops[:] = [other for other in block.ops if other not in waiting]
    place = block.ops.index(op) + 1
    block.ops[place:place] = waiting
    _assign_others(block, zeros, op, aliases)


def _assign_others(block: Block, zeros: Op, first: Op, aliases: Aliases) -> None:
    """Mark what adds to parts of zeros that nothing has added to before."""
    regions: list[Region] = [(zeros.out, parts_of(first.args[1]))]
    for op in block.ops[block.ops.index(first) + 1 :]:
        if zeros.out not in uses(op):
            continue
        if not _adds_to_part(op, zeros.out, aliases):
            return
        region: Region = (zeros.out, parts_of(op.args[1]))
        if not any(meets(region, other, (Nest(), Nest())) for other in regions):
            op.info["first"] = True
        regions.append(region)


def _adds_to_part(op: Op, buffer: Value, aliases: Aliases) -> bool:
    """Whether an operation adds to a part of a buffer, and does nothing else with it."""
    if find_place(op, aliases) is None or op.info.get("whole"):
        return False
    return op.args[0] is buffer and buffer not in leaves(op.args[1:]) and may_replace(op)
