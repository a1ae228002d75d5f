"""Recursion that stores into its arguments: a function that works on copies and hands them out is called by name.

`fill(a, x)` becomes `a[...] = fill_on_copy(a, x)`, which is a function like any other: it changes nothing that it is given.
"""

from __future__ import annotations

from dataclasses import replace
from types import FunctionType
from typing import Any

from sourcediff import runtime
from sourcediff.frontend.abstract import DictObj, Instance, ListObj, State, Static, same
from sourcediff.frontend.lift import (
    Identical,
    Lift,
    free_of,
    is_lifted,
    make_lifted,
    named_arguments,
)
from sourcediff.ir.core import Value
from sourcediff.ir.effects import Effects
from sourcediff.ir.types import NONE, UNBOUND, Arr, Lst, Tup, Type, Unknown


class OnCopies(Lift):
    """What functions that call themselves do to their arguments."""

    # ---- what they do ----

    def key_of_call(self, fn: Any, args: list[Any], kwargs: dict[str, Any]) -> Any:
        """What decides the effects of a call: the function, what it is given, and what is followed of that."""
        given = [(name, x) for _, name, x in named_arguments(fn, args, kwargs)]
        return fn.__code__, tuple((name, _word(x)) for name, x in given)

    def learn_effects(
        self, key: Any, arguments: dict[str, Any], result: Any, before: State
    ) -> None:
        """Note what a body just lowered does to its arguments; a new fact asks for another attempt."""
        parts = {name: self.leaves_of(x) for name, x in arguments.items()}
        found = self.shared.find_effects(self.b.block, parts, self.leaves_of(result))
        if self.changes_followed(before):
            found = replace(found, hidden="a dict or object that it is given")
        old = self.shared.effects.get(key, Effects())
        self.shared.effects[key] = new = old.joined(found)
        self.shared.changed |= new != old

    def leaves_of(self, x: Any) -> Any:
        """The run-time values of an abstract value, in tuples."""
        parts = self.items(x) if isinstance(x, ListObj) else x
        if isinstance(x, Instance):
            held = (self.state.get(x, name) for name in self.state.keys_of(x))
            parts = [part for part in held if isinstance(part, Value)]
        return tuple(map(self.leaves_of, parts)) if isinstance(parts, (tuple, list)) else parts

    def changes_followed(self, before: State) -> bool:
        """Whether a call has changed a dict or object that is followed; a list has to exist at run time then."""
        slots = {**before.begun, **before.slots}
        changed = [
            owner for (owner, key), x in slots.items() if not same(self.state.get(owner, key), x)
        ]
        if lists := [owner for owner in changed if isinstance(owner, ListObj)]:
            raise self.escalate(*lists)
        return any(isinstance(owner, (DictObj, Instance)) for owner in changed)

    # ---- what they become ----

    def call_on_copies(
        self, fn: Any, effects: Effects, args: list[Any], kwargs: dict[str, Any], node: Any
    ) -> Any:
        """Call the function that works on copies, and store what these hold then."""
        given = list(named_arguments(fn, args, kwargs))
        values = {name: self.operand(x, node) for _, name, x in given}
        self.check_effects(fn, effects, values, node)
        self.check_memory(effects, values)
        own = [] if effects.returned else self.own_results(fn)
        shape = self.shared.shapes.get(fn.__code__)
        form = "" if not own else "=" if shape is None else "*"
        written = tuple(name for name in values if name in effects.written)
        by_copy = _make_on_copies(fn, tuple(g[:2] for g in given), written, form)
        kept = self.stored_back(by_copy, own, written, values, node)
        if effects.returned:
            return next(x for _, name, x in given if name == effects.returned)
        return self.container_of(shape, kept, node) if shape else kept[0] if kept else None

    def stored_back(
        self,
        by_copy: Any,
        own: list[Type],
        written: tuple[str, ...],
        values: dict[str, Any],
        node: Any,
    ) -> list[Any]:
        """Call a function that works on copies, and store these back; what it gives beside them, item by item."""
        places = tuple(place for place, name in enumerate(values) if name in written)
        types = (*own, *(values[name].type for name in written))
        whole = types[0] if len(types) == 1 else Tup(types)
        operands = tuple(values.values())
        made = self.call_by_name(by_copy, whole, operands, {}, node, on_copy=places)
        parts = [self.getitem(made, i) for i in range(len(types))] if len(types) > 1 else [made]
        for name, part in zip(written, parts[len(own) :], strict=True):
            everything = slice(None) if isinstance(values[name].type, Lst) else Ellipsis
            self.b.store(values[name], everything, part)
        return parts[: len(own)]

    def own_results(self, fn: Any) -> list[Type]:
        """The types of what a function gives beside what it stores into, item by item."""
        t = self.shared.results.get(fn.__code__, UNBOUND)
        if t == NONE:
            return []
        items = self.shared.shapes.get(fn.__code__) is not None and isinstance(t, Tup)
        return list(t.items) if items else [t]

    def container_of(self, shape: Any, parts: list[Any], node: Any) -> Any:
        """What a call by name gives as a tuple or list of known length."""
        kind, _ = shape
        return (
            tuple(parts)
            if kind is tuple
            else self.followed_list(frozenset((self.key(node),)), parts)
        )

    def call_by_name(
        self,
        fn: Any,
        t: Type,
        operands: tuple[Any, ...],
        named: dict[str, Any],
        node: Any,
        **info: Any,
    ) -> Value:
        """The operation that calls a function by name."""
        self.shared.texts.setdefault(id(fn), (fn, fn.__name__))
        info |= {"callee": True, "derive": self.shared.derive, "node": self.place(node)}
        return self.b.emit("call", t, fn, operands, named, **info)

    def check_effects(self, fn: Any, effects: Effects, values: dict[str, Any], node: Any) -> None:
        """Refuse what is stored into and cannot be handed back."""
        what = f"`{fn.__name__}` calls itself and stores into "
        if effects.hidden:
            raise self.refuse(
                node, what + effects.hidden, "what it changes there is not followed",
                "pass the array itself as an argument of its own",
            )  # fmt: skip
        for name in effects.written:
            t = self.type(values[name])
            if not isinstance(t, (Arr, Lst, Unknown)):
                raise self.refuse(
                    node, f"{what}`{name}`, which is neither an array nor a list of numbers here",
                    "what it changes is not followed", "pass an array",
                )  # fmt: skip
        if effects.given and not effects.returned:
            names = " and ".join(f"`{name}`" for name in sorted(effects.given))
            raise self.refuse(
                node, f"{what}its arguments and returns {names}, or a part of it, on some path",
                "which memory the result shares must be known",
                "return a copy, or the same argument on every path",
            )  # fmt: skip

    def check_memory(self, effects: Effects, values: dict[str, Any]) -> None:
        """Ask at run time for what must be so of the memory of a call, as far as it is not known."""
        for name in (n for n in values if n in effects.written):
            if name in effects.ordered:
                self.watch(runtime.check_ordered, values[name])
            for other in (n for n in values if n != name):
                if other not in effects.written or other > name:
                    self.watch_apart(values[name], values[other])


