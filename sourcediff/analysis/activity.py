"""Which values depend on the inputs that are differentiated."""

from __future__ import annotations

import ast
import operator
import sys
from collections.abc import Iterable
from typing import Any

import gast
import numpy as np

from sourcediff.analysis.alias import Aliases
from sourcediff.analysis.texts import check_texts, writes_text
from sourcediff.errors import MissingRule, UnsupportedCode
from sourcediff.ir import primitives
from sourcediff.ir.core import Block, Loop, Op, Value, inputs, leaves, type_of
from sourcediff.ir.types import (
    Arr,
    Either,
    Held,
    Lst,
    Num,
    Opaque,
    Tup,
    Type,
    carries,
    is_complex,
    is_float,
)
from sourcediff.rules.complexes import REAL_ONLY
from sourcediff.rules.registry import find_rule, signature_of

# Functions that may see an active value and have no derivative: what they do happens once, in the forward sweep.
_WATCHERS = {print, isinstance, callable, id, type, repr, str, format, len}


def find_active(block: Block, seeds: Iterable[Value], aliases: Aliases) -> set[Value]:
    """The values that depend on `seeds`, through memory and around loops too.

    Raises
    ------
    MissingRule : an active value reaches a function that has neither rule nor source.
    """
    analysis = _Activity(aliases, set(seeds))
    while True:
        before = analysis.size()
        analysis.block(block)
        if before == analysis.size():
            break
    if analysis.texts:
        check_texts(block, analysis.texts, _is_blind)
    return analysis.active


class _Activity:
    def __init__(self, aliases: Aliases, seeds: set[Value]) -> None:
        self.aliases = aliases
        self.active: set[Value] = set()
        self.memory: set[Any] = set()
        self.texts: set[Value] = set()  # text that active values are written in
        self.hidden: set[Value] = set()  # what may be active, and is of a type that does not tell
        for seed in seeds:
            self.mark(seed)

    def size(self) -> tuple[int, ...]:
        return len(self.active), len(self.memory), len(self.hidden), len(self.texts)

    def join(self, x: Value) -> None:
        """Mark what a branch or loop gives: it may be of a type that does not tell what it holds."""
        self.mark(x)
        if isinstance(x.type, Opaque):
            self.hidden.add(x)
        elif isinstance(x.type, Lst) and not carries(x.type):
            raise UnsupportedCode([_mixed_problem(x)])

    def mark(self, x: Value) -> None:
        if not carries(x.type):
            return
        self.active.add(x)
        if self.aliases.is_stored(x):
            self.memory.add(self.aliases.find(x))

    def is_active(self, x: Any) -> bool:
        if not isinstance(x, Value):
            return False
        if x in self.hidden:
            return True
        return x in self.active or (self.aliases.find(x) in self.memory and carries(x.type))

    def any_active(self, template: Any) -> bool:
        return any(self.is_active(x) for x in leaves(template))

    def reads_hidden(self, op: Op) -> bool:
        """Whether an operation reads what may be active and is of a type that has no adjoint."""
        return any(x in self.hidden for x in leaves((op.args, op.kwargs)))

    def block(self, block: Block) -> None:
        for op in block.ops:
            self.visit(op)

    def visit(self, op: Op) -> None:
        if op.kind in ("call", "effect") and writes_text(op):
            if self.any_active((op.args, op.kwargs)):
                self.texts.update(op.outs)
        elif op.kind == "call":
            if reads_inert(op):
                return
            if self.any_active((op.args, op.kwargs)) and propagates(op):
                if isinstance(op.out.type, Num) and not carries(op.out.type) and find_rule(op.fn):
                    op.out.type = Num("float", "any")  # a rule says that it has a derivative
                if isinstance(op.out.type, Held):
                    raise UnsupportedCode([_held_problem(op)])
                if isinstance(op.out.type, Opaque) or self.reads_hidden(op):
                    raise UnsupportedCode([_unknown_problem(op)])
                if op.fn is primitives.identity and not isinstance(type_of(op.args[0]), Either):
                    self.check_kept(op, op.args[0], op.out.type)
                self.mark(op.out)
            elif op.outs and self.aliases.find(op.out) in self.memory:
                self.mark(op.out)
        elif op.kind in ("store", "append"):
            self.store(op)
        elif op.kind == "pop" and self.is_active(op.args[0]):
            self.mark(op.out)
        elif op.kind == "if":
            for inner in op.blocks:
                self.block(inner)
            for out, a, b in zip(op.outs, op.blocks[0].results, op.blocks[1].results, strict=True):
                if self.any_active((a, b)):
                    self.join(out)
        elif op.kind == "loop":
            self.loop(Loop(op))
        elif op.kind == "effect" and any(self.is_active(x) for x in inputs(op)):
            self.effect(op)

    def store(self, op: Op) -> None:
        if not self.any_active(op.args[-1]):
            return
        base = op.args[0]
        t = base.type
        if isinstance(t, Lst) and not isinstance(op.args[1] if op.kind == "store" else 0, slice):
            self.check_kept(op, op.args[-1], t.elem)
        if isinstance(t, Arr) and not is_float(t):
            raise UnsupportedCode([_integer_problem(op)])
        self.memory.add(self.aliases.find(base))
        self.active.add(base)

    def check_kept(self, op: Op, x: Any, t: Type) -> None:
        """Refuse to lose sight of an active value: a list of unknown length knows one type for all its items."""
        if isinstance(x, (tuple, list)) and isinstance(t, (Tup, Lst)):
            types = t.items if isinstance(t, Tup) else (t.elem,) * len(x)
            for part, of in zip(x, types, strict=False):
                self.check_kept(op, part, of)
        elif not carries(t) and self.any_active(x):
            raise UnsupportedCode([_lost_problem(op)])

    def effect(self, op: Op) -> None:
        if op.fn in _WATCHERS or op.info.get("watches"):
            return
        if op.info.get("held"):
            raise UnsupportedCode([_held_problem(op)])
        raise MissingRule(_missing(op))

    def loop(self, loop: Loop) -> None:
        if loop.kind == "items" and loop.index is not None and self.any_active(loop.iterable[0]):
            self.mark(loop.index)
        for tape, entry in zip(loop.tapes, loop.entries, strict=True):
            if self.is_active(tape):
                self.mark(entry)
        for init, param in zip(loop.inits, loop.carried, strict=True):
            if self.any_active(init):
                self.join(param)
        self.block(loop.body)
        for param, last, result in zip(loop.carried, loop.yields, loop.results, strict=True):
            if self.any_active(last) or self.is_active(param):
                self.join(param)
                self.join(result)
        for tape, item in zip(loop.collects, loop.collected, strict=True):
            if self.any_active(item):
                self.mark(tape)


