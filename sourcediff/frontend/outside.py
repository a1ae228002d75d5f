"""Lists, dicts and objects of the caller: the derivative follows their changes and leaves them as they were.

Which of them are one object matters where one is changed, or where the program asks: then those that are one go by
one abstract object, and a guard asks whether it is still so.
"""

from __future__ import annotations

from collections.abc import Iterator
from types import ModuleType
from typing import Any

from sourcediff.errors import AliasError
from sourcediff.frontend.abstract import State
from sourcediff.frontend.attempt import Attempt, Unsettled
from sourcediff.ir.core import Value
from sourcediff.runtime import may_hold, reaches


class Outside(Attempt):
    """What is known of the objects that come from outside, by the paths that they are read by."""

    def is_argument(self, made: Any) -> bool:
        """Whether an object came as an argument or as a part of one."""
        found = self.outside.get(made)
        return found is not None and root_of(found[0]) in self.top_names

    def is_told_apart(self, example: Any) -> bool:
        """Whether it matters which other names an object from outside has."""
        return id(example) in self.shared.told_apart

    def tell_apart(self, made: Any) -> None:
        """Let it matter from now on which other names an object has; what was lowered before did not know."""
        if made not in self.outside or self.is_told_apart(self.outside[made][1]):
            return
        example = self.outside[made][1]
        self.shared.told_apart[id(example)] = example
        raise Unsettled

    def is_changed(self, made: Any) -> bool:
        """Whether an argument is changed somewhere, so that the caller's is not what it is here."""
        return made in self.outside and self.is_told_apart(self.outside[made][1])

    def container_at(self, path: str) -> str | None:
        """The name of the list or dict of the environment that a path leads into, if it is followed."""
        return next(
            (text for text in self.by_text if path == text or path.startswith(f"{text}[")), None
        )

    def is_in_environment(self, path: str) -> bool:
        """Whether a path leads into a list or dict of the environment."""
        return self.container_at(path) is not None

    def check_unchanged(self, made: Any) -> None:
        """Let a list or dict of the environment that is changed be a thing of which nothing is known but its class.

        What was lowered before did not know that it is.
        """
        path = (
            self.paths.get(made) if isinstance(made, Value) else self.outside.get(made, (None,))[0]
        )
        text = self.container_at(path) if path is not None else None
        if text is not None:
            self.shared.changed_outside.add(id(self.shared.environment[text]))
            raise Unsettled

    def same_object(self, example: Any, path: str) -> Any:
        """What stands for an object that has another path already, None if there is none or it does not matter."""
        if not self.is_told_apart(example):
            return None
        for made, (other, known) in self.outside.items():
            if known is example and other != path and not isinstance(made, tuple):
                self.leaves.append((path, "same", None, other))
                return made
        return None

    def as_argument(self, obj: Any, text: str) -> Any:
        """What stands for an object of the environment that is an argument too, and is changed as such."""
        made = self.same_object(obj, text)
        if made is None and text:
            self.outside.setdefault((text,), (text, obj))
        return made

    def known_objects(self, before: State) -> set[Any]:
        """The frames and objects that there were at a point of the program."""
        return {owner for owner, _ in (*before.slots, *before.begun)} | set(self.outside)

    def different_objects(self) -> Iterator[tuple[Any, ...]]:
        """What a guard asks of paths that must not lead to one object."""
        found = list(self.outside.items())
        for place, (_, (path, example)) in enumerate(found):
            for _, (other, known) in found[:place]:
                matters = self.is_told_apart(example) or self.is_told_apart(known)
                if matters and type(example) is type(known) and example is not known:
                    yield path, "different", None, other
            if self.is_told_apart(example) and root_of(path) in self.top_names:
                yield from self._unreached(path, example)

    def _unreached(self, path: str, example: Any) -> Iterator[tuple[Any, ...]]:
        """What a guard asks of the environment, which must not lead to an argument that is changed."""
        for text, obj in self.shared.environment.items():
            if obj is example or not may_hold(obj):
                continue
            if reaches(obj, example):
                raise AliasError(
                    f"`{path}` is changed, and `{text}` leads to the same object: read it by one of the two only, or "
                    "pass a copy"
                )
            yield path, "unreached", None, text


def may_change(obj: Any) -> bool:
    """Whether something of the environment is a list, dict or object, which an argument may be as well."""
    if isinstance(obj, (list, dict)):
        return True
    return (
        hasattr(obj, "__dict__") and not isinstance(obj, (type, ModuleType)) and not callable(obj)
    )


def root_of(path: str) -> str:
    """The name that a path starts from."""
    return path.split(".")[0].split("[")[0]
