"""Parts of adjoints are not cleared, copied or read again where that makes no difference."""

from __future__ import annotations

import operator
from collections.abc import Iterator
from typing import Any

import numpy as np

from sourcediff.analysis.accesses import Accesses, blocks_of
from sourcediff.analysis.alias import Aliases
from sourcediff.analysis.regions import parts_of
from sourcediff.ir.core import Block, Op, Value, leaves, substitute, type_of, walk
from sourcediff.ir.scalars import element
from sourcediff.ir.types import Arr, Num, same_shape
from sourcediff.optimize.share import frozen


def drop_clears(block: Block, aliases: Aliases) -> None:
    """Remove `b[i] = 0.0` where `b[i]` is not read afterwards; where it is added to first, assign instead."""
    if not any(op.kind == "store" and op.info.get("adjoint") for op in walk(block)):
        return
    clears = [op for op in walk(block) if _clears(op) and op.args[0] not in aliases.base]
    accesses = Accesses(block, aliases)
    dead = {op for op in clears if not accesses.is_read_after(op)}
    for inner in [block, *(b for op in block.ops for b in blocks_of(op))]:
        inner.ops[:] = [op for op in inner.ops if op not in dead]
        _assign(inner, accesses)
        _drop_copies(inner, accesses)
        _forward_stores(inner, accesses)
    _drop_unread(block, aliases)


def _drop_unread(block: Block, aliases: Aliases) -> None:
    """Remove what the reverse sweep puts into parts of arrays that are not read afterwards."""
    accesses = Accesses(block, aliases)
    puts = [op for op in walk(block) if _puts(op) and op.args[0] not in aliases.base]
    dead = {op for op in puts if not accesses.is_read_after(op)}
    for inner in [block, *(b for op in block.ops for b in blocks_of(op))]:
        inner.ops[:] = [op for op in inner.ops if op not in dead]


def _puts(op: Op) -> bool:
    """Whether an operation of the reverse sweep stores into a part of an array of known type."""
    plain = op.kind == "store" and op.args[1] is not Ellipsis and op.info.get("op", "") == ""
    return bool(plain and op.info.get("adjoint") and isinstance(op.args[0].type, Arr))


def _clears(op: Op) -> bool:
    """Whether an operation sets a part of an adjoint to zero."""
    value = op.args[2] if op.kind == "store" else None
    part = op.kind == "store" and op.args[1] is not Ellipsis and op.info.get("op", "") == ""
    return bool(part and op.info.get("adjoint") and type(value) is float and value == 0.0)


def _assign(block: Block, accesses: Accesses) -> None:
    """Turn `b[i] = 0.0; b[i] += v` into `b[i] = v`."""
    for clear in [op for op in block.ops if _clears(op)]:
        user = _first_user(clear, block, accesses)
        if user is None:
            continue
        if user.info["op"] == "-":
            value = user.args[2]
            out = Value(type_of(value), "", user.line)
            negated = Op("call", (out,), operator.neg, (value,), line=user.line, mirror=user.mirror)
            negated.info["adjoint"] = True
            block.ops.insert(block.ops.index(user), negated)
            user.args = (*user.args[:2], out)
        user.info["op"] = ""
        block.ops.remove(clear)


def _first_user(clear: Op, block: Block, accesses: Accesses) -> Op | None:
    """The operation that adds to what one has cleared, if nothing else touches it before."""
    base, index, _ = clear.args
    if any(accesses.aliases.is_stored(x) for x in leaves(index)):
        return None
    for op in block.ops[block.ops.index(clear) + 1 :]:
        same = op.kind == "store" and op.args[0] is base
        if same and frozen(op.args[1], {}) == frozen(index, {}):
            adds = op.info.get("op") in ("+", "-") and not op.info.get("at")
            return op if adds and not accesses.touches(op, clear, op.args[1:]) else None
        if accesses.touches(op, clear, (op.args, op.kwargs)):
            return None
    return None


def _drop_copies(block: Block, accesses: Accesses) -> None:
    """Read a part of an adjoint itself instead of a copy, where it stays as it is until the copy has been used."""
    mapping: dict[Value, Any] = {}
    for op in list(block.ops):
        if op.kind != "call" or op.fn is not np.copy or not op.info.get("adjoint"):
            continue
        view = op.args[0]
        base, made = accesses.aliases.base.get(view, (None, None))
        if base is None or made is None or made.fn is not operator.getitem:
            continue
        region = (base, parts_of(made.args[1]))
        if isinstance(op.out.type, Arr) and accesses.lasts(op, block, base, region):
            mapping[op.out] = view
            view.hint = view.hint or op.out.hint
    block.ops[:] = [op for op in block.ops if op.kind != "call" or op.outs[0] not in mapping]
    substitute(block, mapping)


def _forward_stores(block: Block, accesses: Accesses) -> None:
    """Take what was stored instead of reading it again."""
    mapping: dict[Value, Any] = {}
    for store in block.ops:
        value = store.args[2] if store.kind == "store" else None
        plain = store.info.get("op", "") == "" and store.info.get("adjoint")
        if not plain or not isinstance(value, Value) or accesses.aliases.is_stored(value):
            continue
        if isinstance(store.args[0].type, Arr) and store in accesses.nest:
            for op in _reads_again(store, block, accesses):
                mapping[op.out] = value
                value.hint = value.hint or op.out.hint
    block.ops[:] = [op for op in block.ops if op.kind != "call" or op.outs[0] not in mapping]
    substitute(block, mapping)


def _reads_again(store: Op, block: Block, accesses: Accesses) -> Iterator[Op]:
    """The reads of just what an operation has stored, up to the next one that may write there."""
    base, index, value = store.args
    region = (base, parts_of(index))
    for op in block.ops[block.ops.index(store) + 1 :]:
        if accesses.may_write(op, store, base, region):
            return
        read = op.kind == "call" and op.fn is operator.getitem and op.args[0] is base
        if not read or not op.info.get("adjoint") or frozen(op.args[1], {}) != frozen(index, {}):
            continue
        number = isinstance(value.type, Num) and value.type == op.out.type == element(base.type)
        if number or (_is_same_array(op.out, value) and accesses.lasts(op, block, base, region)):
            yield op


def _is_same_array(part: Value, value: Value) -> bool:
    """Whether a part of an array has the type of what was stored there."""
    one, other = part.type, value.type
    if not isinstance(one, Arr) or not isinstance(other, Arr):
        return False
    return one.dtype == other.dtype and same_shape(one, other)
