"""Operators: arithmetic, and what it does with tuples and lists."""

from __future__ import annotations

import operator
from typing import Any

from sourcediff.frontend.abstract import Bound, Choice, Instance, ListObj, is_literal
from sourcediff.frontend.arrays import as_factors, is_factor, makes_arrays
from sourcediff.frontend.displays import Displays
from sourcediff.frontend.list_types import item_type
from sourcediff.ir import primitives
from sourcediff.ir.core import Value
from sourcediff.ir.types import Lst, Unknown

BINARY = {
    "Add": operator.add, "Sub": operator.sub, "Mult": operator.mul, "Div": operator.truediv,
    "Pow": operator.pow, "Mod": operator.mod, "FloorDiv": operator.floordiv, "MatMult": operator.matmul,
    "BitAnd": operator.and_, "BitOr": operator.or_, "BitXor": operator.xor,
    "LShift": operator.lshift, "RShift": operator.rshift,
}  # fmt: skip
UNARY = {
    "USub": operator.neg,
    "UAdd": operator.pos,
    "Not": primitives.not_,
    "Invert": operator.invert,
}


class Operators(Displays):
    """Unary and binary operators."""

    def _ev_BinOp(self, node: Any) -> Any:
        left, right = self.ev(node.left), self.ev(node.right)
        return self.binary(BINARY[type(node.op).__name__], left, right, node)

    def binary(self, fn: Any, a: Any, b: Any, node: Any) -> Any:
        """`a op b`."""
        for x in (a, b):
            if isinstance(x, Choice):
                return self.dispatch(
                    x,
                    lambda o, x=x: self.binary(fn, o if a is x else a, o if b is x else b, node),  # type: ignore[misc]
                    node,
                )
        special = self.container_operator(fn, a, b, node)
        if special is not None:
            return special
        overloaded = self.overloaded(fn, a, b, node)
        if overloaded is not None:
            return overloaded
        if self.is_held(a) or self.is_held(b):
            return self.held_operator(fn, a, b, node)
        if is_literal(a) and is_literal(b) and not (isinstance(a, float) or isinstance(b, float)):
            return self.fold(fn, (a, b), node)
        operands = as_factors(self.b, fn, self.operand(a, node), self.operand(b, node))
        return self.b.emit_call(fn, *operands)

    def fold(self, fn: Any, args: tuple[Any, ...], node: Any) -> Any:
        """The result for literals, now; what would raise is left to run time."""
        try:
            return fn(*args)
        except Exception:  # raised again where the program would raise it
            return self.b.emit_call(fn, *args)

    def container_operator(self, fn: Any, a: Any, b: Any, node: Any) -> Any:
        """`+` and `*` of tuples and lists that are followed, None for anything else."""
        if fn is operator.add and isinstance(a, tuple) and isinstance(b, tuple):
            return a + b
        if fn is operator.add and all(map(self.is_list, (a, b))):
            if any(isinstance(x, Value) for x in (a, b)):
                return self.concatenated([(True, a), (True, b)], node)
            return self.make_list(node, [*self.items(a), *self.items(b)])
        if fn is operator.mul and (isinstance(b, tuple) or self.is_list(b)):
            a, b = b, a
        if fn is operator.mul and isinstance(a, tuple) and type(b) is int:
            return a * b
        if fn is operator.mul and isinstance(b, Value) and makes_arrays(fn, b.type):
            return None
        if fn is operator.mul and (isinstance(a, tuple) or self.is_list(a)):
            self.check_repeats(a, b, node)
        if fn is operator.mul and isinstance(a, ListObj):
            known = b if type(b) is int else None
            if known is not None and known <= 64:
                return self.make_list(node, self.items(a) * known)
            items = [self.kept(i, node) for i in self.items(a)]
            for item in items:
                self.learn_list(self.key(node), item_type(item))
            args = (items, self.operand(b, node))
            return self.b.emit("call", self.list_type(node), operator.mul, args)
        return None

    def check_repeats(self, x: Any, count: Any, node: Any) -> None:
        """Refuse a list or tuple of numbers times what may be an array, which is no repetition."""
        loose = isinstance(count, Value) and isinstance(count.type, Unknown)
        if loose and is_factor(self.operand(x, node)):
            raise self.refuse(
                node,
                "a list or tuple times what may be a number or an array",
                "a number repeats it, an array is multiplied with its items",
                "make it an array: np.array(...)",
            )

    def is_list(self, x: Any) -> bool:
        """Whether something is surely a list."""
        return isinstance(x, ListObj) or (isinstance(x, Value) and isinstance(x.type, Lst))

    def _ev_UnaryOp(self, node: Any) -> Any:
        x = self.ev(node.operand)
        fn = UNARY[type(node.op).__name__]
        if fn is primitives.not_:
            return self.negate(x, node)
        if is_literal(x):
            return self.fold(fn, (x,), node)
        if isinstance(x, Instance) and hasattr(x.cls, "__neg__") and fn is operator.neg:
            return self.call(Bound(x, "__neg__"), [], {}, node)
        return self.b.emit_call(fn, self.operand(x, node))
