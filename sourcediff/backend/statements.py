"""Parts of statements: assignments at once, tests turned around, and where a statement comes from."""

from __future__ import annotations

import ast
from typing import Any

from sourcediff.ir.core import Op, Value
from sourcediff.ir.types import Lst


def in_parallel(moves: list[tuple[str, ast.expr, Any]]) -> list[ast.stmt]:
    """Assignments one by one if no target is read by a later one, else at once."""
    targets: set[str] = set()
    clash = False
    for name, value, _ in moves:
        read = {n.id for n in ast.walk(value) if isinstance(n, ast.Name)}
        clash = clash or bool(read & targets)
        targets.add(name)
    if clash and len(moves) > 1:
        left = ast.Tuple([ast.Name(n, ast.Store()) for n, _, _ in moves], ast.Store())
        return [ast.Assign([left], ast.Tuple([v for _, v, _ in moves], ast.Load()), lineno=0)]
    return [ast.Assign([ast.Name(n, ast.Store())], v, lineno=0) for n, v, _ in moves]


def stand_in(x: Value) -> ast.expr:
    """What stands for a value that is not bound: of a list there is a shadow all the same, without items."""
    return ast.List([], ast.Load()) if isinstance(x.type, Lst) else ast.Constant(None)


def negated(test: ast.expr) -> ast.expr:
    """`not test`, without a double negation."""
    if isinstance(test, ast.UnaryOp) and isinstance(test.op, ast.Not):
        return test.operand
    return ast.UnaryOp(ast.Not(), test)


def mark(node: ast.stmt, op: Op | None) -> ast.stmt:
    """Note where a statement comes from."""
    node.line = 0 if op is None else op.line  # type: ignore[attr-defined]
    adjoint = op is not None and bool(op.info.get("adjoint"))
    node.part = "end" if op is None else ("reverse" if adjoint else "forward")  # type: ignore[attr-defined]
    return node


def quiet(node: ast.stmt, op: Op) -> ast.stmt:
    """A statement of an operation that needs no comment."""
    mark(node, op).line = 0  # type: ignore[attr-defined]
    return node
