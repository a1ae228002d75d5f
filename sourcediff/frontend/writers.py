"""NumPy's functions that write into an array, as the stores that they are; lowered from this source.

What they write is repeated, or cut, as NumPy does it: its documentation of each says how.
"""

from __future__ import annotations

from typing import Any

import numpy as np


def as_many(values: Any, count: Any) -> Any:
    """As many values as there are places: they begin again after the last, and one stands for all."""
    return values if np.ndim(values) == 0 else np.resize(values, count)


def as_mask(mask: Any) -> Any:
    """Which places are meant: those where a mask is not zero."""
    return np.asarray(mask, dtype=bool)


class FlatPlaces:
    """`a.flat`: the places of an array counted along all axes, the last one first."""

    array: Any

    def __getitem__(self, place: Any) -> Any:
        return self.array[where_flat(self.array, place)]

    def __setitem__(self, place: Any, values: Any) -> None:
        put(self.array, place, values)

    def __len__(self) -> int:
        return int(self.array.size)

    def __iter__(self) -> Any:
        return self.array if self.array.ndim == 1 else np.ravel(self.array)


def where_flat(a: Any, place: Any) -> Any:
    """The index of places that are counted along all axes."""
    return place if a.ndim == 1 else np.unravel_index(np.arange(a.size)[place], a.shape)


def put(a: Any, ind: Any, v: Any) -> None:
    """`np.put(a, ind, v)`."""
    if np.ndim(v) == 0:
        a[where_flat(a, ind)] = v
    else:
        a[where_flat(a, ind)] = as_many(v, np.arange(a.size)[ind].shape)


def place(arr: Any, mask: Any, vals: Any) -> None:
    """`np.place(arr, mask, vals)`."""
    arr[as_mask(mask)] = as_many(vals, np.count_nonzero(mask))


def putmask(a: Any, mask: Any, values: Any) -> None:
    """`np.putmask(a, mask, values)`."""
    places = as_mask(mask)
    if np.ndim(values) == 0:
        a[places] = values
    else:
        a[places] = as_many(values, a.shape)[places]


def put_along_axis(arr: Any, indices: Any, values: Any, axis: Any) -> None:
    """`np.put_along_axis(arr, indices, values, axis)`."""
    if axis is None:
        put(arr, np.ravel(indices), np.ravel(values))
    else:
        arr[along(arr, indices, axis % arr.ndim)] = values


def along(arr: Any, indices: Any, axis: int) -> Any:
    """The index of one place, or several, along an axis: the positions along the others are those of the place itself."""
    return tuple([
        indices if number == axis else
        np.arange(arr.shape[number])[(None,) * number + (slice(None),) + (None,) * (arr.ndim - 1 - number)]
        for number in range(arr.ndim)
    ])  # fmt: skip


def fill_diagonal(a: Any, val: Any) -> None:
    """`np.fill_diagonal(a, val)`."""
    places = np.arange(min(a.shape))
    a[(places,) * a.ndim] = as_many(val, len(places))


def apply_at(ufunc: Any, a: Any, indices: Any, *others: Any) -> None:
    """`ufunc.at(a, indices, b)`: one place after the other, as it may come again; `b` is what it was before."""
    others = tuple([np.array(other) if np.ndim(other) > 0 else other for other in others])
    if others and np.ndim(others[0]) == a.ndim and len(others[0]) not in (1, len(indices)):
        raise ValueError("ufunc.at: there are not as many values as places")
    for number in range(len(indices)):
        place = indices[number]
        if not others:
            a[place] = ufunc(a[place])
        elif np.ndim(others[0]) < a.ndim:
            a[place] = ufunc(a[place], others[0])
        else:
            a[place] = ufunc(a[place], others[0][number if len(others[0]) > 1 else 0])


WRITERS: dict[Any, Any] = {
    np.put: put, np.place: place, np.putmask: putmask, np.put_along_axis: put_along_axis,
    np.fill_diagonal: fill_diagonal,
}  # fmt: skip
