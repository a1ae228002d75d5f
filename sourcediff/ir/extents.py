"""Shapes that are known without being numbers: of which values a value has the broadcast shape.

Where types are not known, the shape of `x * y` is still that of `x` and `y` together. Broadcasting does not ask in
which order, nor how often, so the set of those that it comes from says it: the value's extent.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np

from sourcediff import runtime
from sourcediff.ir import primitives
from sourcediff.ir.core import Op, Value, leaves, type_of
from sourcediff.ir.inference.elementwise import is_elementwise
from sourcediff.ir.types import Num

Extent = frozenset[Value]

_LIKE_FIRST = {np.zeros_like, np.ones_like, np.copy, primitives.astype}
_LIKE_SECOND = {runtime.unbroadcast, runtime.spread, runtime.expand}


def extent_of(x: Any, known: Mapping[Value, Extent]) -> Extent | None:
    """The extent of an operand, None if it is not known; that of a number is empty."""
    if isinstance(x, Value) and x in known:
        return known[x]
    return frozenset() if isinstance(type_of(x), Num) else None


def extent_of_result(op: Op, known: Mapping[Value, Extent]) -> Extent | None:
    """The extent of what a call gives."""
    if op.kind != "call" or op.kwargs or not op.args:
        return None
    if op.fn in _LIKE_FIRST:
        return extent_of(op.args[0], known)
    if op.fn in _LIKE_SECOND:
        return extent_of(op.args[1], known) if len(op.args) == 2 else None
    if not is_elementwise(op.fn) or len(leaves(op.args)) > len(op.args):
        return None
    parts = [extent_of(x, known) for x in op.args]
    return None if None in parts else frozenset[Value]().union(*(p for p in parts if p is not None))
