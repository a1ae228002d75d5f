"""Statements as text: laid out by a subclass of `astunparse.Unparser`, expressions by `ast.unparse`."""

from __future__ import annotations

import ast
import io
from collections.abc import Callable
from typing import Any

import astunparse

WIDTH = 100
MARKS = (" = ", " += ", " -= ", " *= ", " /= ")


class Layout(astunparse.Unparser):  # type: ignore[misc]
    """Writes the statements that derivatives are made of, with a comment where the user's line changes."""

    def __init__(
        self, body: list[ast.stmt], user_line: Callable[[int], str], parts: bool, indent: int = 1
    ) -> None:
        self.f = io.StringIO()
        self.future_imports: list[str] = []
        self._indent = indent
        self.user_line = user_line
        self.part = ""
        self.line = 0
        self.number = 0
        self.lines: dict[int, int] = {}
        self.parts_shown = parts and any(getattr(n, "part", "") == "reverse" for n in body)
        for node in body:
            self.show_part(node)
            self.dispatch(node)

    def show_part(self, node: ast.stmt) -> None:
        """`# forward` and `# reverse` where these sweeps begin."""
        part = getattr(node, "part", "")
        if part == self.part or part == "end" or not self.parts_shown:
            return
        if part in ("forward", "reverse") and self.part != "reverse":
            self.put("# " + part)
        self.part = part if self.part != "reverse" else self.part
        self.line = 0

    def put(self, text: str) -> None:
        """One line of text."""
        self.number += 1
        self.f.write("    " * self._indent + text + "\n")

    def dispatch(self, tree: Any) -> None:
        """Write a statement or a list of them."""
        if isinstance(tree, list):
            for node in tree:
                self.dispatch(node)
            return
        method = getattr(self, f"_{type(tree).__name__}", None)
        if method is not None and isinstance(tree, (ast.For, ast.While, ast.If)):
            method(tree)
        else:
            comment = self.comment(tree)
            self.lines[self.number + 1] = getattr(tree, "line", 0)
            self.plain(simple(tree), comment)

    def plain(self, text: str, comment: str) -> None:
        """A simple statement with its comment, over several lines where it is long."""
        wrapped = wrap(text, WIDTH - 4 * self._indent)
        for i, line in enumerate(wrapped):
            last = i == len(wrapped) - 1
            room = WIDTH + 10 - len(line) - 4 * self._indent
            shown = comment if len(comment) <= room else comment[: max(room, 24) - 4] + " ..."
            self.put(line + shown if last and comment else line)

    def comment(self, node: Any) -> str:
        """The user's line, at the first statement of a group of the reverse sweep."""
        line = getattr(node, "line", 0)
        if getattr(node, "part", "") != "reverse" or not line or line == self.line:
            return ""
        self.line = line
        text = self.user_line(line)
        return f"  # {line}: {text}" if text else ""

    def suite(self, body: list[ast.stmt]) -> None:
        """An indented body."""
        self._indent += 1
        self.dispatch(body or [ast.Pass()])
        self._indent -= 1

    def _For(self, tree: Any) -> None:
        self.put(f"for {unbracketed(tree.target)} in {ast.unparse(tree.iter)}:")
        self.suite(tree.body)

    def _While(self, tree: Any) -> None:
        self.put(f"while {ast.unparse(tree.test)}:")
        self.suite(tree.body)

    def _If(self, tree: Any) -> None:
        word = "if"
        while True:
            self.put(f"{word} {ast.unparse(tree.test)}:")
            self.suite(tree.body)
            if len(tree.orelse) == 1 and isinstance(tree.orelse[0], ast.If):
                tree, word = tree.orelse[0], "elif"
                continue
            break
        if tree.orelse:
            self.put("else:")
            self.suite(tree.orelse)


def simple(node: ast.stmt) -> str:
    """The text of a statement; a tuple that is returned needs no brackets."""
    value = getattr(node, "value", None)
    if not isinstance(value, ast.Tuple) or len(value.elts) < 2:
        return ast.unparse(node)
    items = unbracketed(value)
    if isinstance(node, ast.Return):
        return f"return {items}"
    if isinstance(node, ast.Assign):
        return f"{unbracketed(node.targets[0])} = {items}"
    return ast.unparse(node)


def unbracketed(node: ast.expr) -> str:
    """An expression; a tuple of several without its brackets."""
    if isinstance(node, ast.Tuple) and len(node.elts) > 1:
        return ", ".join(ast.unparse(item) for item in node.elts)
    return ast.unparse(node)


def wrap(text: str, width: int) -> list[str]:
    """A statement over several lines: broken outside most brackets, after a comma or before an operator.

    What is outside all brackets is put into a pair first.
    """
    if len(text) <= width or "\n" in text:
        return text.split("\n")
    places = breaks(text)
    outside = [i for i, depth in places if depth == 0]
    if outside:
        text = bracketed(text, outside[0])
        places = breaks(text)
    start = max(text.find(mark) for mark in MARKS)
    best = best_break(
        [(i, depth) for i, depth in places if depth > 0 and i > start + 3], text, width
    )
    if best is None:
        return [text]
    return [text[:best], *("    " + line for line in wrap_rest(text[best + 1 :], width - 4))]


def wrap_rest(text: str, width: int) -> list[str]:
    """The lines after the first, which are inside brackets already."""
    if len(text) <= width:
        return [text]
    best = best_break(breaks(text), text, width)
    return [text] if best is None else [text[:best], *wrap_rest(text[best + 1 :], width)]


def best_break(places: list[tuple[int, int]], text: str, width: int) -> int | None:
    """The last of the places outside most brackets: after a comma, else before a sum, else a product."""

    def rank(place: tuple[int, int]) -> tuple[int, int, int]:
        i, depth = place
        kind = 0 if text[i - 1] == "," else (1 if text[i + 1] in "+-" else 2)
        return depth, kind, -i

    fitting = [place for place in places if place[0] <= width]
    return min(fitting, key=rank)[0] if fitting else None


def bracketed(text: str, first: int) -> str:
    """A statement with brackets around the expression at its end."""
    for mark in (*MARKS, "return "):
        at = text.find(mark)
        if 0 <= at < first:
            at += len(mark)
            return f"{text[:at]}({text[at:]})"
    return text


def breaks(text: str) -> list[tuple[int, int]]:
    """The spaces at which a line may end, with how many brackets are around each."""
    found, depth, quote = [], 0, ""
    for i, c in enumerate(text):
        if quote:
            quote = "" if c == quote and text[i - 1] != "\\" else quote
            continue
        quote = c if c in "'\"" else ""
        depth += (c in "([{") - (c in ")]}")
        ends = text[i - 1] == "," or text[i + 1 : i + 3] in ("+ ", "- ", "* ", "/ ")
        if c == " " and ends and i > 0:
            found.append((i, depth))
    return found


def emit(
    header: str,
    docstring: str,
    body: list[ast.stmt],
    user_line: Callable[[int], str],
    parts: bool = True,
) -> tuple[str, dict[int, int]]:
    """The text of a function, with `parts` its sweeps named, and the user's line of each of its lines."""
    layout = Layout(body, user_line, parts)
    lead = f'{header}\n    """{docstring}"""\n'
    shift = lead.count("\n")
    lines = {number + shift: line for number, line in layout.lines.items()}
    return lead + layout.f.getvalue(), lines
