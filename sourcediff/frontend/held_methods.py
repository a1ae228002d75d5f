"""Methods of containers at run time: what each gives, and what it puts into the container."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from sourcediff.frontend.abstract import DictObj
from sourcediff.frontend.expressions import Expressions
from sourcediff.frontend.held_types import element_type, inert, learn_held, learn_many, learn_pairs
from sourcediff.frontend.list_types import item_type
from sourcediff.ir.core import Value
from sourcediff.ir.join import join_inert
from sourcediff.ir.types import BOOL, INT, UNBOUND, Held, Lst, Opaque, Tup, Type

VIEWS = ("keys", "values", "items", "elements")
NOTHING = Opaque("NoneType")
Handler = Callable[[Expressions, Value, list[Any], list[Any]], Type]


def _item(lowering: Expressions, x: Value, args: list[Any], operands: list[Any]) -> Type:
    """What a key, or else a default, gives."""
    t: Any = x.type
    default = operands[1] if len(operands) > 1 else None
    found: Type = t.item
    return found if len(operands) < 2 else join_inert(found, inert(item_type(default)))


def _get(lowering: Expressions, x: Value, args: list[Any], operands: list[Any]) -> Type:
    return _item(lowering, x, args, [operands[0], operands[1] if len(operands) > 1 else None])


def _set_default(lowering: Expressions, x: Value, args: list[Any], operands: list[Any]) -> Type:
    default = operands[1] if len(operands) > 1 else None
    learn_held(lowering, x, item_type(operands[0]), item_type(default))
    return x.type.item  # type: ignore[attr-defined,no-any-return]


def _pair(lowering: Expressions, x: Value, args: list[Any], operands: list[Any]) -> Type:
    return Tup((x.type.key, x.type.item))  # type: ignore[attr-defined]


def _nothing(lowering: Expressions, x: Value, args: list[Any], operands: list[Any]) -> Type:
    return NOTHING


def _same(lowering: Expressions, x: Value, args: list[Any], operands: list[Any]) -> Type:
    return x.type


def _update(lowering: Expressions, x: Value, args: list[Any], operands: list[Any]) -> Type:
    mapping = args and (isinstance(args[0], DictObj) or lowering.is_held(args[0]))
    kind = x.type.name  # type: ignore[attr-defined]
    if kind == "set" or (kind == "Counter" and not mapping):
        learn_many(lowering, x, args)
    else:
        learn_pairs(lowering, x, args)
    return NOTHING


def _joined(lowering: Expressions, x: Value, args: list[Any], operands: list[Any]) -> Type:
    t: Any = x.type
    key = t.key
    for arg in args:
        key = join_inert(key, inert(element_type(lowering, arg)))
    return Held("set", key, UNBOUND, t.sites)


def _added(lowering: Expressions, x: Value, args: list[Any], operands: list[Any]) -> Type:
    learn_held(lowering, x, item_type(operands[0]))
    return NOTHING


def _popped_key(lowering: Expressions, x: Value, args: list[Any], operands: list[Any]) -> Type:
    return x.type.key  # type: ignore[attr-defined,no-any-return]


def _popped_item(lowering: Expressions, x: Value, args: list[Any], operands: list[Any]) -> Type:
    return x.type.item  # type: ignore[attr-defined,no-any-return]


def _appended(lowering: Expressions, x: Value, args: list[Any], operands: list[Any]) -> Type:
    learn_held(lowering, x, UNBOUND, item_type(operands[-1]))
    return NOTHING


def _extended(lowering: Expressions, x: Value, args: list[Any], operands: list[Any]) -> Type:
    learn_many(lowering, x, args)
    return NOTHING


def _number(lowering: Expressions, x: Value, args: list[Any], operands: list[Any]) -> Type:
    return INT


def _truth(lowering: Expressions, x: Value, args: list[Any], operands: list[Any]) -> Type:
    return BOOL


def _counted(lowering: Expressions, x: Value, args: list[Any], operands: list[Any]) -> Type:
    return Lst(Tup((x.type.key, INT)))  # type: ignore[attr-defined]


METHODS: dict[tuple[str, str], Handler] = {
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
TAKES_MANY = (
    "update", "subtract", "extend", "extendleft", "union", "intersection", "difference",
    "symmetric_difference", "intersection_update", "difference_update", "symmetric_difference_update",
    "issubset", "issuperset", "isdisjoint",
)  # fmt: skip
PEEKING = (
    "get", "copy", "most_common", "total", "union", "intersection", "difference", "symmetric_difference",
    "issubset", "issuperset", "isdisjoint", "index", "count",
)  # fmt: skip
