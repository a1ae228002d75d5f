"""Gradient benchmark driver.

    python benchmarks/run.py                                  # all peers, all workloads
    python benchmarks/run.py --engine sourcediff --only gmm,rk4
    python benchmarks/run.py --json out.json --markdown out.md --rounds 9

Engines: numba (hand-written adjoint under njit), autograd, jax, torch,
casadi, mygrad, sourcediff.  An engine whose import fails is
skipped.  Everything runs pinned to one core unless --cores is given.
"""

import argparse
import importlib
import json
import math
import os
import platform
import sys

HERE = os.path.dirname(os.path.abspath(__file__))
DEFAULT = ["numba", "autograd", "jax", "torch", "casadi", "mygrad"]


def setup_cores(n):
    for v in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS", "NUMBA_NUM_THREADS"):
        os.environ[v] = str(n)
    if hasattr(os, "sched_setaffinity"):
        cpus = sorted(os.sched_getaffinity(0))
        os.sched_setaffinity(0, set(cpus[-n:]))
    os.environ.setdefault("JAX_PLATFORMS", "cpu")
    os.environ.setdefault("JAX_ENABLE_X64", "1")


def fmt_t(s):
    if s is None:
        return ""
    if s < 1e-3:
        return f"{s * 1e6:.3g} us"
    return f"{s * 1e3:.3g} ms" if s < 1 else f"{s:.3g} s"


def fmt_x(x):
    if x is None or (isinstance(x, float) and math.isnan(x)):
        return "-"
    return f"{x:.0f}" if x >= 100 else f"{x:.3g}"


def geomean(xs):
    xs = [x for x in xs if x]
    return math.exp(sum(map(math.log, xs)) / len(xs)) if xs else None


def table(recs, cols, key):
    head = ["workload", "class", "primal"] + cols
    out = ["| " + " | ".join(head) + " |", "|" + "---|" * len(head)]
    for r in recs:
        row = [f"{r['name']}[{r['size']}]", r["cls"], fmt_t(r["primal_s"])]
        for c in cols:
            e = r["engines"].get(c)
            if e is None:
                row.append("-")
            elif "error" in e:
                row.append("err")
            elif not e.get("agrees"):
                row.append("WRONG")
            else:
                row.append(fmt_x(e.get(key)) if key.startswith("x_") else fmt_t(e.get(key)))
        out.append("| " + " | ".join(row) + " |")
    if key.startswith("x_"):
        row = ["geomean", "", ""]
        for c in cols:
            vals = [r["engines"].get(c, {}).get(key) for r in recs]
            row.append(
                f"{fmt_x(geomean(vals))} (n={sum(v is not None for v in vals)})"
                if any(vals)
                else "-"
            )
        out.append("| " + " | ".join(row) + " |")
    return "\n".join(out)


def main():
    ap = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    ap.add_argument(
        "--engine",
        action="append",
        default=None,
        help="repeat, or comma list; default: all peers (+ sourcediff if importable)",
    )
    ap.add_argument("--only", default="")
    ap.add_argument("--size", default="S", help="S, or T for a quick smoke run")
    ap.add_argument("--rounds", type=int, default=7)
    ap.add_argument("--cores", type=int, default=1)
    ap.add_argument("--clock", choices=("wall", "cpu"), default="wall")
    ap.add_argument("--json", default="")
    ap.add_argument("--markdown", default="")
    ap.add_argument("--list", action="store_true")
    a = ap.parse_args()
    setup_cores(a.cores)
    sys.path.insert(0, HERE)
    import harness
    import workloads  # noqa: F401  (fills REGISTRY)

    harness.use_clock(a.clock)

    names = [n for n in a.only.split(",") if n] or list(harness.REGISTRY)
    if a.list:
        for n in names:
            w = harness.REGISTRY[n]
            print(f"{n:18s} {w.cls:12s} {w.features}")
        return
    engines = []
    for e in a.engine or [*DEFAULT, "sourcediff"]:
        engines += e.split(",")
    have = []
    for e in engines:
        mod = {"jax_ring": "jax"}.get(e, e)
        try:
            if mod != "hand":
                importlib.import_module(mod)
            have.append(e)
        except ImportError:
            print(f"(engine {e}: not importable, skipped)")
    if "torch" in have:
        import torch

        torch.set_num_threads(a.cores)
        torch.set_default_dtype(torch.float64)

    import numpy as np

    # One large allocation raises glibc's dynamic mmap/trim thresholds; without it every
    # freed 100 kB temporary goes back to the kernel and costs page faults again (x2 on
    # chain_1e4), and results would depend on which engines happen to be loaded.
    big = np.ones(3_500_000)
    del big
    recs = []
    for n in names:
        w = harness.REGISTRY[n]
        print(f"[{n}]", flush=True)
        rec = harness.run_workload(w, a.size, have, a.rounds)
        recs.append(rec)
        line = f"   primal {fmt_t(rec['primal_s'])}"
        for k, e in rec["engines"].items():
            if "x_primal" in e:
                line += f" | {k} {fmt_x(e['x_primal'])}x"
        print(line, flush=True)

    cols = ["hand"] + [c if c != "numba" else "hand_nb" for c in have if c != "hand"]
    md = [
        "### gradient time / primal (NumPy) time",
        table(recs, cols, "x_primal"),
        "",
        "### gradient time / hand-written NumPy adjoint",
        table(recs, cols, "x_hand"),
        "",
        "### gradient time / the engine's own primal time",
        table(
            recs,
            [c for c in cols if any("x_own_primal" in r["engines"].get(c, {}) for r in recs)],
            "x_own_primal",
        ),
        "",
        "### absolute gradient time",
        table(recs, cols, "grad_s"),
        "",
        "### trace + compile time of the first call",
        table(recs, cols, "compile_s"),
    ]
    txt = "\n".join(md)
    print("\n" + txt)
    if a.markdown:
        open(a.markdown, "w").write(txt + "\n")
    if a.json:
        env = {
            "python": platform.python_version(),
            "numpy": np.__version__,
            "cores": a.cores,
            "clock": a.clock,
        }
        for m in ("numba", "autograd", "jax", "torch", "casadi", "mygrad"):
            if m in sys.modules:
                env[m] = getattr(sys.modules[m], "__version__", "?")
        json.dump({"env": env, "records": recs}, open(a.json, "w"), indent=1)
    sys.exit(complaint(recs))


def complaint(recs):
    """What to exit with: the workloads that sourcediff failed on or got wrong, None if none."""
    engines = {r["name"]: r["engines"].get("sourcediff") for r in recs}
    bad = [name for name, e in engines.items() if e is not None and not e.get("agrees")]
    return f"sourcediff fails on {', '.join(bad)}" if bad else None


if __name__ == "__main__":
    main()
