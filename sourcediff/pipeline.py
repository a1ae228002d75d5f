"""Every stage, in order, on one screen."""

from __future__ import annotations

import types
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any

from sourcediff.analysis.effects import find_effects
from sourcediff.backend.emit import emit
from sourcediff.backend.guard import Guard, make_guard
from sourcediff.backend.load import load
from sourcediff.backend.seeds import Seed, find_seeds
from sourcediff.backend.structure import Structure
from sourcediff.backend.tapes import group_tapes
from sourcediff.backend.text import Texts, docstring, header
from sourcediff.differentiate.adjoint import adjoint
from sourcediff.differentiate.request import Request
from sourcediff.differentiate.split import split
from sourcediff.differentiate.tangent import tangent
from sourcediff.errors import WrongArgument
from sourcediff.frontend.lower import lower
from sourcediff.frontend.parse import Source
from sourcediff.ir.core import Block, Function
from sourcediff.ir.show import Shown, shown_as_it_is
from sourcediff.ir.verify import verify, verify_types
from sourcediff.optimize.optimize import optimize
from sourcediff.rules import catalog  # noqa: F401 - fills the registry


@dataclass(frozen=True)
class Stages:
    """What each stage made; each has a readable `str`."""

    parse: Source
    check: Source
    lower: Shown
    differentiate: Shown
    optimize: Shown
    structure: str
    emit: str

    def __str__(self) -> str:
        return "\n\n".join(
            f"--- {name} ---\n{getattr(self, name)}" for name in self.__dataclass_fields__
        )


@dataclass(frozen=True)
class Specialization:
    """A derivative for one kind of arguments: its text, the function, and when it applies.

    Where the two sweeps are apart, `run` is the forward one and `reverse` the other, whose seed is `seed`.
    `lines` gives the user's line of each line of the text of each function.
    """

    text: str
    run: Callable[..., Any]
    guard: Guard
    stages: Stages
    lines: dict[types.CodeType, dict[int, int]]
    reverse: Callable[..., Any] | None = None
    seed: Seed | None = None


def specialize(
    source: Source,
    request: Request,
    examples: dict[str, Any],
    sized: bool = True,
    derive: Any = None,
) -> Specialization:
    """Differentiate a checked function for arguments like `examples`; nothing flows back.

    Raises
    ------
    Inseparable : the sweeps were to be apart and cannot be.
    """
    request = replace(request, outermost=True)
    lowered = lower(source, examples, sized, derive, request.of, find_effects)
    primal = verify_types(verify(lowered, "lower"))
    if primal.block.results == [None] and not request.by_name:
        raise WrongArgument(gives_nothing(source.name))
    if request.quiet:
        remove_prints(primal.block)
    made = adjoint(primal, request) if request.mode == "reverse" else tangent(primal, request)
    differentiated = shown_as_it_is(verify(made, "differentiate"))
    joint = verify(group_tapes(optimize(made)), "optimize")
    parts = tuple(verify(part, "split") for part in split(joint)) if request.split else (joint,)
    written = [write(part, source, request) for part in parts]
    text = "\n\n".join(w.text for w in written)
    stages = Stages(source, source, Shown(primal), differentiated, Shown(joint), text, text)
    lines = {w.run.__code__: w.lines for w in written}
    guard = make_guard(primal, parts[0], source)
    reverse = written[1].run if request.split else None
    seed = next(find_seeds(primal, joint), None) if request.split else None
    return Specialization(text, written[0].run, guard, stages, lines, reverse, seed)


def gives_nothing(name: str) -> str:
    """What is said of a function without a result."""
    return (
        f"{name}() returns nothing, so there is nothing to differentiate: return what you mean, or name the argument "
        f"that it is written into, adjoint({name}, wrt=..., of='...')"
    )


@dataclass(frozen=True)
class Written:
    """One function as text, loaded, with the user's line of each of its lines."""

    text: str
    run: types.FunctionType
    lines: dict[int, int]


def write(function: Function, source: Source, request: Request) -> Written:
    """Structure, emit and load one function."""
    texts = Texts(function, source)
    body = Structure(function, texts.of, texts.reserved).body()
    lead, words = header(function), docstring(function, source, request)
    text, lines = emit(lead, words, body, source.line, "part" not in function.info)
    return Written(text, load(text, lead, function.name, source, texts.partners), lines)


def remove_prints(block: Block) -> None:
    """Let a program that runs a second time print nothing."""
    block.ops[:] = [op for op in block.ops if op.kind != "effect" or op.fn is not print]
    for op in block.ops:
        for inner in op.blocks:
            remove_prints(inner)
