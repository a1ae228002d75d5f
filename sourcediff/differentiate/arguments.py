"""Arguments and arrays from outside that a function stores into: one copy of each, and what may not share its memory."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from types import FunctionType
from typing import Any

import numpy as np

from sourcediff.analysis.alias import Aliases, is_memory
from sourcediff.differentiate.request import Request
from sourcediff.errors import AliasError, Problem, UnsupportedCode
from sourcediff.ir.core import Block, Function, Op, Value, leaves, substitute, walk
from sourcediff.ir.types import Arr, Lst, Tup, Unknown
from sourcediff.runtime import may_hold


@dataclass(frozen=True)
class Overlap:
    """Two arrays that come from outside, of which one is written at `line`: they are one object, or share no memory.

    `lists` says that both are lists, `within` that the other one is something that must not lead to the written one.
    """

    written: str
    other: str
    line: int
    same: bool = False
    lists: bool = False
    within: bool = False


def own_arguments(
    block: Block,
    aliases: Aliases,
    function: Function,
    request: Request,
    mapping: dict[Value, Value],
) -> bool:
    """Let a function that stores into what comes from outside store into copies, so that the caller's stay as they were.

    `mapping` says which value of the block stands for which of the function. Whether there is such an array or list.
    """
    _refuse_untyped(block)
    _refuse_recursive_writes(block, aliases, mapping)
    reads = _read_outside(block)
    given = [*block.params, *reads]
    _refuse_held(given, aliases, reads)
    written = {v for v in given if aliases.is_stored(v) and isinstance(v.type, (Arr, Lst, Unknown))}
    if not written:
        return False
    if request.by_name:
        raise UnsupportedCode([_written_by_name(function, min(v.line for v in written))])
    for value in written:
        if isinstance(value.type, Unknown):
            raise UnsupportedCode([_untyped(value, value.line)])
    _refuse_readers_of_what_is_outside(block, written)
    groups = list(_groups(function, request, written, mapping))
    _hoist(block, {v for group in groups for v in group})
    function.info["memory"] = tuple(_overlaps(block, aliases, function, written, groups, mapping))
    for group in reversed(groups):
        _copy(block, group)
    return True


def _read_outside(block: Block) -> dict[Value, Op]:
    """The reads of names of the environment, and of parts of these and of arguments."""
    return {op.out: op for op in walk(block) if op.kind == "ref" or op.info.get("free")}


def _is_outside(x: Value, reads: dict[Value, Op]) -> bool:
    """Whether a value is what a name of the environment means, or a part of that."""
    while x in reads and reads[x].kind != "ref":
        x = reads[x].args[0]
    return x in reads


def _refuse_readers_of_what_is_outside(block: Block, written: set[Value]) -> None:
    """Refuse calls of functions that may read an array of the environment by its name: they would not see the copy."""
    reads = _read_outside(block)
    names = [x for x in written if _is_outside(x, reads)]
    for op in walk(block) if names else ():
        if op.info.get("callee") or _is_users(op.fn):
            raise UnsupportedCode([_read_by_name(reads[names[0]], op)])


def _is_users(fn: Any) -> bool:
    """Whether a primitive is a function of the user's, which has a rule."""
    home = getattr(fn, "__module__", None) or ""
    return isinstance(fn, FunctionType) and home.split(".")[0] not in ("numpy", "sourcediff")


def _refuse_untyped(block: Block) -> None:
    for op in walk(block):
        if op.kind == "store" and isinstance(op.args[0].type, Unknown):
            raise UnsupportedCode([_untyped(op.args[0], op.line)])


def _refuse_held(given: list[Value], aliases: Aliases, reads: dict[Value, Op]) -> None:
    """Refuse stores into what a list of the caller holds, of which no copy is made."""
    for x in given:
        holds = isinstance(x.type, Lst) and isinstance(x.type.elem, (Arr, Lst, Tup, Unknown))
        if holds and aliases.find(("content", x)) in aliases.stored:
            raise UnsupportedCode([_held(x, x.hint or str(reads[x].fn))])


