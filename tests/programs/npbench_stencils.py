"""The stencils of the NPBench suite, stored through views, buffers, scratch arrays and helpers that write."""

import numpy as np


def averaged(target, source):
    target[1:-1] = (source[:-2] + source[1:-1] + source[2:]) / 3.0


def jacobi_1d(steps, A, B):
    for _ in range(steps):
        averaged(B, A)
        averaged(A, B)
    return A, B


def jacobi_1d_in_two_rows(steps, both):
    for t in range(steps):
        averaged(both[(t + 1) % 2], both[t % 2])
    return both


def jacobi_1d_with_scratch(steps, A):
    inner, scratch = A[1:-1], np.empty(len(A) - 2)
    for _ in range(steps):
        np.add(A[:-2], A[2:], out=scratch)
        scratch += inner
        np.multiply(scratch, 1.0 / 3.0, out=inner)
    return A


def sweep_2d(old, new):
    inside = new[1:-1, 1:-1]
    inside[...] = old[1:-1, 1:-1]
    inside += old[:-2, 1:-1]
    inside += old[2:, 1:-1]
    inside += old[1:-1, :-2]
    inside += old[1:-1, 2:]
    inside *= 0.2


def jacobi_2d(steps, A, B):
    for _ in range(steps):
        sweep_2d(A, B)
        sweep_2d(B, A)
    return A


def jacobi_2d_with_swaps(steps, A):
    grids = [A, A.copy()]
    for t in range(steps):
        sweep_2d(grids[t % 2], grids[(t + 1) % 2])
    return grids[steps % 2]


def jacobi_2d_until_still(A, tolerance):
    old = A.copy()
    change, count = 1.0, 0
    while change > tolerance:
        old, A = A, old
        sweep_2d(old, A)
        change = np.max(np.abs(A - old))
        count += 1
    return A * count


def seidel_2d(steps, A):
    n = A.shape[0]
    for _ in range(steps):
        for i in range(1, n - 1):
            above, row, below = A[i - 1], A[i], A[i + 1]
            for j in range(1, n - 1):
                row[j] = (np.sum(above[j - 1 : j + 2]) + np.sum(row[j - 1 : j + 2])
                          + np.sum(below[j - 1 : j + 2])) / 9.0  # fmt: skip
    return A


def seidel_2d_of_patches(steps, A):
    for _ in range(steps):
        for i in range(1, A.shape[0] - 1):
            for j in range(1, A.shape[1] - 1):
                A[i, j] = A[i - 1 : i + 2, j - 1 : j + 2].mean()
    return A


def seidel_red_black(steps, A):
    for _ in range(steps):
        for first in (1, 2):
            A[1:-1:2, first:-1:2] = 0.25 * (
                A[:-2:2, first:-1:2] + A[2::2, first:-1:2]
                + A[1:-1:2, first - 1 : -2 : 2] + A[1:-1:2, first + 1 :: 2]
            )  # fmt: skip
    return A


def second_difference(A, axis):
    B = np.moveaxis(A, axis, 0)
    d = B[2:] - 2.0 * B[1:-1] + B[:-2]
    keep = [slice(1, -1)] * A.ndim
    keep[axis] = slice(None)
    return np.moveaxis(d, 0, axis)[tuple(keep)]


def heat_3d(steps, A, B, k):
    for _ in range(steps):
        for old, new in ((A, B), (B, A)):
            center = old[1:-1, 1:-1, 1:-1]
            new[1:-1, 1:-1, 1:-1] = center
            new[1:-1, 1:-1, 1:-1] += k * (old[2:, 1:-1, 1:-1] - 2.0 * center + old[:-2, 1:-1, 1:-1])
            new[1:-1, 1:-1, 1:-1] += k * (old[1:-1, 2:, 1:-1] - 2.0 * center + old[1:-1, :-2, 1:-1])
            new[1:-1, 1:-1, 1:-1] += k * (old[1:-1, 1:-1, 2:] - 2.0 * center + old[1:-1, 1:-1, :-2])
    return A


def heat_3d_by_axes(steps, A, k):
    inner = (slice(1, -1),) * 3
    for _ in range(steps):
        change = np.zeros_like(A)
        for axis in range(3):
            change[inner] += k * second_difference(A, axis)
        A += change
    return A


def heat_3d_by_moved_axes(steps, A, k):
    for _ in range(steps):
        change = np.zeros_like(A)
        for axis in range(3):
            line, out = np.moveaxis(A, axis, 0), np.moveaxis(change, axis, 0)
            out[1:-1, 1:-1, 1:-1] += k * (line[2:] - 2.0 * line[1:-1] + line[:-2])[:, 1:-1, 1:-1]
        A += change
    return A


def update_e(ex, ey, hz, source):
    ey[0, ...] = source
    ey[1:] -= 0.5 * np.diff(hz, axis=0)
    ex[:, 1:] -= 0.5 * np.diff(hz, axis=1)


