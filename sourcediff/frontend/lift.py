"""Nested functions that call themselves to an unknown depth become functions of their own, called by name.

What they read of the calls around them becomes arguments: lambda lifting (Johnsson 1985, "Lambda lifting: transforming
programs to recursive equations"). The lifted function holds the nested definitions and calls one of them.
"""

from __future__ import annotations

import ast
import copy
import functools
import inspect
import symtable
import types
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

import gast

from sourcediff.frontend.abstract import (
    Closure,
    DictObj,
    Frame,
    ListObj,
    Static,
    is_literal,
)
from sourcediff.frontend.attempt import Unsettled
from sourcediff.frontend.base import LoweringBase
from sourcediff.frontend.functions import make_function
from sourcediff.ir.core import Value
from sourcediff.ir.types import Arr, Num, Unknown

_CHANGING = frozenset(
    {
        "append", "extend", "insert", "pop", "remove", "clear", "sort", "reverse", "update", "setdefault", "popitem",
        "add", "discard", "fill",
    }
)  # fmt: skip
_READING = frozenset(
    {
        "len", "sum", "min", "max", "sorted", "enumerate", "zip", "range", "reversed", "any", "all", "abs", "float",
        "int",
    }
)  # fmt: skip
_VIEWING = frozenset({"items", "keys", "values", "get"})
_LIBRARIES = frozenset({"np", "numpy", "math"})


def is_lifted(file: str) -> bool:
    """Whether a file is the text of a lifted function."""
    return file.startswith("<sourcediff lifted ")


@dataclass
class _Group:
    """Nested functions that need each other, by the names they have for each other, and what they read beside."""

    definitions: dict[str, Closure] = field(default_factory=dict)
    arguments: dict[str, Any] = field(default_factory=dict)
    words: dict[str, Any] = field(default_factory=dict)
    cells: dict[str, Any] = field(default_factory=dict)

    def texts(self) -> Iterator[str]:
        """The statements that define them."""
        for name, word in sorted(self.words.items()):
            yield f"{name} = {word!r}"
        for name, closure in sorted(self.definitions.items()):
            yield _definition(name, closure)

    def names(self) -> set[str]:
        return {*self.definitions, *self.arguments, *self.words, *self.cells}


