"""The products of the NPBench suite, written as routines that fill what they are given and return nothing.

Each routine is called by the function of its name, which returns what was written.
"""

import numpy as np


def scale_rows(factor, M):
    for row in M:
        row *= factor


def add_product(M, factor, left, right):
    for i in range(left.shape[0]):
        for k in range(left.shape[1]):
            M[i] += factor * left[i, k] * right[k]


def gemm(alpha, beta, C, A, B):
    scale_rows(beta, C)
    add_product(C, alpha, A, B)
    return C


def gemm_through_columns(alpha, beta, C, A, B):
    column = np.empty(A.shape[0])
    for j in range(B.shape[1]):
        np.dot(A, B[:, j], out=column)
        column *= alpha
        C[:, j] = beta * C[:, j] + column
    return np.sum(C * C)


def k2mm(alpha, beta, A, B, C, D):
    tmp = np.zeros((A.shape[0], B.shape[1]))
    add_product(tmp, alpha, A, B)
    scale_rows(beta, D)
    add_product(D, 1.0, tmp, C)
    return D


def k3mm(A, B, C, D):
    E = np.empty((A.shape[0], B.shape[1]))
    F = np.empty((C.shape[0], D.shape[1]))
    G = np.empty((A.shape[0], D.shape[1]))
    for out, left, right in ((E, A, B), (F, C, D), (G, E, F)):
        out[...] = 0.0
        add_product(out, 1.0, left, right)
    return G


def k3mm_with_out(A, B, C, D, E, F, G):
    np.matmul(A, B, out=E)
    np.matmul(C, D, out=F)
    np.matmul(E, F, out=G)
    return np.sum(G * G) + E[0, 0] * F[0, 0]


def atax_into(A, x, y, tmp):
    m, n = A.shape
    y.fill(0.0)
    for i in range(m):
        tmp[i] = 0.0
        for j in range(n):
            tmp[i] += A[i, j] * x[j]
        for j in range(n):
            y[j] += A[i, j] * tmp[i]


def atax(A, x):
    m, n = A.shape
    y, tmp = np.empty(n), np.empty(m)
    atax_into(A, x, y, tmp)
    return y, tmp


def bicg_into(A, s, q, p, r):
    s[...] = 0.0
    for i, row in enumerate(A):
        s += r[i] * row
        q[i] = row @ p


def bicg(A, p, r):
    both = np.empty(A.shape[0] + A.shape[1])
    bicg_into(A, both[: A.shape[1]], both[A.shape[1] :], p, r)
    return both


def mvt_into(x1, x2, y1, y2, A):
    n = len(x1)
    for i in range(n):
        for j in range(n):
            x1[i] += A[i, j] * y1[j]
            x2[j] += A[i, j] * y2[i]


def mvt(x1, x2, y1, y2, A):
    mvt_into(x1, x2, y1, y2, A)
    return np.stack((x1, x2))


def mvt_of_itself(x1, x2, A):
    mvt_into(x1, x2, x2, x1, A)
    return x1, x2


def gemver_into(alpha, beta, A, u1, v1, u2, v2, w, x, y, z):
    n = len(w)
    for i in range(n):
        row = A[i]
        row += u1[i] * v1
        row += u2[i] * v2
    for j in range(n):
        x += beta * y[j] * A[j]
    np.add(x, z, out=x)
    for i in range(n):
        w[i] += alpha * np.dot(A[i], x)


def gemver(alpha, beta, A, u1, v1, u2, v2, w, x, y, z):
    gemver_into(alpha, beta, A, u1, v1, u2, v2, w, x, y, z)
    return np.sum(A) + w @ x


def gesummv_into(alpha, beta, A, B, x, y, tmp):
    for i in range(x.shape[0]):
        tmp[i] = y[i] = 0.0
        for j in range(x.shape[0]):
            tmp[i] += A[i, j] * x[j]
            y[i] += B[i, j] * x[j]
        y[i] = alpha * tmp[i] + beta * y[i]


def gesummv(alpha, beta, A, B, x):
    y = np.empty_like(x)
    gesummv_into(alpha, beta, A, B, x, y, np.empty_like(x))
    return y


def symm_by_elements(alpha, beta, C, A, B):
    m, n = C.shape
    for i in range(m):
        for j in range(n):
            mirrored = 0.0
            for k in range(i):
                C[k, j] += alpha * B[i, j] * A[i, k]
                mirrored += B[k, j] * A[i, k]
            C[i, j] = beta * C[i, j] + alpha * B[i, j] * A[i, i] + alpha * mirrored
    return C


def symm(alpha, beta, C, A, B):
    for i in range(1, A.shape[0]):
        A[:i, i] = A[i, :i]
    C *= beta
    C += alpha * (A @ B)
    return C


def syrk_by_elements(alpha, beta, C, A):
    n, m = A.shape
    for i in range(n):
        for j in range(i + 1):
            C[i, j] *= beta
        for k in range(m):
            for j in range(i + 1):
                C[i, j] += alpha * A[i, k] * A[j, k]
    return C


