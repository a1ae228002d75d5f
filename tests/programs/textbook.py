"""The worked examples that introductions to backpropagation use."""

import math

import numpy as np


def network(a):
    b1 = 2 * a
    b2 = 3 * a + b1
    c = 4 * b1 + 5 * b2
    return c


def f1(x1, x2):
    return x1 - x2, x1 * x2


def f2(v1, v2):
    return v1**2, v1 - v2


def f3(w1, w2):
    return (w1 - 8) ** 2 + (w2 - 3) ** 2


def composition(x1, x2):
    return f3(*f2(*f1(x1, x2)))


def relu_network(a, b, c, v):
    y = a @ v + b
    z = np.maximum(y, 0.0)
    w = c @ z
    return (w - 1) ** 2


def square_of_product(x):
    return (3 * x) ** 2


def sine_cosine(x):
    return math.sin(x) * math.cos(x)


def of_squares(x):
    return math.cos(x**2) * math.sin(x**2)


def bilinear(x1, x2):
    return (2 * x1 + 3 * x2) - 4 * x1 * x2


def exponential(x, y):
    return 1 + x + math.exp(math.sin(x * y))


def sigmoid(t):
    return 1 / (1 + math.exp(-t))


def logistic_regression(a, b, x, y):
    p = sigmoid(a * x + b)
    return -(y * math.log(p) + (1 - y) * math.log(1 - p))


def layers(weights, v):
    for w in weights:
        v = np.tanh(w @ v)
    return v


def repeated(y, n):
    for _ in range(n):
        y = y * y + y
    return y


WEIGHTS = [np.array([[0.5, 1.4], [-1.2, 0.7]]), np.array([[0.3, -0.4], [0.9, 0.2]])]
RELU_A = np.array([[1.0, 0.0], [-2.0, 1.0]])
CASES = [
    (network, (0.4,), 0),
    (composition, (2.0, -1.0), (0, 1)),
    (relu_network, (RELU_A, np.array([1.0, 0.0]), np.ones(2), np.array([2.0, -1.3])), (0, 1, 2)),
    (square_of_product, (4.0,), 0),
    (bilinear, (0.5, 0.25), (0, 1)),
    (sine_cosine, (2.0,), 0),
    (of_squares, (2.0,), 0),
    (exponential, (0.7, 1.3), (0, 1)),
    (logistic_regression, (0.7, -0.2, 1.4, 1.0), (0, 1)),
    (logistic_regression, (0.7, -0.2, 1.4, 0.0), (0, 1, 2)),
    (layers, (WEIGHTS, np.array([0.6, 0.9])), (0, 1)),
    (repeated, (0.3, 4), 0),
]
