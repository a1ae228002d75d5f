"""What one operation's result adjoint contributes to each of its arguments, by rule."""

from __future__ import annotations

import operator
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import numpy as np

from sourcediff import runtime
from sourcediff.differentiate.adjoints import Adjoints, Masked, unmasked
from sourcediff.errors import MissingRule, Problem, UnsupportedCode
from sourcediff.ir import primitives
from sourcediff.ir.builder import Builder
from sourcediff.ir.core import Op, Record, Value, leaves, type_of
from sourcediff.ir.simplify import definition, is_literal
from sourcediff.ir.types import (
    Arr,
    Either,
    Lst,
    Num,
    Tup,
    Type,
    Unknown,
    array_of,
    is_complex,
    rank,
    same_shape,
)
from sourcediff.rules.complexes import REAL_ONLY, find_complex_rule
from sourcediff.rules.registry import Rule, find_rule

Contribution = tuple[Any, Any]


def rule_of(b: Builder, op: Op) -> Rule | None:
    """The rule of an operation, None if it has none; another one where operands are, or may be, complex."""
    types = [x.type for x in leaves((op.args, op.kwargs))]
    perhaps = b.complex and any(isinstance(t, Unknown) for t in types)
    surely = any(map(is_complex, types))
    if not perhaps and not surely:
        return find_rule(op.fn)
    instead = REAL_ONLY.get(op.fn) if find_rule(op.fn) is not None else None
    if instead is None:
        return find_complex_rule(op.fn, surely) if find_rule(op.fn) is not None else None
    what = f"`{op.fn.__name__}` of complex numbers"
    why = "it has no derivative over the complex numbers, and no rule of its own"
    raise UnsupportedCode([Problem("", op.line, 0, 0, "", what, why, f"write {instead}")])


def contributions(
    b: Builder, adj: Adjoints, op: Op, g: Any, active: set[Value]
) -> Iterator[Contribution]:
    """Pairs of an active argument and what is added to its adjoint."""
    rule = rule_of(b, op)
    if rule is not None and rule.kind == "elementwise" and not _is_list(op):
        yield from _elementwise(b, adj, op, g, rule, active)
        return
    g = adj.exact(adj.select(g), op.out)
    for x, part in _others(b, adj, op, g, rule, active):
        if op.fn in _SELECTING and isinstance(part, Value):
            adj.strong.add(part)
        yield x, _inherited(b, adj, op, part, g, rule)


def _inherited(b: Builder, adj: Adjoints, op: Op, part: Any, g: Any, rule: Rule | None) -> Any:
    """A contribution whose zeros are exact where those of the adjoint that it is made of are."""
    if not adj.is_strong(g) or not isinstance(part, Value):
        return part
    if op.fn in _REDUCTIONS and isinstance(g, Value):
        how = {k: v for k, v in op.kwargs.items() if k in ("axis", "keepdims")}
        hit = b.record(runtime.expand, b.emit_call(operator.ne, g, 0.0), *op.args[:2], **how)
        return Masked(part, hit)
    if op.fn in _RUNNING and isinstance(op.kwargs.get("axis"), int) and isinstance(g, Value):
        return Masked(part, b.record(runtime.is_followed, g, op.kwargs["axis"]))
    if rule is not None and rule.kind == "bilinear":
        return part
    return adj.inherit(part, g)


# Reductions whose slopes may be infinite or NaN.
_REDUCTIONS = {np.prod, np.max, np.min, np.amax, np.amin, np.std, np.var, np.ptp, np.median}


# And those of which each result takes all elements up to its own.
_RUNNING = {np.cumprod, np.cumulative_prod}


# What takes some elements and leaves others: these get exactly nothing.
_SELECTING = {
    np.select, np.choose, np.compress, np.extract, np.nansum, np.nanmean, np.nanmax, np.nanmin, np.nanvar, np.nanstd,
    np.nanprod, np.nan_to_num, np.triu, np.tril,
}  # fmt: skip


