"""Masks: adjoints that count only where something was selected, as by `where`."""

from __future__ import annotations

import operator
from dataclasses import dataclass
from typing import Any

import numpy as np

from sourcediff.ir.builder import Builder
from sourcediff.ir.core import Block, Value, leaves


@dataclass(frozen=True, eq=False)
class Masked:
    """An adjoint that counts only where `test` is what `side` says; elsewhere it is exactly zero, whatever `g` is.

    The selection is written once, where a chain of elementwise operations ends.
    """

    g: Any
    test: Any
    side: bool = True


class Masks:
    """Selections that are written where a chain of elementwise operations ends."""

    b: Builder
    strong: set[Any]
    selected: dict[tuple[Masked, Block], Any]

    def select(self, g: Any) -> Any:
        """An adjoint with its selection written: zero where it does not count."""
        if not isinstance(g, Masked):
            return g
        key = (g, self.b.block)
        if key not in self.selected:
            inner = self.select(g.g)
            pair = (inner, 0.0) if g.side else (0.0, inner)
            self.selected[key] = made = self.b.call(np.where, g.test, *pair)
            self.strong.add(made)
        return self.selected[key]

    def masked(self, part: Any, g: Any, exact: bool = False) -> Any:
        """What an operation makes of an adjoint `g`: it does not count where that does not.

        `exact` says that zeros stay zeros, as they may not where they meet what is infinite or NaN.
        """
        if isinstance(g, Masked):
            return Masked(self.masked(part, g.g, exact), g.test, g.side)
        if exact or part is g or not self.is_strong(g):
            return self.inherit(part, g)
        return Masked(part, self.b.emit_call(operator.ne, g, 0.0))

    def is_strong(self, g: Any) -> bool:
        """Whether zeros of an adjoint, or of one of several, say that an element was not selected."""
        return any(value in self.strong for value in leaves(g))

    def inherit(self, made: Any, *parts: Any) -> Any:
        """Note that the zeros of an adjoint are exact where those of what it is made of are."""
        if isinstance(made, Value) and self.is_strong(parts):
            self.strong.add(made)
        return made


def unmasked(g: Any) -> Any:
    """What an adjoint is where it counts."""
    return unmasked(g.g) if isinstance(g, Masked) else g
