"""Which values may be one object or share memory: union-find over views, branches, loops and containers."""

from __future__ import annotations

import operator
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from sourcediff import runtime
from sourcediff.analysis.order import LAYOUT, is_ordered
from sourcediff.ir import primitives
from sourcediff.ir.core import Block, Loop, Op, Value, inputs, leaves, made_by, uses, walk
from sourcediff.ir.inference.indexing import is_basic
from sourcediff.ir.types import Arr, Held, Lst, Num, Tape, Tup, Type, Unknown, rank
from sourcediff.rules.registry import find_rule

VIEWS = {
    np.reshape, np.ravel, np.transpose, np.swapaxes, np.moveaxis, np.squeeze, np.expand_dims, np.diagonal,
    np.broadcast_to, np.real, np.imag, np.ascontiguousarray, np.atleast_1d, np.atleast_2d,
    np.atleast_3d, np.flip, np.fliplr, np.flipud, np.rot90, np.split, np.array_split, np.hsplit, np.vsplit,
    np.matrix_transpose, primitives.identity, np.diag, np.rollaxis,
}  # fmt: skip
# Those whose result cannot be stored into, nor can a shadow of it; that of an imaginary part would be its negative.
READ_ONLY = {np.diagonal, np.diag, np.broadcast_to, np.imag}


_PLACED = {"append": 3, "pop": 2}  # how many arguments those with a place have
_LISTS = {primitives.identity, operator.add, operator.mul, list, tuple}


@dataclass
class Aliases:
    """Classes of values that may share memory, and those that are stored into."""

    parent: dict[Any, Any] = field(default_factory=dict)
    stored: set[Any] = field(default_factory=set)
    base: dict[Value, tuple[Value, Op]] = field(default_factory=dict)
    layout: list[Op] = field(default_factory=list)
    moving: list[Op] = field(default_factory=list)

    def find(self, x: Any) -> Any:
        """The representative of a class."""
        while x in self.parent:
            x = self.parent[x]
        return x

    def union(self, a: Any, b: Any) -> None:
        """Let two values be of one class."""
        a, b = self.find(a), self.find(b)
        if a == b:  # contents are named by equal tuples
            return
        self.parent[a] = b
        if a in self.stored:
            self.stored.add(b)

    def members(self, x: Any) -> set[Any]:
        """Everything in the class of a value; contents of containers are pairs."""
        name = self.find(x)
        return {y for y in (*self.parent, name) if self.find(y) is name}

    def is_stored(self, x: Any) -> bool:
        """Whether a value is memory that the program stores into."""
        return isinstance(x, Value) and self.find(x) in self.stored

    def needs_layout(self, x: Value) -> bool:
        """Whether a copy or a shadow of memory has to have its layout too."""
        return any(self.find(op.out) == self.find(x) for op in self.layout)

    def is_moved(self, x: Value) -> bool:
        """Whether items of a list come to stand at other places."""
        return any(self.find(op.args[0]) == self.find(x) for op in self.moving)

    def root(self, x: Value) -> Value:
        """The value that a chain of views starts from."""
        while x in self.base:
            x = self.base[x][0]
        return x


def is_memory(t: Type) -> bool:
    """Whether a value of a type is an object that can be stored into."""
    return isinstance(t, (Arr, Unknown, Lst))


def is_view(op: Op) -> bool:
    """Whether a call's result may share memory with its first argument."""
    if op.kind != "call" or op.info.get("copied"):
        return False
    if not op.args or not isinstance(op.args[0], Value):
        return False
    if op.fn is operator.getitem:
        return (
            isinstance(op.args[0].type, (Arr, Unknown))
            and is_basic(op.args[1])
            and is_memory(op.out.type)
        )
    if op.fn in (np.asarray, np.asanyarray, np.asfortranarray, np.array, primitives.astype):
        return gives_itself(op)
    if op.fn is np.diag and rank(op.args[0].type) == 1:
        return False
    if op.kwargs.get("copy") is True:
        return False
    rule = find_rule(op.fn)
    return op.fn in VIEWS or (rule is not None and rule.view)