def _others(
    b: Builder, adj: Adjoints, op: Op, g: Any, rule: Rule | None, active: set[Value]
) -> Iterator[Contribution]:
    """The contributions of an operation that is not elementwise."""
    special = _SPECIAL.get(op.fn)
    if special is not None and not (op.fn is np.where and len(op.args) != 3):
        yield from special(b, adj, op, g)
        return
    if op.info.get("pair"):
        yield from _paired(b, adj, op, g, active)
        return
    if op.info.get("callee"):
        yield from _callee(b, adj, op, g, active)
        return
    if rule is None:
        raise MissingRule(f"`{getattr(op.fn, '__name__', op.fn)}` has no rule", op.line)
    g = g if isinstance(g, list) else adj.full(g, op.out)
    for position, x in enumerate(op.args):
        if not any(v in active for v in leaves(x)):
            continue
        vjp = rule.vjp[position] if position < len(rule.vjp) else None
        if vjp is None:
            continue
        yield from _spread(x, b.record(vjp, g, op.out, *op.args, **op.kwargs), b)
    for name, x in op.kwargs.items():
        if any(v in active for v in leaves(x)):
            place = rule.position(name)
            vjp = rule.vjp[place] if place is not None and place < len(rule.vjp) else None
            if vjp is not None:
                yield from _spread(x, b.record(vjp, g, op.out, *op.args, **op.kwargs), b)
                continue
            raise MissingRule(
                f"`{name}=` of {op.fn.__name__} is active; pass it by position", op.line
            )


def _callee(
    b: Builder, adj: Adjoints, op: Op, g: Any, active: set[Value]
) -> Iterator[Contribution]:
    """A call of a function of the user's by name: its adjoint is called by name."""
    names, values = active_arguments(op, active)
    seed = _callee_seed(b, adj, g, op.out)
    derived = op.info["derive"](op.fn, names, "adjoint")
    named = {**op.kwargs, free_name("out_bar", op.fn): seed}
    made = b.emit("call", bars_type(tuple(values)), derived, op.args, named)
    b.defs[made].info |= {"callee": True, "derive": op.info["derive"]}
    yield from _bars_in(b, tuple(values), made, active)


def bars_type(x: Any) -> Type:
    """The type of the adjoint of an argument that may be a tuple or list of several."""
    if isinstance(x, (tuple, list)):
        return Tup(tuple(map(bars_type, x)))
    t = type_of(x)
    return replace(t, dim=None) if isinstance(t, Num) else t


def _bars_in(b: Builder, x: Any, bars: Value, active: set[Value]) -> Iterator[Contribution]:
    """The adjoints of the active values in an argument, as its callee gives them."""
    for i, part in enumerate(x):
        if isinstance(part, Value) and part in active:
            yield part, b.emit_call(operator.getitem, bars, i)
        elif isinstance(part, (tuple, list)) and any(v in active for v in leaves(part)):
            yield from _bars_in(b, part, b.emit_call(operator.getitem, bars, i), active)


def _paired(
    b: Builder, adj: Adjoints, op: Op, g: Any, active: set[Value]
) -> Iterator[Contribution]:
    """A call by name that has saved what its reverse sweep reads."""
    reverse, saved, values = op.info["pair"]
    seed = g[0]
    if rank(op.out.type.items[0]) != 0:  # type: ignore[attr-defined]
        seed = _callee_seed(b, adj, seed, b.emit_call(operator.getitem, op.out, 0))
    made = b.emit("call", bars_type(tuple(values)), reverse, (saved, seed))
    yield from _bars_in(b, tuple(values), made, active)


def _callee_seed(b: Builder, adj: Adjoints, g: Any, result: Value) -> Any:
    """An adjoint as a callee takes it: with the shape of its result."""
    if isinstance(g, list):
        return tuple(g)
    if isinstance(result.type, Unknown):
        return b.emit_call(runtime.spread, g, result)
    return adj.full(g, result) if rank(result.type) is not None else g


