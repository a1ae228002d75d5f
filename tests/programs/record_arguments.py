"""Arguments that are dataclasses and named tuples: the gradient has their structure."""

from dataclasses import dataclass, field
from typing import NamedTuple

import numpy as np


@dataclass
class Layer:
    weights: np.ndarray
    bias: float
    name: str = "layer"


@dataclass(frozen=True)
class Network:
    first: Layer
    scales: dict
    widths: tuple = (1.0, 2.0)
    cache: list = field(default_factory=list, init=False)

    def apply(self, x):
        return np.tanh(self.first.weights @ x + self.first.bias) * self.scales["out"]


class Point(NamedTuple):
    x: float
    y: float

    def norm(self):
        return np.sqrt(self.x**2 + self.y**2)


def predict(layer, x):
    return np.sum(np.tanh(layer.weights @ x + layer.bias))


def nested(net, x):
    return np.sum(net.apply(x)) * net.widths[0] + net.widths[1] ** 2


def moved(p, step):
    return Point(p.x + step * p.y, y=p.y * p.x)


def stored_field(layer, x):
    layer.weights[0] *= x[1]
    layer.weights[1, 0] = layer.bias**2
    return np.sum(layer.weights**2)


def distance(p, q):
    x, y = p
    return (x - q.x) ** 2 * q[1] + p.norm() * y + sum(q) * len(q)


W = np.array([[0.5, -0.3], [0.2, 0.7]])
X = np.array([1.2, -0.4])

CASES = [
    (predict, (Layer(W, 0.1), X), (0, 1)),
    (nested, (Network(Layer(W, 0.1), {"out": 1.5}), X), (0, 1)),
    (moved, (Point(1.0, 2.0), 0.5), (0, 1)),
    (stored_field, (Layer(W, 0.3), X), (0, 1)),
    (distance, (Point(1.0, 2.0), Point(0.5, 3.0)), (0, 1)),
]
