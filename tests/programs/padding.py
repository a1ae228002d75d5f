"""Images and grids with copies of their elements around: edges, reflections, periodic cells."""

import numpy as np


def bilateral(image, distance, likeness):
    padded = np.pad(image, 1, mode="edge")
    rows, columns = image.shape
    total = np.zeros_like(image)
    weights = np.zeros_like(image)
    for i in range(3):
        for j in range(3):
            shifted = padded[i : i + rows, j : j + columns]
            apart = (i - 1) ** 2 + (j - 1) ** 2
            w = np.exp(-apart / distance**2 - (shifted - image) ** 2 / likeness**2)
            total += w * shifted
            weights += w
    return total / weights


def periodic(u, dt, steps):
    for _ in range(steps):
        cell = np.pad(u, 1, "wrap")
        cell[0] *= 0.5
        u = u + dt * (cell[2:] - 2 * u + cell[:-2]) * u
    return u


def smoothed(image, kernel):
    padded = np.pad(image, ((1, 1), (2, 0)), "reflect")
    padded = np.pad(padded, ((0, 0), (0, 1)), mode="symmetric")
    out = np.zeros_like(image)
    for i in range(image.shape[0]):
        for j in range(image.shape[1]):
            out[i, j] = np.sum(padded[i : i + 3, j : j + 3] * kernel) ** 2
    return out


IMAGE = np.array([[0.5, -1.2, 0.8, 0.3], [0.3, -0.4, 1.1, -0.6], [0.9, 0.2, -0.7, 0.5]])
CASES = [
    (bilateral, (IMAGE, 1.1, 0.7), (0, 1, 2)),
    (periodic, (IMAGE[0], 0.1, 3), (0, 1)),
    (smoothed, (IMAGE, IMAGE[:, :3]), (0, 1)),
]
