"""Which values need no name: those used once, where nothing that they read changes before their use."""

from __future__ import annotations

import operator
from dataclasses import dataclass, field
from typing import Any

from sourcediff.analysis.alias import Aliases, is_view, makes_array, reads_list_of_list
from sourcediff.frontend.abstract import UNDEFINED
from sourcediff.ir import primitives
from sourcediff.ir.core import Block, Loop, Op, Value, inputs, leaves, uses, walk
from sourcediff.ir.types import Arr, Lst, Num, Tup, Unknown, is_fixed

LIMIT = 14
_COMPARISONS = {operator.lt, operator.le, operator.gt, operator.ge, operator.eq, operator.ne}
_PURE = {"call", "attr", "ref"}
_TAKING = {operator.getitem, len, list, tuple}  # what reads a list's items, not their arrays
_EXPRESSION_FORMS = {"and", "or", "ifexp"}


@dataclass
class Inlining:
    """Values that are written where they are used, and the operations that make them."""

    made: dict[Value, Op] = field(default_factory=dict)
    size: dict[Value, int] = field(default_factory=dict)

    def __contains__(self, x: object) -> bool:
        return x in self.made


def choose_inlined(block: Block, aliases: Aliases) -> Inlining:
    """Decide for a whole function."""
    chooser = _Chooser(aliases, frozenset(block.params))
    chooser.count(block)
    chooser.block(block)
    return chooser.found


def _is_sure_view(op: Op) -> bool:
    """Whether an operation makes a view and so reads no elements; of an unknown type, it may be a number."""
    return is_view(op) and isinstance(op.out.type, Arr)


def _is_adjoint(op: Op) -> bool:
    return bool(op.info.get("adjoint"))


def is_kept(op: Op) -> bool:
    """Whether an operation takes from a tape, or from what a forward sweep saved, so that it has its statement."""
    return bool(op.info.get("entry") or op.info.get("saved"))


def _is_form(op: Op) -> bool:
    """Whether a branch was written as an expression, and gives a value on both sides."""
    if op.kind != "if" or op.info.get("form") not in _EXPRESSION_FORMS or len(op.outs) != 1:
        return False
    return all(b.results[0] is not UNDEFINED for b in op.blocks)


def is_expression(op: Op, found: Inlining) -> bool:
    """Whether a branch can be written as a conditional or boolean expression."""
    if not _is_form(op):
        return False
    return all(all(inner.outs and inner.outs[0] in found for inner in b.ops) for b in op.blocks)


def replaced(loop: Loop) -> set[Value]:
    """What a loop carries into a turn that no name holds any more when the turn is over."""
    pairs = zip(loop.carried, loop.yields, strict=True)
    return {param for param, last in pairs if last is not param} - set(leaves(loop.yields))


def hold_stops(block: Block) -> None:
    """Give what stops a loop a name of its own, where it is what the loop carried into the turn."""
    for op in walk(block):
        if op.kind != "loop" or Loop(op).stop not in replaced(Loop(op)):
            continue
        loop = Loop(op)
        held = Value(loop.stop.type)
        loop.body.ops.append(Op("call", (held,), primitives.identity, (loop.stop,), line=op.line))
        loop.body.results[len(loop.inits)] = held


