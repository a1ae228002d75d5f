"""Calls of primitives: functions that have a rule become operations."""

from __future__ import annotations

import functools
import inspect
from typing import Any

import numpy as np

from sourcediff.frontend.arrays import as_arguments, at_places
from sourcediff.frontend.expressions import Expressions
from sourcediff.frontend.library import is_library, is_users
from sourcediff.ir.core import Value, leaves
from sourcediff.ir.inference.memory import watch
from sourcediff.ir.types import UNKNOWN, Arr, Tup, Unknown
from sourcediff.rules.registry import Rule, find_rule

_SPLITS = (np.split, np.array_split, np.hsplit, np.vsplit, np.dsplit)


class PrimitiveCalls(Expressions):
    """Functions with rules, and their `out=` and `where=`."""

    def primitive(self, fn: Any, args: list[Any], kwargs: dict[str, Any], node: Any) -> Any:
        """A call of a function that has a rule."""
        rule = find_rule(fn)
        if rule is not None and rule.on_copy is not None:
            return self.call_that_writes(fn, rule, args, kwargs, node)
        args, kwargs, out = split_out(fn, args, kwargs)
        selected = kwargs.pop("where", True) if isinstance(fn, np.ufunc) else True
        if fn is np.sum and "where" in kwargs and len(args) < 3:
            args[0] = self.primitive(np.where, [kwargs.pop("where"), args[0], 0.0], {}, node)
        named = {k: self.operand(v, node) for k, v in kwargs.items()}
        operands, named = at_places(fn, tuple(self.operand(a, node) for a in args), named)
        operands = as_arguments(self.b, fn, operands)
        made = self.b.emit_call(fn, *operands, **named)
        if rule is not None and is_users(fn):
            self.check_rule(fn, rule, made, operands, named, node)
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

    def check_rule(
        self, fn: Any, rule: Rule, made: Any, operands: Any, named: Any, node: Any
    ) -> None:
        """Refuse a function of the user's that does to arrays what its rule does not say; note what it gives back."""
        found = watch(fn, operands, named)
        name = getattr(fn, "__name__", "the function")
        if found.stores:
            raise self.refuse(
                node, f"`{name}` stores into an array that it gets, and its rule does not say so",
                "what the array holds afterwards has a derivative of its own",
                f"state the rule with `writes=`: rule({name}, ..., writes=(0,))",
            )  # fmt: skip
        if found.shares and not rule.view and made in self.b.defs:
            self.b.defs[made].info["shares"] = True

    def call_that_writes(
        self, fn: Any, rule: Rule, args: list[Any], kwargs: dict[str, Any], node: Any
    ) -> None:
        """Call a function that stores into its arguments as its rule says: copies are changed, and stored."""
        name = getattr(fn, "__name__", "the function")
        operands = [self.operand(a, node) for a in args]
        named = {k: self.operand(v, node) for k, v in kwargs.items()}
        written: list[Any] = [operands[i] if i < len(operands) else None for i in rule.writes]
        if not all(isinstance(x, Value) and isinstance(x.type, (Arr, Unknown)) for x in written):
            raise self.refuse(
                node, f"`{name}` stores into what is no array here, or is given by name",
                "its rule says at which positions it gets the arrays", "pass arrays by position",
            )  # fmt: skip
        for i, x in enumerate(written):
            for y in [*written[:i], *(y for y in operands if y not in written), *named.values()]:
                self.watch_apart(x, y)
        made = self.b.emit_call(rule.on_copy, *operands, **named)
        self.shared.texts.setdefault(id(rule.on_copy), (rule.on_copy, f"{name}_on_copy"))
        parts = (
            [made] if len(written) == 1 else [self.getitem(made, i) for i in range(len(written))]
        )
        for x, part in zip(written, parts, strict=True):
            self.b.store(x, Ellipsis, part)

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
