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
    owner = f"`{seed.like}`" if seed.like else "the result"
    plain = (
        isinstance(given, (bool, int, float, np.generic, np.ndarray))
        and np.asarray(given).dtype.kind in "biufc"
    )
    if seed.dtype is None or seed.rank == 0:
        if not plain or np.ndim(given):
            what = f"an array of shape {np.shape(given)}" if plain else f"a {type(given).__name__}"
            raise WrongArgument(
                f"{seed.name} belongs to {owner}, which is a number, so it must be one; it is {what}"
            )
        return given
    if not plain or not isinstance(given, np.ndarray):
        shown = given if isinstance(given, (int, float)) else f"a {type(given).__name__}"
        raise WrongArgument(
            f"{seed.name} belongs to {owner}, an array, so it must be one of its shape; it is {shown}"
        )
    if seed.like and given.shape != np.shape(primal):
        raise ValueError(
            f"{seed.name} has shape {given.shape}, {owner} has shape {np.shape(primal)}: they must agree"
        )
    return (
        np.asarray(given, dtype=seed.dtype)
        if given.dtype.kind != "c" or seed.dtype.kind == "c"
        else given.real
    )


def as_container(seed: Seed, given: Any, primal: Any) -> Any:
    """The seed or tangent of a container, part by part."""
    owner = f"`{seed.like}`" if seed.like else "the result"
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
