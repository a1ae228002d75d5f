"""What a gradient holds at its peak, beside an adjoint written by hand, as a Markdown table.

    python benchmarks/memory.py
    python benchmarks/memory.py --size 100 --steps 40

Each program steps a grid in place. The linear ones need nothing of their turns for the gradient; the
others need the state that each turn overwrites, and their adjoints by hand keep just that: one region
per turn for each array of state. Peaks are those that `tracemalloc` sees, over the memory that was there
before the call. Every gradient must agree with the one by hand to 1e-10 before it is measured.
"""

import argparse
import gc
import time
import tracemalloc
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from sourcediff import value_and_grad

TARGET = 1.2
DT = 0.1

INNER = (slice(1, -1), slice(1, -1))
UP, DOWN = (slice(None, -2), slice(1, -1)), (slice(2, None), slice(1, -1))
LEFT, RIGHT = (slice(1, -1), slice(None, -2)), (slice(1, -1), slice(2, None))


# ---- linear programs: their turns leave nothing behind ----


def heat(u, steps):
    """Heat conduction, added to the argument itself."""
    for _ in range(steps):
        u[1:-1, 1:-1] += DT * (
            u[2:, 1:-1] + u[:-2, 1:-1] + u[1:-1, 2:] + u[1:-1, :-2] - 4.0 * u[1:-1, 1:-1]
        )
    return np.sum(u * u)


def heat_assigned(u, steps):
    """The same, with `=` where the other has `+=`."""
    for _ in range(steps):
        u[1:-1, 1:-1] = u[1:-1, 1:-1] + DT * (
            u[2:, 1:-1] + u[:-2, 1:-1] + u[1:-1, 2:] + u[1:-1, :-2] - 4.0 * u[1:-1, 1:-1]
        )
    return np.sum(u * u)


def add_laplacian(out, u):
    """Add to the inner region of `out` the flow into each cell of `u`."""
    flow = u[2:, 1:-1] + u[:-2, 1:-1] + u[1:-1, 2:] + u[1:-1, :-2] - 4.0 * u[1:-1, 1:-1]
    out[1:-1, 1:-1] += DT * flow


def heat_by_helper(u, steps):
    """The same, by a helper that changes what it is given."""
    for _ in range(steps):
        add_laplacian(u, u)
    return np.sum(u * u)


def heat_of_copies(u, steps):
    """The same, from a copy of the old state to the new one."""
    for _ in range(steps):
        add_laplacian(u, u.copy())
    return np.sum(u * u)


def heat_by_hand(u, steps):
    """The gradient of all four: the transposed step, and one buffer."""
    u = u.copy()
    t = np.empty_like(u[INNER])
    for _ in range(steps):
        np.add(u[DOWN], u[UP], out=t)
        t += u[RIGHT]
        t += u[LEFT]
        t *= DT
        u[INNER] *= 1.0 - 4.0 * DT
        u[INNER] += t
    value = np.sum(u * u)
    u_bar = 2.0 * u
    for _ in range(steps):
        np.multiply(u_bar[INNER], DT, out=t)
        u_bar[INNER] *= 1.0 - 4.0 * DT
        for place in (UP, DOWN, LEFT, RIGHT):
            u_bar[place] += t
    return value, u_bar


def relax(new, old):
    """Put into `new` the mean of each cell of `old` and its neighbors."""
    new[1:-1, 1:-1] = 0.2 * (
        old[1:-1, 1:-1] + old[1:-1, :-2] + old[1:-1, 2:] + old[2:, 1:-1] + old[:-2, 1:-1]
    )


