"""Members: the items of what is iterated over or unpacked, where their number is known."""

from __future__ import annotations

import enum
from types import FunctionType
from typing import Any

from sourcediff.frontend.abstract import (
    LAZY,
    Bound,
    Choice,
    Closure,
    DictObj,
    Instance,
    Iter,
    ListObj,
    Partial,
    Static,
    View,
)
from sourcediff.frontend.environment import Environment
from sourcediff.frontend.operands import Operands
from sourcediff.ir.core import Value
from sourcediff.ir.types import Tup, shape, something_of

UNPACK_LIMIT = 64  # items of an array that are bound one by one


class Members(Environment, Operands):
    """Items of all that has them one by one."""

    def unpack_all(self, x: Any, node: Any) -> list[Any]:
        """The items of anything whose number of items is known."""
        members = self.members(x, node)
        if members is None:
            members = self._elements_of(x)
        if members is None:
            raise self.refuse(
                node,
                "the number of items is known only at run time",
                "they are bound one by one",
                "index it instead",
            )
        return members

    def members(self, x: Any, node: Any) -> list[Any] | None:
        """The items of an iterable, None if their number is not known."""
        if isinstance(x, View):
            return self._view_members(x, node)
        if isinstance(x, tuple):
            return list(x)
        if isinstance(x, ListObj):
            return self.items(x)
        if isinstance(x, DictObj):
            return list(self.keys(x, node))
        if isinstance(x, str):
            return list(x)
        if isinstance(x, Static) and isinstance(x.obj, enum.EnumMeta):
            found: dict[str, Any] = dict(x.obj.__members__)
            return [self.static(m, f"{x.text}.{name}", self.frame) for name, m in found.items()]
        if isinstance(x, Iter):
            return self._iter_members(x, node)
        if isinstance(x, Choice):
            made = self.dispatch(x, lambda option: self._unpacked_option(option, node), node)
            return list(made) if isinstance(made, tuple) else None
        if isinstance(x, Value) and isinstance(t := something_of(x.type), Tup):
            return [self.getitem(x, i) for i in range(len(t.items))]
        if isinstance(x, Instance) and issubclass(x.cls, tuple):
            return [self.instance_attribute(x, f, node) for f in x.cls._fields]  # type: ignore[attr-defined]
        if isinstance(x, Instance) and isinstance(getattr(x.cls, "__iter__", None), FunctionType):
            return self.members(self.call(Bound(x, "__iter__"), [], {}, node), node)
        return None

    def _view_members(self, x: View, node: Any) -> list[Any]:
        """What a view of a dict gives now."""
        if not isinstance(x.owner, DictObj):
            raise self.refuse(
                node, "a view is read of one of several dicts", "which of them it is of is known only at run time",
                f"read it where it is made: list(d.{x.name}())",
            )  # fmt: skip
        return list(getattr(self.dict_items(x.owner, node), x.name)())

    def _unpacked_option(self, x: Any, node: Any) -> Any:
        """The items of one of several things, as many as the others have; None has none."""
        if x is None:
            return self.raise_now(TypeError, "cannot unpack non-iterable NoneType object")
        return tuple(self.unpack_all(x, node))

    def _iter_members(self, x: Iter, node: Any) -> list[Any] | None:
        if x.kind == "range":
            known = [self.known_int(p) for p in x.parts]
            return list(range(*known)) if all(p is not None for p in known) else None  # type: ignore[arg-type]
        if x.kind in ("count", "cycle", "forever", "picked", "held", *LAZY):
            return None
        if x.kind == "zip" and any(is_endless(p) for p in x.parts):
            return self._zipped_members(x, node)
        parts = [self.members(p, node) for p in x.parts]
        if x.kind == "enumerate":
            start = self.known_int(x.parts[1])
            if parts[0] is None or start is None:
                return None
            return [(start + i, item) for i, item in enumerate(parts[0])]
        if x.kind == "zip" and any(map(_is_formless, parts)):
            pairs = zip(parts, x.parts, strict=True)
            parts = [self._elements_of(part) if p is None else p for p, part in pairs]
        if any(p is None for p in parts):
            return None
        if x.kind == "zip":
            return [tuple(group) for group in zip(*parts, strict=False)]
        if x.kind == "reversed":
            return list(reversed(parts[0] or []))
        return parts[0]

    def _zipped_members(self, x: Iter, node: Any) -> list[Any] | None:
        """The items of a `zip` with endless iterators: as many as the others have."""
        known = [None if is_endless(p) else self.members(p, node) for p in x.parts]
        lengths = [len(m) for m in known if m is not None]
        if not lengths or any(
            m is None and not is_endless(p) for m, p in zip(known, x.parts, strict=True)
        ):
            return None
        columns = [
            [self.endless_item(p, i, node) for i in range(min(lengths))] if m is None else m
            for m, p in zip(known, x.parts, strict=True)
        ]
        return [tuple(group) for group in zip(*columns, strict=False)]

    def _elements_of(self, x: Any) -> list[Any] | None:
        """The items of a small array whose size in the call at hand is known."""
        count = self.known_length(x) if isinstance(x, Value) else None
        if count is None or count > UNPACK_LIMIT:
            return None
        return [self.getitem(x, i) for i in range(count)]

    def known_length(self, x: Value) -> int | None:
        """The length of an array, which becomes a guard where it is known for the call at hand only."""
        dims = shape(x.type)
        if not dims:
            return None
        if dims[0].known is None and dims[0].hint is not None:
            self.b.guards.facts[(f"equals {dims[0].hint}", dims[0])] = True
            return dims[0].hint
        return dims[0].known


def is_endless(x: Any) -> bool:
    """Whether an iterable is an iterator of `itertools` that does not end."""
    return isinstance(x, Iter) and x.kind in ("count", "cycle", "forever")


def _is_formless(members: list[Any] | None) -> bool:
    """Whether items are followed that have no run-time form: functions and methods made here."""
    return members is not None and any(isinstance(m, (Closure, Bound, Partial)) for m in members)
