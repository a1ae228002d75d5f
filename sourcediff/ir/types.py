"""What is known of a value: its kind, dtype, rank and symbolic sizes. Types simplify, they never decide."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from functools import lru_cache
from itertools import count
from typing import Any

import numpy as np


@dataclass(eq=False, slots=True)
class Symbol:
    """A size not known until run time; `hint` is its value in the call that is specialized for."""

    name: str
    hint: int | None = None
    serial: int = field(default_factory=count().__next__)
    loose: bool = False


@dataclass(frozen=True, slots=True)
class Dim:
    """A size or integer as an affine expression over symbols."""

    const: int = 0
    terms: tuple[tuple[Symbol, int], ...] = ()

    def __add__(self, other: Dim) -> Dim:
        terms = dict(self.terms)
        for symbol, factor in other.terms:
            terms[symbol] = terms.get(symbol, 0) + factor
        kept = sorted(((s, f) for s, f in terms.items() if f), key=lambda pair: pair[0].serial)
        return Dim(self.const + other.const, tuple(kept))

    def scaled(self, factor: int) -> Dim:
        """The expression times an integer."""
        if factor == 0:
            return Dim()
        return Dim(self.const * factor, tuple((s, f * factor) for s, f in self.terms))

    def __sub__(self, other: Dim) -> Dim:
        return self + other.scaled(-1)

    @property
    def known(self) -> int | None:
        """The number, if it is one."""
        return None if self.terms else self.const

    @property
    def hint(self) -> int | None:
        """The value in the call that is specialized for, if every symbol has one."""
        total = self.const
        for symbol, factor in self.terms:
            if symbol.hint is None:
                return None
            total += symbol.hint * factor
        return total


class Type:
    """Base of all types."""

    __slots__ = ()


@dataclass(frozen=True, slots=True)
class Num(Type):
    """A scalar: a Python number (`dtype` None) or a NumPy one; `dim` is what is known of an integer.

    The dtype `default` is either of Python's and NumPy's own (float64 for floats), `any` may be single precision too.
    """

    kind: str
    dtype: str | None = None
    dim: Dim | None = field(default=None, compare=False)


@dataclass(frozen=True, slots=True)
class Arr(Type):
    """An `np.ndarray`; `shape` None: unknown rank."""

    dtype: str
    shape: tuple[Dim, ...] | None = None


@dataclass(frozen=True, slots=True)
class Tup(Type):
    """A tuple whose structure is known, but which exists at run time (`x.shape`)."""

    items: tuple[Type, ...]


@dataclass(frozen=True, slots=True)
class Lst(Type):
    """A list of unknown length; `elem` is a template of types, `sites` the places of the program that make it."""

    elem: Any
    sites: frozenset[Any] = field(default=frozenset(), compare=False)


@dataclass(frozen=True, slots=True)
class Opaque(Type):
    """Any object that carries no derivative: strings, None, generators, files."""

    name: str = "object"


@dataclass(frozen=True, slots=True)
class Held(Opaque):
    """A dict, set, list or queue that exists at run time, and holds nothing that is differentiated.

    `key` is the type of a dict's keys, `item` that of what it holds, `sites` the places of the program that make it.
    """

    key: Any = None
    item: Any = None
    sites: frozenset[Any] = field(default=frozenset(), compare=False)


@dataclass(frozen=True, slots=True)
class Unknown(Type):
    """A number or an array of unknown dtype and shape."""


@dataclass(frozen=True, slots=True)
class Either(Unknown):
    """A number on some paths, an array on others. What asks for nothing more takes it as unknown."""

    number: Num
    array: Arr


@dataclass(frozen=True, slots=True)
class Maybe(Unknown):
    """None on some paths, on others `something`: a number, an array or either."""

    something: Type


@dataclass(frozen=True, slots=True)
class Tape(Type):
    """What a loop collects, one entry per turn."""

    elem: Type


@dataclass(frozen=True, slots=True)
class Unbound(Type):
    """A name that is not bound on this path."""


FLOAT = Num("float")
INT = Num("int")
BOOL = Num("bool")
UNKNOWN = Unknown()
WORDS = Opaque("list of str")
OPAQUE = Opaque()
INERT = Opaque(
    "inert"
)  # dates, matches and the like: what they give is such, or an inactive number
NONE = Opaque("NoneType")
UNBOUND = Unbound()

DEFAULTS = {"bool": "bool", "int": "int64", "float": "float64", "complex": "complex128"}
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


def is_numeric(t: Type) -> bool:
    """Whether a value can be calculated with."""
    return isinstance(t, (Num, Arr, Unknown))


def is_float(t: Type) -> bool:
    """Whether a value can carry a derivative."""
    if isinstance(t, Num):
        return t.kind in ("float", "complex")
    if isinstance(t, Arr):
        return np.dtype(t.dtype).kind in "fc"
    if isinstance(t, Maybe):
        return is_float(t.something)
    return isinstance(t, Unknown)


def is_complex(t: Type) -> bool:
    """Whether a value is surely complex."""
    if isinstance(t, Either):
        return is_complex(t.number) and is_complex(t.array)
    if isinstance(t, Maybe):
        return is_complex(t.something)
    if isinstance(t, Num):
        return t.kind == "complex"
    return isinstance(t, Arr) and np.dtype(t.dtype).kind == "c"


def is_real(t: Type) -> bool:
    """Whether a value is surely a number or array that is not complex."""
    return isinstance(t, (Num, Arr, Either)) and not is_complex(t) and t != UNKNOWN


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


def join(a: Type, b: Type, guards: Guards | None = None) -> Type:
    """The type of a value that comes from either of two places; with `guards`, sizes that agree now are one."""
    if isinstance(a, Lst) and isinstance(b, Lst):
        return Lst(join(a.elem, b.elem), a.sites | b.sites)
    if isinstance(a, Held) and isinstance(b, Held) and a.name == b.name:
        parts = join_inert(a.key, b.key), join_inert(a.item, b.item)
        return Held(a.name, *parts, a.sites | b.sites)
    if isinstance(a, Tup) and isinstance(b, Tup) and a == b:
        return Tup(tuple(join(p, q) for p, q in zip(a.items, b.items, strict=True)))
    if a == b:
        same_dim = not (isinstance(a, Num) and isinstance(b, Num) and a.dim != b.dim)
        return a if same_dim else replace(a, dim=None)  # type: ignore[type-var]
    if isinstance(a, Unbound):
        return b
    if isinstance(b, Unbound):
        return a
    if may_be_none(a) or may_be_none(b):
        return maybe(join(something_of(a), something_of(b), guards))
    if isinstance(a, Num) and isinstance(b, Num):
        return _join_numbers(a, b)
    if isinstance(a, Arr) and isinstance(b, Arr):
        shape = join_shapes(a.shape, b.shape, guards)
        return Arr(a.dtype, shape) if a.dtype == b.dtype else UNKNOWN
    if isinstance(a, Tape) and isinstance(b, Tape):
        return Tape(join(a.elem, b.elem))
    if _is_typed(a) and _is_typed(b):
        return either(
            joined_part(_join_numbers, number_of(a), number_of(b)),
            joined_part(lambda p, q: join(p, q, guards), array_of(a), array_of(b)),
        )
    if is_numeric(a) or is_numeric(b):
        return UNKNOWN
    return OPAQUE


def join_inert(a: Type, b: Type) -> Type:
    """The type of one of two things: where neither can have a derivative, what is made of both has none."""
    if isinstance(a, Tup) and isinstance(b, Tup) and len(a.items) == len(b.items):
        return Tup(tuple(join_inert(p, q) for p, q in zip(a.items, b.items, strict=True)))
    inert = not any(isinstance(t, Unbound) or carries(t) for t in (a, b))
    made = join(a, b)
    return OPAQUE if inert and carries(made) else made


def carries(t: Type) -> bool:
    """Whether a value of a type can hold something active."""
    if isinstance(t, (Lst, Tape)):
        return carries(t.elem)
    if isinstance(t, Tup):
        return any(carries(item) for item in t.items)
    return is_float(t) or isinstance(t, Unbound)


def surely_carries(t: Type) -> bool:
    """Whether what is known of a type says that a value of it can hold something active."""
    if isinstance(t, (Lst, Tape)):
        return surely_carries(t.elem)
    if isinstance(t, Tup):
        return any(map(surely_carries, t.items))
    return is_float(t)


def sites_in(t: Type) -> frozenset[Any]:
    """The places of the program that make the lists and dicts that are part of a type."""
    if isinstance(t, Tup):
        return frozenset().union(*map(sites_in, t.items))
    if isinstance(t, Lst):
        return t.sites | sites_in(t.elem)
    return t.sites | sites_in(t.key) | sites_in(t.item) if isinstance(t, Held) else frozenset()


def is_fixed(t: Type) -> bool:
    """Whether a value of a type stays what it is, whatever is done with it."""
    return not isinstance(t, Opaque) or t.name in ("str", "bytes", "NoneType", "bool", "int")


def may_be_none(t: Type) -> bool:
    """Whether a value is None on some path that is followed."""
    return t == NONE or isinstance(t, Maybe)


def something_of(t: Type) -> Type:
    """What a value is where it is not None."""
    return t.something if isinstance(t, Maybe) else UNBOUND if t == NONE else t


def maybe(something: Type) -> Type:
    """The type of a value that may be None as well."""
    if isinstance(something, Unbound):
        return NONE
    if isinstance(something, Num):
        return Maybe(replace(something, dim=None))
    if _is_typed(something):
        return Maybe(something)
    return UNKNOWN if isinstance(something, Unknown) else OPAQUE


def _is_typed(t: Type) -> bool:
    return isinstance(t, (Num, Arr, Either))


def number_of(t: Type) -> Num | None:
    """What a value is where it is a number."""
    return t.number if isinstance(t, Either) else t if isinstance(t, Num) else None


def array_of(t: Type) -> Arr | None:
    """What a value is where it is an array."""
    return t.array if isinstance(t, Either) else t if isinstance(t, Arr) else None


def joined_part(how: Callable[[Any, Any], Any], a: Type | None, b: Type | None) -> Any:
    """What two values are together where they are numbers, or arrays; None if neither ever is."""
    return how(a, b) if a is not None and b is not None else a if a is not None else b


def either(number: Num | None, array: Type | None) -> Type:
    """The type of a number, of an array of known rank, or of what may be either."""
    if array is None or number is None:
        return array or number or UNKNOWN
    if not isinstance(array, Arr) or array.shape is None:
        return UNKNOWN
    return Either(replace(number, dim=None), array)


def shadow_type(t: Type) -> Type:
    """The type of zeros to be added to in place, which are an array beside a number too."""
    if isinstance(t, Num):
        return Arr(DEFAULTS[t.kind], ())
    return Arr(t.array.dtype) if isinstance(t, Either) else t


def _join_numbers(a: Num, b: Num) -> Num:
    order = ("bool", "int", "float", "complex")
    kind = max(a.kind, b.kind, key=order.index)
    if a.dtype == b.dtype and a.kind == b.kind:
        return Num(kind, a.dtype)
    if a.dtype is None and b.dtype is None:
        return Num(kind)
    return Num(kind, "default" if _is_default(a) and _is_default(b) else "any")


def _is_default(t: Num) -> bool:
    """Whether a number has the precision that NumPy gives a Python number."""
    return t.dtype in (None, "default", DEFAULTS[t.kind])


def settled(t: Type, numpy: bool) -> Type:
    """The type with every `default` decided: all of them NumPy's numbers, or all of them Python's."""
    if isinstance(t, Num) and t.dtype == "default":
        return replace(t, dtype=DEFAULTS[t.kind] if numpy else None)
    return replace(t, elem=settled(t.elem, numpy)) if isinstance(t, Lst) else t


def join_shapes(
    a: tuple[Dim, ...] | None, b: tuple[Dim, ...] | None, guards: Guards | None = None
) -> tuple[Dim, ...] | None:
    """Sizes that agree are kept; one that differs becomes a new symbol."""
    if a is None or b is None or len(a) != len(b):
        return None
    unify = (lambda p, q: None) if guards is None else guards.unify
    return tuple(p if p == q else unify(p, q) or fresh_dim() for p, q in zip(a, b, strict=True))


def fresh_dim(name: str = "n", loose: bool = False) -> Dim:
    """A size of which nothing is known; a loose one differs from turn to turn of a loop."""
    return Dim(0, ((Symbol(name, loose=loose), 1),))


def varies(t: Arr) -> bool:
    """Whether a size differs from turn to turn of a loop."""
    return any(symbol.loose for dim in t.shape or () for symbol, _ in dim.terms)


def rank(t: Type) -> int | None:
    """The number of axes, None if unknown."""
    if isinstance(t, Num):
        return 0
    if isinstance(t, Arr) and t.shape is not None:
        return len(t.shape)
    return None


def shape(t: Type) -> tuple[Dim, ...] | None:
    """The shape of a number or array, None if unknown."""
    if isinstance(t, Num):
        return ()
    return t.shape if isinstance(t, Arr) else None


def same_shape(a: Type, b: Type) -> bool:
    """Whether two values surely have one shape."""
    return shape(a) is not None and shape(a) == shape(b)


@dataclass
class Guards:
    """What the emitted text relies on: facts about sizes, found true in the call at hand."""

    facts: dict[tuple[str, Dim], bool] = field(default_factory=dict)

    def is_one(self, dim: Dim) -> bool | None:
        """Whether a size is 1; asked of an argument's size, the answer becomes a guard."""
        if dim.known is not None:
            return dim.known == 1
        if dim.hint is None:
            return None
        answer = dim.hint == 1
        self.facts[("one", dim)] = answer
        return answer

    def unify(self, a: Dim, b: Dim) -> Dim | None:
        """The one size that two are in the call at hand, which becomes a guard; None if they differ or are not known."""
        if a == b:
            return a
        if a.hint is None or a.hint != b.hint:
            return None
        self.facts[("equals 0", a - b)] = True
        return b if b.known is not None else a

    def agree(self, a: Type, b: Type) -> bool:
        """Whether two values have one shape in the call at hand, which becomes a guard."""
        p, q = shape(a), shape(b)
        if p is None or q is None or len(p) != len(q):
            return False
        if any(x != y and (x.hint is None or x.hint != y.hint) for x, y in zip(p, q, strict=True)):
            return False
        return all(self.unify(x, y) is not None for x, y in zip(p, q, strict=True))

    def at_least(self, dim: Dim, least: int) -> bool | None:
        """Whether a size is at least a number."""
        if dim.known is not None:
            return dim.known >= least
        if dim.hint is None:
            return None
        answer = dim.hint >= least
        self.facts[(f"least {least}", dim)] = answer
        return answer


