"""What the layout of arrays decides when the program runs: whether a reshaped array is a view."""

from __future__ import annotations

from typing import Any

from sourcediff import runtime
from sourcediff.analysis.alias import READ_ONLY, Aliases
from sourcediff.analysis.order import is_ordered
from sourcediff.errors import Problem, UnsupportedCode
from sourcediff.ir.core import Block, Op, Value, made_by, walk


def check_layouts(block: Block, aliases: Aliases) -> None:
    """Let the program ask, where a layout decides, whether what it takes for a view is one.

    Raises
    ------
    UnsupportedCode : a view that cannot be written is made of an array that is stored into.
    """
    made = made_by(block)
    for x, (_, op) in aliases.base.items():
        if op.fn in READ_ONLY and aliases.is_stored(x):
            raise UnsupportedCode([_read_only(op)])
    for inner in [block, *(b for op in walk(block) for b in op.blocks)]:
        for op in list(inner.ops):
            place = inner.ops.index(op)
            if op.info.get("own") and aliases.needs_layout(op.out):
                views = (o for o in aliases.layout if aliases.find(o.out) == aliases.find(op.out))
                inner.ops.insert(place, _check(runtime.check_ordered, next(views), op.args[0]))
            elif op in aliases.layout and not is_ordered(op.args[0], made):
                inner.ops.insert(place + 1, _check(runtime.check_view, op, op.out, op.args[0]))


def _read_only(op: Op) -> Problem:
    name = f"np.{op.fn.__name__}"
    return Problem(
        "", op.line, 0, 0, "", f"`{name}` of an array that is stored into",
        "its result is a view that cannot be written, so its adjoint has no place of its own",
        f"`{name}(...).copy()`, if it shall keep what the array holds now",
    )  # fmt: skip


def _check(helper: Any, op: Op, *args: Value) -> Op:
    return Op("effect", (), helper, args, line=op.line, info={"watches": True})
