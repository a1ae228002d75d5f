"""Differentiate a loop that stores into an array, read the derivative, check it.

python examples/quickstart.py
"""

import numpy as np
from _common import check

from sourcediff import value_and_grad


def roughness(start, rate, steps):
    """How rough a rod's temperature still is after `steps` turns of smoothing."""
    u = start.copy()
    for _ in range(steps):
        u[1:-1] += rate * (u[2:] - 2.0 * u[1:-1] + u[:-2])
    return np.sum((u[1:] - u[:-1]) ** 2)


def main():
    derivative = value_and_grad(roughness, wrt=("start", "rate"))
    start = np.random.default_rng(1).normal(size=50)
    value, (start_bar, rate_bar) = derivative(start, 0.2, 30)

    print(derivative.source)
    print(f"\nvalue {value:.9g}, d value / d rate {rate_bar:.9g}")
    check(roughness, start_bar, start, 0.2, 30)
    check(lambda rate: roughness(start, rate, 30), rate_bar, 0.2)
    print("the derivative is right")


if __name__ == "__main__":
    main()
