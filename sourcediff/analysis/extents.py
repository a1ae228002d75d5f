"""The extents of the values of a program whose types are not known."""

from __future__ import annotations

from sourcediff.ir.core import Block, Op, Value
from sourcediff.ir.extents import Extent, extent_of_result
from sourcediff.ir.types import Either, Num, Unknown


def find_extents(block: Block) -> dict[Value, Extent]:
    """The extent of each value, itself where nothing is known of it; nothing where types say it all."""
    found: dict[Value, Extent] = {}
    vague = _visit(block, found)
    return found if vague else {}


def _visit(block: Block, found: dict[Value, Extent]) -> bool:
    """Note the extents of a block; whether a type in it is not known."""
    vague = [_note(x, None, found) for x in block.params]
    for op in block.ops:
        vague += [_visit(inner, found) for inner in op.blocks]
        vague += [_note(x, op, found) for x in op.outs]
    return any(vague)


def _note(x: Value, op: Op | None, found: dict[Value, Extent]) -> bool:
    made = None if op is None else extent_of_result(op, found)
    if made is not None:
        found[x] = made
    elif not isinstance(x.type, Num):
        found[x] = frozenset({x})
    return isinstance(x.type, (Unknown, Either))
