"""Whether the sizes of operands surely go together, whenever the guard holds."""

from __future__ import annotations

import operator
from typing import Any

import numpy as np

from sourcediff.ir.core import leaves, type_of
from sourcediff.ir.guards import Guards
from sourcediff.ir.inference.elementwise import is_elementwise
from sourcediff.ir.sizes import Dim
from sourcediff.ir.types import Arr

_PRODUCTS = (operator.matmul, np.matmul, np.dot, np.inner)
_OF_LISTS = (np.concatenate, np.stack, np.select)


def fits_surely(fn: Any, args: tuple[Any, ...], guards: Guards) -> bool:
    """Whether a primitive surely takes arrays of these sizes together; of a single one nothing is said.

    That sizes agree which are summed over together becomes a guard.
    """
    if fn is np.einsum:
        return isinstance(args[0], str) and _sums(args[0], args[1:], guards)
    types = [type_of(x) for x in (leaves(args) if fn in _OF_LISTS else args)]
    shapes = [t.shape for t in types if isinstance(t, Arr) and t.shape is not None]
    if len(shapes) < 2 or len(shapes) != sum(isinstance(t, Arr) for t in types):
        return False
    if fn in _PRODUCTS:
        return len(shapes) == 2 and _multiplies(fn, shapes[0], shapes[1], guards)
    if fn is np.concatenate:
        return all(len(s) == 1 for s in shapes)
    if fn in (np.stack, np.vdot, np.vecdot):
        return all(_agree(shapes[0], s, guards) for s in shapes)
    if is_elementwise(fn) or fn in (np.where, np.clip, np.select):
        return guards.surely_broadcast(shapes)
    return False


def _agree(a: tuple[Dim, ...], b: tuple[Dim, ...], guards: Guards) -> bool:
    pairs = zip(a, b, strict=False)
    return len(a) == len(b) and all(guards.unify(x, y) is not None for x, y in pairs)


def _multiplies(fn: Any, a: tuple[Dim, ...], b: tuple[Dim, ...], guards: Guards) -> bool:
    """Whether the sizes of a product go together."""
    if not a or not b:
        return False
    other = b[-1] if fn is np.inner or len(b) == 1 else b[-2]
    return guards.unify(a[-1], other) is not None and (
        fn not in (operator.matmul, np.matmul) or guards.surely_broadcast([a[:-2], b[:-2]])
    )


def _sums(letters: str, operands: tuple[Any, ...], guards: Guards) -> bool:
    """Whether the sizes that `np.einsum` calls by one letter agree."""
    words = letters.replace(" ", "").split("->")[0].split(",")
    types = [type_of(x) for x in operands]
    size: dict[str, Dim] = {}
    for word, t in zip(words, types, strict=False):
        if "." in word or not isinstance(t, Arr) or t.shape is None or len(t.shape) != len(word):
            return False
        for letter, dim in zip(word, t.shape, strict=True):
            if guards.unify(size.setdefault(letter, dim), dim) is None:
                return False
    return len(words) == len(types)
