"""Transposes of what joins and splits."""

from __future__ import annotations

from typing import Any

import numpy as np

from sourcediff.runtime.recording import recorded


@recorded
def split_like(g: Any, arrays: Any, axis: Any = 0, least: int = 1) -> Any:
    """Cut `g` into pieces like `arrays`; one below rank `least` was one slice of the whole."""
    parts = []
    start = 0
    place = 0 if axis is None else axis % np.ndim(g)
    for a in arrays:
        if axis is None:
            width = np.size(a)
        else:
            width = np.shape(a)[axis] if np.ndim(a) >= least else 1
        part = g[(slice(None),) * place + (slice(start, start + width),)]
        parts.append(np.reshape(part, np.shape(a))[()])
        start = start + width
    return parts if isinstance(arrays, (list, tuple)) else np.stack(parts)


@recorded
def unstack(g: Any, arrays: Any, axis: int = 0) -> Any:
    """Cut `g` into one slice for each of `arrays`: the transpose of `np.stack`."""
    g = np.moveaxis(g, axis, 0)
    return [g[i] for i in range(len(arrays))] if isinstance(arrays, (list, tuple)) else g


@recorded
def join(parts: Any, axis: int = 0) -> Any:
    """Join arrays in a list: the transpose of `np.split`."""
    return np.concatenate(parts, axis=axis)


@recorded
def hstack_vjp(g: Any, arrays: Any) -> Any:
    """Cut `g` into pieces like `arrays`: the transpose of `np.hstack`."""
    return split_like(g, arrays, 0 if np.ndim(g) == 1 else 1)


@recorded
def hsplit_vjp(g: Any, x: Any) -> Any:
    """Join arrays in a list: the transpose of `np.hsplit`."""
    return np.concatenate(g, axis=0 if np.ndim(x) == 1 else 1)


@recorded
def blocks(parts: Any) -> Any:
    """Put blocks together that may be in tuples: the transpose of `block_vjp`."""
    return np.block(_listed(parts))


def _listed(parts: Any) -> Any:
    return [_listed(part) for part in parts] if isinstance(parts, (tuple, list)) else parts


@recorded
def block_vjp(g: Any, arrays: Any) -> Any:
    """Cut `g` into the nested lists that `np.block` joined."""
    if not isinstance(arrays, (list, tuple)):
        return np.reshape(g, np.shape(arrays))[()]
    depth = 0
    inner = arrays
    while isinstance(inner, (list, tuple)):
        inner = inner[0]
        depth = depth + 1
    parts = []
    start = 0
    for part in arrays:
        width = np.shape(np.block([part]))[-depth]
        cut = (Ellipsis, slice(start, start + width)) + (slice(None),) * (depth - 1)
        parts.append(block_vjp(g[cut], part))
        start = start + width
    return parts


@recorded
def stacked(parts: Any, axis: int = 0) -> Any:
    """Stack arrays in a list: the transpose of `np.unstack`."""
    return np.stack(parts, axis=axis)
