"""Random programs that store: into arguments, work arrays and copies, through views, second names and helpers.

`StoringWriter` draws loops, branches, calls and results around the stores; `draw_storing_program` whole programs over
a few small arrays.
"""

from __future__ import annotations

import random
from collections.abc import Callable
from dataclasses import replace
from typing import Any

from program_features import TEMPLATES, rich_value, used_only, write_rich_function
from program_generator import FLOAT, Block, Helper, Kind, Program
from program_stores import StoreWriter

SHAPES = ((3,), (3,), (4,), (2,), (2, 3), (3, 3), (2, 2))

# Helpers that write into what they are given, or give it back; `{}` are numbers.
STORING_TEMPLATES = """
def put0(a, p):
    a[0] = np.sin(p * {})


def add0(a, b):
    a += b * {}
    b *= np.cos(a)


def swap0(a, b):
    c = a.copy()
    a[...] = b
    b[...] = c * {}


def nested0(a, p):
    put0(a[1:], p)
    put0(a, a[-1] * {})
    return a


def tail0(a):
    return a[1:]


def turned0(a):
    return a[::-1]


def either0(a, b, up):
    return a if up else b


def both0(a, b):
    return b, a


def rows0(a, p):
    for row in a:
        row *= np.cos(p)
        p = np.sin(p + row[0])
    return p


def down0(a, p):
    a[-1] = a[-1] * 0.5 + p * {}
    if len(a) > 1:
        down0(a[:-1], a[-1])
    return a[0]


def local0(a, p):
    a = a * p
    a[0] = {}
    return a


def take0(a, p):
    a[0] = a[0] * 0.5 + np.sin(p)
    return a[-1] * {}


def until0(a, p):
    for i in range(len(a)):
        if a[i] > p:
            return a[i:]
        a[i] *= {}
    return a
"""


