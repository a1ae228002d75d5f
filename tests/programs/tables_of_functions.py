"""Functions in tables of the module or of an enclosing function, chosen by name or number."""

import math
from dataclasses import dataclass

import numpy as np


def relu(x):
    return np.maximum(x, 0.0)


ACTIVATIONS = {"relu": relu, "tanh": np.tanh, "square": lambda x: x * x}
STEPS = [math.sin, math.cos, abs]
smooth = np.tanh


def by_name(x, name):
    return np.sum(ACTIVATIONS[name](x))


def by_names(x, names):
    for name in names:
        x = ACTIVATIONS[name](x)
    return np.sum(x)


def by_configuration(x, configuration):
    for name in configuration.split(","):
        x = ACTIVATIONS[name.strip()](x) + 0.1 * smooth(x)
    return np.sum(x)


def by_literal(x):
    for name in "tanh,square".split(","):
        x = ACTIVATIONS[name](x) * len(name)
    return np.sum(x)


def one_after_the_other(x):
    for step in STEPS:
        x = step(x) + x
    return x


def by_number(x, i):
    return STEPS[i](x) * x


def made(configuration):
    operations = {"square": lambda z: z * z, "sine": math.sin, "same": lambda z: z}

    def run(x):
        for name in configuration.split(","):
            x = operations[name](x)
        return x

    return run


@dataclass
class Layer:
    weights: np.ndarray
    bias: np.ndarray
    activation: str = "tanh"

    def __call__(self, x):
        return ACTIVATIONS[self.activation](x @ self.weights + self.bias)


def scaled_by(factor):
    def scale(u):
        return np.sin(u * factor)

    return scale


def steps_of_each_turn(x, n):
    for turn in range(n):
        for step in (np.tanh, lambda u: u * x, scaled_by(0.5 + turn)):
            x = x + step(x * 0.3)
    return x


def steps_in_an_inner_loop(x, n):
    for _ in range(n):
        k = 0
        while k < 2:
            k += 1
            for step, factor in zip((np.sin, lambda u: u * x), (0.5, 1.1, 0.3), strict=False):
                x = x + step(x * factor)
    return x


def network(layers, x):
    for layer in layers:
        x = layer(x)
    return np.sum(x**2)


X = np.array([0.5, -0.3])
W = np.array([[0.5, -1.2], [0.8, 0.3]])
LAYERS = [Layer(W, X), Layer(W.T, -X, "square")]
CASES = [
    (by_name, (X, "tanh"), 0),
    (by_name, (X, "square"), 0),
    (by_names, (X, ["tanh", "square"]), 0),
    (by_names, (X, ("relu", "tanh")), 0),
    (by_configuration, (X, "tanh, square"), 0),
    (by_literal, (X,), 0),
    (one_after_the_other, (0.4,), 0),
    (by_number, (0.4, 1), 0),
    (by_number, (0.4, -3), 0),
    (made("square,sine,same"), (0.7,), 0),
    (steps_of_each_turn, (0.7, 3), 0),
    (steps_in_an_inner_loop, (0.7, 2), 0),
    (network, (LAYERS, W), (0, 1)),
]
