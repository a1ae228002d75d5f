"""Random programs: the text of a function over a few floats and small arrays.

Every program runs by construction: the generator keeps the kind and the shape of each name and
draws only statements that are valid there. Values stay bounded because what is assigned goes
through a bounded smooth function. Branches on data may fall near a kink; `margin` tells.
"""

from __future__ import annotations

import random
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

import numpy as np

SIZES = (2, 3, 4)
NAME = re.compile(r"(?<![\w.])(?!np\b|math\b)[a-z]\w*(?!\w*\()")
MATRICES = ((2, 3), (3, 2), (3, 3), (2, 2))


@dataclass(frozen=True)
class Kind:
    """What a name holds: `float`, `index` (below `size`), `array`, `list` (at least `size`).

    Besides: `dict` and `tuple`, whose `parts` have kinds of their own; `flag`, a truth; `pure`, a function of a number
    that binds nothing; `arrays`, a list of arrays of one shape; `function`, of one number; `depth`, of a recursion.
    """

    tag: str
    shape: tuple[int, ...] = ()
    owned: bool = False  # an array made inside: it may be stored into
    size: int = 0
    parts: tuple[tuple[Any, Kind], ...] = ()  # of a dict or tuple: its keys and what they hold


FLOAT = Kind("float")


@dataclass
class Helper:
    """A generated callee: its parameters' kinds and its results'."""

    name: str
    parameters: list[Kind]
    results: list[Kind]


@dataclass
class Program:
    """A generated module whose function `f` is to be differentiated."""

    text: str
    args: tuple[Any, ...]
    wrt: tuple[int, ...]
    label: str = ""


@dataclass
class Block:
    """Where a statement stands: what it may do there."""

    names: dict[str, Kind]
    depth: int = 0
    loops: int = 0
    pinned: frozenset[str] = frozenset()  # names that must keep their kind (read in later turns)
    is_straight: bool = True  # neither in a loop nor in a branch
    may_leave: bool = True  # by break or continue: not above the test that ends a `while True`

    def inner(self, *, loop: bool) -> Block:
        names = dict(self.names)
        pinned = frozenset(names) if loop else self.pinned
        return Block(
            names, self.depth + 1, self.loops + loop, pinned, False, loop or self.may_leave
        )


