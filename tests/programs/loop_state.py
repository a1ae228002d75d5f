"""What a loop carries is a list, dict or object: made anew on each turn, swapped, or changed."""

from dataclasses import dataclass
from typing import NamedTuple

import numpy as np


@dataclass
class Particle:
    x: float
    v: float = 0.0


class Vector(NamedTuple):
    x: float
    y: float

    def dot(self, other):
        return self.x * other.x + self.y * other.y

    def __add__(self, other):
        return Vector(self.x + other.x, self.y + other.y)


def particle(x, v, n):
    p = Particle(x, v)
    for _ in range(n):
        a = -p.x + 0.1 * p.v
        p = Particle(p.x + 0.1 * p.v, p.v + 0.1 * a)
    return 0.5 * p.v**2 + 0.5 * p.x**2


def momentum(w, rate, n):
    state = {"w": w, "m": np.zeros(2)}
    for _ in range(n):
        m = 0.9 * state["m"] + 2 * state["w"] + np.sin(state["w"])
        state = {"w": state["w"] - rate * m, "m": m}
    return np.sum(state["w"] ** 2)


def params_of_the_caller(params, n):
    for _ in range(n):
        params = {k: v - 0.1 * v * v for k, v in params.items()}
    return params["w"] * np.sum(params["b"])


def params_copied(params, n):
    params = dict(params)
    for _ in range(n):
        new = {}
        for k in params:
            new[k] = params[k] - 0.1 * params[k] * params[k]
        params = new
        params["w"] = params["w"] * 1.1
    return params["w"] * np.sum(params["b"])


def list_of_arrays(params, n):
    for _ in range(n):
        grads = [p * p for p in params]
        params = [p - 0.1 * g for p, g in zip(params, grads, strict=True)]
    return sum(np.sum(p) for p in params)


def swapped_lists(x, n):
    a = [x, 1.0]
    b = [2.0, x * x]
    for _ in range(n):
        a[0] = a[0] + b[1] * 0.1
        a, b = b, a
    return a[0] * 3 + a[1] + b[0] * 5 + b[1]


def swapped_objects(x, n):
    a = Particle(x, 1.0)
    b = Particle(2.0, x * x)
    for _ in range(n):
        a.x = a.x + b.v * 0.1
        a, b = b, a
    return a.x * 3 + a.v + b.x * 5 + b.v


def two_names(x, n):
    a = [x, 1.0]
    b = a
    for _ in range(n):
        a = [a[1], a[0] * x]
        b = a
        b[0] = b[0] + 1.0
    return a[0] * b[1] + b[0]


def first_is_kept(x, n):
    state = [x, 1.0]
    first = state
    for i in range(n):
        state[0] = state[0] * 1.1
        if i == 1:
            state = [state[1], state[0]]
    return first[0] * 2 + state[0] + state[1] * 3


def nested(x, n):
    s = {"pos": [x, 2 * x], "info": Particle(x, 0.5)}
    for _ in range(n):
        pos, info = s["pos"], s["info"]
        s = {"pos": [pos[1], pos[0] + 0.1 * info.v], "info": Particle(info.v, pos[0] * x)}
    return s["pos"][0] * s["info"].x + s["info"].v


def named_tuple(x, n):
    a = Vector(x, 1.0)
    for _ in range(n):
        a = a + Vector(0.1 * a.y, -0.1 * a.x)
    return a.dot(Vector(1.0, 2.0))


def object_of_the_caller(p, x, n):
    for _ in range(n):
        p = Particle(p.x + 0.1 * p.v * x, p.v - 0.1 * p.x)
    return p.x * p.v


PARAMS = {"w": 0.3, "b": np.array([0.4, 0.5])}
ARRAYS = [np.array([0.4, 0.5]), np.array([[1.0, 2.0], [0.5, 0.7]])]


def size_of_each_turn(x, n):
    a = np.zeros(1)
    for i in range(n):
        a = np.ones(i + 1) * x
    return np.sum(a * a)


def stored_size_of_each_turn(x, n):
    a = np.zeros(1)
    for i in range(n):
        a = np.ones(i + 1) * x
        a[0] *= x
    return np.sum(a * a)


def size_of_the_turn_before(x, n):
    a = np.zeros(1)
    b = np.zeros(1)
    for i in range(n):
        t = np.ones(i + 1) * x
        b = a * x
        a = t
    return np.sum(a * a) + np.sum(b * b)


CASES = [
    *((fn, (0.7, 3), 0) for fn in (size_of_each_turn, stored_size_of_each_turn)),
    (size_of_the_turn_before, (0.7, 3), 0),
    (particle, (0.5, 1.2, 7), (0, 1)),
    (momentum, (np.array([0.5, -0.3]), 0.1, 4), (0, 1)),
    *((fn, (PARAMS, n), 0) for fn in (params_of_the_caller, params_copied) for n in (0, 3)),
    (list_of_arrays, (ARRAYS, 3), 0),
    *((fn, (0.7, 4), 0) for fn in (swapped_lists, swapped_objects, two_names, first_is_kept)),
    *((fn, (0.7, 3), 0) for fn in (nested, named_tuple)),
    (object_of_the_caller, (Particle(0.3, 0.4), 0.5, 3), 1),
]
