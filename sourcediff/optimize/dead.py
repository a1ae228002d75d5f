"""Remove what is never used and cannot raise; remove loop parameters that carry nothing."""

from __future__ import annotations

from typing import Any

from sourcediff.ir.core import (
    Block,
    Loop,
    Op,
    Value,
    inputs,
    leaves,
    substitute,
    type_of,
    walk,
)
from sourcediff.ir.types import Num, Unbound
from sourcediff.optimize.raising import may_raise

_EFFECTS = {"store", "effect", "raise", "assert", "append", "pop"}


def eliminate_dead(block: Block) -> None:
    """Remove dead operations and dead or invariant loop parameters, until nothing changes."""
    while True:
        while prune_loops(block):
            pass
        live, needed = _live_values(block)
        if not _sweep(block, live, needed):
            return


def _is_root(op: Op) -> bool:
    return op.kind in _EFFECTS or (op.kind == "call" and may_raise(op))


def _live_values(block: Block) -> tuple[set[Value], set[Op]]:
    """Every value that something needed reads; stores need their base only if the base is needed elsewhere."""
    live: set[Value] = set()
    made_by: dict[Value, Op] = {}
    owner: dict[Op, Op | None] = {}

    def index(inner: Block, parent: Op | None) -> None:
        for op in inner.ops:
            owner[op] = parent
            for out in op.outs:
                made_by[out] = op
            for nested in op.blocks:
                for param in nested.params:
                    made_by[param] = op
                index(nested, op)

    index(block, None)
    pending: list[Value] = list(leaves(block.results))
    done: set[Op] = set()

    def need(op: Op) -> None:
        if op in done:
            return
        done.add(op)
        if op.kind == "loop":
            _need_loop(op)
        elif op.kind == "if":
            pending.extend(leaves(op.args))
        else:
            pending.extend(inputs(op))
        parent = owner[op]
        if parent is not None:
            need(parent)

    def _need_loop(op: Op) -> None:
        loop = Loop(op)
        pending.extend(leaves(loop.iterable))
        if loop.kind == "turns" and op.info["mirrors"] in owner:
            need(op.info["mirrors"])  # which says how often this one runs
        if loop.kind == "tape":
            pending.extend(leaves(loop.tapes[:1]))  # which says how often it runs
        if loop.stops:
            pending.extend(leaves(loop.stop))
        if loop.kind == "while" and len(op.blocks) > 1:
            pending.extend(leaves(loop.test.results))

    for op in owner:
        if _is_root(op):
            need(op)
    while pending:
        value = pending.pop()
        if value in live:
            continue
        live.add(value)
        maker = made_by.get(value)
        if maker is None:
            continue
        need(maker)
        pending.extend(_sources(maker, value))
    return live, done


def _sources(op: Op, value: Value) -> list[Value]:
    """What a result or parameter of a structured operation stands for."""
    if not op.blocks:
        return []
    out: list[Any] = []
    if op.kind == "if":
        place = op.outs.index(value)
        out = [op.blocks[0].results[place], op.blocks[1].results[place]]
    elif op.kind == "loop":
        loop = Loop(op)
        if value in loop.results:
            place = loop.results.index(value)
            out = [loop.inits[place], loop.yields[place], loop.carried[place]]
        elif value in loop.collects:
            out = [loop.collected[loop.collects.index(value)]]
        elif value in loop.carried:
            place = loop.carried.index(value)
            out = [loop.inits[place], loop.yields[place], loop.results[place]]
        elif value in loop.entries:
            out = [loop.tapes[loop.entries.index(value)]]
    return list(leaves(out))


def _sweep(block: Block, live: set[Value], needed: set[Op]) -> bool:
    """Remove what is dead; whether that made anything else so, which had been needed."""
    again = False
    kept = []
    for op in block.ops:
        for inner in op.blocks:
            again |= _sweep(inner, live, needed)
        if op.kind == "if":
            _trim_if(op, live)
        elif op.kind == "loop":
            _trim_loop(op, live)
        if _is_dead(op, live, needed):
            again |= op in needed
        else:
            kept.append(op)
    block.ops[:] = kept
    return again


def _is_dead(op: Op, live: set[Value], needed: set[Op]) -> bool:
    if op.kind == "if":
        return not op.outs and not any(b.ops for b in op.blocks)
    return op not in needed or (op.kind == "loop" and _does_nothing(op, live, needed))


