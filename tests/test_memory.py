"""Arguments that share memory, and arrays that a function writes into: right, or refused by name and line."""

import memory_functions as fs
import numpy as np
import pytest

from sourcediff import adjoint, grad, jvp, tangent, value_and_grad, vjp
from sourcediff.errors import AliasError, SourcediffError

POINT = np.array([0.5, -1.2, 2.0, 0.7])
WRITERS = [fs.writes_element, fs.multiplies_in_place, fs.writes_in_loop, fs.writes_whole]


def slopes(fn, arguments):
    """The derivative with respect to the memory that `arguments` makes its arrays of, by differences."""
    found = np.zeros(POINT.shape)
    for i in range(POINT.size):
        for sign in (1.0, -1.0):
            memory = POINT.copy()
            memory[i] += sign * 1e-6
            found[i] += sign * fn(*arguments(memory)) / 2e-6
    return found


@pytest.mark.parametrize("fn", WRITERS)
@pytest.mark.parametrize("wrt", [0, 1, (0, 1), (1, 0)])
def test_one_array_by_two_names(fn, wrt):
    x = POINT.copy()
    bars = grad(fn, wrt)(x, x)
    total = sum(bars) if isinstance(wrt, tuple) else bars
    np.testing.assert_allclose(total, slopes(fn, lambda memory: (memory, memory)), atol=1e-8)
    np.testing.assert_array_equal(x, POINT)


@pytest.mark.parametrize("fn", WRITERS)
def test_one_array_by_two_names_forward(fn):
    x, direction = POINT.copy(), np.array([1.0, 2.0, -1.0, 0.5])
    value, dot = tangent(fn)(x, x, x_dot=direction)
    memory = POINT.copy()
    assert value == fn(memory, memory)
    expected = slopes(fn, lambda memory: (memory, memory)) @ direction
    np.testing.assert_allclose(dot, expected, atol=1e-8)
    with pytest.raises(AliasError, match="`x` and `y` are one array"):
        tangent(fn, (0, 1))(x, x, x_dot=direction, y_dot=direction)


def test_each_kind_of_sharing_has_its_specialization():
    df = grad(fs.writes_element)
    x, y = POINT.copy(), POINT.copy()
    apart, together = df(x, y), df(x, x)
    np.testing.assert_array_equal(df(x, y), apart)
    np.testing.assert_array_equal(df(y, y), together)
    assert not np.allclose(apart, together)


@pytest.mark.parametrize("fn", WRITERS)
@pytest.mark.parametrize("arguments", [lambda m: (m[1:], m[:-1]), lambda m: (m, m[:])])
@pytest.mark.parametrize("warm", [False, True])
def test_overlap_is_refused(fn, arguments, warm):
    df = grad(fn)
    if warm:  # the specialization is there already, and its quick guard holds but for the overlap
        df(*(POINT[: x.size].copy() for x in arguments(POINT)))
    with pytest.raises(AliasError) as caught:
        df(*arguments(POINT.copy()))
    message = str(caught.value)
    assert "`x`" in message
    assert "`y`" in message
    assert "memory_functions.py" in message
    assert "try:" in message


@pytest.mark.parametrize("fn", WRITERS)
def test_interleaved_views_do_not_overlap(fn):
    df = grad(fn, (0, 1))
    for _ in range(2):
        bars = df(POINT[::2], POINT[1::2])
        expected = slopes(fn, lambda memory: (memory[::2], memory[1::2]))
        np.testing.assert_allclose(np.stack(bars, axis=1).ravel(), expected, atol=1e-8)


def test_readers_may_overlap():
    bars = grad(fs.reads, (0, 1))(POINT[1:], POINT[:-1])
    np.testing.assert_array_equal(bars[0], POINT[:-1])


def test_one_array_twice_in_a_container():
    x = POINT.copy()
    bars = grad(fs.writes_item)({"a": x, "b": x})
    expected = slopes(fs.writes_item, lambda memory: ({"a": memory, "b": memory},))
    np.testing.assert_allclose(bars["a"] + bars["b"], expected, atol=1e-8)
    np.testing.assert_array_equal(x, POINT)


def test_attribute_and_argument_are_one_array():
    x = POINT.copy()
    bars = grad(fs.writes_attribute, "y")(fs.Holder(x), x)
    expected = slopes(fs.writes_attribute, lambda memory: (fs.Holder(memory), memory))
    np.testing.assert_allclose(bars, expected, atol=1e-8)
    np.testing.assert_array_equal(x, POINT)