def is_followed(op: Op, aliases: Aliases) -> bool:
    """Whether an operation gives a view that is known as one: what reads the view reads the memory."""
    return op.fn is operator.getitem and is_view(op) and aliases.is_stored(op.out)


def reads_list_of_list(op: Op, aliases: Aliases) -> bool:
    """Whether an operation gives a list that is in a list, of which nothing is changed."""
    if op.fn is not operator.getitem or not isinstance(op.args[0], Value):
        return False
    base, index = op.args
    nested = isinstance(base.type, Lst) and isinstance(op.out.type, Lst)
    unchanged = not {aliases.find(base), aliases.find(_content(base))} & aliases.stored
    return nested and unchanged and not isinstance(index, slice)


NEW = {
    operator.add, operator.sub, operator.mul, operator.truediv, operator.neg, operator.matmul, operator.pow,
    np.full_like, np.zeros_like, np.zeros, np.ones_like, np.sum, np.outer, np.array, np.where, np.copy, np.einsum,
    np.stack, np.concatenate, np.dot, np.cumsum,
}  # fmt: skip


def makes_array(op: Op) -> bool:
    """Whether a call surely makes an array that nothing else holds."""
    if op.kind != "call" or not isinstance(op.out.type, Arr):
        return False
    if op.fn is operator.getitem:
        return (
            isinstance(op.args[0], Value)
            and isinstance(op.args[0].type, Arr)
            and not is_basic(op.args[1])
        )
    if op.fn is np.einsum and len(op.args) < 3:
        return False  # of one array it may be a view
    return op.fn in NEW or isinstance(op.fn, np.ufunc)


def gives_back(op: Op) -> bool:
    """Whether a helper gives back the array that it gets where that has the right shape already."""
    if op.kind != "call" or op.fn not in _GIVING_BACK or not isinstance(op.args[0], Value):
        return False
    return is_memory(op.args[0].type) and is_memory(op.out.type)


_GIVING_BACK = {runtime.spread, runtime.unbroadcast, runtime.real_like, runtime.expand}


def gives_itself(op: Op) -> bool:
    """Whether a conversion gives its argument back, as it does where nothing is to be converted."""
    rest = list(op.args[1:])
    if may_reorder(op):
        return False
    copies = op.kwargs.get("copy", op.fn not in (np.asarray, np.asanyarray))
    dtype = rest[0] if rest else op.kwargs.get("dtype")
    have = op.args[0].type
    if copies is True or not isinstance(have, (Arr, Unknown)):
        return False
    return dtype is None or not isinstance(have, Arr) or _is_dtype(dtype, have.dtype)


def may_reorder(op: Op) -> bool:
    """Whether a conversion copies an array whose elements are in another order than asked for."""
    ordered = op.kwargs.get("order", "K") not in ("K", "A", None) or len(op.args) > 2
    return ordered or op.fn is np.asfortranarray


def _is_dtype(dtype: Any, name: str) -> bool:
    try:
        return bool(np.dtype(dtype).name == name)
    except TypeError:  # known at run time only
        return True


def find_aliases(block: Block) -> Aliases:
    """The alias classes of a program."""
    found, ops = Aliases(), list(walk(block))
    for op in ops:
        _visit(op, found)
    for op in ops:
        if op.kind in ("store", "append", "pop") and isinstance(op.args[0], Value):
            found.stored.add(found.find(op.args[0]))
    found.moving = [op for op in ops if len(op.args) == _PLACED.get(op.kind)]
    for x in _lists_of_lists(ops):  # the adjoints of lists in a list are kept in lists in a list
        found.stored.add(found.find(_content(x)))
    found.layout = [
        op for _, op in found.base.values() if op.fn in LAYOUT and found.is_stored(op.out)
    ]
    return found


def copy_views(block: Block) -> None:
    """Let views be copies whose shadows could not be views, where they are used up before their array is stored into.

    They are no views any more, for the text too: what they hold stays when the array changes.
    """
    if not any(op.fn in _PERHAPS_COPIED for op in walk(block) if op.kind == "call"):
        return
    found, made = find_aliases(block), made_by(block)
    doubtful = {
        op for _, op in found.base.values() if found.is_stored(op.out) and _is_doubtful(op, made)
    }
    for op in _momentary(block, found, doubtful):
        op.info["copied"] = True


