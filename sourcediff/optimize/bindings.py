"""Checks of whether a name is bound: those that a test around or before them has answered are not made."""

from __future__ import annotations

import operator
from typing import Any

from sourcediff.ir import primitives
from sourcediff.ir.core import Block, Loop, Op, Value, made_by, walk
from sourcediff.ir.types import BOOL, INT, Arr, Num

_COMPARISONS = (operator.lt, operator.le, operator.gt, operator.ge, operator.eq, operator.ne)


def decide_bindings(block: Block) -> None:
    """Remove the checks that cannot fail, and ask a loop that always binds a name only whether it has a turn."""
    if any(op.info.get("binding") for op in walk(block)):
        makers = made_by(block)
        _Decider(makers).visit(block, {})
        _ask_for_turns(block, makers)


class _Decider:
    """Goes through blocks with what is known of tests there."""

    def __init__(self, makers: dict[Value, Op]) -> None:
        self.makers = makers

    def visit(self, block: Block, known: dict[Any, bool]) -> None:
        kept = []
        for op in block.ops:
            if op.info.get("binding") and known.get(self.key(op.args[0])):
                continue
            kept.append(op)
            for side, inner in enumerate(op.blocks):
                inside = dict(known)
                if op.kind == "if":
                    self.assume(op.args[0], side == 0, inside)
                self.visit(inner, inside)
            if op.info.get("binding"):
                self.assume(op.args[0], True, known)
        block.ops[:] = kept

    def assume(self, test: Any, truth: bool, known: dict[Any, bool]) -> None:
        """Note what follows from the answer to a test."""
        known[self.key(test)] = truth
        op = self.makers.get(test) if isinstance(test, Value) else None
        if op is None:
            return
        if op.kind == "call" and op.fn is primitives.not_:
            self.assume(op.args[0], not truth, known)
        elif op.kind == "if":
            place = op.outs.index(test)
            yes, no = (inner.results[place] for inner in op.blocks)
            if no is (not truth):  # `a and b` is true, `a or not b` is false
                self.assume(op.args[0], True, known)
                self.assume(yes, truth, known)
            elif yes is (not truth):
                self.assume(op.args[0], False, known)
                self.assume(no, truth, known)

    def key(self, x: Any) -> Any:
        """The same for two values that are surely equal: numbers compared alike."""
        op = self.makers.get(x) if isinstance(x, Value) else None
        if op is not None and op.kind == "if":  # `a and b`, written twice
            results = [inner.results[op.outs.index(x)] for inner in op.blocks]
            return ("if", *((self.key(a), type(a)) for a in (op.args[0], *results)))
        if op is None or op.kind != "call" or op.kwargs:
            return x
        if op.fn is primitives.not_ or (op.fn in _COMPARISONS and all(map(_is_number, op.args))):
            return (op.fn, *((self.key(a), type(a)) for a in op.args))
        return x


def _is_number(x: Any) -> bool:
    return isinstance(x.type, Num) if isinstance(x, Value) else isinstance(x, (int, float))


def _ask_for_turns(block: Block, makers: dict[Value, Op]) -> None:
    """A name that each turn of a loop binds is bound if there is a turn."""
    for op in list(block.ops):
        for inner in op.blocks:
            _ask_for_turns(inner, makers)
        test = op.args[0] if op.info.get("binding") else None
        loop = makers.get(test) if isinstance(test, Value) else None
        is_loop = loop is not None and loop.kind == "loop" and isinstance(test, Value)
        asked = _turns(Loop(loop), test) if is_loop else []  # type: ignore[arg-type]
        if asked:
            block.ops[block.ops.index(op) : block.ops.index(op)] = asked
            op.args = (asked[-1].out,)


def _turns(loop: Loop, flag: Value) -> list[Op]:
    """The operations that tell whether a loop has a turn; none if that is not known of it before."""
    place = loop.results.index(flag) if flag in loop.results else -1
    if place < 0 or loop.inits[place] is not False or loop.yields[place] is not True:
        return []
    has_turn, line = Value(BOOL), loop.op.line
    if loop.kind == "range":
        start, stop, step = loop.iterable
        if type(step) is not int:
            return []
        return [
            Op("call", (has_turn,), operator.gt, (stop, start)[:: 1 if step > 0 else -1], line=line)
        ]
    if loop.kind != "items" or not isinstance(getattr(loop.iterable[0], "type", None), Arr):
        return []  # a list may have grown since
    count = Value(INT)
    return [
        Op("call", (count,), len, (loop.iterable[0],), line=line),
        Op("call", (has_turn,), operator.gt, (count, 0), line=line),
    ]
