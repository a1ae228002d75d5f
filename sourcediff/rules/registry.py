"""What a rule is, and the five ways to state one.

A rule is ordinary NumPy code. Called with arrays it computes, which is how its test calls it;
called with recording variables it records, which is how the compiler writes it into the text.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any

from sourcediff.runtime import unbroadcast

Partial = Callable[..., Any]


@dataclass(frozen=True)
class Rule:
    """The derivative of one primitive: one function per argument, `None` where there is none.

    `kind` is elementwise, linear, bilinear, general or constant. `vjp[i](g, y, *args, **how)` is the
    adjoint of argument `i`; `jvp[i](t, y, *args, **how)` is what its tangent adds to the result's.
    """

    primitive: Callable[..., Any]
    kind: str
    partials: tuple[Partial | None, ...] = ()
    vjp: tuple[Partial | None, ...] = ()
    jvp: tuple[Partial | None, ...] = ()
    samples: tuple[Any, ...] = ()
    twins: tuple[Callable[..., Any], ...] = ()
    singular: bool = False
    view: bool = False
    how: dict[str, Any] = field(default_factory=dict)


RULES: dict[Any, Rule] = {}


def find_rule(primitive: Any) -> Rule | None:
    """The rule of a callable, None if it has none."""
    try:
        return RULES.get(primitive)
    except TypeError:  # unhashable
        return None


def register(made: Rule) -> Rule:
    """File a rule under its primitive and under each twin (`math.sin` for `np.sin`)."""
    for primitive in (made.primitive, *made.twins):
        RULES[primitive] = made
    return made


def elementwise(
    primitive: Callable[..., Any],
    *partials: Partial | None,
    samples: Sequence[Any] = (),
    twins: Sequence[Callable[..., Any]] = (),
    singular: bool = False,
) -> Rule:
    """State the partial derivatives of a broadcasting function: `partials[i](y, *args)` is dy/d args[i].

    `singular` says that a partial can be infinite or NaN at a finite argument.
    """
    return register(
        Rule(
            primitive,
            "elementwise",
            tuple(partials),
            tuple(p and _elementwise_vjp(p, i) for i, p in enumerate(partials)),
            tuple(p and _elementwise_jvp(p) for p in partials),
            tuple(samples),
            tuple(twins),
            singular,
        )
    )


def linear(
    primitive: Callable[..., Any],
    transpose: Partial,
    *,
    samples: Sequence[Any] = (),
    twins: Sequence[Callable[..., Any]] = (),
    view: bool = False,
) -> Rule:
    """State a function that is linear in its first argument by its transpose, `transpose(g, x, *rest, **how)`.

    `view` says that the result may share memory with that argument.
    """

    def vjp(g: Any, y: Any, *args: Any, **how: Any) -> Any:
        return transpose(g, *args, **how)

    def jvp(t: Any, y: Any, x: Any, *rest: Any, **how: Any) -> Any:
        return primitive(t, *rest, **how)

    return register(
        Rule(primitive, "linear", (), (vjp,), (jvp,), tuple(samples), tuple(twins), view=view)
    )


def bilinear(
    primitive: Callable[..., Any],
    left: Partial,
    right: Partial,
    *,
    samples: Sequence[Any] = (),
    twins: Sequence[Callable[..., Any]] = (),
) -> Rule:
    """State a product by its two transposes, `left(g, a, b, **how)` and `right(g, a, b, **how)`."""

    def vjp_left(g: Any, y: Any, a: Any, b: Any, **how: Any) -> Any:
        return left(g, a, b, **how)

    def vjp_right(g: Any, y: Any, a: Any, b: Any, **how: Any) -> Any:
        return right(g, a, b, **how)

    def jvp_left(t: Any, y: Any, a: Any, b: Any, **how: Any) -> Any:
        return primitive(t, b, **how)

    def jvp_right(t: Any, y: Any, a: Any, b: Any, **how: Any) -> Any:
        return primitive(a, t, **how)

    return register(
        Rule(
            primitive,
            "bilinear",
            (),
            (vjp_left, vjp_right),
            (jvp_left, jvp_right),
            tuple(samples),
            tuple(twins),
        )
    )


def rule(
    primitive: Callable[..., Any],
    *,
    vjp: Sequence[Partial | None],
    jvp: Sequence[Partial | None],
    samples: Sequence[Any] = (),
    twins: Sequence[Callable[..., Any]] = (),
) -> Rule:
    """State any other rule: `vjp[i](g, y, *args, **how)` and `jvp[i](t, y, *args, **how)`, one per argument."""
    return register(
        Rule(primitive, "general", (), tuple(vjp), tuple(jvp), tuple(samples), tuple(twins))
    )


def constant(*primitives: Callable[..., Any]) -> None:
    """State that functions have no derivative, or one that is zero wherever it exists."""
    for primitive in primitives:
        register(Rule(primitive, "constant"))


def _elementwise_vjp(partial: Partial, position: int) -> Partial:
    def vjp(g: Any, y: Any, *args: Any) -> Any:
        return unbroadcast(g * partial(y, *args), args[position])

    return vjp


def _elementwise_jvp(partial: Partial) -> Partial:
    def jvp(t: Any, y: Any, *args: Any) -> Any:
        return t * partial(y, *args)

    return jvp
