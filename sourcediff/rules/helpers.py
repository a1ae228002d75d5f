"""The helpers of generated text, so that it can be differentiated again: most are linear."""

from __future__ import annotations

from sourcediff import runtime
from sourcediff.rules.registry import constant, linear, rule
from sourcediff.rules.samples import column, mat, sample, vec

linear(
    runtime.unbroadcast,
    lambda g, x, like: runtime.spread(g, x),
    samples=[(mat, vec), (mat, column), (mat, 0.3), (vec, vec)],
)
linear(
    runtime.spread,
    lambda g, x, like: runtime.unbroadcast(g, x),
    samples=[(vec, mat), (column, mat), (0.3, mat)],
)
linear(
    runtime.expand,
    lambda g, x, like, axis=None, keepdims=False: runtime.unexpand(g, x, axis, keepdims),
    samples=[(0.3, mat), (vec, mat, 0), sample(column, mat, axis=1, keepdims=True)],
)
linear(
    runtime.unexpand,
    lambda g, x, like, axis=None, keepdims=False: runtime.expand(g, x, axis, keepdims),
    samples=[(mat, 0.3), (mat, vec, 0), sample(mat, column, axis=1, keepdims=True)],
)
constant(
    runtime.zeros_of,
    runtime.count,
    runtime.last_writers,
    runtime.tie_shares,
    runtime.present,
    runtime.numbers,
    runtime.inserted,
    runtime.histogram_places,
    runtime.identity_like,
    runtime.check_scalar,
    runtime.check_seed,
)
rule(
    runtime.sum_lists,
    vjp=[lambda g, y, a, b: g, lambda g, y, a, b: g],
    jvp=[lambda t, y, a, b: t, lambda t, y, a, b: t],
    samples=[([0.3, vec], [-0.7, vec])],
)
