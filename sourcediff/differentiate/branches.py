"""Branches gone back over: a branch of the same test, in which each side adds to the adjoints from outside."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

from sourcediff.differentiate.adjoints import Elements
from sourcediff.differentiate.buffers import prepare_buffers
from sourcediff.differentiate.numbers import give_numbers, take_numbers
from sourcediff.differentiate.sweep import Reverse, bar_hint, entangled
from sourcediff.frontend.abstract import UNDEFINED
from sourcediff.ir.core import Block, Op, Value, defined, type_of
from sourcediff.ir.join import join
from sourcediff.ir.types import Arr, Either, Num, Tape, Tup

Sums = dict[Value, Any]
Tapes = dict[Value, list[Value]]


@dataclass(frozen=True)
class _Outer:
    """What is known before a branch is gone back over: the adjoints of its results, and those from outside."""

    seeds: Sums
    sums: Sums
    tapes: Tapes


@dataclass(frozen=True)
class _Side:
    """One side of a reverse branch: the adjoints at its end, and the tapes of adjoints that it made."""

    block: Block
    sums: Sums
    tapes: list[tuple[Value, Value]]


def visit_if(reverse: Reverse, op: Op, block: Block) -> None:
    """Write the reverse branch."""
    prepare_buffers(reverse, op)
    adj = reverse.adj
    seeds = {out: g for out in op.outs if (g := _seed_of(reverse, out)) is not None}
    outer = _Outer(seeds, adj.sums, _copied(adj.tapes))
    sides = [_reverse_side(reverse, op, inner, outer) for inner in op.blocks]
    reverse.at(op)
    adj.tapes = {t: bars for t, bars in outer.tapes.items() if t not in op.outs}
    outs = [
        *_join_tapes(reverse, sides),
        *_join_sums(reverse, op, sides, outer.sums),
    ]
    made = Op(
        "if", tuple(outs), None, op.args, blocks=tuple(s.block for s in sides), info={"form": "if"}
    )
    reverse.b.append(made)
    reverse.sweep.pairs.append((op, made))


def _seed_of(reverse: Reverse, out: Value) -> Any:
    """The adjoint of a branch's result, of a tuple with arrays that have shadows those of its numbers."""
    if out in reverse.sweep.shadows and isinstance(out.type, Tup):
        return take_numbers(reverse, out) or None
    if reverse.sweep.aliases.is_stored(out) or isinstance(out.type, Tape):
        return None
    return reverse.adj.take(out)


def _copied(tapes: Tapes) -> Tapes:
    return {t: list(bars) for t, bars in tapes.items()}


def _reverse_side(reverse: Reverse, op: Op, inner: Block, outer: _Outer) -> _Side:
    """Go back over one side of a branch."""
    made, adj = Block(), reverse.adj
    with reverse.into(made):
        adj.sums = {x: (g.copy() if isinstance(g, Elements) else g) for x, g in outer.sums.items()}
        reverse.enter(inner, [])
        adj.tapes = _copied(outer.tapes)
        for out, source in zip(op.outs, inner.results, strict=True):
            if not isinstance(out.type, Tape):
                _seed_result(reverse, op, out, source, inner, outer.seeds)
            elif isinstance(source, Value) and out in outer.tapes:
                adj.tapes[source] = list(outer.tapes[out])
        reverse.block(inner)
        tapes = [
            (t, bar)
            for t, bars in adj.tapes.items()
            if t not in defined(inner)
            for bar in bars[len(outer.tapes.get(t, [])) :]
        ]
        adj.sums = _settled(reverse, adj.sums, outer.sums)
    return _Side(made, adj.sums, tapes)


