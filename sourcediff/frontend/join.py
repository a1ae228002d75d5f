"""Join: what each branch left in a slot becomes one thing after them."""

from __future__ import annotations

from typing import Any

from sourcediff.frontend.abstract import (
    UNDEFINED,
    Choice,
    DictObj,
    Frame,
    Instance,
    ListObj,
    Poison,
    State,
    is_immutable,
    is_tuple,
    map_parts,
    same,
)
from sourcediff.frontend.attempt import Escalate
from sourcediff.frontend.state import (
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
from sourcediff.ir.core import Block, Value, defined, type_of
from sourcediff.ir.guards import Guards
from sourcediff.ir.join import join
from sourcediff.ir.types import BOOL, Held, Lst, Num


class Join:
    """Collects the results of a branch while slots are joined."""

    def __init__(
        self,
        test: Any,
        blocks: list[Block],
        states: list[State],
        before: State,
        values: list[Any],
        guards: Guards,
        outside: set[Any],
    ) -> None:
        self.test, self.blocks, self.states, self.guards = test, blocks, states, guards
        self.outs: list[Value] = []
        self.made: dict[tuple[Any, Any, str], Value] = {}
        self.inside = [defined(block) for block in blocks]
        self.after = before.copy()
        self.outside = outside
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
            if is_tuple(x) and y is UNDEFINED:
                pairs = [(UNDEFINED, p) if flip else (p, UNDEFINED) for p in x]
                return tuple(self.slot(*pair, hint) for pair in pairs)
        if joins(a) and joins(b):
            return self._result(a, b, hint)
        return self._followed(a, b, hint)

    def _followed(self, a: Any, b: Any, hint: str) -> Any:
        """One thing that is followed for what each branch gives, or a choice of both."""
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
            return self._beside(x, UNDEFINED, side, hint)
        if isinstance(x, Choice) and isinstance(x.which, Value) and x.which in self.inside[side]:
            # never asked on the other path, where it has to be a number all the same
            which = self._beside(x.which, False if x.which.type == BOOL else 0, side, hint)
            x = Choice(which, x.options)
        return map_parts(x, lambda part: self._adopt(part, side, hint))

    def _beside(self, x: Value, other: Any, side: int, hint: str) -> Value:
        """What one branch gives, and what stands for it on the other."""
        return self._result(x, other, hint) if side == 0 else self._result(other, x, hint)

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


def _stands_in(key: Any, x: Any, state: State) -> bool:
    """Whether what one branch binds is what the name holds after it: its parts say where they are not bound."""
    if isinstance(key, str) and key.startswith("%"):
        return True
    return not isinstance(x, (Value, tuple, Choice)) and skeleton(state, x) is not None