def copied_by(fn: Any) -> tuple[str, ...]:
    """The parameters of which a function works on copies, so that its caller stores into them meanwhile."""
    lifted = isinstance(fn, FunctionType) and is_lifted(fn.__code__.co_filename)
    return getattr(fn, "copied", ()) if lifted else ()


def places_of(
    names: frozenset[str], fn: Any, args: list[Any], kwargs: dict[str, Any]
) -> tuple[int | str, ...]:
    """Where arguments stand in a call: their positions, or the keywords that they are given by."""
    given = named_arguments(fn, args, kwargs)
    return tuple(k[:-1] or i for i, (k, name, _) in enumerate(given) if name in names)


def _word(x: Any) -> Any:
    """What tells arguments apart that are followed by what they are, None for those that are values."""
    if isinstance(x, Static):
        return id(x.obj)
    return repr(x) if x is None or isinstance(x, (str, bytes)) else None


def _make_on_copies(
    fn: Any, given: tuple[tuple[str, str], ...], written: tuple[str, ...], form: str
) -> Any:
    """The function that copies what another stores into, calls it, and returns the copies beside what that gives.

    `form` says what it gives: nothing, one thing or several (`*`).
    """
    names = [name for _, name in given]
    own = fn.__name__ if fn.__name__.isidentifier() else "lambda_"
    callee = free_of(own, set(names))
    call = f"{callee}({', '.join(keyword + name for keyword, name in given)})"
    lines = [f"{name} = {name}.copy()" for name in written]
    if form == "":
        lines.append(call)
    results = [*([call] if form == "=" else [f"*{call}"] if form == "*" else []), *written]
    lines.append(f"return {', '.join(results)}")
    name = f"{own}_on_copy" if len(written) == 1 else f"{own}_on_copies"
    body = "\n".join(f"    {line}" for line in lines)
    text = f"def {name}({', '.join(names)}):\n{body}\n"
    made = make_lifted(text, name, Identical(fn.__globals__), ((callee, Identical(fn)),))
    made.__dict__["copied"] = written
    return made
