"""Lists whose items are arrays of which only some have a tangent: each item's tangent has the item's shape."""

import numpy as np


def scaled_back(w, s):
    n = len(w)
    xs = [None] * n
    xs[-1] = np.array([s, 2 * s])
    for k in range(n - 2, -1, -1):
        xs[k] = xs[k + 1] * w[k]
    return np.stack(xs)


def beside_a_number(w, s):
    n = len(w)
    xs = [None] * n
    xs[-1] = s * np.ones(2)
    for k in range(n - 2, -1, -1):
        xs[k] = xs[k + 1] * w[k] * s
    return np.stack(xs), s * s


def smoothed(ys, A, Q):
    """A smoother's gains and means: lists made longer on the way there, filled in on the way back."""
    n = len(ys)
    means, covariances = [], []
    m, P = A[0], Q
    for y in ys:
        P = A @ P @ A.T + Q
        m = A @ m + P[:, 0] * (y - m[0]) / (P[0, 0] + 1.0)
        means.append(m)
        covariances.append(P)
    xs = [None] * n
    Ps = [None] * n
    xs[-1], Ps[-1] = means[-1], covariances[-1]
    for k in range(n - 2, -1, -1):
        G = covariances[k] @ A.T @ np.linalg.inv(covariances[k + 1])
        xs[k] = means[k] + G @ (xs[k + 1] - A @ means[k])
        Ps[k] = covariances[k] + G @ (Ps[k + 1] - covariances[k + 1]) @ G.T
    return np.stack(xs), sum(np.trace(P) for P in Ps)


R = np.random.default_rng(0)
CASES = [
    (scaled_back, (R.random(3) + 0.5, 0.7), (0,)),
    (scaled_back, (R.random(3) + 0.5, 0.7), (0, 1)),
    (beside_a_number, (R.random(3) + 0.5, 0.7), (0,)),
    (beside_a_number, (R.random(3) + 0.5, 0.7), (1,)),
    (smoothed, (R.random(3), R.random((2, 2)), np.eye(2) + 0.3), (0, 1, 2)),
]
