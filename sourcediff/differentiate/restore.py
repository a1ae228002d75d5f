"""Which stores the reverse sweep has to undo: those that overwrite what it reads."""

from __future__ import annotations

import operator
from collections.abc import Iterator

import numpy as np

from sourcediff import runtime
from sourcediff.analysis.accesses import reads_held
from sourcediff.analysis.alias import Aliases, is_followed, makes_array
from sourcediff.analysis.regions import (
    Nest,
    common_loops,
    makes_anew,
    may_meet,
    nests,
    read_region,
)
from sourcediff.ir.core import Block, Loop, Op, Value, defined, inputs, leaves, walk
from sourcediff.ir.inference.indexing import is_basic
from sourcediff.ir.types import Arr, Lst, Tup, Unknown

SHAPE_ONLY = {
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


# What reads of a list its items, or their shapes, and not what arrays in it hold.
OF_LISTS = SHAPE_ONLY | {
    operator.getitem, list, tuple, runtime.unstack, runtime.hstack_vjp, runtime.split_like,
    runtime.zeros_of,
}  # fmt: skip


def positions(block: Block) -> dict[Op, int]:
    """The place of every operation in the order of the text."""
    return {op: i for i, op in enumerate(walk(block))}


def restored_stores(
    forward: Block,
    reverse: list[Op],
    aliases: Aliases,
    order: dict[Op, int],
    nest: dict[Op, Nest],
) -> frozenset[int]:
    """The places of the stores that must be undone for the reads of a live reverse sweep.

    `order` and `nest` are those of the forward sweep before what is dead in it was removed.
    """
    live = set(walk(forward))
    reads = list(_reads(reverse, aliases, order))
    followers = following_stores(forward)
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
            aliases.find(x) is name
            and spoils(op, reader, x, at, order, nest, aliases)
            and not is_shielded(op, at, followers, order, nest, aliases)
            for reader, x, at in reads
        ) or any(
            aliases.find(("content", x)) is name
            and (at is None or order[op] > order[at] or common_loops((nest[op], nest[at])))
            for reader, x, at in reads
            if _reads_held(reader, x)
        ):
            found.add(place)
    return frozenset(found)


def _reads_held(reader: Op, x: Value) -> bool:
    """Whether a reverse operation reads what arrays in a list or tuple hold."""
    return reads_held(reader, x) and not (isinstance(x.type, Lst) and reader.fn in OF_LISTS)


def changed_when_held(block: Block, active: set[Value], aliases: Aliases) -> Op | None:
    """What puts an array into a list at run time that is stored into afterwards, so that the list holds what it became."""
    order, nest = positions(block), nests(block)
    stores = [
        op for op in order if op.kind == "store" and isinstance(op.args[0].type, (Arr, Unknown))
    ]
    for op in order:
        for x in _held_by(op):
            name = aliases.find(x)
            if x in active and any(
                aliases.find(store.args[0]) is name
                and spoils(store, op, x, op, order, nest, aliases)
                for store in stores
            ):
                return op
    return None


def _held_by(op: Op) -> list[Value]:
    """The arrays that an operation puts into a list, or into one that it makes."""
    if op.kind in ("append", "store") and isinstance(op.args[0].type, Lst):
        found = leaves(op.args[-1])
    elif op.kind == "call" and isinstance(op.out.type, Lst):
        found = list(inputs(op))
    else:
        return []
    return [x for x in found if isinstance(x.type, (Arr, Unknown))]


def following_stores(block: Block) -> dict[Op, list[Op]]:
    """The stores that surely follow each operation: those of its block from there on."""
    found: dict[Op, list[Op]] = {}
    after: list[Op] = []
    for op in reversed(block.ops):
        after = [op, *after] if op.kind == "store" else after
        found[op] = after
        for inner in op.blocks:
            found |= following_stores(inner)
    return found


def is_shielded(
    store: Op,
    at: Op | None,
    followers: dict[Op, list[Op]],
    order: dict[Op, int],
    nest: dict[Op, Nest],
    aliases: Aliases,
) -> bool:
    """Whether a store that follows a read has all of what another overwrites put back, so that the other need not.

    It is one that means the same array in every turn; where it stands before the other one in the text, or the other
    one comes after the read in later turns only.
    """
    if at is None or store is at:
        return False
    return any(
        shield is not store
        and (order[shield] < order[store] or order[store] < order[at])
        and not (shield is at and not _reads_before(shield, None))
        and all(shield.args[0] not in defined(Loop(loop).body) for loop in nest[at].loops)
        and _covers(shield, store, aliases)
        for shield in followers.get(at, ())
    )


def _covers(shield: Op, store: Op, aliases: Aliases) -> bool:
    """Whether a store surely overwrites all of what another does."""
    base, index = shield.args[0], shield.args[1]
    if not isinstance(base, Value) or not isinstance(base.type, Arr) or store.kind != "store":
        return False
    if index is Ellipsis and aliases.root(store.args[0]) is base:
        return True
    still = is_basic(index) and not leaves((index,))
    return still and store.args[0] is base and store.args[1] == index


def _reads(
    reverse: list[Op], aliases: Aliases, order: dict[Op, int]
) -> Iterator[tuple[Op, Value, Op | None]]:
    """The live reverse operations that read memory of the forward sweep, and what they mirror."""
    for top in reverse:
        for op in walk(Block([], [top], [])):
            if op.kind == "store":
                values = [v for v in inputs(op) if v is not op.args[0]]
            elif op.kind in ("loop", "if") or is_followed(op, aliases):
                values = []
            else:
                values = list(inputs(op))
            for x in values:
                held = isinstance(x.type, (Lst, Tup))
                holds = held and aliases.find(("content", x)) in aliases.stored
                if holds or (isinstance(x.type, (Arr, Lst, Unknown)) and aliases.is_stored(x)):
                    yield op, x, op.mirror if op.mirror in order else None


def spoils(
    store: Op,
    reader: Op,
    x: Value,
    at: Op | None,
    order: dict[Op, int],
    nest: dict[Op, Nest],
    aliases: Aliases,
) -> bool:
    """Whether a store can come after what a reverse operation mirrors, and meet what it reads."""
    if reader.kind == "attr" or reader.fn in SHAPE_ONLY:
        return False  # shapes do not change
    if at is None:
        return True
    memory, root = aliases.members(store.args[0]), aliases.root(store.args[0])
    fresh = [loop for loop in nest[store].loops if _makes_array(Loop(loop), root)]
    if any(_is_older(aliases.root(x), Loop(loop)) for loop in fresh):
        return False
    around = (nest[store], nest[at])
    loops = [x for x in common_loops(around) if x not in fresh and not makes_anew(x, memory)]
    later_here = order[store] > order[at] or store is at
    if not loops and not later_here:
        return False
    if store is at and not _reads_before(store, x):
        later_here = False
    return may_meet(store, read_region(reader, x, aliases), around, loops, later_here)


def _makes_array(loop: Loop, root: Value) -> bool:
    """Whether each turn of a loop makes an array itself."""
    return any(root in op.outs and makes_array(op) for op in walk(loop.body))


def _is_older(x: Value, loop: Loop) -> bool:
    """Whether a value is there before a turn of a loop, so that it is nothing that the turn makes."""
    return x in loop.body.params or x not in defined(loop.body)


def _reads_before(store: Op, x: Value | None) -> bool:
    """Whether what a store's adjoint reads is the memory from before the store: of `/=` it reads the quotient too."""
    return bool(store.info.get("op", "") != "/") or x is store.args[2]
