"""Algorithms on lists that are changed at any place, alone and in lists, objects and functions."""

import numpy as np


def mixed(v):
    q = []
    y = 0.0
    for i in range(len(v)):
        q.insert(0, v[i])
        q[i // 2] = q[0] * q[-1]
        y = y + q[i // 2] * q[0]
        if i % 2 == 1:
            y = y * q.pop(i // 2) + 1.0
    q.sort()
    for k, x in enumerate(q):
        y = y * 0.5 + k * x * x
    return y


def store_move_read(v):
    q = [x * x for x in v]
    y = q[2] * q[3]
    q.insert(0, y)
    q[3] = v[0] * 5.0
    z = q[3] * q[2] * y
    q.pop(1)
    q[2] = z * z
    return z * q[2] + q[3] * q[1]


def store_move_read_loop(v, n):
    q = [x * x for x in v]
    y = 1.0
    for i in range(n):
        y = y + q[i] * q[i + 1]
        q.insert(i, y)
        q[i + 1] = y * q[i + 2]
        q.pop(i + 2)
    return y * q[0]


def arrays_stored(v):
    q = []
    for i in range(4):
        a = v * (i + 1.0)
        q.insert(i // 2, a)
        a[0] = a[1] * a[2]
    q[1][1] *= 2.0
    b = q.pop(1)
    b[2] = b[0] * 3.0
    y = b * b
    for a in q:
        y = y + a * a * 0.5
    return y


def sort_arrays_key(v):
    q = []
    for i in range(4):
        q.append(v * (i - 1.5) + i)
    q.sort(key=lambda a: a[0] * a[1])
    y = q[0] * 1.0
    for a in q:
        y = y * 0.5 + a * a
    return y


def push(heap, x):
    heap.append(x)
    i = len(heap) - 1
    while i > 0 and heap[i] < heap[(i - 1) // 2]:
        heap[i], heap[(i - 1) // 2] = heap[(i - 1) // 2], heap[i]
        i = (i - 1) // 2


def heap(v):
    h = []
    for x in v:
        push(h, x * x)
    y = 0.0
    while h:
        y = y * 0.7 + h[0] ** 2
        last = h.pop()
        if h:
            h[0] = last
            h.sort()
    return y


def enqueue(q, x):
    q.insert(0, x)


def dequeue(q):
    return q.pop()


def helpers(v):
    q = []
    y = 1.0
    for x in v:
        enqueue(q, x * y)
        if len(q) > 2:
            y = y + dequeue(q)
    return y * sum(q)


class Stack:
    def __init__(self):
        self.items = []

    def push(self, x):
        self.items.insert(0, x)

    def pop(self):
        return self.items.pop(0)


def stack_object(v):
    s = Stack()
    for x in v:
        s.push(x * x)
    y = 1.0
    while s.items:
        y = y * s.pop() + 0.5
    return y


def insertion_sort(v):
    out = []
    for x in v:
        k = 0
        while k < len(out) and out[k] < x:
            k += 1
        out.insert(k, x)
    y = 0.0
    for k, x in enumerate(out):
        y += (k + 1) * x * x
    return y


def two_names(v, flag):
    a = [v[0], v[1], v[2]]
    b = a if flag else [v[3]]
    b.insert(0, v[1] * v[2])
    a.insert(1, v[0] * 2.0)
    return a[0] * a[1] + b[0] * 3.0 + a[2]


def window(v):
    w = []
    y = 0.0
    for x in v:
        w.append(x)
        if len(w) > 3:
            del w[0]
        y = y + np.prod(np.array(w)) if len(w) == 3 else y + w[0]
    return y


def del_neg(v, i):
    q = [x * x for x in v]
    del q[i]
    del q[-1]
    del q[::2]
    return q[0] * v[0] + len(q)


def slice_ins(v, a, b):
    q = [x * x for x in v]
    q[a:b] = v[:2] * 3.0
    q[b:a] = [v[0]]
    q[len(q) :] = q[:2]
    q[-1:] = [v[1], v[2] * v[3]]
    y = 0.0
    for k, x in enumerate(q):
        y = y * 0.6 * x + k + x
    return y


def remove_index(v):
    q = [x * x for x in v]
    i = q.index(q[2])
    q.remove(q[1])
    n = q.count(q[0])
    r = q.copy()
    r.append(v[0])
    r.clear()
    r.extend(q)
    return q[i] * n + r[0] * r[-1]


def const_then_active(v):
    q = [0.0] * 3
    q.insert(1, v[0])
    q.extend([1.0, 2.0])
    q.sort(reverse=True)
    q.pop(2)
    return q[0] * 2 + q[1] * v[1] + q[2]


def round_robin(v):
    q = [(x, 1.0) for x in v]
    y = 0.0
    turn = 0
    while q and turn < 12:
        x, w = q.pop(0)
        y += x * w
        if turn % 3:
            q.append((x * 0.5, w * x))
        turn += 1
    return y


def ties(v):
    q = [(1.0, v[0]), (1.0, v[1]), (0.5, v[2])]
    q.sort(key=lambda p: p[0])
    r = [v[0] * 0 + 1.0, v[1] * 0 + 1.0]
    r.sort(reverse=True)
    return q[0][1] + 2.0 * q[1][1] * q[2][1] + r[0] * r[1]


def branch_kinds(v):
    q = [v[0], v[1]]
    for i in range(3):
        if v[i] > 0.6:
            q.insert(0, v[i] * q[-1])
        elif len(q) > 1:
            q.pop(0)
        else:
            q.reverse()
    q.reverse()
    y = 0.0
    for x in q:
        y = y * 0.3 + x * x
    return y


def early(v):
    q = []
    for i in range(len(v)):
        q.insert(0, v[i] * v[i])
        if q[0] > 1.0:
            return q.pop(0) * q[-1]
        if v[i] < 0.5:
            continue
        q.pop(len(q) - 1)
        if not q:
            q.extend(v)
    return sum(q)


def matrix_rows(m):
    rows = [m[i] * 1.0 for i in range(3)]
    rows.insert(0, rows.pop())
    rows[1][0] = rows[0][1] * 5.0
    rows.reverse()
    return np.array(rows) * m


def unpack(v):
    q = [x for x in v]
    a, *b = q
    b.insert(1, a)
    b.pop(0)
    b.reverse()
    return b[0] * b[1] + b[-1] * a


def nested_fn(v):
    q = []

    def put(x):
        q.insert(0, x * x)

    for x in v:
        put(x)

    def take():
        return q.pop(1)

    return take() * take() + q[0]


def queue_arrays(v):
    q = []
    for i in range(3):
        q.append(v * (i + 1.0))
    y = np.zeros_like(v)
    while q:
        h = q.pop(0)
        h *= 2.0
        y = y * 0.3 + h * h
        if len(q) > 1:
            q.append(q.pop(0) * 0.5)
            q.pop()
    return y


V = np.array([0.7, 0.4, 1.3, 0.9, 1.1])
M = np.array([[0.7, 0.4, 1.3], [0.9, 0.5, 0.8], [1.1, 0.3, 0.6]])
CASES = [
    (mixed, (V,), 0),
    (store_move_read, (V,), 0),
    (store_move_read_loop, (V, 3), 0),
    (arrays_stored, (V,), 0),
    (sort_arrays_key, (V,), 0),
    (heap, (V,), 0),
    (helpers, (V,), 0),
    (stack_object, (V,), 0),
    (insertion_sort, (V,), 0),
    (two_names, (V, True), 0),
    (two_names, (V, False), 0),
    (window, (V,), 0),
    (del_neg, (V, 1), 0),
    (del_neg, (V, -2), 0),
    (slice_ins, (V, 1, 3), 0),
    (slice_ins, (V, -3, -1), 0),
    (slice_ins, (V, 3, 1), 0),
    (slice_ins, (V, -99, 99), 0),
    (remove_index, (V,), 0),
    (const_then_active, (V,), 0),
    (round_robin, (V,), 0),
    (ties, (V,), 0),
    (branch_kinds, (V,), 0),
    (early, (V,), 0),
    (matrix_rows, (M,), 0),
    (unpack, (V,), 0),
    (nested_fn, (V,), 0),
    (queue_arrays, (V,), 0),
]
