"""Operations as Python expressions."""

from __future__ import annotations

import ast
import math
import operator
from collections.abc import Callable
from typing import Any

import numpy as np

from sourcediff.ir import primitives
from sourcediff.ir.core import Op, Record, Value
from sourcediff.ir.types import Arr, rank

BINARY: dict[Any, type[ast.operator]] = {
    operator.add: ast.Add, operator.sub: ast.Sub, operator.mul: ast.Mult, operator.truediv: ast.Div,
    operator.pow: ast.Pow, operator.mod: ast.Mod, operator.floordiv: ast.FloorDiv, operator.matmul: ast.MatMult,
    operator.and_: ast.BitAnd, operator.or_: ast.BitOr, operator.xor: ast.BitXor,
    operator.lshift: ast.LShift, operator.rshift: ast.RShift,
}  # fmt: skip
UNARY: dict[Any, type[ast.unaryop]] = {
    operator.neg: ast.USub, operator.pos: ast.UAdd, operator.invert: ast.Invert, primitives.not_: ast.Not,
}  # fmt: skip
COMPARE: dict[Any, type[ast.cmpop]] = {
    operator.eq: ast.Eq, operator.ne: ast.NotEq, operator.lt: ast.Lt, operator.le: ast.LtE,
    operator.gt: ast.Gt, operator.ge: ast.GtE, operator.is_: ast.Is, operator.is_not: ast.IsNot,
    primitives.in_: ast.In, primitives.not_in: ast.NotIn,
}  # fmt: skip
SYMBOLS: dict[str, type[ast.operator]] = {
    "+": ast.Add, "-": ast.Sub, "*": ast.Mult, "/": ast.Div, "**": ast.Pow, "%": ast.Mod, "//": ast.FloorDiv,
    "@": ast.MatMult, "&": ast.BitAnd, "|": ast.BitOr, "^": ast.BitXor, "<<": ast.LShift, ">>": ast.RShift,
}  # fmt: skip


def load(name: str) -> ast.Name:
    """A name that is read."""
    return ast.Name(name, ast.Load())


def bare(test: ast.expr) -> ast.expr:
    """What is tested by `if bool(x)`."""
    if isinstance(test, ast.Call) and isinstance(test.func, ast.Name) and test.func.id == "bool":
        return test.args[0]
    return test


def parsed(text: str) -> ast.expr:
    """The expression of a text."""
    return ast.parse(text, mode="eval").body


