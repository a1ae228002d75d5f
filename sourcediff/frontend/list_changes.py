"""Changes of lists that exist at run time, other than at their end: each is written as items put in and taken out.

The place of an item counts from the start, so that what puts it in and what takes it out undo each other.
"""

from __future__ import annotations

import operator
from collections.abc import Callable
from typing import Any

from sourcediff import runtime
from sourcediff.frontend.abstract import Iter
from sourcediff.frontend.expressions import Expressions
from sourcediff.frontend.list_types import item_type, surely_inert
from sourcediff.ir.core import Op, Value
from sourcediff.ir.types import Lst


class ListChanges(Expressions):
    """What changes a list at run time at any place, in order or in length."""

    def holds_plain(self, made: Value) -> bool:
        """Whether a list at run time is made here and surely holds nothing that is differentiated."""
        t = made.type
        assert isinstance(t, Lst)
        return bool(t.sites) and surely_inert(t.elem)

    def put_in(self, made: Value, item: Any, node: Any, place: Any = None) -> None:
        """`made.insert(place, item)`; without a place, `made.append(item)`."""
        operand = self.kept(item, node)
        if isinstance(made.type, Lst):
            for site in made.type.sites:
                self.learn_list(site, item_type(operand))
        where = () if place is None else (place,)
        self.b.append(Op("append", (), None, (made, *where, operand)))

    def take_out(self, made: Value, place: Any = None) -> Value:
        """`made.pop(place)`; without a place, `made.pop()`."""
        assert isinstance(made.type, Lst)
        out = Value(made.type.elem)
        where = () if place is None else (place,)
        self.b.append(Op("pop", (out,), None, (made, *where)))
        return out

    def _list_insert(self, made: Value, node: Any, place: Any, item: Any) -> None:
        if self.known_int(place) != 0:
            place = self._number(runtime.insertion_place, made, place, node)
        self.put_in(made, item, node, place)

    def _list_pop(self, made: Value, node: Any, place: Any = -1) -> Value:
        known = self.known_int(place)
        if known == -1:
            return self.take_out(made)
        if known is None or known < 0:
            place = self._number(runtime.item_place, made, place, node)
        return self.take_out(made, place)

    def _list_remove(self, made: Value, node: Any, item: Any) -> None:
        self.take_out(made, self._list_index(made, node, item))

    def _list_index(self, made: Value, node: Any, item: Any) -> Value:
        return self._number(runtime.place_of, made, item, node)

    def _list_count(self, made: Value, node: Any, item: Any) -> Value:
        return self._number(runtime.count_of, made, item, node)

    def _list_copy(self, made: Value, node: Any) -> Any:
        return self.item(made, slice(None), node)

    def _list_clear(self, made: Value, node: Any) -> None:
        self._repeat(self._length(made), node, lambda _: self.take_out(made))

    def _list_reverse(self, made: Value, node: Any) -> None:
        self._put_in_order(made, self.item(made, slice(None, None, -1), self.inside(node)), node)

    def _list_sort(self, made: Value, node: Any, key: Any = None, reverse: Any = False) -> None:
        options = {"reverse": reverse} if key is None else {"reverse": reverse, "key": key}
        self._put_in_order(made, self.sorted_list(made, options, self.inside(node)), node)

    def _put_in_order(self, made: Value, items: Any, node: Any) -> None:
        """Store the items of a list again, in another order."""

        def put(place: Any) -> None:
            self.set_item(made, place, self.item(items, place, node), node)

        self._repeat(self._length(made), node, put)

    def delete_from_list(self, made: Value, index: Any, node: Any) -> None:
        """`del made[index]`."""
        if not isinstance(index, slice):
            self._list_pop(made, node, index)
            return
        steps = () if index.step is None else (index.step,)
        ends = [self.operand(x, node) for x in (index.start, index.stop, *steps)]
        places = self.b.emit_call(runtime.places_from_end, made, *ends)

        def take(place: Any) -> None:
            self.take_out(made, place)

        self.for_each(places, node, take, None)

    def replace_in_list(self, made: Value, cut: slice, values: Any, node: Any) -> None:
        """`made[a:b] = values`, which may change its length."""
        members = self.members(values, node)
        inner = self.inside(node, "values")
        new = self.comprehension_of(values, inner) if members is None else tuple(members)
        start = self._number(runtime.insertion_place, made, cut.start or 0, node)
        self.delete_from_list(made, cut, node)

        def put(k: Any, item: Any) -> None:
            self.put_in(made, item, node, self.b.emit_call(operator.add, start, k))

        if members is None:
            self._repeat(self._length(new), inner, lambda k: put(k, self.getitem(new, k)))
        else:
            for k, item in enumerate(members):
                put(k, item)

    def _number(self, fn: Any, made: Value, x: Any, node: Any) -> Value:
        """A place in a list, or a count."""
        return self.b.emit_call(fn, made, self.operand(x, node))

    def _length(self, made: Any) -> Any:
        return self.b.emit_call(len, made)

    def _repeat(self, count: Any, node: Any, turn: Callable[[Any], Any]) -> None:
        """Run something for every place up to a count."""
        self.for_each(Iter("range", (0, count, 1)), node, turn, None)


LIST_CHANGES: dict[str, Callable[..., Any]] = {
    "insert": ListChanges._list_insert, "pop": ListChanges._list_pop, "remove": ListChanges._list_remove,
    "index": ListChanges._list_index, "count": ListChanges._list_count, "copy": ListChanges._list_copy,
    "clear": ListChanges._list_clear, "reverse": ListChanges._list_reverse, "sort": ListChanges._list_sort,
}  # fmt: skip
READING = ("index", "count", "copy")
