"""Dicts made and changed inside: items set and read, get, in, merged, tuples as keys."""

import numpy as np


def set_and_read(x, y):
    d = {}
    d["a"] = x * y
    d["b"] = d["a"] * x
    d["a"] = d["b"] + y
    return d["a"] * d["b"]


def literal(x, y):
    d = {"a": x, "b": {"c": y, "d": [x * y]}}
    return d["a"] * d["b"]["c"] + d["b"]["d"][0]


def get_with_default(x, y):
    d = {"a": x}
    return d.get("a", y) * d.get("b", y)


def membership(x, y):
    d = {"a": x}
    if "a" in d and "b" not in d:
        d["b"] = y * d["a"]
    return d["b"] * x


def accumulates(v):
    d = {"odd": 0.0, "even": 0.0}
    for i, x in enumerate(v):
        key = "odd" if i % 2 else "even"
        d[key] = d[key] + x * x
    return d["odd"] * d["even"]


def accumulates_augmented(v):
    d = {"sum": 0.0, "product": 1.0}
    for x in v:
        d["sum"] += x
        d["product"] *= x
    return d["sum"] * d["product"]


def merged(x, y):
    d = {**{"a": x, "b": 1.0}, "b": y}
    e = dict(a=x * y, **{"c": y})
    return d["a"] * d["b"] + e["a"] * e["c"]


def update_params(params, x):
    new = {}
    for key, value in params.items():
        new[key] = value * x + 0.5
    return new["w"] * new["b"]


def memoized(x, n):
    memo = {0: x, 1: x * x}
    for k in range(2, n):
        memo[k] = memo[k - 1] * memo[k - 2] + x
    return memo[n - 1]


def tuple_keys(x, y):
    d = {(0, 0): x}
    d[0, 1] = y * x
    return d[(0, 0)] * d[0, 1]


CASES = [
    *((fn, (0.7, 1.4), (0, 1)) for fn in (set_and_read, literal, get_with_default, membership)),
    *((fn, (0.7, 1.4), (0, 1)) for fn in (merged, tuple_keys)),
    *((fn, (np.array([0.5, 1.4, 0.8]),), 0) for fn in (accumulates, accumulates_augmented)),
    (update_params, ({"w": 0.7, "b": 1.4}, 0.3), (0, 1)),
    (memoized, (0.7, 5), 0),
]
