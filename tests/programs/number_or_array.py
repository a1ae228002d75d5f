"""A name that is a number on one path and an array on another."""

import numpy as np


def number_first(a, v, n):
    total = 0.0
    for k in range(n):
        b = a
        if k > 0:
            b = b - v
        total += np.sum(b * v)
    return total


def used_as_both(a, v, n):
    """Where `b` is a number, it meets numbers and arrays: one adjoint is a number, the other is not."""
    total = 0.0
    for k in range(n):
        b = a * a
        if k > 1:
            b = b * v
        c = b * a
        total += np.sum(b * v) + np.sum(c) * 0.5
    return total


def joined_twice(a, v, w, n):
    total = 0.0
    for k in range(n):
        b = a
        c = 1.5 * a
        if k > 0:
            b = np.sin(v)
        if k < n - 1:
            c = w * b
        d = b * c
        total = total + np.sum(d * d * v)
    return total


def both_unknown(a, v, n):
    """Neither operand of a product is known to be an array."""
    total = 0.0
    for k in range(n):
        x = a if k % 2 else v
        y = a * a if k % 3 else np.exp(v)
        total = total + np.sum(x * y) + np.sum(x / (1.0 + y * y)) + np.sum(x - y)
    return total


def carried(a, v, n):
    s = a
    for _ in range(n):
        s = s * 0.5 + np.sin(v) * a
    return np.sum(s * s)


def carried_in_branch(a, v, n):
    s = a
    for k in range(n):
        if k == 1:
            s = s + v
        s = s * a
    return np.sum(s * s)


def stored(a, v, n):
    out = np.zeros((n, len(v)))
    for k in range(n):
        b = a
        if k > 1:
            b = b * v
        out[k] = b
        out[k] /= b * b + 1.0
        out[k] += b
    return np.sum(out * out)


def rows_and_matrices(a, v, m, n):
    """An array of another shape meets it: it is broadcast where it is an array, too."""
    total = 0.0
    for k in range(n):
        b = a
        if k > 0:
            b = a * v
        total = total + np.sum(m * b * m)
    return total


def in_branches(a, v, n):
    total = 0.0
    for k in range(n):
        b = a
        if k > 0:
            b = v * a
        if k > 1:
            total = total + np.sum(b * v)
        else:
            total = total + np.sum(b) * 3.0
        if k % 2:
            total = total + np.sum(np.cos(b) * v) * np.sum(b)
    return total


def in_list(a, v, n):
    made = []
    for k in range(n):
        b = a
        if k > 0:
            b = b * v
        made.append(b)
    total = 0.0
    for b in made:
        total = total + np.sum(b * v) + np.sum(b * b)
    return total


def kept_in_while(a, v):
    b, k = a, 0
    while k < 3:
        if k > 0:
            b = np.tanh(b + v)
        b = b * a
        k += 1
    return np.sum(b)


def selected(a, v, n):
    total = 0.0
    for k in range(n):
        b = np.maximum(a if k else v, 0.1)
        c = np.where(b > 0.4, b, 2.0 * b)
        total = total + np.sum(c * c * v)
    return total


def stacked_with_active(x):
    """An array of numbers whose types are not known is joined with one that is active."""
    p = q = None
    for k in range(1):
        if k == 0:
            p, q = -1.67, 0.84
        else:
            p, q = q, p * q + 1.59
    return np.stack([np.array([q, p]), np.arange(2.0) * x]) @ np.array([0.6, -1.3])


a, n = 0.7, 4
v, w = np.array([0.3, 1.2, -0.5]), np.array([1.1, 0.4, 0.9])
m = np.array([[0.2, 0.5, 1.0], [1.4, -0.3, 0.8]])


def number_beside_a_stored_array(x, v):
    a = v * 1.0
    y = a if x > 0 else x
    a[0] = x
    return np.sum(y * y) + np.sum(a)


def carried_and_stored(x, v, n):
    s = x
    for k in range(n):
        a = v * s
        a[0] = x * 2.0
        s = a
    return np.sum(s * s)


def stored_on_later_turns(x, v, n):
    s = x
    out = 0.0
    for k in range(n):
        a = v * s
        b = a if k == 1 else s
        a[0] *= x * 2.0
        out = out + np.sum(b * v)
        s = a
    return np.sum(s * s) * out


def numbers_between_arrays(x, v, n):
    s = x * 2.0
    t = x
    for k in range(n):
        if k % 2:
            t = s
        a = v * s
        s = a
        a *= x
        if k == 2:
            s = x * 3.0
    return np.sum(s * t)


V = np.array([0.3, 1.2, 0.7])
CASES = [
    *((number_beside_a_stored_array, (x, V), (0, 1)) for x in (0.6, -0.6)),
    *(
        (fn, (0.6, V, n), (0, 1))
        for fn in (carried_and_stored, stored_on_later_turns, numbers_between_arrays)
        for n in (0, 1, 2, 4)
    ),
    (number_first, (a, v, n), (0, 1)),
    (number_first, (a, v, 1), (0, 1)),
    (used_as_both, (a, v, n), (0, 1)),
    (used_as_both, (a, v, 1), (0, 1)),
    (joined_twice, (a, v, w, n), (0, 1, 2)),
    (joined_twice, (a, v, w, 1), (0, 1, 2)),
    (both_unknown, (a, v, 7), (0, 1)),
    (carried, (a, v, n), (0, 1)),
    (carried, (a, v, 0), (0, 1)),
    (carried_in_branch, (a, v, n), (0, 1)),
    (carried_in_branch, (a, v, 1), (0, 1)),
    (stored, (a, v, n), (0, 1)),
    (rows_and_matrices, (a, v, m, n), (0, 1, 2)),
    (in_branches, (a, v, 5), (0, 1)),
    (in_list, (a, v, n), (0, 1)),
    (kept_in_while, (a, v), (0, 1)),
    (selected, (a, v, n), (0, 1)),
    (stacked_with_active, (a,), 0),
]
