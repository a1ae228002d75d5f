"""What is not selected contributes exactly zero, also where it is infinite or NaN."""

import numpy as np

MASK = np.array([True, False, True, True])
PLACES = np.array([0, 1, 2, 3])


def root(x):
    return np.sum(np.where(x > 0, np.sqrt(x), 0.0))


def root_of_reversed(x):
    return np.sum(np.where(x > 0, np.sqrt(x[::-1])[::-1], 0.0)[1:].reshape(3, 1))


def root_weighted(x, y):
    return np.sum(np.where(x > 0, np.sqrt(x) * y, 0.0))


def quotient_of_gathered(x, y):
    return np.sum(np.where(MASK, x[PLACES] / y[PLACES], 0.0))


def quotient_of_all_pairs(x, y):
    ratio = np.where(y[None, :] != 0, x[:, None] / y[None, :], 0.0)
    return np.sum(ratio * ratio)


def quotient_used_twice(x, y):
    ratio = x / y
    return np.sum(np.where(y != 0, ratio * ratio, 0.0)) + np.sum(np.where(y != 0, ratio, 0.0))


def nested(x, y):
    return np.sum(np.where(x > 0, np.where(x > 1, np.log(x), np.sqrt(x)), x * y))


def whole_sum(x):
    return np.where(x[1] > 0, np.log(x).sum(), x[0] * x[0])


def whole_extremes(x):
    logs = np.log(x)
    return np.where(x[1] > 0, np.max(logs) * np.prod(logs), x[0] * x[0])


def product_along_axis(x):
    return np.sum(np.where(x > 0, np.prod(np.stack([x, np.sqrt(x)]), axis=0), 0.0))


def joined(x):
    return np.sum(np.where(x > 0, np.concatenate([np.sqrt(x[:2]), x[2:]]), 0.0))


def selected(x):
    return np.sum(np.select([x > 1, x > 0], [np.sqrt(x - 1), np.sqrt(x)], 0.0))


def by_mask(x, y):
    return np.sum((np.sqrt(x) * y)[x > 0])


def zeroed_by_mask(x, y):
    found = np.sqrt(x)
    found[~(x > 0)] = 0.0
    return np.sum(found * y)


def missing_left_out(x):
    return np.nansum(np.sqrt(x))


def missing_data(x):
    data = np.array([1.0, np.nan, 2.0, 3.0])
    return np.sum(np.where(np.isnan(data), 0.0, (x - data) ** 2))


def element_by_element(x, y):
    total = 0.0
    for i in range(len(x)):
        total = total + np.where(x[i] > 0, np.sqrt(x[i]) * y[i], 0.0)
    return total


def after_a_loop(x):
    t = x
    for _ in range(3):
        t = np.sqrt(t)
    return np.sum(np.where(x > 0, t, 0.0))


def on_one_path(x, flag):
    t = np.sqrt(x)
    if flag:
        t = t * x
    return np.sum(np.where(x > 0, t, 0.0))


def sinc_by_hand(x, y):
    z = x * y
    return np.sum(np.where(z == 0, 1.0, np.sin(z) / z))


X = np.array([0.5, -1.2, 2.0, 0.7])
Y = np.array([1.5, 0.0, -0.8, 1.1])
W = np.array([1.5, 0.3, -0.8, 1.1])
CASES = [
    *((fn, (X,), 0) for fn in (
        root, root_of_reversed, whole_sum, whole_extremes, product_along_axis, joined, selected,
        missing_left_out, missing_data, after_a_loop,
    )),
    *((fn, (X, W), (0, 1)) for fn in (
        root_weighted, nested, by_mask, zeroed_by_mask, element_by_element,
    )),
    (quotient_of_gathered, (X, Y), 0),
    (quotient_of_all_pairs, (X, Y), 0),
    (quotient_used_twice, (X, Y), 0),
    (sinc_by_hand, (X, Y), 0),
    (on_one_path, (X, True), 0),
    (on_one_path, (X, False), 0),
]  # fmt: skip
