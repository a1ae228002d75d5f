"""What a transformation gives back: a callable with its text, its stages, and what it was made from."""

from __future__ import annotations

import copy
import functools
import inspect
import traceback
import types
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

import numpy as np

from sourcediff.differentiate.request import Inseparable, Request
from sourcediff.errors import (
    AliasError,
    MissingRule,
    Problem,
    SourcediffError,
    UnsupportedCode,
    WrongArgument,
)
from sourcediff.frontend.check import check
from sourcediff.frontend.parse import Source, parse, wrap_callable
from sourcediff.frontend.signature import UNKNOWN_EXAMPLE, parameters
from sourcediff.ir.records import record_fields

if TYPE_CHECKING:  # the compiler is imported where the first derivative is made
    from sourcediff.backend.seeds import Seed
    from sourcediff.pipeline import Specialization, Stages

LIMIT = 8
Wrt = int | str | tuple[int | str, ...]


class Derivative:
    """A derivative of a function, made anew for each kind of arguments that it is called with.

    Attributes
    ----------
    primal : the function that was differentiated.
    source : the text of the specialization that ran last; before any call, the one for the annotations,
        or for arguments of unknown type.
    stages : what each stage of the compiler made of it.
    """

    def __new__(cls, *args: Any, **kwargs: Any) -> Derivative:
        own = type(cls.__name__, (cls,), {"__module__": cls.__module__, "__doc__": cls.__doc__})
        return object.__new__(own)

    def __init__(self, fn: Callable[..., Any], wrt: Wrt, options: dict[str, Any]) -> None:
        self.primal = fn
        self._wrt = wrt
        self._options = options
        self._method = False
        self._source: Source = check(parse(source_function(fn)))
        self._made: list[tuple[Callable[..., bool], Specialization]] = []
        self._last: Specialization | None = None
        self.__name__: str
        functools.update_wrapper(self, fn, updated=())
        self.__dict__.pop("__wrapped__", None)
        self._params = parameters(self._source.tree.args)
        self._names = [p.name for p in self._params if p.kind not in ("args", "kwargs")]
        self._resolve(wrt)
        self.__signature__ = self._signature()
        type(self).__call__ = staticmethod(self._miss)  # type: ignore[method-assign]

    def __call__(self, *args: Any, **kwargs: Any) -> Any:
        """Evaluate the derivative."""
        return self._miss(*args, **kwargs)

    # ---- what was asked for ----

    def _resolve(self, wrt: Wrt) -> tuple[str, ...]:
        """The names of the parameters asked for."""
        given = wrt if isinstance(wrt, tuple) else (wrt,)
        if not given:
            raise WrongArgument("wrt is empty: name at least one parameter")
        return tuple(self._resolve_one(w) for w in given)

    def _resolve_one(self, w: int | str) -> str:
        if isinstance(w, str):
            own = [p.name for p in self._params]
            if w not in own:
                raise WrongArgument(
                    f"{self._source.name}() has no parameter {w!r}; it has {', '.join(own)}"
                )
            return w
        if isinstance(w, bool) or not isinstance(w, int):
            raise WrongArgument(f"wrt is a position or a name, or a tuple of them, not {w!r}")
        names = self._names[1:] if self._method else self._names
        if not -len(names) <= w < len(names):
            raise WrongArgument(
                f"{self._source.name}() has no parameter number {w}; it has {len(names)}"
            )
        return names[w]

    @property
    def _request(self) -> Request:
        names = self._resolve(self._wrt)
        return replace(Request(names, bare=not isinstance(self._wrt, tuple)), **self._options)

    def _signature(self) -> inspect.Signature:
        """The user's signature, with the seed or the tangents where they are parameters."""
        own = inspect.signature(self.primal)
        extra: list[tuple[str, Any]] = []
        request = self._request
        if request.mode == "forward":
            extra = [(f"{n}_dot", inspect.Parameter.empty) for n in request.wrt]
        elif request.seeded and not request.split:
            extra = [("out_bar", 1.0)]
        taken = set(own.parameters)
        made = []
        for name, default in extra:
            while name in taken:
                name += "_"
            made.append(inspect.Parameter(name, inspect.Parameter.KEYWORD_ONLY, default=default))
        params = list(own.parameters.values())
        last = params.pop() if params and params[-1].kind is inspect.Parameter.VAR_KEYWORD else None
        return own.replace(
            parameters=[*params, *made, *([last] if last else [])],
            return_annotation=inspect.Signature.empty,
        )

    # ---- specialization ----

    def check(self, *args: Any, **kwargs: Any) -> None:
        """Make the specialization for these arguments, and refuse what their call would refuse, without running it."""
        bound = self._bind(args, kwargs)
        made = self._find(bound) or self._make({p.name: bound[p.name] for p in self._params})
        self._check_memory(made, bound)

    def _miss(self, *args: Any, **kwargs: Any) -> Any:
        """Find or make the specialization for these arguments, and run it."""
        if not self._method and args and self._is_of_class(args[0]):
            self.__set_name__(args[0], self.__name__)
        bound = self._bind(args, kwargs)
        examples = {p.name: bound[p.name] for p in self._params}
        found = self._find(bound)
        if found is None:
            found = self._make(examples)
        self._install(found)
        return self._run(found, bound)

    def _bind(self, args: tuple[Any, ...], kwargs: dict[str, Any]) -> dict[str, Any]:
        try:
            bound = self.__signature__.bind(*args, **kwargs)
        except TypeError as error:
            raise TypeError(f"derivative of {self._source.name}(): {error}") from None
        bound.apply_defaults()
        return dict(bound.arguments)

    def _find(self, bound: dict[str, Any]) -> Specialization | None:
        for predicate, made in self._made:
            if predicate(**{p.name: bound.get(p.name, 1.0) for p in made.guard.params}):
                return made
        return None

    def _make(self, examples: dict[str, Any]) -> Specialization:
        from sourcediff.backend.dispatch import make_predicate

        for name in self._request.wrt:
            check_argument(name, examples[name], self._source.name)
        made = self._specialize(examples, len(self._made) < LIMIT)
        self._made.insert(0, (make_predicate(made.guard), made))
        return made

    def _specialize(self, examples: dict[str, Any], sized: bool = True) -> Specialization:
        """Run the compiler; what it refuses is refused with its place."""
        try:
            return self._compile(examples, sized)
        except UnsupportedCode as error:
            raise UnsupportedCode([located(p, self._source) for p in error.problems]) from None
        except MissingRule as error:
            if not error.line:
                raise
            place = f"{self._source.file}:{error.line}: {error}\n{error.line:>6} | {self._source.line(error.line)}"
            raise MissingRule(f"{place}\n  try: give it one with sourcediff.rule(...)") from None
        except SourcediffError as error:
            error.add_note(
                f"in {self._source.name}() at {self._source.file}:{self._source.first_line}"
            )
            raise

    def _compile(self, examples: dict[str, Any], sized: bool) -> Specialization:
        """Run the compiler; sweeps that were to be apart and cannot be told apart are put together, if that will do."""
        from sourcediff.pipeline import specialize

        request = self._request
        try:
            return specialize(self._source, request, examples, sized, derive)
        except Inseparable:
            if not request.again:
                raise
        joint = replace(request, split=False, value=False, quiet=True, words="adjoint")
        return run_again(self.primal, specialize(self._source, joint, examples, sized, derive))

    def _install(self, made: Specialization) -> None:
        """Let the next call go straight to a specialization if its guard holds."""
        from sourcediff.backend.dispatch import make_dispatch

        if self._last is made:
            return
        self._last = made
        self.__wrapped__ = made.run
        note = functools.partial(self._annotate, made)
        dispatch = make_dispatch(made.guard, self._entry(made), self._miss, note, self._source)
        type(self).__call__ = staticmethod(dispatch)  # type: ignore[method-assign]

    def _run(self, made: Specialization, bound: dict[str, Any]) -> Any:
        self._check_memory(made, bound)
        for seed in made.guard.seeds:
            bound[seed.name] = as_seed(seed, bound[seed.name], bound.get(seed.like))
        positional, named = [], {}
        for p in made.guard.params:
            if p.name not in bound:
                continue
            if p.kind == "args":
                positional.extend(bound[p.name])
            elif p.kind == "kwargs":
                named.update(bound[p.name])
            elif p.kind in ("plain", "positional"):
                positional.append(bound[p.name])
            elif bound[p.name] is not inspect.Parameter.empty:
                named[p.name] = bound[p.name]
        try:
            return self._entry(made)(*positional, **named)
        except Exception as error:
            self._annotate(made, error)
            raise

    def _entry(self, made: Specialization) -> Callable[..., Any]:
        """What a call runs: the generated function, or its forward sweep with the pullback of what that saved."""
        if made.reverse is None:
            return made.run
        note = functools.partial(self._annotate, made)

        def run(*args: Any, **kwargs: Any) -> tuple[Any, Pullback]:
            value, saved = made.run(*args, **kwargs)
            return value, Pullback(made, saved, note)

        return run

    def _check_memory(self, made: Specialization, bound: dict[str, Any]) -> None:
        """Refuse arguments that share memory which the function writes into."""
        from sourcediff.backend.dispatch import find_overlap

        found = find_overlap(made.guard, bound)
        if found is None:
            return
        place = f"{self._source.file}:{found.line}"
        raise AliasError(
            f"{place}: `{found.written}` is written into, and it shares memory with `{found.other}`\n"
            f"{found.line:>6} | {self._source.line(found.line)}\n"
            f"  why: what `{found.other}` is after that depends on how the two overlap\n"
            f"  try: pass a copy of one of them"
        )

    def _annotate(self, made: Specialization, error: Exception) -> None:
        """Note the user's line on an exception from generated code."""
        for frame, number in traceback.walk_tb(error.__traceback__):
            line = made.lines.get(frame.f_code, {}).get(number)
            if line:
                text = self._source.line(line)
                error.add_note(f"in the derivative of {self._source.file}:{line}: {text}")

    # ---- the text ----

    @property
    def source(self) -> str:
        """The text of the derivative."""
        return self._current().text

    @property
    def stages(self) -> Stages:
        """What each stage made."""
        return self._current().stages

    def source_for(self, *args: Any, **kwargs: Any) -> str:
        """The text for arguments like these, without running it."""
        given = self.__signature__.bind_partial(*args, **kwargs)
        given.apply_defaults()
        examples = {p.name: given.arguments.get(p.name, UNKNOWN_EXAMPLE) for p in self._params}
        return self._specialize(examples).text

    def _current(self) -> Specialization:
        if self._last is None:
            examples = {p.name: annotated(self.primal, p.name, p.kind) for p in self._params}
            return self._specialize(examples)
        return self._last

    # ---- Python's protocols ----

    def __set_name__(self, owner: type, name: str) -> None:
        self._method = True
        self.__signature__ = self._signature()

    def _is_of_class(self, owner: Any) -> bool:
        """Whether this is the function of a `classmethod` of a class, which is not told its name."""
        if not isinstance(owner, type):
            return False
        found = inspect.getattr_static(owner, self.__name__, None)
        return isinstance(found, classmethod) and found.__func__ is self

    def __get__(self, instance: Any, owner: type | None = None) -> Any:
        return self if instance is None else types.MethodType(self, instance)

    def __reduce__(self) -> Any:
        """By name where the name means this derivative (the decorated form), else by its primal."""
        import importlib

        found: Any = importlib.import_module(self.primal.__module__)
        try:
            for part in self.primal.__qualname__.split("."):
                found = getattr(found, part)
        except AttributeError:
            found = None
        if found is self:
            return self.primal.__qualname__
        return rebuild, (self.primal, self._wrt, self._options)

    def __deepcopy__(self, memo: dict[int, Any]) -> Derivative:
        return Derivative(self.primal, self._wrt, copy.copy(self._options))

    def __copy__(self) -> Derivative:
        return Derivative(self.primal, self._wrt, copy.copy(self._options))

    def __repr__(self) -> str:
        wrt = ", ".join(self._request.wrt)
        return f"<{self._request.words} of {self._source.name} with respect to {wrt}>"

    def __sourcediff_lower__(
        self, lowering: Any, args: list[Any], kwargs: dict[str, Any], node: Any
    ) -> Any:
        """What a call of this derivative inside a differentiated function becomes."""
        from sourcediff.transforming import lower_derivative

        return lower_derivative(
            lowering, self.primal, self._request, self.__signature__, args, kwargs, node
        )


