"""Types of results found by trying a primitive on small operands of several sizes."""

from __future__ import annotations

from dataclasses import dataclass, replace
from itertools import product
from math import prod
from typing import Any

import numpy as np

from sourcediff.ir.core import Value, leaves, rebuild, type_of
from sourcediff.ir.guards import Guards
from sourcediff.ir.inference.fitting import (
    Scheme,
    Sizes,
    enlarged,
    find_heads,
    fit_type,
    pin_sizes,
    size_schemes,
)
from sourcediff.ir.join import join
from sourcediff.ir.scalars import sample, settled, type_of_scalar
from sourcediff.ir.sizes import Dim, Symbol, fresh_dim
from sourcediff.ir.types import (
    BOOL,
    UNBOUND,
    UNKNOWN,
    Arr,
    Lst,
    Num,
    Opaque,
    Tup,
    Type,
    Unbound,
    Unknown,
    shape,
)

_DATA_SHAPED = {  # numbers say how long the axes of the result are, and not sizes
    np.nonzero, np.flatnonzero, np.unique, np.argwhere, np.compress, np.extract, np.delete,
    np.bincount, np.repeat, np.trim_zeros, np.insert, np.intersect1d, np.union1d,
    np.setdiff1d, np.fromiter,
}  # fmt: skip
_BINNED = {
    np.histogram,
    np.histogram_bin_edges,
}  # into as many as the data say, where a name says how


def infer_by_trial(
    fn: Any, args: tuple[Any, ...], kwargs: dict[str, Any], guards: Guards | None = None
) -> Type:
    """Sizes are tried apart; with `guards`, sizes that are equal in the call at hand are equal, and guarded so."""
    operands = [v.type for v in leaves((args, kwargs))]
    row = _row_of(type_of(args[0])) if fn in (np.array, np.asarray) and len(args) == 1 else None
    if row is not None and not kwargs:
        return _without_sizes(np.array([row]))
    if any(isinstance(t, Unbound) for t in operands):
        return UNBOUND
    binned = fn in _BINNED and any(isinstance(x, str) for x in (*args, *kwargs.values()))
    if binned or not all(map(_can_be_tried, operands)):
        return UNKNOWN
    trial = _Trial(fn, args, kwargs, guards)
    made = trial.infer()
    if all(settled(t, True) == t for t in operands):
        return made
    return _one_of(made, replace(trial, numpy=True).infer())


def _can_be_tried(t: Type) -> bool:
    """Whether enough is known of an operand to make small ones like it."""
    if isinstance(t, Num):
        return t.dtype != "any"
    if isinstance(t, Arr):
        return t.shape is not None
    if isinstance(t, Lst):
        return _is_plain_list(t)
    return _is_shape(t) if isinstance(t, Tup) else not isinstance(t, (Unknown, Opaque))


def _one_of(a: Type, b: Type) -> Type:
    """The type of what was tried with Python's numbers and with NumPy's own."""
    if isinstance(a, Tup) and isinstance(b, Tup) and len(a.items) == len(b.items):
        return Tup(tuple(_one_of(p, q) for p, q in zip(a.items, b.items, strict=True)))
    if isinstance(a, Num) and isinstance(b, Num):
        return join(a, b)
    same = isinstance(a, Arr) and isinstance(b, Arr) and a.dtype == b.dtype
    return a if same else UNKNOWN


def _is_plain_list(t: Lst) -> bool:
    """Whether a list's items are numbers or arrays of known rank."""
    return (isinstance(t.elem, Num) and t.elem.dtype != "any") or (
        isinstance(t.elem, Arr) and t.elem.shape is not None
    )


def _row_of(t: Type) -> list[Any] | None:
    """A row of a table, if a list holds lists or tuples of numbers; an array is made of rows of one length."""
    inner = t.elem if isinstance(t, Lst) else None
    items = (
        inner.items if isinstance(inner, Tup) else (inner.elem,) if isinstance(inner, Lst) else ()
    )
    known = items and all(isinstance(x, Num) and x.dtype != "any" for x in items)
    return [sample(x) for x in items] if known else None


def _is_shape(t: Tup) -> bool:
    """Whether a tuple holds integers only, as `x.shape` does."""
    return all(isinstance(item, Num) and item.kind == "int" for item in t.items)


