"""What the program raises the derivative raises too, also where it does not need what could not be computed."""

# ruff: noqa: F841, B007
import math

import numpy as np
import pytest

from sourcediff import UnsupportedCode, adjoint, grad, tangent, value_and_grad

V = np.array([0.5, 1.2, -0.3])


def index_out_of_range(x, v):
    y = v[10]
    return x * x


def division_by_zero(x, v):
    y = 1.0 / (x - x)
    return x * x


def root_of_a_negative_number(x, v):
    z = math.sqrt(-x)
    return x * 2


def unpacked_into_two(x, v):
    p, q = v
    return x * 2


def unpacked_at_run_time(x, v):
    p, q = v[v > 0.7]
    return x * 2


def quotient_of_other_sizes(x, v):
    z = v / np.ones(4)
    return x * 2


def power_of_other_sizes(x, v):
    z = v ** np.ones(4)
    return x * 2


def remainder_of_other_sizes(x, v):
    z = v % np.ones(4)
    return x * 2


def sizes_that_differ(x, v):
    z = v + np.ones(4)
    return x * 2


def popped_too_often(x, v):
    l = [x, x]
    for i in range(3):
        l.pop()
    return x * 2


def list_index_out_of_range(x, v):
    l = [x, x]
    z = l[int(x * 10)]
    return x * 2


def truth_of_an_array(x, v):
    if v > 0:
        return x
    return x * x


def inverse_of_a_singular_matrix(x, v):
    z = np.linalg.inv(np.zeros((2, 2)) * x)
    return x * x


def zip_of_other_lengths(x, v):
    for i, j in zip([1, 2], [x] * 3, strict=True):
        pass
    return x


def product_of_other_sizes(x, v):
    z = np.ones((2, 3)) @ np.ones((2, 3)) * x
    return x


def other_number_of_elements(x, v):
    z = v.reshape(2, 2)
    return x * x


def store_out_of_range(x, v):
    v2 = v.copy()
    v2[7] = x
    return x * x


def logarithm_of_zero(x, v):
    z = math.log(x - 0.7)
    return x


def joined_with_other_rank(x, v):
    z = np.concatenate([v, np.ones((2, 2))])
    return x


def sum_with_a_part(x, v):
    w = v[:2]
    w = w + v
    return x


def stack_of_other_sizes(x, v):
    z = np.stack([v, v[:2]])
    return x


def remainder_by_zero(x, v):
    n = 0
    z = x % n
    return x


def floor_by_zero(x, v):
    n = len(v) - 3
    z = 7 // n
    return x


def dot_of_other_sizes(x, v):
    z = np.dot(v, np.ones(4))
    return x


def array_as_number(x, v):
    z = float(v)
    return x


def quotient_by_zero(x, v):
    z = int(x / (x - 0.7))
    return x


def factorial_of_a_negative_number(x, v):
    z = math.factorial(-1)
    return x * z


def integer_array_out_of_range(x, v):
    z = v[np.array([0, 5])]
    return x


def mask_of_another_size(x, v):
    z = v[np.array([True, False])]
    return x


def inverse_power_of_zero(x, v):
    z = (0.0 * x) ** -1
    return x


def removed_from_a_set(x, v):
    s = set([1])
    s.remove(2)
    return x


def filled_with_other_size(x, v):
    z = np.full(3, v[:2])
    return x


def index_of_a_literal_list(x, v):
    z = [1, 2, 3][int(x) + 5]
    return x * 1


def arc_cosine_out_of_range(x, v):
    z = math.acos(x + 1)
    return x


def taken_out_of_range(x, v):
    z = np.take(v, 9)
    return x


def split_unevenly(x, v):
    z = np.split(v, 2)
    return x


def einsum_of_unknown_letters(x, v):
    z = np.einsum("i,j->k", v, v)
    return x


def broadcast_to_another_shape(x, v):
    z = np.broadcast_to(v, (2, 2))
    return x


def axis_out_of_range(x, v):
    z = v.sum(axis=1)
    return x


def transposed_by_other_axes(x, v):
    z = np.transpose(v, (1, 0))
    return x


def where_of_other_sizes(x, v):
    z = np.where(v > 0, v, np.ones(2))
    return x


def factor_of_a_negative_matrix(x, v):
    z = np.linalg.cholesky(-np.eye(2) * x)
    return x


def power_out_of_domain(x, v):
    z = math.pow(-x, 0.5)
    return x