class Expressions:
    """Writes operands; `name_of` gives the name of a value, `made` the operation of one that has none."""

    def __init__(
        self,
        name_of: Callable[[Value], str],
        made: dict[Value, Op],
        object_text: Callable[[Any], str],
        perhaps_zero: set[Value],
        arrays: set[Value],
    ) -> None:
        self.name_of = name_of
        self.made = made
        self.object_text = object_text
        self.perhaps_zero = perhaps_zero  # the adjoints of arrays that may not be bound
        self.arrays = arrays

    def write(self, x: Any) -> ast.expr:
        """An operand."""
        if isinstance(x, Value):
            op = self.made.get(x)
            return load(self.name_of(x)) if op is None else self.operation(op)
        if x is None or x is Ellipsis or isinstance(x, (bool, str, bytes)):
            return ast.Constant(x)
        if isinstance(x, (int, float, complex)) and not isinstance(x, np.generic):
            return number(x)
        if isinstance(x, tuple):
            return ast.Tuple([self.write(item) for item in x], ast.Load())
        if isinstance(x, list):
            return ast.List([self.write(item) for item in x], ast.Load())
        if isinstance(x, dict):
            return ast.Dict([self.write(k) for k in x], [self.write(v) for v in x.values()])
        if isinstance(x, Record):
            named = [ast.keyword(name, self.write(part)) for name, part in x.fields.items()]
            return ast.Call(parsed(self.object_text(x.cls)), [], named)
        if isinstance(x, slice):
            parts = [None if p is None else self.write(p) for p in (x.start, x.stop, x.step)]
            return ast.Call(load("slice"), [p or ast.Constant(None) for p in parts], [])
        return parsed(self.object_text(x))

    def index(self, x: Any) -> ast.expr:
        """What stands in the brackets of a subscript."""
        if isinstance(x, slice):
            return ast.Slice(
                *(None if p is None else self.write(p) for p in (x.start, x.stop, x.step))
            )
        if (
            isinstance(x, tuple)
            and x
            and any(isinstance(part, (slice, tuple)) or part is None for part in x)
        ):
            return ast.Tuple([self.index(part) for part in x], ast.Load())
        return self.write(x)

    def subscript(self, base: Any, index: Any, context: ast.expr_context | None = None) -> ast.expr:
        """`base[index]`."""
        return ast.Subscript(self.write(base), self.index(index), context or ast.Load())

    def operation(self, op: Op) -> ast.expr:
        """A pure operation."""
        if op.kind == "attr":
            return ast.Attribute(self.write(op.args[0]), op.fn, ast.Load())
        if op.kind == "ref":
            return parsed(op.fn)
        if op.kind == "if":
            return self.conditional(op)
        if op.kind == "pop":
            fn = ast.Attribute(self.write(op.args[0]), "pop", ast.Load())
            return ast.Call(fn, [self.write(x) for x in op.args[1:]], [])
        fn = op.fn
        args = op.args
        if fn in BINARY and len(args) == 2:
            return ast.BinOp(self.write(args[0]), BINARY[fn](), self.write(args[1]))
        if fn in UNARY:
            return ast.UnaryOp(UNARY[fn](), self.write(args[0]))
        if fn in COMPARE:
            return ast.Compare(self.write(args[0]), [COMPARE[fn]()], [self.write(args[1])])
        if fn is operator.getitem:
            return self.subscript(args[0], args[1])
        if fn is primitives.select:
            return ast.IfExp(self.write(args[0]), self.write(args[1]), self.write(args[2]))
        if fn is primitives.identity:
            return self.write(args[0])
        if fn is primitives.fstring:
            return ast.JoinedStr([self.piece(part) for part in args])
        if fn is primitives.call:
            return ast.Call(
                self.write(args[0]), [self.write(a) for a in args[1:]], self.keywords(op)
            )
        if op.info.get("copied"):
            return ast.Call(parsed(self.object_text(np.copy)), [self.call(op)], [])
        return self.call(op)

    def call(self, op: Op) -> ast.expr:
        """A call by name, or as the method or property that the user wrote."""
        args = [self.write(a) for a in op.args]
        style = op.info.get("style")
        method = primitives.METHOD_STYLE.get(op.fn) or op.info.get("method")
        if style is not None and style[0] == "property":
            return ast.Attribute(args[0], style[1], ast.Load())
        if op.fn is np.transpose and len(args) == 1 and not op.kwargs and style is None:
            return ast.Attribute(args[0], "T", ast.Load())
        if method is not None or style is not None:
            name = method or style[1]  # type: ignore[index]
            return ast.Call(ast.Attribute(args[0], name, ast.Load()), args[1:], self.keywords(op))
        own = op.info.get("adjoint") or op.info.get("save") or op.info.get("own")
        if own and op.fn in _AS_METHOD and self.is_array(op.args[0]):
            made = _AS_METHOD[op.fn]
            return ast.Call(ast.Attribute(args[0], made, ast.Load()), args[1:], self.keywords(op))
        if own and op.fn is np.zeros_like and isinstance(args[0], ast.Name) and self.is_vector(op):
            size = ast.Call(parsed(self.object_text(len)), args, [])
            return ast.Call(parsed(self.object_text(np.zeros)), [size], [])
        if isinstance(op.fn, Value):
            return ast.Call(args[0], args[1:], self.keywords(op))
        return ast.Call(parsed(self.object_text(op.fn)), args, self.keywords(op))

    def is_array(self, x: Any) -> bool:
        """Whether an operand is surely an array: what has no axes may be a number, as may a literal zero."""
        if not isinstance(x, Value) or x in self.perhaps_zero:
            return False
        return isinstance(x.type, Arr) and rank(x.type) != 0

    def is_vector(self, op: Op) -> bool:
        """Whether zeros are those of a vector, which `zeros` makes in a fifth of the time of `zeros_like`."""
        x = op.args[0]
        surely = isinstance(x, Value) and isinstance(x.type, Arr) and x in self.arrays
        vector = surely and rank(x.type) == 1 and x.type.dtype == "float64"
        return vector and len(op.args) == 1 and not op.kwargs

    def keywords(self, op: Op) -> list[ast.keyword]:
        """The keyword arguments of a call."""
        return [ast.keyword(k, self.write(v)) for k, v in op.kwargs.items()]

    def piece(self, part: Any) -> ast.expr:
        """A piece of an f-string."""
        if isinstance(part, str):
            return ast.Constant(part)
        value, conversion, spec = part
        made = None
        if isinstance(spec, Value):
            op = self.made.get(spec)
            made = (
                self.operation(op)
                if op is not None
                else ast.JoinedStr([ast.FormattedValue(load(self.name_of(spec)), -1, None)])
            )
        elif spec:
            made = ast.JoinedStr([ast.Constant(spec)])
        return ast.FormattedValue(self.write(value), conversion, made)

    def conditional(self, op: Op) -> ast.expr:
        """A branch as `a and b`, `a or b` or `a if c else b`."""
        test = self.write(op.args[0])
        then, other = (b.results[0] for b in op.blocks)
        form = op.info["form"]
        if form == "and" and other is op.args[0]:
            return ast.BoolOp(ast.And(), _flat(ast.And, test, self.write(then)))
        if form == "or" and then is op.args[0]:
            return ast.BoolOp(ast.Or(), _flat(ast.Or, test, self.write(other)))
        return ast.IfExp(bare(test), self.write(then), self.write(other))


_AS_METHOD = {np.copy: "copy", np.sum: "sum"}


def _flat(kind: type[ast.boolop], a: ast.expr, b: ast.expr) -> list[ast.expr]:
    values = []
    for part in (a, b):
        values += (
            part.values if isinstance(part, ast.BoolOp) and isinstance(part.op, kind) else [part]
        )
    return values


def number(x: Any) -> ast.expr:
    """A number; a negative one is a negation, so that `**` binds right."""
    if isinstance(x, float) and not math.isfinite(x):
        return ast.Call(load("float"), [ast.Constant(repr(x))], [])
    if not isinstance(x, complex) and (x < 0 or (x == 0 and math.copysign(1, x) < 0)):
        return ast.UnaryOp(ast.USub(), ast.Constant(-x))
    return ast.Constant(x)
