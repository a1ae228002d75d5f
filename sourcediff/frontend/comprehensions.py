"""Comprehensions: turn by turn where what they go over is known, else as loops."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import gast

from sourcediff.frontend.abstract import Bound, Frame
from sourcediff.frontend.attempt import Escalate
from sourcediff.frontend.displays import Displays
from sourcediff.ir import primitives
from sourcediff.ir.core import Block, Value

UNROLLED = 64  # turns that are written out


class Comprehensions(Displays):
    """Comprehensions, generators, and their turns."""

    def _ev_ListComp(self, node: Any) -> Any:
        return self.comprehend(node, node.elt)

    def _ev_GeneratorExp(self, node: Any) -> Any:
        return self.comprehend(node, node.elt)

    def _ev_SetComp(self, node: Any) -> Any:
        if self.key(node) in self.shared.dynamic:
            made = self.make_set(node, [])

            def fill() -> None:
                self.call(Bound(made, "add"), [self.ev(node.elt)], {}, node)

            self.comprehension_loops(node.generators, fill, node)
            return made
        parts: list[Any] = []
        if not self.unrolled(node.generators, lambda: parts.append(self.ev(node.elt))):
            raise Escalate(frozenset((self.key(node),)))
        return self.make_set(node, parts)

    def _ev_DictComp(self, node: Any) -> Any:
        if self.key(node) in self.shared.dynamic:
            made = self.make_dict(node, {})

            def fill() -> None:
                key = self.ev(node.key)
                self.set_item(made, key, self.ev(node.value), node)

            self.comprehension_loops(node.generators, fill, node)
            return made
        pairs: dict[Any, Any] = {}

        def add() -> None:
            key = self.ev(node.key)
            if self.is_run_time_key(key):
                raise Escalate(frozenset((self.key(node),)))
            pairs[self.literal_key(key, node.key)] = self.ev(node.value)

        if not self.unrolled(node.generators, add):
            raise Escalate(frozenset((self.key(node),)))
        return self.make_dict(node, pairs)

    def comprehend(self, node: Any, elt: Any) -> Any:
        """A list comprehension: turn by turn if its iterables are known, else a loop that appends."""
        if self.key(node) in self.shared.plain:
            held = self.make_held_list(node, [])
            fill = Bound(held, "append")
            self.comprehension_loops(
                node.generators, lambda: self.call(fill, [self.ev(elt)], {}, node), node
            )
            return held
        parts: list[Any] = []
        if self.unrolled(node.generators, lambda: parts.append(self.ev(elt))):
            return self.make_list(node, parts)
        made = self.b.emit(
            "call", self.list_type(node), primitives.identity, ([],), None, text="list"
        )

        def turn() -> None:
            self.append_to(made, self.ev(elt), node)

        self.comprehension_loops(node.generators, turn, node)
        return made

    def check_generator(self, node: Any) -> None:
        """Refuse to give a generator a name: its items are made when they are read."""
        if isinstance(node, gast.GeneratorExp):
            raise self.refuse(
                node, "a generator is bound to a name",
                "its items are made when they are read, and once", "make a list: [...] instead of (...)",
            )  # fmt: skip

    # ---- turns ----

    def call_on_generator(self, fn: Any, generator: Any, node: Any) -> Any:
        """`sum(... for ...)` and its kind."""
        made = self.ev(generator)
        return self.call(fn, [made], {}, node)

    def unrolled(self, generators: list[Any], turn: Callable[[], None]) -> bool:
        """Run the turns of a comprehension if its iterables are all known; whether they were."""
        outer, before, trial = self.frame, self.state.copy(), Block()
        self.frame = self.comprehension_frame(generators)
        try:
            with self.into(trial):
                done = self._unroll_generators(generators, turn)
        finally:
            self.frame = outer
        if done:
            self.b.block.ops += trial.ops
        else:
            self.state = before
        return done

    def _unroll_generators(self, generators: list[Any], turn: Callable[[], None]) -> bool:
        first, *rest = generators
        iterable, place = self.ev(first.iter), 0
        members = self.members(iterable, first.iter)
        if members is None or len(members) > UNROLLED:
            return False
        while place < len(members) <= UNROLLED:
            self.bind(first.target, members[place])
            if not self._unroll_turn(first.ifs, rest, turn):
                return False
            place += 1
            members = self.members_now(iterable, first.iter, members)
        return place == len(members)

    def _unroll_turn(self, tests: list[Any], rest: list[Any], turn: Callable[[], None]) -> bool:
        """One turn of a comprehension; whether it is known what it does."""
        truths = [self.truth(self.ev(test), test) for test in tests]
        if any(truth is False for truth in truths):
            return True
        if not all(truth is True for truth in truths):
            return False
        if rest:
            return self._unroll_generators(rest, turn)
        turn()
        return True

    def comprehension_loops(
        self, generators: list[Any], turn: Callable[[], None], node: Any
    ) -> None:
        """The turns of a comprehension as loops."""
        outer = self.frame
        self.frame = self.comprehension_frame(generators)
        try:
            self._generator_loop(generators, turn)
        finally:
            self.frame = outer

    def _generator_loop(self, generators: list[Any], turn: Callable[[], None]) -> None:
        first, *rest = generators

        def inner() -> None:
            if rest:
                self._generator_loop(rest, turn)
            else:
                turn()

        def filtered(tests: list[Any]) -> None:
            if not tests:
                inner()
                return
            truth = self.truth(self.ev(tests[0]), tests[0])
            if truth is True:
                filtered(tests[1:])
            elif truth is not False:
                self.branch(truth, lambda: filtered(tests[1:]), lambda: None)

        def on_item(item: Any) -> None:
            if isinstance(item, Value) and not item.hint and isinstance(first.target, gast.Name):
                item.hint = first.target.id
            self.bind(first.target, item)
            filtered(first.ifs)

        self.for_each(self.ev(first.iter), first, on_item, None)

    def comprehension_frame(self, generators: list[Any]) -> Frame:
        """The frame of a comprehension's own names."""
        names = {n.id for g in generators for n in gast.walk(g.target) if isinstance(n, gast.Name)}
        made = Frame(self.frame.source, self.frame, frozenset(names), self.frame.nonlocals)
        made.is_comprehension = True
        return made
