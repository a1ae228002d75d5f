"""Appends operations to a block; a `Var` records NumPy code, so that rules are plain NumPy."""

from __future__ import annotations

import math
import operator
from collections.abc import Callable
from typing import Any

import numpy as np

from sourcediff import runtime
from sourcediff.errors import NotRecordable, Problem, UnsupportedCode
from sourcediff.ir import simplify
from sourcediff.ir.core import Block, Op, Value, rebuild, type_of
from sourcediff.ir.extents import Extent, extent_of, extent_of_result
from sourcediff.ir.guards import Guards
from sourcediff.ir.inference.fits import fits_surely
from sourcediff.ir.inference.infer import infer
from sourcediff.ir.types import UNKNOWN, Arr, Either, Lst, Num, Type, rank, same_shape, shape

# What NumPy function is which function on Python numbers: `math` and operators are five times faster there.
SCALAR_TWINS: dict[Any, Any] = {
    getattr(np, name): getattr(math, twin)
    for name, twin in {
        "sin": "sin", "cos": "cos", "tan": "tan", "arcsin": "asin", "arccos": "acos", "arctan": "atan",
        "sinh": "sinh", "cosh": "cosh", "tanh": "tanh", "arcsinh": "asinh", "arccosh": "acosh",
        "arctanh": "atanh", "exp": "exp", "expm1": "expm1", "log": "log", "log1p": "log1p",
        "log2": "log2", "log10": "log10", "sqrt": "sqrt", "hypot": "hypot", "arctan2": "atan2",
        "floor": "floor", "copysign": "copysign", "exp2": "exp2", "cbrt": "cbrt",
    }.items()
}  # fmt: skip
OPERATOR_TWINS: dict[Any, Any] = {
    np.add: operator.add, np.subtract: operator.sub, np.multiply: operator.mul,
    np.divide: operator.truediv, np.power: operator.pow, np.negative: operator.neg,
    np.positive: operator.pos, np.remainder: operator.mod, np.floor_divide: operator.floordiv,
    np.matmul: operator.matmul, np.greater: operator.gt, np.greater_equal: operator.ge,
    np.less: operator.lt, np.less_equal: operator.le, np.equal: operator.eq, np.not_equal: operator.ne,
    np.bitwise_and: operator.and_, np.bitwise_or: operator.or_, np.invert: operator.invert,
    np.absolute: abs,
}  # fmt: skip

ARITHMETIC = {operator.add, operator.sub, operator.mul, operator.truediv, operator.neg}


