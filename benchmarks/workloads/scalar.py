"""Scalar programs: interpreter-bound loops, data-dependent while, tiny vectors."""

import numpy as np
from harness import Workload, autograd_step, jax_step, register, torch_step

# ------------------------------------------------------------ logistic map


def logistic_map(x, r, n):
    s = 0.0
    for i in range(n):
        x = r * x * (1.0 - x)
        s += x
    return s / n


def logistic_map_hand(x, r, n):
    xs = []
    keep = xs.append
    s = 0.0
    for i in range(n):
        keep(x)
        x = r * x * (1.0 - x)
        s += x
    v = s / n
    sb = 1.0 / n
    xb = 0.0
    rb = 0.0
    for x in reversed(xs):
        xb += sb
        rb += xb * x * (1.0 - x)
        xb = xb * r * (1.0 - 2.0 * x)
    return v, (xb, rb)


def _logistic_nb():
    from numba import njit

    @njit
    def g(x, r, n):
        xs = np.empty(n)
        s = 0.0
        for i in range(n):
            xs[i] = x
            x = r * x * (1.0 - x)
            s += x
        v = s / n
        sb = 1.0 / n
        xb = 0.0
        rb = 0.0
        for i in range(n - 1, -1, -1):
            x = xs[i]
            xb += sb
            rb += xb * x * (1.0 - x)
            xb = xb * r * (1.0 - 2.0 * x)
        return v, (xb, rb)

    return g


def _logistic_jax(args):
    from jax import lax

    def f(x, r, n):
        def body(c, _):
            x, s = c
            x = r * x * (1.0 - x)
            return (x, s + x), None

        (x, s), _ = lax.scan(body, (x, 0.0), None, length=n)
        return s / n

    return jax_step(f, args, (0, 1))


def _njit(f):
    def build():
        from numba import njit

        return njit(f)

    return build


register(
    Workload(
        "logistic_map",
        "scalar-loop",
        (0, 1),
        lambda size: (0.4, 3.2, 200 if size == "T" else 10_000),
        logistic_map,
        logistic_map_hand,
        "scalar for loop, 1e4 steps, loop-carried scalar",
        primal_nb=_njit(logistic_map),
        hand_nb=_logistic_nb,
        engines={
            "autograd": lambda args: autograd_step(logistic_map, args, (0, 1)),
            "jax": _logistic_jax,
            "torch": lambda args: torch_step(logistic_map, args, (0, 1)),
        },
        notes={"jax": "rewritten with lax.scan"},
    )
)

# ------------------------------------------------ Newton square roots (while)


def newton_sqrt(a, tol):
    total = 0.0
    for i in range(len(a)):
        ai = a[i]
        x = 1.0
        while abs(x * x - ai) > tol * ai:
            x = 0.5 * (x + ai / x)
        total += x
    return total


def newton_sqrt_hand(a, tol):
    n = len(a)
    total = 0.0
    ab = np.zeros(n)
    for i in range(n):  # each outer iteration is independent:
        ai = float(a[i])  # an expert reverses it on the spot
        xs = []
        x = 1.0
        while abs(x * x - ai) > tol * ai:
            xs.append(x)
            x = 0.5 * (x + ai / x)
        total += x
        xb = 1.0
        g = 0.0
        for x in reversed(xs):
            g += xb * 0.5 / x
            xb = xb * 0.5 * (1.0 - ai / (x * x))
        ab[i] = g
    return total, (ab,)


def _newton_nb():
    from numba import njit

    @njit
    def g(a, tol):
        n = len(a)
        total = 0.0
        ab = np.zeros(n)
        xs = np.empty(64)
        for i in range(n):
            ai = a[i]
            k = 0
            x = 1.0
            while abs(x * x - ai) > tol * ai:
                if k == xs.size:
                    bigger = np.empty(2 * k)
                    bigger[:k] = xs
                    xs = bigger
                xs[k] = x
                k += 1
                x = 0.5 * (x + ai / x)
            total += x
            xb = 1.0
            gi = 0.0
            while k > 0:
                k -= 1
                x = xs[k]
                gi += xb * 0.5 / x
                xb = xb * 0.5 * (1.0 - ai / (x * x))
            ab[i] = gi
        return total, (ab,)

    return g


