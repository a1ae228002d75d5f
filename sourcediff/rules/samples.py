"""Small values at which rules are tested: away from kinks, ties and poles, and cheap to make."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

import numpy as np


@dataclass(frozen=True)
class Sample:
    """Arguments and keywords of a call; without keywords, a tuple or a bare argument will do."""

    args: tuple[Any, ...]
    how: dict[str, Any] = field(default_factory=dict)


def sample(*args: Any, **how: Any) -> Sample:
    """Make a sample as one writes the call."""
    return Sample(args, how)


vec = np.array([0.7, -1.3, 0.4])
vec2 = np.array([-0.5, 0.9, 1.6])
vec4 = np.array([1.1, -0.2, 0.6, -1.7])
mat = np.array([[0.3, -0.8, 1.2], [-1.5, 0.6, 2.1]])
mat2 = np.array([[1.4, 0.5, -0.9], [0.2, -1.1, 0.8]])
square = np.array([[1.9, 0.4, -0.3], [0.2, 2.3, 0.7], [-0.6, 0.5, 1.4]])
column = np.array([[0.9], [-1.4]])
box = np.array(
    [
        [[0.1, -0.7, 1.3, 0.4], [1.7, 0.6, -1.1, -0.2], [-1.9, 0.9, 0.8, 1.5]],
        [[-0.4, 2.2, -1.6, 1.0], [0.5, -0.3, 2.4, -2.1], [1.2, -1.2, 0.3, 0.65]],
    ]
)
stack_of_squares = np.array([square, square.T + np.diag([0.5, 0.1, 0.9])])
positive = np.array([0.4, 1.7, 2.6])
positive_mat = np.array([[0.8, 2.2, 1.1], [3.1, 0.6, 1.9]])
unit = np.array([0.35, -0.62, 0.81])
above_one = np.array([1.3, 2.7, 4.1])
zeros_inside = np.array([[0.0, 1.2, -0.7, 2.0], [0.0, 0.0, 1.5, -1.1], [0.4, 0.9, -2.0, 1.3]])
spd = np.array([[2.5, 0.3, -0.4], [0.3, 1.8, 0.6], [-0.4, 0.6, 3.1]])
