"""NumPy's functions that have no rule, as what they compute; lowered from this source."""

from __future__ import annotations

from typing import Any

import numpy as np

from sourcediff.frontend.keyed import view_of


def fold(pick: Any, a: Any, axis: int, name: str, nothing: Any) -> Any:
    """`ufunc.reduce(a, axis)`: from the first to the last; `nothing` is what it gives where there are none."""
    turned = np.moveaxis(a, axis, 0)
    if len(turned) == 0:
        return folded_nothing(turned, name, nothing)
    total = turned[0] if a.ndim == 1 else turned[0].copy()
    for place in range(1, len(turned)):
        total = pick(total, turned[place])
    return total


def folded_nothing(turned: Any, name: str, nothing: Any) -> Any:
    """What a ufunc gives of no items, if it has an identity."""
    if nothing is None:
        raise ValueError(f"zero-size array to reduction operation {name} which has no identity")
    return float(nothing) if turned.ndim == 1 else np.full(turned.shape[1:], nothing, turned.dtype)


def running(pick: Any, a: Any, axis: int) -> Any:
    """`ufunc.accumulate(a, axis)`: each fold so far."""
    made = a.copy()
    turned = np.moveaxis(made, axis, 0)
    for place in range(1, len(turned)):
        turned[place] = pick(turned[place - 1], turned[place])
    return made


def enumerated(a: Any) -> Any:
    """`np.ndenumerate(a)`."""
    return view_of(lambda place: (place, a[place]), np.ndindex(a.shape))


def slope(a: Any, step: Any, axis: int) -> Any:
    """`np.gradient(a, step, axis=axis)`: central differences, one-sided at the ends."""
    turned = np.moveaxis(a, axis, 0)
    if len(turned) < 2:
        raise ValueError("Shape of array too small to calculate a numerical gradient")
    first = (turned[1:2] - turned[:1]) / step
    inner = (turned[2:] - turned[:-2]) / (2.0 * step)
    last = (turned[-1:] - turned[-2:-1]) / step
    return np.moveaxis(np.concatenate([first, inner, last]), 0, axis)


def quantile(a: Any, q: Any, axis: Any = None, *, keepdims: bool = False) -> Any:
    """`np.quantile(a, q, axis)`: between the two items in order that are next to it."""
    if not 0.0 <= q <= 1.0:
        raise ValueError("Quantiles must be in the range [0, 1]")
    ordered = np.sort(np.ravel(a)) if axis is None else np.sort(np.moveaxis(a, axis, 0), axis=0)
    found = between(ordered, q * (len(ordered) - 1))
    last = ordered[-1]  # where there is one that is not a number, it is the last in order
    if np.any(np.isnan(last)):
        found = last if ordered.ndim == 1 else np.where(np.isnan(last), last, found)
    if not keepdims:
        return found
    return np.reshape(found, (1,) * a.ndim) if axis is None else np.expand_dims(found, axis)


def between(ordered: Any, place: Any) -> Any:
    """What stands at a place between two items: counted from the nearer one, as NumPy does."""
    low = int(place)
    high = min(low + 1, len(ordered) - 1)
    step, part = ordered[high] - ordered[low], place - low
    if part < 0.5:
        return ordered[low] + step * part
    return ordered[high] - step * (1 - part)


def percentile(a: Any, q: Any, axis: Any = None, *, keepdims: bool = False) -> Any:
    """`np.percentile(a, q, axis)`."""
    if not 0.0 <= q <= 100.0:
        raise ValueError("Percentiles must be in the range [0, 100]")
    return quantile(a, q / 100, axis, keepdims=keepdims)
