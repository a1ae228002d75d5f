"""The data analysis of the NPBench suite: moments, filters, distances, histograms, checksums, counts of iterations."""

import numpy as np


def column_means(data, mean):
    mean[:] = 0.0
    for row in data:
        mean += row
    mean /= data.shape[0]


def correlation(data, mean, stddev):
    n, m = data.shape
    column_means(data, mean)
    for j in range(m):
        stddev[j] = 0.0
        for i in range(n):
            stddev[j] += (data[i, j] - mean[j]) ** 2
        stddev[j] = np.sqrt(stddev[j] / n)
        if stddev[j] <= 0.1:
            stddev[j] = 1.0
    for row in data:
        row -= mean
        row /= np.sqrt(n) * stddev
    corr = np.empty((m, m))
    for i in range(m):
        corr[i, i] = 1.0
        for j in range(i + 1, m):
            corr[i, j] = data[:, i] @ data[:, j]
            corr[j, i] = corr[i, j]
    return corr


def covariance(data, cov):
    mean = np.empty(data.shape[1])
    column_means(data, mean)
    np.subtract(data, mean, out=data)
    np.matmul(data.T, data, out=cov)
    cov *= 1.0 / (len(data) - 1)
    return cov


def covariance2(data, mean):
    """The matrix of covariances of variables that stand in rows, as the library has it."""
    np.mean(data, axis=1, out=mean)
    centered = data - mean[:, None]
    return np.dot(centered, centered.T.conj()) / (data.shape[1] - 1.0)


def covariance_updated(data):
    m = data.shape[1]
    mean, cov = np.zeros(m), np.zeros((m, m))
    for count, row in enumerate(data, start=1):
        before = row - mean
        mean += before / count
        cov += np.outer(before, row - mean)
    cov /= len(data) - 1
    return cov


def recursive_filter(y, x, a, b, c):
    y[0] = a * x[0]
    y[1] = a * x[1] + b * x[0] + c[0] * y[0]
    for i in range(2, len(x)):
        y[i] = a * x[i] + b * x[i - 1]
        y[i] += c[0] * y[i - 1] + c[1] * y[i - 2]


def delayed_filter(y, x, a, b, c):
    y[0] = 0.0
    y[1] = a * x[0]
    for i in range(2, len(x)):
        y[i] = a * x[i - 1] + b * x[i - 2]
        y[i] += c[0] * y[i - 1] + c[1] * y[i - 2]


def deriche_pass(y1, y2, x, alpha):
    e = np.exp(-alpha)
    k = (1.0 - e) * (1.0 - e) / (1.0 + 2.0 * alpha * e - e * e)
    feedback = (2.0 * e, -e * e)
    recursive_filter(y1, x, k, k * e * (alpha - 1.0), feedback)
    delayed_filter(y2[::-1], x[::-1], k * e * (alpha + 1.0), -k * e * e, feedback)
    np.add(y1, y2, out=x)


def deriche(alpha, img, y1, y2):
    deriche_pass(y1.T, y2.T, img.T, alpha)
    deriche_pass(y1, y2, img, alpha)
    return img


def deriche_by_elements(alpha, img):
    w, h = img.shape
    y1, y2, out = np.empty((w, h)), np.empty((w, h)), np.empty((w, h))
    k = (1.0 - np.exp(-alpha)) ** 2
    b1, b2 = 2.0 ** (-alpha), -np.exp(-2.0 * alpha)
    for i in range(w):
        ym1 = ym2 = xm1 = 0.0
        for j in range(h):
            y1[i, j] = k * img[i, j] + 0.3 * k * xm1 + b1 * ym1 + b2 * ym2
            xm1 = img[i, j]
            ym2, ym1 = ym1, y1[i, j]
    for i in range(w):
        yp1 = yp2 = xp1 = xp2 = 0.0
        for j in range(h - 1, -1, -1):
            y2[i, j] = 0.5 * k * xp1 - k * xp2 + b1 * yp1 + b2 * yp2
            xp2 = xp1
            xp1 = img[i, j]
            yp2 = yp1
            yp1 = y2[i, j]
    for i in range(w):
        for j in range(h):
            out[i, j] = y1[i, j] + y2[i, j]
    return out


def azimint_naive(data, radius, npt):
    rmax = radius.max()
    res = np.zeros(npt)
    for i in range(npt):
        inside = (rmax * i / npt <= radius) & (radius < rmax * (i + 1) / npt)
        on_rim = radius == rmax
        if i == npt - 1:
            inside |= on_rim
        res[i] = np.sum(data[inside])
        res[i] /= np.count_nonzero(inside)
    return res


