"""What every part of the lowering shares: the state, the block at hand, names, refusals, and how branches meet."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from functools import partial
from types import FunctionType, MethodType
from typing import Any

import numpy as np

from sourcediff.errors import UnsupportedCode
from sourcediff.frontend.abstract import (
    UNDEFINED,
    Bound,
    Closure,
    DictObj,
    Frame,
    Instance,
    Iter,
    ListObj,
    Partial,
    Poison,
    State,
    Static,
    is_literal,
)
from sourcediff.frontend.check import problem
from sourcediff.frontend.state import changed, hint_of, merge, operand_type
from sourcediff.ir.builder import Builder, shape_of, size_of
from sourcediff.ir.core import (
    Block,
    Op,
    Record,
    Value,
    defined,
    is_plain_record,
    rebuild,
    record_fields,
    type_of,
)
from sourcediff.ir.types import (
    OPAQUE,
    UNBOUND,
    UNKNOWN,
    Arr,
    Dim,
    Lst,
    Num,
    Opaque,
    Tup,
    Type,
    fresh_dim,
    join,
)


class Escalate(Exception):
    """A list that was followed has to be a run-time list: lower again with its site marked."""

    def __init__(self, site: Any) -> None:
        super().__init__()
        self.site = site


class Unsettled(Exception):
    """What is to be differentiated here has types that this attempt has just learned: lower again."""


@dataclass
class Shared:
    """What the attempts at lowering one function learn, and what they found in the environment."""

    dynamic: set[Any] = field(default_factory=set)
    list_types: dict[Any, Any] = field(default_factory=dict)
    list_dims: dict[Any, Dim] = field(default_factory=dict)
    carried: dict[Any, Any] = field(default_factory=dict)
    texts: dict[int, tuple[Any, str]] = field(default_factory=dict)
    resolved: dict[tuple[int, str], Any] = field(default_factory=dict)
    partners: dict[str, Any] = field(default_factory=dict)
    callables: dict[tuple[int, str], tuple[Any, str, Any]] = field(default_factory=dict)
    symbols: dict[tuple[str, int], Any] = field(default_factory=dict)
    results: dict[Any, Any] = field(default_factory=dict)
    recursive: set[Any] = field(default_factory=set)
    derive: Any = None
    changed: bool = False
    calls: int = 0

    def note_callable(self, scope: Any, name: str, found: Any) -> None:
        """Remember whose source becomes part of the text, so that a guard can ask whether the name still means it."""
        if isinstance(found, (FunctionType, MethodType, partial)) or hasattr(
            found, "__sourcediff_lower__"
        ):
            self.callables[id(scope), name] = (scope, name, found)


class LoweringBase:
    """State and helpers; the parts of the language are in the subclasses."""

    b: Builder
    state: State
    frame: Frame
    shared: Shared
    node: Any
    stack: list[Any]
    callers: list[Frame]
    sites: dict[Value, Any]
    paths: dict[Value, str]
    top: Any
    top_names: frozenset[str]

    # ---- places ----

    @contextmanager
    def at(self, node: Any) -> Iterator[None]:
        """Work at a node: its line is what operations are marked with."""
        old_node, old_line = self.node, self.b.line
        if getattr(node, "lineno", None):
            self.node = node
            if len(self.stack) <= 1:
                self.b.line = node.lineno
        yield
        self.node, self.b.line = old_node, old_line

    def refuse(self, node: Any, what: str, why: str, instead: str = "") -> UnsupportedCode:
        """The error for a construct that cannot be handled."""
        at = node if getattr(node, "lineno", None) else self.node
        return UnsupportedCode([problem(self.frame.source, at, what, why, instead)])

    @contextmanager
    def into(self, block: Block) -> Iterator[None]:
        """Append to another block."""
        old = self.b.block
        self.b.block = block
        yield
        self.b.block = old

    def key(self, site: Any) -> Any:
        """What identifies a place of the program over all attempts: its node in this chain of calls."""
        return (site, *self.stack)

    # ---- the environment ----

    def static(self, obj: Any, text: str, frame: Frame, module: Any = None) -> Any:
        """A thing of the environment: numbers and arrays are read at run time, the rest is resolved now."""
        if obj is None or obj is Ellipsis:
            return obj
        if isinstance(obj, (bool, int, float, complex, np.generic, np.ndarray, str, bytes)):
            return self.reference(obj, text)
        if isinstance(obj, tuple) and type(obj) is tuple:
            return tuple(self.static(item, f"{text}[{i}]", frame) for i, item in enumerate(obj))
        if isinstance(obj, (list, dict, set, np.random.Generator)) or _is_plain_object(obj):
            return self.reference(obj, text)
        self.shared.texts[id(obj)] = (obj, text)
        return Static(obj, text)

    def reference(self, obj: Any, text: str) -> Value:
        """A run-time read of a name or attribute of the environment."""
        if isinstance(obj, np.ndarray) and type(obj) is np.ndarray and obj.dtype.kind in "biufc":
            t: Type = Arr(obj.dtype.name, tuple(fresh_dim() for _ in obj.shape))
        else:
            t = type_of(obj)
            t = replace(t, dim=None) if isinstance(t, Num) else t
            t = OPAQUE if isinstance(t, Tup) else t
        return self.b.emit("ref", t, text, ())

    # ---- abstract values ----

    def operand(self, x: Any, node: Any = None) -> Any:
        """Something as an argument of an operation."""
        if isinstance(x, Value) or is_literal(x) or x is Ellipsis:
            return x
        if isinstance(x, tuple):
            return tuple(self.operand(item, node) for item in x)
        if isinstance(x, ListObj):
            return [self.operand(item, node) for item in self.items(x)]
        if isinstance(x, DictObj):
            return {key: self.operand(item, node) for key, item in self.dict_items(x, node).items()}
        if isinstance(x, slice):
            return slice(*(self.operand(p, node) for p in (x.start, x.stop, x.step)))
        if isinstance(x, Static):
            self.shared.texts.setdefault(id(x.obj), (x.obj, x.text))
            return x.obj
        if isinstance(x, Instance) and x.source is not None:
            return x.source
        if isinstance(x, Instance) and (x.remade or is_plain_record(x.cls)):
            parts = {n: self.instance_attribute(x, n, node) for n in record_fields(x.cls) or ()}
            return Record(x.cls, {n: self.operand(part, node) for n, part in parts.items()})
        if isinstance(x, Iter) and x.kind == "range":
            return self.b.emit("call", OPAQUE, range, tuple(self.operand(p, node) for p in x.parts))
        if isinstance(x, Iter):
            return [self.operand(item, node) for item in self.unpack_all(x, node)]
        if isinstance(x, Poison):
            raise self.refuse(node, "this value cannot be followed", x.why, x.instead)
        raise self.refuse(
            node,
            "a function or object made here is used as a value",
            "it has no run-time form",
            "call it instead",
        )

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

    def items(self, made: ListObj) -> list[Any]:
        """The items of a list that is followed."""
        return [self.state.get(made, i) for i in range(self.state.get(made, "#"))]

    def dict_items(self, x: Any, node: Any) -> dict[Any, Any]:
        """The items of a dict that is followed."""
        if not isinstance(x, DictObj):
            raise self.refuse(
                node, "this mapping is known only at run time", "its keys are not known here"
            )
        return {key: self.state.get(x, ("key", key)) for key in self.state.get(x, "#")}

    def unpack_all(self, x: Any, node: Any) -> list[Any]:
        """The items of anything whose number of items is known."""
        members = self.members(x, node)
        if members is None:
            raise self.refuse(
                node,
                "the number of items is known only at run time",
                "they are bound one by one",
                "index it instead",
            )
        return members

    def members(self, x: Any, node: Any) -> list[Any] | None:
        """The items of an iterable, None if their number is not known."""
        if isinstance(x, tuple):
            return list(x)
        if isinstance(x, ListObj):
            return self.items(x)
        if isinstance(x, DictObj):
            return [Static_key(k) for k in self.state.get(x, "#")]
        if isinstance(x, str):
            return list(x)
        if isinstance(x, Iter):
            return self._iter_members(x, node)
        if isinstance(x, Value) and isinstance(x.type, Tup):
            return [self.getitem(x, i) for i in range(len(x.type.items))]
        if isinstance(x, Instance) and issubclass(x.cls, tuple):
            return [self.instance_attribute(x, f, node) for f in x.cls._fields]  # type: ignore[attr-defined]
        return None

    def _iter_members(self, x: Iter, node: Any) -> list[Any] | None:
        if x.kind == "range":
            known = [self.known_int(p) for p in x.parts]
            return list(range(*known)) if all(p is not None for p in known) else None  # type: ignore[arg-type]
        parts = [self.members(p, node) for p in x.parts]
        if x.kind == "enumerate":
            start = self.known_int(x.parts[1])
            if parts[0] is None or start is None:
                return None
            return [(start + i, item) for i, item in enumerate(parts[0])]
        if any(p is None for p in parts):
            return None
        if x.kind == "zip":
            return [tuple(group) for group in zip(*parts, strict=False)]
        if x.kind == "reversed":
            return list(reversed(parts[0] or []))
        return parts[0]

    def getitem(self, x: Any, index: Any) -> Any:
        """`x[index]` of a run-time value."""
        from operator import getitem

        return self.b.emit_call(getitem, x, index)

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

    # ---- lists of unknown length ----

    def escalate(self, made: ListObj) -> Escalate:
        """The signal that a list has to exist at run time."""
        return Escalate(made.site)

    def list_type(self, site: Any) -> Any:
        """What is known of the items of a run-time list made at a site."""
        return self.shared.list_types.get(self.key(site), UNBOUND)

    def learn_list(self, site: Any, t: Any) -> None:
        """Note the type of an item put into the list of a site; a new fact asks for another attempt."""
        old = self.shared.list_types.get(site, UNBOUND)
        new = self._canonical(site, join_items(old, t), ())
        if new != old:
            self.shared.list_types[site] = new
            self.shared.changed = True

    def _canonical(self, site: Any, t: Any, path: tuple[Any, ...]) -> Any:
        if isinstance(t, Tup):
            return Tup(
                tuple(self._canonical(site, item, (*path, i)) for i, item in enumerate(t.items))
            )
        if isinstance(t, Num):
            return replace(t, dim=None)
        if not isinstance(t, Arr) or t.shape is None:
            return t
        dims = []
        for axis, dim in enumerate(t.shape):
            known = all(s.hint is not None for s, _ in dim.terms)
            made = self.shared.list_dims.setdefault((site, path, axis), fresh_dim())
            dims.append(dim if known else made)
        return Arr(t.dtype, tuple(dims))

    # ---- branches ----

    def branch(
        self, test: Any, then: Callable[[], Any], orelse: Callable[[], Any], form: str = "if"
    ) -> tuple[Any, Any]:
        """Lower both branches and join what they changed; the branches' own values are joined too."""
        before, blocks, states, values = self.state, [], [], []
        for run in (then, orelse):
            self.state, block = before.copy(), Block()
            with self.into(block):
                values.append(run())
            blocks.append(block)
            states.append(self.state)
        join_ = _Join(blocks, states)
        after = before.copy()
        for slot in _in_order(changed(before, states[0]), changed(before, states[1])):
            self._check_followed(slot, states)
            a, b = (s.slots.get(slot, UNDEFINED) for s in states)
            after.slots[slot] = join_.slot(a, b, hint_of(slot[1]))
        value = join_.slot(values[0], values[1], "")
        after.dead = states[0].dead and states[1].dead
        op = Op("if", tuple(join_.outs), None, (test,), blocks=tuple(blocks), info={"form": form})
        self.b.append(op)
        self.state = after
        return value, op

    def choose(
        self, test: Any, then: Callable[[], Any], orelse: Callable[[], Any], node: Any, form: str
    ) -> Any:
        """A conditional expression."""
        value, _ = self.branch(test, then, orelse, form)
        if isinstance(value, Poison):
            raise self.refuse(
                node, "the branches give things that have no common run-time form", value.why
            )
        return value

    def _check_followed(self, slot: tuple[Any, Any], states: list[State]) -> None:
        """A list whose length depends on the branch must be a run-time list."""
        owner, key = slot
        if key == "#" and isinstance(owner, ListObj):
            lengths = [s.slots.get(slot, UNDEFINED) for s in states if not s.dead]
            if UNDEFINED not in lengths and len(set(lengths)) > 1:
                raise self.escalate(owner)

    # ---- what subclasses give ----

    def known_int(self, x: Any) -> int | None:
        raise NotImplementedError

    def call(self, fn: Any, args: list[Any], kwargs: dict[str, Any], node: Any) -> Any:
        raise NotImplementedError

    def instance_attribute(self, base: Instance, name: str, node: Any) -> Any:
        raise NotImplementedError

    def overloaded(self, fn: Any, a: Any, b: Any, node: Any) -> Any:
        raise NotImplementedError

    def bind(self, target: Any, value: Any) -> None:
        raise NotImplementedError

    def note_depth(self, made: Any) -> None:
        """Nothing: kept followed wherever it is made."""

    def call_on_generator(self, fn: Any, generator: Any, node: Any) -> Any:
        raise NotImplementedError

    def unrolled(self, generators: list[Any], turn: Callable[[], None]) -> bool:
        raise NotImplementedError

    def comprehension_loops(
        self, generators: list[Any], turn: Callable[[], None], node: Any
    ) -> None:
        raise NotImplementedError

    def append_to(self, made: Any, item: Any, node: Any) -> None:
        raise NotImplementedError

    def extend(self, made: Value, iterable: Any, node: Any) -> None:
        raise NotImplementedError

    def for_each(
        self, iterable: Any, node: Any, on_item: Callable[[Any], None], stop: str | None
    ) -> None:
        raise NotImplementedError

    def item(self, base: Any, index: Any, node: Any) -> Any:
        raise NotImplementedError

    def set_item(self, base: Any, index: Any, value: Any, node: Any) -> None:
        raise NotImplementedError


