"""Is a tree inside the supported language? If not, one error lists every place where it is not. The second stage."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import gast

from sourcediff.errors import Problem, UnsupportedCode
from sourcediff.frontend.parse import Source

# Node -> what it is called, why it has no derivative here, what to write instead.
UNSUPPORTED: dict[str, tuple[str, str, str]] = {
    "Yield": (
        "yield",
        "a generator's turns are driven from outside",
        "return a list of the values",
    ),
    "YieldFrom": (
        "yield from",
        "a generator's turns are driven from outside",
        "return a list of the values",
    ),
    "Await": (
        "await",
        "what it waits for cannot be replayed backward",
        "await outside, and pass the result in",
    ),
    "AsyncFunctionDef": (
        "async def",
        "a coroutine has no single run to reverse",
        "use a plain def",
    ),
    "AsyncFor": ("async for", "what it waits for cannot be replayed backward", "use a plain for"),
    "AsyncWith": (
        "async with",
        "what it waits for cannot be replayed backward",
        "use it outside the function",
    ),
    "Try": (
        "try",
        "a statement that may stop half-way has no defined adjoint",
        "move it out of the function, or test for the case with if",
    ),
    "TryStar": (
        "except*",
        "a statement that may stop half-way has no defined adjoint",
        "test with if",
    ),
    "With": (
        "with",
        "what the manager does on exit cannot be replayed backward",
        "use it around the call",
    ),
    "Match": ("match", "patterns are not lowered", "write the cases as if and elif"),
    "ClassDef": (
        "class",
        "a class made at run time has no fixed source",
        "define it at module level",
    ),
    "Global": (
        "global",
        "a module's variable is changed behind the derivative's back",
        "pass it in and return it",
    ),
    "TypeAlias": ("type", "a type alias computes nothing", "write it at module level"),
}


def check(source: Source) -> Source:
    """Return the source if every construct is supported.

    Raises
    ------
    UnsupportedCode : lists every unsupported construct with file, line, caret, reason and a rewrite.
    """
    problems = list(find_problems(source))
    if problems:
        raise UnsupportedCode(problems)
    return source


def find_problems(source: Source) -> Iterator[Problem]:
    """Every unsupported construct, in the order of the text."""
    found = [n for n in gast.walk(source.tree) if _is_unsupported(n)]
    for node in sorted(found, key=lambda n: (getattr(n, "lineno", 0), getattr(n, "col_offset", 0))):
        what, why, instead = UNSUPPORTED[type(node).__name__]
        yield problem(source, node, f"`{what}` is not supported", why, instead)


def _is_unsupported(node: Any) -> bool:
    return type(node).__name__ in UNSUPPORTED


def problem(source: Source, node: Any, what: str, why: str, instead: str = "") -> Problem:
    """A problem at a node of the tree."""
    line = getattr(node, "lineno", source.first_line) or source.first_line
    raw = source.lines[line - 1].rstrip("\n") if line <= len(source.lines) else ""
    column = getattr(node, "col_offset", 0) or 0
    same_line = getattr(node, "end_lineno", line) == line
    end = (getattr(node, "end_col_offset", None) or len(raw)) if same_line else len(raw)
    return Problem(source.file, line, column, end, raw, what, why, instead)
