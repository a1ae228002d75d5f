"""One Python name for values whose lives do not overlap: the user's names first, `_2` where two are alive at once."""

from __future__ import annotations

import builtins
import keyword
from collections import Counter
from dataclasses import dataclass, field
from typing import Any

from sourcediff.backend.inline import Inlining
from sourcediff.ir.core import Block, Loop, Op, Value, inputs, leaves

STEP = 4


@dataclass(eq=False)
class Group:
    """Values that share a name."""

    hint: str
    fixed: bool = False
    lives: list[tuple[int, int]] = field(default_factory=list)
    order: int = 0
    members: list[Value] = field(default_factory=list)

    def meets(self, other: Group) -> bool:
        """Whether two groups are alive at once."""
        return any(a <= d and c <= b for a, b in self.lives for c, d in other.lives)


@dataclass(frozen=True)
class Fork:
    """The times of a branch's two sides, of which one runs."""

    then: tuple[int, int]
    other: tuple[int, int]

    def split(self, start: int, uses: list[int], forks: list[Fork]) -> list[tuple[int, int]]:
        """The life of a value that is not read after the fork: on each side to its last use there."""
        out = [(start, self.then[0])]
        for first, last in (self.then, self.other):
            inside = [u for u in uses if first <= u <= last]
            if inside:
                out += life(first, inside, forks)
        return out


def life(start: int, uses: list[int], forks: list[Fork]) -> list[tuple[int, int]]:
    """The times from a value's birth to its uses, which are in order."""
    last = uses[-1] if uses else start
    for fork in forks:  # outer ones first
        if start < fork.then[0] <= last <= fork.other[1]:
            return fork.split(start, uses, forks)
    return [(start, last)]


