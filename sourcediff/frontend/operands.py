"""Operands: abstract values as arguments of operations."""

from __future__ import annotations

import operator
from collections.abc import Iterable
from typing import Any

from sourcediff import runtime
from sourcediff.errors import UnsupportedCode
from sourcediff.frontend.abstract import (
    Choice,
    DictObj,
    Instance,
    Iter,
    ListObj,
    Poison,
    SetObj,
    State,
    Static,
    is_literal,
    map_parts,
    same,
)
from sourcediff.frontend.followed import Followed
from sourcediff.frontend.keyed import KeyedValues
from sourcediff.frontend.state import references
from sourcediff.ir import primitives
from sourcediff.ir.builder import shape_of, size_of
from sourcediff.ir.core import Op, Record, Value, leaves, type_of
from sourcediff.ir.join import join
from sourcediff.ir.records import is_plain_record, record_fields
from sourcediff.ir.types import (
    OPAQUE,
    UNBOUND,
    Arr,
    Either,
    Lst,
    Maybe,
    Num,
    Opaque,
    Tup,
    Type,
    Unknown,
    carries,
    something_of,
)


class Operands(Followed):
    """What things are at run time, and their types."""

    def operand(self, x: Any, node: Any = None) -> Any:
        """Something as an argument of an operation."""
        if isinstance(x, Value) or is_literal(x) or x is Ellipsis:
            return x
        if isinstance(x, (tuple, slice, ListObj, DictObj)):
            return self._container_operand(x, node)
        if isinstance(x, Iter):
            return self._iterator_operand(x, node)
        if isinstance(x, Instance):
            return self._object_operand(x, node)
        if isinstance(x, Static):
            self.shared.texts.setdefault(id(x.obj), (x.obj, x.text))
            return x.obj
        if isinstance(x, Choice):
            return self.operand(self.collapse(x, node), node)
        if isinstance(x, Poison):
            raise self.refuse(node, "this value cannot be followed", x.why, x.instead)
        raise self._without_form(node)

    def _container_operand(self, x: Any, node: Any) -> Any:
        """A tuple, slice, list, set or dict, part by part."""
        if isinstance(x, tuple):
            return tuple(self.operand(item, node) for item in x)
        if isinstance(x, slice):
            return slice(*(self.operand(p, node) for p in (x.start, x.stop, x.step)))
        if isinstance(x, ListObj):
            return [self.operand(item, node) for item in self.items(x)]
        if isinstance(x, SetObj):
            return self.b.emit("call", Opaque("set"), set, (list(self.keys(x, node)),))
        return {key: self.operand(item, node) for key, item in self.dict_items(x, node).items()}

    def _iterator_operand(self, x: Iter, node: Any) -> Any:
        """A range, what is held, or a list of the items that there are."""
        if x.kind == "held":
            return self.materialized(x, node)
        if x.kind == "range":
            return self.b.emit("call", OPAQUE, range, tuple(self.operand(p, node) for p in x.parts))
        if x.kind == "view":
            return self.comprehension_of(x, self.inside(node, "view"))
        return [self.operand(item, node) for item in self.unpack_all(x, node)]

    def _object_operand(self, x: Instance, node: Any) -> Any:
        """An object from outside as it is, one that is its fields as a record of them."""
        if issubclass(x.cls, KeyedValues):
            raise self.as_plain(x, node)
        if x.source is not None and not self.is_changed(x):
            return x.source
        if x.source is not None and record_fields(x.cls) is None:
            raise self.refuse(
                node, f"an object of class `{x.cls.__name__}` is used as a value after its attributes are bound",
                "the derivative leaves the caller's object as it is", "use its attributes",
            )  # fmt: skip
        if not x.remade and not is_plain_record(x.cls):
            raise self._without_form(node)
        parts = {n: self.instance_attribute(x, n, node) for n in record_fields(x.cls) or ()}
        return Record(x.cls, {n: self.operand(part, node) for n, part in parts.items()})

    def _without_form(self, node: Any) -> UnsupportedCode:
        return self.refuse(
            node,
            "a function or object made here is used as a value",
            "it has no run-time form",
            "call it instead",
        )

    def kept(self, x: Any, node: Any) -> Any:
        """Something as an item of a run-time list: a list in it has to exist at run time too."""
        for part in x if isinstance(x, tuple) else (x,):
            if isinstance(part, ListObj):
                raise self.escalate(part)
            if isinstance(part, DictObj) and references(self.state, None)[part]:
                raise self.as_plain(part, node)
        return self.operand(x, node)

    def type(self, x: Any) -> Type:
        """The type of an abstract value."""
        if isinstance(x, Value) or is_literal(x):
            return type_of(x)
        return Opaque(type(x).__name__)

    def joined_type(self, types: list[Type]) -> Type:
        """The type of one of several values."""
        if not types:
            return UNBOUND
        out = types[0]
        for t in types[1:]:
            out = join(out, t)
        return out

    def getitem(self, x: Any, index: Any) -> Any:
        """`x[index]` of a run-time value."""
        return self.b.emit_call(operator.getitem, x, index)

    def watch(self, check: Any, *args: Value) -> None:
        """Call a check of the derivative's."""
        self.b.append(Op("effect", (), check, args, info={"watches": True}))

    def watch_apart(self, written: Value, other: Any) -> None:
        """Ask whether memory that a call stores into is apart from what else it gets, and from what that holds."""
        for x in leaves(other):
            if isinstance(x.type, (Arr, Unknown, Lst, Tup)):
                self.watch(runtime.check_apart, written, x)

    # ---- values that may be several things ----

    def something(self, x: Value) -> Value:
        """An array that may be None, where it is used as only an array can be: None raises there."""
        narrow = isinstance(x.type, Maybe) and not isinstance(x.type.something, Num)
        return self.narrowed(x, something_of(x.type)) if narrow else x

    def array(self, x: Value) -> Value:
        """An array that may be None or a number, where only an array does not raise."""
        t = something_of(x.type)
        return self.narrowed(x, t.array) if isinstance(t, Either) else self.something(x)

    def narrowed(self, x: Value, t: Type) -> Value:
        """A value where it is known to be of a type that is one of those it may have."""
        return self.b.emit("call", t, primitives.identity, (x,))

    def opened(self, x: Any) -> Any:
        """A tuple that exists at run time as one whose items are followed, as branches and loops join them."""
        if isinstance(x, tuple):
            return map_parts(x, self.opened)
        if not isinstance(x, Value) or not isinstance(x.type, Tup) or not carries(x.type):
            return x
        return tuple(self.opened(self.getitem(x, i)) for i in range(len(x.type.items)))

    def open_slots(self, state: State, slots: Iterable[Any]) -> None:
        """Let slots hold the items of what are tuples at run time."""
        for slot in slots:
            held = state.at(slot)
            made = self.opened(held)
            if not same(made, held):
                state.slots[slot] = made

    # ---- values as they are written ----

    def shape_of(self, x: Value) -> Any:
        """`x.shape`."""
        return shape_of(self.b, x)

    def size_of(self, x: Value) -> Any:
        """`x.size`."""
        return size_of(self.b, x)

    def styled(self, fn: Any, args: tuple[Any, ...], name: str, style: str) -> Any:
        """A call written as a method or property, as the user wrote it."""
        out = self.b.emit_call(fn, *args)
        self.b.defs[out].info["style"] = (style, name)
        return out

    def known_int(self, x: Any) -> int | None:
        """An integer that is known now."""
        if isinstance(x, bool):
            return int(x)
        t = self.type(x)
        if isinstance(t, Num) and t.kind == "int" and t.dim is not None:
            return t.dim.known
        return None
