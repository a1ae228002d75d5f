"""Nested functions and lambdas that call themselves, or are handed on by a recursion, to a depth known at run time only."""

import math

import numpy as np

import sourcediff


def power_by_name(p, n):
    def go(x, k):
        if k == 0:
            return x
        return go(x * p, k - 1)

    return go(1.5, n)


def bisect(p):
    def f(x):
        return x**3 - p

    def go(a, b):
        m = (a + b) / 2
        if b - a < 1e-3:
            return m - f(m) / (3 * m * m)
        return go(m, b) if f(m) < 0 else go(a, m)

    return go(0.0, 4.0)


def adaptive_simpson(p, upper):
    def f(t):
        return math.exp(-p * t * t) * math.cos(t)

    def go(a, b, fa, fm, fb, whole, eps):
        m = (a + b) / 2
        flm, frm = f((a + m) / 2), f((m + b) / 2)
        left = (m - a) / 6 * (fa + 4 * flm + fm)
        right = (b - m) / 6 * (fm + 4 * frm + fb)
        delta = left + right - whole
        if abs(delta) <= 15 * eps:
            return left + right + delta / 15
        return go(a, m, fa, flm, fm, left, eps / 2) + go(m, b, fm, frm, fb, right, eps / 2)

    a, b = 0.0, upper
    fa, fm, fb = f(a), f((a + b) / 2), f(b)
    return go(a, b, fa, fm, fb, (b - a) / 6 * (fa + 4 * fm + fb), 1e-5)


def mutual(p, n):
    def even(x, k):
        return x if k == 0 else odd(x * p, k - 1)

    def odd(x, k):
        return -x if k == 0 else even(x + p, k - 1)

    return even(p * p, n) + odd(0.3, n)


def lambda_self(p, n):
    fact = lambda k: 1.0 if k <= 0 else p * k * fact(k - 1)  # noqa: E731
    return fact(n)


def memo_read(w, n):
    table = {0: 1.0, 1: 2.0}

    def go(k):
        if k < 2:
            return table[k] * w
        return go(k - 1) * w + go(k - 2)

    return go(n)


def tree(weights, depth):
    def node(i, d):
        if d == 0:
            return np.tanh(weights[i % len(weights)])
        return weights[d] * node(2 * i, d - 1) + node(2 * i + 1, d - 1) ** 2

    return node(1, depth)


def graph(cost, start):
    edges = {"a": ["b", "c"], "b": ["d"], "c": ["d"], "d": []}

    def visit(v, budget):
        total = cost[v] * budget
        for u in edges[v]:
            total = total + 0.5 * visit(u, budget * 0.9)
        return total

    return visit(start, 2.0)


def defaults(p, n):
    def go(x, k, rate=0.5):
        if k == 0:
            return x
        return go(x * p + rate, k - 1)

    return go(1.0, n)


def keyword(p, n):
    def go(x, *, k):
        if k == 0:
            return x
        return go(x * p, k=k - 1)

    return go(1.0, k=n)


def mode(p, n, kind):
    scale = 2.0
    way = "up" if kind else "down"

    def go(x, k):
        if k == 0:
            return x * scale
        if way == "up":
            return go(x * p, k - 1)
        return go(x / p, k - 1)

    return go(1.0, n)


def alias(p, n):
    act = np.tanh

    def go(x, k):
        if k == 0:
            return x
        return go(act(x * p), k - 1)

    return go(1.0, n)


def arrays(A, n):
    def power(k):
        if k == 0:
            return np.eye(2)
        if k % 2 == 1:
            return A @ power(k - 1)
        half = power(k // 2)
        return half @ half

    return np.sum(power(n))


def divide(v, q):
    def conquer(xs):
        n = len(xs)
        if n == 1:
            return xs[0] * q
        return conquer(xs[: n // 2]) * 0.7 + np.sin(conquer(xs[n // 2 :]))

    return conquer(v)


def twice_deep(p, n):
    def outer(x, k):
        def inner(y, j):
            if j <= 0:
                return y * x
            return inner(y * p, j - 1)

        if k == 0:
            return x
        return inner(0.5, k) + outer(x * p, k - 1)

    return outer(1.2, n)


def apply_n(f, x, n):
    if n == 0:
        return x
    return f(apply_n(f, x, n - 1))


def with_two(p, q, n):
    s = p * q

    def f(t):
        return t * s + 0.1

    return apply_n(f, p, n) + apply_n(lambda u: u - q, 0.5, n)


def newton(g, dg, x, n):
    if n == 0:
        return x
    return newton(g, dg, x - g(x) / dg(x), n - 1)


def root(a, n):
    return newton(lambda x: x * x - a, lambda x: 2 * x, 1.0 + a * 0.1, n)


def returns_tuple(p, n):
    def go(x, k):
        if k == 0:
            return x, 1.0
        a, b = go(x * p, k - 1)
        return a + b, b * p

    u, v = go(1.0, n)
    return u * v


def changed_later(p, n):
    rate = p

    def go(x, k):
        if k == 0:
            return x
        return go(x * rate, k - 1)

    first = go(1.0, n)
    rate = rate * 2.0
    return first + go(1.0, n)


def derivative_in_a_branch(x, least):
    if least > x:
        y = slope(x)
    else:
        y = 0.5 * x
    return y * x


def cubic(x):
    def inner(t):
        return t * x * x

    return inner(x)


slope = sourcediff.grad(cubic)


R = np.random.default_rng(0)
COSTS = {"a": 1.0, "b": 2.0, "c": 0.5, "d": 0.3}
CASES = [
    (power_by_name, (0.7, 3), 0),
    (bisect, (5.1,), 0),
    (adaptive_simpson, (0.7, 1.5), (0, 1)),
    (tree, (R.normal(size=5), 3), 0),
    (graph, (COSTS, "a"), 0),
    (mode, (0.7, 3, True), 0),
    (mode, (0.7, 3, False), 0),
    (arrays, (R.normal(size=(2, 2)), 5), 0),
    (divide, (R.normal(size=5), 0.8), (0, 1)),
    (with_two, (0.7, 1.2, 3), (0, 1)),
    (root, (2.0, 4), 0),
    (derivative_in_a_branch, (1.3, 2.0), 0),
    *((fn, (0.7, 4), 0) for fn in (mutual, lambda_self, memo_read, defaults, keyword)),
    *((fn, (0.7, 3), 0) for fn in (alias, twice_deep, returns_tuple, changed_later)),
]
