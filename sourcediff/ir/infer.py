"""The type of a primitive's result: by its kind where that is quick, else by trying it on tiny arrays."""

from __future__ import annotations

import operator
from dataclasses import dataclass, replace
from functools import reduce
from itertools import product
from math import prod
from typing import Any

import numpy as np

from sourcediff import runtime
from sourcediff.ir import primitives
from sourcediff.ir.core import Value, leaves, rebuild, type_of
from sourcediff.ir.guards import Guards, broadcast
from sourcediff.ir.join import join
from sourcediff.ir.scalars import sample, scalar_result, settled, type_of_scalar
from sourcediff.ir.sizes import Dim, Symbol, fresh_dim
from sourcediff.ir.types import (
    BOOL,
    FLOAT,
    INERT,
    INT,
    OPAQUE,
    UNBOUND,
    UNKNOWN,
    WORDS,
    Arr,
    Either,
    Lst,
    Num,
    Opaque,
    Tup,
    Type,
    Unbound,
    Unknown,
    may_be_none,
    shape,
    something_of,
)
from sourcediff.rules.registry import find_rule

_COMPARISONS = {operator.eq, operator.ne, operator.lt, operator.le, operator.gt, operator.ge}
_ELEMENTWISE_OPERATORS = _COMPARISONS | {
    operator.add, operator.sub, operator.mul, operator.truediv, operator.pow, operator.neg, operator.pos,
    operator.mod, operator.floordiv, operator.and_, operator.or_, operator.xor, operator.invert,
    operator.lshift, operator.rshift, abs,
}  # fmt: skip
_WORDS = (Opaque("str"), Opaque("bytes"), Opaque("NoneType"))
_PREDICATES = {primitives.not_, primitives.in_, primitives.not_in, operator.is_, operator.is_not}
_DATA_SHAPED = {
    np.nonzero, np.flatnonzero, np.unique, np.argwhere, np.compress, np.extract, np.delete,
    np.bincount, np.repeat, np.trim_zeros, np.insert, np.intersect1d, np.union1d,
    np.setdiff1d, np.fromiter,
}  # fmt: skip
_BINNED = {
    np.histogram,
    np.histogram_bin_edges,
}  # into as many as the data say, where a name says how


def infer(fn: Any, args: tuple[Any, ...], kwargs: dict[str, Any], guards: Guards) -> Type:
    """The type of `fn(*args, **kwargs)`, as far as it can be told."""
    if fn in _PREDICATES or fn in (isinstance, callable, hasattr, bool):
        return BOOL
    if fn in (operator.add, operator.mod) and type_of(args[0]) == Opaque("str"):
        return Opaque("str")
    if fn in _COMPARISONS and any(type_of(a) in _WORDS for a in args):
        return BOOL
    if fn in (int, float) and len(args) == 1 and isinstance(type_of(args[0]), Opaque):
        return INT if fn is int else FLOAT
    if any(isinstance(x, Value) and may_be_none(x.type) for x in args) and refuses_none(fn):
        known = (*map(_something, args[:1]), *_others(fn, args))
        if any(x is not y for x, y in zip(args, known, strict=True)):
            return infer(fn, known, kwargs, guards)
    if fn is operator.getitem:
        return infer_getitem(type_of(args[0]), args[1], guards)
    if fn is primitives.select:
        return join(type_of(args[1]), type_of(args[2]), guards)
    if fn in (min, max) and len(args) == 2:
        a, b = (_sizeless(type_of(x)) for x in args)
        return join(a, b)
    if fn is primitives.identity:
        return type_of(args[0])
    if fn is len:
        return _infer_len(type_of(args[0]))
    if fn is np.reshape and len(args) == 2 and not kwargs:
        made = _infer_reshape(type_of(args[0]), args[1])
        if made is not None:
            return made
    if fn is operator.mul and any(isinstance(type_of(x), Lst) for x in args):
        return next(type_of(x) for x in args if isinstance(type_of(x), Lst))  # repeated
    if fn in (operator.matmul, np.matmul):
        return _infer_matmul(type_of(args[0]), type_of(args[1]), guards)
    if not kwargs and (fn in _ELEMENTWISE_OPERATORS or is_elementwise(fn)):
        return _infer_elementwise(fn, [type_of(a) for a in args], guards)
    t = type_of(args[0]) if args else None
    if isinstance(t, Either):
        number, array = (
            infer(fn, (Value(part), *args[1:]), kwargs, guards) for part in (t.number, t.array)
        )
        return join(number, array, guards)
    if fn in _DIRECT and args:
        direct: Type | None = _DIRECT[fn](*args, **kwargs)
        if direct is not None:
            return direct
    made = _infer_by_trial(fn, args, kwargs)
    return made if not isinstance(made, Unknown) else _infer_by_trial(fn, args, kwargs, guards)