@dataclass(frozen=True)
class _Trial:
    """A call tried on small operands; `numpy`: numbers of the dtype `default` are NumPy's."""

    fn: Any
    args: tuple[Any, ...]
    kwargs: dict[str, Any]
    guards: Guards | None
    numpy: bool = False

    def infer(self) -> Type:
        """The type of the result, as far as several sizes tell it."""
        operands = list(leaves((self.args, self.kwargs)))
        if self.fn in _DATA_SHAPED:
            return self.infer_sizeless(operands)
        dims = {v: (fresh_dim(),) if _is_free(v.type) else _dims(v.type) for v in operands}
        symbols = sorted(
            {s for ds in dims.values() for d in ds for s, _ in d.terms}, key=lambda s: s.serial
        )
        known = {d.const for v in operands for d in shape(v.type) or () if not d.terms}
        if self.guards is not None:
            dims = pin_sizes(dims, symbols, known, self.guards)
            symbols = [s for s in symbols if s.hint not in known]
        found = self.infer_at(symbols, dims)
        if isinstance(found, Unknown) and self.guards is not None:
            return self.infer_rank(symbols, dims, known)
        return found

    def infer_rank(
        self, symbols: list[Symbol], dims: dict[Value, tuple[Dim, ...]], known: set[int]
    ) -> Type:
        """The type without sizes, where those of which nothing is known have to agree with others."""
        hints = {s.hint for s in symbols if s.hint is not None}
        if all(s.hint is not None for s in symbols):
            return UNKNOWN
        for size in sorted({*known, *hints, 5} - {0, 1}):
            one = self.result({s: s.hint or size for s in symbols}, dims, True)
            if one is not None:
                many = isinstance(one[0], (tuple, list)) and self.counts_are_free(dims)
                return UNKNOWN if many else _without_sizes(one[0])
        return UNKNOWN

    def infer_sizeless(self, operands: list[Value]) -> Type:
        """The type of a result of which the data say how long its axes are, not how many they are."""
        if any(isinstance(v.type, Lst) or v.type == BOOL for v in operands):
            return UNKNOWN  # a flag may say how many results there are
        dims = {v: (fresh_dim(),) if _is_free(v.type) else _dims(v.type) for v in operands}
        symbols = {s for ds in dims.values() for d in ds for s, _ in d.terms}
        for size in (5, 2, 1):
            one = self.result({s: s.hint or size for s in symbols}, dims, True)
            if one is not None:
                return _without_sizes(one[0])
        return UNKNOWN

    def counts_are_free(self, operands: dict[Value, Any]) -> bool:
        """Whether an operand may say how many things there are in the result, as the sections of a split do."""
        return any(
            _is_free(v.type)
            or isinstance(v.type, Lst)
            or (isinstance(v.type, Arr) and np.dtype(v.type.dtype).kind in "iu")
            for v in operands
        )

    def infer_at(self, symbols: list[Symbol], dims: dict[Value, tuple[Dim, ...]]) -> Type:
        """The type of the result, its sizes found by moving one size after the other."""
        heads = find_heads(symbols, self.guards)
        schemes = size_schemes(symbols, heads)
        for clipped, scheme in product((False, True), schemes):
            one = self.result(scheme.first, dims, clipped)
            if one is None:
                continue
            moved = {
                h: self.result(enlarged(scheme, heads, h), dims, clipped)
                for h in dict.fromkeys(heads.values())
            }
            two = self.result(scheme.second, dims, clipped) if symbols else one
            if two is None or any(m is None for m in moved.values()):
                continue
            trials = [(h, m[0]) for h, m in moved.items() if m is not None]
            found = fit_type(one[0], two[0], trials, scheme)
            others = [other.first for other in schemes[1:2] if len(moved) > 1]
            others += self.turns(scheme, dims)
            right = all(self.agrees(found, sizes, dims, clipped) for sizes in others)
            return found if right else _without_sizes(one[0])
        return UNKNOWN

    def turns(self, scheme: Scheme, dims: dict[Value, tuple[Dim, ...]]) -> list[Sizes]:
        """The first sizes with small numbers in place of those that numbers among the operands are made of."""
        given = {
            s for v, ds in dims.items() if isinstance(v.type, Num) for d in ds for s, _ in d.terms
        }
        return [
            {s: n if s in given else m for s, m in scheme.first.items()} for n in range(3) if given
        ]

    def agrees(
        self, found: Type, sizes: Sizes, dims: dict[Value, tuple[Dim, ...]], clipped: bool
    ) -> bool:
        """Whether a type says how large the result is at other sizes, too, unless these are refused."""
        result = self.result(sizes, dims, clipped)
        return result is None or _is_as_large(result[0], found, sizes)

    def result(
        self, sizes: dict[Symbol, int], dims: dict[Value, tuple[Dim, ...]], clipped: bool
    ) -> tuple[Any] | None:
        """What the call gives at these sizes, None if it refuses them; negative ones are refused, or taken as zero."""

        def dummy(value: Value) -> Any:
            found = [_size(d, sizes) for d in dims[value]]
            return _dummy(settled(value.type, self.numpy), found, clipped)

        try:
            with np.errstate(all="ignore"):
                return (self.fn(*rebuild(self.args, dummy), **rebuild(self.kwargs, dummy)),)
        except Exception:  # what it refuses at these sizes it may take at others
            return None


