"""Calls that make containers: `list(...)`, `tuple(...)`, `dict(...)`, `set(...)`, and lists that exist at run time."""

from __future__ import annotations

import collections
from collections.abc import Callable
from typing import Any

from sourcediff.frontend.abstract import DictObj, Iter
from sourcediff.frontend.attempt import Escalate
from sourcediff.frontend.held import HeldThings
from sourcediff.ir import primitives
from sourcediff.ir.core import Value


class ContainerCalls(HeldThings):
    """Containers that are followed, or that exist at run time where they have to."""

    def _call_list(self, args: list[Any], kwargs: dict[str, Any], node: Any) -> Any:
        if not args:
            return self.make_list(node, [])
        members = self.members(args[0], node)
        if members is not None:
            return self.make_list(node, members)
        if self.is_held(args[0]) or (isinstance(args[0], Iter) and args[0].kind == "held"):
            return self.listed_now(args[0], node)
        return self.comprehension_of(args[0], node)

    def _call_tuple(self, args: list[Any], kwargs: dict[str, Any], node: Any) -> Any:
        return tuple(self.unpack_all(args[0], node)) if args else ()

    def _call_dict(self, args: list[Any], kwargs: dict[str, Any], node: Any) -> Any:
        pairs: dict[Any, Any] = {}
        at_run_time = bool(args) and self.members(args[0], node) is None
        if at_run_time or self.key(node) in self.shared.dynamic:
            return self.held_dict(args, kwargs, node)
        if args and isinstance(args[0], DictObj):
            pairs.update(self.dict_items(args[0], node))
        elif args:
            for pair in self.unpack_all(args[0], node):
                key, value = self.unpack_all(pair, node)
                if self.is_run_time_key(key):
                    raise Escalate(frozenset((self.key(node),)))
                pairs[self.literal_key(key, node)] = value
        return self.make_dict(node, {**pairs, **kwargs})

    def _call_from_keys(self, args: list[Any], kwargs: dict[str, Any], node: Any) -> Any:
        value = args[1] if len(args) > 1 else None
        members = self.members(args[0], node)
        if members is not None and not any(map(self.is_run_time_key, members)):
            return self.make_dict(node, {self.literal_key(k, node): value for k in members})
        self.shared.dynamic.add(self.key(node))
        made = self.make_dict(node, {})
        self.for_each(args[0], node, lambda key: self.set_item(made, key, value, node), None)
        return made

    def _call_set(self, args: list[Any], kwargs: dict[str, Any], node: Any) -> Any:
        members = self.members(args[0], node) if args else []
        if members is not None:
            return self.make_set(node, members)
        return self.collected("set", set, args, node)

    # ---- lists at run time ----

    def run_time_list(self, node: Any) -> Value:
        """An empty list that exists at run time."""
        t = self.list_type(node)
        return self.b.emit("call", t, primitives.identity, ([],), None, text="list")

    def comprehension_of(
        self, iterable: Any, node: Any, of: Callable[[Any], Any] = lambda item: item
    ) -> Any:
        """A run-time list of the items of an iterable, or of something of each."""
        made = self.run_time_list(node)
        self.for_each(iterable, node, lambda item: self.append_to(made, of(item), node), None)
        return made

    def concatenated(self, parts: list[tuple[bool, Any]], node: Any) -> Any:
        """A run-time list of items, and of all the items of iterables (where the flag is set)."""
        made = self.run_time_list(node)
        for is_many, part in parts:
            if is_many:
                self.extend(made, part, node)
            else:
                self.append_to(made, part, node)
        return made


CONTAINERS: dict[Any, str] = {
    list: "_call_list", tuple: "_call_tuple", dict: "_call_dict", dict.fromkeys: "_call_from_keys",
    set: "_call_set", collections.OrderedDict: "_call_dict",
}  # fmt: skip