class StoringWriter(StoreWriter):
    """Writes loops, branches, walks, swaps and calls around the stores."""

    def statement(self, block: Block) -> None:
        stores = [
            *(3 * [self.store]), *(3 * [self.store_whole]), self.store_overlapping,
            *(2 * [self.store_masked]), self.store_pair, self.store_by_out, self.store_by_call,
            *(2 * [self.store_through_expression]), self.store_at_new_index,
        ]  # fmt: skip
        names = [
            *(3 * [self.make_view]), *(2 * [self.second_name]), self.make_array, self.make_pieces,
            self.make_container, self.rebind, self.swap, self.unpack_rows, self.assign_array,
            self.trade_views,
        ]  # fmt: skip
        others = [
            self.assign_number, self.assign_number, self.augment_number, self.read_sum,
            self.change_list_of_arrays, *(2 * [self.call_helper]), *(3 * [self.call_template]),
            self.local_store, self.keep_in_turns,
        ]  # fmt: skip
        nested = [
            self.branch, self.branch, self.for_range, self.for_range, self.while_loop,
            self.walk_rows, self.walk_rows, self.walk_arrays, self.double_buffer, self.for_elements,
        ]  # fmt: skip
        leave = [self.leave_loop, self.leave_loop, self.early_return]
        for _ in range(30):
            roll = self.rng.random()
            makers: list[Callable[[Block], Any]]
            if roll < 0.24 and block.depth < 3:
                makers = nested
            elif roll < 0.3 and block.depth:
                makers = leave
            else:
                makers = stores if roll < 0.58 else names if roll < 0.8 else others
            if self.rng.choice(makers)(block) is not False:
                return

    # ---- calls ----

    def argument(self, block: Block, kind: Kind) -> str:
        if kind.tag == "array" and self.chance(0.9):
            found = self.place(block, kind.shape)
            if found is not None:
                return found.text
        return super().argument(block, kind)

    def call_helper(self, block: Block) -> bool | None:
        """A call of a generated helper; the same array may be passed twice, what it gives is kept or not."""
        if not self.helpers:
            return False
        helper = self.rng.choice(self.helpers)
        args = [self.argument(block, kind) for kind in helper.parameters]
        if len(args) > 1 and helper.parameters[0] == helper.parameters[1] and self.chance(0.3):
            args[1] = args[0]
        call = f"{helper.name}({', '.join(args)})"
        if not helper.results or self.chance(0.2):
            self.put(call)
            return None
        names = []
        for kind in helper.results:
            names.append(self.target(block, kind, "b") if not names else self.fresh("b"))
        self.put(f"{', '.join(names)} = {call}")
        for name, kind in zip(names, helper.results, strict=True):
            self.bind(block, name, replace(kind, owned=kind.tag == "array"))
        return None

    def call_template(self, block: Block) -> bool | None:
        one = self.place(block)
        if one is None:
            return False
        other = self.place(block, one.shape) or one
        number, rank, size = self.bounded(self.number(block, 0)), len(one.shape), one.shape[0]
        rest = one.shape[1:]
        plain = [f"add0({one.text}, {other.text})", f"swap0({one.text}, {other.text})"]
        giving = [
            (f"either0({one.text}, {other.text}, {self.test(block)})", one.shape),
            (f"turned0({one.text})", one.shape),
            (f"local0({one.text}, {number})", one.shape),
            (f"both0({one.text}, {other.text})[{self.index(block, 2)}]", one.shape),
        ]
        plain.append(f"put0({one.text}, {number})")
        if rank == 2:
            plain.append(f"rows0({one.text}, {number})")
            giving.append((f"local0({one.text}, {self.vector(block, rest[0], 0)})", one.shape))
        elif size > 1 and self.chance(0.1):
            plain.append(f"down0({one.text}, {number})")
        if size > 1:
            giving += [(f"tail0({one.text})", (size - 1, *rest))]
            giving += [(f"nested0({one.text}, {number})", one.shape)]
        if self.chance(0.5):
            text = self.rng.choice(plain)
            if text.startswith(("rows0", "down0")) and rank == 2 and self.chance(0.5):
                name = self.fresh("x")
                self.put(f"{name} = {text}")
                self.bind(block, name, FLOAT)
            else:
                self.put(text)
            return None
        text, shape = self.rng.choice(giving)
        if self.chance(0.25):
            at = "0, 0" if len(shape) == 2 else "0"
            self.put(self.change(f"{text}[{self.rng.choice((at, '...'))}]", number))
            return None
        name = self.name_for(block, shape)
        self.put(f"{name} = {text}")
        self.bind_array(block, name, shape)
        return None

    def local_store(self, block: Block) -> bool | None:
        """A nested function that stores into an array of the function around it."""
        name = self.pick_name(block, lambda k: k.tag == "array" and k.owned and len(k.shape) == 1)
        if not block.is_straight or name is None:
            return False
        function, target = self.fresh("g"), self.fresh("x")
        size = self.kind_of(block, name).shape[0]
        self.put(f"def {function}(u):")
        value = self.bounded(f"u * {self.constant()}")
        self.put(f"    {self.change(f'{name}[{self.index(block, size)}]', value)}")
        self.put(f"    return {name}[{self.index(block, size)}] * u")
        block.pinned = block.pinned | {name}
        first, second = self.number(block, 0), self.number(block, 0)
        self.put(f"{target} = {function}({first}) - {function}({second})")
        self.bind(block, target, FLOAT)
        return None

    # ---- loops ----

    def walk_rows(self, block: Block) -> bool | None:
        """Over the rows of an array, which are views of it."""
        place = self.place(block, rank=2)
        if place is None or block.loops > 1:
            return False
        row, other = self.fresh("r"), self.place(block, rank=2)
        inner = block.inner(loop=True)
        self.bind_array(inner, row, place.shape[1:])
        form = self.rng.randrange(6)
        head = f"for {row} in {place.text}:"
        if form == 0:
            counter = self.fresh("i")
            inner.names[counter] = Kind("index", size=place.shape[0])
            head = f"for {counter}, {row} in enumerate({place.text}):"
        elif form == 1 and other is not None:
            second = self.fresh("r")
            self.bind_array(inner, second, other.shape[1:])
            head = f"for {row}, {second} in zip({place.text}, {other.text}):"
        elif form == 2:
            counter = self.fresh("i")
            inner.names[counter] = Kind("index", size=place.shape[0])
            self.put(f"for {counter} in range({place.shape[0]}):")
            self.put(f"    {row} = {place.text}[{counter}]")
            head = ""
        self.stored_in_turns(block, inner, head, row)
        return None

    def stored_in_turns(self, block: Block, inner: Block, head: str, name: str) -> None:
        """A loop whose body begins with a store into `name`; an empty head goes on with the loop above."""
        if head:
            self.put(head)
        size = inner.names[name].shape
        value = self.bounded(self.number(inner, 1))
        at = self.index(inner, size[0])
        target = self.rng.choice((f"{name}[{at}]", f"{name}[...]", f"{name}[::-1]"))
        self.indent += 1
        self.put(self.change(target, value))
        self.body(inner, self.rng.randint(1, 2))
        self.indent -= 1
        self.after_loop(block, inner)

    def walk_arrays(self, block: Block) -> bool | None:
        """Over several arrays: a tuple of names, a list, a dict's values."""
        if block.loops > 1:
            return False
        name = self.pick_name(block, lambda kind: kind.tag == "arrays")
        record = self.pick_name(
            block, lambda k: k.tag == "dict" and k.parts[0][1] == k.parts[-1][1] != FLOAT
        )
        each, inner = self.fresh("e"), block.inner(loop=True)
        if name is not None and self.chance(0.6):
            shape, head = self.kind_of(block, name).shape, f"for {each} in {name}:"
        elif record is not None:
            shape = self.kind_of(block, record).parts[0][1].shape
            values = (f"{each} in {record}.values()", f"_, {each} in {record}.items()")
            head = f"for {self.rng.choice(values)}:"
        else:
            one = self.place(block)
            if one is None:
                return False
            shape, other = one.shape, self.place(block, one.shape) or one
            pair = self.rng.choice(("[{}, {}]", "({}, {})")).format(one.text, other.text)
            head = f"for {each} in {pair}:"
        self.bind_array(inner, each, shape)
        self.stored_in_turns(block, inner, head, each)
        return None

    def double_buffer(self, block: Block) -> bool | None:
        """Two arrays that trade names with the turns, after a store into one of them."""
        name = self.pick_name(block, lambda kind: kind.tag == "array" and kind.owned)
        if name is None or block.loops > 1:
            return False
        shape = self.kind_of(block, name).shape
        other = self.pick_name(block, lambda k: k.tag == "array" and k.owned and k.shape == shape)
        if other in (None, name) or self.chance(0.3):
            other = self.fresh("a")
            self.put(
                f"{other} = {self.rng.choice(('np.zeros_like', 'np.ones_like', 'np.copy'))}({name})"
            )
            self.bind_array(block, other, shape)
        inner, counter = block.inner(loop=True), self.fresh("i")
        inner.names[counter] = Kind("index", size=3)
        self.put(
            f"for {counter} in range({self.rng.choice(('3', '2', 'n' if 'n' in block.names else '3'))}):"
        )
        self.indent += 1
        value = self.bounded(f"{name} * {self.number(inner, 0)}")
        self.put(f"{other}[{self.rng.choice((':', '...', '::-1'))}] = {value}")
        self.body(inner, self.rng.randint(0, 2) or 1)
        self.put(f"{name}, {other} = {other}, {name}")
        self.indent -= 1
        self.after_loop(block, inner)
        return None

    # ---- what is read ----

    def summary(self, block: Block) -> str:
        """A number from what there is, which tells elements and their order apart."""
        terms = []
        names = self.having(block, lambda kind: kind.tag in ("array", "float", "arrays"))
        for name in self.rng.sample(names, min(len(names), 5)):
            kind = self.kind_of(block, name)
            if kind.tag == "float":
                terms.append(f"{name} * {self.constant()}")
            elif kind.tag == "arrays":
                terms.append(f"np.sum({name}[0] * {name}[-1]) * {self.constant()}")
            else:
                way = (
                    f"np.sum(np.sin({name}))",
                    f"np.sum({name} * np.arange(1.0, {kind.shape[-1]}.5))",
                )
                terms.append(f"{self.rng.choice(way)} * {self.constant()}")
        return " + ".join(terms) if terms else self.number(block, 2)

    def give(self, block: Block) -> None:
        """A return; arrays are given as they are, several names of one among them."""
        values = []
        for kind in self.results:
            place = None if kind.tag == "float" else self.place(block, kind.shape)
            if place is not None:
                values.append(place.text)
            elif kind.tag == "float":
                values.append(self.summary(block))
            else:
                values.append(self.bounded(self.array(block, kind.shape, 1)))
        self.put(f"return {', '.join(values)}".rstrip())


