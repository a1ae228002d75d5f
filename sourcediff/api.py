"""The transformations: two that everything rests on, `adjoint` and `tangent`, and the thin layer on them."""

from __future__ import annotations

import copy
import functools
import inspect
from collections.abc import Callable
from dataclasses import replace
from types import FunctionType, MethodType
from typing import Any

from sourcediff.calling.pullback import flattened
from sourcediff.calling.signature import Wrt
from sourcediff.derivative import Derivative
from sourcediff.differentiate.request import Inseparable
from sourcediff.errors import AliasError


def _transform(fn: Callable[..., Any] | None, wrt: Wrt, options: dict[str, Any]) -> Any:
    """A derivative, or a decorator that makes one."""
    if fn is None:
        return lambda f: _transform(f, wrt, options)
    if isinstance(fn, (staticmethod, classmethod)):
        raise TypeError(
            "decorate the function itself: put @staticmethod or @classmethod above the derivative"
        )
    fn = _function_of(fn)
    if isinstance(fn, MethodType):
        made = Derivative(fn.__func__, wrt, options)
        made.__set_name__(type(fn.__self__), fn.__name__)
        return made.__get__(fn.__self__)
    return Derivative(fn, wrt, options)


def _function_of(fn: Callable[..., Any]) -> Callable[..., Any]:
    """What a call of something runs: of an object with a `__call__` that is written in Python, that method."""
    if isinstance(fn, type) or hasattr(fn, "__sourcediff_lower__"):
        return fn
    own = inspect.getattr_static(type(fn), "__call__", None)
    return MethodType(own, fn) if isinstance(own, FunctionType) else fn


def _inside(made_by: Callable[..., Any]) -> Callable[..., Any]:
    """Let a transformation be called inside a function that is differentiated."""

    @functools.lru_cache(maxsize=256)
    def made(fn: Callable[..., Any], options: tuple[tuple[str, Any], ...]) -> Any:
        return made_by(fn, **dict(options))

    def lowered(lowering: Any, args: list[Any], kwargs: dict[str, Any], node: Any) -> Any:
        """The derivative of a function of the environment, which is a callee like any other."""
        from sourcediff.frontend.abstract import Static

        name = made_by.__name__
        given = dict(zip(inspect.signature(made_by).parameters, args, strict=False)) | kwargs
        fn = given.pop("fn", None)
        if not isinstance(fn, Static) or not all(map(_is_option, given.values())):
            raise lowering.refuse(
                node, f"`{name}` of a function that is made here", "its derivative is not followed",
                f"make it outside: df = {name}(f), with what f reads as arguments",
            )  # fmt: skip
        return Static(made(fn.obj, tuple(given.items())), f"{name}({fn.text})")

    made_by.__sourcediff_lower__ = lowered  # type: ignore[attr-defined]
    return made_by


def _is_option(x: Any) -> bool:
    """Whether an argument of a transformation is written out."""
    items = x if isinstance(x, tuple) else (x,)
    return all(isinstance(item, (bool, int, str)) for item in items)


def _outside(evaluated: Callable[..., Any]) -> Callable[..., Any]:
    """Refuse what evaluates at once inside a function that is differentiated."""

    def lowered(lowering: Any, args: list[Any], kwargs: dict[str, Any], node: Any) -> Any:
        name = evaluated.__name__
        raise lowering.refuse(
            node, f"`{name}` inside a function that is differentiated", "what it gives is not followed",
            f"call {'adjoint(f)(x, out_bar=...)' if name == 'vjp' else 'tangent(f)(x, x_dot=...)'} instead",
        )  # fmt: skip

    evaluated.__sourcediff_lower__ = lowered  # type: ignore[attr-defined]
    return evaluated


