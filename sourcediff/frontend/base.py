"""What every part of the lowering shares: the state, the block at hand, names, refusals, and how branches meet."""

from __future__ import annotations

import copy
import enum
import operator
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from functools import partial
from types import FunctionType, MethodType, ModuleType
from typing import Any

import numpy as np

from sourcediff.errors import UnsupportedCode
from sourcediff.frontend.abstract import (
    UNDEFINED,
    Bound,
    Choice,
    DictObj,
    Frame,
    Instance,
    Iter,
    ListObj,
    Poison,
    SetObj,
    State,
    Static,
    is_immutable,
    is_literal,
    map_parts,
    same,
)
from sourcediff.frontend.check import problem
from sourcediff.frontend.interface import Interface
from sourcediff.frontend.keyed import KeyedValues
from sourcediff.frontend.state import (
    changed,
    hint_of,
    is_unbound,
    joins,
    operand_type,
    options_of,
    place_among,
    references,
    sites_of,
    skeleton,
)
from sourcediff.ir import primitives
from sourcediff.ir.builder import Builder, shape_of, size_of
from sourcediff.ir.core import Block, Op, Record, Value, defined, type_of
from sourcediff.ir.guards import Guards
from sourcediff.ir.join import join, maybe
from sourcediff.ir.records import is_plain_record, record_fields
from sourcediff.ir.sizes import Dim, fresh_dim
from sourcediff.ir.types import (
    BOOL,
    OPAQUE,
    UNBOUND,
    UNKNOWN,
    Arr,
    Either,
    Held,
    Lst,
    Maybe,
    Num,
    Opaque,
    Tup,
    Type,
    Unbound,
    carries,
    shape,
    sites_in,
    something_of,
)

UNPACK_LIMIT = 64  # items of an array that are bound one by one


class Escalate(Exception):
    """What was followed has to exist at run time: lower again with its sites marked; `plain` for what is inactive."""

    def __init__(self, sites: frozenset[Any], plain: bool = False) -> None:
        super().__init__()
        self.sites = sites
        self.plain = sites if plain else frozenset()


class Unsettled(Exception):
    """What is to be differentiated here has types that this attempt has just learned: lower again."""


@dataclass
class Shared:
    """What the attempts at lowering one function learn, and what they found in the environment."""

    dynamic: set[Any] = field(default_factory=set)
    plain: set[Any] = field(default_factory=set)
    list_types: dict[Any, Any] = field(default_factory=dict)
    list_dims: dict[Any, Dim] = field(default_factory=dict)
    carried: dict[Any, Any] = field(default_factory=dict)
    texts: dict[int, tuple[Any, str]] = field(default_factory=dict)
    resolved: dict[tuple[int, str], Any] = field(default_factory=dict)
    partners: dict[str, Any] = field(default_factory=dict)
    callables: dict[tuple[int, str], tuple[Any, str, Any]] = field(default_factory=dict)
    environment: dict[str, Any] = field(default_factory=dict)
    symbols: dict[tuple[str, int], Any] = field(default_factory=dict)
    results: dict[Any, Any] = field(default_factory=dict)
    shapes: dict[Any, Any] = field(default_factory=dict)
    recursive: set[Any] = field(default_factory=set)
    arrays: dict[Any, tuple[Value, ...]] = field(default_factory=dict)
    inner_places: dict[Any, Any] = field(default_factory=dict)
    signatures: dict[Any, dict[str, Any]] = field(default_factory=dict)
    derive: Any = None
    changed: bool = False

    def note(self, signal: Escalate) -> None:
        """Mark what has to exist at run time; what has been learned of it as something else is forgotten."""
        self.dynamic.update(signal.sites)
        if signal.plain:
            self.plain.update(signal.plain)
            self.list_types.clear()
            self.carried.clear()

    def resolve_recursion(self) -> bool:
        """Take what a recursive function gives for unknown where no path was found that ends; whether there was one."""
        endless = {c for c in self.recursive if isinstance(self.results.get(c, UNBOUND), Unbound)}
        self.results.update(dict.fromkeys(endless, UNKNOWN))
        return bool(endless)

    def note_callable(self, scope: Any, name: str, found: Any) -> None:
        """Remember whose source becomes part of the text, so that a guard can ask whether the name still means it."""
        lowered = isinstance(found, (FunctionType, MethodType, partial)) or is_table(found)
        another = callable(found) and getattr(found, "__name__", name) != name  # `act = np.tanh`
        if lowered or another or hasattr(found, "__sourcediff_lower__"):
            self.callables[id(scope), name] = (scope, name, found)


