"""Types of what primitives give that act on each element alone."""

from __future__ import annotations

import operator
from functools import lru_cache, reduce
from itertools import product
from typing import Any

import numpy as np

from sourcediff.ir.guards import Guards, broadcast
from sourcediff.ir.join import join
from sourcediff.ir.scalars import scalar_result, settled
from sourcediff.ir.sizes import Dim
from sourcediff.ir.types import INERT, UNBOUND, UNKNOWN, Arr, Either, Num, Type, Unbound, shape
from sourcediff.rules.registry import find_rule

COMPARISONS = {operator.eq, operator.ne, operator.lt, operator.le, operator.gt, operator.ge}
ELEMENTWISE_OPERATORS = COMPARISONS | {
    operator.add, operator.sub, operator.mul, operator.truediv, operator.pow, operator.neg, operator.pos,
    operator.mod, operator.floordiv, operator.and_, operator.or_, operator.xor, operator.invert,
    operator.lshift, operator.rshift, abs,
}  # fmt: skip


def is_elementwise(fn: Any) -> bool:
    """Whether a primitive acts on each element alone."""
    if isinstance(fn, np.ufunc):
        return fn.nout == 1 and fn.signature is None
    rule = find_rule(fn)
    return rule is not None and rule.kind == "elementwise"


def infer_elementwise(fn: Any, types: list[Type], guards: Guards) -> Type:
    """The type of what an elementwise primitive gives for operands of these types."""
    if not {type(t) for t in types} <= _OF_NUMBERS:
        return _infer_others(fn, types, guards)
    loose = any(isinstance(t, Num) and t.dtype == "any" for t in types)
    if loose:  # a Python number or a NumPy one: they differ beside single precision only
        if any(isinstance(t, Arr) and t.dtype not in ("float64", "complex128") for t in types):
            return UNKNOWN
        types = [
            Num(t.kind, None, t.dim) if isinstance(t, Num) and t.dtype == "any" else t
            for t in types
        ]
    result = _scalar_result(fn, tuple(_element_of(t) for t in types))
    if result is None:
        return UNKNOWN
    if not any(isinstance(t, Arr) for t in types):
        dtype = "any" if loose and result.kind != "bool" else result.dtype
        return Num(result.kind, dtype, _integer_dim(fn, types))
    if result.dtype in ("default", "any"):
        return UNKNOWN
    dims = broadcast([shape(t) for t in types], guards)
    if dims == ():
        return result
    return Arr(result.dtype or result.kind, dims)


_OF_NUMBERS = frozenset({Num, Arr})


def _element_of(t: Type) -> tuple[Any, ...]:
    """A number's kind and type, or an array's type."""
    return (t.kind, t.dtype) if isinstance(t, Num) else (t.dtype,)  # type: ignore[attr-defined]


def _infer_others(fn: Any, types: list[Type], guards: Guards) -> Type:
    """The type where an operand is, or may be, neither a number nor an array."""
    if any(isinstance(t, Unbound) for t in types):
        return UNBOUND  # of a recursive call whose type is not known yet
    if any(isinstance(t, Either) for t in types):
        return _infer_alternatives(fn, types, guards)
    return INERT if all(t == INERT for t in types) else UNKNOWN


@lru_cache(maxsize=4096)
def _scalar_result(fn: Any, elements: tuple[tuple[Any, ...], ...]) -> Num | None:
    """What a primitive gives for single elements, each a number's kind and type or an array's type."""
    bare: list[Type] = [Num(*e) if len(e) == 2 else Arr(*e) for e in elements]
    plain, numpy = (
        scalar_result(fn, tuple(settled(t, numpy) for t in bare)) for numpy in (False, True)
    )
    if not isinstance(plain, Num) or not isinstance(numpy, Num):
        return None
    return plain if plain.kind == numpy.kind == "bool" else join(plain, numpy)  # type: ignore[return-value]


def _infer_alternatives(fn: Any, types: list[Type], guards: Guards) -> Type:
    """What an elementwise primitive gives for each of what its operands may be, together."""
    ways = [(t.number, t.array) if isinstance(t, Either) else (t,) for t in types]
    made = [infer_elementwise(fn, list(way), guards) for way in product(*ways)]
    return reduce(lambda a, b: join(a, b, guards), made)


def _integer_dim(fn: Any, types: list[Type]) -> Dim | None:
    dims = [t.dim if isinstance(t, Num) and t.kind == "int" else None for t in types]
    if any(d is None for d in dims):
        return None
    if fn is operator.neg:
        return dims[0].scaled(-1)  # type: ignore[union-attr]
    if len(dims) != 2:
        return None
    a, b = dims
    assert a is not None and b is not None
    if fn is operator.add:
        return a + b
    if fn is operator.sub:
        return a - b
    if fn is operator.mul and a.known is not None:
        return b.scaled(a.known)
    if fn is operator.mul and b.known is not None:
        return a.scaled(b.known)
    return None
