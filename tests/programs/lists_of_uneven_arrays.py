"""Lists that are given and whose arrays differ in size, read at places known at run time."""

import numpy as np


def products(items, x):
    total = 0.0
    for k in range(len(items)):
        total += np.sum(items[k] * x)
    return total


def network(weights, x):
    for k in range(len(weights)):
        x = np.tanh(weights[k] @ x)
    return np.sum(x)


def neighbours(items, x):
    total = x
    for k in range(len(items) - 1):
        total += np.sum(np.outer(items[k], items[k + 1]) ** 2) + np.mean(items[k]) * x
    return total


def backward(items):
    total = 0.0
    for k in range(len(items) - 1, -1, -1):
        total = total * items[k][0] + items[k].sum()
    return total


A, B, C = np.array([0.7, 1.3, 0.9]), np.array([1.1]), np.array([0.6, -0.4])
W = [np.array([[0.3, -0.2, 0.4], [0.5, 0.1, 0.2]]), np.array([[0.4, 0.2]]), np.array([[1.5]])]
CASES = [
    (products, ([A, B, A * 2.0], A), (0, 1)),
    (products, ([B, A], B), (0, 1)),
    (network, (W, A), (0, 1)),
    (neighbours, ([A, B, C], 1.5), (0, 1)),
    (backward, ([A, B, C],), 0),
]