def update_h(ex, ey, hz):
    curl = np.diff(ex[:-1], axis=1)
    curl += np.diff(ey[:, :-1], axis=0)
    hz[:-1, :-1] -= 0.7 * curl


def fdtd_2d(ex, ey, hz, fict):
    for source in fict:
        update_e(ex, ey, hz, source)
        update_h(ex, ey, hz)
    return ex, ey, hz


def fdtd_2d_by_elements(ex, ey, hz, fict):
    nx, ny = hz.shape
    for t in range(len(fict)):
        for j in range(ny):
            ey[0, j] = fict[t]
        for i in range(1, nx):
            for j in range(ny):
                ey[i, j] -= 0.5 * (hz[i, j] - hz[i - 1, j])
        for i in range(nx):
            for j in range(1, ny):
                ex[i, j] -= 0.5 * (hz[i, j] - hz[i, j - 1])
        for i in range(nx - 1):
            for j in range(ny - 1):
                hz[i, j] -= 0.7 * (ex[i, j + 1] - ex[i, j] + ey[i + 1, j] - ey[i, j])
    return np.sum(hz * hz)


def implicit_lines(target, source, a, b, d, p, q):
    """Solve a tridiagonal system along each row of `target`, with the rest explicit in `source`."""
    n = target.shape[0]
    for i in range(1, n - 1):
        target[i, 0] = target[i, -1] = 1.0
        p[i, 0] = 0.0
        q[i, 0] = target[i, 0]
        for j in range(1, n - 1):
            pivot = a * p[i, j - 1] + b
            p[i, j] = -a / pivot
            q[i, j] = -d * source[i - 1, j] + (1.0 + 2.0 * d) * source[i, j] - d * source[i + 1, j]
            q[i, j] -= a * q[i, j - 1]
            q[i, j] /= pivot
        for j in range(n - 2, 0, -1):
            target[i, j] = p[i, j] * target[i, j + 1] + q[i, j]


def adi(steps, u, mul1, mul2):
    v, p, q = np.zeros_like(u), np.zeros_like(u), np.zeros_like(u)
    for _ in range(steps):
        implicit_lines(v.T, u.T, -mul1 / 2.0, 1.0 + mul1, -mul2 / 2.0, p, q)
        implicit_lines(u, v, -mul2 / 2.0, 1.0 + mul2, -mul1 / 2.0, p, q)
    return u


def relax(path, k):
    through = path[:, k, np.newaxis] + path[k]
    np.minimum(path, through, out=path)


def floyd_warshall(path):
    for k in range(len(path)):
        relax(path, k)
    return path


def floyd_warshall_by_masks(path):
    for k in range(len(path)):
        through = path[:, [k]] + path[[k], :]
        shorter = through < path
        path[shorter] = through[shorter]
    return path


def floyd_warshall_by_tests(path):
    n = len(path)
    for k in range(n):
        for i, row in enumerate(path):
            for j in range(n):
                if row[k] + path[k, j] < row[j]:
                    row[j] = row[k] + path[k, j]
    return np.sum(path * path)


def limited(flux, gradient):
    flux[flux * gradient > 0.0] = 0.0


def hdiff(field, out, coeff, lap, flx, fly):
    lap[...] = 4.0 * field[1:-1, 1:-1]
    lap -= field[2:, 1:-1]
    lap -= field[:-2, 1:-1]
    lap -= field[1:-1, 2:]
    lap -= field[1:-1, :-2]
    np.subtract(lap[1:, 1:-1], lap[:-1, 1:-1], out=flx)
    limited(flx, field[2:-1, 2:-2] - field[1:-2, 2:-2])
    np.subtract(lap[1:-1, 1:], lap[1:-1, :-1], out=fly)
    limited(fly, field[2:-2, 2:-1] - field[2:-2, 1:-2])
    out[:] = field[2:-2, 2:-2] - coeff * (flx[1:] - flx[:-1] + fly[:, 1:] - fly[:, :-1])


def hdiff_fresh(field, coeff):
    i, j, k = coeff.shape
    out = np.empty_like(coeff)
    lap = np.empty((i + 2, j + 2, k))
    hdiff(field, out, coeff, lap, np.empty((i + 1, j, k)), np.empty((i, j + 1, k)))
    return out


def hdiff_by_elements(field, coeff):
    I, J, K = coeff.shape
    out = np.zeros((I, J, K))
    lap = np.zeros((I + 4, J + 4))
    for k in range(K):
        for i in range(1, I + 3):
            for j in range(1, J + 3):
                lap[i, j] = 4.0 * field[i, j, k] - (
                    field[i + 1, j, k]
                    + field[i - 1, j, k]
                    + field[i, j + 1, k]
                    + field[i, j - 1, k]
                )
        for i in range(2, I + 2):
            for j in range(2, J + 2):
                total = 0.0
                for di, dj, sign in ((0, 0, 1.0), (-1, 0, -1.0)):
                    flux = lap[i + di + 1, j] - lap[i + di, j]
                    if flux * (field[i + di + 1, j, k] - field[i + di, j, k]) > 0:
                        flux = 0.0
                    total += sign * flux
                for dj, sign in ((0, 1.0), (-1, -1.0)):
                    flux = lap[i, j + dj + 1] - lap[i, j + dj]
                    if flux * (field[i, j + dj + 1, k] - field[i, j + dj, k]) > 0:
                        flux = 0.0
                    total += sign * flux
                out[i - 2, j - 2, k] = field[i, j, k] - coeff[i - 2, j - 2, k] * total
    return out


