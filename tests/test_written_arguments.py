"""`of=`: what a function leaves in its arguments is differentiated in place of what it returns."""

import copy
import pickle

import numpy as np
import pytest
from oracle import reference
from trees import flat, random_like

from sourcediff import adjoint, grad, jvp, tangent, value_and_grad, vjp
from sourcediff.errors import UnsupportedCode, WrongArgument


def smooth(u, rate, turns):
    for _ in range(turns):
        u[1:-1] += rate * (u[2:] - 2.0 * u[1:-1] + u[:-2]) * u[1:-1]


def fill(A, x):
    for i in range(1, len(A)):
        A[i] = A[i - 1] * x + A[i] ** 2


def leaves_early(A, x):
    for i in range(len(A)):
        if A[i] > 2.0:
            return i
        A[i] = A[i] * x
    return None


def rebinds(A, x):
    A[0] = A[1] * x
    A = A * 3.0
    A[1] = 7.0
    return A


def trades(A, B, s):
    A, B = B, A
    A[:] = B * s
    B[0] = A[1] ** 2


def grows(items, x):
    items.append(x * items[0])
    items[0] = items[0] * x


def through_a_view(A, x):
    row = A.reshape(2, 2)[1]
    row *= x


U = np.array([1.0, 1.5, 0.5, 2.0, 1.0])
CASES = [
    (smooth, (U, 0.1, 3), ("u", "rate"), "u"),
    (fill, (np.array([1.0, 2.0, 3.0]), 2.0), ("A", "x"), "A"),
    (fill, (np.array([1.0, 2.0, 3.0]), 2.0), ("x",), ("A",)),
    (leaves_early, (np.array([1.0, 1.5, 3.0, 1.0]), 2.0), ("A", "x"), "A"),
    (rebinds, (np.array([1.0, 2.0]), 2.0), ("A", "x"), "A"),
    (trades, (np.array([1.0, 2.0]), np.array([0.5, 4.0]), 3.0), ("A", "B", "s"), ("B", "A")),
    (grows, ([1.5, 2.0], 3.0), ("items", "x"), "items"),
    (through_a_view, (np.array([1.0, 2.0, 3.0, 4.0]), 3.0), ("A", "x"), "A"),
]


def left(f, names, of):
    """A function that returns what `f` leaves in copies of its arguments."""

    def primal(*args):
        args = copy.deepcopy(args)
        f(*args)
        given = dict(zip(names, args, strict=True))
        return given[of] if isinstance(of, str) else tuple(given[name] for name in of)

    return primal


@pytest.mark.parametrize(("f", "args", "wrt", "of"), CASES)
def test_both_modes(f, args, wrt, of):
    """Differences of what is left, the two modes against each other, and arguments that stay as they were."""
    rng = np.random.default_rng(0)
    names = f.__code__.co_varnames[: len(args)]
    primal, before = left(f, names, of), copy.deepcopy(args)
    dots = {name: random_like(args[names.index(name)], rng) for name in wrt}
    value, dot = tangent(f, wrt=wrt, of=of)(*args, **{f"{n}_dot": t for n, t in dots.items()})
    np.testing.assert_array_equal(flat(value), flat(primal(*args)))

    def moved(*parts):
        given = dict(zip(wrt, parts, strict=True))
        return primal(*(given.get(n, x) for n, x in zip(names, args, strict=True)))

    chosen = tuple(args[names.index(name)] for name in wrt)
    expected = reference(moved, chosen, tuple(dots.values()))
    np.testing.assert_allclose(flat(dot), expected.value, rtol=1e-9, atol=1e-9)
    out_bar = random_like(value, rng)
    bars = adjoint(f, wrt=wrt, of=of)(*args, out_bar=out_bar)
    inner = flat(bars) @ flat(tuple(dots.values()))
    np.testing.assert_allclose(inner, flat(out_bar) @ flat(dot), rtol=1e-12)
    np.testing.assert_array_equal(flat(args), flat(before))


def test_inside_another_function():
    def energy(A, x):
        first = adjoint(fill, wrt="x", of="A")(A, x, out_bar=np.ones(3))
        return first * first

    A, h = np.array([1.0, 2.0, 3.0]), 1e-6
    expected = (energy(A, 2.0 + h) - energy(A, 2.0 - h)) / (2.0 * h)
    assert grad(energy, wrt="x")(A, 2.0) == pytest.approx(expected, rel=1e-7)


class Scaling:
    def __init__(self, factor):
        self.factor = factor

    @adjoint(wrt="x", of=1)
    def into(self, x, y):
        y[:] = self.factor * x


def test_a_method():
    found = Scaling(3.0).into(U, np.zeros(5), out_bar=U)
    assert np.array_equal(found, 3.0 * U)


def test_what_it_says_it_is():
    df = adjoint(fill, wrt="x", of="A")
    assert repr(df) == "<adjoint of A after fill with respect to x>"
    assert repr(pickle.loads(pickle.dumps(df))) == repr(df)
    text = df.source_for(np.ones(3), 2.0)
    assert '"""Adjoint of A after fill, with respect to x (test_written_arguments.py:' in text


@pytest.mark.parametrize(
    "run",
    [
        lambda: adjoint(fill)(U, 2.0),
        lambda: grad(fill)(U, 2.0),
        lambda: value_and_grad(fill)(U, 2.0),
        lambda: tangent(fill)(U, 2.0, A_dot=U),
        lambda: vjp(fill, U, 2.0),
        lambda: jvp(fill, (U, 2.0), (U, 1.0)),
    ],
)
def test_a_function_that_returns_nothing(run):
    with pytest.raises(
        WrongArgument, match=r"fill\(\) returns nothing.*adjoint\(fill, wrt=..., of="
    ):
        run()


@pytest.mark.parametrize(
    ("of", "message"),
    [
        (
            "x",
            r"fill\(\) cannot write into `x`, which is a float: of= names an array, list or dict",
        ),
        ("y", r"fill\(\) has no parameter 'y'; it has A, x"),
        (3, r"fill\(\) has no parameter number 3; it has 2"),
        ((), "of is empty: name at least one parameter"),
        (1.5, "of is a position or a name, or a tuple of them, not 1.5"),
    ],
)
def test_what_cannot_be_written_into(of, message):
    with pytest.raises(WrongArgument, match=message):
        adjoint(fill, of=of)(U, 2.0)


Vector = np.ndarray[tuple[int], np.dtype[np.float64]]


def doubles(u: Vector, rate: float):
    u[1:] = 2.0 * rate * u[:-1]


def doubles_single(u: "np.ndarray[tuple[int, int], np.dtype[np.float32]]", rate: float):
    u[0] = rate * u[1]
    return np.sum(u)


def of_any_rank(u: np.ndarray):
    u[0] = 1.0
    return np.sum(u)


def test_text_before_any_call():
    """The rank and dtype of an array come from its annotation."""
    text = adjoint(doubles, wrt=("u", "rate"), of="u").source
    assert "u = u.copy()" in text and "2.0 * rate" in text
    assert grad(doubles_single).source == grad(doubles_single).source_for(
        np.ones((2, 2), np.float32), 0.5
    )
    with pytest.raises(UnsupportedCode, match=r"annotate it as np.ndarray\[tuple\[int, int\]"):
        grad(of_any_rank).source  # noqa: B018