class Names:
    """Assigns names over a function's blocks."""

    def __init__(self, inlined: Inlining, reserved: set[str]) -> None:
        self.inlined = inlined
        self.reserved = reserved
        self.clock = 0
        self.born: dict[Value, int] = {}
        self.uses: dict[Value, list[int]] = {}
        self.forks: list[Fork] = []
        self.extra: dict[Value, list[tuple[int, int]]] = {}
        self.depth: dict[Value, tuple[Op, ...]] = {}
        self.pairs: list[tuple[Value, Value]] = []
        self.loops: tuple[Op, ...] = ()
        self.ends: dict[Op, int] = {}
        self.pushes: dict[Op, int] = {}
        self.group: dict[Value, Group] = {}
        self.name: dict[Value, str] = {}
        self.pending: list[tuple[Value, Op]] = []
        self.collected: dict[Value, Any] = {}
        self.taken: list[tuple[Value, Value]] = []

    def assign(self, block: Block, results_inline: bool = True) -> None:
        """Give every value that needs one a name."""
        for param in block.params:
            self.bear(param)
        self.walk(block)
        self.clock += STEP
        for x in leaves(block.results):
            self.use(x)
        for value, loop in self.pending:  # alive on every turn: to the end of the loop
            self.uses[value].append(self.ends[loop])
        self.pairs += self.taken  # what is taken from a tape is called as it was
        self.form_groups(block)
        self.merge_pairs()
        self.give_names()

    # ---- lives ----

    def bear(self, x: Value) -> None:
        self.born[x] = self.clock + 1
        self.uses[x] = []
        self.depth[x] = self.loops

    def use(self, x: Any, loops: tuple[Op, ...] | None = None) -> None:
        if not isinstance(x, Value):
            return
        made = self.inlined.made.get(x)
        if made is not None:
            for y in inputs(made):
                self.use(y, loops)
            for b in made.blocks:
                for inner in b.ops:
                    for y in inputs(inner):
                        self.use(y, loops)
                for y in leaves(b.results):
                    self.use(y, loops)
            return
        if x not in self.born:
            return
        self.uses[x].append(self.clock)
        home = self.depth[x]
        for loop in self.loops if loops is None else loops:
            if loop not in home:
                self.pending.append((x, loop))
                break

    def walk(self, block: Block, stop_at: Any = None) -> None:
        for op in block.ops:
            if op.outs and op.outs[0] in self.inlined:
                continue
            self.clock += STEP
            if op.kind == "loop":
                self.loop(op)
            elif op.kind == "if":
                self.branch(op)
            else:
                for x in inputs(op):
                    self.use(x)
                for out in op.outs:
                    self.bear(out)
                if op.info.get("entry") and isinstance(self.collected.get(op.args[0]), tuple):
                    self.take(op.out, self.collected[op.args[0]][op.args[1]])

    def branch(self, op: Op) -> None:
        for x in leaves(op.args):
            self.use(x)
        spans: dict[Value, list[tuple[int, int]]] = {out: [] for out in op.outs}
        sides = []
        place = len(self.forks)
        wanted = Counter(
            (x, out)
            for b in op.blocks
            for out, x in zip(op.outs, b.results, strict=True)
            if isinstance(x, Value)
        )
        several = Counter(x for x, _ in wanted)
        for inner in op.blocks:
            self.clock += STEP
            start = self.clock
            self.walk(inner)
            self.clock += STEP
            for out, x in zip(op.outs, inner.results, strict=True):
                self.use(x)
                spans[out].append((self.clock + 1, self.clock + 2))
                if isinstance(x, Value) and x not in self.inlined and (x.hint or several[x] == 1):
                    self.pairs.append((out, x))
            sides.append((start, self.clock))
        self.forks.insert(place, Fork(*sides))
        self.clock += STEP
        for out in op.outs:
            self.bear(out)
            self.extra[out] = spans[out]

    def loop(self, op: Op) -> None:
        loop = Loop(op)
        for x in leaves((loop.iterable, loop.inits)):
            self.use(x)
        for x in loop.tapes:
            self.use(x)
        for out, item in zip(loop.collects, loop.collected, strict=True):
            self.bear(out)
            self.collected[out] = item
        outer, self.loops = self.loops, (*self.loops, op)
        for x in loop.body.params:
            self.bear(x)
        self.clock += STEP
        for x in leaves(
            loop.iterable
        ):  # the head is evaluated when the carried values are in place
            self.use(x, outer)
        if loop.index is not None:
            loop.index.stem = loop.index.stem or "i"
        for tape, entry in zip(loop.tapes, loop.entries, strict=True):
            self.use(tape)
            self.take(entry, self.collected.get(tape))
        if len(op.blocks) > 1:
            self.clock += STEP
            self.walk(loop.test)
            for x in leaves(loop.test.results):
                self.use(x)
            for x in loop.carried:  # what a loop carries is its result if the test fails here
                self.extra.setdefault(x, []).append((self.born[x], self.clock + 1))
        self.body(op, loop)
        self.clock += STEP
        for x in loop.yields:
            self.use(x)
        end = self.clock
        if loop.stops:
            self.clock += STEP
            for x in _deep([loop.stop], self.inlined, loop.body):
                if x not in loop.yields:  # those are read under the names of the carried values
                    self.use(x)
        if len(op.blocks) > 1:
            self.retest(op, loop)
        self.loops = outer
        for param, last, result, init in zip(
            loop.carried, loop.yields, loop.results, loop.inits, strict=True
        ):
            self.extra.setdefault(param, []).append((end + 1, self.clock + 3))
            self.pairs += [
                (param, x)
                for x in (last, result, init)
                if isinstance(x, Value) and x not in self.inlined
            ]
        self.clock += STEP
        self.ends[op] = self.clock
        for out in loop.results:
            self.bear(out)
        for out in loop.collects:
            self.uses[out].append(self.clock)

    def take(self, entry: Value, item: Any) -> None:
        """Pair what a loop takes from a tape with what was put there."""
        if isinstance(item, tuple):
            self.collected[entry] = item
        elif isinstance(item, Value):
            self.taken.append((entry, item))
            if item in self.collected:
                self.collected[entry] = self.collected[item]

    def body(self, op: Op, loop: Loop) -> None:
        """The statements of a body; what is collected is read as soon as it is known."""
        places = {o: i for i, inner in enumerate(loop.body.ops) for o in inner.outs}
        where = push_place(loop, places, self.inlined)
        self.pushes[op] = where
        ops = loop.body.ops
        self.walk(Block([], ops[:where], []))
        if loop.collected:
            self.clock += STEP
            for item in loop.collected:
                for x in leaves(item):
                    self.use(x)
        self.walk(Block([], ops[where:], []))

    def retest(self, op: Op, loop: Loop) -> None:
        """The test is evaluated again at the end of each turn, on the new carried values."""
        self.clock += STEP
        for x in set(_deep(loop.test.results, self.inlined, loop.test)):
            if x in loop.carried:
                self.extra.setdefault(x, []).append((self.clock - STEP + 1, self.clock))
            else:
                self.use(x)

    # ---- groups ----

    def form_groups(self, block: Block) -> None:
        params = set(block.params)
        for i, (x, start) in enumerate(self.born.items()):
            lives = [*life(start, sorted(self.uses[x]), self.forks), *self.extra.get(x, [])]
            self.group[x] = Group(x.hint, x in params, lives, i, [x])

    def merge_pairs(self) -> None:
        for a, b in self.pairs:
            if a not in self.group or b not in self.group:
                continue
            g, h = self.group[a], self.group[b]
            if g is h or (g.fixed and h.fixed):
                continue
            if g.hint and h.hint and g.hint != h.hint:
                continue
            if g.meets(h):
                continue
            keep, drop = (h, g) if h.fixed else (g, h)
            keep.lives += drop.lives
            keep.hint = keep.hint or drop.hint
            keep.members += drop.members
            keep.order = min(keep.order, drop.order)
            for x in drop.members:
                self.group[x] = keep

    def give_names(self) -> None:
        groups = sorted(
            {id(g): g for g in self.group.values()}.values(), key=lambda g: (not g.fixed, g.order)
        )
        taken: dict[str, list[Group]] = {}
        for g in groups:
            stem = g.hint or next((x.stem for x in g.members if x.stem), "t")
            number = 1
            while True:
                name = stem if number == 1 else f"{stem}_{number}"
                usable = g.fixed or name not in self.reserved
                if usable and not any(g.meets(h) for h in taken.get(name, [])):
                    break
                number += 1
            taken.setdefault(name, []).append(g)
            for x in g.members:
                self.name[x] = name


def push_place(loop: Loop, places: dict[Value, int], inlined: Inlining) -> int:
    """Where in a body everything that is collected is known."""
    where = 0
    for item in loop.collected:
        for x in [*leaves(item), *_deep([item], inlined, loop.body)]:
            where = max(where, places.get(x, -1) + 1)
    return where


def _deep(template: Any, inlined: Inlining, block: Block) -> list[Value]:
    """The named values that a template reads."""
    out: list[Value] = []
    for x in leaves(template):
        made = inlined.made.get(x)
        if made is None:
            out.append(x)
        else:
            out += _deep(
                [list(inputs(made)), [list(leaves(b.results)) for b in made.blocks]], inlined, block
            )
            for b in made.blocks:
                for inner in b.ops:
                    out += _deep(list(inputs(inner)), inlined, block)
    return out


def reserved_names() -> set[str]:
    """Names that generated code must not bind."""
    return set(keyword.kwlist) | set(dir(builtins))
