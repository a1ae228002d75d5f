"""Calls of primitives: functions that have a rule become operations."""

from __future__ import annotations

import functools
import inspect
from typing import Any

import numpy as np

from sourcediff.frontend.arrays import as_arguments, at_places
from sourcediff.frontend.expressions import Expressions
from sourcediff.frontend.library import is_library
from sourcediff.ir.core import Value, leaves
from sourcediff.ir.types import UNKNOWN, Tup, Unknown

_SPLITS = (np.split, np.array_split, np.hsplit, np.vsplit, np.dsplit)


class PrimitiveCalls(Expressions):
    """Functions with rules, and their `out=` and `where=`."""

    def primitive(self, fn: Any, args: list[Any], kwargs: dict[str, Any], node: Any) -> Any:
        """A call of a function that has a rule."""
        args, kwargs, out = split_out(fn, args, kwargs)
        selected = kwargs.pop("where", True) if isinstance(fn, np.ufunc) else True
        if fn is np.sum and "where" in kwargs and len(args) < 3:
            args[0] = self.primitive(np.where, [kwargs.pop("where"), args[0], 0.0], {}, node)
        named = {k: self.operand(v, node) for k, v in kwargs.items()}
        operands, named = at_places(fn, tuple(self.operand(a, node) for a in args), named)
        operands = as_arguments(self.b, fn, operands)
        made = self.b.emit_call(fn, *operands, **named)
        if fn in _SPLITS and isinstance(made.type, Unknown) and leaves((operands[1:], named)):
            raise self.refuse(
                node,
                f"the parts of `np.{fn.__name__}` are counted at run time only",
                "each is followed by itself",
                "write the number of sections or the places as literals, or slice in a loop",
            )
        if fn in _SPLITS and isinstance(made.type, Unknown):
            made.type = _parts_type(*operands[1:2], **named)
        if selected is not True:
            kept = 0.0 if out is None else self.operand(out, node)
            made = self.b.emit_call(np.where, self.operand(selected, node), made, kept)
        return made if out is None else self.store_out(out, made, node)

    def store_out(self, out: Any, made: Value, node: Any) -> Any:
        """What `out=` does: the result is stored into an array, which is the value of the call."""
        if not isinstance(out, Value):
            raise self.refuse(node, "`out=` is not an array here", "it cannot be stored into")
        self.b.store(out, Ellipsis, made)
        return out


def _parts_type(indices_or_sections: Any, **_: Any) -> Tup | Unknown:
    """The type of the parts of an array: as many as were asked for, or one more than places."""
    if isinstance(indices_or_sections, int):
        return Tup((UNKNOWN,) * indices_or_sections)
    if isinstance(indices_or_sections, (list, tuple)):
        return Tup((UNKNOWN,) * (len(indices_or_sections) + 1))
    return UNKNOWN


def split_out(
    fn: Any, args: list[Any], kwargs: dict[str, Any]
) -> tuple[list[Any], dict[str, Any], Any]:
    """The arguments of a call without `out`, and what was given for it by name or by position."""
    kwargs = dict(kwargs)
    out, place = kwargs.pop("out", None), out_place(fn)
    if place is not None and len(args) > place:
        out, args = args[place], [*args[:place], *args[place + 1 :]]
        names = list(inspect.signature(fn).parameters) if len(args) > place else []
        kwargs |= dict(zip(names[place + 1 :], args[place:], strict=False))
        args = args[:place]
    if isinstance(out, tuple) and len(out) == 1:
        out = out[0]
    return args, kwargs, out


@functools.cache
def out_place(fn: Any) -> int | None:
    """The position at which a function takes `out`, None if it does not."""
    if isinstance(fn, np.ufunc):
        return fn.nin if fn.nout == 1 else None
    if fn in (np.dot, np.concatenate):  # they say so themselves since NumPy 2.4
        return 2
    if not is_library(fn):
        return None
    try:
        found = inspect.signature(fn).parameters
    except (TypeError, ValueError):
        return None
    takes = "out" in found and found["out"].kind is not inspect.Parameter.KEYWORD_ONLY
    return list(found).index("out") if takes else None
