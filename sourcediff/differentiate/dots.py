"""Dots: the tangents of values, which are None where they are zero."""

from __future__ import annotations

import operator
from typing import Any

import numpy as np

from sourcediff.analysis.alias import Aliases
from sourcediff.differentiate.pushforward import pushforward
from sourcediff.frontend.abstract import UNDEFINED
from sourcediff.ir.builder import Builder
from sourcediff.ir.core import Op, Value, type_of
from sourcediff.ir.types import Arr, Lst, Num, Tape, Tup, same_shape
from sourcediff.rules.registry import find_rule


class Dots:
    """The tangent of each value that has been met so far."""

    b: Builder
    aliases: Aliases
    dots: dict[Value, Any]
    memory_dots: set[Any]
    full_dots: set[Value]

    def dot(self, x: Any) -> Any:
        """The tangent of an operand, None if it is zero."""
        found = self.dots.get(x) if isinstance(x, Value) else None
        if found is not None and self.aliases.is_stored(x):
            self.memory_dots.add(found)
        return found

    def full_dot(self, x: Any) -> Any:
        """The tangent of an operand, with its shape, zero or not."""
        if isinstance(x, (tuple, list)):
            return type(x)(self.full_dot(part) for part in x)
        t = self.dot(x)
        if t is None:
            return self.zero(x)
        if self.aliases.is_stored(x):
            return t  # memory has its tangent beside it, and a copy would be another
        return self.full(t, x)

    def full(self, t: Any, x: Any) -> Any:
        """A tangent with the shape of what it belongs to."""
        kind = type_of(x)
        if (
            t in self.full_dots
            or isinstance(kind, (Num, Lst, Tape, Tup))
            or same_shape(type_of(t), kind)
        ):
            return t
        if isinstance(kind, Arr) and kind.shape is not None:
            zeros = self.b.emit_call(np.zeros_like, x)
            made = self.b.emit_call(operator.add, zeros, t)
            self.b.block.ops[-1].info["fits"] = True
            return made
        return t

    def zero(self, x: Any) -> Any:
        """A tangent that is zero, with the shape of what it belongs to."""
        t = type_of(x)
        if isinstance(t, (Arr, Lst)):
            return self.b.emit("call", t, self.b.zeros_maker(x), (x,))
        if isinstance(t, Tup):
            items = [self.b.emit_call(operator.getitem, x, i) for i in range(len(t.items))]
            return tuple(map(self.zero, items))
        return 0.0

    def branch_dot(self, x: Any) -> Any:
        """The tangent of what a branch or turn gives, which may not be bound there."""
        return UNDEFINED if x is UNDEFINED else self.full_dot(x)

    def derive(self, op: Op) -> Any:
        """The tangent of a call's result."""
        made = pushforward(self.b, op, self.dot, self.full_dot)
        rule = find_rule(op.fn)
        if isinstance(made, Value) and rule is not None and rule.kind in ("linear", "bilinear"):
            self.full_dots.add(made)
        if isinstance(made, Value) and op.out.hint and not made.hint and made in self.b.defs:
            made.hint = f"{op.out.hint}_dot"
        return made

    def dot_hint(self, x: Value) -> str:
        """The name of the tangent of a value that has a name."""
        return f"{x.hint}_dot" if x.hint else ""


def dot_type(x: Value) -> Any:
    """The type of the tangent of a value that a loop carries."""
    return Num("float", x.type.dtype) if isinstance(x.type, Num) else x.type
