"""Compute equal pure expressions once: within a block and what it encloses, never across a store into what they read."""

from __future__ import annotations

import operator
from typing import Any

import numpy as np

from sourcediff.analysis.alias import Aliases, makes_array
from sourcediff.ir.core import Block, Op, Value, inputs, leaves, substitute
from sourcediff.ir.types import Arr, Num, Tup, Unknown


def share(block: Block, aliases: Aliases) -> None:
    """Replace repeated operations of the reverse sweep by the first one's result."""
    mapping: dict[Value, Any] = {}
    _share(block, {}, mapping, aliases, {})
    substitute(block, mapping)


def _share(
    block: Block,
    known: dict[Any, Op],
    mapping: dict[Value, Any],
    aliases: Aliases,
    since: dict[Any, Op],
) -> None:
    """Share in a block; `since`: the last operation that wrote into memory of a class, or, at None, into any."""
    known = dict(known)
    for op in block.ops:
        for inner in op.blocks:  # a turn comes after others, which may have written
            _share(inner, known, mapping, aliases, {None: op} if op.kind == "loop" else since)
        if op.blocks or op.kind not in ("call", "attr", "ref"):
            since = {**since, aliases.find(op.args[0]): op} if op.kind == "store" else {None: op}
        key = _key(op, mapping, aliases, since)
        if key is None:
            continue
        found = known.setdefault(key, op)
        if found is not op and op.info.get("adjoint") and _can_stand(found, op, block):
            mapping[op.out] = found.out


def _can_stand(found: Op, op: Op, block: Block) -> bool:
    """Whether the first result can stand for another: it takes the other's name if it has none."""
    results = leaves(block.results)
    if op.out in results and found.out in results:
        return False  # each of them is the caller's own
    if op.out.hint and not found.out.hint and found.info.get("adjoint") and found in block.ops:
        found.out.hint = op.out.hint
    return not op.out.hint or found.out.hint == op.out.hint


def _key(op: Op, mapping: dict[Value, Any], aliases: Aliases, since: dict[Any, Op]) -> Any:
    """What makes two operations equal, None if it must not be shared."""
    if op.kind == "ref":
        return ("ref", op.fn)
    if op.kind not in ("call", "attr") or len(op.outs) != 1:
        return None
    if op.kind == "call" and op.fn is np.transpose and any(map(aliases.is_stored, inputs(op))):
        return (op.fn, frozen((op.args, op.kwargs), mapping))  # a view, whatever is written
    memory = [aliases.find(x) for x in inputs(op) if aliases.is_stored(x)]
    memory += _held(op, aliases)
    reads = memory and op.kind != "attr"
    if reads and getattr(op.fn, "__module__", "") != "numpy.linalg" and not makes_array(op):
        return None
    if aliases.is_stored(op.out) or (isinstance(op.out.type, (Arr, Unknown)) and _is_buffer(op)):
        return None
    if not isinstance(op.out.type, (Num, Arr)) and op.kind != "attr":
        return None
    try:
        written = tuple(since.get(name) or since.get(None) for name in memory) if reads else ()
        key = (op.kind, op.fn, frozen(op.args, mapping), frozen(op.kwargs, mapping), written)
        hash(key)
    except TypeError:
        return None
    return key


def _held(op: Op, aliases: Aliases) -> list[Any]:
    """The classes of arrays in tuples that an operation reads: of a tuple of places, an index does."""
    read = op.args[1:] if op.fn is operator.getitem else (op.args, op.kwargs)
    names = [aliases.find(("content", x)) for x in leaves(read) if isinstance(x.type, Tup)]
    return [name for name in names if name in aliases.stored]


def _is_buffer(op: Op) -> bool:
    return getattr(op.fn, "__name__", "") in (
        "zeros_like",
        "zeros",
        "empty",
        "copy",
        "full_like",
        "full",
        "ones_like",
    )


def frozen(x: Any, mapping: dict[Value, Any]) -> Any:
    """A template as a key of a dict, with its values replaced."""
    if isinstance(x, Value):
        while isinstance(x, Value) and x in mapping:
            x = mapping[x]
        return x
    if isinstance(x, (tuple, list)):
        return (type(x).__name__, *(frozen(i, mapping) for i in x))
    if isinstance(x, dict):
        return tuple((k, frozen(v, mapping)) for k, v in x.items())
    if isinstance(x, slice):
        return ("slice", *(frozen(p, mapping) for p in (x.start, x.stop, x.step)))
    return (type(x).__name__, repr(x)) if isinstance(x, float) else (type(x).__name__, x)
