"""Text as a function: in the user's live globals and cells, with lines that tracebacks and pdb can read."""

from __future__ import annotations

import ast
import hashlib
import linecache
import types
from typing import Any


def load(
    text: str, lead: str, name: str, source: Any, partners: dict[str, Any]
) -> types.FunctionType:
    """Compile a generated function into the user's live globals; partners and cells are its free variables."""
    file = f"<sourcediff {name} {hashlib.sha256(text.encode()).hexdigest()[:12]}>"
    linecache.cache[file] = (len(text), None, text.splitlines(keepends=True), file)
    cells = {**{k: types.CellType(v) for k, v in partners.items()}, **source.cells}
    module = _inside(text, name, list(cells)) if cells else text
    code = compile(module, file, "exec", dont_inherit=True)
    made = next(c for c in _codes(code) if c.co_name == name and c.co_filename == file)
    closure = tuple(cells[free] for free in made.co_freevars)
    run = types.FunctionType(made, source.fn.__globals__, name, None, closure)
    _set_defaults(run, _definition(f"{lead} ...").args, source.fn)
    return run


def _inside(text: str, name: str, cells: list[str]) -> ast.Module:
    """A generated function within one whose parameters are its cells; each line stays where it is."""
    wrapper = _definition(f"def _make({', '.join(cells)}):\n    return {name}")
    wrapper.body = [*ast.parse(text).body, *wrapper.body]
    return ast.Module([wrapper], [])


def _definition(text: str) -> ast.FunctionDef:
    """The tree of one function."""
    made = ast.parse(text).body[0]
    assert isinstance(made, ast.FunctionDef)
    return made


def _set_defaults(run: types.FunctionType, spec: ast.arguments, fn: Any) -> None:
    """Give a generated function the defaults that its text shows: the user's own objects, and the seed's."""
    own = fn.__defaults__ or ()
    if spec.defaults and len(spec.defaults) == len(own):
        run.__defaults__ = own
    known = fn.__kwdefaults__ or {}
    shown = zip(spec.kwonlyargs, spec.kw_defaults, strict=True)
    run.__kwdefaults__ = {
        a.arg: known[a.arg] if a.arg in known else ast.literal_eval(d)
        for a, d in shown
        if d is not None
    }


def _codes(code: types.CodeType) -> list[types.CodeType]:
    inner = [c for c in code.co_consts if isinstance(c, types.CodeType)]
    out = []
    for c in inner:
        out += _codes(c) if c.co_name == "_make" else [c]
    return out
