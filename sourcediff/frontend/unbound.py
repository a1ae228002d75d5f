"""Unbound: the names that a function may read before anything was bound to them (definite assignment, JLS chapter 16)."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

import gast

from sourcediff.frontend.scopes import names_of

_SCOPES = (gast.ListComp, gast.SetComp, gast.DictComp, gast.GeneratorExp)
_FLAG = "%bound "
_Bound = frozenset[str] | None  # what is surely bound here; None where control never comes


def find_unsure(tree: Any, own: frozenset[str]) -> frozenset[str]:
    """The names of a function's `own` that some read of them may find unbound."""
    walk = _Walk(own)
    walk.block(tree.body, parameters_of(tree))
    return frozenset(walk.unsure)


def parameters_of(tree: Any) -> frozenset[str]:
    """The names that a call binds."""
    spec = tree.args
    given = [*spec.posonlyargs, *spec.args, *spec.kwonlyargs, spec.vararg, spec.kwarg]
    return frozenset(a.id for a in given if a is not None)


def flag_of(name: str) -> str:
    """The slot that says whether a name is bound by now."""
    return f"{_FLAG}{name}"


def bound_hint(slot: str) -> str:
    """What the text calls such a slot."""
    return f"{slot.removeprefix(_FLAG)}_is_bound" if slot.startswith(_FLAG) else ""


def _meet(a: _Bound, b: _Bound) -> _Bound:
    return b if a is None else a if b is None else a & b


