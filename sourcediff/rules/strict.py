"""Linear rules whose forward mode refuses what the transpose refuses, and products with options."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Any

from sourcediff.rules.registry import Partial, Rule, bilinear, linear, register


def strict_linear(
    primitive: Callable[..., Any],
    transpose: Partial,
    *,
    samples: Sequence[Any] = (),
    twins: Sequence[Callable[..., Any]] = (),
    view: bool = False,
) -> Rule:
    """State a linear function; a keyword that `transpose` lacks is a `TypeError` in both modes.

    Some keywords make a function affine: a tangent of `np.sum(x, initial=5.0)` must not add 5.
    """
    made = linear(primitive, transpose, samples=samples, twins=twins, view=view)
    signature = inspect.signature(transpose)

    def jvp(t: Any, y: Any, x: Any, *rest: Any, **how: Any) -> Any:
        signature.bind(t, x, *rest, **how)
        return primitive(t, *rest, **how)

    return register(replace(made, jvp=(jvp,)))


def with_options(
    primitive: Callable[..., Any],
    left: Partial,
    right: Partial,
    *,
    samples: Sequence[Any] = (),
    twins: Sequence[Callable[..., Any]] = (),
) -> Rule:
    """State a product as `bilinear` does, where more arguments than two may be positional."""
    made = bilinear(primitive, left, right, samples=samples, twins=twins)

    def vjp_left(g: Any, y: Any, *args: Any, **how: Any) -> Any:
        return left(g, *args, **how)

    def vjp_right(g: Any, y: Any, *args: Any, **how: Any) -> Any:
        return right(g, *args, **how)

    def jvp_left(t: Any, y: Any, a: Any, *rest: Any, **how: Any) -> Any:
        return primitive(t, *rest, **how)

    def jvp_right(t: Any, y: Any, a: Any, b: Any, *rest: Any, **how: Any) -> Any:
        return primitive(a, t, *rest, **how)

    return register(replace(made, vjp=(vjp_left, vjp_right), jvp=(jvp_left, jvp_right)))
