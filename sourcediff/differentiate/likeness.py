"""Likeness: where the reverse sweep reads but the shape of an array of a turn, another array of that shape will do."""

from __future__ import annotations

from typing import Any

from sourcediff.analysis.alias import Aliases
from sourcediff.differentiate.restore import SHAPE_ONLY
from sourcediff.ir.core import Block, Loop, Value, defined, inputs, leaves, substitute, walk
from sourcediff.ir.types import Arr, varies


def read_likes(loop: Loop, back: Loop, aliases: Aliases) -> None:
    """Let a reverse loop read shapes of arrays that are there anyway, so that no tape holds an array for its shape."""
    shapes, wholes = _arrays_read(back.body)
    found = _Likes(loop, back, aliases, wholes)
    mapping: dict[Value, Any] = {}
    for x in shapes - wholes:
        if x in found.inside and _is_steady(x) and not aliases.needs_layout(x):
            like = found.like(x)
            if like is not None and like is not x:
                mapping[x] = like
    substitute(back.body, mapping)


def _arrays_read(block: Block) -> tuple[set[Value], set[Value]]:
    """Arrays of which a block reads the shape, and those of which it reads more."""
    shapes: set[Value] = set()
    wholes = set(leaves(block.results))
    for op in walk(block):
        (shapes if op.kind == "call" and op.fn in SHAPE_ONLY else wholes).update(inputs(op))
        for inner in op.blocks:
            wholes.update(leaves(inner.results))
    return shapes, wholes


def _is_steady(x: Value) -> bool:
    """Whether the shape of an array is known to be the same in all turns."""
    return isinstance(x.type, Arr) and x.type.shape is not None and not varies(x.type)


class _Likes:
    """Arrays like those of a turn that the reverse loop has anyway."""

    def __init__(self, loop: Loop, back: Loop, aliases: Aliases, wholes: set[Value]) -> None:
        self.back, self.aliases, self.wholes = back, aliases, wholes
        self.inside = defined(loop.body)
        self.made = {o: op for op in loop.body.ops for o in op.outs}

    def like(self, x: Value) -> Value | None:
        """An array like one of the turn: of those that it was made of, or that the reverse loop carries."""
        while not self.is_there(x):
            op = self.made.get(x)
            same = [y for y in inputs(op) if y.type == x.type] if op and op.kind == "call" else []
            if not same:
                return next((p for p in self.back.carried if p.type == x.type), None)
            x = next((y for y in same if self.is_there(y)), same[0])
        return x

    def is_there(self, x: Value) -> bool:
        """Whether the reverse loop has an array: it is from outside, or a view of one that is, or read anyway."""
        return x in self.wholes or self.aliases.root(x) not in self.inside
