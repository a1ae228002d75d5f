"""functools.partial: of module-level functions, with active values, with keywords."""

import functools
from functools import partial

import numpy as np


def weighted(scale, x, shift=0.0):
    return scale * np.sin(x) + shift * x


doubled = partial(weighted, 2.0)
shifted = functools.partial(weighted, shift=0.5)


def module_partial(x):
    return doubled(x) * shifted(3.0, x)


def local_partial(x, y):
    f = partial(weighted, x, shift=y)
    return f(y) * f(x * y)


def of_a_local(x, y):
    def product(a, b):
        return a * b * x

    return partial(product, y)(x)


CASES = [
    (module_partial, (0.7,), 0),
    (local_partial, (0.7, 1.4), (0, 1)),
    (of_a_local, (0.7, 1.4), (0, 1)),
]