def _is_plain_object(obj: Any) -> bool:
    """Whether an object is data of the user's: not callable, not a module, class or dtype."""
    import types

    return (
        not callable(obj)
        and not isinstance(obj, (types.ModuleType, type, np.dtype, np.ufunc))
        and (type(obj).__module__ not in ("numpy.lib._index_tricks_impl",))
    )


def Static_key(key: Any) -> Any:
    """A dict's key as an abstract value."""
    return key


def item_type(x: Any) -> Any:
    """The type of an item put into a run-time list; tuples item by item."""
    if isinstance(x, tuple):
        return Tup(tuple(item_type(part) for part in x))
    return type_of(x)


def join_items(a: Any, b: Any) -> Any:
    """The type of an item that may be either, tuples item by item."""
    if isinstance(a, Tup) and isinstance(b, Tup) and len(a.items) == len(b.items):
        return Tup(tuple(join_items(p, q) for p, q in zip(a.items, b.items, strict=True)))
    if isinstance(a, Arr) and isinstance(b, Arr) and a.dtype == b.dtype and a.shape and b.shape:  # noqa: SIM102
        if len(a.shape) == len(b.shape):
            return Arr(
                a.dtype,
                tuple(p if p == q else fresh_dim() for p, q in zip(a.shape, b.shape, strict=True)),
            )
    return join(a, b)


