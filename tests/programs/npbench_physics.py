"""The simulations of the NPBench suite: bodies, flows, self-energies, contour integrals, Fourier transforms."""

import numpy as np


def accelerations(acc, pos, mass, G, softening):
    acc[...] = 0.0
    n = len(mass)
    for i in range(n):
        for j in range(i + 1, n):
            d = pos[j] - pos[i]
            inv = (d @ d + softening**2) ** -1.5
            acc[i] += G * mass[j] * inv * d
            acc[j] -= G * mass[i] * inv * d


def energies(out, pos, vel, mass, G):
    out[:] = 0.0
    for i, (x, v) in enumerate(zip(pos, vel)):
        out[0] += 0.5 * mass[i] * np.dot(v, v)
        for j in range(i):
            out[1] -= G * mass[i] * mass[j] / np.linalg.norm(x - pos[j])


def nbody(mass, pos, vel, steps, dt, G, softening):
    vel -= (mass @ vel) / np.sum(mass)
    acc, record = np.empty_like(pos), np.empty((steps + 1, 2))
    accelerations(acc, pos, mass, G, softening)
    energies(record[0], pos, vel, mass, G)
    for step in range(steps):
        vel += 0.5 * dt * acc
        pos += dt * vel
        accelerations(acc, pos, mass, G, softening)
        vel += 0.5 * dt * acc
        energies(record[step + 1], pos, vel, mass, G)
    return record


def pairwise(pos, mass, G, softening, out):
    d = pos[None, :, :] - pos[:, None, :]
    r2 = np.einsum("ijk,ijk->ij", d, d)
    r2 += softening**2
    np.power(r2, -1.5, out=r2)
    np.einsum("ij,ijk,j->ik", r2, d, mass, out=out)
    out *= G


def nbody_of_pairs(mass, state, steps, dt, G, softening):
    pos, vel = state
    acc = np.zeros_like(pos)
    for _ in range(steps):
        pairwise(pos, mass, G, softening, acc)
        vel += dt * acc
        pos += dt * vel
    return state


def central(f, axis, h):
    if axis == 1:
        return (f[1:-1, 2:] - f[1:-1, :-2]) / (2.0 * h)
    return (f[2:, 1:-1] - f[:-2, 1:-1]) / (2.0 * h)


def source_term(b, rho, dt, u, v, dx, dy):
    ux, uy = central(u, 1, dx), central(u, 0, dy)
    vx, vy = central(v, 1, dx), central(v, 0, dy)
    inner = b[1:-1, 1:-1]
    np.add(ux, vy, out=inner)
    inner /= dt
    inner -= ux * ux
    inner -= 2.0 * uy * vx
    inner -= vy * vy
    inner *= rho


def pressure_sweeps(p, pn, b, sweeps, dx, dy):
    for _ in range(sweeps):
        pn[...] = p
        p[1:-1, 1:-1] = dy**2 * (pn[1:-1, 2:] + pn[1:-1, :-2])
        p[1:-1, 1:-1] += dx**2 * (pn[2:, 1:-1] + pn[:-2, 1:-1])
        p[1:-1, 1:-1] -= (dx * dy) ** 2 * b[1:-1, 1:-1]
        p[1:-1, 1:-1] /= 2.0 * (dx**2 + dy**2)
        p[:, -1] = p[:, -2]
        p[0] = p[1]
        p[:, 0] = p[:, 1]
        p[-1] = 0.0


def advance(w, wn, un, vn, gradient, dt, dx, dy, nu):
    inner, old = w[1:-1, 1:-1], wn[1:-1, 1:-1]
    inner -= dt / dx * un[1:-1, 1:-1] * (old - wn[1:-1, :-2])
    inner -= dt / dy * vn[1:-1, 1:-1] * (old - wn[:-2, 1:-1])
    inner -= dt * gradient
    inner += nu * dt / dx**2 * (wn[1:-1, 2:] - 2.0 * old + wn[1:-1, :-2])
    inner += nu * dt / dy**2 * (wn[2:, 1:-1] - 2.0 * old + wn[:-2, 1:-1])


def no_slip(f, lid=0.0):
    f[:, 0] = f[:, -1] = 0.0
    f[0] = 0.0
    f[-1] = lid


def cavity_flow(u, v, p, steps, dt, dx, dy, rho, nu):
    b, pn = np.zeros_like(p), np.empty_like(p)
    un, vn = np.empty_like(u), np.empty_like(v)
    for _ in range(steps):
        un[:], vn[:] = u, v
        source_term(b, rho, dt, u, v, dx, dy)
        pressure_sweeps(p, pn, b, 2, dx, dy)
        advance(u, un, un, vn, central(p, 1, dx) / rho, dt, dx, dy, nu)
        advance(v, vn, un, vn, central(p, 0, dy) / rho, dt, dx, dy, nu)
        no_slip(u, lid=1.0)
        no_slip(v)
    return u, v, p


