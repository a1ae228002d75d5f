"""Write a product of adjoints as one chain, numbers first: `2.0 * out_bar * x`, not `2.0 * (out_bar * x)`."""

from __future__ import annotations

import math
import operator
from collections import Counter
from dataclasses import dataclass, field
from typing import Any

from sourcediff.analysis.alias import Aliases
from sourcediff.ir.builder import Builder
from sourcediff.ir.core import Block, Op, Value, leaves, substitute, type_of, uses
from sourcediff.ir.guards import Guards
from sourcediff.ir.simplify import is_literal
from sourcediff.ir.types import Num, is_float, rank

_CHAINED = {operator.mul, operator.truediv, operator.neg}
_SUMS = {operator.add, operator.sub}


def collect_factors(block: Block, guards: Guards, aliases: Aliases) -> None:
    """Rewrite every product of the derivative's own."""
    number = Counter(x for op in block.ops for x in uses(op))
    number.update(leaves(block.results))
    products = _Products(guards, number, aliases)
    products.visit(block)
    substitute(block, products.same)


@dataclass
class Product:
    """A literal times factors over divisors."""

    scale: float = 1
    factors: list[Any] = field(default_factory=list)
    divisors: list[Any] = field(default_factory=list)
    size: int = 0

    @property
    def is_certain(self) -> bool:
        """Whether the order of the factors cannot change the type of the result."""
        return all(is_float(type_of(x)) or _is_plain_integer(x) for x in self.factors) and any(
            is_float(type_of(x)) for x in self.factors
        )

    @property
    def numbers(self) -> list[Any]:
        """The factors that are no arrays."""
        return [x for x in self.factors if rank(type_of(x)) == 0]

    def without(self, common: Product) -> Product:
        """What is left of a product of arrays when its literal, but for the sign, and its numbers are taken out."""
        arrays = [x for x in self.factors if rank(type_of(x)) != 0]
        return Product(self.scale / common.scale, arrays, self.divisors)


