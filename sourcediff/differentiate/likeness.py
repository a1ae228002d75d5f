"""Likeness: where the reverse sweep reads but the shape of an array of a turn, another array of that shape will do."""

from __future__ import annotations

from typing import Any

from sourcediff.analysis.alias import Aliases
from sourcediff.differentiate.restore import SHAPE_ONLY
from sourcediff.ir.core import Block, Loop, Op, Value, defined, inputs, leaves, substitute, walk
from sourcediff.ir.types import Arr, varies


def read_likes(loop: Loop, back: Loop, aliases: Aliases) -> None:
    """Let a reverse loop read shapes of arrays that are there anyway, so that no tape holds an array for its shape."""
    inside, made = defined(loop.body), {o: op for op in loop.body.ops for o in op.outs}
    mapping: dict[Value, Any] = {}
    for x in _shapes_read(back.body):
        if x in inside and _is_steady(x) and not aliases.needs_layout(x):
            like = _like(x, loop, back, inside, made)
            if like is not None:
                mapping[x] = like
    substitute(back.body, mapping)


def _shapes_read(block: Block) -> set[Value]:
    """Arrays of which a block reads nothing but the shape."""
    shapes: set[Value] = set()
    wholes = set(leaves(block.results))
    for op in walk(block):
        (shapes if op.kind == "call" and op.fn in SHAPE_ONLY else wholes).update(inputs(op))
        for inner in op.blocks:
            wholes.update(leaves(inner.results))
    return shapes - wholes


def _is_steady(x: Value) -> bool:
    """Whether the shape of an array is known to be the same in all turns."""
    return isinstance(x.type, Arr) and x.type.shape is not None and not varies(x.type)


def _like(
    x: Value, loop: Loop, back: Loop, inside: set[Value], made: dict[Value, Op]
) -> Value | None:
    """An array like one of a turn that outlives the turn."""
    while x in inside:
        op = made.get(x)
        same = [y for y in inputs(op) if y.type == x.type] if op and op.kind == "call" else []
        if not same:
            return next((p for p in back.carried if p.type == x.type), None)
        x = next((y for y in same if y not in inside), same[0])
    return x
