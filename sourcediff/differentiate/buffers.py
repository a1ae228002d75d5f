"""Before a branch or a loop is gone back over: buffers for the values from outside of which it reads parts."""

from __future__ import annotations

import operator

from sourcediff.differentiate.sweep import Reverse
from sourcediff.ir.core import Loop, Op, Value, defined, leaves, uses, walk
from sourcediff.ir.types import Arr, Lst, Unknown


def prepare_buffers(reverse: Reverse, op: Op) -> None:
    """Before a loop or branch: make the buffers that it adds to element by element."""
    reverse.b.line = 0
    inside = set().union(*(defined(b) for b in op.blocks))
    for x in outer_values(reverse, op, inside):
        if reverse.sweep.aliases.is_stored(x):
            if x not in reverse.sweep.aliases.base:
                reverse.adj.shadow(x)
        elif (op.kind == "loop" and isinstance(x.type, (Arr, Lst))) or any(
            _is_partial(reverse, inner, x) for b in op.blocks for inner in walk(b)
        ):
            reverse.adj.buffer(x)


def _is_partial(reverse: Reverse, op: Op, x: Value) -> bool:
    """Whether an operation reads a part of an array."""
    loads = op.kind == "call" and op.fn is operator.getitem and op.args[0] is x
    items = op.kind == "loop" and Loop(op).kind == "items" and x in leaves(Loop(op).iterable)
    if loads and reverse.adj.element(x, op.args[1]) is not None:
        return False
    return (loads or items) and isinstance(x.type, (Arr, Unknown, Lst))


def outer_values(reverse: Reverse, op: Op, inside: set[Value]) -> list[Value]:
    """The active values from outside that an operation's blocks read."""
    read: dict[Value, None] = {}
    for block in op.blocks:
        for inner in block.ops:
            read.update(dict.fromkeys(uses(inner)))
        read.update(dict.fromkeys(leaves(block.results)))
    if op.kind == "loop" and Loop(op).kind == "items":
        read.update(dict.fromkeys(leaves(Loop(op).iterable)))
    found = [x for x in read if x not in inside and x in reverse.sweep.active]
    out = dict.fromkeys(found)
    aliases = reverse.sweep.aliases
    for x in found:  # the base of a view that is read in the loop is added to there
        while x in aliases.base and aliases.is_stored(x):
            x = aliases.base[x][0]
            out.setdefault(x)
    return list(out)
