"""Stencils with in-place slice stores (NPBench / PolyBench / weather kernels)."""

import numpy as np
from harness import Workload, autograd_step, jax_step, register, torch_step


def _njit(f):
    def build():
        from numba import njit

        return njit(f)

    return build


# ----------------------------------------------------------------- jacobi_2d


def jacobi_2d(A, B, steps):
    A = A.copy()
    B = B.copy()
    for t in range(1, steps):
        B[1:-1, 1:-1] = 0.2 * (
            A[1:-1, 1:-1] + A[1:-1, :-2] + A[1:-1, 2:] + A[2:, 1:-1] + A[:-2, 1:-1]
        )
        A[1:-1, 1:-1] = 0.2 * (
            B[1:-1, 1:-1] + B[1:-1, :-2] + B[1:-1, 2:] + B[2:, 1:-1] + B[:-2, 1:-1]
        )
    return np.sum(A * A)


def _jacobi_sweep_back(dst, src, t):
    """src was overwritten by the stencil of dst: move its adjoint to dst."""
    np.multiply(src[1:-1, 1:-1], 0.2, out=t)
    src[1:-1, 1:-1] = 0.0
    dst[1:-1, 1:-1] += t
    dst[1:-1, :-2] += t
    dst[1:-1, 2:] += t
    dst[2:, 1:-1] += t
    dst[:-2, 1:-1] += t


def jacobi_2d_hand(A, B, steps):
    A = A.copy()
    B = B.copy()
    t = np.empty((A.shape[0] - 2, A.shape[1] - 2))
    for _ in range(1, steps):
        for dst, src in ((B, A), (A, B)):
            np.add(src[1:-1, 1:-1], src[1:-1, :-2], out=t)
            t += src[1:-1, 2:]
            t += src[2:, 1:-1]
            t += src[:-2, 1:-1]
            np.multiply(t, 0.2, out=dst[1:-1, 1:-1])
    v = np.sum(A * A)
    Ab = 2.0 * A  # linear sweeps: nothing was saved
    Bb = np.zeros_like(B)
    for _ in range(1, steps):
        _jacobi_sweep_back(Bb, Ab, t)
        _jacobi_sweep_back(Ab, Bb, t)
    return v, (Ab, Bb)


def _jacobi_nb():
    from numba import njit

    @njit
    def sweep(dst, src):
        n, m = src.shape
        for i in range(1, n - 1):
            for j in range(1, m - 1):
                dst[i, j] = 0.2 * (
                    src[i, j] + src[i, j - 1] + src[i, j + 1] + src[i + 1, j] + src[i - 1, j]
                )

    @njit
    def back(dst, src):
        n, m = src.shape
        for i in range(1, n - 1):  # scatter by whole rows, so it vectorises
            for j in range(1, m - 1):
                dst[i - 1, j] += 0.2 * src[i, j]
            for j in range(1, m - 1):
                dst[i + 1, j] += 0.2 * src[i, j]
            for j in range(1, m - 1):
                dst[i, j] += 0.2 * src[i, j]
            for j in range(1, m - 1):
                dst[i, j - 1] += 0.2 * src[i, j]
            for j in range(1, m - 1):
                dst[i, j + 1] += 0.2 * src[i, j]
        src[1:-1, 1:-1] = 0.0

    @njit
    def g(A, B, steps):
        A = A.copy()
        B = B.copy()
        for _ in range(1, steps):
            sweep(B, A)
            sweep(A, B)
        v = 0.0
        for x in A.flat:
            v += x * x
        Ab = 2.0 * A
        Bb = np.zeros_like(B)
        for _ in range(1, steps):
            back(Bb, Ab)
            back(Ab, Bb)
        return v, (Ab, Bb)

    return g


def _pad(xp):
    def sweep(dst, src):
        t = 0.2 * (
            src[1:-1, 1:-1] + src[1:-1, :-2] + src[1:-1, 2:] + src[2:, 1:-1] + src[:-2, 1:-1]
        )
        mid = xp.concatenate((dst[1:-1, :1], t, dst[1:-1, -1:]), 1)
        return xp.concatenate((dst[:1], mid, dst[-1:]), 0)

    def f(A, B, steps):
        for _ in range(1, steps):
            B = sweep(B, A)
            A = sweep(A, B)
        return xp.sum(A * A)

    return f


