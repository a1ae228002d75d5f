"""Algebra while recording: what an expert would not write down is not written down."""

from __future__ import annotations

import operator
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import numpy as np

from sourcediff import runtime
from sourcediff.ir import primitives
from sourcediff.ir.core import Op, Value, inputs, leaves, type_of
from sourcediff.ir.types import Arr, Either, Num, Type, Unknown, is_float, rank, same_shape, shape

if TYPE_CHECKING:
    from sourcediff.ir.builder import Builder

NOTHING = object()


def fold(builder: Builder, fn: Any, args: tuple[Any, ...], kwargs: dict[str, Any]) -> Any:
    """A simpler operand for a call, `NOTHING` if there is none."""
    rewrite = _REWRITES.get(fn)
    return NOTHING if rewrite is None else rewrite(builder, *args, **kwargs)


def is_literal(x: Any) -> bool:
    """Whether an operand is a plain number in the text."""
    return type(x) in (int, float)


def look_through(builder: Builder, x: Any, fn: Any) -> Op | None:
    """Like `definition`, in the forward sweep too."""
    op = definition(builder, x, fn)
    if op is None and isinstance(x, Value) and not x.hint:
        op = _lasting(builder, x)
    return op if op is not None and op.kind == "call" and op.fn is fn else None


def _lasting(builder: Builder, x: Any) -> Op | None:
    """What made a value in the forward sweep, if neither it nor what it was made of is memory that is stored into."""
    op = builder.forward.get(x) if isinstance(x, Value) else None
    return None if op is None or any(map(builder.is_stored, (x, *inputs(op)))) else op


def definition(builder: Builder, x: Any, fn: Any) -> Op | None:
    """The call of `fn` that made an operand without a name while recording, if one did, and nothing changed since."""
    found = isinstance(x, Value) and not x.hint and not builder.may_change(x)
    op = builder.defs.get(x) if found else None
    if op is None or op.kind != "call" or op.fn is not fn:
        return None
    return None if any(isinstance(a, Value) and builder.may_change(a) for a in op.args) else op


def _just_made(builder: Builder, x: Any, fn: Any) -> Op | None:
    """The call of `fn` that made an operand, if it is the last one so far: not even memory has changed since."""
    op = builder.block.ops[-1] if builder.block.ops else None
    made = op is not None and op.kind == "call" and op.outs == (x,) and not x.hint
    return op if made and op is not None and op.fn is fn else None


def keeps_type(x: Any, factor: Any) -> bool:
    """Whether leaving out a unit factor leaves the type as it is: NumPy makes a number of an array without axes."""
    t = type_of(x)
    without_axes = isinstance(t, Arr) and rank(t) == 0
    if not isinstance(x, Value) or without_axes or (isinstance(t, Either) and not rank(t.array)):
        return False
    return is_float(t) or type(factor) is int


def _multiply(b: Builder, x: Any, y: Any) -> Any:
    if is_literal(x) and is_literal(y):
        return x * y
    if is_literal(y):
        return b.call(operator.mul, y, x)
    if is_literal(x) and x == 1 and keeps_type(y, x):
        return y
    if is_literal(x) and x < 0:
        return b.call(operator.neg, b.call(operator.mul, -x, y))
    for one, other in ((x, y), (y, x)):
        negated = definition(b, one, operator.neg)
        if negated is not None:
            return b.call(
                operator.neg, b.call(operator.mul, *_ordered(one, x, negated.args[0], other))
            )
    inner = definition(b, y, operator.mul)
    if is_literal(x) and inner is not None and is_literal(inner.args[0]):
        return b.call(operator.mul, x * inner.args[0], inner.args[1])
    if _is_scalar(x) and not is_literal(x):
        inner = look_through(b, y, operator.mul)
        if inner is not None and is_literal(inner.args[0]):
            c, rest = inner.args
            if _is_scalar(rest):
                return b.call(operator.mul, c, b.call(operator.mul, x, rest))
            return b.call(operator.mul, b.call(operator.mul, c, x), rest)
    inner = definition(b, x, operator.mul)
    if inner is not None and is_literal(inner.args[0]) and not is_literal(y):
        scaled = b.call(operator.mul, inner.args[1], y)
        return b.emit_call(operator.mul, inner.args[0], scaled) if _is_scalar(scaled) else NOTHING
    quotient = definition(b, y, operator.truediv)
    if quotient is not None:
        top, bottom = quotient.args
        return b.call(operator.truediv, b.call(operator.mul, x, top), bottom)
    return _logistic(b, x, y)


