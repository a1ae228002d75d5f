"""Stores into arrays, undone: the stored region's adjoint goes to what was stored, and what it overwrote comes back."""

from __future__ import annotations

import operator
from typing import Any

import numpy as np

from sourcediff import runtime
from sourcediff.differentiate.increments import added_terms
from sourcediff.differentiate.members import check_no_list
from sourcediff.differentiate.sweep import Reverse, refuse
from sourcediff.ir.builder import Builder
from sourcediff.ir.core import Block, Op, Value, type_of
from sourcediff.ir.inference.indexing import is_basic, is_mask
from sourcediff.ir.types import Arr, Either, Lst, Unknown


def visit_array_store(reverse: Reverse, op: Op, block: Block) -> None:
    """Undo a store into an array."""
    base, index, value = op.args
    symbol = op.info.get("op", "")
    active = base in reverse.sweep.active
    before = _quotient(reverse, op) if active and symbol == "/" else None
    restore(reverse, op, block)
    if not active:
        return
    check_no_list(value, reverse.sweep.active, op)
    b, shadow = reverse.b, reverse.adj.shadow(base)
    part = _region(reverse, shadow, index)
    if isinstance(part.type, (Arr, Unknown)) and is_basic(index):
        part = b.emit_call(np.copy, part)
    if op.info.get("at"):
        sign = part if symbol == "+" else b.call(operator.neg, part)
        narrow = b.record(runtime.unbroadcast, sign, value) if isinstance(value, Value) else None
        reverse.adj.add(value, narrow)
    elif reverse.sweep.repeats.may_repeat(index):
        _undo_repeated(reverse, op, shadow, part)
    elif symbol in ("*", "/"):
        _undo_scaling(reverse, op, shadow, part, before)
    else:
        _undo_plain(reverse, op, shadow, part, block)


def _quotient(reverse: Reverse, op: Op) -> Value:
    """What a store by `/=` left in its region."""
    base, index, _ = op.args
    left = _region(reverse, base, index)
    copied = isinstance(left.type, (Arr, Unknown)) and is_restored(reverse, op)
    return reverse.b.emit_call(np.copy, left) if copied else left


def _undo_plain(reverse: Reverse, op: Op, shadow: Value, part: Any, block: Block) -> None:
    """A store by `=`, `@=`, `+=` or `-=`."""
    _, index, value = op.args
    symbol = op.info.get("op", "")
    terms = added_terms(op, block, reverse.sweep.aliases, reverse.sweep.made)
    if terms is not None and not reverse.b.complex:
        for sign, term in terms:
            _to_value(reverse, term, part if sign == "+" else reverse.b.call(operator.neg, part))
        return
    if symbol in ("", "@"):
        reverse.b.store(shadow, index, 0.0)
        if is_mask(index):
            reverse.adj.strong.add(shadow)
        _to_value(reverse, value, part)
        return
    assert symbol in ("+", "-"), symbol
    g = part if symbol == "+" else reverse.b.call(operator.neg, part)
    _to_value(reverse, value, g)


def _undo_scaling(reverse: Reverse, op: Op, shadow: Value, part: Any, before: Any) -> None:
    """A store by `*=` or `/=`; `before` is the quotient."""
    b, (base, index, value) = reverse.b, op.args
    active = isinstance(value, Value) and value in reverse.sweep.active
    if op.info["op"] == "*":
        old = _region(reverse, base, index)
        b.store(shadow, index, b.call(operator.mul, part, value))
        if active:
            _to_value(reverse, value, b.call(operator.mul, part, old))
        return
    scaled = b.call(operator.truediv, part, value)
    b.store(shadow, index, scaled)
    if active:
        g = b.call(operator.neg, b.call(operator.mul, scaled, before))
        _to_value(reverse, value, g)


def _undo_repeated(reverse: Reverse, op: Op, shadow: Value, part: Any) -> None:
    """A store at integer arrays: of writers to one place only the last counts."""
    b, (_, index, value) = reverse.b, op.args
    symbol = op.info.get("op", "")
    winners = b.emit_call(runtime.last_writers, shadow, index)
    part = b.call(operator.mul, part, winners)
    if symbol == "":
        b.store(shadow, index, 0.0)
    elif symbol == "-":
        part = b.call(operator.neg, part)
    elif symbol != "+":
        what = f"`{symbol}=` at an index array"
        raise refuse(op, what, "only `=`, `+=` and `-=` are handled there")
    _to_value(reverse, value, part)


def _region(reverse: Reverse, x: Value, index: Any) -> Value:
    """`x[index]`; the array itself where that is all of it."""
    return x if index is Ellipsis else reverse.b.emit_call(operator.getitem, x, index)


def _to_value(reverse: Reverse, value: Any, g: Any) -> None:
    """Hand the adjoint of a stored region to what was stored, which may have been broadcast."""
    if not isinstance(value, Value) or value not in reverse.sweep.active:
        return
    array = value.type.array if isinstance(value.type, Either) else None
    if array is None or not reverse.sweep.guards.agree(type_of(g), array):
        g = reverse.b.record(runtime.unbroadcast, g, value)
    reverse.adj.add(value, g)


def restore(reverse: Reverse, op: Op, block: Block) -> Value | None:
    """Put back what a store overwrote, if the reverse sweep reads it; what was put back."""
    if not is_restored(reverse, op):
        return None
    base, index, _ = op.args
    old = overwritten(reverse, op, block)
    reverse.b.store(base, index, old)
    reverse.b.block.ops[-1].info["restore"] = True
    return old


def overwritten(reverse: Reverse, op: Op, block: Block) -> Value:
    """What a place holds before it is stored into, saved by the forward sweep."""
    base, index, _ = op.args
    saver = Builder(reverse.sweep.guards, Block(), simplified=False)
    saver.line = op.line
    old: Value = base if index is Ellipsis else saver.emit_call(operator.getitem, base, index)
    if isinstance(old.type, (Arr, Unknown)) and not isinstance(base.type, Lst):
        old = saver.emit_call(np.copy, old)
    for made in saver.block.ops:
        made.info["save"] = True
    reverse.sweep.saves.append((block, op, saver.block.ops))
    return old


def is_restored(reverse: Reverse, op: Op) -> bool:
    """Whether the reverse sweep puts back what a store overwrote."""
    return reverse.sweep.order.get(op) in reverse.sweep.restored
