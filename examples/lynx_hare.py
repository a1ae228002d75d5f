"""Predator and prey: Lotka-Volterra fitted to the pelts of the Hudson's Bay Company.

Lynx and hare pelts, in thousands, 1900-1920: P. Howard, "Modeling Basics", lecture notes, Texas A&M
University 2009, the numbers that B. Carpenter's Stan case study "Predator-Prey Population Dynamics"
(2018) uses too. That study's posterior means are what the estimates are compared with.

    python examples/lynx_hare.py
"""

import numpy as np
from _common import check, show
from scipy.optimize import minimize

from sourcediff import value_and_grad

# fmt: off
HARE = np.array([30.0, 47.2, 70.2, 77.4, 36.3, 20.6, 18.1, 21.4, 22.0, 25.4, 27.1,
                 40.3, 57.0, 76.6, 52.3, 19.5, 11.2, 7.6, 14.6, 16.2, 24.7])
LYNX = np.array([4.0, 6.1, 9.8, 35.2, 59.4, 41.7, 19.0, 13.0, 8.3, 9.1, 7.4,
                 8.0, 12.3, 19.5, 45.7, 51.1, 29.7, 15.8, 9.7, 10.1, 8.6])
# fmt: on
PUBLISHED = (0.55, 0.028, 0.80, 0.024)  # alpha, beta, gamma, delta


def rhs(state, rates):
    """The growth of hare and lynx, per year."""
    hare, lynx = state[0], state[1]
    return np.array(
        [
            (rates[0] - rates[1] * lynx) * hare,
            (-rates[2] + rates[3] * hare) * lynx,
        ]
    )


def rk4_step(state, rates, h):
    k1 = rhs(state, rates)
    k2 = rhs(state + 0.5 * h * k1, rates)
    k3 = rhs(state + 0.5 * h * k2, rates)
    k4 = rhs(state + h * k3, rates)
    return state + h / 6.0 * (k1 + 2.0 * k2 + 2.0 * k3 + k4)


def misfit(theta, hare, lynx, substeps):
    """Mean square error of the log counts; `theta`: logs of the rates and of the first state."""
    rates = np.exp(theta[:4])
    state = np.exp(theta[4:])
    h = 1.0 / substeps
    total = 0.0
    for year in range(len(hare)):
        if year > 0:
            for _ in range(substeps):
                state = rk4_step(state, rates, h)
        total += np.log(state[0] / hare[year]) ** 2 + np.log(state[1] / lynx[year]) ** 2
    return total / (2 * len(hare))


def main():
    objective = value_and_grad(misfit)
    start = np.log(np.array([0.5, 0.02, 0.9, 0.02, HARE[0], LYNX[0]]))
    data = (HARE, LYNX, 10)
    _, gradient = objective(start, *data)
    show(objective)
    check(misfit, gradient, start, *data)

    fit = minimize(objective, start, args=data, jac=True, method="L-BFGS-B")
    estimates = np.exp(fit.x)
    print(f"root mean square error of the log counts {np.sqrt(fit.fun):.3f}, {fit.nit} iterations")
    for name, estimate, published in zip(
        ("alpha", "beta", "gamma", "delta"), estimates[:4], PUBLISHED, strict=True
    ):
        print(f"{name:5s} {estimate:.4f}, published {published:.3f}")
    if not np.allclose(estimates[:4], PUBLISHED, rtol=0.1):
        raise SystemExit("the estimates are far from the published ones")


if __name__ == "__main__":
    main()
