"""Transposes of Fourier transforms between real numbers and half of their frequencies."""

from __future__ import annotations

from typing import Any

import numpy as np

from sourcediff.runtime.recording import recorded

_CONVERSE: dict[Any, Any] = {
    None: "forward",
    "backward": "forward",
    "ortho": "ortho",
    "forward": "backward",
}


def _fitted(x: Any, size: int, axis: int) -> Any:
    """Cut `x` along an axis, or fill it up with zeros."""
    made = np.moveaxis(x, axis, -1)[..., :size]
    missing = size - made.shape[-1]
    return np.moveaxis(np.pad(made, [(0, 0)] * (made.ndim - 1) + [(0, missing)]), -1, axis)


@recorded
def rfft_vjp(g: Any, x: Any, n: Any = None, axis: int = -1, norm: Any = None) -> Any:
    """Give the adjoint of `np.fft.rfft`, whose other frequencies are not part of its result."""
    size = np.shape(x)[axis] if n is None else n
    whole = np.fft.fft(_fitted(g, size, axis), axis=axis, norm=norm)
    return _fitted(np.real(whole), np.shape(x)[axis], axis)


@recorded
def irfft_vjp(g: Any, x: Any, axis: int = -1, norm: Any = None) -> Any:
    """Give the adjoint of `np.fft.irfft`, to which all frequencies but the first and the middle one add twice."""
    half = np.conj(np.fft.rfft(g, axis=axis, norm=_CONVERSE[norm]))
    last = (np.shape(g)[axis] + 1) // 2
    np.moveaxis(half, axis, -1)[..., 1:last] *= 2.0
    return _fitted(half, np.shape(x)[axis], axis)
