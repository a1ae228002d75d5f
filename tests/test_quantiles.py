"""Quantiles at the borders of what they are defined for: as NumPy has them."""

import numpy as np
import pytest

from sourcediff import value_and_grad

VECTOR = np.array([0.7, -0.4, 1.3, 0.9, 0.2])
MATRIX = np.array([[0.7, 0.4, 1.3], [0.9, 0.5, 0.8], [1.1, 0.3, 0.6], [0.2, 0.6, 0.1]])
WITHIN = (0.0, 0.1, 0.3, 0.5, 0.77, 1.0)


def quantile(a, q):
    return np.quantile(a * a, q)


def percentile(a, q):
    return np.percentile(a * a, q)


def along(a, q):
    return np.sum(np.quantile(a * a, q, axis=0)[1:])


def kept(a, q):
    return np.sum(np.quantile(a * a, q, axis=1, keepdims=True)[:2])


@pytest.mark.parametrize("q", WITHIN)
@pytest.mark.parametrize(
    "fn, a, scale",
    [(quantile, VECTOR, 1), (percentile, VECTOR, 100), (along, MATRIX, 1), (kept, MATRIX, 1)],
)
def test_the_value_is_that_of_numpy_to_the_last_digit(fn, a, scale, q):
    assert value_and_grad(fn)(a, scale * q)[0] == fn(a, scale * q)


@pytest.mark.parametrize(
    "fn, q", [(quantile, 1.5), (quantile, -0.1), (quantile, np.nan), (percentile, 101), (percentile, -1)]
)  # fmt: skip
def test_what_is_out_of_range_raises_what_numpy_raises(fn, q):
    with pytest.raises(ValueError) as expected:
        fn(VECTOR, q)
    with pytest.raises(ValueError) as raised:
        value_and_grad(fn)(VECTOR, q)
    assert str(raised.value) == str(expected.value)


@pytest.mark.parametrize("fn, scale", [(quantile, 1), (percentile, 100)])
def test_one_item_that_is_not_a_number_makes_the_quantile_one(fn, scale):
    value, slope = value_and_grad(fn)(np.array([1.0, np.nan, 2.0]), 0.3 * scale)
    assert np.isnan(value) and np.isnan(slope[1])


def test_only_columns_that_hold_what_is_not_a_number_give_it():
    a = MATRIX.copy()
    a[2, 0] = np.nan
    value, slope = value_and_grad(along)(a, 0.3)
    expected, below = value_and_grad(along)(MATRIX, 0.3)
    assert value == along(a, 0.3) == expected
    np.testing.assert_array_equal(slope[:, 1:], below[:, 1:])
    a[1, 2] = np.nan
    assert np.isnan(value_and_grad(along)(a, 0.3)[0])