# ---- operands that may be None ----

_TAKE_NONE = {
    operator.eq, operator.ne, np.equal, np.not_equal, np.logical_and, np.logical_or, np.logical_xor,
    np.logical_not,
}  # fmt: skip
_BUILTINS = {operator.matmul, operator.getitem, len, min, max, float, int, round, pow, divmod}


def refuses_none(fn: Any) -> bool:
    """Whether a primitive raises for None, so that its result tells that it was given something."""
    if fn in _TAKE_NONE:
        return False
    known = fn in _ELEMENTWISE_OPERATORS or fn in _BUILTINS
    return known or isinstance(fn, np.ufunc) or getattr(fn, "__module__", "") == "math"


def _something(x: Any) -> Any:
    """An operand as it is where it is not None."""
    return Value(something_of(x.type)) if isinstance(x, Value) and may_be_none(x.type) else x


def _others(fn: Any, args: tuple[Any, ...]) -> tuple[Any, ...]:
    """The further operands: as an index, None is an axis."""
    return args[1:] if fn is operator.getitem else tuple(map(_something, args[1:]))


# ---- primitives whose result's shape is told by their arguments ----


def _like(x: Any, *_: Any, **how: Any) -> Type | None:
    """The type of a new array like another."""
    t = type_of(x)
    return t if isinstance(t, Arr) and not how else None


def _filled(size: Any, *_: Any, **how: Any) -> Type | None:
    """The type of a new array of floats of a shape."""
    return None if how or _ else _infer_reshape(Arr("float64"), size)


def _transposed(x: Any, *_: Any, **how: Any) -> Type | None:
    t = type_of(x)
    if not isinstance(t, Arr) or t.shape is None or _ or how:
        return None
    return Arr(t.dtype, t.shape[::-1])


def _triangle(x: Any, *_: Any, **how: Any) -> Type | None:
    return _like(x, **how) if len(shape(type_of(x)) or ()) > 1 else None


def _reduced(
    x: Any, axis: Any = None, *rest: Any, keepdims: Any = False, **how: Any
) -> Type | None:
    """The type of a reduction of floats over axes that are known."""
    t = type_of(x)
    if rest or how or not isinstance(t, Arr) or t.shape is None or not t.dtype.startswith("float"):
        return None
    count = len(t.shape)
    axes = range(count) if axis is None else axis if isinstance(axis, tuple) else (axis,)
    if keepdims not in (True, False) or any(type(a) is not int for a in axes):
        return None
    if any(not -count <= a < count for a in axes):
        return None
    gone = {a % count for a in axes}
    dims = [Dim(1) if i in gone else d for i, d in enumerate(t.shape) if keepdims or i not in gone]
    return Arr(t.dtype, tuple(dims)) if dims else element(t)


def _list_like(x: Any, *_: Any, **how: Any) -> Type | None:
    """The type of a list of adjoints like another list."""
    t = type_of(x)
    return t if isinstance(t, Lst) else None


