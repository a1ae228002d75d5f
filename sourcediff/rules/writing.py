"""Functions that store into their arguments, as functions that give what these hold then."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np


def works_on_copy(primitive: Callable[..., Any], writes: tuple[int, ...]) -> Callable[..., Any]:
    """A function that stores into copies of what another stores into, and gives these."""

    def call(*args: Any, **how: Any) -> Any:
        given = [np.array(x) if i in writes else x for i, x in enumerate(args)]
        if primitive(*given, **how) is not None:
            raise TypeError(
                f"{call.__name__[:-8]}() has a rule that `writes`, and must return nothing"
            )
        held = tuple(given[i] for i in writes)
        return held[0] if len(held) == 1 else held

    call.__name__ = f"{getattr(primitive, '__name__', 'function')}_on_copy"
    return call
