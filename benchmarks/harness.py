"""Timing and agreement harness for the gradient benchmark.

A workload is a plain-NumPy function (`primal`) plus, for each engine, a
builder `build(args) -> step` where `step()` returns `(value, grads)`; grads
is a tuple with one entry per index in `wrt`.  Builders may return None when
an engine cannot express the workload (the reason goes in `notes`).

Timing policy: all engines of a workload are timed in the same process, in
interleaved rounds.  Ratios are formed inside a round and the median over
rounds is reported, so slow drifts of a shared machine cancel.
"""

from __future__ import annotations

import gc
import statistics
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import numpy as np


@dataclass
class Workload:
    name: str
    cls: str  # workload class, for aggregation
    wrt: tuple  # argument positions to differentiate
    make: Callable[[str], tuple]  # size -> args
    primal: Callable  # plain NumPy, as a user writes it
    hand: Callable  # (*args) -> (value, grads), NumPy
    features: str = ""
    primal_nb: Callable | None = None  # () -> numba primal
    hand_nb: Callable | None = None  # () -> numba adjoint
    engines: dict = field(default_factory=dict)  # name -> build(args) -> step
    notes: dict = field(default_factory=dict)
    rtol: float = 1e-8


REGISTRY: dict[str, Workload] = {}


def register(w: Workload) -> Workload:
    REGISTRY[w.name] = w
    return w


# ---------------------------------------------------------------- engines


def autograd_step(f, args, wrt):
    from autograd import value_and_grad

    vg = value_and_grad(f, wrt if len(wrt) > 1 else wrt[0])
    if len(wrt) > 1:
        return lambda: vg(*args)

    def step():
        v, g = vg(*args)
        return v, (g,)

    return step


def jax_step(f, args, wrt, jit=True):
    """Arrays and Python floats are traced inputs; ints and None are static."""
    import jax
    import jax.numpy as jnp

    dyn = [i for i, a in enumerate(args) if isinstance(a, (np.ndarray, float)) or i in wrt]
    vals = [jnp.asarray(args[i]) for i in dyn]
    pos = tuple(dyn.index(i) for i in wrt)

    def g(*d):
        full = list(args)
        for i, v in zip(dyn, d):
            full[i] = v
        return f(*full)

    vg = jax.value_and_grad(g, argnums=pos)
    if jit:
        vg, g = jax.jit(vg), jax.jit(g)

    def step():
        return jax.block_until_ready(vg(*vals))

    step.primal = lambda: jax.block_until_ready(g(*vals))
    return step


def torch_step(f, args, wrt):
    import torch

    vals = []
    for i, a in enumerate(args):
        if i in wrt:
            vals.append(torch.tensor(a, dtype=torch.float64, requires_grad=True))
        elif isinstance(a, np.ndarray):
            vals.append(torch.from_numpy(a))
        else:
            vals.append(a)
    diff = [vals[i] for i in wrt]

    def step():
        v = f(*vals)
        return v, torch.autograd.grad(v, diff)

    def own():
        with torch.no_grad():
            return f(*vals)

    step.primal = own
    return step


def to_numpy(x):
    if hasattr(x, "detach"):
        x = x.detach().numpy()
    return np.asarray(x, dtype=float)


def sourcediff_step(f, args, wrt):
    """The project's engine.  Only this function knows its API."""
    import sourcediff

    vg = sourcediff.value_and_grad(f, wrt=wrt)
    return lambda: vg(*args)


# ---------------------------------------------------------------- timing

CLOCKS = {"wall": time.perf_counter, "cpu": time.process_time}
clock = CLOCKS["wall"]


def use_clock(name):
    """`cpu` (process CPU time) is the better choice on a machine shared with
    other jobs: everything here is pinned to one core, so on an idle machine
    the two agree."""
    global clock
    clock = CLOCKS[name]


def calls_for(step, target=0.02, max_calls=2000):
    t0 = clock()
    step()
    dt = clock() - t0
    if dt > target:
        return 1
    n = 1
    while n < max_calls:
        t0 = clock()
        for _ in range(n):
            step()
        dt = clock() - t0
        if dt >= target:
            break
        n = min(max_calls, max(n + 1, int(n * 1.3 * target / max(dt, 1e-7))))
    return n


