"""Items of tuples are read where the tuple is made, so that their adjoints are known where that is undone."""

from __future__ import annotations

import operator
from collections.abc import Iterator
from functools import partial
from typing import Any

from sourcediff.analysis.binding import find_unbound
from sourcediff.ir.core import Block, Loop, Op, Value, leaves, rebuild, substitute, walk
from sourcediff.ir.types import Arr, Lst, Tup, Unknown, carries

Reads = dict[Value, list[tuple[Block, Op]]]


def read_items_at_once(block: Block) -> None:
    """Bring the reads of a tuple's items that stand in other blocks to where the tuple is made, each once."""
    while _open_elsewhere(block) or _bring_all(block):
        pass
    _read_arrays(block)


def _bring_all(block: Block) -> bool:
    """Bring the reads of tuples that are there now; whether there were any."""
    reads = _find_reads(block)
    unbound = find_unbound(block) | _read_in_tests(block, reads) if reads else set()
    mapping: dict[Value, Value] = {}
    moved = [
        _bring(home, maker, reads[x], mapping)
        for home, maker, x in list(_makers(block))
        if x in reads and x not in unbound
    ]
    substitute(block, mapping)
    return any(moved)


def _open_elsewhere(block: Block) -> bool:
    """Let tuples that are put into lists in other blocks than their own be written item by item; whether there were any."""
    homes = {x: home for home, _, x in _makers(block) if carries(x.type)}
    unbound = find_unbound(block) if homes else set()
    found = False
    for inner in [block, *(b for op in walk(block) for b in op.blocks)]:
        for op in [o for o in inner.ops if o.kind in ("append", "store")]:
            whole = [x for x in leaves(op.args[-1]) if x in homes and x not in unbound]
            opened = {x: _items(x, op, inner) for x in whole if homes[x] is not inner}
            op.args = (*op.args[:-1], rebuild(op.args[-1], partial(_opened, opened)))
            found = found or bool(opened)
    return found


def _opened(opened: dict[Value, tuple[Value, ...]], x: Value) -> Any:
    return opened.get(x, x)


def _items(x: Value, user: Op, block: Block) -> tuple[Value, ...]:
    """The items of a tuple, read before an operation."""
    assert isinstance(x.type, Tup)
    made = tuple(Value(t) for t in x.type.items)
    reads = [
        Op("call", (out,), operator.getitem, (x, i), line=user.line) for i, out in enumerate(made)
    ]
    place = block.ops.index(user)
    block.ops[place:place] = reads
    return made


def _read_arrays(block: Block) -> None:
    """Read every array of a tuple of which an item is read: its adjoint, if it is zero, is made like it."""
    reads = _find_reads(block)
    for home, maker, x in list(_makers(block)):
        places = {op.args[1] for inner, op in reads.get(x, ()) if inner is home}
        start = home.ops.index(maker) + 1 if maker is not None else 0
        for i, t in enumerate(x.type.items) if places else ():  # type: ignore[attr-defined]
            if i not in places and isinstance(t, (Arr, Lst, Unknown)):
                read = Op("call", (Value(t),), operator.getitem, (x, i), line=x.line)
                home.ops.insert(start, read)


def _find_reads(block: Block) -> Reads:
    """The tuples whose items are read at places that are known, with the reads and their blocks."""
    found: Reads = {}
    for inner in [block, *(b for op in walk(block) for b in op.blocks)]:
        for op in inner.ops:
            if _reads_item(op):
                found.setdefault(op.args[0], []).append((inner, op))
    return found


def _reads_item(op: Op) -> bool:
    """Whether an operation reads an item of a tuple at a place that is known."""
    if op.kind != "call" or op.fn is not operator.getitem or not isinstance(op.args[0], Value):
        return False
    return isinstance(op.args[0].type, Tup) and type(op.args[1]) is int


def _makers(block: Block) -> Iterator[tuple[Block, Op | None, Value]]:
    """Every tuple that is made in a block, with the operation that makes it, None if the block is handed it."""
    yield from ((block, None, x) for x in block.params if isinstance(x.type, Tup))
    for op in block.ops:
        yield from ((block, op, x) for x in op.outs if isinstance(x.type, Tup))
        for inner in op.blocks:
            yield from _makers(inner)


def _read_in_tests(block: Block, reads: Reads) -> set[Value]:
    """What the tests of loops read of what their bodies are handed: it is not made before they run."""
    tests = [Loop(op) for op in walk(block) if op.kind == "loop" and len(op.blocks) > 1]
    return {
        x
        for loop in tests
        for x in loop.body.params
        if any(op is read for _, read in reads.get(x, ()) for op in walk(loop.test))
    }


def _bring(
    home: Block, maker: Op | None, reads: list[tuple[Block, Op]], mapping: dict[Value, Value]
) -> bool:
    """Put the reads of one tuple behind its maker, each once; whether there was anything to do."""
    if all(inner is home for inner, _ in reads):
        return False
    start = home.ops.index(maker) + 1 if maker is not None else 0
    first: dict[int, Value] = {}
    for inner, op in reads:
        inner.ops.remove(op)
        if op.args[1] in first:
            mapping[op.out] = first[op.args[1]]
        else:
            home.ops.insert(start + len(first), op)
            first[op.args[1]] = op.out
    return True
