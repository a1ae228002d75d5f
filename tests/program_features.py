"""More of Python in random programs: containers that stay, functions as values, recursion, searches, views.

`FeatureWriter` adds to what `Writer` draws; `draw_rich_program` also draws nested arguments and results, and arguments
that are stored into.
"""

from __future__ import annotations

import random
import re
from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import Any

from program_generator import (
    FLOAT,
    Block,
    Helper,
    Kind,
    Program,
    draw_value,
)
from program_structures import StructureWriter

VECTOR = Kind("array", (3,))

# Functions of the module that take or give functions, or take arguments in other ways; `{}` are numbers.
TEMPLATES = """
def apply0(g, p0):
    return g(p0) * {} + p0


def twice0(g, p0, times=2):
    for _ in range(times):
        p0 = np.tanh(g(p0) * {})
    return p0


def maker0(p0, p1={}):
    def inner(u):
        return np.sin(u * p0) + p1

    return inner


def many0(*ps, scale={}):
    total = 0.0
    for p in ps:
        total = np.tanh(total * scale + p)
    return total


def named0(p0, **rest):
    total = p0 * {}
    for key in sorted(rest):
        total += rest[key] * p0
    return np.sin(total)


def optional0(p0, p1=None, *, up=True):
    if p1 is None:
        return p0 * {} if up else -p0
    return np.cos(p0 * p1) if up else p1


def power0(p0, depth):
    return 1.0 if depth == 0 else np.tanh(p0 * {}) * power0(p0, depth - 1)


def vector0(p0, depth):
    if depth <= 0:
        return p0 * {}
    rest = vector0(np.sin(p0), depth - 1)
    return rest * p0 + rest[::-1]


def slices0(p0):
    if p0.shape[0] == 1:
        return p0[0] * {}
    return np.tanh(slices0(p0[1:]) * p0[0]) + slices0(p0[:1])


def even0(p0, depth):
    if depth == 0:
        return p0
    return odd0(np.sin(p0) * {}, depth - 1)


def odd0(p0, depth):
    return np.cos(p0) if depth == 0 else even0(p0 * p0, depth - 1)


def pair0(p0, p1, depth):
    if depth <= 0:
        return p0, p1
    a, b = pair0(np.tanh(p1), p0 * {}, depth - 1)
    return a * b, b + p0


def branches0(p0, depth):
    if depth <= 1:
        return np.sin(p0 * {})
    total = 0.0
    for i in range(2):
        total += branches0(p0 * (i + 0.5), depth - 1)
    return total * p0


def fill0(a, p0, depth):
    if depth < 0:
        return
    a[depth % 3] = a[depth % 3] * p0 + {}
    fill0(a, np.sin(p0), depth - 1)


def scale0(a, p0):
    a *= np.tanh(p0 * {})
    a[0] += p0
    return a


def entry0(d, key):
    d[key] = np.tanh(d[key] * {})
    return d[key] * d[key]


def grow0(xs, p0):
    xs.append(np.sin(p0 * {}))
    xs[0] *= p0
"""


def paths(name: str, kind: Kind) -> Iterator[tuple[str, Kind]]:
    """A name and every part of what it holds."""
    yield name, kind
    for key, part in kind.parts:
        yield from paths(f"{name}[{key!r}]".replace("'", '"'), part)


def meet(one: Kind, other: Kind) -> Kind | None:
    """What two kinds have in common; None where they differ in more than what may be done with them."""
    if (one.tag, one.shape, len(one.parts)) != (other.tag, other.shape, len(other.parts)):
        return None
    parts = []
    for (key, a), (key_2, b) in zip(one.parts, other.parts, strict=True):
        part = meet(a, b)
        if key != key_2 or part is None:
            return None
        parts.append((key, part))
    owned = one.owned and other.owned
    return replace(one, owned=owned, size=min(one.size, other.size), parts=tuple(parts))


