"""One line of text for each operation."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from sourcediff.ir.core import Block, Function, Value, clone


class Shown:
    """A function that is not changed any more; it becomes text when that is asked for."""

    def __init__(self, function: Function) -> None:
        self._function = function

    def __str__(self) -> str:
        return show(self._function)


def shown_as_it_is(function: Function) -> Shown:
    """A copy of a function that later stages change, to be shown."""
    mapping: dict[Value, Any] = {}
    return Shown(replace(function, block=clone(function.block, mapping)))


def show(function: Function) -> str:
    """The IR of a function as text."""
    names = _Names()
    lines = [f"{function.name}({', '.join(names(p) for p in function.block.params)}):"]
    _show(function.block, lines, "  ", names)
    lines.append(f"  return {names(function.block.results)}")
    return "\n".join(lines)


_UNSHOWN = frozenset({"node", "style", "free", "mirrors", "kept"})


class _Names:
    def __init__(self) -> None:
        self.known: dict[Value, str] = {}
        self.taken: dict[str, int] = {}

    def __call__(self, x: Any) -> str:
        if isinstance(x, Value):
            return self.known.get(x) or self.name(x)
        if isinstance(x, (int, float, str)):
            return repr(x)
        if isinstance(x, tuple):
            return "(" + ", ".join(map(self, x)) + ")"
        if isinstance(x, list):
            return "[" + ", ".join(map(self, x)) + "]"
        if isinstance(x, dict):
            return "{" + ", ".join(f"{k!r}: {self(v)}" for k, v in x.items()) + "}"
        if isinstance(x, slice):
            return ":".join("" if p is None else self(p) for p in (x.start, x.stop, x.step))
        return getattr(x, "__name__", None) or repr(x)

    def name(self, x: Value) -> str:
        """A new name for a value."""
        stem = x.hint or "t"
        self.taken[stem] = self.taken.get(stem, 0) + 1
        self.known[x] = made = f"%{stem}.{self.taken[stem]}"
        return made


def _show(block: Block, lines: list[str], indent: str, names: _Names) -> None:
    for op in block.ops:
        left = ", ".join(f"{names(o)}: {_type(o)}" for o in op.outs)
        what = op.kind if op.kind != "call" else names(op.fn)
        if op.kind in ("attr", "ref"):
            what = f"{op.kind} {op.fn}"
        extra = {k: v for k, v in op.info.items() if k not in _UNSHOWN}
        text = (
            f"{what}{names(op.args)}"
            + (f" {names(op.kwargs)}" if op.kwargs else "")
            + (f" {extra}" if extra else "")
        )
        lines.append(f"{indent}{left + ' = ' if left else ''}{text}")
        for inner in op.blocks:
            lines.append(
                f"{indent}  {{ {', '.join(f'{names(p)}: {_type(p)}' for p in inner.params)}"
            )
            _show(inner, lines, indent + "    ", names)
            lines.append(f"{indent}  }} -> {names(inner.results)}")


def _type(value: Value) -> str:
    t: Any = value.type
    text = type(t).__name__
    if hasattr(t, "kind"):
        text = f"{t.kind}" + (f":{t.dtype}" if t.dtype else "")
    elif hasattr(t, "dtype"):
        text = f"{t.dtype}[{len(t.shape) if t.shape is not None else '?'}]"
    return text
