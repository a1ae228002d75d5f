"""Types of scalars: those of literals, and what a primitive gives for single elements, found by trying it."""

from __future__ import annotations

from dataclasses import replace
from functools import lru_cache
from typing import Any

import numpy as np

from sourcediff.ir.sizes import Dim
from sourcediff.ir.types import BOOL, DEFAULTS, FLOAT, Arr, Lst, Num, Opaque, Tup, Type

_SAMPLES: dict[str, Any] = {"bool": True, "int": 2, "float": 0.5, "complex": 0.5 + 0j}
_KINDS = {"b": "bool", "i": "int", "u": "int", "f": "float", "c": "complex"}


def literal_type(x: Any) -> Type:
    """The type of a literal in the IR."""
    if isinstance(x, bool):
        return BOOL
    if type(x) is int:
        return Num("int", None, Dim(x))
    if isinstance(x, np.generic) and x.dtype.kind in _KINDS:
        return Num(_KINDS[x.dtype.kind], x.dtype.name)
    if type(x) is float:
        return FLOAT
    if type(x) is complex:
        return Num("complex")
    if isinstance(x, tuple):
        return Tup(tuple(literal_type(item) for item in x))
    return Opaque(type(x).__name__)


def sample(t: Type) -> Any:
    """A scalar of this type, to try a primitive on."""
    if isinstance(t, Num):
        value = _SAMPLES[t.kind]
        return value if t.dtype in (None, "default") else np.dtype(t.dtype).type(value)
    if isinstance(t, Arr):
        return np.dtype(t.dtype).type(_SAMPLES[_KINDS[np.dtype(t.dtype).kind]])
    raise TypeError(f"no sample of {t}")


def type_of_scalar(x: Any) -> Type:
    """The type of what a primitive returned for samples, sizes forgotten."""
    t = literal_type(x)
    return replace(t, dim=None) if isinstance(t, Num) else t


@lru_cache(maxsize=4096)
def scalar_result(primitive: Any, types: tuple[Type, ...]) -> Type | None:
    """What an elementwise primitive gives for scalars of these types, found by trying it."""
    try:
        with np.errstate(all="ignore"):
            result = primitive(*[sample(t) for t in types])
    except Exception:  # what the primitive refuses here, it refuses at run time too
        return None
    made = type_of_scalar(result)
    return made if isinstance(made, Num) else None


def settled(t: Type, numpy: bool) -> Type:
    """The type with every `default` decided: all of them NumPy's numbers, or all of them Python's."""
    if isinstance(t, Num) and t.dtype == "default":
        return replace(t, dtype=DEFAULTS[t.kind] if numpy else None)
    return replace(t, elem=settled(t.elem, numpy)) if isinstance(t, Lst) else t


def element(t: Arr) -> Num:
    """The type of one element."""
    made = type_of_scalar(np.dtype(t.dtype).type(0))
    assert isinstance(made, Num)
    return made


def sizeless(t: Type) -> Type:
    """The type without what is known of an integer's value."""
    return Num(t.kind, t.dtype) if isinstance(t, Num) else t
