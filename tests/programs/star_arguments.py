"""*args and **kwargs: collected by a helper, passed on, unpacked at a call."""

import numpy as np


def total(*xs):
    result = 0.0
    for x in xs:
        result = result + x * x
    return result


def collects(x, y):
    return total(x, y, x * y) * total()


def collects_some(x, y):
    return total(x, y, x * y) + total(x)


def passes_on(*args, **kwargs):
    return weighted(*args, **kwargs)


def weighted(x, y, scale=1.0, shift=0.0):
    return x * y * scale + shift * x


def through_passing_on(x, y):
    return passes_on(x, y, shift=y) * passes_on(x, 2.0, scale=x)


def unpacks_list(x, y):
    args = [x, x * y]
    return weighted(*args) + weighted(y, *args)


def unpacks_dict(x, y):
    options = {"scale": x, "shift": x * y}
    return weighted(x, y, **options)


def counts(*xs, **options):
    return len(xs) + len(options)


def inactive_count(x):
    return x * x * counts(x, 1, 2, a=x)


def keyword_sum(x, y):
    return named(a=x, b=x * y)


def named(**parts):
    result = 1.0
    for name, part in parts.items():
        result = result * part if name == "a" else result + part
    return result


def own_star(x, *more):
    y = x
    for z in more:
        y = y * z + x
    return y


def own_star_array(v, *more):
    return np.sum(v * more[0]) + np.sum(v) * more[1]


def horner(*coefficients, at=1.0):
    total = 0.0
    for c in coefficients:
        total = total * at + c
    return total


def unpacks_array(x, v):
    return horner(*v) * x + horner(x, *v[:2], at=x)


def unpacks_rows(x, m):
    return np.sum(np.stack([*m])) + horner(*m[0], *m[1], at=x)


V = np.array([0.3, 1.2, 0.7])
CASES = [
    (unpacks_array, (0.6, V), (0, 1)),
    (unpacks_rows, (0.6, np.outer(V, V)), (0, 1)),
    (collects, (0.7, 1.4), (0, 1)),
    (collects_some, (0.7, 1.4), (0, 1)),
    (through_passing_on, (0.7, 1.4), (0, 1)),
    (unpacks_list, (0.7, 1.4), (0, 1)),
    (unpacks_dict, (0.7, 1.4), (0, 1)),
    (inactive_count, (0.7,), 0),
    (keyword_sum, (0.7, 1.4), (0, 1)),
    (own_star, (0.7,), 0),
    (own_star, (0.7, 1.4, 0.3), 0),
    (own_star_array, (np.array([0.5, 1.5]), np.array([1.0, 2.0]), 0.4), 0),
]
