"""Shaping: an adjoint with the shape, and in the field of numbers, of what it belongs to."""

from __future__ import annotations

import operator
from typing import Any

import numpy as np

from sourcediff import runtime
from sourcediff.differentiate.masks import Masked, Masks
from sourcediff.ir.core import Value, type_of
from sourcediff.ir.simplify import is_literal
from sourcediff.ir.types import (
    Arr,
    Either,
    Lst,
    Num,
    Tape,
    Tup,
    Unknown,
    is_complex,
    is_real,
    rank,
    same_shape,
)


class Shaping(Masks):
    """What adjoints are made to fit their values."""

    buffers: set[Value]
    passed: set[Any]

    def full(self, g: Any, like: Any) -> Any:
        """An adjoint with the shape of what it belongs to."""
        g = self.select(g)
        return self.inherit(self.shaped(g, like), g)

    def shaped(self, g: Any, like: Any) -> Any:
        """An adjoint with the shape of what it belongs to, its selection written."""
        t, wanted = type_of(g), type_of(like)
        if same_shape(t, wanted) or self.b.guards.agree(t, wanted) or self.b.fits(g, like):
            return g
        if rank(wanted) == 0 and rank(t) == 0:
            return g
        if isinstance(wanted, Either):
            return self.spread(g, like) if isinstance(t, Num) else self.exact(g, like)
        if isinstance(wanted, (Lst, Tape, Tup)):
            return g
        if rank(t) == 0:
            return self.b.emit_call(np.full_like, like, g)
        return self.b.emit_call(runtime.spread, g, like)

    def exact(self, g: Any, x: Any) -> Any:
        """An adjoint that is a number where what it belongs to is one.

        The adjoint of a value that may be a number or an array can be an array in any case. It is summed where
        it is known that the value is a number, or where it is kept beside what is a number.
        """
        t = type_of(g)
        if g is None or not isinstance(type_of(x), Either) or isinstance(t, Either):
            return g
        if isinstance(t, Num):
            return g if is_literal(g) and g == 0 else self.spread(g, x)
        return self.b.emit("call", x.type, runtime.unbroadcast, (g, x))

    def number(self, g: Any) -> Any:
        """The adjoint of a number as a number: what may be an array without axes would be added to in place."""
        t = type_of(g)
        if isinstance(t, Arr) and rank(t) == 0:
            return self.inherit(self.b.emit_call(operator.getitem, g, ()), g)
        return self.inherit(self.b.emit_call(np.sum, g), g) if isinstance(t, Either) else g

    def is_own(self, g: Any) -> bool:
        """Whether an adjoint is a buffer that only the value at hand adds to."""
        return g in self.buffers and g not in self.passed

    def spread(self, g: Any, x: Any) -> Value:
        """A number for each element of what may be an array."""
        return self.b.emit("call", type_of(x), runtime.spread, (g, x))

    def alike(self, x: Value, old: Any, g: Any) -> tuple[Any, Any]:
        """Two adjoints of what may be a number or an array, so that they can be added."""
        if old in self.buffers:
            return old, self.exact(g, x)
        if isinstance(type_of(old), Arr) and isinstance(type_of(g), Arr):
            return old, g
        return self.exact(old, x), self.exact(g, x)

    def real(self, x: Value, g: Any) -> Any:
        """The real part of an adjoint where what it belongs to is real, and was made complex by an operation."""
        if isinstance(g, Masked):
            return Masked(self.real(x, g.g), g.test, g.side)
        t = type_of(g)
        if is_real(x.type) and is_complex(t):
            return self.inherit(self.b.emit_call(np.real, g), g)
        if not self.b.complex or (is_complex(x.type) or is_real(t)):
            return g
        if isinstance(x.type, Unknown) or isinstance(t, Unknown):
            return self.inherit(self.b.emit("call", t, runtime.real_like, (g, x)), g)
        return g
