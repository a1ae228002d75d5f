"""Dicts whose keys are known at run time only and whose values may be differentiated; lowered from this source.

The keys are those of a dict of places, which holds nothing that is differentiated, and the values are in a list.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any


def view_of(read: Callable[[Any], Any], places: Iterable[Any]) -> Any:
    """What is read at places: unlike that of a `map`, it can be gone over again."""
    return [read(place) for place in places]


class KeyedValues:
    """A dict: `where` says at which place of `held` the value of a key is."""

    where: dict[Any, int]
    held: list[Any]

    def __getitem__(self, key: Any) -> Any:
        return self.held[self.where[key]]

    def __setitem__(self, key: Any, value: Any) -> None:
        if key in self.where:
            self.held[self.where[key]] = value
        else:
            self.where[key] = len(self.held)
            self.held.append(value)

    def __delitem__(self, key: Any) -> None:
        del self.where[key]

    def __contains__(self, key: Any) -> bool:
        return key in self.where

    def __len__(self) -> int:
        return len(self.where)

    def __iter__(self) -> Any:
        return list(self.where)

    def get(self, key: Any, default: Any = None) -> Any:
        """`d.get(key, default)`."""
        return self.held[self.where[key]] if key in self.where else default

    def setdefault(self, key: Any, default: Any = None) -> Any:
        """`d.setdefault(key, default)`."""
        if key not in self.where:
            self.where[key] = len(self.held)
            self.held.append(default)
        return self.held[self.where[key]]

    def pop(self, key: Any, *default: Any) -> Any:
        """`d.pop(key)` and `d.pop(key, default)`."""
        if default and key not in self.where:
            return default[0]
        return self.held[self.where.pop(key)]

    def popitem(self) -> Any:
        """`d.popitem()`."""
        key, place = self.where.popitem()
        return key, self.held[place]

    def copy(self) -> Any:
        """`d.copy()`."""
        return dict(self.items())

    def __or__(self, other: Any) -> Any:
        made = dict(self.items())
        made.update(other)
        return made

    def __ror__(self, other: Any) -> Any:
        made = dict(other.items())
        made.update(self)
        return made

    def __ior__(self, other: Any) -> Any:
        self.update(other)
        return self

    def keys(self) -> Any:
        """`d.keys()`."""
        return self.where.keys()

    def values(self) -> Any:
        """`d.values()`, each read when its turn comes."""
        return view_of(lambda place: self.held[place], self.where.values())

    def items(self) -> Any:
        """`d.items()`, each value read when its turn comes."""
        return view_of(lambda pair: (pair[0], self.held[pair[1]]), self.where.items())

    def update(self, other: Any) -> None:
        """`d.update(other)`."""
        for key, value in other.items():
            self[key] = value

    def clear(self) -> None:
        """`d.clear()`."""
        self.where.clear()


class DefaultValues(KeyedValues):
    """A `collections.defaultdict`."""

    factory: Any

    def __getitem__(self, key: Any) -> Any:
        if key not in self.where:
            self.where[key] = len(self.held)
            self.held.append(self.factory())
        return self.held[self.where[key]]
