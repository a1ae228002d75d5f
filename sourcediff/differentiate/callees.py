"""What calls by name, of functions that call themselves, contribute to their arguments."""

from __future__ import annotations

import operator
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from sourcediff import runtime
from sourcediff.differentiate.adjoints import Adjoints
from sourcediff.differentiate.members import Contribution, read_bars
from sourcediff.errors import Problem, UnsupportedCode
from sourcediff.ir.builder import Builder
from sourcediff.ir.core import Op, Record, Value, leaves, type_of
from sourcediff.ir.types import Num, Tup, Type, Unknown, rank


def call_contributions(
    b: Builder, adj: Adjoints, op: Op, g: Any, active: set[Value]
) -> Iterator[Contribution]:
    """A call of a function of the user's by name: its adjoint is called by name."""
    names, values = active_arguments(op, active)
    seed = _callee_seed(b, adj, g, op.out)
    derived = op.info["derive"](op.fn, names, "adjoint")
    named = {**op.kwargs, free_name("out_bar", op.fn): seed}
    made = b.emit("call", bars_type(tuple(values)), derived, op.args, named)
    b.defs[made].info |= {"callee": True, "derive": op.info["derive"]}
    yield from read_bars(b, tuple(values), made, active)


def bars_type(x: Any) -> Type:
    """The type of the adjoint of an argument that may be a tuple or list of several."""
    if isinstance(x, (tuple, list)):
        return Tup(tuple(map(bars_type, x)))
    t = type_of(x)
    return replace(t, dim=None) if isinstance(t, Num) else t


def pair_contributions(
    b: Builder, adj: Adjoints, op: Op, g: Any, active: set[Value]
) -> Iterator[Contribution]:
    """A call by name that has saved what its reverse sweep reads."""
    reverse, saved, values = op.info["pair"]
    seed = g[0]
    if rank(op.out.type.items[0]) != 0:  # type: ignore[attr-defined]
        seed = _callee_seed(b, adj, seed, b.emit_call(operator.getitem, op.out, 0))
    made = b.emit("call", bars_type(tuple(values)), reverse, (saved, seed))
    yield from read_bars(b, tuple(values), made, active)


def _callee_seed(b: Builder, adj: Adjoints, g: Any, result: Value) -> Any:
    """An adjoint as a callee takes it: with the shape of its result."""
    if isinstance(g, list):
        return tuple(g)
    if isinstance(result.type, Unknown):
        return b.emit_call(runtime.spread, g, result)
    return adj.full(g, result) if rank(result.type) is not None else g


def active_arguments(op: Op, active: set[Value]) -> tuple[tuple[str, ...], list[Any]]:
    """The parameters of a callee that get active values, and these: tuples and lists of them, too."""
    import inspect

    bound = inspect.signature(op.fn).bind(*op.args, **op.kwargs).arguments
    found = {n: x for n, x in bound.items() if any(v in active for v in leaves(x))}
    if not all(map(_is_sequence_of_values, found.values())):
        what, why = (
            "a recursive call gets active values in a container",
            "they are not followed there",
        )
        raise UnsupportedCode(
            [Problem("", op.line, 0, 0, "", what, why, "pass them as arguments of their own")]
        )
    return tuple(found), list(found.values())


def _is_sequence_of_values(x: Any) -> bool:
    """Whether something is a value or literal, or a tuple or list of such."""
    if isinstance(x, (tuple, list)):
        return all(map(_is_sequence_of_values, x))
    return not isinstance(x, (dict, Record))


def free_name(name: str, fn: Any) -> str:
    """A keyword's name, yielding to the parameters of a function."""
    import inspect

    while name in inspect.signature(fn).parameters:
        name += "_"
    return name
