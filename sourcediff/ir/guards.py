"""Facts about sizes that the emitted text relies on, and the shapes that broadcasting gives by them."""

from __future__ import annotations

from dataclasses import dataclass, field

from sourcediff.ir.sizes import Dim, Symbol, fresh_dim, is_size, least_of
from sourcediff.ir.types import Type, shape


@dataclass
class Guards:
    """What the emitted text relies on: facts about sizes, found true in the call at hand."""

    facts: dict[tuple[str, Dim], bool] = field(default_factory=dict)
    cuts: dict[tuple[Dim, Dim, Dim], Dim] = field(default_factory=dict)

    def is_one(self, dim: Dim) -> bool | None:
        """Whether a size is 1; asked of an argument's size, the answer becomes a guard."""
        if dim.known is not None:
            return dim.known == 1
        if dim.hint is None:
            return None
        answer = dim.hint == 1
        self.facts[("one", dim)] = answer
        return answer

    def unify(self, a: Dim, b: Dim) -> Dim | None:
        """The one size that two are in the call at hand, which becomes a guard; None if they differ or are not known."""
        if a == b:
            return a
        if a.hint is None or a.hint != b.hint:
            return None
        self.facts[("equals 0", a - b)] = True
        return b if b.known is not None else a

    def is_surely_one(self, dim: Dim) -> bool:
        """Whether a size is 1 whenever the guard holds."""
        return dim.known == 1 or self.facts.get(("one", dim), False)

    def are_surely_equal(self, a: Dim, b: Dim) -> bool:
        """Whether two sizes are equal whenever the guard holds."""
        known = a == b or any(self.facts.get(("equals 0", d), False) for d in (a - b, b - a))
        return known or self._reduced(a - b) == Dim()

    def _reduced(self, dim: Dim) -> Dim:
        """An expression with, in place of each symbol, the first of those that it is known to equal."""
        first: dict[Symbol, Symbol] = {}

        def find(symbol: Symbol) -> Symbol:
            while symbol in first:
                symbol = first[symbol]
            return symbol

        for (what, fact), holds in self.facts.items():
            pair = fact.terms if holds and what == "equals 0" and fact.const == 0 else ()
            if sorted(factor for _, factor in pair) == [-1, 1]:
                one, other = sorted((find(s) for s, _ in pair), key=lambda s: s.serial)
                if one is not other:
                    first[other] = one
        return sum((Dim(0, ((find(s), f),)) for s, f in dim.terms), Dim(dim.const))

    def surely_broadcast(self, shapes: list[tuple[Dim, ...]]) -> bool:
        """Whether shapes can be broadcast together whenever the guard holds."""
        for axis in range(max(map(len, shapes), default=0)):
            dims = [s[-1 - axis] for s in shapes if len(s) > axis]
            wide = [d for d in dims if not self.is_surely_one(d)]
            if any(not self.are_surely_equal(wide[0], d) for d in wide):
                return False
        return True

    def agree(self, a: Type, b: Type) -> bool:
        """Whether two values have one shape in the call at hand, which becomes a guard."""
        p, q = shape(a), shape(b)
        if p is None or q is None or len(p) != len(q):
            return False
        if any(x != y and (x.hint is None or x.hint != y.hint) for x, y in zip(p, q, strict=True)):
            return False
        return all(self.unify(x, y) is not None for x, y in zip(p, q, strict=True))

    def at_least(self, dim: Dim, least: int) -> bool | None:
        """Whether a size is at least a number."""
        if dim.known is not None:
            return dim.known >= least
        if dim.hint is None:
            return None
        answer = dim.hint >= least
        self.facts[(f"least {least}", dim)] = answer
        return answer

    def is_natural(self, dim: Dim) -> bool:
        """Whether an expression is never negative, whatever the turns of loops that it is of; asked of sizes, a guard."""
        return self.is_positive(least_of(dim)) is True

    def is_steady(self, dim: Dim) -> bool:
        """Whether an expression is never negative; of sizes that nothing is known of, it is taken not to be."""
        least = least_of(dim)
        found = self.is_positive(least)
        return found is True or (found is None and least == dim)

    def is_positive(self, dim: Dim) -> bool | None:
        """Whether an expression over sizes, which are not negative, is not negative; None if that is not known."""
        if dim.const >= 0 and all(f > 0 and is_size(s) for s, f in dim.terms):
            return True
        return self.at_least(dim, 0)

    def cut(self, size: Dim, start: Dim, stop: Dim) -> Dim:
        """How long a slice is that may reach beyond an axis: equal ones are equally long."""
        return self.cuts.setdefault((size, start, stop), fresh_dim())


def broadcast(shapes: list[tuple[Dim, ...] | None], guards: Guards) -> tuple[Dim, ...] | None:
    """The broadcast shape, None where it cannot be known."""
    if any(s is None for s in shapes):
        return None
    known = [s for s in shapes if s is not None]
    if all(s == known[0] for s in known):
        return known[0]
    width = max(map(len, known))
    out = []
    for axis in range(width):
        dims = [s[axis - width + len(s)] for s in known if axis - width + len(s) >= 0]
        dim = _broadcast_dim(dims, guards)
        out.append(fresh_dim() if dim is None else dim)
    return tuple(out)


def _broadcast_dim(dims: list[Dim], guards: Guards) -> Dim | None:
    if all(d == dims[0] for d in dims):
        return dims[0]
    if all(d.known is None and d.hint is not None and d.hint == dims[0].hint for d in dims):
        for dim in dims:
            guards.unify(dims[0], dim)  # that they agree is all that is asked, of sizes of 1 too
        return dims[0]
    wide = []
    for dim in dims:
        one = guards.is_one(dim)
        if one is None:
            return None
        if not one:
            wide.append(dim)
    if not wide:
        return Dim(1)
    first = next((d for d in wide if d.known is not None), wide[0])
    for dim in wide:
        guards.unify(first, dim)
    return first
