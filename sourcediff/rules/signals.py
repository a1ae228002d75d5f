"""Sampled functions: interpolation, convolutions, polynomials given by their coefficients, and unwrapping."""

from __future__ import annotations

import numpy as np

from sourcediff import runtime
from sourcediff.rules.registry import bilinear, rule
from sourcediff.rules.samples import mat, mat2, sample, vec, vec2, vec4

rule(
    np.interp,
    vjp=[
        lambda g, y, x, xp, fp: g * runtime.interp_slope(x, xp, fp),
        lambda g, y, x, xp, fp: runtime.interp_vjp(-g * runtime.interp_slope(x, xp, fp), x, xp),
        lambda g, y, x, xp, fp: runtime.interp_vjp(g, x, xp),
    ],
    jvp=[
        lambda t, y, x, xp, fp: t * runtime.interp_slope(x, xp, fp),
        lambda t, y, x, xp, fp: -runtime.interp_slope(x, xp, fp) * np.interp(x, xp, t),
        lambda t, y, x, xp, fp: np.interp(x, xp, t),
    ],
    samples=[
        (mat, np.array([-1.0, 0.1, 1.0, 1.7]), vec4),
        (0.3, np.array([-1.0, 0.1, 1.0, 1.7]), vec4),
        (-3.0, np.array([-1.0, 0.1, 1.0, 1.7]), vec4),
    ],
)
bilinear(
    np.convolve,
    lambda g, a, v, mode="full": np.convolve(
        runtime.convolve_uncut(g, a, v, mode), v[::-1], "valid"
    ),
    lambda g, a, v, mode="full": np.convolve(
        runtime.convolve_uncut(g, a, v, mode), a[::-1], "valid"
    ),
    samples=[
        (vec, vec4),
        (vec4, vec),
        (vec4, vec, "same"),
        (vec, vec4, "same"),
        (vec4, vec, "valid"),
        (vec4, vec[:2], "same"),
        (vec[:2], vec4, "valid"),
        (mat[0], mat2[0], "valid"),
    ],
)
bilinear(
    np.correlate,  # a convolution with `v` reversed
    lambda g, a, v, mode="valid": np.convolve(runtime.convolve_uncut(g, a, v, mode), v, "valid"),
    lambda g, a, v, mode="valid": np.convolve(
        runtime.convolve_uncut(g, a, v, mode), a[::-1], "valid"
    )[::-1],
    samples=[
        (vec, vec4),
        (vec4, vec),
        (vec4, vec, "same"),
        (vec, vec4, "full"),
        sample(vec4, vec, mode="full"),
        (vec4, vec[:2], "same"),
        (vec[:2], vec4, "valid"),
    ],
)
rule(
    np.polyval,
    vjp=[
        lambda g, y, p, x: runtime.polyval_vjp(g, p, x),
        lambda g, y, p, x: g * runtime.polyval_slope(p, x),
    ],
    jvp=[
        lambda t, y, p, x: np.polyval(t, x),
        lambda t, y, p, x: t * runtime.polyval_slope(p, x),
    ],
    samples=[(vec4, mat), (vec, 0.3), (vec[:1], vec2)],
)
rule(  # it adds what is constant
    np.unwrap,
    vjp=[lambda g, y, p, discont=None, axis=-1, *, period=6.28: g],
    jvp=[lambda t, y, p, discont=None, axis=-1, *, period=6.28: t],
    samples=[3.0 * vec, 4.0 * mat, sample(4.0 * mat, axis=0, period=2.0)],
)
