"""Independent oracles: what a derivative must be, found without the library.

`check_program(f, args, wrt)` checks everything that can be checked of one program at one point.
The reference is a Richardson-extrapolated central difference with an error estimate, sharpened
by the complex step where the program runs on complex numbers and both agree.
"""

from __future__ import annotations

import atexit
import contextlib
import copy
import dataclasses
import functools
import importlib.util
import inspect
import itertools
import pathlib
import shutil
import signal
import sys
import tempfile
import warnings
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from types import FrameType, ModuleType
from typing import Any

import numpy as np
from trees import (
    Field,
    Tree,
    active_leaves,
    at,
    dot,
    flat,
    flat_like,
    has_single,
    is_active,
    leaves,
    random_like,
    same,
    shift,
    shown,
    tree_map,
    widen,
)

Wrt = int | str | tuple[int | str, ...]

FIRST_STEPS = (4e-3, 2e-4, 1e-5)  # the first of the steps that agree is taken
LEVELS = 5
CONCLUSIVE = 1e-5  # an estimate with a larger relative error says nothing
DOT_PRODUCT = 1e-10


class InconclusiveError(Exception):
    """The differences do not agree among themselves: a kink or a jump is near."""


class MismatchError(AssertionError):
    """What the library computed is not what it should be."""


@dataclass(frozen=True)
class Estimate:
    """A directional derivative of the (flat) result and how far it may be off."""

    value: np.ndarray
    error: float

    @property
    def scale(self) -> float:
        return max(1.0, float(np.max(np.abs(self.value), initial=0.0)))

    def conclusive(self, limit: float = CONCLUSIVE) -> bool:
        """Whether the estimate is certain to `limit`, relative."""
        return bool(np.isfinite(self.error)) and self.error <= limit * self.scale


@contextlib.contextmanager
def time_limit(seconds: float) -> Iterator[None]:
    """Turn a loop that never ends into a TimeoutError (on the main thread, where signals work)."""

    def ring(signum: int, frame: FrameType | None) -> None:
        raise TimeoutError(f"took more than {seconds:g} s")

    previous = signal.signal(signal.SIGALRM, ring)
    signal.setitimer(signal.ITIMER_REAL, seconds)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0.0)
        signal.signal(signal.SIGALRM, previous)


# ---- modules from text ----------------------------------------------------------------------


@functools.cache
def scratch_directory() -> pathlib.Path:
    """A directory of this process for generated modules; removed at exit."""
    path = pathlib.Path(tempfile.mkdtemp(prefix="sourcediff_tests_"))
    atexit.register(shutil.rmtree, path, ignore_errors=True)
    return path


_module_numbers = itertools.count()


def load_text(text: str, name: str = "generated") -> ModuleType:
    """Import `text` from a real file, so that `inspect.getsource` works."""
    name = f"{name}_{next(_module_numbers)}"
    path = scratch_directory() / f"{name}.py"
    path.write_text(text)
    spec = importlib.util.spec_from_file_location(name, path)
    assert spec is not None and spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules[name] = module
    spec.loader.exec_module(module)
    return module


# ---- references -----------------------------------------------------------------------------


def along(f: Callable[..., Tree], args: Tree, direction: Tree) -> Callable[[complex], np.ndarray]:
    """The flat result of `f` as a function of the step along `direction`."""

    def moved(step: complex) -> np.ndarray:
        return flat(f(*shift(args, direction, step)))

    return moved


def extrapolate(moved: Callable[[complex], np.ndarray], first: float) -> Estimate:
    """Ridders' tableau: central differences at halved steps, extrapolated to step zero."""
    value, error = np.zeros(0), np.inf
    above: list[np.ndarray] = []
    for level in range(LEVELS):
        step = first / 2**level
        up, down = moved(step), moved(-step)
        if up.shape != down.shape:
            raise InconclusiveError("the shape of the result changes near the point")
        row = [(up - down) / (2 * step)]
        for order, coarser in enumerate(above, start=1):
            finer = row[-1]
            row.append(finer + (finer - coarser) / (4**order - 1))
            off = max(
                float(np.max(np.abs(row[-1] - finer), initial=0.0)),
                float(np.max(np.abs(row[-1] - coarser), initial=0.0)),
            )
            if off < error:
                value, error = row[-1], off
        above = row
    return Estimate(value, error)


