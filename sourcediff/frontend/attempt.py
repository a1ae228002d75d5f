"""One attempt at lowering a function: its state, the place that it is at, and what all attempts learn."""

from __future__ import annotations

import copy
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import partial
from types import FunctionType, MethodType
from typing import Any

from sourcediff.errors import UnsupportedCode
from sourcediff.frontend.abstract import Frame, Iter, State
from sourcediff.frontend.check import problem
from sourcediff.frontend.interface import Interface
from sourcediff.frontend.library import is_table
from sourcediff.ir.builder import Builder
from sourcediff.ir.core import Block, Value
from sourcediff.ir.effects import Effects
from sourcediff.ir.sizes import Dim
from sourcediff.ir.types import UNBOUND, UNKNOWN, Unbound


class Escalate(Exception):
    """What was followed has to exist at run time: lower again with its sites marked; `plain` for what is inactive."""

    def __init__(self, sites: frozenset[Any], plain: bool = False) -> None:
        super().__init__()
        self.sites = sites
        self.plain = sites if plain else frozenset()


class Unsettled(Exception):
    """What is to be differentiated here has types that this attempt has just learned: lower again."""


@dataclass
class Shared:
    """What the attempts at lowering one function learn, and what they found in the environment."""

    dynamic: set[Any] = field(default_factory=set)
    plain: set[Any] = field(default_factory=set)
    changing: set[Any] = field(default_factory=set)
    list_types: dict[Any, Any] = field(default_factory=dict)
    list_dims: dict[Any, Dim] = field(default_factory=dict)
    carried: dict[Any, Any] = field(default_factory=dict)
    texts: dict[int, tuple[Any, str]] = field(default_factory=dict)
    resolved: dict[tuple[int, str], Any] = field(default_factory=dict)
    partners: dict[str, Any] = field(default_factory=dict)
    callables: dict[tuple[int, str], tuple[Any, str, Any]] = field(default_factory=dict)
    environment: dict[str, Any] = field(default_factory=dict)
    symbols: dict[tuple[str, int], Any] = field(default_factory=dict)
    results: dict[Any, Any] = field(default_factory=dict)
    shapes: dict[Any, Any] = field(default_factory=dict)
    recursive: set[Any] = field(default_factory=set)
    lifted: set[Any] = field(default_factory=set)
    arrays: dict[Any, tuple[Value, ...]] = field(default_factory=dict)
    inner_places: dict[Any, Any] = field(default_factory=dict)
    signatures: dict[Any, dict[str, Any]] = field(default_factory=dict)
    told_apart: dict[int, Any] = field(default_factory=dict)
    changed_outside: set[int] = field(default_factory=set)
    list_paths: dict[int, set[str]] = field(default_factory=dict)
    effects: dict[Any, Effects] = field(default_factory=dict)
    derive: Any = None
    find_effects: Any = None
    changed: bool = False

    def note(self, signal: Escalate) -> None:
        """Mark what has to exist at run time; what has been learned of it as something else is forgotten."""
        self.dynamic.update(signal.sites)
        if signal.plain:
            self.plain.update(signal.plain)
            self.list_types.clear()
            self.carried.clear()

    def resolve_recursion(self) -> bool:
        """Take what a recursive function gives for unknown where no path was found that ends; whether there was one."""
        endless = {c for c in self.recursive if isinstance(self.results.get(c, UNBOUND), Unbound)}
        self.results.update(dict.fromkeys(endless, UNKNOWN))
        return bool(endless)

    def note_callable(self, scope: Any, name: str, found: Any) -> None:
        """Remember whose source becomes part of the text, so that a guard can ask whether the name still means it."""
        lowered = isinstance(found, (FunctionType, MethodType, partial)) or is_table(found)
        another = callable(found) and getattr(found, "__name__", name) != name  # `act = np.tanh`
        if lowered or another or hasattr(found, "__sourcediff_lower__"):
            self.callables[id(scope), name] = (scope, name, found)

    def note_method(self, cls: type, name: str, found: Any) -> None:
        """Likewise for what a class, or one that it inherits from, has under a name."""
        owner = next((one for one in cls.__mro__ if name in vars(one)), cls)
        self.callables[id(owner), name] = (owner, name, found)


class Attempt(Interface):
    """The state of an attempt, and its places in the program and in what it makes."""

    b: Builder
    state: State
    frame: Frame
    shared: Shared
    node: Any
    stack: list[Any]
    callers: list[Frame]
    typing: set[Any]
    paths: dict[Value, str]
    leaves: list[tuple[Any, ...]]
    outside: dict[Any, tuple[str, Any]]
    by_text: dict[str, Any]  # what stands for arrays and objects of the environment
    frozen: set[Any]
    depth: int
    iterators: dict[Iter, tuple[int, Any]]
    sources: dict[Iter, list[tuple[Any, list[Any]]] | None]
    entry: Block
    entered: int
    top: Any
    top_names: frozenset[str]

    def enter(self, node: Any) -> tuple[Any, int]:
        """Work at a node: its line is what operations are marked with. Gives what `leave` takes.

        Two calls and no context manager, as that costs five times as much, and every expression is entered.
        """
        before = self.node, self.b.line
        if getattr(node, "lineno", None):
            self.node = node
            if len(self.stack) <= 1:
                self.b.line = node.lineno
        return before

    def leave(self, before: tuple[Any, int]) -> None:
        """Work again where it was worked before."""
        self.node, self.b.line = before

    def refuse(self, node: Any, what: str, why: str, instead: str = "") -> UnsupportedCode:
        """The error for a construct that cannot be handled."""
        at = node if getattr(node, "lineno", None) else self.node
        return UnsupportedCode([problem(self.frame.source, at, what, why, instead)])

    @contextmanager
    def into(self, block: Block) -> Iterator[None]:
        """Append to another block."""
        old = self.b.block
        self.b.block = block
        yield
        self.b.block = old

    def at_entry(self, make: Callable[[], Any]) -> Any:
        """Something read from outside where the function begins, so that every path has it."""
        block, state = Block(), self.state
        self.state = State(state.begun, False, state.begun)
        with self.into(block):
            made = make()
        self.state = state
        self.entry.ops[self.entered : self.entered] = block.ops
        self.entered += len(block.ops)
        return made

    def written(self) -> int:
        """How much of the block at hand is written, apart from what is read at the entry: that may become more."""
        return len(self.b.block.ops) - self._read_before()

    def place_after(self, written: int) -> int:
        """The place in the block at hand where so much of it had been written."""
        return written + self._read_before()

    def _read_before(self) -> int:
        return self.entered if self.b.block is self.entry else 0

    def key(self, site: Any) -> Any:
        """What identifies a place of the program over all attempts: its node in this chain of calls."""
        return (site, *self.stack)

    def inside(self, node: Any, part: str = "") -> Any:
        """The place of what a builtin calls itself: its lists, loops and totals are not those of the call at `node`."""
        return self.shared.inner_places.setdefault((node, part), copy.copy(node))
