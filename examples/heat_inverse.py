"""What was the temperature a while ago? A plate's initial state, recovered from its final one.

The plate is updated in place, as one writes it in NumPy; the gradient with respect to the initial
state costs a small multiple of one simulation, whatever the number of cells.

    python examples/heat_inverse.py
"""

import numpy as np
from _common import check, show
from scipy.optimize import minimize

from sourcediff import value_and_grad


def simulate(u0, rate, steps):
    """Explicit heat conduction on a plate whose border keeps its temperature."""
    u = u0.copy()
    for _ in range(steps):
        flow = u[2:, 1:-1] + u[:-2, 1:-1] + u[1:-1, 2:] + u[1:-1, :-2] - 4.0 * u[1:-1, 1:-1]
        u[1:-1, 1:-1] += rate * flow
    return u


def misfit(w, seen, rate, steps, penalty):
    """How far the end of the simulation is from what was seen, and how rough its start is."""
    u0 = w.reshape(seen.shape)
    u = simulate(u0, rate, steps)
    rough = np.sum((u0[1:] - u0[:-1]) ** 2) + np.sum((u0[:, 1:] - u0[:, :-1]) ** 2)
    return np.sum((u - seen) ** 2) + penalty * rough


def truth(n):
    """Two warm spots on a cold plate."""
    x, y = np.meshgrid(np.linspace(0.0, 1.0, n), np.linspace(0.0, 1.0, n))
    warm = np.exp(-40.0 * ((x - 0.3) ** 2 + (y - 0.4) ** 2))
    return warm + 0.7 * np.exp(-60.0 * ((x - 0.7) ** 2 + (y - 0.65) ** 2))


def main():
    n, rate, steps = 24, 0.2, 20
    u_true = truth(n)
    seen = simulate(u_true, rate, steps)
    data = (seen, rate, steps, 1e-7)

    objective = value_and_grad(misfit)
    start = np.zeros(n * n)
    _, gradient = objective(start, *data)
    show(objective)
    check(misfit, gradient, start, *data)

    fit = minimize(
        objective, start, args=data, jac=True, method="L-BFGS-B",
        options={"maxiter": 400, "ftol": 1e-14, "gtol": 1e-9},
    )  # fmt: skip
    before = np.linalg.norm(seen - u_true) / np.linalg.norm(u_true)
    after = np.linalg.norm(fit.x.reshape(n, n) - u_true) / np.linalg.norm(u_true)
    print(f"{n * n} unknowns, {fit.nit} iterations, misfit {fit.fun:.2e}")
    print(f"distance from the true initial state: {before:.1%} before, {after:.1%} recovered")
    if after > 0.05:
        raise SystemExit("the initial state was not recovered")


if __name__ == "__main__":
    main()
