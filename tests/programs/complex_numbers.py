"""Complex numbers between real ones: adjoints in the convention of JAX, real parts where a real number is met."""

import cmath

import numpy as np


def modulus(x):
    return abs((x + 1j) * x) ** 2


def parts(x):
    z = np.exp(1j * x)
    return np.sum(z.real * z.imag)


def moduli(x):
    z = x * (1 + 2j)
    return np.sum(np.abs(z) ** 2)


def of_two(x, y):
    z = x + 1j * y
    w = z**3 + 2 * z
    return np.sum(w.real * w.imag)


def stored_items(x):
    z = np.zeros(3, dtype=complex)
    for i in range(3):
        z[i] = x[i] * (1j**i)
    return np.sum((z * np.conj(z)).real) + z[0].imag + z[1].imag


def determinant(x):
    a = np.diag(x) + 1j * np.outer(x, x)
    return np.linalg.det(a).real


def solved(x):
    a = np.diag(x) + 1j * np.outer(x, x)
    return np.abs(np.linalg.solve(a, x)).sum()


def products(x):
    b = np.outer(x, x)
    return np.sum((b @ (b * 1j)).imag) + np.vdot(x * 1j, x * (1 + 1j)).real + np.dot(x, x * 2j).imag


def converted(x):
    z = x.astype(complex)
    z *= 1j
    z[0] += x[1]
    return np.sum(z.real * z.imag) + np.abs(z[2])


def sum_that_becomes_complex(x):
    s = 0.0
    for xi in x:
        s = s + xi * 1j
    return abs(s) * x[0]


def chosen(x):
    z = x * 1j
    t = np.where(x > 0, z, x)
    return np.sum(t.imag * t.real + np.abs(t))


def joined(x):
    return np.sum(np.abs(np.concatenate([x, x * 1j]) + 1) ** 2)


def imaginary_part_of_memory(x):
    z = np.zeros(3, dtype=complex)
    z += x * (1 + 1j)
    early = z.imag.copy()
    z *= 1j
    return np.sum(z.imag * early) + np.sum(z.real**2)


def on_one_path(x):
    z = x if x[0] > 1 else x * 1j
    return np.sum(np.abs(z) ** 3)


def grids(x, n):
    i, j = np.mgrid[0:n, 0:n]
    a, b = np.ogrid[0:1:3j, 1:4]
    return np.sum(x * i * j) + np.sum(np.mgrid[0:n] * x**2) + np.sum(a * b * x[0])


def broadcast_products(x):
    z = np.outer(x, x * (1.0 + 0.5j)) + 1.0j
    w = x * 1j + x**2
    return np.sum(np.abs(z * w[:, None]) ** 2) + np.sum(np.abs(z * (w * 2j)) ** 2)


def arrays_of_numbers(n, x):
    v = np.array([n * (1 + 2j), n * n * (2 - 1j), x])
    filled = np.full(2, x * 1j + n)
    return abs(x * v[0]) + np.abs(v @ v) + np.sum(np.abs(filled) ** 3)


def thin_films(indices, widths, wavelength, angle):
    M = np.eye(2, dtype=complex)
    for n, d in zip(indices[1:-1], widths):
        cosine = np.sqrt(1 - (indices[0] * np.sin(angle) / n) ** 2)
        delta = 2 * np.pi * n * d * cosine / wavelength
        eta = n * cosine
        c, s = np.cos(delta), np.sin(delta)
        M = M @ np.array([[c, 1j * s / eta], [1j * eta * s, c]])
    B, C = M @ np.array([1, indices[-1]])
    r = (indices[0] * B - C) / (indices[0] * B + C)
    return abs(r) ** 2


def phases(x):
    z = x * (1 + 2j) + x**2
    return np.sum(np.angle(z) * x) + np.angle(z[0]) ** 2


def circuit(R, L, C, frequencies):
    gain = 0.0
    for f in frequencies:
        w = 2j * cmath.pi * f
        h = 1 / (1 / R + w * C) + w * L
        gain += abs(h) ** 2 + cmath.phase(cmath.sqrt(h))
    return gain


def reflection(ns, k):
    r = 0j
    for left, right in zip(ns[-2::-1], ns[:0:-1]):
        r = r * cmath.exp(2j * k * right) + (left - right) / (left + right)
    return abs(r + cmath.tanh(r * cmath.cos(r)) + cmath.exp(k)) ** 2


X = np.array([0.5, -1.2, 0.8])
CASES = [
    (modulus, (0.7,), 0),
    *(
        (fn, (X,), 0)
        for fn in (
            parts, moduli, stored_items, determinant, solved, products, converted, sum_that_becomes_complex,
            chosen, joined, imaginary_part_of_memory, on_one_path, broadcast_products,
        )
    ),
    (of_two, (X, X[::-1].copy()), (0, 1)),
    (grids, (X, 3), 0),
    (phases, (X,), 0),
    (circuit, (5.0, 0.1, 0.03, [0.7, 1.4]), (0, 1, 2)),
    (reflection, ([1.0, 1.5, 2.1, 1.4], 0.3), (0, 1)),
    (reflection, (np.array([1.0, 1.5, 2.1, 1.4]), 0.3), (0, 1)),
    (arrays_of_numbers, (0.7, 0.4), (0, 1)),
    (thin_films, ([1.0, 1.38, 2.1, 1.52], [0.1, 0.07], 0.55, 0.3), (0, 1, 2, 3)),
    (thin_films, (np.array([1.0, 1.38, 2.1, 1.52]), np.array([0.1, 0.07]), 0.55, 0.3), (0, 1, 2, 3)),
]  # fmt: skip