def _seed_result(
    reverse: Reverse, op: Op, out: Value, source: Any, inner: Block, seeds: Sums
) -> None:
    """Hand the adjoint of a branch's result to what the branch gave for it."""
    sweep, adj = reverse.sweep, reverse.adj
    if out in sweep.shadows:
        if out in seeds and isinstance(out.type, Tup) and source is not UNDEFINED:
            give_numbers(reverse, source, seeds[out])
    elif not isinstance(source, Value):
        return
    elif out in seeds:
        if source in sweep.active:
            adj.add(source, _of_one_side(reverse, seeds[out], out, source))
    elif sweep.aliases.is_stored(out) and out in sweep.active:
        root = sweep.aliases.root(source)
        if root not in defined(inner) or root is not source or adj.is_reached(root):
            raise entangled(op, "goes by another name on one path only")
        if root in adj.shadows:
            raise entangled(op, "leaves a branch under more than one name")
        adj.shadows[root] = adj.shadow(out)


def _of_one_side(reverse: Reverse, g: Any, out: Value, source: Value) -> Any:
    """The adjoint of a branch's result, which may be a number or an array, where it is known to be a number."""
    loose = isinstance(out.type, Either) and isinstance(type_of(g), Arr)
    return reverse.b.call(np.sum, g) if loose and isinstance(source.type, Num) else g


def _settled(reverse: Reverse, sums: Sums, outer: Sums) -> Sums:
    """The adjoints with what was added to small arrays in a branch turned into values."""
    out = {}
    for x, g in sums.items():
        old = outer.get(x)
        if isinstance(g, Elements):
            alike = isinstance(old, Elements) and old.parts == g.parts and old.rest is g.rest
            g = old if alike else reverse.adj.assemble(x, g)
        out[x] = g if g is old else reverse.adj.select(g)
    return out


# ---- where the sides meet ----


def _join_tapes(reverse: Reverse, sides: list[_Side]) -> list[Value]:
    """Results of the reverse branch: the tapes that one of its sides made."""
    outs = []
    for place, side in enumerate(sides):
        for tape, bar in side.tapes:
            out = Value(bar.type, stem="tape")
            side.block.results.append(bar)
            sides[1 - place].block.results.append(UNDEFINED)
            outs.append(out)
            reverse.adj.tapes.setdefault(tape, []).append(reverse.adj.inherit(out, bar))
    return outs


def _join_sums(reverse: Reverse, op: Op, sides: list[_Side], outer: Sums) -> list[Value]:
    """Results of the reverse branch: the adjoints from outside that a side added to."""
    inside = defined(op.blocks[0]) | defined(op.blocks[1])
    outs: list[Value] = []
    joined = dict(outer)
    one, other = (side.sums for side in sides)
    for x in dict.fromkeys([*one, *other]):
        if x in inside or (one.get(x) is other.get(x) and one.get(x) is outer.get(x)):
            continue
        parts = _alike(reverse, x, sides, [_at_end(reverse, x, side) for side in sides])
        out = Value(join(type_of(parts[0]), type_of(parts[1])), bar_hint(x))
        for side, g in zip(sides, parts, strict=True):
            side.block.results.append(g)
        outs.append(out)
        joined[x] = reverse.adj.inherit(out, *parts)
    reverse.adj.sums = joined
    return outs


def _at_end(reverse: Reverse, x: Value, side: _Side) -> Any:
    """The adjoint of a value from outside at the end of a side."""
    with reverse.into(side.block):
        g = reverse.adj.select(side.sums.get(x))
        if isinstance(g, Elements):
            g = reverse.adj.assemble(x, g)
        return reverse.adj.zero(x) if g is None else g


def _alike(reverse: Reverse, x: Value, sides: list[_Side], parts: list[Any]) -> list[Any]:
    """The adjoints of one value on two branches, of the shape of the value."""
    arrays = all(isinstance(type_of(g), Arr) for g in parts)
    if isinstance(x.type, Num) or (isinstance(x.type, Either) and arrays):
        return parts
    out = []
    for side, g in zip(sides, parts, strict=True):
        with reverse.into(side.block):
            out.append(reverse.adj.full(g, x))
    return out
