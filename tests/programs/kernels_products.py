"""Kernels of dense linear algebra as they are written in NumPy: products accumulated into arguments."""

import numpy as np


def gemm(alpha, beta, C, A, B):
    C[:] = alpha * A @ B + beta * C
    return C


def gemm_by_rows(alpha, beta, C, A, B):
    for i in range(C.shape[0]):
        C[i] *= beta
        for k in range(A.shape[1]):
            C[i] += alpha * A[i, k] * B[k]
    return C


def gemm_by_elements(alpha, beta, C, A, B):
    for i in range(C.shape[0]):
        for j in range(C.shape[1]):
            C[i, j] *= beta
            for k in range(A.shape[1]):
                C[i, j] += alpha * A[i, k] * B[k, j]
    return C


def gemver(alpha, beta, A, u1, v1, u2, v2, w, x, y, z):
    A += np.outer(u1, v1) + np.outer(u2, v2)
    x += beta * y @ A + z
    w += alpha * A @ x
    return w


def gemver_by_multiplying(alpha, beta, A, u1, v1, u2, v2, w, x, y, z):
    A += np.multiply.outer(u1, v1) + np.multiply.outer(u2, v2)
    x += beta * y @ A + z
    w += alpha * A @ x
    return A, w, x


def gesummv(alpha, beta, A, B, x):
    return alpha * A @ x + beta * B @ x


def symm(alpha, beta, C, A, B):
    n = C.shape[1]
    temp = np.empty((n,), dtype=C.dtype)
    C *= beta
    for i in range(C.shape[0]):
        for j in range(n):
            C[:i, j] += alpha * B[i, j] * A[i, :i]
            temp[j] = B[:i, j] @ A[i, :i]
        C[i, :] += alpha * B[i, :] * A[i, i] + alpha * temp
    return C


def syrk(alpha, beta, C, A):
    for i in range(A.shape[0]):
        C[i, : i + 1] *= beta
        for k in range(A.shape[1]):
            C[i, : i + 1] += alpha * A[i, k] * A[: i + 1, k]
    return C


def syr2k(alpha, beta, C, A, B):
    for i in range(A.shape[0]):
        C[i, : i + 1] *= beta
        for k in range(A.shape[1]):
            C[i, : i + 1] += A[: i + 1, k] * alpha * B[i, k] + B[: i + 1, k] * alpha * A[i, k]
    return C


def trmm(alpha, A, B):
    for i in range(B.shape[0]):
        for j in range(B.shape[1]):
            B[i, j] += np.dot(A[i + 1 :, i], B[i + 1 :, j])
    B *= alpha
    return B


def two_products(alpha, beta, A, B, C, D):
    D[:] = alpha * A @ B @ C + beta * D
    return D


def two_products_in_steps(alpha, beta, A, B, C, D):
    temp = np.zeros((A.shape[0], B.shape[1]))
    temp[:] = alpha * A @ B
    D *= beta
    D += temp @ C
    return D


def three_products(A, B, C, D):
    return A @ B @ C @ D


def three_products_in_steps(A, B, C, D, G):
    E = A @ B
    F = C @ D
    G[:] = E @ F
    return G


def atax(A, x):
    return (A @ x) @ A


def atax_by_rows(A, x, y):
    y[:] = 0.0
    for i in range(A.shape[0]):
        temp = A[i, :] @ x
        y += A[i, :] * temp
    return y


def bicg(A, p, r):
    return r @ A, A @ p


def bicg_by_elements(A, p, r):
    n, m = A.shape
    s = np.zeros(m)
    q = np.zeros(n)
    for i in range(n):
        for j in range(m):
            s[j] += r[i] * A[i, j]
            q[i] += A[i, j] * p[j]
    return s, q


def mvt(x1, x2, y1, y2, A):
    x1 += A @ y1
    x2 += y2 @ A
    return x1, x2


def doitgen(A, C4):
    r, q, p = A.shape
    A[:] = np.reshape(np.reshape(A, (r, q, 1, p)) @ C4, (r, q, p))
    return A


def doitgen_by_rows(A, C4):
    total = np.empty(A.shape[2])
    for r in range(A.shape[0]):
        for q in range(A.shape[1]):
            for p in range(A.shape[2]):
                total[p] = A[r, q] @ C4[:, p]
            A[r, q, :] = total
    return A


def spmv(A_row, A_col, A_val, x):
    y = np.empty(A_row.size - 1, A_val.dtype)
    for i in range(A_row.size - 1):
        cols = A_col[A_row[i] : A_row[i + 1]]
        vals = A_val[A_row[i] : A_row[i + 1]]
        y[i] = vals @ x[cols]
    return y


def spmv_by_elements(A_row, A_col, A_val, x):
    n = len(A_row) - 1
    y = np.zeros(n)
    for i in range(n):
        for k in range(A_row[i], A_row[i + 1]):
            y[i] += A_val[k] * x[A_col[k]]
    return y


rng = np.random.default_rng(11)


def random(*shape):
    """Numbers between -1 and 1, three digits long."""
    return np.round(rng.uniform(-1.0, 1.0, shape), 3)


A, B, C, D = random(3, 4), random(4, 2), random(3, 2), random(2, 3)
S, T = random(3, 3), random(3, 3)
GEMM = (1.5, -0.7, C, A, B)
GEMVER = (1.5, 1.2, S, *(random(3) for _ in range(8)))
SPARSE = (np.array([0, 2, 2, 5]), np.array([0, 3, 1, 0, 2]), random(5), random(4))
CASES = [
    *((fn, GEMM, (0, 1, 2, 3, 4)) for fn in (gemm, gemm_by_rows, gemm_by_elements)),
    (gemver, GEMVER, tuple(range(11))),
    (gemver_by_multiplying, GEMVER, (2, 3, 4, 7, 8)),
    (gesummv, (1.5, 1.2, S, T, random(3)), (0, 1, 2, 3, 4)),
    (symm, (1.5, 1.2, C, S, random(3, 2)), (0, 1, 2, 3, 4)),
    (syrk, (1.5, 1.2, S, A), (0, 1, 2, 3)),
    (syr2k, (1.5, 1.2, S, A, random(3, 4)), (0, 1, 2, 3, 4)),
    (trmm, (1.5, S, random(3, 2)), (0, 1, 2)),
    (two_products, (1.5, 1.2, A, B, D, random(3, 3)), (0, 1, 2, 3, 4, 5)),
    (two_products_in_steps, (1.5, 1.2, A, B, D, random(3, 3)), (0, 1, 2, 3, 4, 5)),
    (three_products, (A, B, D, random(3, 2)), (0, 1, 2, 3)),
    (three_products_in_steps, (A, B, D, random(3, 2), random(3, 2)), (0, 1, 2, 3)),
    (three_products_in_steps, (A, B, D, random(3, 2), random(3, 2)), (0, 4)),
    (atax, (A, random(4)), (0, 1)),
    (atax_by_rows, (A, random(4), random(4)), (0, 1, 2)),
    *((fn, (A, random(4), random(3)), (0, 1, 2)) for fn in (bicg, bicg_by_elements)),
    (mvt, (random(3), random(3), random(3), random(3), S), (0, 1, 2, 3, 4)),
    *((fn, (random(2, 2, 3), S), (0, 1)) for fn in (doitgen, doitgen_by_rows)),
    *((fn, SPARSE, (2, 3)) for fn in (spmv, spmv_by_elements)),
]
