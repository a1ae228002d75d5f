"""Draws from generators, in order and once; places that are shuffled after they have been used."""

import bisect
import operator

import numpy as np


def shuffled_between(a):
    rng = np.random.default_rng(3)
    k = np.arange(4)
    y = a[k] * a[k]
    rng.shuffle(k)
    z = a[k] * y
    rng.shuffle(k)
    return z * a[k]


def shuffled_in_a_loop(a):
    rng = np.random.default_rng(3)
    k = np.arange(4)
    y = a * 1.0
    for _ in range(3):
        rng.shuffle(k)
        y = y * a[k]
    return y


def drawn_into(a):
    rng = np.random.default_rng(3)
    w = np.ones(4)
    y = a * w * a
    rng.standard_normal(4, out=w)
    y = y * a * w
    rng.random(out=w)
    return y * w * a


def drawn_by_a_method(a):
    draw = np.random.default_rng(3).random
    w = np.ones(4)
    y = a * w
    draw(out=w)
    y = y * a * w
    draw(out=w)
    return y * a * w


def of_the_module(a):
    np.random.seed(3)  # noqa: NPY002
    k = np.arange(4)
    w = np.random.rand(4)  # noqa: NPY002
    np.random.shuffle(k)  # noqa: NPY002
    return a[k] * a * w + a[np.random.randint(0, 4)]  # noqa: NPY002


def shuffled_list(a):
    rng = np.random.default_rng(5)
    q = [0, 2, 3]
    rng.shuffle(q)
    y = a[q[0]] * 2.0 + a[q[1]] * a[q[2]]
    rng.shuffle(q)
    return y * a[q[0]]


def changed_by_functions(a, n):
    q = [0, 2, 3]
    operator.setitem(q, 0, n)
    list.append(q, 2)
    bisect.insort(q, 1)
    return a[q[0]] * 2.0 + a[q[1]] * a[q[-1]] * a[q[2]]


A = np.array([0.7, 0.4, 1.3, 0.9])
CASES = [
    (shuffled_between, (A,), 0),
    (shuffled_in_a_loop, (A,), 0),
    (drawn_into, (A,), 0),
    (drawn_by_a_method, (A,), 0),
    (of_the_module, (A,), 0),
    (shuffled_list, (A,), 0),
    (changed_by_functions, (A, 1), 0),
]
