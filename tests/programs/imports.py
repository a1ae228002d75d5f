"""Spellings of modules: `import numpy`, submodules, names imported from them, imports inside."""

import math as m
from math import exp

import numpy
import numpy as np
import numpy.linalg as la
from numpy import sin as sine
from numpy import sum as total


def full_name(v):
    return numpy.sum(numpy.sin(v) * numpy.pi)


def from_names(v):
    return total(sine(v) * v)


def aliases(x):
    return m.sin(x) * exp(x)


def submodule(v):
    return la.norm(v) * np.linalg.norm(v * v)


def inside(x):
    import math

    return math.cos(x) * x


V = np.array([0.5, -1.4, 0.8])
CASES = [
    *((fn, (V,), 0) for fn in (full_name, from_names, submodule)),
    *((fn, (0.7,), 0) for fn in (aliases, inside)),
]
