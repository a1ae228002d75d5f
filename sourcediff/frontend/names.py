"""Names of calls, and whether they are bound where they are read."""

from __future__ import annotations

from typing import Any

from sourcediff.frontend.abstract import UNDEFINED, Choice, Frame, State
from sourcediff.frontend.branches import Branches
from sourcediff.frontend.unbound import find_unsure, flag_of, parameters_of
from sourcediff.ir.core import Value


class Names(Branches):
    """A name that may be read before it is bound has a slot beside it that says whether it is."""

    def begin_names(self, frame: Frame, tree: Any) -> None:
        """Let a call begin with nothing bound but its parameters."""
        unsure = self.shared.resolved.get((id(tree), "unsure"))
        if unsure is None:
            unsure = sorted(find_unsure(tree, frame.locals - frame.nonlocals))
            self.shared.resolved[(id(tree), "unsure")] = unsure
            self.shared.resolved[(id(tree), "tree")] = tree
        given = parameters_of(tree) if unsure else ()
        for name in unsure:
            self.state.set(frame, flag_of(name), name in given)

    def set_name(self, frame: Frame, name: str, value: Any) -> None:
        """Bind a name of a call, or let it be bound no more."""
        self.state.set(frame, name, value)
        if self.state.get(frame, flag_of(name)) is not UNDEFINED:
            self.state.set(frame, flag_of(name), value is not UNDEFINED)

    def check_bound(self, frame: Frame, name: str) -> None:
        """Raise what Python raises where a name is read that this path has not bound."""
        bound = self.state.get(frame, flag_of(name))
        if isinstance(bound, bool) or bound is UNDEFINED:
            return
        found = self.state.get(frame, name)
        if isinstance(found, Choice) and any(x is UNDEFINED for x in found.options):
            return  # its use raises
        error, message = self._unbound(frame, name)
        _, op = self.branch(bound, lambda: None, lambda: self.raise_now(error, message))
        op.info["binding"] = True
        self.state.set(frame, flag_of(name), True)

    def keep_flags(self, before: State) -> None:
        """Forget what a part of a loop's test has found out about names: the other part may end the test first."""
        for slot, value in before.slots.items():
            if isinstance(slot[1], str) and slot[1].startswith(flag_of("")):
                now = self.state.slots.get(slot)
                if isinstance(now, Value) and now is not value:
                    self.state.slots[slot] = value

    def _unbound(self, frame: Frame, name: str) -> tuple[type[Exception], str]:
        """The exception of Python 3.11 and later."""
        reader: Frame | None = self.frame
        while reader is not None and reader.is_comprehension and reader is not frame:
            reader = reader.parent
        where = "where it is not associated with a value"
        if reader is frame:
            return UnboundLocalError, f"cannot access local variable '{name}' {where}"
        return NameError, f"cannot access free variable '{name}' {where} in enclosing scope"
