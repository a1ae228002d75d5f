"""Increments: `y[k] = y[k] + v` is gone back over like `y[k] += v`."""

from __future__ import annotations

import operator
from collections.abc import Iterator
from typing import Any

from sourcediff.analysis.alias import Aliases
from sourcediff.analysis.regions import Nest, may_meet, parts_of
from sourcediff.ir.core import Block, Op, Value, walk
from sourcediff.ir.inference.indexing import is_basic
from sourcediff.ir.types import Arr, rank

Terms = list[tuple[str, Any]]


def added_terms(store: Op, block: Block, aliases: Aliases, made: dict[Value, Op]) -> Terms | None:
    """What a store adds to what is there, each with its sign; None where it stores something else."""
    base, index, value = store.args
    if store.info.get("op", "") or not isinstance(base.type, Arr) or not is_basic(index):
        return None
    terms: Terms = []
    for op in _sums(value, made):
        left, right = op.args
        plus = op.fn is operator.add
        flipped = plus and _is_region(right, base, index, aliases)
        there, term = (right, left) if flipped else (left, right)
        terms.append(("+" if plus else "-", term))
        if _is_region(there, base, index, aliases):
            flat = rank(there.type) is not None and rank(there.type) == rank(value.type)
            return terms if flat and _stands(op, store, terms, block, aliases) else None
    return None


def _sums(value: Any, made: dict[Value, Op]) -> Iterator[Op]:
    """The sums and differences of which a value is made, the last one first."""
    while isinstance(value, Value) and isinstance(value.type, Arr) and value in made:
        op = made[value]
        if op.kind != "call" or op.fn not in (operator.add, operator.sub):
            return
        yield op
        value = op.args[0]


def _is_region(x: Any, base: Value, index: Any, aliases: Aliases) -> bool:
    """Whether a value is the view of an array at an index, or the array itself where that is all of it."""
    if index is Ellipsis:
        return x is base
    under, op = aliases.base.get(x, (None, None)) if isinstance(x, Value) else (None, None)
    return op is not None and under is base and op.fn is operator.getitem and op.args[1] == index


def _stands(reader: Op, store: Op, terms: Terms, block: Block, aliases: Aliases) -> bool:
    """Whether between a read of a region and a store neither it nor what is added is stored into."""
    if reader not in block.ops:
        return False
    base, index, _ = store.args
    between = block.ops[block.ops.index(reader) + 1 : block.ops.index(store)]
    added = {aliases.find(x) for _, x in terms if isinstance(x, Value)}
    for op in walk(Block([], between, [])):
        if op.kind == "effect" or op.info.get("callee"):
            return False
        changes = op.kind in ("store", "append", "pop")
        if changes and aliases.find(op.args[0]) in added:
            return False
        same = changes and aliases.find(op.args[0]) is aliases.find(base)
        if same and may_meet(op, (base, parts_of(index)), (Nest(), Nest()), [], True):
            return False
    return True
