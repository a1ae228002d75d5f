"""Objectives of the ADBench suite (GMM, BA, LSTM), written as a NumPy user would."""

import math

import numpy as np
from harness import Workload, autograd_step, jax_step, register, torch_step
from scipy.special import multigammaln

# ---------------------------------------------------------------------- GMM


def log_sum_exp(a):
    m = np.max(a)
    return m + np.log(np.sum(np.exp(a - m)))


def gmm(alphas, means, icf, x, gamma, m, const):
    n = x.shape[0]
    d = x.shape[1]
    K = alphas.shape[0]
    inner = np.empty((n, K))
    prior = 0.0
    for k in range(K):
        q = icf[k, :d]
        L = np.zeros((d, d))
        p = d
        for j in range(d):
            L[j + 1 :, j] = icf[k, p : p + d - j - 1]
            p += d - j - 1
        eq = np.exp(q)
        xc = x - means[k]
        Q = xc * eq + xc @ L.T
        inner[:, k] = alphas[k] + np.sum(q) - 0.5 * np.sum(Q * Q, axis=1)
        prior += 0.5 * gamma * gamma * (np.sum(eq * eq) + np.sum(L * L)) - m * np.sum(q)
    top = np.max(inner, axis=1)
    lse = top + np.log(np.sum(np.exp(inner - top[:, None]), axis=1))
    return np.sum(lse) - n * log_sum_exp(alphas) + prior + const


def gmm_hand(alphas, means, icf, x, gamma, m, const):
    n, d = x.shape
    K = alphas.shape[0]
    cols, rows = np.triu_indices(d, 1)  # packed column-major strict lower part
    diag = np.arange(d)
    inner = np.empty((n, K))
    Ws, Qs = [], []
    prior = 0.0
    for k in range(K):
        q = icf[k, :d]
        low = icf[k, d:]
        eq = np.exp(q)
        W = np.zeros((d, d))
        W[diag, diag] = eq
        W[rows, cols] = low
        Q = (x - means[k]) @ W.T
        np.einsum("ij,ij->i", Q, Q, out=inner[:, k])
        inner[:, k] *= -0.5
        inner[:, k] += alphas[k] + q.sum()
        prior += 0.5 * gamma * gamma * (eq @ eq + low @ low) - m * q.sum()
        Ws.append(W)
        Qs.append(Q)
    top = inner.max(axis=1, keepdims=True)
    inner -= top
    np.exp(inner, out=inner)
    s = inner.sum(axis=1, keepdims=True)
    amax = alphas.max()
    ea = np.exp(alphas - amax)
    v = np.sum(top) + np.sum(np.log(s)) - n * (amax + np.log(ea.sum())) + prior + const
    inner /= s  # responsibilities
    tot = inner.sum(axis=0)
    alphas_b = tot - n * ea / ea.sum()
    means_b = np.empty_like(means)
    icf_b = np.empty_like(icf)
    for k in range(K):
        W, Q = Ws[k], Qs[k]
        Qb = Q
        Qb *= -inner[:, k, None]
        means_b[k] = -(Qb.sum(axis=0) @ W)
        Wb = Qb.T @ (x - means[k])
        Wb += gamma * gamma * W
        icf_b[k, :d] = Wb[diag, diag] * W[diag, diag] + (tot[k] - m)
        icf_b[k, d:] = Wb[rows, cols]
    return v, (alphas_b, means_b, icf_b)


def _gmm_nb():
    from numba import njit

    @njit
    def g(alphas, means, icf, x, gamma, m, const):
        n, d = x.shape
        K = alphas.shape[0]
        g2 = gamma * gamma
        ab = np.zeros(K)
        mb = np.zeros((K, d))
        ib = np.zeros_like(icf)
        eq = np.exp(icf[:, :d])
        sq = np.empty(K)
        v = const
        for k in range(K):
            s = 0.0
            for j in range(d):
                s += icf[k, j]
                v += 0.5 * g2 * eq[k, j] * eq[k, j]
                ib[k, j] = g2 * eq[k, j] * eq[k, j] - m
            for j in range(d, icf.shape[1]):
                v += 0.5 * g2 * icf[k, j] * icf[k, j]
                ib[k, j] = g2 * icf[k, j]
            sq[k] = s
            v -= m * s
        Q = np.empty((K, d))
        xc = np.empty((K, d))
        r = np.empty(K)
        tot = np.zeros(K)
        for i in range(n):
            top = -np.inf
            for k in range(K):
                for j in range(d):
                    xc[k, j] = x[i, j] - means[k, j]
                    Q[k, j] = xc[k, j] * eq[k, j]
                p = d
                for j in range(d):
                    c = xc[k, j]
                    for l in range(j + 1, d):
                        Q[k, l] += icf[k, p] * c
                        p += 1
                s = 0.0
                for j in range(d):
                    s += Q[k, j] * Q[k, j]
                r[k] = alphas[k] + sq[k] - 0.5 * s
                if r[k] > top:
                    top = r[k]
            z = 0.0
            for k in range(K):
                r[k] = math.exp(r[k] - top)
                z += r[k]
            v += top + math.log(z)
            for k in range(K):
                w = r[k] / z
                tot[k] += w
                p = d
                for j in range(d):
                    c = xc[k, j]
                    cb = -w * Q[k, j] * eq[k, j]
                    ib[k, j] += -w * Q[k, j] * c * eq[k, j]
                    for l in range(j + 1, d):
                        qb = -w * Q[k, l]
                        cb += qb * icf[k, p]
                        ib[k, p] += qb * c
                        p += 1
                    mb[k, j] -= cb
        amax = alphas.max()
        ea = np.exp(alphas - amax)
        es = ea.sum()
        v -= n * (amax + math.log(es))
        for k in range(K):
            ab[k] = tot[k] - n * ea[k] / es
            for j in range(d):
                ib[k, j] += tot[k]
        return v, (ab, mb, ib)

    return g


