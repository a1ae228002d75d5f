"""Opaque calls: of what has neither a rule nor a source, which takes nothing that is differentiated."""

from __future__ import annotations

import builtins
from typing import Any

import numpy as np

from sourcediff.frontend.abstract import DictObj, ListObj
from sourcediff.frontend.expressions import Expressions
from sourcediff.frontend.library import is_inert, is_library
from sourcediff.frontend.state import is_made_here
from sourcediff.ir.core import Op, Value
from sourcediff.ir.types import INERT, OPAQUE, Arr, Opaque, Unknown

_WRITERS = (np.put, np.place, np.putmask, np.fill_diagonal, np.put_along_axis, "shuffle")
_DRAWING = frozenset(dir(np.random.Generator)) | frozenset(dir(np.random.RandomState))


class OpaqueCalls(Expressions):
    """What happens once, in the forward sweep, and may write into what it is given."""

    def opaque_call(self, obj: Any, args: list[Any], kwargs: dict[str, Any], node: Any) -> Any:
        """A call of something that is neither lowered nor differentiated; it may take nothing active."""
        self.check_lists(obj, args, kwargs, node)
        operands = tuple(self.operand(a, node) for a in args)
        named = {k: self.operand(v, node) for k, v in kwargs.items()}
        self.note_writes(obj, operands, named)
        out = Value(_result_guess(obj))
        self.b.append(Op("effect", (out,), obj, operands, named, info={"node": self.place(node)}))
        return out

    def call_value(self, fn: Any, args: list[Any], kwargs: dict[str, Any], node: Any) -> Any:
        """A call of a run-time value."""
        if not isinstance(fn, Value):
            raise self.refuse(node, "this is not callable", "it is a literal")
        made = self.b.defs.get(fn)
        of_generator = made is not None and made.kind == "attr" and made.fn in _DRAWING
        called = made.fn if made is not None and of_generator else fn
        self.check_lists(called, args, kwargs, node)
        operands = tuple(self.operand(a, node) for a in args)
        named = {k: self.operand(v, node) for k, v in kwargs.items()}
        self.note_writes(called, operands, named)
        out = Value(INERT if fn.type == INERT else Unknown())
        self.b.append(
            Op("effect", (out,), fn, (fn, *operands), named, info={"node": self.place(node)})
        )
        return out

    def check_lists(self, obj: Any, args: list[Any], kwargs: dict[str, Any], node: Any) -> None:
        """Let lists and dicts that a call may change exist at run time, where it sees the thing itself."""
        for x in written_by(obj, tuple(args), kwargs):
            if isinstance(x, (Value, ListObj, DictObj)):
                self.check_unchanged(x)
            if isinstance(x, (ListObj, DictObj)) and is_made_here(x):
                raise self.as_plain(x, node)

    def note_writes(self, obj: Any, operands: tuple[Any, ...], named: dict[str, Any]) -> None:
        """Let the memory that a call may write into count as stored into."""
        for x in written_by(obj, operands, named):
            if isinstance(x, Value) and isinstance(x.type, (Arr, Unknown)):
                self.b.store(x, Ellipsis, x)
                self.b.block.ops[-1].info["unseen"] = True

    def place(self, node: Any) -> Any:
        """A place for an error that is found later."""
        return (self.frame.source, node if getattr(node, "lineno", None) else self.node)


def written_by(obj: Any, operands: tuple[Any, ...], named: dict[str, Any]) -> tuple[Any, ...]:
    """What a call of something without source may write into: any array, if nothing is known of it."""
    out = named.get("out", ())
    given = out if isinstance(out, tuple) else (out,)
    if isinstance(obj, str):  # a method of an object of the user's
        return (*operands[:1], *given) if obj in _WRITERS else given
    is_at = isinstance(getattr(obj, "__self__", None), np.ufunc) and obj.__name__ == "at"
    if is_at or obj in _WRITERS or getattr(obj, "__name__", "") == "shuffle":
        return (*operands[:1], *given)
    return (
        given if is_library(obj) or obj in vars(builtins).values() else (*operands, *named.values())
    )


def _result_guess(obj: Any) -> Any:
    if obj in (str, repr, format):
        return Opaque("str")
    if is_inert(obj):
        return INERT
    if obj is np.random.default_rng or obj is np.random.RandomState:
        return Opaque("Generator")
    if obj is print or (isinstance(obj, type) and issubclass(obj, BaseException)):
        return OPAQUE
    return Unknown()
