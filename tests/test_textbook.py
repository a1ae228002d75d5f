"""The textbook's worked examples come out exactly, in both modes."""

import numpy as np
import pytest
import textbook

from sourcediff import adjoint, grad, jvp, tangent, value_and_grad, vjp

# cos(4)^2 - sin(4)^2 is not cos(8) to the last bit; what has no such rounding must be exact.
ROUNDING = 4e-15
IDS = [f"{case[0].__name__}-{number}" for number, case in enumerate(textbook.CASES)]
each = pytest.mark.parametrize(
    ("f", "args", "wrt", "value", "gradients", "exact"), textbook.CASES, ids=IDS
)


def same(got, want, exact):
    if isinstance(want, tuple):
        assert isinstance(got, tuple)
        for one, other in zip(got, want, strict=True):
            same(one, other, exact)
        return
    assert np.shape(got) == np.shape(want)
    np.testing.assert_allclose(got, want, rtol=0 if exact else ROUNDING, atol=0)


def units(x):
    """The unit tangents of an argument, each with the index of its entry."""
    if isinstance(x, tuple):
        for i in range(len(x)):
            yield i, tuple(float(j == i) for j in range(len(x)))
    elif np.ndim(x):
        for i in np.ndindex(x.shape):
            e = np.zeros(x.shape)
            e[i] = 1.0
            yield i, e
    else:
        yield None, 1.0


def entry(gradient, index):
    return gradient if index is None else gradient[index]


@each
def test_value_is_the_books(f, args, wrt, value, gradients, exact):
    np.testing.assert_allclose(f(*args), value, rtol=4e-16)


@each
def test_grad(f, args, wrt, value, gradients, exact):
    same(grad(f, wrt=wrt)(*args), gradients, exact)


@each
def test_grad_one_at_a_time(f, args, wrt, value, gradients, exact):
    for position, gradient in zip(wrt, gradients, strict=True):
        same(grad(f, wrt=position)(*args), gradient, exact)


@each
def test_value_and_grad(f, args, wrt, value, gradients, exact):
    got, bars = value_and_grad(f, wrt=wrt)(*args)
    np.testing.assert_allclose(got, value, rtol=4e-16)
    same(bars, gradients, exact)


@each
def test_adjoint_is_linear_in_its_seed(f, args, wrt, value, gradients, exact):
    def scaled(tree, k):
        return tuple(scaled(one, k) for one in tree) if isinstance(tree, tuple) else k * tree

    same(adjoint(f, wrt=wrt)(*args), gradients, exact)
    same(adjoint(f, wrt=wrt)(*args, out_bar=4.0), scaled(gradients, 4.0), exact)


@each
def test_tangent(f, args, wrt, value, gradients, exact):
    names = f.__code__.co_varnames
    for position, gradient in zip(wrt, gradients, strict=True):
        forward = tangent(f, wrt=position)
        for index, unit in units(args[position]):
            got, out_dot = forward(*args, **{f"{names[position]}_dot": unit})
            np.testing.assert_allclose(got, value, rtol=4e-16)
            want = entry(gradient, index)
            np.testing.assert_allclose(out_dot, want, rtol=0 if exact else ROUNDING, atol=0)


@each
def test_vjp_and_jvp(f, args, wrt, value, gradients, exact):
    if wrt != tuple(range(len(args))):
        pytest.skip("vjp and jvp take every argument")
    _, pullback = vjp(f, *args)
    same(pullback(1.0), gradients, exact)
    same(pullback(1.0), gradients, exact)
    tangents = tuple(next(units(x))[1] for x in args)
    first = sum(
        entry(g, next(units(x))[0]) for g, x in zip(gradients, args, strict=True)
    )  # one unit in every argument at once
    got, out_dot = jvp(f, args, tangents)
    np.testing.assert_allclose(got, value, rtol=4e-16)
    np.testing.assert_allclose(out_dot, first, rtol=ROUNDING)


@each
def test_numpy_scalars_give_the_same(f, args, wrt, value, gradients, exact):
    if not all(isinstance(args[i], float) for i in wrt):
        pytest.skip("arrays")
    boxed = tuple(np.float64(x) if isinstance(x, float) else x for x in args)
    same(grad(f, wrt=wrt)(*boxed), gradients, exact)


def forward_recursion(x, weights):
    """The Jacobian of `layers` from the first layer on: J_k = diag(1 - x_k^2) W_k J_(k-1)."""
    J = np.eye(len(x))
    for W in weights:
        x = np.tanh(W @ x)
        J = (1.0 - x**2)[:, None] * (W @ J)
    return J


def backward_recursion(x, weights):
    """The same from the last layer back: B_k = B_(k+1) diag(1 - x_k^2) W_k."""
    states = []
    for W in weights:
        x = np.tanh(W @ x)
        states.append(x)
    B = np.eye(len(x))
    for x, W in zip(reversed(states), reversed(weights), strict=True):
        B = (B * (1.0 - x**2)) @ W
    return B


@pytest.mark.parametrize("count", [0, 1, 2, 5])
def test_jacobian_of_layers_from_both_ends(count):
    rng = np.random.default_rng(count)
    weights = [rng.normal(size=(3, 3)) for _ in range(count)]
    x = rng.normal(size=3)
    want = forward_recursion(x, weights)
    np.testing.assert_allclose(backward_recursion(x, weights), want, rtol=1e-12, atol=1e-15)

    forward, reverse = tangent(textbook.layers), adjoint(textbook.layers)
    columns = [forward(x, weights, x_dot=unit)[1] for unit in np.eye(3)]
    rows = [reverse(x, weights, out_bar=unit) for unit in np.eye(3)]
    np.testing.assert_allclose(np.stack(columns, axis=1), want, rtol=1e-12, atol=1e-15)
    np.testing.assert_allclose(np.stack(rows), want, rtol=1e-12, atol=1e-15)


def test_layers_of_different_widths():
    rng = np.random.default_rng(9)
    weights = [rng.normal(size=(4, 3)), rng.normal(size=(2, 4))]
    x = rng.normal(size=3)
    rows = [adjoint(textbook.layers)(x, weights, out_bar=unit) for unit in np.eye(2)]
    np.testing.assert_allclose(np.stack(rows), forward_recursion(x, weights), rtol=1e-12)


@pytest.mark.parametrize("n", [0, 1, 2, 8, 64])
def test_repeated_is_a_product(n):
    y, want = 1e-3, 1.0
    for _ in range(n):
        want *= 2.0 * y + 1.0
        y = y * y + y
    assert grad(textbook.repeated)(1e-3, n) == pytest.approx(want, rel=1e-13)
    assert tangent(textbook.repeated)(1e-3, n, y_dot=1.0)[1] == pytest.approx(want, rel=1e-13)
