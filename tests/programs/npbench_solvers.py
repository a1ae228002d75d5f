"""The factorizations and solvers of the NPBench suite, as routines on views and on work arrays."""

import numpy as np


def cholesky_into(A):
    for i, row in enumerate(A):
        for j in range(i):
            row[j] = (row[j] - np.dot(row[:j], A[j, :j])) / A[j, j]
        row[i] = np.sqrt(row[i] - np.dot(row[:i], row[:i]))


def cholesky(A):
    cholesky_into(A)
    return np.sum(np.tril(A))


def cholesky_right_looking(A):
    n = len(A)
    for k in range(n):
        A[k, k] **= 0.5
        A[k + 1 :, k] /= A[k, k]
        for j in range(k + 1, n):
            A[j:, j] -= A[j:, k] * A[j, k]
    return A


def cholesky_by_halves(A):
    if A.shape[0] == 1:
        A[0, 0] = np.sqrt(A[0, 0])
        return
    h = A.shape[0] // 2
    cholesky_by_halves(A[:h, :h])
    A[h:, :h] = np.linalg.solve(np.tril(A[:h, :h]), A[h:, :h].T).T
    A[h:, h:] -= A[h:, :h] @ A[h:, :h].T
    cholesky_by_halves(A[h:, h:])


def cholesky_of_blocks(A):
    cholesky_by_halves(A)
    return np.tril(A)


def cholesky2(A):
    upper = np.triu(A, 1)
    A[...] = np.linalg.cholesky(A)
    A += upper
    return A


def log_likelihood(A, x):
    A[:] = np.linalg.cholesky(A)
    x[:] = np.linalg.solve(A, x)
    return -0.5 * np.dot(x, x) - np.sum(np.log(np.diagonal(A)))


def lu_into(A):
    n = A.shape[0]
    for k in range(n):
        pivot = A[k, k]
        for i in range(k + 1, n):
            A[i, k] /= pivot
            A[i, k + 1 :] -= A[i, k] * A[k, k + 1 :]


def lu(A):
    lu_into(A)
    return A


def crout(A, L, U):
    n = A.shape[0]
    L[:] = 0.0
    U[:] = np.eye(n)
    for j in range(n):
        for i in range(j, n):
            L[i, j] = A[i, j] - L[i, :j] @ U[:j, j]
        for i in range(j + 1, n):
            U[j, i] = (A[j, i] - L[j, :j] @ U[:j, i]) / L[j, j]
    return L, U


def forward_into(L, b, y):
    for i in range(len(b)):
        y[i] = b[i]
        for j in range(i):
            y[i] -= L[i, j] * y[j]


def backward_into(U, y, x):
    for i in reversed(range(len(y))):
        x[i] = y[i]
        for j in range(i + 1, len(y)):
            x[i] -= U[i, j] * x[j]
        x[i] /= U[i, i]


def ludcmp(A, b):
    x, y = np.zeros_like(b), np.zeros_like(b)
    lu_into(A)
    forward_into(A, b, y)
    backward_into(A, y, x)
    return x


def ludcmp_in_place(A, b):
    lu_into(A)
    forward_into(A, b, b)
    backward_into(A, b, b)
    return b


def ludcmp_with_pivots(A, b):
    n = len(b)
    order = np.arange(n)
    for k in range(n):
        p = k + int(np.argmax(np.abs(A[k:, k])))
        order[[k, p]] = order[[p, k]]
        kept = A[k].copy()
        A[k] = A[p]
        A[p] = kept
        A[k + 1 :, k] /= A[k, k]
        A[k + 1 :, k + 1 :] -= np.multiply.outer(A[k + 1 :, k], A[k, k + 1 :])
    x = b[order]
    forward_into(A, x, x)
    backward_into(A, x, x)
    return x


def trisolv_into(L, x, b):
    x[...] = b
    for j in range(len(x)):
        x[j] /= L[j, j]
        x[j + 1 :] -= x[j] * L[j + 1 :, j]


def trisolv(L, x, b):
    trisolv_into(L, x, b)
    return x


def trisolv_both(L, b):
    trisolv_into(L, b, b)
    trisolv_into(L.T[::-1, ::-1], b[::-1], b[::-1])
    return b


def durbin(r, y):
    n = len(r)
    work = np.empty(n)
    y[0] = alpha = -r[0]
    beta = 1.0
    for k in range(1, n):
        beta *= 1.0 - alpha**2
        alpha = -(r[k] + r[k - 1 :: -1] @ y[:k]) / beta
        work[:k] = y[:k] + alpha * y[k - 1 :: -1]
        y[:k] = work[:k]
        y[k] = alpha
    return y