class LoweringBase(Interface):
    """State and helpers; the parts of the language are in the subclasses."""

    b: Builder
    state: State
    frame: Frame
    shared: Shared
    node: Any
    stack: list[Any]
    callers: list[Frame]
    typing: set[Any]
    paths: dict[Value, str]
    frozen: set[Any]
    depth: int
    iterators: dict[Iter, tuple[int, Any]]
    entry: Block
    entered: int
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

    def at_entry(self, make: Callable[[], Any]) -> Any:
        """Something read from outside where the function begins, so that every path has it."""
        block, state = Block(), self.state
        self.state = State(state.begun, False, state.begun)
        with self.into(block):
            made = make()
        self.state = state
        self.entry.ops[self.entered : self.entered] = block.ops
        self.entered += len(block.ops)
        return made

    def key(self, site: Any) -> Any:
        """What identifies a place of the program over all attempts: its node in this chain of calls."""
        return (site, *self.stack)

    def inside(self, node: Any, part: str = "") -> Any:
        """The place of what a builtin calls itself: its lists, loops and totals are not those of the call at `node`."""
        return self.shared.inner_places.setdefault((node, part), copy.copy(node))

    # ---- the environment ----

    def static(self, obj: Any, text: str, frame: Frame, module: Any = None) -> Any:
        """A thing of the environment: numbers and arrays are read at run time, the rest is resolved now."""
        if text and not isinstance(obj, ModuleType) and not _is_of_library(module, obj):
            self.shared.environment[text] = obj
        if obj is None or obj is Ellipsis:
            return obj
        if isinstance(obj, (bool, int, float, complex, np.generic, np.ndarray, str, bytes)):
            return self.reference(obj, text)
        if isinstance(obj, enum.Enum):
            self.shared.texts[id(obj)] = (obj, text)
            return Static(obj, text)
        if isinstance(obj, tuple) and type(obj) is tuple:
            return tuple(self.static(item, f"{text}[{i}]", frame) for i, item in enumerate(obj))
        if isinstance(obj, (list, dict, set, np.random.Generator)) or _is_plain_object(obj):
            return self.reference(obj, text)
        self.shared.texts[id(obj)] = (obj, text)
        return Static(obj, text)

    def table(self, obj: Any, text: str, frame: Frame) -> Any:
        """A list or dict of functions of the environment, of which the guard asks that it stays the same."""
        if isinstance(obj, list):
            return tuple(self.static(fn, f"{text}[{i}]", frame) for i, fn in enumerate(obj))
        return self.make_dict(
            (text, id(obj)), {k: self.static(fn, f"{text}[{k!r}]", frame) for k, fn in obj.items()}
        )

    def reference(self, obj: Any, text: str) -> Value:
        """A run-time read of a name or attribute of the environment."""
        if isinstance(obj, np.ndarray) and type(obj) is np.ndarray and obj.dtype.kind in "biufc":
            t: Type = Arr(obj.dtype.name, tuple(fresh_dim() for _ in obj.shape))
        else:
            t = type_of(obj)
            t = replace(t, dim=None) if isinstance(t, Num) else t
            t = Num("int") if isinstance(obj, enum.IntEnum) else t
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
        if isinstance(x, Instance) and issubclass(x.cls, KeyedValues):
            raise self.as_plain(x, node)
        if isinstance(x, Iter) and x.kind == "held":
            return self.materialized(x, node)
        if isinstance(x, SetObj):
            return self.b.emit("call", Opaque("set"), set, (list(self.keys(x, node)),))
        if isinstance(x, DictObj):
            return {key: self.operand(item, node) for key, item in self.dict_items(x, node).items()}
        if isinstance(x, slice):
            return slice(*(self.operand(p, node) for p in (x.start, x.stop, x.step)))
        if isinstance(x, Static):
            self.shared.texts.setdefault(id(x.obj), (x.obj, x.text))
            return x.obj
        if isinstance(x, Choice):
            return self.operand(self.collapse(x, node), node)
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

    def followed_list(self, sites: frozenset[Any], parts: list[Any]) -> ListObj:
        """A list that is followed, made at one of several places."""
        made = ListObj(sites)
        self.state.set(made, "#", len(parts))
        for i, part in enumerate(parts):
            self.state.set(made, i, part)
        return made

    def items(self, made: ListObj) -> list[Any]:
        """The items of a list that is followed."""
        return [self.state.get(made, i) for i in range(self.state.get(made, "#"))]

    def dict_items(self, x: Any, node: Any) -> dict[Any, Any]:
        """The items of a dict that is followed."""
        if not isinstance(x, DictObj):
            raise self.refuse(
                node, "this mapping is known only at run time", "its keys are not known here"
            )
        return {key: self.state.get(x, ("key", key)) for key in self.keys(x, node)}

    def keys(self, x: DictObj, node: Any) -> tuple[Any, ...]:
        """The keys of a dict that is followed."""
        keys = self.state.get(x, "#")
        if isinstance(keys, Poison):
            raise self.refuse(node, "the keys of this dict are not known", keys.why, keys.instead)
        return keys  # type: ignore[no-any-return]

    def unpack_all(self, x: Any, node: Any) -> list[Any]:
        """The items of anything whose number of items is known."""
        members = self.members(x, node)
        if members is None:
            members = self._elements_of(x)
        if members is None:
            raise self.refuse(
                node,
                "the number of items is known only at run time",
                "they are bound one by one",
                "index it instead",
            )
        return members

    def _elements_of(self, x: Any) -> list[Any] | None:
        """The items of a small array whose size in the call at hand is known."""
        count = self.known_length(x) if isinstance(x, Value) else None
        if count is None or count > UNPACK_LIMIT:
            return None
        return [self.getitem(x, i) for i in range(count)]

    def known_length(self, x: Value) -> int | None:
        """The length of an array, which becomes a guard where it is known for the call at hand only."""
        dims = shape(x.type)
        if not dims:
            return None
        if dims[0].known is None and dims[0].hint is not None:
            self.b.guards.facts[(f"equals {dims[0].hint}", dims[0])] = True
            return dims[0].hint
        return dims[0].known

    def members(self, x: Any, node: Any) -> list[Any] | None:
        """The items of an iterable, None if their number is not known."""
        if isinstance(x, tuple):
            return list(x)
        if isinstance(x, ListObj):
            return self.items(x)
        if isinstance(x, DictObj):
            return [Static_key(k) for k in self.keys(x, node)]
        if isinstance(x, str):
            return list(x)
        if isinstance(x, Static) and isinstance(x.obj, enum.EnumMeta):
            found: dict[str, Any] = dict(x.obj.__members__)
            return [self.static(m, f"{x.text}.{name}", self.frame) for name, m in found.items()]
        if isinstance(x, Iter):
            return self._iter_members(x, node)
        if isinstance(x, Choice):
            made = self.dispatch(x, lambda option: tuple(self.unpack_all(option, node)), node)
            return list(made) if isinstance(made, tuple) else None
        if isinstance(x, Value) and isinstance(x.type, Tup):
            return [self.getitem(x, i) for i in range(len(x.type.items))]
        if isinstance(x, Instance) and issubclass(x.cls, tuple):
            return [self.instance_attribute(x, f, node) for f in x.cls._fields]  # type: ignore[attr-defined]
        if isinstance(x, Instance) and isinstance(getattr(x.cls, "__iter__", None), FunctionType):
            return self.members(self.call(Bound(x, "__iter__"), [], {}, node), node)
        return None

    def _iter_members(self, x: Iter, node: Any) -> list[Any] | None:
        if x.kind == "range":
            known = [self.known_int(p) for p in x.parts]
            return list(range(*known)) if all(p is not None for p in known) else None  # type: ignore[arg-type]
        if x.kind in ("count", "cycle", "forever", "picked", "held", "map"):
            return None
        if x.kind == "zip" and any(is_endless(p) for p in x.parts):
            return self._zipped_members(x, node)
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

    def _zipped_members(self, x: Iter, node: Any) -> list[Any] | None:
        """The items of a `zip` with endless iterators: as many as the others have."""
        known = [None if is_endless(p) else self.members(p, node) for p in x.parts]
        lengths = [len(m) for m in known if m is not None]
        if not lengths or any(
            m is None and not is_endless(p) for m, p in zip(known, x.parts, strict=True)
        ):
            return None
        columns = [
            [self.endless_item(p, i, node) for i in range(min(lengths))] if m is None else m
            for m, p in zip(known, x.parts, strict=True)
        ]
        return [tuple(group) for group in zip(*columns, strict=False)]

    def getitem(self, x: Any, index: Any) -> Any:
        """`x[index]` of a run-time value."""
        from operator import getitem

        return self.b.emit_call(getitem, x, index)

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

    def escalate(self, *made: ListObj | DictObj) -> Escalate:
        """The signal that lists and dicts have to exist at run time."""
        return Escalate(frozenset().union(*map(sites_of, made)))

    def as_plain(self, made: Any, node: Any) -> Escalate:
        """The signal that a list or dict has to exist at run time, and to hold nothing that is differentiated."""
        if isinstance(made, Value):
            sites = made.type.sites  # type: ignore[attr-defined]
        elif isinstance(made, Instance):
            sites = frozenset(site[0] for site in self.state.get(made, "where").type.sites)
        else:
            sites = sites_of(made)
        if not sites or sites <= self.shared.plain or any(isinstance(s[0], str) for s in sites):
            raise self.refuse(
                node, "a list or dict of the caller, or one that holds what is differentiated, is used like this",
                "only those that are made here and hold inactive data can be", "make a copy, or use a list",
            )  # fmt: skip
        return Escalate(sites, plain=True)

    def list_type(self, site: Any) -> Lst:
        """The type of a run-time list made at a site, with what is known of its items."""
        key = self.key(site)
        return Lst(self.shared.list_types.get(key, UNBOUND), frozenset((key,)))

    def learn_list(self, site: Any, t: Any) -> None:
        """Note the type of an item put into the list of a site; a new fact asks for another attempt."""
        old = self.shared.list_types.get(site, UNBOUND)
        new = self._canonical(site, join_items(old, t), ())
        if new != old or sites_in(new) != sites_in(old):
            self.shared.list_types[site] = new
            self.shared.changed = True

    def _canonical(self, site: Any, t: Any, path: tuple[Any, ...]) -> Any:
        if isinstance(t, Tup):
            return Tup(
                tuple(self._canonical(site, item, (*path, i)) for i, item in enumerate(t.items))
            )
        if isinstance(t, Num):
            return replace(t, dim=None)
        if isinstance(t, Either):
            return replace(t, array=self._canonical(site, t.array, path))
        if isinstance(t, Maybe):
            return maybe(self._canonical(site, t.something, path))
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
        slots = _in_order(changed(before, states[0]), changed(before, states[1]))
        for side, (block, state) in enumerate(zip(blocks, states, strict=True)):
            with self.into(block):
                self.open_slots(state, slots)
                values[side] = self.opened(values[side])
        join_ = _Join(test, blocks, states, before, values, self.b.guards)
        after = join_.after
        for slot in slots:
            self._check_followed(slot, states)
            after.slots[slot] = join_.joined(slot)
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

    def dispatch(self, x: Choice, use: Callable[[Any], Any], node: Any) -> Any:
        """What a use of something that is chosen at run time gives; that of a name which is not bound raises."""

        def bound(option: Any) -> Any:
            if option is not UNDEFINED:
                return use(option)
            return self.raise_now(UnboundLocalError, "a name is not bound on this path")

        return self.by_option(x, bound, node)

    def by_option(self, x: Choice, use: Callable[[Any], Any], node: Any, first: int = 0) -> Any:
        """Handle each option in a branch of its own."""
        if first == len(x.options) - 1:
            return use(x.options[first])
        if type_of(x.which) == BOOL:
            test, then, orelse = x.which, x.options[1], x.options[0]
            return self.choose(test, lambda: use(then), lambda: use(orelse), node, "if")
        return self.choose(
            self.b.emit_call(operator.eq, x.which, first),
            lambda: use(x.options[first]),
            lambda: self.by_option(x, use, node, first + 1),
            node,
            "if",
        )

    def raise_now(self, error: Any, message: str) -> Any:
        """Let the program raise here."""
        made = self.b.emit("call", OPAQUE, primitives.call, (error, message))
        self.b.append(Op("raise", (), None, (made,)))
        self.state.dead = True
        return UNDEFINED

    def collapse(self, x: Choice, node: Any) -> Any:
        """Something that is chosen at run time as one thing of the options' common structure, to be read."""
        made = self.dispatch(x, self._snapshot, node)
        if isinstance(made, Choice):
            raise self.refuse(
                node,
                "one of several things that differ in kind is used as a value",
                "it is one thing on one path and another on the other",
            )
        return made

    def _snapshot(self, x: Any) -> Any:
        if isinstance(x, Choice):
            return self.dispatch(x, self._snapshot, self.node)
        if isinstance(x, ListObj):
            return self.followed_list(frozenset(), [self._snapshot(i) for i in self.items(x)])
        if isinstance(x, DictObj) and not isinstance(x, SetObj):
            pairs = self.dict_items(x, self.node)
            return self.make_dict(self.node, {k: self._snapshot(v) for k, v in pairs.items()})
        return map_parts(x, self._snapshot)

    def check_changeable(self, made: Any, node: Any) -> None:
        """Refuse to change an object of which another name may, or may not, be the same object."""
        if made not in self.frozen:
            return
        if isinstance(made, ListObj):
            raise self.escalate(made)
        raise self.refuse(
            node,
            "an object is changed that may go by another name",
            "a loop or a branch binds its name anew, and whether both names still mean one object is not followed",
            "make a new object instead, or change a copy",
        )

    def _check_followed(self, slot: tuple[Any, Any], states: list[State]) -> None:
        """A list whose length depends on the branch must be a run-time list."""
        owner, key = slot
        if key == "#" and isinstance(owner, ListObj):
            lengths = [s.at(slot) for s in states if not s.dead]
            if UNDEFINED not in lengths and len(set(lengths)) > 1:
                raise self.escalate(owner)

    def note_depth(self, made: Any) -> None:
        """Nothing: kept followed wherever it is made."""


