"""The methods of arrays as the NumPy functions that they are."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from sourcediff.ir import primitives

Method = Callable[[Any, list[Any]], tuple[Any, tuple[Any, ...]]]


def _same(fn: Any) -> Method:
    return lambda x, args: (fn, (x, *args))


def _shaped(fn: Any) -> Method:
    """Methods that take a shape or axes as one tuple or as several numbers."""

    def method(x: Any, args: list[Any]) -> tuple[Any, tuple[Any, ...]]:
        if len(args) == 1:
            return fn, (x, args[0])
        return fn, (x, tuple(args)) if args else (x,)

    return method


_NAMES = [
    "sum",
    "mean",
    "prod",
    "max",
    "min",
    "std",
    "var",
    "cumsum",
    "cumprod",
    "argmax",
    "argmin",
    "any",
    "all",
    "ptp",
    "trace",
    "dot",
    "ravel",
    "squeeze",
    "swapaxes",
    "diagonal",
    "clip",
    "round",
    "repeat",
    "take",
    "conj",
    "conjugate",
    "argsort",
    "nonzero",
    "searchsorted",
    "copy",
    "compress",
]

METHODS: dict[str, Method] = {name: _same(getattr(np, name)) for name in _NAMES}
METHODS |= {
    "reshape": _shaped(np.reshape),
    "transpose": _shaped(np.transpose),
    "flatten": _same(primitives.flatten),
    "astype": _same(primitives.astype),
    "item": _same(primitives.item),
    "tolist": _same(primitives.tolist),
    "is_integer": _same(primitives.is_integer),
}
