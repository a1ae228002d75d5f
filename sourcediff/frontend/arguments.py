"""Arguments: what is followed of them, what is a run-time value, and what a guard asks about both."""

from __future__ import annotations

import collections
import enum
import functools
import types
from dataclasses import dataclass
from typing import Any

import numpy as np

from sourcediff.frontend.abstract import (
    SLICE_PARTS,
    DictObj,
    Instance,
    ListObj,
    is_literal,
    is_object,
)
from sourcediff.frontend.calls import Calls
from sourcediff.frontend.library import is_inert
from sourcediff.frontend.signature import UNKNOWN_EXAMPLE
from sourcediff.ir.core import Record, Value, type_of
from sourcediff.ir.records import record_fields
from sourcediff.ir.sizes import Dim, Symbol, fresh_dim
from sourcediff.ir.types import (
    INERT,
    OPAQUE,
    UNBOUND,
    UNKNOWN,
    Arr,
    Held,
    Lst,
    Num,
    Opaque,
    Tup,
    Type,
    Unbound,
    Unknown,
)
from sourcediff.runtime import pattern_of


class Arguments(Calls):
    """What arguments become, part by part."""

    sized: bool

    def argument(self, example: Any, value: Value, path: str) -> Any:
        """What an argument is: containers are followed, leaves are run-time values."""
        made = self.same_object(example, path)
        if made is None:
            made = self._argument(example, value, path)
            if is_object(made) or isinstance(example, list):
                self.outside[made] = path, example
        return made

    def _argument(self, example: Any, value: Value, path: str) -> Any:
        if isinstance(example, Typed):
            return value
        if isinstance(example, Known):
            return example.value
        if isinstance(example, tuple) and type(example) is tuple:
            self.leaves.append((path, "length", tuple, len(example)))
            return tuple(self._part(item, value, i, path) for i, item in enumerate(example))
        if isinstance(example, list) and self._is_followed(example, path):
            made = self.make_list(
                path, [self._part(item, value, i, path) for i, item in enumerate(example)]
            )
            self.leaves.append((path, "length", type(example), len(example)))
            return made
        if isinstance(example, list):
            return self._list_at_run_time(example, value, path)
        if isinstance(example, dict):
            made = self._dict_of(example, value, path)
            self.state.set(made, "#", tuple(example))
            for key, item in example.items():
                self.state.set(made, ("key", key), self._part(item, value, key, path))
            self.leaves.append((path, "keys", type(example), tuple(example)))
            return made
        if example is None:  # the guard asks for it, so that `if x is None` is decided
            self.leaves.append((path, "leaf", value, None))
            return None
        if _is_leaf(example):
            self.leaves.append((path, "leaf", value, example))
            return value
        self.paths[value] = path
        if isinstance(example, slice):
            self.leaves.append((path, "class", value, example))
            return slice(*(self.argument_part(getattr(example, n), value, n) for n in SLICE_PARTS))
        if type(example) in _HELD:
            value.type = Held(_HELD[type(example)], OPAQUE, OPAQUE)
            self.leaves.append((path, "class", value, example))
            return value
        if is_inert(type(example)):
            value.type = INERT
            self.leaves.append((path, "class", value, example))
            return value
        if isinstance(example, (*_CALLABLES, enum.Enum)) or hasattr(
            example, "__sourcediff_lower__"
        ):
            self.leaves.append((path, "identity", value, example))
            return self.static(example, path, self.frame)
        self.leaves.append((path, "class", value, example))
        if isinstance(example, np.random.Generator):
            return value
        return Instance(type(example), value, example)

    def _list_at_run_time(self, example: list[Any], value: Value, path: str) -> Value:
        """A list from outside that is not followed: what is known is the type of its items."""
        self.paths[value] = path
        value.type = self.list_of_example(example, path) or value.type
        what = "items" if isinstance(value.type, Lst) else "leaf"
        self.leaves.append((path, what, value, example))
        return value

    def list_of_example(self, example: list[Any], path: str) -> Lst | None:
        """The type of a list of numbers or arrays, in the environment also of tuples and lists; None for others."""
        site = self.key(path)
        uneven = _uneven_axes([np.shape(x) for x in example if isinstance(x, np.ndarray)])
        for item in {pattern_of(x): x for x in example}.values():
            t = self.item_of_example(item, f"{path}[]", uneven)
            if t is None:
                return None
            self.learn_list(site, t)
        elem = self.shared.list_types.get(site, UNBOUND)
        known = not example or isinstance(elem, (Num, Arr, Lst, Tup, Unknown))
        return Lst(elem, frozenset((site,))) if known else None

    def item_of_example(self, item: Any, path: str, uneven: set[int] | None) -> Type | None:
        """The type of an item: of its sizes those are known along which the others are as large, of parts none."""
        if type(item) in (list, tuple):
            return self._row_of_example(item, path) if self.is_in_environment(path) else None
        t = self.type_of_example(item, path)
        if isinstance(t, Arr) and t.shape is not None:
            loose = range(len(t.shape)) if uneven is None else uneven
            return Arr(
                t.dtype,
                tuple(fresh_dim() if axis in loose else d for axis, d in enumerate(t.shape)),
            )
        return t if isinstance(t, (Num, Arr)) else None

    def _row_of_example(self, item: list[Any] | tuple[Any, ...], path: str) -> Type | None:
        """The type of a list of numbers, or of a tuple of numbers, arrays and strings, in a list."""
        if isinstance(item, list):
            found = self.list_of_example(item, path)
            return found if found is not None and isinstance(found.elem, (Num, Unbound)) else None
        parts = [self.item_of_example(p, f"{path}[{i}]", None) for i, p in enumerate(item)]
        parts = [OPAQUE if isinstance(x, str) else p for x, p in zip(item, parts, strict=True)]
        plain = [p for p in parts if isinstance(p, (Num, Arr, Tup, Opaque))]
        return Tup(tuple(plain)) if len(plain) == len(parts) else None

    def tree(self, made: Any) -> Any:
        """The run-time values of an argument, in its structure."""
        if isinstance(made, tuple):
            return tuple(self.tree(part) for part in made)
        if isinstance(made, ListObj):
            return [self.tree(part) for part in self.items(made)]
        if isinstance(made, DictObj):
            return {
                key: self.tree(self.state.get(made, ("key", key)))
                for key in self.state.get(made, "#")
            }
        if isinstance(made, Instance):
            names = record_fields(made.cls)
            parts = {n: self.instance_attribute(made, n, None) for n in names or ()}
            return (
                None
                if names is None
                else Record(made.cls, {n: self.tree(x) for n, x in parts.items()})
            )
        return made if isinstance(made, Value) else None

    def _is_followed(self, example: list[Any], path: str) -> bool:
        """Whether a list is followed item by item: it is short, and by no path has to exist at run time."""
        paths = self.shared.list_paths.setdefault(id(example), set())
        paths.add(path)
        if self.is_in_environment(path):
            parts = all(isinstance(x, (dict, slice)) or hasattr(x, "__dict__") for x in example)
            return parts and len(example) <= 16
        return len(example) <= 64 and not any(self.key(p) in self.shared.dynamic for p in paths)

    def _dict_of(self, example: dict[Any, Any], value: Value, path: str) -> DictObj:
        """A dict of the caller: one that is changed is not the caller's any more."""
        if not self.is_told_apart(example):
            return DictObj(value, value)
        if self.key(path) in self.shared.dynamic:
            raise self.refuse_growth(path)
        return DictObj(self.key(path))

    def _part(self, item: Any, owner: Value, key: Any, path: str) -> Any:
        value = self.getitem(owner, key)
        value.type = self.type_of_example(item, f"{path}[{key!r}]")
        value.hint = key if isinstance(key, str) and key.isidentifier() else f"{owner.hint}_{key}"
        self.b.defs[value].info["free"] = True
        return self.argument(item, value, f"{path}[{key!r}]")

    def argument_part(self, example: Any, source: Value, name: str) -> Any:
        """An attribute of an object from outside."""
        path = f"{self.paths.get(source, source.hint)}.{name}"
        value = self.b.attribute(source, name, self.type_of_example(example, path))
        value.hint = name
        self.b.defs[value].info["free"] = True
        return self.argument(example, value, path)

    def symbol(self, path: str, axis: int, size: int) -> Symbol:
        """The symbol for a size of an argument, the same in every attempt."""
        key = (path, axis)
        if key not in self.shared.symbols:
            self.shared.symbols[key] = Symbol(f"{path}{axis}", size if self.sized else None)
        return self.shared.symbols[key]  # type: ignore[no-any-return]

    def type_of_example(self, example: Any, name: str) -> Type:
        """The type of an argument."""
        if isinstance(example, Typed):
            return example.type
        if isinstance(example, np.ndarray):
            if type(example) is not np.ndarray:
                return UNKNOWN
            if example.dtype.kind not in "biufc":
                return OPAQUE
            dims = [Dim(0, ((self.symbol(name, i, n), 1),)) for i, n in enumerate(example.shape)]
            return Arr(example.dtype.name, tuple(dims))
        t = type_of(example)
        if isinstance(t, Num):
            return Num(t.kind, t.dtype)
        if example is UNKNOWN_EXAMPLE:
            return UNKNOWN
        return Opaque(type(example).__name__)


_HELD: dict[type, str] = {set: "set", frozenset: "set", collections.deque: "deque"}
_CALLABLES = (
    types.FunctionType,
    types.BuiltinFunctionType,
    np.ufunc,
    type,
    types.MethodType,
    functools.partial,
)


@dataclass(frozen=True)
class Typed:
    """Stands for an argument of a type."""

    type: Type


@dataclass(frozen=True)
class Known:
    """Stands for an argument that is known now."""

    value: Any


def _uneven_axes(shapes: list[tuple[int, ...]]) -> set[int]:
    """The axes along which arrays differ."""
    sizes = [
        {s[axis] for s in shapes if len(s) > axis}
        for axis in range(max(map(len, shapes), default=0))
    ]
    return {axis for axis, found in enumerate(sizes) if len(found) > 1}


def _is_leaf(example: Any) -> bool:
    return (
        isinstance(example, (np.ndarray, np.generic, list, str, bytes))
        or is_literal(example)
        or example is UNKNOWN_EXAMPLE
    )
