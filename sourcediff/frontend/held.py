"""Dicts, sets, lists and queues that exist at run time and hold nothing that is differentiated.

What is done with them happens once, in the forward sweep, and as it is written: each use is an effect, which is never
moved past another nor run again. That nothing active gets into one is asked by `analysis/activity.py`.
"""

from __future__ import annotations

import collections
import heapq
import operator
from collections.abc import Callable
from dataclasses import replace
from typing import Any

from sourcediff.frontend.abstract import (
    DictObj,
    Instance,
    Iter,
    ListObj,
    SetObj,
    Static,
    is_immutable,
    is_literal,
)
from sourcediff.frontend.base import item_type
from sourcediff.frontend.expressions import Expressions
from sourcediff.frontend.keyed import DefaultValues, KeyedValues
from sourcediff.ir import primitives
from sourcediff.ir.core import Op, Record, Value, type_of
from sourcediff.ir.join import join_inert
from sourcediff.ir.records import is_plain_record, record_fields
from sourcediff.ir.types import (
    BOOL,
    INT,
    OPAQUE,
    UNBOUND,
    UNKNOWN,
    WORDS,
    Arr,
    Held,
    Lst,
    Num,
    Opaque,
    Tup,
    Type,
    Unbound,
    carries,
    is_fixed,
    sites_in,
    surely_carries,
)

DICTS = ("dict", "defaultdict", "Counter", "OrderedDict")
VIEWS = ("keys", "values", "items", "elements")


