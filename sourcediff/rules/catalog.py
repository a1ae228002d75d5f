"""Every rule: importing this module fills the registry."""

from sourcediff.rules import (
    arithmetic,
    constants,
    construction,
    einsum,
    fourier,
    helpers,
    histograms,
    indexing,
    joining,
    linalg,
    reductions,
    shapes,
    signals,
    statistics,
    ufuncs,
)

__all__ = [
    "arithmetic",
    "constants",
    "construction",
    "einsum",
    "fourier",
    "helpers",
    "histograms",
    "indexing",
    "joining",
    "linalg",
    "reductions",
    "shapes",
    "signals",
    "statistics",
    "ufuncs",
]
