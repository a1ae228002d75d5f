"""`itertools`: what it arranges is arranged while lowering; of lengths known at run time only, places are."""

from __future__ import annotations

import itertools
import operator
from typing import Any

from sourcediff.frontend.abstract import Iter, Static
from sourcediff.frontend.held import HeldThings
from sourcediff.ir.core import Value
from sourcediff.ir.types import INT, Lst, Opaque, Tup

ENDLESS = 2**63 - 1  # how often a loop over `itertools.count()` may turn


class ItertoolsCalls(HeldThings):
    """One method for each function of `itertools`."""

    def arranged(self, items: Any) -> Iter:
        """An iterator over items that are known."""
        return Iter("iterator", (tuple(items),))

    def all_members(self, iterables: list[Any], node: Any) -> list[list[Any]] | None:
        """The items of several iterables, None if the number of items of one is not known."""
        found = [self.members(x, node) for x in iterables]
        return None if any(m is None for m in found) else found  # type: ignore[return-value]

    def _call_product(self, args: list[Any], kwargs: dict[str, Any], node: Any) -> Any:
        sources = args * self.count_of(kwargs.get("repeat", 1), node)
        known = self.all_members(sources, node)
        if known is not None:
            return self.arranged(itertools.product(*known))
        return self.picked(itertools.product, sources, sources, (), len(sources), node)

    def _call_choices(self, fn: Any, args: list[Any], kwargs: dict[str, Any], node: Any) -> Any:
        """Combinations and permutations."""
        number = args[1] if len(args) > 1 else kwargs.get("r")
        known = self.members(args[0], node)
        if known is not None:
            count = len(known) if number is None else self.count_of(number, node)
            return self.arranged(fn(known, count))
        count = self.count_of(number, node)
        return self.picked(fn, args[:1], args[:1] * count, (count,), count, node)

    def count_of(self, x: Any, node: Any) -> int:
        """How many are taken together, which has to be known."""
        known = self.known_int(x)
        if known is None:
            raise self.refuse(
                node, "how many are taken together is known only at run time",
                "each of them is followed", "write the number as a literal",
            )  # fmt: skip
        return known

    def picked(
        self,
        fn: Any,
        sources: list[Any],
        taken: list[Any],
        rest: tuple[Any, ...],
        count: int,
        node: Any,
    ) -> Iter:
        """What a function of `itertools` gives, as the places of the items in its sources."""
        ranges = []
        for source in sources:
            _, length = self.indexed(source, node)
            ranges.append(self.b.emit("call", Opaque("range"), range, (length,)))
        made = self.effect(fn, Opaque("iterator"), (*ranges, *rest), node, True)
        t = Lst(Tup((INT,) * count))
        places = self.effect(list, t, (made,), node, True)
        return Iter("picked", (places, *taken))

    def _call_chain(self, args: list[Any], kwargs: dict[str, Any], node: Any) -> Any:
        known = self.all_members(args, node)
        if known is not None:
            return self.arranged(itertools.chain(*known))
        return self.concatenated([(True, x) for x in args], node)

    def _call_chain_of(self, args: list[Any], kwargs: dict[str, Any], node: Any) -> Any:
        parts = self.members(args[0], node)
        if parts is not None:
            return self._call_chain(parts, {}, node)
        made = self.run_time_list(node)
        self.for_each(args[0], node, lambda part: self.extend(made, part, node), None)
        return made

    def _call_islice(self, args: list[Any], kwargs: dict[str, Any], node: Any) -> Any:
        source, *bounds = args
        known = [None if b is None else self.known_int(b) for b in bounds]
        exact = all(b is None or k is not None for b, k in zip(bounds, known, strict=True))
        endless = self.first_of_endless(source, known, exact, node)
        members = self.members(source, node) if endless is None else endless
        if members is not None and exact:
            return self.arranged(itertools.islice(members, *known))
        parts = slice(*bounds)
        if isinstance(source, Value) and isinstance(source.type, Lst):
            return self.item(source, parts, node)
        return self.item(self.concatenated([(True, source)], node), parts, node)

    def first_of_endless(self, source: Any, bounds: list[Any], exact: bool, node: Any) -> Any:
        """As many items of an endless iterator as are asked for, None for any other iterable."""
        if not isinstance(source, Iter) or source.kind not in ("count", "cycle", "forever"):
            return None
        stop = bounds[0] if len(bounds) == 1 else bounds[1]
        if not exact or stop is None:
            raise self.refuse(
                node, "a part of an endless iterator whose length is known only at run time",
                "its items are made here", "use a range",
            )  # fmt: skip
        return [self.endless_item(source, i, node) for i in range(stop)]

    def endless_item(self, x: Iter, i: Any, node: Any) -> Any:
        """Item number `i` of an endless iterator."""
        if x.kind == "forever":
            return x.parts[0]
        if x.kind == "count":
            start, step = x.parts
            moved = self.binary(operator.mul, i, step, node) if step != 1 else i
            return moved if start == 0 else self.binary(operator.add, start, moved, node)
        return self.item(x.parts, self.binary(operator.mod, i, len(x.parts), node), node)

    def _call_count(self, args: list[Any], kwargs: dict[str, Any], node: Any) -> Any:
        start = args[0] if args else kwargs.get("start", 0)
        return Iter("count", (start, args[1] if len(args) > 1 else kwargs.get("step", 1)))

    def _call_cycle(self, args: list[Any], kwargs: dict[str, Any], node: Any) -> Any:
        return Iter("cycle", tuple(self.unpack_all(args[0], node)))

    def _call_repeat(self, args: list[Any], kwargs: dict[str, Any], node: Any) -> Any:
        times = args[1] if len(args) > 1 else kwargs.get("times")
        if times is None:
            return Iter("forever", (args[0],))
        known = self.known_int(times)
        if known is not None:
            return self.arranged([args[0]] * known)
        made = self.run_time_list(node)
        turns = Iter("range", (0, times, 1))
        self.for_each(turns, node, lambda _: self.append_to(made, args[0], node), None)
        return made

    def _call_pairwise(self, args: list[Any], kwargs: dict[str, Any], node: Any) -> Any:
        known = self.members(args[0], node)
        if known is not None:
            return self.arranged(itertools.pairwise(known))
        source = self.concatenated([(True, args[0])], node)
        return Iter("zip", (source, self.item(source, slice(1, None), node)))

    def _call_zip_longest(self, args: list[Any], kwargs: dict[str, Any], node: Any) -> Any:
        known = self.all_members(args, node)
        if known is None:
            raise self.refuse(
                node, "`zip_longest` of things whose length is known only at run time",
                "which of them end first is not known", "pad them first, and use zip",
            )  # fmt: skip
        return self.arranged(itertools.zip_longest(*known, fillvalue=kwargs.get("fillvalue")))

    def _call_accumulate(self, args: list[Any], kwargs: dict[str, Any], node: Any) -> Any:
        fn = args[1] if len(args) > 1 else kwargs.get("func")
        inner = self.inside(node)
        step = self.adding(node) if fn is None else lambda a, b: self.call(fn, [a, b], {}, inner)
        start = kwargs.get("initial")
        known = self.members(args[0], node)
        if known is None:
            return self.accumulated(args[0], step, start, node)
        items = known if start is None else [start, *known]
        return self.arranged(itertools.accumulate(items, step))

    def adding(self, node: Any) -> Any:
        """`a + b`."""
        return lambda a, b: self.binary(operator.add, a, b, node)

    def accumulated(self, source: Any, step: Any, start: Any, node: Any) -> Any:
        """Running totals of a list whose length is known at run time only."""
        if start is None:
            raise self.refuse(
                node, "`accumulate` of something whose length is known only at run time, without `initial`",
                "whether there is a first item is not known", "write the loop, or give it `initial=`",
            )  # fmt: skip
        made, frame, name = self.run_time_list(node), self.frame, f"%accumulated{id(node)}"
        self.state.set(frame, name, start)
        self.append_to(made, start, node)

        def turn(item: Any) -> None:
            total = step(self.state.get(frame, name), item)
            self.state.set(frame, name, total)
            self.append_to(made, total, node)

        self.for_each(source, node, turn, None)
        return made

    def _call_starmap(self, args: list[Any], kwargs: dict[str, Any], node: Any) -> Any:
        groups = [self.unpack_all(group, node) for group in self.unpack_all(args[1], node)]
        return self.arranged([self.call(args[0], group, {}, self.inside(node)) for group in groups])

    def _call_groupby(self, args: list[Any], kwargs: dict[str, Any], node: Any) -> Any:
        key = args[1] if len(args) > 1 else kwargs.get("key")
        members = self.members(args[0], node)
        keys = (
            None
            if members is None
            else [m if key is None else self.call(key, [m], {}, self.inside(node)) for m in members]
        )
        if keys is None or not all(isinstance(k, (str, int, Static)) for k in keys):
            raise self.refuse(
                node, "`groupby` by keys that are known only at run time",
                "where a group ends is not known", "write the loop, or fill a dict of lists",
            )  # fmt: skip
        found: list[tuple[Any, Any]] = []
        for k, group in itertools.groupby(
            zip(keys, members or (), strict=True), operator.itemgetter(0)
        ):
            found.append((k, self.arranged([m for _, m in group])))
        return self.arranged(found)


ITERTOOLS: dict[Any, str] = {
    itertools.product: "_call_product", itertools.chain: "_call_chain",
    itertools.chain.from_iterable: "_call_chain_of", itertools.islice: "_call_islice",
    itertools.count: "_call_count", itertools.cycle: "_call_cycle", itertools.repeat: "_call_repeat",
    itertools.pairwise: "_call_pairwise", itertools.zip_longest: "_call_zip_longest",
    itertools.accumulate: "_call_accumulate", itertools.starmap: "_call_starmap",
    itertools.groupby: "_call_groupby",
}  # fmt: skip
CHOICES = (
    itertools.combinations, itertools.permutations, itertools.combinations_with_replacement,
)  # fmt: skip
