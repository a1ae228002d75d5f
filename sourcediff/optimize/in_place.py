"""Adjoints are computed in memory that is there already, where nothing else needs it any more."""

from __future__ import annotations

import operator
from collections import Counter
from collections.abc import Iterator
from typing import Any

import numpy as np

from sourcediff.analysis.alias import Aliases, find_aliases, makes_array
from sourcediff.ir.core import Block, Loop, Op, Value, leaves, type_of, uses, walk
from sourcediff.ir.types import Arr, Num, is_real, rank, same_shape
from sourcediff.optimize.share import frozen

# ---- buffers of zeros that are added as a whole to another buffer ----


def merge_buffers(block: Block) -> None:
    """Turn `b = zeros_like(a); b[i] += v; a += b` into `a[i] += v`: the adjoint of a copy is that of the original."""
    pairs = [(inner, op) for inner in _blocks(block) for op in inner.ops if _adds_whole(op)]
    aliases = find_aliases(block) if pairs else Aliases()
    for inner, total in pairs:
        zeros = next((op for op in inner.ops if op.outs == (total.args[2],)), None)
        if zeros is not None and _is_part_of(zeros, total, inner, aliases):
            _merge(zeros, total, inner, aliases)


def _blocks(block: Block) -> Iterator[Block]:
    yield block
    for op in walk(block):
        yield from op.blocks


def _adds_whole(op: Op) -> bool:
    """Whether an operation of the reverse sweep adds one array to another one of its shape and dtype."""
    if op.kind != "store" or not op.info.get("adjoint") or op.info.get("op") != "+":
        return False
    base, index, value = op.args
    return index is Ellipsis and isinstance(value, Value) and _are_alike(base, value)


def _are_alike(a: Value, b: Value) -> bool:
    """Whether two arrays have one shape and one dtype."""
    one, other = a.type, b.type
    if not isinstance(one, Arr) or not isinstance(other, Arr):
        return False
    return one.dtype == other.dtype and same_shape(one, other)


def _is_part_of(zeros: Op, total: Op, block: Block, aliases: Aliases) -> bool:
    """Whether a buffer is only added to until it is added to another one, which nothing reads meanwhile."""
    if zeros.fn is not np.zeros_like or zeros.info.get("exact") or zeros.out in total.args[:1]:
        return False
    after = block.ops[block.ops.index(zeros) + 1 :]
    if total not in after or zeros.out in leaves(block.results):
        return False
    first = next(place for place, op in enumerate(after) if zeros.out in uses(op))
    meanwhile = after[first : after.index(total)]
    late = any(total.args[0] in op.outs for op in meanwhile)
    again = any(zeros.out in uses(op) for op in after[after.index(total) + 1 :])
    memory = {aliases.find(zeros.out), aliases.find(total.args[0])}
    return not (late or again) and all(_only_adds(op, memory, aliases) for op in meanwhile)


def _only_adds(op: Op, memory: set[Any], aliases: Aliases) -> bool:
    """Whether an operation does nothing with some memory but add to it, in its blocks neither."""
    own = [x for inner in op.blocks for x in (*inner.params, *leaves(inner.results))]
    adds = op.kind == "store" and op.info.get("op") in ("+", "-")
    read = leaves((op.args[1:] if adds else op.args, op.kwargs))
    if any(aliases.find(x) in memory for x in (*own, *read, *op.outs)):
        return False
    return all(_only_adds(o, memory, aliases) for inner in op.blocks for o in inner.ops)


def _merge(zeros: Op, total: Op, block: Block, aliases: Aliases) -> None:
    """Let what adds to a buffer add to the one that it was a part of."""
    base = total.args[0]
    for op in walk(block):
        if op.kind == "store" and op.args[0] is zeros.out:
            op.args = (base, *op.args[1:])
            op.info.pop("first", None)
    block.ops[:] = [op for op in block.ops if op not in (zeros, total)]
    aliases.union(zeros.out, base)


# ---- multiples of what is not needed any more ----


def scale_in_place(block: Block, aliases: Aliases) -> None:
    """Turn `a -= 4.0 * t; b += t` in a loop into `b += t; t *= 4.0; a -= t`, where that is the last of `t`."""
    number = Counter(x for op in block.ops for x in uses(op))
    number.update(leaves(block.results))
    for op in walk(block):
        if op.kind == "loop" and op.info.get("adjoint"):
            _scale(Loop(op).body, number, aliases)


def _scale(block: Block, number: Counter[Value], aliases: Aliases) -> None:
    made = {o: op for op in block.ops for o in op.outs}
    scaled: set[Value] = set()
    for op in reversed(list(block.ops)):
        factors = _factors(op, made, number, aliases)
        if factors is None or number[op.out] != 1 or factors[0] in scaled:
            continue
        user = next((o for o in block.ops if _adds(o, op.out)), None)
        if user is not None and _move(op, user, factors, block, aliases):
            scaled.add(factors[0])


