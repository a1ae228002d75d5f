"""Adjoints while the reverse sweep is written: what has been added to each value, and to its elements."""

from __future__ import annotations

import operator
from typing import Any

import numpy as np

from sourcediff.analysis.alias import Aliases, gives_back, is_view
from sourcediff.differentiate.masks import Masked
from sourcediff.differentiate.tuples import TupleAdjoints
from sourcediff.ir import primitives
from sourcediff.ir.builder import Builder
from sourcediff.ir.core import Block, Value, leaves
from sourcediff.ir.types import Arr, Either, Lst, Num, Tup, shape

SMALL = 4


class Elements:
    """The adjoint of a small array, element by element."""

    def __init__(self) -> None:
        self.parts: dict[int, Any] = {}
        self.rest: Any = None

    def copy(self) -> Elements:
        """An independent copy."""
        made = Elements()
        made.parts, made.rest = dict(self.parts), self.rest
        return made


class Adjoints(TupleAdjoints):
    """What has been added to the adjoint of each value so far in the scope at hand."""

    def __init__(
        self,
        builder: Builder,
        aliases: Aliases,
        active: set[Value],
        laid: dict[Value, Value] | None = None,
    ) -> None:
        self.b = builder
        self.laid = laid or {}
        self.aliases = aliases
        self.active = active
        self.sums: dict[Value, Any] = {}
        self.buffers: set[Value] = set()
        self.passed: set[Any] = set()
        self.shadows: dict[Value, Value] = {}
        self.tapes: dict[Value, list[Value]] = {}
        self.scopes: dict[Value, Any] = {}
        self.parts: dict[Value, dict[int, Any]] = {}
        self.strong: set[Any] = set()  # adjoints whose zeros are exact: they were not selected
        self.selected: dict[tuple[Masked, Block], Any] = {}

    # ---- reading ----

    def take(self, x: Value) -> Any:
        """The adjoint of a value whose uses are all behind, None if nothing was added."""
        return self.select(self.take_masked(x))

    def take_masked(self, x: Value) -> Any:
        """The same, which may be a selection that is still to be written."""
        if isinstance(x.type, Tup):
            return self.take_parts(x)
        found = self.sums.pop(x, None)
        if isinstance(found, Elements):
            found = self.assemble(x, found)
        self.passed.add(found)  # to several values perhaps, so that none may add to it in place
        return found

    # ---- what was not selected ----

    def assemble(self, x: Value, found: Elements) -> Any:
        """The adjoint of a small array from those of its elements."""
        dims = shape(x.type)
        assert dims is not None and dims[0].known is not None
        made: Any = None
        if found.parts:
            made = self.b.emit_call(
                np.array, [found.parts.get(i, 0.0) for i in range(dims[0].known)]
            )
            if isinstance(x.type, Arr) and x.type.dtype != "float64" and isinstance(made.type, Arr):
                made = self.b.emit_call(primitives.astype, made, np.dtype(x.type.dtype))
        if found.rest is None:
            return made
        return found.rest if made is None else self.b.call(operator.add, found.rest, made)

    # ---- adding ----

    def add(self, x: Any, g: Any) -> None:
        """Add to the adjoint of a value."""
        if not isinstance(x, Value) and any(v in self.active for v in leaves(x)):
            raise AssertionError(f"the parts of {x} have adjoints of their own")
        if g is None or not isinstance(x, Value) or x not in self.active:
            return
        g = self.real(x, g)
        stored = self.aliases.is_stored(x)
        if isinstance(g, Masked):
            if x not in self.sums and not stored and not isinstance(x.type, Tup):
                self.sums[x] = g
                return
            g = self.select(g)
        if isinstance(x.type, Tup):
            for i in range(len(x.type.items)):
                self.add_part(x, i, self.item_of(g, i))
            return
        if isinstance(x.type, Lst):
            self.add_list(x, g)
            return
        if isinstance(g, Value) and self.shares_memory(g):
            g = self.b.emit_call(np.copy, g)  # what is added is what memory holds now
        if stored:
            self.add_memory(x, g)
        else:
            self.add_value(x, g)

    def shares_memory(self, g: Value) -> bool:
        """Whether an adjoint may be memory of the program's that is stored into, by another name too."""
        op = self.b.defs.get(g)
        while op is not None and op.kind == "call" and (is_view(op) or gives_back(op)):
            g = op.args[0]
            op = self.b.defs.get(g) if isinstance(g, Value) else None
        return self.aliases.is_stored(g)

    def add_value(self, x: Value, g: Any) -> None:
        """Add to the adjoint of a number, or of an array that is never stored into."""
        old = self.select(self.sums.get(x))
        if isinstance(x.type, Num):
            g = self.number(g)
        if isinstance(x.type, Either) and old is not None:
            old, g = self.alike(x, old, g)
        if isinstance(old, Elements):
            old.rest = g if old.rest is None else self.b.call(operator.add, old.rest, g)
        elif old is None:
            self.sums[x] = g
        elif self.is_own(old):
            self.into(old, Ellipsis, g, whole=True)
        else:
            self.sums[x] = self.inherit(self.b.call(operator.add, old, g), old, g)

    def add_at(self, x: Value, index: Any, g: Any, at: bool) -> None:
        """Add to the adjoint of a part of a value."""
        if x not in self.active:
            return
        if self.aliases.is_stored(x):
            self.into(self.shadow(x), index, g, at=at)
            return
        place = self.element(x, index)
        if place is not None:
            self.add_element(x, place, g)
            return
        self.into(self.buffer(x), index, g, at=at)

    def element(self, x: Value, index: Any) -> int | None:
        """Which element of a small array an index names."""
        dims = shape(x.type)
        if dims is None or len(dims) != 1 or dims[0].known is None or dims[0].known > SMALL:
            return None
        if not isinstance(index, int) or isinstance(index, bool) or self.is_own(self.sums.get(x)):
            return None
        return index % dims[0].known

    def add_element(self, x: Value, place: int, g: Any) -> None:
        """Add to the adjoint of one element of a small array."""
        found = self.select(self.sums.get(x))
        if not isinstance(found, Elements):
            made = Elements()
            made.rest, self.sums[x] = found, made
            found = made
        old, g = found.parts.get(place), self.select(g)
        found.parts[place] = g if old is None else self.b.call(operator.add, old, g)

    def buffer(self, x: Value) -> Value:
        """An array of its own that holds the adjoint of `x`, to be added to in place."""
        old = self.select(self.sums.get(x))
        if isinstance(old, Value) and self.is_own(old):
            return old
        if isinstance(old, Elements):
            old = self.assemble(x, old)
        made = self.zeros(x)
        self.buffers.add(made)
        self.b.memory.add(made)
        if old is not None:
            self.into(made, Ellipsis, old, whole=True)
        self.sums[x] = made
        return made
