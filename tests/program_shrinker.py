"""Makes a failing program small: fewer statements, flatter loops and branches, simpler expressions.

Works on the syntax tree, so it needs to know nothing about how a program was made. A candidate
counts if it still fails in the same way, which the caller decides.
"""

from __future__ import annotations

import ast
import copy
import time
from collections.abc import Callable, Iterator
from dataclasses import replace

from program_generator import Program

Fails = Callable[[Program], bool]
ONE = ast.Constant(1.0)


def shrink(program: Program, fails: Fails, seconds: float = 60.0) -> Program:
    """The smallest program found that still fails; `program` itself if none is smaller."""
    stop = time.monotonic() + seconds
    progress = True
    while progress and time.monotonic() < stop:
        progress = False
        for candidate in candidates(ast.parse(program.text)):
            if time.monotonic() > stop:
                break
            text = ast.unparse(ast.fix_missing_locations(candidate)) + "\n"
            smaller = replace(program, text=text)
            if measure(text) < measure(program.text) and fails(smaller):
                program, progress = smaller, True
                break
    return program


def measure(text: str) -> tuple[int, int]:
    """How large a program is: its nodes, then its characters."""
    return sum(1 for _ in ast.walk(ast.parse(text))), len(text)


def candidates(tree: ast.Module) -> Iterator[ast.Module]:
    """Smaller programs, the boldest steps first."""
    yield from without_statements(tree)
    yield from flattened(tree)
    yield from simpler_expressions(tree)


def bodies(tree: ast.AST) -> Iterator[list[ast.stmt]]:
    """Every list of statements, in a fixed order."""
    for node in ast.walk(tree):
        for name in ("body", "orelse"):
            statements = getattr(node, name, None)
            if isinstance(statements, list) and statements:
                yield statements


def edited(tree: ast.Module, number: int, start: int, stop: int, new: list) -> ast.Module:
    """A copy of `tree` in which a run of statements of one list is replaced."""
    twin = copy.deepcopy(tree)
    statements = list(bodies(twin))[number]
    statements[start:stop] = new
    if not statements:
        statements.append(ast.Pass())
    return twin


def without_statements(tree: ast.Module) -> Iterator[ast.Module]:
    """Leave out runs of statements: long runs first."""
    lists = [list(statements) for statements in bodies(tree)]
    sizes = sorted({size for statements in lists for size in (len(statements), 4, 2, 1)})
    for size in reversed(sizes):
        for number, statements in enumerate(lists):
            for start in range(len(statements) - size + 1):
                if isinstance(statements[start], ast.Import | ast.Pass):
                    continue
                yield edited(tree, number, start, start + size, [])


def flattened(tree: ast.Module) -> Iterator[ast.Module]:
    """Put a branch or the body of a loop in place of the statement; run a loop fewer times."""
    for number, statements in enumerate(bodies(tree)):
        for start, statement in enumerate(statements):
            for name in ("body", "orelse"):
                inner = getattr(statement, name, None)
                if isinstance(statement, ast.If | ast.For | ast.While) and inner:
                    yield edited(tree, number, start, start + 1, copy.deepcopy(inner))
            if isinstance(statement, ast.For):
                twin = copy.deepcopy(statement)
                twin.iter = ast.parse("range(2)", mode="eval").body
                yield edited(tree, number, start, start + 1, [twin])
            if isinstance(statement, ast.If | ast.For | ast.While) and statement.orelse:
                twin = copy.deepcopy(statement)
                twin.orelse = []
                yield edited(tree, number, start, start + 1, [twin])


def simpler_expressions(tree: ast.Module) -> Iterator[ast.Module]:
    """Put a part of an expression, or a constant, in place of the whole."""
    places = list(expressions(tree))
    for number, (_, _, _, node) in enumerate(places):
        parts = [part for part in ast.iter_child_nodes(node) if isinstance(part, ast.expr)]
        parts = [part for part in parts if not is_part_of_subscript(part)]
        if isinstance(node, ast.Call):
            parts = list(node.args)
        for new in [*parts, ONE]:
            if ast.dump(new) == ast.dump(node):
                continue
            twin = copy.deepcopy(tree)
            parent, name, index, _ = list(expressions(twin))[number]
            put(parent, name, index, copy.deepcopy(new))
            yield twin


def is_part_of_subscript(node: ast.expr) -> bool:
    """Whether this cannot stand alone: a slice, several subscripts with a slice among them, or what is unpacked."""
    if isinstance(node, ast.Tuple):
        return any(is_part_of_subscript(part) for part in node.elts)
    return isinstance(node, ast.Slice | ast.Starred)


Place = tuple[ast.AST, str, int | None, ast.expr]


def expressions(tree: ast.AST) -> Iterator[Place]:
    """Every expression that is read, with where it stands."""
    for parent in ast.walk(tree):
        for name, value in ast.iter_fields(parent):
            several = value if isinstance(value, list) else [value]
            for index, node in enumerate(several):
                if not isinstance(node, ast.expr) or name in ("func", "targets", "target"):
                    continue
                if isinstance(getattr(node, "ctx", None), ast.Store):
                    continue
                yield parent, name, index if isinstance(value, list) else None, node


def put(parent: ast.AST, name: str, index: int | None, node: ast.expr) -> None:
    if index is None:
        setattr(parent, name, node)
    else:
        getattr(parent, name)[index] = node
