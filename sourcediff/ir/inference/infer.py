"""The type of a primitive's result: by its kind where that is quick, else by trying it on tiny arrays."""

from __future__ import annotations

import operator
from collections.abc import Callable
from typing import Any

import numpy as np

from sourcediff import runtime
from sourcediff.ir import primitives
from sourcediff.ir.core import Value, type_of
from sourcediff.ir.guards import Guards
from sourcediff.ir.inference.elementwise import (
    COMPARISONS,
    ELEMENTWISE_OPERATORS,
    infer_elementwise,
    is_elementwise,
)
from sourcediff.ir.inference.indexing import infer_getitem
from sourcediff.ir.inference.shapes import BY_ARGUMENTS, infer_len, infer_matmul
from sourcediff.ir.inference.trial import infer_by_trial
from sourcediff.ir.join import join
from sourcediff.ir.scalars import element, sizeless
from sourcediff.ir.types import (
    BOOL,
    FLOAT,
    INT,
    Arr,
    Either,
    Lst,
    Num,
    Opaque,
    Type,
    Unknown,
    may_be_none,
    something_of,
)

_WORDS = (Opaque("str"), Opaque("bytes"), Opaque("NoneType"))
_PREDICATES = {
    primitives.not_,
    primitives.in_,
    primitives.not_in,
    operator.is_,
    operator.is_not,
    isinstance,
    callable,
    hasattr,
    bool,
}


def infer(fn: Any, args: tuple[Any, ...], kwargs: dict[str, Any], guards: Guards) -> Type:
    """The type of `fn(*args, **kwargs)`, as far as it can be told."""
    made = _infer_inert(fn, args)
    if made is not None:
        return made
    given = _given(fn, args)
    if given is not args and any(x is not y for x, y in zip(args, given, strict=True)):
        return infer(fn, given, kwargs, guards)
    made = _BY_KIND[fn](args, guards) if fn in _BY_KIND else None
    if made is not None:
        return made
    if not kwargs and (fn in ELEMENTWISE_OPERATORS or is_elementwise(fn)):
        return infer_elementwise(fn, [type_of(a) for a in args], guards)
    t = type_of(args[0]) if args else None
    if isinstance(t, Either):
        parts = Value(t.number), Value(t.array)
        number, array = (infer(fn, (part, *args[1:]), kwargs, guards) for part in parts)
        return join(number, array, guards)
    made = BY_ARGUMENTS[fn](*args, **kwargs) if fn in BY_ARGUMENTS and args else None
    return made or _infer_by_trials(fn, args, kwargs, guards)


def _infer_by_trials(
    fn: Any, args: tuple[Any, ...], kwargs: dict[str, Any], guards: Guards
) -> Type:
    """What trials tell; only where they must, those at which sizes that agree now are one."""
    made = infer_by_trial(fn, args, kwargs)
    return made if not isinstance(made, Unknown) else infer_by_trial(fn, args, kwargs, guards)


def _infer_inert(fn: Any, args: tuple[Any, ...]) -> Type | None:
    """The type of the answer to a question, and of what is made of words."""
    if fn in _PREDICATES:
        return BOOL
    if fn in (operator.add, operator.mod) and type_of(args[0]) == Opaque("str"):
        return Opaque("str")
    if fn in COMPARISONS and any(type_of(a) in _WORDS for a in args):
        return BOOL
    if fn in (int, float) and len(args) == 1 and isinstance(type_of(args[0]), (Opaque, Unknown)):
        return INT if fn is int else FLOAT
    return None


# ---- primitives that have a kind of their own ----


def _infer_extreme(args: tuple[Any, ...], guards: Guards) -> Type | None:
    """The type of `max(a, b)` and `min(a, b)`."""
    if len(args) != 2:
        return None
    a, b = (sizeless(type_of(x)) for x in args)
    return join(a, b)


def _infer_item_of(args: tuple[Any, ...], guards: Guards) -> Type | None:
    """The type of `x.item()`: a number of Python's."""
    t = type_of(args[0])
    t = element(t) if isinstance(t, Arr) else t
    return Num(t.kind) if isinstance(t, Num) else None


def _infer_integer(fn: Any) -> Callable[[tuple[Any, ...], Guards], Type | None]:
    """The type of `np.int64(x)` and its kind."""

    def of(args: tuple[Any, ...], guards: Guards) -> Type | None:
        t, name = type_of(args[0]), np.dtype(fn).name
        return (
            Num("int", name)
            if isinstance(t, Num)
            else Arr(name, t.shape)
            if isinstance(t, Arr)
            else None
        )

    return of


INTEGERS = (np.int8, np.int16, np.int32, np.int64, np.uint8, np.uint16, np.uint32, np.uint64)


def _infer_repeated(args: tuple[Any, ...], guards: Guards) -> Type | None:
    """The type of a list times a number."""
    return next((type_of(x) for x in args if isinstance(type_of(x), Lst)), None)


_BY_KIND: dict[Any, Callable[[tuple[Any, ...], Guards], Type | None]] = {
    operator.getitem: lambda args, guards: infer_getitem(type_of(args[0]), args[1], guards),
    primitives.select: lambda args, guards: join(type_of(args[1]), type_of(args[2]), guards),
    primitives.identity: lambda args, guards: type_of(args[0]),
    operator.matmul: lambda args, guards: infer_matmul(type_of(args[0]), type_of(args[1]), guards),
    np.matmul: lambda args, guards: infer_matmul(type_of(args[0]), type_of(args[1]), guards),
    len: lambda args, guards: infer_len(type_of(args[0])),
    min: _infer_extreme,
    max: _infer_extreme,
    operator.mul: _infer_repeated,
    **dict.fromkeys((runtime.order_of, runtime.places_from_end), lambda args, guards: Lst(INT)),
    **dict.fromkeys(
        (runtime.insertion_place, runtime.item_place, runtime.place_of, runtime.count_of),
        lambda args, guards: INT,
    ),
    primitives.item: _infer_item_of,
    **{fn: _infer_integer(fn) for fn in INTEGERS},
}


# ---- operands that may be None ----


_TAKE_NONE = {
    operator.eq, operator.ne, np.equal, np.not_equal, np.logical_and, np.logical_or, np.logical_xor,
    np.logical_not,
}  # fmt: skip
_BUILTINS = {operator.matmul, operator.getitem, len, min, max, float, int, round, pow, divmod}
_PRODUCTS = {
    np.dot, np.inner, np.outer, np.vdot, np.kron, np.cross, np.tensordot, np.mean, np.diff, np.trace, np.linalg.norm,
    np.linalg.solve, np.linalg.inv, np.linalg.det,
}  # fmt: skip


def refuses_none(fn: Any) -> bool:
    """Whether a primitive raises for None, so that its result tells that it was given something."""
    if fn in _TAKE_NONE:
        return False
    known = fn in ELEMENTWISE_OPERATORS or fn in _BUILTINS or fn in _PRODUCTS
    return known or isinstance(fn, np.ufunc) or getattr(fn, "__module__", "") == "math"


def _given(fn: Any, args: tuple[Any, ...]) -> tuple[Any, ...]:
    """The operands as they are where the primitive does not raise for None."""
    may_be = any(isinstance(x, Value) and may_be_none(x.type) for x in args)
    if not may_be or not refuses_none(fn):
        return args
    if fn is operator.getitem:  # as an index, None is an axis
        return (_something(args[0]), *args[1:])
    return tuple(map(_something, args))


def _something(x: Any) -> Any:
    """An operand as it is where it is not None."""
    return Value(something_of(x.type)) if isinstance(x, Value) and may_be_none(x.type) else x
