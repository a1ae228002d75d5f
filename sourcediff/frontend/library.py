"""What belongs to a library, and what to the user."""

from __future__ import annotations

import types
from typing import Any

# Modules whose functions and classes make nothing that is calculated with.
_INERT_MODULES = (
    "re",
    "datetime",
    "string",
    "textwrap",
    "json",
    "os",
    "calendar",
    "logging",
    "pathlib",
    "uuid",
)


def is_inert(obj: Any) -> bool:
    """Whether something of the standard library gives text, dates and the like."""
    module = getattr(obj, "__module__", "") or ""
    return module.split(".")[0] in _INERT_MODULES


def is_library(obj: Any) -> bool:
    """Whether something belongs to Python or to a library that has rules."""
    module = getattr(obj, "__module__", "") or ""
    return is_inert(obj) or module.split(".")[0] in (
        "numpy",
        "math",
        "builtins",
        "scipy",
        "operator",
        "functools",
        "random",
        "itertools",
    )


def has_source(fn: Any) -> bool:
    """Whether a function is written in Python, in a file."""
    return isinstance(fn, types.FunctionType) and not fn.__code__.co_filename.startswith("<")
