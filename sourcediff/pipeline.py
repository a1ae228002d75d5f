"""Every stage, in order, on one screen."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from sourcediff.backend.emit import emit
from sourcediff.backend.guard import Guard, make_guard
from sourcediff.backend.load import load
from sourcediff.backend.structure import Structure
from sourcediff.backend.tapes import group_tapes
from sourcediff.backend.text import Texts, docstring, header
from sourcediff.differentiate.adjoint import adjoint
from sourcediff.differentiate.request import Request
from sourcediff.differentiate.tangent import tangent
from sourcediff.frontend.lower import lower
from sourcediff.frontend.parse import Source
from sourcediff.ir.core import Block, Function
from sourcediff.ir.show import show
from sourcediff.ir.verify import verify
from sourcediff.optimize.optimize import optimize


@dataclass(frozen=True)
class Stages:
    """What each stage made; each has a readable `str`."""

    parse: Source
    check: Source
    lower: str
    differentiate: str
    optimize: str
    structure: str
    emit: str

    def __str__(self) -> str:
        return "\n\n".join(
            f"--- {name} ---\n{getattr(self, name)}" for name in self.__dataclass_fields__
        )


@dataclass(frozen=True)
class Specialization:
    """A derivative for one kind of arguments: its text, the function, and when it applies."""

    text: str
    run: Callable[..., Any]
    guard: Guard
    stages: Stages
    lines: dict[int, int]


def specialize(
    source: Source,
    request: Request,
    examples: dict[str, Any],
    sized: bool = True,
    derive: Any = None,
) -> Specialization:
    """Differentiate a checked function for arguments like `examples`; nothing flows back."""
    primal = verify(lower(source, examples, sized, derive), "lower")
    lowered = show(primal)
    if request.quiet:
        remove_prints(primal.block)
    made = adjoint(primal, request) if request.mode == "reverse" else tangent(primal, request)
    differentiated = show(verify(made, "differentiate"))
    made = verify(optimize(made), "optimize")
    optimized = show(made)
    made = verify(group_tapes(made), "group_tapes")
    texts = Texts(made, source)
    body = Structure(made, texts.of, texts.reserved).body()
    text, lines = emit(header(made), docstring(made, source, request), body, source.line)
    run = load(text, made.name, source, texts.partners)
    stages = Stages(source, source, lowered, differentiated, optimized, text, text)
    return Specialization(text, run, make_guard(primal, made, source), stages, lines)


def remove_prints(block: Block) -> None:
    """Let a program that runs a second time print nothing."""
    block.ops[:] = [op for op in block.ops if op.kind != "effect" or op.fn is not print]
    for op in block.ops:
        for inner in op.blocks:
            remove_prints(inner)


def differentiate(primal: Function, request: Request) -> Function:
    """The derivative of a function in the IR, in the IR."""
    return optimize(
        adjoint(primal, request) if request.mode == "reverse" else tangent(primal, request)
    )
