"""Loops as Python writes them: over a range, items or tapes, or while a test holds."""

from __future__ import annotations

import ast
from collections.abc import Callable
from dataclasses import dataclass

from sourcediff.backend.expressions import Expressions, bare, load
from sourcediff.backend.names import Names
from sourcediff.backend.statements import mark, negated, quiet
from sourcediff.ir.core import Block, Loop, Op, Value, walk


@dataclass(frozen=True)
class Entries:
    """Entries of tapes that are unpacked as soon as they are taken: into which values, by which operations."""

    parts: dict[Value, list[Value]]
    reads: list[Op]


def find_entries(block: Block) -> Entries:
    """The entries that are unpacked as soon as they are taken."""
    reads = [op for op in walk(block) if op.info.get("entry") and op.kind == "call"]
    found: dict[Value, dict[int, Value]] = {}
    for op in reads:
        found.setdefault(op.args[0], {})[op.args[1]] = op.out
    parts = {
        e: [items.get(i, e) for i in range(len(e.type.items))]  # type: ignore[attr-defined]
        for e, items in found.items()
    }
    return Entries(parts, reads)


@dataclass(frozen=True)
class LoopHeads:
    """Writes the heads of loops around their bodies; where `reusable`, the tapes of a loop are left as they are."""

    expressions: Expressions
    names: Names
    last_use: dict[Value, list[Op]]
    entry_parts: dict[Value, list[Value]]
    statements: Callable[[Block], list[ast.stmt]]
    reusable: bool

    def head(self, op: Op, loop: Loop, body: list[ast.stmt]) -> list[ast.stmt]:
        """The loop statement."""
        if loop.kind == "tape":
            return self.tape_loop(op, loop, body)
        if loop.kind == "while":
            return self.while_loop(loop, body)
        assert loop.index is not None
        target = ast.Name(self.index_name(loop), ast.Store())
        if loop.tapes and self.reusable:
            return self.zipped(loop, [target], [self.iterable(op, loop)], body)
        pops = [self.pop(tape, entry) for tape, entry in zip(loop.tapes, loop.entries, strict=True)]
        body = [quiet(p, op) for p in pops] + body
        return [ast.For(target, self.iterable(op, loop), body or [ast.Pass()], [], lineno=0)]

    def index_name(self, loop: Loop) -> str:
        """The name of the index, `_` where nothing reads it."""
        index = loop.index
        assert index is not None
        if index not in self.last_use and not index.hint:
            return "_"
        return self.names.name[index]

    def iterable(self, op: Op, loop: Loop) -> ast.expr:
        """What a `for` goes over."""
        if loop.kind == "items":
            return self.expressions.write(loop.iterable[0])
        start, stop, step = loop.iterable
        args = [start, stop, step]
        if step == 1:
            args = [stop] if type(start) is int and start == 0 else [start, stop]
        made: ast.expr = ast.Call(load("range"), [self.expressions.write(a) for a in args], [])
        read = loop.index in self.last_use or not op.info.get("adjoint")
        if op.info.get("reversed") and read:
            made = ast.Call(load("reversed"), [made], [])
        return made

    def pop(self, tape: Value, entry: Value) -> ast.stmt:
        """`x = tape.pop()`."""
        call = ast.Call(ast.Attribute(self.expressions.write(tape), "pop", ast.Load()), [], [])
        return ast.Assign([self.entry_target(entry)], call, lineno=0)

    def entry_target(self, entry: Value) -> ast.expr:
        """The name, or the tuple of names, that a tape's entry is bound to."""
        parts = self.entry_parts.get(entry)
        if parts is None:
            return ast.Name(self.names.name[entry], ast.Store())
        return ast.Tuple([ast.Name(self.names.name[p], ast.Store()) for p in parts], ast.Store())

    def tape_loop(self, op: Op, loop: Loop, body: list[ast.stmt]) -> list[ast.stmt]:
        """`while tape:`, or `for ... in reversed(tape)` where the tape is read again."""
        if all(self.is_last(tape, op) for tape in loop.tapes):
            pops = [
                self.pop(tape, entry) for tape, entry in zip(loop.tapes, loop.entries, strict=True)
            ]
            return [
                ast.While(
                    self.expressions.write(loop.tapes[0]), [quiet(p, op) for p in pops] + body, []
                )
            ]
        return self.zipped(loop, [], [], body)

    def zipped(
        self, loop: Loop, names: list[ast.expr], sources: list[ast.expr], body: list[ast.stmt]
    ) -> list[ast.stmt]:
        """A loop that reads its tapes from their ends and leaves them as they are."""
        names = [*names, *(self.entry_target(e) for e in loop.entries)]
        turned = [ast.Call(load("reversed"), [self.expressions.write(t)], []) for t in loop.tapes]
        sources = [*sources, *turned]
        if len(names) == 1:
            return [ast.For(names[0], sources[0], body or [ast.Pass()], [], lineno=0)]
        source = ast.Call(load("zip"), sources, [])
        return [ast.For(ast.Tuple(names, ast.Store()), source, body or [ast.Pass()], [], lineno=0)]

    def is_last(self, tape: Value, op: Op) -> bool:
        """Whether a loop may use up a tape."""
        return not self.reusable and self.last_use.get(tape) == [op]

    def while_loop(self, loop: Loop, body: list[ast.stmt]) -> list[ast.stmt]:
        """`while test:`, or a loop that is left where the test has statements of its own."""
        if len(loop.op.blocks) == 1:
            return [ast.While(ast.Constant(True), body or [ast.Pass()], [])]
        setup = self.statements(loop.test)
        test = bare(self.expressions.write(loop.test.results[0]))
        if not setup:
            return [ast.While(test, body or [ast.Pass()], [])]
        leave: ast.stmt = ast.If(negated(test), [ast.Break()], [])
        return [ast.While(ast.Constant(True), [*setup, mark(leave, loop.op), *body], [])]
