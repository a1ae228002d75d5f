"""What a well-formed function is: each value defined once, used only where it is in scope, arities that agree."""

from __future__ import annotations

from typing import Any

from sourcediff.errors import SourcediffError
from sourcediff.ir.core import Block, Function, Loop, Op, Value, inputs, leaves, type_of, walk
from sourcediff.ir.types import Arr, Either, Num, Type, something_of


class Malformed(SourcediffError, AssertionError):
    """The IR broke one of its own rules: a bug in a pass, found before anything was computed."""


def verify(function: Function, stage: str = "") -> Function:
    """Return the function if it is well-formed."""
    seen: set[Value] = set()
    _block(function.block, set(), seen, f"{function.name} after {stage}")
    return function


def _define(values: list[Value], scope: set[Value], seen: set[Value], where: str) -> None:
    for x in values:
        if x in seen:
            raise Malformed(f"{where}: {x} is defined twice")
        seen.add(x)
        scope.add(x)


def _use(values: list[Value], scope: set[Value], what: str, where: str) -> None:
    for x in values:
        if x not in scope:
            raise Malformed(f"{where}: {x} is not in scope in {what}")


def _block(block: Block, scope: set[Value], seen: set[Value], where: str) -> None:
    scope = set(scope)
    _define(block.params, scope, seen, where)
    for op in block.ops:
        _use(
            list(inputs(op)),
            scope,
            f"{op.kind} {getattr(op.fn, '__name__', op.fn)} (line {op.line})",
            where,
        )
        _check_arity(op, where)
        if op.kind == "loop" and len(op.blocks) > 1:
            body, test = op.blocks[1], op.blocks[0]
            _block(Block([], test.ops, test.results), scope | set(body.params), seen, where)
            _block(body, scope, seen, where)
        else:
            for inner in op.blocks:
                _block(inner, scope, seen, where)
        _define(list(op.outs), scope, seen, where)
    _use(list(leaves(block.results)), scope, "the results", where)


def _check_arity(op: Op, where: str) -> None:
    if op.kind == "if" and any(len(b.results) != len(op.outs) for b in op.blocks):
        raise Malformed(f"{where}: a branch (line {op.line}) gives another number of results")
    if op.kind == "loop":
        loop = Loop(op)
        wanted = len(loop.inits) + loop.stops + len(loop.collects)
        if len(loop.body.results) != wanted or len(loop.carried) != len(loop.inits):
            raise Malformed(f"{where}: a loop (line {op.line}) carries another number of values")


_KINDS = ("bool", "int", "float", "complex")


def verify_types(function: Function) -> Function:
    """Return the function if what a loop carries is of the types that its turns rely on."""
    for op in walk(function.block):
        if op.kind == "loop" and not op.info.get("derived"):  # one of an adjoint may start from 0.0
            loop = Loop(op)
            for param, init, last in zip(loop.carried, loop.inits, loop.yields, strict=True):
                if not (_is_within(init, param.type) and _is_within(last, param.type)):
                    raise Malformed(
                        f"{function.name}: a loop (line {op.line}) carries {param} of another type"
                    )
    return function


def _is_within(x: Any, t: Type) -> bool:
    """Whether a number or array may be where one of a type is relied on."""
    found = something_of(type_of(x))
    wanted = something_of(t)
    if isinstance(wanted, Num) and isinstance(found, (Num, Arr, Either)):
        return isinstance(found, Num) and _KINDS.index(found.kind) <= _KINDS.index(wanted.kind)
    if isinstance(wanted, Arr) and isinstance(found, (Num, Arr, Either)):
        return isinstance(found, Arr)
    return True
