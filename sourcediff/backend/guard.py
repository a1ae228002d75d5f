"""When a specialization applies: a generated predicate over the arguments, and the function that asks it."""

from __future__ import annotations

import types
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np

from sourcediff.backend.text import header
from sourcediff.differentiate.arguments import Overlap
from sourcediff.frontend.parse import Source
from sourcediff.ir.core import Function, Record, Value, type_of
from sourcediff.ir.records import Param
from sourcediff.ir.types import Arr, Dim, Num, Symbol, is_float, rank


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
class Seed:
    """What a seed or a tangent must be: a number where `dtype` is None, else an array; `like` names its primal.

    That of a container is a `cls`, of which `parts` tells what is known by key.
    """

    name: str
    dtype: Any
    rank: int
    like: str
    cls: Any = None
    parts: tuple[tuple[Any, Seed | None], ...] = ()

    @property
    def keys(self) -> tuple[Any, ...]:
        """The keys, indices or names of the fields of a container."""
        return tuple(key for key, _ in self.parts)


@dataclass(frozen=True)
class Apart:
    """Texts for two arrays that must not share memory, and what the user knows them by."""

    written: str
    other: str
    overlap: Overlap


# What is raised where an object is of another kind, or has other parts.
UNLIKE = (AttributeError, TypeError, ValueError, IndexError, KeyError)
NUMBERS = frozenset({float, int, np.float64, np.float32, np.float16, np.int64, np.int32})


