"""Machine-learning kernels: BLAS-bound or reduction-heavy."""

import math

import numpy as np
from harness import Workload, autograd_step, jax_step, register, torch_step


def _njit(f):
    def build():
        from numba import njit

        return njit(f)

    return build


# ---------------------------------------------------------------------- MLP


def mlp_loss(W1, b1, W2, b2, W3, b3, X, Y):
    h1 = np.maximum(X @ W1 + b1, 0.0)
    h2 = np.tanh(h1 @ W2 + b2)
    z = h2 @ W3 + b3
    m = np.max(z, axis=1, keepdims=True)
    lse = m + np.log(np.sum(np.exp(z - m), axis=1, keepdims=True))
    return -np.sum(Y * (z - lse)) / X.shape[0]


def mlp_hand(W1, b1, W2, b2, W3, b3, X, Y):
    n = X.shape[0]
    h1 = X @ W1
    h1 += b1
    np.maximum(h1, 0.0, out=h1)
    h2 = h1 @ W2
    h2 += b2
    np.tanh(h2, out=h2)
    z = h2 @ W3 + b3
    m = z.max(axis=1, keepdims=True)
    e = np.exp(z - m)
    s = e.sum(axis=1, keepdims=True)
    v = -np.sum(Y * (z - (m + np.log(s)))) / n
    zb = (e / s * Y.sum(axis=1, keepdims=True) - Y) / n
    W3b = h2.T @ zb
    b3b = zb.sum(axis=0)
    t = zb @ W3.T
    t *= 1.0 - h2 * h2
    W2b = h1.T @ t
    b2b = t.sum(axis=0)
    u = t @ W2.T
    u *= h1 > 0
    return v, (X.T @ u, u.sum(axis=0), W2b, b2b, W3b, b3b)


def _mlp_xp(xp, amax):
    def f(W1, b1, W2, b2, W3, b3, X, Y):
        z1 = X @ W1 + b1
        h1 = z1 * (z1 > 0)
        h2 = xp.tanh(h1 @ W2 + b2)
        z = h2 @ W3 + b3
        m = amax(z)
        lse = m + xp.log(xp.sum(xp.exp(z - m), 1, keepdims=True))
        return -xp.sum(Y * (z - lse)) / X.shape[0]

    return f


def _mlp_autograd(args):
    import autograd.numpy as anp

    return autograd_step(
        _mlp_xp(anp, lambda z: anp.max(z, axis=1, keepdims=True)), args, tuple(range(6))
    )


def _mlp_jax(args):
    import jax
    import jax.numpy as jnp

    def f(W1, b1, W2, b2, W3, b3, X, Y):
        h1 = jax.nn.relu(X @ W1 + b1)
        h2 = jnp.tanh(h1 @ W2 + b2)
        return -jnp.sum(Y * jax.nn.log_softmax(h2 @ W3 + b3, axis=1)) / X.shape[0]

    return jax_step(f, args, tuple(range(6)))


def _mlp_torch(args):
    import torch

    def f(W1, b1, W2, b2, W3, b3, X, Y):
        h1 = torch.relu(torch.addmm(b1, X, W1))
        h2 = torch.tanh(torch.addmm(b2, h1, W2))
        return -torch.sum(Y * torch.log_softmax(torch.addmm(b3, h2, W3), 1)) / X.shape[0]

    return torch_step(f, args, tuple(range(6)))


def _mlp_make(size):
    rng = np.random.default_rng(4)
    n, d, h, k, c = (32, 20, 16, 12, 5) if size == "T" else (256, 784, 512, 256, 10)
    W = [rng.standard_normal((a, b)) / math.sqrt(a) for a, b in ((d, h), (h, k), (k, c))]
    Y = np.eye(c)[rng.integers(0, c, n)]
    return (
        W[0],
        np.zeros(h) + 0.01,
        W[1],
        np.zeros(k),
        W[2],
        np.zeros(c),
        rng.standard_normal((n, d)),
        Y,
    )


register(
    Workload(
        "mlp",
        "matmul",
        tuple(range(6)),
        _mlp_make,
        mlp_loss,
        mlp_hand,
        "matmul, broadcast add, max/logsumexp; 256x784-512-256-10",
        engines={"autograd": _mlp_autograd, "jax": _mlp_jax, "torch": _mlp_torch},
    )
)

# ------------------------------------------------------ logistic regression


def logreg(w, b, X, y, lam):
    z = X @ w + b
    s = 2.0 * y - 1.0
    return np.mean(np.log1p(np.exp(-s * z))) + 0.5 * lam * np.sum(w * w)


def logreg_hand(w, b, X, y, lam):
    z = X @ w + b
    s = 2.0 * y - 1.0
    e = np.exp(-s * z)
    v = np.mean(np.log1p(e)) + 0.5 * lam * (w @ w)
    zb = s * e
    zb /= 1.0 + e
    zb *= -1.0 / len(y)
    return v, (zb @ X + lam * w, np.sum(zb))


def _logreg_nb():
    from numba import njit

    @njit
    def g(w, b, X, y, lam):
        n = y.size
        z = X @ w
        v = 0.0
        bb = 0.0
        for i in range(n):
            s = 2.0 * y[i] - 1.0
            e = math.exp(-s * (z[i] + b))
            v += math.log1p(e)
            t = -s * e / (1.0 + e) / n
            z[i] = t
            bb += t
        wb = z @ X
        for j in range(w.size):
            wb[j] += lam * w[j]
        return v / n + 0.5 * lam * (w @ w), (wb, bb)

    return g


