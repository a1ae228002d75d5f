"""Chained comparison, membership, identity: inactive, but they choose."""


def chain(x, low, high):
    if low < x < high:
        return x * x
    return x * high


def long_chain(a, b, c):
    return a * b if a < b < c != 0.0 else b * c


def membership(x, kind):
    if kind in ("square", "cube"):
        x = x * x
    if kind not in {"square", "line"}:
        x = x * 3.0
    return x


def identity(x, scale):
    if scale is None:
        return x * x
    if scale is not None and scale > 0:
        x = x * scale
    return x


CASES = [
    *((chain, (x, 0.0, 1.0), 0) for x in (-0.5, 0.5, 1.5)),
    (chain, (1.5, 0.0, 1.0), (0, 1, 2)),
    (long_chain, (0.5, 1.0, 2.0), (0, 1, 2)),
    (long_chain, (0.5, 1.0, 0.7), (0, 1, 2)),
    *((membership, (0.8, kind), 0) for kind in ("square", "cube", "line")),
    (identity, (0.8, None), 0),
    (identity, (0.8, 1.5), (0, 1)),
    (identity, (0.8, -1.5), (0, 1)),
]
