"""Builtins that are followed while lowering, and the table of all such functions."""

from __future__ import annotations

import collections
import dataclasses
import functools
import operator
from collections.abc import Callable
from typing import Any

import numpy as np

from sourcediff.frontend.abstract import (
    DictObj,
    Instance,
    Iter,
    ListObj,
    Partial,
    SetObj,
    Static,
    is_literal,
    is_object,
)
from sourcediff.frontend.changing import changes_others, containers_in
from sourcediff.frontend.comparisons import is_going
from sourcediff.frontend.container_calls import CONTAINERS, ContainerCalls
from sourcediff.frontend.container_methods import ContainerMethods
from sourcediff.frontend.held import HEAP_CALLS
from sourcediff.frontend.itertools_calls import CHOICES, ITERTOOLS, ItertoolsCalls
from sourcediff.frontend.keyed import view_of
from sourcediff.frontend.numpy_calls import NUMPY, NumpyCalls
from sourcediff.frontend.ordering import ORDERING, Ordering
from sourcediff.frontend.reductions import REDUCTIONS
from sourcediff.frontend.state import changed
from sourcediff.frontend.ufunc_methods import EXPANDED, UFUNC_METHODS, UfuncMethods
from sourcediff.frontend.writers import WRITERS
from sourcediff.ir.core import Block
from sourcediff.ir.types import INT, Arr, Lst, Num

Special = Callable[[list[Any], dict[str, Any], Any], Any]


