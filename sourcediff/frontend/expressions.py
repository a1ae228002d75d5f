"""Expressions: each gives a run-time value, a literal, or a thing that is followed."""

from __future__ import annotations

import builtins
import operator
import sys
from collections.abc import Callable
from types import FunctionType
from typing import Any

import gast
import numpy as np

from sourcediff.frontend.abstract import (
    UNDEFINED,
    Bound,
    Choice,
    Closure,
    DictObj,
    Frame,
    Instance,
    Iter,
    ListObj,
    Partial,
    Poison,
    SetObj,
    Static,
    Super,
    is_literal,
)
from sourcediff.frontend.attempt import Escalate
from sourcediff.frontend.base import LoweringBase
from sourcediff.frontend.library import is_table
from sourcediff.frontend.list_types import item_type
from sourcediff.ir import primitives
from sourcediff.ir.core import Value, type_of
from sourcediff.ir.types import (
    BOOL,
    INERT,
    INT,
    OPAQUE,
    Arr,
    Held,
    Lst,
    Num,
    Opaque,
    Tup,
    Unknown,
    rank,
    something_of,
)

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
COMPARE = {
    "Eq": operator.eq, "NotEq": operator.ne, "Lt": operator.lt, "LtE": operator.le, "Gt": operator.gt,
    "GtE": operator.ge, "Is": operator.is_, "IsNot": operator.is_not, "In": primitives.in_,
    "NotIn": primitives.not_in,
}  # fmt: skip


