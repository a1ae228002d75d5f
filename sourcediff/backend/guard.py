"""When a specialization applies: a generated predicate over its arguments."""

from __future__ import annotations

import types
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np

from sourcediff import runtime
from sourcediff.backend.seeds import Seed, find_seeds
from sourcediff.differentiate.arguments import Overlap
from sourcediff.frontend.abstract import is_known_slice
from sourcediff.frontend.outside import root_of
from sourcediff.frontend.parse import Source
from sourcediff.ir.core import Function
from sourcediff.ir.records import Param
from sourcediff.ir.sizes import Dim, Symbol
from sourcediff.ir.types import Arr


@dataclass(frozen=True)
class Guard:
    """A predicate over the parameters' names, and the objects that it names.

    `lead` are statements that take containers apart, and raise where there are others; `text` asks about the parts.
    `seeds` are the seed's or the tangents' names with what each must be, `apart` the arguments that must not share
    memory; `quick` asks whether they are just that.
    """

    text: str
    lead: tuple[str, ...]
    names: dict[str, Any]
    params: tuple[Param, ...]
    function: str
    seeds: tuple[Seed, ...] = ()
    quick: str = ""
    apart: tuple[Apart, ...] = ()


@dataclass(frozen=True)
class Apart:
    """Texts for two arrays that must not share memory, and what the user knows them by."""

    written: str
    other: str
    overlap: Overlap


OBJECTS = frozenset({"same", "different", "unreached"})
UNTYPED = OBJECTS | {"lacks"}  # what says nothing of the class that something is of
NUMBERS = frozenset({float, int, np.float64, np.float32, np.float16, np.int64, np.int32})


def make_guard(primal: Function, derivative: Function, source: Source) -> Guard:
    """What the text of a derivative relies on."""
    facts = derivative.guards.facts
    writer = _Writer({symbol for _, dim in facts for symbol, _ in dim.terms})
    own = {p.name for p in primal.params}
    for path, what, value, example in sorted(primal.info["leaves"], key=_depth):
        found = writer.plain(path, own, source, primal)
        if what in OBJECTS:
            writer.objects(what, *(writer.object(p, own, source, primal) for p in (path, example)))
        elif found != "None":
            writer.leaf(found, what, value, example)
    for (fact, dim), answer in sorted(facts.items(), key=lambda item: item[0][0] != _SAME):
        writer.fact(fact, dim, answer)
    for scope, name, obj in primal.info.get("callables", ()):
        writer.callable(scope, name, obj)
    asked = {path for path, what, *_ in primal.info["leaves"] if what not in UNTYPED}
    names = {path: obj for path, obj in primal.info["environment"].items() if path not in asked}
    for path, obj in sorted(names.items(), key=lambda item: _dots(item[0])):
        text = path if root_of(path) in own else writer.outside(path, source, primal)
        if text is None and isinstance(obj, np.ndarray):
            text = writer.plain(path, own, source, primal)
        if text is not None:
            writer.environment(text, obj, primal.info["arrays"].get(path))
    apart = tuple(writer.apart(found, source, primal) for found in primal.info.get("memory", ()))
    seeds = tuple(find_seeds(primal, derivative))
    quick = " and ".join(
        [
            *map(writer.seed, seeds),
            *(
                writer.memory(pair)
                for pair in apart
                if not (pair.overlap.same or pair.overlap.lists)
            ),
        ]
    )
    text = " and ".join(writer.all_tests()) or "True"
    params = tuple(derivative.params)
    lead = tuple(writer.lead)
    return Guard(text, lead, writer.names, params, derivative.name, seeds, quick, apart)


def _depth(leaf: tuple[str, str, Any, Any]) -> int:
    """How deep in a container a leaf is: its container is asked about first."""
    return _dots(leaf[0])


def _dots(path: str) -> int:
    return path.count("[") + path.count(".")


