"""Which values may be None, or a name that is not bound: results of branches and loops that bind it on some paths only."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from sourcediff.frontend.abstract import UNDEFINED
from sourcediff.ir.core import Block, Loop, Value, leaves, merged_from, walk


def find_unbound(block: Block) -> set[Value]:
    """The values that stand for nothing on some path."""
    return reached_from(block, lambda x: x is UNDEFINED or x is None)


def taped_from(block: Block) -> dict[Value, list[Any]]:
    """What each tape collects, and what each entry is taken from."""
    loops = [Loop(op) for op in walk(block) if op.kind == "loop"]
    found = {
        tape: [x] for loop in loops for tape, x in zip(loop.collects, loop.collected, strict=True)
    }
    return found | {
        x: [tape] for loop in loops for tape, x in zip(loop.tapes, loop.entries, strict=True)
    }


def reached_from(block: Block, is_source: Callable[[Any], bool]) -> set[Value]:
    """The values that branches and loops may take from a source."""
    found: set[Value] = set()
    readers: dict[Value, list[Value]] = {}
    pending: list[Value] = []
    for made, sources in {**merged_from(block), **taped_from(block)}.items():
        for x in leaves(sources):
            readers.setdefault(x, []).append(made)
        if any(map(is_source, sources)):
            pending.append(made)
    while pending:
        x = pending.pop()
        if x not in found:
            found.add(x)
            pending += readers.get(x, [])
    return found