def active_arguments(op: Op, active: set[Value]) -> tuple[tuple[str, ...], list[Any]]:
    """The parameters of a callee that get active values, and these: tuples and lists of them, too."""
    import inspect

    bound = inspect.signature(op.fn).bind(*op.args, **op.kwargs).arguments
    found = {n: x for n, x in bound.items() if any(v in active for v in leaves(x))}
    if not all(map(_is_sequence_of_values, found.values())):
        what, why = (
            "a recursive call gets active values in a container",
            "they are not followed there",
        )
        raise UnsupportedCode(
            [Problem("", op.line, 0, 0, "", what, why, "pass them as arguments of their own")]
        )
    return tuple(found), list(found.values())


def _is_sequence_of_values(x: Any) -> bool:
    """Whether something is a value or literal, or a tuple or list of such."""
    if isinstance(x, (tuple, list)):
        return all(map(_is_sequence_of_values, x))
    return not isinstance(x, (dict, Record))


def free_name(name: str, fn: Any) -> str:
    """A keyword's name, yielding to the parameters of a function."""
    import inspect

    while name in inspect.signature(fn).parameters:
        name += "_"
    return name


def _spread(x: Any, part: Any, b: Builder) -> Iterator[Contribution]:
    """Contributions to the members of a sequence argument."""
    if isinstance(x, Value):
        yield x, part
    elif isinstance(x, (tuple, list)):
        for i, member in enumerate(x):
            if leaves(member):
                one = isinstance(part, (tuple, list))
                inner = part[i] if one else b.emit_call(operator.getitem, part, i)
                yield from _spread(member, inner, b)


def _elementwise(
    b: Builder, adj: Adjoints, op: Op, g: Any, rule: Rule, active: set[Value]
) -> Iterator[Contribution]:
    if op.fn in (operator.mul, np.multiply) and op.args[0] is op.args[1]:
        made = b.call(operator.mul, unmasked(g), b.call(operator.mul, 2.0, op.args[0]))
        yield op.args[0], adj.masked(made, g)
        return
    core = unmasked(g)
    for x, made in _products(b, op, core, rule, active):
        part = adj.masked(made, g, exact=_keeps_zeros(b, made, core))
        yield x, _narrow(b, adj, op, part, x)


def _products(b: Builder, op: Op, g: Any, rule: Rule, active: set[Value]) -> Iterator[Contribution]:
    """The adjoint times each partial."""
    for position, x in enumerate(op.args):
        if not isinstance(x, Value) or x not in active:
            continue
        partial = rule.partials[position] if position < len(rule.partials) else None
        if partial is not None:
            yield x, times_partial(b, op, g, partial, position)


def _keeps_zeros(b: Builder, made: Any, g: Any) -> bool:
    """Whether an adjoint times a partial is zero where the adjoint is, since the partial is a literal."""
    negated, scaled = definition(b, made, operator.neg), definition(b, made, operator.mul)
    if negated is not None:
        return _keeps_zeros(b, negated.args[0], g)
    if scaled is not None and is_literal(scaled.args[0]):
        return _keeps_zeros(b, scaled.args[1], g)
    return made is g or is_literal(made)


def _narrow(b: Builder, adj: Adjoints, op: Op, part: Any, x: Value) -> Any:
    """A contribution with the shape of an argument that may have been broadcast."""
    out = op.out.type
    if same_shape(out, x.type) or b.guards.agree(out, x.type):
        return part
    made = selected = adj.select(part)
    if b.fits(made, x):
        return made
    if isinstance(out, Either) or isinstance(x.type, Either):
        return adj.inherit(_narrow_either(b, adj, op, made, x), selected)
    if rank(x.type) is not None and rank(out) is not None:
        made = adj.full(made, op.out)
    elif not b.fits(made, op.out):
        made = b.emit_call(runtime.spread, made, op.out)
    return adj.inherit(b.record(runtime.unbroadcast, made, x), selected)


