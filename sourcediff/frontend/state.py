"""How states meet: the joins of branches and the carried slots of loops."""

from __future__ import annotations

import operator
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from sourcediff.frontend.abstract import (
    UNDEFINED,
    Bound,
    Choice,
    Closure,
    DictObj,
    Instance,
    Iter,
    ListObj,
    Partial,
    Poison,
    State,
    View,
    is_literal,
    is_operand,
    map_parts,
    objects_in,
    parts_of,
    same,
)
from sourcediff.frontend.unbound import bound_hint
from sourcediff.ir import primitives
from sourcediff.ir.core import Op, Value, type_of
from sourcediff.ir.guards import Guards
from sourcediff.ir.join import either, join, joined_part, maybe
from sourcediff.ir.sizes import fresh_dim
from sourcediff.ir.types import (
    BOOL,
    INT,
    UNBOUND,
    Arr,
    Num,
    Type,
    Unbound,
    array_of,
    may_be_none,
    number_of,
    something_of,
)

NO_LITERAL = (
    "it is one thing on one path and another on the other, and neither is a number or array"
)


def hint_of(key: Any) -> str:
    """The user's name for a slot, if it has one."""
    if not isinstance(key, str):
        return ""
    return key if key.isidentifier() else bound_hint(key)


def changed(before: State, after: State) -> list[tuple[Any, Any]]:
    """The slots that differ, in a stable order."""
    out = [k for k, v in after.slots.items() if not same(before.at(k), v)]
    return out + [k for k in before.slots if k not in after.slots]


def is_unbound(x: Any) -> bool:
    """Whether a slot surely holds nothing."""
    return isinstance(x, Value) and isinstance(x.type, Unbound)


def joins(x: Any) -> bool:
    """Whether something can be joined with another as a run-time value."""
    return is_operand(x) or is_literal(x) or x is UNDEFINED


def options_of(x: Any) -> tuple[Any, ...]:
    """What something may be."""
    return x.options if isinstance(x, Choice) else (x,)


def place_among(which: Any, places: tuple[int, ...]) -> Op | None:
    """The operation that says which of several places is meant; None if `which` says it itself.

    A test is no number: one of NumPy's does not index a tuple.
    """
    out, how = Value(INT), {"safe": True}
    if type_of(which) == BOOL:
        return Op("call", (out,), primitives.select, (which, places[1], places[0]), info=how)
    if places == tuple(range(len(places))):
        return None
    return Op("call", (out,), operator.getitem, (places, which), info=how)


def references(state: State, value: Any) -> Counter[Any]:
    """How often each list, dict and object is referred to, by slots and by a value at hand."""
    found: Counter[Any] = Counter()
    for x in (*state.begun.values(), *state.slots.values(), value):
        found.update(objects_in(x))
    return found


def sites_of(made: ListObj | DictObj) -> frozenset[Any]:
    """Where a list or dict that is followed has been made: several places where names of several of them meet."""
    return made.site if isinstance(made.site, frozenset) else frozenset((made.site,))


def is_made_here(made: ListObj | DictObj) -> bool:
    """Whether the program makes a list or dict: it is not the caller's."""
    return not any(isinstance(site[0], str) for site in sites_of(made))


@dataclass(frozen=True)
class Skeleton:
    """Something that is followed, taken apart: things with equal keys differ in their parts alone."""

    key: tuple[Any, ...]
    parts: tuple[Any, ...]
    rebuild: Callable[[State, list[Any], Skeleton | None], Any]
    sites: frozenset[Any] = frozenset()


def skeleton(state: State, x: Any) -> Skeleton | None:
    """Something that is followed, taken apart; None for what has no parts."""
    if isinstance(x, ListObj):
        return _list_skeleton(state, x)
    if isinstance(x, DictObj):
        return _dict_skeleton(state, x)
    if isinstance(x, Instance):
        return _instance_skeleton(state, x)
    if isinstance(x, Choice) or not (parts := parts_of(x)):
        return None
    return Skeleton(_key(x, len(parts)), tuple(parts), lambda _, new, __: _rebuilt(x, new))


