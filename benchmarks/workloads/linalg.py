"""Dense factorisations written as loops over rows and elements (PolyBench style)."""

import math

import numpy as np
from harness import Workload, autograd_step, jax_step, register, torch_step


def _njit(f):
    def build():
        from numba import njit

        return njit(f)

    return build


# ------------------------------------------------------------------ cholesky


def cholesky(A):
    A = A.copy()
    n = A.shape[0]
    A[0, 0] = np.sqrt(A[0, 0])
    for i in range(1, n):
        for j in range(i):
            A[i, j] -= np.dot(A[i, :j], A[j, :j])
            A[i, j] /= A[j, j]
        A[i, i] -= np.dot(A[i, :i], A[i, :i])
        A[i, i] = np.sqrt(A[i, i])
    return np.sum(np.tril(A))


def cholesky_hand(A):
    L = A.copy()
    n = L.shape[0]
    L[0, 0] = math.sqrt(L[0, 0])
    for i in range(1, n):
        r = L[i]
        for j in range(i):
            r[j] = (r[j] - r[:j].dot(L[j, :j])) / L[j, j]
        t = r[:i]
        r[i] = math.sqrt(r[i] - t.dot(t))
    v = np.sum(np.tril(L))
    G = np.tri(n)
    for i in range(n - 1, 0, -1):  # every value needed is the final L: no tape
        r, g = L[i], G[i]
        s = 0.5 * g[i] / r[i]
        g[i] = s
        g[:i] -= (2.0 * s) * r[:i]
        for j in range(i - 1, -1, -1):
            t = g[j] / L[j, j]
            g[j] = t
            G[j, j] -= t * r[j]
            g[:j] -= t * L[j, :j]
            G[j, :j] -= t * r[:j]
    G[0, 0] = 0.5 * G[0, 0] / L[0, 0]
    return v, (G,)


def _chol_nb():
    from numba import njit

    @njit
    def f(A):
        L = A.copy()
        n = L.shape[0]
        v = 0.0
        for i in range(n):
            for j in range(i):
                s = L[i, j]
                for k in range(j):
                    s -= L[i, k] * L[j, k]
                L[i, j] = s / L[j, j]
                v += L[i, j]
            s = L[i, i]
            for k in range(i):
                s -= L[i, k] * L[i, k]
            L[i, i] = math.sqrt(s)
            v += L[i, i]
        G = np.zeros((n, n))
        for i in range(n):
            for j in range(i + 1):
                G[i, j] = 1.0
        for i in range(n - 1, -1, -1):
            s = 0.5 * G[i, i] / L[i, i]
            G[i, i] = s
            for k in range(i):
                G[i, k] -= 2.0 * s * L[i, k]
            for j in range(i - 1, -1, -1):
                t = G[i, j] / L[j, j]
                G[i, j] = t
                G[j, j] -= t * L[i, j]
                for k in range(j):
                    G[i, k] -= t * L[j, k]
                    G[j, k] -= t * L[i, k]
        return v, (G,)

    return f


def _chol_lib(xp, chol):
    def f(A):
        return xp.sum(chol(xp.tril(A) + xp.tril(A, -1).T))

    return f


def _chol_autograd(args):
    import autograd.numpy as anp

    return autograd_step(_chol_lib(anp, anp.linalg.cholesky), args, (0,))


def _chol_jax(args):
    import jax.numpy as jnp

    return jax_step(_chol_lib(jnp, jnp.linalg.cholesky), args, (0,))


def _chol_torch(args):
    import torch

    return torch_step(_chol_lib(torch, torch.linalg.cholesky), args, (0,))


def _spd(n, seed):
    rng = np.random.default_rng(seed)
    M = rng.standard_normal((n, n))
    return M @ M.T / n + 2.0 * np.eye(n)


register(
    Workload(
        "cholesky",
        "linalg-loop",
        (0,),
        lambda s: (_spd(8 if s == "T" else 100, 13),),
        cholesky,
        cholesky_hand,
        "N=100: element -= dot(row slices), element /=, 5k inner iterations",
        primal_nb=_njit(cholesky),
        hand_nb=_chol_nb,
        engines={"autograd": _chol_autograd, "jax": _chol_jax, "torch": _chol_torch},
        notes={"peers": "replaced by the library cholesky, which has its own gradient rule"},
    )
)

# ------------------------------------------------------------------- trisolv


def trisolv(L, b):
    n = b.shape[0]
    x = np.empty(n)
    for i in range(n):
        x[i] = (b[i] - L[i, :i] @ x[:i]) / L[i, i]
    return np.sum(x * x)


def trisolv_hand(L, b):
    n = b.shape[0]
    x = np.empty(n)
    for i in range(n):
        x[i] = (b[i] - L[i, :i].dot(x[:i])) / L[i, i]
    v = np.sum(x * x)
    xb = 2.0 * x
    bb = np.empty(n)
    Lb = np.zeros_like(L)
    for i in range(n - 1, -1, -1):
        t = xb[i] / L[i, i]
        bb[i] = t
        Lb[i, i] = -t * x[i]
        np.multiply(x[:i], -t, out=Lb[i, :i])
        xb[:i] -= t * L[i, :i]
    return v, (Lb, bb)


def _trisolv_nb():
    from numba import njit

    @njit
    def f(L, b):
        n = b.shape[0]
        x = np.empty(n)
        v = 0.0
        for i in range(n):
            s = b[i]
            for k in range(i):
                s -= L[i, k] * x[k]
            x[i] = s / L[i, i]
            v += x[i] * x[i]
        xb = 2.0 * x
        bb = np.empty(n)
        Lb = np.zeros_like(L)
        for i in range(n - 1, -1, -1):
            t = xb[i] / L[i, i]
            bb[i] = t
            Lb[i, i] = -t * x[i]
            for k in range(i):
                Lb[i, k] = -t * x[k]
                xb[k] -= t * L[i, k]
        return v, (Lb, bb)

    return f


def _tri_autograd(args):
    import autograd.numpy as anp
    from autograd.scipy.linalg import solve_triangular

    def f(L, b):
        x = solve_triangular(L, b, lower=True)
        return anp.sum(x * x)

    return autograd_step(f, args, (0, 1))


def _tri_jax(args):
    import jax.numpy as jnp
    from jax.scipy.linalg import solve_triangular

    def f(L, b):
        x = solve_triangular(L, b, lower=True)
        return jnp.sum(x * x)

    return jax_step(f, args, (0, 1))


def _tri_torch(args):
    import torch

    def f(L, b):
        x = torch.linalg.solve_triangular(L, b[:, None], upper=False)
        return torch.sum(x * x)

    return torch_step(f, args, (0, 1))


def _tri_make(size):
    rng = np.random.default_rng(15)
    n = 10 if size == "T" else 1000
    return np.tril(rng.random((n, n)) / n) + np.eye(n), rng.random(n)


register(
    Workload(
        "trisolv",
        "linalg-loop",
        (0, 1),
        _tri_make,
        trisolv,
        trisolv_hand,
        "N=1000: loop-carried element store into x, dot of slices",
        primal_nb=_njit(trisolv),
        hand_nb=_trisolv_nb,
        engines={"autograd": _tri_autograd, "jax": _tri_jax, "torch": _tri_torch},
        notes={"peers": "replaced by the library solve_triangular"},
    )
)
