"""`a[i] += g(a)` where `g` changes `a`: what is there is read first, but for a view."""

import numpy as np


def put(a, p):
    a[0] = 0.5 * p
    return 1.0 + p


def augmented_element(a, p):
    a[0] += put(a, p)
    return np.sum(a * a)


def augmented_element_in_expression(a, p):
    a[0] *= np.sin(2.0 * put(a, p) + p)
    return np.sum(a * a)


def augmented_through_view(a, p):
    b = a[1:]
    a[1] -= put(b, p)
    return np.sum(a * a)


def augmented_integers(a, p):
    a[[2, 0]] *= put(a, p)
    return np.sum(a * a)


def augmented_mask(a, p):
    a[a > 0.1] += put(a, p)
    return np.sum(a * a)


def augmented_matrix_element(m, p):
    m[0, 1] += put(m, p)
    return np.sum(m * m)


def augmented_row_element(m, p):
    m[0][1] += put(m[0][1:], p)
    return np.sum(m * m)


def augmented_in_loop(a, p):
    for i in range(3):
        a[i] += put(a[i:], p) * a[i]
    return np.sum(a * a)


def augmented_by_nested(a, p):
    def inner(u):
        a[0] = u * 2.0
        return u

    a[0] += inner(p)
    return np.sum(a * a)


def augmented_list(x, p):
    xs = [x, p]

    def inner(u):
        xs[0] = u * 2.0
        return u

    xs[0] += inner(p)
    return xs[0] * xs[1]


def put_list(xs, p):
    xs[0] = p * 2.0
    return p


def augmented_list_argument(xs, p):
    xs[0] += put_list(xs, p)
    return xs[0] * xs[1]


def put_dict(d, p):
    d["x"] = p * 2.0
    return p


def augmented_dict(x, p):
    d = {"x": x}
    d["x"] += put_dict(d, p)
    return d["x"] * x


def augmented_nonlocal(x, p):
    t = x * x

    def inner(u):
        nonlocal t
        t = u * 2.0
        return u

    t += inner(p)
    return t * x


class State:
    def __init__(self, x):
        self.x = x

    def step(self, p):
        self.x = p * 2.0
        return p


def augmented_attribute(x, p):
    s = State(x)
    s.x += s.step(p)
    return s.x * x


def pop_list(x, p):
    xs = [x, p, x * p]
    xs[0] += xs.pop()
    return xs[0] * xs[1]


def augmented_walrus(x, p):
    x += (x := p * 2.0)
    return x * p


def slice_is_right(a, p):
    a[:2] += put(a, p)
    return np.sum(a * a)


def whole_is_right(a, p):
    a += put(a, p)
    return np.sum(a * a)


def product_is_right(a, p):
    a[0] = a[0] * put(a, p)
    return np.sum(a * a)


M = np.array([[1.2, -0.4], [0.6, 0.7]])
V = np.array([0.4, 0.7, -0.9])
ARRAYS = (
    augmented_element, augmented_element_in_expression, augmented_through_view, augmented_integers, augmented_mask,
    augmented_in_loop, augmented_by_nested, slice_is_right, whole_is_right, product_is_right,
)  # fmt: skip
NUMBERS = (
    augmented_list, augmented_dict, augmented_nonlocal, augmented_attribute, pop_list, augmented_walrus,
)  # fmt: skip
CASES = [
    *((f, (V, 0.6), (0, 1)) for f in ARRAYS),
    *((f, (M, 0.6), (0, 1)) for f in (augmented_matrix_element, augmented_row_element)),
    *((f, (0.4, 0.6), (0, 1)) for f in NUMBERS),
    (augmented_list_argument, ([0.4, 0.7], 0.6), (0, 1)),
]
