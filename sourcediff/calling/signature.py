"""Which parameters a derivative is taken with respect to, and the signature that it has."""

from __future__ import annotations

import inspect
from collections.abc import Callable
from typing import Any

from sourcediff.differentiate.request import Request
from sourcediff.errors import WrongArgument

Wrt = int | str | tuple[int | str, ...]


def resolve_wrt(wrt: Wrt, own: list[str], numbered: list[str], function: str) -> tuple[str, ...]:
    """The names of the parameters asked for, of all of a function's `own` and those that have a position."""
    return _resolve("wrt", wrt, own, numbered, function)


def resolve_of(
    of: Wrt | None, own: list[str], numbered: list[str], function: str
) -> str | tuple[str, ...] | None:
    """The name or names of the parameters whose contents are differentiated."""
    if of is None:
        return None
    names = _resolve("of", of, own, numbered, function)
    return names if isinstance(of, tuple) else names[0]


def _resolve(
    word: str, given: Wrt, own: list[str], numbered: list[str], function: str
) -> tuple[str, ...]:
    items = given if isinstance(given, tuple) else (given,)
    if not items:
        raise WrongArgument(f"{word} is empty: name at least one parameter")
    return tuple(_resolve_one(word, w, own, numbered, function) for w in items)


def _resolve_one(
    word: str, w: int | str, own: list[str], numbered: list[str], function: str
) -> str:
    if isinstance(w, str):
        if w not in own:
            raise WrongArgument(f"{function}() has no parameter {w!r}; it has {', '.join(own)}")
        return w
    if isinstance(w, bool) or not isinstance(w, int):
        raise WrongArgument(f"{word} is a position or a name, or a tuple of them, not {w!r}")
    if not -len(numbered) <= w < len(numbered):
        raise WrongArgument(f"{function}() has no parameter number {w}; it has {len(numbered)}")
    return numbered[w]


def derived_signature(primal: Callable[..., Any], request: Request) -> inspect.Signature:
    """The user's signature, with the seed or the tangents where they are parameters."""
    own = inspect.signature(primal)
    made, taken = [], set(own.parameters)
    for name, default in _extra_parameters(request):
        while name in taken:
            name += "_"
        made.append(inspect.Parameter(name, inspect.Parameter.KEYWORD_ONLY, default=default))
    params = list(own.parameters.values())
    last = params.pop() if params and params[-1].kind is inspect.Parameter.VAR_KEYWORD else None
    return own.replace(
        parameters=[*params, *made, *([last] if last else [])],
        return_annotation=inspect.Signature.empty,
    )


def _extra_parameters(request: Request) -> list[tuple[str, Any]]:
    """The names of what a derivative takes beside the user's parameters, with their defaults."""
    if request.mode == "forward":
        return [(f"{n}_dot", inspect.Parameter.empty) for n in request.wrt]
    return [("out_bar", 1.0)] if request.seeded and not request.split else []
