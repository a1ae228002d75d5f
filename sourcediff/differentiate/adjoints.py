"""Adjoints while the reverse sweep is written: values, elements, buffers and shadows."""

from __future__ import annotations

import operator
from dataclasses import dataclass
from typing import Any

import numpy as np

from sourcediff import runtime
from sourcediff.analysis.alias import Aliases
from sourcediff.differentiate.shadows import Entangled
from sourcediff.errors import Problem, UnsupportedCode
from sourcediff.ir import primitives
from sourcediff.ir.builder import Builder
from sourcediff.ir.core import Block, Op, Value, leaves, type_of
from sourcediff.ir.simplify import is_literal
from sourcediff.ir.types import (
    Arr,
    Either,
    Lst,
    Num,
    Tape,
    Tup,
    Unknown,
    carries,
    is_complex,
    is_real,
    rank,
    same_shape,
    shadow_type,
    shape,
)

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


@dataclass(frozen=True, eq=False)
class Masked:
    """An adjoint that counts only where `test` is what `side` says; elsewhere it is exactly zero, whatever `g` is.

    The selection is written once, where a chain of elementwise operations ends.
    """

    g: Any
    test: Any
    side: bool = True


def unmasked(g: Any) -> Any:
    """What an adjoint is where it counts."""
    return unmasked(g.g) if isinstance(g, Masked) else g


