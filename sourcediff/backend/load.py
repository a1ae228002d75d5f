"""A derivative's text as a function in the user's live globals and cells."""

from __future__ import annotations

import ast
import types
from typing import Any

from sourcediff.frontend.functions import definition, make_function


def load(
    text: str, lead: str, name: str, source: Any, partners: dict[str, Any]
) -> types.FunctionType:
    """Compile a generated function into the user's live globals; partners and cells are its free variables."""
    cells = {**{k: types.CellType(v) for k, v in partners.items()}, **source.cells}
    run = make_function(text, name, name, source.fn.__globals__, cells)
    _set_defaults(run, definition(f"{lead} ...").args, source.fn)
    return run


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
