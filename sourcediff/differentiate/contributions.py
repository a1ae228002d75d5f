"""What one operation's result adjoint contributes to each of its arguments, by rule."""

from __future__ import annotations

import operator
from collections.abc import Callable, Iterator
from typing import Any

import numpy as np

from sourcediff import runtime
from sourcediff.differentiate.adjoints import Adjoints
from sourcediff.differentiate.callees import call_contributions, pair_contributions
from sourcediff.differentiate.elementwise import elementwise_contributions
from sourcediff.differentiate.masks import Masked
from sourcediff.differentiate.members import Contribution, check_said, to_members
from sourcediff.differentiate.special import SPECIAL
from sourcediff.errors import MissingRule, Problem, UnsupportedCode
from sourcediff.ir.builder import Builder
from sourcediff.ir.core import Op, Value, leaves, type_of
from sourcediff.ir.types import Lst, Unknown, is_complex
from sourcediff.rules.complexes import REAL_ONLY, find_complex_rule
from sourcediff.rules.registry import Rule, find_rule


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
    if rule is not None and rule.kind == "elementwise" and not _is_list_product(op):
        yield from elementwise_contributions(b, adj, op, g, rule, active)
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


def _is_list_product(op: Op) -> bool:
    """Whether a product repeats a list."""
    return op.fn is operator.mul and any(
        isinstance(x, list) or isinstance(type_of(x), Lst) for x in op.args
    )


# Reductions whose slopes may be infinite or NaN.
_REDUCTIONS = {np.prod, np.max, np.min, np.amax, np.amin, np.std, np.var, np.ptp, np.median}
# And those of which each result takes all elements up to its own.
_RUNNING = {np.cumprod, getattr(np, "cumulative_prod", np.cumprod)}  # the other since NumPy 2.1
# What takes some elements and leaves others: these get exactly nothing.
_SELECTING = {
    np.select, np.choose, np.compress, np.extract, np.nansum, np.nanmean, np.nanmax, np.nanmin, np.nanvar, np.nanstd,
    np.nanprod, np.nan_to_num, np.triu, np.tril,
}  # fmt: skip


def _others(
    b: Builder, adj: Adjoints, op: Op, g: Any, rule: Rule | None, active: set[Value]
) -> Iterator[Contribution]:
    """The contributions of an operation that is not elementwise."""
    special = SPECIAL.get(op.fn)
    if special is not None and not (op.fn is np.where and len(op.args) != 3):
        yield from special(b, adj, op, g)
        return
    if op.info.get("pair"):
        yield from pair_contributions(b, adj, op, g, active)
        return
    if op.info.get("callee"):
        yield from call_contributions(b, adj, op, g, active)
        return
    if rule is None:
        raise MissingRule(f"`{getattr(op.fn, '__name__', op.fn)}` has no rule", op.line)
    yield from _by_rule(b, adj, op, g, rule, active)


def _by_rule(
    b: Builder, adj: Adjoints, op: Op, g: Any, rule: Rule, active: set[Value]
) -> Iterator[Contribution]:
    """The contributions of an operation to each argument that its rule names."""
    g = g if isinstance(g, list) else adj.full(g, op.out)
    for place, x in enumerate(op.args):
        if not _is_active(x, active):
            continue
        check_said(rule, op, place)
        vjp = _vjp_at(rule, place)
        if vjp is not None:
            yield from to_members(x, b.record(vjp, g, op.out, *op.args, **op.kwargs), b)
    for name, x in op.kwargs.items():
        if not _is_active(x, active):
            continue
        vjp = _vjp_at(rule, rule.position(name))
        if vjp is None:
            raise MissingRule(
                f"`{name}=` of {op.fn.__name__} is active; pass it by position", op.line
            )
        yield from to_members(x, b.record(vjp, g, op.out, *op.args, **op.kwargs), b)


def _vjp_at(rule: Rule, place: int | None) -> Callable[..., Any] | None:
    """What a rule says of an argument."""
    return rule.vjp[place] if place is not None and place < len(rule.vjp) else None


def _is_active(x: Any, active: set[Value]) -> bool:
    """Whether an argument holds an active value."""
    return any(v in active for v in leaves(x))