def wrapped(f):
    """The field with a column beyond either end: it is periodic along the channel."""
    return np.hstack((f[:, -1:], f, f[:, :1]))


def channel_flow(u, v, p, dt, dx, dy, rho, nu, F, still):
    b = np.zeros((u.shape[0], u.shape[1] + 2))
    steps, change = 0, still + 1.0
    while change > still:
        un, vn = u.copy(), v.copy()
        wide_u, wide_v = wrapped(u), wrapped(v)
        source_term(b, rho, dt, wide_u, wide_v, dx, dy)
        for _ in range(2):
            pn = wrapped(p)
            p[1:-1] = (
                dy**2 * (pn[1:-1, 2:] + pn[1:-1, :-2])
                + dx**2 * (pn[2:, 1:-1] + pn[:-2, 1:-1])
                - (dx * dy) ** 2 * b[1:-1, 1:-1]
            ) / (2.0 * (dx**2 + dy**2))
            p[-1], p[0] = p[-2], p[1]
        wide_p = wrapped(p)
        new_u, new_v = wide_u.copy(), wide_v.copy()
        advance(new_u, wide_u, wide_u, wide_v, central(wide_p, 1, dx) / rho, dt, dx, dy, nu)
        advance(new_v, wide_v, wide_u, wide_v, central(wide_p, 0, dy) / rho, dt, dx, dy, nu)
        u[:] = new_u[:, 1:-1]
        u[1:-1] += F * dt
        v[...] = new_v[:, 1:-1]
        for f in (u, v):
            f[0] = f[-1] = 0.0
        change = (np.sum(u) - np.sum(un)) / np.sum(u)
        steps += 1
        if steps == 20:
            break
    return u, v + vn


def scattering_self_energies(neighbors, dH, re, im, D):
    G = re + 1j * im
    sigma = np.zeros_like(G)
    atoms, bonds = neighbors.shape
    for E in range(G.shape[0]):
        for w in range(min(E + 1, D.shape[0])):
            for a in range(atoms):
                for b in range(bonds):
                    other = G[E - w, neighbors[a, b]]
                    for i in range(D.shape[3]):
                        left = other @ dH[a, b, i]
                        for j in range(D.shape[4]):
                            sigma[E, a] += left @ (D[w, a, b, i, j] * dH[a, b, j])
    return sigma.real.copy(), sigma.imag.copy()


def self_energies_of_parts(neighbors, dH, re, im, D):
    G = np.empty(re.shape, dtype=complex)
    G.real = re
    G.imag = im
    sigma = np.zeros_like(G)
    for w in range(D.shape[0]):
        for (a, b), other in zip(np.ndindex(neighbors.shape), neighbors.ravel()):
            for E in range(w, len(G)):
                sigma[E, a] += np.sum(G[E - w, other] @ dH[a, b] * D[w, a, b, 0, 0], axis=0)
    return np.sum(sigma.real**2) + np.sum(sigma.imag)


def self_energies_by_einsum(neighbors, dH, re, im, D):
    G = re + 1j * im
    sigma = np.zeros_like(G)
    for w in range(D.shape[0]):
        shifted = G[: G.shape[0] - w, neighbors]
        sigma[w:] += np.einsum("eabxy,abiyz,abij,abjzt->eaxt", shifted, dH, D[w], dH)
    return np.sum(np.abs(sigma) ** 2)


