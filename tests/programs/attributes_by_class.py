"""Objects whose classes say what binding an attribute or an item does: setters, `__setitem__`, what is kept once made."""

import functools

import numpy as np


class Grid:
    def __init__(self, a):
        self.a = a
        self.written = 0.0

    def __getitem__(self, k):
        return self.a[k].copy()

    def __setitem__(self, k, v):
        self.a[k] = v
        self.written = self.written + np.sum(v) * 0.1


def items_of_an_object(x):
    g = Grid(x * 2.0)
    g[0:2] *= x[1]
    g[1:] += x[:2]
    return np.sum(g.a**2) + g.written


class Doubling:
    def __init__(self, a):
        self._a = a
        self.total = 0.0

    @property
    def a(self):
        return self._a

    @a.setter
    def a(self, v):
        self._a = v * 2.0
        self.total = self.total + np.sum(v)


def bound_by_setter(x):
    p = Doubling(x * 2.0)
    p.a = x * x
    return np.sum(p.a**2) + p.total


def changed_by_setter(x):
    p = Doubling(x * 2.0)
    p.a *= x[1]
    return np.sum(p.a**2) + p.total


class Slotted:
    __slots__ = ("a", "b")

    def __init__(self, x):
        self.a = x
        self.b = x * 2

    def step(self):
        self.a += self.b
        self.b = self.a * 3


def slots(x):
    s = Slotted(x * 1.0)
    s.step()
    s.a *= 2
    return np.sum(s.a * s.b)


class Kept:
    def __init__(self, x):
        self.x = x

    @functools.cached_property
    def squared(self):
        return self.x**2


def made_once(x):
    r = Kept(x)
    first = r.squared
    r.x = x * 3
    return np.sum(r.squared * first * r.x)


class Scaled:
    scale = 2.0

    def __init__(self, x):
        self.x = x


def attribute_of_the_class(x):
    d = Scaled(x)
    d.scale *= x[0]
    e = Scaled(x)
    return np.sum(d.scale * d.x * e.scale)


X = np.array([0.3, -0.8, 1.1])
CASES = [
    (f, (X,), 0)
    for f in (
        items_of_an_object, bound_by_setter, changed_by_setter, slots, made_once, attribute_of_the_class,
    )
]  # fmt: skip
