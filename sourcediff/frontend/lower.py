"""Lower a checked function, for arguments of known types, to typed SSA. The fourth stage.

Lowering and specialization are one walk over the tree: what a call means depends on what is called.
"""

from __future__ import annotations

import collections
import enum
import functools
import types
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import gast
import numpy as np

from sourcediff.frontend.abstract import (
    UNDEFINED,
    DictObj,
    Frame,
    Instance,
    ListObj,
    State,
    is_literal,
)
from sourcediff.frontend.attempt import Escalate, Shared, Unsettled
from sourcediff.frontend.calls import Calls
from sourcediff.frontend.desugar import RETURN, desugar
from sourcediff.frontend.library import is_inert
from sourcediff.frontend.parse import Source
from sourcediff.frontend.scopes import names_of
from sourcediff.frontend.signature import UNKNOWN_EXAMPLE, parameters
from sourcediff.ir.builder import Builder
from sourcediff.ir.core import Block, Function, Record, Value, type_of
from sourcediff.ir.guards import Guards
from sourcediff.ir.records import record_fields
from sourcediff.ir.sizes import Dim, Symbol
from sourcediff.ir.types import INERT, OPAQUE, UNKNOWN, Arr, Held, Lst, Num, Opaque, Type

ATTEMPTS = 24


class Lowering(Calls):
    """One attempt at lowering one function."""

    def __init__(self, source: Source, shared: Shared, guards: Guards, sized: bool) -> None:
        self.b = Builder(guards, Block(), simplified=False)
        self.state = State()
        self.frame = Frame(source, None, *names_of(source.tree), label=source.name)
        self.shared = shared
        self.top = source
        self.top_names = self.frame.locals
        self.node = source.tree
        self.stack = [source.fn.__code__]
        self.callers: list[Frame] = []
        self.typing: set[Any] = set()
        self.sized = sized
        self.leaves: list[tuple[Any, ...]] = []
        self.paths: dict[Value, str] = {}
        self.frozen: set[Any] = set()
        self.depth = 0
        self.iterators: dict[Any, tuple[int, Any]] = {}
        self.sources: dict[Any, list[tuple[Any, list[Any]]] | None] = {}
        self.entry = self.b.block
        self.entered = 0

    # ---- arguments ----

    def argument(self, example: Any, value: Value, path: str) -> Any:
        """What an argument is: containers are followed, leaves are run-time values."""
        if isinstance(example, Typed):
            return value
        if isinstance(example, Known):
            return example.value
        if isinstance(example, tuple) and type(example) is tuple:
            self.leaves.append((path, "length", tuple, len(example)))
            return tuple(self._part(item, value, i, path) for i, item in enumerate(example))
        if (
            isinstance(example, list)
            and self._is_short(example)
            and self.key(path) not in self.shared.dynamic
        ):
            made = self.make_list(
                path, [self._part(item, value, i, path) for i, item in enumerate(example)]
            )
            self.leaves.append((path, "length", list, len(example)))
            return made
        if isinstance(example, list):
            items = [self.type_of_example(item, f"{value.hint}_i") for item in example]
            if all(isinstance(t, (Num, Arr)) for t in items):
                value.type = Lst(self.listed(path, items), frozenset((self.key(path),)))
            self.leaves.append(
                (path, "items" if isinstance(value.type, Lst) else "leaf", value, example)
            )
            return value
        if isinstance(example, dict):
            made = DictObj(value, value)
            self.state.set(made, "#", tuple(example))
            for key, item in example.items():
                self.state.set(made, ("key", key), self._part(item, value, key, path))
            self.leaves.append((path, "keys", dict, tuple(example)))
            return made
        if example is None:  # the guard asks for it, so that `if x is None` is decided
            self.leaves.append((path, "leaf", value, None))
            return None
        if _is_leaf(example):
            self.leaves.append((path, "leaf", value, example))
            return value
        self.paths[value] = path
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

    def listed(self, path: str, items: list[Type]) -> Type:
        """The type of an item of a list argument."""
        for t in items:
            self.learn_list(self.key(path), t)
        return self.shared.list_types.get(self.key(path), UNKNOWN)  # type: ignore[no-any-return]

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

    def _is_short(self, example: list[Any]) -> bool:
        return len(example) <= 64

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


