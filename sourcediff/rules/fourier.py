"""Discrete Fourier transforms of a length that is that of the operand, and the order of their frequencies.

Adjoints of complex numbers are transposed, not conjugated, and the matrix of a transform is symmetric.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from sourcediff import runtime
from sourcediff.rules.registry import linear
from sourcediff.rules.samples import box, mat, sample, vec, vec4


def _kept(size: Any) -> None:
    """Refuse a transform that cuts its operand, or fills it up with zeros."""
    if size is not None:
        raise NotImplementedError(
            "Fourier transforms are differentiated without a length: cut or np.pad the operand"
        )


def _given(value: Any, default: Any, keyword: str) -> dict[str, Any]:
    """A keyword, if it says more than its default."""
    return {} if value is default else {keyword: value}


def _along_one_axis(transform: Any) -> None:
    """The rule of a transform along one axis: it is its own transpose."""

    def transpose(g: Any, a: Any, n: Any = None, axis: Any = -1, norm: Any = None) -> Any:
        _kept(n)
        return transform(g, **_given(axis, -1, "axis"), **_given(norm, None, "norm"))

    linear(transform, transpose, samples=[vec, (mat, None, 0), sample(box, axis=1, norm="ortho")])


def _along_axes(transform: Any, default: tuple[int, ...] | None) -> None:
    """The rule of a transform along several axes."""

    def transpose(g: Any, a: Any, s: Any = None, axes: Any = default, norm: Any = None) -> Any:
        _kept(s)
        return transform(g, **_given(axes, default, "axes"), **_given(norm, None, "norm"))

    linear(transform, transpose, samples=[mat, sample(box, axes=(0, 2)), (mat, None, (1, 0))])


_along_one_axis(np.fft.fft)
_along_one_axis(np.fft.ifft)
_along_axes(np.fft.fft2, (-2, -1))
_along_axes(np.fft.ifft2, (-2, -1))
_along_axes(np.fft.fftn, None)
_along_axes(np.fft.ifftn, None)
linear(
    np.fft.fftshift,
    lambda g, x, axes=None: np.fft.ifftshift(g, axes),
    samples=[vec, (mat, 1), (box, (0, 2))],
)
linear(
    np.fft.ifftshift,
    lambda g, x, axes=None: np.fft.fftshift(g, axes),
    samples=[vec, (mat, 1), (box, (0, 2))],
)
linear(
    np.fft.rfft,
    lambda g, a, n=None, axis=-1, norm=None: runtime.rfft_vjp(g, a, n, axis, norm),
    samples=[vec, vec4, (mat, None, 0), (vec4, 3), (vec, 6), sample(box, axis=1, norm="ortho")],
)
linear(
    runtime.rfft_vjp,
    lambda g, x, like, n=None, axis=-1, norm=None: np.fft.rfft(g, n, axis, norm),
    samples=[(vec[:2], vec), (mat[:, :2], mat, None, 1, "forward")],
)
linear(
    np.fft.irfft,
    lambda g, a, n=None, axis=-1, norm=None: runtime.irfft_vjp(g, a, axis, norm),
    samples=[vec, (vec, 5), (vec, 3), (vec, 7), (mat, None, 0), sample(box, axis=1, norm="ortho")],
)
linear(
    runtime.irfft_vjp,
    lambda g, x, like, axis=-1, norm=None: np.fft.irfft(g, x.shape[axis], axis, norm),
    samples=[(vec4, vec), (mat, mat[:, :2], 1, "forward")],
)