def broadcast(shapes: list[tuple[Dim, ...] | None], guards: Guards) -> tuple[Dim, ...] | None:
    """The broadcast shape, None where it cannot be known."""
    if any(s is None for s in shapes):
        return None
    known = [s for s in shapes if s is not None]
    if all(s == known[0] for s in known):
        return known[0]
    width = max(map(len, known))
    out = []
    for axis in range(width):
        dims = [s[axis - width + len(s)] for s in known if axis - width + len(s) >= 0]
        dim = _broadcast_dim(dims, guards)
        out.append(fresh_dim() if dim is None else dim)
    return tuple(out)


def _broadcast_dim(dims: list[Dim], guards: Guards) -> Dim | None:
    if all(d == dims[0] for d in dims):
        return dims[0]
    if all(d.known is None and d.hint is not None and d.hint == dims[0].hint for d in dims):
        for dim in dims:
            guards.unify(dims[0], dim)  # that they agree is all that is asked, of sizes of 1 too
        return dims[0]
    wide = []
    for dim in dims:
        one = guards.is_one(dim)
        if one is None:
            return None
        if not one:
            wide.append(dim)
    if not wide:
        return Dim(1)
    numbers = [d for d in wide if d.known is not None]
    return (numbers or wide)[0]


def forget_symbols(t: Type, since: int) -> Type:
    """The type without sizes that were named since a serial number: they mean another number each turn."""
    if isinstance(t, Num):
        stale = t.dim is not None and any(s.serial >= since or s.loose for s, _ in t.dim.terms)
        return replace(t, dim=None) if stale else t
    if isinstance(t, Arr) and t.shape is not None:
        dims = (
            fresh_dim() if any(s.serial >= since or s.loose for s, _ in d.terms) else d
            for d in t.shape
        )
        return Arr(t.dtype, tuple(dims))
    if isinstance(t, (Lst, Tape)):
        return replace(t, elem=forget_symbols(t.elem, since))
    if isinstance(t, Held):
        return replace(t, key=forget_symbols(t.key, since), item=forget_symbols(t.item, since))
    if isinstance(t, Either):
        array = forget_symbols(t.array, since)
        return replace(t, array=array) if isinstance(array, Arr) else UNKNOWN
    if isinstance(t, Maybe):
        return maybe(forget_symbols(t.something, since))
    if isinstance(t, Tup):
        return Tup(tuple(forget_symbols(item, since) for item in t.items))
    return t


def next_serial() -> int:
    """A serial number that every later symbol exceeds."""
    return Symbol("mark").serial
