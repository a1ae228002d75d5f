"""Statements: each changes the state."""

from __future__ import annotations

import importlib
import operator
from typing import Any

import gast
import numpy as np

from sourcediff.frontend.abstract import (
    UNDEFINED,
    Bound,
    Choice,
    DictObj,
    Instance,
    Iter,
    ListObj,
    Static,
)
from sourcediff.frontend.base import item_type
from sourcediff.frontend.expressions import BINARY, Expressions
from sourcediff.frontend.loops import Loops
from sourcediff.frontend.state import changed
from sourcediff.ir import primitives
from sourcediff.ir.core import Block, Op, Value, type_of, walk
from sourcediff.ir.inference.indexing import is_basic
from sourcediff.ir.types import OPAQUE, Arr, Either, Lst, Unbound, Unknown, something_of

SYMBOLS = {
    "Add": "+", "Sub": "-", "Mult": "*", "Div": "/", "Pow": "**", "Mod": "%", "FloorDiv": "//",
    "MatMult": "@", "BitAnd": "&", "BitOr": "|", "BitXor": "^", "LShift": "<<", "RShift": ">>",
}  # fmt: skip


CALLING = (gast.Call, gast.ListComp, gast.GeneratorExp, gast.DictComp, gast.SetComp)
CHANGING = {"store", "append", "pop", "effect", "loop"}


def is_changed(old: Any) -> bool:
    """Whether an augmented assignment may change what is there, as it does with an array."""
    if not isinstance(old, Value):
        return False
    return isinstance(something_of(old.type), (Arr, Unknown))


