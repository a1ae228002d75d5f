"""Time integrators: small-state RK4 and a pairwise n-body leapfrog."""

import math

import numpy as np
from harness import Workload, autograd_step, jax_step, register, torch_step

# ----------------------------------------------------- RK4, Lotka-Volterra fit


def rhs(u, p):
    return np.array([u[0] * (p[0] - p[1] * u[1]), u[1] * (p[2] * u[0] - p[3])])


def rk4(u0, p, obs, dt):
    u = u0
    loss = 0.0
    for i in range(obs.shape[0]):
        k1 = rhs(u, p)
        k2 = rhs(u + 0.5 * dt * k1, p)
        k3 = rhs(u + 0.5 * dt * k2, p)
        k4 = rhs(u + dt * k3, p)
        u = u + dt / 6.0 * (k1 + 2.0 * k2 + 2.0 * k3 + k4)
        r = u - obs[i]
        loss += r @ r
    return loss


def _rhs_back(u, p, g, pb):
    """Adjoint of rhs; accumulates into pb (list), returns u_bar."""
    x, y = u.tolist()
    a, b = g.tolist()
    p0, p1, p2, p3 = p
    pb[0] += a * x
    pb[1] -= a * x * y
    pb[2] += b * x * y
    pb[3] -= b * y
    return np.array([a * (p0 - p1 * y) + b * p2 * y, b * (p2 * x - p3) - a * p1 * x])


def rk4_hand(u0, p, obs, dt):
    pl = p.tolist()
    h, s = 0.5 * dt, dt / 6.0
    u = u0
    loss = 0.0
    tape = []
    n = obs.shape[0]
    for i in range(n):
        k1 = rhs(u, p)
        u2 = u + h * k1
        k2 = rhs(u2, p)
        u3 = u + h * k2
        k3 = rhs(u3, p)
        u4 = u + dt * k3
        k4 = rhs(u4, p)
        un = u + s * (k1 + 2.0 * (k2 + k3) + k4)
        r = un - obs[i]
        loss += r @ r
        tape.append((u, u2, u3, u4, r))
        u = un
    pb = [0.0] * 4
    ub = np.zeros(2)
    for i in range(n - 1, -1, -1):
        u, u2, u3, u4, r = tape.pop()
        ub = ub + 2.0 * r
        kb = s * ub
        t = _rhs_back(u4, pl, kb, pb)
        ub = ub + t
        t = _rhs_back(u3, pl, 2.0 * kb + dt * t, pb)
        ub += t
        t = _rhs_back(u2, pl, 2.0 * kb + h * t, pb)
        ub += t
        ub += _rhs_back(u, pl, kb + h * t, pb)
    return loss, (ub, np.array(pb))


