"""Imports of the package point one way, and every module says what it is."""

import ast
import subprocess
import sys
import warnings
from pathlib import Path

import pytest

from sourcediff.frontend.lower import Lowering

PACKAGE = Path(__file__).resolve().parents[1] / "sourcediff"
# Each layer imports from those before it only. `runtime` stands first: rules call its helpers, and
# generated text is made of them. `optimize` stands before `differentiate`, which clears away what it
# made in vain; `transforming` lets one derivative stand inside another.
LAYERS = (
    "errors",
    "runtime",
    "rules",
    "ir",
    "frontend",
    "analysis",
    "optimize",
    "differentiate",
    "transforming",
    "backend",
    "pipeline",
    "calling",
    "derivative",
    "api",
    "__init__",
    "__main__",
)
RANK = {name: rank for rank, name in enumerate(LAYERS)}
LONG = 400
MODULES = sorted(PACKAGE.rglob("*.py"))
each_module = pytest.mark.parametrize(
    "path", MODULES, ids=[str(path.relative_to(PACKAGE)) for path in MODULES]
)


def layer(path):
    """The folder or top-level module that a file belongs to."""
    first = path.relative_to(PACKAGE).parts[0]
    return first.removesuffix(".py")


def imported(path):
    """The layers that a module imports from when it is imported itself, each with the line."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    package = ("sourcediff", *path.relative_to(PACKAGE).parent.parts)
    for node in walk_unguarded(tree):
        if isinstance(node, ast.Import):
            names = [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom):
            base = package[: len(package) - node.level + 1] if node.level else ()
            module = ".".join((*base, *([node.module] if node.module else [])))
            names = [f"{module}.{alias.name}" for alias in node.names]
        else:
            continue
        for name in names:
            parts = name.split(".")
            if parts[0] == "sourcediff" and len(parts) > 1:
                yield parts[1] if parts[1] in RANK else "__init__", node.lineno


def walk_unguarded(node):
    """Every node outside of `if TYPE_CHECKING:`, which imports nothing at run time."""
    for child in ast.iter_child_nodes(node):
        if isinstance(child, ast.If) and ast.unparse(child.test).endswith("TYPE_CHECKING"):
            continue
        yield child
        yield from walk_unguarded(child)


@each_module
def test_layer_is_known(path):
    assert layer(path) in RANK, f"{path.name} belongs to no layer: add it to LAYERS"


@each_module
def test_imports_point_one_way(path):
    own = layer(path)
    if own == "__init__":
        pytest.skip("the public names")
    wrong = [
        f"{path.relative_to(PACKAGE)}:{line} imports {name}"
        for name, line in imported(path)
        if RANK[name] > RANK[own]
    ]
    assert not wrong


@each_module
def test_module_has_a_docstring(path):
    assert ast.get_docstring(ast.parse(path.read_text(encoding="utf-8"))), path


def test_sizes_are_reported():
    """A long file is a question to its author, not a failure."""
    for path in MODULES:
        lines = len(path.read_text(encoding="utf-8").splitlines())
        if lines > LONG:
            warnings.warn(f"{path.relative_to(PACKAGE)} has {lines} lines", stacklevel=1)


def test_the_compiler_is_imported_with_the_first_derivative():
    """Importing the package and decorating a function are quick: what makes derivatives comes later."""
    compiler = "{'sourcediff.pipeline', 'sourcediff.frontend.base', 'sourcediff.ir.core'}"
    script = f"import sys, sourcediff; print(sorted({compiler} & set(sys.modules)))"
    run = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    assert run.stdout == "[]\n"


def is_docstring(node):
    return isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant)


def is_stub(method):
    """Whether a method says what another part gives: nothing but a docstring and an error."""
    body = [node for node in method.body if not is_docstring(node)]
    return all(isinstance(node, (ast.Raise, ast.Pass)) for node in body)


def parts_of_lowering():
    """Each method of a part of the lowering, with the part."""
    parts = {cls.__name__ for cls in Lowering.__mro__}
    for path in sorted((PACKAGE / "frontend").glob("*.py")):
        for node in ast.parse(path.read_text(encoding="utf-8")).body:
            if isinstance(node, ast.ClassDef) and node.name in parts:
                yield from ((node.name, m) for m in node.body if isinstance(m, ast.FunctionDef))


def test_no_part_of_the_lowering_takes_the_place_of_another():
    found = {}
    for part, method in parts_of_lowering():
        if not is_stub(method):
            found.setdefault(method.name, []).append(part)
    twice = {name: places for name, places in found.items() if len(places) > 1}
    assert set(twice) <= {"__init__"}, twice


def test_what_parts_of_the_lowering_ask_of_one_another_is_there():
    asked = {method.name for part, method in parts_of_lowering() if part == "Interface"}
    given = {method.name for _, method in parts_of_lowering() if not is_stub(method)}
    assert asked <= given, asked - given
