"""Lists that exist at run time, gone back over: stores, appends and pops, each undone by its opposite at its place."""

from __future__ import annotations

import operator
from typing import Any

from sourcediff import runtime
from sourcediff.differentiate.numbers import give_numbers, read_numbers
from sourcediff.differentiate.stores import is_restored, overwritten, restore
from sourcediff.differentiate.sweep import Reverse, entangled, refuse
from sourcediff.ir.core import Block, Op, Value, leaves, type_of
from sourcediff.ir.types import Arr, Lst, Num, Tup, Type, Unknown


def visit_list_store(reverse: Reverse, op: Op, block: Block) -> None:
    """Undo `xs[index] = value`."""
    base, index, value = op.args
    old = restore(reverse, op, block)
    if base not in reverse.sweep.active:
        return
    whole = index == slice(None)
    if isinstance(index, slice) and index.step in (None, 1) and not whole:
        raise refuse(
            op, "a slice of a list is stored into", "it may change the length of the list",
            "store item by item",
        )  # fmt: skip
    shadow = reverse.adj.shadow(base)
    part = reverse.b.emit_call(operator.getitem, shadow, index)
    zero = op.info.get("shadow_before")
    if zero is None and whole:
        like = overwritten(reverse, op, block) if old is None else old
        zero = reverse.b.emit_call(runtime.zeros_of, like)
    elif zero is None and isinstance(index, slice):
        zero = reverse.b.emit_call(runtime.zeros_of, part)
    elif zero is None and _holds_structure(base.type.elem):
        like = overwritten(reverse, op, block) if old is None else old
        zero = _zero_like(reverse, like)
    reverse.b.store(shadow, index, _nothing(base.type.elem) if zero is None else zero)
    _add_item(reverse, value, part)


def visit_append(reverse: Reverse, op: Op, block: Block) -> None:
    """Undo `xs.append(value)` or `xs.insert(place, value)`."""
    made, *place, value = op.args
    if is_restored(reverse, op):
        out = Value(made.type.elem)
        reverse.b.append(Op("pop", (out,), None, (made, *place), info={"restore": True}))
    if made not in reverse.sweep.active:
        return
    out = Value(made.type.elem)
    reverse.b.append(Op("pop", (out,), None, (reverse.adj.shadow(made), *place)))
    _add_item(reverse, value, out)


def visit_pop(reverse: Reverse, op: Op, block: Block) -> None:
    """Undo `xs.pop()` or `xs.pop(place)`."""
    made, *place = op.args
    if is_restored(reverse, op):
        reverse.b.append(Op("append", (), None, (made, *place, op.out), info={"restore": True}))
    if made in reverse.sweep.active:
        g = _popped(reverse, op.out)
        if g is None:
            whole = isinstance(made.type.elem, Arr) or _holds_structure(made.type.elem)
            g = reverse.adj.zero(op.out) if whole else _nothing(made.type.elem)
        shadow = reverse.adj.shadow(made)
        reverse.b.append(Op("append", (), None, (shadow, *place, _as_item(g))))


def _add_item(reverse: Reverse, value: Any, g: Any) -> None:
    """Hand the adjoint of a list's item to what was put there."""
    if isinstance(value, (tuple, list)):
        for i, part in enumerate(value):
            if any(v in reverse.sweep.active for v in leaves(part)):
                _add_item(reverse, part, reverse.b.emit_call(operator.getitem, g, i))
    elif value in reverse.sweep.shadows and not isinstance(type_of(value), Num):
        # the list holds the array itself, so its shadow's item is the array's shadow
        give_numbers(reverse, value, read_numbers(reverse, type_of(value), g))
    elif isinstance(value, Value) and value in reverse.sweep.active:
        reverse.adj.add(value, g)


def _popped(reverse: Reverse, x: Value) -> Any:
    """The adjoint of what a list gave: of a tuple with arrays that are stored into, the numbers are added up apart."""
    shadow = reverse.sweep.shadows.get(x)
    if shadow is None and x in reverse.adj.shadows:
        raise entangled(reverse.sweep.made[x], "is what a list gave")
    if shadow is None:
        return reverse.adj.exact(reverse.adj.take(x), x)
    if not isinstance(x.type, Tup):
        return shadow
    parts = reverse.adj.parts.pop(x, {})
    return tuple(
        parts[i] if i in parts else reverse.b.emit_call(operator.getitem, shadow, i)
        for i in range(len(x.type.items))
    )


def _holds_structure(t: Type) -> bool:
    """Whether the zeros for an item of a list are more than numbers: they are made like what was there."""
    inner = t.items if isinstance(t, Tup) else ()
    return isinstance(t, Lst) or any(
        isinstance(item, (Arr, Unknown)) or _holds_structure(item) for item in inner
    )


def _zero_like(reverse: Reverse, x: Value) -> Any:
    """Zeros like what was in a list, a tuple item by item."""
    if isinstance(x.type, Tup):
        items = [reverse.adj.part_again(x, i) for i in range(len(x.type.items))]
        return tuple(_zero_like(reverse, item) for item in items)
    if isinstance(x.type, Unknown):
        return reverse.b.emit_call(runtime.zero_of, x)
    return reverse.adj.zero(x)


def _nothing(t: Type) -> Any:
    """The adjoint of a list's item to which nothing has been added."""
    return tuple(_nothing(part) for part in t.items) if isinstance(t, Tup) else 0.0


def _as_item(g: Any) -> Any:
    """The adjoint of a list's item as it stands in a list: that of a tuple is a tuple."""
    return tuple(map(_as_item, g)) if isinstance(g, (list, tuple)) else g
