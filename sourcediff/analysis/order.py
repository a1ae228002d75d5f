"""Which arrays surely have their elements in the order of their indices, so that reshaping them gives views."""

from __future__ import annotations

import operator
from typing import Any

import numpy as np

from sourcediff.ir.core import Op, Value

# Functions whose result is a view or a copy as the layout of the array decides.
LAYOUT = {np.reshape, np.ravel, np.ascontiguousarray}
_ORDERED = {np.zeros, np.ones, np.empty, np.full, np.arange, np.linspace, np.eye, np.identity}


def is_ordered(x: Any, made: dict[Value, Op]) -> bool:
    """Whether an array is surely contiguous, last index first."""
    op = made.get(x)
    if op is None or op.kind != "call" or "order" in op.kwargs:
        return False
    if op.fn in _ORDERED:
        return True
    if op.fn is np.copy:
        return bool(op.info.get("own") or op.info.get("style") == ("method", "copy"))
    if op.fn in LAYOUT or (op.fn is operator.getitem and _is_leading(op.args[1])):
        return is_ordered(op.args[0], made)
    return False


def _is_leading(index: Any) -> bool:
    """Whether an index takes neighbors along the first axis only."""
    return type(index) is int or (isinstance(index, slice) and index.step in (None, 1))
