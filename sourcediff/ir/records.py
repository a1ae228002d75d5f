"""Parameters of functions, and classes that are records; imported before the compiler is."""

from __future__ import annotations

from dataclasses import dataclass, fields, is_dataclass


@dataclass(frozen=True)
class Param:
    """A parameter of the function as Python sees it; `default` is source text."""

    name: str
    kind: str  # positional, plain, keyword, args, kwargs
    default: str | None = None


def record_fields(cls: type) -> tuple[str, ...] | None:
    """The fields that a dataclass or named tuple is made of, None for another class."""
    if issubclass(cls, tuple):
        return getattr(cls, "_fields", None)
    if not is_dataclass(cls):
        return None
    return tuple(f.name for f in fields(cls) if f.init)


def is_plain_record(cls: type) -> bool:
    """Whether an object of a class is its fields and nothing else, so that it can be made again from them."""
    names = record_fields(cls)
    if names is None or hasattr(cls, "__post_init__"):
        return False
    return issubclass(cls, tuple) or (is_dataclass(cls) and len(names) == len(fields(cls)))
