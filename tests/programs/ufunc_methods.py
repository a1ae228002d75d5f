"""`ufunc.reduce`, `ufunc.accumulate`, differences and quantiles: as simpler functions, or as what they compute."""

import numpy as np


def running_sum(a):
    return np.add.accumulate(a * a) * a


def add_acc_axis(m):
    return np.add.accumulate(m * m, axis=1) * m


def add_red(a):
    return np.add.reduce(a * a) * a[0]


def add_red_axis(m):
    return np.add.reduce(m * m, axis=1) * m[0]


def add_red_keep(m):
    return np.add.reduce(m * m, axis=1, keepdims=True) * m


def add_red_none(m):
    return np.add.reduce(m * m, axis=None) * m


def add_red_m(m):
    return np.add.reduce(m * m) * m


def mul_acc(a):
    return np.multiply.accumulate(a) * a


def mul_acc_m(m):
    return np.multiply.accumulate(m) * m


def mul_red(m):
    return np.multiply.reduce(m) * m


def mul_red_axis(m):
    return np.multiply.reduce(m, axis=1, keepdims=True) * m


def max_acc(a):
    return np.maximum.accumulate(a * a) * a


def min_acc(m):
    return np.minimum.accumulate(m * m, axis=1) * m


def max_red(m):
    return np.maximum.reduce(m * m) * m


def max_red_list(a):
    return np.maximum.reduce([a * a, a, 2 * a - 1.0]) * a


def add_red_list(a):
    return np.add.reduce([a * a, a, 2 * a - 1.0]) * a


def sub_red(a):
    return np.subtract.reduce(a * a) * a


def sub_outer(a):
    return np.subtract.outer(a, a * a) ** 2


def mul_outer(a):
    return np.multiply.outer(a, a * a) ** 2


def add_outer_m(m):
    return np.add.outer(m, m[0]) ** 2


def log_red(a):
    return np.logaddexp.reduce(a * a) * a


def log_acc(a):
    return np.logaddexp.accumulate(a * a) * a


def gradient(a):
    return np.gradient(a * a) ** 2


def gradient_dx(a):
    return np.gradient(a * a, 0.5) ** 2


def gradient_m(m):
    g, h = np.gradient(m * m)
    return g * h


def gradient_axis(m):
    return np.gradient(m * m, axis=1) ** 2


def percentile(a):
    return np.percentile(a * a, 30.0)


def quantile(a):
    return np.quantile(a * a, 0.3)


def quantile_m(m):
    return np.quantile(m * m, [0.3, 0.6], axis=1) ** 2


def quantile_axis(m):
    return np.quantile(m * m, 0.3, axis=1) ** 2


def quantile_keep(m):
    return np.quantile(m * m, 0.7, axis=0, keepdims=True) * m


def quantile_end(a):
    return np.quantile(a * a, 1.0) + np.quantile(a, 0) * np.percentile(a, 50)


def quantile_q(a, x):
    return np.quantile(a * a, x)


def quantile_last_digit(a, x):
    total = 0.0
    for k in range(11):
        total += np.quantile(a * x, 0.1 * k) * k + np.percentile(a, 9.0 * k) * x
    return total


def quantile_of_one(a, x):
    return np.quantile(a[:1] * x, x) * np.percentile(a[:1], 30)


def quantile_inert(a):
    return (
        np.quantile([1.0, 2.0, 5.0], 0.3) * a
        + np.add.reduce([1, 2]) * a
        + np.gradient(np.arange(4.0)) * a
    )


def gradient_two(m):
    g, h = np.gradient(m * m, 0.5, 2.0)
    return g * h


def gradient_ax0(m):
    return np.gradient(m * m, 0.3, axis=0) ** 2


def max_acc_store(a):
    b = a * a
    b[1:] = np.maximum.accumulate(b)[1:] * b[:-1]
    return b * a


def hypot_red(m):
    return np.hypot.reduce(m, axis=1) * m[0]


def red_out(m):
    y = np.zeros(3)
    np.add.reduce(m * m, axis=0, out=y)
    return y * m


def acc_loop(a):
    y = a
    for _ in range(3):
        y = np.maximum.accumulate(y * a) + np.add.accumulate(a)
    return y


A = np.array([0.7, 0.4, 1.3, 0.9])
M = np.array([[0.7, 0.4, 1.3], [0.9, 0.5, 0.8], [1.1, 0.3, 0.6]])
CASES = [
    (running_sum, (A,), 0),
    (add_acc_axis, (M,), 0),
    (add_red, (A,), 0),
    (add_red_axis, (M,), 0),
    (add_red_keep, (M,), 0),
    (add_red_none, (M,), 0),
    (add_red_m, (M,), 0),
    (mul_acc, (A,), 0),
    (mul_acc_m, (M,), 0),
    (mul_red, (M,), 0),
    (mul_red_axis, (M,), 0),
    (max_acc, (A,), 0),
    (min_acc, (M,), 0),
    (max_red, (M,), 0),
    (max_red_list, (A,), 0),
    (add_red_list, (A,), 0),
    (sub_red, (A,), 0),
    (sub_outer, (A,), 0),
    (mul_outer, (A,), 0),
    (add_outer_m, (M,), 0),
    (log_red, (A,), 0),
    (log_acc, (A,), 0),
    (gradient, (A,), 0),
    (gradient_dx, (A,), 0),
    (gradient_m, (M,), 0),
    (gradient_axis, (M,), 0),
    (percentile, (A,), 0),
    (quantile, (A,), 0),
    (quantile_m, (M,), 0),
    (quantile_axis, (M,), 0),
    (quantile_keep, (M,), 0),
    (quantile_end, (A,), 0),
    (quantile_q, (A, 0.4), (0, 1)),
    (quantile_last_digit, (A, 0.4), (0, 1)),
    (quantile_of_one, (A, 0.4), (0, 1)),
    (quantile_inert, (A,), 0),
    (gradient_two, (M,), 0),
    (gradient_ax0, (M,), 0),
    (max_acc_store, (A,), 0),
    (hypot_red, (M,), 0),
    (red_out, (M,), 0),
    (acc_loop, (A,), 0),
]
