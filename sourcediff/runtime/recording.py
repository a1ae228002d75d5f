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
