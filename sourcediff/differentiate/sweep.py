"""The reverse sweep under way: where operations are written, which adjoints there are, what the forward sweep must save."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from sourcediff.analysis.alias import Aliases
from sourcediff.analysis.regions import Nest
from sourcediff.analysis.repeats import Repeats
from sourcediff.differentiate.adjoints import Adjoints
from sourcediff.differentiate.shadows import Entangled
from sourcediff.errors import Problem, UnsupportedCode
from sourcediff.ir.builder import Builder
from sourcediff.ir.core import Block, Op, Value
from sourcediff.ir.guards import Guards


@dataclass
class Sweep:
    """The reverse sweep of a block under way, and what it asks of the forward sweep."""

    aliases: Aliases
    active: set[Value]
    guards: Guards
    restored: frozenset[int] = frozenset()
    saves: list[tuple[Block, Op, list[Op]]] = field(default_factory=list)
    pairs: list[tuple[Op, Op]] = field(default_factory=list)
    order: dict[Op, int] = field(default_factory=dict)
    made: dict[Value, Op] = field(default_factory=dict)
    nest: dict[Op, Nest] = field(default_factory=dict)
    shadows: dict[Value, Value] = field(default_factory=dict)

    @property
    def repeats(self) -> Repeats:
        """What says that the places of an index differ."""
        return Repeats(self.made, self.aliases, self.guards)


class Reverse:
    """Writes the reverse sweep of one function; `visitors` say how each kind of operation is gone back over."""

    def __init__(self, sweep: Sweep, builder: Builder, visitors: Mapping[str, Visitor]) -> None:
        self.sweep = sweep
        self.b = builder
        self.visitors = visitors
        self.adj = Adjoints(builder, sweep.aliases, sweep.active, sweep.shadows)
        self.handed: set[Any] = set()
        self.b.forward = sweep.made
        self.b.memory |= set(sweep.shadows.values())
        self.b.is_stored = sweep.aliases.is_stored

    def block(self, block: Block) -> None:
        """The adjoints of a block's operations, last one first."""
        for op in reversed(block.ops):
            self.at(op)
            if op.kind in self.visitors:
                self.visitors[op.kind](self, op, block)

    def at(self, op: Op) -> None:
        """Say which operation the next ones are the adjoint of."""
        self.b.line, self.b.mirror = op.line, op

    def enter(self, block: Block, params: list[Value], place: int = 0) -> None:
        """Say where shadows of what a block makes are to be created: at the start of its reverse sweep."""
        for x in [*params, *(o for op in block.ops for o in op.outs)]:
            self.adj.scopes[x] = (self.b.block, place)

    @contextmanager
    def into(self, block: Block) -> Iterator[None]:
        """Write into another block for a while."""
        old, self.b.block = self.b.block, block
        try:
            yield
        finally:
            self.b.block = old


Visitor = Callable[[Reverse, Op, Block], None]


def bar_hint(x: Value) -> str:
    """The name of an adjoint."""
    return f"{x.hint}_bar" if x.hint else ""


def entangled(op: Op, how: str) -> Entangled:
    """The signal that shadows have to travel with their arrays."""
    what = f"an array that is stored into {how}"
    why = "which array a name means must be known"
    return Entangled([Problem("", op.line, 0, 0, "", what, why, "copy it")])


def refuse(op: Op, what: str, why: str, instead: str = "") -> UnsupportedCode:
    """An error at the user's line of an operation."""
    return UnsupportedCode([Problem("", op.line, 0, 0, "", what, why, instead)])
