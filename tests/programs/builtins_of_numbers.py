"""abs, min, max, sum, pow, round, float, int, len, range, divmod, bool."""

import numpy as np


def absolute(x):
    return abs(x) * x + abs(-3.0 * x)


def smallest(x, y):
    return min(x, y) * x + min(x, 2.0, y * y)


def largest(x, y):
    return max(x, y) * x + max(x, 2.0, y * y)


def of_list(xs):
    return max(xs) * min(xs) + max([xs[0], xs[1]])


def with_default(xs, x):
    return max(xs, default=x) * x


def with_key(xs):
    return max(xs, key=abs) * xs[0]


def sums(xs, x):
    return sum(xs) * sum([x, x * x]) + sum((x, 1.0), 2.0) + sum(xs, x)


def sum_of_arrays(v, w):
    return np.sum(sum([v, w, v * w]) * v)


def conversions(x):
    return float(x) * x + float(3) * int(2.7) + bool(x) * x + int(x) * x


def conversion_of_element(v):
    return float(v[0]) * float(v[1] * v[2]) + abs(v[1]) * v[0]


def lengths(v):
    return len(v) * v[0] * v[1] + len(range(1, 9, 3)) * v[2]


def rounding(x):
    return round(x) * x + round(x, 1) * x * x


def absolute_array(v):
    return abs(v) * v


CASES = [
    (absolute, (0.7,), 0),
    (absolute, (-0.7,), 0),
    *((fn, args, (0, 1)) for fn in (smallest, largest) for args in ((0.7, 1.9), (1.9, -0.7))),
    (of_list, ([0.5, -0.9, 1.3],), 0),
    (with_default, ([0.5, -0.9], 0.7), (0, 1)),
    (with_default, ([], 0.7), 1),
    (with_key, ([0.5, -0.9],), 0),
    (sums, ([0.5, -0.9], 0.7), (0, 1)),
    (sum_of_arrays, (np.array([0.5, -0.9]), np.array([0.3, 1.2])), (0, 1)),
    (conversions, (2.3,), 0),
    (conversion_of_element, (np.array([0.5, -0.9, 1.3]),), 0),
    (lengths, (np.array([0.5, -0.9, 1.3]),), 0),
    (rounding, (2.33,), 0),
    (absolute_array, (np.array([0.5, -0.9]),), 0),
]
