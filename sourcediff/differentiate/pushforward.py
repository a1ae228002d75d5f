"""The tangent of one operation's result, by rule."""

from __future__ import annotations

import operator
from collections.abc import Callable
from typing import Any

import numpy as np

from sourcediff import runtime
from sourcediff.differentiate.contributions import rule_of
from sourcediff.differentiate.elementwise import times_partial
from sourcediff.differentiate.members import check_said
from sourcediff.errors import MissingRule
from sourcediff.ir import primitives
from sourcediff.ir.builder import Builder
from sourcediff.ir.core import Op, Value, leaves, type_of
from sourcediff.ir.types import Either, Lst, Num, Tup, Unknown, is_float

Dot = Callable[[Any], Any]


def pushforward(b: Builder, op: Op, dot: Dot, full_dot: Dot) -> Any:
    """The tangent of `op`'s result, None if it is zero."""
    special = _SPECIAL.get(op.fn)
    if special is not None:
        return special(b, op, dot, full_dot)
    rule = rule_of(b, op)
    if op.info.get("callee"):
        return _callee(b, op, dot)
    if rule is None:
        raise MissingRule(f"`{getattr(op.fn, '__name__', op.fn)}` has no rule", op.line)
    total: Any = None
    for position, x in enumerate(op.args):
        if not any(dot(v) is not None for v in leaves(x)):
            continue
        check_said(rule, op, position)
        part = _part(b, op, rule, position, x, dot, full_dot)
        if part is not None:
            total = part if total is None else _plus(b, total, part)
    for name, x in op.kwargs.items():
        if any(dot(v) is not None for v in leaves(x)):
            place = rule.position(name)
            jvp = rule.jvp[place] if place is not None and place < len(rule.jvp) else None
            if jvp is None:
                raise MissingRule(
                    f"`{name}=` of {op.fn.__name__} (line {op.line}) is active; pass it by position"
                )
            part = b.record(jvp, full_dot(x), op.out, *op.args, **op.kwargs)
            total = part if total is None else _plus(b, total, part)
    if isinstance(total, (tuple, list)):
        return b.emit("call", op.out.type, primitives.identity, (tuple(total),))
    return total


def _callee(b: Builder, op: Op, dot: Dot) -> Any:
    """A call of a function of the user's by name: its tangent is called by name."""
    from sourcediff.differentiate.callees import active_arguments, free_name

    moving = {v for v in leaves((op.args, op.kwargs)) if dot(v) is not None}
    names, values = active_arguments(op, moving)
    dots = {
        free_name(f"{n}_dot", op.fn): _dot_of(b, v, dot) for n, v in zip(names, values, strict=True)
    }
    t = op.out.type
    made = b.emit(
        "call",
        Tup((t, t)),
        op.info["derive"](op.fn, names, "tangent"),
        op.args,
        {**op.kwargs, **dots},
    )
    b.defs[made].info |= {"callee": True, "derive": op.info["derive"]}
    return b.emit_call(operator.getitem, made, 1)


def _dot_of(b: Builder, x: Any, dot: Dot) -> Any:
    """The tangent of an argument that may be a tuple or list of several; None for what is not floating point."""
    if isinstance(x, (tuple, list)):
        return type(x)(_dot_of(b, part, dot) for part in x)
    known = dot(x) if isinstance(x, Value) else None
    t = type_of(x)
    if known is None and isinstance(t, Lst):
        return b.emit("call", t, b.zeros_maker(x), (x,))
    if known is not None or not is_float(t):
        return known
    return 0.0 if isinstance(t, Num) else b.emit_call(np.zeros_like, x)


def _plus(b: Builder, x: Any, y: Any) -> Any:
    """The sum of two tangents, item by item for what returns several."""
    if isinstance(x, (tuple, list)) and isinstance(y, (tuple, list)):
        return [_plus(b, p, q) for p, q in zip(x, y, strict=True)]
    if isinstance(x, Value) and isinstance(x.type, Tup):
        items = [
            [b.emit_call(operator.getitem, part, i) for i in range(len(x.type.items))]
            for part in (x, y)
        ]
        return [_plus(b, p, q) for p, q in zip(*items, strict=True)]
    if isinstance(x, Value) and isinstance(x.type, Lst):
        return b.emit("call", x.type, runtime.sum_lists, (x, y))
    return b.call(operator.add, x, y)


def _members(b: Builder, x: Any, dot: Dot, full_dot: Dot) -> Any:
    """The tangents of what is joined, each with its shape although the type may not say it."""
    if isinstance(x, (tuple, list)):
        return type(x)(_members(b, part, dot, full_dot) for part in x)
    if not isinstance(x, Value) or not isinstance(x.type, (Unknown, Either)):
        return full_dot(x)
    zeros, t = b.emit("call", x.type, np.zeros_like, (x,)), dot(x)
    return zeros if t is None else b.emit_call(operator.add, zeros, t)


