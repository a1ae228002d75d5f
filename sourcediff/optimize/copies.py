"""Read before the store instead of copying: `t = 0.2 * a[1:-1]; a[1:-1] = 0` needs no copy of `a[1:-1]`."""

from __future__ import annotations

import operator

import numpy as np

from sourcediff.analysis.alias import Aliases
from sourcediff.ir.core import Block, Op, Value, inputs, leaves, rebuild, uses
from sourcediff.ir.types import Arr

_ELEMENTWISE = {operator.add, operator.sub, operator.mul, operator.truediv, operator.neg, np.sum}


def drop_copies(block: Block, aliases: Aliases) -> None:
    """Move the only use of a copy to where the copy is made, and let it read the original."""
    number: dict[Value, int] = {}
    for x in [x for op in block.ops for x in uses(op)] + list(leaves(block.results)):
        number[x] = number.get(x, 0) + 1
    _visit(block, number, aliases)


def _visit(block: Block, number: dict[Value, int], aliases: Aliases) -> None:
    for op in list(block.ops):
        for inner in op.blocks:
            _visit(inner, number, aliases)
        if (
            op.kind == "call"
            and op.fn is np.copy
            and op.info.get("adjoint")
            and number.get(op.out) == 1
        ):
            _drop(block, op, aliases)


def _drop(block: Block, copy: Op, aliases: Aliases) -> None:
    place = block.ops.index(copy)
    user = next((o for o in block.ops[place + 1 :] if copy.out in set(inputs(o))), None)
    if (
        user is None
        or user.kind != "call"
        or user.fn not in _ELEMENTWISE
        or not isinstance(user.out.type, Arr)
    ):
        return
    before = {o for op in block.ops[place + 1 : block.ops.index(user)] for o in op.outs}
    others = [x for x in inputs(user) if x is not copy.out]
    if any(x in before or aliases.is_stored(x) for x in others):
        return
    source = copy.args[0]
    user.args = rebuild(user.args, lambda v: source if v is copy.out else v)
    block.ops.remove(user)
    block.ops[place] = user
