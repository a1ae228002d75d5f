"""Vectors that are stored into vectors that overlap them: right, or refused where NumPy itself does not buffer them."""

import numpy as np
import pytest

import sourcediff
from sourcediff import adjoint, tangent
from sourcediff.errors import AliasError


def row_into_column(a):
    a[:, 2] = a[1]
    return a


def column_into_row(a):
    a[0] = a.T[1]
    return a


def every_other(a):
    a[0, 1:3] = a[0, ::2]
    return a


def copied_by_function(a):
    np.copyto(a[:, 0], a[2])
    return a


def same_strides(a):
    a[0, 1:] = a[0, :-1]
    a[:, 0] = a[:, 1]
    a[2] = a[1]
    b = a[1:, 2]
    b[:] = a[:-1, 2]
    a[1] = a[1, ::-1]
    return a


def of_a_copy(a):
    a[:, 2] = a[1].copy()
    return a


@pytest.mark.parametrize("f", [row_into_column, column_into_row, every_other, copied_by_function])
@pytest.mark.parametrize("mode", ["adjoint", "tangent"])
def test_overlaps_that_numpy_reads_after_it_has_written(f, mode):
    """`a[:, 2] = a[1]` gives what `a[:, 2] = a[1].copy()` does not give, so that it is refused."""
    a = np.arange(9.0).reshape(3, 3)
    seeds = {"out_bar": a} if mode == "adjoint" else {"a_dot": a}
    with pytest.raises(AliasError, match="reads elements that it has already written: write .copy"):
        getattr(sourcediff, mode)(f)(a, **seeds)


@pytest.mark.parametrize("f", [same_strides, of_a_copy])
def test_overlaps_that_numpy_takes_care_of(f):
    a = np.arange(9.0).reshape(3, 3)
    _, dot = tangent(f)(a, a_dot=np.cos(a))
    np.testing.assert_allclose(dot, f(np.cos(a)))
    bar = adjoint(f)(a, out_bar=np.sin(a))
    np.testing.assert_allclose(np.sum(bar * np.cos(a)), np.sum(np.sin(a) * dot))
