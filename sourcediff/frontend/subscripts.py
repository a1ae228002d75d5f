"""Subscripts: items, slices and grids."""

from __future__ import annotations

import operator
from collections.abc import Callable
from typing import Any

import numpy as np

from sourcediff.frontend.abstract import (
    Bound,
    Choice,
    Closure,
    DictObj,
    Instance,
    ListObj,
    Partial,
    Static,
    is_literal,
)
from sourcediff.frontend.comparisons import Comparisons
from sourcediff.ir import primitives
from sourcediff.ir.core import Value, type_of
from sourcediff.ir.types import INT, Lst

_FUNCTIONS = (Static, Closure, Partial, Bound)


class Subscripts(Comparisons):
    """What stands in brackets behind something."""

    def _ev_Slice(self, node: Any) -> Any:
        parts = [
            None if p is None else self.ev_operand(p) for p in (node.lower, node.upper, node.step)
        ]
        return slice(*parts)

    def _ev_Subscript(self, node: Any) -> Any:
        return self.item(self.ev(node.value), self.ev(node.slice), node)

    def item(self, base: Any, index: Any, node: Any) -> Any:
        """`base[index]`."""
        if isinstance(base, Choice):
            return self.dispatch(base, lambda option: self.item(option, index, node), node)
        if isinstance(base, (tuple, ListObj)):
            return self._sequence_item(base, index, node)
        if isinstance(base, DictObj):
            return self._dict_item(base, index, node)
        if isinstance(base, Instance) and issubclass(base.cls, tuple):
            return self._sequence_item(tuple(self.unpack_all(base, node)), index, node)
        if isinstance(base, Instance):
            return self.call(Bound(base, "__getitem__"), [index], {}, node)
        if isinstance(base, Static):
            return self.static_item(base, index, node)
        if base is None:
            return self.raise_now(TypeError, "'NoneType' object is not subscriptable")
        if is_literal(base):
            return self.fold(operator.getitem, (base, index), node)
        value = self.operand(base, node)
        if self.is_held(value):
            return self.held_item(value, index, node)
        if isinstance(value.type, Lst) and isinstance(index, slice):
            return self._part_of_list(value, index, node)
        return self.b.emit_call(operator.getitem, value, self.operand(index, node))

    def _part_of_list(self, base: Value, part: slice, node: Any) -> Any:
        """A new list of some items of a list that is known at run time only."""
        bounds = [part.start, part.stop, part.step]
        if bounds == [None, None, None]:
            return self.concatenated([(True, base)], node)
        return self.call_python(primitives.part_of_list, [base, *bounds], {}, node)

    def static_item(self, base: Static, index: Any, node: Any) -> Any:
        """An item of an object of the environment: a class with parameters is the class."""
        if base.obj in (np.mgrid, np.ogrid):
            return self.grid(base.obj, index, node)
        if isinstance(base.obj, type):
            return base
        if base.obj in (np.s_, np.index_exp):
            return index if base.obj is np.s_ or isinstance(index, tuple) else (index,)
        if is_literal(index):
            return self.static(base.obj[index], f"{base.text}[{index!r}]", self.frame)
        raise self.refuse(
            node,
            f"an index of `{base.text}` that is known at run time only",
            "what it gives is not followed",
            "np.concatenate or np.stack, where it joins arrays",
        )

    def grid(self, kind: Any, index: Any, node: Any) -> Any:
        """`np.mgrid[...]` and `np.ogrid[...]`, written as the coordinates that they consist of."""
        axes = [
            self._axis(part, node) for part in (index if isinstance(index, tuple) else (index,))
        ]
        if not isinstance(index, tuple):
            return axes[0]
        made = self.b.emit_call(np.meshgrid, *axes, indexing="ij", sparse=kind is np.ogrid)
        parts = [self.b.emit_call(operator.getitem, made, i) for i in range(len(axes))]
        return tuple(parts) if kind is np.ogrid else self.b.emit_call(np.stack, parts)

    def _axis(self, part: Any, node: Any) -> Any:
        """The coordinates along one axis of a grid: an imaginary step is their number."""
        if not isinstance(part, slice):
            raise self.refuse(
                node, "a grid along an axis that is no slice", "its length is not given"
            )
        start = 0 if part.start is None else self.operand(part.start, node)
        stop, step = self.operand(part.stop, node), self.operand(part.step, node)
        if isinstance(step, complex):
            return self.b.emit_call(np.linspace, start, stop, int(abs(step)))
        return self.b.emit_call(np.arange, start, stop, *(() if step is None else (step,)))

    def _sequence_item(self, base: Any, index: Any, node: Any) -> Any:
        members = self.unpack_all(base, node)
        known = self.known_int(index)
        if known is not None:
            if not -len(members) <= known < len(members):
                if isinstance(base, ListObj) and self.depth > 0:
                    raise self.escalate(base)  # there may be more where earlier turns have put them
                raise self.refuse(
                    node, f"index {known} is out of range", f"there are {len(members)} items"
                )
            return members[known]
        if isinstance(index, slice):
            part = self._known_part(members, index)
            if part is not None:
                return tuple(part) if isinstance(base, tuple) else self.make_list(node, part)
        if isinstance(base, ListObj):
            raise self.escalate(base)
        if isinstance(base, tuple) and any(isinstance(m, _FUNCTIONS) for m in members):
            places = tuple(range(len(members)))
            which = self.b.emit("call", INT, operator.getitem, (places, self.operand(index, node)))
            return Choice(which, tuple(members))
        operands = tuple(self.operand(m, node) for m in members)
        out = self.joined_type([type_of(m) for m in operands])
        return self.b.emit("call", out, operator.getitem, (operands, self.operand(index, node)))

    def _known_part(self, members: list[Any], part: slice) -> list[Any] | None:
        """Some of several items, None if which of them is known only at run time."""
        given = (part.start, part.stop, part.step)
        bounds = [None if p is None else self.known_int(p) for p in given]
        if any(p is not None and q is None for p, q in zip(given, bounds, strict=True)):
            return None
        return members[slice(*bounds)]

    def chosen_item(self, base: DictObj, index: Any, node: Any, missing: Callable[[], Any]) -> Any:
        """`base[index]` for one of the keys that a dict has, else what is made where none is meant."""
        pairs = list(self.dict_items(base, node).items())

        def pick(first: int) -> Any:
            if first == len(pairs):
                return missing()
            test = self.compare(operator.eq, index, pairs[first][0], node)
            return self.choose(
                test, lambda: pairs[first][1], lambda: pick(first + 1), node, "ifexp"
            )

        return pick(0)

    def _dict_item(self, base: DictObj, index: Any, node: Any) -> Any:
        if self.is_run_time_key(index):
            t = self.inert_item(base)
            if t is not None:
                return self.b.emit("call", t, operator.getitem, (base.source, self.operand(index)))
            return self.chosen_item(
                base, index, node, lambda: self.raise_now(KeyError, "there is no such key")
            )
        key = self.literal_key(index, node)
        if key not in self.keys(base, node):
            raise self.refuse(
                node, f"there is no key {key!r}", f"the keys are {list(self.state.get(base, '#'))}"
            )
        return self.state.get(base, ("key", key))
