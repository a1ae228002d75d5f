"""One class for each thing that can go wrong: what, why, and the way out."""

from __future__ import annotations

from dataclasses import dataclass


class SourcediffError(Exception):
    """Base of every error of this package."""


class NotRecordable(SourcediffError):
    """A rule did something that cannot be written into generated text."""


class SourceUnavailable(SourcediffError):
    """The source of a function cannot be read, or is not what runs."""


class AliasError(SourcediffError):
    """Arguments share memory in a way that cannot be differentiated."""


class MissingRule(SourcediffError):
    """A callee has neither source nor rule; `line` is where, if the message does not say."""

    def __init__(self, message: str, line: int = 0) -> None:
        self.line = line
        super().__init__(message)


@dataclass(frozen=True)
class Problem:
    """One construct that cannot be differentiated: where, why, and what to write instead."""

    file: str
    line: int
    column: int
    end: int
    text: str
    what: str
    why: str
    instead: str

    def __str__(self) -> str:
        width = max(self.end - self.column, 1)
        gutter = f"{self.line:>6} | "
        caret = " " * len(gutter) + " " * self.column + "^" * width
        parts = [f"{self.file}:{self.line}: {self.what}", gutter + self.text, caret]
        parts.append(f"  why: {self.why}")
        if self.instead:
            parts.append(f"  try: {self.instead}")
        return "\n".join(parts)


class UnsupportedCode(SourcediffError):
    """A function holds constructs that cannot be differentiated; all of them are listed."""

    def __init__(self, problems: list[Problem]) -> None:
        self.problems = problems
        super().__init__("\n\n".join(map(str, problems)))


class WrongArgument(SourcediffError, TypeError):
    """An argument of a derivative is of a kind that it cannot take."""
