"""Indices and methods that give a view, a copy or the array itself, beside stores."""

import numpy as np


def row_by_int64(A):
    row = A[np.int64(1)]
    A *= 2.0
    return row * row


def row_by_item(A, n):
    row = A[n.item(1)]
    A *= 2.0
    return row * row


def rows_by_ndindex(A):
    for i in np.ndindex(3):
        row = A[i]
        A[0] *= 2.0
        A[1] += row
    return A


def rows_by_tolist(A, n):
    for k in n.tolist():
        row = A[k]
        A[0, 0] *= 2.0
        A[1] += row * row
    return A


def conj_method(A):
    c = A.conj()
    c *= 2.0
    return A * A


def compress_method(A):
    return A.compress([True, False, True], axis=0) ** 2


def s_of_number(A):
    return A[np.s_[1]]


def index_exp_of_number(A):
    return A[np.index_exp[1]]


def index_exp_stored(A):
    v = A[np.index_exp[1]]
    v *= 2.0
    return A * A


def s_of_slices(A):
    inner = np.s_[1:-1, 1:]
    return A[inner] ** 2


def asked_of_a_copy(A):
    out = np.sin(A)
    out += A
    t = out.reshape(-1)
    return t * (2.0 if np.may_share_memory(t, out) else 3.0)


def reshaped_result(A):
    out = np.sin(A)
    out += A
    return out.reshape(3, 1, 3)


def imaginary_returned(x):
    z = np.zeros(3, dtype=complex)
    z[0] = x[0] * 1j
    return z.imag


def max_of_line(A):
    total = 0.0
    for index in np.ndindex(A.shape[:-1]):
        total += max(A[index])
    return total


def of_kind(A):
    return A * 2.0 if A.dtype.kind == "f" else A


def of_dtype(x):
    out = np.empty(x.shape, dtype=x.dtype)
    out[...] = x
    out += x * x
    return out


A = np.array([[3.0, 0.5, -0.8], [0.9, 1.3, 0.7], [-0.6, 0.3, 2.5]])
n = np.array([0, 1, 2])
ONE = (
    row_by_int64, rows_by_ndindex, conj_method, compress_method, s_of_number, index_exp_of_number, index_exp_stored,
    s_of_slices, asked_of_a_copy, reshaped_result, max_of_line, of_kind,
)  # fmt: skip
CASES = [
    *((f, (A,), 0) for f in ONE),
    *((f, (A, n), 0) for f in (row_by_item, rows_by_tolist)),
    (imaginary_returned, (np.array([0.3, 0.6, -0.7]),), 0),
    (of_dtype, (np.array([0.3, 0.6, -0.7]),), 0),
]