_PERHAPS_COPIED = READ_ONLY | LAYOUT | {np.real}


def _is_doubtful(op: Op, made: dict[Value, Op]) -> bool:
    """Whether a view has no shadow that is a view, or may be a copy."""
    unordered = op.fn in LAYOUT and not is_ordered(op.args[0], made)
    return op.fn in READ_ONLY or op.fn is np.real or unordered


def _lists_of_lists(ops: list[Op]) -> Iterator[Value]:
    for op in (op for op in ops if op.kind != "ref" and not op.info.get("free")):
        for x in (*op.outs, *(p for inner in op.blocks for p in inner.params)):
            if isinstance(x.type, Lst) and isinstance(x.type.elem, Lst):
                yield x


def _momentary(block: Block, found: Aliases, doubtful: set[Op]) -> Iterator[Op]:
    """Views that are used up before their array is stored into."""
    for inner in [block, *(b for op in walk(block) for b in op.blocks)]:
        for place, op in enumerate(inner.ops):
            if op in doubtful and is_used_up(op, inner, place, found, inner is block):
                yield op


def is_used_up(made: Op, block: Block, place: int, found: Aliases, last: bool) -> bool:
    """Whether what an operation gives is only read, and before its array is stored into again.

    What the `last` block hands out, that of the function, is read at its end.
    """
    after, given = block.ops[place + 1 :], set(made.outs)
    handed = not given.isdisjoint(leaves(block.results))
    users = [op for op in after if not given.isdisjoint(uses(op))]
    if (handed and not last) or not (handed or users):
        return False
    for op in after if handed else after[: after.index(users[-1]) + 1]:
        for inner in (op, *(i for b in op.blocks for i in walk(b))):
            if inner.kind not in ("call", "if", "loop") and _writes(inner, made, found):
                return False
            if inner.info.get("callee"):
                return False
    return all(only_reads(op, made) for op in users)


def only_reads(op: Op, made: Op) -> bool:
    """Whether an operation only reads elements of an array, and keeps no hold of it."""
    if op.kind == "store":
        return isinstance(op.args[0].type, Arr) and op.args[0] not in made.outs
    if op.fn is operator.getitem and not isinstance(op.args[0], Value):
        return False  # one of several things that are written out, itself
    return op.kind == "call" and not is_view(op) and op.fn not in _HOLDING


def _writes(op: Op, made: Op, found: Aliases) -> bool:
    reached = op.args[:1] if op.kind == "store" else inputs(op)
    memory = {found.find(x) for x in (*made.outs, *inputs(made)) if is_memory(x.type)}
    return any(found.find(x) in memory for x in reached)


_HOLDING = {
    primitives.identity, list, tuple, primitives.select, np.may_share_memory, np.shares_memory,
}  # fmt: skip


_CONTAINERS = (Tup, Lst, Tape, Held)


def _content(x: Value) -> Any:
    return ("content", x)


def _hold(found: Aliases, container: Value, x: Value) -> None:
    """Let what is in a container, or in its items, be of one class."""
    if is_memory(x.type):
        found.union(_content(container), x)
    if isinstance(x.type, _CONTAINERS):
        found.union(_content(container), _content(x))


def _tie(found: Aliases, a: Any, b: Any) -> None:
    if isinstance(a, (tuple, list)) and isinstance(b, (tuple, list)):
        for p, q in zip(a, b, strict=False):
            _tie(found, p, q)
        return
    if not (isinstance(a, Value) and isinstance(b, Value)):
        return
    if isinstance(a.type, _CONTAINERS) or isinstance(b.type, _CONTAINERS):
        found.union(_content(a), _content(b))
    if is_memory(a.type) or is_memory(b.type):
        found.union(a, b)


