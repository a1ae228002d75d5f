"""What an expression can be while a function is lowered: a run-time value, a literal, or a thing known now.

Tuples, lists, dicts, functions and objects whose structure is known are followed here and cost nothing at run time;
they become literals in the text only where they are passed on.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any

from sourcediff.ir.core import Value


@dataclass(frozen=True)
class Static:
    """An object of the user's environment: a function, a module, a class."""

    obj: Any
    text: str = ""

    def __hash__(self) -> int:
        return id(self.obj)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Static) and other.obj is self.obj


class _Undefined:
    def __repr__(self) -> str:
        return "undefined"


UNDEFINED: Any = _Undefined()


@dataclass(eq=False)
class Frame:
    """The names of one call; `parent` is the frame that a nested function was defined in."""

    source: Any
    parent: Frame | None = None
    locals: frozenset[str] = frozenset()
    nonlocals: frozenset[str] = frozenset()
    label: str = ""
    captured: bool = False
    is_comprehension: bool = False


@dataclass(eq=False)
class ListObj:
    """A list whose length is known; its items are slots 0, 1, ... and `#` of the state."""

    site: Any


@dataclass(eq=False)
class DictObj:
    """A dict whose keys are known; its values are slots of the state, `#` the tuple of keys."""

    site: Any
    source: Value | None = None


class SetObj(DictObj):
    """A set whose elements are known: the keys of a dict without values."""


@dataclass(eq=False)
class Instance:
    """An object whose attributes are followed: made inside (slots of the state) or an argument.

    `remade` says that it is its fields and nothing else, as the gradient of an argument is.
    """

    cls: type
    source: Value | None = None
    example: Any = None
    remade: bool = False


@dataclass(frozen=True, eq=False)
class Closure:
    """A nested function or lambda, with the frame it was made in."""

    node: Any
    frame: Frame
    defaults: tuple[Any, ...] = ()
    kw_defaults: tuple[Any, ...] = ()
    name: str = "lambda"


@dataclass(frozen=True, eq=False)
class Bound:
    """A method with the object it is bound to."""

    owner: Any
    name: str
    fn: Any = None


@dataclass(frozen=True, eq=False)
class Super:
    """`super()`: an object whose attributes are looked for in the classes after one of its own."""

    owner: Any
    after: type

    def find(self, name: str) -> Any:
        """The attribute as the next class has it, None if none has it."""
        cls = self.owner.cls if isinstance(self.owner, Instance) else self.owner.obj
        order = cls.__mro__
        for one in order[order.index(self.after) + 1 :]:
            if name in vars(one):
                return vars(one)[name]
        return None


@dataclass(frozen=True, eq=False)
class Partial:
    """`functools.partial` of something followed."""

    fn: Any
    args: tuple[Any, ...]
    kwargs: dict[str, Any]


LAZY = ("map", "view")  # what calls a function for each item when its turn comes


@dataclass(frozen=True, eq=False)
class Iter:
    """An iterable made by range, enumerate, zip, reversed, map, iter or a view of a dict."""

    kind: str
    parts: tuple[Any, ...]

    @property
    def is_iterator(self) -> bool:
        """Whether it is used up by what reads it first."""
        return self.kind in ("enumerate", "zip", "reversed", "iterator", "map")


class View(tuple[Any, ...]):
    """A view of a dict that is followed: what it gave when it was made, and of what; reading it asks again."""

    owner: Any
    name: str

    def __new__(cls, owner: Any, name: str, items: Iterable[Any]) -> View:
        """Make the view `owner.name()`."""
        made = super().__new__(cls, items)
        made.owner, made.name = owner, name
        return made


@dataclass(frozen=True, eq=False)
class Choice:
    """One of several things, chosen at run time: `options[which]`; `which` is an integer, or the test of two."""

    which: Any
    options: tuple[Any, ...]


@dataclass(frozen=True, eq=False)
class Poison:
    """A name whose value cannot be followed; using it is an error with this reason."""

    why: str
    instead: str = ""


@dataclass
class State:
    """Everything that statements can change, as slots: (frame or object, name or key) -> what it is.

    `begun` is what the slots of objects from outside hold until something else is put there.
    """

    slots: dict[tuple[Any, Any], Any] = field(default_factory=dict)
    dead: bool = False
    begun: dict[tuple[Any, Any], Any] = field(default_factory=dict)

    def copy(self) -> State:
        """A snapshot."""
        return State(dict(self.slots), self.dead, self.begun)

    def get(self, owner: Any, key: Any) -> Any:
        """What a slot holds, `UNDEFINED` if it holds nothing."""
        return self.at((owner, key))

    def at(self, slot: tuple[Any, Any]) -> Any:
        """What a slot holds, `UNDEFINED` if it holds nothing."""
        found = self.slots.get(slot, UNDEFINED)
        return self.begun.get(slot, UNDEFINED) if found is UNDEFINED else found

    def keys_of(self, owner: Any) -> list[Any]:
        """The keys of an owner's slots."""
        return list(dict.fromkeys(k for o, k in (*self.begun, *self.slots) if o is owner))

    def set(self, owner: Any, key: Any, x: Any) -> None:
        """Put something in a slot."""
        self.slots[(owner, key)] = x


