"""`b = a` and what follows: rebinding, in-place operators, lists that share, swaps."""

import numpy as np


def rebinding(v):
    a = v * 2.0
    b = a
    b = b + 1.0
    return a * b


def in_place(v):
    a = v * 2.0
    b = a
    b += 1.0
    return a * b * v


def parameter_is_never_written(v):
    a = v
    a = a * 2.0
    return a * v


def copy_is_written(v):
    a = v.copy()
    b = a.copy()
    b[0] = a[1] * 3.0
    return a * b


def one_of_two(v, flag):
    a = v * 2.0
    b = v * 3.0
    c = a if flag else b
    c[0] = v[1] * v[2]
    return a * b


def alternating(v):
    a = v * 1.0
    b = v * 2.0
    for i in range(3):
        a, b = b, a
        a[i] = a[i] * b[i]
    return a + b * b


def tuple_shares(v):
    a = v * 1.0
    pair = (a, v)
    pair[0][1] = v[0] * v[2]
    return a * pair[1]


def list_shares(v):
    a = v * 1.0
    xs = [a, a]
    xs[0][1] = v[0] * v[2]
    return a * xs[1]


def number_is_never_shared(x):
    a = x * 1.0
    b = a
    b *= x
    b += a
    return a * b


def read_before_write(v):
    a = v * 1.0
    before = a * a
    element = a[0]
    a[0] = 5.0 * v[1]
    return before * a + element


V = np.array([0.5, -1.4, 0.8])
CASES = [
    *((fn, (V,), 0) for fn in (rebinding, in_place, parameter_is_never_written, copy_is_written)),
    *((fn, (V,), 0) for fn in (alternating, tuple_shares, list_shares, read_before_write)),
    (one_of_two, (V, True), 0),
    (one_of_two, (V, False), 0),
    (number_is_never_shared, (0.7,), 0),
]
