"""Loops: turns that are known are written out, all others become one loop operation with carried slots."""

from __future__ import annotations

import operator
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from functools import partial
from types import FunctionType
from typing import Any

import gast

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
    Poison,
    State,
    is_immutable,
    same,
)
from sourcediff.frontend.base import Escalate, LoweringBase
from sourcediff.frontend.desugar import RETURNED
from sourcediff.frontend.state import (
    changed,
    fields_of,
    hint_of,
    is_unbound,
    join_carried,
    joins,
    operand_type,
    options_of,
    place_among,
    references,
    sites_of,
    skeleton,
)
from sourcediff.ir.core import Block, Op, Value, type_of
from sourcediff.ir.join import forget_symbols
from sourcediff.ir.sizes import next_serial
from sourcediff.ir.types import (
    INERT,
    INT,
    OPAQUE,
    UNBOUND,
    UNKNOWN,
    WORDS,
    Arr,
    Either,
    Held,
    Lst,
    Num,
    Opaque,
    Tape,
    Type,
    Unbound,
    Unknown,
)

UNROLL_LIMIT = 64
ATTEMPTS = 24
_LOST = Poison(
    "it is bound to another thing on each turn of a loop, and it is neither a number nor an array"
)


class Loops(LoweringBase):
    """Everything that repeats."""

    def for_each(
        self, iterable: Any, node: Any, on_item: Callable[[Any], None], stop: str | None
    ) -> None:
        """Run `on_item` for each item: unrolled, or as a loop."""
        if isinstance(iterable, Choice):
            self.dispatch(iterable, lambda option: self.for_each(option, node, on_item, stop), node)
            return
        members = (
            None
            if isinstance(iterable, Iter) and iterable.kind == "range"
            else self.members(iterable, node)
        )
        if members is not None and len(members) <= UNROLL_LIMIT:
            self._unroll(members, on_item, stop)
            return
        kind, parts, flags, item = self._plan(iterable, node)
        self.loop(node, kind, parts, flags, lambda value: on_item(item(value)), None, stop)

    def _unroll(self, members: list[Any], on_item: Callable[[Any], None], stop: str | None) -> None:
        for place, member in enumerate(members):
            if self.state.dead:
                return
            on_item(member)
            if stop is None:
                continue
            stopped = self.state.get(self.frame, stop)
            if stopped is True:
                return
            if isinstance(stopped, Value):
                rest = members[place + 1 :]
                if rest:
                    self.branch(
                        stopped,
                        lambda: None,
                        lambda rest=rest: self._unroll(rest, on_item, stop),  # type: ignore[misc]
                    )
                return

    def _plan(
        self, iterable: Any, node: Any
    ) -> tuple[str, tuple[Any, ...], dict[str, Any], Callable[[Any], Any]]:
        """How to iterate: the loop's kind and operands, and what the item is, given the index or element."""
        if isinstance(iterable, Iter) and iterable.kind == "range":
            return "range", tuple(self.operand(p, node) for p in iterable.parts), {}, lambda v: v
        if isinstance(iterable, Iter) and iterable.kind in ("count", "cycle", "forever"):
            turns = (0, sys.maxsize, 1)  # until a break
            return "range", turns, {}, lambda i: self.endless_item(iterable, i, node)
        if isinstance(iterable, Iter) and iterable.kind == "picked":
            places = (iterable.parts[0],)
            return "items", places, {}, lambda place: self._picked(iterable, place, node)
        if isinstance(iterable, Iter) and iterable.kind == "held":
            return "items", (self.run_time_sequence(iterable, node),), {}, lambda v: v
        if isinstance(iterable, Iter) and iterable.kind == "reversed":
            inner = iterable.parts[0]
            if isinstance(inner, Iter) and inner.kind == "range":
                return (
                    "range",
                    tuple(self.operand(p, node) for p in inner.parts),
                    {"reversed": True},
                    lambda v: v,
                )
            get, count = self.indexed(inner, node)
            return "range", (0, count, 1), {"reversed": True}, get
        if isinstance(iterable, Iter) and iterable.kind == "map":
            kind, parts, flags, item = self._plan(mapped(iterable), node)
            return kind, parts, flags, lambda v: self.call_on(iterable, item(v), node)
        if isinstance(iterable, Iter):
            get, count = self.indexed(iterable, node)
            return "range", (0, count, 1), {}, get
        value = self.run_time_sequence(iterable, node)
        return "items", (value,), {}, lambda v: v

    def call_on(self, x: Iter, item: Any, node: Any) -> Any:
        """What a `map` makes of an item, or of one of each of several iterables."""
        args = [item] if len(x.parts) == 2 else list(item)
        return self.call(x.parts[0], args, {}, self.inside(node))

    def run_time_sequence(self, x: Any, node: Any) -> Any:
        """Something that can be indexed at run time."""
        if isinstance(x, ListObj):
            raise self.escalate(x)
        if isinstance(x, Iter) and x.kind == "held":
            return self.materialized(x, node)
        if isinstance(x, Instance) and isinstance(getattr(x.cls, "__iter__", None), FunctionType):
            return self.run_time_sequence(self.call(Bound(x, "__iter__"), [], {}, node), node)
        if isinstance(x, Value):
            if isinstance(x.type, Held):
                return self.materialized(x, node)
            if isinstance(x.type, Num):
                raise self.refuse(node, "a number is iterated over", "it has no items")
            return x
        return self.operand(x, node)

    def indexed(self, x: Any, node: Any) -> tuple[Callable[[Any], Any], Any]:
        """How to get item number i of an iterable, and how many there are."""
        if isinstance(x, Iter) and x.kind == "enumerate":
            get, count = self.indexed(x.parts[0], node)
            start = self.operand(x.parts[1], node)
            return lambda i: (
                i if start == 0 and not isinstance(start, Value) else self.add(i, start),
                get(i),
            ), count
        if isinstance(x, Iter) and x.kind == "zip":
            parts = [self.indexed(p, node) for p in x.parts]
            counts = [c for _, c in parts if c is not None]
            if not counts:
                raise self.refuse(
                    node, "iterators that do not end are zipped", "the loop would not end"
                )
            alone = len(counts) == 1 or self._all_same(counts)
            count = counts[0] if alone else self.b.emit_call(min, *counts)
            return lambda i: tuple(get(i) for get, _ in parts), count
        if isinstance(x, Iter) and x.kind == "reversed":
            get, count = self.indexed(x.parts[0], node)
            return lambda i: get(
                self.b.emit_call(operator.sub, self.b.emit_call(operator.sub, count, 1), i)
            ), count
        if isinstance(x, Iter) and x.kind == "map":
            get, count = self.indexed(mapped(x), node)
            return lambda i: self.call_on(x, get(i), node), count
        if isinstance(x, Iter) and x.kind == "range":
            start, stop, step = (self.operand(p, node) for p in x.parts)
            count = (
                stop if start == 0 and step == 1 else self.b.emit_call(len, self.operand(x, node))
            )
            return (
                lambda i: i if start == 0 and step == 1 else self.add(start, self._times(i, step)),
                count,
            )
        if isinstance(x, Iter) and x.kind in ("count", "cycle", "forever"):
            return lambda i: self.endless_item(x, i, node), None
        if isinstance(x, Iter) and x.kind == "picked":
            places = x.parts[0]
            return (
                lambda i: self._picked(x, self.item_in_range(places, i, node), node),
                self.b.emit_call(len, places),
            )
        value = self.run_time_sequence(x, node)
        if isinstance(value, tuple):
            value = list(value)
        known = len(value) if isinstance(value, list) else None
        count = known if known is not None else self.b.emit_call(len, value)
        return (
            lambda i: (
                self.item_in_range(value, i, node)
                if isinstance(value, Value)
                else self._pick(value, i)
            ),
            count,
        )

    def _picked(self, x: Iter, place: Any, node: Any) -> Any:
        """The items at the places that were picked together."""
        gets = [self.indexed(source, node)[0] for source in x.parts[1:]]
        return tuple(get(self.getitem(place, k)) for k, get in enumerate(gets))

    def item_in_range(self, value: Value, i: Any, node: Any) -> Any:
        """`value[i]` for an index that is surely in range."""
        out = self.item(value, i, node)
        if isinstance(out, Value) and out in self.b.defs:
            self.b.defs[out].info["safe"] = True
        return out

    def _pick(self, members: Any, i: Any) -> Any:
        out = self.joined_type([type_of(m) for m in members])
        return self.b.emit("call", out, operator.getitem, (tuple(members), i))

    def _times(self, i: Any, step: Any) -> Any:
        return i if step == 1 else self.b.emit_call(operator.mul, i, step)

    def add(self, a: Any, b: Any) -> Any:
        """`a + b`."""
        return self.b.emit_call(operator.add, a, b)

    def _all_same(self, counts: list[Any]) -> bool:
        dims = [t.dim if isinstance(t, Num) else None for t in map(type_of, counts)]
        return all(d is not None and d == dims[0] for d in dims)

    # ---- the loop operation ----

    def loop(
        self,
        node: Any,
        kind: str,
        parts: tuple[Any, ...],
        flags: dict[str, Any],
        turn: Callable[[Any], None],
        test: Callable[[], Any] | None,
        stop: str | None,
    ) -> None:
        """Lower the body until what it carries, and the types of that, no longer change."""
        before = self.state
        owners = {o for o, _ in (*before.slots, *before.begun)} | set(self.frames())
        carried: dict[Any, Any] = self._seeds(node, before)
        memory = self.shared.carried.get(self.key(node))
        if memory is not None:
            known = {s: t for s, t in memory.items() if s in carried and is_plain(t)}
            carried.update(known)
        for _ in range(ATTEMPTS):
            since = next_serial()
            body, params, start = self._enter(before, carried, kind, parts)
            for flag in (stop, RETURNED):  # a turn that begins has not stopped the loop
                if flag is not None and (self.frame, flag) in carried:
                    start.set(self.frame, flag, False)
            self.state = start.copy()
            tested = self._test(test, start)
            with self.into(body):
                turn(body.params[0] if kind in ("range", "items") else None)
            after = self.state
            with self.into(body):
                self.open_slots(after, changed(start, after))
            if self._grow(carried, before, start, after, owners, since):
                continue
            self.shared.carried[self.key(node)] = dict(carried)
            self._finish(
                kind, parts, flags, before, after, carried, params, body, tested, stop, since
            )
            return
        raise self.refuse(
            node, "the types in this loop do not settle", "each turn gives its variables new types"
        )

    def frames(self) -> list[Frame]:
        """The frames of the calls under way."""
        out, frame = list(self.stack_frames()), self.frame
        while frame is not None:
            out.append(frame)
            frame = frame.parent  # type: ignore[assignment]
        return out

    def _seeds(self, node: Any, before: State) -> dict[Any, Any]:
        """The names that the body surely binds."""
        if not isinstance(node, (gast.For, gast.While)):
            return {}
        names = dict.fromkeys(
            n.id
            for n in gast.walk(node)
            if isinstance(n, gast.Name) and isinstance(n.ctx, gast.Store)
        )
        slots = [
            (self.frame, name)
            for name in names
            if name in self.frame.locals or name.startswith("%")
        ]
        self.open_slots(before, slots)
        for slot in slots:
            self._load_fields(before.at(slot))
        return {slot: structure_of(before.at(slot)) for slot in slots}

    def _load_fields(self, x: Any) -> None:
        """Read the fields of an object from outside now: what a loop carries in its place has them all."""
        if isinstance(x, Instance) and x.source is not None:
            for name in fields_of(x.cls) or ():
                self.instance_attribute(x, name, self.node)

    def _enter(
        self, before: State, carried: dict[Any, Any], kind: str, parts: tuple[Any, ...]
    ) -> tuple[Block, list[Value], State]:
        """A body with a parameter for each carried value, and the state that its turns start in."""
        params: list[Value] = []
        body, state = Block(), before.copy()
        if kind in ("range", "items"):
            body.params.append(self._item_param(kind, parts))
        for (owner, key), structure in carried.items():
            made = self.build(structure, hint_of(key), params, state)
            state.slots[(owner, key)] = made
        body.params.extend(params)
        return body, params, state

    def _item_param(self, kind: str, parts: tuple[Any, ...]) -> Value:
        if kind == "range":
            value = Value(INT)
            from sourcediff.ir.sizes import fresh_dim

            value.type = Num("int", None, fresh_dim("i"))
            return value
        t = type_of(parts[0])
        t = t.array if isinstance(t, Either) else t  # a number is not iterated over
        if isinstance(t, Arr) and t.shape:
            from sourcediff.ir.scalars import element

            return Value(Arr(t.dtype, t.shape[1:]) if len(t.shape) > 1 else element(t))
        if isinstance(t, (Lst, Tape)):
            return Value(t.elem)
        if t in (WORDS, Opaque("str")):
            return Value(Opaque("str"))
        if isinstance(t, Unbound):
            return Value(UNBOUND)  # an item of a list of which nothing is known yet
        return Value(UNKNOWN if isinstance(t, (Unknown, Arr)) else INERT if t == INERT else OPAQUE)

    def _test(self, test: Callable[[], Any] | None, start: State) -> tuple[Block, Any] | None:
        if test is None:
            return None
        block = Block()
        with self.into(block):
            truth = test()
        block.results = [truth]
        return block, truth

    def _grow(
        self,
        carried: dict[Any, Any],
        before: State,
        start: State,
        after: State,
        owners: set[Any],
        since: int,
    ) -> bool:
        """Add what a turn changed to what is carried; whether anything was new."""
        grown = False
        for slot in [s for s in changed(start, after) if s not in carried]:
            if slot[0] not in owners:
                continue
            if isinstance(slot[0], ListObj) and slot[1] == "#":
                raise self.escalate(slot[0])
            if isinstance(slot[0], DictObj) and slot[1] == "#" and slot[0].source is None:
                raise self.escalate(slot[0])
            if isinstance(slot[0], DictObj) and slot[1] == "#":
                raise self.refuse(
                    self.node,
                    "keys are added to a dict in a loop",
                    "its keys must be known",
                    "use a list or array",
                )
            self.open_slots(before, [slot])
            carried[slot] = structure_of(before.at(slot))
            grown = True
        meet = Meet(self, before, after, owners, since)
        for slot, structure in list(carried.items()):
            initial = before.at(slot)
            arrived = after.at(slot)
            made = meet.combine(structure, arrived, initial)
            if made != structure:
                carried[slot] = made
                grown = True
        return grown

    def _finish(
        self,
        kind: str,
        parts: tuple[Any, ...],
        flags: dict[str, Any],
        before: State,
        after: State,
        carried: dict[Any, Any],
        params: list[Value],
        body: Block,
        tested: tuple[Block, Any] | None,
        stop: str | None,
        since: int,
    ) -> None:
        inits: list[Any] = []
        yields: list[Any] = []
        outs: list[Value] = []
        end = before.copy()
        with self.at_end(before):
            for slot, structure in carried.items():
                inits += self.flatten(structure, before.at(slot))
        with self.into(body), self.at_end(after):
            for slot, structure in carried.items():
                yields += self.flatten(structure, after.at(slot))
        for slot, structure in carried.items():
            end.slots[slot] = self.build(structure, hint_of(slot[1]), outs, end)
        for out, init, last in zip(outs, inits, yields, strict=True):
            t = join_carried(
                operand_type(init), forget_symbols(operand_type(last), since), since, self.b.guards
            )
            out.type = forget_symbols(self._after_turns(t, kind, parts, last), since)
        body.results = list(yields)
        info: dict[str, Any] = {"loop": kind, **flags}
        if stop is not None:
            stopped = after.get(self.frame, stop)
            if stopped is not False and stopped is not UNDEFINED:
                info["stops"] = True
                body.results.append(stopped)
        blocks = (body,) if tested is None else (tested[0], body)
        op = Op("loop", tuple(outs), None, (parts, (), tuple(inits)), blocks=blocks, info=info)
        self.b.append(op)
        self.state = end

    def _after_turns(self, t: Type, kind: str, parts: tuple[Any, ...], last: Any) -> Type:
        """The type of a loop's result: what its last turn left, if there surely is one."""
        known = [self.known_int(p) for p in parts] if kind == "range" else [None]
        if not isinstance(t, Unknown) or None in known:
            return t
        return operand_type(last) if range(*known) else t

    @contextmanager
    def at_end(self, state: State) -> Iterator[None]:
        """Read things as they are in a state."""
        old, self.state = self.state, state
        yield
        self.state = old

    def build(self, structure: Any, hint: str, into: list[Value], state: State) -> Any:
        """An abstract value of a structure, with fresh run-time values at its leaves."""
        if isinstance(structure, Poison):
            return structure
        if isinstance(structure, tuple):
            return tuple(self.build(part, hint, into, state) for part in structure)
        if isinstance(structure, Fixed):
            return structure.x
        if isinstance(structure, Options):
            which = Value(INT, f"{hint}_choice" if hint else "")
            into.append(which)
            return Choice(which, tuple(self.build(s, hint, into, state) for s in structure.options))
        if isinstance(structure, Shape):
            return self._build_shape(structure, hint, into, state)
        value = Value(structure, hint)
        into.append(value)
        return value

    def _build_shape(self, structure: Shape, hint: str, into: list[Value], state: State) -> Any:
        places = {"object": 2, "DictObj": 1}
        place = places.get(structure.key[0])
        names = ("",) * len(structure.parts) if place is None else structure.key[place]
        parts = [
            self.build(part, hint_of(name) or hint, into, state)
            for part, name in zip(structure.parts, names, strict=True)
        ]
        made = structure.rebuild(state, parts, structure)
        if structure.frozen:
            self.frozen.add(made)
        return made

    def flatten(self, structure: Any, x: Any) -> list[Any]:
        """The operands at the leaves of a structure."""
        if isinstance(structure, (Poison, Fixed)):
            return []
        if isinstance(structure, Options):
            return self._flatten_options(structure, x)
        if isinstance(structure, Type):
            return [self.operand(x) if isinstance(x, Choice) else x]
        if isinstance(x, Choice):
            made = self.by_option(x, lambda o: tuple(self.flatten(structure, o)), self.node)
            return list(made)
        if isinstance(structure, tuple):
            parts = x if isinstance(x, tuple) else (UNDEFINED,) * len(structure)
            wanted: tuple[Any, ...] = structure
        else:
            taken = skeleton(self.state, x)
            wanted = structure.parts
            parts = (UNDEFINED,) * len(wanted) if taken is None else taken.parts
        return [leaf for s, p in zip(wanted, parts, strict=True) for leaf in self.flatten(s, p)]

    def _flatten_options(self, structure: Options, x: Any) -> list[Any]:
        given = options_of(x)
        places = [self.place_in(structure, option) for option in given]
        which: Any = places[0]
        if isinstance(x, Choice):
            which = x.which
            op = place_among(which, tuple(places))
            which = which if op is None else self.b.append(op).out
        out = [which]
        for place, option in enumerate(structure.options):
            own = [g for g, p in zip(given, places, strict=True) if p == place]
            if len(own) > 1:
                out += self.by_option(x, partial(self._flatten_own, option), self.node)
                continue
            out += self.flatten(option, own[0] if own else UNDEFINED)
        return out

    def place_in(self, structure: Options, option: Any) -> int:
        """Which of several things a name means: the place of its kind."""
        place = structure.place(self.state, option)
        if place is None:
            raise self.refuse(
                self.node, "a name in this loop means one thing or another, and which one is not followed",
                "they change from turn to turn", "give each a name of its own, or set the name before the loop",
            )  # fmt: skip
        return place

    def _flatten_own(self, structure: Any, x: Any) -> tuple[Any, ...]:
        """The operands of one option, none of them bound where another is taken."""
        fits = matches(self.state, structure, x)
        return tuple(self.flatten(structure, x if fits else UNDEFINED))