@_inside
def adjoint(fn: Callable[..., Any] | None = None, wrt: Wrt = 0, of: Wrt | None = None) -> Any:
    """Return ``(*args, out_bar) -> bars``, the adjoint of a function.

    Parameters
    ----------
    fn : the function; without it, a decorator is returned.
    wrt : position or name of the parameters to differentiate with respect to, or a tuple of them.
    of : position or name of the parameters that the function writes its results into, or a tuple of them: what is in
        these arrays, lists or dicts when it is over is differentiated in place of what it returns, and `out_bar` is
        their adjoint.

    Returns
    -------
    Derivative : takes what `fn` takes, and keyword-only `out_bar`, the adjoint of the result: the same structure and
        shape, 1.0 by default where the result is a number. It gives one adjoint for each of `wrt`, of its shape and
        dtype: bare for a single one, a tuple for a tuple.

    Raises
    ------
    UnsupportedCode : at decoration or at the first call; lists every construct that cannot be differentiated.

    Notes
    -----
    A small multiple of the cost of `fn`, whatever the number of inputs.
    Griewank and Walther, Evaluating Derivatives, 2nd ed., SIAM 2008.

    Examples
    --------
    A function that returns nothing, differentiated as what it leaves in `y`; the array that is passed stays as it is.

    >>> import numpy as np
    >>> from sourcediff import adjoint
    >>> def running_product(x, y):
    ...     y[0] = x[0]
    ...     for i in range(1, len(x)):
    ...         y[i] = y[i - 1] * x[i]
    >>> x, y = np.array([2.0, 3.0, 5.0]), np.zeros(3)
    >>> adjoint(running_product, of="y")(x, y, out_bar=np.array([0.0, 0.0, 1.0]))
    array([15., 10.,  6.])
    >>> y
    array([0., 0., 0.])
    """
    return _transform(fn, wrt, {"words": "adjoint", **_written(of)})


@_inside
def tangent(fn: Callable[..., Any] | None = None, wrt: Wrt = 0, of: Wrt | None = None) -> Any:
    """Return ``(*args, x_dot, ...) -> (value, out_dot)``, the tangent of a function.

    Parameters
    ----------
    fn : the function; without it, a decorator is returned.
    wrt : position or name of the parameters that move, or a tuple of them.
    of : as for `adjoint`; the value is what is in these parameters when the function is over.

    Returns
    -------
    Derivative : takes what `fn` takes, and one keyword-only tangent `<name>_dot` for each of `wrt`, of its
        structure and shape; gives the value and its tangent.

    Raises
    ------
    UnsupportedCode : as for `adjoint`.

    Notes
    -----
    About twice the cost of `fn` for one direction.
    """
    return _transform(fn, wrt, {"mode": "forward", "words": "tangent", **_written(of)})


def _written(of: Wrt | None) -> dict[str, Any]:
    """The option that names what is written into, where there is one."""
    return {} if of is None else {"of": of}


@_inside
def grad(fn: Callable[..., Any] | None = None, wrt: Wrt = 0, has_aux: bool = False) -> Any:
    """Return the gradient of a function whose result is a number.

    Parameters
    ----------
    fn : the function; without it, a decorator is returned.
    wrt : position or name of the parameters to differentiate with respect to, or a tuple of them.
    has_aux : the function returns (number, auxiliary data); the derivative gives (gradient, auxiliary data).

    Raises
    ------
    TypeError : the result is no number (shape ()); `adjoint` and `vjp` take arrays.
    UnsupportedCode : as for `adjoint`.
    """
    return _transform(
        fn, wrt, {"seeded": False, "scalar": True, "has_aux": has_aux, "words": "grad"}
    )


@_inside
def value_and_grad(
    fn: Callable[..., Any] | None = None, wrt: Wrt = 0, has_aux: bool = False
) -> Any:
    """Return ``(*args) -> (value, gradient)``, both from one sweep.

    Parameters
    ----------
    fn, wrt : as for `grad`.
    has_aux : the function returns (number, auxiliary data), and that pair is the value.
    """
    options = {
        "seeded": False,
        "scalar": True,
        "value": True,
        "has_aux": has_aux,
        "words": "value_and_grad",
    }
    return _transform(fn, wrt, options)


