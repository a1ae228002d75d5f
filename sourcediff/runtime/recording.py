"""How a helper takes part in a rule that is being recorded."""

from __future__ import annotations

import functools
from collections.abc import Callable
from typing import Any


def recorded(fn: Callable[..., Any]) -> Callable[..., Any]:
    """Let a helper be recorded when a rule that calls it is."""

    @functools.wraps(fn)
    def call(*args: Any, **kwargs: Any) -> Any:
        for x in args:
            record = getattr(x, "__sourcediff_record__", None)
            if record is not None:
                return record(call, args, kwargs)
        return fn(*args, **kwargs)

    return call


def recorded_call(fn: Callable[..., Any], *args: Any, **kwargs: Any) -> Any:
    """Call a function; where a value of the program is in its arguments, record the call and not what it does."""
    for x in [part for arg in args for part in (arg if isinstance(arg, (list, tuple)) else [arg])]:
        record = getattr(x, "__sourcediff_record__", None)
        if record is not None:
            return record(fn, args, kwargs)
    return fn(*args, **kwargs)