def difference(f: Callable[..., Tree], args: Tree, direction: Tree) -> Estimate:
    """The derivative of `f` along `direction` from several first steps: the most certain one."""
    best, raised = None, None
    for first in FIRST_STEPS:
        try:
            found = extrapolate(along(f, args, direction), first)
        except (ArithmeticError, ValueError, IndexError) as error:  # the step left the domain
            raised = error
            continue
        if found.error <= 1e-9 * found.scale:
            return found
        if best is None or found.error < best.error:
            best = found
    if best is None:
        raise InconclusiveError(f"the program raises near the point: {raised!r}") from raised
    return best


def complex_step(f: Callable[..., Tree], args: Tree, direction: Tree) -> np.ndarray | None:
    """The derivative along `direction` to rounding, or None where `f` refuses complex numbers."""
    step = 1e-30
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error")
            result = f(*shift(args, direction, step * 1j))
    except Exception:
        return None
    return np.imag(flat(result)) / step


def reference(f: Callable[..., Tree], args: Tree, direction: Tree) -> Estimate:
    """The best estimate of the derivative of `f` along `direction`."""
    found = difference(f, args, direction)
    exact = complex_step(f, args, direction)
    if exact is None or exact.shape != found.value.shape or not np.all(np.isfinite(exact)):
        return found
    # abs() and the like are not analytic: the complex step counts only where both agree.
    # Where one of them is nearly flat they differ by little: so no more than the differences may be off.
    off = 1e-9 * found.scale + 10 * found.error
    if found.conclusive() and np.allclose(exact, found.value, rtol=0, atol=off):
        return Estimate(exact, 1e-13 * found.scale)
    return found


# ---- one program, one point -----------------------------------------------------------------


def positions(f: Callable[..., Any], wrt: Wrt) -> tuple[int, ...]:
    """The argument positions that `wrt` names."""
    names = list(inspect.signature(f).parameters)
    several = wrt if isinstance(wrt, tuple) else (wrt,)
    return tuple(names.index(one) if isinstance(one, str) else one for one in several)


@dataclass
class Point:
    """A program at a point, with a random direction and a random seed to contract with."""

    f: Callable[..., Tree]
    args: tuple[Tree, ...]
    wrt: Wrt
    rng: np.random.Generator
    explain: bool = True

    def __post_init__(self) -> None:
        self.where = positions(self.f, self.wrt)
        self.value = self.f(*copy.deepcopy(self.args))
        if not active_leaves(self.value):
            raise TypeError("the program's result is not floating point")
        if not all(np.all(np.isfinite(leaf)) for _, leaf in active_leaves(self.value)):
            raise InconclusiveError("the result is not finite")
        self.active = tuple(self.args[at_] for at_ in self.where)
        self.directions = random_like(self.active, self.rng)
        self.is_scalar = is_active(self.value) and np.shape(self.value) == ()
        self.seed = random_like(self.value, self.rng)
        single = has_single((self.args, self.value))
        self.tolerance = 2e-4 if single else 1e-7
        self.dot_tolerance = 1e-4 if single else DOT_PRODUCT

    @property
    def names(self) -> list[str]:
        parameters = list(inspect.signature(self.f).parameters)
        return [parameters[at_] for at_ in self.where]

    @property
    def is_bare(self) -> bool:
        """Whether a transformation gives the result itself and not a tuple of results."""
        return not isinstance(self.wrt, tuple)

    def fresh(self) -> tuple[Tree, ...]:
        return copy.deepcopy(self.args)

    def spread(self, trees: Sequence[Tree]) -> tuple[Tree, ...]:
        """Directions for all arguments: those of `trees` at `wrt`, None elsewhere."""
        whole = [tree_map(lambda leaf: None, arg) for arg in self.args]
        for at_, tree in zip(self.where, trees, strict=True):
            whole[at_] = tree
        return tuple(whole)

    def as_tuple(self, bars: Tree) -> tuple[Tree, ...]:
        return (bars,) if self.is_bare else bars

    def tangents(self, trees: Sequence[Tree]) -> dict[str, Tree]:
        return {f"{name}_dot": tree for name, tree in zip(self.names, trees, strict=True)}