def same(a: Any, b: Any) -> bool:
    """Whether two abstract values are surely the same."""
    if a is b:
        return True
    if isinstance(a, View) or isinstance(b, View):
        return is_view_of(a, b)
    if isinstance(a, tuple) and isinstance(b, tuple):
        return len(a) == len(b) and all(same(p, q) for p, q in zip(a, b, strict=True))
    if isinstance(a, Static) and isinstance(b, Static):
        return a.obj is b.obj
    if is_literal(a) and is_literal(b):
        return type(a) is type(b) and (a == b) and repr(a) == repr(b)
    if isinstance(a, Bound) and isinstance(b, Bound):
        return same(a.owner, b.owner) and a.name == b.name
    if isinstance(a, Closure) and isinstance(b, Closure):
        defaults = (a.defaults, a.kw_defaults), (b.defaults, b.kw_defaults)
        return a.node is b.node and a.frame is b.frame and same(*defaults)
    if isinstance(a, Choice) and isinstance(b, Choice):
        return same((a.which, a.options), (b.which, b.options))
    return False


def is_view_of(a: Any, b: Any) -> bool:
    """Whether two things are views of one dict, of one kind."""
    views = isinstance(a, View) and isinstance(b, View)
    return views and a.owner is b.owner and a.name == b.name


def is_tuple(x: Any) -> bool:
    """Whether something is a tuple; a view of a dict is not."""
    return isinstance(x, tuple) and not isinstance(x, View)


def is_immutable(x: Instance) -> bool:
    """Whether an object's attributes stay as they were made."""
    params = getattr(x.cls, "__dataclass_params__", None)
    return issubclass(x.cls, tuple) or (params is not None and params.frozen)


def map_parts(x: Any, change: Callable[[Any], Any]) -> Any:
    """An abstract value that cannot be changed with its parts replaced; anything else as it is."""
    if isinstance(x, View):
        return View(change(x.owner), x.name, x)
    if isinstance(x, tuple):
        return tuple([change(part) for part in x])
    if isinstance(x, slice):
        return slice(change(x.start), change(x.stop), change(x.step))
    if isinstance(x, Partial):
        named = {k: change(v) for k, v in x.kwargs.items()}
        return Partial(change(x.fn), map_parts(x.args, change), named)
    if isinstance(x, Closure):
        defaults = map_parts(x.defaults, change), map_parts(x.kw_defaults, change)
        return Closure(x.node, x.frame, *defaults, x.name)
    if isinstance(x, Bound):
        return Bound(change(x.owner), x.name, x.fn)
    if isinstance(x, Iter):
        return Iter(x.kind, map_parts(x.parts, change))
    if isinstance(x, Choice):
        return Choice(change(x.which), map_parts(x.options, change))
    return x


def parts_of(x: Any) -> list[Any]:
    """The parts of an abstract value that cannot be changed."""
    found: list[Any] = []
    map_parts(x, found.append)
    return found


def is_object(x: Any) -> bool:
    """Whether something is a list, dict or object that is followed, and may have several names."""
    return isinstance(x, (ListObj, DictObj, Instance))


def objects_in(x: Any) -> Iterator[Any]:
    """The lists, dicts and objects that an abstract value refers to itself, not through another of them."""
    if isinstance(x, (ListObj, DictObj, Instance)):
        yield x
        return
    for part in parts_of(x):
        yield from objects_in(part)


SLICE_PARTS = ("start", "stop", "step")


def is_known_slice(x: Any) -> bool:
    """Whether something is a slice of which each part is a plain integer or left out."""
    return isinstance(x, slice) and all(
        part is None or type(part) is int for part in (x.start, x.stop, x.step)
    )


def is_literal(x: Any) -> bool:
    """Whether something is a plain constant of the text."""
    return x is None or isinstance(x, (bool, int, float, complex, str, bytes))


def is_operand(x: Any) -> bool:
    """Whether something can be joined and carried as a run-time value."""
    return isinstance(x, Value) or (
        is_literal(x) and not isinstance(x, (str, bytes)) and x is not None
    )


def iterate_values(x: Any) -> Iterator[Value]:
    """The run-time values in an abstract value, containers followed only through tuples."""
    if isinstance(x, Value):
        yield x
    elif isinstance(x, tuple):
        for item in x:
            yield from iterate_values(item)