def polynomial(z, H, out):
    out[...] = 0.0
    power = z ** (len(H) // 2)
    for block in H:
        out += power * block
        power /= z


def contour_integral(H, points, weights, Y):
    n, m = Y.shape
    moments = np.zeros((2, n, m), dtype=np.complex128)
    T = np.empty((n, n), dtype=np.complex128)
    for z, w in zip(points, weights):
        polynomial(z, H, T)
        X = np.linalg.solve(T, Y)
        if abs(z) < 1.0:
            np.negative(X, out=X)
        X *= w
        moments[0] += X
        X *= z
        moments[1] += X
    return np.sum(moments.real**2) - np.sum(moments[0].imag * moments[1].imag)


def contour_integral_by_inverses(H, radius, nodes, Y):
    total = np.zeros(Y.shape, dtype=complex)
    for k in range(nodes):
        z = radius * np.exp(2j * np.pi * (k + 0.5) / nodes)
        T = z * H[0] + H[1] + H[2] / z
        total += (z / nodes) * (np.linalg.inv(T) @ Y)
    return total.real


def stockham_pass(y, x, R, stride, rest):
    """One pass of radix `R`: `rest * R` blocks of `stride` numbers, from `x` to `y`."""
    for block in range(rest):
        for s in range(stride):
            for out in range(R):
                total = 0.0j
                for k in range(R):
                    angle = -2.0 * np.pi * k * (out * stride + s) / (R * stride)
                    total += x[s, k * rest + block] * np.exp(1j * angle)
                y[out * stride + s, block] = total


def stockham_fft_of(z, R, K):
    n = R**K
    x = np.empty((1, n), dtype=complex)
    x[0] = z
    stride, rest = 1, n // R
    for _ in range(K):
        y = np.zeros((stride * R, rest), dtype=complex)
        stockham_pass(y, x, R, stride, rest)
        x = y
        stride *= R
        rest //= R
    return x[:, 0].copy()


def stockham_fft_in_parts(re, im, R, K):
    x = stockham_fft_of(re + 1j * im, R, K)
    return x.real + 2.0 * x.imag


def stockham_fft_of_parts(re, im, R, K):
    x = stockham_fft_of(re + 1j * im, R, K)
    return x.real, x.imag


def stockham_fft_of_buffers(re, im, R, K):
    n = R**K
    x, y = re + 1j * im, np.empty(n, dtype=np.complex128)
    lines = np.arange(R)
    dft = np.exp(-2j * np.pi * np.multiply.outer(lines, lines) / R)
    for i in range(K):
        stride, rest = R**i, R ** (K - i - 1)
        angles = np.multiply.outer(lines, np.arange(stride)) / (R * stride)
        twisted = (
            x.reshape(stride, R, rest).transpose(1, 0, 2) * np.exp(-2j * np.pi * angles)[:, :, None]
        )
        y[:] = (dft @ twisted.reshape(R, stride * rest)).ravel()
        x, y = y, x
    power = np.abs(x) ** 2
    power *= np.arange(n)
    return power


def fft_in_place(re, im):
    """Decimation in time, with the parts of the numbers in two arrays."""
    n = len(re)
    j = 0
    for i in range(1, n):
        bit = n >> 1
        while j & bit:
            j ^= bit
            bit >>= 1
        j |= bit
        if i < j:
            re[i], re[j] = re[j], re[i]
            im[[i, j]] = im[[j, i]]
    size = 2
    while size <= n:
        half = size // 2
        for k in range(half):
            c, s = np.cos(2.0 * np.pi * k / size), -np.sin(2.0 * np.pi * k / size)
            for low in range(k, n, size):
                high = low + half
                tr = c * re[high] - s * im[high]
                ti = s * re[high] + c * im[high]
                re[high] = re[low] - tr
                im[high] = im[low] - ti
                re[low] += tr
                im[low] += ti
        size *= 2
    return re, im


rng = np.random.default_rng(25)


def random(*shape):
    """Numbers between -1 and 1, three digits long."""
    return np.round(rng.uniform(-1.0, 1.0, shape), 3)


MASS = 1.0 + 0.5 * np.abs(random(3))
FLOW = (random(4, 5), random(4, 5), random(4, 5), 2, 0.01, 0.5, 0.4, 1.2, 0.1)
CHANNEL = (
    np.abs(random(4, 5)),
    0.1 * random(4, 5),
    random(4, 5),
    0.01,
    0.5,
    0.4,
    1.2,
    0.1,
    5.0,
    0.05,
)
NEIGHBORS = np.array([[1, 2], [0, 2], [1, 0]])
G = (random(2, 3, 2, 2), random(2, 3, 2, 2))
SCATTERING = (NEIGHBORS, random(3, 2, 2, 2, 2), *G, random(2, 3, 2, 2, 2))
POINTS, WEIGHTS = np.array([0.5 + 0.3j, 1.2 - 0.8j]), np.array([0.7, -0.4 + 0.2j])
H = random(3, 3, 3)
CASES = [
    (nbody, (MASS, random(3, 3), random(3, 3), 2, 0.01, 1.0, 0.5), (0, 1, 2, 4, 5, 6)),
    (nbody_of_pairs, (MASS, random(2, 3, 3), 2, 0.1, 1.0, 0.5), (0, 1, 3, 4, 5)),
    (cavity_flow, FLOW, (0, 1, 2)),
    (cavity_flow, FLOW, (0, 1, 2, 4, 5, 6, 7, 8)),
    (channel_flow, CHANNEL, (0, 1, 2, 8)),
    (scattering_self_energies, SCATTERING, (1, 2, 3, 4)),
    (self_energies_by_einsum, SCATTERING, (1, 2, 3, 4)),
    (contour_integral, (H, POINTS, WEIGHTS, random(3, 2)), (0, 3)),
    (contour_integral_by_inverses, (H, 1.3, 4, random(3, 2)), (0, 1, 3)),
    *(
        (fn, (random(8), random(8), 2, 3), (0, 1))
        for fn in (stockham_fft_in_parts, stockham_fft_of_buffers)
    ),
    (stockham_fft_in_parts, (random(9), random(9), 3, 2), (0, 1)),
    (fft_in_place, (random(8), random(8)), (0, 1)),
    (self_energies_of_parts, SCATTERING, (1, 2, 3, 4)),
    (stockham_fft_of_parts, (random(8), random(8), 2, 3), (0, 1)),
]
