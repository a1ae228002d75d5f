"""A function in SSA as Python statements: names assigned, expressions nested, loops and branches written."""

from __future__ import annotations

import ast
import operator
from collections.abc import Callable
from typing import Any

import numpy as np

from sourcediff import runtime
from sourcediff.analysis.alias import find_aliases
from sourcediff.backend.expressions import SYMBOLS, Expressions, bare, parsed
from sourcediff.backend.inline import choose_inlined, hold_stops, is_expression
from sourcediff.backend.loops import LoopHeads, find_entries
from sourcediff.backend.names import Names
from sourcediff.backend.statements import in_parallel, mark, negated, quiet, stand_in
from sourcediff.backend.uses import find_arrays, find_freed, find_zeros, last_uses, padded_values
from sourcediff.frontend.abstract import UNDEFINED
from sourcediff.ir import primitives
from sourcediff.ir.core import Block, Function, Loop, Op, Value, leaves, type_of, walk
from sourcediff.ir.types import Arr, Num, Tup, rank, shape

AUGMENTED = {
    operator.add: ast.Add,
    operator.sub: ast.Sub,
    operator.mul: ast.Mult,
    operator.truediv: ast.Div,
}


class Structure(Expressions):
    """Writes the body of one function; each statement carries `line` and `part` (forward or reverse)."""

    def __init__(
        self, function: Function, object_text: Callable[[Any], str], reserved: set[str]
    ) -> None:
        self.function = function
        self.block = function.block
        hold_stops(self.block)
        self.aliases = find_aliases(self.block)
        inlined = choose_inlined(self.block, self.aliases)
        self.padded = padded_values(self.block)
        self.names = Names(inlined, reserved)
        self.names.assign(self.block)
        self.inlined = inlined
        super().__init__(
            lambda v: self.names.name[v],
            inlined.made,
            object_text,
            find_zeros(self.block),
            find_arrays(self.block),
        )
        self.last_use = last_uses(self.block)
        self.has_reverse = any(
            op.kind == "loop" and op.info.get("adjoint") for op in walk(self.block)
        )
        entries = find_entries(self.block)
        self.unpacked: set[Op] = set(entries.reads)
        reusable = bool(function.info.get("reusable"))
        self.heads = LoopHeads(
            self, self.names, self.last_use, entries.parts, self.statements, reusable
        )

    def body(self) -> list[ast.stmt]:
        """All statements, the return last."""
        out = self.statements(self.block)
        out.append(mark(ast.Return(self.write(self.function.result)), None))
        return out

    def statements(
        self, block: Block, hook: tuple[int, Callable[[], list[ast.stmt]]] | None = None
    ) -> list[ast.stmt]:
        """The statements of a block; `hook` adds some before an operation."""
        out: list[ast.stmt] = []
        for place, op in enumerate(block.ops):
            if hook is not None and hook[0] == place:
                out += hook[1]()
            if op in self.unpacked or (
                op.outs and op.outs[0] in self.inlined and len(op.outs) == 1
            ):
                continue
            made = getattr(self, f"_write_{op.kind}", self._write_value)(op, block, place)
            out += [mark(node, op) if not hasattr(node, "part") else node for node in made]
        if hook is not None and hook[0] >= len(block.ops):
            out += hook[1]()
        return out

    # ---- plain statements ----

    def _write_value(self, op: Op, block: Block, place: int) -> list[ast.stmt]:
        group = self.unpacked_items(op, block, place)
        if group is not None:
            return [group]
        if op.kind == "call" and op.fn is primitives.identity:
            value = (
                ast.List([self.write(x) for x in op.args[0]], ast.Load())
                if isinstance(op.args[0], list)
                else self.write(op.args[0])
            )
            return [self.assign(op.out, value)]
        augmented = self.augmented(op)
        if augmented is not None:
            return [augmented]
        return [self.assign(op.out, self.operation(op))]

    def assign(self, out: Value, value: ast.expr) -> ast.stmt:
        return ast.Assign([ast.Name(self.names.name[out], ast.Store())], value, lineno=0)

    def unpacked_items(self, op: Op, block: Block, place: int) -> ast.stmt | None:
        """`a, b = t` for reads of all items of a tuple in a row; `a, b = f(x)` where only they read it."""
        if op.kind != "call":
            return None
        if op.fn is operator.getitem:
            group = self.items_read(op.args[0], block, place)
            made = self.write(op.args[0]) if group else None
        else:
            group = self.items_read(op.outs[0], block, place + 1)
            if set(self.last_use.get(op.outs[0], ())) != set(group):
                return None
            made = self.operation(op) if group else None
        if made is None:
            return None
        self.unpacked.update(group)
        names = [ast.Name(self.names.name[o.out], ast.Store()) for o in group]
        return ast.Assign([ast.Tuple(list(names), ast.Store())], made, lineno=0)

    def items_read(self, base: Any, block: Block, place: int) -> list[Op]:
        """The reads of all items of a tuple, each under a name of its own, if they stand here in a row."""
        if not isinstance(base, Value) or not isinstance(base.type, Tup):
            return []
        group = block.ops[place : place + len(base.type.items)]
        if len(group) != len(base.type.items) or len(group) < 2:
            return []
        if not all(self.reads_item(other, base, i) for i, other in enumerate(group)):
            return []
        distinct = {self.names.name[o.out] for o in group}
        return group if len(distinct) == len(group) else []

    def reads_item(self, op: Op, base: Value, place: int) -> bool:
        """Whether an operation reads one item of a tuple, as a statement."""
        read = op.kind == "call" and op.fn is operator.getitem and op.args[0] is base
        return read and op.args[1] == place and op.out not in self.inlined

    def augmented(self, op: Op) -> ast.stmt | None:
        """`x += y`, for numbers in the reverse sweep and where the user wrote it."""
        if op.kind != "call" or op.fn not in AUGMENTED or len(op.args) != 2:
            return None
        if not (op.info.get("adjoint") or op.info.get("augmented")) or not isinstance(
            op.out.type, Num
        ):
            return None
        a, b = op.args
        if (
            op.fn is operator.add
            and not self._is_own(a, op)
            and self._is_own(b, op)
            and op.info.get("adjoint")
        ):
            a, b = b, a
        if not self._is_own(a, op) or not isinstance(type_of(a), Num):
            return None  # what may be an array without axes would be changed itself
        target = ast.Name(self.names.name[op.out], ast.Store())
        return ast.AugAssign(target, AUGMENTED[op.fn](), self.write(b))

    def _is_own(self, x: Any, op: Op) -> bool:
        return (
            isinstance(x, Value)
            and x not in self.inlined
            and self.names.name.get(x) == self.names.name[op.out]
        )

    def _write_store(self, op: Op, block: Block, place: int) -> list[ast.stmt]:
        base, index, value = op.args
        symbol = op.info.get("op", "")
        if op.info.get("unseen"):
            return []
        if op.info.get("at"):
            return [ast.Expr(self.added_at(op))]
        written = self.write(base)
        surely = isinstance(type_of(base), Arr)  # of a number, `x += y` would bind the name anew
        if op.info.get("whole") and isinstance(written, ast.Name) and symbol and surely:
            target: Any = ast.Name(written.id, ast.Store())
        else:
            target = ast.Subscript(written, self.index(index), ast.Store())
        if symbol and not op.info.get("first"):
            return [ast.AugAssign(target, SYMBOLS[symbol](), self.write(value))]
        given = self.write(value)
        given = ast.UnaryOp(ast.USub(), given) if symbol == "-" else given  # subtracted from zero
        return [ast.Assign([target], given, lineno=0)]

    def added_at(self, op: Op) -> ast.Call:
        """The call that adds at places which may repeat."""
        base, index, value = map(self.write, op.args)
        minus = op.info["op"] == "-"
        if op.info.get("adjoint") and self.adds_rows(op):
            value = ast.UnaryOp(ast.USub(), value) if minus else value
            return ast.Call(parsed(self.object_text(runtime.add_rows)), [base, index, value], [])
        name = "subtract" if minus else "add"
        return ast.Call(parsed(f"{self.object_text(np)}.{name}.at"), [base, index, value], [])

    def adds_rows(self, op: Op) -> bool:
        """Whether a store adds whole rows of a matrix to those that a vector of integers names."""
        base, places, rows = map(type_of, op.args)
        if not isinstance(base, Arr) or not isinstance(places, Arr) or not isinstance(rows, Arr):
            return False
        if rank(base) != 2 or rank(places) != 1 or np.dtype(places.dtype).kind not in "iu":
            return False
        wanted, given = (*(shape(places) or ()), (shape(base) or ())[-1]), shape(rows) or ()
        alike = self.function.guards.are_surely_equal
        return len(given) == 2 and all(map(alike, wanted, given))

    def _write_append(self, op: Op, block: Block, place: int) -> list[ast.stmt]:
        made, *given = op.args
        fn = ast.Attribute(self.write(made), "append" if len(given) == 1 else "insert", ast.Load())
        return [ast.Expr(ast.Call(fn, [self.write(x) for x in given], []))]

    def _write_pop(self, op: Op, block: Block, place: int) -> list[ast.stmt]:
        call = self.operation(op)
        used = op.out in self.last_use
        return [self.assign(op.out, call) if used else ast.Expr(call)]

    def _write_effect(self, op: Op, block: Block, place: int) -> list[ast.stmt]:
        if op.fn is operator.setitem:
            target = self.subscript(op.args[0], op.args[1], ast.Store())
            return [ast.Assign([target], self.write(op.args[2]), lineno=0)]
        if op.fn is operator.delitem:
            return [ast.Delete([self.subscript(op.args[0], op.args[1], ast.Del())])]
        call = self.call(op) if not op.info.get("held") else self.operation(op)
        used = bool(op.outs) and op.out in self.last_use
        return [self.assign(op.out, call) if used else ast.Expr(call)]

    def _write_raise(self, op: Op, block: Block, place: int) -> list[ast.stmt]:
        made = op.args[0]
        return [ast.Raise(None if made is None else self.write(made), None)]

    def _write_assert(self, op: Op, block: Block, place: int) -> list[ast.stmt]:
        test, message = op.args
        return [ast.Assert(self.write(test), None if message is None else self.write(message))]

    # ---- branches ----

    def _write_if(self, op: Op, block: Block, place: int) -> list[ast.stmt]:
        if is_expression(op, self.inlined):
            return [self.assign(op.out, self.conditional(op))]
        bodies = []
        for inner in op.blocks:
            body = self.statements(inner)
            body += [quiet(n, op) for n in self.copies(zip(op.outs, inner.results, strict=True))]
            bodies.append(body)
        test = bare(self.write(op.args[0]))
        if not bodies[0] and not bodies[1]:
            return []
        if not bodies[0]:
            return [ast.If(negated(test), bodies[1], [])]
        return [ast.If(test, bodies[0], bodies[1])]

    def copies(self, pairs: Any) -> list[ast.stmt]:
        """Assignments that bring results into the names that stand for them."""
        moves: list[tuple[str, ast.expr, Any]] = []
        for out, x in pairs:
            if x is UNDEFINED and out not in self.padded:
                continue
            if out not in self.names.name:
                continue
            name = self.names.name[out]
            value = stand_in(out) if x is UNDEFINED else self.write(x)
            if isinstance(value, ast.Name) and value.id == name:
                continue
            moves.append((name, value, x))
        return in_parallel(moves)

    # ---- loops ----

    def _write_loop(self, op: Op, block: Block, place: int) -> list[ast.stmt]:
        loop = Loop(op)
        out: list[ast.stmt] = []
        tapes = dict.fromkeys(loop.collects)
        out += [self.assign(tape, ast.List([], ast.Load())) for tape in tapes]
        out += [quiet(n, op) for n in self.copies(zip(loop.carried, loop.inits, strict=True))]
        body = self.turn(op, loop)
        out += self.heads.head(op, loop, body)
        out += self.copies(zip(loop.results, loop.carried, strict=True))
        return out

    def turn(self, op: Op, loop: Loop) -> list[ast.stmt]:
        """The statements of a turn."""
        where = self.names.pushes[op]
        body = self.statements(loop.body, (where, lambda: self.pushes(op, loop)))
        body += [quiet(n, op) for n in self.copies(zip(loop.carried, loop.yields, strict=True))]
        freed = sorted(
            {self.names.name[x] for x in find_freed(op, self.aliases, self.inlined)}
            - self.kept(loop)
        )
        if freed and self.has_reverse:
            names: list[ast.expr] = [ast.Name(name, ast.Del()) for name in freed]
            body.append(quiet(ast.Delete(names), op))
        if loop.stops and loop.stop is not False:
            leave = ast.If(self.stop_test(loop), [ast.Break()], [])
            body.append(quiet(leave, op))
        return body

    def kept(self, loop: Loop) -> set[str]:
        """The names that are read after a turn."""
        read = leaves([loop.carried, loop.body.results])
        return {self.names.name[x] for x in read if x in self.names.name}

    def stop_test(self, loop: Loop) -> ast.expr:
        """Whether the loop stops, asked when the carried values are in place already."""
        carried = {
            y: p for y, p in zip(loop.yields, loop.carried, strict=True) if isinstance(y, Value)
        }
        old = self.name_of
        self.name_of = lambda v: self.names.name[carried.get(v, v)]
        made = self.write(loop.stop)
        self.name_of = old
        return made

    def pushes(self, op: Op, loop: Loop) -> list[ast.stmt]:
        """What a turn puts on its tapes."""
        out: list[ast.stmt] = []
        for tape, item in zip(loop.collects, loop.collected, strict=True):
            fn = ast.Attribute(self.write(tape), "append", ast.Load())
            out.append(mark(ast.Expr(ast.Call(fn, [self.write(item)], [])), op))
        return out
