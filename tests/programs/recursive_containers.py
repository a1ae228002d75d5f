"""Recursive functions, mutual ones too, that return and take tuples and lists of known length."""

import numpy as np


def pair(x, n):
    if n == 0:
        return x, 1.0
    a, b = pair(x * 0.9, n - 1)
    return a * x + b, b * x + 0.5


def product_of_pair(x, n):
    a, b = pair(x, n)
    return a * b


def with_count(x, n):
    if n <= 0:
        return x * x, 0
    y, k = with_count(np.sin(x), n - 1)
    return y * 1.1, k + 1


def counted(x, n):
    y, k = with_count(x, n)
    return y * k


def lists(x, n):
    if n <= 0:
        return [x, x * x]
    r = lists(x * 0.8, n - 1)
    return [r[1] * x, r[0] + 1.0]


def product_of_list(x, n):
    r = lists(x, n)
    return r[0] * r[1] * len(r)


def of_array(v, n):
    if n == 0:
        return v, np.sum(v), n
    w, s, k = of_array(v * 0.9, n - 1)
    return w * s, np.sum(w) + s, k + 2


def array_and_number(v, n):
    w, s, k = of_array(v, n)
    return np.sum(w) * s * k


def evens(x, n):
    if n == 0:
        return x, 2.0
    a, b = odds(x * x + 0.1, n - 1)
    return a + b, b


def odds(x, n):
    if n == 0:
        return -x, x
    a, b = evens(np.sin(x), n - 1)
    return a * b, a


def mutual(x, n):
    a, b = evens(x, n)
    return a * b + a


def one_unused(x, n):
    if n == 0:
        return x, x * x
    a, _ = one_unused(x * 0.9, n - 1)
    return a * x, a


def first_of_two(x, n):
    return one_unused(x, n)[0]


def whole(x, n):
    if n == 0:
        return x, x * x
    t = whole(x * 0.9, n - 1)
    if n == 2:
        return t
    return t[0] * x, t[1]


def passed_on(x, n):
    t = whole(x, n)
    return t[0] * t[1]


def halves(v):
    n = v.shape[0]
    if n == 1:
        return v[0], v[0] * v[0]
    a, b = halves(v[: n // 2])
    c, d = halves(v[n // 2 :])
    return a * c, b + d


def product_and_squares(v):
    a, b = halves(v)
    return a * b


def takes_list(xs, n):
    if n == 0:
        return xs[0], xs[1]
    a, b = takes_list([xs[1] * 0.5, xs[0] * xs[1]], n - 1)
    return a + xs[0], b


def list_argument(x, n):
    a, b = takes_list([x, 2.0 * x], n)
    return a * b


def takes_tuple(p, v, n):
    if n == 0:
        return p[0] * np.sum(v)
    return takes_tuple((p[0] * p[1], p[1] + 0.1), v * p[0], n - 1) * p[1]


def tuple_argument(x, v, n):
    return takes_tuple((x, 2.0), v, n)


def of_any_length(x, n):
    if n == 0:
        return [x]
    found = of_any_length(x * 0.9, n - 1)
    return [*found, x]


def sum_of_any_length(x, n):
    return sum(of_any_length(x, n))


def parts_read_on_branches(a, c):
    r = np.linalg.slogdet(a)
    y = r[1] * 2 if c > 0 else r[1] * r[1] * 3
    return y + r[1]


V = np.array([0.5, -0.9, 1.3, 0.4])
CASES = [
    *((fn, (0.7, 3), 0) for fn in (pair, product_of_pair, counted, product_of_list, mutual)),
    *((fn, (0.7, 3), 0) for fn in (first_of_two, passed_on, list_argument)),
    (counted, (0.7, 0), 0),
    *((sum_of_any_length, (0.7, n), 0) for n in (0, 3)),
    *((fn, (V, 2), 0) for fn in (of_array, array_and_number)),
    (product_and_squares, (V,), 0),
    (tuple_argument, (0.7, V, 2), (0, 1)),
    *((parts_read_on_branches, (np.array([[2.0, 0.3], [0.1, 1.5]]), c), 0) for c in (1, -1)),
]
