"""Small programs as users write them: several features at once."""

import math

import numpy as np


def kalman(observations, q, r):
    mean, variance = observations[0], 1.0
    loglik = 0.0
    for y in observations[1:]:
        variance = variance + q
        gain = variance / (variance + r)
        error = y - mean
        loglik -= 0.5 * (math.log(2.0 * math.pi * (variance + r)) + error**2 / (variance + r))
        mean = mean + gain * error
        variance = (1.0 - gain) * variance
    return loglik


def lotka_volterra(state, t, alpha, beta):
    x, y = state
    return np.array([alpha * x - beta * x * y, 0.3 * x * y - 0.5 * y])


def rk4(state, alpha, beta, h, steps):
    trajectory = [state]
    for i in range(steps):
        t = i * h
        k1 = lotka_volterra(state, t, alpha, beta)
        k2 = lotka_volterra(state + 0.5 * h * k1, t + 0.5 * h, alpha, beta)
        k3 = lotka_volterra(state + 0.5 * h * k2, t + 0.5 * h, alpha, beta)
        k4 = lotka_volterra(state + h * k3, t + h, alpha, beta)
        state = state + h / 6.0 * (k1 + 2.0 * k2 + 2.0 * k3 + k4)
        trajectory.append(state)
    return np.sum(np.stack(trajectory) ** 2)


def heat(initial, kappa, steps):
    u = initial.copy()
    for _ in range(steps):
        u[1:-1] += kappa * (u[2:] - 2.0 * u[1:-1] + u[:-2])
    return np.sum((u - 0.5) ** 2)


def heat_by_elements(initial, kappa, steps):
    n = len(initial)
    u = initial.copy()
    new = np.zeros(n)
    for _ in range(steps):
        for i in range(n):
            if i == 0 or i == n - 1:
                new[i] = u[i]
                continue
            new[i] = u[i] + kappa * (u[i + 1] - 2.0 * u[i] + u[i - 1])
        u, new = new, u
    return np.sum(u**3)


def nbody(position, velocity, steps):
    n = position.shape[0]
    for _ in range(steps):
        force = np.zeros_like(position)
        for i in range(n):
            for j in range(n):
                if i == j:
                    continue
                d = position[j] - position[i]
                force[i] += d / (np.sqrt(np.sum(d * d)) ** 3 + 0.1)
        velocity = velocity + 0.1 * force
        position = position + 0.1 * velocity
    return np.sum(position**2) + np.sum(velocity**2)


def mlp(layers, x, y):
    h = x
    for i, (w, b) in enumerate(layers):
        z = h @ w + b
        h = np.tanh(z) if i < len(layers) - 1 else z
    return np.mean((h - y) ** 2)


def newton_with_exit(a, tolerance):
    x = a if a > 1.0 else 1.0
    for _ in range(50):
        f = x * x * x - a
        step = f / (3.0 * x * x)
        x -= step
        if abs(step) < tolerance:
            return x
    raise RuntimeError("no convergence")


def rosenbrock(x):
    total = 0.0
    for i in range(len(x) - 1):
        total += 100.0 * (x[i + 1] - x[i] ** 2) ** 2 + (1.0 - x[i]) ** 2
    return total


def polynomial_fit(c, xs, ys):
    residual = 0.0
    for x, y in zip(xs, ys):
        p = 0.0
        for k in reversed(range(len(c))):
            p = p * x + c[k]
        residual += (p - y) ** 2
    return residual / len(xs)


def gru(params, xs):
    h = np.zeros(2)
    for x in xs:
        z = 1.0 / (1.0 + np.exp(-(params["wz"] @ h + x)))
        candidate = np.tanh(params["wh"] @ (z * h) + x)
        h = (1.0 - z) * h + z * candidate
    return np.sum(h * h)


def backtracking(x, y):
    step = 1.0
    start = x * x + y * y
    while True:
        trial = (x - step * 2.0 * x * y) ** 2 + (y - step) ** 2
        if trial < start or step < 0.1:
            break
        step *= 0.5
    return trial * step


def half_of_squares(w, feats):
    total = 0.0
    for i in range(len(w)):
        e = w[i] * (w - feats[i])
        ew = 1.0 - w[i] * w[i]
        total += e @ e + ew * ew
    return 0.5 * total


X = np.sin(np.arange(6.0)).reshape(3, 2)
W = np.array([[0.5, 1.4], [-1.2, 0.7]])
LAYERS = [(W, W[0]), (W.T, W[1])]
CASES = [
    (kalman, (np.array([0.5, 0.9, 0.2, 1.1]), 0.3, 0.5), (0, 1, 2)),
    (rk4, (np.array([1.0, 0.5]), 0.9, 0.4, 0.1, 3), (0, 1, 2)),
    (heat, (np.sin(np.arange(6.0)), 0.2, 3), (0, 1)),
    (heat_by_elements, (np.sin(np.arange(5.0)), 0.2, 3), (0, 1)),
    (nbody, (X, X * 0.1, 2), (0, 1)),
    (mlp, (LAYERS, X, X[::-1] * 0.3), (0, 1)),
    (newton_with_exit, (2.3, 1e-9), 0),
    (rosenbrock, (np.array([0.5, -0.3, 0.8, 0.2]),), 0),
    (polynomial_fit, (np.array([0.5, -0.3, 0.8]), [0.1, 0.7], (0.4, -0.2)), (0, 1)),
    (gru, ({"wz": W, "wh": W.T}, X), (0, 1)),
    (half_of_squares, (np.array([0.5, -0.3, 0.8]), np.array([0.2, 0.1, -0.4])), (0, 1)),
    (backtracking, (0.8, 1.3), (0, 1)),
    (backtracking, (0.3, 0.5), (0, 1)),
]
