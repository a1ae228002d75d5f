"""Whether an index may name one place of an array twice."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np

from sourcediff.analysis.alias import Aliases
from sourcediff.analysis.regions import is_never_negative
from sourcediff.ir.core import Op, Value, type_of
from sourcediff.ir.guards import Guards
from sourcediff.ir.inference.indexing import index_parts, is_basic, is_mask
from sourcediff.ir.sizes import Dim
from sourcediff.ir.types import Arr, Num, rank, shape


@dataclass
class Repeats:
    """What says that the places of an index differ: what made its arrays, and that these are as they were made."""

    made: Mapping[Value, Op]
    aliases: Aliases
    guards: Guards

    def may_repeat(self, index: Any) -> bool:
        """Whether an index may name one place twice: none does that counts along an axis, or lists places that differ."""
        if is_basic(index) or is_mask(index):
            return False
        if isinstance(index, list):
            return not _are_distinct(index)
        parts = index_parts(index)
        arrays = [p for p in parts if isinstance(type_of(p), Arr) or isinstance(p, list)]
        flat = all(rank(type_of(p)) == 1 for p in arrays)
        return not flat or not any(self._counts(p) and self._is_longest(p, arrays) for p in arrays)

    def _counts(self, part: Any) -> bool:
        """Whether an array counts from the start of an axis, and not from its end, where numbers are negative."""
        op = self.made.get(part) if isinstance(part, Value) else None
        if op is None or op.fn is not np.arange or op.kwargs or self.aliases.is_stored(part):
            return False
        return _is_natural(*op.args)

    def _is_longest(self, part: Any, arrays: list[Any]) -> bool:
        """Whether a vector is not repeated to be as long as the others."""
        return all(self._are_as_long(part, other) for other in arrays)

    def _are_as_long(self, part: Any, other: Any) -> bool:
        (one,), (size,) = shape(type_of(part)) or (None,), shape(type_of(other)) or (None,)
        if one is None or size is None:
            return False
        if self.guards.is_surely_one(size) or (one.known is not None and one.known > 1):
            return True
        return self.guards.are_surely_equal(one, size)


def _are_distinct(places: list[Any]) -> bool:
    """Whether these are integers, from one end each, no two of them the same."""
    known = all(type(p) is int for p in places) and len({p < 0 for p in places}) == 1
    return known and len(set(places)) == len(places)


def _is_natural(first: Any, last: Any = None, step: Any = 1) -> bool:
    """Whether `np.arange` of these gives no negative number."""
    if type(step) is not int or step == 0:
        return False
    if step > 0:
        return last is None or is_never_negative(_dim(first))
    least = _dim(last)
    return least is not None and is_never_negative(least + Dim(1))


def _dim(x: Any) -> Dim | None:
    t = type_of(x)
    return t.dim if isinstance(t, Num) and t.kind == "int" else None