def _rk4_nb():
    from numba import njit

    @njit
    def back(x, y, a, b, p, pb):
        pb[0] += a * x
        pb[1] -= a * x * y
        pb[2] += b * x * y
        pb[3] -= b * y
        return a * (p[0] - p[1] * y) + b * p[2] * y, b * (p[2] * x - p[3]) - a * p[1] * x

    @njit
    def f(x, y, p):
        return x * (p[0] - p[1] * y), y * (p[2] * x - p[3])

    @njit
    def g(u0, p, obs, dt):
        n = obs.shape[0]
        h, s = 0.5 * dt, dt / 6.0
        tx = np.empty((n, 4))
        ty = np.empty((n, 4))
        x, y = u0[0], u0[1]
        loss = 0.0
        rx = np.empty(n)
        ry = np.empty(n)
        for i in range(n):
            tx[i, 0], ty[i, 0] = x, y
            a1, b1 = f(x, y, p)
            tx[i, 1], ty[i, 1] = x + h * a1, y + h * b1
            a2, b2 = f(tx[i, 1], ty[i, 1], p)
            tx[i, 2], ty[i, 2] = x + h * a2, y + h * b2
            a3, b3 = f(tx[i, 2], ty[i, 2], p)
            tx[i, 3], ty[i, 3] = x + dt * a3, y + dt * b3
            a4, b4 = f(tx[i, 3], ty[i, 3], p)
            x += s * (a1 + 2.0 * (a2 + a3) + a4)
            y += s * (b1 + 2.0 * (b2 + b3) + b4)
            rx[i], ry[i] = x - obs[i, 0], y - obs[i, 1]
            loss += rx[i] * rx[i] + ry[i] * ry[i]
        pb = np.zeros(4)
        xb, yb = 0.0, 0.0
        for i in range(n - 1, -1, -1):
            xb += 2.0 * rx[i]
            yb += 2.0 * ry[i]
            kx, ky = s * xb, s * yb
            a, b = back(tx[i, 3], ty[i, 3], kx, ky, p, pb)
            xb += a
            yb += b
            a, b = back(tx[i, 2], ty[i, 2], 2.0 * kx + dt * a, 2.0 * ky + dt * b, p, pb)
            xb += a
            yb += b
            a, b = back(tx[i, 1], ty[i, 1], 2.0 * kx + h * a, 2.0 * ky + h * b, p, pb)
            xb += a
            yb += b
            a, b = back(tx[i, 0], ty[i, 0], kx + h * a, ky + h * b, p, pb)
            xb += a
            yb += b
        return loss, (np.array([xb, yb]), pb)

    return g


def _rk4_primal_nb():
    from numba import njit

    @njit
    def r(x, y, p):
        return x * (p[0] - p[1] * y), y * (p[2] * x - p[3])

    @njit
    def f(u0, p, obs, dt):
        h, s = 0.5 * dt, dt / 6.0
        x, y = u0[0], u0[1]
        loss = 0.0
        for i in range(obs.shape[0]):
            a1, b1 = r(x, y, p)
            a2, b2 = r(x + h * a1, y + h * b1, p)
            a3, b3 = r(x + h * a2, y + h * b2, p)
            a4, b4 = r(x + dt * a3, y + dt * b3, p)
            x += s * (a1 + 2.0 * (a2 + a3) + a4)
            y += s * (b1 + 2.0 * (b2 + b3) + b4)
            e0, e1 = x - obs[i, 0], y - obs[i, 1]
            loss += e0 * e0 + e1 * e1
        return loss

    return f


def _rk4_eager(stack, dot):
    def rhs_(u, p):
        return stack([u[0] * (p[0] - p[1] * u[1]), u[1] * (p[2] * u[0] - p[3])])

    def f(u0, p, obs, dt):
        u = u0
        loss = 0.0
        for i in range(obs.shape[0]):
            k1 = rhs_(u, p)
            k2 = rhs_(u + 0.5 * dt * k1, p)
            k3 = rhs_(u + 0.5 * dt * k2, p)
            k4 = rhs_(u + dt * k3, p)
            u = u + dt / 6.0 * (k1 + 2.0 * k2 + 2.0 * k3 + k4)
            r = u - obs[i]
            loss = loss + dot(r, r)
        return loss

    return f


def _rk4_autograd(args):
    import autograd.numpy as anp

    return autograd_step(_rk4_eager(anp.array, anp.dot), args, (0, 1))


def _rk4_torch(args):
    import torch

    return torch_step(_rk4_eager(torch.stack, torch.dot), args, (0, 1))


def _rk4_jax(args):
    import jax.numpy as jnp
    from jax import lax

    def r(u, p):
        return jnp.stack([u[0] * (p[0] - p[1] * u[1]), u[1] * (p[2] * u[0] - p[3])])

    def f(u0, p, obs, dt):
        def body(u, o):
            k1 = r(u, p)
            k2 = r(u + 0.5 * dt * k1, p)
            k3 = r(u + 0.5 * dt * k2, p)
            k4 = r(u + dt * k3, p)
            u = u + dt / 6.0 * (k1 + 2.0 * k2 + 2.0 * k3 + k4)
            return u, jnp.sum((u - o) ** 2)

        _, ls = lax.scan(body, u0, obs)
        return jnp.sum(ls)

    return jax_step(f, args, (0, 1))


