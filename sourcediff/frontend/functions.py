"""Text as a function: in a live environment, with lines that tracebacks and debuggers can read."""

from __future__ import annotations

import ast
import builtins
import hashlib
import inspect
import linecache
import types
from typing import Any


def make_function(
    text: str, name: str, what: str, scope: dict[str, Any], cells: dict[str, types.CellType]
) -> types.FunctionType:
    """The function that a text defines, with these globals; `cells` are its free variables, `what` says what it is."""
    file = f"<sourcediff {what} {hashlib.sha256(text.encode()).hexdigest()[:12]}>"
    linecache.cache[file] = (len(text), None, text.splitlines(keepends=True), file)
    module = _inside(text, name, list(cells)) if cells else text
    code = compile(module, file, "exec", dont_inherit=True)
    made = next(c for c in _codes(code) if c.co_name == name and c.co_filename == file)
    closure = tuple(cells[free] for free in made.co_freevars)
    return types.FunctionType(made, scope, name, None, closure)


def _inside(text: str, name: str, cells: list[str]) -> ast.Module:
    """A generated function within one whose parameters are its cells; each line stays where it is."""
    wrapper = definition(f"def _make({', '.join(cells)}):\n    return {name}")
    wrapper.body = [*ast.parse(text).body, *wrapper.body]
    return ast.Module([wrapper], [])


def definition(text: str) -> ast.FunctionDef:
    """The tree of one function."""
    made = ast.parse(text).body[0]
    assert isinstance(made, ast.FunctionDef)
    return made


def _codes(code: types.CodeType) -> list[types.CodeType]:
    inner = [c for c in code.co_consts if isinstance(c, types.CodeType)]
    out = []
    for c in inner:
        out += _codes(c) if c.co_name == "_make" else [c]
    return out


def wrap_callable(fn: Any, name: str, signature: inspect.Signature) -> types.FunctionType:
    """A Python function, with source, that calls `fn`: how a derivative is differentiated again."""
    name = name if name.isidentifier() else "lambda_"
    parts, call, star = [], [], False
    values: list[Any] = []
    named: dict[str, Any] = {}
    for p in signature.parameters.values():
        if p.kind is p.VAR_POSITIONAL:
            parts.append(f"*{p.name}")
            call.append(f"*{p.name}")
            star = True
            continue
        if p.kind is p.VAR_KEYWORD:
            parts.append(f"**{p.name}")
            call.append(f"**{p.name}")
            continue
        if p.kind is p.KEYWORD_ONLY and not star:
            parts.append("*")
            star = True
        given = p.default is not p.empty
        parts.append(f"{p.name}=None" if given else p.name)
        call.append(f"{p.name}={p.name}" if p.kind is p.KEYWORD_ONLY else p.name)
        if given and p.kind is p.KEYWORD_ONLY:
            named[p.name] = p.default
        elif given:
            values.append(p.default)
    text = f"def {name}({', '.join(parts)}):\n    return derivative({', '.join(call)})\n"
    scope = {"derivative": fn, "__name__": getattr(fn, "__module__", "__main__")}
    scope["__builtins__"] = builtins  # which Python looks for where it warns
    made = make_function(text, name, f"wrapper {name}", scope, {})
    made.__defaults__ = tuple(values) or None
    made.__kwdefaults__ = named or None
    return made
