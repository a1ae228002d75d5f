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


PLACES = {(0, 1): 1}


def row_by_key(a, key):
    a *= 2.0
    row = a[PLACES[key]]
    a[0] = 3.0
    return row


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
        sourcediff.adjoint(row_by_key)(ARRAY.copy(), (0, 1), out_bar=np.ones(3))


def test_a_tuple_with_a_slice_is_a_place():
    found = sourcediff.adjoint(row_by_tuple)(ARRAY.copy(), (1, slice(None)), out_bar=np.ones(3))
    expected = np.zeros((3, 3))
    expected[1] = 8.0 * ARRAY[1]  # of (2 A[1]) ** 2
    assert np.array_equal(found, expected)


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


def at_each_of(x, groups):
    a = x * 1.0
    for group in groups:
        a[group] *= x[group]
        a[group] = a[group] * a[0]
    return np.sum(a)


def test_slices_of_a_list_at_run_time_are_refused_when_it_runs():
    x = np.linspace(0.5, 1.5, 80)
    groups = [slice(i, i + 2) for i in range(70)]
    for run in (
        sourcediff.grad(at_each_of),
        lambda x, groups: sourcediff.tangent(at_each_of)(x, groups, x_dot=x),
    ):
        with pytest.raises(TypeError, match=r"indexed by a slice of a list.*a\[part.start"):
            run(x, groups)
    places = [*range(70)]
    found = sourcediff.grad(at_each_of)(x, places)
    moved = [at_each_of(x + h, places) for h in 1e-6 * np.eye(80)[7:9]]
    assert found[7:9] == pytest.approx((np.array(moved) - at_each_of(x, places)) / 1e-6, rel=1e-4)