class FeatureWriter(StructureWriter):
    """Writes the body of a function with more of the language in it."""

    # ---- names and parts ----

    def having(self, block: Block, test: Callable[[Kind], bool]) -> list[str]:
        found = [p for name, kind in block.names.items() for p in paths(name, kind)]
        return [path for path, kind in found if test(kind)]

    def kind_of(self, block: Block, name: str) -> Kind:
        if name in block.names:
            return block.names[name]
        root = name.split("[")[0]
        return dict(paths(root, block.names[root]))[name]

    def bind(self, block: Block, name: str, kind: Kind) -> None:
        old = block.names.get(name)
        if name in block.pinned and old is not None:
            kind = meet(kind, old) or kind
        block.names[name] = kind

    def join(self, block: Block, ends: Any) -> None:
        first, *others = (end.names for end in ends)
        kept = {}
        for name, kind in first.items():
            common: Kind | None = kind
            for other in others:
                common = meet(common, other[name]) if common and name in other else None
            if common is not None:
                kept[name] = common
        block.names = kept

    def after_loop(self, block: Block, inner: Block) -> None:
        for name, kind in block.names.items():
            block.names[name] = meet(kind, inner.names[name]) or kind

    def summary(self, block: Block) -> str:
        wide = [p for name, kind in block.names.items() for p in paths(name, kind)]
        plain = Block(
            {path: kind for path, kind in wide if kind.tag not in ("dict", "tuple", "flag")}
        )
        return super().summary(plain)

    def give(self, block: Block) -> None:
        if self.results[0].tag != "dict":
            super().give(block)
            return
        self.put(
            f'return {{"a": ({self.summary(block)}, {self.vector(block, 3, 1)}), "b": [{self.summary(block)}]}}'
        )

    # ---- what is added ----

    def number(self, block: Block, depth: int = 2) -> str:
        if depth <= 0 or not self.chance(0.15):
            return super().number(block, depth)
        return self.one_of(
            lambda: self.of_template(block),
            lambda: self.of_template(block),
            lambda: f"(1.5 + np.sin({self.number(block, 0)})) ** {self.number(block, 0)}",
            lambda: f"(1.5 + np.cos({self.number(block, 0)})) ** {self.rng.choice((-1, 0.5, 3))}",
            lambda: (
                f"np.where({self.test(block)}, {self.number(block, 0)}, {self.number(block, 0)})"
            ),
            lambda: f"float({self.number(block, 0)})",
            lambda: f"math.hypot({self.number(block, 0)}, 1.3)",
            lambda: f"np.linalg.norm({self.vector(block, 3, 0)} + 2.0)",
            lambda: f"np.einsum('i,i->', {self.vector(block, 3, 0)}, {self.vector(block, 3, 0)})",
            lambda: f"np.trace({self.matrix(block, (2, 2), 0)})",
            lambda: f"np.var({self.vector(block, 3, 0)})",
        )

    def vector(self, block: Block, size: int, depth: int) -> str:
        if depth <= 0 or not self.chance(0.2):
            return super().vector(block, size, depth)
        forms = [
            f"np.diag({self.matrix(block, (size, size), 0)})",
            f"np.ravel({self.matrix(block, (2, 2), 0)})[:{size}]" if size <= 4 else "",
            f"np.diff({self.vector(block, size + 1, 0)})" if size < 4 else "",
            f"np.einsum('ij,j->i', {self.matrix(block, (size, 2), 0)}, {self.vector(block, 2, 0)})",
            f"({self.matrix(block, (2, size), 0)}).T[:, 1]",
            f"np.prod({self.matrix(block, (2, size), 0)}, axis=0)",
            f"np.max({self.matrix(block, (size, 2), 0)}, axis=1)",
            f"np.array([u * {self.number(block, 0)} for u in {self.vector(block, size, 0)}])",
            f"({self.vector(block, size, 0)} if {self.test(block)} else {self.vector(block, size, 0)})",
            f"vector0({self.vector(block, size, 0)}, {self.rng.randint(0, 2)})",
            f"apply0(lambda u: np.sin(u) * {self.number(block, 0)}, {self.vector(block, size, 0)})",
            f"maker0({self.number(block, 0)})({self.vector(block, size, 0)})",
        ]
        return self.rng.choice([form for form in forms if form])

    def test(self, block: Block) -> str:
        flag = self.pick(block, lambda kind: kind.tag == "flag")
        if flag is None or self.chance(0.5):
            return super().test(block)
        return self.rng.choice((flag, f"not {flag}", f"{flag} and {super().test(block)}"))

    def of_template(self, block: Block) -> str | None:
        """A call of one of the module's own functions of functions and the like."""
        one, other = self.number(block, 0), self.number(block, 0)
        function = self.pick(block, lambda kind: kind.tag == "pure")
        callee = self.rng.choice(
            (function or "np.sin", "math.sin", f"lambda u: u * {other}", f"maker0({other})")
        )
        values = self.pick(block, lambda kind: kind.tag == "list")
        vector = self.named_array(block, (3,))
        forms = [
            f"apply0({callee}, {one})",
            f"twice0({callee}, {one})",
            f"twice0({callee}, {one}, times={self.rng.randint(0, 3)})",
            f"maker0({one})({other})",
            f"maker0({one}, p1={other})({self.number(block, 0)})",
            f"many0({one}, {other}, scale={self.number(block, 0)})",
            f"named0({one}, a={other}, b={self.number(block, 0)})",
            f"optional0({one}, {other}, up={self.test(block)})",
            f"optional0({one})",
            f"optional0(p0={one}, up=False)",
            f"power0({one}, {self.rng.randint(0, 3)})",
            f"even0({one}, {self.rng.randint(0, 3)})",
            *([f"sum(pair0({one}, {other}, {self.rng.randint(0, 3)}))"] * self.chance(0.2)),
            f"branches0({one}, {self.rng.randint(1, 3)})",
            f"sum([{one} * k for k in range({self.rng.randint(0, 3)})], {other})",
        ]
        if values is not None:
            forms += [f"many0(*{values})", f"sorted({values})[0]", f"sum({values}[1:])"]
        if vector is not None:
            forms += [f"many0(*{vector})", f"slices0({vector})", f"sum(map(np.sin, {vector}))"]
            forms.append(f"np.sum(vector0({vector}, {self.rng.randint(0, 2)}))")
        if function is not None:
            forms += 2 * [f"{function}({one})"]
        return self.rng.choice(forms)

    def statement(self, block: Block) -> None:
        if not self.chance(0.35):
            super().statement(block)
            return
        makers: list[Callable[[Block], Any]] = [
            *(3 * [self.make_record]),
            *(3 * [self.change_record]),
            self.make_function,
            self.flag,
            self.best_so_far,
            self.search,
            self.while_else,
            self.out_of_two_loops,
            self.grown_array,
            self.states,
            self.mean_of_some,
            self.at_the_largest,
            self.matrix_by_elements,
            self.more_lists,
            self.guards,
            self.by_word,
            self.remainder,
            self.pair_of_results,
            self.several_kinds,
            self.call_that_stores_elsewhere,
            *(3 * [self.list_of_a_loop]),
            self.size_of_the_turn,
            self.pairs_of_a_loop,
            self.memo,
            self.pipeline,
            self.newton,
            self.lookback,
            *(3 * [self.until_settled]),
            *(4 * [self.records]),
            *(3 * [self.rows]),
            *(2 * [self.table]),
            *(2 * [self.nested_recursion]),
        ]
        if self.stores:
            makers += [
                *(2 * [self.view_store]),
                *(8 * [self.view_read]),
                *(2 * [self.stencil]),
                *(2 * [self.call_that_stores]),
                *(2 * [self.trade]),
                self.rebound_alias,
            ]
        while self.rng.choice(makers)(block) is False:
            pass

    # ---- containers ----

    def make_record(self, block: Block) -> None:
        """A dict or tuple of numbers, arrays and smaller ones, which later statements read and change."""
        text, kind = self.record(block, 1)
        name = self.fresh("d" if kind.tag == "dict" else "t")
        self.put(f"{name} = {text}")
        self.bind(block, name, kind)

    def record(self, block: Block, depth: int) -> tuple[str, Kind]:
        tag = self.rng.choice(("dict", "tuple"))
        parts = [self.part_of_record(block, depth) for _ in range(self.rng.randint(2, 3))]
        texts = [text for text, _ in parts]
        if tag == "dict":
            keys: tuple[Any, ...] = ("p", "q", "r")[: len(parts)]
            text = ", ".join(f'"{key}": {value}' for key, value in zip(keys, texts, strict=True))
            text = f"{{{text}}}"
        else:
            keys = tuple(range(len(parts)))
            text = f"({', '.join(texts)})"
        kinds = tuple(zip(keys, (kind for _, kind in parts), strict=True))
        return text, Kind(tag, owned=True, parts=kinds)

    def part_of_record(self, block: Block, depth: int) -> tuple[str, Kind]:
        roll = self.rng.random()
        if roll < 0.5:
            return self.number(block, 1), FLOAT
        if roll < 0.65 and depth:
            return self.record(block, depth - 1)
        known = self.pick(block, lambda kind: kind.tag == "array")
        if known is not None and roll < 0.85:
            return known, self.kind_of(block, known)
        return f"({self.vector(block, 3, 1)}) * 1.0", replace(VECTOR, owned=True)

    def change_record(self, block: Block) -> bool | None:
        """A store into a dict, at a key or into an array that it holds; a walk; a dict rebuilt."""
        name = self.pick(block, lambda kind: kind.tag == "dict" and kind.owned)
        if name is None:
            return False
        kind = self.kind_of(block, name)
        numbers = [key for key, part in kind.parts if part == FLOAT]
        if not numbers:
            return False
        key, other = self.rng.choice(numbers), self.rng.choice(numbers)
        value = self.bounded(self.number(block, 1))
        form = self.rng.randrange(5)
        if form == 0:
            self.put(f'{name}["{key}"] {self.rng.choice(("=", "+=", "*="))} {value}')
        elif form == 1:
            self.put(f'{name}["{key}"], {name}["{other}"] = {value}, {name}["{key}"]')
        elif form == 2 and len(numbers) == len(kind.parts):
            self.put(f"for key in {name}:")
            self.put(f"    {name}[key] = np.sin({name}[key] * {self.number(block, 0)})")
        elif form == 3 and "[" not in name:
            self.put(f'{name} = {{**{name}, "{key}": {value}}}')
        else:
            self.put(f'{name}.update({key}={value} * {name}.get("{other}", 0.0))')
        return None

    def augment_array(self, block: Block) -> bool | None:
        name = self.pick(block, lambda kind: kind.tag == "array" and kind.owned)
        if name is None:
            return False
        target = name if "[" not in name or name.endswith('"]') else f"{name}[...]"
        value = self.array(block, self.kind_of(block, name).shape, 1)
        self.put(f"{target} {self.rng.choice(('+=', '-=', '*='))} {self.bounded(value)}")
        return None

    def augment_number(self, block: Block) -> bool | None:
        names = self.having(block, lambda kind: kind.tag == "float")
        names = [
            name for name in names
            if "[" not in name or name.endswith('"]') and self.kind_of(block, name.split("[")[0]).owned
        ]  # fmt: skip
        if not names:
            return False
        value = self.bounded(self.number(block, 1))
        self.put(f"{self.rng.choice(names)} {self.rng.choice(('+=', '-=', '*='))} {value}")
        return None

    def more_lists(self, block: Block) -> bool | None:
        """Slices, sums, insertions and unpackings of lists; lists of pairs and of lists."""
        name = self.pick(block, lambda kind: kind.tag == "list")
        new, value = self.fresh("xs"), self.bounded(self.number(block, 1))
        pairs = ", ".join(
            f"({self.number(block, 0)}, {self.number(block, 0)})"
            for _ in range(self.rng.randint(1, 3))
        )
        form = self.rng.randrange(8)
        if form == 0 or name is None:
            self.put(f"{new} = [u * w0 for u, w0 in [{pairs}]]")
            self.bind(block, new, Kind("list", size=1))
            return None
        size = self.kind_of(block, name).size
        texts = {
            1: (f"{new} = {name} + [{value}]", size + 1),
            2: (f"{new} = {name}[::-1]", size),
            3: (f"{new} = {name}[:]", size),
            4: (f"{new} = [{value}, *{name}]", size + 1),
            5: (f"{new} = [u + w0 for u, w0 in zip({name}, {name}[::-1])]", size),
            6: (f"{new} = sorted({name})", size),
            7: (f"{new} = [max(u, {value}) for u in {name} for _ in range(2)]", size),
        }
        text, size = texts[form]
        self.put(text)
        self.bind(block, new, Kind("list", size=size))
        if form == 3 and self.chance(0.6):
            self.put(f"{new}[0] = {value}")
        return None

    # ---- functions ----

    def make_function(self, block: Block) -> bool | None:
        """A function that later statements call: a closure, a partial application, one of two."""
        if not block.is_straight:
            return False
        name = self.fresh("g")
        inside = Block(
            {n: k for n, k in block.names.items() if k.tag in ("float", "array", "dict")}
        )
        inside = Block({**inside.names, "u": FLOAT})
        form = self.rng.randrange(5)
        if form == 0:
            self.put(f"{name} = functools.partial(many0, {self.number(block, 0)})")
        elif form == 1:
            self.put(f"{name} = maker0({self.number(block, 0)})")
        elif form == 2:
            self.put(f"{name} = np.sin if {self.test(block)} else np.cos")
        else:
            self.put(f"def {name}(u, w0={self.constant()}):")
            self.put(f"    if u > {self.constant()}:")
            self.put(f"        return {self.bounded(self.number(inside, 1))} * w0")
            self.put(f"    return {self.bounded(f'u * {self.number(inside, 1)}')}")
            block.pinned = block.pinned | set(inside.names)
        self.bind(block, name, Kind("pure"))
        return None

    def call_that_stores(self, block: Block) -> bool | None:
        """A helper or a recursion that stores into its argument, which has other names."""
        name = self.pick(block, lambda k: k.tag == "array" and k.owned and k.shape == (3,))
        if name is None:
            return False
        value = self.number(block, 0)
        if self.chance(0.4):
            self.put(f"fill0({name}, {value}, {self.rng.randint(0, 3)})")
        elif self.chance(0.5):
            self.put(f"scale0({name}, {value})")
        else:
            new = self.fresh("b")
            self.put(f"{new} = scale0({name}, {value})")
            self.bind(block, new, Kind("array", (3,), owned=True))
        return None

    def call_that_stores_elsewhere(self, block: Block) -> bool | None:
        """A helper that changes a dict or a list of its caller's."""
        record = self.pick(block, lambda k: k.tag == "dict" and k.owned and k.parts[0][1] == FLOAT)
        values = self.pick_name(block, lambda kind: kind.tag == "list")
        if record is not None and self.chance(0.6):
            target = self.fresh("x")
            self.put(f'{target} = entry0({record}, "p")')
            self.bind(block, target, FLOAT)
            return None
        if values is None:
            return False
        self.put(f"grow0({values}, {self.number(block, 0)})")
        return None

    def pair_of_results(self, block: Block) -> bool | None:
        if self.chance(0.7):
            return False
        names = [self.fresh("x"), self.target(block, FLOAT, "x")]
        if names[0] == names[1]:
            names[1] = self.fresh("x")
        numbers = f"{self.number(block, 0)}, {self.number(block, 0)}"
        self.put(f"{names[0]}, {names[1]} = pair0({numbers}, {self.rng.randint(0, 2)})")
        for name in names:
            self.put(f"{name} = np.tanh({name})")
            self.bind(block, name, FLOAT)
        return None

    # ---- flags, searches, leaving ----

    def flag(self, block: Block) -> None:
        name = self.fresh("ok")
        self.put(f"{name} = {super().test(block)}")
        self.bind(block, name, Kind("flag"))

    def elements(self, block: Block) -> str | None:
        """Something whose elements are numbers."""
        source = self.pick(
            block, lambda k: k.tag == "list" or (k.tag == "array" and len(k.shape) == 1)
        )
        return source and (
            f"list({source})" if self.kind_of(block, source).tag == "list" else source
        )

    def best_so_far(self, block: Block) -> bool | None:
        source = self.elements(block)
        if source is None:
            return False
        name, target = self.fresh("best"), self.fresh("x")
        self.put(f"{name} = None")
        self.put(f"for e0 in {source}:")
        value = self.bounded(f"e0 * {self.number(block, 0)}")
        self.put(f"    t0 = {value}")
        self.put(f"    if {name} is None or t0 > {name}:")
        self.put(f"        {name} = t0")
        self.put(f"{target} = 0.0 if {name} is None else {name} * {self.number(block, 0)}")
        self.bind(block, target, FLOAT)
        return None

    def search(self, block: Block) -> bool | None:
        """A loop that leaves at the first that fits, with an `else`."""
        source = self.elements(block)
        if source is None:
            return False
        target = self.fresh("x")
        self.put(f"for e0 in {source}:")
        self.put(f"    {target} = {self.bounded(f'e0 * {self.number(block, 0)}')}")
        self.put(f"    if {target} > {self.constant()}:")
        if self.chance(0.3):
            self.put(f"        {target} *= {self.number(block, 0)}")
        self.put("        break")
        self.put("else:")
        self.put(f"    {target} = {self.number(block, 1)}")
        self.bind(block, target, FLOAT)
        return None

    def while_else(self, block: Block) -> None:
        target, counter = self.fresh("x"), self.fresh("k")
        self.put(f"{counter} = 0")
        self.put(f"{target} = {self.bounded(self.number(block, 1))}")
        self.put(f"while {counter} < {self.rng.randint(1, 4)}:")
        inner = block.inner(loop=True)
        inner.names |= {counter: Kind("index", size=5), target: FLOAT}
        self.put(f"    {counter} += 1")
        self.put(f"    if {super().test(inner)}:")
        self.put(f"        {self.rng.choice(('break', 'break', 'continue'))}")
        self.put(
            f"    {target} = {self.bounded(f'{target} * {self.number(inner, 0)} + {counter}')}"
        )
        self.put("else:")
        self.put(f"    {target} = {target} * {self.number(block, 0)}")
        self.bind(block, target, FLOAT)
        self.bind(block, counter, Kind("index", size=5))

    def out_of_two_loops(self, block: Block) -> bool | None:
        """A result from within two loops, or a break of the inner and then of the outer one."""
        matrix = self.pick(block, lambda kind: kind.tag == "array" and len(kind.shape) == 2)
        if matrix is None:
            return False
        target = self.fresh("x")
        self.put(f"{target} = {self.number(block, 0)}")
        self.put(f"for r0 in {matrix}:")
        self.put("    for e0 in r0:")
        self.put(f"        if e0 > {self.constant()}:")
        inner = Block(
            {
                **block.names,
                target: FLOAT,
                "e0": FLOAT,
                "r0": Kind("array", self.kind_of(block, matrix).shape[1:]),
            }
        )
        self.indent += 3
        if self.chance(0.4):
            self.give(inner)
        else:
            self.put(f"{target} *= {self.number(inner, 0)}")
            self.put("break")
        self.indent -= 3
        self.put(f"        {target} += {self.bounded(f'e0 * {target}')}")
        if self.chance(0.5):
            self.put("    else:")
            self.put("        continue")
            self.put("    break")
        self.bind(block, target, FLOAT)
        return None

    def guards(self, block: Block) -> bool | None:
        """What checks or tells, and changes nothing."""
        name = self.pick_name(block, lambda kind: kind.tag == "float")
        if name is None:
            return False
        form = self.rng.randrange(4)
        if form == 0:
            self.put(f'assert {name} < 1e9, f"{{{name}}}"')
        elif form == 1:
            self.put(f"if {name} > 1e9:")
            self.put(f'    raise ValueError("{name}")')
        elif form == 2:
            extra = self.fresh("y")
            self.put(f"{extra} = {self.number(block, 0)}")
            self.put(f"del {extra}")
        else:
            self.put(f"while {name} > 1e9:")
            self.put("    pass")
        return None

    def by_word(self, block: Block) -> None:
        """A choice by a string that data chose."""
        word, target = self.fresh("word"), self.fresh("x")
        self.put(f'{word} = "up" if {super().test(block)} else "down"')
        if self.chance(0.5):
            one, other = self.number(block, 0), self.number(block, 0)
            self.put(f'{target} = {{"up": {one}, "down": {other}}}[{word}]')
        else:
            self.put(f'if {word} == "up":')
            self.put(f"    {target} = {self.number(block, 1)}")
            self.put("else:")
            self.put(f"    {target} = {self.number(block, 1)}")
        self.bind(block, target, FLOAT)

    def remainder(self, block: Block) -> None:
        target = self.fresh("x")
        size = self.rng.choice(("0.7", "1.3"))
        value = self.number(block, 1)
        if self.chance(0.5):
            other = self.fresh("x")
            self.put(f"{other}, {target} = divmod({value}, {size})")
            self.put(f"{other} = np.tanh({other} * {target})")
            self.bind(block, other, FLOAT)
        else:
            self.put(f"{target} = ({value}) % {size}")
        self.bind(block, target, FLOAT)

    # ---- arrays that change their kind, grow, or are chosen ----

    def grown_array(self, block: Block) -> None:
        """A number that becomes an array in a loop."""
        name = self.fresh("v")
        self.put(f"{name} = {self.rng.choice(('0', '0.0', self.number(block, 0)))}")
        self.put(f"for k in range({self.rng.randint(1, 3)}):")
        value = self.bounded(f"({self.vector(block, 3, 0)}) * (k + 0.5)")
        self.put(f"    {name} = {name} + {value}")
        self.bind(block, name, replace(VECTOR, owned=True))

    def states(self, block: Block) -> None:
        """A list of arrays, each made from the one before."""
        name, target = self.fresh("vs"), self.fresh("m")
        self.put(f"{name} = [{self.vector(block, 3, 0)} * 1.0]")
        count = self.rng.randint(1, 3)
        self.put(f"for k in range({count}):")
        self.put(f"    {name}.append(np.sin({name}[-1] * {self.number(block, 0)} + {name}[0]))")
        if self.stores and self.chance(0.4):
            self.put(f"    {name}[-1][k % 3] *= {self.number(block, 0)}")
        self.put(f"{target} = np.array({name})")
        self.bind(block, target, Kind("array", (count + 1, 3), owned=True))

    def mean_of_some(self, block: Block) -> bool | None:
        source = self.elements(block)
        if source is None:
            return False
        count, total = self.fresh("n"), self.fresh("x")
        self.put(f"{count} = {total} = 0")
        self.put(f"for e0 in {source}:")
        self.put(f"    if e0 > {self.constant()}:")
        self.put(f"        {count} += 1")
        self.put(f"        {total} += np.sin(e0)")
        self.put(f"{total} = {total} / {count} if {count} else {self.number(block, 0)}")
        self.bind(block, total, FLOAT)
        return None

    def at_the_largest(self, block: Block) -> bool | None:
        source = self.pick(block, lambda k: k.tag == "array" and len(k.shape) == 1)
        if source is None:
            return False
        at = self.fresh("i")
        self.put(f"{at} = int(np.argmax({source}))")
        self.bind(block, at, Kind("index", size=self.kind_of(block, source).shape[0]))
        return None

    def several_kinds(self, block: Block) -> None:
        """One name that is a number, then an array, then a number again."""
        name = self.fresh("x")
        self.put(f"{name} = {self.number(block, 1)}")
        self.put(f"{name} = {name} * ({self.vector(block, 3, 0)})")
        self.put(f"{name} = np.tanh(np.sum({name} * {name}))")
        self.bind(block, name, FLOAT)

    def matrix_by_elements(self, block: Block) -> None:
        rows, columns = self.rng.choice(((2, 3), (3, 3)))
        name = self.fresh("m")
        self.put(f"{name} = np.zeros(({rows}, {columns}))")
        self.put(f"for r0 in range({rows}):")
        self.put(f"    for c0 in range({columns}):")
        if self.chance(0.4):
            self.put("        if c0 < r0:")
            self.put(f"            {name}[r0, c0] = {name}[c0, r0] * {self.number(block, 0)}")
            self.put("            continue")
        self.put(
            f"        {name}[r0, c0] = {self.bounded(f'(r0 - 0.5 * c0) * {self.number(block, 0)}')}"
        )
        self.bind(block, name, Kind("array", (rows, columns), owned=True))

    # ---- what is as long as a loop runs ----

    def list_of_a_loop(self, block: Block) -> None:
        """A list as long as the loop ran, then parts of it, copies, changes and walks."""
        name, other, target = self.fresh("xs"), self.fresh("xs"), self.fresh("x")
        self.put(f"{name} = [{self.number(block, 0)}]")
        self.put(self.turns(block, "k"))
        if self.chance(0.3):
            self.put(f"    if {name}[-1] > {self.constant()}:")
            self.put(f"        {self.rng.choice(('continue', 'break'))}")
        self.put(f"    {name}.append({self.bounded(f'{name}[-1] * {self.number(block, 0)} + k')})")
        if self.chance(0.3):
            self.put(f"    {name}[0] *= {self.number(block, 0)}")
        part = self.rng.choice(
            ("[:]", "[1:]", "[::-1]", "[:-1]", "[-2:]", "[:2]", " + [0.5]", " * 2")
        )
        form = self.rng.randrange(6)
        if form < 3:
            self.put(f"{other} = {name}{part}")
        elif form == 3:
            self.put(f"{other} = list({name})")
        elif form == 4:
            self.put(
                f"{other} = [u * {self.number(block, 0)} for u in {name} if u > {self.constant()}]"
            )
        else:
            self.put(f"{other} = {name}")
        if form != 4 and part not in ("[1:]", "[:-1]") and self.chance(0.5):
            self.put(f"{other}[0] = {self.bounded(self.number(block, 0))}")
        if self.chance(0.4):
            self.put(f"{other}.append({self.number(block, 0)})")
        if self.chance(0.3):
            self.put(f"{target} = {self.number(block, 0)}")
            self.put(f"while {name}:")
            self.put(f"    {target} = np.tanh({target} * {name}.pop())")
            self.put(f"{target} += sum({other})")
        elif self.chance(0.4):
            self.put(f"{target} = sum({other})")
            self.put(f"for k, e0 in enumerate({name}):")
            self.put(f"    {target} += e0 * (k + 0.5) * {self.number(block, 0)}")
        else:
            self.put(
                f"{target} = sum({other}) + sum({name}) + {name}[-1] * {name}[len({name}) // 2]"
            )
        self.put(f"{target} = np.tanh({target})")
        self.bind(block, target, FLOAT)

    def size_of_the_turn(self, block: Block) -> None:
        """An array whose size is another in each turn."""
        name, target = self.fresh("a"), self.fresh("x")
        self.put(f"{name} = np.array([{self.number(block, 0)}, {self.number(block, 0)}])")
        self.put(self.turns(block, "k"))
        value = self.number(block, 0)
        form = self.rng.randrange(4)
        if form == 0:
            self.put(f"    {name} = np.append({name}, {name}[-1] * {value})")
        elif form == 1:
            self.put(f"    {name} = np.concatenate([{name}[1:], {name} * {value}])")
        elif form == 2:
            self.put(f"    {name} = np.ones(k + 2) * {value} + {name}[0]")
        else:
            self.put(f"    {name} = np.array([{name}[0] * {value}] * (k + 2))")
        if self.stores and self.chance(0.5):
            self.put(f"    {name}[k % 2] {self.operator()} {self.bounded(self.number(block, 0))}")
        if self.chance(0.3):
            self.put(f"    if {name}[0] > {self.constant()}:")
            self.put("        break")
        self.put(f"{target} = np.tanh(np.sum({name} * {name}) - {name}[-1])")
        self.bind(block, target, FLOAT)

    def pairs_of_a_loop(self, block: Block) -> None:
        """A list of tuples of a number and an array, walked backwards."""
        name, target = self.fresh("steps"), self.fresh("x")
        self.put(f"{name} = []")
        self.put(f"{target} = {self.number(block, 0)}")
        self.put(self.turns(block, "k"))
        self.put(f"    {target} = {self.bounded(f'{target} + {self.number(block, 0)}')}")
        self.put(f"    {name}.append(({target}, np.full(2, {target}) * {self.number(block, 0)}))")
        if self.chance(0.4):
            self.put(f"{target} *= {name}[0][0]")
        walk = self.rng.choice((f"for e0, w0 in reversed({name}):", f"for e0, w0 in {name}:"))
        self.put(walk)
        self.put(f"    {target} = np.tanh({target} * e0 + w0[0] * w0[1])")
        self.bind(block, target, FLOAT)

    def memo(self, block: Block) -> None:
        """A dict that is filled in a loop over known keys."""
        name, target = self.fresh("d"), self.fresh("x")
        self.put(f"{name} = {{}}")
        self.put('for key in ("a", "b", "c"):')
        self.put(f"    {name}[key] = {self.bounded(f'{self.number(block, 0)} + len({name})')}")
        self.put(f'    if "b" in {name}:')
        self.put(f'        {name}["a"] *= {name}["b"]')
        self.put(f'{target} = sum({name}.values()) * {name}["a"]')
        self.bind(block, target, FLOAT)

    def pipeline(self, block: Block) -> None:
        """Functions in a list or a dict, applied one after the other."""
        target = self.fresh("x")
        self.put(f"{target} = {self.number(block, 0)}")
        steps = f"(np.sin, math.tanh, lambda u: u * {self.number(block, 0)}, maker0({self.number(block, 0)}))"
        if self.chance(0.5):
            self.put(f"for step0 in {steps}:")
            self.put(f"    {target} = step0({target})")
        else:
            self.put(f"for step0, w0 in zip({steps}, (0.5, {self.number(block, 0)}, 1.1)):")
            self.put(f"    {target} += step0({target} * w0)")
        self.bind(block, target, FLOAT)

    def newton(self, block: Block) -> None:
        """A search for a root that ends when the step is small, or by a count."""
        target = self.fresh("x")
        self.put(f"{target}, k0 = 1.0, 0")
        self.put(f"t0 = 2.0 + {self.bounded(self.number(block, 0))}")
        self.put(f"while abs({target} * {target} - t0) > 0.2 and k0 < 6:")
        self.put(f"    {target} = 0.5 * ({target} + t0 / {target})")
        self.put("    k0 += 1")
        self.bind(block, target, FLOAT)

    def until_settled(self, block: Block) -> None:
        """A loop that stops for what it carried into the turn, replaced by then or not."""
        name, new = self.fresh("x"), self.fresh("x")
        self.put(f"{name} = {self.number(block, 0)}")
        self.put(f"for k in range({self.rng.randint(1, 6)}):")
        value = self.bounded(f"{name} * {self.number(block, 0)} + k * {self.constant()}")
        self.put(f"    {new} = {value}")
        test = f"abs({new} - {name}) < {abs(float(self.constant()))}"
        form = self.rng.randrange(3)
        if form == 0:
            self.put(f"    if {test}:")
            self.put(f"        {name} = {new}")
            self.put("        break")
            self.put(f"    {name} = {new}")
        elif form == 1:
            self.put(f"    stop0 = {test}")
            self.put(f"    {name} = {new}")
            self.put("    if stop0:")
            self.put("        break")
        else:
            self.put(f"    old0, {name} = {name}, {new}")
            self.put(f"    if old0 > {self.constant()}:")
            self.put("        break")
        self.bind(block, name, FLOAT)

    def lookback(self, block: Block) -> None:
        """A recurrence over what is carried from two turns ago, with a first turn of its own."""
        names = [self.fresh("x") for _ in range(2)]
        self.put(f"{names[0]} = {names[1]} = None")
        self.put(self.turns(block, "k"))
        self.put("    if k == 0:")
        self.put(
            f"        {names[0]}, {names[1]} = {self.number(block, 0)}, {self.number(block, 0)}"
        )
        self.put("    else:")
        value = self.bounded(f"{names[0]} * {names[1]} + {self.number(block, 0)}")
        self.put(f"        {names[0]}, {names[1]} = {names[1]}, {value}")
        for name in names:
            self.bind(block, name, FLOAT)

    # ---- stores ----

    def view_store(self, block: Block) -> bool | None:
        """A store through a view of a view, a reshaped or a transposed array, a row or a column."""
        matrix = self.pick(block, lambda k: k.tag == "array" and k.owned and len(k.shape) == 2)
        vector = self.owned(block, 1)
        view, value = self.fresh("b"), self.bounded(self.number(block, 1))
        if matrix is not None and self.chance(0.7):
            rows, columns = self.kind_of(block, matrix).shape
            forms = [
                (f"{matrix}.T", (columns, rows)),
                (f"{matrix}[1:]", (rows - 1, columns)),
                (f"{matrix}[:, {self.index(block, columns)}]", (rows,)),
                (f"{matrix}.T[{self.index(block, columns)}]", (rows,)),
                (f"{matrix}[::-1]", (rows, columns)),
            ]
        elif vector is not None:
            size = self.kind_of(block, vector).shape[0]
            forms = [
                (f"{vector}[::-1][1:]", (size - 1,)),
                (f"{vector}[:, None]", (size, 1)),
                (f"{vector}.reshape(1, {size})", (1, size)),
            ]
        else:
            return False
        text, shape = self.rng.choice(forms)
        self.put(f"{view} = {text}")
        at = ", ".join(self.index(block, size) for size in shape)
        self.put(f"{view}[{self.rng.choice((at, '...', '0'))}] {self.operator()} {value}")
        if min(shape) > 1:
            self.bind(block, view, Kind("array", shape, owned=True))
        return None

    def view_read(self, block: Block) -> bool | None:
        """A number from a view, or what may be a copy, of an array that is stored into afterwards."""
        name = self.pick_name(block, lambda k: k.tag == "array" and k.owned)
        if name is None:
            return False
        shape = self.kind_of(block, name).shape
        forms = [
            "np.ravel({})",
            "np.real({})",
            "np.broadcast_to({}, (2, *{}.shape))",
            "np.asarray({})",
        ]
        forms += [
            "np.atleast_2d({})",
            "np.flip({})",
            "{}.reshape(-1)",
            "{}.T.ravel()",
            "{}.flatten()",
        ]
        if len(shape) == 2:
            forms += ["np.diag({})", "np.diagonal({})", "np.ravel({}.T)", "{}.T.reshape(-1)"]
        view, total = self.fresh("b"), self.fresh("x")
        self.put(f"{view} = {self.rng.choice(forms).replace('{}', name)}")
        self.put(f"{total} = np.sum(np.sin({view}) * {view})")
        at = ", ".join(self.index(block, size) for size in shape)
        self.put(f"{name}[{at}] {self.operator()} {self.bounded(self.number(block, 0))}")
        if self.chance(0.3):
            self.put(f"{total} += np.sum({view} * {view})")
        self.bind(block, total, FLOAT)
        return None

    def stencil(self, block: Block) -> bool | None:
        """Elements made from their neighbors, in place or beside."""
        name = self.owned(block, 1)
        if name is None:
            return False
        size = self.kind_of(block, name).shape[0]
        form = self.rng.randrange(3)
        value = f"{name}[i0 - 1] * {self.number(block, 0)}"
        if form == 0:
            self.put(f"for i0 in range(1, {size}):")
            self.put(f"    {name}[i0] = {self.bounded(f'{name}[i0] + {value}')}")
        elif form == 1:
            self.put(f"for i0 in range({size} - 1, 0, -1):")
            self.put(f"    {name}[i0] {self.operator()} {self.bounded(value)}")
        else:
            old = self.fresh("a")
            self.put(f"{old} = {name}.copy()")
            self.put(f"for i0 in range(1, {size}):")
            self.put(f"    {name}[i0] = {self.bounded(f'{old}[i0 - 1] * {name}[i0]')}")
        return None

    def trade(self, block: Block) -> bool | None:
        """Two buffers that trade places with the turns."""
        name = self.pick_name(block, lambda k: k.tag == "array" and k.owned and len(k.shape) == 1)
        if name is None or name in block.pinned:
            return False
        size = self.kind_of(block, name).shape[0]
        other = self.fresh("a")
        self.put(
            f"{other} = {self.rng.choice((f'np.zeros({size})', f'{name}.copy()', f'np.empty_like({name})'))}"
        )
        self.put(f"for k in range({self.rng.randint(1, 3)}):")
        self.put(f"    {other}[:] = {self.bounded(f'{name} * {self.number(block, 0)} + k')}")
        self.put(f"    {name}, {other} = {other}, {name}")
        self.bind(block, other, Kind("array", (size,), owned=True))
        return None

    def rebound_alias(self, block: Block) -> bool | None:
        """A second name that starts as an array and becomes one of its own in a loop or a branch."""
        name = self.owned(block, 1)
        if name is None:
            return False
        shape = self.kind_of(block, name).shape
        new, value = self.fresh("b"), self.bounded(self.number(block, 0))
        self.put(f"{new} = {name}")
        head = f"for k in range({self.rng.randint(1, 3)}):"
        self.put(f"if {self.test(block)}:" if self.chance(0.4) else head)
        self.put(f"    {new}[{self.index(block, shape[0])}] {self.operator()} {value}")
        self.put(f"    {new} = {new} * {self.number(block, 0)}")
        if self.chance(0.5):
            self.put(f"    {name}[0] += {new}[-1]")
        self.bind(block, new, Kind("array", shape, owned=True))
        return None


