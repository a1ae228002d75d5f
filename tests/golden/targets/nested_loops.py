"""An inner `while` in a `for`: the tape of an inner loop's execution is part of the outer entry."""

import numpy as np


def roots(v, tol):
    total = 0.0
    for a in v:
        x = a
        while abs(x * x - a) > tol:
            x = 0.5 * (x + a / x)
        total = total + x * a
    return total


def roots_grad(v, tol, *, out_bar=1.0):
    # forward
    tape = []
    for a in v:
        x = a
        tape_2 = []
        while abs(x * x - a) > tol:
            tape_2.append(x)
            x = 0.5 * (x + a / x)
        tape.append((x, tape_2))
    # reverse
    v_bar = np.zeros_like(v)
    for i in reversed(range(v.shape[0])):
        x, tape_2 = tape.pop()
        a = v[i]
        x_bar = out_bar * a
        a_bar = out_bar * x
        while tape_2:
            x = tape_2.pop()
            t_bar = 0.5 * x_bar
            a_bar += t_bar / x
            x_bar = t_bar - t_bar * a / (x * x)
        v_bar[i] = a_bar + x_bar
    return v_bar


CASES = [(roots, roots_grad, (np.array([0.5, 2.3, 1.7]), 1e-12), (0,))]
