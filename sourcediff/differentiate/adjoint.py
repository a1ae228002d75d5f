"""The adjoint of a function: the reverse sweep first, then what it makes necessary to keep."""

from __future__ import annotations

import operator
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np

from sourcediff import runtime
from sourcediff.analysis.alias import Aliases, find_aliases
from sourcediff.analysis.regions import nests
from sourcediff.analysis.sharing import perhaps_shares
from sourcediff.differentiate.economy import Economy, make_again
from sourcediff.differentiate.keep import Keeper
from sourcediff.differentiate.pairs import pair_calls
from sourcediff.differentiate.prepare import prepare
from sourcediff.differentiate.request import Request
from sourcediff.differentiate.restore import changed_when_held, positions, restored_stores
from sourcediff.differentiate.reverse import start_reverse
from sourcediff.differentiate.shadows import Entangled, lay_shadows
from sourcediff.differentiate.sweep import Reverse, Sweep
from sourcediff.errors import WrongArgument
from sourcediff.ir import primitives
from sourcediff.ir.builder import Builder, namesake, shape_of
from sourcediff.ir.core import (
    Block,
    Function,
    Loop,
    Op,
    Record,
    Value,
    leaves,
    made_by,
    rebuild,
    type_of,
    walk,
)
from sourcediff.ir.records import Param
from sourcediff.ir.types import FLOAT, Arr, Lst, Num, Type, Unknown, carries, is_complex, rank
from sourcediff.optimize.dead import eliminate_dead


@dataclass
class Draft:
    """A joint function while it is made: the forward operations, then the reverse ones."""

    block: Block
    reverse: list[Op]
    sweep: Sweep
    pairs: list[tuple[Op, Op]]


def adjoint(function: Function, request: Request) -> Function:
    """The joint adjoint: the forward sweep, the reverse sweep, and the adjoints of the parameters asked for."""
    seed = "out_bar"
    while any(p.name == seed for p in function.params):
        seed += "_"
    try:
        return _adjoint(function, request, seed, laid=False)
    except Entangled:
        return _adjoint(function, request, seed, laid=True)


def _adjoint(function: Function, request: Request, seed: str, laid: bool) -> Function:
    """The joint adjoint; `laid`: the forward sweep makes the shadows."""
    first = _draft(function, request, frozenset(), seed, laid)
    eliminate_dead(first.block)
    live = [op for op in first.block.ops if op in set(first.reverse)]
    forward = Block([], [op for op in first.block.ops if op not in set(first.reverse)], [])
    sweep = first.sweep
    wanted = restored_stores(forward, live, sweep.aliases, sweep.order, sweep.nest)
    plan = Economy(forward, sweep.aliases, sweep.order, sweep.nest, wanted).plan(first.pairs, live)
    if plan:
        make_again(plan, sweep.order, first.pairs, sweep.aliases)
        wanted = restored_stores(forward, live, sweep.aliases, sweep.order, sweep.nest)
    draft = first if not wanted else _draft(function, request, wanted, seed, laid)
    if wanted:
        eliminate_dead(draft.block)
        make_again(plan, draft.sweep.order, draft.pairs, draft.sweep.aliases)
    undone = frozenset(op for op, place in draft.sweep.order.items() if place in wanted)
    Keeper(draft.sweep.aliases, draft.block, undone).settle(draft.pairs)
    eliminate_dead(draft.block)
    return _finish(function, request, draft, seed)


