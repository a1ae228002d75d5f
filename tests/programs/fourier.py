"""Fourier transforms: spectra, spectral steps in a loop, filters, real transforms of even and odd lengths."""

import numpy as np


def spectrum(x):
    X = np.fft.fft(x)
    return np.abs(X) ** 2, np.fft.fftshift(X).imag


def filtered(x, width):
    k = np.fft.fftfreq(len(x))
    X = np.fft.fft(x)
    X *= np.exp(-((k / width) ** 2))
    return np.fft.ifft(X).real


def split_step(psi0, potential, dt, n):
    psi = psi0 * np.exp(1j * psi0)
    psi /= np.sqrt(np.sum(np.abs(psi) ** 2))
    k = 2 * np.pi * np.fft.fftfreq(len(psi0), 0.3)
    for _ in range(n):
        psi *= np.exp(-0.5j * dt * potential)
        waves = np.fft.fft(psi)
        waves *= np.exp(-0.5j * dt * k**2)
        psi = np.fft.ifft(waves)
        psi *= np.exp(-0.5j * dt * potential)
        psi[0] = psi[-1] = 0
    return np.sum(np.abs(psi) ** 2 * potential)


def burgers(u, nu, dt, n):
    k = np.fft.rfftfreq(len(u), 1 / len(u))
    for _ in range(n):
        U = np.fft.rfft(u)
        slope = np.fft.irfft(1j * k * U, len(u))
        u = u + dt * (np.fft.irfft(-(k**2) * U, len(u)) * nu - u * slope)
    return u


def half_of_complex(re, im, size):
    return np.fft.irfft(re + 1j * im, size, norm="ortho") ** 2


def grids(field, norm):
    F = np.fft.fft2(field, norm=norm)
    kept = F * np.conj(np.fft.fftn(field**2, axes=(0, 1)))
    back = np.fft.ifft2(kept) + np.fft.ifftn(np.fft.ifftshift(F, axes=0))
    return np.sum(back.real**2 + back.imag)


def along_axes(field):
    across = np.fft.rfft(field, axis=0, norm="forward")
    return np.abs(across), np.fft.irfft(across**2, axis=0), np.fft.rfft(field, 6).real


X = np.array([0.5, -1.2, 0.8, 0.3, -0.7])
FIELD = np.array([[0.5, -1.2, 0.8], [0.3, -0.4, 1.1], [0.9, 0.2, -0.7], [0.1, 0.6, 0.4]])
CASES = [
    (spectrum, (X,), 0),
    (filtered, (X, 0.3), (0, 1)),
    (split_step, (X, X[::-1] ** 2, 0.1, 3), (0, 1, 2)),
    (burgers, (X, 0.1, 0.01, 3), (0, 1, 2)),
    (burgers, (X[:4], 0.1, 0.01, 3), (0, 1, 2)),
    *((half_of_complex, (X, X[::-1] + 0.3, size), (0, 1)) for size in (None, 9, 8, 7, 6, 12)),
    (grids, (FIELD, None), 0),
    (grids, (FIELD, "ortho"), 0),
    (along_axes, (FIELD,), 0),
]
