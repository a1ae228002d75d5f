"""Arguments of a derivative: what they may be, and examples of them for a text that is asked for before any call."""

from __future__ import annotations

import numbers
import types
import typing
from collections.abc import Callable
from typing import Any

import numpy as np

from sourcediff.errors import WrongArgument
from sourcediff.frontend.signature import UNKNOWN_EXAMPLE
from sourcediff.ir.records import record_fields


def check_argument(name: str, x: Any, function: str) -> None:
    """Refuse to differentiate with respect to what is not floating point."""
    kinds = {"b": "bool", "i": "int", "u": "int"}
    if isinstance(x, (bool, int)) or (
        isinstance(x, (np.ndarray, np.generic)) and x.dtype.kind in kinds
    ):
        what = (
            type(x).__name__ if isinstance(x, (bool, int)) else f"{type(x).__name__} of {x.dtype}"
        )
        raise WrongArgument(
            f"{function}() is differentiated with respect to `{name}`, which is {what}: it must be float "
            f"(float({name}) or {name}.astype(float))"
        )
    if not has_parts(x) and not isinstance(x, (float, complex, np.ndarray, np.generic)):
        raise WrongArgument(
            f"{function}() is differentiated with respect to `{name}`, which is a {type(x).__name__}: it must be "
            "a number, an array, or a list, tuple, dict, dataclass or named tuple of them"
        )


def check_written(name: str, x: Any, function: str) -> None:
    """Refuse to differentiate what is in an argument that nothing can be written into."""
    if isinstance(x, (numbers.Number, str, bytes, tuple, types.NoneType)):
        raise WrongArgument(
            f"{function}() cannot write into `{name}`, which is a {type(x).__name__}: of= names an array, list or "
            "dict that it changes"
        )


def has_parts(x: Any) -> bool:
    """Whether an argument is a container whose leaves are arguments."""
    return isinstance(x, (tuple, list, dict)) or record_fields(type(x)) is not None


def annotated(fn: Callable[..., Any], name: str, kind: str) -> Any:
    """An example for the annotation of a parameter, unknown if there is none."""
    if kind == "args":
        return ()
    if kind == "kwargs":
        return {}
    note = _annotation(fn, name)
    shaped = _array_like(note)
    if shaped is not None:
        return shaped
    known = {
        float: 0.5,
        "float": 0.5,
        int: 2,
        "int": 2,
        bool: True,
        "bool": True,
        str: "",
        "str": "",
    }
    return known.get(note, UNKNOWN_EXAMPLE) if isinstance(note, (str, type)) else UNKNOWN_EXAMPLE


def _annotation(fn: Callable[..., Any], name: str) -> Any:
    """The annotation of a parameter; what is written as text is looked up where the function is."""
    note = getattr(fn, "__annotations__", {}).get(name)
    if not isinstance(note, str):
        return note
    try:
        return eval(note, getattr(fn, "__globals__", {}))
    except Exception:  # a name that type checkers alone know
        return note


def _array_like(note: Any) -> Any:
    """An array of the rank and dtype that an annotation says, `np.ndarray[tuple[int, int], np.dtype[np.float64]]`."""
    if typing.get_origin(note) is not np.ndarray:
        return None
    shape, dtype = typing.get_args(note)
    sizes, kinds = typing.get_args(shape), typing.get_args(dtype)
    if not sizes or set(sizes) != {int} or not isinstance(kinds[0], type):
        return None
    return np.ones((3,) * len(sizes), kinds[0])
