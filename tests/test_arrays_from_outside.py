"""Arrays that names of the environment mean are stored into: what they hold counts, and they are left as they were."""

import numpy as np
import pytest
from oracle import reference

from sourcediff import (
    AliasError,
    MissingRule,
    UnsupportedCode,
    elementwise,
    grad,
    tangent,
    value_and_grad,
    vjp,
)

HELD = np.array([0.1, 0.2, 0.3])
SAME = HELD
PART = HELD[1:]
X = np.array([0.5, 1.5, -0.7])


def adds_up(x):
    HELD[:] += x * x
    HELD[1:] *= x[:-1]
    return np.sin(HELD) @ HELD


def on_a_copy(x):
    held = HELD.copy()
    held[:] += x * x
    held[1:] *= x[:-1]
    return np.sin(held) @ held


def gives_it_back(x):
    HELD[:] = HELD * x
    return HELD


class Sums:
    def __init__(self):
        self.total = HELD

    def take(self, x):
        self.total += x * x
        return self.total @ x


SUMS = Sums()


def by_two_calls_of_a_method(x):
    first = SUMS.take(x)
    return first * SUMS.take(2.0 * x)


def by_two_calls_on_a_copy(x):
    total = HELD + x * x
    first = total @ x
    return first * ((total + 4.0 * x * x) @ (2.0 * x))


def raises_half_way(x):
    HELD[0] = x[0]
    if x[0] > 0:
        raise ValueError("too late")
    return HELD @ x


def differentiates_what_stores(x):
    HELD[0] = x[1]
    slope = grad(adds_up)(x)
    return slope @ slope + HELD[0]


def with_a_start(y, held):
    own = held.copy()
    own[:] += y * y
    own[1:] *= y[:-1]
    return np.sin(own) @ own


def differentiates_on_a_copy(x):
    held = HELD.copy()
    held[0] = x[1]
    slope = grad(with_a_start)(x, held)
    return slope @ slope + held[0]


@pytest.fixture(autouse=True)
def _left_as_it_was():
    before = HELD.copy()
    yield
    assert np.array_equal(HELD, before)


def slope_along(x, direction):
    return float(np.ravel(reference(on_a_copy, (x,), (direction,)).value)[0])


def test_what_it_holds_counts_at_each_call():
    df = value_and_grad(adds_up)
    for start in ([0.1, 0.2, 0.3], [1.1, -0.4, 2.0]):
        HELD[:] = start
        value, bar = df(X)
        again = df(X)
        assert value == again[0] == on_a_copy(X)
        assert np.array_equal(bar, again[1])
        for direction in np.eye(3):
            assert bar @ direction == pytest.approx(slope_along(X, direction), rel=1e-9)
            pushed = tangent(adds_up)(X, x_dot=direction)
            assert pushed == (value, pytest.approx(bar @ direction, rel=1e-12))
    HELD[:] = [0.1, 0.2, 0.3]


def test_what_one_call_of_a_method_stores_the_next_one_reads():
    value, bar = value_and_grad(by_two_calls_of_a_method)(X)
    expected, bar_on_a_copy = value_and_grad(by_two_calls_on_a_copy)(X)
    assert value == pytest.approx(expected, rel=1e-12)
    assert bar == pytest.approx(bar_on_a_copy, rel=1e-12)


def test_a_pullback_keeps_what_it_held():
    _, pull = vjp(adds_up, X)
    expected = grad(adds_up)(X)
    HELD[:] = 9.0
    assert np.array_equal(pull(1.0)[0], expected)
    HELD[:] = [0.1, 0.2, 0.3]


def test_a_result_is_a_copy():
    value, pull = vjp(gives_it_back, X)
    assert np.array_equal(value, HELD * X)
    assert not np.shares_memory(value, HELD)
    assert np.array_equal(pull(np.ones(3))[0], HELD)


def test_it_stays_as_it_was_where_the_function_raises():
    for run in (grad(raises_half_way), lambda x: tangent(raises_half_way)(x, x_dot=X)):
        with pytest.raises(ValueError, match="too late"):
            run(X)


def test_a_derivative_in_a_function_reads_what_was_stored():
    expected = grad(differentiates_on_a_copy)(X)
    assert grad(differentiates_what_stores)(X) == pytest.approx(expected, rel=1e-12)


def test_a_name_that_means_another_array(monkeypatch):
    df = grad(adds_up)
    for size in (3, 1, 4):
        monkeypatch.setitem(globals(), "HELD", np.full(size, 0.5))
        x = np.linspace(0.5, 1.5, size)
        expected = [slope_along(x, direction) for direction in np.eye(size)]
        assert df(x) == pytest.approx(expected, rel=1e-9)
    monkeypatch.undo()


def reads_the_other_name(x):
    HELD[:] = x
    return SAME @ x


def reads_a_view(x):
    HELD[:] = x
    return np.sum(PART * x[1:])


def calls_itself(x, n):
    return x if n == 0 else calls_itself(x * HELD[n], n - 1)


def read_by_a_call(x):
    HELD[:] = x
    return calls_itself(x[0], 2)


def looked_up(x):
    return x * HELD[0]


elementwise(looked_up, lambda y, x: HELD[0])


def read_by_a_rule(x):
    HELD[:] = x
    return looked_up(x[0])


SEEN = []


def puts_into_a_list(x):
    SEEN.append(x[0])
    return x @ x


@pytest.mark.parametrize(
    ("fn", "error", "message"),
    [
        (reads_the_other_name, AliasError, "`HELD` is written into, and it shares memory with `SAME`"),
        (reads_a_view, AliasError, "`HELD` is written into, and it shares memory with `PART`"),
        (read_by_a_call, UnsupportedCode, "`calls_itself` is called, and `HELD`, an array from outside"),
        (read_by_a_rule, UnsupportedCode, "`looked_up` is called, and `HELD`, an array from outside"),
        (puts_into_a_list, MissingRule, "`SEEN.append` puts an active value into something from outside"),
    ],
)  # fmt: skip
def test_is_refused(fn, error, message):
    with pytest.raises(error, match=message) as caught:
        grad(fn)(X)
    assert __file__ in str(caught.value)


def test_an_argument_that_is_the_array():
    def both(x, y):
        HELD[:] = x
        return HELD @ y

    with pytest.raises(AliasError, match="`HELD` is written into, and it shares memory with `y`"):
        grad(both)(X, HELD)
    assert np.array_equal(grad(both)(X, X.copy()), X)
