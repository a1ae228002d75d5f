"""Dicts, sets, lists and queues that exist at run time and hold nothing that is differentiated.

What is done with them happens once, in the forward sweep, and as it is written: each use is an effect, which is never
moved past another nor run again. That nothing active gets into one is asked by `analysis/activity.py`.
"""

from __future__ import annotations

import collections
import heapq
import operator
from dataclasses import replace
from typing import Any

from sourcediff.frontend.abstract import DictObj, Instance, Iter, ListObj, SetObj, Static
from sourcediff.frontend.expressions import Expressions
from sourcediff.frontend.held_methods import METHODS, NOTHING, PEEKING, TAKES_MANY, VIEWS
from sourcediff.frontend.held_parts import held_part, iterated
from sourcediff.frontend.held_types import (
    DICTS,
    element_type,
    held_type,
    inert,
    learn_at,
    learn_held,
    type_outside,
    view_type,
)
from sourcediff.frontend.keyed import DefaultValues, KeyedValues
from sourcediff.frontend.list_types import item_type
from sourcediff.ir import primitives
from sourcediff.ir.core import Op, Value, type_of
from sourcediff.ir.join import join_inert
from sourcediff.ir.types import (
    BOOL,
    INT,
    OPAQUE,
    UNBOUND,
    Held,
    Lst,
    Num,
    Opaque,
    Type,
    Unbound,
    carries,
    is_fixed,
    surely_carries,
)

_IN_PLACE = {
    "|": "update", "&": "intersection_update", "-": "difference_update",
    "^": "symmetric_difference_update",
}  # fmt: skip
HEAP_CALLS = (
    heapq.heappush, heapq.heappop, heapq.heapify, heapq.heappushpop, heapq.heapreplace,
    heapq.nsmallest, heapq.nlargest,
)  # fmt: skip


