"""Transposes of what picks elements by their places."""

from __future__ import annotations

from typing import Any

import numpy as np

from sourcediff.runtime.broadcasting import numbers
from sourcediff.runtime.recording import recorded


@recorded
def take_vjp(g: Any, x: Any, indices: Any, axis: Any = None) -> Any:
    """Add `g` into zeros at the places that `np.take` read."""
    if axis is None:
        return np.reshape(take_vjp(g, np.ravel(x), indices, 0), np.shape(x))
    bar = np.zeros_like(x)
    np.add.at(bar, (slice(None),) * (axis % np.ndim(x)) + (indices,), g)
    return bar


@recorded
def take_along_axis_vjp(g: Any, x: Any, indices: Any, axis: Any = -1) -> Any:
    """Add `g` into zeros at the places that `np.take_along_axis` read."""
    if axis is None:
        return take_vjp(g, x, indices)
    bar = np.zeros_like(x)
    places = list(np.ogrid[tuple(slice(n) for n in np.shape(x))])
    places[axis] = indices
    np.add.at(bar, tuple(places), g)
    return bar


@recorded
def gather_vjp(g: Any, x: Any, places: Any) -> Any:
    """Add `g` into zeros at the elements of `x` of these numbers."""
    bar = np.zeros_like(np.ravel(x))
    np.add.at(bar, np.ravel(places), np.ravel(g))
    return np.reshape(bar, np.shape(x))[()]


@recorded
def inserted(arr: Any, obj: Any, values: Any, axis: Any = None) -> Any:
    """Number what `np.insert` puts where: -1 is an element of `arr`."""
    return np.insert(np.full(np.shape(arr), -1), obj, numbers(values), axis)


@recorded
def insert_vjp(g: Any, arr: Any, obj: Any, values: Any, axis: Any = None) -> Any:
    """Take the adjoints of the elements that `np.insert` moved aside."""
    return np.reshape(g[inserted(arr, obj, values, axis) < 0], np.shape(arr))


@recorded
def insert_vjp_values(g: Any, arr: Any, obj: Any, values: Any, axis: Any = None) -> Any:
    """Take the adjoints of the elements that `np.insert` inserted."""
    places = inserted(arr, obj, values, axis)
    return gather_vjp(g[places >= 0], values, places[places >= 0])


@recorded
def add_rows(x: Any, index: Any, rows: Any) -> None:
    """Do what `np.add.at(x, index, rows)` does for a matrix, column by column where rows are many: NumPy's fast way."""
    if len(index) < 128:
        np.add.at(x, index, rows)
    else:
        for j in range(np.shape(x)[1]):
            np.add.at(x[:, j], index, rows[:, j])


@recorded
def last_writers(a: Any, index: Any) -> Any:
    """Mark, of the writers in `a[index] = v`, those that are not overwritten by a later one."""
    tag = np.zeros(np.shape(a), dtype=int)
    number = np.arange(np.size(tag[index])).reshape(np.shape(tag[index]))
    tag[index] = number
    return (tag[index] == number) * 1.0