def _jacobi_autograd(args):
    import autograd.numpy as anp

    return autograd_step(_pad(anp), args, (0, 1))


def _jacobi_torch(args):
    import torch

    def sweep(dst, src):
        dst = dst.clone()
        dst[1:-1, 1:-1] = 0.2 * (
            src[1:-1, 1:-1] + src[1:-1, :-2] + src[1:-1, 2:] + src[2:, 1:-1] + src[:-2, 1:-1]
        )
        return dst

    def f(A, B, steps):
        for _ in range(1, steps):
            B = sweep(B, A)
            A = sweep(A, B)
        return torch.sum(A * A)

    return torch_step(f, args, (0, 1))


def _jacobi_jax(args):
    import jax.numpy as jnp
    from jax import lax

    def sweep(dst, src):
        return dst.at[1:-1, 1:-1].set(
            0.2
            * (src[1:-1, 1:-1] + src[1:-1, :-2] + src[1:-1, 2:] + src[2:, 1:-1] + src[:-2, 1:-1])
        )

    def f(A, B, steps):
        def body(c, _):
            A, B = c
            B = sweep(B, A)
            return (sweep(A, B), B), None

        (A, B), _ = lax.scan(body, (A, B), None, length=steps - 1)
        return jnp.sum(A * A)

    return jax_step(f, args, (0, 1))


def _jacobi_make(size):
    n, T = (12, 4) if size == "T" else (250, 50)
    i = np.arange(n, dtype=float)[:, None]
    j = np.arange(n, dtype=float)
    return i * (j + 2) / n, i * (j + 3) / n, T


register(
    Workload(
        "jacobi_2d",
        "stencil",
        (0, 1),
        _jacobi_make,
        jacobi_2d,
        jacobi_2d_hand,
        "N=250 T=50, 2 slice stores per step, linear (nothing to save)",
        primal_nb=_njit(jacobi_2d),
        hand_nb=_jacobi_nb,
        engines={"autograd": _jacobi_autograd, "jax": _jacobi_jax, "torch": _jacobi_torch},
        notes={"jax": "lax.scan + .at[].set", "autograd": "concatenate instead of stores"},
    )
)

# ------------------------------------------------------------------- heat_3d


def heat_3d(A, B, steps):
    A = A.copy()
    B = B.copy()
    for t in range(1, steps):
        B[1:-1, 1:-1, 1:-1] = (
            0.125 * (A[2:, 1:-1, 1:-1] - 2.0 * A[1:-1, 1:-1, 1:-1] + A[:-2, 1:-1, 1:-1])
            + 0.125 * (A[1:-1, 2:, 1:-1] - 2.0 * A[1:-1, 1:-1, 1:-1] + A[1:-1, :-2, 1:-1])
            + 0.125 * (A[1:-1, 1:-1, 2:] - 2.0 * A[1:-1, 1:-1, 1:-1] + A[1:-1, 1:-1, :-2])
            + A[1:-1, 1:-1, 1:-1]
        )
        A[1:-1, 1:-1, 1:-1] = (
            0.125 * (B[2:, 1:-1, 1:-1] - 2.0 * B[1:-1, 1:-1, 1:-1] + B[:-2, 1:-1, 1:-1])
            + 0.125 * (B[1:-1, 2:, 1:-1] - 2.0 * B[1:-1, 1:-1, 1:-1] + B[1:-1, :-2, 1:-1])
            + 0.125 * (B[1:-1, 1:-1, 2:] - 2.0 * B[1:-1, 1:-1, 1:-1] + B[1:-1, 1:-1, :-2])
            + B[1:-1, 1:-1, 1:-1]
        )
    return np.sum(A * A)


