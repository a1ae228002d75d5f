"""The worked examples that introductions to backpropagation use, as one writes them in Python.

`CASES` gives each with its arguments, what to differentiate with respect to, the value and the
gradients that the books print.
"""

import math

import numpy as np


def network(a):
    b1 = 2 * a
    b2 = 3 * a + b1
    c = 4 * b1 + 5 * b2
    return c


def f1(x):
    return x[0] - x[1], x[0] * x[1]


def f2(v):
    return v[0] ** 2, v[0] - v[1]


def f3(w):
    return (w[0] - 8) ** 2 + (w[1] - 3) ** 2


def composed(x):
    return f3(f2(f1(x)))


def composed_inline(x1, x2):
    v1, v2 = x1 - x2, x1 * x2
    w1, w2 = v1**2, v1 - v2
    return (w1 - 8) ** 2 + (w2 - 3) ** 2


def relu(y):
    return np.maximum(y, 0.0)


def relu_network(A, b, c, v):
    y = A @ v + b
    z = relu(y)
    w = c @ z
    return (w - 1) ** 2


def relu_network_in_loops(A, b, c, v):
    w = 0.0
    for i in range(len(b)):
        y = b[i]
        for j in range(len(v)):
            y += A[i, j] * v[j]
        if y > 0:
            w += c[i] * y
    return (w - 1) ** 2


def square_of_triple(x):
    return (3 * x) ** 2


def sine_cosine(x):
    return math.sin(x) * math.cos(x)


def cosine_sine_of_square(x):
    return math.cos(x**2) * math.sin(x**2)


def bilinear_form(x1, x2):
    return (2 * x1 + 3 * x2) - 4 * x1 * x2


def expression(x, y):
    return 1 + x + math.exp(math.sin(x * y))


def sigmoid(t):
    return 1.0 / (1.0 + math.exp(-t))


def logistic_regression(a, b, x):
    return sigmoid(a * x + b)


def layers(x, weights):
    """A composition of as many layers as there are matrices."""
    for W in weights:
        x = np.tanh(W @ x)
    return x


def repeated(y, n):
    for _ in range(n):
        y = y * y + y
    return y


A = np.array([[1.0, 0.0], [-2.0, 1.0]])
b = np.array([1.0, 0.0])
c = np.array([1.0, 1.0])
v = np.array([2.0, -1.0])
# The books leave out the gradient with respect to the input: A^T y_bar with y_bar = (4, 0).
RELU = (np.array([[8.0, -4.0], [0.0, 0.0]]), np.array([4.0, 0.0]), np.array([12.0, 0.0]))
RELU = (*RELU, np.array([4.0, 0.0]))

_s = 1.0 / (1.0 + math.exp(-(0.5 * 2.0 - 0.25)))
_e = math.exp(math.sin(0.7 * 1.3))

# function, arguments, wrt, value, gradients, exact
CASES = [
    (network, (0.4,), (0,), 13.2, (33.0,), True),
    (composed, (np.array([2.0, -1.0]),), (0,), 5.0, (np.array([20.0, -24.0]),), True),
    (composed, ((2.0, -1.0),), (0,), 5.0, ((20.0, -24.0),), True),
    (composed_inline, (2.0, -1.0), (0, 1), 5.0, (20.0, -24.0), True),
    (relu_network, (A, b, c, v), (0, 1, 2, 3), 4.0, RELU, True),
    (relu_network_in_loops, (A, b, c, v), (0, 1, 2, 3), 4.0, RELU, True),
    (square_of_triple, (4.0,), (0,), 144.0, (72.0,), True),
    (sine_cosine, (2.0,), (0,), math.sin(2.0) * math.cos(2.0), (math.cos(4.0),), False),
    (
        cosine_sine_of_square,
        (2.0,),
        (0,),
        math.cos(4.0) * math.sin(4.0),
        (4.0 * math.cos(8.0),),
        False,
    ),
    (bilinear_form, (2.0, -1.0), (0, 1), 9.0, (6.0, -5.0), True),
    (
        expression,
        (0.7, 1.3),
        (0, 1),
        1.7 + _e,
        (1.0 + _e * math.cos(0.7 * 1.3) * 1.3, _e * math.cos(0.7 * 1.3) * 0.7),
        False,
    ),
    (
        logistic_regression,
        (0.5, -0.25, 2.0),
        (0, 1, 2),
        _s,
        (2.0 * _s * (1.0 - _s), _s * (1.0 - _s), 0.5 * _s * (1.0 - _s)),
        False,
    ),
    (repeated, (0.5, 2), (0,), 1.3125, ((2 * 0.75 + 1) * (2 * 0.5 + 1),), True),
]
