"""Sizes of results as affine expressions over symbols, fitted to what trials at several sizes gave."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

from sourcediff.ir.core import Value
from sourcediff.ir.guards import Guards
from sourcediff.ir.scalars import type_of_scalar
from sourcediff.ir.sizes import Dim, Symbol, fresh_dim
from sourcediff.ir.types import UNKNOWN, Arr, Tup, Type

# ---- the sizes that are tried ----


Sizes = dict[Symbol, int]


@dataclass(frozen=True)
class Scheme:
    """Two sizes for each symbol, and the step by which one after the other is made larger."""

    step: int
    first: Sizes
    second: Sizes


def size_schemes(symbols: list[Symbol], heads: dict[Symbol, Symbol]) -> list[Scheme]:
    """Two sizes for each symbol, in several ways: rising, falling (where sizes are subtracted), and easy to divide."""
    place = {s: symbols.index(heads[s]) for s in symbols}
    last = len(symbols)
    rising = ({s: 5 + 2 * i for s, i in place.items()}, {s: 8 + 3 * i for s, i in place.items()})
    falling = (
        {s: 5 + 4 * (last - i) ** 2 for s, i in place.items()},
        {s: 8 + 5 * (last - i) ** 2 for s, i in place.items()},
    )
    even = (
        {s: 60 * (2 + i) for s, i in place.items()},
        {s: 60 * (5 + 2 * i) for s, i in place.items()},
    )
    schemes = [Scheme(4, *rising), Scheme(4, *falling), Scheme(60, *even)]
    return schemes if symbols else schemes[:1]


def enlarged(scheme: Scheme, heads: dict[Symbol, Symbol], head: Symbol) -> Sizes:
    """The first sizes with one of them larger."""
    return {s: n + scheme.step if heads[s] is head else n for s, n in scheme.first.items()}


def find_heads(symbols: list[Symbol], guards: Guards | None) -> dict[Symbol, Symbol]:
    """The symbol that stands for each: itself, or the first of those of one size."""
    if guards is None:
        return {s: s for s in symbols}
    found: dict[int, Symbol] = {}
    heads = {}
    for s in symbols:
        heads[s] = s if s.hint is None else found.setdefault(s.hint, s)
        if heads[s] is not s:
            difference = Dim(0, ((s, 1),)) - Dim(0, ((heads[s], 1),))
            guards.facts[("equals 0", difference)] = True
    return heads


def pin_sizes(
    dims: dict[Value, tuple[Dim, ...]], symbols: list[Symbol], known: set[int], guards: Guards
) -> dict[Value, tuple[Dim, ...]]:
    """Sizes that are those of another operand in the call at hand become these numbers, and are guarded so."""
    out = dims
    for s in symbols:
        if s.hint in known and s.hint is not None:
            mine, number = Dim(0, ((s, 1),)), Dim(s.hint)
            guards.facts[("equals 0", mine - number)] = True
            out = {v: tuple(_put(d, s, s.hint) for d in ds) for v, ds in out.items()}
    return out


def _put(dim: Dim, symbol: Symbol, number: int) -> Dim:
    """An expression with a number in place of a symbol."""
    factor = dict(dim.terms).get(symbol, 0)
    return dim - Dim(0, ((symbol, 1),)).scaled(factor) + Dim(number * factor)


# ---- the sizes that were found ----


def fit_type(one: Any, two: Any, trials: list[tuple[Symbol, Any]], scheme: Scheme) -> Type:
    """The type of what was `one` and then `two`; `trials` says what it was with each symbol's size larger."""
    if isinstance(one, (tuple, list)):
        others = [two, *(t for _, t in trials)]
        if any(type(o) is not type(one) or len(o) != len(one) for o in others):
            return UNKNOWN
        parts = [
            (a, b, [(s, t[i]) for s, t in trials])
            for i, (a, b) in enumerate(zip(one, two, strict=True))
        ]
        return Tup(tuple(fit_type(a, b, t, scheme) for a, b, t in parts))
    if not isinstance(one, np.ndarray):
        return type_of_scalar(one)
    if any(getattr(o, "ndim", -1) != one.ndim for o in [two, *(t for _, t in trials)]):
        return UNKNOWN
    dims = []
    for axis in range(one.ndim):
        moved = [(s, t.shape[axis]) for s, t in trials]
        dims.append(_fit_size(one.shape[axis], two.shape[axis], moved, scheme))
    return Arr(one.dtype.name, tuple(dims))


def _fit_size(a: int, b: int, moved: list[tuple[Symbol, int]], scheme: Scheme) -> Dim:
    """The size that was `a` and then `b` as an affine expression over the symbols, if it is one."""
    terms = []
    for s, c in moved:
        factor, rest = divmod(c - a, scheme.step)
        if rest:
            return fresh_dim()
        if factor:
            terms.append((s, factor))
    const = a - sum(scheme.first[s] * f for s, f in terms)
    if const + sum(scheme.second[s] * f for s, f in terms) != b:
        return fresh_dim()
    return Dim(const) + Dim(0, tuple(sorted(terms, key=lambda pair: pair[0].serial)))
