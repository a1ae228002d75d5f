"""Iterables: how a loop goes through them, by their items or by their places."""

from __future__ import annotations

import operator
import sys
from collections.abc import Callable
from types import FunctionType
from typing import Any

from sourcediff.frontend.abstract import LAZY, Bound, Instance, Iter, ListObj
from sourcediff.frontend.expressions import Expressions
from sourcediff.ir.core import Value, type_of
from sourcediff.ir.types import Held, Num

ENDLESS_KINDS = ("count", "cycle", "forever")
Indexed = tuple[Callable[[Any], Any], Any]
Plan = tuple[str, tuple[Any, ...], dict[str, Any], Callable[[Any], Any]]


class Iterables(Expressions):
    """What there is to loop over at run time."""

    def _plan(self, iterable: Any, node: Any) -> Plan:
        """How to iterate: the loop's kind and operands, and what the item is, given the index or element."""
        kind = iterable.kind if isinstance(iterable, Iter) else None
        if kind == "range":
            return "range", tuple(self.operand(p, node) for p in iterable.parts), {}, lambda v: v
        if kind in ENDLESS_KINDS:
            turns = (0, sys.maxsize, 1)  # until a break
            return "range", turns, {}, lambda i: self.endless_item(iterable, i, node)
        if kind == "picked":
            places = (iterable.parts[0],)
            return "items", places, {}, lambda place: self._picked(iterable, place, node)
        if kind == "reversed":
            return self._plan_reversed(iterable, node)
        if kind in LAZY:
            kind, parts, flags, item = self._plan(mapped(iterable), node)
            return kind, parts, flags, lambda v: self.call_on(iterable, item(v), node)
        if kind in (None, "held"):
            return "items", (self.run_time_sequence(iterable, node),), {}, lambda v: v
        get, count = self.indexed(iterable, node)
        return "range", (0, count, 1), {}, get

    def _plan_reversed(self, x: Iter, node: Any) -> Plan:
        inner = x.parts[0]
        if isinstance(inner, Iter) and inner.kind == "range":
            parts = tuple(self.operand(p, node) for p in inner.parts)
            return "range", parts, {"reversed": True}, lambda v: v
        get, count = self.indexed(inner, node)
        return "range", (0, count, 1), {"reversed": True}, get

    def call_on(self, x: Iter, item: Any, node: Any) -> Any:
        """What a `map` makes of an item, or of one of each of several iterables."""
        args = [item] if len(x.parts) == 2 else list(item)
        return self.call(x.parts[0], args, {}, self.inside(node))

    def run_time_sequence(self, x: Any, node: Any) -> Any:
        """Something that can be indexed at run time."""
        if isinstance(x, ListObj):
            raise self.escalate(x)
        if isinstance(x, Iter) and x.kind == "held":
            return self.materialized(x, node)
        if isinstance(x, Instance) and isinstance(getattr(x.cls, "__iter__", None), FunctionType):
            return self.run_time_sequence(self.call(Bound(x, "__iter__"), [], {}, node), node)
        if isinstance(x, Value):
            if isinstance(x.type, Held):
                return self.materialized(x, node)
            if isinstance(x.type, Num):
                raise self.refuse(node, "a number is iterated over", "it has no items")
            return x
        return self.operand(x, node)

    def indexed(self, x: Any, node: Any) -> tuple[Callable[[Any], Any], Any]:
        """How to get item number i of an iterable, and how many there are."""
        kind = x.kind if isinstance(x, Iter) else None
        if kind in ENDLESS_KINDS:
            return lambda i: self.endless_item(x, i, node), None
        if kind == "enumerate":
            return self._indexed_enumerate(x, node)
        if kind == "zip":
            return self._indexed_zip(x, node)
        if kind == "reversed":
            return self._indexed_reversed(x, node)
        if kind in LAZY:
            get, count = self.indexed(mapped(x), node)
            return lambda i: self.call_on(x, get(i), node), count
        if kind == "range":
            return self._indexed_range(x, node)
        if kind == "picked":
            places = x.parts[0]
            return (
                lambda i: self._picked(x, self.item_in_range(places, i, node), node),
                self.b.emit_call(len, places),
            )
        return self._indexed_sequence(x, node)

    def _indexed_enumerate(self, x: Iter, node: Any) -> Indexed:
        get, count = self.indexed(x.parts[0], node)
        start = self.operand(x.parts[1], node)
        return lambda i: (
            i if start == 0 and not isinstance(start, Value) else self.add(i, start),
            get(i),
        ), count

    def _indexed_zip(self, x: Iter, node: Any) -> Indexed:
        parts = [self.indexed(p, node) for p in x.parts]
        counts = [c for _, c in parts if c is not None]
        if not counts:
            raise self.refuse(
                node, "iterators that do not end are zipped", "the loop would not end"
            )
        alone = len(counts) == 1 or self.all_same(counts)
        count = counts[0] if alone else self.b.emit_call(min, *counts)
        return lambda i: tuple(get(i) for get, _ in parts), count

    def _indexed_reversed(self, x: Iter, node: Any) -> Indexed:
        get, count = self.indexed(x.parts[0], node)
        return lambda i: get(
            self.b.emit_call(operator.sub, self.b.emit_call(operator.sub, count, 1), i)
        ), count

    def _indexed_range(self, x: Iter, node: Any) -> Indexed:
        start, stop, step = (self.operand(p, node) for p in x.parts)
        plain = start == 0 and step == 1
        count = stop if plain else self.b.emit_call(len, self.operand(x, node))
        return lambda i: i if plain else self.add(start, self._times(i, step)), count

    def _indexed_sequence(self, x: Any, node: Any) -> Indexed:
        value = self.run_time_sequence(x, node)
        if isinstance(value, tuple):
            value = list(value)
        known = len(value) if isinstance(value, list) else None
        count = known if known is not None else self.b.emit_call(len, value)
        return (
            lambda i: (
                self.item_in_range(value, i, node)
                if isinstance(value, Value)
                else self._pick(value, i)
            ),
            count,
        )

    def _picked(self, x: Iter, place: Any, node: Any) -> Any:
        """The items at the places that were picked together."""
        gets = [self.indexed(source, node)[0] for source in x.parts[1:]]
        return tuple(get(self.getitem(place, k)) for k, get in enumerate(gets))

    def item_in_range(self, value: Value, i: Any, node: Any) -> Any:
        """`value[i]` for an index that is surely in range."""
        out = self.item(value, i, node)
        if isinstance(out, Value) and out in self.b.defs:
            self.b.defs[out].info["safe"] = True
        return out

    def _pick(self, members: Any, i: Any) -> Any:
        out = self.joined_type([type_of(m) for m in members])
        return self.b.emit("call", out, operator.getitem, (tuple(members), i))

    def _times(self, i: Any, step: Any) -> Any:
        return i if step == 1 else self.b.emit_call(operator.mul, i, step)

    def add(self, a: Any, b: Any) -> Any:
        """`a + b`."""
        return self.b.emit_call(operator.add, a, b)

    def all_same(self, counts: list[Any]) -> bool:
        dims = [t.dim if isinstance(t, Num) else None for t in map(type_of, counts)]
        return all(d is not None and d == dims[0] for d in dims)


def mapped(x: Iter) -> Any:
    """What a `map` goes over: one iterable, or several side by side."""
    over = x.parts[1:]
    return over[0] if len(over) == 1 else Iter("zip", over)
