"""The test of a while loop binds, stores or pops: it is part of the turn."""

import numpy as np


def halve(a):
    a[0] *= 0.5
    return a[0]


def stores(x):
    a = np.array([x, 2 * x])
    total = 0.0
    while halve(a) > 0.1:
        total += a[0] * a[1]
    return total + a[0]


def changes_a_closure(x):
    c = x

    def more():
        nonlocal c
        c *= 1.2
        return c

    total = 0.0
    while more() < 2.0:
        total += c * c
    return total


def pops(x):
    xs = [x * x, 1.3, x, x * x * x]
    total = 0.0
    while xs.pop() < x + 0.1:
        total += x * len(xs)
    return total + xs[0] * x


def walks_a_list(x):
    xs = [np.cos(x), x]
    while not max(xs) > 1.51:
        xs.append(xs[-1] * 1.2)
    return sum(xs)


def sums_a_generator(x):
    xs = [np.cos(x), x]
    while sum(u * u for u in xs) < 3.51:
        xs.append(x * 0.97)
    return sum(xs)


def counted_only(x, y):
    for _ in range(2):
        x, y = y, x
        if y > 0.42:
            continue
        return x
    return None


def list_on_one_branch(x, v):
    if x > 0.5:
        xs = [x * (k + 0.5) for k in range(2)]
        for e in v:
            xs.append(np.tanh(e * x))
        return sum(xs)
    return x


def else_after_a_test_that_binds(x):
    """`else` runs where the test fails, not where the body breaks."""
    total, i = 0.0, 0
    while (v := x[i] * 2.0) < 3.0:
        total += v * v
        i += 1
        if i >= len(x):
            break
    else:
        total *= 2.0
    return total + v


CASES = [
    (else_after_a_test_that_binds, (np.array([0.2, 0.9, 1.1, 2.0]),), 0),
    (else_after_a_test_that_binds, (np.array([0.2, 0.9, 1.1, 1.2]),), 0),
    *((fn, (0.83,), 0) for fn in (stores, changes_a_closure, pops, walks_a_list)),
    (sums_a_generator, (0.83,), 0),
    (counted_only, (0.3, 0.4), 1),
    (list_on_one_branch, (0.83, np.array([0.3, -0.4])), (0, 1)),
    (list_on_one_branch, (0.43, np.array([0.3, -0.4])), (0, 1)),
]
