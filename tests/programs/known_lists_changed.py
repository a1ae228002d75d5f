"""Lists of known length, put in order, cut and filled; and inactive ones beside them."""

import numpy as np


def all_items(x, y):
    q = [x, y, x * y, x + y]
    q.insert(1, x * x)
    a = q.pop(2)
    q.reverse()
    q.extend((a, x))
    del q[1]
    z = 1.0
    for k, t in enumerate(q):
        z = z * t + k
    return z


def sort(x, y):
    q = [x, y, x * y, x + y]
    q.sort()
    return q[0] + 2 * q[1] * q[2] + q[3] * 7.0


def sort_key(x, y):
    q = [x, y, x * y, x + y]
    q.sort(key=lambda t: -t)
    return q[0] + 2 * q[1] * q[2] + q[3] * 7.0


def sort_reverse(x, y):
    q = [x, y, x * y, x + y]
    q.sort(reverse=True)
    return q[0] + 2 * q[1] * q[2] + q[3] * 7.0


def slice_items(x, y):
    q = [x, y, x * y, x + y]
    q[1:3] = [x * x]
    q[:1] = [y, y * x]
    del q[1:2]
    z = 1.0
    for k, t in enumerate(q):
        z = z * t + k
    return z


def deletes_a_slice(x, y):
    q = [x, y, x * y, x + y]
    del q[::2]
    q.clear()
    q.append(x)
    return q[0] * y


def remove(x, y):
    q = [x, y, x * y, x + y]
    q.remove(y)
    return q[0] * q[1] + q[2]


def insert_loop(x, y):
    q = [x, y]
    for i in range(4):
        q.insert(i, q[-1] * q[0])
    z = 1.0
    for k, t in enumerate(q):
        z = z * t + k
    return z


def branch_insert(x, y):
    q = [x, y]
    if x < y:
        q.insert(0, x * y)
    else:
        q.insert(1, x * y)
    z = 1.0
    for k, t in enumerate(q):
        z = z * t + k
    return z


def branch_len(x, y):
    q = [x, y]
    if x < y:
        q.insert(0, x * y)
    else:
        q.pop(0)
    z = 1.0
    for k, t in enumerate(q):
        z = z * t + k
    return z


def sort_arg(x, y):
    q = [(x, 2.0), (y, 3.0), (x * y, 1.0)]
    q.sort(key=lambda t: t[1])
    return q[0][0] + 2 * q[1][0] * q[2][0]


def inactive(v, names):
    q = []
    for i in range(len(v)):
        q.insert(0, i)
    q.sort(key=lambda i: -i)
    q.pop(1)
    q.reverse()
    names = list(names)
    names.sort(key=len)
    names.insert(0, "x")
    y = 0.0
    for i in q:
        y = y * 2 + v[i]
    return y * v[0] * len(names)


def inactive_floats(v, n):
    ws = []
    for i in range(n):
        ws.insert(0, 0.5 * i)
    ws.sort(reverse=True)
    del ws[0]
    ws[1:2] = [3.0]
    y = 1.0
    for i in range(len(ws)):
        y = y * v[i] + ws[i]
    return y


V = np.array([0.7, 0.4, 1.3, 0.9, 1.1])
CASES = [
    (all_items, (0.7, 1.3), (0, 1)),
    (sort, (0.7, 1.3), (0, 1)),
    (sort_key, (0.7, 1.3), (0, 1)),
    (sort_reverse, (0.7, 1.3), (0, 1)),
    (slice_items, (0.7, 1.3), (0, 1)),
    (deletes_a_slice, (0.7, 1.3), (0, 1)),
    (remove, (0.7, 1.3), (0, 1)),
    (insert_loop, (0.7, 1.3), (0, 1)),
    (branch_insert, (0.7, 1.3), (0, 1)),
    (branch_len, (0.7, 1.3), (0, 1)),
    (sort_arg, (0.7, 1.3), (0, 1)),
    (inactive, (V, ["abc", "d", "ef"]), 0),
    (inactive_floats, (V, 3), 0),
]
