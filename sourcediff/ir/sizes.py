"""Sizes and integers as affine expressions over symbols that are not known until run time."""

from __future__ import annotations

from dataclasses import dataclass, field
from itertools import count

INDEX = "i"


@dataclass(eq=False, slots=True)
class Symbol:
    """A size not known until run time; `hint` is its value in the call that is specialized for.

    That of an index of a loop may say what the index is at least, and at most.
    """

    name: str
    hint: int | None = None
    serial: int = field(default_factory=count().__next__)
    loose: bool = False
    bounds: tuple[Dim | None, Dim | None] = (None, None)


@dataclass(frozen=True, slots=True)
class Dim:
    """A size or integer as an affine expression over symbols."""

    const: int = 0
    terms: tuple[tuple[Symbol, int], ...] = ()

    def __add__(self, other: Dim) -> Dim:
        terms = dict(self.terms)
        for symbol, factor in other.terms:
            terms[symbol] = terms.get(symbol, 0) + factor
        kept = sorted(((s, f) for s, f in terms.items() if f), key=lambda pair: pair[0].serial)
        return Dim(self.const + other.const, tuple(kept))

    def scaled(self, factor: int) -> Dim:
        """The expression times an integer."""
        if factor == 0:
            return Dim()
        return Dim(self.const * factor, tuple((s, f * factor) for s, f in self.terms))

    def __sub__(self, other: Dim) -> Dim:
        return self + other.scaled(-1)

    @property
    def known(self) -> int | None:
        """The number, if it is one."""
        return None if self.terms else self.const

    @property
    def hint(self) -> int | None:
        """The value in the call that is specialized for, if every symbol has one."""
        total = self.const
        for symbol, factor in self.terms:
            if symbol.hint is None:
                return None
            total += symbol.hint * factor
        return total


def index_dim(least: Dim | None, most: Dim | None) -> Dim:
    """The index of a loop, of which bounds may be known."""
    return Dim(0, ((Symbol(INDEX, bounds=(least, most)), 1),))


def is_size(symbol: Symbol) -> bool:
    """Whether a symbol is the size of something, and no index of a loop."""
    return symbol.name != INDEX


def least_of(dim: Dim) -> Dim:
    """An expression with their bounds in place of indices of loops, inner loops first, so that it is not greater."""
    for symbol, factor in reversed(dim.terms):
        bound = symbol.bounds[factor < 0]
        if bound is not None:
            return least_of(dim - Dim(0, ((symbol, factor),)) + bound.scaled(factor))
    return dim


def fresh_dim(name: str = "n", loose: bool = False) -> Dim:
    """A size of which nothing is known; a loose one differs from turn to turn of a loop."""
    return Dim(0, ((Symbol(name, loose=loose), 1),))


def next_serial() -> int:
    """A serial number that every later symbol exceeds."""
    return Symbol("mark").serial
