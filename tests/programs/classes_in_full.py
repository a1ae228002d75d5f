"""Classes as people write them: inheritance with `super()`, operators, builtins on objects, defaults of fields."""

import math
from dataclasses import dataclass, field
from typing import NamedTuple

import numpy as np


class Layer:
    def __init__(self, w):
        self.w = w

    def forward(self, x):
        raise NotImplementedError

    @property
    def size(self):
        return np.sum(self.w**2)

    def __call__(self, x):
        return self.forward(x)


class Linear(Layer):
    def __init__(self, w, b):
        super().__init__(w)
        self.b = b

    def forward(self, x):
        return x @ self.w + self.b

    @property
    def size(self):
        return super().size + self.b**2

    @classmethod
    def made(cls, w):
        return cls(w, 0.5)


class Scaled(Linear):
    @classmethod
    def made(cls, w):
        return super().made(w * 1.5)

    def forward(self, x):
        return 2.0 * super(Scaled, self).forward(x)  # noqa: UP008


class Tanh(Layer):
    def __init__(self):
        super().__init__(None)

    def forward(self, x):
        return np.tanh(x)


class Plain:
    def __init__(self):
        super().__init__()
        self.calls = 0


class Sequential(Plain):
    def __init__(self, *layers):
        super().__init__()
        self.layers = layers

    def __call__(self, x):
        for layer in self.layers:
            x = layer(x)
            self.calls += 1
        return x / self.calls


def network(w1, b1, w2, x):
    net = Sequential(Linear(w1, b1), Tanh(), Scaled.made(w2))
    return np.mean(net(x) ** 2) + net.layers[0].size + net.layers[2].size


class Vector:
    def __init__(self, x, y):
        self.x, self.y = x, y

    def __add__(self, other):
        return Vector(self.x + other.x, self.y + other.y)

    def __mul__(self, s):
        return Vector(self.x * s, self.y * s)

    __rmul__ = __mul__

    def __truediv__(self, s):
        return Vector(self.x / s, self.y / s)

    def __neg__(self):
        return Vector(-self.x, -self.y)

    def __sub__(self, other):
        return self + (-other)

    def __pow__(self, n):
        return Vector(self.x**n, self.y**n)

    def __matmul__(self, other):
        return self.x * other.x + self.y * other.y

    def __abs__(self):
        return math.hypot(self.x, self.y)

    def __float__(self):
        return self.x * self.y

    def __getitem__(self, i):
        return (self.x, self.y)[i]

    def __len__(self):
        return 2

    def __iter__(self):
        return iter((self.x, self.y))

    def __iadd__(self, other):
        self.x += other.x
        self.y += other.y
        return self

    def __call__(self, t):
        return self.x + t * self.y


def vectors(a, b):
    p = Vector(a, b)
    q = 2.0 * p - Vector(1.0, 2.0) * b
    return abs(q) + (p @ q) + p[1] * len(p) + q(0.5) + float(q)


def unpacked_vectors(a, b):
    x, y = Vector(a, b) ** 2
    return x * y + sum(Vector(a, b)) + max(Vector(b, a) / 3.0)


def changed_in_place(a, b):
    p = Vector(a, b)
    r = p
    p += Vector(b, a)
    p = p / 2.0
    return p.x * r.y


@dataclass
class Settings:
    rate: float = 0.1
    steps: int = 3
    betas: tuple = (0.9, 0.99)
    name: str = "settings"
    seen: list = field(default_factory=list)

    def decay(self, t):
        self.seen.append(t)
        return self.rate * self.betas[0] ** t


class Limits(NamedTuple):
    low: float
    high: float = 2.0
    pair: tuple = (0.5, 3.0)


def defaults_of_fields(x):
    s, other = Settings(rate=x), Settings(x * x, name="other")
    total = sum(s.decay(t) for t in range(s.steps)) + other.decay(1)
    limits = Limits(x)
    return total * limits.high * limits.pair[1] + len(s.seen) * x + len(other.seen) * limits.low


rng = np.random.default_rng(0)
WEIGHTS = (rng.normal(size=(3, 4)), 0.3, rng.normal(size=(4, 2)), rng.normal(size=(5, 3)))
CASES = [
    (network, WEIGHTS, (0, 1, 2, 3)),
    *((fn, (1.2, 0.7), (0, 1)) for fn in (vectors, unpacked_vectors, changed_in_place)),
    (defaults_of_fields, (1.2,), 0),
]