def unchanged(point: Point, args: tuple[Tree, ...], what: str) -> None:
    """Fail if a call changed its arguments."""
    if not same(args, point.args):
        raise MismatchError(f"{what} changed its arguments: {args} were {point.args}")


def called_twice(point: Point, what: str, call: Callable[..., Tree], **seeds: Tree) -> Tree:
    """Call with fresh copies, twice: the same result, and arguments and seeds left alone."""
    before = copy.deepcopy(seeds)
    args = point.fresh()
    first = call(*args, **seeds)
    kept = copy.deepcopy(first)
    unchanged(point, args, what)
    second = call(*args, **seeds)
    unchanged(point, args, what)
    if not same(second, kept):
        raise MismatchError(f"{what} called twice: {kept}, then {second}")
    if not same(first, kept):
        raise MismatchError(f"{what}: the second call changed the first call's result")
    if not same(seeds, before):
        raise MismatchError(f"{what} changed its seed: {before} became {seeds}")
    if what in GRADIENTS:
        check_own(what, second, (args, seeds))
    return second


def check_own(what: str, bars: Tree, given: Tree) -> None:
    """What a gradient consists of is the caller's own: no part of an argument, of a seed or of another part."""
    arrays = [x for _, x in leaves(bars) if isinstance(x, np.ndarray)]
    others = [x for _, x in leaves(given) if isinstance(x, np.ndarray)]
    for place, bar in enumerate(arrays):
        if any(np.shares_memory(bar, other) for other in (*others, *arrays[:place])):
            raise MismatchError(f"{what}: {bar} shares memory with an argument, a seed or another")


GRADIENTS = ("adjoint", "grad", "reverse over reverse", "the text for unknown types")


def check_like(gradient: Tree, primal: Tree, what: str) -> None:
    """The gradient has the structure, shapes and dtypes of the argument, None where inactive."""
    expected = [path for path, _ in leaves(primal)]
    found = [path for path, _ in leaves(gradient)]
    if isinstance(primal, dict | list | tuple) and type(gradient) is not type(primal):
        raise MismatchError(f"{what} is a {type(gradient).__name__} for a {type(primal).__name__}")
    if expected != found:
        raise MismatchError(f"{what}: structure {found} instead of {expected}")
    for path, leaf in leaves(primal):
        bar = at(gradient, path)
        spot = what + shown(path)
        if not is_active(leaf):
            if bar is not None:
                raise MismatchError(f"{spot} is {bar!r} for the inactive {leaf!r}, not None")
        elif bar is None or isinstance(bar, dict | list | tuple):
            raise MismatchError(f"{spot} is {bar!r} for {leaf!r}")
        elif np.shape(bar) != np.shape(leaf):
            raise MismatchError(f"{spot} has shape {np.shape(bar)}, its argument {np.shape(leaf)}")
        elif np.asarray(bar).dtype != np.asarray(leaf).dtype:
            raise MismatchError(
                f"{spot} has dtype {np.asarray(bar).dtype}, its argument {np.asarray(leaf).dtype}"
            )
        elif isinstance(leaf, np.ndarray) and not isinstance(bar, np.ndarray | np.generic):
            raise MismatchError(f"{spot} is a {type(bar).__name__}, its argument an array")


