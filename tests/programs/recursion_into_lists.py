"""Recursion that appends to, pops from and stores into the lists it is given; all items of a list stored at once."""

import numpy as np


def counter(x, n, c):
    c[0] += 1
    if n > 0:
        return counter(x * x, n - 1, c)
    return x


def counted(x):
    c = [0]
    y = counter(x, 2, c)
    return y * c[0]


def collect(out, x, n):
    out.append(x)
    if n > 0:
        collect(out, x * x, n - 1)


def collected(x, n):
    out = []
    collect(out, x, n)
    return sum(out)


def collected_twice(x, n):
    out = [x]
    collect(out, x, n)
    collect(out, x * 0.5, n)
    return sum(out) + out[1] * len(out)


def walk_tree(t, acc, w):
    if t < len(w):
        walk_tree(2 * t + 1, acc, w)
        acc.append(w[t] * (acc[-1] if acc else 1.0))
        walk_tree(2 * t + 2, acc, w)


def in_order(w):
    acc = []
    walk_tree(0, acc, w)
    return sum([a * (i + 1.0) for i, a in enumerate(acc)])


def perms(order, n, out):
    if n == 0:
        out.append(list(order))
        return
    for k in range(n):
        perms(order + [k], n - 1, out)


def orders(x):
    out = []
    perms([], 3, out)
    return x * len(out)


def cumul(xs, i):
    if i < len(xs):
        xs[i] = xs[i] * xs[i - 1]
        cumul(xs, i + 1)


def running(v):
    xs = [v[0], v[1] * 2.0, v[2]]
    cumul(xs, 1)
    return xs[0] + xs[1] ** 2 * xs[2]


def all_items(v, n):
    xs = [v[0]]
    for i in range(n):
        xs.append(xs[-1] * v[1])
    ys = [x * x for x in xs]
    xs[:] = ys
    return sum(xs) * xs[1]


def stack_rec(stack, x):
    if len(stack) > 0:
        k = stack.pop()
        return stack_rec(stack, x * 0.9) + k * x
    return x * x


def popped(x):
    st = [1, 2, 3]
    return stack_rec(st, x)


def popped_at_run_time(x, n):
    st = []
    for i in range(n):
        st.append(x * i)
    y = stack_rec(st, x)
    return y * (len(st) + 1)


def dfs(g, k, seen, w):
    if seen[k]:
        return 0.0
    seen[k] = True
    t = w[k] * w[k]
    for j in g[k]:
        t = t + dfs(g, j, seen, w) * 0.5
    return t


G = {0: [1, 2], 1: [2, 0], 2: [0]}


def marks_in_an_array(w):
    seen = np.zeros(3, dtype=bool)
    return dfs(G, 0, seen, w)


def marks_in_a_list(w):
    seen = [False] * 3
    return dfs(G, 0, seen, w)


def addm(xs, ys, n):
    if n > 0:
        xs[0] = ys[0] * 2.0
        addm(xs, ys, n - 1)


def two_lists(x, m):
    xs = [x]
    ys = [x * x]
    for i in range(m):
        xs.append(x)
        ys.append(x)
    addm(xs, ys, 3)
    addm(ys, xs, 3)
    return sum(xs) * sum(ys)


def rows_rec(a, rows, n):
    if n > 0:
        a[n] *= rows[0][n] + rows[1][0]
        rows_rec(a, rows, n - 1)


def reads_rows(v, m):
    a = v * 1.0
    rows = []
    for i in range(m):
        rows.append(v * i)
    rows_rec(a, rows, 3)
    return np.sum(a)


def snaps2(a, out, n):
    if n > 0:
        a *= 1.5
        out.append(a.copy())
        snaps2(a, out, n - 1)


def snapshots(v):
    a = v * 1.0
    out = []
    snaps2(a, out, 3)
    a[0] = 7.0
    return np.sum(out[0]) + np.sum(out[1]) * np.sum(out[2])


def inl(a, pair, n):
    if n > 0:
        a[n] *= pair[0][n] + pair[1]
        inl(a, pair, n - 1)


def reads_a_tuple(v):
    a = v * 1.0
    inl(a, (v, 2.0), 3)
    return np.sum(a)


V = np.array([0.3, 1.2, -0.7, 0.9])
CASES = [
    *((fn, (0.7,), 0) for fn in (counted, orders, popped)),
    *((fn, (0.7, 3), 0) for fn in (collected, collected_twice, popped_at_run_time)),
    *((fn, (V,), 0) for fn in (in_order, running, marks_in_an_array, marks_in_a_list)),
    (all_items, (V, 3), 0),
    (two_lists, (0.7, 2), 0),
    (reads_rows, (V, 2), 0),
    *((fn, (V,), 0) for fn in (snapshots, reads_a_tuple)),
]
