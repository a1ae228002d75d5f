"""Loops over what changes under another name, by turns around them, or at another depth."""

import numpy as np


def one_of_two(v, flag):
    a = [v[0], v[1]]
    b = [v[2], v[3]]
    q = a if v[0] > 0.5 else b
    y = 1.0
    for x in q:
        y = y * x + 1.0
        a[1] = y * 2.0
        if len(b) < 4:
            b.append(x)
    return y + sum(b) * a[0]


def one_of_two_that_grows(v, flag):
    a = [v[0], v[1]]
    b = [v[2], v[3], v[4]]
    q = a if flag else b
    y = 1.0
    for x in q:
        y = y * x + 1.0
        a[1] = y * 2.0
        if len(q) < 5:
            q.insert(1, x * 0.5)
    return y + sum(b) * a[0]


def rebound(v):
    q = [v[0], v[1], v[2]]
    y = 1.0
    for x in q:
        q = [x, y]
        y = y * x + q[0]
    return y + q[1]


def extended(v):
    q = [x * x for x in v[:2]]
    y = 1.0
    for x in q:
        y = y * x + 1.0
        if len(q) < 5:
            q += [y * 0.5]
    return y + q[0]


def zip_self(v):
    q = [x * x for x in v]
    y = 1.0
    for a, b in zip(q, q[1:]):
        y = y * a + b
        q[2] = y
        q[4] = a * b
    return y * q[2]


def zip_grow(v):
    q = [x for x in v[:2]]
    r = [x for x in v]
    y = 1.0
    for a, b in zip(q, r):
        y = y * a + b
        if len(q) < 4:
            q.append(b)
    return y


def enum_known(v):
    q = [v[0], v[1]]
    y = 1.0
    for i, x in enumerate(q, 1):
        y = y * x + i
        if i < 4:
            q.insert(0, y * 0.1)
    return y + sum(q)


def nested_list(v):
    g = [[v[0], v[1]], [v[2]]]
    y = 1.0
    for row in g:
        for x in row:
            y = y * x + 1.0
            if len(row) < 4:
                row.append(y * 0.3)
        if len(g) < 3:
            g.append([y, v[3]])
    return y


def nested_rt(v):
    g = []
    for i in range(len(v) - 1):
        g.append([v[i], v[i + 1] * 2.0])
    y = 1.0
    for row in g:
        for x in row:
            y = y * x * 0.5 + 1.0
            if len(row) < 4:
                row.append(y * 0.3)
    return y + g[0][-1] * g[1][0]


def breadth_first(v):
    q = [0]
    y = 1.0
    seen = {0}
    for i in q:
        y = y * v[i] + 1.0
        for j in ((i + 1) % 5, (i * 2) % 5):
            if j not in seen:
                seen.add(j)
                q.append(j)
    return y


def comprehension(v):
    q = [v[0]]
    r = [q.append(x * 2.0) if len(q) < 4 else None for x in q]
    return sum(q) * len(r) * q[-1]


def copies(v):
    q = [x * x for x in v]
    y = 0.0
    for x in sorted(q):
        q.append(x)
        y = y * 0.5 + x
    for x in list(q):
        q.remove(x)
        y = y + x * len(q)
    return y


def argument_under_two_names(v):
    def f(p, q):
        y = 1.0
        for x in p:
            y = y * x + 1.0
            if len(q) < 7:
                q.append(x * 0.5)
        return y

    q = [x * x for x in v]
    return f(q, q)


def dict_of_lists(v, keys):
    d = {k: [v[0]] for k in keys}
    y = 0.0
    for k in d:
        for x in d[k]:
            y = y * 0.5 + x
            if len(d[k]) < 3:
                d[k].append(x * v[1])
    return y


def stopped(v):
    q = [v[0]]
    y = 1.0
    for x in q:
        y = y * x + 1.0
        if len(q) > 6:
            break
        if x > 0.9:
            continue
        q.append(x * 1.3)
        q.append(x + 0.2)
    else:
        y = y * 3.0
    return y + q[0] * q[-1]


V = np.array([0.65, 0.4, 1.3, 0.95, 1.1])
CASES = [
    (one_of_two, (V, True), 0),
    (one_of_two, (V, False), 0),
    (one_of_two_that_grows, (V, True), 0),
    (one_of_two_that_grows, (V, False), 0),
    (rebound, (V,), 0),
    (extended, (V,), 0),
    (zip_self, (V,), 0),
    (zip_grow, (V,), 0),
    (enum_known, (V,), 0),
    (nested_list, (V,), 0),
    (nested_rt, (V,), 0),
    (breadth_first, (V,), 0),
    (comprehension, (V,), 0),
    (copies, (V,), 0),
    (argument_under_two_names, (V,), 0),
    (dict_of_lists, (V, [3, 1, 3, 2, 7]), 0),
    (stopped, (V,), 0),
]