def check_close(point: Point, what: str, found: Tree, expected: Estimate, like: Tree) -> None:
    """`found` against a reference, within the tolerance and the reference's own error."""
    got = flat_like(found, like)
    if got.shape != expected.value.shape:
        raise MismatchError(f"{what}: {got.shape[0]} numbers instead of {expected.value.shape[0]}")
    off = np.abs(got - expected.value)
    if not np.all(off <= point.tolerance * expected.scale + 10 * expected.error):
        raise MismatchError(f"{what}: {got} instead of {expected.value} (+-{expected.error:.1e})")


def check_near(point: Point, what: str, left: float, right: float, size: float) -> None:
    """Two inner products that differ by rounding only; `size` is what cancels in them."""
    if not abs(left - right) <= point.dot_tolerance * max(abs(left), abs(right), size, 1e-3):
        raise MismatchError(f"{what}: {left!r} and {right!r}")


def size_of(left: Tree, right: Tree, like: Tree) -> float:
    return float(np.abs(flat_like(left, like)) @ np.abs(flat_like(right, like)))


def blame(point: Point, bars: tuple[Tree, ...], wide: tuple[Tree, ...]) -> str:
    """Which leaves of the gradient are wrong: found against differences, leaf by leaf."""
    lines = []
    zero = tree_map(lambda leaf: None, point.args)
    for name, where, bar in zip(point.names, point.where, bars, strict=True):
        for path, leaf in active_leaves(point.args[where]):
            expected = np.zeros(np.shape(leaf))
            for index in np.ndindex(np.shape(leaf)):
                unit = np.zeros(np.shape(leaf))
                unit[index] = 1.0
                direction = list(zero)
                direction[where] = plant(point.args[where], path, unit[()])
                column = difference(point.f, wide, tuple(direction)).value
                expected[index] = column @ flat_like(point.seed, point.value)
            got = at(bar, path)
            if not np.allclose(got, expected, rtol=1e-5, atol=1e-5):
                spot = name + shown(path)
                lines.append(f"  {spot}_bar = {got!r}, should be {expected[()]!r}")
    return "\n".join(lines)


def plant(tree: Tree, path: tuple, value: Any) -> Tree:
    """None everywhere but `value` at `path`."""
    if not path:
        return value
    empty = tree_map(lambda leaf: None, tree)
    parent = at(empty, path[:-1])
    if isinstance(parent, tuple):
        changed = (*parent[: path[-1]], value, *parent[path[-1] + 1 :])
        return plant(tree, path[:-1], changed)
    if isinstance(path[-1], Field):
        return plant(tree, path[:-1], dataclasses.replace(parent, **{path[-1]: value}))
    parent[path[-1]] = value
    return empty


def check_gradient(point: Point, expected: Estimate, wide: tuple[Tree, ...]) -> tuple[Tree, ...]:
    """`adjoint`, contracted with the seed, against the reference. Gives the bars."""
    import sourcediff

    adjoint = sourcediff.adjoint(point.f, point.wrt)
    bars = point.as_tuple(called_twice(point, "adjoint", adjoint, out_bar=point.seed))
    check_like(bars, point.active, "the gradient")
    seed = flat_like(point.seed, point.value)
    contracted = Estimate(
        np.array([expected.value @ seed]), expected.error * float(np.sum(np.abs(seed)))
    )
    found = dot(bars, point.directions, point.active)
    try:
        check_close(point, "adjoint against differences", found, contracted, 0.0)
    except MismatchError as error:
        if not point.explain:
            raise
        raise MismatchError(f"{error}\n{blame(point, bars, wide)}") from None
    return bars


def check_tangent(point: Point, expected: Estimate) -> Tree:
    """`tangent` against the reference. Gives the tangent of the result."""
    import sourcediff

    tangent = sourcediff.tangent(point.f, point.wrt)
    value, out_dot = called_twice(point, "tangent", tangent, **point.tangents(point.directions))
    check_value(point, "tangent", value, exact=False)
    check_close(point, "tangent against differences", out_dot, expected, point.value)
    return out_dot