def _visit(op: Op, found: Aliases) -> None:
    if op.kind == "call":
        _visit_call(op, found)
    elif op.kind == "if":
        for out, a, b in zip(op.outs, op.blocks[0].results, op.blocks[1].results, strict=True):
            _tie(found, out, a)
            _tie(found, out, b)
    elif op.kind == "loop":
        _visit_loop(Loop(op), found)
    elif op.kind in ("append", "store") and isinstance(op.args[0].type, (Lst, Unknown)):
        for item in leaves(op.args[-1]):
            _hold(found, op.args[0], item)
    elif op.kind == "pop":
        _hold(found, op.args[0], op.out)
    elif op.kind == "effect" and op.info.get("held"):
        _visit_held(op, found)
    elif op.kind == "effect" and op.outs and isinstance(op.out.type, Unknown):
        for x in leaves(op.args):
            if isinstance(x.type, (Arr, Unknown)) and not op.info.get("fresh"):
                found.union(op.out, x)


def _visit_held(op: Op, found: Aliases) -> None:
    """What is put into a container, and what comes out, is of one class; so is what containers made of others hold."""
    involved = [*leaves((op.args, op.kwargs)), *op.outs]
    containers = [x for x in involved if isinstance(x.type, (Held, Lst, Tup))]
    for container in containers:
        found.union(_content(containers[0]), _content(container))
        for x in involved:
            if x is not container and is_memory(x.type):
                _hold(found, container, x)


def _visit_call(op: Op, found: Aliases) -> None:
    if is_view(op):
        found.union(op.out, op.args[0])
        if isinstance(op.out.type, (Tup, Lst)):  # the parts of a split
            found.union(_content(op.out), op.args[0])
        found.base[op.out] = (op.args[0], op)
    elif (
        op.fn is operator.getitem
        and isinstance(op.args[0], Value)
        and isinstance(op.args[0].type, (Lst, Tup))
    ):
        _hold(found, op.args[0], op.out)
    elif op.fn is operator.getitem and isinstance(op.args[0], tuple):
        for x in leaves(op.args[0]):
            _tie(found, op.out, x)
    elif op.fn in _LISTS and isinstance(op.out.type, Lst):
        _gather(found, op.out, op.args)
    elif op.fn is primitives.select:
        _tie(found, op.out, op.args[1])
        _tie(found, op.out, op.args[2])
    elif op.info.get("given"):
        _visit_recursion(op, found)
    elif gives_back(op):
        found.union(op.out, op.args[0])


def _visit_recursion(op: Op, found: Aliases) -> None:
    """What a function that is called by name gives may be what it was given, or hold that."""
    for place in op.info["given"]:
        for x in leaves(op.kwargs[place] if isinstance(place, str) else op.args[place]):
            _tie(found, op.out, x)
            _hold(found, op.out, x)


def _gather(found: Aliases, made: Value, parts: tuple[Any, ...]) -> None:
    """A list of items, or of the items of other lists, holds them themselves."""
    for part in parts:
        if isinstance(part, Value) and isinstance(part.type, (Lst, Tup, Tape)):
            found.union(_content(made), _content(part))
            continue
        numbers = isinstance(made.type, Lst) and isinstance(made.type.elem, Num)
        if isinstance(part, Value) and (numbers or rank(part.type) == 1):
            continue
        for x in leaves(part):
            _hold(found, made, x)


def _visit_items(source: Any, item: Value, found: Aliases) -> None:
    """An item of a list is the same object; a row of an array is a view; a list may be written out."""
    if isinstance(source, Value) and isinstance(source.type, Lst):
        _hold(found, source, item)
    elif is_memory(item.type):
        for x in leaves(source):
            found.union(x, item)


def _visit_loop(loop: Loop, found: Aliases) -> None:
    for result, init, param, last in zip(
        loop.results, loop.inits, loop.carried, loop.yields, strict=True
    ):
        for x in (init, param, last):
            _tie(found, result, x)
    if loop.kind == "items" and loop.index is not None:
        _visit_items(loop.iterable[0], loop.index, found)
    for tape, item in zip(loop.collects, loop.collected, strict=True):
        for x in leaves(item):
            _hold(found, tape, x)
    for tape, entry in zip(loop.tapes, loop.entries, strict=True):
        _hold(found, tape, entry)