def mapped(x: Iter) -> Any:
    """What a `map` goes over: one iterable, or several side by side."""
    over = x.parts[1:]
    return over[0] if len(over) == 1 else Iter("zip", over)


@dataclass(frozen=True, eq=False)
class Fixed:
    """The structure of a carried slot that holds the same thing on every turn."""

    x: Any

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Fixed) and same(self.x, other.x)

    def __hash__(self) -> int:
        return id(type(self.x))


@dataclass(frozen=True)
class Shape:
    """The structure of a carried slot that holds a thing of this kind, whose parts change."""

    key: tuple[Any, ...]
    parts: tuple[Any, ...]
    rebuild: Any = field(compare=False)
    sites: frozenset[Any] = frozenset()
    frozen: bool = False


@dataclass(frozen=True)
class Options:
    """The structure of a carried slot that holds one of several things."""

    options: tuple[Any, ...]

    def place(self, state: State, x: Any) -> int | None:
        """Which of the options a thing is, None if it is none of them."""
        return next((i for i, s in enumerate(self.options) if matches(state, s, x)), None)


def matches(state: State, structure: Any, x: Any) -> bool:
    """Whether a thing is of a structure."""
    if isinstance(structure, Fixed):
        return same(structure.x, x) or (structure.x is UNDEFINED and is_unbound(x))
    if isinstance(structure, tuple):
        return isinstance(x, tuple) and len(x) == len(structure)
    if isinstance(structure, Shape):
        taken = skeleton(state, x)
        return taken is not None and taken.key == structure.key
    return joins(x)


