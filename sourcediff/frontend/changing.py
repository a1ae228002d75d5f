"""Loops over what their own body changes: Python asks for each item when its turn comes."""

from __future__ import annotations

import operator
from collections.abc import Callable, Iterator
from typing import Any

from sourcediff.frontend.abstract import DictObj, Iter, ListObj, View
from sourcediff.frontend.iterables import Iterables
from sourcediff.ir.core import Block, Op, Value, defined, walk
from sourcediff.ir.types import Held, Lst

UNROLL_LIMIT = 64
_RESIZE = ("append", "pop")


class Changing(Iterables):
    """What a loop goes over, when a turn may have changed it."""

    def members_now(self, iterable: Any, node: Any, members: list[Any]) -> list[Any]:
        """The items of what is known, after a turn."""
        held = list(containers_in(iterable))
        for made in held:
            self._check_size(made, iterable, len(members), node)
        now = (self.members(iterable, node) or []) if held else members
        if len(now) > UNROLL_LIMIT >= len(members):
            raise self.escalate(*held)
        return now

    def _check_size(self, made: Any, iterable: Any, count: int, node: Any) -> None:
        """Refuse what Python refuses, a dict whose keys change, and what is not followed."""
        alone = iterable is made or isinstance(iterable, View)
        if isinstance(made, DictObj) and alone and len(self.keys(made, node)) != count:
            raise self.refuse(
                node, "a dict changes in size while it is iterated over", "Python raises a RuntimeError",
                "go over a copy of its keys: list(d)",
            )  # fmt: skip
        if isinstance(made, ListObj) and is_backward(iterable):
            self._check_backward(self.state.get(made, "#") == count, node)

    def _check_backward(self, same_length: bool, node: Any) -> None:
        """Refuse to go backward over a list that gets longer or shorter."""
        if not same_length:
            raise self.refuse(
                node, "a list changes in length while it is gone over backward",
                "which item is next depends on what has been taken out", "go over a copy of it: list(items)",
            )  # fmt: skip

    def is_changing(self, iterable: Any, node: Any) -> bool:
        """Whether the body of a loop is known to change the length of a list that it goes over."""
        return self.key(node) in self.shared.changing and bool(list(lists_in(iterable)))

    def note_changes(self, loop: Op, iterable: Any, node: Any) -> None:
        """Note that a loop changes the length of a list that it goes over: it is lowered again, to ask for it each turn."""
        lists = list(lists_in(iterable))
        if lists and any(_resizes(op, x) for op in walk(loop.blocks[-1]) for x in lists):
            self._check_backward(not is_backward(iterable), node)
            self.shared.changing.add(self.key(node))
            self.shared.changed = True

    def loop_while_there_is_more(
        self, iterable: Any, node: Any, on_item: Callable[[Any], None], stop: str | None
    ) -> None:
        """A loop that asks before each turn whether there is another item."""
        frame, place = self.frame, f"%place{id(node)}"
        self.state.set(frame, place, 0)

        def test() -> Any:
            return self.b.emit_call(
                operator.lt, self.state.get(frame, place), self.indexed(iterable, node)[1]
            )

        def turn(_: Any) -> None:
            now = self.state.get(frame, place)
            self.state.set(frame, place, self.add(now, 1))
            on_item(self.indexed(iterable, node)[0](now))

        self.loop(node, "while", (), {}, turn, test, stop)


def changes_others(block: Block) -> bool:
    """Whether operations change what they have not made themselves."""
    inside = defined(block)
    return any(
        (op.kind in ("store", *_RESIZE) and op.args[0] not in inside)
        or (op.kind == "effect" and not op.info.get("peeks"))
        for op in walk(block)
    )


def containers_in(iterable: Any) -> Iterator[Any]:
    """The lists and dicts that are followed of which an iterable gives items."""
    if isinstance(iterable, (ListObj, DictObj)):
        yield iterable
    elif isinstance(iterable, View):
        yield iterable.owner
    elif isinstance(iterable, Iter) and iterable.kind != "range":
        for part in iterable.parts:
            yield from containers_in(part)


def lists_in(iterable: Any) -> Iterator[Value]:
    """The lists at run time of which an iterable gives items."""
    if isinstance(iterable, Iter) and iterable.kind != "range":
        for part in iterable.parts:
            yield from lists_in(part)
    elif isinstance(iterable, Value) and _is_list(iterable):
        yield iterable


def is_backward(iterable: Any) -> bool:
    """Whether an iterable goes over something from its end."""
    if not isinstance(iterable, Iter):
        return False
    return iterable.kind == "reversed" or any(map(is_backward, iterable.parts))


def _is_list(x: Value) -> bool:
    return isinstance(x.type, Lst) or (isinstance(x.type, Held) and x.type.name == "list")


def _resizes(op: Op, x: Value) -> bool:
    """Whether an operation may change the length of a list."""
    changes = op.kind in _RESIZE or (op.kind == "effect" and op.info.get("held"))
    if not changes or op.info.get("peeks") or not op.args or not isinstance(op.args[0], Value):
        return False
    made = op.args[0]
    if made is x:
        return True
    if not _is_list(made):
        return False
    mine, theirs = made.type.sites, x.type.sites  # type: ignore[attr-defined]
    return not mine or not theirs or bool(mine & theirs)
