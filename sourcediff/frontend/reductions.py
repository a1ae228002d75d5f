"""What folds over an iterable: `sum`, `any`, `all` and `functools.reduce`."""

from __future__ import annotations

import functools
import operator
from collections.abc import Callable
from typing import Any

from sourcediff.frontend.abstract import Iter
from sourcediff.frontend.held import HeldThings
from sourcediff.ir.core import Value
from sourcediff.ir.types import Arr, Lst


class Reductions(HeldThings):
    """Totals over items, as a loop where their number is not known."""

    def _call_sum(self, args: list[Any], kwargs: dict[str, Any], node: Any) -> Any:
        if self.is_inert(args[0]) and len(args) == 1 and not kwargs:
            return self.reduced(sum, args[0], node)
        start = args[1] if len(args) > 1 else kwargs.get("start", 0)
        return self._reduce(
            args[0], node, start, lambda total, item: self.binary(operator.add, total, item, node)
        )

    def _call_any(self, args: list[Any], kwargs: dict[str, Any], node: Any) -> Any:
        return self._test_all(args[0], node, False)

    def _call_all(self, args: list[Any], kwargs: dict[str, Any], node: Any) -> Any:
        return self._test_all(args[0], node, True)

    def _test_all(self, iterable: Any, node: Any, every: bool) -> Any:
        def step(total: Any, item: Any) -> Any:
            truth = self.truth(item, node)
            if isinstance(total, bool) and isinstance(truth, bool):
                return (total and truth) if every else (total or truth)
            if isinstance(total, bool):
                total, truth = truth, total
            if isinstance(truth, bool):
                return total if truth == every else (not every)
            keep, other = (lambda: truth), (lambda: total)
            return self.choose(
                total, *((keep, other) if every else (other, keep)), node, "and" if every else "or"
            )

        return self._reduce(iterable, node, every, step)

    def _call_reduce(self, args: list[Any], kwargs: dict[str, Any], node: Any) -> Any:
        members = self.members(args[1], node)
        if members is None and len(args) > 2:
            step = functools.partial(self._reduced_by, args[0], node)
            return self._reduce(args[1], node, args[2], step)
        if members is None and isinstance(args[1], Value) and isinstance(args[1].type, (Arr, Lst)):
            return self._reduce_sequence(args[0], args[1], node)
        members = self.unpack_all(args[1], node)
        parts = [args[2], *members] if len(args) > 2 else members
        return functools.reduce(functools.partial(self._reduced_by, args[0], node), parts)

    def _reduce_sequence(self, fn: Any, x: Value, node: Any) -> Any:
        """Fold over a list or array from its first item: an IndexError where Python raises a TypeError, if it is empty."""

        def step(total: Any, place: Any) -> Any:
            return self._reduced_by(fn, node, total, self.item_in_range(x, place, node))

        rest = Iter("range", (1, self.b.emit_call(len, x), 1))
        return self._reduce(rest, node, self.getitem(x, 0), step)

    def _reduced_by(self, fn: Any, node: Any, total: Any, item: Any) -> Any:
        return self.call(fn, [total, item], {}, self.inside(node))

    def _reduce(self, iterable: Any, node: Any, start: Any, step: Callable[[Any, Any], Any]) -> Any:
        """Fold over an iterable, as a loop where its length is not known."""
        frame, name = self.frame, f"%reduce{id(node)}"
        self.state.set(frame, name, start)

        def turn(item: Any) -> None:
            made = step(self.state.get(frame, name), item)  # may replace the state
            self.state.set(frame, name, made)

        self.for_each(iterable, node, turn, None)
        return self.state.get(frame, name)


REDUCTIONS: dict[Any, str] = {
    sum: "_call_sum", any: "_call_any", all: "_call_all", functools.reduce: "_call_reduce",
}  # fmt: skip
