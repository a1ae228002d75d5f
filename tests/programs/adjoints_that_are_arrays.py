"""Adjoints that are an array of the program's itself, which is stored into before they are used."""

import numpy as np


def of_unknown_size(v, m):
    a = v * 1.0
    b = v[v > -100.0] * m  # of a size that is not known
    c = np.sum(b * a)
    t = b * 2.0
    a[0] = 5.0 * a[1]
    a[1] *= a[0]
    return c + np.sum(t * a)


def transposed(v):
    a = np.outer(v, v)
    w = v * v
    M = np.outer(w, v)
    s = np.sum(M * a.T)
    a[0] = a[1] * a[0]
    r = np.sum(M * a.T * 1.0)
    a[1] *= a[0]
    return s + r + np.sum(a * M)


def both_transposed(v):
    a = np.outer(v, v)
    w = v * v
    M = np.outer(w, v)
    M2 = M.T
    s = np.sum(M2 * a)
    a[0] = a[1] * a[0]
    r = np.sum(M2 * a)
    a[1] *= a[0]
    u = np.sum(M2 * a)
    a[2] *= a[0]
    return s * r + u + r + np.sum(a)


def in_a_loop(v):
    a = v * 1.0
    b = v[v > -100.0] * 2.0
    s = 0.0
    for i in range(3):
        c = b * v
        s = s + np.sum(c * a)
        a[i] = a[i] * a[i + 1]
    return s


def reshaped(v):
    a = v * 1.0
    b = v[v > -100.0] * 2.0
    s = 0.0
    for i in range(3):
        c = b * v
        s = s + np.sum(c.reshape(2, 2) * a.reshape(2, 2))
        a[i] = a[i] * a[i + 1]
    return s


V = np.array([0.3, 1.2, -0.7, 0.9])
CASES = [
    (of_unknown_size, (V, 2.0), 0),
    *((fn, (V,), 0) for fn in (transposed, both_transposed)),
    *((fn, (np.append(V, 0.4),), 0) for fn in (in_a_loop,)),
    (reshaped, (V,), 0),
]