_N3 = (
    (slice(2, None), slice(1, -1), slice(1, -1)),
    (slice(None, -2), slice(1, -1), slice(1, -1)),
    (slice(1, -1), slice(2, None), slice(1, -1)),
    (slice(1, -1), slice(None, -2), slice(1, -1)),
    (slice(1, -1), slice(1, -1), slice(2, None)),
    (slice(1, -1), slice(1, -1), slice(None, -2)),
)
_MID = (slice(1, -1),) * 3


def heat_3d_hand(A, B, steps):
    A = A.copy()
    B = B.copy()
    t = np.empty(tuple(s - 2 for s in A.shape))
    for _ in range(1, steps):
        for dst, src in ((B, A), (A, B)):
            np.multiply(src[_MID], 2.0, out=t)  # 0.25 = 1 - 6 * 0.125, pre-scaled by 8
            for s in _N3:
                t += src[s]
            np.multiply(t, 0.125, out=dst[_MID])
    v = np.sum(A * A)
    Ab = 2.0 * A
    Bb = np.zeros_like(B)
    for _ in range(1, steps):
        for dst, src in ((Bb, Ab), (Ab, Bb)):
            np.multiply(src[_MID], 0.125, out=t)
            src[_MID] = 0.0
            for s in _N3:
                dst[s] += t
            t *= 2.0
            dst[_MID] += t
    return v, (Ab, Bb)


def _heat_nb():
    from numba import njit

    @njit
    def sweep(dst, src):
        n, m, l = src.shape
        for i in range(1, n - 1):
            for j in range(1, m - 1):
                for k in range(1, l - 1):
                    dst[i, j, k] = 0.125 * (
                        src[i + 1, j, k]
                        + src[i - 1, j, k]
                        + src[i, j + 1, k]
                        + src[i, j - 1, k]
                        + src[i, j, k + 1]
                        + src[i, j, k - 1]
                        + 2.0 * src[i, j, k]
                    )

    @njit
    def back(dst, src):
        n, m, l = src.shape
        for i in range(1, n - 1):
            for j in range(1, m - 1):
                for k in range(1, l - 1):
                    dst[i - 1, j, k] += 0.125 * src[i, j, k]
                for k in range(1, l - 1):
                    dst[i + 1, j, k] += 0.125 * src[i, j, k]
                for k in range(1, l - 1):
                    dst[i, j - 1, k] += 0.125 * src[i, j, k]
                for k in range(1, l - 1):
                    dst[i, j + 1, k] += 0.125 * src[i, j, k]
                for k in range(1, l - 1):
                    dst[i, j, k - 1] += 0.125 * src[i, j, k]
                for k in range(1, l - 1):
                    dst[i, j, k + 1] += 0.125 * src[i, j, k]
                for k in range(1, l - 1):
                    dst[i, j, k] += 0.25 * src[i, j, k]
        src[1:-1, 1:-1, 1:-1] = 0.0

    @njit
    def g(A, B, steps):
        A = A.copy()
        B = B.copy()
        for _ in range(1, steps):
            sweep(B, A)
            sweep(A, B)
        v = 0.0
        for x in A.flat:
            v += x * x
        Ab = 2.0 * A
        Bb = np.zeros_like(B)
        for _ in range(1, steps):
            back(Bb, Ab)
            back(Ab, Bb)
        return v, (Ab, Bb)

    return g


def _lap3(src):
    c = src[1:-1, 1:-1, 1:-1]
    return (
        0.125 * (src[2:, 1:-1, 1:-1] - 2.0 * c + src[:-2, 1:-1, 1:-1])
        + 0.125 * (src[1:-1, 2:, 1:-1] - 2.0 * c + src[1:-1, :-2, 1:-1])
        + 0.125 * (src[1:-1, 1:-1, 2:] - 2.0 * c + src[1:-1, 1:-1, :-2])
        + c
    )


def _heat_autograd(args):
    import autograd.numpy as anp

    def sweep(dst, src):
        t = _lap3(src)
        t = anp.concatenate((dst[1:-1, 1:-1, :1], t, dst[1:-1, 1:-1, -1:]), 2)
        t = anp.concatenate((dst[1:-1, :1], t, dst[1:-1, -1:]), 1)
        return anp.concatenate((dst[:1], t, dst[-1:]), 0)

    def f(A, B, steps):
        for _ in range(1, steps):
            B = sweep(B, A)
            A = sweep(A, B)
        return anp.sum(A * A)

    return autograd_step(f, args, (0, 1))