_DIRECT: dict[Any, Any] = {
    runtime.sum_lists: _list_like, runtime.zeros_of: _list_like, runtime.zero_of: _like,
    np.copy: _like, np.zeros_like: _like, np.ones_like: _like, np.empty_like: _like, np.full_like: _like,
    np.tril: _triangle, np.triu: _triangle, np.zeros: _filled, np.ones: _filled, np.empty: _filled,
    np.transpose: _transposed, np.sum: _reduced, np.max: _reduced, np.min: _reduced, np.mean: _reduced,
    np.prod: _reduced,
}  # fmt: skip


def _infer_matmul(a: Type, b: Type, guards: Guards) -> Type:
    if not (isinstance(a, Arr) and isinstance(b, Arr) and a.shape and b.shape):
        return UNKNOWN
    bare = scalar_result(operator.mul, (Arr(a.dtype), Arr(b.dtype)))
    if not isinstance(bare, Num) or bare.dtype is None:
        return UNKNOWN
    batch = broadcast([a.shape[:-2], b.shape[:-2]], guards)
    if batch is None:
        return UNKNOWN
    dims = (
        batch
        + (a.shape[-2:-1] if len(a.shape) > 1 else ())
        + (b.shape[-1:] if len(b.shape) > 1 else ())
    )
    return Arr(bare.dtype, dims) if dims else bare


def is_elementwise(fn: Any) -> bool:
    """Whether a primitive acts on each element alone."""
    if isinstance(fn, np.ufunc):
        return fn.nout == 1 and fn.signature is None
    rule = find_rule(fn)
    return rule is not None and rule.kind == "elementwise"


def _infer_reshape(t: Type, to: Any) -> Type | None:
    """The type of an array with a shape that is a tuple or one number; -1 is a size that is not known."""
    if not isinstance(t, Arr):
        return None
    wanted = type_of(to)
    if isinstance(to, (tuple, list)):
        parts = [type_of(part) for part in to]
    else:
        parts = list(wanted.items) if isinstance(wanted, Tup) else [wanted]
    if not parts or not all(isinstance(p, Num) and p.kind == "int" for p in parts):
        return None
    dims = [p.dim if isinstance(p, Num) else None for p in parts]
    return Arr(t.dtype, tuple(fresh_dim() if d is None or (d.known or 0) < 0 else d for d in dims))


def _sizeless(t: Type) -> Type:
    return Num(t.kind, t.dtype) if isinstance(t, Num) else t


def _infer_len(t: Type) -> Type:
    dims = shape(t)
    return Num("int", None, dims[0]) if dims else INT


def _infer_elementwise(fn: Any, types: list[Type], guards: Guards) -> Type:
    if any(isinstance(t, Unbound) for t in types):
        return UNBOUND  # of a recursive call whose type is not known yet
    if any(isinstance(t, Either) for t in types):
        return _infer_alternatives(fn, types, guards)
    if all(t == INERT for t in types):
        return INERT
    if any(not isinstance(t, (Num, Arr)) for t in types):
        return UNKNOWN
    loose = any(isinstance(t, Num) and t.dtype == "any" for t in types)
    if loose:  # a Python number or a NumPy one: they differ beside single precision only
        if any(isinstance(t, Arr) and t.dtype not in ("float64", "complex128") for t in types):
            return UNKNOWN
        types = [
            Num(t.kind, None, t.dim) if isinstance(t, Num) and t.dtype == "any" else t
            for t in types
        ]
    result = _scalar_result(fn, types)
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


def _scalar_result(fn: Any, types: list[Type]) -> Num | None:
    """What a primitive gives for single elements."""
    bare: list[Type] = [Num(t.kind, t.dtype) if isinstance(t, Num) else Arr(t.dtype) for t in types]  # type: ignore[attr-defined]
    plain, numpy = (
        scalar_result(fn, tuple(settled(t, numpy) for t in bare)) for numpy in (False, True)
    )
    if not isinstance(plain, Num) or not isinstance(numpy, Num):
        return None
    return plain if plain.kind == numpy.kind == "bool" else join(plain, numpy)  # type: ignore[return-value]


def _infer_alternatives(fn: Any, types: list[Type], guards: Guards) -> Type:
    """What an elementwise primitive gives for each of what its operands may be, together."""
    ways = [(t.number, t.array) if isinstance(t, Either) else (t,) for t in types]
    made = [_infer_elementwise(fn, list(way), guards) for way in product(*ways)]
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


