"""Read before the store instead of copying: `t = 0.2 * a[1:-1]; a[1:-1] = 0` needs no copy of `a[1:-1]`."""

from __future__ import annotations

import math
import operator
from collections import Counter

import numpy as np

from sourcediff.analysis.alias import Aliases
from sourcediff.ir.core import Block, Op, Value, inputs, leaves, rebuild, uses
from sourcediff.ir.types import Arr

_ELEMENTWISE = {operator.add, operator.sub, operator.mul, operator.truediv, operator.neg, np.sum}


def drop_copies(block: Block, aliases: Aliases) -> None:
    """Move the only use of a copy to where the copy is made, and let it read the original; a multiple of it may be another."""
    number = Counter(x for op in block.ops for x in uses(op))
    number.update(leaves(block.results))
    _visit(block, number, aliases)


def _visit(block: Block, number: Counter[Value], aliases: Aliases) -> None:
    for op in list(block.ops):
        for inner in op.blocks:
            _visit(inner, number, aliases)
        if op.kind == "call" and op.fn is np.copy and op.info.get("adjoint"):
            _drop(block, op, number[op.out], aliases)


def _drop(block: Block, copy: Op, count: int, aliases: Aliases) -> None:
    place = block.ops.index(copy)
    users = [o for o in block.ops[place + 1 :] if copy.out in inputs(o)]
    single = sum(inputs(o).count(copy.out) for o in users) == count == len(users)
    if not single or not 1 <= count <= 2:
        return
    if not all(_may_move(op, copy, block, aliases) for op in users):
        return
    source, users = copy.args[0], _without_multiples(users, aliases)
    if len(users) > 1:
        return
    for op in users:
        op.args = rebuild(op.args, lambda v: source if v is copy.out else v)
    rest = [op for op in block.ops if op not in users]
    place = rest.index(copy)
    block.ops[:] = [*rest[:place], *users, *rest[place + 1 :]]


def _without_multiples(users: list[Op], aliases: Aliases) -> list[Op]:
    """The uses of a copy without the second one if that is the first one's multiple, which it is written as."""
    if len(users) == 1 or any(op.fn is not operator.mul for op in users):
        return users
    if aliases.is_stored(users[0].out):
        return users  # it may hold something else by then
    (p, _), (q, _) = (op.args for op in users)
    plain = all(type(x) is float and x > 0.0 for x in (p, q))
    if not plain or q < p or math.frexp(q / p)[0] != 0.5:
        return users  # a power of two times a number is exact
    users[1].args = (q / p, users[0].out)
    return users[:1]


def _may_move(op: Op, copy: Op, block: Block, aliases: Aliases) -> bool:
    """Whether a use of a copy can be run where the copy is made."""
    elementwise = op.kind == "call" and op.fn in _ELEMENTWISE
    if not elementwise or not isinstance(op.out.type, Arr):
        return False
    between = block.ops[block.ops.index(copy) : block.ops.index(op)]
    before = {o for other in between for o in other.outs}
    others = [x for x in inputs(op) if x is not copy.out]
    stores = any(other.kind not in ("call", "attr", "ref") for other in between)
    return not any(x in before or (stores and aliases.is_stored(x)) for x in others)
