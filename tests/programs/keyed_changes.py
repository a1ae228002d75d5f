"""Dicts under keys known at run time only: what takes keys out, joins dicts, and looks at them more than once."""

import numpy as np


def made(v, keys):
    d = {}
    for i, k in enumerate(keys):
        d[k] = v[i] * v[i]
    return d


def twice(v, keys):
    d = made(v, keys)
    vals = d.values()
    return sum(vals) * max(vals) + len(vals)


def items_twice(v, keys):
    d = made(v, keys)
    items = d.items()
    y = 0.0
    for k, x in items:
        y = y * x + k
    for k, x in items:
        y = y * x + 1.0
    return y * len(items)


def sorted_items(v, keys):
    d = made(v, keys)
    y = 0.0
    for k, x in sorted(d.items()):
        y = y * x + k
    for k, x in sorted(d.items(), key=lambda p: -p[0]):
        y = y * x + k
    for k in sorted(d, key=d.get):
        y = y * 0.5 + d[k]
    for x in sorted(d.values(), reverse=True):
        y = y * x + 1.0
    return y


def zip_items(v, keys):
    d = made(v, keys)
    y = 0.0
    for (k, x), w in zip(d.items(), v):
        y = y * x + w * k
    for i, (k, x) in enumerate(d.items()):
        y = y * x + i
    for i, x in enumerate(d.values()):
        y = y * x + i
    for x in reversed(list(d.values())):
        y = y * x
    return y


def membership(v, keys):
    d = made(v, keys)
    return d[3] * (2.0 if 5 in d.keys() else 3.0) * (4.0 if v[0] in d.values() else 1.0)


def popitem(v, keys):
    d = made(v, keys)
    y = 1.0
    while len(d) > 1:
        k, x = d.popitem()
        y = y * x + k
        if k == 2:
            d[11] = y
    return y


def lists_values(v, keys):
    d = {}
    for i, k in enumerate(keys):
        d.setdefault(k, []).append(v[i])
    for k in d:
        d[k].insert(0, v[0])
        d[k].reverse()
        d[k].pop(0)
    y = 0.0
    for k, xs in d.items():
        y = y * 0.5 + sum(xs) * k
    return y


def runtime_popitem(v, keys):
    d = {}
    for i, k in enumerate(keys):
        d[k] = v[i] * v[i]
    y = 1.0
    while d:
        k, x = d.popitem()
        y = y * x + k
    return y


def runtime_clear(v, keys):
    d = {}
    y = 1.0
    for i, k in enumerate(keys):
        d[k] = v[i] * v[i]
        if len(d) > 1:
            y = y * sum(d.values())
            d.clear()
    return y


def runtime_update(v, keys):
    d = {}
    for i, k in enumerate(keys):
        d[k] = v[i] * v[i]
    e = {keys[0]: v[1] * 3.0}
    d.update(e)
    d |= {keys[1]: v[2] * v[0]}
    f = d | {5: v[0]}
    y = 1.0
    for x in f.values():
        y = y * x + 1.0
    return y


V = np.array([0.7, 0.4, 1.3, 0.9, 1.1])
KEYS = [3, 1, 3, 2, 7]
CASES = [
    (twice, (V, KEYS), 0),
    (items_twice, (V, KEYS), 0),
    (sorted_items, (V, KEYS), 0),
    (zip_items, (V, KEYS), 0),
    (membership, (V, KEYS), 0),
    (popitem, (V, KEYS), 0),
    (lists_values, (V, KEYS), 0),
    (runtime_popitem, (V, KEYS), 0),
    (runtime_clear, (V, KEYS), 0),
    (runtime_update, (V, KEYS), 0),
]
