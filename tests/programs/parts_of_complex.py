"""Real and imaginary parts of complex arrays that are bound, stored into and changed in place."""

import numpy as np


def bound(re, im):
    z = np.empty(re.shape, dtype=complex)
    z.real = re
    z.imag = im
    return np.sum(np.abs(z) ** 2 * np.arange(1.0, 4.0)) + np.sum((z * z).imag)


def stored(re, im):
    z = np.empty(re.shape, dtype=complex)
    z.real[:] = re
    z.imag[:] = im
    z.imag[0] = re[1] * im[0]
    z.real[1:] = im[1:] * re[0]
    return np.sum(np.abs(z) ** 2) + np.sum((z * z).imag)


def changed(re, im):
    z = re + 1j * im
    z.real *= 2.0
    z.imag += re
    z.imag[1:] *= im[0]
    z.real[0] -= im[2]
    return np.sum(np.abs(z) ** 2) + np.sum((z * z).imag)


def of_each_row(re, im):
    z = np.zeros((2, 3), dtype=complex)
    for i in range(2):
        z[i].real = re * (i + 1)
        z[i].imag[1:] = im[:-1]
        z[i].imag[0] = 0.5
    return np.sum((z * z).imag) + np.sum(np.abs(z[1] - z[0]))


def returned(x):
    z = np.zeros(3, dtype=complex)
    z[0] = x[0] * 1j
    z[2] += 1j * x[1] ** 2
    return z.imag


RE, IM = np.array([0.3, 0.6, -0.7]), np.array([0.5, 1.2, 0.4])
CASES = [
    *((f, (RE, IM), (0, 1)) for f in (bound, stored, changed, of_each_row)),
    (returned, (RE,), 0),
]