def _in_order(one: list[Any], two: list[Any]) -> list[Any]:
    return list(dict.fromkeys([*one, *two]))


class _Join:
    """Collects the results of a branch while slots are joined."""

    def __init__(self, blocks: list[Block], states: list[State]) -> None:
        self.blocks, self.states = blocks, states
        self.outs: list[Value] = []
        self.made: dict[tuple[Any, Any, str], Value] = {}
        self.inside = [defined(block) for block in blocks]

    def slot(self, a: Any, b: Any, hint: str) -> Any:
        if self.states[0].dead and not self.states[1].dead:
            return self._adopt(b, 1, hint)
        if self.states[1].dead and not self.states[0].dead:
            return self._adopt(a, 0, hint)
        return merge(a, b, lambda p, q: self._result(p, q, hint))

    def _adopt(self, x: Any, side: int, hint: str) -> Any:
        def change(value: Value) -> Any:
            if value not in self.inside[side]:
                return value
            return (
                self._result(value, UNDEFINED, hint)
                if side == 0
                else self._result(UNDEFINED, value, hint)
            )

        return rebuild(x, change) if isinstance(x, (Value, tuple, slice)) else x

    def _result(self, a: Any, b: Any, hint: str) -> Value:
        known = (
            a if isinstance(a, Value) else repr(a),
            b if isinstance(b, Value) else repr(b),
            hint,
        )
        if known not in self.made:
            self.made[known] = out = Value(join(operand_type(a), operand_type(b)), hint)
            self.outs.append(out)
            self.blocks[0].results.append(a)
            self.blocks[1].results.append(b)
        return self.made[known]


_ = (Bound, Closure, Partial, UNKNOWN, Lst)