def names_in(f: Callable[..., Any]) -> tuple[str, ...]:
    """The names that a function looks up."""
    return getattr(f, "__code__", check_value.__code__).co_names


def check_value(point: Point, what: str, value: Tree, exact: bool) -> None:
    """The value that a transformation returns beside the derivative.

    From Python 3.12 on, `sum` of floats carries what is rounded off along, and the loop that is written for it does
    not: there, the value of a function that calls `sum` is held to rounding.
    """
    exact = exact and not (sys.version_info >= (3, 12) and "sum" in names_in(point.f))
    if exact and not same(value, point.value):
        raise MismatchError(f"{what}: the value is {value!r}, the primal's {point.value!r}")
    if [path for path, _ in leaves(value)] != [path for path, _ in leaves(point.value)]:
        raise MismatchError(f"{what}: the value is {value!r}, the primal's {point.value!r}")
    off = np.abs(flat_like(value, point.value) - flat(point.value))
    if not np.all(off <= point.dot_tolerance * np.maximum(1.0, np.abs(flat(point.value)))):
        raise MismatchError(f"{what}: the value is {value!r}, the primal's {point.value!r}")


def check_scalar_forms(point: Point, bars: tuple[Tree, ...]) -> None:
    """`grad` and `value_and_grad`, for a program whose result is one number."""
    import sourcediff

    unit = point.as_tuple(called_twice(point, "grad", sourcediff.grad(point.f, point.wrt)))
    check_like(unit, point.active, "grad")
    scaled = float(point.seed) * flat_like(unit, point.active)
    if not np.allclose(
        scaled, flat_like(bars, point.active), rtol=10 * point.dot_tolerance, atol=point.tolerance
    ):
        raise MismatchError(f"grad is {unit}, but adjoint with seed {point.seed} is {bars}")
    both = sourcediff.value_and_grad(point.f, point.wrt)
    value, again = called_twice(point, "value_and_grad", both)
    check_value(point, "value_and_grad", value, exact=True)
    if not same(point.as_tuple(again), unit):
        raise MismatchError(f"value_and_grad gives {again}, grad gives {unit}")


def check_evaluators(point: Point, bars: tuple[Tree, ...], out_dot: Tree) -> None:
    """`vjp` and `jvp` give what `adjoint` and `tangent` give; a pullback may be called twice."""
    import sourcediff

    args = point.fresh()
    value, pullback = sourcediff.vjp(point.f, *args)
    check_value(point, "vjp", value, exact=True)
    for attempt in ("first", "second"):
        cotangents = pullback(point.seed)
        got, want = flat_like(cotangents, point.args), flat_like(bars, point.active)
        if not np.allclose(got, want, rtol=1e-12, atol=point.dot_tolerance):
            raise MismatchError(
                f"vjp, {attempt} call of the pullback: {cotangents}, adjoint: {bars}"
            )
    unchanged(point, args, "vjp")
    value, dot_ = sourcediff.jvp(point.f, args, point.directions)
    check_value(point, "jvp", value, exact=False)
    got, want = flat_like(dot_, point.value), flat_like(out_dot, point.value)
    if not np.allclose(got, want, rtol=1e-12, atol=point.dot_tolerance):
        raise MismatchError(f"jvp: {dot_}, tangent: {out_dot}")


def check_first_order(point: Point, *, thorough: bool = True) -> None:
    """Both modes, and all transformations where `thorough`, at one point."""
    wide = widen(point.args)
    expected = reference(point.f, wide, point.spread(widen(point.directions)))
    if not expected.conclusive(max(CONCLUSIVE, point.tolerance)):
        raise InconclusiveError(f"differences disagree by {expected.error:.1e}")
    bars = check_gradient(point, expected, wide)
    out_dot = check_tangent(point, expected)
    check_near(
        point,
        "<g, J t> and <J^T g, t>",
        dot(point.seed, out_dot, point.value),
        dot(bars, point.directions, point.active),
        max(
            size_of(point.seed, out_dot, point.value),
            size_of(bars, point.directions, point.active),
        ),
    )
    if not thorough:
        return
    if point.is_scalar:
        check_scalar_forms(point, bars)
    if sorted(point.where) == list(range(len(point.args))) == list(point.where):
        check_evaluators(point, bars, out_dot)


