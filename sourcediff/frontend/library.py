"""What belongs to a library, and what to the user."""

from __future__ import annotations

import types
from types import ModuleType
from typing import Any

import numpy as np

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


def is_users(fn: Any) -> bool:
    """Whether a function belongs neither to a library that has rules nor to this package."""
    return (
        not is_library(fn) and (getattr(fn, "__module__", "") or "").split(".")[0] != "sourcediff"
    )


def has_source(fn: Any) -> bool:
    """Whether a function is written in Python, in a file."""
    return isinstance(fn, types.FunctionType) and not fn.__code__.co_filename.startswith("<")


def is_table(obj: Any) -> bool:
    """Whether an object of the environment is a list or dict of functions."""
    items = obj.values() if type(obj) is dict else obj if type(obj) is list else ()
    return bool(items) and all(map(callable, items))


def is_of_library(module: Any, obj: Any) -> bool:
    """Whether something was read from a module or class that is not the user's: it stays what it is."""
    if not isinstance(module, (ModuleType, type)):
        return False
    name = module.__name__ if isinstance(module, ModuleType) else module.__module__
    return name.split(".")[0] in ("numpy", "math", "scipy", "builtins", "operator", "functools")


def is_plain_object(obj: Any) -> bool:
    """Whether an object is data of the user's: not callable, not a module, class or dtype."""
    return (
        not callable(obj)
        and not isinstance(obj, (ModuleType, type, np.dtype, np.ufunc))
        and (type(obj).__module__ not in ("numpy.lib._index_tricks_impl",))
    )
