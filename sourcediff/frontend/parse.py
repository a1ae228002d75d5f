"""A function's source: its tree, its environment and its place in the file. The first stage."""

from __future__ import annotations

import ast
import functools
import inspect
import linecache
import types
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

import gast

from sourcediff.errors import SourceUnavailable

_FunctionNode = ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda


@dataclass(frozen=True, eq=False)
class Source:
    """What the user wrote: the tree (gast), the live environment, the file and its lines."""

    fn: types.FunctionType
    tree: Any
    file: str
    lines: tuple[str, ...]
    cells: dict[str, Any] = field(default_factory=dict)

    @property
    def name(self) -> str:
        return self.fn.__name__ if self.fn.__name__ != "<lambda>" else "lambda_"

    @property
    def first_line(self) -> int:
        return int(self.tree.lineno)

    def line(self, number: int) -> str:
        """The text of a line of the file, without its indentation."""
        return self.lines[number - 1].strip() if 0 < number <= len(self.lines) else ""

    def __str__(self) -> str:
        end = getattr(self.tree, "end_lineno", self.first_line) or self.first_line
        return "".join(self.lines[self.first_line - 1 : end])


def parse(fn: Any) -> Source:
    """Read the source of a function and find its tree in the file.

    Raises
    ------
    SourceUnavailable : there is no source, or it is not that of the running code.
    """
    if not isinstance(fn, types.FunctionType):
        raise SourceUnavailable(
            f"{fn!r} is not a Python function, so it has no source to differentiate"
        )
    code = fn.__code__
    lines = tuple(linecache.getlines(code.co_filename, fn.__globals__))
    if not lines:
        raise SourceUnavailable(_no_source(fn))
    candidates = [n for n in _functions(code.co_filename, lines) if _is_at(n, code)]
    if not candidates:
        raise SourceUnavailable(_changed(fn))
    node = _choose(fn, candidates)
    _verify(fn, node, lines)
    tree = gast.ast_to_gast(node)
    cells = dict(zip(code.co_freevars, fn.__closure__ or (), strict=True))
    return Source(fn, tree, code.co_filename, lines, cells)


def _no_source(fn: types.FunctionType) -> str:
    return (
        f"the source of {fn.__name__}() cannot be read (file {fn.__code__.co_filename!r}): it was typed at a prompt "
        "or made by exec; save it in a file and import it, or register the text in linecache"
    )


def _changed(fn: types.FunctionType) -> str:
    return (
        f"{fn.__code__.co_filename}:{fn.__code__.co_firstlineno}: the source of {fn.__name__}() has changed since "
        "it was imported, so the text is not what runs; import it again (a new process, or importlib.reload)"
    )


@functools.lru_cache(maxsize=64)
def _module(file: str, lines: tuple[str, ...]) -> ast.Module | None:
    try:
        return ast.parse("".join(lines), file)
    except SyntaxError:
        return None


@functools.lru_cache(maxsize=64)
def _functions(file: str, lines: tuple[str, ...]) -> tuple[_FunctionNode, ...]:
    tree = _module(file, lines)
    kinds = (ast.FunctionDef, ast.AsyncFunctionDef, ast.Lambda)
    return tuple(n for n in ast.walk(tree) if isinstance(n, kinds)) if tree else ()


def _is_at(node: _FunctionNode, code: types.CodeType) -> bool:
    """Whether a definition starts where the code object says."""
    if isinstance(node, ast.Lambda):
        return code.co_name == "<lambda>" and node.lineno == code.co_firstlineno
    first = min([node.lineno, *(d.lineno for d in node.decorator_list)])
    return node.name == code.co_name and first == code.co_firstlineno


def _choose(fn: types.FunctionType, nodes: list[_FunctionNode]) -> _FunctionNode:
    """The definition meant: of several lambdas on a line, the one at the column of the running code."""
    if len(nodes) == 1:
        return nodes[0]
    spots = [
        (p[0], p[2]) for p in fn.__code__.co_positions() if p[0] and p[2] is not None and p[2] >= 0
    ]
    spots = [p for p in spots if p != (fn.__code__.co_firstlineno, 0)]
    inside = [n for n in nodes if spots and all(_contains(n, p) for p in spots)]
    if inside:
        return min(inside, key=_extent)
    raise SourceUnavailable(
        f"{fn.__code__.co_filename}:{fn.__code__.co_firstlineno}: there are {len(nodes)} lambdas on this line and "
        "nothing says which one is meant; put each on a line of its own, or use def"
    )


def _extent(node: ast.expr | ast.stmt) -> tuple[int, int]:
    return (node.end_lineno or node.lineno) - node.lineno, (
        node.end_col_offset or 0
    ) - node.col_offset


def _contains(node: _FunctionNode, spot: tuple[int, int]) -> bool:
    start = (node.lineno, node.col_offset)
    return start <= spot <= (node.end_lineno or 0, node.end_col_offset or 0)


def _verify(fn: types.FunctionType, node: _FunctionNode, lines: tuple[str, ...]) -> None:
    """Compare the text with the running code."""
    code = fn.__code__
    if code.co_filename.startswith("<sourcediff "):
        return  # generated, under a name that has the hash of its text
    if any(name.startswith("@py") for name in (*code.co_names, *code.co_varnames)):
        return  # pytest has rewritten the assertions, so the bytecode is not the file's
    wanted = _fingerprint(code)
    found = [
        c
        for c in _codes(code.co_filename, lines, fn.__code__.co_flags)
        if c.co_name == code.co_name
    ]
    near = [c for c in found if c.co_firstlineno == code.co_firstlineno]
    if near and not any(_fingerprint(c) == wanted for c in near):
        raise SourceUnavailable(_changed(fn))


@functools.lru_cache(maxsize=64)
def _codes(file: str, lines: tuple[str, ...], flags: int) -> tuple[types.CodeType, ...]:
    tree = _module(file, lines)
    if tree is None:
        return ()
    future = flags & ~(inspect.CO_NESTED | 0xFF)
    try:
        return tuple(_nested(compile(tree, file, "exec", future & 0x1FF0000, dont_inherit=True)))
    except (SyntaxError, ValueError):
        return ()


def _nested(code: types.CodeType) -> Iterator[types.CodeType]:
    yield code
    for constant in code.co_consts:
        if isinstance(constant, types.CodeType):
            yield from _nested(constant)


def _fingerprint(code: types.CodeType) -> tuple[Any, ...]:
    plain = [repr(c) for c in code.co_consts if not isinstance(c, types.CodeType)]
    inner = tuple(_fingerprint(c) for c in code.co_consts if isinstance(c, types.CodeType))
    return (code.co_code, code.co_names, code.co_varnames, tuple(plain), inner)