def _heat_torch(args):
    import torch

    def sweep(dst, src):
        dst = dst.clone()
        dst[1:-1, 1:-1, 1:-1] = _lap3(src)
        return dst

    def f(A, B, steps):
        for _ in range(1, steps):
            B = sweep(B, A)
            A = sweep(A, B)
        return torch.sum(A * A)

    return torch_step(f, args, (0, 1))


def _heat_jax(args):
    import jax.numpy as jnp
    from jax import lax

    def f(A, B, steps):
        def body(c, _):
            A, B = c
            B = B.at[1:-1, 1:-1, 1:-1].set(_lap3(A))
            return (A.at[1:-1, 1:-1, 1:-1].set(_lap3(B)), B), None

        (A, B), _ = lax.scan(body, (A, B), None, length=steps - 1)
        return jnp.sum(A * A)

    return jax_step(f, args, (0, 1))


def _heat_make(size):
    n, T = (7, 4) if size == "T" else (40, 25)
    i, j, k = np.meshgrid(*(np.arange(n, dtype=float),) * 3, indexing="ij")
    A = (i + j + (n - k)) * 10 / n
    return A, A.copy(), T


register(
    Workload(
        "heat_3d",
        "stencil",
        (0, 1),
        _heat_make,
        heat_3d,
        heat_3d_hand,
        "N=40 T=25, 3-d slice stores, linear",
        primal_nb=_njit(heat_3d),
        hand_nb=_heat_nb,
        engines={"autograd": _heat_autograd, "jax": _heat_jax, "torch": _heat_torch},
    )
)

# ----------------------------------------------------------------- seidel_2d


def seidel_2d(A, steps):
    A = A.copy()
    n = A.shape[0]
    for t in range(steps - 1):
        for i in range(1, n - 1):
            A[i, 1:-1] += (
                A[i - 1, :-2]
                + A[i - 1, 1:-1]
                + A[i - 1, 2:]
                + A[i, 2:]
                + A[i + 1, :-2]
                + A[i + 1, 1:-1]
                + A[i + 1, 2:]
            )
            for j in range(1, n - 1):
                A[i, j] += A[i, j - 1]
                A[i, j] /= 9.0
    return np.sum(A * A)


def seidel_2d_hand(A, steps):
    n = A.shape[0]
    v_in = A.copy()
    for t in range(steps - 1):
        for i in range(1, n - 1):
            v_in[i, 1:-1] += (
                v_in[i - 1, :-2]
                + v_in[i - 1, 1:-1]
                + v_in[i - 1, 2:]
                + v_in[i, 2:]
                + v_in[i + 1, :-2]
                + v_in[i + 1, 1:-1]
                + v_in[i + 1, 2:]
            )
            row = v_in[i]
            for j in range(1, n - 1):
                row[j] = (row[j] + row[j - 1]) / 9.0
    A = v_in
    v = np.sum(A * A)
    Ab = 2.0 * A
    for t in range(steps - 1):
        for i in range(n - 2, 0, -1):
            row = Ab[i]
            for j in range(n - 2, 0, -1):
                c = row[j] / 9.0
                row[j] = c
                row[j - 1] += c
            c = row[1:-1].copy()
            Ab[i - 1, :-2] += c
            Ab[i - 1, 1:-1] += c
            Ab[i - 1, 2:] += c
            row[2:] += c
            Ab[i + 1, :-2] += c
            Ab[i + 1, 1:-1] += c
            Ab[i + 1, 2:] += c
    return v, (Ab,)


