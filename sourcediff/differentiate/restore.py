"""Which stores the reverse sweep has to undo: those that overwrite what it reads."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np

from sourcediff import runtime
from sourcediff.analysis.alias import Aliases
from sourcediff.differentiate.regions import may_meet, read_region
from sourcediff.ir.core import Block, Loop, Op, Value, defined, inputs, walk
from sourcediff.ir.types import Arr, Lst, Unknown

_SHAPE_ONLY = {
    runtime.check_seed,
    runtime.zero_of,
    np.zeros_like,
    np.full_like,
    np.ones_like,
    np.empty_like,
    np.shape,
    np.size,
    len,
}


def positions(block: Block) -> dict[Op, int]:
    """The place of every operation in the order of the text."""
    return {op: i for i, op in enumerate(walk(block))}


def restored_stores(
    forward: Block,
    reverse: list[Op],
    aliases: Aliases,
    order: dict[Op, int],
    nest: dict[Op, tuple[Op, ...]],
) -> frozenset[int]:
    """The places of the stores that must be undone for the reads of a live reverse sweep.

    `order` and `nest` are those of the forward sweep before what is dead in it was removed.
    """
    live = set(walk(forward))
    reads = list(_reads(reverse, aliases, order))
    found = set()
    for op, place in order.items():
        if (
            op not in live
            or op.kind not in ("store", "append", "pop")
            or op.info.get("shadow")
            or not isinstance(op.args[0], Value)
        ):
            continue
        name = aliases.find(op.args[0])
        if any(
            aliases.find(x) is name and _spoils(op, reader, x, at, order, nest, aliases)
            for reader, x, at in reads
        ):
            found.add(place)
    return frozenset(found)


def nests(block: Block, loops: tuple[Op, ...]) -> Iterator[tuple[Op, tuple[Op, ...]]]:
    """Every operation with the loops around it."""
    for op in block.ops:
        yield op, loops
        inner = (*loops, op) if op.kind == "loop" else loops
        for nested in op.blocks:
            yield from nests(nested, inner)


def _reads(
    reverse: list[Op], aliases: Aliases, order: dict[Op, int]
) -> Iterator[tuple[Op, Value, Op | None]]:
    """The live reverse operations that read memory of the forward sweep, and what they mirror."""
    for top in reverse:
        for op in walk(Block([], [top], [])):
            if op.kind == "store":
                values = [v for v in inputs(op) if v is not op.args[0]]
            elif op.kind in ("loop", "if"):
                values = []
            else:
                values = list(inputs(op))
            for x in values:
                if isinstance(x.type, (Arr, Lst, Unknown)) and aliases.is_stored(x):
                    yield op, x, op.mirror if op.mirror in order else None


def _spoils(
    store: Op,
    reader: Op,
    x: Value,
    at: Op | None,
    order: dict[Op, int],
    nest: dict[Op, tuple[Op, ...]],
    aliases: Aliases,
) -> bool:
    """Whether a store can come after what a reverse operation mirrors, and meet what it reads."""
    if reader.kind == "attr" or reader.fn in _SHAPE_ONLY:
        return False  # shapes do not change
    if at is None:
        return True
    memory = aliases.members(store.args[0])
    shared = [
        loop for loop in nest[store] if loop in nest[at] and not _makes_anew(Loop(loop), memory)
    ]
    later_here = order[store] > order[at] or store is at
    if not shared and not later_here:
        return False
    if store is at and not _reads_before(store, x):
        later_here = False
    return may_meet(store, read_region(reader, x, aliases), shared, later_here)


def _makes_anew(loop: Loop, memory: set[Any]) -> bool:
    """Whether each turn of a loop has its own memory: everything that may be it is made inside."""
    return memory <= defined(loop.body) - set(loop.body.params)


def _reads_before(store: Op, x: Value) -> bool:
    """Whether what a store's adjoint reads is the memory from before the store: of `/=` it reads the quotient too."""
    return bool(store.info.get("op", "") != "/") or x is store.args[2]