def is_plain(structure: Any) -> bool:
    """Whether a structure has nothing but types, so that it means the same in another attempt."""
    if isinstance(structure, tuple):
        return all(map(is_plain, structure))
    return isinstance(structure, Type)


def structure_of(x: Any) -> Any:
    """The structure of a carried slot before the first turn: types at the leaves of nested tuples."""
    if isinstance(x, tuple):
        return tuple(structure_of(item) for item in x)
    if isinstance(x, Choice):
        known = [Fixed(o) if o is None or o is UNDEFINED else structure_of(o) for o in x.options]
        return Options(tuple(known))
    if joins(x):
        t = operand_type(x)
        return Num(t.kind, t.dtype) if isinstance(t, Num) and not isinstance(x, Value) else t
    return x if isinstance(x, Poison) else Fixed(x)


@dataclass(frozen=True)
class Meet:
    """How what a turn leaves in a slot meets what the slot held before the loop."""

    lowering: Loops
    before: State
    after: State
    owners: set[Any]
    since: int

    def combine(self, structure: Any, arrived: Any, initial: Any) -> Any:
        """The structure after one more turn."""
        if isinstance(structure, Poison):
            return structure
        if isinstance(structure, Fixed):
            known = matches(self.after, structure, arrived)
            return structure if known else self._meet(structure.x, arrived)
        if isinstance(structure, Options):
            return self._one_more(structure, arrived)
        if arrived is UNDEFINED and not isinstance(structure, Type):
            return structure
        if isinstance(structure, Shape):
            return self._reshape(structure, arrived, initial)
        if isinstance(structure, tuple):
            return self._combine_tuple(structure, arrived, initial)
        if joins(arrived):
            guards = self.lowering.b.guards
            return join_carried(structure, operand_type(arrived), self.since, guards)
        if structure == UNBOUND:
            made = self._fresh(arrived)
            return Options((Fixed(UNDEFINED), made)) if isinstance(made, Fixed) else made
        if isinstance(structure, (Lst, Held)) and isinstance(arrived, (ListObj, DictObj)):
            plain = isinstance(structure, Held) and isinstance(arrived, ListObj)
            raise Escalate(sites_of(arrived), plain)
        return self._options(Fixed(None) if initial is None else structure, arrived)

    def _combine_tuple(self, structure: tuple[Any, ...], arrived: Any, initial: Any) -> Any:
        if not isinstance(arrived, tuple) or len(arrived) != len(structure):
            return self._options(structure, arrived)
        parts = initial if isinstance(initial, tuple) else (UNDEFINED,) * len(structure)
        return self._parts(structure, arrived, parts)

    def _parts(self, structures: Any, arrived: Any, initial: Any) -> tuple[Any, ...]:
        triples = zip(structures, arrived, initial, strict=True)
        return tuple(self.combine(s, a, i) for s, a, i in triples)

    def _fresh(self, x: Any) -> Any:
        """The structure of what a turn leaves where nothing was; what has no parts stays as it is."""
        if isinstance(x, (Poison, Choice)):
            return x if isinstance(x, Poison) else self._fresh_choice(x)
        if isinstance(x, tuple):
            return tuple(self.combine(UNBOUND, part, UNDEFINED) for part in x)
        if joins(x) and x is not UNDEFINED and x is not None:
            return self.combine(UNBOUND, x, UNDEFINED)
        if isinstance(x, Closure) and x.frame not in self.owners:
            return _LOST  # a call of this turn made it: each turn has another
        taken = skeleton(self.after, x)
        if taken is None or (is_object(x) and x in self.owners):
            return Fixed(x)
        parts = tuple(self.combine(UNBOUND, part, UNDEFINED) for part in taken.parts)
        return Shape(taken.key, parts, taken.rebuild, taken.sites, self._is_shared(self.after, x))

    def _fresh_choice(self, x: Choice) -> Any:
        bound = [option for option in x.options if option is not UNDEFINED]
        first = self._fresh(bound[0])
        if isinstance(first, (Shape, tuple)):
            return self.combine(first, x, UNDEFINED)
        return self._one_more(Options((Fixed(UNDEFINED),)), x)

    def _is_shared(self, state: State, x: Any) -> bool:
        """Whether something else may refer to an object."""
        if not is_object(x) or (isinstance(x, Instance) and is_immutable(x)):
            return False
        shared = references(state, None)[x] > 1 or getattr(x, "source", None) is not None
        if shared:
            self.lowering.frozen.add(x)
        return shared

    def _meet(self, initial: Any, arrived: Any) -> Any:
        """The structure of one thing before and another after."""
        one, two = skeleton(self.before, initial), skeleton(self.after, arrived)
        self._check_lists(initial, arrived)
        if one is None or two is None or one.key != two.key:
            return self._options(Fixed(initial), arrived)
        parts = self._parts([structure_of(p) for p in one.parts], two.parts, one.parts)
        frozen = self._is_shared(self.before, initial) | self._is_shared(self.after, arrived)
        return Shape(two.key, parts, two.rebuild, one.sites | two.sites, frozen)

    def _check_lists(self, one: Any, two: Any) -> None:
        """Lists of several lengths must be run-time lists."""
        lists = [x for x in (one, two) if isinstance(x, ListObj)]
        at_run_time = [
            x for x in (one, two) if isinstance(x, Value) and isinstance(x.type, (Lst, Held))
        ]
        if at_run_time and isinstance(at_run_time[0].type, Held):
            raise Escalate(
                frozenset().union(
                    *(sites_of(x) for x in (one, two) if isinstance(x, (ListObj, DictObj)))
                ),
                bool(lists),
            )
        lengths = {self.after.get(x, "#") for x in lists}
        if lists and (at_run_time or len(lengths) > 1):
            raise self.lowering.escalate(*lists)

    def _reshape(self, structure: Shape, arrived: Any, initial: Any) -> Any:
        begun = skeleton(self.before, initial)
        first = (UNDEFINED,) * len(structure.parts) if begun is None else begun.parts
        for option in options_of(arrived):
            if option is UNDEFINED:
                continue
            taken = skeleton(self.after, option)
            if taken is None or taken.key != structure.key:
                self._check_shape(structure, option)
                return self._options(structure, arrived)
            structure = replace(
                structure,
                parts=self._parts(structure.parts, taken.parts, first),
                sites=structure.sites | taken.sites,
                frozen=structure.frozen or self._is_shared(self.after, option),
            )
        return structure

    def _check_shape(self, structure: Shape, arrived: Any) -> None:
        of_list = isinstance(arrived, ListObj) or (
            isinstance(arrived, Value) and isinstance(arrived.type, Lst)
        )
        if structure.key[0] == "list" and of_list:
            both = [ListObj(structure.sites), arrived]
            raise self.lowering.escalate(*(x for x in both if isinstance(x, ListObj)))

    def _options(self, structure: Any, arrived: Any) -> Any:
        return self._one_more(Options((structure,)), arrived)

    def _one_more(self, structure: Options, arrived: Any) -> Any:
        options = list(structure.options)
        for option in options_of(arrived):
            place = next((i for i, s in enumerate(options) if matches(self.after, s, option)), None)
            if place is None:
                options.append(self._fresh(option))
            else:
                options[place] = self.combine(options[place], option, UNDEFINED)
        return _LOST if any(isinstance(o, Poison) for o in options) else Options(tuple(options))


def is_object(x: Any) -> bool:
    """Whether something followed can be changed, and has an identity."""
    return isinstance(x, (ListObj, DictObj, Instance))