def _logistic(b: Builder, x: Any, y: Any) -> Any:
    """`g / (1 + y) * z * y` as `g * z * (1 - z)`, where z is `1 / (1 + y)`: that is right for an infinite y too."""
    product = definition(b, x, operator.mul)
    quotient = None if product is None else definition(b, product.args[0], operator.truediv)
    if product is None or quotient is None:
        return NOTHING
    (g, total), z = quotient.args, product.args[1]
    if _made_of(b, total) not in ((operator.add, 1, y), (operator.add, y, 1)):
        return NOTHING
    if _made_of(b, z) != (operator.truediv, 1, total):
        return NOTHING
    return b.call(operator.mul, b.call(operator.mul, g, z), b.call(operator.sub, 1.0, z))


def _made_of(b: Builder, x: Any) -> tuple[Any, ...]:
    """The function and the operands that a value of the forward sweep was made of, if it is still the same."""
    op = _lasting(b, x)
    return (op.fn, *op.args) if op is not None and op.kind == "call" and not op.kwargs else ()


def _is_scalar(x: Any) -> bool:
    return rank(type_of(x)) == 0


def _ordered(one: Any, x: Any, inner: Any, other: Any) -> tuple[Any, Any]:
    return (inner, other) if one is x else (other, inner)


def _negative(b: Builder, x: Any) -> Any:
    if is_literal(x):
        return -x
    negated = definition(b, x, operator.neg)
    if negated is not None:
        return negated.args[0]
    return NOTHING


def _add(b: Builder, x: Any, y: Any) -> Any:
    if is_literal(x) and is_literal(y):
        return x + y
    for zero, other in ((x, y), (y, x)):
        if is_literal(zero) and zero == 0 and keeps_type(other, zero):
            return other
    negated = definition(b, y, operator.neg)
    if negated is not None:
        return b.call(operator.sub, x, negated.args[0])
    negated = definition(b, x, operator.neg)
    if negated is not None:
        return b.call(operator.sub, y, negated.args[0])
    joint = _joint_sum(b, x, y)
    return _like_terms(b, x, y) if joint is NOTHING else joint


def _joint_sum(b: Builder, x: Any, y: Any) -> Any:
    """The sums of two things of one shape as the sum of their sum."""
    one, other = (definition(b, part, runtime.unbroadcast) for part in (x, y))
    if one is None or other is None or one.args[1] is not other.args[1]:
        return NOTHING
    if not b.fits(one.args[0], other.args[0]):
        return NOTHING
    whole = b.call(operator.add, one.args[0], other.args[0])
    return b.emit_call(runtime.unbroadcast, whole, one.args[1])


def _like_terms(b: Builder, x: Any, y: Any) -> Any:
    """`p * t + q * t` as `(p + q) * t`, for literals p and q."""
    (p, s), (q, t) = (_coefficient(b, part) for part in (x, y))
    if s is t and isinstance(s, Value):
        return b.call(operator.mul, p + q, s)
    total = definition(b, x, operator.add)
    if total is not None and not is_literal(total.args[1]):
        joint = _like_terms(b, total.args[1], y)
        return NOTHING if joint is NOTHING else b.call(operator.add, total.args[0], joint)
    return NOTHING


def _coefficient(b: Builder, x: Any) -> tuple[Any, Any]:
    op = definition(b, x, operator.mul)
    if op is not None and is_literal(op.args[0]):
        return op.args
    return 1.0, x


def _subtract(b: Builder, x: Any, y: Any) -> Any:
    if is_literal(x) and is_literal(y):
        return x - y
    if is_literal(y) and y == 0 and keeps_type(x, y):
        return x
    if is_literal(x) and x == 0 and keeps_type(y, x):
        return b.call(operator.neg, y)
    negated = definition(b, y, operator.neg)
    if negated is not None:
        return b.call(operator.add, x, negated.args[0])
    (p, s), (q, t) = (_coefficient(b, part) for part in (x, y))
    if s is t and isinstance(s, Value) and p != q:
        return b.call(operator.mul, p - q, s)
    share = definition(b, y, operator.mul)
    if share is not None and share.args[0] is x and not x.hint and _is_scalar(x):
        return b.call(operator.mul, x, b.call(operator.sub, 1.0, share.args[1]))
    return NOTHING