class Lift(LoweringBase):
    """Calls of nested functions that are under way already."""

    def is_by_name(self, fn: Closure) -> bool:
        """Whether a nested function that is under way is called by name."""
        known = fn.node in self.shared.lifted or is_lifted(fn.frame.source.file)
        return known and any(entry is fn.node for entry in self.stack)

    def too_deep(self, node: Any) -> Exception:
        """What to do where calls nest too deep: lift the nested functions that call themselves, or refuse."""
        nodes = [entry for entry in self.stack if isinstance(entry, gast.AST)]
        again = {entry for entry in nodes if nodes.count(entry) > 1}
        if again <= self.shared.lifted:
            return self.refuse(
                node,
                "the recursion does not end while types are followed",
                "its depth depends on run-time values",
            )
        self.shared.lifted |= again
        return Unsettled()

    def lifted_call(self, fn: Any, args: list[Any], kwargs: dict[str, Any], node: Any) -> Any:
        """Call the function of its own that a nested one becomes, or one that gets nested ones as arguments."""
        group = _Group()
        entry = self._entry(fn, group, node)
        texts: list[str] = []
        given: dict[str, Any] = {}
        for keyword, name, x in named_arguments(fn, args, kwargs):
            own = free_of(name, {*group.names(), *given})
            if isinstance(x, Closure):
                own = own if isinstance(x.node, gast.Lambda) else x.name
                self._define(own, x, group, node)
            else:
                given[own] = x
            texts.append(f"{keyword}{own}")
        self._gather(group, node)
        if clash := sorted(group.names() & set(given)):
            raise self._refuse_lifting(node, clash[0], "the name means two things there")
        if not isinstance(fn, Closure) and fn.__globals__.get(entry) is not fn:
            group.cells[entry] = fn
        params = [*sorted(group.arguments), *given]
        values = [*(group.arguments[name] for name in sorted(group.arguments)), *given.values()]
        name = free_of(
            "_with_".join([entry, "_".join(sorted(group.arguments))]).rstrip("_"), group.names()
        )
        lines = [*group.texts(), f"return {entry}({', '.join(texts)})"]
        body = "\n".join(f"    {line}" for text in lines for line in text.split("\n"))
        text = f"def {name}({', '.join(params)}):\n{body}\n"
        scope = self._scope(fn, group, node)
        made = make_lifted(
            text,
            name,
            Identical(scope),
            tuple((n, Identical(c)) for n, c in sorted(group.cells.items())),
        )
        return self.recursive_call(made, values, {}, node)

    def _entry(self, fn: Any, group: _Group, node: Any) -> str:
        """The name of what is called; a nested function is the first of its group."""
        if not isinstance(fn, Closure):
            return str(fn.__name__)
        name = fn.name
        if isinstance(fn.node, gast.Lambda):
            same = (
                n for n in _free_names(_definition("lambda_", fn)) if self._read(fn, n)[1] is fn
            )
            name = next(same, "lambda_")
        self._define(name, fn, group, node)
        return name

    def _scope(self, fn: Any, group: _Group, node: Any) -> dict[str, Any]:
        """The globals that all of a group have."""
        scopes = [c.frame.source.fn.__globals__ for c in group.definitions.values()]
        if any(scope is not scopes[0] for scope in scopes):
            raise self._refuse_lifting(node, "", "functions of several modules are nested in it")
        return scopes[0]  # type: ignore[no-any-return]

    def _gather(self, group: _Group, node: Any) -> None:
        """Find what the functions of a group read, which may be further functions."""
        done: set[str] = set()
        while pending := sorted(set(group.definitions) - done):
            name = pending[0]
            done.add(name)
            closure = group.definitions[name]
            for free in _free_names(_definition(name, closure)):
                self._take(free, closure, group, node)
        text = "\n".join(group.texts())
        for name, x in group.arguments.items():
            depth = self._depth(x)
            if depth and not _only_reads(text, name, depth > 1, frozenset(group.definitions)):
                raise self._refuse_lifting(node, name, "it may change that list or dict")

    def _depth(self, x: Any) -> int:
        """How deep containers that could be changed are nested in something."""
        if isinstance(x, tuple):
            return max(map(self._depth, x), default=0)
        if isinstance(x, ListObj):
            return 1 + max(map(self._depth, self.items(x)), default=0)
        if isinstance(x, DictObj):
            return 1 + max(map(self._depth, self.dict_items(x, None).values()), default=0)
        return 2 if isinstance(x, Value) and not isinstance(x.type, (Num, Arr, Unknown)) else 0

    def _take(self, name: str, closure: Closure, group: _Group, node: Any) -> None:
        """Add what a name means for a nested function to its group."""
        is_local, x = self._read(closure, name)
        if not is_local:
            if name in closure.frame.source.cells:
                self._add(group.cells, name, closure.frame.source.cells[name], node)
        elif isinstance(x, Closure):
            self._define(name, x, group, node)
        elif isinstance(x, Static):
            self._add(group.cells, name, x.obj, node)
        elif x is None or isinstance(x, (str, bool)):
            self._add(group.words, name, x, node)
        elif isinstance(x, (Value, tuple, ListObj, DictObj)) or is_literal(x):
            self._add(group.arguments, name, x, node)
        else:
            raise self._refuse_lifting(node, name, "it cannot be passed on")

    def _define(self, name: str, x: Closure, group: _Group, node: Any) -> None:
        """Add a nested function to a group."""
        if any(isinstance(n, gast.Nonlocal) for n in gast.walk(x.node)):
            raise self._refuse_lifting(node, "", "it binds names of the function around it")
        if any(
            not isinstance(d, gast.Constant)
            for d in [*x.node.args.defaults, *filter(None, x.node.args.kw_defaults)]
        ):
            raise self._refuse_lifting(node, name, "it has defaults that are no literals")
        if getattr(x.node, "decorator_list", ()):
            raise self._refuse_lifting(node, name, "it is decorated")
        self._add(group.definitions, name, x, node)

    def _add(self, place: dict[str, Any], name: str, x: Any, node: Any) -> None:
        if name in place and place[name] is not x and not (is_literal(x) and place[name] == x):
            raise self._refuse_lifting(node, name, "the name means two things there")
        place[name] = x

    def _read(self, closure: Closure, name: str) -> tuple[bool, Any]:
        """Whether a name is bound by the calls around a nested function, and what it is."""
        frame: Frame | None = closure.frame
        while frame is not None:
            if name in frame.locals and name not in frame.nonlocals:
                return True, self.state.get(frame, name)
            frame = frame.parent
        return False, None

    def _refuse_lifting(self, node: Any, name: str, why: str) -> Exception:
        reads = f", and reads `{name}`" if name else ""
        return self.refuse(
            node,
            f"a nested function calls itself to a depth that run-time values decide{reads}",
            why,
            "define it at the top level of the module, with all that it reads as arguments",
        )


