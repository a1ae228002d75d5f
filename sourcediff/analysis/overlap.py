"""Stores of a part of an array into another part of it, which NumPy may read after it has written there."""

from __future__ import annotations

import operator
from typing import Any

from sourcediff import runtime
from sourcediff.analysis.alias import Aliases
from sourcediff.ir.core import Block, Op, Value, type_of, walk
from sourcediff.ir.inference.indexing import index_parts, is_basic, is_integer
from sourcediff.ir.types import Arr, Unknown, rank

Part = tuple[Value, tuple[Any, ...]]


def check_overlaps(block: Block, aliases: Aliases) -> None:
    """Let the program ask whether a vector is stored into one that overlaps it with other strides.

    NumPy buffers what overlaps, but for `a[k] = v` with vectors whose strides have one sign, where it only chooses the
    direction: that is enough if their strides are equal (`PyArray_AssignArray`).
    """
    for inner in [block, *(b for op in walk(block) for b in op.blocks)]:
        for store in [op for op in inner.ops if _may_overlap(op, aliases)]:
            base, index, value = store.args
            written = Value(value.type, "", store.line)
            read = Op("call", (written,), operator.getitem, (base, index), line=store.line)
            aliases.union(written, base)
            aliases.base[written] = (base, read)
            asks = Op("effect", (), runtime.check_strides, (written, value), line=store.line)
            asks.info["watches"] = True
            place = inner.ops.index(store)
            inner.ops[place:place] = [read, asks]


def _may_overlap(op: Op, aliases: Aliases) -> bool:
    """Whether an operation stores a vector that may be part of the array, in another order."""
    if op.kind != "store" or op.info.get("op", "") or op.info.get("at"):
        return False
    base, index, value = op.args
    if not isinstance(value, Value) or not isinstance(type_of(base), (Arr, Unknown)):
        return False
    if aliases.find(value) is not aliases.find(base) or not is_basic(index):
        return False
    if rank(value.type) not in (1, None) or _rank_of_part(base, index) not in (1, None):
        return False
    one, other = _part(base, index, aliases), _made(value, aliases)
    return one is None or other is None or not _are_alike(one, other)


def _rank_of_part(base: Value, index: Any) -> int | None:
    """How many axes a part of an array has."""
    ndim = rank(base.type)
    parts = index_parts(index)
    if ndim is None:
        return None
    return ndim - sum(map(is_integer, parts)) + sum(p is None for p in parts)


def _part(base: Value, index: Any, aliases: Aliases) -> Part | None:
    """The array and the index of what is written."""
    if index is Ellipsis:
        return _made(base, aliases) or (base, ())
    return base, tuple(index_parts(index))


def _made(value: Value, aliases: Aliases) -> Part | None:
    """The array and the index that a part has been taken by."""
    base, op = aliases.base.get(value, (None, None))
    if base is None or op is None or op.fn is not operator.getitem:
        return None
    return base, tuple(index_parts(op.args[1]))


def _are_alike(one: Part, other: Part) -> bool:
    """Whether two parts of one array surely have the same strides: they take the same axes, in the same steps."""
    if one[0] is not other[0]:
        return False
    count = max(len(one[1]), len(other[1]))
    p, q = (parts + (slice(None),) * (count - len(parts)) for _, parts in (one, other))
    return all(map(_take_alike, p, q))


def _take_alike(p: Any, q: Any) -> bool:
    if isinstance(p, slice) and isinstance(q, slice):
        steps = [1 if x.step is None else x.step for x in (p, q)]
        return type(steps[0]) is int and steps[0] == steps[1]
    return is_integer(p) and is_integer(q)