class _Writer:
    """Collects tests; `asked` are the sizes that one of them is about.

    Containers are taken apart first, each part into a name. What leaves have in common is one chain,
    `a.dtype is b.dtype is _dtype`, as an attribute of an array costs more than all else here.
    """

    def __init__(self, asked: set[Symbol]) -> None:
        self.asked = asked
        self.same: dict[str, str] = {}  # texts of sizes that are equal to one asked about before
        self.lead: list[str] = []
        self.kinds: dict[str, list[str]] = {}  # a class, and the texts that are of it
        self.chains: dict[str, list[str]] = {}  # another object, and the texts that are it
        self.tests: list[str] = []
        self.bound: dict[str, str] = {}  # the names of what was read by a path
        self.names: dict[str, Any] = {"_ndarray": np.ndarray, "_float": float, "_int": int}
        self.sizes: dict[Symbol, str] = {}

    def name(self, obj: Any, stem: str) -> str:
        for known, other in self.names.items():
            if other is obj:
                return known
        made = f"_{stem}{len(self.names)}"
        self.names[made] = obj
        return made

    def all_tests(self) -> Iterator[str]:
        """Every test once, in an order in which each can be asked."""
        for same, texts in (*self.kinds.items(), *self.chains.items()):
            yield " is ".join([*dict.fromkeys(texts), same])
        yield from dict.fromkeys(self.tests)

    def kind(self, text: str, cls: type) -> None:
        """Let the object that a text reads be of a class."""
        self.kinds.setdefault(self.name(cls, "type"), []).append(f"type({text})")

    def chain(self, text: str, obj: Any, stem: str) -> None:
        """Let a text be an object, as others are."""
        self.chains.setdefault(self.name(obj, stem), []).append(text)

    def read(self, path: str) -> str:
        """The name of what a path reads: that of a parameter, of a part of a container, or a new one."""
        if path.isidentifier():
            return path
        if path not in self.bound:
            holder = max((p for p in self.bound if _is_under(path, p)), key=len, default="")
            text = f"{self.bound[holder]}{path[len(holder) :]}" if holder else path
            self.lead.append(f"{self.bind(path)} = {text}")
        return self.bound[path]

    def bind(self, path: str) -> str:
        """A new name for what a path reads."""
        self.bound[path] = name = f"_part{len(self.bound)}_"
        return name

    def unlike(self, path: str, cls: type) -> str:
        """The name of an object which is left at once if it is not of a class."""
        name = self.read(path)
        self.lead.append(f"if type({name}) is not {self.name(cls, 'type')}: raise TypeError")
        return name

    def take_apart(self, path: str, cls: type, keys: tuple[Any, ...]) -> None:
        """Take a container apart: Python itself asks whether it has as many parts."""
        name = self.unlike(path, cls)
        if issubclass(cls, dict):
            names = [self.bind(f"key {number} of {path}") for number in range(len(keys))]
        else:
            names = [self.bind(f"{path}[{key}]") for key in keys]
        self.lead.append(f"[{', '.join(names)}] = {name}")
        if issubclass(cls, dict):
            self.keys(path, names, keys)

    def keys(self, path: str, names: list[str], keys: tuple[Any, ...]) -> None:
        """Tests of a dict's keys in their order; the last is the one that is left, if it is there at all."""
        asked = len(keys)
        if keys and type(keys[-1]) is str:
            self.read(f"{path}[{keys[-1]!r}]")
            asked -= 1
        self.tests += map(self.same_key, names[:asked], keys[:asked])

    def same_key(self, name: str, key: Any) -> str:
        """A test of a dict's key: most are one object wherever they are written, which is quick to tell."""
        known = self.name(key, "key")
        return f"({name} is {known} or {name} == {known})"

    def leaf(self, path: str, what: str, value: Any, example: Any) -> None:
        if what == "length":
            self.take_apart(path, value, tuple(range(example)))
        elif what == "keys":
            self.take_apart(path, value, example)
        elif what == "items":
            self.items(path, example)
            if any(isinstance(x, np.ndarray) for x in example):
                shapes = self.name(frozenset((x.dtype, x.shape) for x in example), "shapes")
                self.tests.append(f"{{(_x.dtype, _x.shape) for _x in {path}}} <= {shapes}")
        elif what == "lacks":
            self.tests.append(f"{example!r} not in {self.read(path)}.__dict__")
        elif what == "identity":
            self.tests.append(f"{path} is {self.name(example, 'object')}")
        elif isinstance(example, np.ndarray):
            self.array(path, value, example)
        elif example is None:
            self.tests.append(f"{path} is None")
        elif type(example) is list:
            self.tests.append(f"type({path}) is {self.name(list, 'type')}")
        elif what == "class":
            self.unlike(path, type(example))
        else:
            self.kind(self.read(path), type(example))

    def items(self, path: str, example: list[Any]) -> None:
        """Whether the items of a list are of the kinds that they were: of all of them where there are several."""
        self.tests.append(f"type({path}) is {self.name(type(example), 'type')}")
        kinds = frozenset(type(x) for x in example)
        if kinds & {list, tuple}:
            known = self.name(frozenset(map(runtime.pattern_of, example)), "patterns")
            self.tests.append(f"{self.name(runtime.has_patterns, 'has_patterns')}({path}, {known})")
            return
        word = "==" if len(kinds) > 1 else "<="  # integers and floats make an array of floats
        self.tests.append(f"{{type(_x) for _x in {path}}} {word} {self.name(kinds, 'types')}")

    def object(self, path: str, own: set[str], source: Source, primal: Function) -> str:
        """The name of an object that an argument or the environment has at a path."""
        found = self.plain(path, own, source, primal)
        known = found == "None" or path in primal.info["partners"]
        return found if known else self.read(found)

    def objects(self, what: str, one: str, other: str) -> None:
        """Whether two paths lead to one object, or one object to another."""
        if what == "unreached":
            reaches = self.name(runtime.reaches, "reaches")
            self.tests.append(f"not {reaches}({other}, {one})")
        else:
            self.tests.append(f"{one} {'is' if what == 'same' else 'is not'} {other}")

    def array(self, path: str, value: Any, example: Any) -> None:
        """Tests of an array; its first size is what `len` gives in a quarter of the time of a shape."""
        x = self.read(path)
        self.kind(x, type(example))
        self.chain(f"{x}.dtype", example.dtype, "dtype")
        dims = value.type.shape if value is not None and isinstance(value.type, Arr) else None
        single = {
            dim.terms[0][0]: axis
            for axis, dim in enumerate(dims or ())
            if len(dim.terms) == 1 and dim.const == 0 and dim.terms[0][0] in self.asked
        }
        if set(single.values()) <= {0}:
            self.chain(f"{x}.ndim", example.ndim, "rank")
            self.sizes |= dict.fromkeys(single, f"len({x})")
            return
        number = len(self.tests)
        self.tests.append(f"len(_shape{number}_ := {x}.shape) == {example.ndim}")
        self.sizes |= {symbol: f"_shape{number}_[{axis}]" for symbol, axis in single.items()}

    def environment(self, path: str, obj: Any, value: Any) -> None:
        """What a name or attribute of the environment was, as far as the text relies on it."""
        if obj is None or isinstance(obj, _VALUES):
            self.leaf(path, "leaf", value, obj)
        elif isinstance(obj, tuple):
            self.leaf(path, "length", type(obj), len(obj))
        elif is_known_slice(obj):
            self.tests.append(f"type({path}) is slice and {path} == {self.name(obj, 'part')}")
        elif _is_bound(obj):  # a new object at each read
            self.tests.append(f"{path} == {self.name(obj, 'object')}")
        elif callable(obj) or isinstance(obj, np.dtype):
            self.leaf(path, "identity", None, obj)
        else:
            self.leaf(path, "class", None, obj)

    def outside(self, path: str, source: Source, primal: Function) -> str | None:
        """The text of an object of the environment, None if its name is not one of the function's."""
        root = root_of(path)
        if root in source.cells:
            return f"{self.name(source.cells[root], 'cell')}.cell_contents{path[len(root) :]}"
        if root in source.fn.__globals__:
            scope = self.name(source.fn.__globals__, "scope")
            return f"{scope}[{root!r}]{path[len(root) :]}"
        if root in primal.info["partners"] and root != path:
            return f"{self.name(primal.info['partners'][root], 'partner')}{path[len(root) :]}"
        return None

    def apart(self, overlap: Overlap, source: Source, primal: Function) -> Apart:
        """A pair of arrays as texts; whether two names mean one object is a test of its own."""
        own = {p.name for p in primal.params}
        written, other = (
            self.plain(path, own, source, primal) for path in (overlap.written, overlap.other)
        )
        made = Apart(written, other, overlap)
        if overlap.within:
            return made
        word = "is" if overlap.same else "is not"
        self.tests.append(f"{made.written} {word} {made.other}")
        return made

    def plain(self, path: str, own: set[str], source: Source, primal: Function) -> str:
        """The text of what comes from outside by a path, without names that the guard binds."""
        if root_of(path) in own:
            return path
        if path in primal.info["partners"]:
            return self.name(primal.info["partners"][path], "partner")
        return self.outside(path, source, primal) or "None"

    def memory(self, pair: Apart) -> str:
        """Whether two arrays surely share no memory: each has its own, or their bounds do not meet."""
        one, other = pair.written, pair.other
        if pair.overlap.within:
            return f"not {self.name(runtime.reaches, 'reaches')}({other}, {one})"
        share = self.name(np.may_share_memory, "may_share")
        owners = f"getattr({one}, 'base', 0) is None and getattr({other}, 'base', 0) is None"
        return f"({owners} or not {share}({one}, {other}))"

    def callable(self, scope: Any, name: str, obj: Any) -> None:
        place = f"[{name!r}]" if isinstance(scope, dict) else ".cell_contents"
        place = f".__dict__[{name!r}]" if isinstance(scope, type) else place
        if isinstance(obj, (list, dict)):  # a table of functions: as it is now
            known = f"== {self.name(type(obj)(obj), 'table')}"
        else:
            known = f"is {self.name(obj, 'callable')}"
        self.tests.append(f"{self.name(scope, 'scope')}{place} {known}")

    def seed(self, seed: Seed) -> str:
        """Whether a seed is what the text takes as it is."""
        if seed.cls is not None:
            return " and ".join(self.container(seed))
        if seed.dtype is None or not seed.rank:
            return f"type({seed.name}) in {self.name(NUMBERS, 'numbers')}"
        test = f"type({seed.name}) is _ndarray and {seed.name}.dtype is {self.name(seed.dtype, 'dtype')}"
        return f"{test} and {seed.name}.shape == {seed.like}.shape" if seed.like else test

    def container(self, seed: Seed) -> Iterator[str]:
        yield f"type({seed.name}) is {self.name(seed.cls, 'type')}"
        if seed.cls is dict:
            yield f"tuple({seed.name}) == {self.name(seed.keys, 'keys')}"
        elif seed.cls in (list, tuple):
            yield f"len({seed.name}) == {len(seed.parts)}"
        yield from (self.seed(part) for _, part in seed.parts if part is not None)

    def fact(self, fact: str, dim: Dim, answer: bool) -> None:
        text = self.size(dim)
        if text is None:
            return
        word, *number = fact.split()
        if fact == _SAME and self.equate(dim):
            return
        if word == "one":
            self.tests.append(f"{text} == 1" if answer else f"{text} != 1")
        elif word == "least":
            self.tests.append(f"{text} >= {number[0]}" if answer else f"{text} < {number[0]}")
        elif word == "equals":
            self.tests.append(f"{text} == {number[0]}")

    def equate(self, dim: Dim) -> bool:
        """Write `a == b` for a difference of two sizes that is zero; whether it is one."""
        texts = [self.sizes[symbol] for symbol, _ in dim.terms]
        if dim.const or sorted(factor for _, factor in dim.terms) != [-1, 1]:
            return False
        one, other = sorted(self.same.get(text, text) for text in texts)
        if one != other:
            self.tests.append(f"{one} == {other}")
            self.same = {
                text: one if known == other else known for text, known in self.same.items()
            }
            self.same[other] = one
        return True

    def size(self, dim: Dim) -> str | None:
        parts = [str(dim.const)] if dim.const else []
        for symbol, factor in dim.terms:
            if symbol not in self.sizes:
                return None
            text = self.same.get(self.sizes[symbol], self.sizes[symbol])
            parts.append(text if factor == 1 else f"{factor} * {text}")
        return " + ".join(parts) or "0"


_SAME = "equals 0"


_VALUES = (bool, int, float, complex, np.generic, np.ndarray, str, bytes)


def _is_under(path: str, holder: str) -> bool:
    return path.startswith((f"{holder}[", f"{holder}."))


def _is_bound(obj: Any) -> bool:
    """Whether something callable is bound to an object when its attribute is read."""
    return not isinstance(getattr(obj, "__self__", None), (types.NoneType, types.ModuleType))