@dataclass(frozen=True)
class Pullback:
    """The reverse sweep of one call, with what its forward sweep saved: it may be called any number of times."""

    made: Specialization
    saved: Any
    note: Callable[[Exception], None]
    star: bool = False

    def __call__(self, out_bar: Any) -> Any:
        """The adjoints of the primals for an adjoint of the value."""
        seed = self.made.seed
        try:
            bars = self.run(out_bar if seed is None else as_seed(seed, out_bar, None))
            return flattened(bars, self.star)
        except Exception as error:
            self.note(error)
            raise

    def run(self, out_bar: Any) -> Any:
        """The same for an adjoint that is known to fit."""
        assert self.made.reverse is not None
        return self.made.reverse(self.saved, out_bar)

    @property
    def source(self) -> str:
        """The text of both sweeps."""
        return self.made.text


def run_again(primal: Callable[..., Any], joint: Specialization) -> Specialization:
    """A forward sweep that saves the arguments, and a reverse sweep that is the joint adjoint of them."""
    own = inspect.signature(primal).parameters
    seed = next(p.name for p in joint.guard.params if p.name not in own)

    def forward(*args: Any, **kwargs: Any) -> tuple[Any, Any]:
        return primal(*args, **kwargs), (args, kwargs)

    def reverse(saved: tuple[Any, dict[str, Any]], out_bar: Any) -> Any:
        args, kwargs = saved
        return joint.run(*args, **kwargs, **{seed: out_bar})

    params = tuple(p for p in joint.guard.params if p.name != seed)
    quick = "False" if joint.guard.apart else ""  # what shares memory is asked at every call
    guard = replace(joint.guard, params=params, seeds=(), quick=quick)
    return replace(joint, run=forward, guard=guard, reverse=reverse, seed=None)


