"""What a rule is, and the five ways to state one.

A rule is ordinary NumPy code. Called with arrays it computes, which is how its test calls it;
called with recording variables it records, which is how the compiler writes it into the text.
"""

from __future__ import annotations

import functools
import inspect
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from importlib import import_module
from typing import Any

import numpy as np

from sourcediff.errors import NotRecordable
from sourcediff.rules.writing import works_on_copy
from sourcediff.runtime.recording import recorded_call

Partial = Callable[..., Any]


@dataclass(frozen=True)
class Rule:
    """The derivative of one primitive: one function per argument, `None` where there is none.

    `kind` is elementwise, linear, bilinear, general or constant. `vjp[i](g, y, *args, **how)` is
    the adjoint of argument `i`; `jvp[i](t, y, *args, **how)` is what its tangent adds to that of
    the result. A function that stores into its arguments `writes` has its rule under `on_copy`,
    which gives what they hold afterwards.
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
    writes: tuple[int, ...] = ()
    on_copy: Callable[..., Any] | None = None

    def position(self, keyword: str) -> int | None:
        """Find the argument that a keyword names, None if it has no derivative."""
        leading = 1 if self.partials else 2  # y, or g and y
        for i, f in enumerate(self.partials or self.vjp):
            names = list(inspect.signature(f).parameters)[leading:] if f is not None else []
            if i < len(names) and names[i] == keyword:
                return i
        return None


RULES: dict[Any, Rule] = {}


def find_rule(primitive: Any) -> Rule | None:
    """The rule of a callable, None if it has none."""
    try:
        return RULES.get(primitive)
    except TypeError:  # unhashable
        return None


def is_helper(fn: Any) -> bool:
    """Whether a callable is a helper of generated text, which may take values for their shape alone."""
    inner = getattr(fn, "__wrapped__", None)
    return getattr(inner, "__module__", "").startswith("sourcediff.runtime.")


def is_expandable(fn: Any) -> bool:
    """Whether a callable is a helper of generated text without rule: its source is lowered."""
    return is_helper(fn) and find_rule(fn) is None


def register(made: Rule) -> Rule:
    """File a rule under its primitive and under each twin (`math.sin` for `np.sin`)."""
    import_module("sourcediff.rules.catalog")  # first, so that the user's own rule is the last word
    for primitive in (made.primitive, *made.twins):
        RULES[primitive] = made
    return made


def known_rank(x: Any) -> int | None:
    """Give the rank of an array, None where it is not known when a rule is recorded.

    A rule whose text depends on a rank ends in a helper of `runtime`, which looks when it runs.
    """
    try:
        return np.ndim(x)
    except NotRecordable:
        return None


def elementwise(
    primitive: Callable[..., Any] | None = None,
    *given: Partial | None,
    partials: Sequence[Partial | None] = (),
    samples: Sequence[Any] = (),
    twins: Sequence[Callable[..., Any]] = (),
    singular: bool = False,
) -> Any:
    """State the partial derivatives of a broadcasting function; both modes follow.

    Parameters
    ----------
    primitive : the function; without it, a decorator is returned, which gives the function back.
    *given : one function for each argument, None for one without derivative. ``given[i](y, *args)``
        is the derivative of the result ``y`` with respect to ``args[i]``.
    partials : the same as a sequence, for the decorator.
    samples : arguments at which the rule is tested.
    twins : functions that the rule holds for as well.
    singular : whether a partial can be infinite or NaN at a finite argument.

    Returns
    -------
    Rule : the rule, which is registered.

    Examples
    --------
    >>> @elementwise(partials=(lambda y, x: 3.0 * x * x,))
    ... def cube(x):
    ...     return x * x * x
    """
    if primitive is None:
        return _decorator(
            elementwise, *(given or partials), samples=samples, twins=twins, singular=singular
        )
    found = tuple(given or partials)
    checked = [_checked(primitive, p) for p in found]
    return register(
        Rule(
            primitive,
            "elementwise",
            found,
            tuple(p and _elementwise_vjp(p, i) for i, p in enumerate(checked)),
            tuple(p and _elementwise_jvp(p) for p in checked),
            tuple(samples),
            tuple(twins),
            singular,
        )
    )


def linear(
    primitive: Callable[..., Any] | None = None,
    transpose: Partial | None = None,
    *,
    samples: Sequence[Any] = (),
    twins: Sequence[Callable[..., Any]] = (),
    view: bool = False,
) -> Any:
    """State a function that is linear in its first argument, by its transpose.

    A keyword that the transpose does not take is refused in both modes: it may make the function
    affine, as ``np.sum(x, initial=5.0)`` is, whose tangent must not add 5.

    Parameters
    ----------
    primitive : the function; without it, a decorator is returned, which gives the function back.
    transpose : ``transpose(g, x, *rest, **how)`` is the adjoint of ``x`` for the adjoint ``g`` of
        the result.
    samples, twins : as for `elementwise`.
    view : whether the result may share memory with the first argument.

    Returns
    -------
    Rule : the rule, which is registered.

    Examples
    --------
    >>> @linear(transpose=lambda g, x: g[::-1])
    ... def reverse(x):
    ...     return x[::-1]
    """
    if transpose is None:
        raise TypeError("linear needs a transpose; as a decorator, write @linear(transpose=...)")
    if primitive is None:
        return _decorator(linear, transpose, samples=samples, twins=twins, view=view)

    def vjp(g: Any, y: Any, *args: Any, **how: Any) -> Any:
        return checked(g, *args, **how)

    def jvp(t: Any, y: Any, x: Any, *rest: Any, **how: Any) -> Any:
        _bind(primitive, transpose, (t, x, *rest), how)
        return recorded_call(primitive, t, *rest, **how)

    checked = _checked(primitive, transpose)
    return register(
        Rule(primitive, "linear", (), (vjp,), (jvp,), tuple(samples), tuple(twins), view=view)
    )


def bilinear(
    primitive: Callable[..., Any] | None = None,
    left: Partial | None = None,
    right: Partial | None = None,
    *,
    samples: Sequence[Any] = (),
    twins: Sequence[Callable[..., Any]] = (),
) -> Any:
    """State a product, a function that is linear in each of its first two arguments.

    Parameters
    ----------
    primitive : the function; without it, a decorator is returned, which gives the function back.
    left, right : ``left(g, a, b, *rest, **how)`` is the adjoint of ``a`` for the adjoint ``g`` of
        the result, and ``right`` that of ``b``.
    samples, twins : as for `elementwise`.

    Returns
    -------
    Rule : the rule, which is registered.

    Examples
    --------
    >>> @bilinear(left=lambda g, a, b: g @ b.T, right=lambda g, a, b: a.T @ g)
    ... def product(a, b):
    ...     return a @ b
    """
    if left is None or right is None:
        raise TypeError(
            "bilinear needs two transposes; as a decorator, write @bilinear(left=..., right=...)"
        )
    if primitive is None:
        return _decorator(bilinear, left, right, samples=samples, twins=twins)

    def vjp_left(g: Any, y: Any, *args: Any, **how: Any) -> Any:
        return checked[0](g, *args, **how)

    def vjp_right(g: Any, y: Any, *args: Any, **how: Any) -> Any:
        return checked[1](g, *args, **how)

    def jvp_left(t: Any, y: Any, a: Any, *rest: Any, **how: Any) -> Any:
        _bind(primitive, left, (t, a, *rest), how)
        return recorded_call(primitive, t, *rest, **how)

    def jvp_right(t: Any, y: Any, a: Any, b: Any, *rest: Any, **how: Any) -> Any:
        _bind(primitive, right, (t, a, b, *rest), how)
        return recorded_call(primitive, a, t, *rest, **how)

    checked = [_checked(primitive, left), _checked(primitive, right)]
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
    primitive: Callable[..., Any] | None = None,
    *,
    vjp: Sequence[Partial | None],
    jvp: Sequence[Partial | None],
    samples: Sequence[Any] = (),
    twins: Sequence[Callable[..., Any]] = (),
    singular: bool = False,
    writes: Sequence[int] = (),
) -> Any:
    """State any other rule, by what each argument contributes in reverse and in forward mode.

    Parameters
    ----------
    primitive : the function; without it, a decorator is returned, which gives the function back.
    vjp : one function for each argument, None for one without derivative. ``vjp[i](g, y, *args,
        **how)`` is the adjoint of ``args[i]`` for the adjoint ``g`` of the result ``y``.
    jvp : likewise; ``jvp[i](t, y, *args, **how)`` is what the tangent ``t`` of ``args[i]`` adds to
        the tangent of the result.
    samples, twins, singular : as for `elementwise`.
    writes : the positions of the arrays that the function stores into; it returns nothing then. In the
        rule, ``args`` are what it got, and ``y`` is what that array holds afterwards, or a tuple for several.

    Returns
    -------
    Rule : the rule, which is registered.

    Examples
    --------
    >>> @rule(vjp=[lambda g, y, x: 2.0 * g * x], jvp=[lambda t, y, x: 2.0 * t @ x])
    ... def energy(x):
    ...     return x @ x
    """
    if primitive is None:
        how = {"samples": samples, "twins": twins, "singular": singular, "writes": writes}
        return _decorator(rule, vjp=vjp, jvp=jvp, **how)
    if writes:
        on_copy = works_on_copy(primitive, tuple(writes))
        rule(on_copy, vjp=vjp, jvp=jvp, samples=samples, singular=singular)
        found = Rule(
            primitive, "general", twins=tuple(twins), writes=tuple(writes), on_copy=on_copy
        )
        return register(found)
    return register(
        Rule(
            primitive,
            "general",
            (),
            tuple(_checked(primitive, f) for f in vjp),
            tuple(_checked(primitive, f) for f in jvp),
            tuple(samples),
            tuple(twins),
            singular,
        )
    )


def constant(*primitives: Callable[..., Any]) -> Any:
    """State that functions have no derivative, or one that is zero wherever it exists.

    Parameters
    ----------
    *primitives : the functions.

    Returns
    -------
    Callable : the function, if there is one only, so that `constant` is a decorator.

    Examples
    --------
    >>> @constant
    ... def frozen(x):
    ...     return x * x
    """
    for primitive in primitives:
        register(Rule(primitive, "constant"))
    return primitives[0] if len(primitives) == 1 else None


def _decorator(state: Callable[..., Any], *args: Any, **how: Any) -> Callable[[Any], Any]:
    """Make a decorator that states the rule of a function."""

    def decorate(primitive: Callable[..., Any]) -> Callable[..., Any]:
        state(primitive, *args, **how)
        return primitive

    return decorate


@functools.cache
def signature_of(f: Partial) -> inspect.Signature | None:
    """The signature of a function, None where it does not say."""
    try:
        return inspect.signature(f)
    except (TypeError, ValueError):  # a built-in function says nothing
        return None


def _bind(primitive: Any, f: Partial, args: tuple[Any, ...], how: dict[str, Any]) -> None:
    """Refuse what a function of a rule does not take."""
    signature = signature_of(f)
    if signature is None:
        return
    loose = any(p.kind is p.VAR_KEYWORD for p in signature.parameters.values())
    unknown = [] if loose else [name for name in how if name not in signature.parameters]
    name = getattr(primitive, "__name__", primitive)
    if unknown:
        raise NotImplementedError(f"{name} with `{unknown[0]}=` is not differentiated")
    try:
        signature.bind(*args, **how)
    except TypeError as error:
        what = f"{name} with these arguments is not differentiated ({error})"
        raise NotImplementedError(what) from None


def _checked(primitive: Any, f: Partial | None) -> Any:
    """Let a function of a rule refuse what it does not take by a message that names it."""
    if f is None:
        return None

    @functools.wraps(f)
    def call(*args: Any, **how: Any) -> Any:
        _bind(primitive, f, args, how)
        return f(*args, **how)

    return call


def _elementwise_vjp(partial: Partial, position: int) -> Partial:
    def vjp(g: Any, y: Any, *args: Any, **how: Any) -> Any:
        from sourcediff.runtime import unbroadcast

        return unbroadcast(g * partial(y, *args, **how), args[position])

    return vjp


def _elementwise_jvp(partial: Partial) -> Partial:
    def jvp(t: Any, y: Any, *args: Any, **how: Any) -> Any:
        return t * partial(y, *args, **how)

    return jvp
