"""Calls by name as a pair: a forward sweep that hands out what it saved, and a reverse sweep that takes it."""

from __future__ import annotations

import operator

from sourcediff.analysis.alias import Aliases, is_memory
from sourcediff.differentiate.callees import active_arguments
from sourcediff.errors import UnsupportedCode
from sourcediff.frontend.check import problem
from sourcediff.ir.core import Block, Op, Value, leaves, walk
from sourcediff.ir.types import OPAQUE, Tup


def pair_calls(block: Block, active: set[Value], aliases: Aliases) -> None:
    """Let active calls of the user's functions save what their reverse sweep reads, so that it runs nothing again."""
    for inner in [block, *(b for op in walk(block) for b in op.blocks)]:
        for op in [op for op in inner.ops if is_paired(op, active, aliases)]:
            _pair(inner, op, active)


def is_paired(op: Op, active: set[Value], aliases: Aliases) -> bool:
    """Whether a call saves: not where memory that it may hold on to is stored into."""
    if op.kind != "call" or not op.info.get("callee") or op.out not in active:
        return False
    held = isinstance(op.out.type, Tup) and aliases.find(("content", op.out)) in aliases.stored
    if held and "node" in op.info:
        source, node = op.info["node"]
        raise UnsupportedCode(
            [
                problem(
                    source, node, "an array that a recursive function returns in a tuple is stored into",
                    "its adjoint is in a tuple as well", "copy it first: a = a.copy()",
                )
            ]
        )  # fmt: skip
    copied = op.info.get("on_copy", ())
    kept = [x for place, x in enumerate(op.args) if place not in copied]
    around = [op.out, *leaves((kept, op.kwargs))]
    return not any(is_memory(x.type) and aliases.is_stored(x) for x in around)


def _pair(block: Block, op: Op, active: set[Value]) -> None:
    """`y = f(x)` becomes `y, saved = f_forward(x)`."""
    names, values = active_arguments(op, active)
    result, saved = op.out, Value(OPAQUE, "saved", op.line)
    derive, fn = op.info["derive"], op.fn
    op.fn = derive(fn, names, "forward")
    op.outs = (Value(Tup((result.type, OPAQUE)), "", op.line),)
    op.info = {**op.info, "pair": (derive(fn, names, "reverse"), saved, values)}
    active.add(op.out)
    reads = [
        Op("call", (out,), operator.getitem, (op.out, i), line=op.line, info={"saved": True})
        for i, out in enumerate((result, saved))
    ]
    place = block.ops.index(op) + 1
    block.ops[place:place] = reads
