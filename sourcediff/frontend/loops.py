"""Loops: turns that are known are written out, all others become one loop operation with carried slots."""

from __future__ import annotations

import operator
from collections.abc import Callable
from typing import Any

import gast

from sourcediff.frontend.abstract import (
    UNDEFINED,
    DictObj,
    Frame,
    Instance,
    Iter,
    ListObj,
    Poison,
    State,
    iterate_values,
    same,
)
from sourcediff.frontend.base import LoweringBase
from sourcediff.frontend.desugar import RETURNED
from sourcediff.frontend.state import _joins as joins
from sourcediff.frontend.state import changed, hint_of, join_carried, operand_type
from sourcediff.ir.core import Block, Op, Value, type_of
from sourcediff.ir.types import (
    INT,
    OPAQUE,
    UNBOUND,
    UNKNOWN,
    Arr,
    Dim,
    Guards,
    Lst,
    Num,
    Tape,
    Tup,
    Type,
    Unknown,
    forget_symbols,
    next_serial,
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
        if isinstance(iterable, Iter) and iterable.kind == "reversed":
            inner = iterable.parts[0]
            if isinstance(inner, Iter) and inner.kind == "range":
                return (
                    "range",
                    tuple(self.operand(p, node) for p in inner.parts),
                    {"reversed": True},
                    lambda v: v,
                )
            get, count = self._indexed(inner, node)
            return "range", (0, count, 1), {"reversed": True}, get
        if isinstance(iterable, Iter):
            get, count = self._indexed(iterable, node)
            return "range", (0, count, 1), {}, get
        value = self.run_time_sequence(iterable, node)
        return "items", (value,), {}, lambda v: v

    def run_time_sequence(self, x: Any, node: Any) -> Any:
        """Something that can be indexed at run time."""
        if isinstance(x, ListObj):
            raise self.escalate(x)
        if isinstance(x, Value):
            if isinstance(x.type, Num):
                raise self.refuse(node, "a number is iterated over", "it has no items")
            return x
        return self.operand(x, node)

    def _indexed(self, x: Any, node: Any) -> tuple[Callable[[Any], Any], Any]:
        """How to get item number i of an iterable, and how many there are."""
        if isinstance(x, Iter) and x.kind == "enumerate":
            get, count = self._indexed(x.parts[0], node)
            start = self.operand(x.parts[1], node)
            return lambda i: (
                i if start == 0 and not isinstance(start, Value) else self.add(i, start),
                get(i),
            ), count
        if isinstance(x, Iter) and x.kind == "zip":
            parts = [self._indexed(p, node) for p in x.parts]
            counts = [c for _, c in parts]
            count = counts[0] if self._all_same(counts) else self.b.emit_call(min, *counts)
            return lambda i: tuple(get(i) for get, _ in parts), count
        if isinstance(x, Iter) and x.kind == "reversed":
            get, count = self._indexed(x.parts[0], node)
            return lambda i: get(
                self.b.emit_call(operator.sub, self.b.emit_call(operator.sub, count, 1), i)
            ), count
        if isinstance(x, Iter) and x.kind == "range":
            start, stop, step = (self.operand(p, node) for p in x.parts)
            count = (
                stop if start == 0 and step == 1 else self.b.emit_call(len, self.operand(x, node))
            )
            return (
                lambda i: i if start == 0 and step == 1 else self.add(start, self._times(i, step)),
                count,
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
        owners = {owner for owner, _ in before.slots} | set(self.frames())
        carried: dict[Any, Any] = self._seeds(node, before)
        memory = self.shared.carried.get(self.key(node))
        if memory is not None:
            carried.update({slot: s for slot, s in memory.items() if slot in carried})
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

    def stack_frames(self) -> list[Frame]:
        """The frames of the callers."""
        raise NotImplementedError

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
        return {slot: shape_of_slot(before.slots.get(slot, UNDEFINED)) for slot in slots}

    def _enter(
        self, before: State, carried: dict[Any, Any], kind: str, parts: tuple[Any, ...]
    ) -> tuple[Block, list[Value], State]:
        """A body with a parameter for each carried value, and the state that its turns start in."""
        params: list[Value] = []
        body, state = Block(), before.copy()
        if kind in ("range", "items"):
            body.params.append(self._item_param(kind, parts))
        for (owner, key), structure in carried.items():
            made = build(structure, hint_of(key), params)
            state.slots[(owner, key)] = made
        body.params.extend(params)
        return body, params, state

    def _item_param(self, kind: str, parts: tuple[Any, ...]) -> Value:
        if kind == "range":
            value = Value(INT)
            from sourcediff.ir.types import fresh_dim

            value.type = Num("int", None, fresh_dim("i"))
            return value
        t = type_of(parts[0])
        if isinstance(t, Arr) and t.shape:
            from sourcediff.ir.infer import element

            return Value(Arr(t.dtype, t.shape[1:]) if len(t.shape) > 1 else element(t))
        if isinstance(t, (Lst, Tape)):
            return Value(t.elem)
        return Value(UNKNOWN if isinstance(t, (Unknown, Arr)) else OPAQUE)

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
            if isinstance(slot[0], DictObj) and slot[1] == "#":
                raise self.refuse(
                    self.node,
                    "keys are added to a dict in a loop",
                    "its keys must be known",
                    "use a list or array",
                )
            carried[slot] = shape_of_slot(before.slots.get(slot, UNDEFINED))
            grown = True
        for slot, structure in list(carried.items()):
            initial = before.slots.get(slot, UNDEFINED)
            arrived = after.slots.get(slot, UNDEFINED)
            made = combine(structure, arrived, initial, since, self.b.guards)
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
        for slot, structure in carried.items():
            if isinstance(structure, Poison):
                end.slots[slot] = _LOST
                continue
            flatten(structure, before.slots.get(slot, UNDEFINED), inits)
            flatten(structure, after.slots.get(slot, UNDEFINED), yields)
            end.slots[slot] = build(structure, hint_of(slot[1]), outs)
        for out, init, last in zip(outs, inits, yields, strict=True):
            t = join_carried(
                operand_type(init), forget_symbols(operand_type(last), since), since, self.b.guards
            )
            out.type = forget_symbols(t, since)
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


def shape_of_slot(x: Any) -> Any:
    """The structure of a carried slot: types at the leaves of nested tuples."""
    if isinstance(x, tuple):
        return tuple(shape_of_slot(item) for item in x)
    if joins(x):
        t = operand_type(x)
        return Num(t.kind, t.dtype) if isinstance(t, Num) and not isinstance(x, Value) else t
    return Poison("fixed", repr(id(x)))


def combine(structure: Any, arrived: Any, initial: Any, since: int, guards: Guards) -> Any:
    """The structure after one more turn."""
    if isinstance(structure, Poison):
        return structure
    if isinstance(structure, tuple):
        if isinstance(arrived, tuple) and len(arrived) == len(structure):
            parts = initial if isinstance(initial, tuple) else (UNDEFINED,) * len(structure)
            return tuple(
                combine(s, a, i, since, guards)
                for s, a, i in zip(structure, arrived, parts, strict=True)
            )
        if arrived is UNDEFINED:
            return structure
        return _LOST
    if isinstance(arrived, tuple) and structure == UNBOUND:
        return tuple(combine(UNBOUND, a, UNDEFINED, since, guards) for a in arrived)
    if not joins(arrived):
        return _LOST
    return join_carried(structure, operand_type(arrived), since, guards)


def build(structure: Any, hint: str, into: list[Value]) -> Any:
    """An abstract value of a structure, with fresh run-time values at its leaves."""
    if isinstance(structure, Poison):
        return _LOST
    if isinstance(structure, tuple):
        return tuple(build(part, hint, into) for part in structure)
    value = Value(structure, hint)
    into.append(value)
    return value


def flatten(structure: Any, x: Any, into: list[Any]) -> None:
    """The operands at the leaves of a structure."""
    if isinstance(structure, tuple):
        parts = x if isinstance(x, tuple) else (UNDEFINED,) * len(structure)
        for s, part in zip(structure, parts, strict=True):
            flatten(s, part, into)
    elif isinstance(structure, Type):
        into.append(x)


_ = (Instance, Dim, Tup, iterate_values, same)
