"""How each kind of operation is gone back over by the reverse sweep, which names forward values freely."""

from __future__ import annotations

import operator
from typing import Any

from sourcediff import runtime
from sourcediff.differentiate.axes import without_new_axes
from sourcediff.differentiate.branches import visit_if
from sourcediff.differentiate.contributions import contributions
from sourcediff.differentiate.lists import visit_append, visit_list_store, visit_pop
from sourcediff.differentiate.loops import visit_loop
from sourcediff.differentiate.numbers import return_numbers
from sourcediff.differentiate.shadows import reads_container
from sourcediff.differentiate.stores import visit_array_store
from sourcediff.differentiate.sweep import Reverse, Sweep, Visitor, refuse
from sourcediff.ir.builder import Builder
from sourcediff.ir.core import Block, Op, Value
from sourcediff.ir.inference.indexing import is_mask
from sourcediff.ir.types import Arr, Lst, Num, Tup, Unknown


def start_reverse(sweep: Sweep, builder: Builder) -> Reverse:
    """A reverse sweep of which nothing is written yet."""
    return Reverse(sweep, builder, _VISITORS)


def visit_call(reverse: Reverse, op: Op, block: Block) -> None:
    """Hand the adjoint of a call's result to its arguments."""
    y = op.out
    if y not in reverse.sweep.active or op.info.get("free"):
        return
    adj = reverse.adj
    if reverse.sweep.aliases.is_stored(y):
        if y in reverse.sweep.aliases.base:
            return  # a view's shadow is a view of its base's
        if y in reverse.sweep.shadows and reads_container(op) and not isinstance(y.type, Num):
            return_numbers(reverse, op)
            return  # and that of an item an item of the container's
        g: Any = reverse.sweep.shadows.get(y) or adj.shadows.get(y)
        reverse.b.memory.add(g)
    else:
        g = adj.take_masked(y)
    if g is None:
        return
    if op.fn is operator.getitem and isinstance(op.args[0], Value):
        g = adj.select(g)
        _name_bar(reverse, g, y)
        _load(reverse, op, adj.exact(g, y))
        return
    _name_bar(reverse, g, y)
    for x, part in contributions(reverse.b, adj, op, g, reverse.sweep.active):
        if not _is_shared(reverse, y, x):
            adj.add(x, part)


def _is_shared(reverse: Reverse, container: Value, x: Any) -> bool:
    """Whether a container holds a value, or what that holds, itself, so that their shadows are the same."""
    of = reverse.sweep.aliases
    shadow = reverse.sweep.shadows.get(container)
    if shadow is None or not isinstance(container.type, (Lst, Tup)):
        return False
    return (
        reverse.sweep.made[shadow].fn
        not in (runtime.zeros_of, runtime.zero_of)  # a list of new arrays
        and isinstance(x, Value)
        and not isinstance(x.type, Num)
        and of.find(("content", container)) in (of.find(x), of.find(("content", x)))
    )


def _name_bar(reverse: Reverse, g: Any, x: Value) -> None:
    """Call the adjoint of a value that the user named `x_bar`."""
    if isinstance(g, Value) and not g.hint and g in reverse.b.defs:
        if x.hint:
            g.hint = f"{x.hint}_bar"
        else:
            g.stem = "t_bar"


def _load(reverse: Reverse, op: Op, g: Any) -> None:
    """The adjoint of `x[index]`."""
    x, index = op.args
    adj = reverse.adj
    if isinstance(x.type, Lst):
        target = adj.shadow(x) if reverse.sweep.aliases.is_stored(x) else adj.buffer(x)
        old = reverse.b.emit_call(operator.getitem, target, index)
        reverse.b.store(target, index, adj.sum_of(op.out.type, old, g))
    elif isinstance(x.type, Tup):
        if not isinstance(index, int):
            what = "an item of a tuple is chosen at run time"
            raise refuse(op, what, "its place must be known")
        adj.add_part(x, index, g)
    elif (whole := without_new_axes(reverse.b, g, op)) is not None:
        adj.add(x, whole)
    elif isinstance(x.type, (Arr, Unknown)):
        adj.add_at(x, index, g, at=reverse.sweep.repeats.may_repeat(index))
        if is_mask(index) and adj.sums.get(x) in adj.buffers:
            adj.strong.add(adj.sums[x])  # what the mask leaves out gets exactly nothing
    else:
        adj.add(x, g)


def visit_store(reverse: Reverse, op: Op, block: Block) -> None:
    """Undo a store into an array or a list."""
    visit = visit_list_store if isinstance(op.args[0].type, Lst) else visit_array_store
    visit(reverse, op, block)


def visit_effect(reverse: Reverse, op: Op, block: Block) -> None:
    """Nothing: an effect has no active result."""
    if op.info.get("adjoint"):
        what = "a list of adjoints is differentiated again"
        raise refuse(op, what, "its sums are made in place")


_VISITORS: dict[str, Visitor] = {
    "call": visit_call,
    "store": visit_store,
    "append": visit_append,
    "pop": visit_pop,
    "effect": visit_effect,
    "if": visit_if,
    "loop": visit_loop,
}
