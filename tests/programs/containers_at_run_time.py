"""Keys, elements and lengths that are known only at run time; fields of objects of the caller."""

import dataclasses
import math
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np


class State(NamedTuple):
    x: np.ndarray
    v: np.ndarray
    t: float = 0.0


@dataclass(frozen=True)
class Config:
    rate: float = 0.1
    steps: int = 5
    momentum: float = 0.9
    ahead: bool = False


def euler(f, y, h):
    return y + h * f(y)


def midpoint(f, y, h):
    return y + h * f(y + 0.5 * h * f(y))


def solver_by_name(y, k, method):
    step = {"euler": euler, "midpoint": midpoint}[method]
    for _ in range(6):
        y = step(lambda u: -k * u * u, y, 0.1)
    return y


def get_at_run_time(x, key):
    scales = {"a": x, "b": 2.0 * x}
    return scales.get(key, 1.0) * x + (3.0 if key in scales else 5.0) * x


def counted(v, labels):
    totals = {0: 0.0, 1: 0.0, 2: 0.0}
    for x, label in zip(v, labels, strict=True):
        totals[label] += x * x
    return totals[0] * totals[1] + totals[2]


def sets(x, n):
    seen = {1, 2}
    seen.add(n % 2 if n is None else 3)
    seen.update([4, 5])
    seen.discard(1)
    total = 0.0
    for k in sorted({2, 4} | set()) if n is None else (2, 4):
        total = total + x**k if k in seen else total
    return total * len(seen)


def joined(x, n):
    xs = [x]
    for i in range(n):
        xs = xs + [xs[-1] * x + i]
    return xs[-1] * xs[1]


def starred(x, n):
    xs = [x]
    for i in range(n):
        xs = [*xs, xs[-1] * x + i]
    return xs[-1] * xs[1] * len([*xs, x, *xs])


def largest_by_key(v):
    place = max(range(len(v)), key=lambda i: v[i] * v[i])
    return v[place] * v[0] + min(v, key=abs) * v[1]


def pivot(x, y):
    pairs = [(x, 2.0), (y, -3.0), (x * y, 1.0)]
    best = max(pairs, key=lambda pair: pair[1] * pair[0])
    return best[0] * best[1] + min(x, y, key=lambda t: -t)


def replaced_state(x, n):
    s = State(x, np.zeros(2))
    for _ in range(n):
        s = s._replace(x=s.x + 0.1 * s.v, v=s.v - 0.1 * np.sin(s.x), t=s.t + 0.1)
    return np.sum(s.x**2) + s.t * s.v[0]


def replaced_config(x, config):
    other = dataclasses.replace(config, rate=x * config.rate)
    return other.rate * other.momentum * other.steps


def configured(w, config):
    v = np.zeros_like(w)
    for _ in range(config.steps):
        at = w + config.momentum * v if config.ahead else w
        v = config.momentum * v - config.rate * (np.cos(at) + at)
        w = w + v
    return np.sum(w * w)


def python_numbers(a):
    return a.item(1) * a.item(0, 1) + sum(math.sin(x) for x in a[0].tolist())


V = np.array([0.5, -1.4, 0.8])
CASES = [
    *((solver_by_name, (0.7, 0.3, method), (0, 1)) for method in ("euler", "midpoint")),
    *((get_at_run_time, (0.7, key), 0) for key in ("a", "b", "c")),
    (counted, (V, [0, 1, 0]), 0),
    *((fn, (0.7, 3), 0) for fn in (sets, joined, starred)),
    (largest_by_key, (V,), 0),
    (pivot, (0.7, 1.4), (0, 1)),
    (replaced_state, (np.array([0.5, 1.2]), 5), 0),
    (replaced_config, (0.7, Config()), 0),
    *((configured, (V, Config(0.05, ahead=ahead)), 0) for ahead in (False, True)),
    (python_numbers, (np.array([[0.5, -1.4], [0.8, 0.3]]),), 0),
]
