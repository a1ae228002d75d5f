"""Kernels that factor and solve in place: Cholesky, LU, triangular solves, Durbin, Gram-Schmidt."""

import numpy as np


def cholesky(A):
    A[0, 0] = np.sqrt(A[0, 0])
    for i in range(1, A.shape[0]):
        for j in range(i):
            A[i, j] -= np.dot(A[i, :j], A[j, :j])
            A[i, j] /= A[j, j]
        A[i, i] -= np.dot(A[i, :i], A[i, :i])
        A[i, i] = np.sqrt(A[i, i])
    return A


def cholesky_by_columns(A):
    n = A.shape[0]
    L = np.zeros((n, n))
    for j in range(n):
        L[j, j] = np.sqrt(A[j, j] - L[j, :j] @ L[j, :j])
        L[j + 1 :, j] = (A[j + 1 :, j] - L[j + 1 :, :j] @ L[j, :j]) / L[j, j]
    return L


def cholesky_by_elements(A):
    for i in range(A.shape[0]):
        for j in range(i):
            for k in range(j):
                A[i, j] -= A[i, k] * A[j, k]
            A[i, j] /= A[j, j]
        for k in range(i):
            A[i, i] -= A[i, k] * A[i, k]
        A[i, i] = A[i, i] ** 0.5
    return A


def cholesky_of_library(A):
    A[:] = np.linalg.cholesky(A) + np.triu(A, k=1)
    return A


def lu(A):
    for i in range(A.shape[0]):
        for j in range(i):
            A[i, j] -= A[i, :j] @ A[:j, j]
            A[i, j] /= A[j, j]
        for j in range(i, A.shape[0]):
            A[i, j] -= A[i, :i] @ A[:i, j]
    return A


def lu_by_elements(A):
    n = A.shape[0]
    for i in range(n):
        for j in range(n):
            for k in range(min(i, j)):
                A[i, j] -= A[i, k] * A[k, j]
            if j < i:
                A[i, j] /= A[j, j]
    return A


def lu_by_updates(A):
    n = A.shape[0]
    for k in range(n - 1):
        A[k + 1 :, k] /= A[k, k]
        A[k + 1 :, k + 1 :] -= np.outer(A[k + 1 :, k], A[k, k + 1 :])
    return A


def ludcmp(A, b):
    n = A.shape[0]
    x = np.zeros_like(b)
    y = np.zeros_like(b)
    for i in range(n):
        for j in range(i):
            A[i, j] -= A[i, :j] @ A[:j, j]
            A[i, j] /= A[j, j]
        for j in range(i, n):
            A[i, j] -= A[i, :i] @ A[:i, j]
    for i in range(n):
        y[i] = b[i] - A[i, :i] @ y[:i]
    for i in range(n - 1, -1, -1):
        x[i] = (y[i] - A[i, i + 1 :] @ x[i + 1 :]) / A[i, i]
    return x, y


def ludcmp_by_elements(A, b, x, y):
    n = A.shape[0]
    for i in range(n):
        for j in range(i):
            w = A[i, j]
            for k in range(j):
                w -= A[i, k] * A[k, j]
            A[i, j] = w / A[j, j]
        for j in range(i, n):
            w = A[i, j]
            for k in range(i):
                w -= A[i, k] * A[k, j]
            A[i, j] = w
    for i in range(n):
        w = b[i]
        for j in range(i):
            w -= A[i, j] * y[j]
        y[i] = w
    for i in range(n - 1, -1, -1):
        w = y[i]
        for j in range(i + 1, n):
            w -= A[i, j] * x[j]
        x[i] = w / A[i, i]
    return x


def gauss_with_pivots(A, b):
    n = len(b)
    for k in range(n):
        p = k + np.argmax(np.abs(A[k:, k]))
        if p != k:
            A[[k, p]] = A[[p, k]]
            b[[k, p]] = b[[p, k]]
        for i in range(k + 1, n):
            factor = A[i, k] / A[k, k]
            A[i, k:] -= factor * A[k, k:]
            b[i] -= factor * b[k]
    for i in range(n - 1, -1, -1):
        b[i] = (b[i] - A[i, i + 1 :] @ b[i + 1 :]) / A[i, i]
    return b