def durbin_by_swaps(r):
    y, z = np.zeros(len(r)), np.zeros(len(r))
    y[0] = -r[0]
    alpha, beta = -r[0], 1.0
    for k in range(1, len(r)):
        beta = (1.0 - alpha * alpha) * beta
        total = r[k]
        for i in range(k):
            total += r[k - i - 1] * y[i]
        alpha = -total / beta
        for i in range(k):
            z[i] = y[i] + alpha * y[k - i - 1]
        z[k] = alpha
        y, z = z, y
    return y


def normalize(q, a):
    length = np.sqrt(np.dot(a, a))
    np.divide(a, length, out=q)
    return length


def gramschmidt_into(A, Q, R):
    for k in range(A.shape[1]):
        R[k, k] = normalize(Q[:, k], A[:, k])
        R[k, k + 1 :] = Q[:, k] @ A[:, k + 1 :]
        A[:, k + 1 :] -= np.outer(Q[:, k], R[k, k + 1 :])


def gramschmidt(A):
    Q, R = np.empty(A.shape), np.zeros((A.shape[1],) * 2)
    gramschmidt_into(A, Q, R)
    return Q, R


def gramschmidt_by_elements(A, Q, R):
    m, n = A.shape
    for k in range(n):
        nrm = 0.0
        for i in range(m):
            nrm += A[i, k] * A[i, k]
        R[k, k] = np.sqrt(nrm)
        for i in range(m):
            Q[i, k] = A[i, k] / R[k, k]
        for j in range(k + 1, n):
            R[k, j] = 0.0
            for i in range(m):
                R[k, j] += Q[i, k] * A[i, j]
            for i in range(m):
                A[i, j] -= Q[i, k] * R[k, j]
    return np.sum(Q[:, -1]) * np.sum(np.triu(R))


def gramschmidt_of_rows(vectors):
    for k, v in enumerate(vectors):
        for w in vectors[:k]:
            v -= (v @ w) * w
        v /= np.linalg.norm(v)
    return vectors


SPD = np.array(
    [[4.0, 0.5, -0.8, 0.3], [0.5, 3.0, 0.7, -0.2], [-0.8, 0.7, 5.0, 0.4], [0.3, -0.2, 0.4, 2.0]]
)
FULL = np.array([[3.0, 0.5, -0.8], [0.9, 4.0, 0.7], [-0.6, 0.3, 2.5]])
PIVOTED = np.array([[0.2, 1.5, -0.8], [2.0, 0.3, 0.7], [-0.9, 1.1, 0.4]])
TALL = np.array([[1.2, 0.5, -0.8], [0.9, -1.1, 0.7], [-0.6, 0.3, 1.5], [0.2, 0.8, 0.4]])
LOWER = np.array([[2.0, 0.0, 0.0], [0.7, 1.5, 0.0], [-0.4, 0.9, 1.8]])
V, W = np.array([0.5, -1.4, 0.8]), np.array([0.1, 0.2, 0.3])
R = np.array([0.5, -0.3, 0.2, 0.1])
CASES = [
    *((fn, (SPD,), 0) for fn in (cholesky, cholesky_right_looking, cholesky2)),
    (log_likelihood, (SPD, R), (0, 1)),
    (lu, (FULL,), 0),
    (crout, (FULL, PIVOTED, LOWER), 0),
    (crout, (FULL, PIVOTED, LOWER), (0, 1, 2)),
    *((fn, (FULL, V), (0, 1)) for fn in (ludcmp, ludcmp_in_place)),
    (ludcmp_with_pivots, (PIVOTED, V), (0, 1)),
    (trisolv, (LOWER, W, V), (0, 1, 2)),
    (trisolv, (LOWER, W, V), 2),
    (trisolv_both, (LOWER, V), (0, 1)),
    (durbin, (R, np.ones(4)), (0, 1)),
    (durbin, (R, np.ones(4)), 0),
    (durbin_by_swaps, (R,), 0),
    (gramschmidt, (TALL,), 0),
    (gramschmidt_by_elements, (TALL, TALL + 1.0, FULL), (0, 1, 2)),
    (gramschmidt_by_elements, (TALL, TALL + 1.0, FULL), 0),
    (gramschmidt_of_rows, (TALL.T.copy(),), 0),
    (cholesky_of_blocks, (SPD,), 0),  # it calls itself with views that are stored into
]
