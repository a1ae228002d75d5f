"""Reductions by ufuncs that have no rule of their own, of no items; and those over axes that are not followed."""

import numpy as np
import pytest

from sourcediff import MissingRule, grad, value_and_grad


def hypotenuse(a):
    return np.sum(np.hypot.reduce(a * a) + 2.0)


def logarithm(a):
    return np.sum(np.logaddexp.reduce(a * a))


def difference(a):
    return np.sum(np.subtract.reduce(a * a))


def greatest(a):
    return np.sum(np.fmax.reduce(a * a))


@pytest.mark.parametrize("a", [np.zeros(0), np.zeros((0, 3)), np.zeros((0, 3), np.float32)])
@pytest.mark.parametrize("fn", [hypotenuse, logarithm])
def test_a_fold_of_nothing_is_the_identity(fn, a):
    value, slope = value_and_grad(fn)(a)
    assert value == fn(a) and slope.shape == a.shape


@pytest.mark.parametrize("fn", [difference, greatest])
def test_a_fold_of_nothing_without_an_identity_raises_what_numpy_raises(fn):
    derived = grad(fn)
    for a in (np.zeros(0), np.zeros((0, 3))):
        with pytest.raises(ValueError) as expected:
            fn(a)
        with pytest.raises(ValueError) as raised:
            derived(a)
        assert str(raised.value) == str(expected.value)


def test_one_derivative_is_for_no_items_and_for_some():
    derived = value_and_grad(hypotenuse)
    for count in (3, 0, 2, 0):
        a = np.arange(1.0, count + 1.0)
        value, slope = derived(a)
        assert value == hypotenuse(a)
        np.testing.assert_allclose(slope, 2.0 * a**3 / np.sqrt(np.sum(a**4)))


def over_two_axes(a):
    return np.quantile(a * a, 0.3, axis=(0, 1))


def over_two_axes_by_place(a):
    return np.percentile(a * a, 30, (0, 1))


@pytest.mark.parametrize("fn", [over_two_axes, over_two_axes_by_place])
def test_quantiles_over_several_axes_are_refused(fn):
    with pytest.raises(MissingRule, match="has neither a rule nor source") as caught:
        grad(fn)(np.ones((2, 3)))
    assert __file__ in str(caught.value)
