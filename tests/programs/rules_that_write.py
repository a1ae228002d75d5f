"""Functions of the user's with rules that say which of their arguments they store into."""

import numpy as np

from sourcediff import rule


def scale(a, x):
    a *= x


rule(
    scale,
    vjp=[lambda g, y, a, x: g * x, lambda g, y, a, x: np.sum(g * a)],
    jvp=[lambda t, y, a, x: t * x, lambda t, y, a, x: t * a],
    writes=(0,),
)


@rule(
    vjp=[lambda g, y, a, b: g[0] * b + g[1], lambda g, y, a, b: g[0] * a + g[1]],
    jvp=[lambda t, y, a, b: (t * b, t), lambda t, y, a, b: (a * t, t)],
    writes=(0, 1),
)
def product_and_sum(a, b):
    a[...], b[...] = a * b, a + b


@rule(
    vjp=[None, lambda g, y, out, x: g * np.cos(x)],
    jvp=[None, lambda t, y, out, x: t * np.cos(x)],
    writes=(0,),
)
def sine_into(out, x):
    out[...] = np.sin(x)


def custom(x):
    return x


rule(custom, vjp=[lambda g, y, x: g], jvp=[lambda t, y, x: t])


def on_views(v, x):
    a = v * 2.0
    scale(a, x)
    scale(a[1:], a[0])
    scale(v, x)
    return np.sum(a * a) + np.sum(v)


def in_loops_and_branches(v):
    a = v * 2.0
    for i in range(3):
        if a[i] > 0.0:
            scale(a[i:], v[0])
        a += v
    return np.sum(a * a)


def two_at_once(v):
    a, b = v * 1.0, v * v
    product_and_sum(a, b)
    product_and_sum(b, a)
    return np.sum(a * b)


def overwritten(v):
    out = v * v
    sine_into(out, v)
    sine_into(out[::2], out[1::2])
    return np.sum(out * out * v)


def deeper(a, n):
    if n > 0:
        scale(a[1:], a[0])
        deeper(a[1:], n - 1)


def in_recursion(v):
    a = v * 1.0
    deeper(a, 2)
    return np.sum(a * a)


def given_back(v):
    b = custom(v * v)
    return np.sum(b * v)


V = np.array([0.3, 1.2, -0.7, 0.9])
CASES = [
    (on_views, (V, 2.0), (0, 1)),
    *((fn, (V,), 0) for fn in (in_loops_and_branches, two_at_once, overwritten, in_recursion)),
    (given_back, (V,), 0),
]
