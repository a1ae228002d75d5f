"""Adjoints of lists, item by item, and of what may not be bound."""

from __future__ import annotations

from typing import Any

import numpy as np

from sourcediff.runtime.recording import recorded


@recorded
def zeros_of(items: Any) -> Any:
    """Make a list of zeros like the items of a list, which may be tuples."""
    return [
        np.zeros_like(x) if isinstance(x, np.ndarray)
        else tuple(zeros_of(x)) if isinstance(x, tuple)
        else zeros_of(x) if isinstance(x, list)
        else 0.0
        for x in items
    ]  # fmt: skip


@recorded
def zero_of(x: Any) -> Any:
    """Make zeros like an array or a list that a path may not have bound: a zero without dimensions for `None` or an integer."""
    if isinstance(x, (list, tuple)):
        return type(x)(zeros_of(x))
    return np.zeros(()) if x is None or type(x) is int else np.zeros_like(x)


@recorded
def part_of(x: Any, place: Any) -> Any:
    """Take an item of a tuple that a path may not have bound."""
    return None if x is None else x[place]


@recorded
def plus(a: Any, b: Any) -> Any:
    """Add two items of lists of adjoints: tuples and lists item by item; a number beside one of them is zero."""
    if isinstance(a, tuple) and isinstance(b, tuple):
        return tuple([plus(p, q) for p, q in zip(a, b, strict=True)])
    if isinstance(a, list):
        return sum_lists(a, b)
    if isinstance(b, (tuple, list)):
        return b
    return a if isinstance(a, tuple) else a + b


@recorded
def add_lists(total: Any, part: Any) -> None:
    """Add a list of adjoints to another, in place; a number is what stands for no adjoint."""
    if isinstance(part, float):
        return
    for place in range(len(total)):
        total[place] = plus(total[place], part[place])


@recorded
def add_items(total: Any, part: Any) -> None:
    """Add a list of adjoints to a list of shadows, each in place: others may hold them too."""
    for place, item in enumerate(total):
        if isinstance(item, np.ndarray):
            item += part[place]
        elif isinstance(item, list):
            add_items(item, part[place])
        else:
            total[place] = plus(item, part[place])


@recorded
def sum_lists(a: Any, b: Any) -> Any:
    """Add two lists of adjoints, item by item; a number is what stands for no adjoint."""
    if isinstance(a, float):
        return b
    if isinstance(b, float):
        return a
    return [plus(p, q) for p, q in zip(a, b, strict=True)]


@recorded
def order_of(heads: Any, reverse: Any = False) -> Any:
    """Give the places of items in the order of their heads, as `sorted` would put them."""
    return sorted(range(len(heads)), key=heads.__getitem__, reverse=reverse)


@recorded
def fold_items(g: Any, items: Any) -> Any:
    """Add up the adjoints of the copies that repeating a list makes of its items."""
    count = len(items)
    return [sum_items([g[k] for k in range(i, len(g), count)]) for i in range(count)]


@recorded
def sum_items(items: Any) -> Any:
    """Add the items of a list of adjoints."""
    total = 0.0
    for item in items:
        total = total + item
    return total


@recorded
def insertion_place(items: Any, place: Any) -> Any:
    """Give the place where `items.insert(place, x)` puts `x`, counted from the start."""
    return min(place, len(items)) if place >= 0 else max(0, len(items) + place)


@recorded
def item_place(items: Any, place: Any) -> Any:
    """Give the place of `items[place]`, counted from the start."""
    count = len(items)
    if not -count <= place < count:
        raise IndexError("list index out of range")
    return place % count


@recorded
def place_of(items: Any, item: Any) -> Any:
    """Give the place of the first of the items that is equal to one."""
    return items.index(item)


@recorded
def count_of(items: Any, item: Any) -> Any:
    """Count the items that are equal to one."""
    return items.count(item)


@recorded
def places_from_end(items: Any, start: Any, stop: Any, step: Any = None) -> Any:
    """Give the places of `items[start:stop:step]`, the last first."""
    return sorted(range(len(items))[start:stop:step], reverse=True)
