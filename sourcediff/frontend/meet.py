"""Meet: what a turn leaves in a slot of a loop, with what the slot held before."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

from sourcediff.frontend.abstract import (
    UNDEFINED,
    Choice,
    Closure,
    DictObj,
    Instance,
    ListObj,
    Poison,
    State,
    is_immutable,
    is_object,
    is_tuple,
)
from sourcediff.frontend.attempt import Escalate
from sourcediff.frontend.base import LoweringBase
from sourcediff.frontend.carried import Fixed, Options, Shape, matches, structure_of
from sourcediff.frontend.state import (
    join_carried,
    joins,
    operand_type,
    options_of,
    references,
    sites_of,
    skeleton,
)
from sourcediff.ir.core import Value
from sourcediff.ir.types import UNBOUND, Held, Lst, Type

_LOST = Poison(
    "it is bound to another thing on each turn of a loop, and it is neither a number nor an array"
)


@dataclass(frozen=True)
class Meet:
    """How what a turn leaves in a slot meets what the slot held before the loop."""

    lowering: LoweringBase
    before: State
    after: State
    owners: set[Any]
    since: int

    def combine(self, structure: Any, arrived: Any, initial: Any) -> Any:
        """The structure after one more turn."""
        if isinstance(structure, Poison):
            return structure
        if isinstance(structure, Fixed):
            known = matches(self.after, structure, arrived)
            return structure if known else self._meet(structure.x, arrived)
        if isinstance(structure, Options):
            return self._one_more(structure, arrived)
        if arrived is UNDEFINED and not isinstance(structure, Type):
            return structure
        if isinstance(structure, Shape):
            return self._reshape(structure, arrived, initial)
        if isinstance(structure, tuple):
            return self._combine_tuple(structure, arrived, initial)
        if joins(arrived):
            guards = self.lowering.b.guards
            return join_carried(structure, operand_type(arrived), self.since, guards)
        if structure == UNBOUND:
            made = self._fresh(arrived)
            return Options((Fixed(UNDEFINED), made)) if isinstance(made, Fixed) else made
        if isinstance(structure, (Lst, Held)) and isinstance(arrived, (ListObj, DictObj)):
            plain = isinstance(structure, Held) and isinstance(arrived, ListObj)
            raise Escalate(sites_of(arrived), plain)
        return self._options(Fixed(None) if initial is None else structure, arrived)

    def _combine_tuple(self, structure: tuple[Any, ...], arrived: Any, initial: Any) -> Any:
        if not is_tuple(arrived) or len(arrived) != len(structure):
            return self._options(structure, arrived)
        parts = initial if is_tuple(initial) else (UNDEFINED,) * len(structure)
        return self._parts(structure, arrived, parts)

    def _parts(self, structures: Any, arrived: Any, initial: Any) -> tuple[Any, ...]:
        triples = zip(structures, arrived, initial, strict=True)
        return tuple(self.combine(s, a, i) for s, a, i in triples)

    def _fresh(self, x: Any) -> Any:
        """The structure of what a turn leaves where nothing was; what has no parts stays as it is."""
        if isinstance(x, (Poison, Choice)):
            return x if isinstance(x, Poison) else self._fresh_choice(x)
        if is_tuple(x):
            return tuple(self.combine(UNBOUND, part, UNDEFINED) for part in x)
        if joins(x) and x is not UNDEFINED and x is not None:
            return self.combine(UNBOUND, x, UNDEFINED)
        if isinstance(x, Closure) and x.frame not in self.owners:
            return _LOST  # a call of this turn made it: each turn has another
        taken = skeleton(self.after, x)
        if taken is None or (is_object(x) and x in self.owners):
            return Fixed(x)
        parts = tuple(self.combine(UNBOUND, part, UNDEFINED) for part in taken.parts)
        return Shape(taken.key, parts, taken.rebuild, taken.sites, self._is_shared(self.after, x))

    def _fresh_choice(self, x: Choice) -> Any:
        bound = [option for option in x.options if option is not UNDEFINED]
        first = self._fresh(bound[0])
        if isinstance(first, (Shape, tuple)):
            return self.combine(first, x, UNDEFINED)
        return self._one_more(Options((Fixed(UNDEFINED),)), x)

    def _is_shared(self, state: State, x: Any) -> bool:
        """Whether something else may refer to an object."""
        if not is_object(x) or (isinstance(x, Instance) and is_immutable(x)):
            return False
        shared = references(state, None)[x] > 1 or getattr(x, "source", None) is not None
        if shared:
            self.lowering.frozen.add(x)
        return shared

    def _meet(self, initial: Any, arrived: Any) -> Any:
        """The structure of one thing before and another after."""
        one, two = skeleton(self.before, initial), skeleton(self.after, arrived)
        self._check_lists(initial, arrived)
        if one is None or two is None or one.key != two.key:
            return self._options(Fixed(initial), arrived)
        parts = self._parts([structure_of(p) for p in one.parts], two.parts, one.parts)
        frozen = self._is_shared(self.before, initial) | self._is_shared(self.after, arrived)
        return Shape(two.key, parts, two.rebuild, one.sites | two.sites, frozen)

    def _check_lists(self, one: Any, two: Any) -> None:
        """Lists of several lengths must be run-time lists."""
        lists = [x for x in (one, two) if isinstance(x, ListObj)]
        at_run_time = [
            x for x in (one, two) if isinstance(x, Value) and isinstance(x.type, (Lst, Held))
        ]
        if at_run_time and isinstance(at_run_time[0].type, Held):
            raise Escalate(
                frozenset().union(
                    *(sites_of(x) for x in (one, two) if isinstance(x, (ListObj, DictObj)))
                ),
                bool(lists),
            )
        lengths = {self.after.get(x, "#") for x in lists}
        if lists and (at_run_time or len(lengths) > 1):
            raise self.lowering.escalate(*lists)

    def _reshape(self, structure: Shape, arrived: Any, initial: Any) -> Any:
        begun = skeleton(self.before, initial)
        first = (UNDEFINED,) * len(structure.parts) if begun is None else begun.parts
        for option in options_of(arrived):
            if option is UNDEFINED:
                continue
            taken = skeleton(self.after, option)
            if taken is None or taken.key != structure.key:
                self._check_shape(structure, option)
                return self._options(structure, arrived)
            structure = replace(
                structure,
                parts=self._parts(structure.parts, taken.parts, first),
                sites=structure.sites | taken.sites,
                frozen=structure.frozen or self._is_shared(self.after, option),
            )
        return structure

    def _check_shape(self, structure: Shape, arrived: Any) -> None:
        of_list = isinstance(arrived, ListObj) or (
            isinstance(arrived, Value) and isinstance(arrived.type, Lst)
        )
        if structure.key[0] == "list" and of_list:
            both = [ListObj(structure.sites), arrived]
            raise self.lowering.escalate(*(x for x in both if isinstance(x, ListObj)))

    def _options(self, structure: Any, arrived: Any) -> Any:
        return self._one_more(Options((structure,)), arrived)

    def _one_more(self, structure: Options, arrived: Any) -> Any:
        options = list(structure.options)
        for option in options_of(arrived):
            place = next((i for i, s in enumerate(options) if matches(self.after, s, option)), None)
            if place is None:
                options.append(self._fresh(option))
            else:
                options[place] = self.combine(options[place], option, UNDEFINED)
        return _LOST if any(isinstance(o, Poison) for o in options) else Options(tuple(options))