def _factors(
    op: Op, made: dict[Value, Op], number: Counter[Value], aliases: Aliases
) -> tuple[Value, Any] | None:
    """A grid of this turn that is used more than once and has no other name, and the number it is multiplied by."""
    if op.kind != "call" or op.fn is not operator.mul or not op.info.get("adjoint"):
        return None
    if (rank(op.out.type) or 0) < 2:  # one operation less is worth more than the memory of a vector
        return None
    for x, factor in (op.args, op.args[::-1]):
        if not isinstance(x, Value) or x not in made or number[x] < 2 or op.out.hint:
            continue
        number_of_reals = isinstance(type_of(factor), Num) and is_real(type_of(factor))
        own = (
            makes_array(made[x]) and aliases.members(x) == {x} and bool(made[x].info.get("adjoint"))
        )
        if number_of_reals and own and _are_alike(x, op.out):
            return x, factor
    return None


def _adds(op: Op, value: Value) -> bool:
    """Whether an operation adds a value to a part of an array, each element once."""
    if op.kind != "store" or op.args[2] is not value or op.info.get("op") not in ("+", "-"):
        return False
    return not (op.info.get("at") or op.info.get("first"))


def _move(scaled: Op, user: Op, factors: tuple[Value, Any], block: Block, aliases: Aliases) -> bool:
    """Put a multiple and its use behind all other uses of the array, if nothing in between reads what is added to."""
    x, factor = factors
    last = max(place for place, op in enumerate(block.ops) if x in uses(op))
    place = max(last, block.ops.index(user)) + 1
    between = block.ops[block.ops.index(user) + 1 : place]
    memory = {aliases.find(user.args[0])}
    fixed = not any(aliases.is_stored(y) for y in leaves((user.args[1], factor)))
    near = not any(op.blocks for op in between)  # what belongs to one line stays together
    adds = all(_only_adds(op, memory, aliases) and not op.info.get("first") for op in between)
    if x in leaves(block.results) or not (fixed and near and adds):
        return False
    scaling = Op("store", (), None, (x, Ellipsis, factor), line=scaled.line, mirror=scaled.mirror)
    scaling.info |= {"op": "*", "whole": True, "adjoint": True}
    user.args = (*user.args[:2], x)
    rest = [op for op in block.ops[:place] if op not in (scaled, user)]
    block.ops[:] = [*rest, scaling, user, *block.ops[place:]]
    return True


# ---- parts that are replaced by what is made of them ----

_IN_PLACE = {operator.add: "+", operator.sub: "-", operator.mul: "*", operator.truediv: "/"}
_EITHER_WAY = (operator.add, operator.mul)


def change_in_place(block: Block, aliases: Aliases) -> None:
    """Turn `b[i] = 2.0 * b[i]` into `b[i] *= 2.0`."""
    number = Counter(x for op in block.ops for x in uses(op))
    number.update(leaves(block.results))
    for inner in list(_blocks(block)):
        made = {o: op for op in inner.ops for o in op.outs}
        for op in [op for op in inner.ops if _replaces(op)]:
            change = made.get(op.args[2])
            if change is None or change.kind != "call" or change.fn not in _IN_PLACE:
                continue
            if number[change.out] == 1:
                _change(op, change, inner, made, number, aliases)


def _replaces(op: Op) -> bool:
    """Whether an operation of the reverse sweep stores something into an array of known type."""
    plain = op.kind == "store" and op.info.get("op", "") == "" and not op.info.get("restore")
    return bool(plain and op.info.get("adjoint")) and isinstance(op.args[0].type, Arr)


def _change(
    store: Op,
    change: Op,
    block: Block,
    made: dict[Value, Op],
    number: Counter[Value],
    aliases: Aliases,
) -> None:
    """Write a store as a change of what stands there, if that is what its value is made of."""
    base, index, _ = store.args
    for part, other in (change.args, change.args[::-1])[: 1 + (change.fn in _EITHER_WAY)]:
        read = made.get(part) if index is not Ellipsis else None
        if index is Ellipsis:
            found = part is base
        else:
            found = read is not None and number[part] == 1 and _reads(read, base, index)
        if found and _may_change(store, read or change, change, other, block, aliases):
            store.args, store.info["op"] = (base, index, other), _IN_PLACE[change.fn]
            store.info |= {"whole": True} if index is Ellipsis else {}
            block.ops[:] = [op for op in block.ops if op not in (read, change)]
            return


def _reads(op: Op, base: Value, index: Any) -> bool:
    """Whether an operation reads a part of an array, as a view or a copy of it."""
    reads = op.kind == "call" and op.fn is operator.getitem and op.args[0] is base
    return reads and frozen(op.args[1], {}) == frozen(index, {})


def _may_change(
    store: Op, first: Op, change: Op, other: Any, block: Block, aliases: Aliases
) -> bool:
    """Whether what is read is what stands there at the store, of one type, and the other operand is no part of it."""
    base = store.args[0]
    part = type_of(first.out) if first is not change else base.type
    numbers = isinstance(part, Num) and isinstance(change.out.type, Num)
    whole = numbers or same_shape(part, change.out.type)
    real = np.dtype(base.type.dtype).kind == "f" and is_real(type_of(other))
    memory = {aliases.find(base)}
    apart = not any(aliases.find(x) in memory for x in leaves((other, store.args[1])))
    between = block.ops[block.ops.index(first) : block.ops.index(store)]
    still = all(op.kind in ("call", "attr", "ref") and not op.info.get("callee") for op in between)
    return whole and real and apart and still
