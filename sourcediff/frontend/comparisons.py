"""Comparisons: order, equality, identity and membership."""

from __future__ import annotations

import operator
from types import FunctionType
from typing import Any

from sourcediff.frontend.abstract import (
    Bound,
    Choice,
    DictObj,
    Instance,
    Iter,
    ListObj,
    Static,
    View,
    is_literal,
    is_object,
)
from sourcediff.frontend.operators import Operators
from sourcediff.frontend.truth import Truth
from sourcediff.ir import primitives
from sourcediff.ir.core import Value
from sourcediff.ir.types import BOOL, Num, Opaque, Tup, Unknown, something_of

COMPARE = {
    "Eq": operator.eq, "NotEq": operator.ne, "Lt": operator.lt, "LtE": operator.le, "Gt": operator.gt,
    "GtE": operator.ge, "Is": operator.is_, "IsNot": operator.is_not, "In": primitives.in_,
    "NotIn": primitives.not_in,
}  # fmt: skip
_OF_NUMBERS = (operator.eq, operator.ne, operator.lt, operator.le, operator.gt, operator.ge)


class Comparisons(Operators, Truth):
    """Comparisons and chains of them."""

    def _ev_Compare(self, node: Any) -> Any:
        return self._chain(node, self.ev(node.left), node.ops, node.comparators)

    def _chain(self, node: Any, left: Any, ops: list[Any], rights: list[Any]) -> Any:
        right = self.ev(rights[0])
        first = self.compare(COMPARE[type(ops[0]).__name__], left, right, node)
        if len(ops) == 1:
            return first
        truth = self.truth(first, node)
        if isinstance(truth, bool):
            return self._chain(node, right, ops[1:], rights[1:]) if truth else first
        return self.choose(
            truth,
            lambda: self._chain(node, right, ops[1:], rights[1:]),
            lambda: first,
            node,
            form="and",
        )

    def compare(self, fn: Any, a: Any, b: Any, node: Any) -> Any:
        """A comparison, known now where it can be."""
        for x in (a, b):
            if isinstance(x, Choice):
                return self.dispatch(
                    x,
                    lambda o, x=x: self.compare(fn, o if a is x else a, o if b is x else b, node),  # type: ignore[misc]
                    node,
                )
        if fn in (operator.is_, operator.is_not):
            return self._identity(fn, a, b, node)
        if fn in (primitives.in_, primitives.not_in):
            return self._membership(fn, a, b, node)
        if any(map(is_going, (a, b))):
            raise self.refuse(
                node, "a view of a dict or an iterator is compared",
                "it is followed by its items alone", "compare set(...) or list(...) of it",
            )  # fmt: skip
        if is_literal(a) and is_literal(b):
            return self.fold(fn, (a, b), node)
        if isinstance(a, Static) and isinstance(b, Static):
            return bool(fn(a.obj, b.obj))
        if isinstance(a, (tuple, ListObj)) and isinstance(b, (tuple, ListObj)):
            return self._compare_sequences(fn, a, b, node)
        known = self._known_ints(a, b)
        if known is not None and fn in _OF_NUMBERS:
            return bool(fn(*known))
        return self.b.emit_call(fn, self.operand(a, node), self.operand(b, node))

    def _known_ints(self, a: Any, b: Any) -> tuple[int, int] | None:
        dims = [
            t.dim if isinstance(t, Num) and t.kind == "int" else None
            for t in map(self.type, (a, b))
        ]
        if dims[0] is None or dims[1] is None:
            return None
        p, q = dims[0].known, dims[1].known
        return (p, q) if p is not None and q is not None else None

    def _order_sequences(self, fn: Any, one: list[Any], two: list[Any], node: Any) -> Any:
        """`one < two` item by item: the first items that differ decide, else the lengths."""
        strictly = operator.lt if fn in (operator.lt, operator.le) else operator.gt
        result: Any = fn(len(one), len(two))
        for p, q in reversed(list(zip(one, two, strict=False))):
            if not all(
                isinstance(self.type(x), Num) or isinstance(x, (str, tuple)) for x in (p, q)
            ):
                raise self.refuse(
                    node,
                    "sequences are compared for order",
                    "what is in them is not only numbers and text",
                    "compare the items that decide, or give a key",
                )
            equal = self.compare(operator.eq, p, q, node)
            if equal is True:
                continue
            passed = self.compare(strictly, p, q, node)
            known = equal is False or result is passed
            result = passed if known else self.b.emit_call(primitives.select, equal, result, passed)
        return result

    def _compare_sequences(self, fn: Any, a: Any, b: Any, node: Any) -> Any:
        one, two = self.unpack_all(a, node), self.unpack_all(b, node)
        if fn not in (operator.eq, operator.ne):
            return self._order_sequences(fn, one, two, node)
        if len(one) != len(two):
            return fn is operator.ne
        result: Any = True
        for p, q in zip(one, two, strict=True):
            equal = self.compare(operator.eq, p, q, node)
            if equal is False:
                result = False
                break
            if equal is not True:
                result = equal if result is True else self.b.emit_call(operator.and_, result, equal)
        return self.negate(result, node) if fn is operator.ne else result

    def _identity(self, fn: Any, a: Any, b: Any, node: Any) -> Any:
        for x, y in ((a, b), (b, a)):
            if y is None and self._is_surely_something(x):
                return fn is operator.is_not
        if isinstance(a, Static) and isinstance(b, Static):
            return (a.obj is b.obj) == (fn is operator.is_)
        if is_literal(a) and is_literal(b):
            return bool(fn(a, b))
        if a is not b and all(map(_may_be_tuple, (a, b))) and tuple in (type(a), type(b)):
            what = "whether two tuples are one object is asked"
            raise self.refuse(node, what, "they are followed item by item", "compare them by `==`")
        if is_object(a) and is_object(b) and a in self.outside and b in self.outside:
            self.tell_apart(a)
        one, two = (getattr(x, "source", None) or x for x in (a, b))
        if isinstance(one, Value) and isinstance(two, Value):
            return self.b.emit_call(fn, one, two)
        if isinstance(a, (ListObj, DictObj, Instance)) or isinstance(
            b, (ListObj, DictObj, Instance)
        ):
            return (a is b) == (fn is operator.is_)
        return self.b.emit_call(fn, self.operand(a, node), self.operand(b, node))

    def _is_surely_something(self, x: Any) -> bool:
        """Whether something is surely not None."""
        if isinstance(x, Value) or is_literal(x):
            return x is not None and not isinstance(self.type(x), (Opaque, Unknown))
        return True

    def _membership(self, fn: Any, a: Any, b: Any, node: Any) -> Any:
        wanted = fn is primitives.in_
        if isinstance(b, Instance) and isinstance(
            getattr(b.cls, "__contains__", None), FunctionType
        ):
            found = self.call(Bound(b, "__contains__"), [a], {}, node)
            return found if wanted else self.negate(found, node)
        value = self.operand(b, node) if isinstance(b, Iter) and b.kind == "held" else b
        if self.may_change(value):
            return self.look_at(fn, BOOL, (self.operand(a, node), value), node)
        if isinstance(b, DictObj) and self.is_run_time_key(a):
            return self.b.emit_call(fn, a, tuple(self.keys(b, node)))
        if isinstance(b, DictObj):
            return (self.literal_key(a, node) in self.keys(b, node)) == wanted
        if isinstance(b, (tuple, ListObj)):
            members = self.unpack_all(b, node)
            if is_literal(a) and all(map(is_literal, members)):
                return (a in members) == wanted
        if is_literal(a) and is_literal(b):
            return self.fold(fn, (a, b), node)
        return self.b.emit_call(fn, self.operand(a, node), self.operand(b, node))


def _may_be_tuple(x: Any) -> bool:
    """Whether something may be a tuple, known or not."""
    t = something_of(x.type) if isinstance(x, Value) else None
    return isinstance(x, tuple) or isinstance(t, (Tup, Unknown, Opaque))


def is_going(x: Any) -> bool:
    """Whether something is followed by the items that it gives, and equal to no list or tuple of them."""
    return isinstance(x, View) or (isinstance(x, Iter) and x.kind != "range")
