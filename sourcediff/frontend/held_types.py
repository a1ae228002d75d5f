"""What is learned of containers at run time: the types of the keys and items that are put into them."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from sourcediff.frontend.abstract import DictObj, Iter, ListObj, is_literal
from sourcediff.frontend.expressions import Expressions
from sourcediff.frontend.held_parts import held_part
from sourcediff.frontend.list_types import item_type
from sourcediff.ir.core import Value, type_of
from sourcediff.ir.join import join_inert
from sourcediff.ir.scalars import element
from sourcediff.ir.types import (
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
    sites_in,
)

DICTS = ("dict", "defaultdict", "Counter", "OrderedDict")


def inert(t: Type) -> Type:
    """The type of something in a container: sizes differ from item to item."""
    if isinstance(t, Num):
        return replace(t, dim=None)
    if isinstance(t, Arr):
        return Arr(t.dtype, None)
    return Tup(tuple(map(inert, t.items))) if isinstance(t, Tup) else t


def held_type(lowering: Expressions, key: Any, kind: str) -> Held:
    """What is known of what is made at a place of the program."""
    known = lowering.shared.list_types.get(key)
    if not isinstance(known, Held):
        return Held(kind, UNBOUND, UNBOUND, frozenset((key,)))
    return Held(kind, known.key, known.item, frozenset((key,)))


def learn_held(lowering: Expressions, x: Value, key: Type = UNBOUND, item: Type = UNBOUND) -> None:
    """Note the types of what is put into a container."""
    for site in x.type.sites:  # type: ignore[attr-defined]
        learn_at(lowering, site, x.type.name, key, item)  # type: ignore[attr-defined]


def learn_at(
    lowering: Expressions, site: Any, kind: str, key: Type = UNBOUND, item: Type = UNBOUND
) -> None:
    """Note the types of what is put into the containers that are made at a place; a new fact asks for another attempt."""
    old = held_type(lowering, site, kind)
    new = replace(old, key=join_inert(old.key, inert(key)), item=join_inert(old.item, inert(item)))
    if new != old or sites_in(new) != sites_in(old):
        lowering.shared.list_types[site] = new
        lowering.shared.changed = True


def learn_many(lowering: Expressions, x: Value, args: list[Any]) -> None:
    """Note what the items of iterables are that are put into a container."""
    of_keys = x.type.name in ("set", "Counter")  # type: ignore[attr-defined]
    for arg in args:
        t = element_type(lowering, arg)
        learn_held(lowering, x, *((t,) if of_keys else (UNBOUND, t)))


def learn_pairs(lowering: Expressions, x: Value, args: list[Any]) -> None:
    """Note what a mapping, or an iterable of pairs, puts into a dict."""
    for arg in args:
        if isinstance(arg, DictObj):
            for k, v in lowering.dict_items(arg, None).items():
                learn_held(lowering, x, item_type(k), item_type(held_part(lowering, v, None)))
        elif lowering.is_held(arg):
            learn_held(lowering, x, arg.type.key, arg.type.item)
        else:
            t = element_type(lowering, arg)
            pair = t.items if isinstance(t, Tup) and len(t.items) == 2 else (OPAQUE, OPAQUE)
            learn_held(lowering, x, *pair)


def element_type(lowering: Expressions, x: Any) -> Type:
    """The type of what an iterable gives."""
    members = None if isinstance(x, DictObj) else lowering.members(x, None)
    if isinstance(x, DictObj):
        members = list(lowering.keys(x, None))
    if members is not None:
        found: Type = UNBOUND
        for member in members:
            found = join_inert(found, inert(item_type(held_part(lowering, member, None))))
        return found
    if isinstance(x, Iter):
        return _iterated_type(lowering, x)
    t = type_of(x) if isinstance(x, Value) else OPAQUE
    if isinstance(t, Held):
        return t.key if t.name in (*DICTS, "set") else t.item  # type: ignore[no-any-return]
    if isinstance(t, Lst):
        return t.elem  # type: ignore[no-any-return]
    if isinstance(t, Arr) and t.shape is not None and len(t.shape) == 1:
        return element(t)
    return Opaque("str") if t in (WORDS, Opaque("str")) else OPAQUE


def _iterated_type(lowering: Expressions, x: Iter) -> Type:
    """The type of what an iterator gives."""
    if x.kind == "held":
        return view_type(x)
    if x.kind == "range":
        return INT
    if x.kind == "zip":
        return Tup(tuple(element_type(lowering, part) for part in x.parts))
    if x.kind == "enumerate":
        return Tup((INT, element_type(lowering, x.parts[0])))
    return element_type(lowering, x.parts[0])


def view_type(x: Iter) -> Type:
    """The type of what a view of a dict gives."""
    owner, name = x.parts
    t = owner.type
    whole = Tup((t.key, t.item))
    return {"keys": t.key, "elements": t.key, "values": t.item, "items": whole}[name]  # type: ignore[no-any-return]


def type_outside(lowering: Expressions, x: Any) -> Type:
    """The type of something of the caller as it is at run time."""
    if isinstance(x, ListObj):
        found: Type = UNBOUND
        for part in lowering.items(x):
            found = join_inert(found, type_outside(lowering, part))
        return Lst(found) if not isinstance(found, Unbound) else Lst(OPAQUE)
    if isinstance(x, tuple):
        return Tup(tuple(type_outside(lowering, part) for part in x))
    if isinstance(x, Value) or is_literal(x):
        return inert(type_of(x))
    return UNKNOWN