def _newton_jax(args):
    import jax.numpy as jnp
    from jax import lax

    def f(a, tol):
        def body(x, _):
            go = jnp.abs(x * x - a) > tol * a
            return jnp.where(go, 0.5 * (x + a / x), x), None

        x, _ = lax.scan(body, jnp.ones_like(a), None, length=12)
        return jnp.sum(x)

    return jax_step(f, args, (0,))


def _newton_make(size):
    rng = np.random.default_rng(1)
    return rng.uniform(0.5, 100.0, 20 if size == "T" else 1000), 1e-12


register(
    Workload(
        "newton_sqrt",
        "scalar-loop",
        (0,),
        _newton_make,
        newton_sqrt,
        newton_sqrt_hand,
        "data-dependent while nested in for, array element reads, abs",
        primal_nb=_njit(newton_sqrt),
        hand_nb=_newton_nb,
        engines={
            "autograd": lambda args: autograd_step(newton_sqrt, args, (0,)),
            "jax": _newton_jax,
            "torch": lambda args: torch_step(newton_sqrt, args, (0,)),
        },
        notes={
            "jax": "lax.while_loop has no reverse mode: rewritten as a masked, vectorised "
            "scan with a hand-picked bound of 12 iterations"
        },
    )
)

# -------------------------------------------------------- Rosenbrock, n = 10


def rosenbrock(x):
    return np.sum(100.0 * (x[1:] - x[:-1] ** 2) ** 2 + (1.0 - x[:-1]) ** 2)


def rosenbrock_hand(x):
    a = x[:-1]
    t = x[1:] - a * a
    u = 1.0 - a
    v = np.sum(100.0 * t * t + u * u)
    g = np.zeros_like(x)
    tb = 200.0 * t
    g[1:] = tb
    g[:-1] -= 2.0 * (a * tb + u)
    return v, (g,)


def _rosen_nb():
    from numba import njit

    @njit
    def gr(x):
        n = x.size
        g = np.zeros(n)
        v = 0.0
        for i in range(n - 1):
            t = x[i + 1] - x[i] * x[i]
            u = 1.0 - x[i]
            v += 100.0 * t * t + u * u
            g[i + 1] += 200.0 * t
            g[i] -= 2.0 * u + 400.0 * t * x[i]
        return v, (g,)

    return gr


def _rosen_torch(args):
    def f(x):
        return (100.0 * (x[1:] - x[:-1] ** 2) ** 2 + (1.0 - x[:-1]) ** 2).sum()

    return torch_step(f, args, (0,))


def _rosen_autograd(args):
    import autograd.numpy as anp

    def f(x):
        return anp.sum(100.0 * (x[1:] - x[:-1] ** 2) ** 2 + (1.0 - x[:-1]) ** 2)

    return autograd_step(f, args, (0,))


def _rosen_jax(args):
    import jax.numpy as jnp

    def f(x):
        return jnp.sum(100.0 * (x[1:] - x[:-1] ** 2) ** 2 + (1.0 - x[:-1]) ** 2)

    return jax_step(f, args, (0,))


def _rosen_mygrad(args):
    import mygrad as mg

    def step():
        x = mg.tensor(args[0])
        v = mg.sum(100.0 * (x[1:] - x[:-1] ** 2) ** 2 + (1.0 - x[:-1]) ** 2)
        v.backward()
        return v.item(), (x.grad,)

    return step


def _rosen_casadi(args):
    import casadi as ca

    n = args[0].size
    x = ca.SX.sym("x", n)
    v = ca.sum1(100.0 * (x[1:] - x[:-1] ** 2) ** 2 + (1.0 - x[:-1]) ** 2)
    f = ca.Function("f", [x], [v, ca.gradient(v, x)])

    def step():
        v, g = f(args[0])
        return float(v), (np.asarray(g)[:, 0],)

    return step


register(
    Workload(
        "rosenbrock10",
        "overhead",
        (0,),
        lambda size: (np.random.default_rng(0).standard_normal(10),),
        rosenbrock,
        rosenbrock_hand,
        "n=10, slices, power; call-overhead regime",
        primal_nb=_njit(rosenbrock),
        hand_nb=_rosen_nb,
        engines={
            "autograd": _rosen_autograd,
            "jax": _rosen_jax,
            "torch": _rosen_torch,
            "mygrad": _rosen_mygrad,
            "casadi": _rosen_casadi,
        },
    )
)