def _part(b: Builder, op: Op, rule: Any, position: int, x: Any, dot: Dot, full_dot: Dot) -> Any:
    if rule.kind == "elementwise":
        partial = rule.partials[position] if position < len(rule.partials) else None
        return None if partial is None else times_partial(b, op, dot(x), partial, position)
    jvp = rule.jvp[position] if position < len(rule.jvp) else None
    if jvp is None:
        return None
    t = full_dot(x) if isinstance(x, Value) else _members(b, x, dot, full_dot)
    if op.fn in _AGAIN or (not isinstance(x, Value) and rule.kind == "linear" and position == 0):
        return b.emit_call(op.fn, t, *op.args[1:], **op.kwargs)
    made = b.record(jvp, t, op.out, *op.args, **op.kwargs)
    style = op.info.get("style")
    if (
        rule.kind == "linear"
        and style is not None
        and isinstance(made, Value)
        and made in b.defs
        and b.defs[made].fn is op.fn
    ):
        b.defs[made].info["style"] = style
    return made


# These do not dispatch on a recording variable, or take a list of them: their tangent is the call itself.
_AGAIN = {
    np.array,
    np.asarray,
    np.ascontiguousarray,
    np.copy,
    np.concatenate,
    np.stack,
    np.vstack,
    np.hstack,
}


def _getitem(b: Builder, op: Op, dot: Dot, full_dot: Dot) -> Any:
    x, index = op.args
    if isinstance(x, (tuple, list)):
        return b.emit_call(operator.getitem, tuple(full_dot(member) for member in x), index)
    return None if dot(x) is None else b.emit_call(operator.getitem, full_dot(x), index)


def _identity(b: Builder, op: Op, dot: Dot, full_dot: Dot) -> Any:
    if isinstance(op.args[0], list):
        made = b.emit(
            "call", op.out.type, primitives.identity, ([full_dot(x) for x in op.args[0]],)
        )
        b.defs[made].info.update(op.info)
        return made
    return dot(op.args[0])


def _select(b: Builder, op: Op, dot: Dot, full_dot: Dot) -> Any:
    return b.call(primitives.select, op.args[0], full_dot(op.args[1]), full_dot(op.args[2]))


def _float(b: Builder, op: Op, dot: Dot, full_dot: Dot) -> Any:
    t = dot(op.args[0])
    return t if isinstance(type_of(op.args[0]), Num) else b.emit_call(float, t)


def _quotient(b: Builder, op: Op, dot: Dot, full_dot: Dot) -> Any:
    """`(x_dot - z * y_dot) / y`."""
    x, y = op.args
    top = dot(x)
    if dot(y) is not None:
        part = b.call(operator.mul, op.out, dot(y))
        top = b.call(operator.neg, part) if top is None else b.call(operator.sub, top, part)
    return None if top is None else b.call(operator.truediv, top, y)


def _same(b: Builder, op: Op, dot: Dot, full_dot: Dot) -> Any:
    return b.emit_call(op.fn, full_dot(op.args[0]), *op.args[1:], **op.kwargs)


def _extreme(b: Builder, op: Op, dot: Dot, full_dot: Dot) -> Any:
    x, y = op.args
    better = operator.gt if op.fn is max else operator.lt
    p, q = full_dot(x), full_dot(y)
    tie = b.call(operator.mul, 0.5, b.call(operator.add, p, q))
    other = b.call(primitives.select, b.emit_call(operator.eq, x, y), tie, q)
    return b.call(primitives.select, b.emit_call(better, x, y), p, other)


def _list_repeat(b: Builder, op: Op, dot: Dot, full_dot: Dot) -> Any:
    x, y = op.args
    if isinstance(x, list):
        return b.emit("call", op.out.type, operator.mul, ([full_dot(i) for i in x], y))
    if isinstance(type_of(x), Lst):
        return b.emit("call", op.out.type, operator.mul, (full_dot(x), y))
    if isinstance(type_of(y), Lst):
        return b.emit("call", op.out.type, operator.mul, (x, full_dot(y)))
    if x is y:
        return b.call(operator.mul, dot(x), b.call(operator.mul, 2.0, x))
    parts = [
        b.call(operator.mul, dot(one), other)
        for one, other in ((x, y), (y, x))
        if dot(one) is not None
    ]
    if not parts:
        return None
    return (
        parts[0]
        if len(parts) == 1
        else b.call(operator.add, parts[0], b.call(operator.mul, x, dot(y)))
    )


def _list(b: Builder, op: Op, dot: Dot, full_dot: Dot) -> Any:
    """The items' tangents; what has none has zeros for its items also where its type is not known."""
    x = op.args[0]
    if isinstance(type_of(x), Unknown) and dot(x) is None:
        return b.emit("call", op.out.type, runtime.zeros_of, (x,))
    return b.emit("call", op.out.type, list, (_members(b, x, dot, full_dot),))


_SPECIAL: dict[Any, Any] = {
    list: _list,
    operator.getitem: _getitem, primitives.identity: _identity, primitives.select: _select, float: _float, np.float64: _float,
    primitives.astype: _same, primitives.item: _same, primitives.flatten: _same, max: _extreme, min: _extreme,
    operator.mul: _list_repeat, operator.truediv: _quotient, np.divide: _quotient,
}  # fmt: skip