@_outside
def vjp(fn: Callable[..., Any], *primals: Any) -> tuple[Any, Callable[[Any], tuple[Any, ...]]]:
    """Return the value at `primals` and its pullback, which takes an adjoint of the value to those of the primals.

    The pullback may be called any number of times; its `source` is the text of the two sweeps, and what the
    forward one saved lives as long as it does. The primals are copied, so that they may change in between; what the
    function reads beside them, of the module or of the object that it is bound to, must not.
    """
    fn, own, names, star = _opened(fn, primals)
    kept = copy.deepcopy(primals)
    forward = _forward_of(fn, names)
    try:
        if forward.check(*own, *primals) is not forward.check(*own, *kept):
            raise AliasError(
                f"vjp copies the primals of {forward.__name__}(), and one of them is reached by another name as well: "
                "call adjoint(f), or pass what that name means as an argument"
            )
        value, pullback = forward(*own, *kept)
    except Inseparable:
        return fn(*own, *copy.deepcopy(primals)), _rerun(fn, names, star, own, primals)
    return copy.deepcopy(value), replace(pullback, star=star)


@_outside
def jvp(fn: Callable[..., Any], primals: Any, tangents: Any) -> tuple[Any, Any]:
    """Return the value at `primals` and its tangent along `tangents`."""
    if not isinstance(primals, (tuple, list)) or not isinstance(tangents, (tuple, list)):
        raise TypeError(
            "jvp takes a tuple of primals and a tuple of tangents: jvp(f, (x,), (x_dot,))"
        )
    if len(primals) != len(tangents):
        raise TypeError(
            f"jvp got {len(primals)} primals and {len(tangents)} tangents: one for each"
        )
    fn, own, names, star = _opened(fn, primals)
    push = _tangent_of(fn, names)
    last = len(names) - 1
    given = [*tangents[:last], tuple(tangents[last:])] if star else tangents
    dots = [p for p in push.__signature__.parameters if p.endswith(("_dot", "_dot_"))]
    return push(*own, *primals, **dict(zip(dots[-len(names) :], given, strict=True)))  # type: ignore[no-any-return]


def _opened(
    fn: Callable[..., Any], primals: Any
) -> tuple[Callable[..., Any], tuple[Any, ...], tuple[str, ...], bool]:
    """A function, the object that it is bound to, the parameters that primals go to, and if the last is `*args`."""
    own: tuple[Any, ...] = ()
    fn = _function_of(fn)
    if isinstance(fn, MethodType):
        own, fn = (fn.__self__,), fn.__func__
    signature = inspect.signature(fn)
    names = tuple(signature.bind(*own, *primals).arguments)[len(own) :]
    star = signature.parameters[names[-1]].kind is inspect.Parameter.VAR_POSITIONAL
    return fn, own, names, star


@functools.lru_cache(maxsize=256)
def _forward_of(fn: Callable[..., Any], names: tuple[str, ...]) -> Derivative:
    """A function's forward sweep, made once."""
    return Derivative(fn, names, {"words": "vjp", "value": True, "split": True})


@functools.lru_cache(maxsize=256)
def _tangent_of(fn: Callable[..., Any], names: tuple[str, ...]) -> Derivative:
    """A function's tangent, made once."""
    return Derivative(fn, names, {"mode": "forward", "words": "jvp"})


def _rerun(
    fn: Callable[..., Any], names: tuple[str, ...], star: bool, own: Any, primals: Any
) -> Callable[[Any], tuple[Any, ...]]:
    """A pullback that runs the forward sweep again, from copies of the primals, and prints nothing."""
    back = Derivative(fn, names, {"words": "vjp", "quiet": True})
    back.check(*own, *primals)
    kept = (*own, *copy.deepcopy(primals))
    only = inspect.Parameter.KEYWORD_ONLY
    seed = [n for n, p in back.__signature__.parameters.items() if p.kind is only][-1]

    def pullback(out_bar: Any) -> Any:
        return flattened(back(*kept, **{seed: out_bar}), star)

    return pullback
