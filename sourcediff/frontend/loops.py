"""Loops: turns that are known are written out, all others become one loop operation with carried slots."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from typing import Any

import gast

from sourcediff.frontend.abstract import (
    UNDEFINED,
    Choice,
    DictObj,
    Frame,
    Instance,
    Iter,
    ListObj,
    State,
)
from sourcediff.frontend.carried import Carried, is_plain, structure_of
from sourcediff.frontend.changing import UNROLL_LIMIT, Changing, containers_in
from sourcediff.frontend.desugar import RETURNED
from sourcediff.frontend.meet import Meet
from sourcediff.frontend.state import changed, fields_of, hint_of, join_carried, operand_type
from sourcediff.ir.core import Block, Op, Value, type_of
from sourcediff.ir.join import forget_symbols
from sourcediff.ir.scalars import element
from sourcediff.ir.sizes import Dim, index_dim, next_serial
from sourcediff.ir.types import (
    INERT,
    OPAQUE,
    UNBOUND,
    UNKNOWN,
    WORDS,
    Arr,
    Either,
    Lst,
    Num,
    Opaque,
    Tape,
    Type,
    Unbound,
    Unknown,
)

Again = (
    Callable[[list[Any]], list[Any]] | None
)  # what there is to go over now, where that may change
OnItem = Callable[[Any], None]
ATTEMPTS = 24


class Loops(Changing, Carried):
    """Everything that repeats."""

    def for_each(
        self,
        iterable: Any,
        node: Any,
        on_item: OnItem,
        stop: str | None,
        as_it_is: bool = False,
    ) -> None:
        """Run `on_item` for each item: unrolled, or as a loop; `as_it_is`: for those that are there now."""
        if isinstance(iterable, Choice):
            self.dispatch(iterable, lambda option: self.for_each(option, node, on_item, stop), node)
            return
        members = (
            None
            if isinstance(iterable, Iter) and iterable.kind == "range"
            else self.members(iterable, node)
        )
        if members is not None and len(members) <= UNROLL_LIMIT:
            changes = any(True for _ in containers_in(iterable))
            again = partial(self.members_now, iterable, node) if changes else None
            self._unroll(members, 0, again, on_item, stop)
            return
        if self.is_changing(iterable, node) and not as_it_is:
            self.loop_while_there_is_more(iterable, node, on_item, stop)
            return
        kind, parts, flags, item = self._plan(iterable, node)
        self.loop(node, kind, parts, flags, lambda value: on_item(item(value)), None, stop)
        if not as_it_is:
            self.note_changes(self.b.block.ops[-1], iterable, node)

    def _unroll(
        self, members: list[Any], place: int, again: Again, on_item: OnItem, stop: str | None
    ) -> None:
        """Turns that are known, from a place on; each may change what comes next."""
        while place < len(members) and not self.state.dead:
            on_item(members[place])
            place += 1
            stopped = stop is not None and self.state.get(self.frame, stop)
            if stopped is True or self.state.dead:
                return
            if isinstance(stopped, Value):
                if place < len(members) or again is not None:
                    rest = partial(self._unroll_rest, members, place, again, on_item, stop)
                    self.branch(stopped, lambda: None, rest)
                return
            members = members if again is None else again(members)

    def _unroll_rest(
        self, members: list[Any], place: int, again: Again, on_item: OnItem, stop: str | None
    ) -> None:
        """The turns after one that has not stopped the loop."""
        now = members if again is None else again(members)
        self._unroll(now, place, again, on_item, stop)

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
        carried = self._carried_at_first(node, before)
        for _ in range(ATTEMPTS):
            since = next_serial()
            body, start = self._enter(before, carried, kind, parts)
            self._begin_turn(start, carried, stop)
            self.state = start.copy()
            tested = self._test(test, start)
            with self.into(body):
                turn(body.params[0] if kind in ("range", "items") else None)
            after = self.state
            with self.into(body):
                self.open_slots(after, changed(start, after))
            owners = self.known_objects(before) | set(self.frames())
            if self._grow(carried, before, start, after, owners, since):
                continue
            self.shared.carried[self.key(node)] = dict(carried)
            self._finish(kind, parts, flags, before, after, carried, body, tested, stop, since)
            return
        raise self.refuse(
            node, "the types in this loop do not settle", "each turn gives its variables new types"
        )

    def _carried_at_first(self, node: Any, before: State) -> dict[Any, Any]:
        """What the loop carries, as far as it is known before its body is lowered."""
        carried = self._seeds(node, before)
        memory = self.shared.carried.get(self.key(node))
        for slot, known in (memory or {}).items():
            if slot in carried and is_plain(known):
                carried[slot] = self._also(known, carried[slot])
        return carried

    def _also(self, known: Any, now: Any) -> Any:
        """What a slot may hold: what another lowering of this loop has found, and what it holds now."""
        if isinstance(known, tuple) and isinstance(now, tuple) and len(known) == len(now):
            return tuple(map(self._also, known, now))
        if isinstance(known, Type) and isinstance(now, Type):
            return join_carried(known, now, next_serial(), self.b.guards)
        return known

    def _begin_turn(self, start: State, carried: dict[Any, Any], stop: str | None) -> None:
        """Say that a turn which begins has not stopped the loop."""
        for flag in (stop, RETURNED):
            if flag is not None and (self.frame, flag) in carried:
                start.set(self.frame, flag, False)

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
    ) -> tuple[Block, State]:
        """A body with a parameter for each carried value, and the state that its turns start in."""
        params: list[Value] = []
        body, state = Block(), before.copy()
        if kind in ("range", "items"):
            body.params.append(self._item_param(kind, parts))
        for (owner, key), structure in carried.items():
            made = self.build(structure, hint_of(key), params, state)
            state.slots[(owner, key)] = made
        body.params.extend(params)
        return body, state

    def _item_param(self, kind: str, parts: tuple[Any, ...]) -> Value:
        if kind == "range":
            return Value(Num("int", None, index_dim(*_bounds(*parts))))
        t = type_of(parts[0])
        t = t.array if isinstance(t, Either) else t  # a number is not iterated over
        if isinstance(t, Arr) and t.shape:
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
        for slot in [s for s in changed(start, after) if s not in carried and s[0] in owners]:
            self._check_growth(slot)
            self.open_slots(before, [slot])
            carried[slot] = structure_of(before.at(slot))
            grown = True
        meet = Meet(self, before, after, owners, since)
        for slot, structure in list(carried.items()):
            made = meet.combine(structure, after.at(slot), before.at(slot))
            if made != structure:
                carried[slot] = made
                grown = True
        return grown

    def _check_growth(self, slot: tuple[Any, Any]) -> None:
        """A container that is followed cannot get longer from turn to turn."""
        owner, key = slot
        if key != "#" or not isinstance(owner, (ListObj, DictObj)):
            return
        if isinstance(owner, ListObj) or owner.source is None:
            raise self.escalate(owner)
        raise self.refuse(
            self.node,
            "keys are added to a dict in a loop",
            "its keys must be known",
            "use a list or array",
        )

    def _finish(
        self,
        kind: str,
        parts: tuple[Any, ...],
        flags: dict[str, Any],
        before: State,
        after: State,
        carried: dict[Any, Any],
        body: Block,
        tested: tuple[Block, Any] | None,
        stop: str | None,
        since: int,
    ) -> None:
        inits: list[Any] = []
        outs: list[Value] = []
        end = before.copy()
        with self.at_end(before):
            for slot, structure in carried.items():
                inits += self.flatten(structure, before.at(slot))
        body.results = self._yields(body, after, carried)
        for slot, structure in carried.items():
            end.slots[slot] = self.build(structure, hint_of(slot[1]), outs, end)
        for out, init, last in zip(outs, inits, body.results, strict=True):
            t = join_carried(
                operand_type(init), forget_symbols(operand_type(last), since), since, self.b.guards
            )
            out.type = forget_symbols(self._after_turns(t, kind, parts, last), since)
        info: dict[str, Any] = {"loop": kind, **flags}
        stopped = False if stop is None else after.get(self.frame, stop)
        if stopped is not False and stopped is not UNDEFINED:
            info["stops"] = True
            body.results.append(stopped)
        blocks = (body,) if tested is None else (tested[0], body)
        op = Op("loop", tuple(outs), None, (parts, (), tuple(inits)), blocks=blocks, info=info)
        self.b.append(op)
        self.state = end

    def _yields(self, body: Block, after: State, carried: dict[Any, Any]) -> list[Any]:
        """What a turn hands to the next one."""
        yields: list[Any] = []
        with self.into(body), self.at_end(after):
            for slot, structure in carried.items():
                yields += self.flatten(structure, after.at(slot))
        return yields

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


def _bounds(start: Any, stop: Any, step: Any) -> tuple[Dim | None, Dim | None]:
    """What the index of a range is at least, and at most."""
    first, last = _dim(start), _dim(stop)
    if type(step) is not int or step == 0:
        return None, None
    if step > 0:
        return first, None if last is None else last - Dim(1)
    return None if last is None else last + Dim(1), first


def _dim(x: Any) -> Dim | None:
    t = type_of(x)
    return t.dim if isinstance(t, Num) and t.kind == "int" else None