def _does_nothing(op: Op, live: set[Value], needed: set[Op]) -> bool:
    """Whether a loop does nothing but turn, and no reverse loop asks how often, or for what it takes from a tape."""
    if op.outs or Loop(op).body.ops or Loop(op).kind == "while":
        return False
    if not live.isdisjoint(Loop(op).entries):
        return False
    counting = (o for o in needed if o.kind == "loop" and Loop(o).kind == "turns")
    return all(o.info["mirrors"] is not op for o in counting)


def _trim_if(op: Op, live: set[Value]) -> None:
    places = [i for i, out in enumerate(op.outs) if out in live]
    op.outs = tuple(op.outs[i] for i in places)
    for inner in op.blocks:
        inner.results = [inner.results[i] for i in places]


def _trim_loop(op: Op, live: set[Value]) -> None:
    loop = Loop(op)
    carried = [i for i, p in enumerate(loop.carried) if p in live or loop.results[i] in live]
    taken = [i for i, e in enumerate(loop.entries) if e in live or (i == 0 and loop.kind == "tape")]
    given = [i for i, t in enumerate(loop.collects) if t in live]
    same = (len(carried), len(taken), len(given)) == (
        len(loop.carried),
        len(loop.entries),
        len(loop.collects),
    )
    if not same:
        keep_loop(op, carried, taken, given)


def keep_loop(op: Op, carried: list[int], taken: list[int], given: list[int]) -> None:
    """Keep only some carried values, tape entries and collected values of a loop."""
    loop = Loop(op)
    lead = loop.body.params[: loop.lead]
    params = lead + [loop.entries[i] for i in taken] + [loop.carried[i] for i in carried]
    results = [loop.yields[i] for i in carried] + ([loop.stop] if loop.stops else [])
    results += [loop.collected[i] for i in given]
    args = (
        loop.iterable,
        tuple(loop.tapes[i] for i in taken),
        tuple(loop.inits[i] for i in carried),
    )
    outs = tuple(loop.results[i] for i in carried) + tuple(loop.collects[i] for i in given)
    op.args, op.outs = args, outs
    loop.body.params, loop.body.results = params, results


def prune_loops(block: Block) -> bool:
    """Take out of loops what they carry unchanged."""
    changed = False
    mapping: dict[Value, Any] = {}
    for op in walk(block):
        if op.kind == "loop":
            changed |= _prune_loop(op, mapping)
        elif op.kind == "if":
            changed |= _prune_if(op, mapping)
    if mapping:
        substitute(block, mapping)
    return changed


def _prune_loop(op: Op, mapping: dict[Value, Any]) -> bool:
    loop = Loop(op)
    kept = []
    for i, (init, param, last) in enumerate(
        zip(loop.inits, loop.carried, loop.yields, strict=True)
    ):
        last = mapping.get(last, last) if isinstance(last, Value) else last
        unchanged = last is param or _same_literal(init, last)
        if unchanged and not isinstance(type_of(init), Unbound) and init is not param:
            mapping[param] = init
            mapping[loop.results[i]] = init
        else:
            kept.append(i)
    if len(kept) == len(loop.carried):
        return False
    keep_loop(op, kept, list(range(len(loop.entries))), list(range(len(loop.collects))))
    return True


def _same_literal(a: Any, b: Any) -> bool:
    plain = (bool, int, float, type(None))
    return type(a) is type(b) and isinstance(a, plain) and a == b and repr(a) == repr(b)


def _prune_if(op: Op, mapping: dict[Value, Any]) -> bool:
    """Results that are the same on both branches, or just the test itself."""
    kept = []
    for i, (a, b) in enumerate(zip(op.blocks[0].results, op.blocks[1].results, strict=True)):
        if a is b or _same_literal(a, b):
            mapping[op.outs[i]] = a
        elif a is True and b is False and isinstance(op.args[0], Value) and _is_bool(op.args[0]):
            mapping[op.outs[i]] = op.args[0]
        else:
            kept.append(i)
    if len(kept) == len(op.outs):
        return False
    op.outs = tuple(op.outs[i] for i in kept)
    for inner in op.blocks:
        inner.results = [inner.results[i] for i in kept]
    return True


def _is_bool(x: Value) -> bool:
    return isinstance(x.type, Num) and x.type.kind == "bool"