# ---- indexing ----


def _is_all(index: Any) -> bool:
    """Whether an index asks for what it is applied to, as a number."""
    return index is Ellipsis or (isinstance(index, tuple) and not index)


def infer_getitem(t: Type, index: Any, guards: Guards) -> Type:
    """The type of `x[index]`."""
    if any(isinstance(x.type, Unbound) for x in leaves(index)):
        return UNBOUND  # at an item of a list of which nothing is known yet
    if isinstance(t, Tup):
        return _infer_item(t, index)
    if isinstance(t, Lst):
        return t if isinstance(index, slice) else t.elem
    if isinstance(t, Unbound):
        return UNBOUND  # an item of a list of which nothing is known yet
    if isinstance(t, Num) and t.dtype is not None and _is_all(index):
        return t  # of a number of NumPy's
    if t == WORDS:
        return WORDS if isinstance(index, slice) else Opaque("str")
    if isinstance(t, Either) and _refuses_numbers(index):
        return infer_getitem(t.array, index, guards)
    if not isinstance(t, Arr):
        return UNKNOWN if isinstance(t, Unknown) else INERT if t == INERT else OPAQUE
    if t.shape is None:
        return UNKNOWN
    parts = expand_index(index, len(t.shape))
    if parts is None:
        return UNKNOWN
    dims = _indexed_dims(t.shape, parts, guards)
    if dims is None:
        return UNKNOWN
    stays = _has_array(parts) or _has_ellipsis(index)
    return Arr(t.dtype, dims) if dims or stays else element(t)


def _refuses_numbers(index: Any) -> bool:
    """Whether an index raises for a number: it asks for a place along an axis, and adds none."""
    parts = index if isinstance(index, tuple) else (index,)
    return bool(parts) and all(isinstance(p, slice) or is_integer(p) for p in parts)


def _has_ellipsis(index: Any) -> bool:
    """Whether an index gives an array also where no axis is left."""
    return any(part is Ellipsis for part in (index if isinstance(index, tuple) else (index,)))


def _infer_item(t: Tup, index: Any) -> Type:
    """The type of an item, or of a part, of a tuple."""
    if isinstance(index, int) and -len(t.items) <= index < len(t.items):
        return t.items[index]
    if isinstance(index, slice) and not list(leaves(index)):
        return Tup(t.items[index])
    if is_integer(index) and t.items and all(isinstance(item, Num) for item in t.items):
        return reduce(join, map(_sizeless, t.items))
    return UNKNOWN


def _has_array(parts: list[Any]) -> bool:
    return any(isinstance(type_of(p), Arr) or isinstance(p, list) for p in parts)


def element(t: Arr) -> Num:
    """The type of one element."""
    made = type_of_scalar(np.dtype(t.dtype).type(0))
    assert isinstance(made, Num)
    return made


def is_integer(part: Any) -> bool:
    """Whether a part of an index is a single integer."""
    t = type_of(part)
    return isinstance(t, Num) and t.kind == "int"


def expand_index(index: Any, ndim: int) -> list[Any] | None:
    """One part per axis: ellipsis spelled out, missing axes filled; None if that cannot be told."""
    parts = list(index) if isinstance(index, tuple) else [index]
    taken = 0
    for part in parts:
        t = type_of(part)
        if part is None or part is Ellipsis:
            continue
        if isinstance(part, (slice, list)) or is_integer(part):
            taken += 1
        elif isinstance(t, Arr) and t.shape is not None:
            taken += len(t.shape) if t.dtype == "bool" else 1
        else:
            return None
    fill = [slice(None)] * (ndim - taken)
    at = next((i for i, p in enumerate(parts) if p is Ellipsis), None)
    if at is None:
        return parts + fill
    return parts[:at] + fill + parts[at + 1 :]


