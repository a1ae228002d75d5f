"""Names of functions and modules in generated text, its header and its docstring."""

from __future__ import annotations

import ast
import builtins
import functools
import math
import operator
import os
import types
from typing import Any

import numpy as np

from sourcediff import runtime
from sourcediff.backend.names import reserved_names
from sourcediff.differentiate.request import Request
from sourcediff.frontend.parse import Source
from sourcediff.ir.core import Function, Value, walk

_MODULES: dict[str, Any] = {"np": np, "math": math, "operator": operator}


class Texts:
    """How objects are called in the text; what the user's module does not name is passed in as a partner."""

    def __init__(self, function: Function, source: Source) -> None:
        self.function = function
        self.source = source
        self.known: dict[int, tuple[Any, str]] = dict(function.info["texts"])
        self.partners: dict[str, Any] = dict(function.info.get("partners", {}))
        self.user_names = set(source.fn.__globals__) | set(source.cells)
        self.user_names |= {p.name for p in function.params}
        self.modules: dict[str, str] = {}
        self.reserved = reserved_names() | self.read_names() | self.used_globals()

    def used_globals(self) -> set[str]:
        """The globals of the user's that the function's own code names, so that no local hides one."""
        code = self.source.fn.__code__
        local = {p.name for p in self.function.params}
        names = {n for c in _codes(code) for n in c.co_names if n in self.source.fn.__globals__}
        return (names | set(code.co_freevars)) - local

    def read_names(self) -> set[str]:
        """The names that the text reads of its environment."""
        out = {"np", "math"}
        for op in walk(self.function.block):
            if op.kind == "ref":
                out |= _names_in(op.fn)
            elif op.kind == "store" and op.info.get("at"):
                out |= {"add_rows", "add_rows_2"}
            elif op.kind in ("call", "effect") and not isinstance(op.fn, (str, Value)):
                name = getattr(op.fn, "__name__", "")
                if vars(runtime).get(name) is op.fn:
                    out |= {name, f"{name}_2"}  # a helper, or one that a parameter is called like
                text = self.known.get(id(op.fn))
                if text is not None and text[1]:
                    out |= _names_in(text[1])
        return out

    def of(self, obj: Any) -> str:
        """The text that means an object."""
        known = self.known.get(id(obj))
        if known is not None and known[1] and self.means(known[1], obj):
            return known[1]
        if isinstance(obj, np.dtype):
            return f"{self.module('np')}.dtype('{obj.name}')"
        for name, module in _MODULES.items():
            if obj is module:
                return self.module(name)
            if isinstance(
                obj, (types.BuiltinFunctionType, np.ufunc, types.FunctionType, type)
            ) or callable(obj):
                attribute = getattr(obj, "__name__", "")
                if vars(module).get(attribute) is obj:
                    return f"{self.module(name)}.{attribute}"
        name = getattr(obj, "__name__", type(obj).__name__)
        if name not in self.user_names and _is_builtin(obj, name):
            return str(name)
        found = np.linalg.__dict__.get(name)
        if found is obj:
            return f"{self.module('np')}.linalg.{name}"
        return self.partner(
            name, getattr(runtime, name, None) if getattr(runtime, name, None) is obj else obj
        )

    def means(self, text: str, obj: Any) -> bool:
        """Whether a text means an object in the scope of the generated function."""
        head, *rest = text.replace("]", "").replace("[", ".").split(".")
        local = {p.name for p in self.function.params}
        scope = {**vars(builtins), **self.source.fn.__globals__}
        found = self.partners.get(head, scope.get(head, self))
        if head in self.source.cells:
            try:
                found = self.source.cells[head].cell_contents
            except ValueError:
                return False
        if head in local:
            return True  # an argument that is a function: its identity is a guard
        if "[" in text or found is self:
            return head in self.partners
        for name in rest:
            found = getattr(found, name, self)
        return found is obj

    def partner(self, name: str, obj: Any) -> str:
        """A name for an object that the text gets through a closure cell."""
        stem, number = name, 1
        while (name in self.user_names or name in self.partners) and self.partners.get(
            name
        ) is not obj:
            number += 1
            name = f"{stem}_{number}"
        self.partners[name] = obj
        return name

    def module(self, name: str) -> str:
        """The user's own name for a module, or ours."""
        if name not in self.modules:
            self.modules[name] = self.find_module(name)
        return self.modules[name]

    def find_module(self, name: str) -> str:
        module = _MODULES[name]
        local = {p.name for p in self.function.params}
        scope = self.source.fn.__globals__
        if scope.get(name) is module and name not in local:
            return name
        for key, value in scope.items():
            if value is module and key not in local and key.isidentifier():
                return key
        return self.partner(name, module)


@functools.lru_cache(maxsize=1024)
def _names_in(text: str) -> frozenset[str]:
    """The names that an expression reads."""
    return frozenset(n.id for n in ast.walk(ast.parse(text)) if isinstance(n, ast.Name))


def _is_builtin(obj: Any, name: str) -> bool:
    """Whether a name means an object where nothing hides Python's own names."""
    plain = isinstance(obj, (type, types.BuiltinFunctionType))
    return plain and vars(builtins).get(name) is obj


def _codes(code: types.CodeType) -> list[types.CodeType]:
    out = [code]
    for c in code.co_consts:
        if isinstance(c, types.CodeType):
            out += _codes(c)
    return out


def header(function: Function) -> str:
    """The `def` line."""
    parts: list[str] = []
    star = positional = False
    for p in function.params:
        if positional and p.kind != "positional":
            parts.append("/")
            positional = False
        if p.kind == "positional":
            positional = True
        if p.kind == "args":
            parts.append(f"*{p.name}")
            star = True
            continue
        if p.kind == "kwargs":
            parts.append(f"**{p.name}")
            continue
        if p.kind == "keyword" and not star:
            parts.append("*")
            star = True
        parts.append(p.name if p.default is None else f"{p.name}={p.default}")
    if positional:
        parts.append("/")
    return f"def {function.name}({', '.join(parts)}):"


def docstring(function: Function, source: Source, request: Request) -> str:
    """Of what it is the derivative, with respect to what, from where."""
    wrt = ", ".join(request.wrt)
    kind = _KINDS[function.info.get("part", request.mode)]
    file = os.path.basename(source.file).replace("\\", "/")
    extra = " with its value" if request.value and "part" not in function.info else ""
    extra = extra if request.mode == "reverse" else ""
    return f"{kind} of {request.subject(source.name)}{extra}, with respect to {wrt} ({file}:{source.first_line})."


_KINDS = {
    "reverse": "Adjoint",
    "forward": "Tangent",
    "forward sweep": "Forward sweep, value and what is saved,",
    "reverse sweep": "Reverse sweep, from what was saved,",
}