@dataclass
class Writer:
    """Writes one function's body."""

    rng: random.Random
    stores: bool
    helpers: list[Helper]
    results: list[Kind]
    budget: int
    lines: list[str] = field(default_factory=list)
    used: set[str] = field(default_factory=set)
    indent: int = 1

    # ---- small tools ----

    def put(self, line: str) -> None:
        self.lines.append("    " * self.indent + line)

    def fresh(self, stem: str) -> str:
        number = 1
        while f"{stem}{number}" in self.used:
            number += 1
        self.used.add(f"{stem}{number}")
        return f"{stem}{number}"

    def chance(self, probability: float) -> bool:
        return self.rng.random() < probability

    def one_of(self, *makers: Callable[[], str | None]) -> str:
        """The text of one of several ways that are possible here."""
        while True:
            text = self.rng.choice(makers)()
            if text is not None:
                return text

    def having(self, block: Block, test: Callable[[Kind], bool]) -> list[str]:
        return [name for name, kind in block.names.items() if test(kind)]

    def pick_name(self, block: Block, test: Callable[[Kind], bool]) -> str | None:
        """A name, not a part of what a name holds."""
        names = [name for name, kind in block.names.items() if test(kind)]
        return self.rng.choice(names) if names else None

    def kind_of(self, block: Block, name: str) -> Kind:
        return block.names[name]

    def pick(self, block: Block, test: Callable[[Kind], bool]) -> str | None:
        names = self.having(block, test)
        return self.rng.choice(names) if names else None

    def constant(self) -> str:
        return repr(round(self.rng.uniform(0.2, 1.8) * self.rng.choice((1, 1, -1)), 2))

    def target(self, block: Block, kind: Kind, stem: str) -> str:
        """A name to bind to `kind`: an old one (also of another kind, where allowed) or new."""
        same = [n for n, k in block.names.items() if (k.tag, k.shape) == (kind.tag, kind.shape)]
        other = [n for n, k in block.names.items() if n not in block.pinned and k.tag != "index"]
        if same and self.chance(0.55):
            return self.rng.choice(same)
        if other and self.chance(0.15):
            return self.rng.choice(other)
        return self.fresh(stem)

    def bind(self, block: Block, name: str, kind: Kind) -> None:
        """Note that `name` is now `kind`. A name of the outside keeps only what all turns have."""
        old = block.names.get(name)
        if name in block.pinned and old is not None:
            kind = replace(kind, owned=kind.owned and old.owned, size=min(kind.size, old.size))
        block.names[name] = kind

    # ---- expressions ----

    def index(self, block: Block, size: int) -> str:
        """An index that is valid for an axis of length `size`."""
        name = self.pick(block, lambda kind: kind.tag == "index")
        if name is not None and self.chance(0.6):
            if self.kind_of(block, name).size <= size:
                return name
            return f"{name} % {size}"
        return str(self.rng.randrange(-size, size))

    def bounded(self, text: str) -> str:
        """A smooth bounded function of a number or an array."""
        form = self.rng.choice(
            ("np.tanh({})", "np.sin({})", "np.cos({})", "({0}) / (1.0 + ({0}) * ({0}))")
        )
        if form.count("{0}") and len(text) > 30:
            form = "np.tanh({})"
        return form.format(text)

    def bounded_number(self, text: str) -> str:
        if self.chance(0.25):
            return self.rng.choice(("math.sin({})", "math.tanh({})")).format(text)
        return self.bounded(text)

    def number(self, block: Block, depth: int = 2) -> str:
        """An expression whose value is a number."""
        atoms: list[Callable[[], str | None]] = [self.constant] + 4 * [
            lambda: self.pick(block, lambda kind: kind.tag == "float")
        ]
        atoms += 2 * [lambda: self.element(block)]
        atoms.append(lambda: self.scaled_index(block))
        if depth <= 0:
            return self.one_of(*atoms)
        deeper = depth - 1
        forms: list[Callable[[], str | None]] = [
            *atoms,
            *(3 * [lambda: self.arithmetic(lambda: self.number(block, deeper))]),
            *(2 * [lambda: self.function(self.number(block, deeper))]),
            lambda: self.conditional(block, deeper),
            *(2 * [lambda: self.reduction(block, deeper)]),
            lambda: self.of_list(block),
            lambda: self.in_list(block),
            lambda: self.local_call(block),
            *(2 * [lambda: self.call(block, 1, FLOAT)]),
            lambda: f"abs({self.number(block, deeper)})",
            lambda: (
                f"{self.rng.choice(('max', 'min'))}("
                f"{self.number(block, deeper)}, {self.number(block, 0)})"
            ),
        ]
        return self.one_of(*forms)

    def arithmetic(self, operand: Callable[[], str]) -> str:
        left, right = operand(), operand()
        return self.rng.choice(
            (
                f"({left} + {right})",
                f"({left} - {right})",
                f"{left} * {right}" if " " not in left + right else f"({left}) * ({right})",
                f"({left}) / (2.0 + ({right}) ** 2)",
                f"({left}) ** 2",
                f"0.5 * ({left})",
                f"-({left})",
            )
        )

    def function(self, text: str) -> str:
        form = self.rng.choice(
            (
                "np.sin({})",
                "np.cos({})",
                "np.tanh({})",
                "np.exp(-({}) ** 2)",
                "np.sqrt(1.0 + ({}) ** 2)",
                "np.log(2.0 + ({}) ** 2)",
                "np.arctan({})",
            )
        )
        return form.format(text)

    def element(self, block: Block) -> str | None:
        name = self.pick(block, lambda kind: kind.tag == "array")
        if name is None:
            return None
        shape = self.kind_of(block, name).shape
        return f"{name}[{', '.join(self.index(block, size) for size in shape)}]"

    def scaled_index(self, block: Block) -> str | None:
        name = self.pick(block, lambda kind: kind.tag == "index")
        return None if name is None else f"0.3 * {name}"

    def of_list(self, block: Block) -> str | None:
        name = self.pick(block, lambda kind: kind.tag == "list")
        if name is None:
            return None
        size = self.kind_of(block, name).size
        return self.rng.choice(
            (
                f"{name}[{self.rng.randrange(-size, size)}]",
                f"{name}[-1]",
                f"sum({name}) / len({name})",
                f"sum(np.sin(u) * u for u in {name})",
                f"sum([u * {self.number(block, 0)} for u in {name} if u > {self.constant()}])",
                f"max({name})",
            )
        )

    def conditional(self, block: Block, depth: int) -> str:
        sides = self.number(block, depth), self.number(block, depth)
        return f"({sides[0]} if {self.test(block)} else {sides[1]})"

    def reduction(self, block: Block, depth: int) -> str:
        size = self.rng.choice(SIZES)
        vector = self.array(block, (size,), depth)
        other = self.array(block, (size,), 0)
        shape = self.rng.choice(MATRICES)
        matrix = self.array(block, shape, depth)
        return self.rng.choice(
            (
                f"np.sum({vector})",
                f"np.mean({vector})",
                f"({vector}) @ ({other})",
                f"np.sum({matrix}) / {shape[0] * shape[1]}.0",
                f"np.sum(np.sum({matrix}, axis=0) ** 2) * 0.1",
                f"np.max({vector})",
                f"np.prod({vector})",
                f"np.dot({vector}, {other})",
            )
        )

    def call(self, block: Block, results: int, kind: Kind) -> str | None:
        fitting = [
            helper
            for helper in self.helpers
            if len(helper.results) == results and helper.results[0] == kind
        ]
        if not fitting:
            return None
        helper = self.rng.choice(fitting)
        args = [self.argument(block, kind) for kind in helper.parameters]
        named = all(kind.tag != "depth" for kind in helper.parameters)
        if named and len(args) > 1 and self.chance(0.15):
            args[1:] = [f"p{place}={arg}" for place, arg in enumerate(args[1:], start=1)]
        return f"{helper.name}({', '.join(args)})"

    def argument(self, block: Block, kind: Kind) -> str:
        """An argument for a helper; one that is stored into may be an array of the caller's."""
        if kind.tag == "depth":
            return str(self.rng.randint(0, 3))
        if kind.tag == "float":
            return self.number(block, 1)
        if kind.owned:
            name = self.pick(block, lambda k: k.owned and k.shape == kind.shape)
            return name or f"({self.array(block, kind.shape, 0)}) * 1.0"
        return self.array(block, kind.shape, 1)

    def local_call(self, block: Block) -> str | None:
        """A call of a nested function."""
        name = self.pick(block, lambda kind: kind.tag == "function")
        return None if name is None else f"{name}({self.number(block, 0)})"

    def in_list(self, block: Block) -> str | None:
        """An element of an array in a list of arrays."""
        name = self.pick(block, lambda kind: kind.tag == "arrays")
        if name is None:
            return None
        kind = self.kind_of(block, name)
        return f"{name}[{self.index(block, kind.size)}][{self.index(block, kind.shape[0])}]"

    def array(self, block: Block, shape: tuple[int, ...], depth: int = 2) -> str:
        """An expression whose value is an array of this shape."""
        return (
            self.vector(block, shape[0], depth)
            if len(shape) == 1
            else self.matrix(block, shape, depth)
        )

    def named_array(self, block: Block, shape: tuple[int, ...]) -> str | None:
        return self.pick(block, lambda kind: kind.tag == "array" and kind.shape == shape)

    def part(self, block: Block, size: int) -> str | None:
        """A slice, a selection, a row or a column with `size` elements of some array."""
        name = self.pick(
            block, lambda kind: kind.tag == "array" and len(kind.shape) == 1 and kind.shape[0] > 1
        )
        matrix = self.pick(block, lambda kind: kind.tag == "array" and len(kind.shape) == 2)
        if matrix is not None and self.chance(0.4):
            rows, columns = self.kind_of(block, matrix).shape
            if columns == size:
                return f"{matrix}[{self.index(block, rows)}]"
            if rows == size:
                return f"{matrix}[:, {self.index(block, columns)}]"
        if name is None:
            return None
        whole = self.kind_of(block, name).shape[0]
        picked = [self.rng.randrange(-whole, whole) for _ in range(size)]
        forms = [f"{name}[{picked}]", f"{name}[np.array({picked})]"]
        if whole == size:
            forms += [f"{name}[::-1]", f"np.roll({name}, 1)", f"np.cumsum({name})"]
        if whole > size:
            start = self.rng.randrange(whole - size + 1)
            forms += 3 * [f"{name}[{start}:{start + size}]", f"{name}[:{size}]"]
        if (whole + 1) // 2 == size:
            forms.append(f"{name}[::2]")
        return self.rng.choice(forms)

    def vector(self, block: Block, size: int, depth: int) -> str:
        atoms: list[Callable[[], str | None]] = [
            *(4 * [lambda: self.named_array(block, (size,))]),
            *(2 * [lambda: self.part(block, size)]),
            lambda: f"np.full({size}, {self.number(block, 0)})",
            lambda: f"np.arange({size}.0) * {self.number(block, 0)}",
            lambda: f"np.array([{', '.join(self.number(block, 0) for _ in range(size))}])",
        ]
        if depth <= 0:
            return self.one_of(*atoms)
        deeper = depth - 1
        inner = self.rng.choice((2, 3))
        return self.one_of(
            *atoms,
            *(3 * [lambda: self.arithmetic(lambda: self.vector(block, size, deeper))]),
            lambda: f"({self.vector(block, size, deeper)}) * {self.number(block, 0)}",
            lambda: f"({self.number(block, 0)} + {self.vector(block, size, deeper)})",
            *(2 * [lambda: self.function(self.vector(block, size, deeper))]),
            lambda: (
                f"({self.matrix(block, (size, inner), 0)}) @ ({self.vector(block, inner, deeper)})"
            ),
            lambda: (
                f"({self.vector(block, inner, deeper)}) @ ({self.matrix(block, (inner, size), 0)})"
            ),
            lambda: self.where(block, (size,), deeper),
            lambda: f"np.maximum({self.vector(block, size, deeper)}, {self.number(block, 0)})",
            lambda: f"np.sum({self.matrix(block, (inner, size), deeper)}, axis=0)",
            lambda: f"np.mean({self.matrix(block, (size, inner), deeper)}, axis=1)",
            lambda: self.joined(block, size, deeper),
            lambda: self.call(block, 1, Kind("array", (size,))),
        )

    def where(self, block: Block, shape: tuple[int, ...], depth: int) -> str:
        tested = self.array(block, shape, 0)
        sides = self.array(block, shape, depth), self.array(block, shape, 0)
        return f"np.where({tested} > {self.constant()}, {sides[0]}, {sides[1]})"

    def joined(self, block: Block, size: int, depth: int) -> str | None:
        if size != 4:
            return None
        parts = self.vector(block, 2, depth), self.vector(block, 2, 0)
        return f"np.concatenate([{parts[0]}, {parts[1]}])"

    def matrix(self, block: Block, shape: tuple[int, ...], depth: int) -> str:
        rows, columns = shape
        atoms: list[Callable[[], str | None]] = [
            *(3 * [lambda: self.named_array(block, shape)]),
            lambda: self.transposed(block, shape),
            lambda: f"np.full({shape}, {self.number(block, 0)})",
            lambda: f"np.outer({self.vector(block, rows, 0)}, {self.vector(block, columns, 0)})",
            lambda: f"np.stack([{', '.join(self.vector(block, columns, 0) for _ in range(rows))}])",
        ]
        if depth <= 0:
            return self.one_of(*atoms)
        deeper = depth - 1
        return self.one_of(
            *atoms,
            *(2 * [lambda: self.arithmetic(lambda: self.matrix(block, shape, deeper))]),
            lambda: self.function(self.matrix(block, shape, deeper)),
            lambda: f"({self.matrix(block, shape, deeper)} * {self.vector(block, columns, 0)})",
            lambda: (
                f"({self.matrix(block, shape, deeper)} + ({self.vector(block, rows, 0)})[:, None])"
            ),
            lambda: (
                f"({self.matrix(block, (rows, 2), 0)}) @ ({self.matrix(block, (2, columns), 0)})"
            ),
            lambda: self.where(block, shape, deeper),
        )

    def transposed(self, block: Block, shape: tuple[int, ...]) -> str | None:
        name = self.named_array(block, shape[::-1])
        return None if name is None else f"{name}.T"

    def test(self, block: Block) -> str:
        """A condition: on data, on a loop index, chained, or joined."""
        number = self.number(block, 1)
        while not NAME.search(number):  # a test of constants alone tests nothing
            number = self.number(block, 1)
        name = self.pick(block, lambda kind: kind.tag == "index")
        if name is not None and self.chance(0.3):
            return self.rng.choice((f"{name} % 2 == 0", f"{name} > 0", f"{name} == 1"))
        low = round(self.rng.uniform(-1.2, 0.2), 2)
        form = self.rng.randrange(10)
        if form < 6:
            return f"{number} {self.rng.choice('<>')} {self.constant()}"
        if form == 6:
            return f"{low} < {number} < {round(low + self.rng.uniform(0.3, 1.5), 2)}"
        if form == 7:
            joint = self.rng.choice(("and", "or"))
            return f"{number} > {low} {joint} {self.number(block, 0)} < {self.constant()}"
        if form == 8:
            return f"not {number} > {low}"
        return f"{number} > {self.number(block, 0)}"

    # ---- statements ----

    def body(self, block: Block, count: int) -> None:
        """At least one statement, about `count`."""
        before = len(self.lines)
        for _ in range(count):
            if self.budget <= 0:
                break
            self.budget -= 1
            self.statement(block)
        if len(self.lines) == before:
            self.assign_number(block)

    def statement(self, block: Block) -> None:
        simple: list[Callable[[Block], Any]] = [
            *(5 * [self.assign_number]),
            *(2 * [self.augment_number]),
            *(2 * [self.assign_array]),
            self.assign_pair,
            self.swap,
            self.chain,
            self.make_list,
            *(2 * [self.change_list]),
            self.comprehension,
            *(2 * [self.call_pair]),
            self.unpack,
            self.local_function,
            self.accumulator,
            self.dictionary,
            self.items_of_dictionary,
            self.nested_pair,
            self.count_from_zero,
        ]
        if self.stores:
            simple += [
                *(3 * [self.make_array]),
                *(3 * [self.store_element]),
                *(3 * [self.store_slice]),
                *(2 * [self.store_selection]),
                *(2 * [self.augment_array]),
                self.store_matrix,
                self.swap_elements,
                *(2 * [self.alias]),
                self.list_of_arrays,
                *(2 * [self.change_arrays]),
            ]
        nested = [self.branch, self.for_range, self.for_range, self.for_elements, self.while_loop]
        leave = [self.leave_loop, self.early_return] if block.depth else [self.early_return]
        for _ in range(20):
            roll = self.rng.random()
            if roll < 0.3 and block.depth < 3:
                done = self.rng.choice(nested)(block)
            elif roll < 0.38:
                done = self.rng.choice(leave)(block)
            else:
                done = self.rng.choice(simple)(block)
            if done is not False:
                return

    def assign_number(self, block: Block) -> None:
        value = self.number(block, 2)
        name = self.target(block, FLOAT, "x")
        if self.chance(0.8) or name in block.pinned:
            value = self.bounded_number(value)
        self.put(f"{name} = {value}")
        self.bind(block, name, FLOAT)

    def augment_number(self, block: Block) -> bool | None:
        name = self.pick(block, lambda kind: kind.tag == "float")
        if name is None:
            return False
        value = self.bounded(self.number(block, 1))
        operator = self.rng.choice(("+", "-", "*", "/"))
        self.put(f"{name} /= 1.5 + {value}" if operator == "/" else f"{name} {operator}= {value}")
        return None

    def assign_array(self, block: Block) -> None:
        shape = self.rng.choice(((2,), (3,), (3,), (4,), *MATRICES))
        value = self.bounded(self.array(block, shape, 2))
        kind = Kind("array", shape, owned=True)
        name = self.target(block, kind, "v" if len(shape) == 1 else "m")
        self.put(f"{name} = {value}")
        self.bind(block, name, kind)

    def assign_pair(self, block: Block) -> None:
        values = [self.bounded(self.number(block, 1)) for _ in range(2)]
        names = [self.target(block, FLOAT, "x")]
        second = self.target(block, FLOAT, "x")
        names.append(second if second != names[0] else self.fresh("x"))
        if self.chance(0.2):
            rest = self.fresh("rest")
            self.put(f"{names[0]}, *{rest} = ({', '.join(values)}, {self.number(block, 0)})")
            names[1] = rest
            self.bind(block, names[0], FLOAT)
            self.bind(block, rest, Kind("list", size=2))
            return
        self.put(f"{', '.join(names)} = {', '.join(values)}")
        for name in names:
            self.bind(block, name, FLOAT)

    def swap(self, block: Block) -> bool | None:
        groups: dict[tuple, list[str]] = {}
        for name, kind in block.names.items():
            if kind.tag in ("float", "array"):
                groups.setdefault((kind.tag, kind.shape), []).append(name)
        groups = {key: names for key, names in groups.items() if len(names) > 1}
        if not groups:
            return False
        names = self.rng.sample(self.rng.choice(list(groups.values())), 2)
        if block.pinned:  # in a loop the two would trade places with the turns
            owned = [self.kind_of(block, name).owned for name in names]
            if owned[0] != owned[1]:
                return False
        self.put(f"{names[0]}, {names[1]} = {names[1]}, {names[0]}")
        first, second = self.kind_of(block, names[0]), self.kind_of(block, names[1])
        block.names[names[0]], block.names[names[1]] = second, first
        return None

    def chain(self, block: Block) -> None:
        names = [self.fresh("x"), self.target(block, FLOAT, "x")]
        if names[0] == names[1]:
            names[1] = self.fresh("x")
        self.put(f"{names[0]} = {names[1]} = {self.bounded(self.number(block, 1))}")
        for name in names:
            self.bind(block, name, FLOAT)

    def make_list(self, block: Block) -> None:
        size = self.rng.randint(1, 3)
        name = self.fresh("xs")
        self.put(f"{name} = [{', '.join(self.number(block, 1) for _ in range(size))}]")
        self.bind(block, name, Kind("list", size=size))

    def change_list(self, block: Block) -> bool | None:
        name = self.pick(block, lambda kind: kind.tag == "list")
        if name is None:
            return False
        size = self.kind_of(block, name).size
        form = self.rng.randrange(4)
        value = self.bounded(self.number(block, 1))
        if form == 0 and size > 1 and block.is_straight:
            target = self.fresh("x")
            self.put(f"{target} = {name}.pop({self.rng.choice(('', '0'))})")
            block.names[name] = replace(self.kind_of(block, name), size=size - 1)
            self.bind(block, target, FLOAT)
        elif form == 1:
            operator = self.rng.choice(("=", "+=", "*="))
            self.put(f"{name}[{self.rng.randrange(-size, size)}] {operator} {value}")
        else:
            self.put(f"{name}.append({value})")
            if block.is_straight:
                block.names[name] = replace(self.kind_of(block, name), size=size + 1)
        return None

    def comprehension(self, block: Block) -> None:
        name = self.fresh("xs")
        source = self.pick(block, lambda kind: kind.tag == "list")
        if source is not None and self.chance(0.6):
            value = self.bounded(f"u * {self.number(block, 0)}")
            self.put(f"{name} = [{value} for u in {source}]")
            self.bind(block, name, Kind("list", size=self.kind_of(block, source).size))
        else:
            size = self.rng.randint(1, 3)
            value = self.bounded(f"{self.number(block, 0)} * (k + 0.5)")
            self.put(f"{name} = [{value} for k in range({size})]")
            self.bind(block, name, Kind("list", size=size))

    def call_pair(self, block: Block) -> bool | None:
        call = self.call(block, 2, FLOAT)
        if call is None:
            return False
        names = [self.target(block, FLOAT, "x"), self.fresh("x")]
        self.put(f"{names[0]}, {names[1]} = {call}")
        for name in names:
            self.bind(block, name, FLOAT)
        return None

    def unpack(self, block: Block) -> None:
        names = [self.fresh("x") for _ in range(2)]
        self.put(f"{names[0]}, {names[1]} = {self.vector(block, 2, 1)}")
        for name in names:
            self.bind(block, name, FLOAT)

    def local_function(self, block: Block) -> bool | None:
        if not block.is_straight:
            return False
        name, target = self.fresh("g"), self.fresh("x")
        inside = Block(
            {n: k for n, k in block.names.items() if k.tag in ("float", "array")} | {"u": FLOAT}
        )
        value = self.bounded(f"u * {self.number(inside, 1)}")
        if self.chance(0.5):
            self.put(f"{name} = lambda u: {value}")
        else:
            self.put(f"def {name}(u):")
            self.put(f"    return {value}")
        argument = self.number(block, 1)
        self.put(f"{target} = {name}({argument}) * {name}({self.number(block, 0)})")
        self.bind(block, target, FLOAT)
        return None

    def accumulator(self, block: Block) -> bool | None:
        """A nested function that binds a number of the function around it."""
        total = self.pick_name(block, lambda kind: kind.tag == "float")
        if not block.is_straight or total is None:
            return False
        name = self.fresh("g")
        inside = Block({n: k for n, k in block.names.items() if k.tag == "float"} | {"u": FLOAT})
        first = self.bounded(f"{total} + u * {self.number(inside, 0)}")
        second = f"{total} * {self.number(inside, 0)}"
        self.put(f"def {name}(u):")
        self.put(f"    nonlocal {total}")
        self.put(f"    {total} = {first}")
        self.put(f"    return {second}")
        block.pinned = block.pinned | set(inside.names)  # the function reads them when it is called
        self.bind(block, name, Kind("function"))
        return None

    def items_of_dictionary(self, block: Block) -> None:
        """A walk over a dict, or over what it holds."""
        name, target = self.fresh("d"), self.fresh("x")
        parts = [f'"{key}": {self.number(block, 1)}' for key in "abc"[: self.rng.randint(1, 3)]]
        self.put(f"{name} = {{{', '.join(parts)}}}")
        if self.chance(0.3):
            self.put(
                f"{name} = {{key: np.sin(u) * {self.number(block, 0)} for key, u in {name}.items()}}"
            )
        if self.chance(0.4):
            self.put(f"{target} = sum(u * u for u in {name}.values())")
        else:
            self.put(f"{target} = {self.number(block, 0)}")
            head = self.rng.choice(
                (
                    f"for key, e0 in {name}.items():",
                    f"for e0 in {name}.values():",
                    f"for key in sorted({name}):",
                )
            )
            value = f"{name}[key]" if "sorted" in head else "e0"
            self.put(head)
            self.put(f"    {target} = {self.bounded(f'{target} * {value} + {value}')}")
        self.bind(block, target, FLOAT)

    def nested_pair(self, block: Block) -> None:
        """An assignment to nested tuples."""
        names = [self.fresh("x") for _ in range(3)]
        values = [self.bounded(self.number(block, 1)) for _ in range(3)]
        if self.chance(0.5):
            self.put(
                f"{names[0]}, ({names[1]}, {names[2]}) = {values[0]}, ({values[1]}, {values[2]})"
            )
        else:
            self.put(f"t0 = ({values[0]}, ({values[1]}, {values[2]}))")
            self.put(f"({names[0]}, {names[1]}), {names[2]} = t0[1], t0[0]")
        for name in names:
            self.bind(block, name, FLOAT)

    def count_from_zero(self, block: Block) -> bool | None:
        """A sum that starts as the integer 0."""
        source = self.pick(
            block, lambda k: k.tag == "list" or (k.tag == "array" and len(k.shape) == 1)
        )
        if source is None:
            return False
        name = self.fresh("x")
        self.put(f"{name} = 0")
        self.put(f"for e0 in {source}:")
        if self.chance(0.4):
            self.put(f"    if e0 > {self.constant()}:")
            self.put("        continue")
        self.put(f"    {name} += {self.bounded(f'e0 * {self.number(block, 0)}')}")
        self.bind(block, name, FLOAT)
        return None

    def dictionary(self, block: Block) -> None:
        name, target = self.fresh("d"), self.target(block, FLOAT, "x")
        self.put(f'{name} = {{"a": {self.number(block, 1)}, "b": {self.number(block, 1)}}}')
        if self.chance(0.5):
            self.put(f'{name}["a"] = {name}["b"] * {self.bounded(self.number(block, 0))}')
        self.put(f'{target} = {self.bounded(f"""{name}["a"] * {name}["b"]""")}')
        self.bind(block, target, FLOAT)

    # ---- arrays that are stored into ----

    def owned(self, block: Block, rank: int) -> str | None:
        return self.pick(block, lambda k: k.tag == "array" and k.owned and len(k.shape) == rank)

    def make_array(self, block: Block) -> None:
        shape = self.rng.choice(((3,), (4,), (4,), *MATRICES[:2]))
        kind = Kind("array", shape, owned=True)
        name = self.fresh("a")
        text = shape[0] if len(shape) == 1 else shape
        old = self.named_array(block, shape)
        forms = [f"np.zeros({text})", f"np.ones({text})", f"np.full({text}, 0.7)"]
        if old is not None:
            forms += 2 * [f"{old}.copy()", f"np.zeros_like({old})", f"{old} * 1.0"]
        self.put(f"{name} = {self.rng.choice(forms)}")
        self.bind(block, name, kind)

    def operator(self) -> str:
        return self.rng.choice(("=", "=", "=", "+=", "-=", "*="))

    def store_element(self, block: Block) -> bool | None:
        name = self.owned(block, 1)
        if name is None:
            return False
        at = self.index(block, self.kind_of(block, name).shape[0])
        self.put(f"{name}[{at}] {self.operator()} {self.bounded(self.number(block, 1))}")
        return None

    def slice_of(self, size: int) -> tuple[str, int]:
        """A slice and how many elements it has."""
        forms = [(":", size), ("...", size), ("::-1", size), ("::2", (size + 1) // 2)]
        forms += 2 * [("1:", size - 1), (":-1", size - 1)]
        forms += [(":2", min(2, size)), (f"{size - 2}:", min(2, size)), ("1::2", size // 2)]
        return self.rng.choice(forms)

    def store_slice(self, block: Block) -> bool | None:
        name = self.owned(block, 1)
        if name is None:
            return False
        size = self.kind_of(block, name).shape[0]
        at, count = self.slice_of(size)
        form = self.rng.randrange(4)
        if form == 0 and at in ("1:", ":-1"):
            other = ":-1" if at == "1:" else "1:"
            value = f"{name}[{other}]"
            if self.chance(0.5):
                value = self.bounded(f"{value} * {self.number(block, 0)}")
        elif form == 1:
            value = self.bounded(self.number(block, 1))
        else:
            value = self.bounded(self.vector(block, count, 1))
        self.put(f"{name}[{at}] {self.operator()} {value}")
        return None

    def store_selection(self, block: Block) -> bool | None:
        """Through a mask, or an array of indices (with repeats)."""
        name = self.owned(block, 1)
        if name is None:
            return False
        size = self.kind_of(block, name).shape[0]
        value = self.bounded(self.number(block, 1))
        if self.chance(0.4):
            tested = self.rng.choice((name, self.named_array(block, (size,)) or name))
            self.put(f"{name}[{tested} > {self.constant()}] {self.operator()} {value}")
            return None
        count = self.rng.randint(2, 3)
        picked = [self.rng.randrange(-size, size) for _ in range(count)]
        if self.chance(0.7):
            value = self.bounded(self.vector(block, count, 1))
        if self.chance(0.3):
            self.put(f"np.add.at({name}, {picked}, {value})")
        else:
            self.put(f"{name}[{picked}] {self.operator()} {value}")
        return None

    def augment_array(self, block: Block) -> bool | None:
        name = self.pick(block, lambda kind: kind.tag == "array" and kind.owned)
        if name is None:
            return False
        shape = self.kind_of(block, name).shape
        value = self.number(block, 1) if self.chance(0.4) else self.array(block, shape, 1)
        self.put(f"{name} {self.rng.choice(('+=', '-=', '*='))} {self.bounded(value)}")
        return None

    def store_matrix(self, block: Block) -> bool | None:
        name = self.owned(block, 2)
        if name is None:
            return False
        rows, columns = self.kind_of(block, name).shape
        row, column = self.index(block, rows), self.index(block, columns)
        at, count = self.rng.choice(
            (
                (f"{row}, {column}", 0),
                (f"{row}", columns),
                (f"{row}, :", columns),
                (f":, {column}", rows),
                (f"{row}, 1:", columns - 1),
                (f"1:, {column}", rows - 1),
            )
        )
        value = self.vector(block, count, 1) if count else self.number(block, 1)
        self.put(f"{name}[{at}] {self.operator()} {self.bounded(value)}")
        return None

    def swap_elements(self, block: Block) -> bool | None:
        name = self.owned(block, 1)
        if name is None:
            return False
        size = self.kind_of(block, name).shape[0]
        left, right = self.index(block, size), self.index(block, size)
        self.put(f"{name}[{left}], {name}[{right}] = {name}[{right}], {name}[{left}]")
        return None

    def alias(self, block: Block) -> bool | None:
        """Another name for an array, a view of it, or one of two arrays."""
        name = self.pick(block, lambda kind: kind.tag == "array")
        if name is None:
            return False
        new, kind = self.fresh("b"), self.kind_of(block, name)
        form = self.rng.randrange(6)
        if form == 0 and len(kind.shape) == 1 and kind.shape[0] > 2:
            at, size = self.rng.choice(
                (("1:", kind.shape[0] - 1), (":2", 2), ("::-1", kind.shape[0]))
            )
            self.put(f"{new} = {name}[{at}]")
            kind = replace(kind, shape=(size,))
        elif form == 1 and len(kind.shape) == 2:
            self.put(f"{new} = {name}[{self.index(block, kind.shape[0])}]")
            kind = replace(kind, shape=kind.shape[1:])
        elif form == 2:
            other = self.pick(block, lambda k: k == kind) or name
            if self.chance(0.5):
                self.put(f"{new} = {name} if {self.test(block)} else {other}")
            else:
                self.put(f"if {self.test(block)}:")
                self.put(f"    {new} = {name}")
                self.put("else:")
                self.put(f"    {new} = {other}{self.rng.choice(('', '.copy()'))}")
        else:
            self.put(f"{new} = {name}")
        self.bind(block, new, kind)
        return None

    def list_of_arrays(self, block: Block) -> bool | None:
        """A list that holds arrays themselves."""
        first = self.owned(block, 1)
        if first is None:
            return False
        kind = self.kind_of(block, first)
        parts = [first]
        for _ in range(self.rng.randint(1, 2)):
            other = self.pick(block, lambda k: k == kind)
            fresh = f"{self.vector(block, kind.shape[0], 0)} * 1.0"
            parts.append(other if other is not None and self.chance(0.7) else fresh)
        name = self.fresh("vs")
        self.put(f"{name} = [{', '.join(parts)}]")
        self.bind(block, name, Kind("arrays", kind.shape, size=len(parts)))
        return None

    def change_arrays(self, block: Block) -> bool | None:
        """A store into an array that a list holds."""
        name = self.pick(block, lambda kind: kind.tag == "arrays")
        if name is None:
            return False
        kind = self.kind_of(block, name)
        value = self.bounded(self.number(block, 1))
        form = self.rng.randrange(4)
        at, element = self.index(block, kind.size), self.index(block, kind.shape[0])
        if form == 0:
            self.put(f"{name}[{at}][{element}] {self.operator()} {value}")
        elif form == 1:
            self.put(f"for e0 in {name}:")
            self.put(f"    e0[{element}] {self.operator()} {value}")
        elif form == 2:
            self.put(f"for k0, e0 in enumerate({name}):")
            self.put(f"    e0 {self.rng.choice(('+=', '*='))} {value} - 0.3 * k0")
        else:
            new = self.fresh("b")
            self.put(f"{new} = {name}[{at}]")
            self.bind(block, new, Kind("array", kind.shape, owned=True))
        return None

    # ---- control flow ----

    def nested(self, block: Block, head: str, count: int, *, loop: bool) -> Block:
        """A header and its body; gives what the body knows at its end."""
        inner = block.inner(loop=loop)
        self.put(head)
        self.indent += 1
        self.body(inner, count)
        self.indent -= 1
        return inner

    def branch(self, block: Block) -> None:
        test = self.test(block)
        if self.chance(0.1):
            name = self.fresh("x")
            test = f"({name} := {self.bounded(self.number(block, 1))}) > {self.constant()}"
            self.bind(block, name, FLOAT)
        ends = [self.nested(block, f"if {test}:", self.rng.randint(1, 3), loop=False)]
        if self.chance(0.25):
            ends.append(
                self.nested(block, f"elif {self.test(block)}:", self.rng.randint(1, 2), loop=False)
            )
        if self.chance(0.6):
            ends.append(self.nested(block, "else:", self.rng.randint(1, 3), loop=False))
        else:
            ends.append(Block(dict(block.names)))
        self.join(block, ends)

    def join(self, block: Block, ends: Sequence[Block]) -> None:
        """Keep the names that every branch gives the same kind."""
        first, *others = (end.names for end in ends)
        kept = {}
        for name, kind in first.items():
            kinds = [kind, *(other.get(name) for other in others)]
            if any(k is None or (k.tag, k.shape) != (kind.tag, kind.shape) for k in kinds):
                continue
            known = [k for k in kinds if k is not None]
            kept[name] = replace(
                kind, owned=all(k.owned for k in known), size=min(k.size for k in known)
            )
        block.names = kept

    def after_loop(self, block: Block, inner: Block) -> None:
        """What a loop's turns did to the names from outside."""
        for name, kind in block.names.items():
            end = inner.names[name]
            block.names[name] = replace(
                kind, owned=kind.owned and end.owned, size=min(kind.size, end.size)
            )

    def for_range(self, block: Block) -> bool | None:
        if block.loops > 1:
            return False
        name = self.fresh("i")
        ranges = (
            ("range(2)", 2),
            ("range(3)", 3),
            ("range(1, 4)", 4),
            ("range(0, 5, 2)", 5),
            ("range(3, 0, -1)", 4),
            ("reversed(range(3))", 3),
            ("range(0)", 1),
            ("range(n)", 4),
        )
        text, size = self.rng.choice(ranges)
        if text == "range(n)" and "n" not in block.names:
            text, size = "range(3)", 3
        inner = block.inner(loop=True)
        inner.names[name] = Kind("index", size=size)
        self.loop(block, inner, f"for {name} in {text}:")
        if size > 1 and text != "range(n)" and self.chance(0.3):
            block.names[name] = Kind("index", size=size)  # read after the loop
        return None

    def loop(self, block: Block, inner: Block, head: str) -> None:
        self.put(head)
        self.indent += 1
        self.body(inner, self.rng.randint(1, 4))
        self.indent -= 1
        self.otherwise(block, inner)
        self.after_loop(block, inner)

    def for_elements(self, block: Block) -> bool | None:
        if block.loops > 1:
            return False
        name = self.pick(block, lambda kind: kind.tag in ("array", "list"))
        if name is None:
            return False
        kind = self.kind_of(block, name)
        inner = block.inner(loop=True)
        element = self.fresh("e")
        inner.names[element] = Kind("array", kind.shape[1:]) if len(kind.shape) == 2 else FLOAT
        source = name
        if kind.tag == "list":  # a list that grows while it is walked would never end
            source = f"list({name})"
        head = f"for {element} in {source}:"
        if self.chance(0.25):
            counter = self.fresh("i")
            inner.names[counter] = Kind("index", size=9)
            head = f"for {counter}, {element} in enumerate({source}):"
        elif self.chance(0.15):
            head = f"for {element} in reversed({source}):"
        elif self.chance(0.2):
            other = self.pick(block, lambda k: k.tag == "array" and len(k.shape) == 1)
            if other is not None:
                second = self.fresh("e")
                inner.names[second] = FLOAT
                head = f"for {element}, {second} in zip({source}, {other}):"
        self.loop(block, inner, head)
        return None

    def while_loop(self, block: Block) -> bool | None:
        if block.loops > 1:
            return False
        counter = self.fresh("k")
        limit = self.rng.randint(1, 4)
        self.put(f"{counter} = 0")
        inner = block.inner(loop=True)
        inner.names[counter] = Kind("index", size=limit + 1)
        if self.chance(0.3):
            self.put("while True:")
            self.indent += 1
            self.put(f"{counter} += 1")
            if self.chance(0.5):
                inner.may_leave = False
                self.body(inner, 2)
                inner.may_leave = True
            self.put(f"if {counter} >= {limit} or ({self.test(inner)}):")
            self.put("    break")
            self.body(inner, 2)
            self.indent -= 1
            self.after_loop(block, inner)
            return None
        test = f"{counter} < {limit}"
        if self.chance(0.5):
            test = f"{test} and ({self.test(block)})"
        self.put(f"while {test}:")
        self.indent += 1
        self.put(f"{counter} += 1")
        self.body(inner, self.rng.randint(1, 3))
        self.indent -= 1
        self.otherwise(block, inner)
        self.after_loop(block, inner)
        return None

    def otherwise(self, block: Block, inner: Block) -> None:
        """Now and then the `else` of a loop."""
        if not self.chance(0.1):
            return
        self.put("else:")
        self.indent += 1
        after = block.inner(loop=True)
        self.after_loop(after, inner)
        self.assign_number(after)
        self.indent -= 1

    def leave_loop(self, block: Block) -> bool | None:
        if not block.loops or not block.may_leave:
            return False
        self.put(f"if {self.test(block)}:")
        self.indent += 1
        if self.chance(0.4):
            self.body(block.inner(loop=False), 1)
        self.put(self.rng.choice(("break", "continue")))
        self.indent -= 1
        return None

    def early_return(self, block: Block) -> None:
        self.put(f"if {self.test(block)}:")
        self.indent += 1
        if self.chance(0.3):
            block = block.inner(loop=False)
            self.body(block, 1)
        self.give(block)
        self.indent -= 1

    def end_recursion(self, block: Block) -> None:
        """The case in which a function does not call itself."""
        self.put("if depth <= 0:")
        self.indent += 1
        self.give(block)
        self.indent -= 1

    def recur(self, block: Block, name: str) -> None:
        """A call of the function itself; it returns one number."""
        target = self.fresh("x")
        call = f"{name}({self.bounded(self.number(block, 1))}, depth - 1)"
        self.put(f"{target} = {self.bounded(f'{call} * {self.number(block, 0)}')}")
        self.bind(block, target, FLOAT)

    def give(self, block: Block) -> None:
        """A return of what the function's results must be, reading many of the names."""
        values = [
            self.summary(block)
            if kind.tag == "float"
            else self.bounded(self.array(block, kind.shape, 1))
            for kind in self.results
        ]
        self.put(f"return {', '.join(values)}")

    def summary(self, block: Block) -> str:
        names = list(block.names)
        self.rng.shuffle(names)
        terms = []
        for name in names[:6]:
            kind = self.kind_of(block, name)
            if kind.tag == "float":
                terms.append(f"{name} * {self.constant()}")
            elif kind.tag == "array":
                terms.append(f"np.sum({name} * {name}) * {self.constant()}")
            elif kind.tag == "list":
                terms.append(f"sum({name}) * {self.constant()}")
            elif kind.tag == "arrays":
                terms.append(f"np.sum({name}[-1] * {name}[0]) * {self.constant()}")
        return " + ".join(terms) if terms else self.number(block, 2)


def write_function(
    rng: random.Random,
    name: str,
    parameters: dict[str, Kind],
    results: list[Kind],
    helpers: list[Helper],
    stores: bool,
    size: int,
) -> list[str]:
    """The lines of one function."""
    writer = Writer(rng, stores, helpers, results, budget=2 * size)
    writer.used = {*parameters, "u", "k"}
    block = Block({n: kind for n, kind in parameters.items() if kind.tag != "depth"})
    if len(block.names) < len(parameters):
        writer.end_recursion(block)
    writer.body(block, size)
    if len(block.names) and "depth" in parameters:
        writer.recur(block, name)
    writer.give(block)
    return [f"def {name}({', '.join(parameters)}):", *writer.lines, "", ""]


def draw_value(rng: random.Random, kind: Kind) -> Any:
    """An input of this kind, with no element near zero."""

    def number() -> float:
        return round(rng.uniform(0.15, 1.5) * rng.choice((1, 1, -1)), 3)

    if kind.tag == "float":
        return number()
    count = int(np.prod(kind.shape))
    return np.array([number() for _ in range(count)]).reshape(kind.shape)


def draw_program(rng: random.Random, stores: bool, label: str = "") -> Program:
    """A program with up to two helpers, its arguments, and what to differentiate by."""
    lines = ["import math", "", "import numpy as np", "", ""]
    helpers: list[Helper] = []
    for number in range(rng.choice((0, 0, 1, 1, 2))):
        vector = Kind("array", (3,), owned=stores and rng.random() < 0.5)
        kinds = [rng.choice((FLOAT, FLOAT, vector)) for _ in range(rng.randint(1, 2))]
        results = rng.choice(([FLOAT], [FLOAT], [FLOAT, FLOAT], [Kind("array", (3,))]))
        parameters = {f"p{index}": kind for index, kind in enumerate(kinds)}
        if rng.random() < 0.2:  # a function that calls itself
            kinds, results = [FLOAT, Kind("depth")], [FLOAT]
            parameters = dict(zip(("p0", "depth"), kinds, strict=True))
        name = f"h{number}"
        text = write_function(rng, name, parameters, results, helpers, stores, rng.randint(1, 4))
        lines += text
        helpers.append(Helper(name, kinds, results))
    parameters = {name: FLOAT for name in ("x", "y", "z")[: rng.randint(1, 3)]}
    shapes = ((3,), (4,), (2,), (2, 3), (3, 3))
    for name in ("v", "w")[: rng.choice((0, 1, 1, 2)) if not stores else rng.randint(1, 2)]:
        parameters[name] = Kind("array", rng.choice(shapes))
    active = list(parameters)
    if rng.random() < 0.3:
        parameters["n"] = Kind("index", size=4)
    results = rng.choice((5 * [[FLOAT]] + [[FLOAT, FLOAT], [Kind("array", (3,))]]))
    lines += write_function(rng, "f", parameters, results, helpers, stores, rng.randint(3, 9))
    args = tuple(
        rng.randint(1, 3) if kind.tag == "index" else draw_value(rng, kind)
        for kind in parameters.values()
    )
    if len(active) > 1 and rng.random() < 0.15:
        active = sorted(rng.sample(active, rng.randint(1, len(active) - 1)))
    wrt = tuple(index for index, name in enumerate(parameters) if name in active)
    return Program("\n".join(lines[:-2]) + "\n", args, wrt, label)