def _refuse_recursive_writes(block: Block, aliases: Aliases, mapping: dict[Value, Value]) -> None:
    """Refuse calls by name of which it is not known what they store into, or what memory their result is."""
    for op in walk(block):
        if op.kind != "call":
            continue
        if "params" in op.info:
            params = [mapping.get(x, x) for x in op.info["params"]]
            if any(aliases.is_stored(x) for x in [*params, *leaves((op.args, op.kwargs))]):
                raise UnsupportedCode([_recursive(op)])
        if op.info.get("given") and _is_memory_stored(op.out, aliases):
            raise UnsupportedCode([_given(op)])


def _is_memory_stored(x: Value, aliases: Aliases) -> bool:
    return aliases.is_stored(x) or aliases.find(("content", x)) in aliases.stored


def _hoist(block: Block, names: set[Value]) -> None:
    """Read what is stored into and comes from outside at the start, wherever the program reads it first."""
    reads = _read_outside(block)
    wanted: set[Op] = set()
    for name in names:
        owner: Any = name
        while owner in reads:
            wanted.add(reads[owner])
            owner = reads[owner].args[0] if reads[owner].args else None
    moved = [op for op in reads.values() if op in wanted]
    for inner in [block, *(b for op in walk(block) for b in op.blocks)]:
        inner.ops[:] = [op for op in inner.ops if op not in wanted]
    block.ops[:0] = moved


def _groups(
    function: Function, request: Request, written: set[Value], mapping: dict[Value, Value]
) -> Iterator[list[Value]]:
    """The arguments that are written, with those that are the same object; one of `wrt` comes first."""
    asked = list(leaves([function.info["trees"][name] for name in request.wrt]))
    done: set[Value] = set()
    for group in [*function.info.get("same", ()), *([v] for v in mapping)]:
        ordered = sorted(group, key=lambda v: v not in asked)
        found = [mapping[v] for v in ordered if v in mapping]
        if written.isdisjoint(found) or done & set(found):
            continue
        if request.mode == "forward" and sum(v in asked for v in group) > 1:
            raise AliasError(_two_tangents([v.hint for v in ordered]))
        done.update(found)
        yield found


def _copy(block: Block, group: list[Value]) -> None:
    """One copy for all names of an object, made where the last of them is read."""
    first = group[0]
    name = next((_own_name(str(op.fn)) for op in _outside(block) if op.out is first), first.hint)
    made = Value(first.type, name, first.line)
    fn = np.copy if isinstance(first.type, Arr) else list
    places = [i + 1 for i, op in enumerate(block.ops) if op.outs and op.outs[0] in group]
    substitute(block, dict.fromkeys(group, made))
    block.ops.insert(max(places, default=0), Op("call", (made,), fn, (first,), info={"own": True}))


def _own_name(text: str) -> str:
    """What a copy of an array of the environment is called: as the program calls the array."""
    return text.removesuffix(".cell_contents").split(".")[-1].split("[")[0]


def _overlaps(
    block: Block,
    aliases: Aliases,
    function: Function,
    written: set[Value],
    groups: list[list[Value]],
    mapping: dict[Value, Value],
) -> Iterator[Overlap]:
    """Every pair of what comes from outside that must not overlap, and of names for one object."""
    paths = {mapping[v]: path for path, _, v, _ in function.info["leaves"] if v in mapping}
    paths |= {op.out: str(op.fn) for op in _outside(block)}
    arrays = [v for v in paths if isinstance(v.type, (Arr, Unknown))]
    lists = [v for v in paths if isinstance(v.type, Lst)]
    group_of = {v: i for i, group in enumerate(groups) for v in group}
    for place, x in enumerate(arrays):
        for y in arrays[:place]:
            if x in written or y in written:
                one, other = (x, y) if x in written else (y, x)
                same = group_of.get(x, -1) == group_of.get(y, -2)
                yield Overlap(paths[one], paths[other], _line(block, aliases, one), same)
    followed = [
        path
        for path, what, cls, _ in function.info["leaves"]
        if what == "length" and issubclass(cls, list)
    ]
    for place, x in enumerate(lists):
        for y in lists[:place]:
            if x in written or y in written:
                same = group_of.get(x, -1) == group_of.get(y, -2)
                yield Overlap(paths[x], paths[y], _line(block, aliases, x), same, lists=True)
        for path in followed if x in written else ():
            yield Overlap(paths[x], path, _line(block, aliases, x), lists=True)
    holders = [name for name, obj in function.info.get("environment", {}).items() if may_hold(obj)]
    for x in [v for v in paths if v in written]:
        line = _line(block, aliases, x)
        for name in [n for n in holders if not _is_within(paths[x], n)]:
            yield Overlap(paths[x], name, line, within=True)
        for y in lists if x in arrays else ():
            yield Overlap(paths[x], paths[y], line, within=True)