def _logreg_xp(xp):
    def f(w, b, X, y, lam):
        z = X @ w + b
        s = 2.0 * y - 1.0
        return xp.mean(xp.log1p(xp.exp(-s * z))) + 0.5 * lam * xp.sum(w * w)

    return f


def _logreg_autograd(args):
    import autograd.numpy as anp

    return autograd_step(_logreg_xp(anp), args, (0, 1))


def _logreg_jax(args):
    import jax.numpy as jnp

    return jax_step(_logreg_xp(jnp), args, (0, 1))


def _logreg_torch(args):
    import torch

    return torch_step(_logreg_xp(torch), args, (0, 1))


def _logreg_make(size):
    rng = np.random.default_rng(5)
    n, d = (200, 8) if size == "T" else (20_000, 100)
    X = rng.standard_normal((n, d))
    return rng.standard_normal(d) * 0.1, 0.1, X, (rng.random(n) < 0.5).astype(float), 1e-3


register(
    Workload(
        "logreg",
        "matmul",
        (0, 1),
        _logreg_make,
        logreg,
        logreg_hand,
        "gemv 20000x100, log1p/exp, scalar parameter",
        primal_nb=_njit(logreg),
        hand_nb=_logreg_nb,
        engines={"autograd": _logreg_autograd, "jax": _logreg_jax, "torch": _logreg_torch},
    )
)

# ------------------------------------------------------------------- conv2d


def conv2d(x, w, b):
    k = w.shape[0]
    ho = x.shape[1] - k + 1
    wo = x.shape[2] - k + 1
    out = np.zeros((x.shape[0], ho, wo, w.shape[3]))
    for i in range(k):
        for j in range(k):
            out += x[:, i : i + ho, j : j + wo, :] @ w[i, j]
    out = np.maximum(out + b, 0.0)
    return 0.5 * np.sum(out * out)


def conv2d_hand(x, w, b):
    n, h, wd, ci = x.shape
    k, _, _, co = w.shape
    ho, wo = h - k + 1, wd - k + 1
    out = np.empty((n, ho, wo, co))
    out[:] = b
    for i in range(k):
        for j in range(k):
            out += x[:, i : i + ho, j : j + wo, :] @ w[i, j]
    np.maximum(out, 0.0, out=out)
    v = 0.5 * np.sum(out * out)
    ob = out.reshape(-1, co)  # relu: out_bar * (out > 0) == out
    xb = np.zeros_like(x)
    wb = np.empty_like(w)
    for i in range(k):
        for j in range(k):
            sl = x[:, i : i + ho, j : j + wo, :]
            wb[i, j] = sl.reshape(-1, ci).T @ ob
            xb[:, i : i + ho, j : j + wo, :] += out @ w[i, j].T
    return v, (xb, wb, ob.sum(axis=0))


def _conv_xp(xp):
    def f(x, w, b):
        k = w.shape[0]
        ho = x.shape[1] - k + 1
        wo = x.shape[2] - k + 1
        out = 0.0
        for i in range(k):
            for j in range(k):
                out = out + xp.dot(x[:, i : i + ho, j : j + wo, :], w[i, j])
        out = out + b
        out = out * (out > 0)
        return 0.5 * xp.sum(out * out)

    return f


def _conv_autograd(args):
    import autograd.numpy as anp

    return autograd_step(_conv_xp(anp), args, (0, 1, 2))


def _conv_jax(args):
    """im2col + one matmul: 2.2x faster than lax.conv_general_dilated in float64 on CPU."""
    import jax.numpy as jnp

    def f(x, w, b):
        k = w.shape[0]
        ho = x.shape[1] - k + 1
        wo = x.shape[2] - k + 1
        p = jnp.concatenate(
            [x[:, i : i + ho, j : j + wo, :] for i in range(k) for j in range(k)], -1
        )
        o = p.reshape(-1, p.shape[-1]) @ w.reshape(-1, w.shape[-1])
        o = jnp.maximum(o + b, 0.0)
        return 0.5 * jnp.sum(o * o)

    return jax_step(f, args, (0, 1, 2))


def _conv_torch(args):
    import torch
    import torch.nn.functional as F

    def f(x, w, b):
        o = F.relu(F.conv2d(x.permute(0, 3, 1, 2), w.permute(3, 2, 0, 1), b))
        return 0.5 * torch.sum(o * o)

    return torch_step(f, args, (0, 1, 2))


def _conv_make(size):
    rng = np.random.default_rng(7)
    n, h, ci, co, k = (2, 8, 3, 4, 2) if size == "T" else (8, 64, 8, 16, 3)
    return (
        rng.standard_normal((n, h, h, ci)),
        rng.standard_normal((k, k, ci, co)) * 0.2,
        rng.standard_normal(co) * 0.1,
    )


register(
    Workload(
        "conv2d",
        "matmul",
        (0, 1, 2),
        _conv_make,
        conv2d,
        conv2d_hand,
        "loop over kernel taps, 4-d slice reads, out += (in-place), relu",
        engines={"autograd": _conv_autograd, "jax": _conv_jax, "torch": _conv_torch},
        notes={"jax": "im2col + matmul; lax.conv is slower here"},
    )
)
