"""Adjoints in memory: buffers of zeros, shadows of what is stored into, and what is added to them in place."""

from __future__ import annotations

import operator
from typing import Any

import numpy as np

from sourcediff import runtime
from sourcediff.analysis.alias import Aliases
from sourcediff.differentiate.shadows import Entangled
from sourcediff.differentiate.shaping import Shaping
from sourcediff.errors import Problem
from sourcediff.ir import primitives
from sourcediff.ir.core import Block, Op, Value, type_of
from sourcediff.ir.types import Arr, Lst, Num, Tup, rank, shadow_type


class MemoryAdjoints(Shaping):
    """Arrays and lists that hold adjoints."""

    aliases: Aliases
    laid: dict[Value, Value]
    shadows: dict[Value, Value]
    scopes: dict[Value, Any]
    sums: dict[Value, Any]

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
            return tuple(self.zero(self.part_again(x, i)) for i in range(len(t.items)))
        if isinstance(t, Num) or not isinstance(t, (Arr, Lst)):
            return 0.0
        return self.zeros(x)

    def item_of(self, g: Any, place: int) -> Any:
        """An item of the adjoint of a tuple."""
        if isinstance(g, (tuple, list)):
            return g[place]
        return self.b.emit_call(operator.getitem, g, place)

    def part_again(self, x: Any, place: int) -> Any:
        """The item of a tuple, which is as much bound as the tuple is."""
        if not isinstance(x, Value) or x not in self.b.unbound:
            return self.item_of(x, place)
        item = self.b.emit_call(runtime.part_of, x, place)
        self.b.unbound.add(item)
        return item

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
        if scope is None or self.is_reached(x):
            raise Entangled([_container(x, self.b.forward.get(x))])
        block, place = scope
        old, self.b.block = self.b.block, Block()
        try:
            made = self.zeros(x)
        finally:
            inserted, self.b.block = self.b.block, old
        block.ops[place:place] = inserted.ops
        return made

    def is_reached(self, x: Value) -> bool:
        """Whether an array comes out of a container, or is one of several: it is not the only name of its memory."""
        op = self.b.forward.get(x)
        if op is None:
            return False
        if op.kind == "call":
            return op.fn in (operator.getitem, primitives.select)
        return op.kind in ("pop", "effect")

    # ---- adding in place ----

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

    def add_memory(self, x: Value, g: Any) -> None:
        """Add to the shadow of memory; to that of a slice through its base."""
        if isinstance(x.type, Lst):
            self.add_list(x, g)
            return
        g = self.exact(g, x)
        base, op = self.aliases.base.get(x, (None, None))
        if op is not None and op.fn is operator.getitem and x not in self.shadows:
            self.into(self.shadow(base), op.args[1], g)  # type: ignore[arg-type]
        elif base is not None and self.is_turned(x, op) and rank(type_of(g)) == 2:
            self.add_memory(base, self.b.call(np.transpose, g))
        else:
            self.into(self.shadow(x), Ellipsis, g, whole=True)

    def is_turned(self, x: Value, op: Any) -> bool:
        """Whether an array is a transposed matrix that has no shadow of its own."""
        plain = op is not None and op.fn is np.transpose and len(op.args) == 1 and not op.kwargs
        return plain and rank(x.type) == 2 and x not in self.shadows and x not in self.laid

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
        if self.is_own(old):
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


def _container(x: Value, op: Op | None) -> Problem:
    return Problem(
        "", op.line if op is not None else x.line, 0, 0, "",
        "an array that is stored into is reached through a container or another function",
        "which array it is must be known", "keep the array under a name of its own",
    )  # fmt: skip