def _seidel_nb():
    from numba import njit

    @njit
    def g(A, steps):
        n = A.shape[0]
        A = A.copy()
        for t in range(steps - 1):
            for i in range(1, n - 1):
                for j in range(1, n - 1):
                    A[i, j] = (
                        A[i - 1, j - 1]
                        + A[i - 1, j]
                        + A[i - 1, j + 1]
                        + A[i, j - 1]
                        + A[i, j]
                        + A[i, j + 1]
                        + A[i + 1, j - 1]
                        + A[i + 1, j]
                        + A[i + 1, j + 1]
                    ) / 9.0
        v = 0.0
        for x in A.flat:
            v += x * x
        Ab = 2.0 * A
        for t in range(steps - 1):
            for i in range(n - 2, 0, -1):
                for j in range(n - 2, 0, -1):
                    c = Ab[i, j] / 9.0
                    Ab[i, j] = c
                    Ab[i - 1, j - 1] += c
                    Ab[i - 1, j] += c
                    Ab[i - 1, j + 1] += c
                    Ab[i, j - 1] += c
                    Ab[i, j + 1] += c
                    Ab[i + 1, j - 1] += c
                    Ab[i + 1, j] += c
                    Ab[i + 1, j + 1] += c
        return v, (Ab,)

    return g


def _seidel_rows(stack, xsum):
    """Eager functional rewrite: rows as arrays, the recurrence as a list of scalars."""

    def f(A, steps):
        n = A.shape[0]
        R = [A[i] for i in range(n)]
        for t in range(steps - 1):
            for i in range(1, n - 1):
                u, r, d = R[i - 1], R[i], R[i + 1]
                b = r[1:-1] + (u[:-2] + u[1:-1] + u[2:] + r[2:] + d[:-2] + d[1:-1] + d[2:])
                new = [r[0]]
                for j in range(n - 2):
                    new.append((b[j] + new[-1]) / 9.0)
                new.append(r[n - 1])
                R[i] = stack(new)
        S = stack(R)
        return xsum(S * S)

    return f


def _seidel_autograd(args):
    import autograd.numpy as anp

    return autograd_step(_seidel_rows(anp.array, anp.sum), args, (0,))


def _seidel_torch(args):
    import torch

    return torch_step(_seidel_rows(torch.stack, torch.sum), args, (0,))


def _seidel_jax(args):
    import jax.numpy as jnp
    from jax import lax

    def f(A, steps):
        n = A.shape[0]

        def row(A, i):
            u, r, d = (lax.dynamic_slice_in_dim(A, k, 1, 0)[0] for k in (i - 1, i, i + 1))
            b = r[1:-1] + (u[:-2] + u[1:-1] + u[2:] + r[2:] + d[:-2] + d[1:-1] + d[2:])

            def cell(p, bj):
                p = (bj + p) / 9.0
                return p, p

            _, new = lax.scan(cell, r[0], b)
            return lax.dynamic_update_slice(A, new[None], (i, 1)), None

        def sweep(A, _):
            return lax.scan(row, A, jnp.arange(1, n - 1))[0], None

        A, _ = lax.scan(sweep, A, None, length=steps - 1)
        return jnp.sum(A * A)

    return jax_step(f, args, (0,))


def _seidel_make(size):
    n, T = (8, 3) if size == "T" else (50, 8)
    i = np.arange(n, dtype=float)[:, None]
    j = np.arange(n, dtype=float)
    return ((i * (j + 2) + 2) / n, T)


register(
    Workload(
        "seidel_2d",
        "scalar-loop",
        (0,),
        _seidel_make,
        seidel_2d,
        seidel_2d_hand,
        "N=50 T=8: augmented slice and element stores, 16k scalar in-place updates",
        primal_nb=_njit(seidel_2d),
        hand_nb=_seidel_nb,
        engines={"autograd": _seidel_autograd, "jax": _seidel_jax, "torch": _seidel_torch},
        notes={"jax": "three nested scans", "autograd/torch": "rows as lists of scalars"},
    )
)

# ---------------------------------------------------------------------- vadv

BM = 0.5
BP = 0.5