def make_guard(primal: Function, derivative: Function, source: Source) -> Guard:
    """What the text of a derivative relies on."""
    facts = derivative.guards.facts
    writer = _Writer({symbol for _, dim in facts for symbol, _ in dim.terms})
    own = {p.name for p in primal.params}
    for path, what, value, example in sorted(primal.info["leaves"], key=_depth):
        found = path if root_of(path) in own else writer.outside(path, source, primal)
        if found is not None:
            writer.leaf(found, what, value, example)
    for (fact, dim), answer in sorted(facts.items(), key=lambda item: item[0][0] != _SAME):
        writer.fact(fact, dim, answer)
    for scope, name, obj in primal.info.get("callables", ()):
        writer.callable(scope, name, obj)
    for path, obj in sorted(primal.info["environment"].items(), key=lambda item: _dots(item[0])):
        found = path if root_of(path) in own else writer.outside(path, source, primal)
        if found is not None:
            writer.environment(found, obj)
    apart = tuple(writer.apart(found, source, primal) for found in primal.info.get("memory", ()))
    seeds = tuple(find_seeds(primal, derivative))
    quick = " and ".join(
        [
            *map(writer.seed, seeds),
            *(writer.memory(pair) for pair in apart if not pair.overlap.same),
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


def find_seeds(primal: Function, derivative: Function) -> Iterator[Seed]:
    """The seed or the tangents of a derivative, where their types say what they must be."""
    request = derivative.info["request"]
    own = {p.name: v.type for p, v in zip(primal.params, primal.block.params, strict=True)}
    extra = [p.name for p in derivative.params if p.name not in own]
    if request.mode == "reverse":
        result = primal.block.results[0]
        pairs = [(name, result, "") for name in extra]
    else:
        pairs = [
            (name, primal.info["trees"][like], like)
            for name, like in zip(extra, request.wrt, strict=True)
        ]
    for name, of, like in pairs:
        made = _seed_for(name, of, like)
        if made is not None:
            yield made


def _seed_for(name: str, of: Any, like: str) -> Seed | None:
    """What the seed or tangent of something must be, None if any may do."""
    if isinstance(of, (tuple, list, dict, Record)):
        cls, parts = _parts(of)
        found = tuple(
            (key, _part_seed(f"{name}{at}", part, f"{like}{at}" if like else ""))
            for key, at, part in parts
        )
        return Seed(name, None, 0, like, cls, found)
    t = type_of(of) if isinstance(of, (Value, int, float)) and not isinstance(of, bool) else None
    if isinstance(t, Num):
        return Seed(name, None, 0, like)
    if isinstance(t, Arr) and rank(t) is not None and is_float(t):
        return Seed(name, np.dtype(t.dtype), rank(t) or 0, like)
    return None


def _part_seed(name: str, of: Any, like: str) -> Seed | None:
    """The same for a part: what is not floating point has none."""
    is_inactive = not isinstance(of, (Value, tuple, list, dict, Record)) or (
        isinstance(of, Value) and not is_float(of.type)
    )
    return None if is_inactive else _seed_for(name, of, like)


def _parts(of: Any) -> tuple[type, list[tuple[Any, str, Any]]]:
    """The class of a container, and each part with its key and how its text reads it."""
    if isinstance(of, Record):
        return of.cls, [(key, f".{key}", part) for key, part in of.fields.items()]
    pairs = of.items() if isinstance(of, dict) else enumerate(of)
    return type(of), [(key, f"[{key!r}]", part) for key, part in pairs]


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
        if cls is dict:
            names = [self.bind(f"key {number} of {path}") for number in range(len(keys))]
            self.tests += [f"{n} == {_key(self, key)}" for n, key in zip(names, keys, strict=True)]
        else:
            names = [self.bind(f"{path}[{key}]") for key in keys]
        self.lead.append(f"[{', '.join(names)}] = {name}")

    def leaf(self, path: str, what: str, value: Any, example: Any) -> None:
        if what == "length":
            self.take_apart(path, value, tuple(range(example)))
        elif what == "keys":
            self.take_apart(path, value, example)
        elif what == "items":
            kinds = self.name(frozenset(type(x) for x in example), "types")
            self.tests.append(
                f"type({path}) is {self.name(list, 'type')} and {{type(_x) for _x in {path}}} <= {kinds}"
            )
            if any(isinstance(x, np.ndarray) for x in example):
                shapes = self.name(frozenset((x.dtype, x.shape) for x in example), "shapes")
                self.tests.append(f"{{(_x.dtype, _x.shape) for _x in {path}}} <= {shapes}")
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

    def environment(self, path: str, obj: Any) -> None:
        """What a name or attribute of the environment was, as far as the text relies on it."""
        if obj is None or isinstance(obj, _VALUES):
            self.leaf(path, "leaf", None, obj)
        elif isinstance(obj, tuple):
            self.leaf(path, "length", type(obj), len(obj))
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
        other = self.outside(overlap.other, source, primal) if overlap.outside else overlap.other
        made = Apart(overlap.written, other or "None", overlap)
        word = "is" if overlap.same else "is not"
        self.tests.append(f"{made.written} {word} {made.other}")
        return made

    def memory(self, pair: Apart) -> str:
        """Whether two arrays surely share no memory: each has its own, or their bounds do not meet."""
        share = self.name(np.may_share_memory, "may_share")
        one, other = pair.written, pair.other
        owners = f"getattr({one}, 'base', 0) is None and getattr({other}, 'base', 0) is None"
        return f"({owners} or not {share}({one}, {other}))"

    def callable(self, scope: Any, name: str, obj: Any) -> None:
        place = f"[{name!r}]" if isinstance(scope, dict) else ".cell_contents"
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


def _key(writer: _Writer, key: Any) -> str:
    """The text of a key of a dict."""
    return repr(key) if type(key) in (str, int) else writer.name(key, "key")


def _is_bound(obj: Any) -> bool:
    """Whether something callable is bound to an object when its attribute is read."""
    return not isinstance(getattr(obj, "__self__", None), (types.NoneType, types.ModuleType))


def root_of(path: str) -> str:
    """The name that a path starts from."""
    return path.split(".")[0].split("[")[0]


def find_overlap(guard: Guard, bound: dict[str, Any]) -> Overlap | None:
    """The first pair of arguments that share memory and must not."""
    for pair in guard.apart:
        one, other = (eval(text, {**guard.names, **bound}) for text in (pair.written, pair.other))
        if not pair.overlap.same and share_memory(one, other):
            return pair.overlap
    return None


WORK: Any = 100_000  # what is tried before two arrays are taken to overlap


def share_memory(one: Any, other: Any) -> bool:
    """Whether two arrays share an element, or it would take long to tell that they do not."""
    if not (isinstance(one, np.ndarray) and isinstance(other, np.ndarray)):
        return False
    try:
        return bool(np.shares_memory(one, other, max_work=WORK))
    except np.exceptions.TooHardError:
        return True


def make_dispatch(
    guard: Guard,
    run: Callable[..., Any],
    miss: Callable[..., Any],
    note: Callable[[Exception], None],
    source: Source,
) -> Callable[..., Any]:
    """A function with the derivative's signature that runs it where its guard holds, and else asks `miss`.

    What the derivative raises is shown to `note` first.
    """
    given = ", ".join(_pass_on(p) for p in guard.params)
    made = Function("dispatch", list(guard.params), None)  # type: ignore[arg-type]
    plain = [
        Param(p.name, p.kind, None if p.default is None else f"_default_{p.name}")
        for p in made.params
    ]
    lead = header(Function("dispatch", plain, None))  # type: ignore[arg-type]
    test = f"{guard.text} and {guard.quick}" if guard.quick else guard.text
    tried = (
        f"        try:\n            return _run({given})\n"
        "        except Exception as _error:\n            _note(_error)\n            raise\n"
    )
    text = f"{lead}\n{_ask(guard.lead, test)}    if _fits:\n{tried}    return _miss({given})\n"
    scope: dict[str, Any] = {**guard.names, "_UNLIKE": UNLIKE}
    scope |= {"_run": run, "_miss": miss, "_note": note}
    scope |= {f"_default_{k}": v for k, v in default_values(source).items()}
    scope |= {
        f"_default_{p.name}": 1.0 for p in plain if p.default and f"_default_{p.name}" not in scope
    }
    exec(compile(text, "<sourcediff guard>", "exec"), scope)
    scope["dispatch"].__qualname__ = source.name  # what Python calls it where arguments are missing
    return scope["dispatch"]  # type: ignore[no-any-return]


def _ask(lead: tuple[str, ...], test: str) -> str:
    """Statements that find out whether arguments are what a text was made for."""
    lines = "".join(f"        {line}\n" for line in (*lead, f"_fits = {test}"))
    return f"    try:\n{lines}    except _UNLIKE:\n        _fits = False\n"


def make_predicate(guard: Guard) -> Callable[..., bool]:
    """The guard alone, over keyword arguments."""
    names = ", ".join(p.name for p in guard.params)
    text = f"def predicate({names}):\n{_ask(guard.lead, guard.text)}    return _fits\n"
    scope: dict[str, Any] = {**guard.names, "_UNLIKE": UNLIKE}
    exec(compile(text, "<sourcediff guard>", "exec"), scope)
    return scope["predicate"]  # type: ignore[no-any-return]


def default_values(source: Source) -> dict[str, Any]:
    """The defaults of the user's parameters."""
    spec, fn = source.tree.args, source.fn
    plain = [a.id for a in [*spec.posonlyargs, *spec.args]]
    values = fn.__defaults__ or ()
    return {
        **dict(zip(plain[len(plain) - len(values) :], values, strict=True)),
        **(fn.__kwdefaults__ or {}),
    }


def _pass_on(p: Param) -> str:
    if p.kind == "args":
        return f"*{p.name}"
    if p.kind == "kwargs":
        return f"**{p.name}"
    return p.name if p.kind in ("plain", "positional") else f"{p.name}={p.name}"
