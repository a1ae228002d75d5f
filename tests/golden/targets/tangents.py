"""Tangents: value and derivative side by side, in the order of the primal; no tape."""

import math

import numpy as np


def pendulum(theta, k, h, steps):
    omega = 0.0
    for _ in range(steps):
        omega = omega - h * k * math.sin(theta)
        theta = theta + h * omega
    return theta


def pendulum_tangent(theta, k, h, steps, *, theta_dot, k_dot):
    omega = 0.0
    omega_dot = 0.0
    for _ in range(steps):
        s = math.sin(theta)
        omega_dot = omega_dot - h * (k_dot * s + k * math.cos(theta) * theta_dot)
        omega = omega - h * k * s
        theta_dot = theta_dot + h * omega_dot
        theta = theta + h * omega
    return theta, theta_dot


def layer(W, b, x):
    h = np.tanh(W @ x + b)
    if np.sum(h) > 0.0:
        h = h * h
    return np.sum(h * x)


def layer_tangent(W, b, x, *, W_dot, b_dot):
    h = np.tanh(W @ x + b)
    h_dot = (W_dot @ x + b_dot) * (1.0 - h * h)
    if np.sum(h) > 0.0:
        h_dot = 2.0 * h * h_dot
        h = h * h
    return np.sum(h * x), np.sum(h_dot * x)


_W = np.array([[0.5, 1.4], [-1.2, 0.7]])
_B = np.array([0.1, 0.2])
_X = np.array([0.6, 0.9])
TANGENTS = [
    (pendulum, pendulum_tangent, (0.7, 1.3, 0.1, 5), (0, 1)),
    (layer, layer_tangent, (_W, _B, _X), (0, 1)),
    (layer, layer_tangent, (_W, -_B - 1.0, _X), (0, 1)),
]