def azimint_into(res, data, radius, edges):
    for i, (low, high) in enumerate(zip(edges[:-1], edges[1:])):
        mask = np.logical_and(low <= radius, radius < high)
        if np.any(mask):
            res[i] += data[mask].mean()


def azimint_of_images(images, radius, edges):
    res = np.zeros((len(images), len(edges) - 1))
    for profile, image in zip(res, images):
        azimint_into(profile, image, radius, edges)
    return res


def azimint_hist(data, radius, npt):
    width = np.max(radius) / npt
    totals, counts = np.zeros(npt), np.zeros(npt, dtype=int)
    for value, r in zip(data, radius):
        k = min(int(r / width), npt - 1)
        totals[k] += value
        counts[k] += 1
    totals[counts > 0] /= counts[counts > 0]
    return totals


def azimint_hist_at(data, radius, npt):
    bins = np.digitize(radius, np.linspace(0.0, 2.1, npt + 1)) - 1
    totals, counts = np.zeros(npt), np.zeros(npt)
    np.add.at(totals, bins, data)
    np.add.at(counts, bins, 1.0)
    return np.divide(totals, counts)


def go_fast(a):
    trace = np.zeros(1)
    for i in range(a.shape[0]):
        trace[0] += np.tanh(a[i, i])
    a += trace[0]
    return a


def go_fast_of_diagonal(a):
    a += np.tanh(np.diagonal(a)).sum()
    return np.sum(a * a)


def arc_distance_into(out, theta, phi):
    np.subtract(theta[1], theta[0], out=out)
    out /= 2.0
    np.sin(out, out=out)
    out **= 2
    half = np.sin(0.5 * (phi[1] - phi[0]))
    out += np.cos(theta[0]) * np.cos(theta[1]) * half * half
    out[...] = 2.0 * np.arctan2(np.sqrt(out), np.sqrt(1.0 - out))


def arc_distance(theta, phi):
    out = np.empty_like(theta[0])
    arc_distance_into(out, theta, phi)
    return out


def compute(a1, a2, a, b, c):
    out = np.empty_like(a1)
    for i in range(a1.shape[0]):
        for j in range(a1.shape[1]):
            clipped = a1[i, j]
            if clipped < 2.0:
                clipped = 2.0
            elif clipped > 10.0:
                clipped = 10.0
            out[i, j] = clipped * a + a2[i, j] * b + c
    return out


def compute_in_place(a1, a2, a, b, c):
    a1[a1 < 2.0] = 2.0
    a1[a1 > 10.0] = 10.0
    a1 *= a
    a2 *= b
    np.add(a1, a2, out=a1)
    a1 += c
    return a1, a2


def compute_copied(a1, a2, a, b, c, out):
    np.copyto(out, a1)
    np.maximum(out, 2.0, out=out)
    np.minimum(out, 10.0, out=out)
    np.copyto(out, out * a + a2 * b + c)
    return out


def crc16(data, table):
    for i in range(256):
        value = i
        for _ in range(8):
            value = (value >> 1) ^ (0x8408 * (value & 1))
        table[i] = value
    crc = 0xFFFF
    for byte in data:
        crc = (crc >> 8) ^ int(table[(crc ^ int(byte)) & 0xFF])
    return ~crc & 0xFFFF


def crc16_weighted(w, data):
    checksum = crc16(data, np.zeros(256, dtype=np.int64))
    w *= checksum / 65535.0
    return np.sum(w * w)


def crc16_by_bits(w, data):
    crc = 0xFFFF
    for byte in data:
        crc ^= byte
        for _ in range(8):
            odd = crc & 1
            crc >>= 1
            if odd:
                crc ^= 0x8408
    bits = np.zeros(16)
    for k in range(16):
        bits[k] = (crc >> k) & 1
    return w @ bits


def mandelbrot_counts(re, im, limit):
    c = re + 1j * im[:, None]
    z, counts = np.zeros_like(c), np.zeros(c.shape, dtype=int)
    for n in range(limit):
        inside = np.abs(z) < 2.0
        counts[inside] = n
        z[inside] = z[inside] ** 2 + c[inside]
    counts[counts == limit - 1] = 0
    return z, counts


def mandelbrot(weights, re, im, limit):
    _, counts = mandelbrot_counts(re, im, limit)
    return np.sum(weights * counts)


