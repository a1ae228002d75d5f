"""What a definition says of its parameters."""

from __future__ import annotations

import ast
from typing import Any

import gast

from sourcediff.ir.records import Param


class _UnknownExample:
    """Stands for an argument of unknown type."""


UNKNOWN_EXAMPLE = _UnknownExample()


def parameters(spec: Any) -> list[Param]:
    """The parameters of a definition, in order."""
    out = []
    plain = [*spec.posonlyargs, *spec.args]
    texts = [None] * (len(plain) - len(spec.defaults)) + [_text(d) for d in spec.defaults]
    for i, (arg, default) in enumerate(zip(plain, texts, strict=True)):
        out.append(Param(arg.id, "positional" if i < len(spec.posonlyargs) else "plain", default))
    if spec.vararg is not None:
        out.append(Param(spec.vararg.id, "args"))
    for arg, node in zip(spec.kwonlyargs, spec.kw_defaults, strict=True):
        out.append(Param(arg.id, "keyword", None if node is None else _text(node)))
    if spec.kwarg is not None:
        out.append(Param(spec.kwarg.id, "kwargs"))
    return out


def _text(node: Any) -> str:
    return ast.unparse(gast.gast_to_ast(gast.Expression(node)).body)