def trisolv(L, x, b):
    for i in range(x.shape[0]):
        x[i] = (b[i] - L[i, :i] @ x[:i]) / L[i, i]
    return x


def trisolv_in_place(L, b):
    for i in range(len(b)):
        b[i] -= L[i, :i] @ b[:i]
        b[i] /= L[i, i]
    return b


def durbin(r):
    y = np.empty_like(r)
    alpha = -r[0]
    beta = 1.0
    y[0] = -r[0]
    for k in range(1, r.shape[0]):
        beta *= 1.0 - alpha * alpha
        alpha = -(r[k] + np.dot(np.flip(r[:k]), y[:k])) / beta
        y[:k] += alpha * np.flip(y[:k])
        y[k] = alpha
    return y


def durbin_by_elements(r, y):
    n = r.shape[0]
    z = np.zeros(n)
    y[0] = -r[0]
    beta, alpha = 1.0, -r[0]
    for k in range(1, n):
        beta = (1.0 - alpha * alpha) * beta
        total = 0.0
        for i in range(k):
            total += r[k - i - 1] * y[i]
        alpha = -(r[k] + total) / beta
        for i in range(k):
            z[i] = y[i] + alpha * y[k - i - 1]
        for i in range(k):
            y[i] = z[i]
        y[k] = alpha
    return y


def gramschmidt(A):
    Q = np.zeros_like(A)
    R = np.zeros((A.shape[1], A.shape[1]), dtype=A.dtype)
    for k in range(A.shape[1]):
        nrm = np.dot(A[:, k], A[:, k])
        R[k, k] = np.sqrt(nrm)
        Q[:, k] = A[:, k] / R[k, k]
        for j in range(k + 1, A.shape[1]):
            R[k, j] = np.dot(Q[:, k], A[:, j])
            A[:, j] -= Q[:, k] * R[k, j]
    return Q, R


def gramschmidt_in_place(A):
    for k in range(A.shape[1]):
        A[:, k] /= np.sqrt(np.sum(A[:, k] ** 2))
        for j in range(k + 1, A.shape[1]):
            A[:, j] -= (A[:, k] @ A[:, j]) * A[:, k]
    return A


SPD = np.array(
    [[4.0, 0.5, -0.8, 0.3], [0.5, 3.0, 0.7, -0.2], [-0.8, 0.7, 5.0, 0.4], [0.3, -0.2, 0.4, 2.0]]
)
FULL = np.array([[3.0, 0.5, -0.8], [0.9, 4.0, 0.7], [-0.6, 0.3, 2.5]])
TALL = np.array([[1.2, 0.5, -0.8], [0.9, -1.1, 0.7], [-0.6, 0.3, 1.5], [0.2, 0.8, 0.4]])
PIVOTED = np.array([[0.2, 1.5, -0.8], [2.0, 0.3, 0.7], [-0.9, 1.1, 0.4]])
LOWER = np.array([[2.0, 0.0, 0.0], [0.7, 1.5, 0.0], [-0.4, 0.9, 1.8]])
V, W, Z = np.array([0.5, -1.4, 0.8]), np.array([0.1, 0.2, 0.3]), np.array([1.1, 0.6, -0.4])
R = np.array([0.5, -0.3, 0.2, 0.1])
CASES = [
    *((fn, (SPD,), 0) for fn in (cholesky, cholesky_by_columns, cholesky_by_elements)),
    (cholesky_of_library, (SPD,), 0),
    *((fn, (FULL,), 0) for fn in (lu, lu_by_elements, lu_by_updates)),
    (ludcmp, (FULL, V), (0, 1)),
    (ludcmp_by_elements, (FULL, V, W, Z), (0, 1, 2, 3)),
    (gauss_with_pivots, (PIVOTED, V), (0, 1)),
    (trisolv, (LOWER, V, W), (0, 1, 2)),
    (trisolv_in_place, (LOWER, V), (0, 1)),
    (durbin, (R,), 0),
    (durbin_by_elements, (R, np.ones(4)), (0, 1)),
    *((fn, (TALL,), 0) for fn in (gramschmidt, gramschmidt_in_place)),
]
