"""Truth: what is tested, `not`, `and`, `or`, and conditional expressions."""

from __future__ import annotations

from typing import Any

import gast

from sourcediff.frontend.abstract import (
    Bound,
    Choice,
    Closure,
    DictObj,
    Instance,
    ListObj,
    Partial,
    Static,
    is_literal,
)
from sourcediff.frontend.base import LoweringBase
from sourcediff.ir import primitives
from sourcediff.ir.types import BOOL, Lst


class Truth(LoweringBase):
    """What is decided now, and what is asked at run time."""

    def truth(self, x: Any, node: Any) -> Any:
        """A bool if it is known now, else the operand to test."""
        if is_literal(x):
            return bool(x)
        if isinstance(x, tuple):
            return bool(x)
        if isinstance(x, ListObj):
            return bool(self.items(x))
        if isinstance(x, DictObj):
            return bool(self.keys(x, node))
        if isinstance(x, Instance):
            return self._truth_of_object(x, node)
        if isinstance(x, (Static, Closure, Bound, Partial)):
            return True
        if isinstance(x, Choice):
            return self.dispatch(x, lambda option: self.truth(option, node), node)
        value = self.operand(x, node)
        if isinstance(
            self.type(value), Lst
        ):  # it may be emptied or filled before this is asked again
            return self.b.emit_call(bool, value)
        return self.look_at(bool, BOOL, (value,), node) if self.may_change(value) else value

    def _truth_of_object(self, x: Instance, node: Any) -> Any:
        if issubclass(x.cls, tuple):
            return bool(self.unpack_all(x, node))
        for name in ("__bool__", "__len__"):
            if hasattr(x.cls, name):
                return self.truth(self.call(Bound(x, name), [], {}, node), node)
        return True

    def negate(self, x: Any, node: Any) -> Any:
        """`not x`."""
        truth = self.truth(x, node)
        return (not truth) if isinstance(truth, bool) else self.b.emit_call(primitives.not_, truth)

    def _ev_BoolOp(self, node: Any) -> Any:
        return self._short_circuit(node, node.values, isinstance(node.op, gast.And))

    def _short_circuit(self, node: Any, values: list[Any], conjunction: bool) -> Any:
        first = self.ev(values[0])
        if len(values) == 1:
            return first
        truth = self.truth(first, node)
        if isinstance(truth, bool):
            return (
                self._short_circuit(node, values[1:], conjunction)
                if truth == conjunction
                else first
            )

        def rest() -> Any:
            return self._short_circuit(node, values[1:], conjunction)

        def keep() -> Any:
            return first

        branches = (rest, keep) if conjunction else (keep, rest)
        return self.choose(truth, *branches, node, form="and" if conjunction else "or")

    def _ev_IfExp(self, node: Any) -> Any:
        truth = self.truth(self.ev(node.test), node.test)
        if isinstance(truth, bool):
            return self.ev(node.body if truth else node.orelse)
        return self.choose(
            truth, lambda: self.ev(node.body), lambda: self.ev(node.orelse), node, form="ifexp"
        )