def _draft(
    function: Function, request: Request, restored: frozenset[int], seed: str, laid: bool
) -> Draft:
    ready = prepare(function, request)
    block, aliases, shadows = ready.block, ready.aliases, {}
    if request.outermost:
        pair_calls(block, ready.active, aliases)
    if not laid and changed_when_held(block, ready.active, aliases) is not None:
        raise Entangled([])
    if laid:
        shadows = lay_shadows(ready, function.guards)
        aliases = find_aliases(block)
    sweep = Sweep(
        aliases,
        ready.active,
        function.guards,
        restored,
        order=positions(block),
        made=made_by(block),
        nest=nests(block),
        shadows=shadows,
    )
    result = _own_value(block, aliases, function) if request.value else block.results[0]
    target = _target(block.results[0], request)
    out_bar = Value(_seed_type(target), seed)
    block.params = [*block.params, out_bar]
    builder = Builder(function.guards, Block())
    builder.complex, builder.unbound = ready.complex, ready.unbound
    builder.extents = ready.extents
    reverse = start_reverse(sweep, builder)
    reverse.enter(block, block.params)
    _check_result(reverse, target, request, out_bar)
    _seed(reverse, target, out_bar if request.seeded else 1.0, seed)
    reverse.block(block)
    bars = {name: _bars(reverse, tree) for name, tree in ready.trees.items()}
    for where, op, ops in sweep.saves:
        at = where.ops.index(op)
        where.ops[at:at] = ops
    results: Any = tuple(bars[name] for name in request.wrt)
    results = results[0] if request.bare else results
    block.ops.extend(builder.block.ops)
    if request.value:
        block.results = [(result, results)]
    else:
        block.results = [(results, result[1]) if request.has_aux else results]
    for op in walk(Block([], builder.block.ops, [])):
        op.info.setdefault("adjoint", True)
    return Draft(block, list(builder.block.ops), sweep, sweep.pairs)


def _target(result: Any, request: Request) -> Any:
    """What is differentiated of a result: all of it, or the first of a pair."""
    if not request.has_aux:
        return result
    if not isinstance(result, tuple) or len(result) != 2:
        raise WrongArgument(
            f"{request.words} with has_aux=True needs a function that returns (number, auxiliary data)"
        )
    return result[0]


def _own_value(block: Block, aliases: Aliases, function: Function) -> Any:
    """The result, copied where the reverse sweep would change it."""
    builder = Builder(function.guards, block, simplified=False)
    if isinstance(block.results[0], Value):
        block.results[0].stem = "value"

    def own(x: Value) -> Any:
        return (
            builder.emit_call(np.copy, x) if aliases.is_stored(x) and isinstance(x.type, Arr) else x
        )

    return rebuild(block.results[0], own)


def _check_result(reverse: Reverse, target: Any, request: Request, out_bar: Value) -> None:
    """Refuse what `grad` cannot seed, at once if types say so, else at run time."""
    t = type_of(target) if isinstance(target, Value) else None
    if request.scalar:
        known = rank(t) if t is not None else (0 if isinstance(target, (int, float)) else None)
        if known not in (0, None) or isinstance(target, (tuple, list, dict, str)) or target is None:
            raise WrongArgument(not_scalar(request.words))
        if t is not None and is_complex(t):
            raise WrongArgument(not_real(request.words))
        if known is None:
            reverse.b.append(
                Op(
                    "effect",
                    (),
                    runtime.check_scalar,
                    (target, request.words),
                    info={"watches": True},
                )
            )
            reverse.b.scalars = reverse.b.extents.get(target, frozenset())
    elif request.seeded:
        _check_seed(reverse, target, out_bar, out_bar.hint)


def _check_seed(reverse: Reverse, target: Any, bar: Any, name: str) -> None:
    """Ask at run time whether the seed of an array has its shape."""
    t = type_of(target) if isinstance(target, Value) else None
    if isinstance(t, (Arr, Unknown)) and rank(t) != 0:
        args = (bar, namesake(reverse.b, target), name)
        reverse.b.append(Op("effect", (), runtime.check_seed, args, info={"watches": True}))
        reverse.b.learn_extent(bar, target)


def not_scalar(word: str) -> str:
    """What is said when the output of `grad` is no number."""
    return (
        f"{word} needs a function whose result is a number (shape ()); for arrays use adjoint(f), which takes the "
        "adjoint of the result as `out_bar`, or vjp(f, *primals)"
    )


def not_real(word: str) -> str:
    """What is said when the output of `grad` is complex."""
    return (
        f"{word} needs a function whose result is real, and this one's is complex: differentiate its real or imaginary "
        "part, or take adjoint(f), whose `out_bar` is complex"
    )


