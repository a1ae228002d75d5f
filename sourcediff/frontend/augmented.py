"""Augmented assignment: `x += y` changes an array or list, and binds a number anew."""

from __future__ import annotations

from typing import Any

import gast
import numpy as np

from sourcediff.frontend.abstract import Bound, DictObj, Instance, ListObj, is_literal
from sourcediff.frontend.arrays import as_array
from sourcediff.frontend.assignment import Assignment
from sourcediff.frontend.keyed import KeyedValues
from sourcediff.frontend.operators import BINARY
from sourcediff.ir.core import Block, Op, Value, walk
from sourcediff.ir.inference.indexing import is_basic
from sourcediff.ir.types import Arr, Either, Unknown, something_of

SYMBOLS = {
    "Add": "+", "Sub": "-", "Mult": "*", "Div": "/", "Pow": "**", "Mod": "%", "FloorDiv": "//",
    "MatMult": "@", "BitAnd": "&", "BitOr": "|", "BitXor": "^", "LShift": "<<", "RShift": ">>",
}  # fmt: skip


class AugmentedAssignment(Assignment):
    """`op=` on names, items and attributes."""

    def _run_AugAssign(self, node: Any) -> None:
        target = node.target
        fn, symbol = BINARY[type(node.op).__name__], SYMBOLS[type(node.op).__name__]
        if isinstance(target, gast.Name):
            old = self.ev(target)
            self._augment_name(target, old, fn, symbol, node)
        elif isinstance(target, gast.Subscript):
            base, index = self.ev(target.value), self.ev(target.slice)
            self._augment_item(base, index, fn, symbol, node)
        else:
            base = self.ev(target.value)
            old = self.attribute(base, target.attr, target)
            if isinstance(old, Value) and self.imaginary_of(old) is not None:
                made = self.binary(fn, old, self.ev(node.value), node)
                self.set_attribute(base, target.attr, made, target)
                return
            made = self._augmented(old, self.ev(node.value), fn, symbol, node)
            if made is not old:
                self.set_attribute(base, target.attr, made, target)
            elif isinstance(base, Instance):
                self._keep_attribute(base, target.attr, made, target)

    def _keep_attribute(self, base: Instance, name: str, value: Any, node: Any) -> None:
        """Bind an attribute to what it was, as it is after a change in place."""
        by_class = self.set_by_class(base, name, value, node)
        if not by_class and self.attribute(base, name, node) is not value:
            self.set_attribute(base, name, value, node)

    def _augment_name(self, target: Any, old: Any, fn: Any, symbol: str, node: Any) -> None:
        made = self._augmented(old, self.ev(node.value), fn, symbol, node)
        self.bind(target, made)  # also what was changed in place: the value may have bound the name

    def _augmented(self, old: Any, value: Any, fn: Any, symbol: str, node: Any) -> Any:
        """What `old op= value` gives: `old` itself where that is changed in place."""
        if self.is_held(old):
            return self.held_in_place(old, value, symbol, node)
        if isinstance(old, Value) and isinstance(something_of(old.type), Either):
            return self._in_place_or_anew(self.something(old), value, fn, symbol, node)
        if is_changed(old):
            self._in_place(old, value, symbol, node)
            return old
        is_list = self.is_list(old)
        if is_list and symbol == "+":
            self._extended(old, value, node)
            return old
        if is_list and symbol == "*":
            self._repeated(old, self.known_int(value), node)
            return old
        if isinstance(old, DictObj) and symbol == "|":
            method = Bound(old, "update")
            self.call(method, [value], {}, node)
            return old
        name = f"__i{fn.__name__.strip('_')}__"
        if isinstance(old, Instance) and hasattr(old.cls, name):
            return self.call(Bound(old, name), [value], {}, node)
        return self.binary(fn, old, value, node)

    def _extended(self, old: Any, value: Any, node: Any) -> None:
        if isinstance(old, Value):
            self.extend(old, value, node)
            return
        for item in self.unpack_all(value, node):
            self.append_to(old, item, node)

    def _repeated(self, old: Any, count: int | None, node: Any) -> None:
        if not isinstance(old, ListObj) or count is None:
            raise self.refuse(
                node,
                "a list is repeated in place",
                "how long it becomes is known only at run time",
                "make a new list: items = items * n",
            )
        self.check_changeable(old, node)
        self.refill(old, self.items(old) * count)

    def _in_place_or_anew(self, old: Value, value: Any, fn: Any, symbol: str, node: Any) -> Any:
        """`old op= value` for what is a number on some paths: an array is changed, a number makes way."""
        t = old.type
        assert isinstance(t, Either)

        def in_place() -> Any:
            array = self.narrowed(old, t.array)
            self._in_place(array, value, symbol, node)
            return array

        def anew() -> Any:
            return self.binary(fn, self.narrowed(old, t.number), value, node)

        test = self.b.emit_call(isinstance, old, np.ndarray)
        return self.choose(test, in_place, anew, node, "if")

    def _in_place(self, old: Value, value: Any, symbol: str, node: Any) -> None:
        """`old op= value` for an array."""
        old = self.something(old)
        if symbol not in ("+", "-", "*", "/") and not isinstance(old.type, Unknown):
            made = self.binary(BINARY[type(node.op).__name__], old, value, node)
            self.b.store(old, Ellipsis, made)
            self.b.block.ops[-1].info["whole"] = True
            return
        if isinstance(old.type, Unknown):
            raise self.refuse(
                node,
                f"`{symbol}=` on something that may be a number or an array",
                "for an array it changes the array, for a number it binds the name anew",
                f"write `x = x {symbol} ...`, or call the derivative so that types are known",
            )
        self.b.store(old, Ellipsis, as_array(self.b, self.operand(value, node)), symbol)
        self.b.block.ops[-1].info["whole"] = True

    def _augment_item(self, base: Any, index: Any, fn: Any, symbol: str, node: Any) -> None:
        whole = self.imaginary_of(base) if isinstance(base, Value) else None
        if whole is not None:
            old = self.b.emit_call(np.imag, self.getitem(whole, self.operand(index, node)))
            self.set_item(base, index, self.binary(fn, old, self.ev(node.value), node), node.target)
            return
        if isinstance(base, Value) and isinstance(base.type, (Arr, Unknown)):
            self._augment_part(self.array(base), self.operand(index, node), fn, symbol, node)
            return
        old = self.item(base, index, node.target)
        written = self.written()
        value = self.ev(node.value)
        still = self._is_still(base, index, old, self.place_after(written), node)
        made = self._augmented(old, value, fn, symbol, node)
        if made is old and is_changed(old) and not _is_of_user(base) and still:
            return
        if isinstance(base, DictObj) and self.is_run_time_key(index):
            self.set_chosen(base, index, made, node.target)
        elif made is not old or not still or not (isinstance(made, ListObj) or self.is_list(made)):
            self.set_item(base, index, made, node.target)

    def _is_still(self, base: Any, index: Any, old: Any, start: int, node: Any) -> bool:
        """Whether a container holds the item that it held before what was done since."""
        if isinstance(base, (ListObj, DictObj)) and is_literal(index):
            return self.item(base, index, node.target) is old
        done = walk(Block([], self.b.block.ops[start:], []))
        return not any(map(_changes_list, done))

    def _augment_part(self, base: Value, place: Any, fn: Any, symbol: str, node: Any) -> None:
        """`base[place] op= value` for an array; what is there is read before the value, which may change it."""
        written = self.written()
        value = as_array(self.b, self.ev_operand(node.value))
        repeats = not is_basic(place) and symbol not in ("+", "-")
        early = self._read_early(base, place, self.place_after(written))
        if symbol not in ("+", "-", "*", "/") or repeats or early is not None:
            old = self.getitem(base, place) if early is None else early
            value, symbol = self.b.emit_call(fn, old, value), ""
        self.b.store(base, place, value, symbol)

    def _read_early(self, base: Value, place: Any, start: int) -> Any:
        """A copy of a part of an array as it was before what was done since; None if nothing has changed it, or it is a view."""
        done = self.b.block.ops[start:]
        if not any(_changes(op) for op in walk(Block([], done, []))):
            return None
        old = self.getitem(base, place)
        read = self.b.block.ops[start + len(done) :]
        if is_basic(place) and isinstance(old.type, Arr):
            del self.b.block.ops[start + len(done) :]
            return None
        self.b.block.ops[start:] = [*read, *done]
        return old


def _changes(op: Op) -> bool:
    """Whether an operation may store into an array."""
    return op.kind in ("store", "append", "pop", "effect") or bool(op.info.get("callee"))


def _changes_list(op: Op) -> bool:
    """Whether an operation puts items into a list, or takes them out."""
    changes = op.kind in ("store", "append", "pop")
    return changes and not isinstance(op.args[0].type, Arr)


def _is_of_user(base: Any) -> bool:
    """Whether an object's class says by itself what storing an item does."""
    return isinstance(base, Instance) and not issubclass(base.cls, KeyedValues)


def is_changed(old: Any) -> bool:
    """Whether an augmented assignment may change what is there, as it does with an array."""
    if not isinstance(old, Value):
        return False
    return isinstance(something_of(old.type), (Arr, Unknown))
