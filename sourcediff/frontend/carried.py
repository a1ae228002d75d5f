"""What a loop carries: the structures of its slots, the values at their leaves, and things made of them again."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import partial
from typing import Any

from sourcediff.frontend.abstract import (
    UNDEFINED,
    Choice,
    Poison,
    State,
    is_tuple,
    same,
)
from sourcediff.frontend.base import LoweringBase
from sourcediff.frontend.state import (
    hint_of,
    is_unbound,
    joins,
    operand_type,
    options_of,
    place_among,
    skeleton,
)
from sourcediff.ir.core import Value
from sourcediff.ir.types import INT, Num, Type


@dataclass(frozen=True, eq=False)
class Fixed:
    """The structure of a carried slot that holds the same thing on every turn."""

    x: Any

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Fixed) and same(self.x, other.x)

    def __hash__(self) -> int:
        return id(type(self.x))


@dataclass(frozen=True)
class Shape:
    """The structure of a carried slot that holds a thing of this kind, whose parts change."""

    key: tuple[Any, ...]
    parts: tuple[Any, ...]
    rebuild: Any = field(compare=False)
    sites: frozenset[Any] = frozenset()
    frozen: bool = False


@dataclass(frozen=True)
class Options:
    """The structure of a carried slot that holds one of several things."""

    options: tuple[Any, ...]

    def place(self, state: State, x: Any) -> int | None:
        """Which of the options a thing is, None if it is none of them."""
        return next((i for i, s in enumerate(self.options) if matches(state, s, x)), None)


class Carried(LoweringBase):
    """Things as operands of a loop, and of its turns."""

    def build(self, structure: Any, hint: str, into: list[Value], state: State) -> Any:
        """An abstract value of a structure, with fresh run-time values at its leaves."""
        if isinstance(structure, Poison):
            return structure
        if isinstance(structure, tuple):
            return tuple(self.build(part, hint, into, state) for part in structure)
        if isinstance(structure, Fixed):
            return structure.x
        if isinstance(structure, Options):
            which = Value(INT, f"{hint}_choice" if hint else "")
            into.append(which)
            return Choice(which, tuple(self.build(s, hint, into, state) for s in structure.options))
        if isinstance(structure, Shape):
            return self._build_shape(structure, hint, into, state)
        value = Value(structure, hint)
        into.append(value)
        return value

    def _build_shape(self, structure: Shape, hint: str, into: list[Value], state: State) -> Any:
        places = {"object": 2, "DictObj": 1}
        place = places.get(structure.key[0])
        names = ("",) * len(structure.parts) if place is None else structure.key[place]
        parts = [
            self.build(part, hint_of(name) or hint, into, state)
            for part, name in zip(structure.parts, names, strict=True)
        ]
        made = structure.rebuild(state, parts, structure)
        if structure.frozen:
            self.frozen.add(made)
        return made

    def flatten(self, structure: Any, x: Any) -> list[Any]:
        """The operands at the leaves of a structure."""
        if isinstance(structure, (Poison, Fixed)):
            return []
        if isinstance(structure, Options):
            return self._flatten_options(structure, x)
        if isinstance(structure, Type):
            return [self.operand(x) if isinstance(x, Choice) else x]
        if isinstance(x, Choice):
            made = self.by_option(x, lambda o: tuple(self.flatten(structure, o)), self.node)
            return list(made)
        if isinstance(structure, tuple):
            parts = x if is_tuple(x) else (UNDEFINED,) * len(structure)
            wanted: tuple[Any, ...] = structure
        else:
            taken = skeleton(self.state, x)
            wanted = structure.parts
            parts = (UNDEFINED,) * len(wanted) if taken is None else taken.parts
        return [leaf for s, p in zip(wanted, parts, strict=True) for leaf in self.flatten(s, p)]

    def _flatten_options(self, structure: Options, x: Any) -> list[Any]:
        given = options_of(x)
        places = [self.place_in(structure, option) for option in given]
        which: Any = places[0]
        if isinstance(x, Choice):
            which = x.which
            op = place_among(which, tuple(places))
            which = which if op is None else self.b.append(op).out
        out = [which]
        for place, option in enumerate(structure.options):
            own = [g for g, p in zip(given, places, strict=True) if p == place]
            if len(own) > 1:
                out += self.by_option(x, partial(self._flatten_own, structure, place), self.node)
                continue
            out += self.flatten(option, own[0] if own else UNDEFINED)
        return out

    def place_in(self, structure: Options, option: Any) -> int:
        """Which of several things a name means: the place of its kind."""
        place = structure.place(self.state, option)
        if place is None:
            raise self.refuse(
                self.node, "a name in this loop means one thing or another, and which one is not followed",
                "they change from turn to turn", "give each a name of its own, or set the name before the loop",
            )  # fmt: skip
        return place

    def _flatten_own(self, structure: Options, place: int, x: Any) -> tuple[Any, ...]:
        """The operands of one option, none of them bound where another is taken."""
        fits = structure.place(self.state, x) == place
        return tuple(self.flatten(structure.options[place], x if fits else UNDEFINED))


def matches(state: State, structure: Any, x: Any) -> bool:
    """Whether a thing is of a structure."""
    if isinstance(structure, Fixed):
        return same(structure.x, x) or (structure.x is UNDEFINED and is_unbound(x))
    if isinstance(structure, tuple):
        return is_tuple(x) and len(x) == len(structure)
    if isinstance(structure, Shape):
        taken = skeleton(state, x)
        return taken is not None and taken.key == structure.key
    return joins(x)


def is_plain(structure: Any) -> bool:
    """Whether a structure has nothing but types, so that it means the same in another attempt."""
    if isinstance(structure, tuple):
        return all(map(is_plain, structure))
    return isinstance(structure, Type)


def structure_of(x: Any) -> Any:
    """The structure of a carried slot before the first turn: types at the leaves of nested tuples."""
    if is_tuple(x):
        return tuple(structure_of(item) for item in x)
    if isinstance(x, Choice):
        known = [Fixed(o) if o is None or o is UNDEFINED else structure_of(o) for o in x.options]
        return Options(tuple(known))
    if joins(x):
        t = operand_type(x)
        return Num(t.kind, t.dtype) if isinstance(t, Num) and not isinstance(x, Value) else t
    return x if isinstance(x, Poison) else Fixed(x)
