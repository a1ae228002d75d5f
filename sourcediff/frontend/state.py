"""How states meet: the joins of branches and the carried slots of loops."""

from __future__ import annotations

from typing import Any

from sourcediff.frontend.abstract import (
    UNDEFINED,
    ListObj,
    Poison,
    State,
    is_literal,
    is_operand,
    same,
)
from sourcediff.ir.core import Value, type_of
from sourcediff.ir.types import UNBOUND, Arr, Guards, Num, Type, Unbound, fresh_dim, join

NO_LITERAL = (
    "it is one thing on one path and another on the other, and neither is a number or array"
)


class NotCarried(Exception):
    """A slot's two values have no common run-time form."""


def hint_of(key: Any) -> str:
    """The user's name for a slot, if it has one."""
    return key if isinstance(key, str) and key.isidentifier() else ""


def changed(before: State, after: State) -> list[tuple[Any, Any]]:
    """The slots that differ, in a stable order."""
    out = [k for k, v in after.slots.items() if not same(before.slots.get(k, UNDEFINED), v)]
    return out + [k for k in before.slots if k not in after.slots]


def merge(a: Any, b: Any, make: Any) -> Any:
    """One abstract value for two paths; `make(a, b)` gives a run-time value for two operands."""
    a, b = (
        UNDEFINED if isinstance(x, Value) and isinstance(x.type, Unbound) else x for x in (a, b)
    )
    if same(a, b):
        return a
    if isinstance(a, tuple) and isinstance(b, tuple) and len(a) == len(b):
        return tuple(merge(p, q, make) for p, q in zip(a, b, strict=True))
    if isinstance(a, tuple) and b is UNDEFINED:
        return tuple(merge(p, UNDEFINED, make) for p in a)
    if isinstance(b, tuple) and a is UNDEFINED:
        return tuple(merge(UNDEFINED, q, make) for q in b)
    if _joins(a) and _joins(b) and not (a is UNDEFINED and b is UNDEFINED):
        return make(a, b)
    if isinstance(a, Poison):
        return a
    if isinstance(b, Poison):
        return b
    return Poison(NO_LITERAL)


def _joins(x: Any) -> bool:
    return is_operand(x) or is_literal(x) or x is UNDEFINED


def operand_type(x: Any) -> Type:
    """The type of an operand, unbound ones included."""
    return UNBOUND if x is UNDEFINED else type_of(x)


def join_carried(param: Type, arrived: Type, since: int, guards: Guards) -> Type:
    """The type of a loop's parameter after one more turn: sizes named in the loop stay, others that differ are renamed."""
    if isinstance(param, Arr) and isinstance(arrived, Arr) and param.dtype == arrived.dtype:
        if param.shape is None or arrived.shape is None or len(param.shape) != len(arrived.shape):
            return Arr(param.dtype, None)
        dims = []
        for p, q in zip(param.shape, arrived.shape, strict=True):
            local = any(s.serial >= since or s.loose for s, _ in p.terms)
            dims.append(p if local else guards.unify(p, q) or fresh_dim(loose=True))
        return Arr(param.dtype, tuple(dims))
    if isinstance(param, Num) and isinstance(arrived, Num) and param.kind == arrived.kind == "int":
        same_dim = param.dim is not None and param.dim == arrived.dim
        return Num(
            "int",
            join(param, arrived).dtype,  # type: ignore[attr-defined]
            param.dim if same_dim else None,
        )
    return join(param, arrived)


def length(state: State, made: ListObj) -> int:
    """The number of items of a list that is followed."""
    return int(state.get(made, "#"))


def items(state: State, made: ListObj) -> list[Any]:
    """The items of a list that is followed."""
    return [state.get(made, i) for i in range(length(state, made))]


def materialized(x: Any) -> bool:
    """Whether an abstract value is a single run-time value."""
    return isinstance(x, Value)
