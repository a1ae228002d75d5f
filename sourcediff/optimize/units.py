"""Products with one are what is multiplied, also where the one has become known only when the loops were written."""

from __future__ import annotations

import operator
from typing import Any

from sourcediff.analysis.alias import Aliases, makes_array
from sourcediff.ir.core import Block, Op, Value, inputs, leaves, substitute, walk
from sourcediff.ir.simplify import is_literal, keeps_type
from sourcediff.ir.types import Num


def drop_units(block: Block, aliases: Aliases) -> None:
    """Take `y` for `1.0 * y` in the reverse sweep, where nothing could tell the two apart."""
    products = {op.out: op for op in walk(block) if _is_unit(op)}
    if not products:
        return
    held = _held(block)
    mapping: dict[Value, Any] = {}
    for out, op in products.items():
        one, y = op.args if is_literal(op.args[0]) else op.args[::-1]
        number = isinstance(y, Value) and isinstance(y.type, Num)
        if keeps_type(y, one) and (number or not (aliases.is_stored(y) or out in held)):
            mapping[out] = y
            y.hint = y.hint or (out.hint if y in products else "")
    _remove(block, {products[out] for out in mapping})
    substitute(block, mapping)


def _is_unit(op: Op) -> bool:
    """Whether an operation of the reverse sweep multiplies by one."""
    product = op.kind == "call" and op.fn is operator.mul and op.info.get("adjoint")
    return bool(product) and any(is_literal(x) and x == 1 for x in op.args)


def _held(block: Block) -> set[Value]:
    """The values whose memory may be known by other names later on."""
    found = set(leaves(block.results))
    for op in walk(block):
        found |= {x for inner in op.blocks for x in leaves(inner.results)}
        reads = (
            op.kind == "store" or makes_array(op) or (op.outs and isinstance(op.outs[0].type, Num))
        )
        if op.kind == "store":
            found.add(op.args[0])
        elif not reads:
            found |= set(inputs(op))
    return found


def _remove(block: Block, dropped: set[Op]) -> None:
    block.ops[:] = [op for op in block.ops if op not in dropped]
    for op in block.ops:
        for inner in op.blocks:
            _remove(inner, dropped)
