"""What orders items, or picks the first or last in an order: `sorted`, `max` and `min`."""

from __future__ import annotations

import builtins
import functools
import operator
import types
from typing import Any

import numpy as np

from sourcediff import runtime
from sourcediff.frontend.abstract import LAZY, Bound, Instance, Iter, ListObj, is_literal
from sourcediff.frontend.reductions import Reductions
from sourcediff.ir.core import Value, type_of
from sourcediff.ir.types import WORDS, Arr, Lst, Num, Opaque, Tup, Unbound


class Ordering(Reductions):
    """Orders of items that are known now, of numbers that are not, and by keys."""

    def sorted_list(self, x: Any, options: dict[str, Any], node: Any) -> Any:
        """`sorted(x, **options)`."""
        return self._call_sorted([x], options, node)

    def _call_sorted(self, args: list[Any], kwargs: dict[str, Any], node: Any) -> Any:
        reverse = kwargs.pop("reverse", False)
        args = [self._iterated(args[0], node)]
        members = self.members(args[0], node)
        if members is not None and not kwargs and isinstance(reverse, bool):
            heads = [m[0] if isinstance(m, tuple) and m else m for m in members]
            distinct = all(is_literal(h) for h in heads) and len(set(heads)) == len(heads)
            if distinct or all(is_literal(m) for m in members):
                order = sorted(range(len(heads)), key=lambda i: heads[i], reverse=reverse)
                return self.make_list(node, [members[i] for i in order])
        if not kwargs and (self.is_inert(args[0]) or _is_new(args[0])):
            return self.sorted_now(args[0], reverse, node)
        if isinstance(args[0], Value) and type(args[0].type) is Opaque:
            made = self.opaque_call(sorted, args, {**kwargs, "reverse": reverse}, node)
            made.type = args[0].type if args[0].type == WORDS else Opaque("list")
            return made
        if members and set(kwargs) <= {"key"} and isinstance(reverse, bool):
            found = self._sorted_by_number(members, kwargs.get("key"), reverse, node)
            if found is not None:
                return self.make_list(node, found)
        if members is not None and not kwargs and all(is_literal(m) for m in members):
            return self.make_list(node, sorted(members))
        if kwargs.keys() - {"key"}:
            raise self.refuse(
                node, "`sorted` takes no such argument", "its keywords are key and reverse"
            )
        return self._sorted_at_run_time(args[0], kwargs.get("key"), reverse, node)

    def _iterated(self, x: Any, node: Any) -> Any:
        """What an object of the user's, or a dict of active values, gives when it is iterated over."""
        while isinstance(x, Instance) and isinstance(
            getattr(x.cls, "__iter__", None), types.FunctionType
        ):
            x = self.call(Bound(x, "__iter__"), [], {}, node)
        return x

    def _sorted_by_number(
        self, members: list[Any], key: Any, reverse: bool, node: Any
    ) -> list[Any] | None:
        """Items in the order of numbers that are known at run time, equal ones as they come."""
        inner = self.inside(node)
        heads = members if key is None else [self.call(key, [m], {}, inner) for m in members]
        if not all(isinstance(type_of(h), Num) for h in heads):
            return None
        numbers = self.b.emit_call(np.array, [self.operand(h, node) for h in heads])
        if reverse:
            numbers = self.b.emit_call(operator.neg, numbers)
        order = self.b.emit_call(np.argsort, numbers, kind="stable")
        places = [self.b.emit_call(operator.getitem, order, i) for i in range(len(members))]
        return [self._in_order(members, place, node) for place in places]

    def _sorted_at_run_time(self, x: Any, key: Any, reverse: Any, node: Any) -> Any:
        """As many items as there are at run time, in the order that Python finds for what they are or their keys."""
        listed = isinstance(x, Value) and isinstance(x.type, (Lst, Arr))
        items = x if listed else self.comprehension_of(x, self.inside(node, "items"))
        inner = self.inside(node, "keys")
        heads = (
            items
            if key is None
            else self.comprehension_of(items, inner, lambda item: self.call(key, [item], {}, inner))
        )
        options = {} if reverse is False else {"reverse": self.operand(reverse, node)}
        order = self.b.emit_call(runtime.order_of, heads, **options)
        return self.comprehension_of(order, node, lambda place: self.getitem(items, place))

    def _in_order(self, members: list[Any], place: Any, node: Any) -> Any:
        """One of several items, tuples part by part."""
        lengths = {len(m) if isinstance(m, tuple) else None for m in members}
        if len(lengths) == 1 and None not in lengths:
            return tuple(
                self._in_order(list(parts), place, node) for parts in zip(*members, strict=True)
            )
        return self.item(tuple(members), place, node)

    def _call_max(self, args: list[Any], kwargs: dict[str, Any], node: Any) -> Any:
        return self._extreme(builtins.max, args, kwargs, node)

    def _call_min(self, args: list[Any], kwargs: dict[str, Any], node: Any) -> Any:
        return self._extreme(builtins.min, args, kwargs, node)

    def _extreme(self, fn: Any, args: list[Any], kwargs: dict[str, Any], node: Any) -> Any:
        if kwargs.get("key") is not None:
            return self._extreme_by(fn, args, kwargs, node)
        if len(args) == 1 and self.is_inert(args[0]):
            return self.reduced(fn, args[0], node, **kwargs)
        members = list(args) if len(args) > 1 else self.members(args[0], node)
        if members is None:
            return self._extreme_at_run_time(fn, args[0], kwargs, node)
        if not members and "default" in kwargs:
            return kwargs["default"]
        if not members:
            raise self.refuse(node, f"`{fn.__name__}` of nothing", "it would raise a ValueError")
        if all(is_literal(m) for m in members):
            return fn(members)
        if isinstance(self.opened(members[0]), (tuple, ListObj)):
            return self._extreme_by(fn, [tuple(members)], {}, node)
        return functools.reduce(lambda a, b: self._pair(fn, a, b, node), members)

    def _extreme_at_run_time(self, fn: Any, x: Any, kwargs: dict[str, Any], node: Any) -> Any:
        """`max` or `min` of as many items as there are at run time."""
        if "default" in kwargs:
            raise self.refuse(
                node, f"`{fn.__name__}` with a default", "whether it is empty is known at run time"
            )
        if isinstance(x, Iter) and x.kind in LAZY:
            x = self.comprehension_of(x, node)
        if _gives_tuples(x):
            return self._extreme_by(fn, [x], {}, node)
        if isinstance(x, Value) and isinstance(x.type, (Arr, Lst, Unbound)):
            first = self.getitem(x, 0)
            return self._reduce(
                x, node, first, lambda total, item: self._pair(fn, total, item, node)
            )
        raise self.refuse(
            node,
            f"`{fn.__name__}` of this iterable",
            "its items are not known",
            "make a list first",
        )

    def _extreme_by(self, fn: Any, args: list[Any], kwargs: dict[str, Any], node: Any) -> Any:
        """`max` or `min` with a key, or of tuples: the first item whose key no other passes."""
        if "default" in kwargs:
            raise self.refuse(
                node, f"`{fn.__name__}` with a default", "whether it is empty is known at run time"
            )
        iterable = args[0] if len(args) == 1 else tuple(args)
        members = self.members(iterable, node)
        test = operator.gt if fn is builtins.max else operator.lt
        inner = self.inside(node)
        frame, best, most = self.frame, f"%best{id(node)}", f"%most{id(node)}"

        def keep(item: Any, key: Any) -> None:
            self.state.set(frame, best, item)
            self.state.set(frame, most, key)

        def key_of(item: Any) -> Any:
            measured = kwargs.get("key")
            return self.opened(item if measured is None else self.call(measured, [item], {}, inner))

        def turn(item: Any) -> None:
            key = key_of(item)
            passed = self.compare(test, key, self.state.get(frame, most), node)
            if passed is True:
                keep(item, key)
            elif passed is not False:
                self.branch(passed, lambda: keep(item, key), lambda: None)

        first = members[0] if members else self._first_of(iterable, fn, node)
        keep(first, key_of(first))
        self.for_each(tuple(members[1:]) if members else iterable, node, turn, None)
        return self.state.get(frame, best)

    def _first_of(self, iterable: Any, fn: Any, node: Any) -> Any:
        """The first item of an iterable; where there is none, the program raises."""
        get, count = self.indexed(iterable, node)
        self.branch(
            self.compare(operator.gt, count, 0, node),
            lambda: None,
            lambda: self.raise_now(ValueError, f"{fn.__name__}() arg is an empty sequence"),
        )
        return get(0)

    def _pair(self, fn: Any, a: Any, b: Any, node: Any) -> Any:
        known = self.known_int(a), self.known_int(b)
        if is_literal(a) and is_literal(b) and None not in known:
            return fn(a, b)
        return self.b.emit_call(fn, self.operand(a, node), self.operand(b, node))


ORDERING: dict[Any, str] = {
    sorted: "_call_sorted", max: "_call_max", min: "_call_min",
}  # fmt: skip


def _is_new(x: Any) -> bool:
    """Whether something is a list of which nothing is known yet: a later attempt will know more."""
    return isinstance(x, Value) and isinstance(x.type, Lst) and isinstance(x.type.elem, Unbound)


def _gives_tuples(x: Any) -> bool:
    """Whether the items of something that exists at run time are tuples."""
    if isinstance(x, Iter):
        return x.kind in ("zip", "enumerate")
    return isinstance(x, Value) and isinstance(x.type, Lst) and isinstance(x.type.elem, Tup)
