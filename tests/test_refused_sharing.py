"""What may give an array itself or a copy of it: refused where the difference counts."""

import numpy as np
import pytest

import sourcediff


def einsum_view_stored(A, x):
    np.einsum("ii->i", A)[:] = x
    return A * A


def einsum_view_read(A):
    d = np.einsum("ij->ji", A)
    A *= 2.0
    return d * d


def nan_to_num_in_place(A):
    np.nan_to_num(A[0], copy=False)
    c = np.nan_to_num(A, copy=False)
    c *= 2.0
    return A * A


def first_power(A):
    P = np.linalg.matrix_power(A, 1)
    P *= 2.0
    return A * A


def float64_of_array(A):
    v = np.float64(A)
    v *= 2.0
    return A * A


def broadcast_view(A):
    v = np.broadcast_arrays(A, A)[0]
    A *= 2.0
    return v * v


def meshgrid_view(x):
    v = np.meshgrid(x, x, copy=False)[0]
    x *= 2.0
    return v * v


def fortran(A):
    A *= 2.0
    return np.asfortranarray(A) * 2.0


def row_by_tuple(A, index):
    v = A[index]
    A *= 2.0
    return v * v


def ordered(A):
    A *= 2.0
    return np.asarray(A, order="F") * 2.0


def unstacked(A):
    A = A * 1.0
    a = np.unstack(A)[1]
    A *= 2.0
    return a * a


def opened_by_next(x, n):
    return x * next(i for i in range(n) if i > 0)


ARRAY = np.array([[3.0, 0.5, -0.8], [0.9, 1.3, 0.7], [-0.6, 0.3, 2.5]])


@pytest.mark.parametrize(
    ("fn", "name"),
    [
        (einsum_view_stored, "einsum"), (einsum_view_read, "einsum"), (nan_to_num_in_place, "nan_to_num"),
        (first_power, "matrix_power"), (float64_of_array, "float64"), (broadcast_view, "broadcast_arrays"),
        (meshgrid_view, "meshgrid"), (unstacked, "unstack"),
    ],
)  # fmt: skip
def test_what_may_be_the_array_itself_is_refused(fn, name):
    if name == "unstack" and not hasattr(np, "unstack"):
        pytest.skip("NumPy 2.1 has it")
    x = ARRAY[0].copy()
    args = (
        (x,)
        if fn is meshgrid_view
        else (ARRAY.copy(), x)
        if fn is einsum_view_stored
        else (ARRAY.copy(),)
    )
    with pytest.raises(
        sourcediff.UnsupportedCode, match=f"`{name}` of an array that is stored into"
    ) as caught:
        sourcediff.adjoint(fn)(*args, out_bar=np.ones((3, 3)))
    assert __file__ in str(caught.value)


def test_an_index_that_may_be_a_number_or_an_array_is_refused():
    with pytest.raises(
        sourcediff.UnsupportedCode, match="indexed by what may be a number, a slice or an array"
    ):
        sourcediff.adjoint(row_by_tuple)(ARRAY.copy(), (1, slice(None)), out_bar=np.ones(3))


def test_next_is_refused():
    with pytest.raises(sourcediff.UnsupportedCode, match="`next` is not supported"):
        sourcediff.grad(opened_by_next)(0.5, 3)


@pytest.mark.parametrize("fn", [fortran, ordered])
def test_where_nothing_is_stored_afterwards_it_is_right(fn):
    found = sourcediff.adjoint(fn)(ARRAY.copy(), out_bar=np.ones((3, 3)))
    assert np.array_equal(found, np.full((3, 3), 4.0))


def argument_reshaped(A):
    b = A.reshape(-1)
    b[0] = 2.0
    return np.sum(A * A)


def transpose_reshaped(A):
    b = (A * 2.0).T
    c = b.reshape(-1)
    c[0] = 2.0
    return np.sum(b * b)


@pytest.mark.parametrize(
    ("fn", "given", "reason", "line"),
    [
        (argument_reshaped, np.ones((2, 3)).T, "pass np.ascontiguousarray", "b = A.reshape(-1)"),
        (transpose_reshaped, np.ones((2, 3)), "write .copy()", "c = b.reshape(-1)"),
    ],
)
def test_reshaping_that_copies_is_refused_where_it_runs(fn, given, reason, line):
    with pytest.raises(ValueError, match="reshaped") as caught:
        sourcediff.grad(fn)(given)
    assert reason in str(caught.value)
    (note,) = caught.value.__notes__
    assert note.endswith(line)
    assert "test_refused_sharing.py:" in note
