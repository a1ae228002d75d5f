"""Adjoints that two values get, and memory that is another part of an array in each turn or is overwritten in between."""

import numpy as np


def elements_of_a_sum(x):
    a = np.sin(x)
    b = np.cos(x)
    e = a[1] * a[2]
    c = a + b
    return c[0] * c[1] * e


def sum_beside_a_product(x):
    a = np.sin(x)
    b = np.cos(x)
    d = a * x
    c = a + b
    return c[0] * c[1] + np.sum(d)


def sum_with_its_own_factor(x):
    a = np.sin(x)
    b = np.cos(x)
    c = a * b + a
    return c[0] * c[1]


def sum_with_a_view(x):
    a = np.sin(x)
    c = a.copy()
    d = np.cos(x)
    e = c + d.reshape(3)
    return e[0] * e[1] * a[0] * d[2] + np.sum(c * d)


def sums_in_a_loop(x, n):
    a = np.sin(x)
    b = np.cos(x)
    for i in range(n):
        c = a + b
        s = c[0] * c[1]
        a = c * s + a[i]
    return np.sum(a * b) + b[0]


def sum_or_difference(x, k):
    a = np.sin(x)
    b = np.cos(x)
    if k > 0:
        c = a + b
    else:
        c = b - a
    return c[0] * c[2] + a[1] * b[1]


def shield_of_another_buffer(x, n):
    a = x.copy()
    b = np.zeros(3)
    s = 0.0
    for i in range(n):
        if i % 2 == 0:
            s = s + np.sum(a * a)
            b[...] = 0.0
        b[...] = 2.0 * x
        a, b = b, a
    return s


def shield_in_a_branch(x, n):
    A = np.outer(x, x)
    s = 0.0
    for i in range(n):
        row = A[i]
        if i == 0:
            s = s + np.sum(A * A)
            row[0] = 1.0
        row[0] = 2.0
    return s


def shield_of_a_row(x, n):
    A = np.outer(x, x)
    s = 0.0
    for i in range(n):
        row = A[i]
        row[0] = 5.0
        s = s + np.sum(A * A)
        row[0] = 0.0
    return s


def rows_gone_over(x, n):
    A = np.outer(x, x)
    s = 0.0
    for row in A:
        row[0] = 5.0
        s = s + np.sum(A * A)
        row[0] = 0.0
    return s


def term_overwritten_in_part(x):
    y = x * x
    a = np.cos(x)
    r = y[1:] + a[1:]
    a[1] = 0.0
    y[1:] = r
    return np.sum(y * y)


def term_overwritten(x):
    y = x * x
    a = np.cos(x)
    r = y + a
    a[...] = 0.0
    y[...] = r
    return np.sum(y * y)


def term_scaled(x):
    y = x * x
    a = np.cos(x)
    r = y + a
    a *= 2.0
    y[...] = r
    return np.sum(y * y)


def parts_of_what_is_made_again(u0, n):
    u = u0.copy()
    for t in range(n):
        f = 0.5 * u * u
        fl = np.maximum(f[:-1], f[1:])
        u[1:-1] -= 0.2 * (fl[1:] * fl[:-1])
        u[0] = u[-2]
        u[-1] = u[1]
        fl2 = u[:-1] * fl
        u[1:] += fl2 * fl2 - fl
    return np.sum(u**2)


def parts_in_between(x, n):
    u = x.copy()
    v = x * 2.0
    for t in range(n):
        f = u * v
        g = f - u
        d = g[1:] * g[:-1]
        v[0] = 0.5 * v[1]
        e = d - v[1:]
        u[:-1] = np.exp(d) * e
    return np.sum(u * v)


def multiple_of_what_changes(x, n):
    y = np.zeros(5)
    w = np.cos(x)
    u = np.sin(x)
    for i in range(n):
        t1 = 0.5 * u
        w = np.cos(u)
        w[i] = w[i] * w[0]
        t2 = 0.25 * w
        y[1:-1] = t1 + t2
        u = y[1:-1] * y[:3]
    return np.sum(y * y)


def part_of_a_reshaped_row(x, a, b):
    for i in range(2):
        for row in b.reshape(2, 2):
            row[...] = a[i, i] * x
            np.multiply(1.0, np.sin(b[::2]), out=row)
    return b


def inverse_before_a_loop(m, n):
    a = m.copy()
    b = np.linalg.inv(a)
    s = 0.0
    for _ in range(n):
        a[0, 0] *= 2.0
        s = s + np.linalg.det(a)
    return s + np.sum(b)


def inverse_before_a_branch(m, n):
    a = m.copy()
    a[1, 1] += 1.0
    b = np.linalg.inv(a)
    s = 0.0
    if n > 1:
        a[0, 0] *= 2.0
        s = s + np.linalg.det(a)
    return s + np.sum(b)


def products_with_a_global(m, n):
    u = m.copy()
    for _ in range(n):
        c = u[1:]
        u[1:] = c - DT * c * (c - u[:-1]) - DT * c * (c - u[:-1] * u[:-1])
    return np.sum(u * u)


def products_across_a_store(m, n):
    u = m.copy()
    s = 0.0
    for k in range(n):
        s = s + np.sum(DT * u * u)
        u[k] = 2.0 * u[0]
        s = s + np.sum(DT * u * u)
    return s


X, FIVE = np.array([0.5, 1.2, -0.7]), np.array([0.5, 1.2, -0.7, 0.9, 0.3])
SQUARE = np.array([[0.9, 0.9, 0.7], [0.3, 1.1, -1.5], [1.1, -0.8, 0.3]])
MATRIX, DT = SQUARE + 2.0 * np.eye(3), 0.1
CASES = [
    *((f, (MATRIX, n), 0) for n in (0, 1, 2) for f in (
        inverse_before_a_loop, inverse_before_a_branch, products_with_a_global, products_across_a_store,
    )),
    *((f, (X,), 0) for f in (
        elements_of_a_sum, sum_beside_a_product, sum_with_its_own_factor, sum_with_a_view, term_overwritten,
        term_overwritten_in_part, term_scaled,
    )),
    *((f, (X, n), 0) for n in (1, 2, 3) for f in (
        sums_in_a_loop, sum_or_difference, shield_of_another_buffer, shield_in_a_branch, shield_of_a_row,
        rows_gone_over, multiple_of_what_changes,
    )),
    (sum_or_difference, (X, -1), 0),
    (parts_of_what_is_made_again, (FIVE, 1), 0),
    (parts_of_what_is_made_again, (FIVE, 2), 0),
    (parts_in_between, (FIVE, 1), 0),
    (part_of_a_reshaped_row, (0.8, SQUARE, np.array([0.6, 0.3, 1.3, 0.2])), (0, 1, 2)),
]  # fmt: skip