# ---- whole programs ----


def array_kind(rng: random.Random) -> Kind:
    return Kind("array", rng.choice(SHAPES), owned=True)


def draw_helper(rng: random.Random, name: str, helpers: list[Helper]) -> list[str]:
    """A helper that stores into what it is given; gives its text and adds it to `helpers`."""
    kinds = [array_kind(rng)]
    if rng.random() < 0.6:
        kinds.append(rng.choice((kinds[0], FLOAT, FLOAT)))
    given = replace(kinds[0], owned=False)
    results = rng.choice(([], [FLOAT], [given], [given], [given, FLOAT]))
    parameters = {f"p{index}": kind for index, kind in enumerate(kinds)}
    text = write_rich_function(
        rng, name, parameters, results, helpers, True, rng.randint(1, 3), StoringWriter
    )
    helpers.append(Helper(name, kinds, results))
    return text


def draw_storing_program(rng: random.Random, label: str = "") -> Program:
    """A program that stores, its arguments, and what to differentiate by."""
    lines: list[str] = ["import math", "", "import numpy as np", "", ""]
    templates = STORING_TEMPLATES.strip()
    for text in templates.split("\n\n\n"):
        lines += [text.replace("{}", str(round(rng.uniform(0.3, 1.5), 2))), "", ""]
    helpers: list[Helper] = []
    for number in range(rng.choice((0, 0, 1, 1, 2))):
        lines += draw_helper(rng, f"h{number}", helpers)
    parameters: dict[str, Kind] = {"x": FLOAT}
    for name in ("a", "b", "c")[: rng.randint(1, 3)]:
        parameters[name] = array_kind(rng)
    if len(parameters) > 2 and rng.random() < 0.5:  # two of one shape can trade places
        parameters["b"] = parameters["a"]
    if rng.random() < 0.2:
        parts = (("p", array_kind(rng)), ("q", array_kind(rng)))
        parameters["d"] = Kind("dict", owned=True, parts=parts)
    active = list(parameters)
    if rng.random() < 0.3:
        parameters["n"] = Kind("index", size=4)
    given = replace(parameters["a"], owned=False)
    results = rng.choice((5 * [[FLOAT]] + [[given], [given, FLOAT], [given, given]]))
    size = rng.randint(4, 11)
    lines += write_rich_function(rng, "f", parameters, results, helpers, True, size, StoringWriter)
    args: tuple[Any, ...] = tuple(rich_value(rng, kind) for kind in parameters.values())
    if rng.random() < 0.2:
        active = sorted(rng.sample(active, rng.randint(1, len(active) - 1)))
    wrt = tuple(index for index, name in enumerate(parameters) if name in active)
    text = used_only("\n".join(lines[:-2]) + "\n", f"{TEMPLATES}\n{STORING_TEMPLATES}")
    return Program(text, args, wrt, label)