class _Walk:
    """Goes through statements in the order of execution with what is surely bound."""

    def __init__(self, names: frozenset[str]) -> None:
        self.names = names
        self.unsure: set[str] = set()
        self.breaks: list[_Bound] = []

    # ---- statements ----

    def block(self, body: Iterable[Any], bound: _Bound) -> _Bound:
        for node in body:
            if bound is None:
                return None
            bound = self.statement(node, bound)
        return bound

    def statement(self, node: Any, bound: frozenset[str]) -> _Bound:
        handle: Callable[[Any, frozenset[str]], _Bound] | None
        handle = getattr(self, f"_{type(node).__name__}", None)
        if handle is not None:
            after: _Bound = handle(node, bound)
            return after
        return self.expressions(gast.iter_child_nodes(node), bound)

    def _Return(self, node: Any, bound: frozenset[str]) -> _Bound:
        self.expressions(gast.iter_child_nodes(node), bound)
        return None

    _Raise = _Return

    def _Continue(self, node: Any, bound: frozenset[str]) -> _Bound:
        return None

    def _Break(self, node: Any, bound: frozenset[str]) -> _Bound:
        self.breaks[-1] = _meet(self.breaks[-1], bound)
        return None

    def _Assign(self, node: Any, bound: frozenset[str]) -> _Bound:
        return self.expressions(node.targets, self.expression(node.value, bound))

    def _AugAssign(self, node: Any, bound: frozenset[str]) -> _Bound:
        if isinstance(node.target, gast.Name):
            self.read(node.target.id, bound)
        return self.expressions([node.target], self.expression(node.value, bound))

    def _AnnAssign(self, node: Any, bound: frozenset[str]) -> _Bound:
        return bound if node.value is None else self._bind(node.target, node.value, bound)

    def _bind(self, target: Any, value: Any, bound: frozenset[str]) -> frozenset[str]:
        return self.expression(target, self.expression(value, bound))

    def _FunctionDef(self, node: Any, bound: frozenset[str]) -> _Bound:
        inside = names_of(node)[0] - names_of(node)[1]
        outer = self.expressions([*node.decorator_list, *_defaults(node.args)], bound)
        for inner in gast.walk(node):
            if isinstance(inner, gast.Name) and inner.id not in inside and inner.id != node.name:
                self.read(inner.id, bound)
        return outer | {node.name}

    def _Import(self, node: Any, bound: frozenset[str]) -> _Bound:
        return bound | {a.asname or a.name.split(".")[0] for a in node.names}

    _ImportFrom = _Import

    def _If(self, node: Any, bound: frozenset[str]) -> _Bound:
        bound = self.expression(node.test, bound)
        return _meet(self.block(node.body, bound), self.block(node.orelse, bound))

    def _With(self, node: Any, bound: frozenset[str]) -> _Bound:
        return self.block(node.body, self.expressions(node.items, bound))

    def _While(self, node: Any, bound: frozenset[str]) -> _Bound:
        bound = self.expression(node.test, bound)
        self.breaks.append(None)
        self.block(node.body, bound)
        endless = isinstance(node.test, gast.Constant) and bool(node.test.value)
        after = None if endless else self.block(node.orelse, bound)
        return _meet(after, self.breaks.pop())

    def _For(self, node: Any, bound: frozenset[str]) -> _Bound:
        bound = self.expression(node.iter, bound)
        self.breaks.append(None)
        last = self.block(node.body, self.expression(node.target, bound))
        after = self.block(node.orelse, bound if last is None or not _runs(node) else last)
        return _meet(after, self.breaks.pop())

    # ---- expressions ----

    def expressions(self, nodes: Iterable[Any], bound: frozenset[str]) -> frozenset[str]:
        for node in nodes:
            bound = self.expression(node, bound)
        return bound

    def expression(self, node: Any, bound: frozenset[str]) -> frozenset[str]:
        """What is bound when an expression has been evaluated; only what surely is evaluated binds."""
        if isinstance(node, gast.Name):
            return self.name(node, bound)
        if isinstance(node, gast.NamedExpr):
            return self._bind(node.target, node.value, bound)
        if isinstance(node, (gast.Lambda, *_SCOPES)):
            return self.scope(node, bound)
        children = list(gast.iter_child_nodes(node))
        if isinstance(node, (gast.BoolOp, gast.IfExp, gast.Compare)):
            first = node.test if isinstance(node, gast.IfExp) else children[0]
            if isinstance(node, gast.BoolOp):
                first = node.values[0]
            sure = self.expression(first, bound)
            inner = sure
            for child in children:
                if child is not first:
                    inner = self.expression(child, inner)
            return sure
        return self.expressions(children, bound)

    def name(self, node: gast.Name, bound: frozenset[str]) -> frozenset[str]:
        if isinstance(node.ctx, gast.Store):
            return bound | {node.id}
        if isinstance(node.ctx, gast.Del):
            return bound - {node.id}
        self.read(node.id, bound)
        return bound

    def read(self, name: str, bound: frozenset[str]) -> None:
        if name in self.names and name not in bound:
            self.unsure.add(name)

    def scope(self, node: Any, bound: frozenset[str]) -> frozenset[str]:
        """A lambda or comprehension: its own names hide those outside, and nothing in it is surely evaluated."""
        found = list(gast.walk(node))
        stored = (gast.Store, gast.Param)
        own = {n.id for n in found if isinstance(n, gast.Name) and isinstance(n.ctx, stored)}
        walrus = {n.target.id for n in found if isinstance(n, gast.NamedExpr)}
        for inner in found:
            if isinstance(inner, gast.Name) and inner.id not in own | walrus:
                self.read(inner.id, bound)
        return bound


def _defaults(spec: Any) -> list[Any]:
    return [*spec.defaults, *(x for x in spec.kw_defaults if x is not None)]


def _runs(node: Any) -> bool:
    """Whether a loop surely has a turn that ends, or is left by `break`."""
    over = node.iter
    if isinstance(over, (gast.Tuple, gast.List)):
        return any(not isinstance(x, gast.Starred) for x in over.elts)
    if not (isinstance(over, gast.Call) and isinstance(over.func, gast.Name)):
        return False
    numbers = [x.value for x in over.args if isinstance(x, gast.Constant)]
    whole = len(numbers) == len(over.args) > 0 and all(type(x) is int for x in numbers)
    return over.func.id == "range" and whole and not over.keywords and len(range(*numbers)) > 0
