"""Functions that give a value on some paths and end without a return on others: they give None there."""

import numpy as np


def squared_if_positive(t):
    if t > 0:
        return t * t


def first_above(items, bound):
    for place, item in enumerate(items):
        if item > bound:
            return place


def asked_by_is(x):
    q = squared_if_positive(-x)
    return x if q is None else x * 2.0


def asked_by_is_not(x):
    q = squared_if_positive(x)
    return x * q if q is not None else x


def asked_by_truth(x):
    return (squared_if_positive(-x) or x * x) * (squared_if_positive(x) or 3.0)


def of_a_nested_function(x):
    def f(t):
        if t > 0:
            return t * x

    p, q = f(x), f(-x)
    return p if q is None else p * q


def place_or_none(v):
    found, missing = first_above(v, 1.0), first_above(v, 100.0)
    return v[found] * v[0] if missing is None else v[missing]


def a_tuple_or_none(x):
    def split(t):
        if t > 1.0:
            return t, t * t
        if t > 0.0:
            return t * t, 1.0

    pair, nothing = split(x), split(-x)
    return pair[0] * pair[1] * (2.0 if nothing is None else 3.0)


def array_or_none(v):
    def above(a):
        if a[0] > 0:
            return a * a

    p, q = above(v), above(-v)
    return np.sum(p) if q is None else np.sum(p * q)


def never_at_the_end(x):
    def halved(t):
        while True:
            t = t * 0.5
            if t < 0.1:
                return t

    return halved(x) * x


def product_down(x, n):
    if n > 0:
        rest = product_down(x * x, n - 1)
        return x if rest is None else rest * x


def of_a_recursion(x):
    return product_down(x, 3)


V = np.array([0.7, -1.3, 0.4, 2.1])
CASES = [
    *((fn, (0.83,), 0) for fn in (asked_by_is, asked_by_is_not, asked_by_truth)),
    *((fn, (-0.83,), 0) for fn in (asked_by_is, asked_by_is_not)),
    *((fn, (0.83,), 0) for fn in (of_a_nested_function, a_tuple_or_none, never_at_the_end)),
    (of_a_recursion, (0.83,), 0),
    (a_tuple_or_none, (1.3,), 0),
    *((fn, (V,), 0) for fn in (place_or_none, array_or_none)),
]
