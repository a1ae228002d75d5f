"""`ufunc.reduce`, `ufunc.accumulate` and what else NumPy makes of simpler functions: as those."""

from __future__ import annotations

from typing import Any

import numpy as np

from sourcediff.frontend.abstract import Static
from sourcediff.frontend.arrays import is_listed
from sourcediff.frontend.expanded import enumerated, fold, percentile, quantile, running, slope
from sourcediff.frontend.expressions import Expressions
from sourcediff.ir.core import type_of
from sourcediff.ir.types import Num, carries, rank

_REDUCING = {np.add: np.sum, np.multiply: np.prod, np.maximum: np.max, np.minimum: np.min}
_RUNNING = {np.add: np.cumsum, np.multiply: np.cumprod}


class UfuncMethods(Expressions):
    """Calls of functions with a rule, or of Python that does the same."""

    def ufunc_method(self, method: Any, args: list[Any], kwargs: dict[str, Any], node: Any) -> Any:
        """`ufunc.reduce(a, axis=0)` and `ufunc.accumulate(a, axis=0)`."""
        ufunc, name, given = method.__self__, method.__name__, dict(kwargs)
        first = self._array(args[0], node)
        if not carries(type_of(first)) and not isinstance(first, (list, tuple)):
            return self.opaque_call(method, args, kwargs, node)
        axis = args[1] if len(args) > 1 else kwargs.pop("axis", 0)
        direct = (_REDUCING if name == "reduce" else _RUNNING).get(ufunc)
        if direct is not None and len(args) <= 2:
            return self.primitive(direct, [first], {"axis": axis, **kwargs}, node)
        place = self.known_int(axis)
        if kwargs or len(args) > 2 or place is None:
            return self.opaque_call(method, args, given, node)
        pick = Static(ufunc, f"np.{ufunc.__name__}")
        if name == "accumulate":
            return self.expand_python(running, [pick, first, place], {}, node)
        known = [ufunc.__name__, ufunc.identity]
        return self.expand_python(fold, [pick, first, place, *known], {}, node)

    def _array(self, x: Any, node: Any) -> Any:
        """An operand that may be written as a list of arrays."""
        operand = self.operand(x, node)
        if isinstance(operand, (list, tuple)) or is_listed(operand):
            return self.b.emit_call(np.array, operand)
        return operand

    def _call_enumerate_places(self, args: list[Any], kwargs: dict[str, Any], node: Any) -> Any:
        """`np.ndenumerate(a)`."""
        a = self._array(args[0], node)
        if rank(type_of(a)) is None:
            return self.opaque_call(np.ndenumerate, args, kwargs, node)
        return self.expand_python(enumerated, [a], kwargs, node)

    def _call_gradient(self, args: list[Any], kwargs: dict[str, Any], node: Any) -> Any:
        """`np.gradient(a, step, axis=...)` with equal steps."""
        a, steps = self._array(args[0], node), [self.operand(x, node) for x in args[1:]]
        if not carries(type_of(a)) and not any(carries(type_of(x)) for x in steps):
            return self.opaque_call(np.gradient, args, kwargs, node)
        given = dict(kwargs)
        count, axis = rank(type_of(a)), kwargs.pop("axis", None)
        known = axis is None or self.known_int(axis) is not None
        if (
            kwargs
            or count is None
            or not known
            or not all(isinstance(type_of(x), Num) for x in steps)
        ):
            return self.opaque_call(np.gradient, args, given, node)
        axes = list(range(count)) if axis is None else [axis]
        steps = steps or [1.0]
        steps = steps * len(axes) if len(steps) == 1 else steps
        parts = [
            self.expand_python(slope, [a, step, k], {}, node)
            for k, step in zip(axes, steps, strict=True)
        ]
        return parts[0] if len(parts) == 1 else tuple(parts)

    def _call_quantile(self, args: list[Any], kwargs: dict[str, Any], node: Any) -> Any:
        return self._quantile(np.quantile, quantile, args, kwargs, node)

    def _call_percentile(self, args: list[Any], kwargs: dict[str, Any], node: Any) -> Any:
        return self._quantile(np.percentile, percentile, args, kwargs, node)

    def _quantile(
        self, fn: Any, written: Any, args: list[Any], kwargs: dict[str, Any], node: Any
    ) -> Any:
        """A quantile between two items in order; several, each by itself."""
        a, rest = self._array(args[0], node), dict(kwargs)
        q = self.operand(args[1] if len(args) > 1 else rest.pop("q"), node)
        several = list(q) if isinstance(q, (list, tuple)) else [q]
        if not carries(type_of(a)) and not any(carries(type_of(x)) for x in several):
            return self.opaque_call(fn, args, kwargs, node)
        axis = args[2] if len(args) > 2 else rest.get("axis")
        is_one = axis is None or isinstance(self.type(axis), Num)
        if (
            not set(rest) <= {"axis", "keepdims"}
            or not is_one
            or not all(isinstance(type_of(x), Num) for x in several)
        ):
            return self.opaque_call(fn, args, kwargs, node)
        found = [self.expand_python(written, [a, x, *args[2:]], rest, node) for x in several]
        return self.primitive(np.stack, [tuple(found)], {}, node) if several != [q] else found[0]


UFUNC_METHODS = ("reduce", "accumulate")
EXPANDED: dict[Any, str] = {
    np.gradient: "_call_gradient", np.ndenumerate: "_call_enumerate_places",
    np.quantile: "_call_quantile", np.percentile: "_call_percentile",
}  # fmt: skip
