"""Branches: both are lowered, and what they changed is joined."""

from __future__ import annotations

import operator
from collections.abc import Callable
from typing import Any

from sourcediff.frontend.abstract import (
    UNDEFINED,
    Choice,
    DictObj,
    Frame,
    Instance,
    ListObj,
    Poison,
    SetObj,
    State,
    is_immutable,
    map_parts,
    same,
)
from sourcediff.frontend.attempt import Escalate
from sourcediff.frontend.members import Members
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
from sourcediff.ir.core import Block, Op, Value, defined, type_of
from sourcediff.ir.guards import Guards
from sourcediff.ir.join import join
from sourcediff.ir.types import BOOL, OPAQUE, Held, Lst, Num


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


class Branches(Members):
    """What depends on a test, and what one of several things is used for."""

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

    def _check_followed(self, slot: tuple[Any, Any], states: list[State]) -> None:
        """A list whose length depends on the branch must be a run-time list."""
        owner, key = slot
        if key == "#" and isinstance(owner, ListObj):
            lengths = [s.at(slot) for s in states if not s.dead]
            if UNDEFINED not in lengths and len(set(lengths)) > 1:
                raise self.escalate(owner)

    def raise_now(self, error: Any, message: str) -> Any:
        """Let the program raise here."""
        made = self.b.emit("call", OPAQUE, primitives.call, (error, message))
        self.b.append(Op("raise", (), None, (made,)))
        self.state.dead = True
        return UNDEFINED

    # ---- what is chosen at run time ----

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


def _stands_in(key: Any, x: Any, state: State) -> bool:
    """Whether what one branch binds is what the name holds after it: its parts say where they are not bound."""
    if isinstance(key, str) and key.startswith("%"):
        return True
    return not isinstance(x, (Value, tuple, Choice)) and skeleton(state, x) is not None


def _in_order(one: list[Any], two: list[Any]) -> list[Any]:
    return list(dict.fromkeys([*one, *two]))