def _is_leaf(example: Any) -> bool:
    return (
        isinstance(example, (np.ndarray, np.generic, list, str, bytes))
        or is_literal(example)
        or example is UNKNOWN_EXAMPLE
    )


def lower(
    source: Source, examples: dict[str, Any], sized: bool = True, derive: Any = None
) -> Function:
    """Lower a function for arguments like `examples` (parameter name -> example).

    `derive(fn, names, how)` gives the derivative of a function that calls itself.

    Raises
    ------
    UnsupportedCode : a construct cannot be handled with these types.
    """
    shared = Shared(derive=derive)
    for _ in range(ATTEMPTS):
        shared.changed = False
        lowering = Lowering(source, shared, Guards(), sized)
        try:
            made = _attempt(lowering, examples)
        except Escalate as signal:
            shared.note(signal)
            continue
        except Unsettled:
            continue
        if not shared.changed and not shared.resolve_recursion():
            return made
    raise lowering.refuse(
        source.tree, "the types of this function do not settle", "each attempt finds new ones"
    )


def lower_for(
    source: Source,
    examples: dict[str, Any],
    guards: Guards,
    scope: dict[str, Any],
    partners: dict[str, Any],
) -> Function:
    """Lower a helper for arguments of known types, to become part of a function whose globals are `scope`."""
    shared = Shared(partners=partners)
    top = types.SimpleNamespace(fn=types.SimpleNamespace(__globals__=dict(scope)), cells={})
    for _ in range(ATTEMPTS):
        shared.changed = False
        try:
            lowering = Lowering(source, shared, guards, True)
            lowering.top = top
            made = _attempt(lowering, examples)
        except Escalate as signal:
            shared.note(signal)
            continue
        except Unsettled:
            continue
        if not shared.changed:
            return made
    raise AssertionError(source.name)


def _attempt(lowering: Lowering, examples: dict[str, Any]) -> Function:
    source, b = lowering.frame.source, lowering.b
    params = parameters(source.tree.args)
    values = {
        p.name: Value(lowering.type_of_example(examples[p.name], p.name), p.name) for p in params
    }
    b.block.params = list(values.values())
    lowering.shared.arrays[source.fn.__code__] = tuple(b.block.params)
    trees = {}
    for p in params:
        made = lowering.argument(examples[p.name], values[p.name], p.name)
        lowering.state.set(lowering.frame, p.name, made)
        lowering.entered = len(b.block.ops)
        trees[p.name] = lowering.tree(made)
    lowering.entered = len(b.block.ops)
    if isinstance(source.tree, gast.Lambda):
        result = lowering.ev(source.tree.body)
    else:
        body = lowering.shared.resolved.setdefault(("body", ""), None) or desugar(source.tree.body)  # type: ignore[arg-type]
        lowering.shared.resolved[("body", "")] = body  # type: ignore[index]
        lowering.begin_names(lowering.frame, source.tree)
        lowering.run(body)
        result = lowering.state.get(lowering.frame, RETURN)
        if (
            result is UNDEFINED
        ):  # a program that surely raises gives a number as well as anything else
            result = 0.0 if lowering.state.dead else None
        lowering.learn_result(source.fn.__code__, result, source.tree)
    b.block.results = [lowering.operand(result, source.tree)]
    info = {
        "source": source,
        "texts": lowering.shared.texts,
        "partners": lowering.shared.partners,
        "scope": source.fn.__globals__,
        "leaves": lowering.leaves,
        "same": list(one_object(lowering.leaves)),
        "callables": list(lowering.shared.callables.values()),
        "environment": lowering.shared.environment,
        "trees": trees,
    }
    return Function(source.name, params, b.block, b.guards, info)


def one_object(found: list[tuple[Any, ...]]) -> Iterator[list[Value]]:
    """The leaves of arguments that are one array by several names."""
    names: dict[int, list[Value]] = {}
    for _, _, value, example in found:
        if isinstance(example, np.ndarray):
            names.setdefault(id(example), []).append(value)
    return (values for values in names.values() if len(values) > 1)