def flattened(bars: tuple[Any, ...], star: bool) -> tuple[Any, ...]:
    """One adjoint for each primal, those of `*args` too."""
    return (*bars[:-1], *bars[-1]) if star else bars


def source_function(fn: Any) -> Any:
    """The Python function whose source is differentiated: for a derivative, one that calls it."""
    if isinstance(fn, Derivative):
        return wrap_callable(fn, fn.__name__, fn.__signature__)
    if isinstance(fn, types.MethodType):
        raise TypeError("differentiate the function of a bound method: grad(cls.method, wrt=...)")
    return fn


def located(problem: Problem, source: Source) -> Problem:
    """A problem that knows only its line, with the file and the text of the line."""
    if problem.file:
        return problem
    line = problem.line or source.first_line
    text = source.lines[line - 1].rstrip("\n") if line <= len(source.lines) else ""
    column = len(text) - len(text.lstrip())
    return replace(problem, file=source.file, line=line, column=column, end=len(text), text=text)


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


def rebuild(fn: Callable[..., Any], wrt: Wrt, options: dict[str, Any]) -> Derivative:
    """A derivative from its pickled parts."""
    return Derivative(fn, wrt, options)


def annotated(fn: Callable[..., Any], name: str, kind: str) -> Any:
    """An example for the annotation of a parameter, unknown if there is none."""
    if kind == "args":
        return ()
    if kind == "kwargs":
        return {}
    note = getattr(fn, "__annotations__", {}).get(name)
    known = {
        float: 0.5,
        "float": 0.5,
        int: 2,
        "int": 2,
        bool: True,
        "bool": True,
        str: "",
        "str": "",
    }
    return known.get(note, UNKNOWN_EXAMPLE) if isinstance(note, (str, type)) else UNKNOWN_EXAMPLE