def is_endless(x: Any) -> bool:
    """Whether an iterable is an iterator of `itertools` that does not end."""
    return isinstance(x, Iter) and x.kind in ("count", "cycle", "forever")


def is_table(obj: Any) -> bool:
    """Whether an object of the environment is a list or dict of functions."""
    items = obj.values() if type(obj) is dict else obj if type(obj) is list else ()
    return bool(items) and all(map(callable, items))


def _is_of_library(module: Any, obj: Any) -> bool:
    """Whether something was read from a module or class that is not the user's: it stays what it is."""
    if not isinstance(module, (ModuleType, type)):
        return False
    name = module.__name__ if isinstance(module, ModuleType) else module.__module__
    return name.split(".")[0] in ("numpy", "math", "scipy", "builtins", "operator", "functools")


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


def _stands_in(key: Any, x: Any, state: State) -> bool:
    """Whether what one branch binds is what the name holds after it: its parts say where they are not bound."""
    if isinstance(key, str) and key.startswith("%"):
        return True
    return not isinstance(x, (Value, tuple, Choice)) and skeleton(state, x) is not None


def _in_order(one: list[Any], two: list[Any]) -> list[Any]:
    return list(dict.fromkeys([*one, *two]))


class _Join:
    """Collects the results of a branch while slots are joined."""

    def __init__(
        self,
        test: Any,
        blocks: list[Block],
        states: list[State],
        before: State,
        values: list[Any],
        guards: Guards,
    ) -> None:
        self.test, self.blocks, self.states, self.guards = test, blocks, states, guards
        self.outs: list[Value] = []
        self.made: dict[tuple[Any, Any, str], Value] = {}
        self.inside = [defined(block) for block in blocks]
        self.after = before.copy()
        self.outside = {owner for owner, _ in (*before.slots, *before.begun)}
        self.counts = [
            references(state, value) for state, value in zip(states, values, strict=True)
        ]

    def joined(self, slot: tuple[Any, Any]) -> Any:
        """What a slot holds after the branches."""
        owner, key = slot
        if all(is_unbound(s.at(slot)) for s in self.states):
            return self._result(self.states[0].at(slot), self.states[1].at(slot), hint_of(key))
        a, b = (UNDEFINED if is_unbound(x) else x for x in (s.at(slot) for s in self.states))
        if owner not in self.outside and not isinstance(owner, Frame):
            for side, x, other in ((0, a, b), (1, b, a)):
                if other is UNDEFINED:  # an object that this branch has made
                    return self._adopt(x, side, hint_of(key))
        for side, x, other in ((0, a, b), (1, b, a)):
            if other is UNDEFINED and _stands_in(key, x, self.states[side]):
                return self._adopt(x, side, hint_of(key))
        if key == "#" and isinstance(owner, DictObj) and not any(s.dead for s in self.states):
            if a != b and owner.source is None:
                raise Escalate(sites_of(owner))
            return a if a == b else Poison("they depend on the branch", "set them on both paths")
        return self.slot(a, b, hint_of(key))

    def slot(self, a: Any, b: Any, hint: str) -> Any:
        """One abstract value for what each branch gives."""
        if self.states[0].dead and not self.states[1].dead:
            return self._adopt(b, 1, hint)
        if self.states[1].dead and not self.states[0].dead:
            return self._adopt(a, 0, hint)
        if is_unbound(a) and is_unbound(b):  # items of a list of which nothing is known yet
            return self._result(a, b, hint)
        a, b = (UNDEFINED if is_unbound(x) else x for x in (a, b))
        if same(a, b):
            return a
        for x, y, flip in ((a, b, False), (b, a, True)):
            if isinstance(x, tuple) and y is UNDEFINED:
                pairs = [(UNDEFINED, p) if flip else (p, UNDEFINED) for p in x]
                return tuple(self.slot(*pair, hint) for pair in pairs)
        if joins(a) and joins(b):
            return self._result(a, b, hint)
        for x, y in ((a, b), (b, a)):
            at_run_time = isinstance(y, Value) and isinstance(y.type, (Lst, Held))
            if isinstance(x, (ListObj, DictObj)) and at_run_time:
                plain = isinstance(y.type, Held) and isinstance(x, ListObj)
                raise Escalate(sites_of(x), plain)
        for x in (a, b):
            if isinstance(x, Poison):
                return x
        one, two = (skeleton(s, x) for s, x in zip(self.states, (a, b), strict=True))
        if one is not None and two is not None and one.key == two.key and self._is_own(a, b):
            parts = [self.slot(p, q, hint) for p, q in zip(one.parts, two.parts, strict=True)]
            return one.rebuild(self.after, parts, two)
        return self._choice(a, b, hint)

    def _is_own(self, a: Any, b: Any) -> bool:
        """Whether one new object can stand for two: nothing else refers to them, or nothing can tell."""
        for x, count in ((a, self.counts[0]), (b, self.counts[1])):
            if isinstance(x, Instance) and is_immutable(x):
                continue
            if isinstance(x, (ListObj, DictObj, Instance)) and (x in self.outside or count[x] != 1):
                return False
        return True

    def _choice(self, a: Any, b: Any, hint: str) -> Any:
        """One of two things that have no common run-time form."""
        one, two = options_of(a), options_of(b)
        hint = f"{hint}_choice" if hint else ""
        if len(one) == len(two) == 1:
            is_test = type_of(self.test) == BOOL
            which = self.test if is_test else self._result(True, False, hint)
            return Choice(which, (self._adopt(b, 1, hint), self._adopt(a, 0, hint)))
        options = list(one)
        places = []
        for option in two:
            place = next((i for i, known in enumerate(one) if same(known, option)), len(options))
            if place == len(options):
                options.append(option)
            places.append(place)
        first = self._place(0, a, tuple(range(len(one))))
        which = self._result(first, self._place(1, b, tuple(places)), hint)
        which.type = Num("int")
        adopted = [self._adopt(x, 0 if i < len(one) else 1, "") for i, x in enumerate(options)]
        return Choice(which, tuple(adopted))

    def _place(self, side: int, x: Any, places: tuple[int, ...]) -> Any:
        if not isinstance(x, Choice):
            return places[0]
        op = place_among(x.which, places)
        if op is None:
            return x.which
        self.blocks[side].ops.append(op)
        return op.out

    def _adopt(self, x: Any, side: int, hint: str) -> Any:
        if isinstance(x, Value):
            if x not in self.inside[side]:
                return x
            pair = (x, UNDEFINED) if side == 0 else (UNDEFINED, x)
            return self._result(pair[0], pair[1], hint)
        return map_parts(x, lambda part: self._adopt(part, side, hint))

    def _result(self, a: Any, b: Any, hint: str) -> Value:
        known = (
            a if isinstance(a, Value) else repr(a),
            b if isinstance(b, Value) else repr(b),
            hint,
        )
        if known not in self.made:
            t = join(operand_type(a), operand_type(b), self.guards)
            self.made[known] = out = Value(t, hint)
            self.outs.append(out)
            self.blocks[0].results.append(a)
            self.blocks[1].results.append(b)
        return self.made[known]
