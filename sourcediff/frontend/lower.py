"""Lower a checked function, for arguments of known types, to typed SSA. The fourth stage.

Lowering and specialization are one walk over the tree: what a call means depends on what is called.
"""

from __future__ import annotations

import types
from collections.abc import Iterator
from typing import Any

import gast
import numpy as np

from sourcediff.frontend.abstract import (
    UNDEFINED,
    Frame,
    State,
)
from sourcediff.frontend.arguments import Arguments
from sourcediff.frontend.attempt import Escalate, Shared, Unsettled
from sourcediff.frontend.desugar import RETURN, desugar
from sourcediff.frontend.parse import Source
from sourcediff.frontend.scopes import names_of
from sourcediff.frontend.signature import parameters
from sourcediff.ir.builder import Builder
from sourcediff.ir.core import Block, Function, Value, inputs, leaves, walk
from sourcediff.ir.guards import Guards

ATTEMPTS = 24


class Lowering(Arguments):
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
        self.outside: dict[Any, tuple[str, Any]] = {}
        self.by_text: dict[str, Any] = {}
        self.frozen: set[Any] = set()
        self.depth = 0
        self.iterators: dict[Any, tuple[int, Any]] = {}
        self.sources: dict[Any, list[tuple[Any, list[Any]]] | None] = {}
        self.entry = self.b.block
        self.entered = 0


def lower(
    source: Source,
    examples: dict[str, Any],
    sized: bool = True,
    derive: Any = None,
    of: str | tuple[str, ...] | None = None,
    find_effects: Any = None,
) -> Function:
    """Lower a function for arguments like `examples` (parameter name -> example).

    `derive(fn, names, how)` gives the derivative of a function that calls itself, and `find_effects(block, arguments,
    result)` says what its body does to its arguments. The result is what the function returns, or what is in its
    parameters `of` when it is over.

    Raises
    ------
    UnsupportedCode : a construct cannot be handled with these types.
    """
    shared = Shared(derive=derive, find_effects=find_effects)
    for _ in range(ATTEMPTS):
        shared.changed = False
        lowering = Lowering(source, shared, Guards(), sized)
        try:
            made = _attempt(lowering, examples, of)
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


def left_in(arguments: dict[str, Any], of: str | tuple[str, ...]) -> Any:
    """What is in arguments when a function is over: they are objects, whose contents are as it left them."""
    return arguments[of] if isinstance(of, str) else tuple(arguments[name] for name in of)


def _attempt(
    lowering: Lowering, examples: dict[str, Any], of: str | tuple[str, ...] | None = None
) -> Function:
    source, b = lowering.frame.source, lowering.b
    params = parameters(source.tree.args)
    values = {
        p.name: Value(lowering.type_of_example(examples[p.name], p.name), p.name) for p in params
    }
    b.block.params = list(values.values())
    lowering.shared.arrays[source.fn.__code__] = tuple(b.block.params)
    trees, given = {}, {}
    for p in params:
        made = lowering.argument(examples[p.name], values[p.name], p.name)
        lowering.state.set(lowering.frame, p.name, made)
        lowering.entered = len(b.block.ops)
        trees[p.name], given[p.name] = lowering.tree(made), made
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
    if of is not None:
        result = left_in(given, of)
    b.block.results = [lowering.operand(result, source.tree)]
    info = {
        "source": source,
        "texts": lowering.shared.texts,
        "partners": lowering.shared.partners,
        "scope": source.fn.__globals__,
        "leaves": [*_relied_on(lowering, b.block), *lowering.different_objects()],
        "same": list(one_object(lowering.leaves)),
        "callables": list(lowering.shared.callables.values()),
        "environment": lowering.shared.environment,
        "arrays": {k: x for k, x in lowering.by_text.items() if isinstance(x, Value)},
        "trees": trees,
    }
    return Function(source.name, params, b.block, b.guards, info)


def _relied_on(lowering: Lowering, block: Block) -> Iterator[tuple[Any, ...]]:
    """What a guard asks of parts from outside: nothing of those in containers of the environment that nothing reads."""
    read = {*leaves(block.results), *(x for op in walk(block) for x in inputs(op))}
    for leaf in lowering.leaves:
        path, what, value, example = leaf
        decided = what != "leaf" or example is None
        if decided or value in read or not lowering.is_in_environment(path):
            yield leaf


def one_object(found: list[tuple[Any, ...]]) -> Iterator[list[Value]]:
    """The leaves of arguments that are one array or list by several names."""
    names: dict[int, list[Value]] = {}
    for _, _, value, example in found:
        if isinstance(example, (np.ndarray, list)) and isinstance(value, Value):
            names.setdefault(id(example), []).append(value)
    return (values for values in names.values() if len(values) > 1)
