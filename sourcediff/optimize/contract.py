"""Sums of products along an axis, for which the products are not stored: `np.vecdot(a, b)`, `np.einsum`."""

from __future__ import annotations

import operator
from collections import Counter
from typing import Any

import numpy as np

from sourcediff.analysis.alias import Aliases
from sourcediff.ir.builder import Builder
from sourcediff.ir.core import Block, Op, Value, leaves, type_of, uses
from sourcediff.ir.guards import Guards
from sourcediff.ir.types import Arr, rank, shape


def contract_sums(block: Block, guards: Guards, aliases: Aliases) -> None:
    """Rewrite `(a * b).sum(axis=...)` in the reverse sweep, over the last axis or the rows of a matrix."""
    number = Counter(x for op in block.ops for x in uses(op))
    number.update(leaves(block.results))
    _visit(block, number, guards, aliases)


def _visit(block: Block, number: Counter[Value], guards: Guards, aliases: Aliases) -> None:
    made = {o: op for op in block.ops for o in op.outs}
    for op in list(block.ops):
        for inner in op.blocks:
            _visit(inner, number, guards, aliases)
        total = op.kind == "call" and op.fn is np.sum and op.info.get("adjoint")
        product = made.get(op.args[0]) if total and isinstance(op.args[0], Value) else None
        if product is None or number[op.args[0]] != 1 or not _is_product(product, guards):
            continue
        if _is_near(product, op, block, aliases):
            _contract(product, op, block, guards)


def _is_product(op: Op, guards: Guards) -> bool:
    """Whether an operation multiplies two arrays of floats that have one shape and one dtype.

    Not of complex numbers, of which `np.vecdot` conjugates one.
    """
    if op.kind != "call" or op.fn is not operator.mul or op.out.hint:
        return False
    a, b = map(type_of, op.args)
    if not isinstance(a, Arr) or not isinstance(b, Arr) or a.dtype != b.dtype:
        return False
    if np.dtype(a.dtype).kind != "f":
        return False
    p, q = shape(a), shape(b)
    if p is None or q is None or len(p) != len(q):
        return False
    return all(guards.are_surely_equal(*pair) for pair in zip(p, q, strict=True))


def _is_near(product: Op, total: Op, block: Block, aliases: Aliases) -> bool:
    """Whether what an operation multiplies is the same where the products are summed."""
    if not any(aliases.is_stored(x) for x in leaves(product.args)):
        return True
    between = block.ops[block.ops.index(product) + 1 : block.ops.index(total)]
    return all(op.kind in ("call", "attr") for op in between)


def _contract(product: Op, total: Op, block: Block, guards: Guards) -> None:
    """Put one operation in place of a product and its sum, if there is one that does both."""
    ndim, axis = rank(type_of(total.args[0])) or 0, total.kwargs.get("axis")
    keeps = total.kwargs.get("keepdims", False)
    if type(axis) is not int or ndim < 2 or set(total.kwargs) - {"axis", "keepdims"}:
        return
    builder = Builder(guards, Block(), simplified=False)
    builder.line, builder.mirror = total.line, total.mirror
    _write(builder, product.args, axis % ndim, ndim, keeps)
    if not builder.block.ops:
        return
    for op in builder.block.ops:
        op.info["adjoint"] = True
    builder.block.ops[-1].outs = total.outs
    place = block.ops.index(total)
    block.ops[place : place + 1] = builder.block.ops
    block.ops.remove(product)


def _write(builder: Builder, factors: tuple[Any, ...], axis: int, ndim: int, keeps: Any) -> None:
    if axis == ndim - 1 and keeps in (False, True):
        found = builder.emit_call(np.vecdot, *factors)
        if keeps:
            builder.emit_call(operator.getitem, found, (*(slice(None),) * (ndim - 1), None))
    elif axis == 0 and ndim == 2 and keeps is False:
        builder.emit_call(np.einsum, "ij,ij->j", *factors)
