"""Values that are overwritten and needed again by the reverse sweep, in loops and branches."""

import numpy as np


def read_then_overwritten(v):
    a = v * v
    b = a * a
    a[1] = v[0] * 3.0
    return np.sum(b * a)


def expression_then_overwritten(v):
    a = np.sin(v)
    b = a[0] * a[1]
    a[0] = a[1] * b
    c = a[0] * a[1]
    a[1] = c
    return b * c * a[0] * a[1]


def product_chain(v):
    a = v.copy()
    for i in range(3):
        a[i + 1] = a[i] * a[i + 1]
        a[i] = a[i] * a[i]
    return np.sum(a)


def swap_elements(v):
    a = v * v
    a[0], a[2] = a[2], a[0]
    return a * v


def sort_by_swaps(v):
    a = v.copy()
    n = len(a)
    for i in range(n):
        for j in range(n - 1 - i):
            if a[j] > a[j + 1]:
                a[j], a[j + 1] = a[j + 1], a[j]
    return a[0] * a[1] ** 2 + a[2] * a[3]


def in_branch(v):
    a = v * 2.0
    if v[0] > 0.0:
        a[0] = a[0] * a[1]
        b = np.sum(a * a)
        a[1] = b
    else:
        a[2] = a[2] ** 2
    return a * v


def in_branches_of_loop(v):
    a = v.copy()
    for i in range(1, 4):
        if v[i] > 0.0:
            a[i] = a[i] * a[i - 1]
        else:
            a[i - 1] = np.cos(a[i])
            continue
        a[0] = a[0] * a[i]
    return np.sum(a * a)


def break_after_store(v):
    a = v.copy()
    for i in range(3):
        a[i] = a[i] * a[i + 1]
        if a[i] > 0.3:
            break
        a[i + 1] *= 2.0
    return np.sum(a * v)


def return_after_store(v, limit):
    a = v.copy()
    for i in range(3):
        a[i + 1] *= a[i]
        if np.sum(a) > limit:
            a[0] = a[0] * a[3]
            return np.sum(a * a)
        a[0] += a[i + 1]
    return a[3] * a[0]


def while_with_stores(v):
    a = v.copy()
    n = 0
    while a[0] < 2.0 and n < 5:
        a[0] = a[0] * 1.5 + 0.1 * a[1]
        a[1] = a[1] * a[0]
        n += 1
    return a[0] * a[1]


def old_row_needed(m):
    a = m.copy()
    for _ in range(2):
        a[0] = a[0] * a[1]
        a[1] = np.sin(a[0]) + a[1]
    return a


def gauss_seidel(m, b):
    x = np.zeros(3)
    for _ in range(3):
        for i in range(3):
            s = b[i]
            for j in range(3):
                if j != i:
                    s = s - m[i, j] * x[j]
            x[i] = s / m[i, i]
    return x


def forward_substitution(m, b):
    x = np.zeros_like(b)
    for i in range(b.shape[0]):
        x[i] = (b[i] - m[i, :i] @ x[:i]) / m[i, i]
    return np.sum(x**2)


def cholesky(m):
    c = np.zeros((3, 3))
    for i in range(3):
        for j in range(i + 1):
            s = m[i, j] - np.sum(c[i, :j] * c[j, :j])
            if i == j:
                c[i, i] = np.sqrt(s)
            else:
                c[i, j] = s / c[j, j]
    return c


def dynamic_programming(costs):
    n, k = costs.shape
    best = np.zeros((n, k))
    best[0] = costs[0]
    for i in range(1, n):
        for j in range(k):
            best[i, j] = costs[i, j] + min(best[i - 1, j], best[i - 1, (j + 1) % k] + 0.15)
    return np.min(best[n - 1])


def overwritten_after_the_branch(v):
    a, total = np.zeros(len(v)), 0.0
    for i in range(len(v)):
        if v[i] > 0.6:
            t = np.sin(np.exp(v[i]))
            a[i] = t
            total += t * t
        a[i] = 5.0
    return total + np.sum(a)


def overwritten_after_the_loop(v):
    n, total = len(v), 0.0
    a = np.zeros((n, n))
    for i in range(n):
        for j in range(n):
            t = np.sin(v[i] * v[j])
            a[i, j] = t
            total += t * t
        a[i, 0] = 5.0
    return total + np.sum(a)


def backward_substitution(m, b):
    x = np.zeros(3)
    for i in range(2, -1, -1):
        x[i] = (b[i] - m[i, i + 1 :] @ x[i + 1 :]) / m[i, i]
    return x * x


def multiplied_rows(m):
    a = m.copy()
    for i in range(1, 2):
        a[i] *= a[i - 1]
        a[i] /= np.sum(a[i - 1])
    return a


def weighted_turned(m):
    a, total = m.copy(), 0.0
    for i in range(2):
        total += np.sum(a.swapaxes(0, 1).T * np.arange(1.0, 3.5)) + np.sum(a.T * np.arange(2.0))
        a[:, :-1] = m[:, 1:] * total
    return total + np.sum(a)


def even_then_odd(v):
    a = v.copy()
    for _ in range(2):
        for i in range(0, 4, 2):
            a[i] = a[i + 1] * a[i]
            a[i + 1] = np.sin(a[i])
    return a


V = np.array([0.5, -1.4, 0.8, 1.1])
M = np.array([[0.5, 1.4, -0.8], [1.2, -0.7, 2.1]])
SPD = np.array([[4.0, 0.5, -0.8], [0.5, 3.0, 0.7], [-0.8, 0.7, 5.0]])
CASES = [
    *((fn, (V,), 0) for fn in (read_then_overwritten, expression_then_overwritten)),
    *((fn, (V,), 0) for fn in (product_chain, swap_elements, sort_by_swaps, in_branch)),
    *((fn, (V,), 0) for fn in (in_branches_of_loop, break_after_store, while_with_stores)),
    (in_branch, (-V,), 0),
    *((return_after_store, (V, limit), 0) for limit in (0.0, 1.3, 1e9)),
    (old_row_needed, (M,), 0),
    (gauss_seidel, (SPD, np.array([0.5, -1.4, 0.8])), (0, 1)),
    (forward_substitution, (SPD, np.array([0.5, -1.4, 0.8])), (0, 1)),
    (cholesky, (SPD,), 0),
    *((fn, (V,), 0) for fn in (overwritten_after_the_branch, overwritten_after_the_loop)),
    (even_then_odd, (V,), 0),
    (backward_substitution, (SPD, np.array([0.5, -1.4, 0.8])), (0, 1)),
    (multiplied_rows, (M,), 0),
    (weighted_turned, (M,), 0),
    (dynamic_programming, (np.array([[0.5, 1.4, 0.8], [1.2, 0.7, 2.1], [0.3, 0.9, 0.4]]),), 0),
]
