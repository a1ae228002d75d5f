"""Source-to-source automatic differentiation of plain Python and NumPy: the public names and nothing else."""

from sourcediff.api import adjoint, grad, jvp, tangent, value_and_grad, vjp
from sourcediff.errors import (
    AliasError,
    MissingRule,
    SourcediffError,
    SourceUnavailable,
    UnsupportedCode,
)
from sourcediff.rules.registry import bilinear, constant, elementwise, linear, rule

__version__ = "0.1.0"
__all__ = [
    "AliasError",
    "MissingRule",
    "SourceUnavailable",
    "SourcediffError",
    "UnsupportedCode",
    "adjoint",
    "bilinear",
    "constant",
    "elementwise",
    "grad",
    "jvp",
    "linear",
    "rule",
    "tangent",
    "value_and_grad",
    "vjp",
]