class Builder:
    """Where operations go: the block at hand, the user's line, and the forward operation that is mirrored."""

    def __init__(self, guards: Guards, block: Block | None = None, simplified: bool = True) -> None:
        self.guards = guards
        self.block = block if block is not None else Block()
        self.line = 0
        self.mirror: Op | None = None
        self.simplified = simplified
        self.defs: dict[Value, Op] = {}
        self.forward: dict[Value, Op] = {}
        self.is_stored: Callable[[Any], bool] = lambda x: False
        self.complex = False  # whether complex numbers occur in the program
        self.unbound: set[Value] = set()  # what stands for nothing on some path
        self.extents: dict[Value, Extent] = {}  # where types are not known
        self.scalars: Extent = frozenset()  # what has turned out to have no dimensions
        self.known: dict[Any, Value] = {}
        self.memory: set[Value] = set()  # what is stored into besides: shadows and buffers

    def zeros_maker(self, x: Any) -> Callable[..., Any]:
        """The function that makes zeros like an array or a list."""
        if isinstance(type_of(x), Either) or (isinstance(x, Value) and x in self.unbound):
            return runtime.zero_of
        return runtime.zeros_of if isinstance(type_of(x), Lst) else np.zeros_like

    def fits(self, x: Any, y: Any) -> bool:
        """Whether two operands surely have one shape, although their types do not say it."""
        pair = [extent_of(z, self.extents) for z in (x, y)] if self.extents else [None]
        known = {p - self.scalars for p in pair if p is not None}
        return None not in pair and len(known) == 1

    def learn_extent(self, x: Value, like: Any) -> None:
        """Note that a value has the shape of another: it was asked."""
        extent = extent_of(like, self.extents)
        if self.extents and extent is not None:
            self.extents[x] = extent

    def append(self, op: Op) -> Op:
        """Append an operation, marked with the line and the mirror at hand."""
        extent = extent_of_result(op, self.extents) if self.extents else None
        if extent is not None:
            self.extents[op.out] = extent
        op.line = op.line or self.line
        op.mirror = op.mirror or self.mirror
        for out in op.outs:
            self.defs[out] = op
            out.line = out.line or op.line
        self.block.ops.append(op)
        return op

    def emit(
        self, kind: str, t: Type, fn: Any, args: tuple[Any, ...], kwargs: Any = None, **info: Any
    ) -> Value:
        """Append an operation with one result."""
        out = Value(t)
        self.append(Op(kind, (out,), fn, args, kwargs or {}, info=info))
        return out

    def call(self, fn: Any, *args: Any, **kwargs: Any) -> Any:
        """The result of a primitive: folded where it can be, else a new value."""
        if self.simplified:
            fn = self._native(fn, args)
            done = simplify.fold(self, fn, args, kwargs)
            if done is not simplify.NOTHING:
                return done
            if fn in ARITHMETIC and not any(self.may_change(x) for x in args):
                return self.once(fn, args)
        return self.emit_call(fn, *args, **kwargs)

    def forget(self, x: Value) -> None:
        """Let an array be nothing but what it was made for: it will be stored into."""
        self.known = {key: made for key, made in self.known.items() if made is not x}

    def may_change(self, x: Any) -> bool:
        """Whether an operand may be something else when it is read again."""
        if not isinstance(x, Value):
            return not simplify.is_literal(x)
        return x in self.memory or self.is_stored(x)

    def once(self, fn: Any, args: tuple[Any, ...]) -> Value:
        """The value of an expression that this block may have already."""
        key = (self.block, fn, *((type(x), x) for x in args))
        found = self.known.get(key)
        if found is None:
            found = self.known[key] = self.emit_call(fn, *args)
        return found

    def emit_call(self, fn: Any, *args: Any, **kwargs: Any) -> Value:
        """A call as it stands, its type inferred."""
        t = infer(fn, args, kwargs, self.guards)
        out = self.emit("call", t, fn, args, kwargs)
        if fits_surely(fn, args, self.guards):
            self.block.ops[-1].info["fits"] = True
        return out

    def _native(self, fn: Any, args: tuple[Any, ...]) -> Any:
        """The operator for a ufunc, the `math` function for one on Python floats."""
        fn = OPERATOR_TWINS.get(fn, fn) if isinstance(fn, np.ufunc) else fn
        if fn in SCALAR_TWINS and all(is_python_float(type_of(a)) for a in args):
            return SCALAR_TWINS[fn]
        return fn

    def attribute(self, x: Any, name: str, t: Type) -> Value:
        """`x.name`."""
        return self.emit("attr", t, name, (x,))

    def store(self, base: Any, index: Any, value: Any, op: str = "") -> None:
        """`base[index] = value`, or `+=` and its kind."""
        self.append(Op("store", (), None, (base, index, value), info={"op": op}))

    def record(self, rule: Callable[..., Any], *args: Any, **kwargs: Any) -> Any:
        """Run a rule on variables; what it calculates is appended.

        Raises
        ------
        UnsupportedCode : the rule does not take these arguments.
        """
        named = {k: self.wrap(a) for k, a in kwargs.items()}
        try:
            return unwrap(rule(*[self.wrap(a) for a in args], **named))
        except NotImplementedError as error:
            why = "its rule does not say what the derivative is then"
            problem = Problem("", self.line, 0, 0, "", str(error), why, "write it in other terms")
            raise UnsupportedCode([problem]) from None

    def wrap(self, x: Any) -> Any:
        """A template with its values as recording variables."""
        return rebuild(x, lambda value: Var(self, value))


def is_python_float(t: Type) -> bool:
    """Whether a value is surely a Python float or int."""
    return isinstance(t, Num) and t.dtype is None and t.kind in ("float", "int")


def unwrap(x: Any) -> Any:
    """A template with recording variables as their values."""
    if isinstance(x, Var):
        return x.value
    if isinstance(x, (tuple, list)):
        return type(x)(unwrap(item) for item in x)
    if isinstance(x, dict):
        return {key: unwrap(item) for key, item in x.items()}
    if isinstance(x, slice):
        return slice(unwrap(x.start), unwrap(x.stop), unwrap(x.step))
    if isinstance(x, np.bool_):
        return bool(x)
    return x


def _binary(fn: Any) -> tuple[Any, Any]:
    def forward(self: Var, other: Any) -> Any:
        return self.call(fn, self, other)

    def reflected(self: Var, other: Any) -> Any:
        return self.call(fn, other, self)

    return forward, reflected