def is_basic(index: Any) -> bool:
    """Whether an index surely gives a view or an element: integers, slices, None, ellipsis."""
    parts = index if isinstance(index, tuple) else (index,)
    return all(p is None or p is Ellipsis or isinstance(p, slice) or is_integer(p) for p in parts)


def _indexed_dims(
    dims: tuple[Dim, ...], parts: list[Any], guards: Guards
) -> tuple[Dim, ...] | None:
    if _has_array(parts):
        return _advanced_dims(dims, parts, guards)
    out, axis = [], 0
    for part in parts:
        if part is None:
            out.append(Dim(1))
            continue
        if isinstance(part, slice):
            out.append(_slice_dim(dims[axis], part, guards))
        axis += 1
    return tuple(out)


def _advanced_dims(
    dims: tuple[Dim, ...], parts: list[Any], guards: Guards
) -> tuple[Dim, ...] | None:
    shapes: list[tuple[Dim, ...] | None] = []
    places, kept, axis, masks = [], [], 0, 0
    for place, part in enumerate(parts):
        t = type_of(part)
        if part is None:
            kept.append((place, Dim(1)))
            continue
        if isinstance(part, slice):
            kept.append((place, _slice_dim(dims[axis], part, guards)))
            axis += 1
            continue
        places.append(place)
        if isinstance(part, list):
            shapes.append((Dim(len(part)),) if all(is_integer(p) for p in part) else None)
            axis += 1
        elif isinstance(t, Arr) and t.dtype == "bool":
            assert t.shape is not None
            masks += 1
            shapes.append((fresh_dim("m"),))
            axis += len(t.shape)
        else:
            shapes.append(t.shape if isinstance(t, Arr) else ())
            axis += 1
    joint = (
        shapes[0] if masks and len(shapes) == 1 else (None if masks else broadcast(shapes, guards))
    )
    if joint is None:
        return None
    contiguous = places == list(range(places[0], places[-1] + 1))
    before = [d for place, d in kept if contiguous and place < places[0]]
    after = [d for place, d in kept if not (contiguous and place < places[0])]
    return (*before, *joint, *after)


def _bound(x: Any, size: Dim, guards: Guards) -> Dim | None:
    """A slice bound as a distance from the start."""
    t = type_of(x)
    dim = t.dim if isinstance(t, Num) else None
    if dim is None:
        return None
    if dim.known is not None and dim.known < 0:
        return size + dim if guards.at_least(size, -dim.known) is not False else None
    if dim.known is not None and guards.at_least(size, dim.known) is not True:
        return None
    return dim


def _slice_dim(size: Dim, part: slice, guards: Guards) -> Dim:
    if part.step not in (None, 1, -1):
        return _strided_dim(size, part)
    if part.step == -1:
        return size if part.start is None and part.stop is None else fresh_dim()
    start = Dim() if part.start is None else _bound(part.start, size, guards)
    stop = size if part.stop is None else _bound(part.stop, size, guards)
    if start is None or stop is None:
        return fresh_dim()
    return stop - start


def _strided_dim(size: Dim, part: slice) -> Dim:
    bounds = (part.start, part.stop, part.step)
    if size.known is None or any(isinstance(b, Value) for b in bounds):
        return fresh_dim()
    return Dim(len(range(size.known)[part]))


# ---- trial ----


def _infer_by_trial(
    fn: Any, args: tuple[Any, ...], kwargs: dict[str, Any], guards: Guards | None = None
) -> Type:
    """Sizes are tried apart; with `guards`, sizes that are equal in the call at hand are equal, and guarded so."""
    operands = [v.type for v in leaves((args, kwargs))]
    if any(isinstance(t, Unbound) for t in operands):
        return UNBOUND
    if any(
        isinstance(t, Unknown) or (isinstance(t, Lst) and not _is_plain_list(t)) for t in operands
    ):
        return UNKNOWN
    if fn in _DATA_SHAPED or (
        fn in _BINNED and any(isinstance(x, str) for x in (*args, *kwargs.values()))
    ):
        return UNKNOWN
    if any(isinstance(t, Arr) and t.shape is None for t in operands):
        return UNKNOWN
    if any(isinstance(t, Num) and t.dtype == "any" for t in operands):
        return UNKNOWN
    if any(isinstance(t, Opaque) or (isinstance(t, Tup) and not _is_shape(t)) for t in operands):
        return UNKNOWN
    trial = _Trial(fn, args, kwargs, guards)
    made = trial.infer()
    if all(settled(t, True) == t for t in operands):
        return made
    return _one_of(made, replace(trial, numpy=True).infer())


