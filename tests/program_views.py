"""Second names of arrays in random programs: views, pieces, rows, and what containers hold."""

from __future__ import annotations

from program_generator import Block, Kind
from program_places import PlaceWriter


class ViewWriter(PlaceWriter):
    """Writes views, second names and what holds arrays."""

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

    def trade_views(self, block: Block) -> bool | None:
        """Two views of one array that a loop or a branch gives each other's names, and a store afterwards."""
        place = self.place(block, rank=2)
        if place is None or place.shape[0] < 2 or block.loops > 1:
            return False
        shape, holder = place.shape[1:], self.fresh("vs")
        names = [self.fresh("b"), self.fresh("b")]
        forms = (
            f"{place.text}[0], {place.text}[1]",
            f"{place.text}[:2]",
            f"list({place.text})[:2]",
            f"[row for row in {place.text}][-2:]",
            f"np.split({place.text}[:2].reshape(-1), 2)",
        )
        held = self.chance(0.3)
        self.put(f"{holder if held else ', '.join(names)} = {self.rng.choice(forms)}")
        if held:
            self.put(f"{names[0]}, {names[1]} = {holder}[0], {holder}[1]")
        for name in names:
            self.bind_array(block, name, shape)
        turns = f"for {self.fresh('i')} in range({self.rng.randint(0, 3)}):"
        is_loop = self.chance(0.6)
        self.put(turns if is_loop else f"if {self.test(block)}:")
        trades = [f"{names[0]}, {names[1]} = {names[1]}, {names[0]}", f"{names[0]} = {names[1]}"]
        trades += [f"{names[0]} = {holder}[{self.index(block, 2)}]"] * held
        self.indent += 1
        if self.chance(0.4):
            inner = block.inner(loop=True)
            inner.loops, inner.may_leave = block.loops + is_loop, is_loop or block.may_leave
            self.body(inner, 1)
            self.after_loop(block, inner)
        self.put(self.rng.choice(trades))
        self.indent -= 1
        target = self.rng.choice((place.target, *names))
        self.put(f"{target} *= {self.bounded(self.number(block, 0))}")
        return None
