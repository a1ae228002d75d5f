"""Scopes: the names that belong to a function itself, and those of the functions around it."""

from __future__ import annotations

from typing import Any

import gast

_BINDING = {  # the nodes that bind names, or hold a scope of their own
    gast.Nonlocal, gast.FunctionDef, gast.Lambda, gast.Import, gast.ImportFrom, gast.ListComp, gast.GeneratorExp,
    gast.DictComp, gast.SetComp, gast.Name,
}  # fmt: skip


def names_of(tree: Any) -> tuple[frozenset[str], frozenset[str]]:
    """The names that a function binds itself, and those it declares nonlocal."""
    spec = tree.args
    names = {a.id for a in [*spec.posonlyargs, *spec.args, *spec.kwonlyargs]}
    names |= {a.id for a in (spec.vararg, spec.kwarg) if a is not None}
    nonlocals: set[str] = set()
    body = tree.body if isinstance(tree.body, list) else [tree.body]
    pending = list(body)
    while pending:
        node = pending.pop()
        if type(node) not in _BINDING:
            pending.extend(gast.iter_child_nodes(node))
            continue
        if isinstance(node, gast.Nonlocal):
            nonlocals |= set(node.names)
        if isinstance(node, gast.FunctionDef):
            names.add(node.name)
            pending.extend(node.decorator_list)
            continue
        if isinstance(node, gast.Lambda):
            continue
        if isinstance(node, (gast.Import, gast.ImportFrom)):
            names |= {a.asname or a.name.split(".")[0] for a in node.names}
        if isinstance(node, (gast.ListComp, gast.GeneratorExp, gast.DictComp, gast.SetComp)):
            names |= {n.target.id for n in gast.walk(node) if isinstance(n, gast.NamedExpr)}
            continue
        if isinstance(node, gast.Name) and isinstance(node.ctx, (gast.Store, gast.Del)):
            names.add(node.id)
        pending.extend(gast.iter_child_nodes(node))
    return frozenset(names), frozenset(nonlocals)