# ---- whole programs ----


def write_rich_function(
    rng: random.Random, name: str, parameters: dict[str, Kind], results: list[Kind],
    helpers: list[Helper], stores: bool, size: int, make: type[FeatureWriter] = FeatureWriter,
) -> list[str]:  # fmt: skip
    """The lines of one function."""
    writer = make(rng, stores, helpers, results, budget=2 * size)
    writer.used = {*parameters, "u", "k"}
    block = Block({n: kind for n, kind in parameters.items() if kind.tag != "depth"})
    if len(block.names) < len(parameters):
        writer.end_recursion(block)
    writer.body(block, size)
    if "depth" in parameters:
        writer.recur(block, name)
    writer.give(block)
    return [f"def {name}({', '.join(parameters)}):", *writer.lines, "", ""]


def rich_value(rng: random.Random, kind: Kind) -> Any:
    """An input of this kind, nested where it is."""
    if kind.tag == "dict":
        return {key: rich_value(rng, part) for key, part in kind.parts}
    if kind.tag == "tuple":
        return tuple(rich_value(rng, part) for _, part in kind.parts)
    if kind.tag == "list":
        return [draw_value(rng, FLOAT) for _ in range(kind.size)]
    return rng.randint(1, 3) if kind.tag == "index" else draw_value(rng, kind)


