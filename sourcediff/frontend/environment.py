"""The environment: what names mean that the function does not bind itself."""

from __future__ import annotations

import enum
from dataclasses import replace
from types import ModuleType
from typing import Any

import numpy as np

from sourcediff.frontend.abstract import Frame, Static
from sourcediff.frontend.attempt import Attempt
from sourcediff.frontend.library import is_of_library, is_plain_object
from sourcediff.ir.core import Value, type_of
from sourcediff.ir.sizes import fresh_dim
from sourcediff.ir.types import OPAQUE, Arr, Num, Tup, Type


class Environment(Attempt):
    """Globals, cells, builtins, and what is reached from them."""

    def static(self, obj: Any, text: str, frame: Frame, module: Any = None) -> Any:
        """A thing of the environment: numbers and arrays are read at run time, the rest is resolved now."""
        if text and not isinstance(obj, ModuleType) and not is_of_library(module, obj):
            self.shared.environment[text] = obj
        if obj is None or obj is Ellipsis:
            return obj
        if isinstance(obj, (bool, int, float, complex, np.generic, np.ndarray, str, bytes)):
            return self.reference(obj, text)
        if isinstance(obj, enum.Enum):
            self.shared.texts[id(obj)] = (obj, text)
            return Static(obj, text)
        if isinstance(obj, tuple) and type(obj) is tuple:
            return tuple(self.static(item, f"{text}[{i}]", frame) for i, item in enumerate(obj))
        if isinstance(obj, (list, dict, set, np.random.Generator)) or is_plain_object(obj):
            return self.reference(obj, text)
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
            t: Type = Arr(obj.dtype.name, tuple(fresh_dim() for _ in obj.shape))
        else:
            t = type_of(obj)
            t = replace(t, dim=None) if isinstance(t, Num) else t
            t = Num("int") if isinstance(obj, enum.IntEnum) else t
            t = OPAQUE if isinstance(t, Tup) else t
        return self.b.emit("ref", t, text, ())
