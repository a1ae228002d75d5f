"""Tangents of memory: each array or list that is stored into has a shadow beside it, and stores are done to both."""

from __future__ import annotations

import operator
from typing import Any

import numpy as np

from sourcediff.analysis.alias import makes_array
from sourcediff.differentiate.dots import Dots
from sourcediff.differentiate.shadows import reads_container
from sourcediff.ir import primitives
from sourcediff.ir.core import Op, Value, type_of
from sourcediff.ir.types import Arr, Lst


class MemoryDots(Dots):
    """Shadows in program order."""

    active: set[Value]

    def memory(self, op: Op) -> None:
        """The shadow of memory: a view's is the same view of its base's, a new array has a new one."""
        out = op.out
        if out in self.aliases.base:
            base = self.aliases.base[out][0]
            self.dots[out] = self.b.emit_call(op.fn, self.shadow(base), *op.args[1:], **op.kwargs)
            self.memory_dots.add(self.dots[out])
            return
        before = len(self.b.block.ops)
        made = self.derive(op)
        if made is not None and reads_container(op):  # the tangent that is in there, not a copy
            self.dots[out] = made
            self.memory_dots.add(made)
            return
        if made is None:
            made = self.zero(out)
        else:
            made = self.own(self.full(made, out), out, before)
        if isinstance(made, Value) and out.hint:
            made.hint = f"{out.hint}_dot"
        self.dots[out] = made
        self.memory_dots.add(made)

    def own(self, t: Any, x: Value, before: int) -> Any:
        """A tangent as a shadow: an array of its own, in the layout of what it belongs to where that matters."""
        if not isinstance(x.type, Arr):
            return t
        if self.aliases.needs_layout(x):
            made = self.b.emit_call(np.zeros_like, x)
            self.b.store(made, Ellipsis, t)
            return made
        kind = type_of(t)
        if isinstance(kind, Arr) and kind.dtype != x.type.dtype:
            return self.b.emit_call(primitives.astype, t, np.dtype(x.type.dtype))
        return (
            t if self.takes(t, before) else self.b.emit("call", type_of(t), np.copy, (t,), own=True)
        )

    def takes(self, made: Any, before: int) -> bool:
        """Whether a tangent is an array made just now, which then is a shadow and nothing else."""
        op = self.b.defs.get(made) if isinstance(made, Value) else None
        if op is None or not makes_array(op) or op not in self.b.block.ops[before:]:
            return False
        self.b.forget(made)
        return True

    def shadow(self, x: Value) -> Any:
        """The tangent of memory."""
        found = self.dots.get(x)
        if found is None:
            found = self.dots[x] = self.zero(x)
        self.memory_dots.add(found)
        return found

    def visit_store(self, op: Op) -> None:
        base, index, value = op.args
        if base not in self.active:
            self.b.append(op)
            return
        symbol, shadow, t = op.info.get("op", ""), self.shadow(base), self.dot(value)
        info: dict[str, Any] = {k: op.info[k] for k in ("at", "whole") if k in op.info}
        replaces = symbol == "" or isinstance(index, slice)
        if isinstance(value, tuple) or (isinstance(base.type, Lst) and replaces):
            t = self.full_dot(value)  # items of lists are joined later, where each has its shape
        if symbol == "":
            self.b.append(op)
            self.put(shadow, index, 0.0 if t is None else t, "", info)
        elif symbol in ("+", "-"):
            self.b.append(op)
            if t is not None:
                self.put(shadow, index, t, symbol, info)
        else:
            self.scale(op, shadow, index, value, t, symbol)

    def put(self, base: Any, index: Any, value: Any, symbol: str, info: dict[str, Any]) -> None:
        self.b.append(Op("store", (), None, (base, index, value), info={"op": symbol, **info}))

    def scale(self, op: Op, shadow: Any, index: Any, value: Any, t: Any, symbol: str) -> None:
        """`*=` and `/=`: the product rule on the region, before the store."""
        base = op.args[0]
        part = self.b.emit_call(operator.getitem, shadow, index)
        if symbol == "*":
            made = self.b.call(operator.mul, part, value)
            if t is not None:
                old = self.b.emit_call(operator.getitem, base, index)
                made = self.b.call(operator.add, made, self.b.call(operator.mul, old, t))
            self.put(shadow, index, made, "", {})
            self.b.append(op)
            return
        if isinstance(value, Value) and self.aliases.find(value) == self.aliases.find(base):
            value = self.b.emit_call(np.copy, value)  # the store may change it
        self.b.append(op)
        new = self.b.emit_call(operator.getitem, base, index)
        made = (
            part
            if t is None
            else self.b.call(operator.sub, part, self.b.call(operator.mul, new, t))
        )
        self.put(shadow, index, self.b.call(operator.truediv, made, value), "", {})

    def visit_append(self, op: Op) -> None:
        self.b.append(op)
        made, *place, value = op.args
        if made in self.active:
            self.b.append(Op("append", (), None, (self.shadow(made), *place, self.full_dot(value))))

    def visit_pop(self, op: Op) -> None:
        self.b.append(op)
        if op.args[0] in self.active:
            dot = Value(op.out.type)
            self.b.append(Op("pop", (dot,), None, (self.shadow(op.args[0]), *op.args[1:])))
            self.dots[op.out] = dot