class Adjoints:
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
        return found

    # ---- what was not selected ----

    def select(self, g: Any) -> Any:
        """An adjoint with its selection written: zero where it does not count."""
        if not isinstance(g, Masked):
            return g
        key = (g, self.b.block)
        if key not in self.selected:
            inner = self.select(g.g)
            pair = (inner, 0.0) if g.side else (0.0, inner)
            self.selected[key] = made = self.b.call(np.where, g.test, *pair)
            self.strong.add(made)
        return self.selected[key]

    def masked(self, part: Any, g: Any, exact: bool = False) -> Any:
        """What an operation makes of an adjoint `g`: it does not count where that does not.

        `exact` says that zeros stay zeros, as they may not where they meet what is infinite or NaN.
        """
        if isinstance(g, Masked):
            return Masked(self.masked(part, g.g, exact), g.test, g.side)
        if exact or part is g or not self.is_strong(g):
            return self.inherit(part, g)
        return Masked(part, self.b.emit_call(operator.ne, g, 0.0))

    def is_strong(self, g: Any) -> bool:
        """Whether zeros of an adjoint, or of one of several, say that an element was not selected."""
        return any(value in self.strong for value in leaves(g))

    def inherit(self, made: Any, *parts: Any) -> Any:
        """Note that the zeros of an adjoint are exact where those of what it is made of are."""
        if isinstance(made, Value) and self.is_strong(parts):
            self.strong.add(made)
        return made

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
        if not isinstance(t, Tup):
            plus = runtime.sum_lists if isinstance(t, Lst) else operator.add
            return self.b.call(plus, old, g)
        pairs = [(self.item_of(old, i), self.item_of(g, i)) for i in range(len(t.items))]
        return tuple(self.sum_of(item, *pair) for item, pair in zip(t.items, pairs, strict=True))

    def item_of(self, g: Any, place: int) -> Any:
        """An item of the adjoint of a tuple."""
        if isinstance(g, (tuple, list)):
            return g[place]
        return self.b.emit_call(operator.getitem, g, place)

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
        narrow = isinstance(type_of(g), (Num, Unknown))
        if g is not None and (not narrow or isinstance(x.type.items[place], Num)):
            return g
        if g is None and isinstance(x.type.items[place], Num):
            return 0.0
        item = self.read_before(x, place)
        if item is None:
            item = self.b.emit_call(operator.getitem, x, place)
        return self.zero(item) if g is None else self.full(g, item)

    def read_before(self, x: Value, place: int) -> Value | None:
        """The item of a tuple as the program reads it itself, in the block that the tuple belongs to."""
        scope = self.scopes.get(x)
        for item, op in self.b.forward.items():
            reads = op.fn is operator.getitem and op.args[0] is x and op.args[1] == place
            if reads and scope is not None and self.scopes.get(item, (None,))[0] is scope[0]:
                return item
        return None

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

    def full(self, g: Any, like: Any) -> Any:
        """An adjoint with the shape of what it belongs to."""
        g = self.select(g)
        return self.inherit(self.shaped(g, like), g)

    def shaped(self, g: Any, like: Any) -> Any:
        """An adjoint with the shape of what it belongs to, its selection written."""
        t, wanted = type_of(g), type_of(like)
        if same_shape(t, wanted) or self.b.guards.agree(t, wanted) or self.b.fits(g, like):
            return g
        if rank(wanted) == 0 and rank(t) == 0:
            return g
        if isinstance(wanted, Either):
            return self.spread(g, like) if isinstance(t, Num) else self.exact(g, like)
        if isinstance(wanted, (Lst, Tape, Tup)):
            return g
        if rank(t) == 0:
            return self.b.emit_call(np.full_like, like, g)
        return self.b.call(runtime.spread, g, like)

    def exact(self, g: Any, x: Any) -> Any:
        """An adjoint that is a number where what it belongs to is one.

        The adjoint of a value that may be a number or an array can be an array in any case. It is summed where
        it is known that the value is a number, or where it is kept beside what is a number.
        """
        t = type_of(g)
        if g is None or not isinstance(type_of(x), Either) or isinstance(t, Either):
            return g
        if isinstance(t, Num):
            return g if is_literal(g) and g == 0 else self.spread(g, x)
        return self.b.emit("call", x.type, runtime.unbroadcast, (g, x))

    def spread(self, g: Any, x: Any) -> Value:
        """A number for each element of what may be an array."""
        return self.b.emit("call", type_of(x), runtime.spread, (g, x))

    # ---- adding ----

    def add(self, x: Any, g: Any) -> None:
        """Add to the adjoint of a value."""
        if not isinstance(x, Value) and any(v in self.active for v in leaves(x)):
            raise AssertionError(f"the parts of {x} have adjoints of their own")
        if g is None or not isinstance(x, Value) or x not in self.active:
            return
        g = self.real(x, g)
        if isinstance(g, Masked):
            if x not in self.sums and not self.aliases.is_stored(x) and not isinstance(x.type, Tup):
                self.sums[x] = g
                return
            g = self.select(g)
        if isinstance(x.type, Tup):
            for i in range(len(x.type.items)):
                self.add_part(
                    x,
                    i,
                    g[i]
                    if isinstance(g, (tuple, list))
                    else self.b.emit_call(operator.getitem, g, i),
                )
            return
        if isinstance(x.type, Lst):
            self.add_list(x, g)
            return
        if isinstance(g, Value) and self.aliases.is_stored(g):
            g = self.b.emit_call(np.copy, g)  # what is added is what memory holds now
        if self.aliases.is_stored(x):
            self.add_memory(x, g)
            return
        old = self.select(self.sums.get(x))
        if isinstance(x.type, Either) and old is not None:
            old, g = self.alike(x, old, g)
        if isinstance(old, Elements):
            old.rest = g if old.rest is None else self.b.call(operator.add, old.rest, g)
        elif old is None:
            self.sums[x] = g
        elif old in self.buffers:
            self.into(old, Ellipsis, g, whole=True)
        else:
            self.sums[x] = self.inherit(self.b.call(operator.add, old, g), old, g)

    def real(self, x: Value, g: Any) -> Any:
        """The real part of an adjoint where what it belongs to is real, and was made complex by an operation."""
        if isinstance(g, Masked):
            return Masked(self.real(x, g.g), g.test, g.side)
        t = type_of(g)
        if is_real(x.type) and is_complex(t):
            return self.inherit(self.b.emit_call(np.real, g), g)
        if not self.b.complex or (is_complex(x.type) or is_real(t)):
            return g
        if isinstance(x.type, Unknown) or isinstance(t, Unknown):
            return self.inherit(self.b.emit("call", t, runtime.real_like, (g, x)), g)
        return g

    def alike(self, x: Value, old: Any, g: Any) -> tuple[Any, Any]:
        """Two adjoints of what may be a number or an array, so that they can be added."""
        if old in self.buffers:
            return old, self.exact(g, x)
        if isinstance(type_of(old), Arr) and isinstance(type_of(g), Arr):
            return old, g
        return self.exact(old, x), self.exact(g, x)

    def add_memory(self, x: Value, g: Any) -> None:
        """Add to the shadow of memory; to that of a slice through its base."""
        if isinstance(x.type, Lst):
            self.add_list(x, g)
            return
        g = self.exact(g, x)
        base, op = self.aliases.base.get(x, (None, None))
        if op is not None and op.fn is operator.getitem and x not in self.shadows:
            self.into(self.shadow(base), op.args[1], g)  # type: ignore[arg-type]
        else:
            self.into(self.shadow(x), Ellipsis, g, whole=True)

    def into(self, buffer: Any, index: Any, g: Any, whole: bool = False, at: bool = False) -> None:
        """`buffer[index] += g`, as `-=` where `g` is a negation."""
        if isinstance(type_of(buffer), Lst):
            self.into_list(buffer, index, g)
            return
        g = given = self.select(g)
        sign, op = "+", self.b.defs.get(g) if isinstance(g, Value) else None
        if op is not None and op.kind == "call" and op.fn is operator.neg:
            sign, g = "-", op.args[0]
        self.b.store(buffer, index, g, sign)
        self.inherit(buffer, given)
        if whole:
            self.b.block.ops[-1].info["whole"] = True
        if at:
            self.b.block.ops[-1].info["at"] = True

    def into_list(self, buffer: Any, index: Any, g: Any) -> None:
        """The same for a list, of which `+` would be longer."""
        if index is Ellipsis:
            self.effect(runtime.add_lists, buffer, g)
            return
        old = self.b.emit_call(operator.getitem, buffer, index)
        plus = runtime.sum_lists if isinstance(index, slice) else operator.add
        self.b.store(buffer, index, self.b.call(plus, old, g))

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
        if (
            not isinstance(index, int)
            or isinstance(index, bool)
            or self.sums.get(x) in self.buffers
        ):
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
        if isinstance(old, Value) and old in self.buffers:
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

    def zeros(self, x: Any) -> Value:
        """A new buffer of zeros like a value."""
        exact = isinstance(x, Value) and self.aliases.needs_layout(x)
        t = shadow_type(type_of(x))
        made = self.b.emit("call", t, self.b.zeros_maker(x), (x,), exact=exact)
        made.hint = bar_name(x)
        return made

    def zero(self, x: Any) -> Any:
        """Zero for the adjoint of a value."""
        t = type_of(x)
        if isinstance(t, Tup):
            return tuple(self.zero(self.item_of(x, i)) for i in range(len(t.items)))
        if isinstance(t, Num) or not isinstance(t, (Arr, Lst)):
            return 0.0
        return self.zeros(x)

    # ---- shadows ----

    def shadow(self, x: Value) -> Value:
        """The shadow of memory that the program stores into: a view's is the same view of its base's."""
        found = self.laid.get(x) or self.shadows.get(x)
        if found is None and x in self.aliases.base:
            base, op = self.aliases.base[x]
            under = self.shadow(base)
            return self.b.emit_call(op.fn, under, *op.args[1:], **op.kwargs)
        made = self.new_shadow(x) if found is None else found
        self.b.memory.add(made)
        self.shadows[x] = made
        return made

    def new_shadow(self, x: Value) -> Value:
        """A shadow of zeros, made where the reverse sweep enters the scope of its value."""
        scope = self.scopes.get(x)
        op = self.b.forward.get(x)
        reached = (
            op is not None
            and op.kind in ("call", "pop", "effect")
            and op.fn in (operator.getitem, primitives.select)
        )
        if scope is None or reached or (op is not None and op.kind in ("pop", "effect")):
            raise Entangled([_container(x, op)])
        block, place = scope
        old, self.b.block = self.b.block, Block_at(block, place)
        try:
            made = self.zeros(x)
        finally:
            inserted, self.b.block = self.b.block, old
        block.ops[place:place] = inserted.ops
        return made

    def add_list(self, x: Value, g: Any) -> None:
        """Add a list of adjoints to that of a list."""
        here = self.scopes.get(x, (None, 0))[0] is self.b.block
        if x in self.laid:
            shared = self.aliases.find(("content", x)) in self.aliases.stored
            self.add_in_place(runtime.add_items if shared else runtime.add_lists, x, g)
            return
        if self.aliases.is_stored(x) and here and x not in self.aliases.base:
            old = self.shadows.get(x)
            made = g if old is None else self.b.emit("call", x.type, runtime.sum_lists, (old, g))
            self.shadows[x] = self.b.emit("call", x.type, list, (g,)) if old is None else made
            self.shadows[x].hint = f"{x.hint}_bar" if x.hint else ""
            return
        if self.aliases.is_stored(x):
            self.add_in_place(runtime.add_lists, x, g)
            return
        old = self.sums.get(x)
        if old in self.buffers:
            self.effect(runtime.add_lists, old, g)
            return
        self.sums[x] = g if old is None else self.b.emit_call(runtime.sum_lists, old, g)

    def add_in_place(self, fn: Any, x: Value, g: Any) -> None:
        """Add a list of adjoints to a shadow that others may hold too."""
        self.effect(fn, self.shadow(x), g)

    def effect(self, fn: Any, *args: Any) -> None:
        """A call for what it does to its first argument."""
        self.b.emit_call(fn, *args)
        self.b.block.ops[-1].kind = "effect"
        self.b.block.ops[-1].info["adjoint"] = True


def bar_name(x: Any) -> str:
    """The name of a buffer of adjoints."""
    named = isinstance(x, Value) and x.hint and not x.hint.endswith("_bar")
    return f"{x.hint}_bar" if named else ""


def _elsewhere(x: Value, line: int) -> Problem:
    name = f"`{x.hint}`" if x.hint else "a tuple"
    return Problem(
        "", line, 0, 0, "",
        f"an item of {name}, which may not be bound there, is read in another branch or loop",
        "its adjoint would have to be carried from there to where the tuple is made",
        "read the items where the tuple is made, and give them names",
    )  # fmt: skip


def _container(x: Value, op: Op | None) -> Problem:
    return Problem(
        "", op.line if op is not None else x.line, 0, 0, "",
        "an array that is stored into is reached through a container or another function",
        "which array it is must be known", "keep the array under a name of its own",
    )  # fmt: skip


def Block_at(block: Any, place: int) -> Any:
    """A block to collect operations that will be inserted elsewhere."""
    return Block()
