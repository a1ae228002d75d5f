"""What a derivative asks of its arguments when it runs."""

from __future__ import annotations

from functools import partial
from types import MethodType, ModuleType
from typing import Any

import numpy as np

from sourcediff.errors import AliasError
from sourcediff.runtime.recording import recorded


@recorded
def check_scalar(value: Any, word: str) -> None:
    """Refuse a result that is no number."""
    if value is None:
        raise TypeError(f"{word} needs a function whose result is a number, and here it is None")
    if np.shape(value) != ():
        raise TypeError(
            f"{word} needs a function whose result is a number (shape ()), "
            f"not one of shape {np.shape(value)}; for arrays use adjoint(f), "
            "which takes the adjoint of the result as `out_bar`, or vjp(f, *primals)"
        )
    if np.iscomplexobj(value):
        raise TypeError(
            f"{word} needs a function whose result is real, and this one's is complex: "
            "differentiate its real or imaginary part"
        )


@recorded
def check_seed(seed: Any, value: Any, name: str) -> None:
    """Refuse a seed whose shape is not that of the result; one of None is zero."""
    if value is None and np.any(seed):
        raise TypeError(f"{name} is given, and the result is None here")
    if np.shape(seed) != np.shape(value):
        raise ValueError(
            f"{name} has shape {np.shape(seed)}, the result has shape {np.shape(value)}: "
            "they must agree"
        )


@recorded
def check_view(view: Any, array: Any) -> None:
    """Refuse a reshaped array that is written into where it is a copy of what it was made of."""
    if not np.may_share_memory(view, array) and np.size(array):
        raise ValueError(
            "an array is reshaped and written into, and its layout makes the reshaped one a copy; "
            "write .copy() where a copy is meant, else reshape a contiguous array"
        )


@recorded
def check_ordered(array: Any) -> None:
    """Refuse an argument that is reshaped and written into where its elements are not in order."""
    if not array.flags.c_contiguous:
        raise ValueError(
            "an argument is reshaped and written into, and its elements are not in order in memory, so that its "
            "layout decides whether the reshaped one is a copy; pass np.ascontiguousarray(...) of it"
        )


WORK: Any = 100_000  # what is tried before two arrays are taken to overlap


def share_memory(one: Any, other: Any) -> bool:
    """Whether two arrays share an element, or it would take long to tell that they do not; a list is itself."""
    if isinstance(other, (list, tuple)):
        return one is other or any(share_memory(one, part) for part in other)
    if not (isinstance(one, np.ndarray) and isinstance(other, np.ndarray)):
        return False
    try:
        return bool(np.shares_memory(one, other, max_work=WORK))
    except np.exceptions.TooHardError:
        return True


def may_hold(obj: Any) -> bool:
    """Whether an object may lead to others: a container, an object of a class, or a method of one."""
    if isinstance(obj, (list, tuple, dict, MethodType, partial)):
        return True
    return (
        hasattr(obj, "__dict__") and not isinstance(obj, (type, ModuleType)) and not callable(obj)
    )


def reaches(holder: Any, x: Any) -> bool:
    """Whether something can be reached through containers, attributes and methods: an array also by its memory."""
    seen: set[int] = set()
    pending = [holder]
    while pending:
        part = pending.pop()
        if part is x or share_memory(x, part):
            return True
        if id(part) not in seen and may_hold(part):
            seen.add(id(part))
            pending += _held(part)
    return False


def pattern_of(x: Any) -> Any:
    """The class of something; of an array also its dtype and rank, of a tuple or list the patterns of what is in it."""
    if type(x) is list:
        return list, frozenset(map(pattern_of, x))
    if type(x) is tuple:
        return (tuple, *map(pattern_of, x))
    return (type(x), x.dtype, x.ndim) if isinstance(x, np.ndarray) else type(x)


def has_patterns(items: list[Any], known: frozenset[Any]) -> bool:
    """Whether the items of a list are all of known patterns, and of each of them where there are several."""
    found = set(map(pattern_of, items))
    return found == known if len(known) > 1 else found <= known


def _held(obj: Any) -> list[Any]:
    """What an object leads to."""
    if isinstance(obj, (list, tuple)):
        return list(obj)
    if isinstance(obj, dict):
        return list(obj.values())
    if isinstance(obj, MethodType):
        return [obj.__self__]
    if isinstance(obj, partial):
        return [*obj.args, *obj.keywords.values()]
    return list(vars(obj).values())


@recorded
def check_given(one: Any, other: Any, function: str) -> None:
    """Refuse two arguments of a derivative that share memory, of which its function writes into one."""
    held = [part for part in one if isinstance(part, np.ndarray)] if isinstance(one, list) else []
    if reaches(one, other) or any(reaches(other, part) for part in (one, *held)):
        raise AliasError(
            f"two arguments of the derivative of {function}() share memory, and one of them is written into: "
            "pass a copy of one of them"
        )


@recorded
def check_strides(written: Any, value: Any) -> None:
    """Refuse to store a vector into one that shares memory with it and has other strides of the same sign."""
    if np.ndim(written) != 1 or np.size(value) < 2 or written.strides == value.strides:
        return
    if written.strides[0] * value.strides[-1] > 0 and share_memory(written, value):
        raise AliasError(
            "a part of an array is stored into another part that overlaps it, and NumPy reads elements that it has "
            "already written: write .copy() behind what is stored"
        )


@recorded
def check_index(index: Any) -> None:
    """Refuse an index of a vector that is stored into where it gives a part of it, and no element or copy."""
    parts = index if isinstance(index, tuple) else (index,)
    if any(isinstance(part, slice) or part is Ellipsis or part is None for part in parts):
        raise TypeError(
            "an array that is stored into is indexed by a slice of a list, dict or set that exists at run time: write "
            "a[part.start : part.stop]"
        )


@recorded
def check_apart(written: Any, other: Any) -> None:
    """Refuse arguments of a call of which one is stored into and shares memory with the other."""
    if share_memory(written, other):
        raise AliasError(
            "a function that is called by name stores into an array, and gets another that shares memory with it; "
            "pass a copy of one of them"
        )