def _one_of(a: Type, b: Type) -> Type:
    """The type of what was tried with Python's numbers and with NumPy's own."""
    if isinstance(a, Tup) and isinstance(b, Tup) and len(a.items) == len(b.items):
        return Tup(tuple(_one_of(p, q) for p, q in zip(a.items, b.items, strict=True)))
    if isinstance(a, Num) and isinstance(b, Num):
        return join(a, b)
    same = isinstance(a, Arr) and isinstance(b, Arr) and a.dtype == b.dtype
    return a if same else UNKNOWN


@dataclass(frozen=True)
class _Trial:
    """A call tried on small operands; `numpy`: numbers of the dtype `default` are NumPy's."""

    fn: Any
    args: tuple[Any, ...]
    kwargs: dict[str, Any]
    guards: Guards | None
    numpy: bool = False

    def infer(self) -> Type:
        """The type of the result, as far as several sizes tell it."""
        operands = list(leaves((self.args, self.kwargs)))
        dims = {v: (fresh_dim(),) if _is_free(v.type) else _dims(v.type) for v in operands}
        symbols = sorted(
            {s for ds in dims.values() for d in ds for s, _ in d.terms}, key=lambda s: s.serial
        )
        known = {d.const for v in operands for d in shape(v.type) or () if not d.terms}
        if self.guards is not None:
            dims = _pinned(dims, symbols, known, self.guards)
            symbols = [s for s in symbols if s.hint not in known]
        found = self.infer_at(symbols, dims)
        if isinstance(found, Unknown) and self.guards is not None:
            return self.infer_rank(symbols, dims, known)
        return found

    def infer_rank(
        self, symbols: list[Symbol], dims: dict[Value, tuple[Dim, ...]], known: set[int]
    ) -> Type:
        """The type without sizes, where those of which nothing is known have to agree with others."""
        hints = {s.hint for s in symbols if s.hint is not None}
        if all(s.hint is not None for s in symbols):
            return UNKNOWN
        for size in sorted({*known, *hints, 5} - {0, 1}):
            one = self.result({s: s.hint or size for s in symbols}, dims, True)
            if one is not None:
                many = isinstance(one[0], (tuple, list)) and self.counts_are_free(dims)
                return UNKNOWN if many else _without_sizes(one[0])
        return UNKNOWN

    def counts_are_free(self, operands: dict[Value, Any]) -> bool:
        """Whether an operand may say how many things there are in the result, as the sections of a split do."""
        return any(
            _is_free(v.type)
            or isinstance(v.type, Lst)
            or (isinstance(v.type, Arr) and np.dtype(v.type.dtype).kind in "iu")
            for v in operands
        )

    def infer_at(self, symbols: list[Symbol], dims: dict[Value, tuple[Dim, ...]]) -> Type:
        """The type of the result, its sizes found by moving one size after the other."""
        heads = _heads(symbols, self.guards)
        schemes = _size_schemes(symbols, heads)
        for clipped, (step, first, second) in product((False, True), schemes):
            one = self.result(first, dims, clipped)
            if one is None:
                continue
            moved = {
                h: self.result(_moved(first, heads, h, step), dims, clipped)
                for h in dict.fromkeys(heads.values())
            }
            two = self.result(second, dims, clipped) if symbols else one
            if two is None or any(m is None for m in moved.values()):
                continue
            trials = [(h, m[0]) for h, m in moved.items() if m is not None]
            return _match(one[0], two[0], trials, first, second, step)
        return UNKNOWN

    def result(
        self, sizes: dict[Symbol, int], dims: dict[Value, tuple[Dim, ...]], clipped: bool
    ) -> tuple[Any] | None:
        """What the call gives at these sizes, None if it refuses them; negative ones are refused, or taken as zero."""

        def dummy(value: Value) -> Any:
            found = [_size(d, sizes) for d in dims[value]]
            return _dummy(settled(value.type, self.numpy), found, clipped)

        try:
            with np.errstate(all="ignore"):
                return (self.fn(*rebuild(self.args, dummy), **rebuild(self.kwargs, dummy)),)
        except Exception:  # what it refuses at these sizes it may take at others
            return None


