"""Adjoints of tuples, item by item."""

from __future__ import annotations

import operator
from typing import Any

import numpy as np

from sourcediff import runtime
from sourcediff.differentiate.memory import MemoryAdjoints
from sourcediff.errors import Problem, UnsupportedCode
from sourcediff.ir.core import Value, type_of
from sourcediff.ir.types import Lst, Num, Tup, Unknown, carries, same_shape


class TupleAdjoints(MemoryAdjoints):
    """What was added to the items of tuples that exist at run time."""

    parts: dict[Value, dict[int, Any]]

    def add_part(self, x: Value, place: int, g: Any) -> None:
        """Add to the adjoint of an item of a tuple that exists at run time."""
        assert isinstance(x.type, Tup)
        item = x.type.items[place]
        if not carries(item):
            return
        if self.scopes.get(x, (None,))[0] is not self.b.block and not isinstance(item, Lst):
            raise UnsupportedCode([_elsewhere(x, self.b.line)])
        parts = self.parts.setdefault(x, {})
        old, g = parts.get(place), self.select(g)
        parts[place] = g if old is None else self.sum_of(item, old, g)

    def sum_of(self, t: Any, old: Any, g: Any) -> Any:
        """The sum of two adjoints of an item of a container, part by part if it is a tuple."""
        if not carries(t):
            return old
        if not isinstance(t, Tup):
            plus = runtime.sum_lists if isinstance(t, Lst) else operator.add
            return self.b.call(plus, old, g)
        pairs = [(self.item_of(old, i), self.item_of(g, i)) for i in range(len(t.items))]
        return tuple(self.sum_of(item, *pair) for item, pair in zip(t.items, pairs, strict=True))

    def take_parts(self, x: Value) -> Any:
        """The adjoint of a tuple, item by item."""
        parts = self.parts.pop(x, None)
        if parts is None:
            return None
        assert isinstance(x.type, Tup)
        return [self.whole_part(x, i, parts.get(i)) for i in range(len(x.type.items))]

    def whole_part(self, x: Value, place: int, g: Any) -> Any:
        """The adjoint of an item of a tuple, with its shape."""
        assert isinstance(x.type, Tup)
        t = x.type.items[place]
        if g is not None and (isinstance(t, (Num, Lst, Tup)) or same_shape(type_of(g), t)):
            return g
        if g is None and isinstance(x.type.items[place], Num):
            return 0.0
        item = self.read_before(x, place)
        if item is None:
            item = self.part_again(x, place)
        if g is None and isinstance(
            item.type, Unknown
        ):  # an array perhaps, to be joined with others
            return self.b.emit_call(np.zeros_like, item)
        return self.zero(item) if g is None else self.full(g, item)

    def read_before(self, x: Value, place: int) -> Value | None:
        """The item of a tuple as the program reads it itself, in the block that the tuple belongs to."""
        scope = self.scopes.get(x)
        for item, op in self.b.forward.items():
            reads = op.fn is operator.getitem and op.args[0] is x and op.args[1] == place
            if reads and scope is not None and self.scopes.get(item, (None,))[0] is scope[0]:
                return item
        return None


def _elsewhere(x: Value, line: int) -> Problem:
    name = f"`{x.hint}`" if x.hint else "a tuple"
    return Problem(
        "", line, 0, 0, "",
        f"an item of {name}, which may not be bound there, is read in another branch or loop",
        "its adjoint would have to be carried from there to where the tuple is made",
        "read the items where the tuple is made, and give them names",
    )  # fmt: skip
