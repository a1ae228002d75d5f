"""What a transformation gives back: a callable with its text, its stages, and what it was made from."""

from __future__ import annotations

import copy
import functools
import inspect
import traceback
import types
from collections.abc import Callable
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from sourcediff.calling.arguments import annotated, check_argument, check_written
from sourcediff.calling.pullback import Pullback, run_again
from sourcediff.calling.seeds import as_seed
from sourcediff.calling.signature import Wrt, derived_signature, resolve_of, resolve_wrt
from sourcediff.differentiate.request import Inseparable, Request
from sourcediff.errors import (
    AliasError,
    MissingRule,
    Problem,
    SourcediffError,
    UnsupportedCode,
)
from sourcediff.frontend.check import check
from sourcediff.frontend.functions import wrap_callable
from sourcediff.frontend.parse import Source, parse
from sourcediff.frontend.signature import UNKNOWN_EXAMPLE, parameters

if TYPE_CHECKING:  # the compiler is imported where the first derivative is made
    from sourcediff.pipeline import Specialization, Stages


LIMIT = 8


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
        self.__signature__ = derived_signature(fn, self._request)
        type(self).__call__ = staticmethod(self._miss)  # type: ignore[method-assign]

    def __call__(self, *args: Any, **kwargs: Any) -> Any:
        """Evaluate the derivative."""
        return self._miss(*args, **kwargs)

    # ---- what was asked for ----

    @property
    def _request(self) -> Request:
        own = [p.name for p in self._params]
        numbered = self._names[1:] if self._method else self._names
        names = resolve_wrt(self._wrt, own, numbered, self._source.name)
        of = resolve_of(self._options.get("of"), own, numbered, self._source.name)
        made = Request(names, bare=not isinstance(self._wrt, tuple))
        return replace(made, **{**self._options, "of": of})

    # ---- specialization ----

    def check(self, *args: Any, **kwargs: Any) -> Specialization:
        """The specialization for these arguments; what their call would refuse is refused, without running it."""
        bound = self._bind(args, kwargs)
        made = self._find(bound) or self._make({p.name: bound[p.name] for p in self._params})
        self._check_memory(made, bound)
        return made

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
        for name in self._request.written:
            check_written(name, examples[name], self._source.name)
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
        self.__signature__ = derived_signature(self.primal, self._request)

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
        return f"<{self._request.words} of {self._request.subject(self._source.name)} with respect to {wrt}>"

    def __sourcediff_lower__(
        self, lowering: Any, args: list[Any], kwargs: dict[str, Any], node: Any
    ) -> Any:
        """What a call of this derivative inside a differentiated function becomes."""
        from sourcediff.transforming import lower_derivative, lower_forward

        if self._request.split:
            return lower_forward(lowering, self.primal, args, kwargs, node)
        return lower_derivative(
            lowering, self.primal, self._request, self.__signature__, args, kwargs, node
        )


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


def rebuild(fn: Callable[..., Any], wrt: Wrt, options: dict[str, Any]) -> Derivative:
    """A derivative from its pickled parts."""
    return Derivative(fn, wrt, options)


@functools.lru_cache(maxsize=1024)
def derive(fn: Callable[..., Any], names: tuple[str, ...], how: str) -> Callable[..., Any]:
    """The derivative of a function that calls itself, made once: what its own derivative calls."""
    made: Any = ReverseSweep(fn, names) if how == "reverse" else Derivative(fn, names, _HOW[how])
    made.__name__ = f"{fn.__name__}_{how}"
    return made  # type: ignore[no-any-return]


_HOW: dict[str, dict[str, Any]] = {
    "adjoint": {"words": "adjoint", "by_name": True},
    "tangent": {"words": "tangent", "mode": "forward", "by_name": True},
    "forward": {"words": "vjp", "value": True, "split": True, "again": True, "by_name": True},
}


class ReverseSweep:
    """The reverse sweep of calls of a function, from what their forward sweeps gave beside the value."""

    __name__: str

    def __init__(self, fn: Callable[..., Any], names: tuple[str, ...]) -> None:
        self._fn, self._names = fn, names

    def __call__(self, saved: Pullback, out_bar: Any) -> Any:
        return saved.run(out_bar)

    def __sourcediff_lower__(
        self, lowering: Any, args: list[Any], kwargs: dict[str, Any], node: Any
    ) -> Any:
        """The sweep inside a differentiated function, where the forward one has kept its arguments."""
        from sourcediff.transforming import lower_reverse

        return lower_reverse(lowering, derive(self._fn, self._names, "adjoint"), args, node)
