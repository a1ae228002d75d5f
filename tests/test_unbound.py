"""A name that is read before it is bound: the derivative raises what the program raises, also where it needs no value."""

import math

import numpy as np
import pytest

from sourcediff import adjoint, grad, tangent


class Shape:
    def __init__(self, x):
        self.fn = math.sin if x > 0 else math.cos


def number_of_one_branch(x, n):
    if n > 0:
        y = x * 2
    return y * x


def tuple_of_one_branch(x, n):
    if n > 0:
        y = (x * 2, x)
    return y[1] * x


def list_of_one_branch(x, n):
    if n > 0:
        y = [x, 2.0]
    return y[0] * x


def dict_of_one_branch(x, n):
    if n > 0:
        y = {"a": (x, 1.0) if x > 0 else [x, 2.0, 3.0]}
    return sum(y["a"]) * x


def function_of_one_branch(x, n):
    if n > 0:
        y = math.sin if x > 0 else math.cos
    return y(x)


def function_in_a_list(x, n):
    if n > 0:
        y = [math.sin if x > 0 else math.exp, 2.0]
    return y[0](x)


def object_of_one_branch(x, n):
    if n > 0:
        y = Shape(x)
    return y.fn(x)


def array_of_one_branch(x, n):
    if n > 0:
        y = np.array([x, x * x])
    return np.sum(y)


def never_used_again(x, n):
    if n > 0:
        y = 3.0
    z = y  # noqa: F841
    return x * x


def of_a_loop(x, n):
    for i in range(n):
        y = math.sin(x * i)
    return y * x


def of_a_loop_down(x, n):
    for i in range(n, 0, -1):
        y = math.sin(x * i)
    return y * x


def of_a_while(x, n):
    k = 0
    while k < n:
        y = math.sin(x * k)
        k += 1
    return y * x


def of_a_loop_over_a_list_that_grows_later(x, n):
    xs = [x * k for k in range(n)]
    for t in xs:
        y = t * t
    xs.append(x)
    return y + xs[-1]


def loop_variable(x, n):
    for i in range(n):
        pass
    return i * x


def found_in_a_loop(x, n):
    for t in [x, 2.0 * x, 0.5 * x][: n + 2]:
        if t > 100.0 * (1 - n):
            y = t * t
    return y


def left_by_break(x, n):
    for i in range(3):
        if n == 0:
            break
        y = x * i
    return y


def bound_in_an_earlier_turn(x, n):
    total = 0.0
    for i in range(3):
        if i > 0 or n == 0:
            total = total + y * x  # noqa: F821
        y = x * i  # noqa: F841
    return total


def in_an_inner_branch(x, n):
    if x > 0:
        if n > 0:
            y = x
        z = x
    if x > 0:
        return z * y
    return z


def augmented(x, n):
    if n > 0:
        y = x
    y += x
    return y


def deleted(x, n):
    y = x * x
    if n == 0:
        del y
    return y


def deleted_argument(x, n):
    y = x
    if n == 0:
        del x
    return y * x


def by_assignment_expression(x, n):
    if n > 0 and (y := x * x) > 0:
        pass
    return y


def in_a_comprehension(x, n):
    if n > 0:
        y = x
    return sum(y * k for k in range(3))


def in_a_helper(x, n):
    return number_of_one_branch(x, n) + x


def in_a_nested_function(x, n):
    def inner(u):
        return u * y

    if n > 0:
        y = x
    return inner(x)


PROGRAMS = [
    number_of_one_branch, tuple_of_one_branch, list_of_one_branch, dict_of_one_branch, function_of_one_branch,
    function_in_a_list, object_of_one_branch, array_of_one_branch, never_used_again, of_a_loop, of_a_loop_down,
    of_a_while, of_a_loop_over_a_list_that_grows_later, loop_variable, found_in_a_loop, left_by_break,
    bound_in_an_earlier_turn, in_an_inner_branch, augmented, deleted, deleted_argument, by_assignment_expression,
    in_a_comprehension, in_a_helper, in_a_nested_function,
]  # fmt: skip


def pushed(fn):
    """The derivative of a function of `x` by a tangent."""
    run = tangent(fn, "x")
    return lambda x, n: run(x, n, x_dot=1.0)[1]


def twice(fn):
    """The second derivative."""
    return grad(grad(fn))


@pytest.mark.parametrize("transform", [grad, pushed, twice])
@pytest.mark.parametrize("fn", PROGRAMS)
def test_what_the_program_raises_is_raised(fn, transform):
    with pytest.raises(NameError) as raised:
        fn(0.7, 0)
    derivative = transform(fn)
    with pytest.raises(type(raised.value)) as found:
        derivative(0.7, 0)
    if "is not bound on this path" not in str(found.value) and fn is not in_a_comprehension:
        assert str(found.value) == str(raised.value)


@pytest.mark.parametrize("transform", [grad, pushed])
@pytest.mark.parametrize("fn", PROGRAMS)
def test_it_is_not_raised_where_the_name_is_bound(fn, transform):
    expected = (fn(0.7 + 1e-6, 2) - fn(0.7 - 1e-6, 2)) / 2e-6
    assert transform(fn)(0.7, 2) == pytest.approx(expected, abs=1e-8)


def test_a_test_that_has_been_answered_is_not_asked_again():
    def correlated(x, found):
        if x > 0 and found:
            y = x * x
        if x > 0 and found:
            return y * x
        return x

    def known_turns(x):
        for i in range(3):
            y = x * i
        return y * i

    for fn, args in ((correlated, (0.7, True)), (known_turns, (0.7,))):
        for transform in (adjoint, tangent):
            assert "raise" not in transform(fn, "x").source_for(*args)


def test_a_loop_that_binds_at_each_turn_is_asked_for_its_turns():
    text = grad(of_a_loop).source_for(0.7, 2)
    assert "if not n > 0:" in text
    assert "is_bound" not in text