class _Chooser:
    def __init__(self, aliases: Aliases, params: frozenset[Value]) -> None:
        self.aliases = aliases
        self.params = params
        self.found = Inlining()
        self.number: dict[Value, int] = {}
        self.makers: dict[Value, Op] = {}

    def count(self, block: Block) -> None:
        """Count the uses of every value."""
        for op in block.ops:
            self.makers.update(dict.fromkeys(op.outs, op))
            for x in inputs(op):
                self.number[x] = self.number.get(x, 0) + 1
            for inner in op.blocks:
                self.count(inner)
            if op.info.get("form") in ("and", "or") and len(op.outs) == 1:
                self.number[op.args[0]] -= sum(b.results[0] is op.args[0] for b in op.blocks)
        for x in leaves(block.results):
            self.number[x] = self.number.get(x, 0) + 1

    def read_at_end(self, op: Op, inner: Block) -> tuple[dict[Value, int], ...]:
        """What a turn reads besides its operations: what it puts on tapes, and whether it stops."""
        if _is_form(op):
            return ()
        if op.kind != "loop" or inner is not op.blocks[-1]:
            return ({},)
        loop = Loop(op)
        out: dict[Value, int] = {}
        items = list(leaves(loop.collected))
        places = {o: i for i, body_op in enumerate(inner.ops) for o in body_op.outs}
        push = max([places.get(x, -1) + 1 for x in items], default=0)
        out.update(dict.fromkeys(items, push))
        if isinstance(loop.stop, Value) and not self.reads_replaced(loop):
            out[loop.stop] = len(inner.ops)
        return (out,)

    def reads_replaced(self, loop: Loop) -> bool:
        """Whether what stops a loop reads what it carried into the turn, which is replaced before it is asked."""
        gone = replaced(loop)
        made = {out: op for op in loop.body.ops for out in op.outs}
        pending = [loop.stop]
        while pending:
            x = pending.pop()
            if x in gone:
                return True
            op = made.get(x)
            if op is not None and (self.is_free(op) or (not x.hint and self.number.get(x, 0) == 1)):
                pending += uses(op)
        return False

    def block(self, block: Block, read_last: dict[Value, int] | None = None) -> None:
        """Decide for a block, consumers first."""
        for op in block.ops:
            for inner in op.blocks:
                self.block(inner, *self.read_at_end(op, inner))
            if op.kind == "loop" and len(op.blocks) > 1:
                self.test(op)
        users = self.users(block)
        end = len(block.ops)
        final: dict[Op, int] = {}
        results = dict.fromkeys(leaves(block.results), end) if read_last is None else read_last
        for place in range(end - 1, -1, -1):
            op = block.ops[place]
            final[op] = place
            if self.is_free(op):
                self.take(op)
                continue
            if op.kind == "pop" and self.is_popped_for(op, block.ops[place + 1 : place + 2]):
                self.take(op)
                continue
            if not self.is_candidate(op):
                continue
            out = op.outs[0]
            consumers = users.get(out, [])
            if len(consumers) == 1:
                target = final.get(consumers[0])
            elif out in results and not consumers:
                target = results[out]
            else:
                continue
            if target is None or not self.may_move(op, block, place, target):
                continue
            self.take(op)
            final[op] = target

    def test(self, op: Op) -> None:
        """The test of a while loop is an expression if everything in it is used once there."""
        block = Loop(op).test
        for inner in reversed(block.ops):
            if (
                (inner.kind in _PURE or inner.info.get("peeks"))
                and self.number.get(inner.outs[0], 0) == 1
                and not inner.outs[0].hint
            ) or (is_expression(inner, self.found) and self.number.get(inner.outs[0], 0) == 1):
                self.take(inner)

    def users(self, block: Block) -> dict[Value, list[Op]]:
        """The operations of a block that read each value themselves."""
        out: dict[Value, list[Op]] = {}
        for op in block.ops:
            readable = op.args[:1] if op.kind == "loop" else op.args
            for x in leaves((readable, op.kwargs)):
                out.setdefault(x, []).append(op)
        return out

    def is_free(self, op: Op) -> bool:
        """Operations that are written wherever they are used."""
        if op.kind == "ref" or op.info.get("free"):
            return True
        if op.kind == "call" and op.fn is len and not op.outs[0].hint:
            x = op.args[0]
            return isinstance(x, Value) and is_fixed(x.type) and not self.aliases.is_stored(x)
        if op.kind == "call" and op.fn in _COMPARISONS and not op.outs[0].hint:
            return all(not isinstance(x, Value) or self.is_number(x) for x in op.args)
        if op.kind == "attr" and not op.outs[0].hint:
            return op.fn in ("shape", "size", "ndim", "dtype")
        if (
            op.kind == "call"
            and op.fn is operator.getitem
            and not op.outs[0].hint
            and not is_kept(op)
        ):
            base = op.args[0]
            made = self.found.made.get(base) if isinstance(base, Value) else None
            shape = isinstance(base, Value) and isinstance(base.type, Tup)
            if not shape or not isinstance(op.args[1], int):
                return False
            return made.kind == "attr" if made is not None else not self.goes_into(base)
        return False

    def goes_into(self, x: Value) -> bool:
        """Whether a tuple will be written where its one item is read: there it is read again."""
        op = self.makers.get(x)
        return op is not None and op.kind != "attr" and self.is_candidate(op)

    def is_number(self, x: Value) -> bool:
        """Whether a value is a parameter that is a number."""
        return x in self.params and isinstance(x.type, Num)

    def is_candidate(self, op: Op) -> bool:
        """Whether an operation is pure, unnamed and used once."""
        if len(op.outs) != 1 or op.outs[0].hint or is_kept(op):
            return False
        out = op.outs[0]
        if self.number.get(out, 0) != 1:
            return False
        made = isinstance(out.type, Lst) and not reads_list_of_list(op, self.aliases)
        if made or op.fn is primitives.identity:
            return False
        return op.kind in _PURE or bool(op.info.get("peeks")) or is_expression(op, self.found)

    def is_popped_for(self, op: Op, after: list[Op]) -> bool:
        """Whether the next operation alone reads what is popped, and nothing else that changes."""
        if self.number.get(op.out, 0) != 1 or not after or not after[0].outs:
            return False
        user = after[0]
        return user.kind == "call" and user.out not in self.found and op.out in user.args

    def take(self, op: Op) -> None:
        """Write an operation where it is used."""
        self.found.made[op.outs[0]] = op

    def may_move(self, op: Op, block: Block, place: int, target: int) -> bool:
        """Whether nothing between an operation and its use changes what it reads."""
        if self.weight(op) > LIMIT:
            return False
        read = self.memory(op)
        between = block.ops[place + 1 : target]
        if target == len(block.ops) and self.holds_array(op) and any(map(_is_adjoint, between)):
            return False  # its memory is free again before the reverse sweep begins
        if not read:
            calls = not all(is_fixed(x.type) for x in inputs(op))
            return not self.touches(op) or not any(self.has_effect(o, calls) for o in between)
        return not any(self.writes(other, read) for other in between)

    def holds_array(self, op: Op) -> bool:
        """Whether an operation of the forward sweep is written with an array that it makes on the way."""
        if _is_adjoint(op):
            return False
        makers = [self.makers[x] for x in inputs(op) if x in self.makers]
        written = [made for made in makers if self.is_candidate(made)]
        return any(makes_array(made) or self.holds_array(made) for made in written)

    def touches(self, op: Op) -> bool:
        return any(
            isinstance(x.type, (Arr, Unknown, Lst)) or not is_fixed(x.type) for x in inputs(op)
        )

    def weight(self, op: Op) -> int:
        """How much text an operation with all that is nested in it makes."""
        total = 1
        for x in inputs(op):
            made = self.found.made.get(x)
            total += 1 if made is None else self.weight(made)
        for b in op.blocks:
            total += sum(self.weight(inner) for inner in b.ops)
        return total

    def memory(self, op: Op) -> set[Any]:
        """The classes of memory that an operation, with all that is nested in it, reads."""
        out = {
            self.aliases.find(x)
            for x in inputs(op)
            if self.aliases.is_stored(x) and not _is_sure_view(op)
        }
        read = leaves((op.args[1:], op.kwargs)) if op.fn in _TAKING else inputs(op)
        out |= {self.aliases.find(("content", x)) for x in read} & self.aliases.stored
        for x in inputs(op):
            made = self.found.made.get(x)
            if made is not None:
                out |= self.memory(made)
        for b in op.blocks:
            for inner in b.ops:
                out |= self.memory(inner)
        return out

    def writes(self, op: Op, read: set[Any]) -> bool:
        """Whether an operation may change memory of one of some classes."""
        for inner in [op, *(o for b in op.blocks for o in walk(b))]:
            if (
                inner.kind in ("store", "append", "pop")
                and self.aliases.find(inner.args[0]) in read
            ):
                return True
            if self.is_effect(inner):
                return True
        return False

    def has_effect(self, op: Op, calls: bool) -> bool:
        """Whether an operation, or one in it, changes objects that are not followed; `calls`: as callees may."""
        inner = [op, *(o for b in op.blocks for o in walk(b))]
        return any(self.is_effect(o) or (calls and o.info.get("callee")) for o in inner)

    def is_effect(self, op: Op) -> bool:
        """Whether an operation may change objects that are not followed."""
        return op.kind == "effect" and not op.info.get("peeks")