LARGEST = 300_000  # elements of an array that a primitive is tried on


def _moved(
    sizes: dict[Symbol, int], heads: dict[Symbol, Symbol], head: Symbol, step: int
) -> dict[Symbol, int]:
    """The sizes with one of them larger."""
    return {s: n + step if heads[s] is head else n for s, n in sizes.items()}


def _size_schemes(
    symbols: list[Symbol], heads: dict[Symbol, Symbol]
) -> list[tuple[int, dict[Symbol, int], dict[Symbol, int]]]:
    """Two sizes for each symbol, in several ways: rising, falling (where sizes are subtracted), and easy to divide."""
    place = {s: symbols.index(heads[s]) for s in symbols}
    last = len(symbols)
    rising = ({s: 5 + 2 * i for s, i in place.items()}, {s: 8 + 3 * i for s, i in place.items()})
    falling = (
        {s: 5 + 4 * (last - i) ** 2 for s, i in place.items()},
        {s: 8 + 5 * (last - i) ** 2 for s, i in place.items()},
    )
    even = (
        {s: 60 * (2 + i) for s, i in place.items()},
        {s: 60 * (5 + 2 * i) for s, i in place.items()},
    )
    return [(4, *rising), (4, *falling), (60, *even)] if symbols else [(4, *rising)]


def _heads(symbols: list[Symbol], guards: Guards | None) -> dict[Symbol, Symbol]:
    """The symbol that stands for each: itself, or the first of those of one size."""
    if guards is None:
        return {s: s for s in symbols}
    found: dict[int, Symbol] = {}
    heads = {}
    for s in symbols:
        heads[s] = s if s.hint is None else found.setdefault(s.hint, s)
        if heads[s] is not s:
            difference = Dim(0, ((s, 1),)) - Dim(0, ((heads[s], 1),))
            guards.facts[("equals 0", difference)] = True
    return heads


def _pinned(
    dims: dict[Value, tuple[Dim, ...]], symbols: list[Symbol], known: set[int], guards: Guards
) -> dict[Value, tuple[Dim, ...]]:
    """Sizes that are those of another operand in the call at hand become these numbers, and are guarded so."""
    out = dims
    for s in symbols:
        if s.hint in known and s.hint is not None:
            mine, number = Dim(0, ((s, 1),)), Dim(s.hint)
            guards.facts[("equals 0", mine - number)] = True
            out = {v: tuple(_put(d, s, s.hint) for d in ds) for v, ds in out.items()}
    return out


def _put(dim: Dim, symbol: Symbol, number: int) -> Dim:
    """An expression with a number in place of a symbol."""
    factor = dict(dim.terms).get(symbol, 0)
    return dim - Dim(0, ((symbol, 1),)).scaled(factor) + Dim(number * factor)


def _without_sizes(x: Any) -> Type:
    """The type of a result of which only kind and rank are known."""
    if isinstance(x, (tuple, list)):
        return Tup(tuple(map(_without_sizes, x)))
    if isinstance(x, np.ndarray):
        return Arr(x.dtype.name, tuple(fresh_dim() for _ in x.shape))
    return type_of_scalar(x)


_NUMPY = {obj for name, obj in vars(np).items() if callable(obj) and not name.startswith("_")}


def _is_plain_list(t: Lst) -> bool:
    """Whether a list's items are numbers or arrays of known rank."""
    return (isinstance(t.elem, Num) and t.elem.dtype != "any") or (
        isinstance(t.elem, Arr) and t.elem.shape is not None
    )


