"""Attributes: of arrays and numbers, and of what is followed."""

from __future__ import annotations

from typing import Any

import numpy as np

from sourcediff.frontend.abstract import (
    SLICE_PARTS,
    Bound,
    Choice,
    Instance,
    Partial,
    Static,
    Super,
    is_literal,
)
from sourcediff.frontend.base import LoweringBase
from sourcediff.frontend.writers import FlatPlaces
from sourcediff.ir.core import Value
from sourcediff.ir.types import INERT, OPAQUE, Arr, Held, Num, Opaque, Unknown, rank

_PROPERTIES = {
    "T": np.transpose, "mT": np.matrix_transpose, "real": np.real, "imag": np.imag,
}  # fmt: skip


class Attributes(LoweringBase):
    """What stands behind a dot."""

    def _ev_Attribute(self, node: Any) -> Any:
        return self.attribute(self.ev(node.value), node.attr, node)

    def attribute(self, base: Any, name: str, node: Any) -> Any:
        """`base.name`."""
        if isinstance(base, Choice):
            return self.dispatch(base, lambda option: self.attribute(option, name, node), node)
        if base is None:
            return self.raise_now(AttributeError, f"'NoneType' object has no attribute '{name}'")
        if isinstance(base, Static):
            if not hasattr(base.obj, name):
                raise self.refuse(
                    node, f"`{base.text}` has no attribute `{name}`", "it is not there now"
                )
            found = getattr(base.obj, name)
            if not base.text and is_literal(
                found
            ):  # of the dtype of an array, which the guard asks for
                return found
            return self.static(found, f"{base.text}.{name}", self.frame, base.obj)
        if isinstance(base, slice) and name in SLICE_PARTS:
            return getattr(base, name)
        if isinstance(base, Instance):
            return self.instance_attribute(base, name, node)
        if isinstance(base, Super):
            return self.attribute_above(base, name, node)
        if isinstance(base, Value):
            return self._value_attribute(self.something(base), name, node)
        if isinstance(base, Partial) and name in ("func", "args", "keywords"):
            raise self.refuse(
                node, "a partial's parts are not read", "they are followed by calls only"
            )
        return Bound(base, name)

    def _value_attribute(self, base: Value, name: str, node: Any) -> Any:
        t = base.type
        if t == Opaque("str") and callable(getattr(str, name, None)):
            return Bound(base, name)
        if isinstance(t, Held) and name not in ("maxlen", "default_factory"):
            return Bound(base, name)
        if isinstance(t, Opaque):
            return self.b.attribute(base, name, INERT if t == INERT else OPAQUE)
        if name in ("shape", "size", "ndim", "dtype"):
            return self._described(base, name)
        if name in _PROPERTIES:
            return self.styled(_PROPERTIES[name], (base,), name, "property")
        if name == "flat":
            return self.flat_places(base)
        if name in ("ctypes", "data", "strides"):
            raise self.refuse(
                node,
                f"`.{name}` is not supported",
                "it reaches past the array's elements",
                "use ravel()",
            )
        if isinstance(t, Unknown) and not hasattr(np.ndarray, name):
            raise self.refuse(
                node,
                f"`.{name}` of something whose type is not known",
                "it is neither a number nor an array, and it is not known what it is",
                "call the derivative, or ask for source_for(...) with arguments",
            )
        owner = np.float64 if isinstance(t, Num) else np.ndarray
        if isinstance(t, (Num, Arr)) and not hasattr(owner, name):
            raise self.refuse(
                node,
                f"a number or array has no attribute `{name}`",
                "it would raise an AttributeError",
            )
        return Bound(base, name)

    def flat_places(self, base: Value) -> Instance:
        """`a.flat`."""
        made = Instance(FlatPlaces)
        self.state.set(made, "array", base)
        return made

    def _described(self, base: Value, name: str) -> Any:
        """What describes an array: its shape, size, rank or dtype."""
        t = base.type
        if name == "shape":
            return () if isinstance(t, Num) else self.shape_of(base)
        if name == "size":
            return 1 if isinstance(t, Num) else self.size_of(base)
        if name == "ndim":
            known = rank(t)
            return known if known is not None else self.b.attribute(base, "ndim", Num("int"))
        if isinstance(t, Arr):
            return Static(np.dtype(t.dtype), "")
        return self.b.attribute(base, "dtype", OPAQUE)
