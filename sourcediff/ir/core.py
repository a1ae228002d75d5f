"""Values, operations, blocks and functions of the structured SSA."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any

from sourcediff.ir.guards import Guards
from sourcediff.ir.records import Param
from sourcediff.ir.scalars import literal_type
from sourcediff.ir.types import Type


@dataclass(eq=False, slots=True)
class Value:
    """Something computed once. `hint` is the user's name for it; `stem` what it is called if it must have a name."""

    type: Type
    hint: str = ""
    line: int = 0
    stem: str = ""

    def __repr__(self) -> str:
        return f"<{self.hint or 't'}:{id(self) & 0xFFF:x}>"


@dataclass(eq=False, slots=True)
class Block:
    """Operations in order; `params` are bound on entry, `results` handed out at the end."""

    params: list[Value] = field(default_factory=list)
    ops: list[Op] = field(default_factory=list)
    results: list[Any] = field(default_factory=list)


@dataclass(eq=False, slots=True)
class Op:
    """One operation.

    Kinds: `call` (a primitive `fn` on `args`), `attr`, `ref` (a name of the user's), `store`
    (`args` = base, index, value; `info["op"]` for `+=` and its kind), `if` (args: test; two blocks),
    `loop` (see `Loop`), `effect` (an opaque call), `raise`, `assert`, `unbound`, `append`, `pop` (the two of a list at run
    time, with a place where that is not its end).
    Arguments are nested tuples, lists, dicts and slices with values and literals as leaves.
    """

    kind: str
    outs: tuple[Value, ...] = ()
    fn: Any = None
    args: tuple[Any, ...] = ()
    kwargs: dict[str, Any] = field(default_factory=dict)
    blocks: tuple[Block, ...] = ()
    line: int = 0
    info: dict[str, Any] = field(default_factory=dict)
    mirror: Op | None = None

    @property
    def out(self) -> Value:
        """The only result."""
        (out,) = self.outs
        return out


@dataclass(frozen=True)
class Loop:
    """A view of a loop operation's parts.

    kind: `range` (args: start, stop, step), `items` (args: iterable), `while` (no args; blocks: test, body),
    `tape` (no args: one turn per tape entry), each but `while` also reversed. Body parameters are
    [index or item] + entries consumed + carried; body results are carried + [stop] + collected.
    The operation's outs are carried + tapes collected.
    """

    op: Op

    @property
    def kind(self) -> str:
        return str(self.op.info["loop"])

    @property
    def iterable(self) -> tuple[Any, ...]:
        return self.op.args[0]  # type: ignore[no-any-return]

    @property
    def tapes(self) -> tuple[Any, ...]:
        return self.op.args[1]  # type: ignore[no-any-return]

    @property
    def inits(self) -> tuple[Any, ...]:
        return self.op.args[2]  # type: ignore[no-any-return]

    @property
    def body(self) -> Block:
        return self.op.blocks[-1]

    @property
    def test(self) -> Block:
        return self.op.blocks[0]

    @property
    def stops(self) -> bool:
        return bool(self.op.info.get("stops"))

    @property
    def lead(self) -> int:
        """How many body parameters come before the tape's entries."""
        return 1 if self.kind in ("range", "items") else 0

    @property
    def index(self) -> Value | None:
        return self.body.params[0] if self.lead else None

    @property
    def entries(self) -> list[Value]:
        return self.body.params[self.lead : self.lead + len(self.tapes)]

    @property
    def carried(self) -> list[Value]:
        return self.body.params[self.lead + len(self.tapes) :]

    @property
    def yields(self) -> list[Any]:
        return self.body.results[: len(self.inits)]

    @property
    def stop(self) -> Any:
        return self.body.results[len(self.inits)] if self.stops else False

    @property
    def collected(self) -> list[Any]:
        return self.body.results[len(self.inits) + self.stops :]

    @property
    def results(self) -> tuple[Value, ...]:
        return self.op.outs[: len(self.inits)]

    @property
    def collects(self) -> tuple[Value, ...]:
        return self.op.outs[len(self.inits) :]


@dataclass(eq=False)
class Function:
    """A program: values for its parameters, one block, and a template of what it returns."""

    name: str
    params: list[Param]
    block: Block
    guards: Guards = field(default_factory=Guards)
    info: dict[str, Any] = field(default_factory=dict)

    @property
    def result(self) -> Any:
        return self.block.results[0]


@dataclass(frozen=True)
class Record:
    """An object of a dataclass or named tuple of the user's in a template: its class, and its fields by name."""

    cls: type
    fields: dict[str, Any]


def leaves(template: Any) -> list[Value]:
    """The values in a nested template, in order."""
    found: list[Value] = []
    _gather(template, found)
    return found


