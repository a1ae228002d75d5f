"""The operations that have no name in NumPy: each is a function, so that a rule can be filed under it."""

from __future__ import annotations

from typing import Any


def select(test: Any, a: Any, b: Any) -> Any:
    """`a if test else b`, with both at hand."""
    return a if test else b


def not_(x: Any) -> bool:
    """`not x`."""
    return not x


def in_(x: Any, container: Any) -> bool:
    """`x in container`."""
    return x in container


def not_in(x: Any, container: Any) -> bool:
    """`x not in container`."""
    return x not in container


def identity(x: Any) -> Any:
    """`x` itself under another name."""
    return x


def call(fn: Any, *args: Any, **kwargs: Any) -> Any:
    """`fn(*args, **kwargs)` for a callable that is a value of the program."""
    return fn(*args, **kwargs)


def fstring(*parts: Any) -> str:
    """An f-string: literal pieces, and (value, conversion, format)."""
    out = []
    for part in parts:
        if isinstance(part, str):
            out.append(part)
            continue
        value, conversion, spec = part
        converters: dict[int, Any] = {-1: lambda v: v, 115: str, 114: repr, 97: ascii}
        value = converters[conversion](value)
        out.append(format(value, spec or ""))
    return "".join(out)


def flatten(x: Any) -> Any:
    """`x.flatten()`."""
    return x.flatten()


def astype(x: Any, dtype: Any, **how: Any) -> Any:
    """`x.astype(dtype)`."""
    return x.astype(dtype, **how)


def item(x: Any, *index: Any) -> Any:
    """`x.item()`."""
    return x.item(*index)


def tolist(x: Any) -> Any:
    """`x.tolist()`."""
    return x.tolist()


def is_integer(x: Any) -> Any:
    """`x.is_integer()`."""
    return x.is_integer()


# How a primitive that NumPy has only as a method is written.
METHOD_STYLE = {
    flatten: "flatten",
    astype: "astype",
    item: "item",
    tolist: "tolist",
    is_integer: "is_integer",
}


def part_of_list(items: Any, start: Any, stop: Any, step: Any) -> Any:
    """`items[start:stop:step]`, as a loop: this is lowered from its source."""
    count = len(items)
    step = 1 if step is None else step
    low = 0 if step > 0 else -1
    high = count if step > 0 else count - 1
    first = low if step > 0 else high
    last = high if step > 0 else low
    if start is not None:
        first = max(start + count, low) if start < 0 else min(start, high)
    if stop is not None:
        last = max(stop + count, low) if stop < 0 else min(stop, high)
    return [items[place] for place in range(first, last, step)]
