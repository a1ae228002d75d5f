"""Branches: both are lowered, and what they changed is joined."""

from __future__ import annotations

import operator
from collections.abc import Callable
from typing import Any

from sourcediff.frontend.abstract import (
    UNDEFINED,
    Choice,
    DictObj,
    ListObj,
    Poison,
    SetObj,
    State,
    map_parts,
)
from sourcediff.frontend.join import Join
from sourcediff.frontend.members import Members
from sourcediff.frontend.state import changed
from sourcediff.ir import primitives
from sourcediff.ir.core import Block, Op, type_of
from sourcediff.ir.types import BOOL, OPAQUE


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
        joining = Join(
            test, blocks, states, before, values, self.b.guards, self.known_objects(before)
        )
        after = joining.after
        for slot in slots:
            self._check_followed(slot, states)
            after.slots[slot] = joining.joined(slot)
        value = joining.slot(values[0], values[1], "")
        after.dead = states[0].dead and states[1].dead
        op = Op("if", tuple(joining.outs), None, (test,), blocks=tuple(blocks), info={"form": form})
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


def _in_order(one: list[Any], two: list[Any]) -> list[Any]:
    return list(dict.fromkeys([*one, *two]))
