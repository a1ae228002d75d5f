"""Recursion: a function that is being lowered is called by name, and the type of what it gives is found."""

from __future__ import annotations

import inspect
from dataclasses import replace
from typing import Any

from sourcediff.errors import UnsupportedCode
from sourcediff.frontend.abstract import Closure, DictObj, Instance, ListObj, SetObj, is_literal
from sourcediff.frontend.lift import is_lifted
from sourcediff.frontend.list_types import join_items
from sourcediff.frontend.on_copies import OnCopies, places_of
from sourcediff.frontend.opaque_calls import OpaqueCalls
from sourcediff.ir.core import Block, Value
from sourcediff.ir.effects import Effects
from sourcediff.ir.join import forget_symbols, join
from sourcediff.ir.types import UNBOUND, UNKNOWN, Arr, Lst, Num, Tup, Type, rank, shape


class Recursion(OnCopies, OpaqueCalls):
    """Calls of functions that are under way already."""

    def recursive_call(self, fn: Any, args: list[Any], kwargs: dict[str, Any], node: Any) -> Any:
        """A call of a function that is being lowered: its derivative is another function, called by name too."""
        if any(isinstance(a, Closure) for a in [*args, *kwargs.values()]):
            return self.lifted_call(fn, args, kwargs, node)
        self.shared.recursive.add(fn.__code__)
        key = self.key_of_call(fn, args, kwargs)
        t = self.recursive_result(fn, key, args, kwargs, node)
        effects = self.shared.effects.get(key, Effects())
        if effects.written or effects.hidden:
            return self.call_on_copies(fn, effects, args, kwargs, node)
        info: dict[str, Any] = {"given": places_of(effects.given, fn, args, kwargs)}
        if key not in self.shared.effects:  # it could not be lowered by itself
            info = {"params": self.shared.arrays.get(fn.__code__, ())}
        operands = tuple(self.operand(a, node) for a in args)
        named = {k: self.operand(v, node) for k, v in kwargs.items()}
        made = self.call_by_name(fn, t, operands, named, node, **info)
        return self.parts_of_result(self.shared.shapes.get(fn.__code__), made, node)

    def parts_of_result(self, shape: Any, x: Value, node: Any) -> Any:
        """What a recursive call gives: a tuple or list of known length item by item."""
        if not isinstance(x.type, Tup) or shape is None:
            return x
        parts = [self.getitem(x, i) for i in range(len(x.type.items))]
        return self.container_of(shape, parts, node)

    def recursive_result(
        self, fn: Any, key: Any, args: list[Any], kwargs: dict[str, Any], node: Any
    ) -> Type:
        """The type of what a recursive function gives, whatever the depth: its body is lowered apart for any arguments."""
        given = inspect.signature(fn).bind(*args, **kwargs)
        known = self.shared.signatures.setdefault(fn.__code__, {})
        for name, x in given.arguments.items():
            given.arguments[name] = self.generalized(known, name, x)
        if key not in self.typing:
            self.typing.add(key)
            self.lower_apart(fn, key, given, node)
            if not all(isinstance(x, (Value, str)) or x is None for x in given.arguments.values()):
                self.typing.discard(key)  # another call may get other things, which are followed
        return self.shared.results.get(fn.__code__, UNBOUND)  # type: ignore[no-any-return]

    def generalized(self, known: dict[str, Any], name: str, x: Any) -> Any:
        """A run-time value that stands for an argument in all calls of a recursive function."""
        if not isinstance(x, Value) and (isinstance(x, str) or not is_literal(x) or x is None):
            return x
        t = forget_symbols(self.type(x), 0)
        t = replace(t, dim=None) if isinstance(t, Num) else t
        joined = join(known.get(name, UNBOUND), t)
        if name not in known or not is_like(joined, known[name]):
            known[name] = joined
            self.shared.changed = True
        return Value(known[name], name)

    def lower_apart(self, fn: Any, key: Any, given: inspect.BoundArguments, node: Any) -> None:
        """Lower a call into a block that is thrown away; what cannot be lowered like this is of unknown type."""
        place = self.state, self.b.block, self.b.line, self.node, self.stack
        arrays = self.shared.arrays.get(fn.__code__, ())
        before, self.state, self.b.block = self.state, self.state.copy(), Block()
        if is_lifted(fn.__code__.co_filename):
            self.stack = []  # what it was lifted out of is not under way in it
        try:
            result = self.expand_python(fn, list(given.args), given.kwargs, node)
            self.learn_effects(key, given.arguments, result, before)
        except UnsupportedCode:
            self.shared.effects.pop(key, None)
            if self.shared.results.get(fn.__code__) != UNKNOWN:
                self.shared.results[fn.__code__], self.shared.changed = UNKNOWN, True
        finally:
            self.state, self.b.block, self.b.line, self.node, self.stack = place
            self.shared.arrays[fn.__code__] = arrays

    def learn_result(self, code: Any, result: Any, node: Any) -> None:
        """Note the type of a result, for calls of the function inside itself."""
        if code not in self.shared.recursive:
            return
        shape = self.shape_of_result(result, node)
        old = self.shared.results.get(code, UNBOUND)
        if shape != self.shared.shapes.setdefault(code, shape):
            raise self.refuse(
                node, "a recursive function returns tuples or lists of several lengths",
                "how many items its calls give must be known", "return as many on every path, or a new list: [*found, x]",
            )  # fmt: skip
        new = join_items(old, self.result_type(result))
        if not is_like(new, old):
            self.shared.results[code] = new
            self.shared.changed = True

    def shape_of_result(self, x: Any, node: Any) -> Any:
        """How the tuples and lists of a result are nested; None for what is neither."""
        if isinstance(x, (DictObj, Instance, SetObj)):
            raise self.refuse(
                node,
                "a recursive function returns a dict or an object",
                "its calls give numbers, arrays, or tuples and lists of them",
                "return a tuple",
            )
        if not isinstance(x, (tuple, ListObj)):
            return None
        parts = list(x) if isinstance(x, tuple) else self.items(x)
        kind = tuple if isinstance(x, tuple) else list
        if any(isinstance(part, (tuple, ListObj, DictObj, SetObj, Instance)) for part in parts):
            raise self.refuse(
                node,
                "a recursive function returns containers in a container",
                "its calls give numbers, arrays, or one tuple or list of them",
                "return one tuple of all",
            )
        return kind, (None,) * len(parts)

    def result_type(self, x: Any) -> Type:
        """The type of a result of a recursive function, item by item."""
        if isinstance(x, ListObj):
            x = tuple(self.items(x))
        if isinstance(x, tuple):
            return Tup(tuple(map(self.result_type, x)))
        t = forget_symbols(self.type(x), 0)
        return replace(t, dim=None) if isinstance(t, Num) else t


def is_like(a: Type, b: Type) -> bool:
    """Whether two types are the same but for sizes that are not known."""
    if isinstance(a, Arr) and isinstance(b, Arr):
        known = [[d.known for d in shape(t) or ()] for t in (a, b)]
        return a.dtype == b.dtype and rank(a) == rank(b) and known[0] == known[1]
    if isinstance(a, Tup) and isinstance(b, Tup) and len(a.items) == len(b.items):
        return all(map(is_like, a.items, b.items))
    if isinstance(a, Lst) and isinstance(b, Lst):
        return is_like(a.elem, b.elem)
    return a == b