def _rk4_casadi(args):
    import casadi as ca

    u0, p, obs, dt = args
    us, ps, os_ = ca.SX.sym("u", 2), ca.SX.sym("p", 4), ca.SX.sym("o", 2)

    def r(u):
        return ca.vertcat(u[0] * (ps[0] - ps[1] * u[1]), u[1] * (ps[2] * u[0] - ps[3]))

    k1 = r(us)
    k2 = r(us + 0.5 * dt * k1)
    k3 = r(us + 0.5 * dt * k2)
    k4 = r(us + dt * k3)
    un = us + dt / 6.0 * (k1 + 2 * k2 + 2 * k3 + k4)
    e = un - os_
    F = ca.Function("F", [us, ps, os_], [un, ca.dot(e, e)])
    U, P, O = ca.MX.sym("U", 2), ca.MX.sym("P", 4), ca.MX.sym("O", 2, obs.shape[0])
    acc = F.mapaccum("acc", obs.shape[0])
    _, ls = acc(U, ca.repmat(P, 1, obs.shape[0]), O)
    v = ca.sum2(ls)
    G = ca.Function("G", [U, P, O], [v, ca.gradient(v, U), ca.gradient(v, P)])
    ot = np.ascontiguousarray(obs.T)

    def step():
        v, gu, gp = G(u0, p, ot)
        return float(v), (np.asarray(gu)[:, 0], np.asarray(gp)[:, 0])

    return step


def _rk4_make(size):
    n = 20 if size == "T" else 1000
    t = np.arange(1, n + 1) * 0.01
    obs = np.stack([1.0 + 0.5 * np.sin(t), 1.0 + 0.5 * np.cos(t)], axis=1)
    return np.array([1.2, 0.8]), np.array([1.5, 1.0, 1.0, 3.0]), obs, 0.01


register(
    Workload(
        "rk4",
        "overhead",
        (0, 1),
        _rk4_make,
        rk4,
        rk4_hand,
        "1000 RK4 steps, state of 2, np.array([...]) construction, helper called 4x per step",
        primal_nb=_rk4_primal_nb,
        hand_nb=_rk4_nb,
        engines={
            "autograd": _rk4_autograd,
            "jax": _rk4_jax,
            "torch": _rk4_torch,
            "casadi": _rk4_casadi,
        },
        notes={"jax": "rewritten with lax.scan"},
    )
)

# ------------------------------------------- delay equation, history in one array


def delay_sim(w, x0, steps, lag):
    n = x0.shape[0]
    h = np.empty((steps + lag, n))
    h[:lag] = x0
    for t in range(lag, steps + lag):
        h[t] = h[t - 1] + 0.1 * (np.tanh(w * h[t - lag]) - h[t - 1])
    return np.sum(h[steps:] ** 2)


def delay_sim_hand(w, x0, steps, lag):
    n = x0.shape[0]
    h = np.empty((steps + lag, n))
    th = np.empty((steps, n))
    h[:lag] = x0
    for t in range(lag, steps + lag):
        y = th[t - lag]
        np.multiply(w, h[t - lag], out=y)
        np.tanh(y, out=y)
        h[t] = 0.9 * h[t - 1] + 0.1 * y
    v = np.sum(h[steps:] ** 2)
    hb = np.zeros_like(h)
    hb[steps:] = 2.0 * h[steps:]
    wb = np.zeros_like(w)
    for t in range(steps + lag - 1, lag - 1, -1):
        g = hb[t]
        y = th[t - lag]
        u = (0.1 * g) * (1.0 - y * y)
        hb[t - 1] += 0.9 * g
        wb += u * h[t - lag]
        hb[t - lag] += u * w
    return v, (wb, hb[:lag].sum(axis=0))


