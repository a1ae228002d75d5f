"""A helper that must save more than its arguments: its pair passes `saved` along."""

import math


def oscillate(x, a):
    t = math.sin(a * x)
    u = math.exp(0.5 * t)
    return t * u + u * u


def trajectory(x, a, n):
    for _ in range(n):
        x = oscillate(x, a)
    return x * x


def oscillate_forward(x, a):
    t = math.sin(a * x)
    u = math.exp(0.5 * t)
    return t * u + u * u, (x, a, t, u)


def oscillate_reverse(saved, out_bar):
    x, a, t, u = saved
    u_bar = out_bar * (t + 2.0 * u)
    t_bar = out_bar * u + 0.5 * u_bar * u
    t_2_bar = t_bar * math.cos(a * x)
    a_bar = t_2_bar * x
    x_bar = t_2_bar * a
    return x_bar, a_bar


def trajectory_grad(x, a, n, *, out_bar=1.0):
    # forward
    tape = []
    for _ in range(n):
        x, saved = oscillate_forward(x, a)
        tape.append(saved)
    # reverse
    x_bar = out_bar * 2.0 * x
    a_bar = 0.0
    while tape:
        x_bar, t_bar = oscillate_reverse(tape.pop(), x_bar)
        a_bar += t_bar
    return x_bar, a_bar


CASES = [(trajectory, trajectory_grad, (0.6, 1.3, 3), (0, 1))]
