"""Operands as NumPy takes them: lists and tuples become arrays, what is named goes to its place."""

from __future__ import annotations

import operator
from typing import Any

import numpy as np

from sourcediff.ir.builder import Builder
from sourcediff.ir.core import Value, leaves, type_of
from sourcediff.ir.types import (
    Arr,
    Either,
    Lst,
    Num,
    Tup,
    Type,
    Unknown,
    is_numeric,
    surely_carries,
)
from sourcediff.rules.registry import find_rule

# What takes a list of arrays, which need not make one array together.
_JOINS = {np.concatenate, np.stack, np.vstack, np.hstack, np.dstack, np.column_stack}
_OF_LISTS = {
    np.array, np.asarray, np.asanyarray, np.ascontiguousarray, np.asfortranarray, np.block, np.choose, np.select,
    np.histogram, np.histogram_bin_edges, np.linalg.multi_dot,
}  # fmt: skip


def as_array(b: Builder, x: Any) -> Any:
    """The array that NumPy makes of a list or tuple of numbers that may be active; anything else as it is."""
    return b.emit_call(np.array, x) if is_listed(x) else x


def is_listed(x: Any) -> bool:
    """Whether an operand is a list or tuple that holds what can be active."""
    if isinstance(x, Value):
        return isinstance(x.type, (Lst, Tup)) and surely_carries(x.type)
    return isinstance(x, (list, tuple)) and any(surely_carries(v.type) for v in leaves(x))


def is_factor(x: Any) -> bool:
    """Whether a list or tuple can be meant as an array in a product, and not to be repeated."""
    several = isinstance(x, (list, tuple)) and len(x) > 1 and _are_numbers(x)
    return several or holds_floats(x)


def holds_floats(x: Any) -> bool:
    """Whether a list or tuple holds floating point numbers, or what can be active."""
    if isinstance(x, (list, tuple)):
        return any(map(holds_floats, x))
    return isinstance(x, float) or (isinstance(x, Value) and surely_carries(x.type))


def as_factors(b: Builder, fn: Any, x: Any, y: Any) -> tuple[Any, Any]:
    """The operands of an operator: what is a list beside an array becomes one as well."""
    left, right = type_of(x), type_of(y)
    made = _array_of(b, x, isinstance(right, Arr)) if makes_arrays(fn, right) else x
    return made, (_array_of(b, y, isinstance(left, Arr)) if makes_arrays(fn, left) else y)


def _array_of(b: Builder, x: Any, surely: bool = True) -> Any:
    """The array that NumPy makes of a list or tuple of numbers, which Python would not multiply by an adjoint.

    Beside what is not `surely` an array it could be a tuple of sizes that is made longer.
    """
    listed = isinstance(x, (list, tuple)) or isinstance(type_of(x), (Lst, Tup))
    wanted = listed and (_are_numbers(x) if surely else holds_floats(x))
    return b.emit_call(np.array, x) if wanted else x


def _are_numbers(x: Any) -> bool:
    """Whether an operand is numbers or arrays, or lists and tuples of them."""
    if isinstance(x, (list, tuple)):
        return bool(x) and all(map(_are_numbers, x))
    if not isinstance(x, Value):
        return isinstance(x, (int, float, complex))
    t = x.type
    while isinstance(t, Lst):
        t = t.elem
    return all(map(is_numeric, t.items)) if isinstance(t, Tup) else is_numeric(t)


def makes_arrays(fn: Any, t: Type) -> bool:
    """Whether an operand makes arrays of the lists that it meets: a Python number repeats them, or raises."""
    if isinstance(t, Num):
        return fn is not operator.mul and t.dtype is not None
    if isinstance(t, Either):
        return fn is not operator.mul or t.number.kind != "int"
    return isinstance(t, Arr) or (isinstance(t, Unknown) and fn is not operator.mul)


def as_arguments(b: Builder, fn: Any, operands: tuple[Any, ...]) -> tuple[Any, ...]:
    """The arguments of a function of NumPy: where it wants an array, what is a list becomes one."""
    rule = find_rule(fn)
    own = isinstance(fn, np.ufunc) or getattr(fn, "__module__", "").startswith("numpy")
    if rule is None or not own or fn in _OF_LISTS or rule.kind == "constant":
        return operands
    if fn in _JOINS:
        return tuple(
            [as_array(b, part) for part in x] if isinstance(x, list) else x for x in operands
        )
    if rule.kind in ("elementwise", "bilinear") or fn is np.where:
        return tuple(_array_of(b, x) for x in operands)
    return tuple(x if _is_list_of_numbers(x) else as_array(b, x) for x in operands)


def _is_list_of_numbers(x: Any) -> bool:
    """Whether an operand is a list that exists at run time, whose adjoint is one of numbers."""
    return isinstance(x, Value) and isinstance(x.type, Lst) and isinstance(x.type.elem, Num)


_CLIP_NAMES = {"min": "a_min", "max": "a_max"}


def at_places(
    fn: Any, operands: tuple[Any, ...], named: dict[str, Any]
) -> tuple[tuple[Any, ...], dict[str, Any]]:
    """The arguments with those at their places that are named, where the rule looks for active ones by place only."""
    rule = find_rule(fn)
    active = any(surely_carries(v.type) for v in leaves(named))
    if rule is None or rule.kind != "elementwise" or not active:
        return operands, named
    left = {_CLIP_NAMES.get(k, k) if fn is np.clip else k: x for k, x in named.items()}
    if fn is np.clip and len(operands) == 1:
        left.setdefault("a_min", None)
    places = {rule.position(name): name for name in left}
    args = list(operands)
    while len(args) in places:
        args.append(left.pop(places[len(args)]))
    return tuple(args), left