def _divide(b: Builder, x: Any, y: Any) -> Any:
    if is_literal(y) and y == 1 and keeps_type(x, y):
        return x
    negated = definition(b, x, operator.neg)
    if negated is not None:
        return b.call(operator.neg, b.call(operator.truediv, negated.args[0], y))
    return NOTHING


def _power(b: Builder, x: Any, y: Any) -> Any:
    if is_literal(y) and y == 1 and keeps_type(x, y):
        return x
    if is_literal(x) and is_literal(y) and x > 0:
        return x**y
    return NOTHING


def _getitem(b: Builder, x: Any, index: Any) -> Any:
    if isinstance(index, tuple) and len(index) == 1 and isinstance(x, Value):
        return b.call(operator.getitem, x, index[0])
    return NOTHING


def _where(b: Builder, test: Any, *pair: Any) -> Any:
    if len(pair) == 2 and all(_is_scalar(part) for part in (test, *pair)):
        return b.call(primitives.select, test, *pair)
    return NOTHING


def _sign(b: Builder, x: Any) -> Any:
    t = type_of(x)
    if isinstance(t, Num) and t.dtype is None:
        return b.call(operator.sub, b.call(operator.gt, x, 0), b.call(operator.lt, x, 0))
    return NOTHING


def _zeros_like(b: Builder, x: Any, **how: Any) -> Any:
    t = type_of(x)
    return 0.0 if isinstance(t, Num) and t.dtype is None and not how else NOTHING


def _ones_like(b: Builder, x: Any, **how: Any) -> Any:
    return 1.0 if isinstance(type_of(x), Num) and not how else NOTHING


def _transpose(b: Builder, x: Any, axes: Any = None) -> Any:
    if axes is not None:
        return NOTHING
    known = rank(type_of(x))
    if known is not None and known < 2:
        return x
    turned = definition(b, x, np.transpose) or _turned_before(b, x)
    if turned is not None and len(turned.args) == 1:
        return turned.args[0]
    product = definition(b, x, operator.matmul)
    if product is None or any(rank(type_of(part)) != 2 for part in product.args):
        return NOTHING
    left, right = product.args
    return b.call(operator.matmul, b.call(np.transpose, right), b.call(np.transpose, left))


def _turned_before(b: Builder, x: Any) -> Op | None:
    """The transpose in the forward sweep that gave an operand: it is a view, whatever has been stored since."""
    op = b.forward.get(x) if isinstance(x, Value) else None
    plain = op is not None and op.kind == "call" and op.fn is np.transpose and not op.kwargs
    return op if plain else None


def _reshape(b: Builder, x: Any, to: Any, **how: Any) -> Any:
    op = b.defs.get(to) if isinstance(to, Value) else None
    if (
        op is not None
        and op.kind == "attr"
        and op.fn == "shape"
        and same_shape(type_of(op.args[0]), type_of(x))
    ):
        return x
    return NOTHING


def _sum(b: Builder, x: Any, axis: Any = None, keepdims: Any = False, **how: Any) -> Any:
    """A sum with what is common to all its terms before it."""
    if how:
        return NOTHING
    if _is_scalar(x):
        return x if axis is None else NOTHING
    how = {} if axis is None else {"axis": axis}
    how |= {"keepdims": True} if keepdims is True else {}
    negated = definition(b, x, operator.neg)
    if negated is not None:
        return b.call(operator.neg, b.call(np.sum, negated.args[0], **how))
    quotient = definition(b, x, operator.truediv)
    if quotient is not None and _is_scalar(quotient.args[1]):
        top, bottom = quotient.args
        return b.call(operator.truediv, b.call(np.sum, top, **how), bottom)
    product = definition(b, x, operator.mul) or _just_made(b, x, operator.mul)
    if product is None or keepdims not in (False, True):
        return NOTHING
    return _sum_of_product(b, product, how)