def _is_within(path: str, name: str) -> bool:
    """Whether a path leads to what a name means, or into it."""
    return path == name or path.startswith((f"{name}.", f"{name}["))


def _outside(block: Block) -> list[Op]:
    """The reads of arrays that names of the environment mean, in the order of the names."""
    found = (op for op in walk(block) if op.kind == "ref" and is_memory(op.out.type))
    return sorted(found, key=lambda op: str(op.fn))


def _line(block: Block, aliases: Aliases, x: Value) -> int:
    """The line that writes into an argument."""
    name = aliases.find(x)
    lines = (
        op.line for op in walk(block) if op.kind == "store" and aliases.find(op.args[0]) == name
    )
    return next(lines, x.line)


def check_names(trees: dict[str, Any], request: Request) -> None:
    """Refuse to differentiate with respect to one list or dict by two names, if it is one object to the program."""
    known: dict[Value, str] = {}
    for name in request.wrt:
        for value in set(leaves([trees[name]])):
            other = known.setdefault(value, name)
            if other != name:
                raise AliasError(
                    f"`{other}` and `{name}` hold one object, which the function changes, so it has one derivative; "
                    f"pass a copy of one of them, or ask for one only: wrt={other!r}"
                )


def _two_tangents(names: list[str]) -> str:
    given = " and ".join(f"`{name}`" for name in names)
    return (
        f"{given} are one array, which the function writes into, so it has one tangent; "
        f"pass a copy of one of them, or ask for one only: wrt={names[0]!r}"
    )


def _recursive(op: Op) -> Problem:
    name = getattr(op.fn, "__name__", "the function")
    return Problem(
        "", op.line, 0, 0, "", f"`{name}` calls itself with an array that is stored into",
        "the derivative of the inner call works on arrays of its own",
        "return a new array instead of writing into the argument, or write the recursion as a loop",
    )  # fmt: skip


def _written_by_name(function: Function, line: int) -> Problem:
    return Problem(
        "", line, 0, 0, "", f"`{function.name}` calls itself and stores into an argument",
        "its types do not tell so where it is called", "return a new array instead",
    )  # fmt: skip


def _given(op: Op) -> Problem:
    name = getattr(op.fn, "__name__", "the function")
    return Problem(
        "", op.line, 0, 0, "",
        f"`{name}` calls itself and may return an array that it was given, which is stored into",
        "whether its result is that array or a new one is known at run time only", "return a copy",
    )  # fmt: skip


def _held(x: Value, name: str) -> Problem:
    return Problem(
        "", x.line, 0, 0, "", f"an array in `{name}`, a list from outside, is stored into",
        "the caller's array would change", "copy the arrays first: items = [a.copy() for a in items]",
    )  # fmt: skip


def _read_by_name(read: Op, op: Op) -> Problem:
    name = getattr(op.fn, "__name__", "a function")
    return Problem(
        "", op.line, 0, 0, "",
        f"`{name}` is called, and `{read.fn}`, an array from outside the function, is stored into",
        "the derivative stores into a copy, and what a function reads by a name is not known",
        "pass the array as an argument",
    )  # fmt: skip


def _untyped(value: Value, line: int) -> Problem:
    return Problem(
        "", line, 0, 0, "", f"`{value.hint or 'this'}` is stored into and its type is not known",
        "a copy of it must be of its type",
        "call the derivative, ask for source_for(...) with arguments, or annotate it as np.ndarray[tuple[int, int], "
        "np.dtype[np.float64]] with as many int as it has axes",
    )  # fmt: skip
