"""Methods of objects that a name of the module means."""

import numpy as np


class Spring:
    stiffness = 2.0

    def __init__(self, length):
        self.length = length
        self.masses = np.array([1.0, 2.0, 0.5])
        self.parts = [0.5, 1.5]

    @property
    def half(self):
        return 0.5 * self.length

    def stretch(self, x):
        return x - self.length

    def energy(self, x):
        return 0.5 * self.stiffness * np.sum(self.masses * self.stretch(x) ** 2) + self.half * x[0]

    @staticmethod
    def damping(v):
        return np.tanh(v)

    @classmethod
    def scaled(cls, x):
        return cls.stiffness * x


class Softer(Spring):
    def energy(self, x):
        return 0.1 * super().energy(x) + self.parts[1] * x[1]


SPRING, SOFT = Spring(0.7), Softer(0.4)
SPRINGS = {"hard": SPRING, "soft": SOFT}


def energy(x):
    return SPRING.energy(x) + SOFT.energy(x)


def all_kinds(x):
    return np.sum(SPRING.damping(SOFT.scaled(x))) * SPRING.half + SOFT.stiffness * x[0]


def in_a_loop(x, n):
    v = np.zeros_like(x)
    for _ in range(n):
        v -= 0.1 * SPRING.masses * SPRING.stretch(x)
        x = x + 0.1 * SOFT.damping(v)
    return SPRING.energy(x)


X = np.array([0.5, 1.2, -0.7])
CASES = [
    (energy, (X,), 0),
    (all_kinds, (X,), 0),
    *((in_a_loop, (X, n), 0) for n in (0, 1, 3)),
]