def vadv(utens_stage, u_stage, wcon, u_pos, utens, dtr):
    I, J, K = utens_stage.shape
    out = np.empty((I, J, K))
    ccol = np.empty((I, J, K))
    dcol = np.empty((I, J, K))
    for k in range(K):
        corr = 0.0
        acol = 0.0
        b = dtr
        if k > 0:
            gav = -0.25 * (wcon[1:, :, k] + wcon[:-1, :, k])
            acol = gav * BP
            b = b - acol
            corr = corr - gav * BM * (u_stage[:, :, k - 1] - u_stage[:, :, k])
        if k < K - 1:
            gcv = 0.25 * (wcon[1:, :, k + 1] + wcon[:-1, :, k + 1])
            ccol[:, :, k] = gcv * BP
            b = b - ccol[:, :, k]
            corr = corr - gcv * BM * (u_stage[:, :, k + 1] - u_stage[:, :, k])
        dcol[:, :, k] = dtr * u_pos[:, :, k] + utens[:, :, k] + utens_stage[:, :, k] + corr
        if k > 0:
            b = b - ccol[:, :, k - 1] * acol
            dcol[:, :, k] -= dcol[:, :, k - 1] * acol
        if k < K - 1:
            ccol[:, :, k] /= b
        dcol[:, :, k] /= b
    x = dcol[:, :, K - 1]
    out[:, :, K - 1] = dtr * (x - u_pos[:, :, K - 1])
    for k in range(K - 2, -1, -1):
        x = dcol[:, :, k] - ccol[:, :, k] * x
        out[:, :, k] = dtr * (x - u_pos[:, :, k])
    return np.sum(out * out)


def vadv_hand(utens_stage, u_stage, wcon, u_pos, utens, dtr):
    I, J, K = utens_stage.shape
    cc, dc, bs, acs, xs = [], [], [], [], [None] * K
    v = 0.0
    for k in range(K):
        corr = 0.0
        b = dtr
        acol = None
        if k > 0:
            acol = (-0.25 * BP) * (wcon[1:, :, k] + wcon[:-1, :, k])
            b = b - acol
            corr = acol * (BM / BP) * (u_stage[:, :, k] - u_stage[:, :, k - 1])
        if k < K - 1:
            c = (0.25 * BP) * (wcon[1:, :, k + 1] + wcon[:-1, :, k + 1])
            b = b - c
            corr = corr + c * (BM / BP) * (u_stage[:, :, k] - u_stage[:, :, k + 1])
        d = dtr * u_pos[:, :, k]
        d += utens[:, :, k]
        d += utens_stage[:, :, k]
        d += corr
        if k > 0:
            b -= cc[k - 1] * acol
            d -= dc[k - 1] * acol
        if k < K - 1:
            cc.append(c / b)
        d /= b
        dc.append(d)
        bs.append(b)
        acs.append(acol)
    xs[K - 1] = dc[K - 1]
    for k in range(K - 2, -1, -1):
        xs[k] = dc[k] - cc[k] * xs[k + 1]
    usb = np.zeros_like(u_stage)
    wb = np.zeros_like(wcon)
    upb = np.empty_like(u_pos)
    db3 = np.empty_like(utens)
    dcb, ccb = [None] * K, [None] * K
    xb = 0.0
    for k in range(K):  # reverse of the back substitution
        o = dtr * (xs[k] - u_pos[:, :, k])
        v += np.sum(o * o)
        o *= 2.0 * dtr
        upb[:, :, k] = -o
        o += xb
        dcb[k] = o
        if k < K - 1:
            ccb[k] = -o * xs[k + 1]
            xb = -o * cc[k]
    for k in range(K - 1, -1, -1):  # reverse of the elimination
        inv = 1.0 / bs[k]
        db = dcb[k] * inv
        bb = -db * dc[k]
        if k < K - 1:
            cb = ccb[k] * inv
            bb -= cb * cc[k]
        if k > 0:
            acol = acs[k]
            acb = -db * dc[k - 1]
            dcb[k - 1] -= db * acol
            acb -= bb * cc[k - 1]
            ccb[k - 1] -= bb * acol
            acb -= bb
            du = u_stage[:, :, k] - u_stage[:, :, k - 1]
            acb += db * du * (BM / BP)
            t = db * acol * (BM / BP)
            usb[:, :, k] += t
            usb[:, :, k - 1] -= t
            acb *= -0.25 * BP
            wb[1:, :, k] += acb
            wb[:-1, :, k] += acb
        if k < K - 1:
            cb -= bb
            du = u_stage[:, :, k] - u_stage[:, :, k + 1]
            cb += db * du * (BM / BP)
            t = db * (cc[k] * bs[k]) * (BM / BP)
            usb[:, :, k] += t
            usb[:, :, k + 1] -= t
            cb *= 0.25 * BP
            wb[1:, :, k + 1] += cb
            wb[:-1, :, k + 1] += cb
        db3[:, :, k] = db
        upb[:, :, k] += dtr * db
    return v, (db3, usb, wb, upb, db3.copy())


