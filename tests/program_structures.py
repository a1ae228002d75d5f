"""Structures that hold numbers in random programs: lists of tuples and of lists, dicts of tuples, and names for their items.

What such a program does with an item under a name of its own (chooses it, carries it, changes it, reads it in another
branch) must be the same as if the structure were read each time.
"""

from __future__ import annotations

from program_generator import FLOAT, Block, Writer


class StructureWriter(Writer):
    """Writes statements about items of structures that exist at run time."""

    def turns(self, block: Block, counter: str) -> str:
        """The head of a loop whose number of turns is known only at run time, or written out."""
        index = self.pick(block, lambda kind: kind.tag == "index")
        if index is not None and self.chance(0.6):
            return f"for {counter} in range({index} % 3 + 1):"
        return f"for {counter} in range({self.rng.randint(1, 3)}):"

    def finish(self, block: Block, target: str) -> None:
        """Bind the result, made small."""
        self.put(f"{target} = np.tanh({target})")
        self.bind(block, target, FLOAT)

    # ---- lists of tuples ----

    def records(self, block: Block) -> None:
        """A list of tuples, whose items go by names of their own."""
        name, target = self.fresh("recs"), self.fresh("x")
        made, read = self.second(block)
        self.put(f"{target} = {self.number(block, 0)}")
        first = f"({self.number(block, 0)}, {made.format(self.number(block, 0))})"
        self.put(f"{name} = [{first}]")
        self.put(self.turns(block, "k"))
        self.put(f"    {target} = {self.bounded(f'{target} * {self.number(block, 0)} + k')}")
        self.put(f"    {name}.append(({target}, {made.format(target)}))")
        if self.chance(0.3):
            self.put(f"{name}[0] = ({name}[-1][0], {made.format(self.number(block, 0))})")
        self.rng.choice(
            (
                self.best_record, self.last_record, self.first_record, self.inner_record,
                self.work_list, self.chosen_record, self.bound_record, self.largest_record,
            )
        )(block, name, target, read)  # fmt: skip
        self.finish(block, target)

    def second(self, block: Block) -> tuple[str, str]:
        """What a record holds beside its number, and how that is read: `{}` stand for a number and a record."""
        other = self.number(block, 0)
        return self.rng.choice(
            (
                (f"{{}} * {other}", "{}[1]"),
                (f"np.full(2, {{}}) * {other}", "np.sum({}[1] * {}[1])"),
                (f"({{}} + {other}, {other})", "{}[1][0] * {}[1][1]"),
                (f"[{{}}, {other}]", "{}[1][0] * {}[1][-1]"),
            )
        )

    def best_record(self, block: Block, name: str, target: str, read: str) -> None:
        unbound = self.chance(0.5)
        self.put(f"best0 = {'None' if unbound else f'{name}[0]'}")
        self.put(f"for rec0 in {name}:")
        test = f"rec0[0] > best0[0] + {self.constant()}"
        self.put(f"    if {f'best0 is None or {test}' if unbound else test}:")
        self.put("        best0 = rec0")
        self.put(f"{target} += best0[0] * {read.replace('{}', 'best0')}")

    def last_record(self, block: Block, name: str, target: str, read: str) -> None:
        self.put("last0 = None")
        self.put(f"for rec0 in {name}:")
        self.put("    if last0 is not None:")
        self.put(f"        {target} += (rec0[0] - last0[0]) * {read.replace('{}', 'last0')}")
        if self.chance(0.5):
            self.put(f"    if rec0[0] < {self.constant()}:")
            self.put("        continue")
        self.put("    last0 = rec0")

    def first_record(self, block: Block, name: str, target: str, read: str) -> None:
        self.put(f"for rec0 in {name}:")
        self.put(f"    if rec0[0] > {self.constant()}:")
        self.put("        break")
        self.put(f"    {target} *= {self.number(block, 0)}")
        self.put(f"{target} += rec0[0] * {read.replace('{}', 'rec0')}")

    def inner_record(self, block: Block, name: str, target: str, read: str) -> None:
        self.put(f"for rec0 in {name}:")
        self.put("    for j0 in range(3):")
        self.put(f"        if {self.rng.choice(('j0 > 0', f'rec0[0] > {self.constant()}'))}:")
        self.put(f"            {target} = np.sin({target} + rec0[0] * j0)")
        self.put("        else:")
        self.put(f"            {target} = {target} * 0.5 + {read.replace('{}', 'rec0')}")

    def work_list(self, block: Block, name: str, target: str, read: str) -> None:
        self.put("turns0 = 0")
        self.put(f"while {name} and turns0 < {self.rng.randint(1, 6)}:")
        self.put(f"    rec0 = {name}.pop()")
        self.put("    turns0 += 1")
        self.put(f"    {target} = np.tanh({target} + rec0[0] * {read.replace('{}', 'rec0')})")
        self.put(f"    if {self.rng.choice((f'rec0[0] > {self.constant()}', 'turns0 % 2'))}:")
        self.put(f"        {name}.append((rec0[0] * {self.number(block, 0)}, rec0[1]))")

    def chosen_record(self, block: Block, name: str, target: str, read: str) -> None:
        self.put(f"rec0 = {name}[-1] if {self.test(block)} else {name}[0]")
        self.put(f"rec9 = {name}[len({name}) // 2]")
        if self.chance(0.5):
            self.put(f"if {self.test(block)}:")
            self.put("    rec0, rec9 = rec9, rec0")
        self.put(f"{target} += rec0[0] * {read.replace('{}', 'rec9')}")

    def bound_record(self, block: Block, name: str, target: str, read: str) -> None:
        self.put(f"rec0 = {name}[0]")
        self.put(f"for k in range(len({name})):")
        self.put(f"    if {name}[k][0] > {self.constant()}:")
        self.put(f"        rec0 = {name}[k]")
        self.put(f"    {target} *= 0.9")
        self.put(f"    if {target} > {self.constant()}:")
        self.put(f"        {target} = np.sin({target} + rec0[0] * {read.replace('{}', 'rec0')})")

    def largest_record(self, block: Block, name: str, target: str, read: str) -> None:
        which = self.rng.choice(("max", "min"))
        self.put(f"a0 = {which}([rec0[0] * rec0[0] for rec0 in {name}])")
        self.put(f"b0 = sum({read.replace('{}', 'rec0')} * rec0[0] for rec0 in {name})")
        self.put(f"{target} += a0 * b0")

    # ---- lists of lists ----

    def rows(self, block: Block) -> None:
        """A list of lists, whose rows go by names of their own and are changed under them."""
        name, target = self.fresh("rows"), self.fresh("x")
        self.put(f"{target} = {self.number(block, 0)}")
        self.put(f"{name} = [[{target}, {self.number(block, 0)}]]")
        self.put(self.turns(block, "k"))
        self.put(f"    {name}.append([{self.bounded(f'{target} * (k + 0.5)')}, {target}])")
        for _ in range(self.rng.randint(1, 3)):
            self.rng.choice(
                (
                    self.change_row,
                    self.swap_rows,
                    self.walk_rows,
                    self.best_row,
                    self.new_rows,
                    self.replace_row,
                )
            )(block, name)
        self.put(f"for row0 in {name}:")
        self.put(f"    {target} = np.tanh({target} * row0[0] + sum(row0))")
        self.finish(block, target)

    def change_row(self, block: Block, name: str) -> None:
        self.put(f"row0 = {name}[{self.rng.choice(('0', '-1', f'len({name}) // 2'))}]")
        self.put(f"row0[{self.rng.randint(0, 1)}] {self.operator()} {self.number(block, 0)}")

    def swap_rows(self, block: Block, name: str) -> None:
        self.put(f"{name}[0], {name}[-1] = {name}[-1], {name}[0]")

    def walk_rows(self, block: Block, name: str) -> None:
        self.put(f"for row0 in {name}:")
        self.put(f"    if row0[0] > {self.constant()}:")
        self.put(
            f"        row0[1] = {self.bounded(f'row0[0] * row0[1] + {self.number(block, 0)}')}"
        )

    def best_row(self, block: Block, name: str) -> None:
        self.put(f"best0 = {name}[0]")
        self.put(f"for row0 in {name}:")
        self.put(f"    if row0[0] > best0[0] + {self.constant()}:")
        self.put("        best0 = row0")
        self.put(f"{name}.append([best0[0] * best0[1], {self.number(block, 0)}])")

    def new_rows(self, block: Block, name: str) -> None:
        form = self.rng.randrange(3)
        if form == 0:
            self.put(f"{name} = [[u * {self.number(block, 0)} for u in row0] for row0 in {name}]")
        elif form == 1:
            self.put("new0 = []")
            self.put(f"for row0 in {name}:")
            self.put(f"    new0.append([row0[1], np.sin(row0[0] * {self.number(block, 0)})])")
            self.put(f"{name} = new0")
        else:
            self.put(f"{name} = [row0[:] for row0 in {name}]")

    def replace_row(self, block: Block, name: str) -> None:
        self.put(f"{name}[0] = [{name}[-1][1], {self.number(block, 0)}]")

    # ---- dicts of tuples and lists ----

    def table(self, block: Block) -> None:
        """A dict of tuples or lists, whose values are taken out, replaced and swapped."""
        name, target = self.fresh("table"), self.fresh("x")
        pair = self.rng.choice(("({}, {})", "[{}, {}]"))
        parts = [pair.format(self.number(block, 0), self.number(block, 0)) for _ in range(3)]
        self.put(f'{name} = {{"a": {parts[0]}, "b": {parts[1]}, "c": {parts[2]}}}')
        self.put(self.turns(block, "k"))
        keys = self.rng.choice((name, '("a", "c")'))
        self.put(f"    for key0 in {keys}:")
        self.put(f"        a0, b0 = {name}[key0]")
        self.put(f"        if a0 > {self.constant()}:")
        value = self.bounded(f"a0 * {self.number(block, 0)} + k")
        self.put(f"            {name}[key0] = {pair.format('b0', value)}")
        if self.chance(0.5):
            self.put(f'{name}["a"], {name}["b"] = {name}["b"], {name}["a"]')
        if self.chance(0.5):
            self.put(f'{name}["c"] = {name}["a"] if {self.test(block)} else {name}["b"]')
        self.put(f"{target} = 0.0")
        self.put(f"for key0, (a0, b0) in {name}.items():")
        self.put(f"    {target} += a0 * b0 * {self.number(block, 0)}")
        self.finish(block, target)

    # ---- nested functions that call themselves ----

    def nested_recursion(self, block: Block) -> None:
        """A function or lambda that calls itself, to a depth known at run time, and reads what is around it."""
        name, target = self.fresh("go"), self.fresh("x")
        around = {n: k for n, k in block.names.items() if k.tag in ("float", "array", "dict")}
        inside = Block({**around, "u0": FLOAT})
        again = f"{name}({self.bounded(f'u0 * {self.number(inside, 1)}')}, d0 - 1)"
        last = self.bounded(self.number(inside, 1))
        if self.chance(0.25):
            self.put(f"{name} = lambda u0, d0: {last} if d0 <= 0 else {again} * {self.constant()}")
        else:
            self.put(f"def {name}(u0, d0):")
            self.put("    if d0 <= 0:")
            self.put(f"        return {last}")
            if self.chance(0.5):
                self.put(f"    if u0 > {self.constant()}:")
                self.put(f"        return {name}(u0 * 0.5, d0 - 1) + {self.number(inside, 0)}")
            self.put(f"    v0 = {again}")
            self.put(f"    return {self.bounded(f'v0 * u0 + {self.number(inside, 0)}')}")
        index = self.pick(block, lambda kind: kind.tag == "index")
        depth = self.rng.randint(1, 3) if index is None else f"{index} % 4"
        self.put(f"{target} = {name}({self.number(block, 0)}, {depth})")
        self.finish(block, target)