def syrk(alpha, beta, C, A):
    lower = np.tril_indices(C.shape[0])
    C[lower] = beta * C[lower] + alpha * (A @ A.T)[lower]
    return C


def syr2k_by_elements(alpha, beta, C, A, B):
    for i in range(C.shape[0]):
        row = C[i, : i + 1]
        row *= beta
        for k in range(A.shape[1]):
            for j in range(i + 1):
                row[j] += A[j, k] * alpha * B[i, k] + B[j, k] * alpha * A[i, k]
    return C


def syr2k(alpha, beta, C, A, B):
    product = np.zeros_like(C)
    add_product(product, alpha, A, B.T)
    product += product.T.copy()
    mask = np.tri(C.shape[0], dtype=bool)
    C[mask] *= beta
    C[mask] += product[mask]
    return C


def trmm_into(alpha, A, B):
    m, n = B.shape
    for i in range(m):
        for j in range(n):
            for k in range(i + 1, m):
                B[i, j] += A[k, i] * B[k, j]
            B[i, j] *= alpha


def trmm(alpha, A, B):
    trmm_into(alpha, A, B)
    return B


def trmm_of_views(alpha, A, B):
    trmm_into(alpha, A.T[1:, 1:], B[1:])
    trmm_into(alpha, A[::-1, ::-1], B)
    return B


def doitgen_by_elements(A, C4, total):
    nr, nq, n = A.shape
    for r in range(nr):
        for q in range(nq):
            for p in range(n):
                total[p] = 0.0
                for s in range(n):
                    total[p] += A[r, q, s] * C4[s, p]
            for p in range(n):
                A[r, q, p] = total[p]
    return A


def doitgen(A, C4):
    for plane in A:
        plane[:] = plane @ C4
    return A


def spmv_into(y, indptr, indices, values, x):
    y[:] = 0.0
    for i in range(len(y)):
        for k in range(indptr[i], indptr[i + 1]):
            y[i] += values[k] * x[indices[k]]


def spmv(indptr, indices, values, x):
    y = np.empty(len(indptr) - 1)
    spmv_into(y, indptr, indices, values, x)
    return y


def spmv_iterated(indptr, indices, values, x, times):
    y = np.zeros_like(x)
    for _ in range(times):
        spmv_into(y, indptr, indices, values, x)
        x, y = y, x
    return x


def spmv_scattered(indptr, indices, values, x):
    y = np.zeros(len(indptr) - 1)
    rows = np.repeat(np.arange(len(y)), np.diff(indptr))
    np.add.at(y, rows, values * x[indices])
    return y


rng = np.random.default_rng(21)


def random(*shape):
    """Numbers between -1 and 1, three digits long."""
    return np.round(rng.uniform(-1.0, 1.0, shape), 3)


A, B, C, D = random(3, 4), random(4, 2), random(3, 2), random(2, 3)
S, T = random(3, 3), random(3, 3)
CSR = (np.array([0, 2, 2, 5]), np.array([0, 2, 1, 0, 2]), random(5), random(3))
CASES = [
    *((fn, (1.5, -0.7, C, A, B), (0, 1, 2, 3, 4)) for fn in (gemm, gemm_through_columns)),
    (k2mm, (1.5, 1.2, A, B, D, random(3, 3)), (0, 1, 2, 3, 4, 5)),
    (k3mm, (A, B, D, random(3, 2)), (0, 1, 2, 3)),
    (k3mm_with_out, (A, B, D, S, random(3, 2), random(2, 3), random(3, 3)), (0, 1, 2, 3)),
    (k3mm_with_out, (A, B, D, S, random(3, 2), random(2, 3), random(3, 3)), tuple(range(7))),
    (atax, (A, random(4)), (0, 1)),
    (bicg, (A, random(4), random(3)), (0, 1, 2)),
    (mvt, (random(3), random(3), random(3), random(3), S), (0, 1, 2, 3, 4)),
    (mvt_of_itself, (random(3), random(3), S), (0, 1, 2)),
    (gemver, (1.5, 1.2, S, *(random(3) for _ in range(8))), tuple(range(11))),
    (gesummv, (1.5, 1.2, S, T, random(3)), (0, 1, 2, 3, 4)),
    *((fn, (1.5, 1.2, C, S, random(3, 2)), (0, 1, 2, 3, 4)) for fn in (symm, symm_by_elements)),
    *((fn, (1.5, 1.2, S, A), (0, 1, 2, 3)) for fn in (syrk, syrk_by_elements)),
    *((fn, (1.5, 1.2, S, A, random(3, 4)), (0, 1, 2, 3, 4)) for fn in (syr2k, syr2k_by_elements)),
    *((fn, (1.5, S, random(3, 2)), (0, 1, 2)) for fn in (trmm, trmm_of_views)),
    (doitgen, (random(2, 2, 3), S), (0, 1)),
    (doitgen_by_elements, (random(2, 2, 3), S, random(3)), (0, 1)),
    *((fn, CSR, (2, 3)) for fn in (spmv, spmv_scattered)),
    (spmv_iterated, (*CSR, 3), (2, 3)),
]