def _vadv_nb():
    from numba import njit

    @njit
    def g(utens_stage, u_stage, wcon, u_pos, utens, dtr):
        I, J, K = utens_stage.shape
        q = BM / BP
        utb = np.empty_like(utens)
        usb = np.zeros_like(u_stage)
        wb = np.zeros_like(wcon)
        upb = np.empty_like(u_pos)
        cc = np.zeros(K)
        dc = np.empty(K)
        bs = np.empty(K)
        ac = np.zeros(K)
        c0 = np.zeros(K)
        xs = np.empty(K)
        dcb = np.empty(K)
        ccb = np.zeros(K)
        v = 0.0
        for i in range(I):  # columns are independent
            for j in range(J):
                for k in range(K):
                    corr = 0.0
                    b = dtr
                    a = 0.0
                    c = 0.0
                    if k > 0:
                        a = -0.25 * BP * (wcon[i + 1, j, k] + wcon[i, j, k])
                        b -= a
                        corr += a * q * (u_stage[i, j, k] - u_stage[i, j, k - 1])
                    if k < K - 1:
                        c = 0.25 * BP * (wcon[i + 1, j, k + 1] + wcon[i, j, k + 1])
                        b -= c
                        corr += c * q * (u_stage[i, j, k] - u_stage[i, j, k + 1])
                    d = dtr * u_pos[i, j, k] + utens[i, j, k] + utens_stage[i, j, k] + corr
                    if k > 0:
                        b -= cc[k - 1] * a
                        d -= dc[k - 1] * a
                    cc[k] = c / b
                    dc[k] = d / b
                    bs[k] = b
                    ac[k] = a
                    c0[k] = c
                x = dc[K - 1]
                xs[K - 1] = x
                for k in range(K - 2, -1, -1):
                    x = dc[k] - cc[k] * x
                    xs[k] = x
                xb = 0.0
                for k in range(K):
                    o = dtr * (xs[k] - u_pos[i, j, k])
                    v += o * o
                    ob = 2.0 * dtr * o
                    upb[i, j, k] = -ob
                    xb += ob
                    dcb[k] = xb
                    if k < K - 1:
                        ccb[k] = -xb * xs[k + 1]
                        xb = -xb * cc[k]
                for k in range(K - 1, -1, -1):
                    inv = 1.0 / bs[k]
                    db = dcb[k] * inv
                    bb = -db * dc[k]
                    cb = 0.0
                    if k < K - 1:
                        cb = ccb[k] * inv
                        bb -= cb * cc[k]
                    if k > 0:
                        a = ac[k]
                        ab = -db * dc[k - 1] - bb * cc[k - 1] - bb
                        dcb[k - 1] -= db * a
                        ccb[k - 1] -= bb * a
                        ab += db * q * (u_stage[i, j, k] - u_stage[i, j, k - 1])
                        t = db * a * q
                        usb[i, j, k] += t
                        usb[i, j, k - 1] -= t
                        ab *= -0.25 * BP
                        wb[i + 1, j, k] += ab
                        wb[i, j, k] += ab
                    if k < K - 1:
                        cb += db * q * (u_stage[i, j, k] - u_stage[i, j, k + 1]) - bb
                        t = db * c0[k] * q
                        usb[i, j, k] += t
                        usb[i, j, k + 1] -= t
                        cb *= 0.25 * BP
                        wb[i + 1, j, k + 1] += cb
                        wb[i, j, k + 1] += cb
                    utb[i, j, k] = db
                    upb[i, j, k] += dtr * db
        return v, (utb, usb, wb, upb, utb.copy())

    return g


