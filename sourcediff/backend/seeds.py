"""What a seed or a tangent must be, where the types of the program say it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np

from sourcediff.ir.core import Function, Record, Value, type_of
from sourcediff.ir.types import Arr, Num, is_float, rank


@dataclass(frozen=True)
class Seed:
    """What a seed or a tangent must be: a number where `dtype` is None, else an array; `like` names its primal.

    That of a container is a `cls`, of which `parts` tells what is known by key.
    """

    name: str
    dtype: Any
    rank: int
    like: str
    cls: Any = None
    parts: tuple[tuple[Any, Seed | None], ...] = ()

    @property
    def keys(self) -> tuple[Any, ...]:
        """The keys, indices or names of the fields of a container."""
        return tuple(key for key, _ in self.parts)


def find_seeds(primal: Function, derivative: Function) -> Iterator[Seed]:
    """The seed or the tangents of a derivative, where their types say what they must be."""
    request = derivative.info["request"]
    own = {p.name: v.type for p, v in zip(primal.params, primal.block.params, strict=True)}
    extra = [p.name for p in derivative.params if p.name not in own]
    if request.mode == "reverse":
        result = primal.block.results[0]
        pairs = [(name, result, "") for name in extra]
    else:
        pairs = [
            (name, primal.info["trees"][like], like)
            for name, like in zip(extra, request.wrt, strict=True)
        ]
    for name, of, like in pairs:
        made = _seed_for(name, of, like)
        if made is not None:
            yield made


def _seed_for(name: str, of: Any, like: str) -> Seed | None:
    """What the seed or tangent of something must be, None if any may do."""
    if isinstance(of, (tuple, list, dict, Record)):
        cls, parts = _parts(of)
        found = tuple(
            (key, _part_seed(f"{name}{at}", part, f"{like}{at}" if like else ""))
            for key, at, part in parts
        )
        return Seed(name, None, 0, like, cls, found)
    t = type_of(of) if isinstance(of, (Value, int, float)) and not isinstance(of, bool) else None
    if isinstance(t, Num):
        return Seed(name, None, 0, like)
    if isinstance(t, Arr) and rank(t) is not None and is_float(t):
        return Seed(name, np.dtype(t.dtype), rank(t) or 0, like)
    return None


def _part_seed(name: str, of: Any, like: str) -> Seed | None:
    """The same for a part: what is not floating point has none."""
    is_inactive = not isinstance(of, (Value, tuple, list, dict, Record)) or (
        isinstance(of, Value) and not is_float(of.type)
    )
    return None if is_inactive else _seed_for(name, of, like)


def _parts(of: Any) -> tuple[type, list[tuple[Any, str, Any]]]:
    """The class of a container, and each part with its key and how its text reads it."""
    if isinstance(of, Record):
        return of.cls, [(key, f".{key}", part) for key, part in of.fields.items()]
    pairs = of.items() if isinstance(of, dict) else enumerate(of)
    return type(of), [(key, f"[{key!r}]", part) for key, part in pairs]
