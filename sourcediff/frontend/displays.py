"""Displays: tuples, lists, sets and dicts that are written item by item, and what they are made of."""

from __future__ import annotations

from typing import Any

import gast

from sourcediff.frontend.abstract import DictObj, ListObj, SetObj, Static, is_literal
from sourcediff.frontend.attempt import Escalate
from sourcediff.frontend.base import LoweringBase
from sourcediff.frontend.list_types import item_type
from sourcediff.ir import primitives
from sourcediff.ir.core import Value


class Displays(LoweringBase):
    """Containers that are followed, or made at run time where they have to be."""

    def _ev_Tuple(self, node: Any) -> Any:
        return tuple(self._elements(node))

    def _elements(self, node: Any) -> list[Any]:
        out: list[Any] = []
        for item in node.elts:
            if isinstance(item, gast.Starred):
                out.extend(self.unpack_all(self.ev(item.value), item))
            else:
                out.append(self.ev(item))
        return out

    def _ev_List(self, node: Any) -> Any:
        starred = any(isinstance(item, gast.Starred) for item in node.elts)
        if not starred:
            return self.make_list(node, self._elements(node))
        parts = [
            (True, self.ev(item.value))
            if isinstance(item, gast.Starred)
            else (False, self.ev(item))
            for item in node.elts
        ]
        known = [self.members(part, node) if many else [part] for many, part in parts]
        if any(members is None for members in known):
            return self.concatenated(parts, node)
        return self.make_list(node, [item for members in known for item in members or ()])

    def make_list(self, site: Any, parts: list[Any]) -> Any:
        """A list that is followed, or a run-time one where it has to be."""
        if self.key(site) in self.shared.plain:
            return self.make_held_list(site, parts)
        if self.key(site) in self.shared.dynamic:
            args = [self.kept(p, site) for p in parts]
            for a in args:
                self.learn_list(self.key(site), item_type(a))
            t = self.list_type(site)
            return self.b.emit("call", t, primitives.identity, (args,), None, text="list")
        made = ListObj(self.key(site))
        self.state.set(made, "#", len(parts))
        for i, part in enumerate(parts):
            self.state.set(made, i, part)
        return made

    def _ev_Set(self, node: Any) -> Any:
        return self.make_set(node, self._elements(node))

    def make_set(self, site: Any, elements: list[Any]) -> Any:
        """A set that is followed, or one at run time where it has to be."""
        if self.key(site) in self.shared.dynamic:
            return self.make_held_set(site, elements)
        made = SetObj(self.key(site))
        self.state.set(made, "#", ())
        for element in elements:
            self.add_to_set(made, element, site)
        return made

    def add_to_set(self, made: SetObj, element: Any, node: Any) -> None:
        """`made.add(element)`."""
        if self.is_run_time_key(element):
            raise self.escalate(made)
        key = self.literal_key(element, node)
        if key not in self.keys(made, node):
            self.state.set(made, "#", (*self.keys(made, node), key))
            self.state.set(made, ("key", key), None)

    def _ev_Dict(self, node: Any) -> Any:
        if self.key(node) in self.shared.dynamic:
            return self._filled_dict(node)
        pairs: dict[Any, Any] = {}
        for key, value in zip(node.keys, node.values, strict=True):
            if key is None:
                found = self.ev(value)
                if not isinstance(found, DictObj):
                    raise Escalate(frozenset((self.key(node),)))
                pairs.update(self.dict_items(found, value))
            else:
                place = self.ev(key)
                if self.is_run_time_key(place):
                    raise Escalate(frozenset((self.key(node),)))
                pairs[self.literal_key(place, key)] = self.ev(value)
        return self.make_dict(node, pairs)

    def _filled_dict(self, node: Any) -> Any:
        """A dict that exists at run time, filled item by item."""
        if not any(key is None or not isinstance(key, gast.Constant) for key in node.keys):
            values = [self.ev(value) for value in node.values]
            return self.make_dict(
                node, {k.value: v for k, v in zip(node.keys, values, strict=True)}
            )
        made = self.make_dict(node, {})
        for key, value in zip(node.keys, node.values, strict=True):
            if key is None:
                self.call(self.attribute(made, "update", node), [self.ev(value)], {}, node)
            else:
                place = self.ev(key)
                self.set_item(made, place, self.ev(value), node)
        return made

    def make_dict(self, site: Any, pairs: dict[Any, Any]) -> Any:
        """A dict that is followed, or one at run time where it has to be."""
        if self.key(site) in self.shared.dynamic:
            return self.make_held_dict(site, pairs)
        made = DictObj(self.key(site))
        self.state.set(made, "#", tuple(pairs))
        for key, value in pairs.items():
            self.state.set(made, ("key", key), value)
        return made

    # ---- keys ----

    def literal_key(self, key: Any, node: Any) -> Any:
        """A dict key that is known now."""
        known = self.known_int(key) if isinstance(key, Value) else None
        if known is not None:
            return known
        if is_literal(key) or (isinstance(key, tuple) and all(map(is_literal, key))):
            return key
        if isinstance(key, Static):
            return key
        raise self.refuse(
            node,
            "this key is known only at run time",
            "a dict is followed key by key",
            "use a list",
        )

    def is_run_time_key(self, key: Any) -> bool:
        """Whether a dict's key is a value of the program."""
        if isinstance(key, tuple):
            return any(map(self.is_run_time_key, key))
        return isinstance(key, Value) and self.known_int(key) is None
