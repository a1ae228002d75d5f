"""What random programs store, and the names of it: the statements of `program_storing.py` that are no control flow."""

from __future__ import annotations

from program_generator import FLOAT, Block, Kind
from program_places import PlaceWriter


class StoreWriter(PlaceWriter):
    """Writes stores, views, second names and what holds arrays."""

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

    # ---- names ----

    def make_view(self, block: Block) -> bool | None:
        place = self.place(block)
        if place is None:
            return False
        while self.chance(0.5):
            place = self.view_of(block, place)
        name = self.name_for(block, place.shape)
        self.put(f"{name} = {place.text}")
        self.bind_array(block, name, place.shape)
        return None

    def second_name(self, block: Block) -> bool | None:
        """The array itself, or one of two."""
        one = self.place(block)
        if one is None:
            return False
        other = self.place(block, one.shape) or one
        name = self.name_for(block, one.shape)
        form = self.rng.randrange(6)
        if form == 0:
            self.put(f"{name} = {one.text} if {self.test(block)} else {other.text}")
        elif form == 1:
            self.put(f"if {self.test(block)}:")
            self.put(f"    {name} = {one.text}")
            self.put("else:")
            self.put(f"    {name} = {other.text}{self.rng.choice(('', '', '.copy()', ' * 0.5'))}")
        elif form == 2:
            self.put(f"{name} = ({one.text}, {other.text})[{self.index(block, 2)}]")
        elif form == 3:
            form = self.rng.choice(("np.asarray({})", "np.array({})", "{}.copy()", "{}[:] * 1.0"))
            self.put(f"{name} = {form.format(one.text)}")
        else:
            self.put(f"{name} = {one.text}")
        self.bind_array(block, name, one.shape)
        return None

    def rebind(self, block: Block) -> bool | None:
        """A name is bound to a new array, after it or what it named had other names."""
        name = self.pick_name(block, lambda kind: kind.tag == "array" and kind.owned)
        if name is None:
            return False
        shape = self.kind_of(block, name).shape
        kept = self.name_for(block, shape)
        if kept != name and self.chance(0.7):
            self.put(f"{kept} = {name}")
            self.bind_array(block, kept, shape)
        self.put(f"{name} = {name} * {self.bounded(self.number(block, 0))}")
        return None

    def make_pieces(self, block: Block) -> bool | None:
        """Several views at once."""
        place = self.place(block)
        if place is None:
            return False
        size, rest = place.shape[0], place.shape[1:]
        names = [self.fresh("b"), self.fresh("b")]
        cut = self.rng.randint(1, size - 1) if size > 1 else 0
        forms = [(f"np.split({place.text}, [{cut}])", cut, size - cut)] if cut else []
        if size % 2 == 0:
            call = self.rng.choice(("np.split", "np.split", "np.array_split"))
            forms.append((f"{call}({place.text}, 2)", size // 2, size // 2))
        if cut:
            forms.append((f"{place.text}[:{cut}], {place.text}[{cut}:]", cut, size - cut))
        if not forms:
            return False
        text, *sizes = self.rng.choice(forms)
        self.put(f"{names[0]}, {names[1]} = {text}")
        for name, count in zip(names, sizes, strict=True):
            self.bind_array(block, name, (count, *rest))
        return None

    def unpack_rows(self, block: Block) -> bool | None:
        place = self.place(block, rank=2)
        if place is None:
            return False
        names = [self.fresh("r") for _ in range(place.shape[0])]
        text = self.rng.choice(("{}", "{}", "list({})", "[row for row in {}]")).format(place.text)
        self.put(f"{', '.join(names)}{',' * (len(names) == 1)} = {text}")
        for name in names:
            self.bind_array(block, name, place.shape[1:])
        return None

    def make_container(self, block: Block) -> bool | None:
        """A tuple, a list or a dict of arrays, some of them views of the same one."""
        one = self.place(block)
        if one is None:
            return False
        same = self.chance(0.5)
        other = (self.place(block, one.shape) if same else self.place(block)) or one
        kinds = [Kind("array", place.shape, owned=True) for place in (one, other)]
        form = self.rng.randrange(4)
        if form == 0:
            name = self.fresh("t")
            self.put(f"{name} = ({one.text}, {other.text})")
            self.bind(block, name, Kind("tuple", owned=True, parts=tuple(enumerate(kinds))))
        elif form == 1:
            name = self.fresh("d")
            self.put(f'{name} = {{"p": {one.text}, "q": {other.text}}}')
            parts = tuple(zip("pq", kinds, strict=True))
            self.bind(block, name, Kind("dict", owned=True, parts=parts))
        else:
            self.make_list_of_arrays(block)
        return None

    def make_list_of_arrays(self, block: Block) -> None:
        name, place = self.fresh("vs"), self.place(block, rank=2)
        if place is not None and self.chance(0.6):
            shape, size = place.shape[1:], place.shape[0]
            text = self.rng.choice(
                ("list({})", "[row for row in {}]", "[{}[k] for k in range(%d)]")
            )
            text = text.replace("%d", str(size)).format(place.text)
        else:
            first = self.place(block, rank=1)
            if first is None:
                return
            shape, size = first.shape, 2
            text = f"[{first.text}, {(self.place(block, shape) or first).text}]"
        self.put(f"{name} = {text}")
        self.bind(block, name, Kind("arrays", shape, size=size))

    def change_list_of_arrays(self, block: Block) -> bool | None:
        """A store into an array of a list, or another array in its place."""
        name = self.pick_name(block, lambda kind: kind.tag == "arrays")
        if name is None:
            return False
        kind = self.kind_of(block, name)
        at, element = self.index(block, kind.size), self.index(block, kind.shape[0])
        value = self.bounded(self.number(block, 1))
        form = self.rng.randrange(5)
        if form == 0:
            self.put(self.change(f"{name}[{at}][{element}]", value))
        elif form == 1:
            self.put(self.change(f"{name}[{at}][...]", value))
        elif form == 2:
            new = self.name_for(block, kind.shape)
            other = f"{name}[{self.index(block, kind.size)}]"
            choice = f" if {self.test(block)} else {other}" if self.chance(0.4) else ""
            self.put(f"{new} = {name}[{at}]{choice}")
            self.bind_array(block, new, kind.shape)
        elif form == 3:
            other = self.place(block, kind.shape)
            if other is None:
                return False
            self.put(f"{name}[{at}] = {other.text}")
        else:
            self.put(f"{name}[0], {name}[-1] = {name}[-1], {name}[0]")
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