def _key(x: Any, count: int) -> tuple[Any, ...]:
    if isinstance(x, View):
        return ("view", x.name)
    if isinstance(x, Closure):
        return ("closure", x.node, x.frame, count)
    if isinstance(x, Partial):
        return ("partial", tuple(x.kwargs), count)
    if isinstance(x, Bound):
        return ("bound", x.name)
    return (x.kind if isinstance(x, Iter) else type(x), count)


def _rebuilt(x: Any, parts: list[Any]) -> Any:
    rest = iter(parts)
    return map_parts(x, lambda _: next(rest))


def _list_skeleton(state: State, x: ListObj) -> Skeleton:
    sites = sites_of(x)

    def rebuild(into: State, parts: list[Any], other: Skeleton | None) -> ListObj:
        made = ListObj(sites if other is None else sites | other.sites)
        into.set(made, "#", len(parts))
        for i, part in enumerate(parts):
            into.set(made, i, part)
        return made

    parts = items(state, x)
    return Skeleton(("list", len(parts)), tuple(parts), rebuild, sites)


def _dict_skeleton(state: State, x: DictObj) -> Skeleton | None:
    keys = state.get(x, "#")
    if isinstance(keys, Poison):
        return None

    sites = sites_of(x) if x.source is None else x.site

    def rebuild(into: State, parts: list[Any], other: Skeleton | None) -> DictObj:
        both = isinstance(sites, frozenset) and other is not None
        made = type(x)(sites | other.sites if both else sites)  # type: ignore[union-attr]
        into.set(made, "#", keys)
        for key, part in zip(keys, parts, strict=True):
            into.set(made, ("key", key), part)
        return made

    return Skeleton(
        (type(x).__name__, keys),
        tuple(state.get(x, ("key", k)) for k in keys),
        rebuild,
        sites if isinstance(sites, frozenset) else frozenset(),
    )


def _instance_skeleton(state: State, x: Instance) -> Skeleton | None:
    fields = fields_of(x.cls)
    if fields is None and x.source is not None:
        return None
    held = state.keys_of(x)
    names = sorted({*(fields or ()), *held})
    if any(name not in held for name in names):
        return None

    def rebuild(into: State, parts: list[Any], _: Skeleton | None) -> Instance:
        made = Instance(x.cls, remade=x.remade)
        for name, part in zip(names, parts, strict=True):
            into.set(made, name, part)
        return made

    return Skeleton(("object", x.cls, tuple(names)), tuple(state.get(x, n) for n in names), rebuild)


def fields_of(cls: type) -> tuple[str, ...] | None:
    """The names of the fields of a dataclass or named tuple, None for other classes."""
    names = getattr(cls, "_fields", None) or getattr(cls, "__dataclass_fields__", None)
    return None if names is None else tuple(names)


def operand_type(x: Any) -> Type:
    """The type of an operand, unbound ones included."""
    return UNBOUND if x is UNDEFINED else type_of(x)


def join_carried(param: Type, arrived: Type, since: int, guards: Guards) -> Type:
    """The type of a loop's parameter after one more turn: sizes named in the loop stay, others that differ are renamed."""
    if may_be_none(param) or may_be_none(arrived):
        return maybe(join_carried(something_of(param), something_of(arrived), since, guards))
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
    numbers, arrays = (number_of(param), number_of(arrived)), (array_of(param), array_of(arrived))
    if any(numbers) and any(arrays) and all(n or a for n, a in zip(numbers, arrays, strict=True)):
        carried = joined_part(lambda p, q: join_carried(p, q, since, guards), *arrays)
        return either(joined_part(join, *numbers), carried)
    return join(param, arrived)


def length(state: State, made: ListObj) -> int:
    """The number of items of a list that is followed."""
    return int(state.get(made, "#"))


def items(state: State, made: ListObj) -> list[Any]:
    """The items of a list that is followed."""
    return [state.get(made, i) for i in range(length(state, made))]
