"""Scopes: the names that belong to a function itself, and those of the functions around it."""

from __future__ import annotations

from typing import Any

import gast

_COMPREHENSIONS = (gast.ListComp, gast.GeneratorExp, gast.DictComp, gast.SetComp)
_BINDING = {  # the nodes that bind names, or hold a scope of their own
    gast.Nonlocal, gast.FunctionDef, gast.Lambda, gast.Import, gast.ImportFrom, gast.Name, *_COMPREHENSIONS,
}  # fmt: skip


def names_of(tree: Any) -> tuple[frozenset[str], frozenset[str]]:
    """The names that a function binds itself, and those it declares nonlocal."""
    spec = tree.args
    names = {a.id for a in [*spec.posonlyargs, *spec.args, *spec.kwonlyargs]}
    names |= {a.id for a in (spec.vararg, spec.kwarg) if a is not None}
    nonlocals: set[str] = set()
    pending = list(tree.body if isinstance(tree.body, list) else [tree.body])
    while pending:
        node = pending.pop()
        if type(node) not in _BINDING:
            pending.extend(gast.iter_child_nodes(node))
            continue
        if isinstance(node, gast.Nonlocal):
            nonlocals |= set(node.names)
        names |= _bound_by(node)
        if isinstance(node, gast.FunctionDef):
            pending.extend(node.decorator_list)
        elif not isinstance(node, (gast.Lambda, *_COMPREHENSIONS)):
            pending.extend(gast.iter_child_nodes(node))
    return frozenset(names), frozenset(nonlocals)


def _bound_by(node: Any) -> set[str]:
    """The names that a node binds in the scope that it stands in."""
    if isinstance(node, gast.FunctionDef):
        return {node.name}
    if isinstance(node, (gast.Import, gast.ImportFrom)):
        return {a.asname or a.name.split(".")[0] for a in node.names}
    if isinstance(node, _COMPREHENSIONS):
        return {n.target.id for n in gast.walk(node) if isinstance(n, gast.NamedExpr)}
    if isinstance(node, gast.Name) and isinstance(node.ctx, (gast.Store, gast.Del)):
        return {node.id}
    return set()
