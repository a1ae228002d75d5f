"""What a function of the user's that has a rule does to the memory of its arguments, found by trying it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

from sourcediff.ir.core import leaves
from sourcediff.ir.inference.trial import infer_by_trial
from sourcediff.ir.types import Arr, Unknown


@dataclass(eq=False)
class Watched:
    """A function that notes whether it stores into an array that it gets, and whether it gives one back."""

    fn: Any
    tried: bool = False
    stores: bool = False
    shares: bool = False

    def __call__(self, *args: Any, **kwargs: Any) -> Any:
        args = tuple(_uneven(x) if isinstance(x, np.ndarray) else x for x in args)
        arrays = [x for x in args if isinstance(x, np.ndarray)]
        before = [x.copy() for x in arrays]
        made = self.fn(*args, **kwargs)
        self.tried = True
        self.stores |= any(
            x.tobytes() != old.tobytes() for x, old in zip(arrays, before, strict=True)
        )
        self.shares |= any(np.may_share_memory(x, y) for x in arrays for y in _arrays(made))
        return made


def watch(fn: Any, args: tuple[Any, ...], kwargs: dict[str, Any]) -> Watched:
    """Try a function on small operands; what cannot be tried on arrays may give one of them back."""
    watched = Watched(fn)
    operands = [x.type for x in leaves((args, kwargs))]
    if any(isinstance(t, (Arr, Unknown)) for t in operands):
        infer_by_trial(watched, args, kwargs)
        watched.shares |= not watched.tried
    return watched


def _uneven(x: Any) -> Any:
    """An array of which every element is another number."""
    if x.dtype.kind not in "fc":
        return x
    return (x * (1.0 + 0.01 * np.arange(1, x.size + 1).reshape(x.shape))).astype(x.dtype)


def _arrays(made: Any) -> list[Any]:
    """The arrays of a result."""
    if isinstance(made, (tuple, list)):
        return [x for part in made for x in _arrays(part)]
    return [made] if isinstance(made, np.ndarray) else []
