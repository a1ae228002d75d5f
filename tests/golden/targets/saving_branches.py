"""Branches that save: in straight code the name itself is kept, in a loop a tape entry."""

import math

import numpy as np


def gate(x, y):
    z = x * y
    if x > 0.0:
        e = math.exp(z)
        z = e / (1.0 + e)
    return z * z


def gate_grad(x, y, *, out_bar=1.0):
    # forward
    z = x * y
    if x > 0.0:
        e = math.exp(z)
        z = e / (1.0 + e)
    # reverse
    z_bar = out_bar * 2.0 * z
    if x > 0.0:
        t = 1.0 + e
        z_bar = z_bar * e / (t * t)
    x_bar = z_bar * y
    y_bar = z_bar * x
    return x_bar, y_bar


def activation(v, w):
    total = 0.0
    for x in v:
        if x > 0.0:
            y = math.exp(w * x)
            total = total + y / (1.0 + y)
        else:
            total = total + w * x
    return total


def activation_grad(v, w, *, out_bar=1.0):
    # forward: only one branch has something to save; which one it was, v tells
    tape = []
    for x in v:
        if x > 0.0:
            tape.append(math.exp(w * x))
    # reverse
    v_bar = np.zeros_like(v)
    w_bar = 0.0
    for i in reversed(range(v.shape[0])):
        x = v[i]
        if x > 0.0:
            y = tape.pop()
            t = 1.0 + y
            t_bar = out_bar * y / (t * t)
        else:
            t_bar = out_bar
        v_bar[i] = t_bar * w
        w_bar += t_bar * x
    return v_bar, w_bar


CASES = [
    (gate, gate_grad, (0.7, -1.3), (0, 1)),
    (gate, gate_grad, (-0.7, -1.3), (0, 1)),
    (activation, activation_grad, (np.array([0.5, -1.1, 1.7]), 0.8), (0, 1)),
]