_INERT = {
    operator.eq,
    operator.ne,
    operator.lt,
    operator.le,
    operator.gt,
    operator.ge,
    operator.floordiv,
}


def reads_inert(op: Op) -> bool:
    """Whether an operation reads a part of a list or tuple of which the type says that nothing active was put there."""
    if op.fn is not operator.getitem or not isinstance(op.args[0], Value):
        return False
    return isinstance(op.args[0].type, (Tup, Lst)) and not carries(op.out.type)


def _is_blind(op: Op) -> bool:
    """Whether a call has a result that depends on nothing differentiably, whatever it is given."""
    return op.kind == "call" and not propagates(op)


def _makes_integers(op: Op) -> bool:
    """Whether a call is told to give integers, also where the type of its argument is not known."""
    place = _place_of_dtype(op.fn)
    wanted = op.kwargs.get("dtype", op.args[place] if place < len(op.args) else None)
    known = wanted is not None and not isinstance(wanted, Value)
    return known and np.dtype(wanted).kind in "biu"


def _place_of_dtype(fn: Any) -> int:
    """The position at which a function of NumPy takes the dtype of its result, past all where it takes none."""
    if fn in (primitives.astype, np.array, np.asarray):
        return 1
    if isinstance(fn, np.ufunc) or not str(getattr(fn, "__module__", "")).startswith("numpy"):
        return sys.maxsize
    signature = signature_of(fn)
    names = list(signature.parameters) if signature else []
    return names.index("dtype") if "dtype" in names else sys.maxsize


def propagates(op: Op) -> bool:
    """Whether a call's result depends differentiably on its arguments."""
    if op.fn in _INERT or op.fn in (
        int,
        bool,
        round,
        primitives.not_,
        primitives.in_,
        primitives.not_in,
        len,
        isinstance,
    ):
        return False
    if _makes_integers(op):
        return False
    rule = find_rule(op.fn)
    if rule is None or rule.kind != "constant":
        return True
    return op.fn in REAL_ONLY and any(is_complex(x.type) for x in leaves((op.args, op.kwargs)))


