"""Programs as users write them: resampling, adaptive steps, splines, trees of prices, alignments of series."""

import math
from collections import namedtuple

import numpy as np


# particle filter-like resampling w/ fixed indices
def weights(x, obs, sigma):
    logw = -0.5 * ((x[:, None] - obs[None, :]) / sigma) ** 2
    w = np.exp(logw.sum(1) - logw.sum(1).max())
    w /= w.sum()
    idx = np.argsort(-w)[:3]
    return np.dot(w[idx], x[idx]) + np.log(w[idx]).sum()


# adaptive RK step with accept/reject
def adaptive(y, k, tol):
    t = 0.0
    h = 0.1
    n = 0
    while t < 1.0 and n < 50:
        k1 = -k * y
        k2 = -k * (y + 0.5 * h * k1)
        k3 = -k * (y - h * k1 + 2 * h * k2)
        y2 = y + h * k2
        y3 = y + h * (k1 + 4 * k2 + k3) / 6
        err = abs(y3 - y2)
        if err < tol:
            t += h
            y = y3
            h = min(h * 1.5, 1.0 - t) if t < 1.0 else h
        else:
            h *= 0.5
        n += 1
    return y


# cubic spline natural via Thomas algorithm with stores
def spline(xs, ys, q):
    n = len(xs) - 1
    h = np.diff(xs)
    alpha = np.zeros(n + 1)
    l = np.ones(n + 1)
    mu = np.zeros(n + 1)
    z = np.zeros(n + 1)
    for i in range(1, n):
        alpha[i] = 3 / h[i] * (ys[i + 1] - ys[i]) - 3 / h[i - 1] * (ys[i] - ys[i - 1])
        l[i] = 2 * (xs[i + 1] - xs[i - 1]) - h[i - 1] * mu[i - 1]
        mu[i] = h[i] / l[i]
        z[i] = (alpha[i] - h[i - 1] * z[i - 1]) / l[i]
    c = np.zeros(n + 1)
    b = np.zeros(n)
    d = np.zeros(n)
    for j in range(n - 1, -1, -1):
        c[j] = z[j] - mu[j] * c[j + 1]
        b[j] = (ys[j + 1] - ys[j]) / h[j] - h[j] * (c[j + 1] + 2 * c[j]) / 3
        d[j] = (c[j + 1] - c[j]) / (3 * h[j])
    out = 0.0
    for x in q:
        j = int(np.clip(np.searchsorted(xs, x) - 1, 0, n - 1))
        t = x - xs[j]
        out += ys[j] + b[j] * t + c[j] * t * t + d[j] * t**3
    return out


# american option binomial tree in place
def american(s, k, r, vol, t, n):
    dt = t / n
    u = math.exp(vol * math.sqrt(dt))
    d = 1 / u
    p = (math.exp(r * dt) - d) / (u - d)
    disc = math.exp(-r * dt)
    prices = [s * u ** (n - 2 * i) for i in range(n + 1)]
    v = [max(k - x, 0.0) for x in prices]
    for step in range(n - 1, -1, -1):
        for i in range(step + 1):
            cont = disc * (p * v[i] + (1 - p) * v[i + 1])
            v[i] = max(cont, k - s * u ** (step - 2 * i))
    return v[0]


# text parse
def parse_eval(expr, env):
    stack = []
    for tok in expr.split():
        if tok == "+":
            b = stack.pop()
            a = stack.pop()
            stack.append(a + b)
        elif tok == "*":
            b = stack.pop()
            a = stack.pop()
            stack.append(a * b)
        elif tok in env:
            stack.append(env[tok])
        else:
            stack.append(float(tok))
    return stack[0]


# momentum SGD unrolled on dict params
def unrolled(lr, x, y):
    params = {"w": np.zeros(2), "b": 0.0}
    vel = {"w": np.zeros(2), "b": 0.0}
    for epoch in range(4):
        pred = x @ params["w"] + params["b"]
        e = pred - y
        g = {"w": x.T @ e / len(y), "b": np.mean(e)}
        for key in params:
            vel[key] = 0.9 * vel[key] - lr * g[key]
            params[key] = params[key] + vel[key]
    return np.mean((x @ params["w"] + params["b"] - y) ** 2)


State = namedtuple("State", "x v")


def leap(s, k):
    for _ in range(5):
        a = -k * s.x
        v = s.v + 0.05 * a
        s = s._replace(x=s.x + 0.1 * v, v=v)
        s = State(s.x, s.v - 0.05 * k * s.x)
    return np.sum(s.x * s.v)


def dtw(a, b):
    n, m = len(a), len(b)
    D = np.full((n + 1, m + 1), np.inf)
    D[0, 0] = 0
    for i in range(1, n + 1):
        for j in range(1, m + 1):
            cost = (a[i - 1] - b[j - 1]) ** 2
            D[i, j] = cost + min(D[i - 1, j], D[i, j - 1], D[i - 1, j - 1])
    return D[n, m]


def fibm(x, memo=None):
    def fib(n):
        if n < 2:
            return x**n
        return fib(n - 1) * 0.5 + fib(n - 2)

    return fib(6)


def early(xs, thr):
    best = None
    for i, x in enumerate(xs):
        if x < 0:
            continue
        if best is None or x * i < best:
            best = x * (i + 1)
        if best > thr:
            return best * 2
    else:
        best = 0.0 if best is None else best
    return best**2


R = np.random.default_rng(1)
CASES = [
    (weights, (R.normal(size=6), R.normal(size=3), 1.3), (0, 1, 2)),
    (adaptive, (1.0, 2.0, 1e-3), (0, 1)),
    (spline, (np.array([0.0, 1.0, 2.2, 3.0, 4.1]), R.normal(size=5), [0.3, 1.7, 3.9]), (0, 1)),
    (american, (100.0, 105.0, 0.03, 0.25, 0.5, 6), (0, 1, 2, 3, 4)),
    (parse_eval, ("x y * 2 + x *", {"x": 1.3, "y": -0.7}), (1,)),
    (unrolled, (0.1, R.normal(size=(5, 2)), R.normal(size=5)), (0, 1, 2)),
    (leap, (State(R.normal(size=3), R.normal(size=3)), 0.7), (0, 1)),
    (dtw, (R.normal(size=5), R.normal(size=4)), (0, 1)),
    (fibm, (0.8,), (0,)),
    (early, ([0.5, -1.0, 0.2, 1.4], 1.9), (0,)),
    (early, ([0.5, -1.0, 0.2, 1.4], 100.0), (0,)),
]
