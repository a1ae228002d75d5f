"""What every example does at its end: show the derivative's first lines and check it."""

import numpy as np


def show(derivative, lines=12):
    """Print the first lines of the generated text."""
    text = derivative.source.splitlines()
    print("\n".join(text[:lines]))
    if len(text) > lines:
        print(f"... and {len(text) - lines} lines more")
    print()


def check(f, gradient, x, *args, step=1e-5, tolerance=1e-6):
    """Compare `gradient` with a central difference of `f` at `x` along one random direction.

    `x` is a number or an array, the first argument of `f`; `args` are the others.
    """
    direction = np.random.default_rng(0).normal(size=np.shape(x))
    along = np.sum(gradient * direction)
    ahead, behind = f(x + step * direction, *args), f(x - step * direction, *args)
    difference = (ahead - behind) / (2.0 * step)
    error = abs(along - difference) / max(1.0, abs(difference))
    print(f"gradient along a direction: {along:.9g}, central difference: {difference:.9g}")
    if not error < tolerance:
        raise SystemExit(f"the gradient is wrong: relative error {error:.1e}")