def _njit_chain(*fs):
    """njit a function and the helpers it calls (by rebinding their globals)."""

    def build():
        import types

        from numba import njit

        ns = dict(fs[-1].__globals__)
        out = None
        for f in fs:
            g = types.FunctionType(f.__code__, ns, f.__name__, f.__defaults__)
            out = ns[f.__name__] = njit(g)
        return out

    return build


def _gmm_vec(xp, make_w, lse_rows, lse):
    """Fully vectorised form: the best a tracing framework can be given."""

    def f(alphas, means, icf, x, gamma, m, const):
        n, d = x.shape
        q = icf[:, :d]
        eq = xp.exp(q)
        W = make_w(eq, icf[:, d:], d)  # (K, d, d)
        xc = x[None, :, :] - means[:, None, :]  # (K, n, d)
        Q = xc @ xp.swapaxes(W, 1, 2)
        sq = xp.sum(q, 1)
        inner = (alphas + sq)[:, None] - 0.5 * xp.sum(Q * Q, 2)
        prior = 0.5 * gamma * gamma * (xp.sum(eq * eq) + xp.sum(icf[:, d:] ** 2)) - m * xp.sum(sq)
        return xp.sum(lse_rows(inner)) - n * lse(alphas) + prior + const

    return f


def _gmm_autograd(args):
    import autograd.numpy as anp
    from autograd.scipy.special import logsumexp

    d = args[3].shape[1]
    cols, rows = np.triu_indices(d, 1)
    P = np.zeros((d * (d - 1) // 2, d * d))  # packing as a constant matrix
    P[np.arange(len(rows)), rows * d + cols] = 1.0
    D = np.zeros((d, d * d))
    D[np.arange(d), np.arange(d) * (d + 1)] = 1.0

    def make_w(eq, low, d):
        return anp.reshape(eq @ D + low @ P, (eq.shape[0], d, d))

    f = _gmm_vec(anp, make_w, lambda a: logsumexp(a, axis=0), logsumexp)
    return autograd_step(f, args, (0, 1, 2))


def _gmm_jax(args):
    import jax.numpy as jnp
    from jax.scipy.special import logsumexp

    d = args[3].shape[1]
    cols, rows = np.triu_indices(d, 1)

    def make_w(eq, low, d):
        W = jnp.zeros((eq.shape[0], d, d))
        return W.at[:, np.arange(d), np.arange(d)].set(eq).at[:, rows, cols].set(low)

    f = _gmm_vec(jnp, make_w, lambda a: logsumexp(a, axis=0), logsumexp)
    return jax_step(f, args, (0, 1, 2))


def _gmm_torch(args):
    import torch

    d = args[3].shape[1]
    cols, rows = (torch.from_numpy(a) for a in np.triu_indices(d, 1))
    dg = torch.arange(d)

    def make_w(eq, low, d):
        W = torch.zeros(eq.shape[0], d, d)
        W[:, dg, dg] = eq
        W[:, rows, cols] = low
        return W

    f = _gmm_vec(torch, make_w, lambda a: torch.logsumexp(a, 0), lambda a: torch.logsumexp(a, 0))
    return torch_step(f, args, (0, 1, 2))


def _gmm_make(size):
    rng = np.random.default_rng(8)
    n, d, K = (50, 3, 4) if size == "T" else (1000, 10, 25)
    gamma, m = 1.0, 0
    p = d + m + 1
    const = -n * d * 0.5 * math.log(2 * math.pi) - K * (
        p * d * (math.log(gamma) - 0.5 * math.log(2)) - multigammaln(0.5 * p, d)
    )
    return (
        rng.standard_normal(K),
        rng.random((K, d)),
        rng.standard_normal((K, d * (d + 1) // 2)) * 0.5,
        rng.standard_normal((n, d)),
        gamma,
        m,
        float(const),
    )


register(
    Workload(
        "gmm",
        "adbench",
        (0, 1, 2),
        _gmm_make,
        gmm,
        gmm_hand,
        "loop over components, stores into 2-d columns and into L, matmul, helper, n=1000 d=10 K=25",
        hand_nb=_gmm_nb,
        engines={"autograd": _gmm_autograd, "jax": _gmm_jax, "torch": _gmm_torch},
        notes={"peers": "vectorised over components by hand (batched matmul)"},
    )
)

# -------------------------------------------------- bundle adjustment (vector)
# camera row: rotation 0:3, centre 3:6, focal 6, principal point 7:9, radial 9:11


def ba_vec(cams, X, w, cidx, pidx, feats):
    cam = cams[cidx]
    rot = cam[:, 0:3]
    th = np.sqrt(np.sum(rot * rot, axis=1, keepdims=True))
    c = np.cos(th)
    s = np.sin(th)
    u = rot / th
    p = X[pidx] - cam[:, 3:6]
    dt = np.sum(u * p, axis=1, keepdims=True) * (1.0 - c)
    q = p * c + np.cross(u, p) * s + u * dt
    uv = q[:, 0:2] / q[:, 2:3]
    r2 = np.sum(uv * uv, axis=1, keepdims=True)
    f = 1.0 + cam[:, 9:10] * r2 + cam[:, 10:11] * r2 * r2
    proj = uv * f * cam[:, 6:7] + cam[:, 7:9]
    e = w[:, None] * (proj - feats)
    ew = 1.0 - w * w
    return 0.5 * np.sum(e * e) + 0.5 * np.sum(ew * ew)


def _cross(a, b):
    r = np.empty_like(a)
    r[:, 0] = a[:, 1] * b[:, 2] - a[:, 2] * b[:, 1]
    r[:, 1] = a[:, 2] * b[:, 0] - a[:, 0] * b[:, 2]
    r[:, 2] = a[:, 0] * b[:, 1] - a[:, 1] * b[:, 0]
    return r


def _rowsum(a):
    return np.einsum("ij->i", a)[:, None]


def _rowdot(a, b):
    return np.einsum("ij,ij->i", a, b)[:, None]


def _scatter_rows(rows, idx, n):
    out = np.empty((n, rows.shape[1]))
    for j in range(rows.shape[1]):
        out[:, j] = np.bincount(idx, weights=rows[:, j], minlength=n)
    return out


def ba_vec_hand(cams, X, w, cidx, pidx, feats):
    cam = cams[cidx]
    rot = cam[:, 0:3]
    th = np.sqrt(_rowdot(rot, rot))
    c = np.cos(th)
    s = np.sin(th)
    u = rot / th
    p = X[pidx] - cam[:, 3:6]
    up = _rowdot(u, p)
    dt = up * (1.0 - c)
    cr = _cross(u, p)
    q = p * c + cr * s + u * dt
    iz = 1.0 / q[:, 2:3]
    uv = q[:, 0:2] * iz
    r2 = _rowdot(uv, uv)
    k1, k2, foc = cam[:, 9:10], cam[:, 10:11], cam[:, 6:7]
    f = 1.0 + (k1 + k2 * r2) * r2
    uf = uv * f
    d = uf * foc + cam[:, 7:9] - feats
    wc = w[:, None]
    e = wc * d
    ew = 1.0 - w * w
    v = 0.5 * np.sum(e * e) + 0.5 * np.sum(ew * ew)

    wb = _rowdot(e, d)[:, 0] - 2.0 * w * ew
    pb = wc * e  # projection adjoint
    camb = np.empty_like(cam)
    camb[:, 7:9] = pb
    camb[:, 6:7] = _rowdot(pb, uf)
    ufb = pb * foc
    fb = _rowdot(ufb, uv)
    camb[:, 9:10] = fb * r2
    camb[:, 10:11] = fb * r2 * r2
    uvb = ufb * f + (2.0 * fb * (k1 + 2.0 * k2 * r2)) * uv
    qb = np.empty_like(q)
    qb[:, 0:2] = uvb * iz
    qb[:, 2:3] = -_rowdot(uvb, uv) * iz
    crb = qb * s
    pt = qb * c + _cross(crb, u)
    ub = qb * dt + _cross(p, crb)
    dtb = _rowdot(qb, u)
    upb = dtb * (1.0 - c)
    cb = _rowdot(qb, p) - dtb * up
    sb = _rowdot(qb, cr)
    ub += upb * p
    pt += upb * u
    thb = sb * c - cb * s - _rowdot(ub, u) / th
    camb[:, 0:3] = ub / th + thb * u
    camb[:, 3:6] = -pt
    return v, (_scatter_rows(camb, cidx, len(cams)), _scatter_rows(pt, pidx, len(X)), wb)


def _project_rows(xp, cross):
    def f(cams, X, w, cidx, pidx, feats):
        cam = cams[cidx]
        rot = cam[:, 0:3]
        th = xp.sqrt(xp.sum(rot * rot, 1, keepdims=True))
        c = xp.cos(th)
        s = xp.sin(th)
        u = rot / th
        p = X[pidx] - cam[:, 3:6]
        dt = xp.sum(u * p, 1, keepdims=True) * (1.0 - c)
        q = p * c + cross(u, p) * s + u * dt
        uv = q[:, 0:2] / q[:, 2:3]
        r2 = xp.sum(uv * uv, 1, keepdims=True)
        f = 1.0 + cam[:, 9:10] * r2 + cam[:, 10:11] * r2 * r2
        proj = uv * f * cam[:, 6:7] + cam[:, 7:9]
        e = w[:, None] * (proj - feats)
        ew = 1.0 - w * w
        return 0.5 * xp.sum(e * e) + 0.5 * xp.sum(ew * ew)

    return f


def _ba_autograd(args):
    import autograd.numpy as anp

    def cross(a, b):
        return anp.stack(
            (
                a[:, 1] * b[:, 2] - a[:, 2] * b[:, 1],
                a[:, 2] * b[:, 0] - a[:, 0] * b[:, 2],
                a[:, 0] * b[:, 1] - a[:, 1] * b[:, 0],
            ),
            axis=1,
        )

    return autograd_step(_project_rows(anp, cross), args, (0, 1, 2))


def _ba_jax(args):
    import jax.numpy as jnp

    return jax_step(_project_rows(jnp, jnp.cross), args, (0, 1, 2))


def _ba_torch(args):
    import torch

    return torch_step(_project_rows(torch, lambda a, b: torch.linalg.cross(a, b)), args, (0, 1, 2))


def _ba_nb():
    from numba import njit

    @njit
    def g(cams, X, w, cidx, pidx, feats):
        cb = np.zeros_like(cams)
        Xb = np.zeros_like(X)
        wb = np.empty_like(w)
        val = 0.0
        for i in range(w.size):
            a = cidx[i]
            b = pidx[i]
            r0, r1, r2_ = cams[a, 0], cams[a, 1], cams[a, 2]
            th = math.sqrt(r0 * r0 + r1 * r1 + r2_ * r2_)
            c = math.cos(th)
            s = math.sin(th)
            u0, u1, u2 = r0 / th, r1 / th, r2_ / th
            p0, p1, p2 = X[b, 0] - cams[a, 3], X[b, 1] - cams[a, 4], X[b, 2] - cams[a, 5]
            up = u0 * p0 + u1 * p1 + u2 * p2
            dt = up * (1.0 - c)
            x0 = u1 * p2 - u2 * p1
            x1 = u2 * p0 - u0 * p2
            x2 = u0 * p1 - u1 * p0
            q0 = p0 * c + x0 * s + u0 * dt
            q1 = p1 * c + x1 * s + u1 * dt
            q2 = p2 * c + x2 * s + u2 * dt
            iz = 1.0 / q2
            v0, v1 = q0 * iz, q1 * iz
            rr = v0 * v0 + v1 * v1
            k1, k2, foc = cams[a, 9], cams[a, 10], cams[a, 6]
            f = 1.0 + (k1 + k2 * rr) * rr
            d0 = v0 * f * foc + cams[a, 7] - feats[i, 0]
            d1 = v1 * f * foc + cams[a, 8] - feats[i, 1]
            wi = w[i]
            e0, e1 = wi * d0, wi * d1
            ew = 1.0 - wi * wi
            val += 0.5 * (e0 * e0 + e1 * e1 + ew * ew)
            wb[i] = e0 * d0 + e1 * d1 - 2.0 * wi * ew
            g0, g1 = wi * e0, wi * e1
            cb[a, 7] += g0
            cb[a, 8] += g1
            cb[a, 6] += (g0 * v0 + g1 * v1) * f
            h0, h1 = g0 * foc, g1 * foc
            fb = h0 * v0 + h1 * v1
            cb[a, 9] += fb * rr
            cb[a, 10] += fb * rr * rr
            t = 2.0 * fb * (k1 + 2.0 * k2 * rr)
            w0, w1 = h0 * f + t * v0, h1 * f + t * v1
            qb0, qb1, qb2 = w0 * iz, w1 * iz, -(w0 * v0 + w1 * v1) * iz
            y0, y1, y2 = qb0 * s, qb1 * s, qb2 * s
            dtb = qb0 * u0 + qb1 * u1 + qb2 * u2
            upb = dtb * (1.0 - c)
            cbar = qb0 * p0 + qb1 * p1 + qb2 * p2 - dtb * up
            sbar = qb0 * x0 + qb1 * x1 + qb2 * x2
            pt0 = qb0 * c + (y1 * u2 - y2 * u1) + upb * u0
            pt1 = qb1 * c + (y2 * u0 - y0 * u2) + upb * u1
            pt2 = qb2 * c + (y0 * u1 - y1 * u0) + upb * u2
            ub0 = qb0 * dt + (p1 * y2 - p2 * y1) + upb * p0
            ub1 = qb1 * dt + (p2 * y0 - p0 * y2) + upb * p1
            ub2 = qb2 * dt + (p0 * y1 - p1 * y0) + upb * p2
            thb = sbar * c - cbar * s - (ub0 * u0 + ub1 * u1 + ub2 * u2) / th
            cb[a, 0] += ub0 / th + thb * u0
            cb[a, 1] += ub1 / th + thb * u1
            cb[a, 2] += ub2 / th + thb * u2
            cb[a, 3] -= pt0
            cb[a, 4] -= pt1
            cb[a, 5] -= pt2
            Xb[b, 0] += pt0
            Xb[b, 1] += pt1
            Xb[b, 2] += pt2
        return val, (cb, Xb, wb)

    return g


def _ba_make(size, n=49, m=7776, p=31843):
    if size == "T":
        n, m, p = 4, 20, 60
    rng = np.random.default_rng(9)
    cams = rng.standard_normal((n, 11)) * 0.1
    cams[:, 0:3] += 0.3
    cams[:, 5] -= 6.0
    cams[:, 6] = 500 + rng.standard_normal(n)
    cams[:, 9:11] = rng.standard_normal((n, 2)) * 1e-2
    X = rng.standard_normal((m, 3))
    return (
        cams,
        X,
        rng.random(p) + 0.5,
        rng.integers(0, n, p),
        rng.integers(0, m, p),
        rng.standard_normal((p, 2)) * 50,
    )


register(
    Workload(
        "ba_vec",
        "adbench",
        (0, 1, 2),
        _ba_make,
        ba_vec,
        ba_vec_hand,
        "fancy-index gather (scatter-add adjoint), row reductions, cross; ba1 dimensions",
        hand_nb=_ba_nb,
        engines={"autograd": _ba_autograd, "jax": _ba_jax, "torch": _ba_torch},
    )
)

# ---------------------------------- bundle adjustment, one observation at a time


def rotate(rot, p):
    t2 = rot @ rot
    if t2 != 0.0:
        th = np.sqrt(t2)
        u = rot / th
        c = np.cos(th)
        cr = np.array(
            [u[1] * p[2] - u[2] * p[1], u[2] * p[0] - u[0] * p[2], u[0] * p[1] - u[1] * p[0]]
        )
        return p * c + cr * np.sin(th) + u * ((u @ p) * (1.0 - c))
    return p + np.array(
        [
            rot[1] * p[2] - rot[2] * p[1],
            rot[2] * p[0] - rot[0] * p[2],
            rot[0] * p[1] - rot[1] * p[0],
        ]
    )


def project(cam, X):
    q = rotate(cam[0:3], X - cam[3:6])
    uv = q[0:2] / q[2]
    r2 = uv @ uv
    return uv * (1.0 + cam[9] * r2 + cam[10] * r2 * r2) * cam[6] + cam[7:9]


def ba_loop(cams, X, w, cidx, pidx, feats):
    total = 0.0
    for i in range(len(w)):
        e = w[i] * (project(cams[cidx[i]], X[pidx[i]]) - feats[i])
        ew = 1.0 - w[i] * w[i]
        total += e @ e + ew * ew
    return 0.5 * total


def ba_loop_hand(cams, X, w, cidx, pidx, feats):
    cb = np.zeros_like(cams)
    Xb = np.zeros_like(X)
    wb = np.zeros_like(w)
    total = 0.0
    for i in range(len(w)):  # iterations are independent
        a, b, wi = cidx[i], pidx[i], w[i]
        cam = cams[a]
        rot = cam[0:3]
        p = X[b] - cam[3:6]
        th = math.sqrt(rot @ rot)
        u = rot / th
        c, s = math.cos(th), math.sin(th)
        u0, u1, u2 = u.tolist()
        p0, p1, p2 = p.tolist()
        cr = np.array([u1 * p2 - u2 * p1, u2 * p0 - u0 * p2, u0 * p1 - u1 * p0])
        up = u0 * p0 + u1 * p1 + u2 * p2
        dt = up * (1.0 - c)
        q = p * c + cr * s + u * dt
        iz = 1.0 / q[2]
        uv = q[0:2] * iz
        r2 = uv @ uv
        k1, k2, foc = cam[9], cam[10], cam[6]
        f = 1.0 + (k1 + k2 * r2) * r2
        d = uv * (f * foc) + cam[7:9] - feats[i]
        e = wi * d
        ew = 1.0 - wi * wi
        total += e @ e + ew * ew
        # reverse
        wb[i] = e @ d - 2.0 * wi * ew
        g = cb[a]
        pb = wi * e
        g[7:9] += pb
        pu = pb @ uv
        g[6] += pu * f
        fb = pu * foc
        g[9] += fb * r2
        g[10] += fb * r2 * r2
        uvb = pb * (foc * f) + uv * (2.0 * fb * (k1 + 2.0 * k2 * r2))
        b0, b1 = (uvb * iz).tolist()
        b2 = float(-(uvb @ uv) * iz)
        qb = np.array([b0, b1, b2])
        y0, y1, y2 = b0 * s, b1 * s, b2 * s
        dtb = b0 * u0 + b1 * u1 + b2 * u2
        upb = dtb * (1.0 - c)
        cbar = b0 * p0 + b1 * p1 + b2 * p2 - dtb * up
        sbar = qb @ cr
        pt = qb * c + np.array([y1 * u2 - y2 * u1, y2 * u0 - y0 * u2, y0 * u1 - y1 * u0]) + upb * u
        ub = qb * dt + np.array([p1 * y2 - p2 * y1, p2 * y0 - p0 * y2, p0 * y1 - p1 * y0]) + upb * p
        thb = sbar * c - cbar * s - (ub @ u) / th
        g[0:3] += ub / th + thb * u
        g[3:6] -= pt
        Xb[b] += pt
    return 0.5 * total, (cb, Xb, wb)


def _ba_loop_autograd(args):
    import autograd.numpy as anp

    def rotate_a(rot, p):
        t2 = anp.dot(rot, rot)
        th = anp.sqrt(t2)
        u = rot / th
        c = anp.cos(th)
        cr = anp.array(
            [u[1] * p[2] - u[2] * p[1], u[2] * p[0] - u[0] * p[2], u[0] * p[1] - u[1] * p[0]]
        )
        return p * c + cr * anp.sin(th) + u * (anp.dot(u, p) * (1.0 - c))

    def f(cams, X, w, cidx, pidx, feats):
        total = 0.0
        for i in range(len(w)):
            cam = cams[cidx[i]]
            q = rotate_a(cam[0:3], X[pidx[i]] - cam[3:6])
            uv = q[0:2] / q[2]
            r2 = anp.dot(uv, uv)
            pr = uv * (1.0 + cam[9] * r2 + cam[10] * r2 * r2) * cam[6] + cam[7:9]
            wi = w[i]
            e = wi * (pr - feats[i])
            ew = 1.0 - wi * wi
            total = total + anp.dot(e, e) + ew * ew
        return 0.5 * total

    return autograd_step(f, args, (0, 1, 2))


def _ba_loop_torch(args):
    import torch

    def f(cams, X, w, cidx, pidx, feats):
        total = torch.zeros(())
        for i in range(len(w)):
            cam = cams[cidx[i]]
            rot = cam[0:3]
            p = X[pidx[i]] - cam[3:6]
            th = torch.sqrt(rot @ rot)
            u = rot / th
            c = torch.cos(th)
            q = p * c + torch.linalg.cross(u, p) * torch.sin(th) + u * ((u @ p) * (1.0 - c))
            uv = q[0:2] / q[2]
            r2 = uv @ uv
            pr = uv * (1.0 + cam[9] * r2 + cam[10] * r2 * r2) * cam[6] + cam[7:9]
            wi = w[i]
            e = wi * (pr - feats[i])
            ew = 1.0 - wi * wi
            total = total + e @ e + ew * ew
        return 0.5 * total

    return torch_step(f, args, (0, 1, 2))


register(
    Workload(
        "ba_loop",
        "overhead",
        (0, 1, 2),
        lambda size: _ba_make(size, 8, 60, 300),
        ba_loop,
        ba_loop_hand,
        "300 observations in a Python loop, 3-vectors, branch, np.array([...]), helpers",
        primal_nb=_njit_chain(rotate, project, ba_loop),
        hand_nb=_ba_nb,
        engines={"autograd": _ba_loop_autograd, "jax": _ba_jax, "torch": _ba_loop_torch},
        notes={"jax": "vectorised by hand (ba_vec form)"},
    )
)

# --------------------------------------------------------------------- LSTM


def sigmoid(z):
    return 1.0 / (1.0 + np.exp(-z))


def lstm_cell(weight, bias, hidden, cell, x):
    b = hidden.shape[0]
    gates = np.concatenate((x, hidden, x, hidden)) * weight + bias
    forget = sigmoid(gates[:b])
    ingate = sigmoid(gates[b : 2 * b])
    outgate = sigmoid(gates[2 * b : 3 * b])
    change = np.tanh(gates[3 * b :])
    cell = cell * forget + ingate * change
    hidden = outgate * np.tanh(cell)
    return hidden, cell


def lstm(main, extra, state, seq):
    s = state.copy()
    total = 0.0
    count = 0
    for t in range(len(seq) - 1):
        x = seq[t] * extra[0]
        for i in range(0, len(s), 2):
            h, c = lstm_cell(main[i], main[i + 1], s[i], s[i + 1], x)
            s[i] = h
            s[i + 1] = c
            x = h
        y = x * extra[1] + extra[2]
        ynorm = y - np.log(2.0 + np.sum(np.exp(y)))
        total += np.sum(seq[t + 1] * ynorm)
        count += len(seq[t + 1])
    return -total / count


def lstm_hand(main, extra, state, seq):
    nl, b = state.shape
    b2, b3 = 2 * b, 3 * b
    s = state.copy()
    total = 0.0
    tape = []
    outs = []
    T = len(seq) - 1
    for t in range(T):
        x = seq[t] * extra[0]
        for i in range(0, nl, 2):
            inp = np.concatenate((x, s[i], x, s[i]))
            gates = inp * main[i]
            gates += main[i + 1]
            sg = 1.0 / (1.0 + np.exp(-gates[:b3]))
            ch = np.tanh(gates[b3:])
            cold = s[i + 1].copy()
            c = cold * sg[:b] + sg[b:b2] * ch
            th = np.tanh(c)
            s[i + 1] = c
            x = sg[b2:] * th
            s[i] = x
            tape.append((inp, sg, ch, cold, th))
        y = x * extra[1] + extra[2]
        ey = np.exp(y)
        z = 2.0 + np.add.reduce(ey)
        total += seq[t + 1] @ (y - math.log(z))
        outs.append((x, ey, z))
    n = T * b
    mb = np.zeros_like(main)
    eb = np.zeros_like(extra)
    sb = np.zeros_like(state)
    gb = np.empty(4 * b)
    for t in range(T - 1, -1, -1):
        x, ey, z = outs.pop()
        gold = seq[t + 1]
        yb = (np.add.reduce(gold) / (n * z)) * ey - gold / n
        eb[1] += yb * x
        eb[2] += yb
        xb = yb * extra[1]
        for i in range(nl - 2, -1, -2):
            inp, sg, ch, cold, th = tape.pop()
            hb = sb[i] + xb
            gb[b2:b3] = hb * th
            cb = hb * sg[b2:] * (1.0 - th * th) + sb[i + 1]
            gb[:b] = cb * cold
            gb[b:b2] = cb * ch
            gb[b3:] = cb * sg[b:b2] * (1.0 - ch * ch)
            gb[:b3] *= sg * (1.0 - sg)
            sb[i + 1] = cb * sg[:b]
            mb[i] += gb * inp
            mb[i + 1] += gb
            ib = gb * main[i]
            xb = ib[:b] + ib[b2:b3]
            sb[i] = ib[b:b2] + ib[b3:]
        eb[0] += xb * seq[t]
    return -total / n, (mb, eb)


def _lstm_nb():
    from numba import njit

    @njit
    def g(main, extra, state, seq):
        nl, b = state.shape
        L = nl // 2
        T = seq.shape[0] - 1
        s = state.copy()
        # typed tapes: one array per saved quantity
        t_x = np.empty((T, L, b))
        t_h = np.empty((T, L, b))
        t_c = np.empty((T, L, b))
        t_f = np.empty((T, L, b))
        t_i = np.empty((T, L, b))
        t_o = np.empty((T, L, b))
        t_g = np.empty((T, L, b))
        t_t = np.empty((T, L, b))
        t_e = np.empty((T, b))
        t_l = np.empty((T, b))
        x = np.empty(b)
        total = 0.0
        for t in range(T):
            for j in range(b):
                x[j] = seq[t, j] * extra[0, j]
            for l in range(L):
                i = 2 * l
                for j in range(b):
                    h = s[i, j]
                    xj = x[j]
                    f = 1.0 / (1.0 + math.exp(-(xj * main[i, j] + main[i + 1, j])))
                    u = 1.0 / (1.0 + math.exp(-(h * main[i, b + j] + main[i + 1, b + j])))
                    o = 1.0 / (1.0 + math.exp(-(xj * main[i, 2 * b + j] + main[i + 1, 2 * b + j])))
                    ch = math.tanh(h * main[i, 3 * b + j] + main[i + 1, 3 * b + j])
                    c = s[i + 1, j]
                    t_x[t, l, j] = xj
                    t_h[t, l, j] = h
                    t_c[t, l, j] = c
                    t_f[t, l, j] = f
                    t_i[t, l, j] = u
                    t_o[t, l, j] = o
                    t_g[t, l, j] = ch
                    c = c * f + u * ch
                    tc = math.tanh(c)
                    t_t[t, l, j] = tc
                    s[i + 1, j] = c
                    x[j] = o * tc
                    s[i, j] = x[j]
            z = 2.0
            dot = 0.0
            gsum = 0.0
            for j in range(b):
                t_l[t, j] = x[j]
                y = x[j] * extra[1, j] + extra[2, j]
                e = math.exp(y)
                t_e[t, j] = e
                z += e
                dot += seq[t + 1, j] * y
                gsum += seq[t + 1, j]
            total += dot - gsum * math.log(z)
            for j in range(b):
                t_e[t, j] *= gsum / z
        n = T * b
        mb = np.zeros_like(main)
        eb = np.zeros_like(extra)
        sb = np.zeros_like(state)
        xb = np.empty(b)
        for t in range(T - 1, -1, -1):
            for j in range(b):
                yb = (t_e[t, j] - seq[t + 1, j]) / n
                eb[1, j] += yb * t_l[t, j]
                eb[2, j] += yb
                xb[j] = yb * extra[1, j]
            for l in range(L - 1, -1, -1):
                i = 2 * l
                for j in range(b):
                    f, u, o = t_f[t, l, j], t_i[t, l, j], t_o[t, l, j]
                    ch, tc, h, xj = t_g[t, l, j], t_t[t, l, j], t_h[t, l, j], t_x[t, l, j]
                    hb = sb[i, j] + xb[j]
                    ob = hb * tc * o * (1.0 - o)
                    cb = hb * o * (1.0 - tc * tc) + sb[i + 1, j]
                    fb = cb * t_c[t, l, j] * f * (1.0 - f)
                    ub = cb * ch * u * (1.0 - u)
                    gb = cb * u * (1.0 - ch * ch)
                    sb[i + 1, j] = cb * f
                    mb[i, j] += fb * xj
                    mb[i, b + j] += ub * h
                    mb[i, 2 * b + j] += ob * xj
                    mb[i, 3 * b + j] += gb * h
                    mb[i + 1, j] += fb
                    mb[i + 1, b + j] += ub
                    mb[i + 1, 2 * b + j] += ob
                    mb[i + 1, 3 * b + j] += gb
                    xb[j] = fb * main[i, j] + ob * main[i, 2 * b + j]
                    sb[i, j] = ub * main[i, b + j] + gb * main[i, 3 * b + j]
            for j in range(b):
                eb[0, j] += xb[j] * seq[t, j]
        return -total / n, (mb, eb)

    return g


def _lstm_eager(xp, sig, cat):
    def f(main, extra, state, seq):
        s = [state[i] for i in range(len(state))]
        total = 0.0
        b = state.shape[1]
        for t in range(len(seq) - 1):
            x = seq[t] * extra[0]
            for i in range(0, len(s), 2):
                gates = cat((x, s[i], x, s[i])) * main[i] + main[i + 1]
                s[i + 1] = s[i + 1] * sig(gates[:b]) + sig(gates[b : 2 * b]) * xp.tanh(
                    gates[3 * b :]
                )
                s[i] = sig(gates[2 * b : 3 * b]) * xp.tanh(s[i + 1])
                x = s[i]
            y = x * extra[1] + extra[2]
            total = total + xp.sum(seq[t + 1] * (y - xp.log(2.0 + xp.sum(xp.exp(y)))))
        return -total / ((len(seq) - 1) * b)

    return f


def _lstm_autograd(args):
    import autograd.numpy as anp

    f = _lstm_eager(anp, lambda z: 1.0 / (1.0 + anp.exp(-z)), anp.concatenate)
    return autograd_step(f, args, (0, 1))


def _lstm_torch(args):
    import torch

    return torch_step(_lstm_eager(torch, torch.sigmoid, torch.cat), args, (0, 1))


def _lstm_jax(args):
    import jax
    import jax.numpy as jnp

    def f(main, extra, state, seq):
        b = state.shape[1]

        def body(s, xs):
            xin, gold = xs
            x = xin * extra[0]
            new = []
            for i in range(0, s.shape[0], 2):
                g = jnp.concatenate((x, s[i], x, s[i])) * main[i] + main[i + 1]
                sg = jax.nn.sigmoid(g[: 3 * b])
                c = s[i + 1] * sg[:b] + sg[b : 2 * b] * jnp.tanh(g[3 * b :])
                x = sg[2 * b :] * jnp.tanh(c)
                new += [x, c]
            y = x * extra[1] + extra[2]
            return jnp.stack(new), jnp.sum(gold * (y - jnp.log(2.0 + jnp.sum(jnp.exp(y)))))

        _, tot = jax.lax.scan(body, state, (seq[:-1], seq[1:]))
        return -jnp.sum(tot) / ((seq.shape[0] - 1) * b)

    return jax_step(f, args, (0, 1))


def _lstm_make(size):
    rng = np.random.default_rng(10)
    b, L, T = 14, 2, 12 if size == "T" else 200
    seq = np.zeros((T, b))
    seq[np.arange(T), rng.integers(0, b, T)] = 1.0
    return (
        rng.standard_normal((2 * L, 4 * b)) * 0.5,
        rng.standard_normal((3, b)) * 0.5,
        rng.standard_normal((2 * L, b)) * 0.5,
        seq,
    )


register(
    Workload(
        "lstm",
        "overhead",
        (0, 1),
        _lstm_make,
        lstm,
        lstm_hand,
        "T=200, 2 layers, width 14: small vectors, state rows overwritten, tuple return, concatenate",
        primal_nb=_njit_chain(sigmoid, lstm_cell, lstm),
        hand_nb=_lstm_nb,
        engines={"autograd": _lstm_autograd, "jax": _lstm_jax, "torch": _lstm_torch},
        notes={"jax": "rewritten with lax.scan"},
    )
)
