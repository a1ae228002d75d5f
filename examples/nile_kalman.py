"""How much does the Nile's level drift? Two variances by maximum likelihood, by a Kalman filter.

Annual volume of the Nile at Aswan, 1871-1970, in 10^8 m^3: G. W. Cobb, "The problem of the Nile:
conditional solution to a changepoint problem", Biometrika 65 (1978), table 1. The local-level model
and its estimates: J. Durbin and S. J. Koopman, Time Series Analysis by State Space Methods, 2nd
ed., Oxford 2012, sections 2.1-2.10.

    python examples/nile_kalman.py
"""

import math

import numpy as np
from _common import check, show
from scipy.optimize import minimize

from sourcediff import value_and_grad

# fmt: off
NILE = np.array([
    1120, 1160, 963, 1210, 1160, 1160, 813, 1230, 1370, 1140,
    995, 935, 1110, 994, 1020, 960, 1180, 799, 958, 1140,
    1100, 1210, 1150, 1250, 1260, 1220, 1030, 1100, 774, 840,
    874, 694, 940, 833, 701, 916, 692, 1020, 1050, 969,
    831, 726, 456, 824, 702, 1120, 1100, 832, 764, 821,
    768, 845, 864, 862, 698, 845, 744, 796, 1040, 759,
    781, 865, 845, 944, 984, 897, 822, 1010, 771, 676,
    649, 846, 812, 742, 801, 1040, 860, 874, 848, 890,
    744, 749, 838, 1050, 918, 986, 797, 923, 975, 815,
    1020, 906, 901, 1170, 912, 746, 919, 718, 714, 740,
], dtype=float)
# fmt: on

PUBLISHED = (15099.0, 1469.1)  # of the irregular and of the level


def negative_log_likelihood(log_variances, y):
    """Minus the log likelihood of a drifting level seen with noise, diffuse at the start."""
    var_eps = math.exp(log_variances[0])
    var_eta = math.exp(log_variances[1])
    level = y[0]  # the first observation is all that is known of the level
    spread = var_eps
    total = 0.0
    for t in range(1, len(y)):
        spread = spread + var_eta
        surprise = y[t] - level
        variance = spread + var_eps
        total += math.log(2.0 * math.pi * variance) + surprise**2 / variance
        gain = spread / variance
        level = level + gain * surprise
        spread = spread * (1.0 - gain)
    return 0.5 * total


def main():
    objective = value_and_grad(negative_log_likelihood)
    start = np.log(np.array([1e4, 1e4]))
    _, gradient = objective(start, NILE)
    show(objective)
    check(negative_log_likelihood, gradient, start, NILE)

    fit = minimize(objective, start, args=(NILE,), jac=True, method="L-BFGS-B", tol=1e-10)
    estimates = np.exp(fit.x)
    print(f"log likelihood {-fit.fun:.4f} after {fit.nit} iterations")
    for name, estimate, published in zip(("eps", "eta"), estimates, PUBLISHED, strict=True):
        print(f"variance of {name}: {estimate:9.1f}, published {published:9.1f}")
    if not np.allclose(estimates, PUBLISHED, rtol=1e-3):
        raise SystemExit("the estimates are not the published ones")


if __name__ == "__main__":
    main()
