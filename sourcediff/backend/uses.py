"""Where values are read, and which of them may not be bound there."""

from __future__ import annotations

import operator
from collections.abc import Iterator
from typing import Any

import numpy as np

from sourcediff import runtime
from sourcediff.analysis.alias import Aliases, makes_array
from sourcediff.analysis.binding import reached_from
from sourcediff.backend.inline import Inlining
from sourcediff.frontend.abstract import UNDEFINED
from sourcediff.ir.core import Block, Loop, Op, Value, defined, inputs, leaves, merged_from, walk
from sourcediff.ir.types import Arr, rank


def last_uses(block: Block) -> dict[Value, list[Op]]:
    """The operations that read each value, the block's own results as `None`."""
    out: dict[Value, list[Any]] = {}

    def visit(inner: Block) -> None:
        for op in inner.ops:
            for x in inputs(op):
                out.setdefault(x, []).append(op)
            for nested in op.blocks:
                visit(nested)
        for x in leaves(inner.results):
            out.setdefault(x, []).append(None)

    visit(block)
    return out


# The branches that something stands in: their tests, and on which side.
Context = tuple[tuple[Any, int], ...]


def read_elsewhere(block: Block) -> set[Value]:
    """Results that one branch alone binds, and that are read where that branch may not have been taken."""
    half_bound: dict[Value, tuple[Any, int]] = {}
    contexts: dict[Value, list[Context]] = {}

    def visit(inner: Block, context: Context) -> None:
        for op in inner.ops:
            for x in inputs(op):
                contexts.setdefault(x, []).append(context)
            for side, nested in enumerate(op.blocks):
                visit(nested, (*context, (op.args[0], side)) if op.kind == "if" else context)
            half_bound.update(_bound_on_one_side(op))
        for x in leaves(inner.results):
            contexts.setdefault(x, []).append(context)

    visit(block, ())
    return {
        x for x, where in half_bound.items() if any(where not in c for c in contexts.get(x, []))
    }


def _bound_on_one_side(op: Op) -> Iterator[tuple[Value, tuple[Any, int]]]:
    """The results that one side of a branch alone binds, with its test and that side."""
    if op.kind != "if":
        return
    for out, *sides in zip(op.outs, *(b.results for b in op.blocks), strict=True):
        bound = [side for side, x in enumerate(sides) if x is not UNDEFINED]
        if len(bound) == 1:
            yield out, (op.args[0], bound[0])


def find_zeros(block: Block) -> set[Value]:
    """Adjoints of arrays that may not be bound, which are numbers then."""
    made = {op.out for op in walk(block) if op.kind == "call" and op.fn is runtime.zero_of}
    return (
        made | reached_from(block, lambda x: isinstance(x, Value) and x in made) if made else made
    )


_MAKERS = {np.zeros, np.ones, np.full, np.array, np.arange, np.linspace, np.stack, np.concatenate}
_COPIERS = {np.copy, np.zeros_like, np.ones_like, np.full_like}


def find_arrays(block: Block) -> set[Value]:
    """Values that are surely arrays: arguments, what makes one, and copies of them, not what a path may leave unbound."""
    found = {x for x in block.params if isinstance(x.type, Arr)}
    for op in walk(block):
        copied = op.kind == "call" and op.fn in _COPIERS and op.args[0] in found
        if copied or _is_part(op, found) or (op.kind == "call" and op.fn in _MAKERS):
            found.add(op.out)
    return found


def _is_part(op: Op, arrays: set[Value]) -> bool:
    """Whether an operation gives a row or another part of what is surely an array."""
    read = op.kind == "call" and op.fn is operator.getitem and isinstance(op.args[0], Value)
    return read and op.args[0] in arrays and isinstance(op.out.type, Arr) and rank(op.out.type) != 0


def padded_values(block: Block) -> set[Value]:
    """Results that may be unbound and are put on a tape, so that they need a stand-in."""
    wanted: set[Value] = set()
    for op in walk(block):
        if op.kind == "loop":
            wanted |= set(leaves(Loop(op).collected))
        for inner in op.blocks:
            wanted |= {x for x in leaves(inner.results) if op.kind == "if"}
    out: set[Value] = set()
    sources = merged_from(block)
    wanted |= read_elsewhere(block)
    pending = list(wanted)
    while pending:
        x = pending.pop()
        if x in out:
            continue
        out.add(x)
        pending += list(leaves(sources.get(x, [])))
    return out


def find_freed(op: Op, aliases: Aliases, inlined: Inlining) -> list[Value]:
    """The grids that a turn of a loop makes and only this turn reads, if the loop keeps nothing of its turns.

    Under its name each would be there until the next turn has made another one: a grid more at the peak.
    """
    loop = Loop(op)
    if loop.tapes or loop.collects or loop.stops:
        return []
    named = [inner for inner in loop.body.ops if makes_array(inner) and inner.out not in inlined]
    made = [inner.out for inner in named if (rank(inner.out.type) or 0) > 1]
    own = defined(loop.body) - set(leaves(loop.body.results)) if made else set()
    return [x for x in made if aliases.members(x) <= own]
