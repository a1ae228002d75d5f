"""Elementwise programs on long vectors (memory- and transcendental-bound)."""

import math

import numpy as np
from harness import Workload, autograd_step, jax_step, register, torch_step

# -------------------------------------------------------- elementwise chain


def chain(x, y):
    a = np.sin(x) * np.exp(-y)
    b = np.tanh(a + x * y)
    c = np.sqrt(1.0 + b * b) / (2.0 + np.cos(a))
    d = c * np.log1p(x * x) - b / (1.0 + np.exp(-c))
    return np.sum(d)


def chain_hand(x, y):
    sx = np.sin(x)
    ey = np.exp(-y)
    a = sx * ey
    b = np.tanh(a + x * y)
    q = np.sqrt(1.0 + b * b)
    den = 2.0 + np.cos(a)
    c = q / den
    xx = x * x
    lg = np.log1p(xx)
    sg = 1.0 / (1.0 + np.exp(-c))
    v = np.sum(c * lg - b * sg)
    # reverse; d_bar = 1
    cb = lg - b * sg * (1.0 - sg)
    bb = cb / den * b / q - sg
    ub = bb * (1.0 - b * b)
    ab = cb * c / den * np.sin(a) + ub
    xb = c * 2.0 * x / (1.0 + xx) + ub * y + ab * ey * np.cos(x)
    yb = ub * x - ab * a
    return v, (xb, yb)


def _chain_nb():
    from numba import njit

    @njit
    def g(x, y):
        n = x.size
        xb = np.empty(n)
        yb = np.empty(n)
        v = 0.0
        for i in range(n):
            xi = x[i]
            yi = y[i]
            ey = math.exp(-yi)
            a = math.sin(xi) * ey
            b = math.tanh(a + xi * yi)
            q = math.sqrt(1.0 + b * b)
            den = 2.0 + math.cos(a)
            c = q / den
            lg = math.log1p(xi * xi)
            sg = 1.0 / (1.0 + math.exp(-c))
            v += c * lg - b * sg
            cb = lg - b * sg * (1.0 - sg)
            bb = cb / den * b / q - sg
            ub = bb * (1.0 - b * b)
            ab = cb * c / den * math.sin(a) + ub
            xb[i] = c * 2.0 * xi / (1.0 + xi * xi) + ub * yi + ab * ey * math.cos(xi)
            yb[i] = ub * xi - ab * a
        return v, (xb, yb)

    return g


def _chain_xp(xp):
    def f(x, y):
        a = xp.sin(x) * xp.exp(-y)
        b = xp.tanh(a + x * y)
        c = xp.sqrt(1.0 + b * b) / (2.0 + xp.cos(a))
        d = c * xp.log1p(x * x) - b / (1.0 + xp.exp(-c))
        return xp.sum(d)

    return f


def _chain_autograd(args):
    import autograd.numpy as anp

    return autograd_step(_chain_xp(anp), args, (0, 1))


def _chain_jax(args):
    import jax.numpy as jnp

    return jax_step(_chain_xp(jnp), args, (0, 1))


def _chain_torch(args):
    import torch

    return torch_step(_chain_xp(torch), args, (0, 1))


def _chain_mygrad(args):
    import mygrad as mg

    f = _chain_xp(mg)

    def step():
        x, y = mg.tensor(args[0]), mg.tensor(args[1])
        v = f(x, y)
        v.backward()
        return v.item(), (x.grad, y.grad)

    return step


def _njit(f):
    def build():
        from numba import njit

        return njit(f)

    return build


for _n, _label in ((10_000, "1e4"), (1_000_000, "1e6")):

    def _make(size, n=_n):
        rng = np.random.default_rng(2)
        m = 1000 if size == "T" else n
        return rng.uniform(-2, 2, m), rng.uniform(-1, 2, m)

    register(
        Workload(
            f"chain_{_label}",
            "elementwise",
            (0, 1),
            _make,
            chain,
            chain_hand,
            "13 ufuncs, no stores",
            primal_nb=_njit(chain),
            hand_nb=_chain_nb,
            engines={
                "autograd": _chain_autograd,
                "jax": _chain_jax,
                "torch": _chain_torch,
                "mygrad": _chain_mygrad,
            },
        )
    )
