"""Repeated indices: a load with them accumulates in the reverse sweep, np.add.at is its adjoint."""

import numpy as np


def lookup(table, index, weights):
    return np.sum(weights * table[index] ** 2)


def lookup_grad(table, index, weights, *, out_bar=1.0):
    # forward
    t = table[index]
    # reverse
    table_bar = np.zeros_like(table)
    np.add.at(table_bar, index, (2.0 * out_bar) * weights * t)
    weights_bar = out_bar * t**2
    return table_bar, weights_bar


def histogram(values, bins, n):
    counts = np.zeros(n)
    np.add.at(counts, bins, values)
    return np.sum(counts**3)


def histogram_grad(values, bins, n, *, out_bar=1.0):
    # forward
    counts = np.zeros(n)
    np.add.at(counts, bins, values)
    # reverse
    counts_bar = (3.0 * out_bar) * counts**2
    values_bar = counts_bar[bins]
    return values_bar


_VECTOR = np.array([0.5, -1.1, 1.7])
_INDEX = np.array([2, 0, 2, 2])
_WEIGHTS = np.array([0.3, 1.2, -0.4, 0.9])
CASES = [
    (lookup, lookup_grad, (_VECTOR, _INDEX, _WEIGHTS), (0, 2)),
    (histogram, histogram_grad, (_WEIGHTS, _INDEX, 3), (0,)),
]