class Statements(Expressions, Loops):
    """One method for each kind of statement."""

    def run(self, body: list[Any]) -> None:
        """Lower statements in order; what follows a raise is never reached."""
        for node in body:
            if self.state.dead:
                return
            method = getattr(self, f"_run_{type(node).__name__}", None)
            if method is None:
                raise self.refuse(
                    node, f"`{type(node).__name__}` is not supported", "it is not lowered"
                )
            with self.at(node):
                method(node)

    def _run_Pass(self, node: Any) -> None:
        pass

    def _run_Expr(self, node: Any) -> None:
        if isinstance(node.value, gast.Constant):
            return
        self.ev(node.value)

    def _run_Assign(self, node: Any) -> None:
        if any(isinstance(target, gast.Name) for target in node.targets):
            self.check_generator(node.value)
        value = self.ev(node.value)
        for target in node.targets:
            self.bind(target, value)

    def _run_AnnAssign(self, node: Any) -> None:
        if node.value is not None:
            self.bind(node.target, self.ev(node.value))

    def _run_FunctionDef(self, node: Any) -> None:
        made: Any = self.closure(node, node.name)
        for decorator in reversed(node.decorator_list):
            made = self.call(self.ev(decorator), [made], {}, node)
        self.assign(node.name, made)

    def _run_Import(self, node: Any) -> None:
        for alias in node.names:
            module = importlib.import_module(
                alias.name if alias.asname else alias.name.split(".")[0]
            )
            importlib.import_module(alias.name)
            name = alias.asname or alias.name.split(".")[0]
            self.state.set(self.frame, name, Static(module, self.partner(module, name)))

    def _run_ImportFrom(self, node: Any) -> None:
        package = self.frame.source.fn.__globals__.get("__package__") if node.level else None
        module = importlib.import_module("." * node.level + (node.module or ""), package)
        for alias in node.names:
            text = f"{self.partner(module, module.__name__.split('.')[-1])}.{alias.name}"
            self.state.set(
                self.frame,
                alias.asname or alias.name,
                self.static(getattr(module, alias.name), text, self.frame),
            )

    def _run_Nonlocal(self, node: Any) -> None:
        pass

    # ---- binding ----

    def bind(self, target: Any, value: Any) -> None:
        """Assign to a name, tuple, item or attribute."""
        with self.at(target):
            if isinstance(target, gast.Name):
                self.assign(target.id, value)
            elif isinstance(target, (gast.Tuple, gast.List)):
                self._bind_sequence(target, value)
            elif isinstance(target, gast.Subscript):
                self.set_item(self.ev(target.value), self.ev(target.slice), value, target)
            elif isinstance(target, gast.Attribute):
                self.set_attribute(self.ev(target.value), target.attr, value, target)
            else:
                raise self.refuse(target, "this target is not supported", "it is not lowered")

    def assign(self, name: str, value: Any) -> None:
        """Bind a name in the frame that it belongs to."""
        if isinstance(value, Iter):
            self.iterators.setdefault(value, (self.depth, None))
        if (
            isinstance(value, Value)
            and not value.hint
            and not name.startswith("%")
            and value in self.b.defs
        ):
            value.hint = name if len(self.stack) <= 1 or not value.hint else value.hint
        frame = self.frame
        while frame.is_comprehension and name not in frame.locals and frame.parent is not None:
            frame = frame.parent
        while name in frame.nonlocals and frame.parent is not None:
            frame = frame.parent
        if name in frame.nonlocals or (name not in frame.locals and not name.startswith("%")):
            raise self.refuse(
                self.node,
                f"`{name}` of an enclosing function is bound",
                "that is seen after the call",
                "return it",
            )
        self.state.set(frame, name, value)

    def _bind_sequence(self, target: Any, value: Any) -> None:
        star = next((i for i, t in enumerate(target.elts) if isinstance(t, gast.Starred)), None)
        parts = self._parts(value, len(target.elts), star, target)
        if star is not None:
            after = len(target.elts) - star - 1
            middle = self.make_list(target, parts[star : len(parts) - after])
            parts = [*parts[:star], middle, *parts[len(parts) - after :]]
        if len(parts) != len(target.elts):
            raise self.refuse(
                target,
                f"{len(parts)} items are unpacked into {len(target.elts)} names",
                "it would raise",
            )
        for element, part in zip(target.elts, parts, strict=True):
            self.bind(element.value if isinstance(element, gast.Starred) else element, part)

    def _parts(self, value: Any, count: int, star: int | None, node: Any) -> list[Any]:
        members = self.members(value, node)
        if members is not None:
            return members
        if not isinstance(value, Value):
            return self.unpack_all(value, node)
        if star is not None:
            known = self.known_length(value)
            if known is None:
                raise self.refuse(
                    node,
                    "an array of unknown length is unpacked with *",
                    "it must be known",
                    "slice it",
                )
            return [self.getitem(value, i) for i in range(known)]
        known = self.known_length(value)
        if known is None or known != count:
            self.b.append(
                Op(
                    "assert",
                    (),
                    None,
                    (self._length_is(value, count), "wrong number of values to unpack"),
                )
            )
        return [self.getitem(value, i) for i in range(count)]

    def _length_is(self, value: Value, count: int) -> Any:
        import operator

        return self.b.emit_call(operator.eq, self.b.emit_call(len, value), count)

    def set_item(self, base: Any, index: Any, value: Any, node: Any) -> None:
        """`base[index] = value`."""
        if isinstance(base, Choice):
            self.dispatch(base, lambda option: self.set_item(option, index, value, node), node)
            return
        self.check_changeable(base, node)
        if isinstance(base, ListObj):
            known = self.known_int(index)
            if known is None:
                raise self.escalate(base)
            length = self.state.get(base, "#")
            if not -length <= known < length:
                raise self.refuse(
                    node, f"index {known} is out of range", f"there are {length} items"
                )
            self.state.set(base, known % length, value)
        elif isinstance(base, DictObj):
            if self.is_run_time_key(index) and base.source is None:
                if not self.is_among(index, self.keys(base, node)):
                    raise self.escalate(base)
                self.set_chosen(base, index, value, node)
                return
            key = self.literal_key(index, node)
            keys = self.keys(base, node)
            if base.source is not None:
                raise self.refuse(
                    node,
                    "an argument is stored into",
                    "the caller's dict would change",
                    "copy it first",
                )
            if key not in keys:
                self.state.set(base, "#", (*keys, key))
            self.state.set(base, ("key", key), value)
        elif self.is_held(base):
            self.set_held_item(base, index, value, node)
        elif isinstance(base, Value) and isinstance(base.type, (Arr, Lst, Unknown, Unbound)):
            made = (
                self.kept(value, node) if isinstance(base.type, Lst) else self.operand(value, node)
            )
            if isinstance(base.type, Lst):
                t = type_of(made)
                many = isinstance(index, slice) and isinstance(t, Lst)
                learned = t.elem if many and isinstance(t, Lst) else item_type(made)
                for site in base.type.sites:
                    self.learn_list(site, learned)
            self.b.store(self.array(base), self.operand(index, node), made)
        elif isinstance(base, Instance) and hasattr(base.cls, "__setitem__"):
            self.call(Bound(base, "__setitem__"), [index, value], {}, node)
        else:
            raise self.refuse(
                node, "this cannot be stored into", "it is neither an array, a list nor a dict"
            )

    def is_among(self, key: Any, keys: tuple[Any, ...]) -> bool:
        """Whether a key that is chosen at run time is surely one of several."""
        if not isinstance(key, Value):
            return key in keys
        made = self.b.defs.get(key)
        if made is None or made.kind != "if":
            return False
        place = made.outs.index(key)
        return all(self.is_among(block.results[place], keys) for block in made.blocks)

    def set_chosen(self, base: DictObj, index: Any, value: Any, node: Any) -> None:
        """`base[index] = value` for one of the keys that a dict has."""

        def put(keys: tuple[Any, ...]) -> None:
            if not keys:
                self.raise_now(KeyError, "there is no such key")
                return
            self.branch(
                self.compare(operator.eq, index, keys[0], node),
                lambda: self.set_item(base, keys[0], value, node),
                lambda: put(keys[1:]),
            )

        put(self.keys(base, node))

    def set_attribute(self, base: Any, name: str, value: Any, node: Any) -> None:
        """`base.name = value`."""
        if isinstance(base, Choice):
            self.dispatch(base, lambda option: self.set_attribute(option, name, value, node), node)
            return
        self.check_changeable(base, node)
        if isinstance(base, Instance) and base.source is None:
            self.state.set(base, name, value)
            return
        raise self.refuse(
            node,
            f"attribute `{name}` of an object that comes from outside is bound",
            "the caller's object would change",
            "keep the value in a local variable and return it",
        )

    def _run_AugAssign(self, node: Any) -> None:
        target = node.target
        fn, symbol = BINARY[type(node.op).__name__], SYMBOLS[type(node.op).__name__]
        if isinstance(target, gast.Name):
            old = self._ev_Name(target)
            self._augment_name(target, old, fn, symbol, node)
        elif isinstance(target, gast.Subscript):
            base, index = self.ev(target.value), self.ev(target.slice)
            self._augment_item(base, index, fn, symbol, node)
        else:
            base = self.ev(target.value)
            old = self.attribute(base, target.attr, target)
            made = self._augmented(old, self.ev(node.value), fn, symbol, node)
            if made is not old:
                self.set_attribute(base, target.attr, made, target)

    def _augment_name(self, target: Any, old: Any, fn: Any, symbol: str, node: Any) -> None:
        made = self._augmented(old, self.ev(node.value), fn, symbol, node)
        if made is not old:
            self.bind(target, made)

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
            made = self.b.emit_call(BINARY[type(node.op).__name__], old, self.operand(value, node))
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
        self.b.store(old, Ellipsis, self.operand(value, node), symbol)
        self.b.block.ops[-1].info["whole"] = True

    def _augment_item(self, base: Any, index: Any, fn: Any, symbol: str, node: Any) -> None:
        if isinstance(base, Value) and isinstance(base.type, (Arr, Unknown)):
            base = self.array(base)
            value, place = self.ev_operand(node.value), self.operand(index, node)
            repeats = not is_basic(place) and symbol != "+" and symbol != "-"
            if symbol not in ("+", "-", "*", "/") or repeats:
                value, symbol = self.b.emit_call(fn, self.getitem(base, place), value), ""
            self.b.store(base, place, value, symbol)
            return
        old = self.item(base, index, node.target)
        value = self.ev(node.value)
        made = self._augmented(old, value, fn, symbol, node)
        if made is old and is_changed(old):
            return
        if isinstance(base, DictObj) and self.is_run_time_key(index):
            self.set_chosen(base, index, made, node.target)
        elif made is not old or not (isinstance(made, ListObj) or self.is_list(made)):
            self.set_item(base, index, made, node.target)

    def _run_Delete(self, node: Any) -> None:
        for target in node.targets:
            if isinstance(target, gast.Name):
                self.state.set(self.frame, target.id, UNDEFINED)
            elif isinstance(target, gast.Subscript):
                self._delete_item(self.ev(target.value), self.ev(target.slice), target)
            else:
                raise self.refuse(
                    target, "`del` of an attribute is not supported", "objects keep their fields"
                )

    def _delete_item(self, base: Any, index: Any, node: Any) -> None:
        self.check_changeable(base, node)
        if self.is_held(base):
            self.delete_held_item(base, index, node)
            return
        if isinstance(base, Instance) and hasattr(base.cls, "__delitem__"):
            self.call(Bound(base, "__delitem__"), [index], {}, node)
            return
        if isinstance(base, DictObj) and base.source is None:
            if self.is_run_time_key(index):
                raise self.escalate(base)
            key = self.literal_key(index, node)
            self.state.set(base, "#", tuple(k for k in self.keys(base, node) if k != key))
            return
        known = self.known_int(index)
        if isinstance(base, ListObj) and known is not None:
            items = self.items(base)
            del items[known]
            self.refill(base, items)
            return
        raise self.refuse(
            node, "`del` of this item is not supported", "what is deleted must be known now"
        )

    def refill(self, made: ListObj, items: list[Any]) -> None:
        """Give a list that is followed new items."""
        self.state.set(made, "#", len(items))
        for i, item in enumerate(items):
            self.state.set(made, i, item)

    # ---- control flow ----

    def _run_If(self, node: Any) -> None:
        truth = self.truth(self.ev(node.test), node.test)
        if isinstance(truth, bool):
            self.run(node.body if truth else node.orelse)
            return
        self.branch(truth, lambda: self.run(node.body), lambda: self.run(node.orelse))

    def _run_For(self, node: Any) -> None:
        def turn(item: Any) -> None:
            if isinstance(item, Value) and not item.hint and isinstance(node.target, gast.Name):
                item.hint = node.target.id
            self.depth += 1
            self.bind(node.target, item)
            self.depth -= 1
            self.run_turn(node.body)

        self.for_each(self.ev(node.iter), node, turn, node.stop)

    def run_turn(self, body: list[Any]) -> None:
        """The statements of a loop's body."""
        self.depth += 1
        self.run(body)
        self.depth -= 1

    def _run_While(self, node: Any) -> None:
        constant = isinstance(node.test, gast.Constant) and bool(node.test.value)
        if constant or self._test_changes(node):
            self._run_tested_inside(node, constant)
            return

        def test() -> Any:
            return self.truth(self.ev(node.test), node.test)

        self.loop(node, "while", (), {}, lambda _: self.run_turn(node.body), test, node.stop)

    def _run_tested_inside(self, node: Any, constant: bool) -> None:
        """A loop whose test is part of its turns; that it fails is not that the body breaks: `else` asks for that."""
        apart = node.stop is None or (node.asked and not constant)
        over = f"%while{id(node)}" if apart else node.stop
        self.state.set(self.frame, over, False)

        def body() -> None:
            self.run_turn(node.body)
            if apart and node.stop is not None:
                self.state.set(self.frame, over, self.state.get(self.frame, node.stop))

        def turn(_: Any) -> None:
            truth = True if constant else self.truth(self.ev(node.test), node.test)
            if truth is True:
                body()
            elif truth is False:
                self.state.set(self.frame, over, True)
            else:
                self.branch(truth, body, lambda: self.state.set(self.frame, over, True))

        self.loop(node, "while", (), {}, turn, None, over)

    def _test_changes(self, node: Any) -> bool:
        """Whether the test of a loop binds or stores something, so that it belongs into the turns."""
        parts = list(gast.walk(node.test))
        if any(isinstance(n, gast.NamedExpr) for n in parts):
            return True
        if not any(isinstance(n, CALLING) for n in parts):
            return False
        before, block = self.state, Block()
        self.state = before.copy()
        with self.into(block):
            self.truth(self.ev(node.test), node.test)
        found = changed(before, self.state) or any(op.kind in CHANGING for op in walk(block))
        self.state = before
        return bool(found)

    def _run_Assert(self, node: Any) -> None:
        truth = self.truth(self.ev(node.test), node.test)
        if truth is True:
            return
        message = None if node.msg is None else self.ev_operand(node.msg)
        self.b.append(Op("assert", (), None, (truth, message)))

    def _run_Raise(self, node: Any) -> None:
        made = None if node.exc is None else self.raised(node.exc)
        self.b.append(Op("raise", (), None, (made,)))
        self.state.dead = True

    def raised(self, node: Any) -> Any:
        """The exception that is raised, as an operand."""
        if isinstance(node, gast.Call):
            fn = self.ev_operand(node.func)
            args = tuple(self.ev_operand(a) for a in node.args)
            return self.b.emit("call", OPAQUE, primitives.call, (fn, *args))
        return self.ev_operand(node)
