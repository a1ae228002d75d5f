"""Inlining: a function with source is lowered where it is called, in a frame of its own."""

from __future__ import annotations

import types
from typing import Any

import gast

from sourcediff.frontend.abstract import UNDEFINED, Closure, Frame
from sourcediff.frontend.check import check
from sourcediff.frontend.desugar import RETURN, desugar
from sourcediff.frontend.parse import Source, parse
from sourcediff.frontend.recursion import Recursion
from sourcediff.frontend.scopes import names_of
from sourcediff.ir.core import Value

DEPTH = 40


class Inlining(Recursion):
    """Functions, lambdas and nested functions of the user's."""

    def call_python(self, fn: Any, args: list[Any], kwargs: dict[str, Any], node: Any) -> Any:
        """Lower a function of the user's where it is called; one that is under way already is called by name."""
        if not isinstance(fn, types.FunctionType):
            raise self.refuse(
                node, f"`{getattr(fn, '__qualname__', fn)}` has no source",
                "it is not written in Python", "write what it does in Python, or give it a rule",
            )  # fmt: skip
        if any(entry is fn.__code__ for entry in self.stack):
            return self.recursive_call(fn, args, kwargs, node)
        return self.expand_python(fn, args, kwargs, node)

    def expand_python(self, fn: Any, args: list[Any], kwargs: dict[str, Any], node: Any) -> Any:
        """The body of a function of the user's at a call."""
        source = self.resolve(fn, node)
        tree = source.tree
        frame = Frame(source, None, *names_of(tree), label=source.name)
        defaults = [self.static_default(d, fn, i) for i, d in enumerate(fn.__defaults__ or ())]
        named = {k: self.static_default(d, fn, k) for k, d in (fn.__kwdefaults__ or {}).items()}
        self.bind_parameters(frame, tree.args, args, kwargs, defaults, named, source.name, node)
        self.shared.arrays[fn.__code__] = tuple(
            x
            for x in (self.state.get(frame, name) for name in frame.locals)
            if isinstance(x, Value)
        )
        return self.inline(frame, tree, fn.__code__, node)

    def resolve(self, fn: Any, node: Any) -> Source:
        """The checked source of a callee."""
        known: Source | None = self.shared.resolved.get((id(fn), ""))
        if known is None:
            known = self.shared.resolved[(id(fn), "")] = check(parse(fn))
        return known

    def static_default(self, value: Any, fn: Any, which: Any) -> Any:
        """The default of a callee's parameter, an object of the environment."""
        if isinstance(value, (bool, int, float, complex, str)) or value is None:
            return value
        return self.static(value, self.partner(value, f"{fn.__name__}_default"), self.frame)

    def call_closure(self, fn: Closure, args: list[Any], kwargs: dict[str, Any], node: Any) -> Any:
        """Lower a nested function where it is called."""
        if self.is_by_name(fn):
            return self.lifted_call(fn, args, kwargs, node)
        frame = Frame(fn.frame.source, fn.frame, *names_of(fn.node), label=fn.name)
        named = {
            arg.id: d
            for arg, d in zip(fn.node.args.kwonlyargs, fn.kw_defaults, strict=True)
            if d is not None
        }
        self.bind_parameters(
            frame, fn.node.args, args, kwargs, list(fn.defaults), named, fn.name, node
        )
        return self.inline(frame, fn.node, fn.node, node)

    def inline(self, frame: Frame, tree: Any, identity: Any, node: Any) -> Any:
        """Lower a body in a frame of its own, and give its value."""
        if len(self.stack) > DEPTH:
            raise self.too_deep(node)
        caller, self.frame = self.frame, frame
        self.callers.append(caller)
        self.stack.append(identity)
        try:
            if isinstance(tree, gast.Lambda):
                return self.ev(tree.body)
            self.begin_names(frame, tree)
            self.run(self.desugared(tree))
            result = self.state.get(frame, RETURN)
            result = None if result is UNDEFINED else result
            self.learn_result(identity, result, node)
            return result
        finally:
            self.stack.pop()
            self.callers.pop()
            self.frame = caller
            self.forget(frame)

    def forget(self, frame: Frame) -> None:
        """Drop the names of a call that has ended, unless a function made there may read them."""
        if not frame.captured:
            for slot in [s for s in self.state.slots if s[0] is frame]:
                del self.state.slots[slot]

    def desugared(self, tree: Any) -> list[Any]:
        """The body of a function without exits."""
        made = self.shared.resolved.get((id(tree), "body"))
        if made is None:
            made = self.shared.resolved[(id(tree), "body")] = desugar(tree.body)
            self.shared.resolved[(id(tree), "tree")] = tree
        return made

    def stack_frames(self) -> list[Frame]:
        return self.callers

    def bind_parameters(
        self,
        frame: Frame,
        spec: Any,
        args: list[Any],
        kwargs: dict[str, Any],
        defaults: list[Any],
        kw_defaults: dict[str, Any],
        name: str,
        node: Any,
    ) -> None:
        """Bind arguments as Python does."""
        plain = [a.id for a in [*spec.posonlyargs, *spec.args]]
        bound: dict[str, Any] = dict(zip(plain, args, strict=False))
        extra = args[len(plain) :]
        if extra and spec.vararg is None:
            raise self.refuse(
                node, f"{name}() gets {len(args)} positional arguments", f"it takes {len(plain)}"
            )
        rest = self._bind_keywords(spec, bound, kwargs, name, node)
        for key, value in zip(plain[len(plain) - len(defaults) :], defaults, strict=True):
            bound.setdefault(key, value)
        for key, value in kw_defaults.items():
            bound.setdefault(key, value)
        self._check_bound(spec, bound, rest, name, node)
        if spec.vararg is not None:
            bound[spec.vararg.id] = tuple(extra)
        if spec.kwarg is not None:
            bound[spec.kwarg.id] = self.make_dict(node, rest)
        for key, value in bound.items():
            self.state.set(frame, key, value)

    def _bind_keywords(
        self, spec: Any, bound: dict[str, Any], kwargs: dict[str, Any], name: str, node: Any
    ) -> dict[str, Any]:
        """Bind what is given by name; what no parameter is called like is handed back."""
        named = {a.id for a in [*spec.args, *spec.kwonlyargs]}
        for key in (key for key in kwargs if key in named):
            if key in bound:
                raise self.refuse(
                    node, f"{name}() gets `{key}` twice", "it would raise a TypeError"
                )
            bound[key] = kwargs[key]
        return {key: value for key, value in kwargs.items() if key not in named}

    def _check_bound(
        self, spec: Any, bound: dict[str, Any], rest: dict[str, Any], name: str, node: Any
    ) -> None:
        """Refuse a call that misses an argument, or has one too many."""
        wanted = [a.id for a in [*spec.posonlyargs, *spec.args, *spec.kwonlyargs]]
        missing = [key for key in wanted if key not in bound]
        if missing:
            raise self.refuse(
                node, f"{name}() misses the argument `{missing[0]}`", "it would raise a TypeError"
            )
        if rest and spec.kwarg is None:
            raise self.refuse(
                node,
                f"{name}() gets an unexpected `{next(iter(rest))}`",
                "it would raise a TypeError",
            )
