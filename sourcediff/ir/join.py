"""Types of what comes from more than one place: of branches that meet, and of the turns of a loop."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

from sourcediff.ir.guards import Guards
from sourcediff.ir.sizes import Dim, fresh_dim
from sourcediff.ir.types import (
    DEFAULTS,
    MIXED,
    NONE,
    OPAQUE,
    UNKNOWN,
    Arr,
    Either,
    Held,
    Lst,
    Maybe,
    Num,
    Tape,
    Tup,
    Type,
    Unbound,
    Unknown,
    array_of,
    carries,
    is_numeric,
    is_typed,
    may_be_none,
    number_of,
    something_of,
)


def join(a: Type, b: Type, guards: Guards | None = None) -> Type:
    """The type of a value that comes from either of two places; with `guards`, sizes that agree now are one."""
    if isinstance(a, Lst) and isinstance(b, Lst):
        return Lst(join(a.elem, b.elem), a.sites | b.sites)
    if isinstance(a, Held) and isinstance(b, Held) and a.name == b.name:
        parts = join_inert(a.key, b.key), join_inert(a.item, b.item)
        return Held(a.name, *parts, a.sites | b.sites)
    if isinstance(a, Tup) and isinstance(b, Tup) and len(a.items) == len(b.items):
        return Tup(tuple(join(p, q) for p, q in zip(a.items, b.items, strict=True)))
    if a == b:
        same_dim = not (isinstance(a, Num) and isinstance(b, Num) and a.dim != b.dim)
        return a if same_dim else replace(a, dim=None)  # type: ignore[type-var]
    if isinstance(a, Unbound):
        return b
    if isinstance(b, Unbound):
        return a
    if may_be_none(a) or may_be_none(b):
        return maybe(join(something_of(a), something_of(b), guards))
    if isinstance(a, Num) and isinstance(b, Num):
        return _join_numbers(a, b)
    if isinstance(a, Arr) and isinstance(b, Arr):
        shape = join_shapes(a.shape, b.shape, guards)
        return Arr(a.dtype, shape) if a.dtype == b.dtype else UNKNOWN
    if isinstance(a, Tape) and isinstance(b, Tape):
        return Tape(join(a.elem, b.elem))
    if is_typed(a) and is_typed(b):
        return either(
            joined_part(_join_numbers, number_of(a), number_of(b)),
            joined_part(lambda p, q: join(p, q, guards), array_of(a), array_of(b)),
        )
    if MIXED in (a, b):
        return MIXED
    if not (is_numeric(a) or is_numeric(b)):
        return OPAQUE
    return MIXED if any(isinstance(t, (Lst, Tup, Held)) for t in (a, b)) else UNKNOWN


def join_inert(a: Type, b: Type) -> Type:
    """The type of one of two things: where neither can have a derivative, what is made of both has none."""
    if isinstance(a, Tup) and isinstance(b, Tup) and len(a.items) == len(b.items):
        return Tup(tuple(join_inert(p, q) for p, q in zip(a.items, b.items, strict=True)))
    inert = not any(isinstance(t, Unbound) or carries(t) for t in (a, b))
    made = join(a, b)
    return OPAQUE if inert and carries(made) else made


def joined_part(how: Callable[[Any, Any], Any], a: Type | None, b: Type | None) -> Any:
    """What two values are together where they are numbers, or arrays; None if neither ever is."""
    return how(a, b) if a is not None and b is not None else a if a is not None else b


def maybe(something: Type) -> Type:
    """The type of a value that may be None as well."""
    if isinstance(something, Unbound):
        return NONE
    if isinstance(something, Num):
        return Maybe(replace(something, dim=None))
    if is_typed(something):
        return Maybe(something)
    return UNKNOWN if isinstance(something, Unknown) else OPAQUE


def either(number: Num | None, array: Type | None) -> Type:
    """The type of a number, of an array of known rank, or of what may be either."""
    if array is None or number is None:
        return array or number or UNKNOWN
    if not isinstance(array, Arr) or array.shape is None:
        return UNKNOWN
    return Either(replace(number, dim=None), array)


def _join_numbers(a: Num, b: Num) -> Num:
    order = ("bool", "int", "float", "complex")
    kind = max(a.kind, b.kind, key=order.index)
    if a.dtype == b.dtype and a.kind == b.kind:
        return Num(kind, a.dtype)
    if a.dtype is None and b.dtype is None:
        return Num(kind)
    return Num(kind, "default" if _is_default(a) and _is_default(b) else "any")


def _is_default(t: Num) -> bool:
    """Whether a number has the precision that NumPy gives a Python number."""
    return t.dtype in (None, "default", DEFAULTS[t.kind])


def join_shapes(
    a: tuple[Dim, ...] | None, b: tuple[Dim, ...] | None, guards: Guards | None = None
) -> tuple[Dim, ...] | None:
    """Sizes that agree are kept; one that differs becomes a new symbol."""
    if a is None or b is None or len(a) != len(b):
        return None
    unify = (lambda p, q: None) if guards is None else guards.unify
    return tuple(p if p == q else unify(p, q) or fresh_dim() for p, q in zip(a, b, strict=True))


def forget_symbols(t: Type, since: int) -> Type:
    """The type without sizes that were named since a serial number: they mean another number each turn."""
    if isinstance(t, Num):
        stale = t.dim is not None and any(s.serial >= since or s.loose for s, _ in t.dim.terms)
        return replace(t, dim=None) if stale else t
    if isinstance(t, Arr) and t.shape is not None:
        dims = (
            fresh_dim() if any(s.serial >= since or s.loose for s, _ in d.terms) else d
            for d in t.shape
        )
        return Arr(t.dtype, tuple(dims))
    if isinstance(t, (Lst, Tape)):
        return replace(t, elem=forget_symbols(t.elem, since))
    if isinstance(t, Held):
        return replace(t, key=forget_symbols(t.key, since), item=forget_symbols(t.item, since))
    if isinstance(t, Either):
        array = forget_symbols(t.array, since)
        return replace(t, array=array) if isinstance(array, Arr) else UNKNOWN
    if isinstance(t, Maybe):
        return maybe(forget_symbols(t.something, since))
    if isinstance(t, Tup):
        return Tup(tuple(forget_symbols(item, since) for item in t.items))
    return t
