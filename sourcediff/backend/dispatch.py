"""The function that a call runs: it asks the guard of the specialization that ran last, and runs that."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from sourcediff.backend.guard import Guard
from sourcediff.backend.text import header
from sourcediff.differentiate.arguments import Overlap
from sourcediff.frontend.parse import Source
from sourcediff.ir.core import Function
from sourcediff.ir.records import Param
from sourcediff.runtime import reaches, share_memory

# What is raised where an object is of another kind, or has other parts.
UNLIKE = (AttributeError, TypeError, ValueError, IndexError, KeyError)


def find_overlap(guard: Guard, bound: dict[str, Any]) -> Overlap | None:
    """The first pair of arguments that share memory and must not."""
    for pair in guard.apart:
        one, other = (eval(text, {**guard.names, **bound}) for text in (pair.written, pair.other))
        if pair.overlap.within and reaches(other, one):
            return pair.overlap
        if not (pair.overlap.same or pair.overlap.within) and share_memory(one, other):
            return pair.overlap
    return None


def make_dispatch(
    guard: Guard,
    run: Callable[..., Any],
    miss: Callable[..., Any],
    note: Callable[[Exception], None],
    source: Source,
) -> Callable[..., Any]:
    """A function with the derivative's signature that runs it where its guard holds, and else asks `miss`.

    What the derivative raises is shown to `note` first.
    """
    given = ", ".join(_pass_on(p) for p in guard.params)
    made = Function("dispatch", list(guard.params), None)  # type: ignore[arg-type]
    plain = [
        Param(p.name, p.kind, None if p.default is None else f"_default_{p.name}")
        for p in made.params
    ]
    lead = header(Function("dispatch", plain, None))  # type: ignore[arg-type]
    test = f"{guard.text} and {guard.quick}" if guard.quick else guard.text
    tried = (
        f"        try:\n            return _run({given})\n"
        "        except Exception as _error:\n            _note(_error)\n            raise\n"
    )
    unlike = f"    except _UNLIKE:\n        pass\n    else:\n{tried}    return _miss({given})\n"
    text = f"{lead}\n{_ask(guard.lead, test)}{unlike}"
    scope: dict[str, Any] = {**guard.names, "_UNLIKE": UNLIKE}
    scope |= {"_run": run, "_miss": miss, "_note": note}
    scope |= {f"_default_{k}": v for k, v in default_values(source).items()}
    scope |= {
        f"_default_{p.name}": 1.0 for p in plain if p.default and f"_default_{p.name}" not in scope
    }
    exec(compile(text, "<sourcediff guard>", "exec"), scope)
    scope["dispatch"].__qualname__ = source.name  # what Python calls it where arguments are missing
    return scope["dispatch"]  # type: ignore[no-any-return]


def _ask(lead: tuple[str, ...], test: str) -> str:
    """Statements that raise one of `_UNLIKE` where arguments are not what a text was made for."""
    last = () if test == "True" else (f"if not ({test}): raise TypeError",)
    lines = "".join(f"        {line}\n" for line in (*lead, *last)) or "        pass\n"
    return f"    try:\n{lines}"


def make_predicate(guard: Guard) -> Callable[..., bool]:
    """The guard alone, over keyword arguments."""
    names = ", ".join(p.name for p in guard.params)
    asked = _ask(guard.lead, guard.text)
    text = f"def predicate({names}):\n{asked}    except _UNLIKE:\n        return False\n    return True\n"
    scope: dict[str, Any] = {**guard.names, "_UNLIKE": UNLIKE}
    exec(compile(text, "<sourcediff guard>", "exec"), scope)
    return scope["predicate"]  # type: ignore[no-any-return]


def default_values(source: Source) -> dict[str, Any]:
    """The defaults of the user's parameters."""
    spec, fn = source.tree.args, source.fn
    plain = [a.id for a in [*spec.posonlyargs, *spec.args]]
    values = fn.__defaults__ or ()
    return {
        **dict(zip(plain[len(plain) - len(values) :], values, strict=True)),
        **(fn.__kwdefaults__ or {}),
    }


def _pass_on(p: Param) -> str:
    if p.kind == "args":
        return f"*{p.name}"
    if p.kind == "kwargs":
        return f"**{p.name}"
    return p.name if p.kind in ("plain", "positional") else f"{p.name}={p.name}"