class Var:
    """A value that records what is calculated with it."""

    __slots__ = ("builder", "value")

    def __init__(self, builder: Builder, value: Value) -> None:
        self.builder = builder
        self.value = value

    def call(self, fn: Any, *args: Any, **kwargs: Any) -> Any:
        """Record a call and wrap its result."""
        plain = [unwrap(a) for a in args]
        return self.builder.wrap(self.builder.call(fn, *plain, **unwrap(kwargs)))

    def __sourcediff_record__(self, fn: Any, args: Any, kwargs: Any) -> Any:
        return self.call(fn, *args, **kwargs)

    def __array_ufunc__(self, ufunc: Any, method: str, *args: Any, **kwargs: Any) -> Any:
        if method != "__call__":
            raise NotRecordable(f"np.{ufunc.__name__}.{method} in a rule")
        return self.call(ufunc, *args, **kwargs)

    def __array_function__(self, fn: Any, types: Any, args: Any, kwargs: Any) -> Any:
        if fn is np.ndim:
            return self.ndim
        if fn is np.shape:
            return self.shape
        if fn is np.size:
            return self.size
        return self.call(fn, *args, **kwargs)

    @property
    def ndim(self) -> int:
        """The rank, a plain number."""
        known = rank(self.value.type)
        if known is None:
            raise NotRecordable("the rank of a value of unknown type")
        return known

    @property
    def shape(self) -> Any:
        """The shape, to be passed on."""
        if rank(self.value.type) == 0:
            return ()
        return self.builder.wrap(shape_of(self.builder, self.value))

    @property
    def size(self) -> Any:
        """The number of elements."""
        if rank(self.value.type) == 0:
            return 1
        return self.builder.wrap(size_of(self.builder, self.value))

    @property
    def dtype(self) -> Any:
        """The dtype, to be passed on."""
        t = self.value.type
        if isinstance(t, Arr):
            return np.dtype(t.dtype)
        return self.builder.wrap(self.builder.attribute(self.value, "dtype", UNKNOWN))

    @property
    def T(self) -> Any:
        """The transpose."""
        return self.call(np.transpose, self)

    @property
    def mT(self) -> Any:
        """The matrix transpose."""
        return self.call(np.matrix_transpose, self)

    def __getitem__(self, index: Any) -> Any:
        return self.call(operator.getitem, self, index)

    __add__, __radd__ = _binary(operator.add)
    __sub__, __rsub__ = _binary(operator.sub)
    __mul__, __rmul__ = _binary(operator.mul)
    __truediv__, __rtruediv__ = _binary(operator.truediv)
    __pow__, __rpow__ = _binary(operator.pow)
    __mod__, __rmod__ = _binary(operator.mod)
    __floordiv__, __rfloordiv__ = _binary(operator.floordiv)
    __matmul__, __rmatmul__ = _binary(operator.matmul)
    __and__, __rand__ = _binary(operator.and_)
    __or__, __ror__ = _binary(operator.or_)
    __lt__, __gt__ = _binary(operator.lt)[0], _binary(operator.gt)[0]
    __le__, __ge__ = _binary(operator.le)[0], _binary(operator.ge)[0]

    def __eq__(self, other: object) -> Any:
        return self.call(operator.eq, self, other)

    def __ne__(self, other: object) -> Any:
        return self.call(operator.ne, self, other)

    __hash__ = None  # type: ignore[assignment]

    def __neg__(self) -> Any:
        return self.call(operator.neg, self)

    def __invert__(self) -> Any:
        return self.call(operator.invert, self)

    def __abs__(self) -> Any:
        return self.call(abs, self)

    def _refuse(self, *_: Any) -> Any:
        raise NotRecordable(
            "a rule that is recorded cannot turn a value into a bool, number, array or list; "
            "put what needs that into a function of its own"
        )

    __bool__ = __float__ = __int__ = __index__ = __complex__ = __len__ = __iter__ = __array__ = (
        _refuse
    )


def shape_of(builder: Builder, x: Any) -> Any:
    """`x.shape`."""
    from sourcediff.ir.types import OPAQUE, Tup

    x = namesake(builder, x)
    dims = shape(type_of(x))
    t = OPAQUE if dims is None else Tup(tuple(Num("int", None, d) for d in dims))
    return builder.attribute(x, "shape", t)


def size_of(builder: Builder, x: Any) -> Any:
    """`x.size`."""
    x = namesake(builder, x)
    dims = shape(type_of(x))
    dim = dims[0] if dims is not None and len(dims) == 1 else None
    if dim is not None and dim.known is not None:
        return dim.known
    return builder.attribute(x, "size", Num("int", None, dim))


def namesake(builder: Builder, x: Any) -> Any:
    """A value of the same shape that is at hand without computing `x`."""
    while isinstance(x, Value) and not x.hint and x in builder.forward:
        op = builder.forward[x]
        same = [a for a in op.args if isinstance(a, Value) and same_shape(a.type, x.type)]
        if op.kind != "call" or not same:
            break
        x = same[0]
    return x
