"""NumPy functions that are followed without a rule: what stores, what asks for a shape, and `outer`."""

from __future__ import annotations

import inspect
import itertools
import operator
from typing import Any

import numpy as np

from sourcediff import runtime
from sourcediff.frontend.abstract import Static, is_literal
from sourcediff.frontend.arrays import as_array, is_listed
from sourcediff.frontend.expressions import Expressions
from sourcediff.frontend.writers import apply_at, as_many, as_mask
from sourcediff.ir.core import Value, type_of
from sourcediff.ir.inference.indexing import is_mask
from sourcediff.ir.sizes import Dim
from sourcediff.ir.types import Arr, Lst, Num, Tup, Unbound, rank, shape


class NumpyCalls(Expressions):
    """Each as stores and calls of functions that have rules."""

    def _call_ndim(self, args: list[Any], kwargs: dict[str, Any], node: Any) -> Any:
        return self._measure("ndim", np.ndim, args[0], node)

    def _call_shape(self, args: list[Any], kwargs: dict[str, Any], node: Any) -> Any:
        return self._measure("shape", np.shape, args[0], node)

    def _measure(self, name: str, fn: Any, x: Any, node: Any) -> Any:
        """`np.ndim(x)` and its kind as attributes, where `x` is surely an array."""
        if isinstance(x, Value) and isinstance(x.type, (Arr, Num)):
            return self.attribute(x, name, node)
        if is_literal(x):
            return fn(x)
        return self.b.emit_call(fn, self.operand(x, node))

    def _call_index_at(self, args: list[Any], kwargs: dict[str, Any], node: Any) -> Any:
        base, index, value = args
        added = as_array(self.b, self.operand(value, node))
        self.b.store(self.operand(base, node), self.operand(index, node), added, "+")
        self.b.block.ops[-1].info["at"] = True

    def _call_index_subtract(self, args: list[Any], kwargs: dict[str, Any], node: Any) -> Any:
        self._call_index_at(args, kwargs, node)
        self.b.block.ops[-1].info["op"] = "-"

    def _call_copyto(self, args: list[Any], kwargs: dict[str, Any], node: Any) -> Any:
        """`np.copyto(array, value, where=...)`, as a store into all of the array."""
        given = dict(zip(("dst", "src", "casting", "where"), args, strict=False)) | kwargs
        base, value = self.operand(given["dst"], node), self.operand(given["src"], node)
        if "where" in given:
            value = self.b.emit_call(np.where, self.operand(given["where"], node), value, base)
        self.b.store(base, Ellipsis, as_array(self.b, value))

    def _call_as_many(self, args: list[Any], kwargs: dict[str, Any], node: Any) -> Any:
        """As many values as there are places: those given, if they surely are as many."""
        values, count = (self.operand(x, node) for x in args)
        if isinstance(values, (list, tuple)) or is_listed(values):
            values = self.b.emit_call(np.array, values)
        found, wanted = shape(type_of(values)), _dims_of(count)
        if found == () or (wanted and self.b.guards.agree(type_of(values), Arr("float64", wanted))):
            return values
        return self.b.emit_call(np.resize, values, count)

    def _call_as_mask(self, args: list[Any], kwargs: dict[str, Any], node: Any) -> Any:
        """A mask: what is given, if it surely is one."""
        mask = self.operand(args[0], node)
        return mask if is_mask(mask) else self.b.emit_call(np.array, mask, dtype=bool)

    def call_at(self, ufunc: Any, args: list[Any], kwargs: dict[str, Any], node: Any) -> Any:
        """`ufunc.at(a, indices, b)`."""
        if not _counts_places(self.operand(args[1], node)):
            raise self.refuse(
                node, f"`np.{ufunc.__name__}.at` at what is no list of integers",
                "places are followed one after the other", "write the loop",
            )  # fmt: skip
        fn = Static(ufunc, f"np.{ufunc.__name__}")
        return self.expand_python(apply_at, [fn, *args], kwargs, node)

    def call_writer(self, written: Any, args: list[Any], kwargs: dict[str, Any], node: Any) -> Any:
        """A function that writes into an array, as `frontend/writers.py` has it."""
        known = inspect.signature(written).parameters
        if len(args) > len(known) or not kwargs.keys() <= known.keys():
            raise self.refuse(
                node, f"`np.{written.__name__}` with an option", "it says what is written where",
                "write the store that it stands for",
            )  # fmt: skip
        return self.expand_python(written, args, kwargs, node)

    def _call_outer(
        self, ufunc: np.ufunc, args: list[Any], kwargs: dict[str, Any], node: Any
    ) -> Any:
        """`np.add.outer(a, b)` as `np.add(a[:, None], b)`."""
        a, b = (self.operand(x, node) for x in args)
        inner = rank(type_of(b))
        if inner is None or rank(type_of(a)) is None:
            raise self.refuse(
                node,
                f"`np.{ufunc.__name__}.outer` of arrays of unknown rank",
                "the rank of the second says where axes are put in",
                f"write np.{ufunc.__name__}(a[:, None], b)",
            )
        if inner and rank(type_of(a)):
            a = self.b.emit_call(operator.getitem, a, (Ellipsis, *(None,) * inner))
        return self.primitive(ufunc, [a, b], kwargs, node)

    def _call_dtype(self, args: list[Any], kwargs: dict[str, Any], node: Any) -> Any:
        """`np.dtype("float64")`, which is known now."""
        given = args[0].obj if len(args) == 1 and isinstance(args[0], Static) else args[0]
        if len(args) > 1 or kwargs or not isinstance(given, (str, type, np.dtype)):
            return self.opaque_call(np.dtype, args, kwargs, node)
        return Static(np.dtype(given), "")

    def _call_ndindex(self, args: list[Any], kwargs: dict[str, Any], node: Any) -> Any:
        """`np.ndindex(shape)`: the products of the ranges along each axis."""
        several = len(args) == 1 and not isinstance(type_of(args[0]), Num)
        sizes = self.unpack_all(args[0], node) if several else args
        ranges = [self.call(Static(range, "range"), [size], {}, node) for size in sizes]
        return self.call(Static(itertools.product, "itertools.product"), ranges, {}, node)

    def _call_ndarray(self, args: list[Any], kwargs: dict[str, Any], node: Any) -> Any:
        """`np.ndarray(shape, dtype)`, which is `np.empty`."""
        if len(args) > 2 or not set(kwargs) <= {"shape", "dtype"}:
            raise self.refuse(
                node,
                "`np.ndarray` over memory that exists",
                "what it shares it with is not followed",
                "use a view of an array",
            )
        return self.primitive(np.empty, args, kwargs, node)