def _seed_type(result: Any) -> Type:
    if isinstance(result, (Value, int, float)):
        t = type_of(result)
        return FLOAT if isinstance(t, Num) else t
    return FLOAT


def _seed(reverse: Reverse, result: Any, bar: Any, name: str) -> None:
    """Hand the seed to the result, part by part."""
    if isinstance(result, Value):
        reverse.adj.add(result, bar)
        return
    for read, key, part in _parts(result):
        if any(v in reverse.sweep.active for v in leaves(part)):
            t = type_of(part) if isinstance(part, Value) else FLOAT
            t = FLOAT if isinstance(t, Num) else t
            own = (
                reverse.b.attribute(bar, key, t)
                if read is getattr
                else reverse.b.emit("call", t, read, (bar, key))
            )
            place = f"{name}.{key}" if read is getattr else f"{name}[{key!r}]"
            _check_seed(reverse, part, own, place)
            _seed(reverse, part, own, place)


def _parts(result: Any) -> Iterator[tuple[Any, Any, Any]]:
    """How the parts of a container are read, under what key, and what they are."""
    if isinstance(result, Record):
        for name, part in result.fields.items():
            yield getattr, name, part
    elif isinstance(result, (tuple, list, dict)):
        pairs = result.items() if isinstance(result, dict) else enumerate(result)
        for key, part in pairs:
            yield operator.getitem, key, part


def _bars(reverse: Reverse, tree: Any) -> Any:
    """The adjoint of an argument, in its structure; None for what is not floating point."""
    if isinstance(tree, (tuple, list)):
        return type(tree)(_bars(reverse, part) for part in tree)
    if isinstance(tree, dict):
        return {key: _bars(reverse, part) for key, part in tree.items()}
    if isinstance(tree, Record):
        return Record(tree.cls, _bars(reverse, tree.fields))
    if not isinstance(tree, Value) or not carries(tree.type):
        return None
    return _bar(reverse, tree)


def _bar(reverse: Reverse, x: Value) -> Any:
    reverse.b.mirror = None
    reverse.b.line = 0
    if reverse.sweep.aliases.is_stored(x):
        g = reverse.adj.shadow(x)
        return reverse.b.emit_call(operator.getitem, g, ()) if isinstance(x.type, Num) else g
    g = reverse.adj.take(x)
    if isinstance(x.type, Lst):
        return reverse.adj.zeros(x) if g is None else g
    if g is None:
        return (
            reverse.adj.zero(x)
            if rank(x.type) is not None
            else reverse.b.emit_call(np.zeros_like, x)
        )
    if isinstance(g, Value) and not g.hint and g in reverse.b.defs:
        g.hint = f"{x.hint}_bar"
    g = _cast(reverse, g, x)
    if isinstance(x.type, Num):
        return g
    if isinstance(x.type, Arr) and rank(x.type) is not None:
        g = _broadcast(reverse, reverse.adj.full(g, x), x)
        if isinstance(type_of(g), Unknown) and x.type.dtype != "float64":
            return reverse.b.emit_call(primitives.astype, g, np.dtype(x.type.dtype))
        return g if owned(reverse, g, x) else reverse.b.emit_call(np.copy, g)
    fresh = _is_fresh(reverse, g)
    if reverse.b.fits(g, x) and fresh:
        return g
    own = g if fresh else reverse.b.emit_call(operator.mul, 1.0, g)  # it may be a number
    return reverse.b.emit_call(runtime.spread, own, x)


def _broadcast(reverse: Reverse, g: Any, x: Value) -> Any:
    """An adjoint spread over an argument as NumPy writes it, where what is spread is no memory that changes."""
    op = reverse.b.defs.get(g) if isinstance(g, Value) else None
    if op is None or op.fn is not runtime.spread:
        return g
    part = op.args[0]
    if not isinstance(part, Value) or part in reverse.b.defs or rank(part.type) is None:
        return g
    dtypes = [getattr(t, "dtype", None) in _SINGLE for t in (part.type, x.type)]
    if reverse.sweep.aliases.is_stored(part) or dtypes[0] != dtypes[1]:
        return g
    return reverse.b.call(np.broadcast_to, part, shape_of(reverse.b, namesake(reverse.b, x)))


