"""A joint adjoint as a pair: a forward sweep that hands out what it saved, and a reverse sweep that takes it."""

from __future__ import annotations

import operator
from dataclasses import replace
from typing import Any

import numpy as np

from sourcediff import runtime
from sourcediff.analysis.alias import Aliases, find_aliases, is_view
from sourcediff.differentiate.request import Inseparable
from sourcediff.ir.core import (
    Block,
    Function,
    Op,
    Value,
    defined,
    inputs,
    leaves,
    made_by,
    substitute,
    uses,
    walk,
)
from sourcediff.ir.records import Param
from sourcediff.ir.types import Arr, Lst, Tup


def split(joint: Function) -> tuple[Function, Function]:
    """The forward and the reverse sweep.

    The reverse sweep reads what is saved any number of times: tapes are read, not used up, and arrays that it
    would put back as they were are copied first.

    Raises
    ------
    Inseparable : what belongs to which sweep is not clear, or memory that is saved goes by several names.
    """
    seed = joint.block.params[_seed_place(joint)]
    cut = _first_reverse(joint.block)
    before, after = joint.block.ops[:cut], joint.block.ops[cut:]
    value, bars = joint.block.results[0]
    if any(v is seed for op in before for v in uses(op)) or seed in set(leaves(value)):
        raise Inseparable(joint.name)
    aliases = find_aliases(joint.block)
    known = [
        *(p for p in joint.block.params if p is not seed),
        *(out for op in before for out in op.outs),
    ]
    again, saved = _what_crosses(before, after, bars, known)
    reverse = Block([seed], [*again, *after], [bars])
    for x in _spoiled(after, saved, aliases):
        _copy_first(reverse, x)
    bundle = saved[0] if len(saved) == 1 else tuple(saved)
    forward = Block([], before, [(value, bundle)])
    return _forward(joint, forward), _reverse(joint, reverse, saved)


def _seed_place(joint: Function) -> int:
    own = {p.name for p in joint.info["primal"].params}
    return next(i for i, p in enumerate(joint.params) if p.name not in own)


def _first_reverse(block: Block) -> int:
    """Where the operations begin that belong to the reverse sweep alone."""
    forward = [i for i, op in enumerate(block.ops) if not op.info.get("adjoint")]
    return forward[-1] + 1 if forward else 0


def _what_crosses(
    before: list[Op], after: list[Op], bars: object, known: list[Value]
) -> tuple[list[Op], list[Value]]:
    """What the reverse sweep makes again, views and names of the user's, and what must be saved for it."""
    made = made_by(Block([], before, []))
    again: dict[Op, None] = {}
    wanted = dict.fromkeys([v for op in after for v in uses(op)] + list(leaves(bars)))
    inner = defined(Block([], after, []))
    saved: set[Value] = set()

    def visit(x: Value) -> None:
        op = made.get(x)
        if op is not None and (op.kind in ("ref", "attr") or is_view(op)):
            for y in inputs(op):
                visit(y)
            again[op] = None
        else:
            saved.add(x)

    for x in wanted:
        if x not in inner and x in set(known):
            visit(x)
    return [_repeated(op) for op in again], [x for x in known if x in saved]


def _repeated(op: Op) -> Op:
    """The same operation in the reverse sweep, a function of its own."""
    return replace(op, info={**op.info, "adjoint": True}, line=0, mirror=None)


def _spoiled(after: list[Op], saved: list[Value], aliases: Aliases) -> list[Value]:
    """Saved memory that the reverse sweep stores into."""
    stored = {
        aliases.find(op.args[0])
        for op in walk(Block([], after, []))
        if op.kind in ("store", "append", "pop") and isinstance(op.args[0], Value)
    }
    adds = [op for op in walk(Block([], after, [])) if op.kind == "effect" and op.args]
    stored |= {aliases.find(("content", op.args[0])) for op in adds if op.info.get("adjoint")}
    found = [x for x in saved if aliases.find(x) in stored and isinstance(x.type, (Arr, Lst))]
    held = [x for x in saved if aliases.find(("content", x)) in stored]
    if held or len({aliases.find(x) for x in found}) < len(found):
        raise Inseparable(found)
    return found


def _copy_first(reverse: Block, x: Value) -> None:
    """Let the reverse sweep work on a copy of memory, made where it is surely there: branches may leave it unmade."""
    own = Value(x.type, x.hint, x.line, x.stem)
    place = _only_place(reverse, x)
    fn: Any = np.copy if isinstance(x.type, Arr) else list
    if not _is_read_first(place, x):
        fn = runtime.copy_if_made
    substitute(reverse, {x: own})
    place.ops.insert(0, Op("call", (own,), fn, (x,), info={"own": True, "adjoint": True}))


def _only_place(block: Block, x: Value) -> Block:
    """The innermost branch that has every use of a value."""
    users = [op for op in block.ops if x in uses(op)]
    if len(users) != 1 or users[0].kind != "if" or x in {*inputs(users[0]), *leaves(block.results)}:
        return block
    inside = [b for b in users[0].blocks if _is_used(b, x)]
    return _only_place(inside[0], x) if len(inside) == 1 else block


def _is_used(block: Block, x: Value) -> bool:
    return x in leaves(block.results) or any(x in uses(op) for op in block.ops)


def _is_read_first(block: Block, x: Value) -> bool:
    """Whether a block reads a value in any case, so that there is one."""
    return any(op.kind not in ("if", "loop") and x in inputs(op) for op in block.ops)


def _forward(joint: Function, block: Block) -> Function:
    place = _seed_place(joint)
    block.params = [v for i, v in enumerate(joint.block.params) if i != place]
    params = [p for i, p in enumerate(joint.params) if i != place]
    name = joint.info["primal"].name
    info = {**joint.info, "part": "forward sweep"}
    return Function(f"{name}_forward", params, block, joint.guards, info)


def _reverse(joint: Function, block: Block, saved: list[Value]) -> Function:
    """The reverse sweep, which unpacks what was saved; one value is handed over bare."""
    seed = joint.params[_seed_place(joint)]
    if len(saved) == 1:
        block.params = [saved[0], *block.params]
        name = saved[0].hint or "saved"
    else:
        bundle = Value(Tup(tuple(x.type for x in saved)), "saved")
        reads = [
            Op("call", (x,), operator.getitem, (bundle, i), info={"saved": True, "adjoint": True})
            for i, x in enumerate(saved)
        ]
        block.ops[0:0] = reads
        block.params = [bundle, *block.params]
        name = "saved"
    while name == seed.name:
        name += "_"
    block.params[0].hint = name
    params = [Param(name, "plain"), replace(seed, kind="plain", default=None)]
    info = {**joint.info, "part": "reverse sweep", "reusable": True}
    return Function(f"{joint.info['primal'].name}_reverse", params, block, joint.guards, info)
