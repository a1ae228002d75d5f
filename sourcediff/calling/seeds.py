"""Seeds and tangents as the generated text takes them, and what is refused as one."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from sourcediff.errors import WrongArgument

if TYPE_CHECKING:  # the compiler is imported where the first derivative is made
    from sourcediff.backend.seeds import Seed


def as_seed(seed: Seed, given: Any, primal: Any) -> Any:
    """A seed or tangent as the text takes it: of the dtype of what it belongs to.

    Raises
    ------
    WrongArgument : it is no number, or no array, where one is due.
    ValueError : its shape is not that of its primal.
    """
    if seed.cls is not None:
        return as_container(seed, given, primal)
    if seed.dtype is None or seed.rank == 0:
        _check_number(seed, given)
        return given
    _check_array(seed, given, primal)
    narrowed = given.dtype.kind == "c" and seed.dtype.kind != "c"
    return given.real if narrowed else np.asarray(given, dtype=seed.dtype)


def _check_number(seed: Seed, given: Any) -> None:
    """Refuse what is no number."""
    plain = _is_numeric(given)
    if not plain or np.ndim(given):
        what = f"an array of shape {np.shape(given)}" if plain else f"a {type(given).__name__}"
        raise WrongArgument(
            f"{seed.name} belongs to {_owner(seed)}, which is a number, so it must be one; it is {what}"
        )


def _check_array(seed: Seed, given: Any, primal: Any) -> None:
    """Refuse what is no array of the shape of its primal."""
    owner = _owner(seed)
    if not _is_numeric(given) or not isinstance(given, np.ndarray):
        shown = given if isinstance(given, (int, float)) else f"a {type(given).__name__}"
        raise WrongArgument(
            f"{seed.name} belongs to {owner}, an array, so it must be one of its shape; it is {shown}"
        )
    if seed.like and given.shape != np.shape(primal):
        raise ValueError(
            f"{seed.name} has shape {given.shape}, {owner} has shape {np.shape(primal)}: they must agree"
        )


def _is_numeric(given: Any) -> bool:
    """Whether something is a number or an array of numbers."""
    kinds = (bool, int, float, np.generic, np.ndarray)
    return isinstance(given, kinds) and np.asarray(given).dtype.kind in "biufc"


def _owner(seed: Seed) -> str:
    """What a seed or tangent belongs to, in an error."""
    return f"`{seed.like}`" if seed.like else "the result"


def as_container(seed: Seed, given: Any, primal: Any) -> Any:
    """The seed or tangent of a container, part by part."""
    owner = _owner(seed)
    kind = (list, tuple) if seed.cls in (list, tuple) else seed.cls
    if not isinstance(given, kind):
        raise WrongArgument(
            f"{seed.name} belongs to {owner}, a {seed.cls.__name__}, so it must be one with the same parts; "
            f"it is a {type(given).__name__}"
        )
    keys = seed.keys
    found = keys if seed.cls not in (list, tuple, dict) else tuple(keys_of(given))
    if set(found) != set(keys):
        raise WrongArgument(
            f"{seed.name} belongs to {owner}, so it must have the same parts: {list(keys)}, not {list(found)}"
        )
    parts = {}
    for key, part in seed.parts:
        own = read_part(given, key, seed.cls)
        like = read_part(primal, key, seed.cls) if seed.like else None
        parts[key] = own if part is None else as_seed(part, own, like)
    if seed.cls in (list, tuple):
        return seed.cls(parts.values())
    return seed.cls(**parts) if seed.cls is not dict else parts


def keys_of(given: Any) -> Any:
    """The keys of a dict, the indices of a sequence."""
    return given if isinstance(given, dict) else range(len(given))


def read_part(given: Any, key: Any, cls: type) -> Any:
    """A part of a container, a field of a record."""
    return given[key] if cls in (list, tuple, dict) else getattr(given, key)