class HeldThings(Expressions):
    """What is done with containers at run time that hold nothing active."""

    # ---- making ----

    def make_held_dict(self, site: Any, pairs: dict[Any, Any]) -> Any:
        """A dict that exists at run time: its values are in a list if they may be differentiated."""
        key = self.key(site)
        for k, x in pairs.items():
            learn_at(self, key, "dict", item_type(k), item_type(held_part(self, x, site)))
        t = held_type(self, key, "dict")
        if self.is_differentiated(key, t):
            return self.keyed(KeyedValues, site, pairs)
        parts = {k: held_part(self, x, site) for k, x in pairs.items()}
        return self.b.emit("call", t, primitives.identity, (parts,), None, text="dict")

    def is_differentiated(self, key: Any, t: Held) -> bool:
        """Whether what a dict holds may be active."""
        return key not in self.shared.plain and surely_carries(t.item)

    def keyed(self, cls: type, site: Any, pairs: dict[Any, Any]) -> Instance:
        """A dict whose values are in a list."""
        made, places = Instance(cls), {k: i for i, k in enumerate(pairs)}
        at = self.key(site), "where"
        for k in pairs:
            learn_at(self, at, "dict", item_type(k), INT)
        learn_at(self, at, "dict", UNBOUND, INT)
        where = self.b.emit(
            "call", held_type(self, at, "dict"), primitives.identity, (places,), None, text="dict"
        )
        held = self.concatenated([(False, x) for x in pairs.values()], (site, "held"))
        where.hint, held.hint = "where", "held"
        self.state.set(made, "where", where)
        self.state.set(made, "held", held)
        return made

    def make_held_set(self, site: Any, elements: list[Any]) -> Value:
        """A set that exists at run time."""
        parts = [held_part(self, x, site) for x in elements]
        for part in parts:
            learn_at(self, self.key(site), "set", item_type(part))
        args = (parts,) if parts else ()
        return self.b.emit("call", held_type(self, self.key(site), "set"), set, args)

    def make_held_list(self, site: Any, parts: list[Any]) -> Value:
        """A list of inactive things that exists at run time, for what a list of active ones cannot do."""
        args = [held_part(self, x, site) for x in parts]
        for arg in args:
            learn_at(self, self.key(site), "list", UNBOUND, item_type(arg))
        t = held_type(self, self.key(site), "list")
        return self.b.emit("call", t, primitives.identity, (args,), None, text="list")

    def collected(self, kind: str, fn: Any, args: list[Any], node: Any, **named: Any) -> Value:
        """A set, deque or counter of the items of an iterable."""
        key = self.key(node)
        if args:
            element = element_type(self, args[0])
            learn_at(
                self, key, kind, *((UNBOUND, element) if kind in ("deque", "list") else (element,))
            )
        if kind == "Counter":
            learn_at(self, key, kind, UNBOUND, INT)
        operands = tuple(iterated(self, a, node) for a in args)
        return self.effect(fn, held_type(self, key, kind), operands, node, **named)

    # ---- uses ----

    def effect(
        self,
        fn: Any,
        t: Type,
        operands: tuple[Any, ...],
        node: Any,
        peeks: bool = False,
        **named: Any,
    ) -> Value:
        """A use of containers that exist at run time; one that peeks changes nothing."""
        out = Value(t)
        info: dict[str, Any] = {"node": self.place(node), "held": True}
        if isinstance(fn, str):
            info["method"] = fn
        if peeks:
            info["peeks"] = True
        kwargs = {name: held_part(self, x, node) for name, x in named.items()}
        self.b.append(Op("effect", (out,), fn, operands, kwargs, info=info))
        return out

    def is_held(self, x: Any) -> bool:
        """Whether something is a container at run time that holds nothing active."""
        return isinstance(x, Value) and isinstance(x.type, Held)

    def may_change(self, x: Any) -> bool:
        """Whether something at run time may be something else when it is looked at again."""
        return isinstance(x, Value) and not is_fixed(x.type)

    def held_item(self, x: Value, index: Any, node: Any) -> Any:
        """`x[index]`."""
        t = x.type
        assert isinstance(t, Held)
        key = (
            held_part(self, index, node)
            if not isinstance(index, slice)
            else self.operand(index, node)
        )
        made: Type = t if isinstance(index, slice) else t.item
        if t.name == "defaultdict":
            self.check_own(x, node)
            learn_held(self, x, item_type(key))
        peeks = t.name != "defaultdict"
        return self.effect(operator.getitem, made, (x, key), node, peeks)

    def set_held_item(self, x: Value, index: Any, value: Any, node: Any) -> None:
        """`x[index] = value`."""
        self.check_own(x, node)
        key, part = self.operand(index, node), held_part(self, value, node)
        of_dict = x.type.name in DICTS  # type: ignore[attr-defined]
        if isinstance(index, slice):
            learn_held(self, x, UNBOUND, element_type(self, value))
        else:
            learn_held(self, x, item_type(key) if of_dict else UNBOUND, item_type(part))
        self.effect(operator.setitem, OPAQUE, (x, key, part), node)

    def delete_held_item(self, x: Value, index: Any, node: Any) -> None:
        """`del x[index]`."""
        self.check_own(x, node)
        self.effect(operator.delitem, OPAQUE, (x, self.operand(index, node)), node)

    def materialized(self, x: Any, node: Any) -> Value:
        """A list of what a container, or a view of a dict, gives now."""
        if isinstance(x, Iter):
            return self.effect(list, Lst(view_type(x)), (self.viewed(x, node),), node, True)
        return self.effect(list, Lst(element_type(self, x)), (x,), node, True)

    def listed_now(self, x: Any, node: Any) -> Value:
        """`list(x)`, a list of its own that may be changed."""
        key = self.key(node)
        self.learn_list(key, view_type(x) if isinstance(x, Iter) else element_type(self, x))
        if key in self.shared.plain:
            return self.collected("list", list, [x], node)
        made = self.materialized(x, node)
        made.type = self.list_type(node)
        self.b.defs[made].info.pop("peeks")
        return made

    def is_inert(self, x: Any) -> bool:
        """Whether something is an iterable at run time of which the type says that it holds nothing active."""
        if isinstance(x, Iter):
            return x.kind == "held"
        t = x.type if isinstance(x, Value) else None
        return isinstance(t, Held) or (isinstance(t, Lst) and bool(t.sites) and not carries(t.elem))

    def reduced(self, fn: Any, x: Any, node: Any, **named: Any) -> Value:
        """The sum, or the greatest or least, of inactive items."""
        t = element_type(self, x)
        for given in named.values():
            t = join_inert(t, inert(item_type(self.operand(given, node))))
        t = INT if t == BOOL and fn is sum else t
        return self.effect(fn, t, (self.viewed(x, node),), node, True, **named)

    def viewed(self, x: Any, node: Any) -> Value:
        """A view of a dict as an operand, anything else as it is."""
        if not isinstance(x, Iter):
            return x  # type: ignore[no-any-return]
        owner, name = x.parts
        t = Held("view", owner.type.key, owner.type.item, owner.type.sites)
        return self.effect(name, t, (owner,), node, True)

    def sorted_now(self, x: Any, reverse: Any, node: Any) -> Value:
        """`sorted(x)` of inactive items."""
        key = self.key(node)
        self.learn_list(key, inert(element_type(self, x)))
        return self.effect(
            sorted,
            self.list_type(node),
            (self.viewed(x, node),),
            node,
            **({} if reverse is False else {"reverse": reverse}),
        )

    def held_method(
        self, x: Value, name: str, args: list[Any], kwargs: dict[str, Any], node: Any
    ) -> Any:
        """A method of a container at run time."""
        t = x.type
        assert isinstance(t, Held)
        if name in VIEWS and t.name in DICTS:
            return Iter("held", (x, name))
        family = "dict" if t.name in DICTS else "set" if t.name == "set" else "list"
        handler = METHODS.get((family, name)) or METHODS.get((t.name, name))
        if handler is None:
            raise self.refuse(
                node, f"method `.{name}()` of a {t.name} that exists at run time is not supported",
                "what it does with what is held is not known",
            )  # fmt: skip
        if name not in PEEKING:
            self.check_own(x, node)
        if name == "sort" and "key" in kwargs:
            found = self.sorted_list(x, dict(kwargs), node)
            self.effect(operator.setitem, OPAQUE, (x, slice(None), self.operand(found, node)), node)
            return None
        many = name in TAKES_MANY
        operands = [iterated(self, a, node) if many else held_part(self, a, node) for a in args]
        made = handler(self, x, args, operands)
        named = {k: self.operand(v, node) for k, v in kwargs.items()}
        out = self.effect(name, made, (x, *operands), node, name in PEEKING, **named)
        return None if made == NOTHING else out

    def check_own(self, x: Value, node: Any) -> None:
        """Refuse to change a container of the caller."""
        if not x.type.sites:  # type: ignore[attr-defined]
            raise self.refuse(
                node, "a container of the caller is changed", "the caller's would change twice",
                "change a copy of it",
            )  # fmt: skip

    def look_at(self, fn: Any, t: Any, operands: tuple[Any, ...], node: Any) -> Any:
        """What a container at run time is now: its length, its truth, what is in it."""
        return self.effect(fn, t, operands, node, True)

    def held_operator(self, fn: Any, a: Any, b: Any, node: Any) -> Any:
        """`a | b` and the like: a new container of what both hold."""
        types = [
            Held("set", element_type(self, x), UNBOUND)
            if isinstance(x, SetObj)
            else type_of(self.operand(x, node))
            for x in (a, b)
        ]
        held = next(t for t in types if isinstance(t, Held))
        joined = held
        for t in types:
            if isinstance(t, Held):
                joined = replace(
                    joined, key=join_inert(joined.key, t.key), item=join_inert(joined.item, t.item),
                    sites=joined.sites | t.sites,
                )  # fmt: skip
        operands = self.operand(a, node), self.operand(b, node)
        return self.effect(fn, joined, operands, node, True)

    def held_in_place(self, old: Value, value: Any, symbol: str, node: Any) -> Any:
        """`old |= value` and the like, which change it."""
        of_set = _IN_PLACE.get(symbol) if old.type.name == "set" else None  # type: ignore[attr-defined]
        of_others = {"|": "update"} if old.type.name in DICTS else {"+": "extend"}  # type: ignore[attr-defined]
        name = of_set or of_others.get(symbol)
        if name is None:
            raise self.refuse(
                node, f"`{symbol}=` of a container that exists at run time", "it changes it in place",
                "call the method that does it",
            )  # fmt: skip
        self.held_method(old, name, [value], {}, node)
        return old

    def held_dict(self, args: list[Any], kwargs: dict[str, Any], node: Any) -> Any:
        """`dict(...)` that exists at run time."""
        self.shared.dynamic.add(self.key(node))
        made = self.make_dict(node, kwargs)
        if not args:
            return made
        if not isinstance(args[0], DictObj) and not self.is_held(args[0]):

            def add(pair: Any) -> None:
                key, value = self.unpack_all(pair, node)
                self.set_item(made, key, value, node)

            self.for_each(args[0], node, add, None)
            return made
        self.call(self.attribute(made, "update", node), [args[0]], {}, node)
        return made

    def heap_call(self, fn: Any, args: list[Any], kwargs: dict[str, Any], node: Any) -> Any:
        """A function of `heapq`, on a list of inactive things."""
        if fn in (heapq.nsmallest, heapq.nlargest):
            operands = (self.operand(args[0], node), iterated(self, args[1], node))
            t = Lst(inert(element_type(self, args[1])))
            return self.effect(fn, t, operands, node, True, **kwargs)
        heap = args[0]
        if isinstance(heap, ListObj) or (isinstance(heap, Value) and isinstance(heap.type, Lst)):
            raise self.as_plain(heap, node)
        operands = tuple(held_part(self, x, node) for x in args)
        for item in operands[1:]:
            learn_held(self, heap, UNBOUND, item_type(item))
        gives = fn not in (heapq.heappush, heapq.heapify)
        return self.effect(fn, heap.type.item if gives else NOTHING, operands, node)

    def inert_item(self, x: DictObj) -> Type | None:
        """The type of what a dict from outside gives for a key, if none of it can be differentiated."""
        if x.source is None:
            return None
        found: Type = UNBOUND
        for key in self.keys(x, None):
            found = join_inert(found, type_outside(self, self.state.get(x, ("key", key))))
        if isinstance(found, Num) and self.is_in_environment(self.outside.get(x, ("",))[0]):
            return found
        return None if isinstance(found, Unbound) or carries(found) else found

    # ---- what makes them ----

    def _call_deque(self, args: list[Any], kwargs: dict[str, Any], node: Any) -> Any:
        args, named = (args[:1], {"maxlen": args[1]}) if len(args) > 1 else (args, kwargs)
        return self.collected("deque", collections.deque, args, node, **named)

    def _call_counter(self, args: list[Any], kwargs: dict[str, Any], node: Any) -> Any:
        if not args or isinstance(args[0], DictObj) or self.is_held(args[0]):
            made = self.collected("Counter", collections.Counter, [], node, **kwargs)
            if args:
                self.held_method(made, "update", args, {}, node)
            return made
        return self.collected("Counter", collections.Counter, args, node)

    def _call_default_dict(self, args: list[Any], kwargs: dict[str, Any], node: Any) -> Any:
        if len(args) != 1 or kwargs or args[0] is None:
            raise self.refuse(
                node, "`defaultdict` that is not given a factory alone", "it is made from that",
                "make it empty, and update it",
            )  # fmt: skip
        key, factory = self.key(node), args[0]
        item = self._made_by(factory, key)
        if item is not None:
            learn_at(self, key, "defaultdict", UNBOUND, item)
        t = held_type(self, key, "defaultdict")
        if item is not None and not self.is_differentiated(key, t):
            operands = (self.operand(factory, node),)
            return self.effect(collections.defaultdict, t, operands, node)
        made = self.keyed(DefaultValues, node, {})
        self.state.set(made, "factory", factory)
        return made

    def _made_by(self, factory: Any, key: Any) -> Type | None:
        """The type of what a factory of Python's own makes."""
        obj = factory.obj if isinstance(factory, Static) else None
        at = (key, "item")
        if obj is list:
            return Lst(self.shared.list_types.get(at, UNBOUND), frozenset((at,)))
        if obj in (set, dict):
            return held_type(self, at, obj.__name__)
        found: dict[Any, Type] = {int: INT, float: Num("float"), str: Opaque("str"), bool: BOOL}
        return found.get(obj)
