"""What may give its argument back, or a part of it, and has no adjoint that does the same.

Where neither is stored into afterwards it makes no difference; elsewhere it is refused.
"""

from __future__ import annotations

import operator
from collections.abc import Callable
from typing import Any

import numpy as np

from sourcediff import runtime
from sourcediff.analysis.alias import Aliases, is_memory, is_used_up, may_reorder
from sourcediff.errors import Problem, UnsupportedCode
from sourcediff.ir import primitives
from sourcediff.ir.core import Block, Op, Value, inputs, leaves, walk
from sourcediff.ir.inference.indexing import is_basic, may_be_view
from sourcediff.ir.types import Arr, Num, Unknown, rank


def check_sharing(block: Block, aliases: Aliases) -> None:
    """Refuse what may share memory with an array that is stored into while both are in use.

    Raises
    ------
    UnsupportedCode : names the operation.
    """
    for inner in [block, *(b for op in walk(block) for b in op.blocks)]:
        for place, op in enumerate(inner.ops):
            if _is_unclear(op, aliases):
                raise UnsupportedCode([_index_problem(op)])
            if not perhaps_shares(op) or op.info.get("copied"):
                continue
            held = [x for x in (*inputs(op), *op.outs) if _is_stored(x, aliases)]
            if held and not (_is_one(op) and is_used_up(op, inner, place, aliases, inner is block)):
                raise UnsupportedCode([_problem(op)])


def ask_for_indices(block: Block, aliases: Aliases) -> None:
    """Let the program ask what indices of vectors that are stored into are where that is not known: slices are refused."""
    for inner in [block, *(b for op in walk(block) for b in op.blocks)]:
        for op in [op for op in inner.ops if _is_unknown(op, aliases)]:
            asks = Op("effect", (), runtime.check_index, (op.args[1],), line=op.line)
            asks.info["watches"] = True
            inner.ops.insert(inner.ops.index(op), asks)


def perhaps_shares(op: Op) -> bool:
    """Whether the result of a call may share memory with an argument, and is not taken for a view."""
    if op.kind != "call":
        return False
    if op.info.get("shares"):  # as a trial has shown
        return True
    test = SHARING.get(op.fn) if op.fn.__hash__ is not None else None
    return test is not None and test(op)


def _is_one(op: Op) -> bool:
    """Whether an operation gives an array and not several, of which each is read by itself."""
    return isinstance(op.out.type, (Arr, Num))


def _is_stored(x: Value, aliases: Aliases) -> bool:
    memory = is_memory(x.type) and aliases.is_stored(x)
    return memory or aliases.find(("content", x)) in aliases.stored


def _is_unclear(op: Op, aliases: Aliases) -> bool:
    """Whether a part of an array that is stored into is meant that may be a view or a copy: its index is not known."""
    return _is_unknown(op, aliases, vector=False)


def _is_unknown(op: Op, aliases: Aliases, vector: bool = True) -> bool:
    """Whether a part of a vector, or of another array, that is stored into is meant, and it may be a view."""
    if op.kind != "store" and not (op.kind == "call" and op.fn is operator.getitem):
        return False
    base, index = op.args[:2]
    if not isinstance(base, Value) or not isinstance(base.type, (Arr, Unknown)):
        return False
    if (rank(base.type) == 1) is not vector or is_basic(index) or not aliases.is_stored(base):
        return False
    return may_be_view(index)


def _given(place: int, name: str, *apart: Any) -> Callable[[Op], bool]:
    """Whether an argument is given, and as something else than what surely copies."""

    def test(op: Op) -> bool:
        found = op.args[place] if len(op.args) > place else op.kwargs.get(name, apart[0])
        return not any(found is x for x in apart)

    return test


def _always(op: Op) -> bool:
    return True


def _of_array(op: Op) -> bool:
    return any(isinstance(x.type, (Arr, Unknown)) for x in inputs(op))


def _selects(op: Op) -> bool:
    """Whether `einsum` of one array sums nothing."""
    if isinstance(op.args[0], str) and "->" in op.args[0]:
        taken, given = op.args[0].replace(" ", "").split("->")
        return len(op.args) == 2 and set(taken) == set(given)
    return len(leaves(op.args)) == 1


def _has_edges(op: Op) -> bool:
    """Whether the edges of bins are an array, which is handed back."""
    edges = op.args[1] if len(op.args) > 1 else op.kwargs.get("bins")
    return isinstance(edges, Value) and isinstance(edges.type, (Arr, Unknown))


def _power(op: Op) -> bool:
    """Whether the exponent of a matrix may be 1."""
    return not isinstance(op.args[1], int) or op.args[1] == 1


SHARING: dict[Any, Callable[[Op], bool]] = {
    np.asarray: may_reorder, np.asanyarray: may_reorder, primitives.astype: may_reorder,
    np.asfortranarray: _always, np.broadcast_arrays: _always, np.einsum: _selects, np.linalg.matrix_power: _power,
    np.meshgrid: _given(99, "copy", True), np.nan_to_num: _given(1, "copy", True), np.float64: _of_array,
    np.float32: _of_array, np.diff: _given(1, "n", 1), np.histogram: _has_edges, np.histogram_bin_edges: _has_edges,
    np.array: lambda op: may_reorder(op) and op.kwargs.get("copy", True) is not True,
    getattr(np, "unstack", None): _always,
}  # fmt: skip


def _problem(op: Op) -> Problem:
    return Problem(
        "", op.line, 0, 0, "", f"`{op.fn.__name__}` of an array that is stored into",
        "whether it gives a part of the array or a copy is known at run time only",
        "write .copy() behind it if it shall keep what the array holds now",
    )  # fmt: skip


def _index_problem(op: Op) -> Problem:
    return Problem(
        "", op.line, 0, 0, "",
        "an array that is stored into is indexed by what may be a number, a slice or an array",
        "a number gives a part of the array, an array a copy", "write int(...) around a number",
    )  # fmt: skip