@dataclass
class _Products:
    guards: Guards
    number: Counter[Value]
    aliases: Aliases
    same: dict[Value, Any] = field(default_factory=dict)  # products that came down to one factor

    def visit(self, block: Block) -> None:
        """The sums of a block, then its products, outermost ones first."""
        made = {o: op for op in block.ops for o in op.outs}
        for op in list(block.ops):
            if self.is_own(op, _SUMS):
                self.factor(op, block, made)
        for op in reversed(list(block.ops)):
            for inner in op.blocks:
                self.visit(inner)
            if op in block.ops and self.is_part(op):
                self.rewrite(op, block, made)

    def is_part(self, op: Op) -> bool:
        """Whether an operation is a product of the derivative's own that reads no memory."""
        return self.is_own(op, _CHAINED)

    def is_own(self, op: Op, kinds: set[Any]) -> bool:
        """Whether an operation is one of the derivative's own that reads no memory."""
        own = op.info.get("adjoint") or op.info.get("derived")
        if op.kind != "call" or op.fn not in kinds or not own or not is_float(op.out.type):
            return False
        return not any(self.aliases.is_stored(x) for x in leaves(op.args))

    def factor(self, op: Op, block: Block, made: dict[Value, Op]) -> None:
        """Write `2.0 * a + 2.0 * b` of arrays as `2.0 * (a + b)`: the array is scaled once."""
        absorbed: list[Op] = []
        one, other = (self.product(x, made, absorbed) for x in op.args)
        if one is None or other is None or not _are_scaled_alike(one, other):
            return
        common = Product(one.scale, one.numbers)
        builder = self.builder_at(op)
        parts = [self.chain(builder, p.without(common)) for p in (one, other)]
        common.factors.append(builder.emit_call(op.fn, *parts))
        self.replace(op, block, builder, self.chain(builder, common), absorbed)
        self.number.update(x for new in builder.block.ops for x in uses(new))
        made.update({o: new for new in builder.block.ops for o in new.outs})

    def product(self, x: Any, made: dict[Value, Op], absorbed: list[Op]) -> Product | None:
        """What an operand that is read here alone multiplies, None if it is no product."""
        inner = made.get(x) if isinstance(x, Value) and not x.hint else None
        if inner is None or self.number[x] != 1 or not self.is_part(inner):
            return None
        product = Product()
        self.gather(inner, product, made, absorbed, over=False)
        return product if product.is_certain else None

    def rewrite(self, op: Op, block: Block, made: dict[Value, Op]) -> None:
        """Put a chain in place of a tree."""
        absorbed: list[Op] = []
        product = Product()
        self.gather(op, product, made, absorbed, over=False)
        if len(absorbed) < 2 or not product.is_certain:
            return
        builder = self.builder_at(op)
        self.replace(op, block, builder, self.chain(builder, product), absorbed[1:])

    def builder_at(self, op: Op) -> Builder:
        """A builder of what comes in place of an operation."""
        builder = Builder(self.guards, Block(), simplified=False)
        builder.line, builder.mirror = op.line, op.mirror
        return builder

    def replace(
        self, op: Op, block: Block, builder: Builder, total: Any, absorbed: list[Op]
    ) -> None:
        """Put what was built in place of an operation and those that it has absorbed."""
        if builder.block.ops:
            builder.block.ops[-1].outs = op.outs
        else:
            self.same[op.out] = total
        for made_op in builder.block.ops:
            made_op.info.update(
                {k: v for k, v in op.info.items() if k in ("adjoint", "derived", "safe")}
            )
        place = block.ops.index(op)
        block.ops[place : place + 1] = builder.block.ops
        gone = set(absorbed)
        block.ops[:] = [other for other in block.ops if other not in gone]

    def gather(
        self, op: Op, product: Product, made: dict[Value, Op], absorbed: list[Op], over: bool
    ) -> None:
        """Add what an operation multiplies to a product; `over`: to its divisors."""
        absorbed.append(op)
        for i, x in enumerate(op.args):
            under = over or (i == 1 and op.fn is operator.truediv)
            inner = made.get(x) if isinstance(x, Value) else None
            inside = (
                inner is not None
                and not under
                and not x.hint
                and self.number[x] == 1
                and self.is_part(inner)
            )
            if is_literal(x) and not under:
                product.scale *= x
            elif inside:
                assert inner is not None
                self.gather(inner, product, made, absorbed, over)
            else:
                (product.divisors if under else product.factors).append(x)
        if op.fn is operator.neg:
            product.scale = -product.scale

    def chain(self, builder: Builder, product: Product) -> Any:
        """The literal, then numbers, then arrays; divisors as soon as there is something to divide."""
        numbers = product.numbers
        arrays = [x for x in product.factors if rank(type_of(x)) != 0]
        parts = [(operator.mul, x) for x in numbers]
        parts += [(operator.truediv, x) for x in product.divisors if rank(type_of(x)) == 0]
        parts += [(operator.mul, x) for x in arrays]
        parts += [(operator.truediv, x) for x in product.divisors if rank(type_of(x)) != 0]
        total: Any = None
        if abs(product.scale) != 1:
            total = product.scale
        elif product.scale < 0:
            first = next(i for i, (fn, _) in enumerate(parts) if fn is operator.mul)
            total = builder.emit_call(operator.neg, parts.pop(first)[1])
        else:
            first = next(i for i, (fn, _) in enumerate(parts) if fn is operator.mul)
            total = parts.pop(first)[1]
        for fn, x in parts:
            total = builder.emit_call(fn, total, x)
        return total


def _are_scaled_alike(one: Product, other: Product) -> bool:
    """Whether two products of arrays have the same literal, but for its sign, and the same numbers."""
    alike = abs(one.scale) == abs(other.scale) and one.numbers == other.numbers
    if not alike or not 0 < abs(one.scale) < math.inf:
        return False
    ranks = [[rank(type_of(x)) for x in (*p.factors, *p.divisors)] for p in (one, other)]
    arrays = all(any(found) and None not in found for found in ranks)
    over = [x for p in (one, other) for x in p.divisors if rank(type_of(x)) == 0]
    return arrays and not over and (abs(one.scale) != 1 or bool(one.numbers))


def _is_plain_integer(x: Any) -> bool:
    t = type_of(x)
    return isinstance(t, Num) and t.kind == "int" and t.dtype is None
