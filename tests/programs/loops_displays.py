"""Loops over lists that are written out where the loop is, with items that stay numbers or arrays."""

import math

import numpy as np


def products_before(x, y):
    products = [1]
    for a in [x, y, x * y]:
        products.append(products[-1] * a)
    total = 0
    for i in range(2, -1, -1):
        total = total + products[i] * x
    return total


def arrays(v, w):
    total = np.zeros(3)
    for a in [v, w, v * w]:
        total += a * a
        total *= v
    return total


def slopes_of_product(xs):
    a, b, c = xs
    scale = math.fsum([a, b, c])
    before = [1]
    for x in [a, b, c]:
        before.append(before[-1] * x)
    bars = []
    after = scale
    for i in range(2, -1, -1):
        bars.append(before[i] * after)
        after = after * [a, b, c][i]
    bars = bars[::-1]
    return bars[0] + 2.0 * bars[1] * bars[2]


V, W = np.array([0.5, -1.4, 0.8]), np.array([1.2, 0.3, -0.6])
CASES = [
    (products_before, (0.7, -1.3), (0, 1)),
    (arrays, (V, W), (0, 1)),
    (slopes_of_product, ([0.7, 1.4, -0.3],), 0),
]
