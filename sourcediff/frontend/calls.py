"""Calls: what is called decides what becomes of a call."""

from __future__ import annotations

import enum
import functools
import math
import types
from typing import Any

import numpy as np

from sourcediff.frontend.abstract import Bound, Choice, Closure, Instance, Partial, Static
from sourcediff.frontend.builtin_calls import BuiltinCalls, Special
from sourcediff.frontend.library import is_library
from sourcediff.frontend.method_calls import MethodCalls
from sourcediff.frontend.statements import Statements
from sourcediff.rules.registry import find_rule, is_expandable


class Calls(Statements, BuiltinCalls, MethodCalls):
    """Everything that is called."""

    def call(self, fn: Any, args: list[Any], kwargs: dict[str, Any], node: Any) -> Any:
        """The result of a call of anything."""
        before = self.enter(node)
        made = self._call(fn, args, kwargs, node)
        self.leave(before)
        return made

    def _call(self, fn: Any, args: list[Any], kwargs: dict[str, Any], node: Any) -> Any:
        if isinstance(fn, Closure):
            return self.call_closure(fn, args, kwargs, node)
        if isinstance(fn, Partial):
            return self.call(fn.fn, [*fn.args, *args], {**fn.kwargs, **kwargs}, node)
        if isinstance(fn, Bound):
            return self.call_bound(fn, args, kwargs, node)
        if isinstance(fn, Static):
            return self.call_static(fn, args, kwargs, node)
        if isinstance(fn, Instance):
            return self.call(Bound(fn, "__call__"), args, kwargs, node)
        if isinstance(fn, Choice):
            return self.dispatch(fn, lambda f: self.call(f, args, kwargs, node), node)
        if fn is None:
            return self.raise_now(TypeError, "'NoneType' object is not callable")
        return self.call_value(fn, args, kwargs, node)

    def call_static(self, fn: Static, args: list[Any], kwargs: dict[str, Any], node: Any) -> Any:
        """A call of an object of the environment."""
        obj = fn.obj
        method = _method_behind(obj, args)
        if method is not None:
            return self.call(Bound(args[0], method), args[1:], kwargs, node)
        special = self.builtin(obj)
        if special is not None:
            return self.call_builtin(obj, special, args, kwargs, node)
        if isinstance(obj, functools.partial):
            return self.call_partial(fn, args, kwargs, node)
        if find_rule(obj) is not None or obj in _CONVERSIONS or is_expandable(obj):
            return self.primitive(obj, args, kwargs, node)
        transform = getattr(obj, "__sourcediff_lower__", None)
        if transform is not None:
            return transform(self, args, kwargs, node)
        return self.call_defined(fn, args, kwargs, node)

    def call_builtin(
        self, obj: Any, special: Special, args: list[Any], kwargs: dict[str, Any], node: Any
    ) -> Any:
        """A call of a builtin that is followed, for each of the things that an argument may be."""
        chosen = next((i for i, a in enumerate(args) if isinstance(a, Choice)), None)
        if chosen is None or obj in _TAKES_CHOICE:
            return special(args, kwargs, node)
        return self.dispatch(
            args[chosen],
            lambda x: special([*args[:chosen], x, *args[chosen + 1 :]], kwargs, node),
            node,
        )

    def call_partial(self, fn: Static, args: list[Any], kwargs: dict[str, Any], node: Any) -> Any:
        """A call of a `functools.partial` of the environment."""
        obj, frame = fn.obj, self.frame
        inner = self.static(obj.func, f"{fn.text}.func", frame)
        bound = [self.static(a, f"{fn.text}.args[{i}]", frame) for i, a in enumerate(obj.args)]
        named = {
            k: self.static(v, f"{fn.text}.keywords[{k!r}]", frame) for k, v in obj.keywords.items()
        }
        return self.call(inner, [*bound, *args], {**named, **kwargs}, node)

    def call_defined(self, fn: Static, args: list[Any], kwargs: dict[str, Any], node: Any) -> Any:
        """A call of a function, method or class that has no rule: lowered if it is the user's."""
        obj = fn.obj
        if isinstance(obj, types.MethodType) and _is_of_user(obj.__func__):
            owner = self.static_instance(obj.__self__, f"{fn.text}.__self__")
            return self.call_python(obj.__func__, [owner, *args], kwargs, node)
        wrapped = getattr(obj, "__wrapped__", None)
        if isinstance(obj, functools._lru_cache_wrapper) and wrapped is not None:
            return self.call_python(wrapped, args, kwargs, node)
        if _is_of_user(obj):
            return self.call_python(obj, args, kwargs, node)
        if isinstance(obj, enum.EnumMeta):
            return self.member(fn, args, kwargs, node)
        if isinstance(obj, type) and not is_library(obj):
            return self.construct(obj, args, kwargs, node)
        return self.opaque_call(obj, args, kwargs, node)


def _is_of_user(fn: Any) -> bool:
    """Whether a function is written in Python and belongs to no library."""
    return isinstance(fn, types.FunctionType) and not is_library(fn)


_TAKES_CHOICE = (functools.partial, enumerate, zip, reversed)


def _method_behind(obj: Any, args: list[Any]) -> str | None:
    """The method that a builtin calls on a followed object, None if it calls none."""
    if not args or not isinstance(args[0], Instance):
        return None
    name = next((name for fn, name in _BEHIND if fn is obj), None)
    is_own = name is not None and isinstance(getattr(args[0].cls, name, None), types.FunctionType)
    return name if is_own else None


_BEHIND = (
    (abs, "__abs__"), (float, "__float__"), (int, "__int__"), (round, "__round__"), (len, "__len__"),
    (iter, "__iter__"), (reversed, "__reversed__"), (bool, "__bool__"), (math.floor, "__floor__"),
    (math.ceil, "__ceil__"), (math.trunc, "__trunc__"), (str, "__str__"), (repr, "__repr__"),
    (complex, "__complex__"), (divmod, "__divmod__"), (format, "__format__"),
)  # fmt: skip
_CONVERSIONS = (float, int, bool, np.float64, np.float32, round)
