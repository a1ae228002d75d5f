"""Containers that are followed: their items, and the signals that they have to exist at run time."""

from __future__ import annotations

from typing import Any

from sourcediff.errors import UnsupportedCode
from sourcediff.frontend.abstract import DictObj, Instance, ListObj, Poison
from sourcediff.frontend.attempt import Escalate
from sourcediff.frontend.outside import Outside
from sourcediff.frontend.state import sites_of
from sourcediff.ir.core import Value


class Followed(Outside):
    """Lists and dicts whose items are slots of the state."""

    def followed_list(self, sites: frozenset[Any], parts: list[Any]) -> ListObj:
        """A list that is followed, made at one of several places."""
        made = ListObj(sites)
        self.state.set(made, "#", len(parts))
        for i, part in enumerate(parts):
            self.state.set(made, i, part)
        return made

    def items(self, made: ListObj) -> list[Any]:
        """The items of a list that is followed."""
        return [self.state.get(made, i) for i in range(self.state.get(made, "#"))]

    def contents(self, made: ListObj | DictObj) -> list[Any]:
        """What a list or dict that is followed holds now, its keys included."""
        if isinstance(made, ListObj):
            return self.items(made)
        return [part for pair in self.dict_items(made, None).items() for part in pair]

    def dict_items(self, x: Any, node: Any) -> dict[Any, Any]:
        """The items of a dict that is followed."""
        if not isinstance(x, DictObj):
            raise self.refuse(
                node, "this mapping is known only at run time", "its keys are not known here"
            )
        return {key: self.state.get(x, ("key", key)) for key in self.keys(x, node)}

    def keys(self, x: DictObj, node: Any) -> tuple[Any, ...]:
        """The keys of a dict that is followed."""
        keys = self.state.get(x, "#")
        if isinstance(keys, Poison):
            raise self.refuse(node, "the keys of this dict are not known", keys.why, keys.instead)
        return keys  # type: ignore[no-any-return]

    def check_changeable(self, made: Any, node: Any) -> None:
        """Refuse to change an object of which another name may, or may not, be the same object."""
        self.check_unchanged(made)
        if not isinstance(made, Value):
            self.tell_apart(made)
        if made not in self.frozen:
            return
        if isinstance(made, ListObj):
            raise self.escalate(made)
        raise self.refuse(
            node,
            "an object is changed that may go by another name",
            "a loop or a branch binds its name anew, and whether both names still mean one object is not followed",
            "make a new object instead, or change a copy",
        )

    def escalate(self, *made: ListObj | DictObj) -> Escalate | UnsupportedCode:
        """The signal that lists and dicts have to exist at run time; a dict of the caller cannot."""
        for x in made:
            self.check_unchanged(x)
            if isinstance(x, DictObj) and x in self.outside:
                return self.refuse_growth(self.outside[x][0])
        return Escalate(frozenset().union(*map(sites_of, made)))

    def refuse_growth(self, path: str) -> UnsupportedCode:
        """The error for a dict of the caller whose keys would not be known."""
        return self.refuse(
            self.node, f"`{path}`, a dict of the caller, gets keys that are known only at run time",
            "what is in it is followed by its keys", "collect them in a dict that is made here",
        )  # fmt: skip

    def as_plain(self, made: Any, node: Any) -> Escalate:
        """The signal that a list or dict has to exist at run time, and to hold nothing that is differentiated."""
        if isinstance(made, Value):
            sites = made.type.sites  # type: ignore[attr-defined]
        elif isinstance(made, Instance):
            sites = frozenset(site[0] for site in self.state.get(made, "where").type.sites)
        else:
            sites = sites_of(made)
        if not sites or sites <= self.shared.plain or any(isinstance(s[0], str) for s in sites):
            raise self.refuse(
                node, "a list or dict of the caller, or one that holds what is differentiated, is used like this",
                "only those that are made here and hold inactive data can be", "make a copy, or use a list",
            )  # fmt: skip
        return Escalate(sites, plain=True)

    def refill(self, made: ListObj, items: list[Any]) -> None:
        """Give a list that is followed new items."""
        self.state.set(made, "#", len(items))
        for i, item in enumerate(items):
            self.state.set(made, i, item)
