"""How random programs store: into parts, through masks, by `out=`, by functions, through expressions."""

from __future__ import annotations

from program_generator import FLOAT, Block, Kind
from program_views import ViewWriter


class StoreWriter(ViewWriter):
    """Writes stores of all kinds."""

    # ---- stores ----

    def store(self, block: Block) -> bool | None:
        """Into a part of a place."""
        place = self.place(block)
        if place is None:
            return False
        at, shape = self.part_to_store(block, place)
        self.put(self.change(f"{place.text}[{at}]", self.array_or_number(block, shape)))
        return None

    def store_whole(self, block: Block) -> bool | None:
        """Into all of a place: `a += ...`, `a[...] = ...`."""
        place = self.place(block)
        if place is None:
            return False
        text = self.change(place.target, self.array_or_number(block, place.shape))
        if text.startswith(f"{place.target} = "):
            text = f"{place.text}[{self.rng.choice((':', '...'))}]{text[len(place.target) :]}"
        self.put(text)
        return None

    def store_overlapping(self, block: Block) -> bool | None:
        """Into a part of an array from another part of it."""
        place = self.place(block)
        parts = None if place is None else self.overlapping(place)
        if parts is None:
            return False
        left, right = parts
        value = right if self.chance(0.5) else self.bounded(f"{right} * {self.number(block, 0)}")
        operator = self.rng.choice(("=", "=", "+=", "-=", "*= 0.5 *"))
        self.put(f"{left} {operator} {value}")
        return None

    def store_masked(self, block: Block) -> bool | None:
        """Where a condition on the elements holds."""
        place = self.place(block)
        if place is None:
            return False
        form, value = self.rng.randrange(5), self.bounded(self.number(block, 1))
        mask = self.mask(block, place)
        if form == 0:
            name = self.fresh("c")
            self.put(f"{name} = {mask}")
            value = self.bounded(f"{place.text}[{name}] * {self.number(block, 0)}")
            self.put(f"{place.text}[{name}] {self.rng.choice(('=', '+=', '*='))} {value}")
        elif form == 1:
            other = self.array_or_number(block, place.shape)
            self.put(f"np.copyto({place.text}, {other}, where={mask})")
        elif form == 2:
            other = self.array(block, place.shape, 0)
            self.put(f"{place.text}[...] = np.where({mask}, {other}, {place.text})")
        else:
            self.put(self.change(f"{place.text}[{mask}]", value))
        return None

    def store_pair(self, block: Block) -> bool | None:
        """Two elements or rows at once, of one array or of two."""
        one = self.place(block)
        two = one if self.chance(0.5) else self.place(block, rank=len(one.shape) if one else 1)
        if one is None or two is None:
            return False
        left = f"{one.text}[{self.index(block, one.shape[0])}]"
        right = f"{two.text}[{self.index(block, two.shape[0])}]"
        if len(one.shape) == 2:
            if one.shape[1] == two.shape[1] and self.chance(0.5):
                self.put(f"{left}, {right} = {right}.copy(), {left}.copy()")
                return None
            left, right = f"{left}[0]", f"{right}[-1]"
        value = self.bounded(self.number(block, 1))
        forms = (
            f"{left}, {right} = {right}, {left}",
            f"{left}, {right} = {value}, {left}",
            f"{left} = {right} = {value}",
            f"{left}, {right} = {self.bounded(self.vector(block, 2, 1))}",
        )
        self.put(self.rng.choice(forms))
        return None

    def store_by_out(self, block: Block) -> bool | None:
        """`out=`, into an array that may be an operand."""
        place = self.place(block)
        if place is None:
            return False
        shape = place.shape
        one, other = (self.array(block, shape, 0) for _ in range(2))
        if self.chance(0.4):
            one = place.text
        forms = [
            f"np.add({one}, {other}, out={place.text})",
            f"np.multiply({one}, {self.bounded(other)}, out={place.text})",
            f"np.subtract({one}, {self.number(block, 0)}, {place.text})",
            f"np.sin({one}, out={place.text})",
            f"np.tanh({one}, out={place.text}, where={self.mask(block, place)})",
            f"np.multiply({one}, {self.constant()}, out={place.text}, where={self.mask(block, place)})",
            f"np.divide({one}, 1.5 + ({other}) ** 2, out={place.text})",
            f"np.negative({one}, out={place.text})",
        ]
        if len(shape) == 1:
            matrix = self.matrix(block, (2, shape[0]), 0)
            forms += [f"np.sum({matrix}, axis=0, out={place.text})"]
            forms += [f"np.cumsum({one}, out={place.text})"]
            forms += [
                f"np.matmul({self.matrix(block, (shape[0], 2), 0)}, {self.vector(block, 2, 0)}, out={place.text})"
            ]
        text = self.rng.choice(forms)
        if self.chance(0.3):
            name = self.name_for(block, shape)
            self.put(f"{name} = {text}")
            self.bind_array(block, name, shape)
        else:
            self.put(text)
        return None

    def store_by_call(self, block: Block) -> bool | None:
        """Functions and methods that store."""
        place = self.place(block)
        if place is None:
            return False
        value = self.bounded(self.number(block, 0))
        forms = [
            f"{place.text}.fill({value})",
            f"np.copyto({place.text}, {self.array_or_number(block, place.shape)})",
        ]
        if len(place.shape) == 1:
            count = self.rng.randint(1, 3)
            some = self.some(place.shape[0], count)
            values = self.bounded(self.vector(block, count, 0))
            forms += 3 * [f"np.add.at({place.text}, {some}, {self.rng.choice((value, values))})"]
            if self.chance(0.2):
                forms += [f"np.subtract.at({place.text}, np.array({some}), {values})"]
                forms += [f"np.multiply.at({place.text}, {some}, {values})"]
                forms += 2 * [f"{place.text}.sort()", f"np.put({place.text}, {some}, {values})"]
        else:
            rows, columns = place.shape
            some, others = self.some(rows, 3), self.some(columns, 3)
            values = self.bounded(self.vector(block, 3, 0))
            forms += 2 * [f"np.add.at({place.text}, ({some}, {others}), {values})"]
            forms += 2 * [f"np.add.at({place.text}, {some}, {value})"]
            if self.chance(0.2):
                forms += [f"np.fill_diagonal({place.text}, {value})", f"{place.text}.sort(axis=1)"]
        self.put(self.rng.choice(forms))
        return None

    def store_through_expression(self, block: Block) -> bool | None:
        """Into what an expression gives: one of two arrays, a walrus, a part whose subscript has a name."""
        one = self.place(block)
        if one is None:
            return False
        other, value = self.place(block, one.shape) or one, self.array_or_number(block, one.shape)
        name, size = self.fresh("k"), one.shape[0]
        form = self.rng.randrange(6)
        if form == 0:
            target = f"({one.text} if {self.test(block)} else {other.text})[...]"
        elif form == 1:
            target = f"[{one.text}, {other.text}][{self.index(block, 2)}][...]"
        elif form == 2:
            target = f"({name} := {one.text})[...]"
            self.put(self.change(target, value))
            self.bind_array(block, name, one.shape)
            return None
        elif form == 3:
            value = self.bounded(self.number(block, 1))
            text = self.rng.choice(("slice(1, None)", "slice(None, None, -1)", "slice(-1)"))
            self.put(f"{name} = {text}")
            target = f"{one.text}[{name}]"
        elif form == 4:
            value = self.bounded(self.number(block, 1))
            self.put(f"{name} = np.array({self.some(size, 3)})")
            target = f"{one.text}[{name}]"
        else:
            value = self.bounded(self.number(block, 1))
            tested = f"{one.text}{'[:, 0]' * (len(one.shape) - 1)} > {self.constant()}"
            self.put(
                f"{name} = {self.rng.choice((f'np.where({tested})[0]', f'np.flatnonzero({tested})'))}"
            )
            target = f"{one.text}[{name}]"
        self.put(self.change(target, value))
        return None

    def store_at_new_index(self, block: Block) -> bool | None:
        """The index is bound by the same statement, or by the loop that stores."""
        one = self.place(block, rank=1)
        if one is None:
            return False
        name, (size,) = self.fresh("k"), one.shape
        value, at = self.bounded(self.number(block, 0)), self.rng.randrange(size)
        form = self.rng.randrange(4)
        if form == 0:
            self.put(f"{name} = {self.rng.randrange(size)}")
            self.put(f"{name}, {one.text}[{name}] = {at}, {value}")
            self.put(self.change(f"{one.text}[{name}]", value))
        elif form == 1 and block.loops < 2:
            other = self.vector(block, 2, 0)
            self.put(f"for {one.text}[{at}] in {other}:")
            self.put(f"    {self.change(f'{one.text}[0]', f'np.sin({one.text}[-1])')}")
        elif form == 2 and block.loops < 2:
            self.put(f"for {name}, {one.text}[{at}] in enumerate({self.vector(block, 2, 0)}):")
            self.put(f"    {self.change(f'{one.text}[{name} % {size}]', value)}")
        else:
            self.put(f"{name} = {at}")
            self.put(f"{one.text}[{name}], {one.text}[({name} := 0)] = {value}, {one.text}[{name}]")
        return None

    def keep_in_turns(self, block: Block) -> bool | None:
        """What an array, a view of it or a copy was in each turn, in a list."""
        one = self.place(block, rank=1)
        if one is None or block.loops > 1:
            return False
        name, counter, target = self.fresh("vs"), self.fresh("i"), self.fresh("x")
        inner = block.inner(loop=True)
        inner.names[counter] = Kind("index", size=3)
        kept = self.rng.choice(("{}", "{}", "{}.copy()", "{}[:1]", "{} * 1.0", "{}[0]"))
        self.put(f"{name} = []")
        self.put(f"for {counter} in range(3):")
        self.indent += 1
        self.body(inner, 1)
        self.put(f"{name}.append({kept.format(one.text)})")
        self.indent -= 1
        self.after_loop(block, inner)
        self.put(f"{target} = {self.number(block, 0)}")
        self.put(f"for e0 in {name}:")
        if self.chance(0.3) and kept in ("{}", "{}.copy()"):
            self.put(f"    e0[...] *= {self.bounded(self.number(block, 0))}")
        self.put(f"    {target} = {self.bounded(f'{target} * 0.7 + np.sum(e0)')}")
        self.bind(block, target, FLOAT)
        return None

    def read_sum(self, block: Block) -> bool | None:
        """A number from an array, which later stores must not change."""
        place = self.place(block)
        if place is None:
            return False
        name = self.target(block, FLOAT, "x")
        self.put(f"{name} = {self.bounded(f'np.sum({place.text} * {place.text})')}")
        self.bind(block, name, FLOAT)
        return None
