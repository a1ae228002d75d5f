"""How near a program's branches and kinks are to another side at its point."""

from __future__ import annotations

import ast
import copy
from collections.abc import Callable
from types import CodeType
from typing import Any

import numpy as np
from oracle import leaves, time_limit
from program_generator import Program


class Margins:
    """Replaces comparisons and kinks, and keeps the smallest distance to a change of side."""

    def __init__(self) -> None:
        self.smallest = np.inf

    def note(self, left: Any, right: Any) -> None:
        """Note a comparison in which data takes part."""
        if isinstance(left, int) and isinstance(right, int):
            return
        if any(x is None or isinstance(x, str) for x in (left, right)):
            return
        gap = np.abs(np.subtract(left, right))
        self.smallest = min(self.smallest, float(np.min(gap, initial=np.inf)))

    def pair(self, function: Callable[..., Any], *args: Any, **options: Any) -> Any:
        """max, min, maximum, minimum: the gap to the other, or between the two first."""
        if len(args) == 2:
            self.note(*args)
        else:
            ordered = np.sort(np.ravel(np.asarray(args[0])))
            if ordered.size > 1:
                self.note(ordered[1:], ordered[:-1])
        return function(*args, **options)

    def ranked(self, function: Callable[..., Any], values: Any, **options: Any) -> Any:
        """argmax, sorted, `values.sort()`: the gap between any two."""
        ordered = np.sort(np.ravel(np.asarray(values)))
        if ordered.size > 1:
            self.note(ordered[1:], ordered[:-1])
        return function(values, **options)

    def along(self, function: Callable[..., Any], values: Any, axis: int) -> Any:
        """The maximum along an axis: the gaps between the elements there."""
        ordered = np.sort(values, axis=axis)
        self.note(np.take(ordered, -1, axis), np.take(ordered, -2, axis))
        return function(values, axis=axis)

    def steps(self, function: Callable[..., Any], left: Any, right: Any) -> Any:
        """Remainders: the distance to the next multiple."""
        if not isinstance(left, int):
            turns = np.divide(left, right)
            self.note(turns, np.round(turns))
        return function(left, right)

    def absolute(self, value: Any) -> Any:
        self.note(value, 0.0)
        return abs(value)

    def compare(self, left: Any, right: Any, function: Callable[[Any, Any], Any]) -> Any:
        self.note(left, right)
        return function(left, right)


class Instrument(ast.NodeTransformer):
    """Sends comparisons and kinks through `_margins`."""

    def visit_Compare(self, node: ast.Compare) -> ast.AST:
        self.generic_visit(node)
        operands = [node.left, *node.comparators]
        tests = []
        for left, op, right in zip(operands, node.ops, operands[1:], strict=False):
            symbol = ast.unparse(ast.Compare(ast.Name("l"), [op], [ast.Name("r")]))
            call = f"_margins.compare(a, b, lambda l, r: {symbol})"
            compare = ast.parse(call, mode="eval").body
            assert isinstance(compare, ast.Call)
            compare.args[:2] = [left, right]
            tests.append(compare)
        return tests[0] if len(tests) == 1 else ast.BoolOp(ast.And(), tests)

    def visit_BinOp(self, node: ast.BinOp) -> ast.AST:
        self.generic_visit(node)
        if not isinstance(node.op, ast.Mod):
            return node
        call = ast.parse("_margins.steps(lambda l, r: l % r, a, b)", mode="eval").body
        assert isinstance(call, ast.Call)
        call.args[1:] = [node.left, node.right]
        return call

    def visit_Call(self, node: ast.Call) -> ast.AST:
        self.generic_visit(node)
        name = ast.unparse(node.func)
        if name in ("np.max", "np.min") and node.keywords:
            node.args.insert(0, node.func)
            node.func = ast.parse("_margins.along", mode="eval").body
        elif name in ("np.argmax", "sorted", "divmod"):
            node.args.insert(0, node.func)
            way = "steps" if name == "divmod" else "ranked"
            node.func = ast.parse(f"_margins.{way}", mode="eval").body
        elif name in ("max", "min", "np.maximum", "np.minimum", "np.max", "np.min"):
            node.args.insert(0, node.func)
            node.func = ast.parse("_margins.pair", mode="eval").body
        elif isinstance(node.func, ast.Attribute) and node.func.attr == "sort":
            sort = ast.parse("lambda values, **options: values.sort(**options)", mode="eval").body
            node.args = [sort, node.func.value]
            node.func = ast.parse("_margins.ranked", mode="eval").body
        elif name == "abs":
            node.func = ast.parse("_margins.absolute", mode="eval").body
        return node


def instrumented(text: str) -> CodeType:
    tree = ast.fix_missing_locations(Instrument().visit(ast.parse(text)))
    return compile(tree, "<instrumented>", "exec")


def margin(program: Program) -> float:
    """The smallest distance to another branch or a kink; 0 where the program cannot be used."""
    margins = Margins()
    namespace: dict[str, Any] = {"_margins": margins}
    exec(instrumented(program.text), namespace)
    with np.errstate(all="raise", under="ignore"):
        try:
            with time_limit(0.5):  # a candidate of the shrinker may loop for ever
                value = namespace["f"](*copy.deepcopy(program.args))
        except ArithmeticError:
            return 0.0
    if any(not np.all(np.isfinite(x)) or np.max(np.abs(x)) > 1e3 for _, x in leaves(value)):
        return 0.0
    return margins.smallest