_ATOMS = frozenset(
    {int, float, str, bool, type(None)}
)  # most operands that are no values: no call for them


def _gather(template: Any, found: list[Value]) -> None:
    kind = type(template)
    if kind is Value:
        found.append(template)
    elif kind is tuple or kind is list or isinstance(template, (tuple, list)):
        for item in template:
            if type(item) is Value:
                found.append(item)
            elif type(item) not in _ATOMS:
                _gather(item, found)
    elif isinstance(template, dict):
        _gather(tuple(template.values()), found)
    elif isinstance(template, Record):
        _gather(template.fields, found)
    elif isinstance(template, slice):
        _gather((template.start, template.stop, template.step), found)


def rebuild(template: Any, change: Callable[[Value], Any]) -> Any:
    """The template with every value replaced."""
    kind = type(template)
    if kind is Value:
        return change(template)
    if kind in _ATOMS:
        return template
    if isinstance(template, tuple):
        return tuple([rebuild(item, change) for item in template])
    if isinstance(template, list):
        return [rebuild(item, change) for item in template]
    if isinstance(template, dict):
        return {key: rebuild(item, change) for key, item in template.items()}
    if isinstance(template, Record):
        return Record(template.cls, rebuild(template.fields, change))
    if isinstance(template, slice):
        return slice(*(rebuild(p, change) for p in (template.start, template.stop, template.step)))
    return template


def inputs(op: Op) -> list[Value]:
    """The values that an operation reads itself, not those read in its blocks."""
    found: list[Value] = []
    for x in op.args:
        if type(x) is Value:
            found.append(x)
        elif type(x) not in _ATOMS:
            _gather(x, found)
    if op.kwargs:
        _gather(op.kwargs, found)
    return found


def walk(block: Block) -> Iterator[Op]:
    """Every operation of a block, nested ones included, in order."""
    for op in block.ops:
        yield op
        for inner in op.blocks:
            yield from walk(inner)


def made_by(block: Block) -> dict[Value, Op]:
    """The operation that makes each value."""
    return {out: op for op in walk(block) for out in op.outs}


def merged_from(block: Block) -> dict[Value, list[Any]]:
    """What each result of a branch or loop, and each value that a loop carries, comes from."""
    found: dict[Value, list[Any]] = {}
    for op in walk(block):
        if op.kind == "if":
            for place, result in enumerate(op.outs):
                found[result] = [inner.results[place] for inner in op.blocks]
        elif op.kind == "loop":
            loop = Loop(op)
            for result, init, param, last in zip(
                loop.results, loop.inits, loop.carried, loop.yields, strict=True
            ):
                found[result] = [init, last, param]
                found[param] = [init, last]
    return found


def uses(op: Op) -> list[Value]:
    """Every value that an operation reads, in its blocks too (their own ones included)."""
    found = inputs(op)
    for block in op.blocks:
        for inner in block.ops:
            found += uses(inner)
        _gather(block.results, found)
    return found


def defined(block: Block) -> set[Value]:
    """Every value defined in a block, nested ones included."""
    out = set(block.params)
    for op in block.ops:
        out.update(op.outs)
        for inner in op.blocks:
            out |= defined(inner)
    return out


def type_of(x: Any) -> Type:
    """The type of an operand."""
    return x.type if isinstance(x, Value) else literal_type(x)


def substitute(block: Block, mapping: dict[Value, Any]) -> None:
    """Replace values throughout a block, in place."""
    if not mapping:
        return

    def change(value: Value) -> Any:
        while isinstance(value, Value) and value in mapping:
            value = mapping[value]
        return value

    for op in walk(block):
        op.args = rebuild(op.args, change)
        if op.kwargs:
            op.kwargs = rebuild(op.kwargs, change)
        for inner in op.blocks:
            inner.results = rebuild(inner.results, change)
    block.results = rebuild(block.results, change)


def clone(block: Block, mapping: dict[Value, Any]) -> Block:
    """A copy of a block with fresh values; `mapping` says what outer values become, and is extended."""

    def change(value: Value) -> Any:
        return mapping.get(value, value)

    def fresh(value: Value) -> Value:
        mapping[value] = made = Value(value.type, value.hint, value.line, value.stem)
        return made

    params = [fresh(p) for p in block.params]
    ops = []
    for op in block.ops:
        args = rebuild(op.args, change)
        kwargs = rebuild(op.kwargs, change) if op.kwargs else {}
        # a while loop's test reads the parameters of its body, so the body comes first
        blocks = tuple([clone(b, mapping) for b in reversed(op.blocks)][::-1])
        outs = tuple([fresh(o) for o in op.outs])
        ops.append(
            Op(op.kind, outs, op.fn, args, kwargs, blocks, op.line, dict(op.info), op.mirror)
        )
    return Block(params, ops, rebuild(block.results, change))
