"""Recursion: direct, mutual, twofold, over lists and on arrays."""

import numpy as np


def power(x, n):
    if n == 0:
        return 1.0
    return x * power(x, n - 1)


def fibonacci(x, n):
    if n < 2:
        return x + n
    return fibonacci(x, n - 1) * 0.5 + fibonacci(x, n - 2) * x


def even(x, n):
    if n == 0:
        return x
    return odd(x * x + 0.1, n - 1)


def odd(x, n):
    if n == 0:
        return -x
    return even(np.sin(x), n - 1)


def sum_of(xs):
    if len(xs) == 0:
        return 0.0
    return xs[0] ** 2 + 0.5 * sum_of(xs[1:])


def halves(v):
    n = v.shape[0]
    if n == 1:
        return v[0] * v[0]
    return halves(v[: n // 2]) * 0.7 + np.sin(halves(v[n // 2 :]))


def until_small(x):
    if x < 0.5:
        return x * x
    return until_small(x * 0.6) * x


def starts_power(x):
    return power(x, 4) + power(x * x, 2)


def steps(p, depth):
    if depth <= 0:
        return p * -0.72
    return steps(p / (1.0 + p * p), depth - 1)


def literal_depth(x, v):
    xs = [steps(v[1], 3)]
    return sum(xs) * 0.3 - np.sum(v * v) * x


def literal_depth_or_none(x, v):
    xs = [steps(v[1], 3)]
    if v[1]:
        return sum(xs) * 0.3 - np.sum(v * v) * x
    return None


def late(p, depth):
    if depth <= 0:
        return np.array([p, p * p])
    r = late(p * 0.9, depth - 1)
    if depth > 2:
        return np.sin(r[0])
    return r * p


def array_at_the_bottom(x):
    return late(x, 3) * x


def widen(p, depth):
    if depth <= 0:
        return p
    return widen(np.array([1.0, 2.0]) * p, depth - 1)


def argument_becomes_an_array(x, depth):
    return np.sum(widen(x, depth))


def powers_in_loop(x, v):
    total = 0.0
    for i in range(3):
        total += power(x, 2) * power(v[0], i)
    return total


def arrays_of_turns(p, depth):
    if depth <= 0:
        return p
    total = 0.0
    for i in range(2):
        a = np.full(4, 0.7)
        a[i] *= p
        total += a[i] * a[0]
    return arrays_of_turns(p, depth - 1) * total


def array_of_a_branch(p, depth):
    if depth <= 0:
        return p * 0.6
    a = np.ones(4)
    k = 0
    while k < 2:
        k += 1
        a[k] *= p
        if k > 5:
            return p * np.sum(a * a)
        a[a > 1.76] -= p
    return np.sum(a * a) * array_of_a_branch(p, depth - 1)


def array_of_two_branches(p, q):
    if p > 0.0:
        a = np.ones(3)
        a[0] *= p
        a *= a
    r = q * q
    if q > 0.0:
        if p > 0.0:
            r = np.sum(a * a) * q
    return r * p


def last_of(v):
    if v.shape[0] == 1:
        return v[0] * 1.11
    return last_of(v[1:])


def rest_of(v):
    return v * v if len(v) < 3 else rest_of(v[1:])


def slices_of_known_size(y, w):
    """The size of what is handed down is known at the call, and another at each depth."""
    v = np.full(3, y) * 1.5
    x = np.arctan(last_of(v))
    if abs(v[0]) < 0.75:
        return np.sum(w * w) + np.sum(v * v)
    return np.sum(v * v) * 0.5 + x


def slices_after_a_loop(y, w):
    v = 0.27
    for k in range(3):
        v = v + np.full(4, y) * (k + 0.5)
    return last_of(v) * np.sum(w) + rest_of(v) @ np.array([1.0, y])


V = np.array([0.978, -0.353, 0.158])
CASES = [
    *((slices_of_known_size, (y, V), (0, 1)) for y in (0.3, 0.9)),
    (slices_after_a_loop, (0.3, V), (0, 1)),
    *((fn, (0.99, V), (0, 1)) for fn in (literal_depth, literal_depth_or_none, powers_in_loop)),
    (array_at_the_bottom, (0.99,), 0),
    (argument_becomes_an_array, (0.99, 2), 0),
    (argument_becomes_an_array, (0.99, 0), 0),
    (arrays_of_turns, (1.1, 2), 0),
    *((array_of_a_branch, (1.1, depth), (0, 1)) for depth in (-0.5, 1.5)),
    *((array_of_two_branches, (p, 0.7), (0, 1)) for p in (1.1, -1.1)),
    (power, (1.3, 4), 0),
    (fibonacci, (0.7, 5), 0),
    (even, (0.7, 4), 0),
    (even, (0.7, 3), 0),
    (sum_of, ([0.5, -0.7, 1.2],), 0),
    (halves, (np.array([0.5, -0.7, 1.2, 0.4]),), 0),
    (until_small, (1.3,), 0),
    (starts_power, (0.8,), 0),
]