def check_argument(name: str, x: Any, function: str) -> None:
    """Refuse to differentiate with respect to what is not floating point."""
    kinds = {"b": "bool", "i": "int", "u": "int"}
    if isinstance(x, (bool, int)) or (
        isinstance(x, (np.ndarray, np.generic)) and x.dtype.kind in kinds
    ):
        what = (
            type(x).__name__ if isinstance(x, (bool, int)) else f"{type(x).__name__} of {x.dtype}"
        )
        raise WrongArgument(
            f"{function}() is differentiated with respect to `{name}`, which is {what}: it must be float "
            f"(float({name}) or {name}.astype(float))"
        )
    if not has_parts(x) and not isinstance(x, (float, complex, np.ndarray, np.generic)):
        raise WrongArgument(
            f"{function}() is differentiated with respect to `{name}`, which is a {type(x).__name__}: it must be "
            "a number, an array, or a list, tuple, dict, dataclass or named tuple of them"
        )


def has_parts(x: Any) -> bool:
    """Whether an argument is a container whose leaves are arguments."""
    return isinstance(x, (tuple, list, dict)) or record_fields(type(x)) is not None


@functools.lru_cache(maxsize=1024)
def derive(fn: Callable[..., Any], names: tuple[str, ...], how: str) -> Callable[..., Any]:
    """The derivative of a function that calls itself, made once: what its own derivative calls."""
    made: Any = _reverse_saved if how == "reverse" else Derivative(fn, names, _HOW[how])
    made = functools.partial(made) if how == "reverse" else made
    made.__name__ = f"{fn.__name__}_{how}"
    return made  # type: ignore[no-any-return]


_HOW: dict[str, dict[str, Any]] = {
    "adjoint": {"words": "adjoint"},
    "tangent": {"words": "tangent", "mode": "forward"},
    "forward": {"words": "vjp", "value": True, "split": True, "again": True},
}


def _reverse_saved(saved: Pullback, out_bar: Any) -> Any:
    """The reverse sweep of a call, from what its forward sweep gave beside the value."""
    return saved.run(out_bar)