class Expressions(LoweringBase):
    """One method for each kind of expression."""

    def ev(self, node: Any) -> Any:
        """What an expression is."""
        method = getattr(self, f"_ev_{type(node).__name__}", None)
        if method is None:
            raise self.refuse(
                node, f"`{type(node).__name__}` expressions are not supported", "it is not lowered"
            )
        with self.at(node):
            return method(node)

    def ev_operand(self, node: Any) -> Any:
        """An expression as an operand."""
        return self.operand(self.ev(node), node)

    def _ev_Constant(self, node: Any) -> Any:
        return node.value

    def _ev_Name(self, node: Any) -> Any:
        found = self.lookup(node.id, node)
        if isinstance(found, Poison):
            raise self.refuse(
                node, f"`{node.id}` cannot be followed here", found.why, found.instead
            )
        if found is UNDEFINED:
            raise self.refuse(
                node,
                f"`{node.id}` is not bound here",
                "no path to this place binds it",
                "bind it before",
            )
        if isinstance(found, Iter) and found.is_iterator:
            self.use_iterator(found, node)
        return found

    def use_iterator(self, x: Iter, node: Any) -> None:
        """Refuse to read an iterator that has a name more than once: the first reading uses it up."""
        depth, reader = self.iterators.get(x, (self.depth, None))
        if self.depth > depth or reader not in (None, node):
            raise self.refuse(
                node, f"the iterator `{node.id}` may be read more than once",
                "what reads it first uses it up", f"make a list of it: {node.id} = list(...)",
            )  # fmt: skip
        self.iterators[x] = depth, node

    def lookup(self, name: str, node: Any = None) -> Any:
        """What a name is: a slot of a frame, or a thing of the live environment."""
        frame: Frame | None = self.frame
        while frame is not None:
            if name[0] == "%" or (name in frame.locals and name not in frame.nonlocals):
                return self.state.get(frame, name)
            if frame.parent is None:
                break
            frame = frame.parent
        assert frame is not None
        return self.environment(frame, name, node)

    def environment(self, frame: Frame, name: str, node: Any) -> Any:
        """A cell, global or builtin of the function that a frame belongs to."""
        source = frame.source
        if name in source.cells:
            try:
                found = source.cells[name].cell_contents
            except ValueError:
                return UNDEFINED
            self.shared.note_callable(source.cells[name], name, found)
            text = (
                name
                if source is self.top
                else self.partner(source.cells[name], f"{name}_cell") + ".cell_contents"
            )
            return self.named(found, text, frame)
        if name in source.fn.__globals__:
            own = source.fn.__globals__ is self.top.fn.__globals__ and name not in self.top_names
            found = source.fn.__globals__[name]
            self.shared.note_callable(source.fn.__globals__, name, found)
            return self.named(found, name if own else self.global_text(source, name), frame)
        if hasattr(builtins, name):
            return Static(getattr(builtins, name), name)
        raise self.refuse(
            node, f"`{name}` is not defined", "it is neither local, global nor builtin"
        )

    def named(self, obj: Any, text: str, frame: Frame) -> Any:
        """A thing of the environment that has a name."""
        make = self.table if is_table(obj) else self.static
        return make(obj, text, frame)

    def partner(self, obj: Any, stem: str) -> str:
        """A name for an object that the text gets through a closure cell."""
        for name, known in self.shared.partners.items():
            if known is obj:
                return name
        name, number = stem, 1
        while (
            name in self.shared.partners
            or name in self.top.fn.__globals__
            or name in self.top_names
        ):
            number += 1
            name = f"{stem}_{number}"
        self.shared.partners[name] = obj
        return name

    def global_text(self, source: Any, name: str) -> str:
        """How the text reads a global of another module, or one that a local of the function hides."""
        module = sys.modules.get(source.fn.__module__)
        if module is not None and getattr(module, "__dict__", None) is source.fn.__globals__:
            return f"{self.partner(module, source.fn.__module__.split('.')[-1])}.{name}"
        scope = self.partner(source.fn.__globals__, f"{source.name}_globals")
        return f"{scope}[{name!r}]"

    # ---- containers ----

    def _ev_Tuple(self, node: Any) -> Any:
        return tuple(self._elements(node))

    def _elements(self, node: Any) -> list[Any]:
        out: list[Any] = []
        for item in node.elts:
            if isinstance(item, gast.Starred):
                out.extend(self.unpack_all(self.ev(item.value), item))
            else:
                out.append(self.ev(item))
        return out

    def _ev_List(self, node: Any) -> Any:
        starred = any(isinstance(item, gast.Starred) for item in node.elts)
        if not starred:
            return self.make_list(node, self._elements(node))
        parts = [
            (True, self.ev(item.value))
            if isinstance(item, gast.Starred)
            else (False, self.ev(item))
            for item in node.elts
        ]
        known = [self.members(part, node) if many else [part] for many, part in parts]
        if any(members is None for members in known):
            return self.concatenated(parts, node)
        return self.make_list(node, [item for members in known for item in members or ()])

    def make_list(self, site: Any, parts: list[Any]) -> Any:
        """A list that is followed, or a run-time one where it has to be."""
        if self.key(site) in self.shared.plain:
            return self.make_held_list(site, parts)
        if self.key(site) in self.shared.dynamic:
            args = [self.kept(p, site) for p in parts]
            for a in args:
                self.learn_list(self.key(site), item_type(a))
            t = self.list_type(site)
            return self.b.emit("call", t, primitives.identity, (args,), None, text="list")
        made = ListObj(self.key(site))
        self.state.set(made, "#", len(parts))
        for i, part in enumerate(parts):
            self.state.set(made, i, part)
        self.note_depth(made)
        return made

    def _ev_Set(self, node: Any) -> Any:
        return self.make_set(node, self._elements(node))

    def make_set(self, site: Any, elements: list[Any]) -> Any:
        """A set that is followed, or one at run time where it has to be."""
        if self.key(site) in self.shared.dynamic:
            return self.make_held_set(site, elements)
        made = SetObj(self.key(site))
        self.state.set(made, "#", ())
        for element in elements:
            self.add_to_set(made, element, site)
        return made

    def add_to_set(self, made: SetObj, element: Any, node: Any) -> None:
        """`made.add(element)`."""
        if self.is_run_time_key(element):
            raise self.escalate(made)
        key = self.literal_key(element, node)
        if key not in self.keys(made, node):
            self.state.set(made, "#", (*self.keys(made, node), key))
            self.state.set(made, ("key", key), None)

    def _ev_Dict(self, node: Any) -> Any:
        if self.key(node) in self.shared.dynamic:
            return self._filled_dict(node)
        pairs: dict[Any, Any] = {}
        for key, value in zip(node.keys, node.values, strict=True):
            if key is None:
                found = self.ev(value)
                if not isinstance(found, DictObj):
                    raise Escalate(frozenset((self.key(node),)))
                pairs.update(self.dict_items(found, value))
            else:
                place = self.ev(key)
                if self.is_run_time_key(place):
                    raise Escalate(frozenset((self.key(node),)))
                pairs[self.literal_key(place, key)] = self.ev(value)
        return self.make_dict(node, pairs)

    def _filled_dict(self, node: Any) -> Any:
        """A dict that exists at run time, filled item by item."""
        if not any(key is None or not isinstance(key, gast.Constant) for key in node.keys):
            values = [self.ev(value) for value in node.values]
            return self.make_dict(
                node, {k.value: v for k, v in zip(node.keys, values, strict=True)}
            )
        made = self.make_dict(node, {})
        for key, value in zip(node.keys, node.values, strict=True):
            if key is None:
                self.call(self.attribute(made, "update", node), [self.ev(value)], {}, node)
            else:
                place = self.ev(key)
                self.set_item(made, place, self.ev(value), node)
        return made

    def make_dict(self, site: Any, pairs: dict[Any, Any]) -> Any:
        """A dict that is followed, or one at run time where it has to be."""
        if self.key(site) in self.shared.dynamic:
            return self.make_held_dict(site, pairs)
        made = DictObj(self.key(site))
        self.state.set(made, "#", tuple(pairs))
        for key, value in pairs.items():
            self.state.set(made, ("key", key), value)
        self.note_depth(made)
        return made

    def literal_key(self, key: Any, node: Any) -> Any:
        """A dict key that is known now."""
        known = self.known_int(key) if isinstance(key, Value) else None
        if known is not None:
            return known
        if is_literal(key) or (isinstance(key, tuple) and all(map(is_literal, key))):
            return key
        if isinstance(key, Static):
            return key
        raise self.refuse(
            node,
            "this key is known only at run time",
            "a dict is followed key by key",
            "use a list",
        )

    # ---- operators ----

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
        return self.b.emit_call(fn, self.operand(a, node), self.operand(b, node))

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
        if fn is operator.mul and isinstance(b, (tuple, ListObj)):
            a, b = b, a
        if fn is operator.mul and isinstance(a, tuple) and type(b) is int:
            return a * b
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

    def negate(self, x: Any, node: Any) -> Any:
        """`not x`."""
        truth = self.truth(x, node)
        return (not truth) if isinstance(truth, bool) else self.b.emit_call(primitives.not_, truth)

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
        if is_literal(a) and is_literal(b):
            return self.fold(fn, (a, b), node)
        if isinstance(a, Static) and isinstance(b, Static):
            return bool(fn(a.obj, b.obj))
        if isinstance(a, (tuple, ListObj)) and isinstance(b, (tuple, ListObj)):
            return self._compare_sequences(fn, a, b, node)
        known = self._known_ints(a, b)
        if known is not None and fn in (
            operator.eq,
            operator.ne,
            operator.lt,
            operator.le,
            operator.gt,
            operator.ge,
        ):
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

    def _compare_sequences(self, fn: Any, a: Any, b: Any, node: Any) -> Any:
        one, two = self.unpack_all(a, node), self.unpack_all(b, node)
        if fn not in (operator.eq, operator.ne):
            raise self.refuse(
                node, "sequences are compared for order", "they are followed item by item"
            )
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

    # ---- indexing and attributes ----

    def _ev_Slice(self, node: Any) -> Any:
        parts = [
            None if p is None else self.ev_operand(p) for p in (node.lower, node.upper, node.step)
        ]
        return slice(*parts)

    def _ev_Subscript(self, node: Any) -> Any:
        return self.item(self.ev(node.value), self.ev(node.slice), node)

    def item(self, base: Any, index: Any, node: Any) -> Any:
        """`base[index]`."""
        if isinstance(base, Choice):
            return self.dispatch(base, lambda option: self.item(option, index, node), node)
        if isinstance(base, (tuple, ListObj)):
            return self._sequence_item(base, index, node)
        if isinstance(base, DictObj):
            return self._dict_item(base, index, node)
        if isinstance(base, Instance) and issubclass(base.cls, tuple):
            return self._sequence_item(tuple(self.unpack_all(base, node)), index, node)
        if isinstance(base, Instance):
            return self.call(Bound(base, "__getitem__"), [index], {}, node)
        if isinstance(base, Static):
            return self.static_item(base, index, node)
        if base is None:
            return self.raise_now(TypeError, "'NoneType' object is not subscriptable")
        if is_literal(base):
            return self.fold(operator.getitem, (base, index), node)
        value = self.operand(base, node)
        if self.is_held(value):
            return self.held_item(value, index, node)
        if isinstance(value.type, Lst) and isinstance(index, slice):
            return self._part_of_list(value, index, node)
        return self.b.emit_call(operator.getitem, value, self.operand(index, node))

    def _part_of_list(self, base: Value, part: slice, node: Any) -> Any:
        """A new list of some items of a list that is known at run time only."""
        bounds = [part.start, part.stop, part.step]
        if bounds == [None, None, None]:
            return self.concatenated([(True, base)], node)
        return self.call_python(primitives.part_of_list, [base, *bounds], {}, node)

    def static_item(self, base: Static, index: Any, node: Any) -> Any:
        """An item of an object of the environment: a class with parameters is the class."""
        if base.obj in (np.mgrid, np.ogrid):
            return self.grid(base.obj, index, node)
        if isinstance(base.obj, type):
            return base
        if is_literal(index):
            return self.static(base.obj[index], base.text, self.frame)
        raise self.refuse(
            node,
            f"an index of `{base.text}` that is known at run time only",
            "what it gives is not followed",
            "np.concatenate or np.stack, where it joins arrays",
        )

    def grid(self, kind: Any, index: Any, node: Any) -> Any:
        """`np.mgrid[...]` and `np.ogrid[...]`, written as the coordinates that they consist of."""
        axes = [
            self._axis(part, node) for part in (index if isinstance(index, tuple) else (index,))
        ]
        if not isinstance(index, tuple):
            return axes[0]
        made = self.b.emit_call(np.meshgrid, *axes, indexing="ij", sparse=kind is np.ogrid)
        parts = [self.b.emit_call(operator.getitem, made, i) for i in range(len(axes))]
        return tuple(parts) if kind is np.ogrid else self.b.emit_call(np.stack, parts)

    def _axis(self, part: Any, node: Any) -> Any:
        """The coordinates along one axis of a grid: an imaginary step is their number."""
        if not isinstance(part, slice):
            raise self.refuse(
                node, "a grid along an axis that is no slice", "its length is not given"
            )
        start = 0 if part.start is None else self.operand(part.start, node)
        stop, step = self.operand(part.stop, node), self.operand(part.step, node)
        if isinstance(step, complex):
            return self.b.emit_call(np.linspace, start, stop, int(abs(step)))
        return self.b.emit_call(np.arange, start, stop, *(() if step is None else (step,)))

    def _sequence_item(self, base: Any, index: Any, node: Any) -> Any:
        members = self.unpack_all(base, node)
        known = self.known_int(index)
        if known is not None:
            if not -len(members) <= known < len(members):
                raise self.refuse(
                    node, f"index {known} is out of range", f"there are {len(members)} items"
                )
            return members[known]
        if isinstance(index, slice):
            bounds = [
                self.known_int(p) if p is not None else None
                for p in (index.start, index.stop, index.step)
            ]
            if all(
                p is None or q is not None
                for p, q in zip((index.start, index.stop, index.step), bounds, strict=True)
            ):
                part = members[slice(*bounds)]
                return tuple(part) if isinstance(base, tuple) else self.make_list(node, part)
        if isinstance(base, ListObj):
            raise self.escalate(base)
        if isinstance(base, tuple) and any(isinstance(m, _FUNCTIONS) for m in members):
            places = tuple(range(len(members)))
            which = self.b.emit("call", INT, operator.getitem, (places, self.operand(index, node)))
            return Choice(which, tuple(members))
        operands = tuple(self.operand(m, node) for m in members)
        out = self.joined_type([type_of(m) for m in operands])
        return self.b.emit("call", out, operator.getitem, (operands, self.operand(index, node)))

    def is_run_time_key(self, key: Any) -> bool:
        """Whether a dict's key is a value of the program."""
        if isinstance(key, tuple):
            return any(map(self.is_run_time_key, key))
        return isinstance(key, Value) and self.known_int(key) is None

    def chosen_item(self, base: DictObj, index: Any, node: Any, missing: Callable[[], Any]) -> Any:
        """`base[index]` for one of the keys that a dict has, else what is made where none is meant."""
        pairs = list(self.dict_items(base, node).items())

        def pick(first: int) -> Any:
            if first == len(pairs):
                return missing()
            test = self.compare(operator.eq, index, pairs[first][0], node)
            return self.choose(
                test, lambda: pairs[first][1], lambda: pick(first + 1), node, "ifexp"
            )

        return pick(0)

    def _dict_item(self, base: DictObj, index: Any, node: Any) -> Any:
        if self.is_run_time_key(index):
            t = self.inert_item(base)
            if t is not None:
                return self.b.emit("call", t, operator.getitem, (base.source, self.operand(index)))
            return self.chosen_item(
                base, index, node, lambda: self.raise_now(KeyError, "there is no such key")
            )
        key = self.literal_key(index, node)
        if key not in self.keys(base, node):
            raise self.refuse(
                node, f"there is no key {key!r}", f"the keys are {list(self.state.get(base, '#'))}"
            )
        return self.state.get(base, ("key", key))

    def known_int(self, x: Any) -> int | None:
        """An integer that is known now."""
        if isinstance(x, bool):
            return int(x)
        t = self.type(x)
        if isinstance(t, Num) and t.kind == "int" and t.dim is not None:
            return t.dim.known
        return None

    def _ev_Attribute(self, node: Any) -> Any:
        return self.attribute(self.ev(node.value), node.attr, node)

    def attribute(self, base: Any, name: str, node: Any) -> Any:
        """`base.name`."""
        if isinstance(base, Choice):
            return self.dispatch(base, lambda option: self.attribute(option, name, node), node)
        if base is None:
            return self.raise_now(AttributeError, f"'NoneType' object has no attribute '{name}'")
        if isinstance(base, Static):
            if not hasattr(base.obj, name):
                raise self.refuse(
                    node, f"`{base.text}` has no attribute `{name}`", "it is not there now"
                )
            return self.static(getattr(base.obj, name), f"{base.text}.{name}", self.frame, base.obj)
        if isinstance(base, Instance):
            return self.instance_attribute(base, name, node)
        if isinstance(base, Super):
            return self.attribute_above(base, name, node)
        if isinstance(base, Value):
            return self._value_attribute(self.something(base), name, node)
        if isinstance(base, Partial) and name in ("func", "args", "keywords"):
            raise self.refuse(
                node, "a partial's parts are not read", "they are followed by calls only"
            )
        return Bound(base, name)

    def _value_attribute(self, base: Value, name: str, node: Any) -> Any:
        t = base.type
        if t == Opaque("str") and callable(getattr(str, name, None)):
            return Bound(base, name)
        if isinstance(t, Held) and name not in ("maxlen", "default_factory"):
            return Bound(base, name)
        if isinstance(t, Opaque):
            return self.b.attribute(base, name, INERT if t == INERT else OPAQUE)
        if name == "shape":
            return () if isinstance(t, Num) else self.shape_of(base)
        if name == "size" and isinstance(t, Num):
            return 1
        if name == "ndim":
            known = rank(t)
            return known if known is not None else self.b.attribute(base, "ndim", Num("int"))
        if name == "size":
            return self.size_of(base)
        if name == "dtype":
            return (
                Static(np.dtype(t.dtype), "")
                if isinstance(t, Arr)
                else self.b.attribute(base, "dtype", OPAQUE)
            )
        if name == "T":
            return self.styled(np.transpose, (base,), "T", "property")
        if name == "mT":
            return self.styled(np.matrix_transpose, (base,), "mT", "property")
        if name in ("real", "imag"):
            return self.styled(getattr(np, name), (base,), name, "property")
        if name in ("flat", "ctypes", "data", "strides"):
            raise self.refuse(
                node,
                f"`.{name}` is not supported",
                "it reaches past the array's elements",
                "use ravel()",
            )
        if isinstance(t, Unknown) and not hasattr(np.ndarray, name):
            raise self.refuse(
                node,
                f"`.{name}` of something whose type is not known",
                "it is neither a number nor an array, and it is not known what it is",
                "call the derivative, or ask for source_for(...) with arguments",
            )
        return Bound(base, name)

    # ---- functions ----

    def _ev_Lambda(self, node: Any) -> Any:
        return self.closure(node, "lambda")

    def closure(self, node: Any, name: str) -> Closure:
        """A function made here."""
        frame: Frame | None = self.frame
        while frame is not None:
            frame.captured, frame = True, frame.parent
        defaults = tuple(self.ev(d) for d in node.args.defaults)
        kw_defaults = tuple(None if d is None else self.ev(d) for d in node.args.kw_defaults)
        return Closure(node, self.frame, defaults, kw_defaults, name)

    def _ev_Call(self, node: Any) -> Any:
        fn = self.ev(node.func)
        args: list[Any] = []
        for arg in node.args:
            if isinstance(arg, gast.Starred):
                args.extend(self.unpack_all(self.ev(arg.value), arg))
            elif isinstance(arg, gast.GeneratorExp) and len(node.args) == 1:
                return self.call_on_generator(fn, arg, node)
            else:
                args.append(self.ev(arg))
        kwargs: dict[str, Any] = {}
        for keyword in node.keywords:
            if keyword.arg is None:
                kwargs.update(self.dict_items(self.ev(keyword.value), keyword.value))
            else:
                kwargs[keyword.arg] = self.ev(keyword.value)
        return self.call(fn, args, kwargs, node)

    def _ev_NamedExpr(self, node: Any) -> Any:
        value = self.ev(node.value)
        self.bind(node.target, value)
        return value

    def _ev_JoinedStr(self, node: Any) -> Any:
        parts = []
        for part in node.values:
            if isinstance(part, gast.Constant):
                parts.append(part.value)
            else:
                spec = None if part.format_spec is None else self.ev(part.format_spec)
                parts.append((self.operand(self.ev(part.value), part), part.conversion, spec))
        return self.b.emit("call", Opaque("str"), primitives.fstring, tuple(parts))

    # ---- comprehensions ----

    def _ev_ListComp(self, node: Any) -> Any:
        return self.comprehend(node, node.elt)

    def _ev_GeneratorExp(self, node: Any) -> Any:
        return self.comprehend(node, node.elt)

    def check_generator(self, node: Any) -> None:
        """Refuse to give a generator a name: its items are made when they are read."""
        if isinstance(node, gast.GeneratorExp):
            raise self.refuse(
                node, "a generator is bound to a name",
                "its items are made when they are read, and once", "make a list: [...] instead of (...)",
            )  # fmt: skip

    def _ev_DictComp(self, node: Any) -> Any:
        if self.key(node) in self.shared.dynamic:
            made = self.make_dict(node, {})

            def fill() -> None:
                key = self.ev(node.key)
                self.set_item(made, key, self.ev(node.value), node)

            self.comprehension_loops(node.generators, fill, node)
            return made
        pairs: dict[Any, Any] = {}

        def add() -> None:
            key = self.ev(node.key)
            if self.is_run_time_key(key):
                raise Escalate(frozenset((self.key(node),)))
            pairs[self.literal_key(key, node.key)] = self.ev(node.value)

        if not self.unrolled(node.generators, add):
            raise Escalate(frozenset((self.key(node),)))
        return self.make_dict(node, pairs)

    def _ev_SetComp(self, node: Any) -> Any:
        if self.key(node) in self.shared.dynamic:
            made = self.make_set(node, [])

            def fill() -> None:
                self.call(Bound(made, "add"), [self.ev(node.elt)], {}, node)

            self.comprehension_loops(node.generators, fill, node)
            return made
        parts: list[Any] = []
        if not self.unrolled(node.generators, lambda: parts.append(self.ev(node.elt))):
            raise Escalate(frozenset((self.key(node),)))
        return self.make_set(node, parts)

    def comprehend(self, node: Any, elt: Any) -> Any:
        """A list comprehension: turn by turn if its iterables are known, else a loop that appends."""
        if self.key(node) in self.shared.plain:
            held = self.make_held_list(node, [])
            fill = Bound(held, "append")
            self.comprehension_loops(
                node.generators, lambda: self.call(fill, [self.ev(elt)], {}, node), node
            )
            return held
        parts: list[Any] = []
        if self.unrolled(node.generators, lambda: parts.append(self.ev(elt))):
            return self.make_list(node, parts)
        made = self.b.emit(
            "call", self.list_type(node), primitives.identity, ([],), None, text="list"
        )

        def turn() -> None:
            self.append_to(made, self.ev(elt), node)

        self.comprehension_loops(node.generators, turn, node)
        return made


_FUNCTIONS = (Static, Closure, Partial, Bound)


def _may_be_tuple(x: Any) -> bool:
    """Whether something may be a tuple, known or not."""
    t = something_of(x.type) if isinstance(x, Value) else None
    return isinstance(x, tuple) or isinstance(t, (Tup, Unknown, Opaque))
