"""How adjoints get the shape of what they belong to."""

from __future__ import annotations

from typing import Any

import numpy as np

from sourcediff.runtime.recording import recorded


@recorded
def unbroadcast(g: Any, x: Any) -> Any:
    """Sum `g` over the axes along which `x` was broadcast, so that it gets the shape of `x`."""
    shape = np.shape(x)
    if np.shape(g) == shape:
        return g
    extra = np.ndim(g) - len(shape)
    if extra > 0:
        g = np.sum(g, axis=tuple(range(extra)))
    if extra < 0:  # a store drops leading axes of one
        g = np.reshape(g, (1,) * -extra + np.shape(g))
    axes = tuple(i for i, size in enumerate(shape) if size == 1 and np.shape(g)[i] != 1)
    if axes:
        g = np.sum(g, axis=axes, keepdims=True)
    if np.shape(g) != shape:
        g = np.broadcast_to(g, shape)
    return g


@recorded
def real_like(g: Any, x: Any) -> Any:
    """Take the real part of an adjoint `g` where `x` is real."""
    return g if np.iscomplexobj(x) or not np.iscomplexobj(g) else np.real(g)


@recorded
def expand(g: Any, x: Any, axis: Any = None, keepdims: bool = False) -> Any:
    """Broadcast `g`, the adjoint of a reduction of `x` over `axis`, back to the shape of `x`."""
    if np.ndim(g) == 0:
        return np.ones_like(x) * g  # a Python float takes the dtype of x
    if axis is not None and not keepdims:
        g = np.expand_dims(g, axis)
    return np.broadcast_to(g, np.shape(x))


@recorded
def count(x: Any, axis: Any = None) -> Any:
    """Count the elements of `x` that a reduction over `axis` puts together."""
    if axis is None:
        return np.size(x)
    total = 1
    for i in axis if isinstance(axis, tuple) else (axis,):
        total = total * np.shape(x)[i]
    return total


@recorded
def spread(g: Any, x: Any) -> Any:
    """Give every element of an array, or of a list, the adjoint `g` of their sum."""
    if isinstance(x, (list, tuple)):
        return [g for _ in x]
    return (
        np.asarray(g) if x is None else expand(g, x)
    )  # None: an array that this path has not bound


@recorded
def restore(g: Any, x: Any) -> Any:
    """Reshape `g` as `x` is, a number too."""
    return np.sum(g) if np.ndim(x) == 0 else np.reshape(g, np.shape(x))


def copy_if_made(x: Any) -> Any:
    """Copy an array or a list that a branch may have left unmade."""
    return None if x is None else x.copy()


@recorded
def numbers(x: Any) -> Any:
    """Number the elements of an array, in its shape."""
    return np.reshape(np.arange(np.size(x)), np.shape(x))


@recorded
def unexpand(g: Any, x: Any, axis: Any = None, keepdims: Any = False) -> Any:
    """Sum `g` as the transpose of `expand` does."""
    if np.ndim(x) == 0:
        return np.sum(g)
    return unbroadcast(np.sum(g, axis=axis, keepdims=keepdims), x)
