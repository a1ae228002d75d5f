"""Adjoint code that is zero unless one branch ran moves into that branch."""

from __future__ import annotations

import operator
from collections import Counter
from dataclasses import dataclass, replace
from typing import Any

from sourcediff.analysis.alias import Aliases
from sourcediff.ir.core import Block, Op, Value, inputs, leaves, rebuild, uses
from sourcediff.ir.types import Num

_LINEAR = {operator.mul, operator.truediv, operator.neg}
_SUMS = {operator.add, operator.sub}


def sink_into_branches(block: Block, aliases: Aliases) -> None:
    """Move what follows a reverse branch into it, where one side alone gives more than zero."""
    number = Counter(x for op in block.ops for x in uses(op))
    number.update(leaves(block.results))
    _visit(block, number, aliases)


def _visit(block: Block, number: Counter[Value], aliases: Aliases) -> None:
    for op in list(block.ops):
        for inner in op.blocks:
            _visit(inner, number, aliases)
        if op.kind == "if" and op.info.get("adjoint"):
            sinker = _Sinker(block, op, number, aliases)
            while sinker.step():
                pass


@dataclass
class _Sinker:
    """One branch and the block that it is in."""

    block: Block
    branch: Op
    number: Counter[Value]
    aliases: Aliases

    def step(self) -> bool:
        """Move one operation, if there is one to move."""
        for out in self.branch.outs:
            user = self.user(out)
            if user is None or not self.zero_sides(out):
                continue
            operands = self.private(user, out)
            if operands is not None:
                self.move(user, out, operands)
                return True
        return False

    def zero_sides(self, out: Value) -> list[int]:
        """The sides that give a literal zero for a result."""
        place = self.branch.outs.index(out)
        sides = [b.results[place] for b in self.branch.blocks]
        zeros = [i for i, x in enumerate(sides) if type(x) is float and x == 0.0]
        return zeros if len(zeros) == 1 else []

    def user(self, out: Value) -> Op | None:
        """The one operation after the branch that reads a result, if it gives zero or nothing new for zero."""
        if self.number[out] != 1 or not isinstance(out.type, Num):
            return None
        after = self.block.ops[self.block.ops.index(self.branch) + 1 :]
        op = next((o for o in after if out in set(inputs(o))), None)
        if op is None or op.kind != "call" or not op.info.get("adjoint") or out not in op.args:
            return None
        if not isinstance(op.out.type, Num) or op.args.count(out) != 1:
            return None
        if op.fn in _LINEAR:
            return op if op.fn is not operator.truediv or op.args[0] is out else None
        return op if op.fn in _SUMS and self.is_sum(op, out) else None

    def is_sum(self, op: Op, out: Value) -> bool:
        """Whether the rest of a sum is a number that only this sum reads."""
        other = op.args[1] if op.args[0] is out else op.args[0]
        plain = op.fn is operator.add or op.args[1] is out
        return plain and isinstance(other, Value) and self.number[other] == 1

    def private(self, user: Op, out: Value) -> list[Op] | None:
        """The operations between the branch and a user that must move along; None if one cannot."""
        start = self.block.ops.index(self.branch)
        between = self.block.ops[start + 1 : self.block.ops.index(user)]
        made = {o: op for op in between for o in op.outs}
        if user.fn in _SUMS and any(x in made for x in inputs(user)):
            return None  # the other side needs it as well
        found: list[Op] = []
        pending = [x for x in inputs(user) if x is not out]
        while pending:
            x = pending.pop()
            op = made.get(x)
            if self.aliases.is_stored(x):
                return None
            if op is None:
                continue
            if op.kind != "call" or not op.info.get("adjoint") or self.number[x] != 1:
                return None
            found.append(op)
            pending += inputs(op)
        return sorted(found, key=between.index)

    def move(self, user: Op, out: Value, operands: list[Op]) -> None:
        """Put a user at the end of the side that is not zero; its result takes the place of `out`."""
        (zero,) = self.zero_sides(out)
        place = self.branch.outs.index(out)
        results = self.branch.blocks[1 - zero].results
        inner = results[place]
        if isinstance(inner, Value):
            inner.hint = inner.hint or out.hint
        for op in operands:
            op.args = rebuild(op.args, lambda x: self.inside(x, 1 - zero))
        rest = [self.inside(x, zero) for x in user.args if x is not out]
        args = tuple(self.inside(x, 1 - zero) for x in user.args)
        if user.fn is operator.add and 0.0 in args:
            (results[place],) = [x for x in args if x is inner]
        else:
            made = Value(user.out.type, user.out.hint, user.out.line, user.out.stem)
            moved = replace(user, outs=(made,), args=args)
            self.branch.blocks[1 - zero].ops += [*operands, moved]
            results[place] = made
        self.branch.blocks[zero].results[place] = rest[0] if user.fn in _SUMS else 0.0
        outs = list(self.branch.outs)
        outs[place] = user.out
        self.branch.outs = tuple(outs)
        gone = {user, *operands}
        self.block.ops[:] = [op for op in self.block.ops if op not in gone]

    def inside(self, x: Any, side: int) -> Any:
        """What an operand is within a side: what the side gives for a result of the branch."""
        if isinstance(x, Value) and x in self.branch.outs:
            return self.branch.blocks[side].results[self.branch.outs.index(x)]
        return x