def _counts_places(places: Any) -> bool:
    """Whether something is a list of integers, or an array of them along one axis."""
    t = type_of(places) if isinstance(places, Value) else None
    if isinstance(t, Arr):
        return t.dtype.startswith(("int", "uint")) and rank(t) == 1
    if isinstance(t, Lst):
        return isinstance(t.elem, Unbound) or (isinstance(t.elem, Num) and t.elem.kind == "int")
    return isinstance(places, list) and all(type(p) is int for p in places)


def _dims_of(count: Any) -> tuple[Dim, ...]:
    """What is known of a size, or of each of several."""
    if isinstance(count, tuple):
        parts = [type_of(part) for part in count]
    else:
        t = type_of(count)
        parts = list(t.items) if isinstance(t, Tup) else [t]
    dims = [t.dim for t in parts if isinstance(t, Num) and t.dim is not None]
    return tuple(dims) if len(dims) == len(parts) else ()


NUMPY: dict[Any, str] = {
    np.ndim: "_call_ndim", np.shape: "_call_shape", np.add.at: "_call_index_at", as_many: "_call_as_many",
    as_mask: "_call_as_mask",
    np.subtract.at: "_call_index_subtract", np.copyto: "_call_copyto", np.ndindex: "_call_ndindex",
    np.ndarray: "_call_ndarray", np.dtype: "_call_dtype", runtime.add_rows: "_call_index_at",
}  # fmt: skip
