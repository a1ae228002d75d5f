"""Which values are text that active ones are written in: what is read from it has lost its derivative."""

from __future__ import annotations

import operator
from collections.abc import Iterable
from typing import Any

import numpy as np

from sourcediff.errors import Problem, UnsupportedCode
from sourcediff.ir import primitives
from sourcediff.ir.core import Block, Loop, Op, Value, inputs, leaves
from sourcediff.ir.types import Arr, Num, Opaque, carries
from sourcediff.rules.registry import find_rule

_WRITERS = (
    primitives.fstring,
    str,
    repr,
    format,
    np.array2string,
    np.array_str,
    np.array_repr,
)
# What gives text or a list of texts when it is given text: nothing is read from it yet.
_HANDERS = (operator.add, operator.mul, operator.mod, operator.getitem, primitives.identity)
_CHANGERS = ("effect", "store", "append")


def writes_text(op: Op) -> bool:
    """Whether an operation writes its arguments into text."""
    if any(op.fn is fn for fn in _WRITERS):
        return True
    if op.fn in ("format", operator.mod) and op.args:
        return isinstance(op.args[0], str) or _is_text(op.args[0])
    return False


def _is_text(x: Any) -> bool:
    return isinstance(x, Value) and isinstance(x.type, Opaque)


def check_texts(block: Block, texts: Iterable[Value], gives_integers: Any) -> None:
    """Refuse to read a number from `texts`, or from what is made of them.

    `gives_integers` says of an operation whether what it gives has no derivative in any case.
    """
    search = _Search(set(texts), gives_integers)
    while True:
        before = len(search.written)
        search.block(block)
        if before == len(search.written):
            return


class _Search:
    """Follows text through operations, containers, branches and loops."""

    def __init__(self, written: set[Value], gives_integers: Any) -> None:
        self.written = written
        self.gives_integers = gives_integers

    def holds(self, template: Any) -> bool:
        return any(x in self.written for x in leaves(template))

    def block(self, block: Block) -> None:
        for op in block.ops:
            self.visit(op)

    def visit(self, op: Op) -> None:
        if op.kind == "if":
            for inner in op.blocks:
                self.block(inner)
            for place, out in enumerate(op.outs):
                self.pass_on([inner.results[place] for inner in op.blocks], (out,))
        elif op.kind == "loop":
            self.loop(Loop(op))
        elif op.kind in _CHANGERS or op.outs:
            self.plain(op)

    def pass_on(self, template: Any, to: Iterable[Value | None]) -> None:
        if self.holds(template):
            self.written.update(x for x in to if x is not None)

    def loop(self, loop: Loop) -> None:
        if loop.kind == "items":
            self.pass_on(loop.iterable, (loop.index,))
        for tape, entry in zip(loop.tapes, loop.entries, strict=True):
            self.pass_on(tape, (entry,))
        for init, param in zip(loop.inits, loop.carried, strict=True):
            self.pass_on(init, (param,))
        self.block(loop.body)
        for param, last, result in zip(loop.carried, loop.yields, loop.results, strict=True):
            self.pass_on((last, param), (param, result))
        for tape, item in zip(loop.collects, loop.collected, strict=True):
            self.pass_on(item, (tape,))

    def plain(self, op: Op) -> None:
        read = op.args[:1] if op.fn is operator.getitem else (op.args, op.kwargs)
        if not self.holds(read) or writes_text(op) or self.gives_integers(op):
            return
        if _reads_number(op):
            raise UnsupportedCode([_problem(op)])
        self.written.update(x for x in op.outs if _may_be_text(x))
        if op.kind in _CHANGERS:
            self.written.update(x for x in inputs(op) if _may_be_text(x))


def _may_be_text(x: Value) -> bool:
    return not isinstance(x.type, (Num, Arr))


def _reads_number(op: Op) -> bool:
    """Whether an operation takes text for a number."""
    if any(op.fn is fn for fn in _HANDERS) or op.kind != "call":
        return any(carries(x.type) and not _may_be_text(x) for x in op.outs if op.kind == "effect")
    return find_rule(op.fn) is not None


def _problem(op: Op) -> Problem:
    what = "an active value is made text, and read from it again"
    why = "text does not say what it depends on"
    return Problem("", op.line, 0, 0, "", what, why, "keep the number, or round it")
