"""What does the ground let through? Transmissivity and storage of an aquifer, from a pumping test.

A well at Oude Korendijk, south of Rotterdam, was pumped at 788 m^3 a day (K. J. Wit, Instituut voor
Cultuurtechniek en Waterhuishouding, Wageningen 1963), and the level was read for 14 hours in tubes at 30 m
and 90 m. Data as in G. P. Kruseman and N. A. de Ridder, Analysis and Evaluation of Pumping Test Data, 2nd
ed., ILRI Publication 47, 1994, chapter 3. The published estimates below are those of AQTESOLV, MLU and TTim
for both tubes together, as the documentation of TTim has them; their misfit is 0.050 m.

The simulation is written as one writes it to spare memory: every array is made once and filled again in
each step, by slices, by elements, by helpers that get what they are to fill; two buffers trade places.

    python examples/aquifer.py
"""

import numpy as np
from _common import check, show
from scipy.optimize import minimize

from sourcediff import value_and_grad

# fmt: off
NEAR = np.array([  # minutes, fall of the level in m, at 30 m
    0.1, 0.040, 0.25, 0.080, 0.50, 0.130, 0.70, 0.180, 1.0, 0.230, 1.40, 0.280, 1.90, 0.330,
    2.33, 0.360, 2.80, 0.390, 3.36, 0.420, 4.00, 0.450, 5.35, 0.500, 6.80, 0.540, 8.3, 0.570,
    8.7, 0.580, 10.0, 0.600, 13.1, 0.640, 18, 0.680, 27, 0.742, 33, 0.753, 41, 0.779,
    48, 0.793, 59, 0.819, 80, 0.855, 95, 0.873, 139, 0.915, 181, 0.935, 245, 0.966,
    300, 0.990, 360, 1.007, 480, 1.050, 600, 1.053, 728, 1.072, 830, 1.088,
]).reshape(-1, 2)
FAR = np.array([  # the same at 90 m
    1.5, 0.015, 2.0, 0.021, 2.16, 0.023, 2.66, 0.044, 3, 0.054, 3.5, 0.075, 4, 0.090,
    4.33, 0.104, 5.5, 0.133, 6, 0.153, 7.5, 0.178, 9, 0.206, 13, 0.250, 15, 0.275,
    18, 0.305, 25, 0.348, 30, 0.364, 40, 0.404, 53, 0.429, 60, 0.444, 75, 0.467,
    90, 0.494, 105, 0.507, 120, 0.528, 150, 0.550, 180, 0.569, 248, 0.593, 301, 0.614,
    363, 0.636, 422, 0.657, 542, 0.679, 602, 0.688, 680, 0.701, 785, 0.718, 845, 0.716,
]).reshape(-1, 2)
# fmt: on

PUMPED = 788.0  # m^3 a day
PUBLISHED = (462.6, 1.779e-4)  # transmissivity in m^2 a day, storage coefficient
RINGS = 10  # from the one with the near tube to that with the far one


def solve(diagonal, beside, x):
    """Solve a symmetric tridiagonal system in place: `x` is the right-hand side, then the solution."""
    for i in range(1, len(x)):
        factor = beside / diagonal[i - 1]
        diagonal[i] -= factor * beside
        x[i] -= factor * x[i - 1]
    x[-1] /= diagonal[-1]
    for i in range(len(x) - 2, -1, -1):
        x[i] = (x[i] - beside * x[i + 1]) / diagonal[i]


def advance(new, old, flow, diagonal, storage, conductance, time):
    """One step by the rule of Crank and Nicolson, from `old` into `new`; the others are room to work in."""
    np.subtract(old[1:], old[:-1], out=flow)
    flow *= 0.5 * conductance
    new[:] = storage * old / time
    new[:-1] += flow
    new[1:] -= flow
    new[0] += PUMPED
    diagonal[:] = storage / time
    diagonal[:-1] += 0.5 * conductance
    diagonal[1:] += 0.5 * conductance
    solve(diagonal, -0.5 * conductance, new)


def simulate(transmissivity, coefficient, areas, steps, tubes):
    """How far the level has fallen in the tubes after each step: flow between rings around the well."""
    conductance = 2.0 * np.pi * transmissivity * RINGS / np.log(3.0)
    storage = coefficient * areas
    old = np.zeros(len(areas))
    new = np.empty(len(areas))
    flow = np.empty(len(areas) - 1)
    diagonal = np.empty(len(areas))
    fallen = np.empty((len(steps), len(tubes)))
    for k in range(len(steps)):
        advance(new, old, flow, diagonal, storage, conductance, steps[k])
        fallen[k] = new[tubes]
        old, new = new, old
    return fallen


def misfit(logarithms, areas, steps, tubes, near, far):
    """The squared differences from what was seen, at the steps `near` and `far`."""
    parameters = np.exp(logarithms)
    fallen = simulate(parameters[0], parameters[1], areas, steps, tubes)
    fallen[near, 0] -= NEAR[:, 1]
    fallen[far, 1] -= FAR[:, 1]
    return np.sum(fallen[near, 0] ** 2) + np.sum(fallen[far, 1] ** 2)


def rings():
    """Areas of rings around the well, and which of them the tubes stand in: each is wider by one ratio."""
    ratio = 3.0 ** (1.0 / RINGS)
    radii = 30.0 * ratio ** np.arange(-50, 61)
    areas = np.pi * radii**2 * (ratio - 1.0 / ratio)
    return areas, np.array([50, 50 + RINGS])


def schedule():
    """Steps in days that meet every reading and grow from a fraction of a second; where the readings are."""
    grown = np.geomspace(1e-3, 900.0, 120)
    minutes = np.unique(np.concatenate((grown, NEAR[:, 0], FAR[:, 0])))
    steps = np.diff(minutes, prepend=0.0) / (24.0 * 60.0)
    near, far = (np.searchsorted(minutes, seen[:, 0]) for seen in (NEAR, FAR))
    return steps, near, far


def main():
    areas, tubes = rings()
    steps, near, far = schedule()
    data = (areas, steps, tubes, near, far)

    objective = value_and_grad(misfit)
    start = np.log(np.array([1000.0, 1e-3]))
    _, gradient = objective(start, *data)
    show(objective)
    check(misfit, gradient, start, *data)

    fit = minimize(objective, start, args=data, jac=True, method="L-BFGS-B", tol=1e-10)
    estimates = np.exp(fit.x)
    spread = np.sqrt(fit.fun / (len(NEAR) + len(FAR)))
    print(
        f"{len(areas)} rings, {len(steps)} steps, {fit.nfev} gradients, misfit of a reading {spread:.4f} m"
    )
    names = ("transmissivity (m^2/day)", "storage coefficient")
    for name, estimate, published in zip(names, estimates, PUBLISHED, strict=True):
        print(f"{name:>24}: {estimate:.4g}, published {published:.4g}")
    if not np.allclose(estimates, PUBLISHED, rtol=0.02):
        raise SystemExit("the estimates are not the published ones")


if __name__ == "__main__":
    main()
