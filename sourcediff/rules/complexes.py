"""What differs where operands are complex, in the convention of JAX: adjoints are transposed, not conjugated.

A function that is differentiable over the complex numbers has the rule that it has over the real ones. The others are
listed here: some with a rule of their own, the rest as refused.
"""

from __future__ import annotations

import operator
from typing import Any

import numpy as np

from sourcediff import runtime
from sourcediff.rules.registry import Rule, find_rule, known_rank

_MODULUS = Rule(
    np.absolute,
    "general",
    vjp=(lambda g, y, x: g * np.conj(x) / (y + (y == 0.0)),),
    jvp=(lambda t, y, x: np.real(np.conj(x) * t) / (y + (y == 0.0)),),
)
_VDOT = Rule(
    np.vdot,
    "bilinear",
    vjp=(
        lambda g, y, a, b: np.conj(g * np.reshape(b, a.shape)),
        lambda g, y, a, b: np.conj(np.reshape(a, b.shape)) * g,
    ),
    jvp=(lambda t, y, a, b: np.vdot(t, b), lambda t, y, a, b: np.vdot(a, t)),
)
_VECDOT = Rule(
    np.vecdot,
    "bilinear",
    vjp=(
        lambda g, y, a, b: np.conj(g * b if known_rank(g) == 0 else runtime.vecdot_left(g, a, b)),
        lambda g, y, a, b: (
            np.conj(a) * g if known_rank(g) == 0 else runtime.vecdot_left(g, b, np.conj(a))
        ),
    ),
    jvp=(lambda t, y, a, b: np.vecdot(t, b), lambda t, y, a, b: np.vecdot(a, t)),
)

_IMAGINARY = Rule(
    np.imag, "linear", vjp=(lambda g, y, val: -(1j * g),), jvp=(lambda t, y, val: np.imag(t),)
)

COMPLEX_RULES: dict[Any, Rule] = {
    abs: _MODULUS, operator.abs: _MODULUS, np.absolute: _MODULUS, np.vdot: _VDOT, np.vecdot: _VECDOT,
    np.linalg.vecdot: _VECDOT,
}  # fmt: skip

# Neither differentiable over the complex numbers nor above.
REAL_ONLY: dict[Any, str] = {
    np.sign: "z / abs(z)",
    np.var: "np.mean(np.abs(z - np.mean(z)) ** 2)",
    np.std: "np.sqrt(np.mean(np.abs(z - np.mean(z)) ** 2))",
    np.linalg.norm: "np.sqrt(np.sum(z.real ** 2 + z.imag ** 2))",
    np.correlate: "np.convolve",
    np.linalg.slogdet: "np.log(np.abs(np.linalg.det(z)))",
    **dict.fromkeys(
        (
            np.nanvar, np.nanstd, np.linalg.pinv, np.linalg.cholesky, np.linalg.eigh, np.linalg.eigvalsh,
            np.linalg.svd, np.linalg.svdvals, np.linalg.qr, np.maximum, np.minimum, np.fmax, np.fmin, np.clip,
            np.max, np.min, np.ptp, np.median, np.sort, np.partition, np.nanmax, np.nanmin, np.interp, np.histogram,
            np.unwrap,
        ),
        "the real and the imaginary part apart",
    ),
}  # fmt: skip


def find_complex_rule(primitive: Any, surely: bool) -> Rule | None:
    """The rule of a callable for operands that are, or may be, complex; None if it has none."""
    if surely and primitive is np.imag:
        return _IMAGINARY
    return COMPLEX_RULES.get(primitive) or find_rule(primitive)