def times_partial(b: Builder, op: Op, g: Any, partial: Any, position: int) -> Any:
    """An adjoint or a tangent times the partial derivative of an operation."""
    if op.fn in _QUOTIENTS:
        part = b.call(operator.truediv, g, op.args[1])
        return part if position == 0 else b.call(operator.neg, b.call(operator.mul, part, op.out))
    d = _power_partial(b, op) if position == 0 and op.fn in _POWERS and _literal_power(op) else None
    if d is None:
        d = b.record(partial, op.out, *op.args)
    return b.call(operator.mul, g, d)


def _is_list(op: Op) -> bool:
    """Whether a product repeats a list."""
    return op.fn is operator.mul and any(
        isinstance(x, list) or isinstance(type_of(x), Lst) for x in op.args
    )


def _narrow_either(b: Builder, adj: Adjoints, op: Op, made: Any, x: Value) -> Any:
    """The same where the result or the argument may be a number or an array."""
    out, wanted = array_of(op.out.type), array_of(x.type)
    whole = b.fits(made, op.out) or (out is not None and b.guards.agree(type_of(made), out))
    if not whole:
        made = b.emit_call(runtime.spread, adj.exact(made, op.out), op.out)
    elif isinstance(x.type, Num):
        return b.call(np.sum, made)
    elif wanted is not None and b.guards.agree(type_of(made), wanted):
        return made
    t = Num(x.type.kind, "any") if isinstance(x.type, Num) else x.type
    return b.emit("call", t, runtime.unbroadcast, (made, x))


_POWERS = {operator.pow, np.power, pow}
_QUOTIENTS = {operator.truediv, np.divide}


def _literal_power(op: Op) -> bool:
    return type(op.args[1]) in (int, float)


def _power_partial(b: Builder, op: Op) -> Any:
    """`n * x ** (n - 1)` for a literal exponent."""
    x, n = op.args
    if n == 2:
        return b.call(operator.mul, 2.0, x)
    if n == 1:
        return 1.0
    if n == 0:
        return 0.0
    if n == 0.5:
        return b.call(operator.truediv, 0.5, op.out)
    if n == -1:
        return b.call(operator.neg, b.call(operator.mul, op.out, op.out))
    return b.call(operator.mul, float(n), b.emit_call(op.fn, x, n - 1))


# ---- operations that are not in the table of rules ----


def _identity(b: Builder, adj: Adjoints, op: Op, g: Any) -> Iterator[Contribution]:
    """The argument itself, or the items of a list that is written out."""
    return _spread(op.args[0], g, b)


def _pick(b: Builder, adj: Adjoints, op: Op, g: Any) -> Iterator[Contribution]:
    """`(a, b, c)[i]`."""
    members, index = op.args
    if not isinstance(members, (tuple, list)):
        return
    size = len(members)
    for i, x in enumerate(members):
        hit = b.emit_call(operator.eq, b.emit_call(operator.mod, index, size), i)
        yield x, b.call(primitives.select, hit, g, 0.0)


def _where(b: Builder, adj: Adjoints, op: Op, g: Any) -> Iterator[Contribution]:
    """`np.where(test, x, y)`: each side's adjoint is written where its chain of elementwise operations ends."""
    test, *pair = op.args
    lasting = not adj.aliases.is_stored(test) and same_shape(type_of(test), op.out.type)
    g = adj.full(g, op.out) if _is_narrow(op.out) else g
    for x, side in zip(pair, (True, False), strict=True):
        if not isinstance(x, Value) or x not in adj.active:
            continue
        part = Masked(g, test, side)
        if lasting and same_shape(x.type, op.out.type):
            yield x, part
        else:
            whole = adj.select(Masked(adj.full(g, op.out), test, side))
            yield x, adj.inherit(b.record(runtime.unbroadcast, whole, x), whole)


