"""Compute equal pure expressions once: within a block and what it encloses, never across memory."""

from __future__ import annotations

from typing import Any

from sourcediff.analysis.alias import Aliases, find_aliases, is_memory
from sourcediff.ir.core import Block, Op, Value, inputs, leaves, substitute
from sourcediff.ir.types import Arr, Num, Unknown
from sourcediff.optimize.dead import may_raise


def share(block: Block) -> None:
    """Replace repeated operations of the reverse sweep by the first one's result."""
    aliases = find_aliases(block)
    mapping: dict[Value, Any] = {}
    _share(block, {}, mapping, aliases)
    substitute(block, mapping)


def _share(
    block: Block, known: dict[Any, Value], mapping: dict[Value, Any], aliases: Aliases
) -> None:
    known = dict(known)
    for op in block.ops:
        for inner in op.blocks:
            _share(inner, known, mapping, aliases)
        key = _key(op, mapping, aliases)
        if key is None:
            continue
        found = known.get(key)
        if found is None:
            known[key] = op.out
        elif op.info.get("adjoint") and not op.out.hint:
            mapping[op.out] = found


def _key(op: Op, mapping: dict[Value, Any], aliases: Aliases) -> Any:
    """What makes two operations equal, None if it must not be shared."""
    if op.kind not in ("call", "attr") or len(op.outs) != 1:
        return None
    if any(aliases.is_stored(x) for x in inputs(op)) and op.kind != "attr":
        return None
    if aliases.is_stored(op.out) or (isinstance(op.out.type, (Arr, Unknown)) and _is_buffer(op)):
        return None
    if not isinstance(op.out.type, (Num, Arr)) and op.kind != "attr":
        return None
    try:
        key = (op.kind, op.fn, _frozen(op.args, mapping), _frozen(op.kwargs, mapping))
        hash(key)
    except TypeError:
        return None
    return key


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


def _frozen(x: Any, mapping: dict[Value, Any]) -> Any:
    if isinstance(x, Value):
        while isinstance(x, Value) and x in mapping:
            x = mapping[x]
        return x
    if isinstance(x, (tuple, list)):
        return (type(x).__name__, *(_frozen(i, mapping) for i in x))
    if isinstance(x, dict):
        return tuple((k, _frozen(v, mapping)) for k, v in x.items())
    if isinstance(x, slice):
        return ("slice", *(_frozen(p, mapping) for p in (x.start, x.stop, x.step)))
    return (type(x).__name__, repr(x)) if isinstance(x, float) else (type(x).__name__, x)


_ = (may_raise, leaves, is_memory)