# ---- second order ---------------------------------------------------------------------------


@functools.cache
def contraction(count: int, seeded: bool, paths: tuple[tuple, ...]) -> Callable[..., Any]:
    """A maker of `contracted(a0, ...)`: the gradient times a fixed direction.

    It is written out for the gradient's structure, so that it needs nothing but calls,
    constant subscripts, products and sums; it closes over the Derivative and the direction.
    """
    names = ", ".join(f"a{index}" for index in range(count))
    weights = "".join(f", d{index}" for index in range(len(paths)))
    terms = [f"np.sum(g{shown(path)} * d{index})" for index, path in enumerate(paths)]
    text = (
        "import numpy as np\n\n\n"
        f"def make(df, seed{weights}):\n"
        f"    def contracted({names}):\n"
        f"        g = df({names}{', out_bar=seed' if seeded else ''})\n"
        f"        return {' + '.join(terms)}\n\n"
        "    return contracted\n"
    )
    return load_text(text, "contracted").make


def contracted_gradient(
    point: Point, weights: tuple[Tree, ...], as_text: bool = False
) -> tuple[Any, Any]:
    """The program's Derivative and the real function that contracts it with `weights`.

    `as_text` contracts the generated function in its place, an ordinary function with source.
    """
    import sourcediff

    make = sourcediff.grad if point.is_scalar else sourcediff.adjoint
    df = make(point.f, point.wrt)
    if as_text:
        df(*point.fresh(), **({} if point.is_scalar else {"out_bar": copy.deepcopy(point.seed)}))
        df = df.__wrapped__
    paths = [path[1:] if point.is_bare else path for path, _ in active_leaves(point.active)]
    values = [at(weights, path) for path, _ in active_leaves(point.active)]
    maker = contraction(len(point.args), not point.is_scalar, tuple(paths))
    return df, maker(df, point.seed, *values)


def check_second_order(point: Point) -> None:
    """Reverse over reverse and forward over reverse against differences of the gradient."""
    import sourcediff

    weights = random_like(point.active, point.rng)
    df, contracted = contracted_gradient(point, weights)
    contracted(*point.fresh())  # what it raises at the point is not for `difference` to catch
    expected = difference(contracted, point.args, point.spread(point.directions))
    if not expected.conclusive():
        raise InconclusiveError(f"differences of the gradient disagree by {expected.error:.1e}")
    where = point.where[0] if point.is_bare else point.where
    reverse = point.as_tuple(
        called_twice(point, "reverse over reverse", sourcediff.grad(contracted, where))
    )
    check_like(reverse, point.active, "the Hessian-vector product")
    backward = dot(reverse, point.directions, point.active)
    check_close(point, "reverse over reverse", backward, expected, 0.0)
    forward = forward_over_reverse(point, df, contracted, weights)
    check_close(point, "forward over reverse", forward, expected, 0.0)
    check_near(
        point,
        "the Hessian in both modes",
        forward,
        backward,
        size_of(reverse, point.directions, point.active),
    )


def check_text(point: Point) -> None:
    """The generated text goes through the compiler again, like any function, and gives the second derivative."""
    import sourcediff

    weights = random_like(point.active, point.rng)
    _, contracted = contracted_gradient(point, weights, as_text=True)
    expected = difference(contracted, point.args, point.spread(point.directions))
    if not expected.conclusive():
        raise InconclusiveError(f"differences of the gradient disagree by {expected.error:.1e}")
    where = point.where[0] if point.is_bare else point.where
    again = sourcediff.grad(contracted, where)
    reverse = point.as_tuple(called_twice(point, "the text differentiated", again))
    backward = dot(reverse, point.directions, point.active)
    check_close(point, "the text differentiated", backward, expected, 0.0)


