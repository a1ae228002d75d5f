"""Whether complex numbers occur in a program: where none do, nothing is asked of what is of unknown type."""

from __future__ import annotations

import cmath
from typing import Any

import numpy as np

from sourcediff.ir.core import Block, Op, leaves, walk
from sourcediff.ir.types import is_complex

_NAMES = {
    complex,
    np.complex64,
    np.complex128,
    np.dtype(np.complex64),
    np.dtype(np.complex128),
    "complex",
    "complex128",
}
_MAKERS = {  # of complex numbers, of real ones, or of complex adjoints
    np.fft.fft, np.fft.ifft, np.fft.fft2, np.fft.ifft2, np.fft.fftn, np.fft.ifftn, np.fft.rfft,
    np.angle, cmath.phase, cmath.exp, cmath.sqrt, cmath.sin, cmath.cos, cmath.tan, cmath.sinh, cmath.cosh, cmath.tanh,
}  # fmt: skip


def has_complex(block: Block) -> bool:
    """Whether an operation of a block makes or takes what is complex, or names its dtype."""
    return any(is_complex(x.type) for x in block.params) or any(map(_is_complex, walk(block)))


def _is_complex(op: Op) -> bool:
    given = (*op.args, *op.kwargs.values()) if op.kind == "call" else ()
    made = (*leaves(op.args), *op.outs, *(p for inner in op.blocks for p in inner.params))
    if op.kind == "call" and op.fn in _MAKERS:
        return True
    return any(map(_names_complex, given)) or any(is_complex(x.type) for x in made)


def _names_complex(x: Any) -> bool:
    if isinstance(x, (complex, np.complexfloating)):
        return True
    return isinstance(x, (type, str, np.dtype)) and x in _NAMES