def _vadv_eager(xsum):
    def f(utens_stage, u_stage, wcon, u_pos, utens, dtr):
        K = utens_stage.shape[2]
        cc, dc = [], []
        for k in range(K):
            corr = 0.0
            b = dtr
            if k > 0:
                gav = -0.25 * (wcon[1:, :, k] + wcon[:-1, :, k])
                acol = gav * BP
                b = b - acol
                corr = corr - gav * BM * (u_stage[:, :, k - 1] - u_stage[:, :, k])
            if k < K - 1:
                gcv = 0.25 * (wcon[1:, :, k + 1] + wcon[:-1, :, k + 1])
                c = gcv * BP
                b = b - c
                corr = corr - gcv * BM * (u_stage[:, :, k + 1] - u_stage[:, :, k])
            d = dtr * u_pos[:, :, k] + utens[:, :, k] + utens_stage[:, :, k] + corr
            if k > 0:
                b = b - cc[k - 1] * acol
                d = d - dc[k - 1] * acol
            if k < K - 1:
                cc.append(c / b)
            dc.append(d / b)
        x = dc[K - 1]
        o = dtr * (x - u_pos[:, :, K - 1])
        total = xsum(o * o)
        for k in range(K - 2, -1, -1):
            x = dc[k] - cc[k] * x
            o = dtr * (x - u_pos[:, :, k])
            total = total + xsum(o * o)
        return total

    return f


def _vadv_autograd(args):
    import autograd.numpy as anp

    return autograd_step(_vadv_eager(anp.sum), args, (0, 1, 2, 3, 4))


def _vadv_torch(args):
    import torch

    return torch_step(_vadv_eager(torch.sum), args, (0, 1, 2, 3, 4))


def _vadv_jax(args):
    import jax.numpy as jnp
    from jax import lax

    def f(utens_stage, u_stage, wcon, u_pos, utens, dtr):
        mv = lambda a: jnp.moveaxis(a, 2, 0)
        us, up, ut, uts = map(mv, (u_stage, u_pos, utens, utens_stage))
        w = mv(wcon[1:] + wcon[:-1])
        z = jnp.zeros_like(us[:1])
        g = 0.25 * jnp.concatenate((z, w[1:], z))  # g[k] couples k-1 and k
        diff = jnp.concatenate((z, us[1:] - us[:-1], z))
        acol = -g[:-1] * BP
        c = g[1:] * BP
        corr = -g[:-1] * BM * diff[:-1] - g[1:] * BM * diff[1:]
        rhs = dtr * up + ut + uts + corr

        def fwd(carry, xs):
            cp, dp = carry
            a, ck, d = xs
            inv = 1.0 / (dtr - a - ck - cp * a)
            n = (ck * inv, (d - dp * a) * inv)
            return n, n

        _, (cc, dc) = lax.scan(fwd, (z[0], z[0]), (acol, c, rhs))

        def back(x, xs):
            ck, d = xs
            x = d - ck * x
            return x, x

        _, x = lax.scan(back, z[0], (cc, dc), reverse=True)
        o = dtr * (x - up)
        return jnp.sum(o * o)

    return jax_step(f, args, (0, 1, 2, 3, 4))


def _vadv_make(size):
    rng = np.random.default_rng(12)
    I, J, K = (4, 5, 6) if size == "T" else (60, 60, 40)
    r = lambda *s: rng.random(s)
    return r(I, J, K), r(I, J, K), r(I + 1, J, K), r(I, J, K), r(I, J, K), 3.0 / 20.0 + 3.0


register(
    Workload(
        "vadv",
        "stencil",
        (0, 1, 2, 3, 4),
        _vadv_make,
        vadv,
        vadv_hand,
        "60x60x40 Thomas solver: loop-carried columns stored then re-read and overwritten (-=, /=), "
        "branches on the loop index",
        primal_nb=None,
        hand_nb=_vadv_nb,
        engines={"autograd": _vadv_autograd, "jax": _vadv_jax, "torch": _vadv_torch},
        notes={"jax": "rewritten: axes moved, boundary branches removed, two scans"},
    )
)