@dataclass(frozen=True, eq=False)
class Identical:
    """An object that is compared by what it is."""

    obj: Any

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Identical) and other.obj is self.obj

    def __hash__(self) -> int:
        return id(self.obj)


@functools.lru_cache(maxsize=256)
def make_lifted(
    text: str, name: str, scope: Identical, cells: tuple[tuple[str, Identical], ...]
) -> types.FunctionType:
    """The function of a text, the same one each time: its derivative is made once."""
    held = {
        n: c.obj if isinstance(c.obj, types.CellType) else types.CellType(c.obj) for n, c in cells
    }
    return make_function(text, name, f"lifted {name}", scope.obj, held)


def _definition(name: str, closure: Closure) -> str:
    """The statement that gives a nested function a name."""
    if isinstance(closure.node, gast.Lambda):
        return f"{name} = {ast.unparse(gast.gast_to_ast(gast.Expression(closure.node)))}"
    node = copy.copy(closure.node)
    node.name = name
    return ast.unparse(ast.fix_missing_locations(gast.gast_to_ast(gast.Module([node], []))))


@functools.lru_cache(maxsize=256)
def _free_names(text: str) -> tuple[str, ...]:
    """The names that a definition reads of its surroundings."""
    pending = symtable.symtable(text, "<definition>", "exec").get_children()
    found: set[str] = set()
    while pending:
        table = pending.pop()
        pending += table.get_children()
        found |= {s.get_name() for s in table.get_symbols() if s.is_global() and s.is_referenced()}
    return tuple(sorted(found))


@functools.lru_cache(maxsize=256)
def _only_reads(text: str, name: str, nested: bool, own: frozenset[str]) -> bool:
    """Whether definitions surely change nothing of a container; `own` are the functions that they define."""
    tree = ast.parse(text)
    inside = {child: node for node in ast.walk(tree) for child in ast.iter_child_nodes(node)}
    for node in ast.walk(tree):
        if isinstance(node, ast.Subscript) and not isinstance(node.ctx, ast.Load):
            return False
        if isinstance(node, ast.Attribute) and node.attr in _CHANGING:
            return False
        if nested and isinstance(node, ast.Call) and not _is_known(node.func, own):
            return False
        if isinstance(node, ast.Name) and node.id == name and not _is_read(node, inside[node]):
            return False
    return True


def _is_known(fn: ast.expr, own: frozenset[str]) -> bool:
    """Whether what is called changes none of its arguments, or its text is looked at as well."""
    if isinstance(fn, ast.Name):
        return fn.id in _READING or fn.id in own
    if not isinstance(fn, ast.Attribute):
        return False
    return fn.attr in _VIEWING or (isinstance(fn.value, ast.Name) and fn.value.id in _LIBRARIES)


def _is_read(name: ast.Name, around: ast.AST) -> bool:
    """Whether the place of a name only reads what it holds."""
    if isinstance(around, ast.Attribute):
        return around.attr in _VIEWING
    if isinstance(around, ast.Call):
        return isinstance(around.func, ast.Name) and around.func.id in _READING
    return isinstance(around, (ast.Subscript, ast.Compare, ast.For, ast.comprehension))


def named_arguments(
    fn: Any, args: list[Any], kwargs: dict[str, Any]
) -> Iterator[tuple[str, str, Any]]:
    """The arguments of a call: the keyword that each is given by, the parameter's name and what it is."""
    if isinstance(fn, Closure):
        spec = fn.node.args
        plain = [a.id for a in [*spec.posonlyargs, *spec.args]]
    else:
        plain = list(inspect.signature(fn).parameters)
    for name, x in zip(plain, args, strict=False):
        yield "", name, x
    for number, x in enumerate(args[len(plain) :]):
        yield "", f"rest_{number}", x
    for name, x in kwargs.items():
        yield f"{name}=", name, x


def free_of(name: str, taken: set[str]) -> str:
    """A name that yields to those that are taken."""
    while name in taken:
        name += "_"
    return name
