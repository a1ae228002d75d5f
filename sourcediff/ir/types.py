"""What is known of a value: its kind, dtype, rank and symbolic sizes. Types simplify, they never decide."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

import numpy as np

from sourcediff.ir.sizes import Dim, fresh_dim


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
MIXED = Opaque("mixed")  # a container on one path, a number or array on another
UNBOUND = Unbound()
DEFAULTS = {"bool": "bool", "int": "int64", "float": "float64", "complex": "complex128"}


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


def is_typed(t: Type) -> bool:
    """Whether a value is a number, an array of known dtype, or one or the other."""
    return isinstance(t, (Num, Arr, Either))


def is_fixed(t: Type) -> bool:
    """Whether a value of a type stays what it is, whatever is done with it."""
    return not isinstance(t, Opaque) or t.name in ("str", "bytes", "NoneType", "bool", "int")


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


def may_be_none(t: Type) -> bool:
    """Whether a value is None on some path that is followed."""
    return isinstance(t, Maybe) or (isinstance(t, Opaque) and t == NONE)


def something_of(t: Type) -> Type:
    """What a value is where it is not None."""
    return t.something if isinstance(t, Maybe) else UNBOUND if t == NONE else t


def number_of(t: Type) -> Num | None:
    """What a value is where it is a number."""
    return t.number if isinstance(t, Either) else t if isinstance(t, Num) else None


def array_of(t: Type) -> Arr | None:
    """What a value is where it is an array."""
    return t.array if isinstance(t, Either) else t if isinstance(t, Arr) else None


def shadow_type(t: Type) -> Type:
    """The type of zeros to be added to in place, which are an array beside a number too."""
    if isinstance(t, Num):
        return Arr(DEFAULTS[t.kind], ())
    return Arr(t.array.dtype) if isinstance(t, Either) else t


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


def varies(t: Arr) -> bool:
    """Whether a size differs from turn to turn of a loop."""
    return any(map(_is_loose, t.shape or ()))


def of_another_turn(t: Arr) -> Arr:
    """The type of an array of another turn of a loop: sizes that differ from turn to turn are others."""
    if t.shape is None or not varies(t):
        return t
    return Arr(t.dtype, tuple(fresh_dim(loose=True) if _is_loose(d) else d for d in t.shape))


def _is_loose(dim: Dim) -> bool:
    return any(symbol.loose for symbol, _ in dim.terms)