def _sum_of_product(b: Builder, product: Op, how: dict[str, Any]) -> Any:
    x, y = product.args
    for factor, rest in ((x, y), (y, x)):
        if _is_scalar(factor) and not _is_scalar(rest):
            return b.call(operator.mul, factor, b.call(np.sum, rest, **how))
    both = type_of(x), type_of(y)
    if how in ({}, {"axis": 0}) and rank(both[0]) == 1 and same_shape(*both) and _one_float(*both):
        return b.call(operator.matmul, x, y)
    return NOTHING


def _one_float(a: Type, b: Type) -> bool:
    """Whether two arrays are of one floating dtype, so that their product loses nothing."""
    return isinstance(a, Arr) and isinstance(b, Arr) and a.dtype == b.dtype and is_float(a)


# ---- helpers that types make unnecessary ----


def _unbroadcast(b: Builder, g: Any, x: Any) -> Any:
    if b.fits(g, x):
        return g
    have, want = shape(type_of(g)), shape(type_of(x))
    if want == () and isinstance(type_of(g), Unknown) and not b.complex:
        return b.emit("call", Num("float", "any"), np.sum, (g,))
    if have is None or want is None:
        return NOTHING
    if have == want or len(have) < len(want):
        return g
    extra = len(have) - len(want)
    axes = list(range(extra))
    for axis, (p, q) in enumerate(zip(have[extra:], want, strict=True), start=extra):
        if p == q or (p.known is None and b.guards.unify(p, q) is not None):
            continue
        one = b.guards.is_one(q)
        if one is None:
            return NOTHING
        if one and b.guards.is_one(p) is not True:
            axes.append(axis)
    if not axes:
        return g
    if not want:
        return b.call(np.sum, g)
    kept = [axis for axis in axes if axis >= extra]
    leading = tuple(axes[:extra])
    if leading:
        g = b.call(np.sum, g, axis=leading[0] if extra == 1 else leading)
    if kept:
        kept = [axis - extra for axis in kept]
        g = b.call(np.sum, g, axis=kept[0] if len(kept) == 1 else tuple(kept), keepdims=True)
    return g


def _expand(b: Builder, g: Any, x: Any, axis: Any = None, keepdims: Any = False) -> Any:
    if isinstance(axis, Value) or isinstance(keepdims, Value) or list(leaves(axis)):
        return NOTHING
    if axis is None or (keepdims and rank(type_of(x)) is not None):
        return g
    ndim = rank(type_of(x))
    if ndim is None:
        return NOTHING
    axes = sorted(a % ndim for a in (axis if isinstance(axis, tuple) else (axis,)))
    if axes == list(range(len(axes))):
        return g
    index = tuple(None if a in axes else slice(None) for a in range(ndim))
    while index and index[-1] == slice(None):
        index = index[:-1]
    return b.call(operator.getitem, g, index)


def _count(b: Builder, x: Any, axis: Any = None) -> Any:
    from sourcediff.ir.builder import namesake, shape_of, size_of

    if axis is None and rank(type_of(x)) is not None:
        return size_of(b, x)
    if type(axis) is int and rank(type_of(x)) is not None:
        return b.call(operator.getitem, shape_of(b, namesake(b, x)), axis % (rank(type_of(x)) or 1))
    return NOTHING


def _spread(b: Builder, g: Any, x: Any) -> Any:
    return g if b.fits(g, x) or b.guards.agree(type_of(g), type_of(x)) else NOTHING


_REWRITES: dict[Any, Callable[..., Any]] = {
    operator.mul: _multiply, operator.neg: _negative, operator.add: _add, operator.sub: _subtract,
    operator.truediv: _divide, operator.pow: _power, np.where: _where, np.sign: _sign,
    np.zeros_like: _zeros_like, np.ones_like: _ones_like, np.transpose: _transpose, np.sum: _sum,
    operator.getitem: _getitem, np.reshape: _reshape, runtime.unbroadcast: _unbroadcast,
}  # fmt: skip
if hasattr(runtime, "expand"):
    _REWRITES |= {runtime.expand: _expand, runtime.count: _count, runtime.spread: _spread}
