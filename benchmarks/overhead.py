"""What the compiler itself costs, as a Markdown table.

    python benchmarks/overhead.py

Times are the best of several rounds: what is asked is what the code costs, not what else ran.
"""

import gc
import importlib.util
import inspect
import math
import subprocess
import sys
import tempfile
import time
import timeit
import tracemalloc
from pathlib import Path

import numpy as np

from sourcediff import adjoint, grad

ROUNDS = 7
IMPORTS = "import numpy; from sourcediff import grad"


def thirty_lines(x, w, b, n):
    """Thirty lines with what programs are made of: loops, branches, stores, arrays, scalars."""
    h = np.tanh(w @ x + b)
    g = np.zeros(len(h))
    total = 0.0
    for i in range(len(h)):
        if h[i] > 0.0:
            g[i] = h[i] * h[i]
        else:
            g[i] = -0.1 * h[i]
        total += math.sin(g[i]) * b[i]
    y = x * 2.0
    k = 0
    while k < n:
        z = y[1:] - y[:-1]
        y[1:] += 0.1 * z
        k += 1
        if total > 1e6:
            break
    mean = np.mean(y)
    spread = y - mean
    variance = np.sum(spread**2) / len(y)
    scale = math.sqrt(variance + 1e-6)
    for j in range(3):
        scale = scale * 0.5 + total / (1.0 + j)
        if j == 1:
            scale += float(n)
    u = np.exp(-np.abs(g))
    v = np.where(u > 0.5, u, 0.5 * u)
    penalty = np.sum(w * w) + np.dot(b, b)
    loss = np.sum(v) * scale + 0.01 * penalty
    return loss + total


def product(x, y):
    """As little work as there can be."""
    return x * y


def many(a, b, c, d, e, p, q, r):
    """Eight leaves."""
    return a * b + c * d + e * p + q * r


def nested(params):
    """Four arrays in a nested container."""
    return np.sum(params["w"][0] * params["w"][1]) + np.sum(params["b"]["u"] * params["b"]["v"])


def elements(x):
    """A loop over the elements of an array, one read and one store per turn."""
    y = np.zeros(len(x))
    for i in range(1, len(x)):
        y[i] = x[i] * x[i - 1] + 0.5 * y[i - 1]
    return np.sum(y)


def breaks(x, n):
    """A loop of `n` turns that stops at the eighth."""
    for i in range(n):
        x = x * 1.01
        if i == 7:
            break
    return x


def long_loop(x, y, n):
    """A loop that must keep two numbers per turn."""
    for _ in range(n):
        x, y = x + 0.1 * math.sin(y), y + 0.1 * math.sin(x)
    return x * y


def best(run, number=1):
    """Seconds per run."""
    gc.collect()
    return min(timeit.repeat(run, number=number, repeat=ROUNDS)) / number


def import_seconds(statement):
    """Seconds that a fresh interpreter takes to run an import."""
    command = [sys.executable, "-c", statement]
    return best(lambda: subprocess.run(command, check=True))


def thirty_arguments():
    """Arguments of `thirty_lines`."""
    rng = np.random.default_rng(0)
    return rng.normal(size=6), rng.normal(size=(6, 6)), rng.normal(size=6), 4


def transformation_seconds():
    """Seconds from a function that was never seen to its text for given arguments."""
    args = thirty_arguments()
    times = []
    with tempfile.TemporaryDirectory() as folder:
        for number in range(5 * ROUNDS):
            fresh = copy_of(thirty_lines, Path(folder) / f"copy_{number}.py")
            start = time.perf_counter()
            grad(fresh, wrt=(0, 1, 2)).source_for(*args)
            times.append(time.perf_counter() - start)
    return min(times), times[0]


def copy_of(f, path):
    """The same function from a file of its own, so that nothing remembers it."""
    text = f"import math\nimport numpy as np\n\n{inspect.getsource(f)}"
    path.write_text(text, encoding="utf-8")
    spec = importlib.util.spec_from_file_location(path.stem, path)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return getattr(module, f.__name__)


def call_overhead(f, args, number=2000):
    """Seconds per call that the guarded derivative adds to the generated function."""
    df = grad(f)
    df(*args)
    generated = df.__wrapped__
    guarded, bare = [], []
    for _ in range(20 * ROUNDS):  # short and interleaved: what is wanted is a small difference
        bare.append(timeit.timeit(lambda: generated(*args), number=number))
        guarded.append(timeit.timeit(lambda: df(*args), number=number))
    return (min(guarded) - min(bare)) / number


def element_seconds(n):
    """Seconds of the gradient of a loop over n elements."""
    df, x = grad(elements), np.random.default_rng(0).normal(size=n)
    df(x)
    return best(lambda: df(x))


def break_seconds(n):
    """Seconds of the gradient of a loop that may take n turns and takes 8."""
    df = grad(breaks)
    df(1.0, n)
    return best(lambda: df(1.0, n), 1000)


def loop_memory(n):
    """Bytes at the peak of a gradient, and bytes still held when it is over."""
    df = adjoint(long_loop, wrt=(0, 1))
    df(0.3, 0.4, 10)
    gc.collect()
    tracemalloc.start()
    before, _ = tracemalloc.get_traced_memory()
    df(0.3, 0.4, n)
    after, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    return peak - before, after - before


def rows():
    """Each measurement with its target."""
    plain, ours = import_seconds("import numpy"), import_seconds(IMPORTS)
    yield (
        "`from sourcediff import grad` over `import numpy`",
        f"{(ours - plain) * 1e3:.1f} ms",
        "50 ms",
    )
    warm, cold = transformation_seconds()
    yield "transformation of a 30-line function", f"{warm * 1e3:.1f} ms", "30 ms"
    yield "the same, the first in its process", f"{cold * 1e3:.1f} ms", ""
    vectors = {"w": [np.ones(4), np.ones(4)], "b": {"u": np.ones(4), "v": np.ones(4)}}
    for name, f, args, leaves in (
        ("2 numbers", product, (1.5, 2.5), 2),
        ("8 numbers", many, (1.0, 2.0, 3.0, 4.0, 5.0, 6.0, 7.0, 8.0), 8),
        ("4 arrays in a dict", nested, (vectors,), 4),
    ):
        cost = call_overhead(f, args)
        target = 0.2 + 0.1 * leaves
        yield (
            f"repeated call over the generated function, {name}",
            f"{cost * 1e6:.2f} µs",
            (f"{target:.1f} µs"),
        )
    for n in (10**3, 10**4, 10**5):
        seconds = element_seconds(n)
        yield (
            f"gradient of a loop over {n:,} elements, per element",
            (f"{seconds / n * 1e6:.2f} µs"),
            "the same for all",
        )
    for n in (8, 10**6):
        yield (
            f"gradient of a loop that breaks after 8 of {n:,} turns",
            (f"{break_seconds(n) * 1e6:.2f} µs"),
            "the same for both",
        )
    peak, held = loop_memory(10**6)
    yield (
        "memory of a loop of 1,000,000 turns that keeps two numbers",
        f"{peak / 1e6:.0f} MB",
        ("250 MB"),
    )
    yield "the same, still held after the call", f"{held / 1e3:.1f} kB", "0"


def main():
    """Print the table."""
    print("| what | measured | target |\n|---|--:|--:|")
    for row in rows():
        print("| " + " | ".join(row) + " |", flush=True)


if __name__ == "__main__":
    main()
