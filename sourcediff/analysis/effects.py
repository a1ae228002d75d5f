"""What the body of a function that calls itself does to its arguments, as far as its own operations say."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from sourcediff.analysis.alias import Aliases, find_aliases, is_memory
from sourcediff.frontend.abstract import UNDEFINED
from sourcediff.ir.core import Block, Op, Value, defined, leaves, merged_from, walk
from sourcediff.ir.effects import Effects
from sourcediff.ir.types import Held, Lst, Tup, Unbound

OUTSIDE = "an array from outside of it"
KEPT = "a list what it is given beside it"
INNER = "an array in a container that it is given"


def find_effects(block: Block, arguments: dict[str, Any], result: Any) -> Effects:
    """The effects of a body on its arguments, which may be values and tuples and lists of them."""
    aliases = find_aliases(block)
    stored = {aliases.find(x) for x in _stored(block)}
    whole = {name: x for name, x in arguments.items() if isinstance(x, Value)}
    written = {name for name, x in whole.items() if aliases.find(x) in stored}
    return Effects(
        frozenset(written),
        frozenset(name for name in written if aliases.needs_layout(whole[name])),
        frozenset(_given(arguments, result, aliases)),
        _returned(block, whole, result),
        _hidden(block, arguments, set(whole.values()), stored, aliases),
    )


def _stored(block: Block) -> Iterator[Value]:
    """What a body stores into: a list also by what a method does to it."""
    for op in walk(block):
        base = op.args[0] if op.args else None
        if isinstance(base, Value):
            changed = op.kind in ("store", "append", "pop")
            if changed or (op.kind == "effect" and isinstance(base.type, Lst)):
                yield base


def _given(arguments: dict[str, Any], result: Any, aliases: Aliases) -> Iterator[str]:
    """The parameters of whose memory a part may be handed back."""
    handed = {aliases.find(part) for x in leaves(result) for part in _parts(x)}
    for name, x in arguments.items():
        if any(aliases.find(part) in handed for v in leaves(x) for part in _parts(v)):
            yield name


def _parts(x: Value) -> Iterator[Any]:
    """A value as memory, and what it holds."""
    if is_memory(x.type):
        yield x
    if isinstance(x.type, (Lst, Tup, Held)):
        yield "content", x


def _returned(block: Block, whole: dict[str, Value], result: Any) -> str | None:
    """The parameter that every path returns; those that end in a call whose result is not known yet say nothing."""
    found = set(_origins(block, result)) if isinstance(result, Value) else {None}
    names = {next((name for name, v in whole.items() if v is x), "") for x in found}
    return None if not names else names.pop() if len(names) == 1 else ""


def _origins(block: Block, x: Value) -> Iterator[Any]:
    """What a value is on each path."""
    merged, pending, done = merged_from(block), [x], set[Any]()
    while pending:
        value = pending.pop()
        if value in merged and value not in done:
            pending += merged[value]
        elif value not in merged and not _is_pending(value):
            yield value
        done.add(value)


def _is_pending(x: Any) -> bool:
    """Whether nothing is known of a path yet, or it gives nothing: it raises."""
    return x is UNDEFINED or (isinstance(x, Value) and isinstance(x.type, Unbound))


def _hidden(
    block: Block, arguments: dict[str, Any], whole: set[Value], stored: set[Any], aliases: Aliases
) -> str:
    """What a body stores into that is no argument of its own."""
    inside = defined(block) - {op.out for op in walk(block) if _reads_outside(op)}
    given = set(leaves(list(arguments.values())))
    for x in [y for name in stored for y in aliases.members(name)]:
        owner = x[1] if isinstance(x, tuple) else x
        if isinstance(x, tuple) and owner in given and isinstance(owner.type, (Lst, Tup)):
            return INNER
        if owner not in inside and owner not in whole:
            return INNER if owner in given else OUTSIDE
    return KEPT if _keeps(arguments, whole, stored, aliases) else ""


def _keeps(
    arguments: dict[str, Any], whole: set[Value], stored: set[Any], aliases: Aliases
) -> bool:
    """Whether an array that is given gets into a list that is given."""
    lists = {x for x in whole if isinstance(x.type, Lst) and aliases.find(x) in stored}
    held = {aliases.find(("content", x)) for x in lists}
    others = [x for x in leaves(list(arguments.values())) if x not in lists]
    return any(aliases.find(part) in held for x in others for part in _parts(x))


def _reads_outside(op: Op) -> bool:
    """Whether an operation reads a name of the environment, or a part of an argument."""
    return op.kind in ("ref", "attr") or bool(op.info.get("free"))
