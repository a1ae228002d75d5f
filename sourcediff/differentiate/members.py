"""Contributions to values, and to the members of a tuple or list of them."""

from __future__ import annotations

import operator
from collections.abc import Iterator
from typing import Any

from sourcediff.errors import MissingRule, Problem, UnsupportedCode
from sourcediff.ir.builder import Builder
from sourcediff.ir.core import Op, Value, leaves
from sourcediff.rules.registry import Rule, is_helper

Contribution = tuple[Any, Any]


def to_members(x: Any, part: Any, b: Builder) -> Iterator[Contribution]:
    """Contributions to the members of a sequence argument."""
    if isinstance(x, Value):
        yield x, part
    elif isinstance(x, (tuple, list)):
        for i, member in enumerate(x):
            if leaves(member):
                one = isinstance(part, (tuple, list))
                inner = part[i] if one else b.emit_call(operator.getitem, part, i)
                yield from to_members(member, inner, b)


def check_said(rule: Rule, op: Op, place: int) -> None:
    """Refuse an active argument of which a rule says nothing, not even that it has no derivative."""
    said = len(rule.partials or rule.vjp)
    if place >= said and rule.kind != "constant" and not is_helper(op.fn):
        what = (
            f"argument {place + 1} of {op.fn.__name__} is active, and its rule says nothing of it"
        )
        raise MissingRule(what, op.line)


def check_no_list(x: Any, active: set[Value], op: Op) -> None:
    """Refuse a list or tuple of active values where an operation wants an array: its adjoint would be lost."""
    if isinstance(x, Value) or not any(v in active for v in leaves(x)):
        return
    what = "a list or tuple is used as an array"
    why = "it gets no adjoint as an array"
    raise UnsupportedCode([Problem("", op.line, 0, 0, "", what, why, "write np.array(...)")])


def read_bars(b: Builder, x: Any, bars: Value, active: set[Value]) -> Iterator[Contribution]:
    """The adjoints of the active values in an argument, as its callee gives them."""
    for i, part in enumerate(x):
        if isinstance(part, Value) and part in active:
            yield part, b.emit_call(operator.getitem, bars, i)
        elif isinstance(part, (tuple, list)) and any(v in active for v in leaves(part)):
            yield from read_bars(b, part, b.emit_call(operator.getitem, bars, i), active)
