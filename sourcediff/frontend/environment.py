"""The environment: what names mean that the function does not bind itself."""

from __future__ import annotations

import builtins
import enum
import sys
from dataclasses import replace
from types import ModuleType
from typing import Any

import numpy as np

from sourcediff.frontend.abstract import UNDEFINED, Frame, Static, is_known_slice
from sourcediff.frontend.library import is_of_library, is_plain_object, is_table
from sourcediff.frontend.outside import Outside, may_change
from sourcediff.ir.core import Value, type_of
from sourcediff.ir.sizes import fresh_dim
from sourcediff.ir.types import OPAQUE, Arr, Num, Tup

WRITERS_MODULE = "sourcediff.frontend.writers"


class Environment(Outside):
    """Globals, cells, builtins, and what is reached from them."""

    def static(self, obj: Any, text: str, frame: Frame, module: Any = None) -> Any:
        """A thing of the environment: numbers and arrays are read at run time, the rest is resolved now."""
        if text and not isinstance(obj, ModuleType) and not is_of_library(module, obj):
            self.shared.environment[text] = obj
        if obj is None or obj is Ellipsis or is_known_slice(obj):
            return obj
        if may_change(obj) and (made := self.as_argument(obj, text)) is not None:
            return made
        if isinstance(obj, (bool, int, float, complex, np.generic, np.ndarray, str, bytes)):
            return self.reference(obj, text)
        if isinstance(obj, enum.Enum):
            self.shared.texts[id(obj)] = (obj, text)
            return Static(obj, text)
        if isinstance(obj, tuple) and type(obj) is tuple:
            return tuple(self.static(item, f"{text}[{i}]", frame) for i, item in enumerate(obj))
        if isinstance(obj, (list, dict)):
            return self.container_outside(obj, text)
        if isinstance(obj, (set, np.random.Generator)):
            return self.reference(obj, text)
        if is_plain_object(obj):
            return self.static_instance(obj, text)
        self.shared.texts[id(obj)] = (obj, text)
        return Static(obj, text)

    def table(self, obj: Any, text: str, frame: Frame) -> Any:
        """A list or dict of functions of the environment, of which the guard asks that it stays the same."""
        if isinstance(obj, list):
            return tuple(self.static(fn, f"{text}[{i}]", frame) for i, fn in enumerate(obj))
        return self.make_dict(
            (text, id(obj)), {k: self.static(fn, f"{text}[{k!r}]", frame) for k, fn in obj.items()}
        )

    def reference(self, obj: Any, text: str) -> Value:
        """A run-time read of a name or attribute of the environment."""
        if isinstance(obj, np.ndarray) and type(obj) is np.ndarray and obj.dtype.kind in "biufc":
            return self.array_outside(obj, text)
        t = type_of(obj)
        t = replace(t, dim=None) if isinstance(t, Num) else t
        t = Num("int") if isinstance(obj, enum.IntEnum) else t
        t = OPAQUE if isinstance(t, Tup) else t
        return self.b.emit("ref", t, text, ())

    def array_outside(self, obj: Any, text: str) -> Value:
        """An array of the environment: one value wherever it is read, as what is stored into it is seen by all."""
        if text not in self.by_text:
            t = self.type_of_example(obj, text)
            if self.shared.environment.get(text) is not obj:  # no guard asks for its sizes
                t = Arr(obj.dtype.name, tuple(fresh_dim() for _ in obj.shape))
            self.by_text[text] = self.at_entry(lambda: self.b.emit("ref", t, text, ()))
        return self.by_text[text]  # type: ignore[no-any-return]

    def container_outside(self, obj: Any, text: str) -> Any:
        """A list or dict of the environment: its parts are known as those of an argument are, if nothing changes it."""
        plain = obj and (isinstance(obj, list) or _has_plain_keys(obj))
        known = plain and self.shared.environment.get(text) is obj
        if not known or id(obj) in self.shared.changed_outside:
            return self.reference(obj, text)
        if text not in self.by_text:
            self.by_text[text] = None  # so that its parts know that they are such
            self.by_text[text] = self.at_entry(lambda: self._container(obj, text))
        return self.by_text[text]

    def _container(self, obj: Any, text: str) -> Any:
        value = self.b.emit("ref", OPAQUE, text, ())
        self.paths[value] = text
        return self.argument(obj, value, text)

    def check_not_outside(self, base: Any, node: Any) -> None:
        """Refuse to change a list, dict or set of the environment."""
        op = self.b.defs.get(base) if isinstance(base, Value) else None
        found = (
            self.shared.environment.get(str(op.fn)) if op is not None and op.kind == "ref" else None
        )
        if isinstance(found, (list, dict, set)):
            raise self.refuse(
                node, f"`{op.fn}`, a {type(found).__name__} from outside the function, is changed",  # type: ignore[union-attr]
                "each call would change it, and each call of the derivative again", "pass it as an argument",
            )  # fmt: skip

    def lookup(self, name: str, node: Any = None) -> Any:
        """What a name is: a slot of a frame, or a thing of the live environment."""
        frame: Frame | None = self.frame
        while frame is not None:
            if name[0] == "%" or (name in frame.locals and name not in frame.nonlocals):
                self.check_bound(frame, name)
                return self.state.get(frame, name)
            if frame.parent is None:
                break
            frame = frame.parent
        assert frame is not None
        return self.environment(frame, name, node)

    def environment(self, frame: Frame, name: str, node: Any) -> Any:
        """A cell, global or builtin of the function that a frame belongs to."""
        source = frame.source
        if name in source.cells:
            try:
                found = source.cells[name].cell_contents
            except ValueError:
                return UNDEFINED
            self.shared.note_callable(source.cells[name], name, found)
            text = (
                name
                if source is self.top
                else self.partner(source.cells[name], f"{name}_cell") + ".cell_contents"
            )
            return self.named(found, text, frame)
        if name in source.fn.__globals__:
            own = source.fn.__globals__ is self.top.fn.__globals__ and name not in self.top_names
            found = source.fn.__globals__[name]
            if source.fn.__module__ == WRITERS_MODULE:  # which no text has to name
                return Static(found, name if isinstance(found, ModuleType) else "")
            self.shared.note_callable(source.fn.__globals__, name, found)
            return self.named(found, name if own else self.global_text(source, name), frame)
        if hasattr(builtins, name):
            return Static(getattr(builtins, name), name)
        raise self.refuse(
            node, f"`{name}` is not defined", "it is neither local, global nor builtin"
        )

    def named(self, obj: Any, text: str, frame: Frame) -> Any:
        """A thing of the environment that has a name."""
        make = self.table if is_table(obj) else self.static
        return make(obj, text, frame)

    def partner(self, obj: Any, stem: str) -> str:
        """A name for an object that the text gets through a closure cell."""
        for name, known in self.shared.partners.items():
            if known is obj:
                return name
        name, number = stem, 1
        while (
            name in self.shared.partners
            or name in self.top.fn.__globals__
            or name in self.top_names
        ):
            number += 1
            name = f"{stem}_{number}"
        self.shared.partners[name] = obj
        return name

    def global_text(self, source: Any, name: str) -> str:
        """How the text reads a global of another module, or one that a local of the function hides."""
        module = sys.modules.get(source.fn.__module__)
        if module is not None and getattr(module, "__dict__", None) is source.fn.__globals__:
            return f"{self.partner(module, source.fn.__module__.split('.')[-1])}.{name}"
        scope = self.partner(source.fn.__globals__, f"{source.name}_globals")
        return f"{scope}[{name!r}]"


def _has_plain_keys(obj: dict[Any, Any]) -> bool:
    """Whether a dict is short, and its keys can be written in the text."""
    return len(obj) <= 64 and all(type(key) in (str, int) for key in obj)
