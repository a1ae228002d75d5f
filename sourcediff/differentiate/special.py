"""What operations contribute that are not in the table of rules."""

from __future__ import annotations

import operator
from collections.abc import Iterator
from typing import Any

import numpy as np

from sourcediff import runtime
from sourcediff.differentiate.adjoints import Adjoints
from sourcediff.differentiate.masks import Masked
from sourcediff.differentiate.members import Contribution, check_no_list, to_members
from sourcediff.errors import MissingRule
from sourcediff.ir import primitives
from sourcediff.ir.builder import Builder
from sourcediff.ir.core import Op, Value, type_of
from sourcediff.ir.types import Arr, Lst, Num, same_shape
from sourcediff.rules.registry import find_rule


def _identity(b: Builder, adj: Adjoints, op: Op, g: Any) -> Iterator[Contribution]:
    """The argument itself, or the items of a list that is written out."""
    return to_members(op.args[0], g, b)


def _pick(b: Builder, adj: Adjoints, op: Op, g: Any) -> Iterator[Contribution]:
    """`(a, b, c)[i]`."""
    members, index = op.args
    if not isinstance(members, (tuple, list)):
        return
    if isinstance(index, int):
        yield from to_members(members[index], g, b)
        return
    size = len(members)
    for i, x in enumerate(members):
        hit = b.emit_call(operator.eq, b.emit_call(operator.mod, index, size), i)
        yield x, b.call(primitives.select, hit, g, 0.0)


def _where(b: Builder, adj: Adjoints, op: Op, g: Any) -> Iterator[Contribution]:
    """`np.where(test, x, y)`: each side's adjoint is written where its chain of elementwise operations ends."""
    test, *pair = op.args
    lasting = not adj.aliases.is_stored(test) and same_shape(type_of(test), op.out.type)
    g = adj.full(g, op.out) if _is_narrow(op.out) else g
    for x, side in zip(pair, (True, False), strict=True):
        check_no_list(x, adj.active, op)
        if not isinstance(x, Value) or x not in adj.active:
            continue
        part = Masked(g, test, side)
        if lasting and same_shape(x.type, op.out.type):
            yield x, part
        else:
            whole = adj.select(Masked(adj.full(g, op.out), test, side))
            yield x, adj.inherit(b.record(runtime.unbroadcast, whole, x), whole)


def _is_narrow(x: Value) -> bool:
    """Whether numbers of double precision would widen an array."""
    return isinstance(x.type, Arr) and x.type.dtype != "float64"


def _select(b: Builder, adj: Adjoints, op: Op, g: Any) -> Iterator[Contribution]:
    test, *pair = op.args
    for x, side in zip(pair, (True, False), strict=True):
        if isinstance(x, Value):
            yield x, Masked(g, test, side)


def _float(b: Builder, adj: Adjoints, op: Op, g: Any) -> Iterator[Contribution]:
    x = op.args[0]
    if isinstance(type_of(x), Num):
        yield x, g
    else:
        yield x, b.emit_call(np.full_like, x, g)


def _astype(b: Builder, adj: Adjoints, op: Op, g: Any) -> Iterator[Contribution]:
    x = op.args[0]
    t = type_of(x)
    if isinstance(t, Arr) and isinstance(op.out.type, Arr) and t.dtype == op.out.type.dtype:
        yield x, g
    elif isinstance(t, Arr):
        g = adj.real(x, adj.full(g, op.out))
        same = getattr(type_of(g), "dtype", None) == t.dtype
        yield x, g if same else b.emit_call(primitives.astype, g, np.dtype(t.dtype))
    else:
        yield x, g


def _item(b: Builder, adj: Adjoints, op: Op, g: Any) -> Iterator[Contribution]:
    x, *index = op.args
    if isinstance(type_of(x), Num):
        yield x, g
    elif not index:
        yield x, b.emit_call(np.full_like, x, g)
    else:
        raise MissingRule("`.item()` with an index has no rule; index the array instead", op.line)


def _flatten(b: Builder, adj: Adjoints, op: Op, g: Any) -> Iterator[Contribution]:
    """As that of `np.ravel`, which gives the same numbers."""
    x, *order = op.args
    ravel = find_rule(np.ravel)
    assert ravel is not None and ravel.vjp[0] is not None
    yield x, b.record(ravel.vjp[0], adj.full(g, op.out), op.out, x, *order, **op.kwargs)


def _extreme(b: Builder, adj: Adjoints, op: Op, g: Any) -> Iterator[Contribution]:
    """`max(a, b)` and `min(a, b)` of numbers: a tie is shared."""
    x, y = op.args
    better = operator.gt if op.fn is max else operator.lt
    for one, other in ((x, y), (y, x)):
        if isinstance(one, Value):
            tie = b.call(
                primitives.select,
                b.emit_call(operator.eq, one, other),
                b.call(operator.mul, 0.5, g),
                0.0,
            )
            yield one, b.call(primitives.select, b.emit_call(better, one, other), g, tie)


def _list_repeat(b: Builder, adj: Adjoints, op: Op, g: Any) -> Iterator[Contribution]:
    """`[x] * n` as a run-time list."""
    first = isinstance(op.args[0], list) or isinstance(type_of(op.args[0]), Lst)
    members = op.args[0] if first else op.args[1]
    if isinstance(members, Value):
        yield members, b.emit("call", members.type, runtime.fold_items, (g, members))
        return
    for i, x in enumerate(members):
        if isinstance(x, Value):
            part = b.emit_call(operator.getitem, g, slice(i, None, len(members)))
            yield x, b.emit_call(runtime.sum_items, part)


def _list(b: Builder, adj: Adjoints, op: Op, g: Any) -> Iterator[Contribution]:
    """`list(x)`: the rows of an array, or the items of a list."""
    x = op.args[0]
    yield from to_members(x, b.emit_call(np.stack, g) if isinstance(type_of(x), Arr) else g, b)


SPECIAL: dict[Any, Any] = {
    list: _list, np.where: _where,
    primitives.identity: _identity, operator.getitem: _pick, primitives.select: _select, float: _float, np.float64: _float,
    primitives.astype: _astype, primitives.item: _item, primitives.flatten: _flatten,
    max: _extreme, min: _extreme, operator.mul: _list_repeat,
}  # fmt: skip