class HeldThings(Expressions):
    """What is done with containers at run time that hold nothing active."""

    # ---- types ----

    def held_type(self, key: Any, kind: str) -> Held:
        """What is known of what is made at a place of the program."""
        known = self.shared.list_types.get(key)
        if not isinstance(known, Held):
            return Held(kind, UNBOUND, UNBOUND, frozenset((key,)))
        return Held(kind, known.key, known.item, frozenset((key,)))

    def learn_held(self, x: Value, key: Type = UNBOUND, item: Type = UNBOUND) -> None:
        """Note the types of what is put into a container."""
        for site in x.type.sites:  # type: ignore[attr-defined]
            self.learn_at(site, x.type.name, key, item)  # type: ignore[attr-defined]

    def learn_at(self, site: Any, kind: str, key: Type = UNBOUND, item: Type = UNBOUND) -> None:
        """Note the types of what is put into the containers that are made at a place; a new fact asks for another attempt."""
        old = self.held_type(site, kind)
        new = replace(
            old, key=join_inert(old.key, inert(key)), item=join_inert(old.item, inert(item))
        )
        if new != old or sites_in(new) != sites_in(old):
            self.shared.list_types[site] = new
            self.shared.changed = True

    def element_type(self, x: Any) -> Type:
        """The type of what an iterable gives."""
        members = None if isinstance(x, DictObj) else self.members(x, None)
        if isinstance(x, DictObj):
            members = list(self.keys(x, None))
        if members is not None:
            found: Type = UNBOUND
            for member in members:
                found = join_inert(found, inert(item_type(self.held_part(member, None))))
            return found
        if isinstance(x, Iter):
            return self._iterated_type(x)
        t = type_of(x) if isinstance(x, Value) else OPAQUE
        if isinstance(t, Held):
            return t.key if t.name in (*DICTS, "set") else t.item  # type: ignore[no-any-return]
        if isinstance(t, Lst):
            return t.elem  # type: ignore[no-any-return]
        if isinstance(t, Arr) and t.shape is not None and len(t.shape) == 1:
            from sourcediff.ir.scalars import element

            return element(t)
        return Opaque("str") if t in (WORDS, Opaque("str")) else OPAQUE

    def _iterated_type(self, x: Iter) -> Type:
        if x.kind == "held":
            return self.view_type(x)
        if x.kind == "range":
            return INT
        if x.kind == "zip":
            return Tup(tuple(map(self.element_type, x.parts)))
        if x.kind == "enumerate":
            return Tup((INT, self.element_type(x.parts[0])))
        return self.element_type(x.parts[0])

    # ---- making ----

    def is_dynamic(self, site: Any) -> bool:
        """Whether what is made at a place exists at run time."""
        return self.key(site) in self.shared.dynamic

    def make_held_dict(self, site: Any, pairs: dict[Any, Any]) -> Any:
        """A dict that exists at run time: its values are in a list if they may be differentiated."""
        key = self.key(site)
        for k, x in pairs.items():
            self.learn_at(key, "dict", item_type(k), item_type(self.held_part(x, site)))
        t = self.held_type(key, "dict")
        if self.is_differentiated(key, t):
            return self.keyed(KeyedValues, site, pairs)
        parts = {k: self.held_part(x, site) for k, x in pairs.items()}
        return self.b.emit("call", t, primitives.identity, (parts,), None, text="dict")

    def is_differentiated(self, key: Any, t: Held) -> bool:
        """Whether what a dict holds may be active."""
        return key not in self.shared.plain and surely_carries(t.item)

    def keyed(self, cls: type, site: Any, pairs: dict[Any, Any]) -> Instance:
        """A dict whose values are in a list."""
        made, places = Instance(cls), {k: i for i, k in enumerate(pairs)}
        at = self.key(site), "where"
        for k in pairs:
            self.learn_at(at, "dict", item_type(k), INT)
        self.learn_at(at, "dict", UNBOUND, INT)
        where = self.b.emit(
            "call", self.held_type(at, "dict"), primitives.identity, (places,), None, text="dict"
        )
        held = self.concatenated([(False, x) for x in pairs.values()], (site, "held"))
        where.hint, held.hint = "where", "held"
        self.state.set(made, "where", where)
        self.state.set(made, "held", held)
        return made

    def make_held_set(self, site: Any, elements: list[Any]) -> Value:
        """A set that exists at run time."""
        parts = [self.held_part(x, site) for x in elements]
        for part in parts:
            self.learn_at(self.key(site), "set", item_type(part))
        args = (parts,) if parts else ()
        return self.b.emit("call", self.held_type(self.key(site), "set"), set, args)

    def make_held_list(self, site: Any, parts: list[Any]) -> Value:
        """A list of inactive things that exists at run time, for what a list of active ones cannot do."""
        args = [self.held_part(x, site) for x in parts]
        for arg in args:
            self.learn_at(self.key(site), "list", UNBOUND, item_type(arg))
        t = self.held_type(self.key(site), "list")
        return self.b.emit("call", t, primitives.identity, (args,), None, text="list")

    def collected(self, kind: str, fn: Any, args: list[Any], node: Any, **named: Any) -> Value:
        """A set, deque or counter of the items of an iterable."""
        key = self.key(node)
        if args:
            element = self.element_type(args[0])
            self.learn_at(
                key, kind, *((UNBOUND, element) if kind in ("deque", "list") else (element,))
            )
        if kind == "Counter":
            self.learn_at(key, kind, UNBOUND, INT)
        operands = tuple(self.iterated(a, node) for a in args)
        return self.effect(fn, self.held_type(key, kind), operands, node, **named)

    def iterated(self, x: Any, node: Any) -> Any:
        """An iterable as an operand: lists in it exist at run time, it itself need not."""
        if isinstance(x, (ListObj, tuple)):
            return [self.held_part(item, node) for item in self.unpack_all(x, node)]
        if isinstance(x, DictObj) and not isinstance(x, SetObj):
            return {k: self.held_part(v, node) for k, v in self.dict_items(x, node).items()}
        return self.operand(x, node)

    def held_part(self, x: Any, node: Any) -> Any:
        """Something as it is put into a container at run time: what can be changed has to exist at run time itself."""
        if isinstance(x, tuple):
            return tuple(self.held_part(part, node) for part in x)
        if isinstance(x, ListObj):
            raise self.escalate(x)
        if isinstance(x, DictObj) and x.source is None:
            raise self.as_plain(x, node)
        if isinstance(x, DictObj):
            return {k: self.held_part(v, node) for k, v in self.dict_items(x, node).items()}
        if isinstance(x, Instance) and issubclass(x.cls, KeyedValues):
            raise self.as_plain(x, node)
        if isinstance(x, Instance) and x.source is not None and is_plain_record(x.cls):
            names = record_fields(x.cls) or ()
            fields = {n: self.instance_attribute(x, n, node) for n in names}
            return Record(x.cls, {n: self.held_part(part, node) for n, part in fields.items()})
        if isinstance(x, Instance) and x.source is None and not is_immutable(x):
            raise self.refuse(
                node, "an object is put into a container that exists at run time",
                "its attributes are followed by name", "use a tuple, or a dict",
            )  # fmt: skip
        return self.operand(x, node)

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
        info: dict[str, Any] = {"node": self.place(node), "held": True}  # type: ignore[attr-defined]
        if isinstance(fn, str):
            info["method"] = fn
        if peeks:
            info["peeks"] = True
        kwargs = {name: self.held_part(x, node) for name, x in named.items()}
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
            self.held_part(index, node)
            if not isinstance(index, slice)
            else self.operand(index, node)
        )
        made: Type = t if isinstance(index, slice) else t.item
        if t.name == "defaultdict":
            self.check_own(x, node)
            self.learn_held(x, item_type(key))
        peeks = t.name != "defaultdict"
        return self.effect(operator.getitem, made, (x, key), node, peeks)

    def set_held_item(self, x: Value, index: Any, value: Any, node: Any) -> None:
        """`x[index] = value`."""
        self.check_own(x, node)
        key, part = self.operand(index, node), self.held_part(value, node)
        of_dict = x.type.name in DICTS  # type: ignore[attr-defined]
        if isinstance(index, slice):
            self.learn_held(x, UNBOUND, self.element_type(value))
        else:
            self.learn_held(x, item_type(key) if of_dict else UNBOUND, item_type(part))
        self.effect(operator.setitem, OPAQUE, (x, key, part), node)

    def delete_held_item(self, x: Value, index: Any, node: Any) -> None:
        """`del x[index]`."""
        self.check_own(x, node)
        self.effect(operator.delitem, OPAQUE, (x, self.operand(index, node)), node)

    def view_type(self, x: Iter) -> Type:
        """The type of what a view of a dict gives."""
        owner, name = x.parts
        t = owner.type
        whole = Tup((t.key, t.item))
        return {"keys": t.key, "elements": t.key, "values": t.item, "items": whole}[name]  # type: ignore[no-any-return]

    def materialized(self, x: Any, node: Any) -> Value:
        """A list of what a container, or a view of a dict, gives now."""
        if isinstance(x, Iter):
            return self.effect(list, Lst(self.view_type(x)), (self.viewed(x, node),), node, True)
        return self.effect(list, Lst(self.element_type(x)), (x,), node, True)

    def listed_now(self, x: Any, node: Any) -> Value:
        """`list(x)`, a list of its own that may be changed."""
        key = self.key(node)
        self.learn_list(key, self.view_type(x) if isinstance(x, Iter) else self.element_type(x))
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
        t = self.element_type(x)
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
        self.learn_list(key, inert(self.element_type(x)))
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
        handler = _METHODS.get((family, name)) or _METHODS.get((t.name, name))
        if handler is None:
            raise self.refuse(
                node, f"method `.{name}()` of a {t.name} that exists at run time is not supported",
                "what it does with what is held is not known",
            )  # fmt: skip
        if name not in _PEEKING:
            self.check_own(x, node)
        many = name in _TAKES_MANY
        operands = [self.iterated(a, node) if many else self.held_part(a, node) for a in args]
        made = handler(self, x, args, operands)
        named = {k: self.operand(v, node) for k, v in kwargs.items()}
        out = self.effect(name, made, (x, *operands), node, name in _PEEKING, **named)
        return None if made == _NOTHING else out

    def check_own(self, x: Value, node: Any) -> None:
        """Refuse to change a container of the caller."""
        if not x.type.sites:  # type: ignore[attr-defined]
            raise self.refuse(
                node, "a container of the caller is changed", "the caller's would change twice",
                "change a copy of it",
            )  # fmt: skip

    def learn_many(self, x: Value, args: list[Any]) -> None:
        """Note what the items of iterables are that are put into a container."""
        of_keys = x.type.name in ("set", "Counter")  # type: ignore[attr-defined]
        for arg in args:
            t = self.element_type(arg)
            self.learn_held(x, *((t,) if of_keys else (UNBOUND, t)))

    def learn_pairs(self, x: Value, args: list[Any]) -> None:
        """Note what a mapping, or an iterable of pairs, puts into a dict."""
        for arg in args:
            if isinstance(arg, DictObj):
                for k, v in self.dict_items(arg, None).items():
                    self.learn_held(x, item_type(k), item_type(self.held_part(v, None)))
            elif self.is_held(arg):
                self.learn_held(x, arg.type.key, arg.type.item)
            else:
                t = self.element_type(arg)
                pair = t.items if isinstance(t, Tup) and len(t.items) == 2 else (OPAQUE, OPAQUE)
                self.learn_held(x, *pair)

    def look_at(self, fn: Any, t: Any, operands: tuple[Any, ...], node: Any) -> Any:
        """What a container at run time is now: its length, its truth, what is in it."""
        return self.effect(fn, t, operands, node, True)

    def held_operator(self, fn: Any, a: Any, b: Any, node: Any) -> Any:
        """`a | b` and the like: a new container of what both hold."""
        types = [
            Held("set", self.element_type(x), UNBOUND)
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
            operands = (self.operand(args[0], node), self.iterated(args[1], node))
            t = Lst(inert(self.element_type(args[1])))
            return self.effect(fn, t, operands, node, True, **kwargs)
        heap = args[0]
        if isinstance(heap, ListObj) or (isinstance(heap, Value) and isinstance(heap.type, Lst)):
            raise self.as_plain(heap, node)
        operands = tuple(self.held_part(x, node) for x in args)
        for item in operands[1:]:
            self.learn_held(heap, UNBOUND, item_type(item))
        gives = fn not in (heapq.heappush, heapq.heapify)
        return self.effect(fn, heap.type.item if gives else _NOTHING, operands, node)

    def inert_item(self, x: DictObj) -> Type | None:
        """The type of what a dict of the caller gives for a key, if none of it can be differentiated."""
        if x.source is None:
            return None
        found: Type = UNBOUND
        for key in self.keys(x, None):
            found = join_inert(found, self._type_outside(self.state.get(x, ("key", key))))
        return None if isinstance(found, Unbound) or carries(found) else found

    def _type_outside(self, x: Any) -> Type:
        """The type of something of the caller as it is at run time."""
        if isinstance(x, ListObj):
            found: Type = UNBOUND
            for part in self.items(x):
                found = join_inert(found, self._type_outside(part))
            return Lst(found) if not isinstance(found, Unbound) else Lst(OPAQUE)
        if isinstance(x, tuple):
            return Tup(tuple(map(self._type_outside, x)))
        if isinstance(x, Value) or is_literal(x):
            return inert(type_of(x))
        return UNKNOWN

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
            self.learn_at(key, "defaultdict", UNBOUND, item)
        t = self.held_type(key, "defaultdict")
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
            return self.held_type(at, obj.__name__)
        found: dict[Any, Type] = {int: INT, float: Num("float"), str: Opaque("str"), bool: BOOL}
        return found.get(obj)


_NOTHING = Opaque("NoneType")
_IN_PLACE = {
    "|": "update", "&": "intersection_update", "-": "difference_update",
    "^": "symmetric_difference_update",
}  # fmt: skip
HEAP_CALLS = (
    heapq.heappush, heapq.heappop, heapq.heapify, heapq.heappushpop, heapq.heapreplace,
    heapq.nsmallest, heapq.nlargest,
)  # fmt: skip
Handler = Callable[[HeldThings, Value, list[Any], list[Any]], Type]


def inert(t: Type) -> Type:
    """The type of something in a container: sizes differ from item to item."""
    if isinstance(t, Num):
        return replace(t, dim=None)
    if isinstance(t, Arr):
        return Arr(t.dtype, None)
    return Tup(tuple(map(inert, t.items))) if isinstance(t, Tup) else t


def _item(lowering: HeldThings, x: Value, args: list[Any], operands: list[Any]) -> Type:
    """What a key, or else a default, gives."""
    t: Any = x.type
    default = operands[1] if len(operands) > 1 else None
    found: Type = t.item
    return found if len(operands) < 2 else join_inert(found, inert(item_type(default)))


def _get(lowering: HeldThings, x: Value, args: list[Any], operands: list[Any]) -> Type:
    return _item(lowering, x, args, [operands[0], operands[1] if len(operands) > 1 else None])


def _set_default(lowering: HeldThings, x: Value, args: list[Any], operands: list[Any]) -> Type:
    default = operands[1] if len(operands) > 1 else None
    lowering.learn_held(x, item_type(operands[0]), item_type(default))
    return x.type.item  # type: ignore[attr-defined,no-any-return]


def _pair(lowering: HeldThings, x: Value, args: list[Any], operands: list[Any]) -> Type:
    return Tup((x.type.key, x.type.item))  # type: ignore[attr-defined]


def _nothing(lowering: HeldThings, x: Value, args: list[Any], operands: list[Any]) -> Type:
    return _NOTHING


def _same(lowering: HeldThings, x: Value, args: list[Any], operands: list[Any]) -> Type:
    return x.type


def _update(lowering: HeldThings, x: Value, args: list[Any], operands: list[Any]) -> Type:
    mapping = args and (isinstance(args[0], DictObj) or lowering.is_held(args[0]))
    kind = x.type.name  # type: ignore[attr-defined]
    if kind == "set" or (kind == "Counter" and not mapping):
        lowering.learn_many(x, args)
    else:
        lowering.learn_pairs(x, args)
    return _NOTHING


def _joined(lowering: HeldThings, x: Value, args: list[Any], operands: list[Any]) -> Type:
    t: Any = x.type
    key = t.key
    for arg in args:
        key = join_inert(key, inert(lowering.element_type(arg)))
    return Held("set", key, UNBOUND, t.sites)


def _added(lowering: HeldThings, x: Value, args: list[Any], operands: list[Any]) -> Type:
    lowering.learn_held(x, item_type(operands[0]))
    return _NOTHING


def _popped_key(lowering: HeldThings, x: Value, args: list[Any], operands: list[Any]) -> Type:
    return x.type.key  # type: ignore[attr-defined,no-any-return]


def _popped_item(lowering: HeldThings, x: Value, args: list[Any], operands: list[Any]) -> Type:
    return x.type.item  # type: ignore[attr-defined,no-any-return]


def _appended(lowering: HeldThings, x: Value, args: list[Any], operands: list[Any]) -> Type:
    lowering.learn_held(x, UNBOUND, item_type(operands[-1]))
    return _NOTHING


def _extended(lowering: HeldThings, x: Value, args: list[Any], operands: list[Any]) -> Type:
    lowering.learn_many(x, args)
    return _NOTHING


def _number(lowering: HeldThings, x: Value, args: list[Any], operands: list[Any]) -> Type:
    return INT


def _truth(lowering: HeldThings, x: Value, args: list[Any], operands: list[Any]) -> Type:
    return BOOL


def _counted(lowering: HeldThings, x: Value, args: list[Any], operands: list[Any]) -> Type:
    return Lst(Tup((x.type.key, INT)))  # type: ignore[attr-defined]


_METHODS: dict[tuple[str, str], Handler] = {
    ("dict", "get"): _get, ("dict", "setdefault"): _set_default, ("dict", "pop"): _item,
    ("dict", "popitem"): _pair, ("dict", "clear"): _nothing, ("dict", "copy"): _same,
    ("dict", "update"): _update, ("Counter", "most_common"): _counted, ("Counter", "total"): _number,
    ("Counter", "subtract"): _update, ("OrderedDict", "move_to_end"): _nothing,
    ("set", "add"): _added, ("set", "discard"): _nothing, ("set", "remove"): _nothing,
    ("set", "pop"): _popped_key, ("set", "clear"): _nothing, ("set", "copy"): _same,
    ("set", "update"): _update, ("set", "intersection_update"): _nothing,
    ("set", "difference_update"): _nothing, ("set", "symmetric_difference_update"): _update,
    ("set", "union"): _joined, ("set", "intersection"): _joined, ("set", "difference"): _joined,
    ("set", "symmetric_difference"): _joined, ("set", "issubset"): _truth, ("set", "issuperset"): _truth,
    ("set", "isdisjoint"): _truth,
    ("list", "append"): _appended, ("list", "appendleft"): _appended, ("list", "insert"): _appended,
    ("list", "extend"): _extended, ("list", "extendleft"): _extended, ("list", "pop"): _popped_item,
    ("list", "popleft"): _popped_item, ("list", "remove"): _nothing, ("list", "clear"): _nothing,
    ("list", "reverse"): _nothing, ("list", "rotate"): _nothing, ("list", "sort"): _nothing,
    ("list", "index"): _number, ("list", "count"): _number, ("list", "copy"): _same,
}  # fmt: skip
_TAKES_MANY = (
    "update", "subtract", "extend", "extendleft", "union", "intersection", "difference",
    "symmetric_difference", "intersection_update", "difference_update", "symmetric_difference_update",
    "issubset", "issuperset", "isdisjoint",
)  # fmt: skip
_PEEKING = (
    "get", "copy", "most_common", "total", "union", "intersection", "difference", "symmetric_difference",
    "issubset", "issuperset", "isdisjoint", "index", "count",
)  # fmt: skip
