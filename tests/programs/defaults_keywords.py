"""Defaults, keywords, keyword-only and positional-only parameters."""

import numpy as np

SCALE = 1.5


def scaled(x, scale=2.0, *, shift=0.5, power=2):
    return (scale * x + shift) ** power


def calls_with_defaults(x):
    return scaled(x) * x


def calls_with_keywords(x, y):
    return scaled(shift=x, x=y, scale=x * y) + scaled(y, power=3)


def positional(x, y, /, z):
    return x * y + z * z


def calls_positional_only(x, y):
    return positional(x, y * y, z=x) * positional(y, x, 2.0)


def own_defaults(x, y=1.3, /, z=SCALE):
    return x * y * z + z


def list_unless_given(x, kept=None):
    if kept is None:
        kept = []
    kept = [*kept, x]
    kept.append(x * x)
    kept += [x**3]
    kept[0] *= 2.0
    return sum(kept)


def with_none(x, y=None):
    if y is None:
        y = x * x
    return x * y


def calls_with_none(x):
    return with_none(x) + with_none(x, 2.0 * x)


def array_default(v, w=np.array([1.0, 2.0])):  # noqa: B008
    return np.sum(v * w * v)


def keywords_of_numpy(a):
    return np.sum(np.sum(a, axis=0, keepdims=True) * a)


def buffer_by_default(x, buffer=np.zeros(3)):
    buffer[:] = x * x
    return np.sum(buffer * x)


def tables_by_default(x, w=np.array([1.0, 2.0, 4.0]), k=[2.0, 3.0], *, m={"a": 2.0}):
    return np.sum(w * x**3) * k[0] * m["a"]


CASES = [
    (buffer_by_default, (np.array([0.5, 1.5, -0.7]),), 0),
    (tables_by_default, (np.array([0.5, 1.5, -0.7]),), 0),
    (scaled, (0.7,), 0),
    (scaled, (0.7, 1.2), (0, 1)),
    (calls_with_defaults, (0.7,), 0),
    (calls_with_keywords, (0.7, 1.4), (0, 1)),
    (positional, (0.7, 1.4, 0.3), (0, 1, 2)),
    (calls_positional_only, (0.7, 1.4), (0, 1)),
    (own_defaults, (0.7,), 0),
    (own_defaults, (0.7, 0.8, 0.9), (0, 2)),
    (with_none, (0.7,), 0),
    (with_none, (0.7, 1.4), (0, 1)),
    (list_unless_given, (0.7,), 0),
    (list_unless_given, (0.7, [0.2]), 0),
    (calls_with_none, (0.7,), 0),
    (array_default, (np.array([0.5, 1.5]),), 0),
    (keywords_of_numpy, (np.array([[0.5, 1.4], [1.2, 0.7]]),), 0),
]
