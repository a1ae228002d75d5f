"""Numbers in tuples whose arrays have shadows: an array's adjoint is in its shadow, a number's is handed on by itself."""

from __future__ import annotations

import operator
from typing import Any

from sourcediff.differentiate.sweep import Reverse
from sourcediff.errors import Problem, UnsupportedCode
from sourcediff.ir import primitives
from sourcediff.ir.core import Op, Value
from sourcediff.ir.types import Lst, Num, Tup, Type, carries


def places_of_numbers(t: Type) -> list[int]:
    """The places in a tuple at which there are numbers that may be active."""
    items = t.items if isinstance(t, Tup) else ()
    return [i for i, item in enumerate(items) if isinstance(item, Num) and carries(item)]


def take_numbers(reverse: Reverse, x: Value) -> list[Any]:
    """The adjoints of a tuple's numbers, in order; empty if nothing was added to any."""
    parts = reverse.adj.parts.pop(x, {})
    places = places_of_numbers(x.type)
    return [parts.get(i, 0.0) for i in places] if any(i in parts for i in places) else []


def give_numbers(reverse: Reverse, x: Any, numbers: list[Any]) -> None:
    """Add to the adjoints of a tuple's numbers, which may be written out."""
    if isinstance(x, tuple):
        found = [i for i, part in enumerate(x) if isinstance(part, Value)]
        places = [i for i in found if places_of_numbers(Tup((x[i].type,)))]
        for i, g in zip(places, numbers, strict=True):
            reverse.adj.add(x[i], g)
    elif isinstance(x, Value) and isinstance(x.type, Tup):
        for i, g in zip(places_of_numbers(x.type), numbers, strict=True):
            reverse.adj.add_part(x, i, g)
    elif numbers:
        raise _problem(reverse.b.line)


def read_numbers(reverse: Reverse, t: Type, g: Any) -> list[Any]:
    """The adjoints of numbers in that of a whole tuple."""
    if any(isinstance(item, Tup) and places_of_numbers(item) for item in getattr(t, "items", ())):
        raise _problem(reverse.b.line)
    return [reverse.adj.item_of(g, i) for i in places_of_numbers(t)]


def return_numbers(reverse: Reverse, op: Op) -> None:
    """Hand the adjoints of the numbers of a tuple that a call gave to where it was read."""
    numbers = take_numbers(reverse, op.out)
    if not numbers:
        return
    source = op.args[0]
    if op.fn is primitives.identity:
        give_numbers(reverse, source, numbers)
    elif op.fn is operator.getitem and isinstance(source, Value) and isinstance(source.type, Lst):
        _add_in_list(reverse, op, numbers)
    else:
        raise _problem(op.line)


def _add_in_list(reverse: Reverse, op: Op, numbers: list[Any]) -> None:
    """Replace an item of a list's shadow by one with other numbers, and the same shadows of arrays."""
    shadow, index, t = reverse.adj.shadow(op.args[0]), op.args[1], op.out.type
    assert isinstance(t, Tup)
    old = reverse.b.emit_call(operator.getitem, shadow, index)
    items = [reverse.adj.item_of(old, i) for i in range(len(t.items))]
    for i, g in zip(places_of_numbers(t), numbers, strict=True):
        items[i] = reverse.b.call(operator.add, items[i], g)
    reverse.b.store(shadow, index, tuple(items))


def _problem(line: int) -> UnsupportedCode:
    what = "a number is held in a tuple together with an array that is stored into"
    why = "it is reached in a way in which its adjoint is not followed"
    way = "keep numbers and arrays apart"
    return UnsupportedCode([Problem("", line, 0, 0, "", what, why, way)])