def mandelbrot_values(re, im, limit):
    z, counts = mandelbrot_counts(re, im, limit)
    return z.real * counts + z.imag


def mandelbrot_shrinking(x, y, weights, limit):
    """Points that have left are taken out of the arrays that go on."""
    cr, ci = np.repeat(x, len(y)), np.tile(y, len(x))
    zr, zi, where = cr.copy(), ci.copy(), np.arange(len(cr))
    counts = np.zeros(len(cr))
    radii = np.zeros(len(cr))
    for n in range(limit):
        squares = zr * zr + zi * zi
        gone = squares > 4.0
        counts[where[gone]] = n + 1
        radii[where[gone]] = squares[gone]
        stay = ~gone
        cr, ci, zr, zi, where = cr[stay], ci[stay], zr[stay], zi[stay], where[stay]
        zi, zr = 2.0 * zr * zi + ci, zr * zr - zi * zi + cr
    return np.sum(weights * counts) + np.sum(np.log(radii[radii > 0.0]))


def nussinov_table(seq, table):
    n = len(seq)
    for i in reversed(range(n)):
        for j in range(i + 1, n):
            best = max(table[i][j - 1], table[i + 1][j])
            pair = int(seq[i] + seq[j] == 3 and i < j - 1)
            best = max(best, table[i + 1][j - 1] + pair)
            for k in range(i + 1, j):
                best = max(best, table[i][k] + table[k + 1][j])
            table[i][j] = best


def nussinov(x, seq):
    table = [[0] * len(seq) for _ in seq]
    nussinov_table(seq, table)
    x *= table[0][-1]
    return np.sum(x * x)


def nussinov_of_array(x, seq):
    table = np.zeros((len(seq), len(seq)), dtype=np.int64)
    nussinov_table(seq, table)
    for row, counts in zip(x, table):
        row *= counts
    return x


rng = np.random.default_rng(23)


def random(*shape):
    """Numbers between -1 and 1, three digits long."""
    return np.round(rng.uniform(-1.0, 1.0, shape), 3)


DATA = random(5, 3)
RADIUS = np.array([0.1, 0.35, 0.52, 0.73, 0.95, 1.15, 1.47, 1.72, 1.81, 2.0])
EDGES = np.array([0.0, 0.6, 1.2, 1.9, 2.6])
PLANE = 6.0 + 6.0 * random(3, 3)
X, Y = np.array([-1.6, -0.7, 0.1, 0.6]), np.array([-0.9, 0.2, 1.1])
SEQ = np.array([0, 3, 1, 2, 0, 3])
CASES = [
    (correlation, (DATA, random(3), random(3)), 0),
    (correlation, (DATA * np.array([1.0, 0.05, 1.0]), random(3), random(3)), (0, 1, 2)),
    (covariance, (DATA, random(3, 3)), (0, 1)),
    (covariance2, (DATA, random(5)), (0, 1)),
    (covariance_updated, (DATA,), 0),
    (deriche, (0.25, random(4, 5), random(4, 5), random(4, 5)), (0, 1)),
    (deriche_by_elements, (0.25, random(3, 4)), (0, 1)),
    (azimint_naive, (random(10), RADIUS, 3), (0, 1)),
    (azimint_of_images, (random(2, 10), RADIUS, EDGES), 0),
    *((fn, (random(10), RADIUS, 3), 0) for fn in (azimint_hist, azimint_hist_at)),
    *((fn, (random(3, 3),), 0) for fn in (go_fast, go_fast_of_diagonal)),
    (arc_distance, (random(2, 4), random(2, 4)), (0, 1)),
    *(
        (fn, (PLANE, random(3, 3), 1.5, 0.5, -0.2), tuple(range(5)))
        for fn in (compute, compute_in_place)
    ),
    (compute_copied, (PLANE, random(3, 3), 1.5, 0.5, -0.2, random(3, 3)), tuple(range(6))),
    (crc16_weighted, (random(3), np.array([17, 200, 3], dtype=np.uint8)), 0),
    (crc16_by_bits, (random(16), [17, 200, 3]), 0),
    (mandelbrot, (random(3, 4), X, Y, 6), 0),
    (mandelbrot, (random(3, 4), X, Y, 6), (0, 1, 2)),
    (mandelbrot_values, (X, Y, 3), (0, 1)),
    (mandelbrot_shrinking, (X, Y, random(12), 5), (0, 1, 2)),
    (nussinov, (random(3), SEQ), 0),
    (nussinov_of_array, (random(6, 6), SEQ), 0),
]