def check_unknown(point: Point) -> None:
    """The text for numbers or arrays of unknown kind is right for those at hand."""
    import sourcediff

    expected = reference(point.f, point.args, point.spread(point.directions))
    df = sourcediff.adjoint(point.f, point.wrt)
    run = df._specialize(unknown_examples(point, df)).run
    bars = point.as_tuple(
        called_twice(point, "the text for unknown types", run, out_bar=point.seed)
    )
    shapes = [np.shape(at(bars, path)) for path, _ in active_leaves(point.active)]
    if shapes != [np.shape(leaf) for _, leaf in active_leaves(point.active)]:
        raise MismatchError(f"the text for unknown types: shapes {shapes}")
    seed = flat_like(point.seed, point.value)
    error = expected.error * float(np.sum(np.abs(seed)))
    contracted = Estimate(np.array([expected.value @ seed]), error)
    found = dot(bars, point.directions, point.active)
    check_close(point, "the text for unknown types", found, contracted, 0.0)


def unknown_examples(point: Point, df: Any) -> dict[str, Any]:
    """The arguments, with numbers and arrays of floats as what nothing is known of."""
    from sourcediff.frontend.signature import UNKNOWN_EXAMPLE

    bound = inspect.signature(point.f).bind(*point.fresh())
    bound.apply_defaults()
    return {
        name: UNKNOWN_EXAMPLE if is_active(x) and not np.iscomplexobj(x) else x
        for name, x in bound.arguments.items()
    }


def forward_over_reverse(
    point: Point, df: Any, contracted: Callable[..., Any], weights: tuple[Tree, ...]
) -> float:
    """The tangent of `grad(f)`, contracted; of `contracted` itself where a seed is needed."""
    import sourcediff

    if point.is_scalar:
        tangent = sourcediff.tangent(df, point.wrt)
        seeds = point.tangents(point.directions)
        gradient, out_dot = called_twice(point, "forward over reverse", tangent, **seeds)
        check_like(gradient, point.active[0] if point.is_bare else point.active, "the gradient")
        return dot(point.as_tuple(out_dot), weights, point.active)
    names = list(inspect.signature(contracted).parameters)
    seeds = {
        f"{names[where]}_dot": tree
        for where, tree in zip(point.where, point.directions, strict=True)
    }
    where = point.where[0] if point.is_bare else point.where
    tangent = sourcediff.tangent(contracted, where)
    _, out_dot = called_twice(point, "forward over reverse", tangent, **seeds)
    return float(out_dot)


def check_program(
    f: Callable[..., Tree],
    args: Sequence[Tree],
    wrt: Wrt = 0,
    *,
    order: int | str = 1,
    seed: int = 0,
    thorough: bool = True,
    explain: bool = True,
) -> None:
    """Check `f` at `args`: raises MismatchError where the library is wrong.

    Parameters
    ----------
    f : function from a real file; result a number, an array, or nested.
    args : its positional arguments, away from kinks.
    wrt : as for `sourcediff.adjoint`.
    order : 1 checks both modes, all transformations; 2 their compositions (double precision only); "text" that the
        generated text can be differentiated; "unknown" the text for arguments of unknown types.
    seed : of the random direction and of the random seed.
    thorough : also `grad`, `value_and_grad`, `vjp` and `jvp`, not only `adjoint` and `tangent`.
    explain : say which leaves of a wrong gradient are wrong, which takes many differences.

    Raises
    ------
    MismatchError
        Where the library is wrong.
    InconclusiveError
        Where the differences do not agree among themselves, so nothing is known.
    """
    point = Point(f, tuple(args), wrt, np.random.default_rng(seed), explain)
    if order == 1:
        check_first_order(point, thorough=thorough)
    elif order == "text":
        check_text(point)
    elif order == "unknown":
        check_unknown(point)
    elif not has_single((point.args, point.value)):  # differences of single precision are noise
        check_second_order(point)