def jacobi(a, steps):
    """Jacobi relaxation between two buffers, written out for both ways."""
    b = a.copy()
    for _ in range(steps // 2):
        relax(b, a)
        relax(a, b)
    return np.sum(a * a)


def jacobi_swapped(start, steps):
    """The same with buffers that trade places."""
    a = start.copy()
    b = start.copy()
    for _ in range(steps):
        relax(b, a)
        a, b = b, a
    return np.sum(a * a)


def jacobi_by_hand(start, steps):
    """The gradient of both: two buffers more for the adjoints, and one to compute in."""
    a, b = start.copy(), start.copy()
    t = np.empty_like(a[INNER])
    for _ in range(steps):
        np.add(a[INNER], a[LEFT], out=t)
        for place in (RIGHT, DOWN, UP):
            t += a[place]
        np.multiply(t, 0.2, out=b[INNER])
        a, b = b, a
    value = np.sum(a * a)
    a_bar, b_bar = 2.0 * a, np.zeros_like(b)
    for _ in range(steps):
        np.multiply(a_bar[INNER], 0.2, out=t)
        a_bar[INNER] = 0.0
        for place in (INNER, LEFT, RIGHT, DOWN, UP):
            b_bar[place] += t
        a_bar, b_bar = b_bar, a_bar
    a_bar += b_bar
    return value, a_bar


# ---- non-linear programs: what each turn overwrites is needed again ----


def reaction(u, steps):
    """Diffusion and logistic growth, added to the argument itself."""
    for _ in range(steps):
        c = u[1:-1, 1:-1]
        flow = u[2:, 1:-1] + u[:-2, 1:-1] + u[1:-1, 2:] + u[1:-1, :-2] - 4.0 * c
        u[1:-1, 1:-1] += DT * (flow + c * (1.0 - c))
    return np.sum(u * u)


def reaction_assigned(u, steps):
    """The same, with `=` where the other has `+=`."""
    for _ in range(steps):
        c = u[1:-1, 1:-1]
        flow = u[2:, 1:-1] + u[:-2, 1:-1] + u[1:-1, 2:] + u[1:-1, :-2] - 4.0 * c
        u[1:-1, 1:-1] = c + DT * (flow + c * (1.0 - c))
    return np.sum(u * u)


def grow(u):
    """One turn of `reaction`, of a helper's argument."""
    c = u[1:-1, 1:-1]
    flow = u[2:, 1:-1] + u[:-2, 1:-1] + u[1:-1, 2:] + u[1:-1, :-2] - 4.0 * c
    c += DT * (flow + c * (1.0 - c))


def reaction_by_helper(u, steps):
    """The same, by a helper that stores through a view."""
    for _ in range(steps):
        grow(u)
    return np.sum(u * u)


def reaction_by_hand(u, steps):
    """The gradient of all three: the inner region of each turn is kept."""
    u = u.copy()
    kept = []
    t = np.empty_like(u[INNER])
    for _ in range(steps):
        c = u[INNER].copy()
        kept.append(c)
        np.subtract(1.0, c, out=t)
        t *= c
        for place in (DOWN, UP, RIGHT, LEFT):
            t += u[place]
        t -= 4.0 * c
        t *= DT
        u[INNER] += t
    value = np.sum(u * u)
    u_bar = 2.0 * u
    while kept:
        c = kept.pop()
        np.multiply(u_bar[INNER], DT, out=t)
        c *= -2.0
        c -= 3.0
        c *= t
        u_bar[INNER] += c
        for place in (DOWN, UP, RIGHT, LEFT):
            u_bar[place] += t
    return value, u_bar


def advect(new, u):
    """Put into `new` one upwind step of Burgers' equation from `u`."""
    c = u[1:-1, 1:-1]
    new[1:-1, 1:-1] = c - DT * c * (c - u[1:-1, :-2]) - DT * c * (c - u[:-2, 1:-1])


def burgers_swapped(start, steps):
    """Burgers' equation between two buffers that trade places."""
    u = start.copy()
    new = start.copy()
    for _ in range(steps):
        advect(new, u)
        u, new = new, u
    return np.sum(u * u)


def burgers_copied(u, steps):
    """Burgers' equation, with the old state copied in every turn."""
    for _ in range(steps):
        advect(u, u.copy())
    return np.sum(u * u)


def burgers_by_hand(start, steps):
    """The gradient of both: the state of each turn is kept."""
    u = start.copy()
    kept = []
    t = np.empty_like(u[INNER])
    for _ in range(steps):
        c = u[INNER].copy()
        kept.append(c)
        np.multiply(c, 2.0, out=t)
        t -= u[LEFT]
        t -= u[UP]
        t *= c
        t *= -DT
        u[INNER] += t
    value = np.sum(u * u)
    u_bar = 2.0 * u
    while kept:
        u[INNER] = kept.pop()
        c, g = u[INNER], u_bar[INNER].copy()
        np.multiply(c, -4.0, out=t)
        t += u[LEFT]
        t += u[UP]
        t *= DT
        t += 1.0
        np.multiply(g, t, out=u_bar[INNER])
        g *= c
        g *= DT
        u_bar[LEFT] += g
        u_bar[UP] += g
    return value, u_bar


def diffuse(u, k, steps):
    """Heat conduction with a rate of each cell."""
    for _ in range(steps):
        flow = u[2:, 1:-1] + u[:-2, 1:-1] + u[1:-1, 2:] + u[1:-1, :-2] - 4.0 * u[1:-1, 1:-1]
        u[1:-1, 1:-1] += k[1:-1, 1:-1] * flow
    return np.sum(u * u)


def diffuse_by_hand(u, k, steps):
    """Its gradient: the flow of each turn is kept."""
    u = u.copy()
    rate = k[INNER]
    kept = []
    for _ in range(steps):
        t = u[DOWN] + u[UP]
        t += u[RIGHT]
        t += u[LEFT]
        t -= 4.0 * u[INNER]
        kept.append(t)
        u[INNER] += rate * t
    value = np.sum(u * u)
    u_bar, k_bar = 2.0 * u, np.zeros_like(k)
    t = np.empty_like(u[INNER])
    while kept:
        flow = kept.pop()
        flow *= u_bar[INNER]
        k_bar[INNER] += flow
        np.multiply(u_bar[INNER], rate, out=t)
        for place in (DOWN, UP, RIGHT, LEFT):
            u_bar[place] += t
        t *= 4.0
        u_bar[INNER] -= t
    return value, (u_bar, k_bar)


@dataclass(frozen=True)
class Program:
    """A program, its gradient by hand, and how many of its arguments are grids."""

    what: str
    f: Callable
    hand: Callable
    grids: int = 1


PROGRAMS = [
    Program("linear: heat, `u[1:-1, 1:-1] += ...`", heat, heat_by_hand),
    Program("linear: heat, `u[1:-1, 1:-1] = u[1:-1, 1:-1] + ...`", heat_assigned, heat_by_hand),
    Program("linear: heat, by a helper that stores", heat_by_helper, heat_by_hand),
    Program("linear: heat, the old state copied", heat_of_copies, heat_by_hand),
    Program("linear: Jacobi, two buffers", jacobi, jacobi_by_hand),
    Program("linear: Jacobi, buffers that trade places", jacobi_swapped, jacobi_by_hand),
    Program("non-linear: reaction, `+=`", reaction, reaction_by_hand),
    Program("non-linear: reaction, `=`", reaction_assigned, reaction_by_hand),
    Program("non-linear: reaction, by a helper and a view", reaction_by_helper, reaction_by_hand),
    Program("non-linear: Burgers, buffers that trade places", burgers_swapped, burgers_by_hand),
    Program("non-linear: Burgers, the old state copied", burgers_copied, burgers_by_hand),
    Program("non-linear: heat, and its rates' gradient", diffuse, diffuse_by_hand, grids=2),
]


def arguments(program, size, steps):
    """Smooth grids of values between 0 and 1, and the number of turns."""
    x = np.linspace(0.0, 1.0, size)
    u = np.outer(np.sin(np.pi * x), np.cos(2.0 * x) ** 2)
    return (u, 0.1 + 0.1 * np.outer(x, x))[: program.grids] + (steps,)


def measured(gradient, args):
    """Bytes at the peak over those before, and seconds of another run (tracing takes time)."""
    gc.collect()
    tracemalloc.start()
    before, _ = tracemalloc.get_traced_memory()
    gradient(*args)
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    start = time.perf_counter()
    gradient(*args)
    return peak - before, time.perf_counter() - start


def check_agreement(program, gradient):
    """Refuse to measure what disagrees; the program is compiled on the way."""
    args = arguments(program, 12, 6)
    mine, hand = gradient(*args), program.hand(*args)
    for ours, theirs in zip(flat(mine), flat(hand), strict=True):
        error = np.max(np.abs(ours - theirs)) / np.max(np.abs(theirs))
        if not error < 1e-10:
            raise SystemExit(f"{program.f.__name__} disagrees with its adjoint by hand: {error}")


def flat(result):
    """The value and each adjoint."""
    value, bars = result
    return [value, *(bars if isinstance(bars, tuple) else (bars,))]


def row(program, size, steps):
    """One line of the table."""
    gradient = value_and_grad(
        program.f, wrt=tuple(range(program.grids)) if program.grids > 1 else 0
    )
    check_agreement(program, gradient)
    args = arguments(program, size, steps)
    (ours, our_time), (theirs, their_time) = measured(gradient, args), measured(program.hand, args)
    yield program.what
    yield f"{ours / 1e6:.1f} MB"
    yield f"{theirs / 1e6:.1f} MB"
    yield f"{ours / theirs:.2f}"
    yield f"{TARGET:.1f}"
    yield f"{our_time / their_time:.2f}"


def main():
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--size", type=int, default=500, help="cells along each axis")
    parser.add_argument("--steps", type=int, default=200, help="turns of each program")
    options = parser.parse_args()
    print(f"{options.size} x {options.size} cells, {options.steps} turns\n")
    print("| program | peak | by hand | ratio | target | time, ratio |")
    print("|---|--:|--:|--:|--:|--:|")
    for program in PROGRAMS:
        print("| " + " | ".join(row(program, options.size, options.steps)) + " |", flush=True)


if __name__ == "__main__":
    main()
