"""What elementwise operations contribute: the adjoint times a partial, with the shape of the argument."""

from __future__ import annotations

import operator
from collections.abc import Iterator
from typing import Any

import numpy as np

from sourcediff import runtime
from sourcediff.differentiate.adjoints import Adjoints
from sourcediff.differentiate.masks import unmasked
from sourcediff.differentiate.members import Contribution, check_no_list, check_said
from sourcediff.errors import MissingRule
from sourcediff.ir.builder import Builder
from sourcediff.ir.core import Op, Value, leaves, type_of
from sourcediff.ir.simplify import definition, is_literal
from sourcediff.ir.types import Either, Num, array_of, rank, same_shape
from sourcediff.rules.registry import Rule


def elementwise_contributions(
    b: Builder, adj: Adjoints, op: Op, g: Any, rule: Rule, active: set[Value]
) -> Iterator[Contribution]:
    """The contributions of an operation that acts on each element alone."""
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
        check_no_list(x, active, op)
        if not isinstance(x, Value) or x not in active:
            continue
        check_said(rule, op, position)
        partial = rule.partials[position] if position < len(rule.partials) else None
        if partial is not None:
            yield x, times_partial(b, op, g, partial, position)
    for name, x in op.kwargs.items():
        if any(v in active for v in leaves(x)):
            raise MissingRule(
                f"`{name}=` of {op.fn.__name__} is active; pass it by position", op.line
            )


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
    if b.fits(
        op.out, x
    ):  # that the adjoint fits is not enough: a number may stand for a whole array
        return made
    if isinstance(out, Either) or isinstance(x.type, Either):
        return adj.inherit(_narrow_either(b, adj, op, made, x), selected)
    if rank(x.type) is not None and rank(out) is not None:
        made = adj.full(made, op.out)
    elif not b.fits(made, op.out):
        made = b.emit_call(runtime.spread, made, op.out)
    return adj.inherit(b.record(runtime.unbroadcast, made, x), selected)


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


def times_partial(b: Builder, op: Op, g: Any, partial: Any, position: int) -> Any:
    """An adjoint or a tangent times the partial derivative of an operation."""
    if op.fn in _QUOTIENTS:
        part = b.call(operator.truediv, g, op.args[1])
        return part if position == 0 else b.call(operator.neg, b.call(operator.mul, part, op.out))
    d = _power_partial(b, op) if position == 0 and op.fn in _POWERS and _literal_power(op) else None
    if d is None:
        d = b.record(partial, op.out, *op.args)
    return b.call(operator.mul, g, d)


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