def divmod_by_zero(x, v):
    z = divmod(x, 0.0 * x)
    return x


def solution_of_a_singular_system(x, v):
    z = np.linalg.solve(np.zeros((2, 2)), np.ones(2) * x)
    return x


def slices_of_too_many_axes(x, v):
    w = v * x
    return np.sum(w[1:, 1:]) + x


def stores_at_too_many_axes(x, v):
    w = v * x
    w[0, 1:] = 2.0 * w[0, :-1]
    return np.sum(w)


def arrays_at_too_many_axes(x, v):
    w = v * x
    return np.sum(w[np.array([0, 1]), :, 0])


PROGRAMS = [
    quotient_of_other_sizes, power_of_other_sizes, remainder_of_other_sizes, index_out_of_range, division_by_zero,
    root_of_a_negative_number, unpacked_into_two, unpacked_at_run_time, sizes_that_differ, popped_too_often,
    list_index_out_of_range, truth_of_an_array, inverse_of_a_singular_matrix, zip_of_other_lengths,
    product_of_other_sizes, other_number_of_elements, store_out_of_range, logarithm_of_zero,
    joined_with_other_rank, sum_with_a_part, stack_of_other_sizes, remainder_by_zero, floor_by_zero,
    dot_of_other_sizes, array_as_number, quotient_by_zero, factorial_of_a_negative_number,
    integer_array_out_of_range, mask_of_another_size, inverse_power_of_zero, removed_from_a_set,
    filled_with_other_size, index_of_a_literal_list, arc_cosine_out_of_range, taken_out_of_range, split_unevenly,
    einsum_of_unknown_letters, broadcast_to_another_shape, axis_out_of_range, transposed_by_other_axes,
    where_of_other_sizes, factor_of_a_negative_matrix, power_out_of_domain, divmod_by_zero,
    solution_of_a_singular_system, slices_of_too_many_axes, stores_at_too_many_axes, arrays_at_too_many_axes,
]  # fmt: skip


def pushed(fn):
    """The tangent of a function of `x`."""
    run = tangent(fn, "x")
    return lambda x, v: run(x, v, x_dot=1.0)


@pytest.mark.filterwarnings("ignore")
@pytest.mark.parametrize("transform", [grad, pushed])
@pytest.mark.parametrize("fn", PROGRAMS)
def test_what_the_program_raises_is_raised(fn, transform):
    with pytest.raises(Exception) as raised:  # noqa: PT011
        fn(0.7, V)
    with pytest.raises(type(raised.value)):
        transform(fn)(0.7, V)


def sum_of_two(v, w):
    return np.sum(v + w)


def product_with(v, a):
    return np.sum(a @ v)


@pytest.mark.parametrize(
    ("fn", "first", "then"),
    [
        (sum_of_two, (np.ones(3), np.ones(3)), (np.ones(3), np.ones(2))),
        (product_with, (np.ones(3), np.ones((2, 3))), (np.ones(4), np.ones((2, 3)))),
    ],
)
def test_sizes_that_agreed_in_another_call(fn, first, then):
    run = tangent(fn, "v")
    for derivative in (grad(fn), lambda v, other: run(v, other, v_dot=v)):
        derivative(*first)
        with pytest.raises(ValueError, match=r"operand|match"):
            derivative(*then)


def test_zip_of_equal_lengths_is_strict():
    def paired(xs, ys):
        total = 0.0
        for x, y in zip(xs, ys, strict=True):
            total = total + x * y
        return total

    derivative = grad(paired)
    assert derivative(np.ones(3), 2.0 * V).tolist() == (2.0 * V).tolist()
    with pytest.raises(ValueError, match="not as long"):
        derivative(np.ones(2), V)


def test_attribute_that_numbers_have_not():
    def reads(x):
        y = x.nothing
        return x * x

    with pytest.raises(UnsupportedCode, match="has no attribute `nothing`"):
        grad(reads)(0.7)


def nothing_below_zero(x):
    if x > 0.0:
        return x * x


def none_below_zero(x):
    return np.exp(x) if np.sum(x) > 0.0 else None


@pytest.mark.parametrize("f", [nothing_below_zero, none_below_zero])
def test_a_result_of_none_has_no_derivative(f):
    assert grad(f)(0.7) == pytest.approx(1.4 if f is nothing_below_zero else np.exp(0.7))
    for transform in (grad, value_and_grad, adjoint):
        with pytest.raises(TypeError, match="None"):
            transform(f)(-0.7)
