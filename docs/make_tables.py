"""Write the tables of the docs that are made from the code: rules, constructs, operation counts.

python docs/make_tables.py           # write them into their pages
python docs/make_tables.py --check   # exit 1 if a page is out of date
"""

import builtins
import importlib
import math
import operator
import pkgutil

import _pages
import count_operations
import numpy as np

import sourcediff.rules
from sourcediff.frontend.check import UNSUPPORTED
from sourcediff.rules.registry import RULES

KINDS = {
    "elementwise": "stated by their partial derivatives; they broadcast",
    "linear": "linear in their first argument, stated by the transpose",
    "bilinear": "products, stated by two transposes",
    "general": "stated by an adjoint and a tangent per argument",
    "constant": "without a derivative, or with one that is zero wherever it exists",
}
SIGNS = {
    "add": "+", "sub": "-", "mul": "*", "truediv": "/", "floordiv": "//", "mod": "%", "pow": "**",
    "matmul": "@", "and_": "&", "or_": "|", "xor": "^", "lshift": "<<", "rshift": ">>",
    "lt": "<", "le": "<=", "eq": "==", "ne": "!=", "ge": ">=", "gt": ">",
    "is_": "is", "is_not": "is not",
}  # fmt: skip
PREFIXES = {"neg": "-x", "pos": "+x", "invert": "~x", "not_": "not x", "getitem": "x[i]"}


def name_of(primitive):
    """How one writes a primitive."""
    name = getattr(primitive, "__name__", str(primitive))
    for prefix, module in (("operator", operator), ("math", math), ("", builtins)):
        if getattr(module, name, None) is primitive:
            if prefix == "operator":
                return _operator(name)
            return f"{prefix}.{name}" if prefix else name
    if isinstance(primitive, np.ufunc) or getattr(np, name, None) is primitive:
        return f"np.{name}"
    owner = getattr(primitive, "__objclass__", None) or getattr(primitive, "__self__", None)
    if isinstance(owner, np.ufunc):
        return f"np.{owner.__name__}.{name}"
    if isinstance(owner, type):
        return f"{owner.__name__}.{name}"
    module = (getattr(primitive, "__module__", None) or "").replace("numpy", "np", 1)
    return f"{module.removesuffix('._linalg')}.{name}" if module else name


def _operator(name):
    if name in SIGNS:
        return f"a {SIGNS[name]} b"
    return PREFIXES.get(name, f"operator.{name}")


def by_rule():
    """Each rule with the names of the primitives that it stands for; helpers of generated text are left out."""
    for module in pkgutil.iter_modules(sourcediff.rules.__path__):
        importlib.import_module(f"sourcediff.rules.{module.name}")
    found = {}
    for primitive, rule in RULES.items():
        home = getattr(primitive, "__module__", "")  # ufuncs have none before NumPy 2.1
        if not home.startswith("sourcediff.runtime."):
            found.setdefault(id(rule), (rule, []))[1].append(name_of(primitive))
    for rule, names in found.values():
        yield rule, sorted(set(names), key=lambda name: (not name.startswith("np."), name))


def rules_table():
    """One table for each kind of rule."""
    rules = sorted(by_rule(), key=lambda pair: [name.lower() for name in pair[1]])
    for kind, meaning in KINDS.items():
        rows = [(rule, names) for rule, names in rules if rule.kind == kind]
        if not rows:
            continue
        yield f"### {kind.capitalize()}: {len(rows)}, {meaning}\n"
        if kind == "constant":
            yield ", ".join(f"`{name}`" for _, names in rows for name in names) + "\n"
            continue
        yield "| function | also written | arguments with a derivative |\n|---|---|---|"
        for rule, (first, *others) in rows:
            also = ", ".join(f"`{name}`" for name in others)
            yield f"| `{first}` | {_cell(also)} | {active_arguments(rule)} |"
        yield ""


def active_arguments(rule):
    """Which arguments of a rule have a derivative."""
    places = [str(i) for i, vjp in enumerate(rule.vjp) if vjp is not None]
    return "all" if len(places) == len(rule.vjp) else ", ".join(places)


def constructs_table():
    """What the checker refuses, why, and what to write."""
    yield "| construct | why | instead |\n|---|---|---|"
    rows = {(what, why, instead) for what, why, instead in UNSUPPORTED.values()}
    for what, why, instead in sorted(rows):
        yield f"| `{_cell(what)}` | {_cell(why)} | {_cell(instead)} |"


def _cell(text):
    return text.replace("|", "\\|")


def generate():
    """The pages and their texts."""
    page = _pages.DOCS / "differentiable.md"
    text = page.read_text(encoding="utf-8")
    text = _pages.between(text, "rules", "\n".join(rules_table()))
    yield page, _pages.between(text, "constructs", "\n".join(constructs_table()))
    page = _pages.DOCS / "textbook.md"
    text = page.read_text(encoding="utf-8")
    yield page, _pages.between(text, "operations", count_operations.table())


if __name__ == "__main__":
    _pages.main(__doc__, generate)