def _is_shape(t: Tup) -> bool:
    """Whether a tuple holds integers only, as `x.shape` does."""
    return all(isinstance(item, Num) and item.kind == "int" for item in t.items)


def _dims(t: Type) -> tuple[Dim, ...]:
    if isinstance(t, Tup):
        return tuple(item.dim or fresh_dim() for item in t.items)  # type: ignore[attr-defined]
    if isinstance(t, Lst):
        return (fresh_dim(), *(shape(t.elem) or ()))
    if isinstance(t, Num):
        return (t.dim,) if t.dim is not None else ()
    return shape(t) or ()


def _size(dim: Dim, sizes: dict[Symbol, int]) -> int:
    return dim.const + sum(sizes[s] * f for s, f in dim.terms)


def _is_free(t: Type) -> bool:
    return isinstance(t, Num) and t.kind == "int" and t.dim is None


def _dummy(t: Type, sizes: list[int], clipped: bool) -> Any:
    """An operand of a type, to try a primitive on."""
    if not clipped and not isinstance(t, Num) and min(sizes, default=0) < 0:
        raise ValueError("there are no negative sizes")
    if isinstance(t, Tup):
        return tuple(sizes)
    if prod(max(n, 0) for n in sizes) > LARGEST and not isinstance(t, Num):
        raise ValueError("too large to try")
    if isinstance(t, Lst):
        count, *inner = sizes
        item = np.ones(inner, t.elem.dtype) if isinstance(t.elem, Arr) else sample(t.elem)
        return [item] * count
    if isinstance(t, Arr):
        return _regular(np.ones([max(n, 0) for n in sizes], t.dtype))
    assert isinstance(t, Num)
    if t.kind == "int":
        return sizes[0]
    if t.kind == "bool":
        return True
    return 0.5 if t.dtype is None else np.dtype(t.dtype).type(0.5)


def _regular(ones: Any) -> Any:
    """Ones, as matrices that are positive definite where they are square and may have to be solved with."""
    if ones.ndim < 2 or ones.dtype.kind not in "fc":
        return ones
    return ones + np.eye(*ones.shape[-2:], dtype=ones.dtype)


def _match(
    one: Any,
    two: Any,
    trials: list[tuple[Symbol, Any]],
    first: dict[Symbol, int],
    second: dict[Symbol, int],
    step: int,
) -> Type:
    if isinstance(one, (tuple, list)):
        others = [two, *(t for _, t in trials)]
        if any(type(o) is not type(one) or len(o) != len(one) for o in others):
            return UNKNOWN
        parts = [
            (a, b, [(s, t[i]) for s, t in trials])
            for i, (a, b) in enumerate(zip(one, two, strict=True))
        ]
        return Tup(tuple(_match(a, b, t, first, second, step) for a, b, t in parts))
    if not isinstance(one, np.ndarray):
        return type_of_scalar(one)
    if any(getattr(o, "ndim", -1) != one.ndim for o in [two, *(t for _, t in trials)]):
        return UNKNOWN
    dims = []
    for axis in range(one.ndim):
        moved = [(s, t.shape[axis]) for s, t in trials]
        dims.append(_match_dim(one.shape[axis], two.shape[axis], moved, first, second, step))
    return Arr(one.dtype.name, tuple(dims))


def _match_dim(
    a: int,
    b: int,
    moved: list[tuple[Symbol, int]],
    first: dict[Symbol, int],
    second: dict[Symbol, int],
    step: int,
) -> Dim:
    """The size that was `a` and then `b` as an affine expression over the symbols, if it is one."""
    terms = []
    for s, c in moved:
        factor, rest = divmod(c - a, step)
        if rest:
            return fresh_dim()
        if factor:
            terms.append((s, factor))
    const = a - sum(first[s] * f for s, f in terms)
    if const + sum(second[s] * f for s, f in terms) != b:
        return fresh_dim()
    return Dim(const) + Dim(0, tuple(sorted(terms, key=lambda pair: pair[0].serial)))