def _is_as_large(x: Any, t: Type, sizes: Sizes) -> bool:
    """Whether something has the sizes that a type says."""
    if isinstance(t, Tup):
        return all(_is_as_large(part, p, sizes) for part, p in zip(x, t.items, strict=False))
    if not isinstance(t, Arr) or t.shape is None:
        return True
    known = [d if all(s in sizes for s, _ in d.terms) else None for d in t.shape]
    pairs = zip(np.shape(x), known, strict=False)
    return np.ndim(x) == len(known) and all(d is None or _size(d, sizes) == n for n, d in pairs)


def _without_sizes(x: Any) -> Type:
    """The type of a result of which only kind and rank are known."""
    if isinstance(x, (tuple, list)):
        return Tup(tuple(map(_without_sizes, x)))
    if isinstance(x, np.ndarray):
        numeric = x.dtype.kind in "biufc"
        return Arr(x.dtype.name, tuple(fresh_dim() for _ in x.shape)) if numeric else UNKNOWN
    return type_of_scalar(x)


# ---- operands to try a primitive on ----


LARGEST = 300_000  # elements of an array that a primitive is tried on


def _dims(t: Type) -> tuple[Dim, ...]:
    if isinstance(t, Tup):
        return tuple(item.dim or fresh_dim() for item in t.items)  # type: ignore[attr-defined]
    if isinstance(t, Lst):
        return (fresh_dim(), *(shape(t.elem) or ()))
    if isinstance(t, Num):
        return (t.dim,) if t.dim is not None else ()
    return shape(t) or ()


def _size(dim: Dim, sizes: dict[Symbol, int]) -> int:
    return dim.const + sum(sizes[s] * f for s, f in dim.terms)


def _is_free(t: Type) -> bool:
    return isinstance(t, Num) and t.kind == "int" and t.dim is None


def _dummy(t: Type, sizes: list[int], clipped: bool) -> Any:
    """An operand of a type, to try a primitive on."""
    if not clipped and not isinstance(t, Num) and min(sizes, default=0) < 0:
        raise ValueError("there are no negative sizes")
    if isinstance(t, Tup):
        return tuple(sizes)
    if prod(max(n, 0) for n in sizes) > LARGEST and not isinstance(t, Num):
        raise ValueError("too large to try")
    if isinstance(t, Lst):
        count, *inner = sizes
        item = np.ones(inner, t.elem.dtype) if isinstance(t.elem, Arr) else sample(t.elem)
        return [item] * count
    if isinstance(t, Arr):
        return _regular(np.ones([max(n, 0) for n in sizes], t.dtype))
    assert isinstance(t, Num)
    if t.kind == "int":
        return sizes[0]
    if t.kind == "bool":
        return True
    return sample(t)


def _regular(ones: Any) -> Any:
    """Ones, as matrices that are positive definite where they are square and may have to be solved with."""
    if ones.ndim < 2 or ones.dtype.kind not in "fc":
        return ones
    return ones + np.eye(*ones.shape[-2:], dtype=ones.dtype)
