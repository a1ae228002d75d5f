"""Contributions to values, and to the members of a tuple or list of them."""

from __future__ import annotations

import operator
from collections.abc import Iterator
from typing import Any

from sourcediff.ir.builder import Builder
from sourcediff.ir.core import Value, leaves

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


def read_bars(b: Builder, x: Any, bars: Value, active: set[Value]) -> Iterator[Contribution]:
    """The adjoints of the active values in an argument, as its callee gives them."""
    for i, part in enumerate(x):
        if isinstance(part, Value) and part in active:
            yield part, b.emit_call(operator.getitem, bars, i)
        elif isinstance(part, (tuple, list)) and any(v in active for v in leaves(part)):
            yield from read_bars(b, part, b.emit_call(operator.getitem, bars, i), active)
