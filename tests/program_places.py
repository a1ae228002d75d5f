"""Places of arrays in random programs: the arrays themselves, views of them and views of views, and what is stored there."""

from __future__ import annotations

from dataclasses import dataclass

from program_features import FeatureWriter
from program_generator import Block, Kind, Writer

Shape = tuple[int, ...]


@dataclass(frozen=True)
class Place:
    """Memory of an array: a text that gives the array or a view of it."""

    text: str
    shape: Shape
    is_target: bool = (
        True  # whether `text += ...` stores: not for `a.T`, nor for an item of a tuple
    )

    @property
    def target(self) -> str:
        """What an augmented store of the whole is written to."""
        return self.text if self.is_target else f"{self.text}[...]"


class PlaceWriter(FeatureWriter):
    """Writes views, and stores through them."""

    def number(self, block: Block, depth: int = 2) -> str:
        if depth and self.chance(0.06):  # a call that stores, in the middle of an expression
            found = self.place(block, rank=1)
            if found is not None:
                return f"take0({found.text}, {Writer.number(self, block, 0)})"
        return Writer.number(self, block, min(depth, 1))

    def vector(self, block: Block, size: int, depth: int) -> str:
        found = self.place(block, (size,)) if self.chance(0.5) else None
        return found.text if found else Writer.vector(self, block, size, min(depth, 1))

    def matrix(self, block: Block, shape: Shape, depth: int) -> str:
        found = self.place(block, shape) if self.chance(0.5) else None
        return found.text if found else Writer.matrix(self, block, shape, min(depth, 1))

    # ---- places ----

    def place(
        self, block: Block, shape: Shape | None = None, rank: int | None = None
    ) -> Place | None:
        """An array that may be stored into, or a view of one."""
        for _ in range(40):
            name = self.pick(block, lambda kind: kind.tag == "array" and kind.owned)
            if name is None:
                return None
            is_item = "[" in name and not name.endswith('"]')
            found = Place(name, self.kind_of(block, name).shape, not is_item)
            several = self.pick_name(block, lambda kind: kind.tag == "arrays")
            if several is not None and self.chance(0.15):
                kind = self.kind_of(block, several)
                found = Place(f"{several}[{self.index(block, kind.size)}]", kind.shape)
            while self.chance(0.3):
                found = self.view_of(block, found)
            if shape in (None, found.shape) and rank in (None, len(found.shape)):
                return found
        return None

    def view_of(self, block: Block, whole: Place) -> Place:
        """A view of a place: a part of it, or the whole in another order."""
        if len(whole.shape) == 1:
            return self.view_of_vector(block, whole)
        return self.view_of_matrix(block, whole)

    def view_of_vector(self, block: Block, whole: Place) -> Place:
        (size,), text = whole.shape, whole.text
        forms = [("[:]", size), ("[...]", size), ("[::-1]", size), ("[::2]", (size + 1) // 2)]
        if size > 1:
            start = self.rng.randrange(size - 1)
            forms += 2 * [("[1:]", size - 1), ("[:-1]", size - 1)]
            forms += [("[1::2]", size // 2), (f"[{start}:{start + 2}]", 2), ("[-2:]", 2)]
            index = self.pick(block, lambda kind: kind.tag == "index")
            if index is not None:
                forms += 3 * [(f"[{index} % {size - 1} : {index} % {size - 1} + 2]", 2)]
        at, count = self.rng.choice(forms)
        if size % 2 == 0 and size > 2 and self.chance(0.15):
            return Place(f"{text}.reshape(2, {size // 2})", (2, size // 2), False)
        if self.chance(0.05):
            return Place(f"{text}[:, None]", (size, 1))
        return Place(f"{text}{at}", (count,))

    def view_of_matrix(self, block: Block, whole: Place) -> Place:
        (rows, columns), text = whole.shape, whole.text
        row, column = self.index(block, rows), self.index(block, columns)
        if self.chance(0.3):
            forms = [
                Place(f"{text}.T", (columns, rows), False),
                Place(f"{text}.T", (columns, rows), False),
                Place(f"np.transpose({text})", (columns, rows), False),
                Place(f"{text}.reshape(-1)", (rows * columns,), False),
                Place(f"{text}.ravel()", (rows * columns,), False),
                Place(f"{text}.swapaxes(0, 1)", (columns, rows), False),
            ]
            return self.rng.choice(forms)
        parts: list[tuple[str, Shape]] = [
            *(3 * [(f"[{row}]", (columns,))]),
            *(3 * [(f"[:, {column}]", (rows,))]),
            (f"[{row}, :]", (columns,)),
            (f"[..., {column}]", (rows,)),
            ("[::-1]", (rows, columns)),
            ("[:, ::-1]", (rows, columns)),
            ("[::2]", ((rows + 1) // 2, columns)),
        ]
        if rows > 1:
            parts += [("[1:]", (rows - 1, columns)), (f"[1:, {column}]", (rows - 1,))]
        if columns > 1:
            parts += [("[:, 1:]", (rows, columns - 1)), (f"[{row}][:-1]", (columns - 1,))]
        at, shape = self.rng.choice(parts)
        return Place(f"{text}{at}", shape)

    # ---- what is stored ----

    def array_or_number(self, block: Block, shape: Shape) -> str:
        """A value that can be stored where there is `shape`: of this shape, of a smaller one, or a number."""
        if not shape or self.chance(0.2):
            return self.bounded(self.number(block, 1))
        if self.chance(0.25):
            other = self.place(block, shape)
            if other is not None:
                return other.text
        if len(shape) == 2 and self.chance(0.3):
            if self.chance(0.5):
                return self.bounded(self.vector(block, shape[1], 0))
            return f"({self.bounded(self.vector(block, shape[0], 0))})[:, None]"
        return self.bounded(self.array(block, shape, 1))

    def change(self, target: str, value: str) -> str:
        """A store, plain or augmented."""
        operator = self.rng.choice(("=", "=", "=", "=", "+=", "+=", "-=", "*=", "*=", "/=", "**="))
        if operator == "/=":
            return f"{target} /= {self.rng.choice(('1.5 +', '-1.8 -'))} 0.5 * {value}"
        if operator == "**=":  # not turn after turn
            return f"{target} **= 2" if self.indent == 1 else f"{target} *= 0.8"
        if operator == "*=":
            return f"{target} *= {value if '(' in value else f'np.sin({value})'}"
        return f"{target} {operator} {value}"

    def part_to_store(self, block: Block, place: Place) -> tuple[str, Shape]:
        """A subscript of a place, and the shape of what it selects."""
        if len(place.shape) == 1:
            return self.part_of_vector(block, place.shape[0])
        return self.part_of_matrix(block, *place.shape)

    def some(self, size: int, count: int) -> str:
        """Indices, some of them twice."""
        return str([self.rng.randrange(-size, size) for _ in range(count)])

    def part_of_vector(self, block: Block, size: int) -> tuple[str, Shape]:
        count = self.rng.randint(1, 3)
        some = self.some(size, count)
        forms: list[tuple[str, Shape]] = [
            *(5 * [(self.index(block, size), ())]),
            ("...", (size,)),
            (":", (size,)),
            ("::-1", (size,)),
            ("::2", ((size + 1) // 2,)),
            (some, (count,)),
            (f"np.array({some})", (count,)),
        ]
        if size > 1:
            forms += 2 * [("1:", (size - 1,)), (":-1", (size - 1,))]
            forms += [("1::2", (size // 2,)), ("-2:", (2,)), (f":{size - 1}", (size - 1,))]
        return self.rng.choice(forms)

    def part_of_matrix(self, block: Block, rows: int, columns: int) -> tuple[str, Shape]:
        row, column = self.index(block, rows), self.index(block, columns)
        forms: list[tuple[str, Shape]] = [
            *(2 * [(f"{row}, {column}", ()), (f"{row}][{column}", ()), (row, (columns,))]),
            (f"{row}, :", (columns,)),
            (f":, {column}", (rows,)),
            (f"..., {column}", (rows,)),
            (f"{row}, ...", (columns,)),
            ("...", (rows, columns)),
            ("::-1, ::-1", (rows, columns)),
            ("::2", ((rows + 1) // 2, columns)),
            (f"{row}, ::2", ((columns + 1) // 2,)),
            (f"{row}][::-1", (columns,)),
            (self.some(rows, 2), (2, columns)),
            (f":, {self.some(columns, 2)}", (rows, 2)),
            (f"{self.some(rows, 3)}, {self.some(columns, 3)}", (3,)),
            (f"{row}, {self.some(columns, 2)}", (2,)),
        ]
        if rows > 1:
            forms += [("1:", (rows - 1, columns)), (f":-1, {column}", (rows - 1,))]
        if rows > 1 and columns > 1:
            forms += [(":-1, 1:", (rows - 1, columns - 1)), ("1:, :-1", (rows - 1, columns - 1))]
        return self.rng.choice(forms)

    def overlapping(self, place: Place) -> tuple[str, str] | None:
        """Two parts of a place that have elements in common."""
        if max(place.shape) < 2:
            return None
        axis = self.rng.choice([k for k, size in enumerate(place.shape) if size > 1])
        before = ":, " * axis
        left, right = self.rng.choice((("1:", ":-1"), (":-1", "1:"), ("::-1", ":"), (":", "::-1")))
        return f"{place.text}[{before}{left}]", f"{place.text}[{before}{right}]"

    def mask(self, block: Block, place: Place) -> str:
        """A truth for each element of a place."""
        other = self.place(block, place.shape) or place
        return f"{other.text} {self.rng.choice('<>')} {self.constant()}"

    # ---- names ----

    def name_for(self, block: Block, shape: Shape, stem: str = "b") -> str:
        """A name that an array will be bound to: a new one, or that of another array of the same shape."""
        return self.target(block, Kind("array", shape, owned=True), stem)

    def bind_array(self, block: Block, name: str, shape: Shape) -> None:
        self.bind(block, name, Kind("array", shape, owned=True))
