"""What an operation raises: where the program stops, its derivative stops too, so such an operation is never dropped."""

from __future__ import annotations

import math
import operator
from typing import Any

import numpy as np

from sourcediff.ir import primitives
from sourcediff.ir.core import Block, Op, Value, inputs, type_of, walk
from sourcediff.ir.types import Arr, Num, Tup, shape
from sourcediff.rules.registry import find_rule

_RAISING_MATH = {getattr(math, n) for n in dir(math) if callable(getattr(math, n))}
_SAFE_MATH = {
    math.atan,
    math.tanh,
    math.erf,
    math.erfc,
    math.atan2,
    math.asinh,
    math.hypot,
    math.copysign,
    math.fabs,
}


_PERHAPS_PYTHON = (None, "default", "any")


def may_raise(op: Op) -> bool:
    """Whether an operation can raise for values of its types."""
    if op.kind in ("attr", "ref", "unbound"):
        return False
    if op.kind != "call":
        return True
    fn = op.fn
    if op.info.get("adjoint") or op.info.get("safe"):
        return False
    if op.info.get("raises"):
        return True
    types = [x.type for x in inputs(op)]
    kinds = {type(t) for t in types}
    if not kinds <= {Num, Arr}:
        return (
            not (fn is operator.getitem and isinstance(types[0], Tup))
            and fn is not primitives.identity
        )
    if fn is primitives.identity or fn is primitives.select:
        return False
    if fn is operator.getitem:
        return not _safe_index(op)
    scalars = Arr not in kinds
    if scalars and fn in (operator.truediv, operator.mod, operator.floordiv):
        python = all(isinstance(t, Num) and t.dtype in _PERHAPS_PYTHON for t in types)
        return python and not _nonzero(op.args[1])
    if scalars and fn in (operator.pow, pow):
        return not (type(op.args[1]) in (int, float) and op.args[1] >= 0)
    if fn in _RAISING_MATH:
        return fn not in _SAFE_MATH
    if fn in (int, round):
        return True
    known = isinstance(op.out.type, Num) or (
        isinstance(op.out.type, Arr) and op.out.type.shape is not None
    )
    rule = find_rule(fn)
    if not (known and (rule is not None or isinstance(fn, np.ufunc) or fn in _PLAIN)):
        return True
    return _raises_on_arrays(op, [t for t in types if isinstance(t, Arr)])


def _raises_on_arrays(op: Op, arrays: list[Arr]) -> bool:
    """Whether an operation may raise for the values or sizes of these arrays; `fits` says that their sizes do not."""
    if op.fn in _BY_VALUE:
        return True
    if op.fn in _OF_SOME:
        return any(not (dim.known or 0) > 0 for t in arrays for dim in t.shape or ())
    if op.fn is np.reshape:
        return not _is_rearranged(op.args[0], op.args[1])
    alike = all(t.shape == arrays[0].shape for t in arrays)
    if alike and op.fn not in _PRODUCTS:
        return False
    return not op.info.get("fits") and op.fn not in _ANY_SIZES


def _is_rearranged(x: Any, to: Any) -> bool:
    """Whether an array surely has as many elements as a shape says."""
    wanted = to if isinstance(to, (tuple, list)) else (to,)
    dims = [dim.known for dim in shape(type_of(x)) or ()]
    numbers = [n if type(n) is int else None for n in wanted]
    if numbers.count(-1) == 1:
        return all(n in (-1, 1) for n in numbers)
    if None in numbers or None in dims:
        return False
    return math.prod(n or 0 for n in numbers) == math.prod(d or 0 for d in dims)


# What may find no answer, or a place that is not there, whatever the sizes are.
_BY_VALUE = {
    np.linalg.inv, np.linalg.solve, np.linalg.cholesky, np.linalg.eig, np.linalg.eigh, np.linalg.eigvals,
    np.linalg.eigvalsh, np.linalg.svd, np.linalg.pinv, np.linalg.lstsq, np.linalg.matrix_power, np.linalg.norm,
    np.linalg.cond, np.take, np.take_along_axis, np.choose, np.repeat, np.bincount, np.interp, np.quantile,
    np.percentile,
}  # fmt: skip
# What needs an element.
_OF_SOME = {np.max, np.min, np.amax, np.amin, np.ptp, np.argmax, np.argmin}
_PRODUCTS = {
    operator.matmul,
    np.matmul,
    np.dot,
    np.inner,
    np.vdot,
    np.tensordot,
    np.einsum,
    np.cross,
}
_ANY_SIZES = {np.outer, np.kron, np.convolve, np.correlate, np.meshgrid, np.ix_}


_PLAIN = {
    operator.add, operator.sub, operator.mul, operator.neg, operator.pos, operator.eq, operator.ne, operator.lt,
    operator.le, operator.gt, operator.ge, operator.and_, operator.or_, operator.xor, operator.invert, abs,
    operator.matmul, len, primitives.not_, min, max, float, bool, operator.is_, operator.is_not,
}  # fmt: skip


def mark_positive(block: Block) -> None:
    """Note which divisions cannot raise because their divisor is positive, as `1.0 + exp(x)` is."""
    least: dict[Value, float] = {}
    for op in walk(block):
        if op.kind != "call" or not isinstance(op.out.type, Num) or op.out.type.kind == "complex":
            continue
        if op.fn in (math.exp, np.exp, abs, math.fabs) or _is_square(op):
            least[op.out] = 0.0
        elif op.fn is operator.add:
            bounds = [least.get(x) if isinstance(x, Value) else x for x in op.args]
            numbers = [float(x) for x in bounds if isinstance(x, (int, float))]
            if len(numbers) == 2:
                least[op.out] = sum(numbers)
        elif op.fn is operator.truediv and least.get(op.args[1], 0.0) > 0.0:
            op.info["safe"] = True


def _is_square(op: Op) -> bool:
    """Whether an operation is `x * x` or `x ** 2`."""
    if op.fn is operator.mul:
        return op.args[0] is op.args[1]
    return op.fn is operator.pow and op.args[1] == 2


def _nonzero(x: Any) -> bool:
    return type(x) in (int, float) and x != 0


def _safe_index(op: Op) -> bool:
    """Whether an index is surely in range: slices only, or nothing but constants and known sizes."""
    index = op.args[1]
    parts = index if isinstance(index, tuple) else (index,)
    return all(p is None or p is Ellipsis or isinstance(p, slice) for p in parts)