def rich_parameter(rng: random.Random, stores: bool) -> Kind:
    """A nested argument, or an array that is stored into."""
    form = rng.randrange(4)
    if form == 0:
        return Kind("dict", parts=(("p", FLOAT), ("q", VECTOR), ("r", FLOAT)))
    if form == 1:
        return Kind(
            "tuple", parts=((0, FLOAT), (1, Kind("dict", parts=(("p", FLOAT), ("q", FLOAT)))))
        )
    if form == 2:
        return Kind("list", size=rng.randint(1, 3))
    return replace(VECTOR, owned=stores)


def draw_rich_program(rng: random.Random, stores: bool, label: str = "") -> Program:
    """A program with helpers of all kinds, its arguments, and what to differentiate by."""
    lines = ["import functools", "import math", "", "import numpy as np", "", ""]
    for text in TEMPLATES.strip().split("\n\n\n"):
        lines += [text.replace("{}", str(round(rng.uniform(0.3, 1.5), 2))), "", ""]
    helpers: list[Helper] = []
    for number in range(rng.choice((0, 0, 1, 1, 2))):
        vector = replace(VECTOR, owned=stores and rng.random() < 0.5)
        kinds = [rng.choice((FLOAT, FLOAT, vector)) for _ in range(rng.randint(1, 2))]
        results = rng.choice(([FLOAT], [FLOAT], [FLOAT, FLOAT], [VECTOR]))
        parameters = {f"p{index}": kind for index, kind in enumerate(kinds)}
        if rng.random() < 0.25:  # a function that calls itself
            kinds, results = [FLOAT, Kind("depth")], [FLOAT]
            parameters = dict(zip(("p0", "depth"), kinds, strict=True))
        name = f"h{number}"
        size = rng.randint(1, 4)
        lines += write_rich_function(rng, name, parameters, results, helpers, stores, size)
        helpers.append(Helper(name, kinds, results))
    parameters = {name: FLOAT for name in ("x", "y", "z")[: rng.randint(1, 3)]}
    for name in ("v", "w")[: rng.choice((0, 1, 1, 2))]:
        parameters[name] = Kind("array", rng.choice(((3,), (3,), (4,), (2, 3), (3, 3))))
    if rng.random() < 0.5:
        parameters["q"] = rich_parameter(rng, stores)
    active = list(parameters)
    if rng.random() < 0.3:
        parameters["n"] = Kind("index", size=4)
    results = rng.choice((5 * [[FLOAT]] + [[FLOAT, FLOAT], [VECTOR], [Kind("dict")]]))
    size = rng.randint(3, 9)
    lines += write_rich_function(rng, "f", parameters, results, helpers, stores, size)
    args = tuple(rich_value(rng, kind) for kind in parameters.values())
    if len(active) > 1 and rng.random() < 0.15:
        active = sorted(rng.sample(active, rng.randint(1, len(active) - 1)))
    wrt = tuple(index for index, name in enumerate(parameters) if name in active)
    return Program(used_only("\n".join(lines[:-2]) + "\n"), args, wrt, label)


def used_only(text: str, templates: str = TEMPLATES) -> str:
    """A program without the templates that it does not call."""
    head, *functions = text.split("\ndef ")
    while True:
        kept = [
            f
            for f in functions
            if not is_template(f, templates) or is_called(f, [head, *functions])
        ]
        if len(kept) == len(functions):
            return "\ndef ".join([head, *functions])
        functions = kept


def is_template(function: str, templates: str) -> bool:
    return f"def {function.split('(')[0]}(" in templates


def is_called(function: str, texts: list[str]) -> bool:
    """Whether another function names this one."""
    name = re.compile(rf"\b{function.split('(')[0]}\b")
    return any(name.search(text) for text in texts if text is not function)
