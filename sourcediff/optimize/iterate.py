"""Loop over the items again where only the items are read: `for x in v`, as the user wrote it."""

from __future__ import annotations

import operator

from sourcediff.analysis.alias import Aliases, find_aliases
from sourcediff.ir.core import Block, Loop, Op, Value, made_by, uses, walk
from sourcediff.ir.types import Arr


def iterate_items(block: Block) -> None:
    """Undo the counting of loops over arrays whose derivative did not need the index."""
    counted = [op for op in walk(block) if _counts_items(op)]
    if not counted:
        return
    aliases, made = find_aliases(block), made_by(block)
    for op in counted:
        _restore(op, made, aliases)


def _counts_items(op: Op) -> bool:
    """Whether a loop of the forward sweep starts with reading the item at its index."""
    if op.kind != "loop" or Loop(op).kind != "range" or op.info.get("adjoint"):
        return False
    ops = Loop(op).body.ops
    return bool(ops and ops[0].info.get("item")) and ops[0].args[1] is Loop(op).index


def _restore(op: Op, made: dict[Value, Op], aliases: Aliases) -> None:
    loop = Loop(op)
    read = loop.body.ops[0]
    source, count = read.args[0], made.get(loop.iterable[1])
    counted = count is not None and count.fn is len and count.args[0] is source
    array = isinstance(source, Value) and isinstance(source.type, Arr)
    if not counted or not array or aliases.is_stored(source):
        return
    readers = [x for inner in loop.body.ops for x in uses(inner) if x is loop.index]
    if len(readers) > 1 or loop.index in loop.body.results or read.fn is not operator.getitem:
        return
    loop.body.params[0] = read.out
    loop.body.ops.remove(read)
    op.args = ((source,), *op.args[1:])
    op.info = {**op.info, "loop": "items"}