def time_once(step, n):
    t0 = clock()
    for _ in range(n):
        step()
    return (clock() - t0) / n


def max_rel(a, b):
    a, b = to_numpy(a), to_numpy(b)
    if a.shape != b.shape:
        return float("inf")
    scale = np.max(np.abs(b)) if b.size else 0.0
    err = np.max(np.abs(a - b)) if b.size else 0.0
    if not np.all(np.isfinite(a)):
        return float("inf")
    return float(err / scale) if scale else float(err)


def run_workload(
    w: Workload, size: str, engines: list[str], rounds: int, log=print
) -> dict[str, Any]:
    args = w.make(size)
    steps: dict[str, Callable] = {"primal": lambda: w.primal(*args)}
    rec: dict[str, Any] = {
        "name": w.name,
        "cls": w.cls,
        "size": size,
        "features": w.features,
        "engines": {},
        "notes": w.notes,
    }

    ref_v, ref_g = w.hand(*args)
    pv = w.primal(*args)
    rec["primal_vs_hand_value"] = max_rel(pv, ref_v)
    if rec["primal_vs_hand_value"] > w.rtol:
        log(f"  !! {w.name}: hand value differs from primal by {rec['primal_vs_hand_value']:.1e}")

    def add(name, build):
        t0 = time.perf_counter()
        try:
            step = build()
            if step is None:
                return
            out = step()
        except Exception as e:
            rec["engines"][name] = {"error": f"{type(e).__name__}: {str(e)[:200]}"}
            log(f"  -- {w.name}/{name}: {type(e).__name__}: {str(e)[:120]}")
            return
        first = time.perf_counter() - t0
        errs = [max_rel(a, b) for a, b in zip(out[1], ref_g)]
        ok = len(out[1]) == len(ref_g) and all(e <= w.rtol for e in errs)
        rec["engines"][name] = {"first_call_s": first, "max_rel_err": max(errs), "agrees": ok}
        if not ok:
            log(f"  !! {w.name}/{name} disagrees: {errs}")
            return
        steps[name] = step
        if hasattr(step, "primal"):
            step.primal()
            steps["own:" + name] = step.primal

    add("hand", lambda: lambda: w.hand(*args))
    if "numba" in engines and w.hand_nb is not None:
        if w.primal_nb is not None:
            f = w.primal_nb()
            f(*args)
            steps["primal_nb"] = lambda: f(*args)
        g = w.hand_nb()
        add("hand_nb", lambda: lambda: g(*args))
    for name in engines:
        if name in ("hand", "numba"):
            continue
        if name == "sourcediff":
            add(name, lambda: sourcediff_step(w.primal, args, w.wrt))
        elif name in w.engines:
            add(name, lambda n=name: w.engines[n](args))

    ncalls = {k: calls_for(s) for k, s in steps.items()}
    times: dict[str, list[float]] = {k: [] for k in steps}
    for _ in range(rounds):
        for k, s in steps.items():
            gc.collect()
            times[k].append(time_once(s, ncalls[k]))
    med = statistics.median
    rec["primal_s"] = med(times["primal"])
    if "primal_nb" in times:
        rec["primal_nb_s"] = med(times["primal_nb"])
    for k in steps:
        if k in ("primal", "primal_nb") or k.startswith("own:"):
            continue
        e = rec["engines"][k]
        e["grad_s"] = med(times[k])
        e["min_s"] = min(times[k])
        e["x_primal"] = med(a / b for a, b in zip(times[k], times["primal"]))
        e["x_hand"] = med(a / b for a, b in zip(times[k], times["hand"]))
        e["compile_s"] = max(0.0, e["first_call_s"] - e["grad_s"])
        if "own:" + k in times:
            e["own_primal_s"] = med(times["own:" + k])
            e["x_own_primal"] = med(a / b for a, b in zip(times[k], times["own:" + k]))
        if k == "hand_nb" and "primal_nb" in times:
            e["x_primal_nb"] = e["x_own_primal"] = med(
                a / b for a, b in zip(times[k], times["primal_nb"])
            )
    return rec