def _cast(reverse: Reverse, g: Any, x: Value) -> Any:
    """An adjoint in the dtype of what it belongs to, where types say that it may have another."""
    t = type_of(g)
    if isinstance(x.type, Arr) and isinstance(t, Arr) and t.dtype != x.type.dtype:
        return reverse.b.emit_call(primitives.astype, g, np.dtype(x.type.dtype))
    if isinstance(x.type, Num) and x.type.kind == "float" and not isinstance(t, Unknown):
        return _cast_number(reverse, g, x.type, t.dtype if isinstance(t, Num) else "")
    return g


_SINGLE = ("float32", "float16")


def _cast_number(reverse: Reverse, g: Any, wanted: Num, dtype: str | None) -> Any:
    """Likewise for a number: a Python float fits what is not single."""
    if wanted.dtype in _SINGLE:
        made = np.dtype(wanted.dtype).type
        return g if dtype == wanted.dtype else reverse.b.emit("call", wanted, made, (g,))
    if dtype not in _SINGLE or not isinstance(g, Value):
        return g
    return reverse.b.emit("call", FLOAT, float, (g,))


_FRESH: set[Any] = {
    operator.add,
    operator.sub,
    operator.mul,
    operator.truediv,
    operator.neg,
    operator.matmul,
    operator.pow,
}
_FRESH |= {
    np.full_like,
    np.zeros_like,
    runtime.zero_of,
    np.sum,
    np.outer,
    np.array,
    np.copy,
    np.where,
    np.multiply,
    np.einsum,
    np.linalg.solve,
    np.linalg.inv,
}


def owned(reverse: Reverse, g: Any, x: Value) -> bool:
    """Whether an adjoint is surely an array of its own, so that it can be handed to the caller."""
    t = type_of(g)
    same = isinstance(t, Arr) and isinstance(x.type, Arr) and t.dtype == x.type.dtype
    return _is_fresh(reverse, g) and (same or g in reverse.adj.buffers)


def _is_fresh(reverse: Reverse, g: Any) -> bool:
    """Whether an adjoint is made here, or one of those that are and trade places in a loop, and not handed out yet."""
    if g in reverse.handed:
        return False
    reverse.handed.add(g)
    if g in reverse.adj.buffers:
        return True
    op = reverse.b.defs.get(g) if isinstance(g, Value) else None
    if op is not None and op.fn is runtime.unbroadcast:
        return _is_fresh(reverse, op.args[0])
    if op is None or op.kind != "loop":
        made = op is not None and op.kind == "call" and op.fn in _FRESH
        return made and op is not None and not perhaps_shares(op)
    loop = Loop(op)
    place, cycle = op.outs.index(g), []
    while place < len(loop.inits) and place not in cycle:
        cycle.append(place)
        last = loop.yields[place]
        if last not in loop.carried:
            return False
        place = loop.carried.index(last)
    key = (op, frozenset(cycle))
    if cycle and place == cycle[0] and key not in reverse.handed:
        if not all(_is_fresh(reverse, loop.inits[i]) for i in cycle):
            return False
        reverse.handed.add(key)
    return key in reverse.handed


def _finish(function: Function, request: Request, draft: Draft, seed: str) -> Function:
    """The joint function with its signature."""
    required = not isinstance(_seed_type(function.block.results[0]), Num)
    params = [*function.params]
    place = next((i for i, p in enumerate(params) if p.kind == "kwargs"), len(params))
    made = Param(seed, "keyword", None if required else "1.0")
    out_bar = draft.block.params.pop()
    if request.seeded:
        params.insert(place, made)
        draft.block.params.insert(place, out_bar)
    info = {**function.info, "request": request, "aliases": draft.sweep.aliases, "primal": function}
    return Function(f"{function.name}_grad", params, draft.block, function.guards, info)
