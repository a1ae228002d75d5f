"""Functions and objects that are chosen at run time: by a branch, in a loop, or not at all."""

import math
from dataclasses import dataclass


@dataclass
class Pair:
    x: float
    v: float = 0.0


class Linear:
    def __init__(self, a):
        self.a = a

    def rate(self, x):
        return self.a * x


class Quadratic:
    def __init__(self, a):
        self.a, self.calls = a, 0

    def rate(self, x):
        self.calls += 1
        return self.a * x * x + self.calls


def three_functions(x, a, b):
    if a:
        f = math.sin
    elif b:
        f = math.cos
    else:
        f = lambda t: t * t * x  # noqa: E731
    return f(x) + f(2 * x)


def alternating(x, n):
    f, g = math.sin, lambda t: t * t + 0.3
    for _ in range(n):
        x = f(x)
        f, g = g, f
    return x


def rotating(x, n):
    def square(t):
        return t * t + 0.5

    f, g, h = math.sin, square, math.exp
    for _ in range(n):
        x = f(x) * 0.5
        f, g, h = g, h, f
    return x


def defined_in_loop(x, n):
    y = x
    for i in range(n):

        def f(t):
            return t * y + i  # noqa: B023

        y = f(x) * 0.5
    return y


def read_after_loop(x, n):
    y = x
    for i in range(n):
        f = lambda t: t * y + i  # noqa: B023, E731
        y = y * 0.9
    return f(x)


def optional(x, scale):
    f = None if scale is None else (lambda t: t * scale)
    y = x * x
    if f is not None:
        y = f(y)
    return y


def model(x, n, which):
    m = Linear(x) if which == "linear" else Quadratic(x * 2)
    for _ in range(n):
        x = m.rate(x) * 0.5
        m.a = m.a + 0.1 * x
    return x * m.a


def object_is_changed(x, flag):
    a = Pair(x, 1.0)
    b = Pair(2.0, x)
    c = a if flag else b
    c.x = c.x * 3 + x
    return a.x * 2 + b.x * 5 + c.x * c.v


def list_is_changed(x, flag):
    a = [x, 1.0]
    b = [2.0, x, x]
    c = a if flag else b
    c[0] = c[0] * 3 + x
    return a[0] * 2 + b[0] * 5 + c[0] * len(c)


def made_in_branch(x, flag):
    if flag:
        c = [x, x * 2]
        d = c
    else:
        c = [x * 3, x * x]
        d = [1.0, 2.0]
    c[0] = c[0] + 1.0
    return c[0] * d[0] + c[1] * d[1]


def found_or_not(x, n):
    def find():
        for i in range(n):
            if x * i > 1.0:
                return Pair(x * i, 1.0)
        return Pair(0.0, x)

    p = find()
    p.v = p.v * 2
    return p.x + p.v


def best_object(x, n):
    best = None
    for i in range(n):
        p = Pair(math.sin(x * (i + 1)), x)
        if best is None or p.x > best.x:
            best = p
    return best.x * best.v


def best_tuple(x, n):
    best = None
    for i in range(n):
        y = math.sin(x * (i + 1))
        if best is None or y > best[0]:
            best = (y, x * i)
    return best[0] * best[1] + x


def dict_of_branch(x, k):
    if k > 1:
        return {"value": x * x, "scale": 1.0}
    return {"value": x, "scale": x * 2.0}


def names_an_item_of_several_kinds(x, q):
    for _ in range(2):
        for _ in range(2):
            for a, b in zip(q, (0.5, 1.0), strict=True):
                x = x * b
    return x, a


CASES = [
    (names_an_item_of_several_kinds, (1.2, (0.1, {"p": 0.3})), (0, 1)),
    *((three_functions, (0.7, a, b), 0) for a, b in ((True, False), (False, True), (False, False))),
    *((fn, (0.7, 5), 0) for fn in (alternating, rotating)),
    *((fn, (0.7, 3), 0) for fn in (defined_in_loop, read_after_loop, best_object, best_tuple)),
    *((optional, (0.7, scale), 0) for scale in (None, 2.0)),
    *((model, (0.7, 3, which), 0) for which in ("linear", "quadratic")),
    *(
        (fn, (0.7, flag), 0)
        for fn in (object_is_changed, list_is_changed, made_in_branch)
        for flag in (True, False)
    ),
    *((found_or_not, (0.7, n), 0) for n in (1, 3)),
    *((dict_of_branch, (0.7, k), 0) for k in (1, 2)),
]