def _delay_nb():
    from numba import njit

    @njit
    def g(w, x0, steps, lag):
        n = x0.shape[0]
        T = steps + lag
        h = np.empty((T, n))
        th = np.empty((steps, n))
        for t in range(lag):
            for j in range(n):
                h[t, j] = x0[j]
        for t in range(lag, T):
            for j in range(n):
                y = math.tanh(w[j] * h[t - lag, j])
                th[t - lag, j] = y
                h[t, j] = h[t - 1, j] + 0.1 * (y - h[t - 1, j])
        v = 0.0
        hb = np.zeros((T, n))
        for t in range(steps, T):
            for j in range(n):
                v += h[t, j] * h[t, j]
                hb[t, j] = 2.0 * h[t, j]
        wb = np.zeros(n)
        for t in range(T - 1, lag - 1, -1):
            for j in range(n):
                g = hb[t, j]
                y = th[t - lag, j]
                u = 0.1 * g * (1.0 - y * y)
                hb[t - 1, j] += 0.9 * g
                wb[j] += u * h[t - lag, j]
                hb[t - lag, j] += u * w[j]
        xb = np.zeros(n)
        for t in range(lag):
            for j in range(n):
                xb[j] += hb[t, j]
        return v, (wb, xb)

    return g


def _delay_rows(xp, total):
    def f(w, x0, steps, lag):
        h = [x0] * lag
        for t in range(lag, steps + lag):
            h.append(h[t - 1] + 0.1 * (xp.tanh(w * h[t - lag]) - h[t - 1]))
        return total(h[steps:])

    return f


def _delay_autograd(args):
    import autograd.numpy as anp

    return autograd_step(_delay_rows(anp, lambda r: anp.sum(anp.array(r) ** 2)), args, (0, 1))


def _delay_torch(args):
    import torch

    return torch_step(_delay_rows(torch, lambda r: torch.sum(torch.stack(r) ** 2)), args, (0, 1))


def _delay_jax(args):
    import jax.numpy as jnp
    from jax import lax

    def f(w, x0, steps, lag):
        h = jnp.zeros((steps + lag, x0.shape[0])).at[:lag].set(x0)

        def body(t, h):
            new = h[t - 1] + 0.1 * (jnp.tanh(w * h[t - lag]) - h[t - 1])
            return h.at[t].set(new)

        h = lax.fori_loop(lag, steps + lag, body, h)
        return jnp.sum(h[steps:] ** 2)

    return jax_step(f, args, (0, 1))


def _delay_jax_ring(args):
    import jax.numpy as jnp
    from jax import lax

    def f(w, x0, steps, lag):
        def body(c, _):
            ring, last = c
            new = last + 0.1 * (jnp.tanh(w * ring[0]) - last)
            return (jnp.concatenate((ring[1:], new[None])), new), None

        (ring, _), _ = lax.scan(body, (jnp.tile(x0, (lag, 1)), x0), None, length=steps)
        return jnp.sum(ring**2)

    return jax_step(f, args, (0, 1))


def _delay_make(size):
    rng = np.random.default_rng(17)
    n, steps, lag = (6, 20, 4) if size == "T" else (200, 1000, 20)
    return rng.uniform(0.5, 2.0, n), rng.uniform(-1.0, 1.0, n), steps, lag


register(
    Workload(
        "delay_sim",
        "ode",
        (0, 1),
        _delay_make,
        delay_sim,
        delay_sim_hand,
        "n=200, 1000 steps, lag 20: row stores into one large history array, earlier rows re-read",
        hand_nb=_delay_nb,
        engines={
            "autograd": _delay_autograd,
            "jax": _delay_jax,
            "torch": _delay_torch,
            "jax_ring": _delay_jax_ring,
        },
        notes={
            "jax": "fori_loop + .at[t].set, the direct port; jax_ring carries only the last rows"
        },
    )
)
