"""Lists at run time that are changed elsewhere than at their end: insert, pop, del, slices, order, length."""

import numpy as np


def inserts_first(v):
    xs = []
    for i in range(len(v)):
        xs.insert(0, v[i] * v[i])
    y = 1.0
    for k in range(len(xs)):
        y = y * xs[k] + k
    return y


def takes_first(v):
    q = []
    for x in v:
        q.append(x * 2.0)
    y = 0.5
    while q:
        y = y * q.pop(0) + 1.0
    return y


def pop_i(v, n):
    q = [x * x for x in v]
    y = 0.5
    for i in range(n):
        y = y * q.pop(i) + 1.0
    return y + sum(q) * y


def insert_mid(v):
    q = []
    for x in v:
        q.insert(len(q) // 2, np.sin(x))
    y = 0.0
    for k, x in enumerate(q):
        y = y * 0.5 + (k + 1) * x
    return y


def sort(v):
    q = [x * x for x in v]
    q.sort()
    y = 0.0
    for k, x in enumerate(q):
        y = y + (k + 1) * x * x
    return y


def sort_key(v):
    q = []
    for i in range(len(v)):
        q.append((v[i], v[i] * v[i] + i))
    q.sort(key=lambda p: p[1], reverse=True)
    y = 1.0
    for a, b in q:
        y = y * a + b
    return y


def reverse(v):
    q = [x * x for x in v]
    q.reverse()
    y = 0.0
    for k, x in enumerate(q):
        y = y * x + k
    return y


def clear(v):
    q = []
    y = 0.0
    for x in v:
        q.append(x * x)
        if len(q) == 2:
            y = y + q[0] * q[1]
            q.clear()
    return y + sum(q)


def deletes(v):
    q = [x * x for x in v]
    del q[1]
    y = 0.0
    for k, x in enumerate(q):
        y = y * x + k + 1
    return y


def deletes_a_slice(v):
    q = [x * x for x in v]
    del q[1:3]
    y = 0.0
    for k, x in enumerate(q):
        y = y * x + k + 1
    return y


def slice_assign(v):
    q = [x * x for x in v]
    q[1:3] = [q[0] * 2.0]
    y = 0.0
    for k, x in enumerate(q):
        y = y * x + k + 1
    return y


def slice_assign_all(v):
    q = [x * x for x in v]
    q[:] = [x * 2.0 for x in q if x > 0.1]
    y = 0.0
    for k, x in enumerate(q):
        y = y * x + k + 1
    return y


def alias(v):
    q = []
    r = q
    for x in v:
        q.insert(0, x * x)
        if len(r) > 2:
            r.pop(1)
    y = 0.0
    for k, x in enumerate(r):
        y = y * x + k + 1
    return y


def remove(v):
    q = [x * x for x in v]
    q.remove(q[1])
    y = 0.0
    for k, x in enumerate(q):
        y = y * x + k + 1
    return y


def pop_neg(v):
    q = [x * x for x in v]
    a = q.pop(-2)
    y = a
    for k, x in enumerate(q):
        y = y * x + k + 1
    return y


def queue_tuples(v):
    q = []
    for i in range(len(v)):
        q.append((v[i], i))
    y = 1.0
    while len(q) > 0:
        x, i = q.pop(0)
        y = y * x + i
        if i < 2:
            q.insert(1, (x * x, i + 3))
    return y


def branch(v, flag):
    q = [x * x for x in v]
    if flag:
        q.insert(1, v[0])
    else:
        q.pop(0)
    y = 0.0
    for k, x in enumerate(q):
        y = y * x + k + 1
    return y


def index_rt(v, i):
    q = [v[0], v[1], v[2] * v[0]]
    a = q.pop(i)
    q.insert(i, a * a)
    del q[i - 1]
    return q[0] * q[1] + a


V = np.array([0.7, 0.4, 1.3, 0.9, 1.1])
CASES = [
    (inserts_first, (V,), 0),
    (takes_first, (V,), 0),
    (pop_i, (V, 3), 0),
    (insert_mid, (V,), 0),
    (sort, (V,), 0),
    (sort_key, (V,), 0),
    (reverse, (V,), 0),
    (clear, (V,), 0),
    (deletes, (V,), 0),
    (deletes_a_slice, (V,), 0),
    (slice_assign, (V,), 0),
    (slice_assign_all, (V,), 0),
    (alias, (V,), 0),
    (remove, (V,), 0),
    (pop_neg, (V,), 0),
    (queue_tuples, (V,), 0),
    (branch, (V, True), 0),
    (branch, (V, False), 0),
    (index_rt, (V, 1), 0),
    (index_rt, (V, -2), 0),
]
