"""Programs as users write them: options, portfolios, blurred images, hidden states, attention, exponentials."""

import math
from dataclasses import dataclass

import numpy as np


# Black-Scholes with vol smile and implied vol by newton
def norm_cdf(x):
    return 0.5 * (1 + math.erf(x / math.sqrt(2)))


def bs(s, k, t, r, vol):
    d1 = (math.log(s / k) + (r + vol * vol / 2) * t) / (vol * math.sqrt(t))
    d2 = d1 - vol * math.sqrt(t)
    return s * norm_cdf(d1) - k * math.exp(-r * t) * norm_cdf(d2)


def implied(price, s, k, t, r):
    vol = 0.3
    for _ in range(50):
        d1 = (math.log(s / k) + (r + vol * vol / 2) * t) / (vol * math.sqrt(t))
        vega = s * math.sqrt(t) * math.exp(-d1 * d1 / 2) / math.sqrt(2 * math.pi)
        step = (bs(s, k, t, r, vol) - price) / vega
        vol -= step
        if abs(step) < 1e-12:
            break
    return vol


# portfolio with dict
def portfolio(weights, returns):
    names = sorted(weights)
    total = 0.0
    for i, n in enumerate(names):
        total += weights[n] * np.mean(returns[:, i])
    cov = (returns - returns.mean(0)).T @ (returns - returns.mean(0)) / (len(returns) - 1)
    w = np.array([weights[n] for n in names])
    return total - 0.5 * w @ cov @ w


# image gaussian blur + edge penalty
def blur(img, sigma):
    r = 3
    xs = np.arange(-r, r + 1)
    k = np.exp(-(xs**2) / (2 * sigma**2))
    k = k / k.sum()
    out = np.zeros_like(img)
    p = np.pad(img, ((r, r), (0, 0)), mode="constant")
    for i in range(2 * r + 1):
        out += k[i] * p[i : i + img.shape[0]]
    g = np.diff(out, axis=0)
    return np.sum(np.sqrt(g**2 + 1e-3))


# HMM forward log-space
def logsumexp(a, axis=None):
    m = np.max(a, axis=axis, keepdims=True)
    return np.squeeze(m, axis=axis) + np.log(np.sum(np.exp(a - m), axis=axis))


def hmm(logA, logB, logpi, obs):
    alpha = logpi + logB[:, obs[0]]
    for o in obs[1:]:
        alpha = logsumexp(alpha[:, None] + logA, axis=0) + logB[:, o]
    return logsumexp(alpha, axis=0)


# class-based model
@dataclass
class Layer:
    w: np.ndarray
    b: np.ndarray

    def __call__(self, x):
        return np.tanh(x @ self.w + self.b)


def net(layers, x, y):
    for l in layers:
        x = l(x)
    return np.mean((x - y) ** 2)


# Gauss-Seidel with tolerance
def gs(A, b):
    x = np.zeros_like(b)
    n = len(b)
    it = 0
    while True:
        err = 0.0
        for i in range(n):
            s = b[i]
            for j in range(n):
                if j != i:
                    s -= A[i, j] * x[j]
            new = s / A[i, i]
            err = max(err, abs(new - x[i]))
            x[i] = new
        it += 1
        if err < 1e-13 or it > 200:
            break
    return np.sum(x**2)


# string config / closures
def make(cfg):
    ops = {"sq": lambda z: z * z, "sin": math.sin, "id": lambda z: z}

    def run(x):
        for name in cfg.split(","):
            x = ops[name.strip()](x)
        return x

    return run


# verlet with list history
def verlet(x0, v0, k, n):
    xs = [x0, x0 + 0.01 * v0]
    for _ in range(n):
        a = -k * xs[-1]
        xs.append(2 * xs[-1] - xs[-2] + a * 1e-4)
    return sum(x * x for x in xs) / len(xs)


# matrix exponential by taylor with scaling
def expm(A):
    s = max(0, int(math.ceil(math.log2(np.max(np.abs(A)).item() + 1e-300))) + 1)
    A = A / 2**s
    E = np.eye(len(A))
    T = np.eye(len(A))
    for k in range(1, 18):
        T = T @ A / k
        E = E + T
    for _ in range(s):
        E = E @ E
    return np.sum(E * np.arange(E.size).reshape(E.shape))


# attention
def attention(Q, K, V, mask):
    s = Q @ K.T / np.sqrt(Q.shape[-1])
    s = np.where(mask, s, -np.inf)
    s = s - s.max(axis=-1, keepdims=True)
    e = np.exp(s)
    return np.sum((e / e.sum(axis=-1, keepdims=True) @ V) ** 2)


# spline piecewise
def interp(xs, ys, t):
    total = 0.0
    for ti in t:
        i = np.searchsorted(xs, ti) - 1
        i = min(max(i, 0), len(xs) - 2)
        w = (ti - xs[i]) / (xs[i + 1] - xs[i])
        total += (ys[i] * (1 - w) + ys[i + 1] * w) ** 2
    return total


R = np.random.default_rng(0)
mask = np.tril(np.ones((4, 4), bool))
CASES = [
    (implied, (8.0, 100.0, 105.0, 0.5, 0.02), (0, 1, 2, 3, 4)),
    (portfolio, ({"a": 0.3, "b": 0.5, "c": 0.2}, R.normal(size=(7, 3))), (0, 1)),
    (blur, (R.normal(size=(9, 4)), 1.2), (0, 1)),
    (
        hmm,
        (R.normal(size=(3, 3)), R.normal(size=(3, 4)), R.normal(size=3), [0, 3, 1, 2, 2]),
        (0, 1, 2),
    ),
    (
        net,
        (
            [
                Layer(R.normal(size=(3, 4)), R.normal(size=4)),
                Layer(R.normal(size=(4, 2)), R.normal(size=2)),
            ],
            R.normal(size=(5, 3)),
            R.normal(size=(5, 2)),
        ),
        (0, 1, 2),
    ),
    (gs, (np.eye(4) * 5 + R.normal(size=(4, 4)) * 0.5, R.normal(size=4)), (0, 1)),
    (make("sq, sin,id"), (0.7,), (0,)),
    (verlet, (1.0, 0.5, 2.0, 6), (0, 1, 2)),
    (expm, (R.normal(size=(3, 3)),), (0,)),
    (
        attention,
        (R.normal(size=(4, 3)), R.normal(size=(4, 3)), R.normal(size=(4, 2)), mask),
        (0, 1, 2),
    ),
    (interp, (np.arange(5.0), R.normal(size=5), np.array([0.3, 2.7, 3.9, -1.0])), (0, 1, 2)),
]