def _is_narrow(x: Value) -> bool:
    """Whether numbers of double precision would widen an array."""
    return isinstance(x.type, Arr) and x.type.dtype != "float64"


def _select(b: Builder, adj: Adjoints, op: Op, g: Any) -> Iterator[Contribution]:
    test, *pair = op.args
    for x, side in zip(pair, (True, False), strict=True):
        if isinstance(x, Value):
            yield x, Masked(g, test, side)


def _float(b: Builder, adj: Adjoints, op: Op, g: Any) -> Iterator[Contribution]:
    x = op.args[0]
    if isinstance(type_of(x), Num):
        yield x, g
    else:
        yield x, b.emit_call(np.full_like, x, g)


def _astype(b: Builder, adj: Adjoints, op: Op, g: Any) -> Iterator[Contribution]:
    x = op.args[0]
    t = type_of(x)
    if isinstance(t, Arr) and isinstance(op.out.type, Arr) and t.dtype == op.out.type.dtype:
        yield x, g
    elif isinstance(t, Arr):
        g = adj.real(x, adj.full(g, op.out))
        same = getattr(type_of(g), "dtype", None) == t.dtype
        yield x, g if same else b.emit_call(primitives.astype, g, np.dtype(t.dtype))
    else:
        yield x, g


def _item(b: Builder, adj: Adjoints, op: Op, g: Any) -> Iterator[Contribution]:
    x, *index = op.args
    if isinstance(type_of(x), Num):
        yield x, g
    elif not index:
        yield x, b.emit_call(np.full_like, x, g)
    else:
        raise MissingRule("`.item()` with an index has no rule; index the array instead", op.line)


def _flatten(b: Builder, adj: Adjoints, op: Op, g: Any) -> Iterator[Contribution]:
    """As that of `np.ravel`, which gives the same numbers."""
    x, *order = op.args
    ravel = find_rule(np.ravel)
    assert ravel is not None and ravel.vjp[0] is not None
    yield x, b.record(ravel.vjp[0], adj.full(g, op.out), op.out, x, *order, **op.kwargs)


def _extreme(b: Builder, adj: Adjoints, op: Op, g: Any) -> Iterator[Contribution]:
    """`max(a, b)` and `min(a, b)` of numbers: a tie is shared."""
    x, y = op.args
    better = operator.gt if op.fn is max else operator.lt
    for one, other in ((x, y), (y, x)):
        if isinstance(one, Value):
            tie = b.call(
                primitives.select,
                b.emit_call(operator.eq, one, other),
                b.call(operator.mul, 0.5, g),
                0.0,
            )
            yield one, b.call(primitives.select, b.emit_call(better, one, other), g, tie)


def _list_repeat(b: Builder, adj: Adjoints, op: Op, g: Any) -> Iterator[Contribution]:
    """`[x] * n` as a run-time list."""
    first = isinstance(op.args[0], list) or isinstance(type_of(op.args[0]), Lst)
    members = op.args[0] if first else op.args[1]
    if isinstance(members, Value):
        yield members, b.emit("call", members.type, runtime.fold_items, (g, members))
        return
    for i, x in enumerate(members):
        if isinstance(x, Value):
            part = b.emit_call(operator.getitem, g, slice(i, None, len(members)))
            yield x, b.emit_call(runtime.sum_items, part)


def _list(b: Builder, adj: Adjoints, op: Op, g: Any) -> Iterator[Contribution]:
    """`list(x)`: the rows of an array, or the items of a list."""
    x = op.args[0]
    yield x, (b.emit_call(np.stack, g) if isinstance(type_of(x), Arr) else g)


_SPECIAL: dict[Any, Any] = {
    list: _list, np.where: _where,
    primitives.identity: _identity, operator.getitem: _pick, primitives.select: _select, float: _float, np.float64: _float,
    primitives.astype: _astype, primitives.item: _item, primitives.flatten: _flatten,
    max: _extreme, min: _extreme, operator.mul: _list_repeat,
}  # fmt: skip