def _integer_problem(op: Op) -> Any:
    from sourcediff.errors import Problem

    what = "an active value is stored into an integer array"
    why = "the fraction is cut off, so there is no derivative"
    return Problem("", op.line, 0, 0, "", what, why, "use floats")


def _unknown_problem(op: Op) -> Any:
    from sourcediff.errors import Problem

    what = "an active value goes into something unknown"
    why = "what it is made of may be of one kind on one path and of another on the other"
    way = "use another name for one of them"
    return Problem("", op.line, 0, 0, "", what, why, way)


def _lost_problem(op: Op) -> Any:
    from sourcediff.errors import Problem

    what = "an active value goes into a list of unknown length inside a container"
    why = "the items of such a list are numbers, arrays or tuples of them"
    return Problem("", op.line, 0, 0, "", what, why, "put a tuple into the list")


def _mixed_problem(x: Value) -> Any:
    from sourcediff.errors import Problem

    what = f"`{x.hint}` holds" if x.hint else "a list holds"
    return Problem(
        "", x.line, 0, 0, "",
        f"{what} what is differentiated, and on another path or turn items of another kind",
        "the items have no common type", "use another name for the other list",
    )  # fmt: skip


def _held_problem(op: Op) -> Any:
    from sourcediff.errors import Problem
    from sourcediff.frontend.check import problem

    what = "an active value goes into a dict, set, list or queue that exists at run time"
    why = "what is held there is not followed: it may hold inactive data only"
    way = "keep the numbers in a list or array, and their places in the dict, set or queue"
    if "node" in op.info:
        source, node = op.info["node"]
        return problem(source, node, what, why, way)
    return Problem("", op.line, 0, 0, "", what, why, way)


_CHANGING = ("append", "appendleft", "extend", "insert", "add", "update", "setdefault")
_REORDERING = ("shuffle", "permutation", "permuted", "choice")


def _missing(op: Op) -> str:
    source, node = op.info["node"]
    name = op.fn if isinstance(op.fn, str) else getattr(op.fn, "__name__", repr(op.fn))
    if isinstance(op.fn, Value):
        name = op.fn.hint or "the function"
    module = getattr(op.fn, "__module__", None)
    full = f"{module}.{name}" if module and module != "builtins" else name
    if not full.replace(".", "_").isidentifier() and hasattr(node, "func"):
        full = ast.unparse(gast.gast_to_ast(gast.Expression(node.func)).body)
    line = getattr(node, "lineno", 0)
    count = max(len(op.args), 1)
    letters = ", ".join("xyzuvw"[:count])
    if full.rpartition(".")[2] in _REORDERING:
        return (
            f"{source.file}:{line}: `{full}` puts an active value in an order that is drawn at random\n"
            f"{line:>6} | {source.line(line)}\n"
            f"  try: draw the places and read there: k = rng.permutation(len(a)), then a[k]"
        )
    if isinstance(op.fn, Value) and full.rpartition(".")[2] in _CHANGING:
        return (
            f"{source.file}:{line}: `{full}` puts an active value into something from outside the function\n"
            f"{line:>6} | {source.line(line)}\n"
            f"  try: pass what is changed as an argument, or keep the values in a list that is made here"
        )
    if isinstance(op.fn, Value):
        return (
            f"{source.file}:{line}: which function `{full}` is, is known only at run time, and it gets an active value\n"
            f"{line:>6} | {source.line(line)}\n"
            f"  try: call one of a list or dict of functions that has a name in the module, or choose by `if`"
        )
    return (
        f"{source.file}:{line}: `{full}` has neither a rule nor source that can be read, and it gets an active value\n"
        f"{line:>6} | {source.line(line)}\n"
        f"  try: give it a rule (y is its result, g the adjoint and t the tangent that come in), or pass it data that "
        f"does not depend on what is differentiated\n\n"
        f"    import sourcediff\n"
        f"    sourcediff.rule(\n"
        f"        {full},\n"
        f"        vjp=[" + ", ".join(f"lambda g, y, {letters}: ..." for _ in range(count)) + "],\n"
        "        jvp=[" + ", ".join(f"lambda t, y, {letters}: ..." for _ in range(count)) + "],\n"
        "    )"
    )
