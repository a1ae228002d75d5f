"""A call of a Python function in the IR, lowered from its source: how helpers are differentiated again."""

from __future__ import annotations

import operator
from typing import Any

from sourcediff import runtime
from sourcediff.frontend.arguments import Known, Typed
from sourcediff.frontend.lower import lower_for
from sourcediff.frontend.parse import parse
from sourcediff.ir.core import Block, Op, Value, clone, leaves, substitute, type_of, walk
from sourcediff.ir.guards import Guards
from sourcediff.ir.types import UNKNOWN, Lst, Tup
from sourcediff.rules.registry import is_expandable

_SUMS = {runtime.add_lists, runtime.add_items}  # which add in place


def expand_calls(block: Block, guards: Guards, outer: Any) -> dict[str, Any]:
    """Put the bodies of helpers without a rule where they are called; what their texts name is handed back."""
    partners: dict[str, Any] = {}
    while _expand_once(block, guards, outer, partners):
        pass
    return partners


def _expand_once(block: Block, guards: Guards, scope: Any, partners: dict[str, Any]) -> bool:
    found = False
    for outer in [block, *(b for op in walk(block) for b in op.blocks)]:
        for op in list(outer.ops):
            if op.kind == "call" and is_expandable(op.fn):
                result = _expand(outer, op, guards, scope, partners)
                _open(block, op.out, result)
                found = True
            elif op.kind == "effect" and op.fn in _SUMS:
                _expand(outer, op, guards, scope, partners)
                found = True
    return found


def _expand(outer: Block, op: Op, guards: Guards, scope: Any, partners: dict[str, Any]) -> Any:
    source = parse(op.fn.__wrapped__)
    names = [a.id for a in source.tree.args.args]
    given = dict(zip(names, op.args, strict=False)) | op.kwargs
    defaults = op.fn.__wrapped__.__defaults__ or ()
    for name, value in zip(names[len(names) - len(defaults) :], defaults, strict=True):
        given.setdefault(name, value)
    examples = {n: _example(x) for n, x in given.items()}
    made = lower_for(source, examples, guards, scope, partners)
    mapping: dict[Value, Any] = {p: given[n] for n, p in zip(names, made.block.params, strict=True)}
    copied = clone(Block([], made.block.ops, made.block.results), mapping)
    place = outer.ops.index(op)
    result = copied.results[0]
    for inner in walk(copied):
        inner.line = op.line
        inner.info.pop("free", None)
    outer.ops[place : place + 1] = copied.ops
    if op.outs:
        _replace(outer, op, result, place + len(copied.ops))
    return result


def _open(block: Block, out: Value, result: Any) -> None:
    """Let reads of the items of a result be the items."""
    if not isinstance(result, (tuple, list)):
        return
    mapping: dict[Value, Any] = {}
    for op in walk(block):
        if (
            op.kind == "call"
            and op.fn is operator.getitem
            and op.args[0] is out
            and type(op.args[1]) is int
        ):
            mapping[op.out] = result[op.args[1]]
    substitute(block, mapping)


def _example(x: Any) -> Any:
    """What stands for an operand while a helper is lowered."""
    if isinstance(x, Value):
        return Typed(type_of(x))
    if not isinstance(x, list) and not list(leaves(x)):
        return Known(x)
    return type(x)(_example(part) for part in x)


def _replace(outer: Block, op: Op, result: Any, place: int) -> None:
    from sourcediff.ir import primitives

    if isinstance(result, (tuple, list)):
        op.out.type = Tup(tuple(type_of(x) if isinstance(x, Value) else UNKNOWN for x in result))
        result = list(result)
    elif isinstance(result, Value) and isinstance(result.type, Lst):
        op.out.type = result.type  # its items are added to one by one
    outer.ops.insert(
        place, Op("call", op.outs, primitives.identity, (result,), line=op.line, info=dict(op.info))
    )
