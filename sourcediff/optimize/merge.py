"""What both sides of a branch do at their end, on different values, is done once after it."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import Any

from sourcediff.analysis.alias import Aliases
from sourcediff.ir.core import Block, Op, Value, inputs, leaves, type_of, uses
from sourcediff.ir.join import join
from sourcediff.ir.types import Num

Step = tuple[Op, Op, tuple[Any, Any]]  # an operation of each side, and the operands that differ


def merge_sides(block: Block, aliases: Aliases) -> None:
    """Move equal last operations of a branch's two sides behind it."""
    number = Counter(x for op in block.ops for x in uses(op))
    number.update(leaves(block.results))
    _visit(block, number, aliases)


def _visit(block: Block, number: Counter[Value], aliases: Aliases) -> None:
    for op in list(block.ops):
        for inner in op.blocks:
            _visit(inner, number, aliases)
        if op.kind == "if" and op.info.get("adjoint"):
            _Merger(block, op, number, aliases).run()


@dataclass
class _Merger:
    """One branch and the block that it is in."""

    block: Block
    branch: Op
    number: Counter[Value]
    aliases: Aliases

    def run(self) -> None:
        """Merge the results that differ in one and the same pair of values."""
        chains = {out: self.chain(out) for out in self.branch.outs}
        ends = Counter(chain[-1][2] for chain in chains.values() if chain)
        for out, chain in chains.items():
            if chain and ends[chain[-1][2]] > 1:
                self.merge(out, chain)

    def chain(self, out: Value) -> list[Step]:
        """The equal operations on both sides that end in a result, last one first."""
        place = self.branch.outs.index(out)
        pair = tuple(inner.results[place] for inner in self.branch.blocks)
        found: list[Step] = []
        while True:
            step = self.step(*pair)
            if step is None:
                return found
            found.append(step)
            pair = step[2]

    def step(self, a: Any, b: Any) -> Step | None:
        """The operations that make two values, if they differ in one operand alone."""
        one, two = self.maker(a, 0), self.maker(b, 1)
        if one is None or two is None or one.fn is not two.fn or len(one.args) != len(two.args):
            return None
        pairs = [(x, y) for x, y in zip(one.args, two.args, strict=True) if x is not y]
        if len(pairs) != 1 or not self.can_leave(one, two, pairs[0]):
            return None
        return one, two, pairs[0]

    def merge(self, out: Value, chain: list[Step]) -> None:
        """Compute a result after the branch, from what differs between its sides."""
        self.remove(self.branch.outs.index(out), chain)
        place = self.block.ops.index(self.branch) + 1
        out.hint = out.hint if self.number[out] > 1 else ""
        joined = self.joined(*chain[-1][2])
        for one, _, (a, _) in reversed(chain):
            made = (
                out if one is chain[0][0] else Value(one.out.type, one.out.hint, stem=one.out.stem)
            )
            args = tuple(joined if x is a else x for x in one.args)
            op = Op(
                "call", (made,), one.fn, args, line=one.line, info=dict(one.info), mirror=one.mirror
            )
            self.block.ops.insert(place, op)
            place, joined = place + 1, made

    def maker(self, x: Any, side: int) -> Op | None:
        """The operation of a side that makes a value, if it is read once."""
        inner = self.branch.blocks[side]
        op = next((o for o in inner.ops if x in o.outs), None) if isinstance(x, Value) else None
        plain = op is not None and op.kind == "call" and op.info.get("adjoint") and not op.kwargs
        return op if plain and self.number[x] == 1 and isinstance(x.type, Num) else None

    def can_leave(self, one: Op, two: Op, pair: tuple[Any, Any]) -> bool:
        """Whether all but one operand is known outside, and the other is a number on both sides."""
        inside = {o for b in self.branch.blocks for op in b.ops for o in op.outs}
        shared = [x for x in one.args if x is not pair[0] and isinstance(x, Value)]
        if any(x in inside for x in shared) or one.args.count(pair[0]) > 1:
            return False
        if any(self.aliases.is_stored(x) for x in [*inputs(one), *inputs(two)]):
            return False
        return all(isinstance(x, Value) and isinstance(x.type, Num) for x in pair)

    def remove(self, place: int, chain: list[Step]) -> None:
        """Take a result and what made it out of the branch."""
        branch = self.branch
        branch.outs = tuple(o for i, o in enumerate(branch.outs) if i != place)
        for side, inner in enumerate(branch.blocks):
            gone = {step[side] for step in chain}
            inner.ops[:] = [op for op in inner.ops if op not in gone]
            inner.results = [x for i, x in enumerate(inner.results) if i != place]

    def joined(self, a: Value, b: Value) -> Value:
        """The result of the branch that is `a` on one side and `b` on the other."""
        results = zip(*(inner.results for inner in self.branch.blocks), strict=True)
        for out, (x, y) in zip(self.branch.outs, results, strict=True):
            if x is a and y is b:
                return out
        made = Value(join(type_of(a), type_of(b)), stem=a.stem or b.stem)
        self.branch.outs = (*self.branch.outs, made)
        for inner, x in zip(self.branch.blocks, (a, b), strict=True):
            inner.results.append(x)
        return made