class BuiltinCalls(
    ItertoolsCalls, Ordering, ContainerCalls, ContainerMethods, NumpyCalls, UfuncMethods
):
    """What Python's builtins do with things that are followed."""

    def builtin(self, obj: Any) -> Special | None:
        """The method that handles an object of the environment, if one does."""
        owner = getattr(obj, "__self__", None)
        if isinstance(owner, np.ufunc) and getattr(obj, "__name__", "") == "outer":
            return functools.partial(self._call_outer, owner)
        if isinstance(owner, np.ufunc) and getattr(obj, "__name__", "") in UFUNC_METHODS:
            return functools.partial(self.ufunc_method, obj)
        if (
            isinstance(owner, np.ufunc)
            and getattr(obj, "__name__", "") == "at"
            and obj not in NUMPY
        ):
            return functools.partial(self.call_at, owner)
        try:
            if obj in WRITERS:
                return functools.partial(self.call_writer, WRITERS[obj])
            name = _BUILTINS.get(obj)
            if obj in CHOICES:
                return functools.partial(self._call_choices, obj)
            if obj in HEAP_CALLS:
                return functools.partial(self.heap_call, obj)
        except TypeError:
            return None
        return None if name is None else getattr(self, name)

    def _call_len(self, args: list[Any], kwargs: dict[str, Any], node: Any) -> Any:
        members = self.members(args[0], node)
        if members is not None:
            return len(members)
        counted = self.operand(args[0], node)
        if self.may_change(counted):
            return self.look_at(len, INT, (counted,), node)
        return self.b.emit_call(len, counted)

    def _call_range(self, args: list[Any], kwargs: dict[str, Any], node: Any) -> Any:
        start, stop, step = 0, args[0], 1
        if len(args) > 1:
            start, stop = args[0], args[1]
        if len(args) > 2:
            step = args[2]
        return Iter("range", (start, stop, step))

    def _call_enumerate(self, args: list[Any], kwargs: dict[str, Any], node: Any) -> Any:
        return Iter("enumerate", (args[0], args[1] if len(args) > 1 else kwargs.get("start", 0)))

    def _call_iter(self, args: list[Any], kwargs: dict[str, Any], node: Any) -> Any:
        members = self.members(args[0], node)
        if members is None:
            raise self.refuse(
                node, "`iter` of something whose length is known only at run time",
                "how far an iterator has come is not followed", "loop over it directly",
            )  # fmt: skip
        return Iter("iterator", (args[0] if isinstance(args[0], ListObj) else tuple(members),))

    def _call_zip(self, args: list[Any], kwargs: dict[str, Any], node: Any) -> Any:
        if kwargs.get("strict", False) is not False:
            self._check_alike(args, node)
        return Iter("zip", tuple(args))

    def _check_alike(self, args: list[Any], node: Any) -> None:
        """Raise what `zip(..., strict=True)` raises, before the first item is taken."""
        known = [self.members(x, node) for x in args]
        counts = [
            self.indexed(x, node)[1] if found is None else len(found)
            for x, found in zip(args, known, strict=True)
        ]
        for place, count in enumerate(counts[1:], 2):
            if count is None or counts[0] is None or self.all_same([counts[0], count]):
                continue
            message = f"zip() argument {place} is not as long as argument 1"
            if isinstance(counts[0], int) and isinstance(count, int):
                self.raise_now(ValueError, message)
                return
            alike = self.b.emit_call(operator.eq, counts[0], count)
            self.branch(alike, lambda: None, functools.partial(self.raise_now, ValueError, message))

    def _call_reversed(self, args: list[Any], kwargs: dict[str, Any], node: Any) -> Any:
        return Iter("reversed", (args[0],))

    def _call_isinstance(self, args: list[Any], kwargs: dict[str, Any], node: Any) -> Any:
        x, wanted = args
        if is_going(x):
            raise self.refuse(
                node, "the class of a view of a dict or of an iterator is asked for",
                "it is followed by its items alone", "ask for that of list(...) of it",
            )  # fmt: skip
        classes = tuple(
            c.obj
            for c in (wanted if isinstance(wanted, tuple) else (wanted,))
            if isinstance(c, Static)
        )
        found = self.python_class(x)
        if found is not None and classes:
            return issubclass(found, classes)
        return self.b.emit_call(isinstance, self.operand(x, node), self.operand(wanted, node))

    def python_class(self, x: Any) -> type | None:
        """The class of a value, if it is known."""
        t = self.type(x)
        if isinstance(x, Instance):
            return x.cls
        if is_object(x) and x in self.outside:
            return type(self.outside[x][1])
        if isinstance(x, (tuple, ListObj, DictObj)):
            return {tuple: tuple, ListObj: list, DictObj: dict, SetObj: set}[type(x)]
        if is_literal(x):
            return type(x)
        if isinstance(t, Arr):
            return np.ndarray
        if isinstance(t, Num) and t.dtype not in ("any", "default"):
            plain = {"bool": bool, "int": int, "float": float, "complex": complex}
            return plain[t.kind] if t.dtype is None else np.dtype(t.dtype).type
        if isinstance(t, Lst):
            return list
        return None

    def _call_hasattr(self, args: list[Any], kwargs: dict[str, Any], node: Any) -> Any:
        found = self.python_class(args[0])
        if found is not None and isinstance(args[1], str) and not isinstance(args[0], Instance):
            return hasattr(found, args[1])
        raise self.refuse(node, "`hasattr` here", "the object's attributes are not known")

    def _call_getattr(self, args: list[Any], kwargs: dict[str, Any], node: Any) -> Any:
        if not isinstance(args[1], str):
            raise self.refuse(
                node, "`getattr` with a name known only at run time", "it cannot be resolved"
            )
        return self.attribute(args[0], args[1], node)

    def _call_slice(self, args: list[Any], kwargs: dict[str, Any], node: Any) -> Any:
        return slice(*args)

    def _call_partial(self, args: list[Any], kwargs: dict[str, Any], node: Any) -> Any:
        return Partial(args[0], tuple(args[1:]), kwargs)

    def _call_map(self, args: list[Any], kwargs: dict[str, Any], node: Any) -> Any:
        if any(self.members(a, node) is None for a in args[1:]):
            return Iter("map", tuple(args))
        groups = [self.unpack_all(a, node) for a in args[1:]]
        before, written = self.state.copy(), self.written()
        made = [self.call(args[0], list(group), {}, node) for group in zip(*groups, strict=False)]
        found = Iter("iterator", (tuple(made),))
        alone = not any(slot in before.slots for slot in changed(before, self.state))
        self.sources[found] = (
            [(x, self.contents(x)) for a in args[1:] for x in containers_in(a)]
            if alone
            and not changes_others(Block([], self.b.block.ops[self.place_after(written) :], []))
            else None
        )
        return found

    def _call_view(self, args: list[Any], kwargs: dict[str, Any], node: Any) -> Any:
        return Iter("view", tuple(args))

    def _call_next(self, args: list[Any], kwargs: dict[str, Any], node: Any) -> Any:
        raise self.refuse(
            node, "`next` is not supported", "how far an iterator has been read is not followed",
            "write a loop that ends with break, or index a list",
        )  # fmt: skip

    def _call_divmod(self, args: list[Any], kwargs: dict[str, Any], node: Any) -> Any:
        a, b = args
        return self.binary(operator.floordiv, a, b, node), self.binary(operator.mod, a, b, node)

    def _call_pow(self, args: list[Any], kwargs: dict[str, Any], node: Any) -> Any:
        if len(args) == 2:
            return self.binary(operator.pow, args[0], args[1], node)
        return self.b.emit_call(pow, *(self.operand(a, node) for a in args))


_BUILTINS: dict[Any, str] = {
    **ITERTOOLS, **REDUCTIONS, **ORDERING, **CONTAINERS, **NUMPY, **EXPANDED,
    len: "_call_len", range: "_call_range", enumerate: "_call_enumerate", zip: "_call_zip",
    reversed: "_call_reversed", iter: "_call_iter", map: "_call_map", view_of: "_call_view", isinstance: "_call_isinstance",
    hasattr: "_call_hasattr", getattr: "_call_getattr", super: "_call_super", slice: "_call_slice",
    next: "_call_next", divmod: "_call_divmod", pow: "_call_pow", functools.partial: "_call_partial",
    dataclasses.replace: "_call_replace", collections.deque: "_call_deque",
    collections.Counter: "_call_counter", collections.defaultdict: "_call_default_dict",
}  # fmt: skip