def thomas(lower, main, upper, rhs):
    """Solve tridiagonal systems along the last axis; the solution is left in `rhs`."""
    levels = rhs.shape[-1]
    upper[..., 0] /= main[..., 0]
    rhs[..., 0] /= main[..., 0]
    for k in range(1, levels):
        factor = 1.0 / (main[..., k] - lower[..., k] * upper[..., k - 1])
        upper[..., k] *= factor
        rhs[..., k] -= lower[..., k] * rhs[..., k - 1]
        rhs[..., k] *= factor
    for k in range(levels - 2, -1, -1):
        rhs[..., k] -= upper[..., k] * rhs[..., k + 1]


def vadv(stage, u, wcon, pos, tendency, dtr):
    I, J, K = u.shape
    a, c, rhs = np.zeros((I, J, K)), np.zeros((I, J, K)), np.empty((I, J, K))
    wind = 0.25 * (wcon[1:] + wcon[:-1])
    a[..., 1:] = -0.7 * wind[..., 1:K]
    c[..., :-1] = 0.7 * wind[..., 1:K]
    rhs[:] = dtr * pos + tendency + stage
    jump = u[..., 1:] - u[..., :-1]
    rhs[..., 1:] -= 0.3 * wind[..., 1:K] * jump
    rhs[..., :-1] -= 0.3 * wind[..., 1:K] * jump
    thomas(a, dtr - a - c, c, rhs)
    stage[...] = dtr * (rhs - pos)
    return stage


rng = np.random.default_rng(22)


def random(*shape):
    """Numbers between -1 and 1, three digits long."""
    return np.round(rng.uniform(-1.0, 1.0, shape), 3)


GRID = random(5, 5)
FIELDS = (random(3, 4), random(3, 4), random(3, 4), random(2))
# No zeros on the diagonal: a path and itself would be ties, where there are no differences to compare with.
PATHS = np.array(
    [[0.2, 3.1, 8.4, 9.0], [1.2, 0.3, 2.3, 4.7], [5.5, 0.9, 0.1, 1.4], [2.6, 7.0, 3.3, 0.4]]
)
FIELD, COEFF = random(6, 7, 2), random(2, 3, 2)
HDIFF = (FIELD, random(2, 3, 2), COEFF, random(4, 5, 2), random(3, 3, 2), random(2, 4, 2))
VADV = (random(2, 2, 4), random(2, 2, 4), random(3, 2, 4), random(2, 2, 4), random(2, 2, 4), 3.0)


def hdiff_into(field, out, coeff, lap, flx, fly):
    hdiff(field, out, coeff, lap, flx, fly)
    return out, flx


CASES = [
    (jacobi_1d, (2, random(6), random(6)), (1, 2)),
    (jacobi_1d_in_two_rows, (3, random(2, 5)), 1),
    (jacobi_1d_with_scratch, (3, random(6)), 1),
    (jacobi_2d, (2, GRID, random(5, 5)), (1, 2)),
    (jacobi_2d_with_swaps, (3, GRID), 1),
    (jacobi_2d_until_still, (GRID, 0.11), 0),
    (seidel_2d, (2, GRID), 1),
    (seidel_2d_of_patches, (2, random(4, 5)), 1),
    (seidel_red_black, (2, random(5, 6)), 1),
    (heat_3d, (1, random(3, 4, 4), random(3, 4, 4), 0.125), (1, 2, 3)),
    *((fn, FIELDS, (0, 1, 2, 3)) for fn in (fdtd_2d, fdtd_2d_by_elements)),
    (adi, (2, GRID, 0.6, 0.4), (1, 2, 3)),
    *(
        (fn, (PATHS,), 0)
        for fn in (floyd_warshall, floyd_warshall_by_masks, floyd_warshall_by_tests)
    ),
    (hdiff_into, HDIFF, (0, 1, 2, 3, 4, 5)),
    *((fn, (FIELD, COEFF), (0, 1)) for fn in (hdiff_fresh, hdiff_by_elements)),
    (vadv, VADV, (0, 1, 2, 3, 4, 5)),
    # Of an index that is put together as a list, and of an axis that the loop gives, nothing is known.
    *((fn, (2, random(3, 4, 4), 0.125), (1, 2)) for fn in (heat_3d_by_axes, heat_3d_by_moved_axes)),
]
