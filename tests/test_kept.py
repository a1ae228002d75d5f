"""How many arrays a derivative keeps for each turn of a loop: as many as an adjoint written by hand would."""

import tracemalloc

import numpy as np
import pytest
from programs import states_of_turns as fs

from sourcediff import grad

SIZE = 20_000


def flows(u, turns):
    for _ in range(turns):
        old = u.copy()
        u[1:-1] = old[1:-1] + 0.1 * (old[2:] - 2.0 * old[1:-1] + old[:-2])
    return np.sum(u * u)


def makes_states(u, turns):
    for _ in range(turns):
        new = np.zeros_like(u)
        new[1:-1] = 0.3 * (u[2:] + u[1:-1] + u[:-2])
        u = new
    return np.sum(u * u)


def grows(u, turns):
    for _ in range(turns):
        c = u[1:-1]
        u[1:-1] += 0.1 * (u[2:] - 2.0 * c + u[:-2] + c * (1.0 - c))
    return np.sum(u * u)


def trades(u, turns):
    u, new = u.copy(), u.copy()
    for _ in range(turns):
        fs.advect(new, u)
        u, new = new, u
    return np.sum(u * u)


def copies(u, turns):
    for _ in range(turns):
        fs.advect(u, u.copy())
    return np.sum(u * u)


def makes(u, turns):
    for _ in range(turns):
        new = u.copy()
        fs.advect(new, u)
        u = new
    return np.sum(u * u)


def diffuses(u, turns):
    rate = 0.1 * u
    for _ in range(turns):
        u[1:-1] += rate[1:-1] * (u[2:] - 2.0 * u[1:-1] + u[:-2])
    return np.sum(u * u)


def refills(u, turns):
    rate, buffer = 0.1 * u, np.empty(len(u) - 2)
    for _ in range(turns):
        buffer[:] = u[2:] - 2.0 * u[1:-1] + u[:-2]
        buffer *= rate[1:-1]
        u[1:-1] += buffer
    return np.sum(u * u)


def has_fluxes(u, turns):
    for _ in range(turns):
        flux = 0.1 * (u[1:] - u[:-1])
        u[1:-1] += flux[1:] - flux[:-1]
    return np.sum(u * u)


def goes_upwind(u, turns):
    for _ in range(turns):
        c = u[1:-1]
        c -= 0.1 * (np.maximum(c, 0.0) * (c - u[:-2]) + np.minimum(c, 0.0) * (u[2:] - c))
    return np.sum(u * u)


def peak(df, turns):
    """Bytes at the peak of a call, over those before it."""
    u = np.linspace(0.1, 0.9, SIZE)
    tracemalloc.start()
    df(u, turns)
    _, most = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    return most


@pytest.mark.parametrize(
    ("fn", "count"),
    [(flows, 0), (makes_states, 0), (grows, 1), (trades, 1), (copies, 1), (makes, 1), (diffuses, 1),
     (refills, 1), (has_fluxes, 0), (goes_upwind, 1)],
)  # fmt: skip
def test_arrays_kept_for_each_turn(fn, count):
    df = grad(fn)
    df(np.linspace(0.1, 0.9, SIZE), 2)
    kept = (peak(df, 24) - peak(df, 8)) / 16 / (8 * SIZE)
    assert kept == pytest.approx(count, abs=0.05)