@pytest.mark.parametrize("flag", [True, False])
def test_attribute_that_is_written_on_one_path(flag):
    holder = fs.Holder(POINT * 2.0)
    bars = grad(fs.writes_attribute_sometimes)(POINT, holder, flag)
    expected = slopes(
        fs.writes_attribute_sometimes, lambda memory: (memory, fs.Holder(POINT * 2.0), flag)
    )
    np.testing.assert_allclose(bars, expected, atol=1e-8)
    np.testing.assert_array_equal(holder.array, POINT * 2.0)


def test_argument_that_is_a_global_array():
    with pytest.raises(AliasError, match="`TABLE`"):
        grad(fs.writes_beside_global)(fs.TABLE)
    expected = slopes(fs.writes_beside_global, lambda memory: (memory,))
    np.testing.assert_allclose(grad(fs.writes_beside_global)(POINT), expected, atol=1e-8)


def test_argument_that_is_in_a_closure():
    table = POINT.copy()
    writes = fs.writes_beside_cell(table)
    with pytest.raises(AliasError, match="`table`"):
        grad(writes)(table)
    assert grad(writes)(POINT.copy()).shape == POINT.shape


def test_derivative_called_with_one_array_twice():
    expected = slopes(fs.calls_writer, lambda memory: (memory,))
    np.testing.assert_allclose(grad(fs.calls_writer)(POINT), expected, atol=1e-5)


@pytest.mark.parametrize("fn", WRITERS)
def test_vjp_leaves_primals_alone(fn):
    x, y = POINT.copy(), POINT[::-1].copy()
    value, pullback = vjp(fn, x, y)
    assert value == fn(x.copy(), y.copy())
    np.testing.assert_array_equal(x, POINT)
    for _ in range(2):
        bars = pullback(1.0)
        np.testing.assert_array_equal(bars[0], grad(fn)(x, y))
    value, dot = jvp(fn, (x, y), (np.ones(4), np.zeros(4)))
    np.testing.assert_allclose(dot, bars[0].sum())
    np.testing.assert_array_equal(x, POINT)


def test_vjp_refuses_overlap():
    with pytest.raises(AliasError, match="share"):
        vjp(fs.writes_element, POINT[1:], POINT[:-1])
    assert vjp(fs.reads, POINT[1:], POINT[:-1])[0] == POINT[1:] @ POINT[:-1]


def laid_out(matrix, order):
    """A copy of a matrix with its elements in some order."""
    return np.repeat(matrix, 2, axis=1)[:, ::2] if order == "strided" else matrix.copy(order=order)


@pytest.mark.parametrize("fn", fs.VIEWS)
@pytest.mark.parametrize("order", ["C", "F", "strided"])
def test_what_may_be_a_view_is_right_or_refused(fn, order):
    matrix = np.arange(12.0).reshape(3, 4) * 0.3 + 0.2
    given = laid_out(matrix, order)
    try:
        value, bars = value_and_grad(fn)(given)
    except (SourcediffError, ValueError) as error:
        assert "copy" in str(error)
        assert order != "C" or fn in fs.REFUSED
        return
    np.testing.assert_array_equal(given, matrix)
    np.testing.assert_allclose(value, fn(laid_out(matrix, order)), rtol=1e-14)
    for place in np.ndindex(matrix.shape):
        slope = 0.0
        for sign in (1.0, -1.0):
            moved = laid_out(matrix, order)
            moved[place] += sign * 1e-6
            slope += sign * fn(moved) / 2e-6
        np.testing.assert_allclose(bars[place], slope, atol=1e-6)
    direction = laid_out(np.arange(12.0).reshape(3, 4), "F")
    _, dot = tangent(fn)(laid_out(matrix, order), **{"a_dot": direction})
    np.testing.assert_allclose(dot, np.sum(bars * direction), rtol=1e-12)


def test_recursion_that_writes():
    given = POINT.copy()
    bar = grad(fs.fills_recursively)(given)
    np.testing.assert_array_equal(given, POINT)
    for place in range(len(POINT)):
        moved = [POINT + sign * 1e-6 * np.eye(len(POINT))[place] for sign in (1.0, -1.0)]
        slope = (fs.fills_recursively(moved[0]) - fs.fills_recursively(moved[1])) / 2e-6
        np.testing.assert_allclose(bar[place], slope, atol=1e-6)


def test_adjoint_of_a_view_and_of_what_it_was_made_of():
    seed = np.asfortranarray(np.arange(6.0).reshape(2, 3))
    bars = adjoint(fs.returns_what_was_reshaped)(np.ones(6), out_bar=seed)
    np.testing.assert_array_equal(bars, [0.0, 2.0, 4.0, 6.0, 8.0, 10.0])
