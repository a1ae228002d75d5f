"""Loops over lists and dicts that their own turns change: Python asks for each item when its turn comes."""

import numpy as np


def known_append(v):
    q = [v[0], v[1]]
    y = 1.0
    for x in q:
        y = y * x + 1.0
        if len(q) < 6:
            q.append(x * 2.0)
    return y


def known_store(v):
    q = [v[0], v[1], v[2]]
    y = 1.0
    for x in q:
        y = y * x + 1.0
        q[2] = y * 0.5
    return y


def known_store_enum(v):
    q = [v[0], v[1], v[2]]
    y = 1.0
    for i, x in enumerate(q):
        y = y * x + 1.0
        q[2 - i] = y * 0.5
    return y


def known_store_zip(v):
    q = [v[0], v[1], v[2]]
    y = 1.0
    for a, x in zip(v[:3], q):
        y = y * x + a
        q[2] = y * 0.5
    return y


def known_reversed(v):
    q = [v[0], v[1], v[2]]
    y = 1.0
    for x in reversed(q):
        y = y * x + 1.0
        q[0] = y * 0.5
    return y


def known_pop(v):
    q = [v[0], v[1], v[2], v[3]]
    y = 1.0
    for x in q:
        y = y * x + 1.0
        q.pop()
    return y


def dict_items(v):
    d = {"a": v[0], "b": v[1], "c": v[2]}
    y = 1.0
    for k, x in d.items():
        y = y * x + 1.0
        d["c"] = y * 2.0
    return y


def dict_values(v):
    d = {"a": v[0], "b": v[1], "c": v[2]}
    y = 1.0
    for x in d.values():
        y = y * x + 1.0
        d["c"] = y * 2.0
    return y


def dict_view_kept(v):
    d = {"a": v[0], "b": v[1]}
    vals = d.values()
    d["b"] = v[2]
    d["c"] = v[3]
    y = 1.0
    for x in vals:
        y = y * x + 1.0
    return y


def dict_rt_items(v, keys):
    d = {}
    for i, k in enumerate(keys):
        d[k] = v[i]
    y = 1.0
    for k, x in d.items():
        y = y * x + 1.0
        d[keys[-1]] = y * 2.0
    return y


def rt_enum_store(v):
    q = [x * x for x in v]
    y = 1.0
    for i, x in enumerate(q):
        y = y * x + 1.0
        q[4 - i] = y * 0.5
    return y


def rt_zip_append(v):
    q = [x * x for x in v]
    y = 1.0
    for a, x in zip(range(8), q):
        y = y * x + a
        q.append(y * 0.5)
    return y


def rt_enum_append(v):
    q = [x * x for x in v]
    y = 1.0
    for i, x in enumerate(q):
        y = y * x + i
        if i < 4:
            q.append(y * 0.5)
    return y


def rt_reversed_store(v):
    q = [x * x for x in v]
    y = 1.0
    for x in reversed(q):
        y = y * x + 1.0
        q[0] = y * 0.5
    return y


def rt_append(v):
    q = [x * x for x in v]
    y = 1.0
    for x in q:
        y = y * x + 1.0
        if len(q) < 8:
            q.append(x * 0.5)
    return y + q[0] * q[6]


def rt_insert(v):
    q = [x * x for x in v]
    y = 1.0
    for x in q:
        y = y * x + 1.0
        if len(q) < 8:
            q.insert(0, x * 0.5)
    return y + q[0] * q[3]


def rt_pop0(v):
    q = [x * x for x in v]
    y = 1.0
    for x in q:
        y = y * x + 1.0
        q.pop(0)
    return y + q[0]


def rt_alias(v):
    q = [x * x for x in v]
    r = q
    y = 1.0
    for x in q:
        y = y * x + 1.0
        if len(r) < 8:
            r.append(x * 0.5)
    return y


def grow(q, x):
    if len(q) < 8:
        q.append(x)


def rt_helper(v):
    q = [x * x for x in v]
    y = 1.0
    for x in q:
        y = y * x + 1.0
        grow(q, x * 0.5)
    return y


def rt_extend_self(v):
    q = [v[0] * v[1]]
    for x in v:
        q.extend([x * t for t in q[-2:]])
    return sum(q)


def rt_inactive(v):
    q = [0, 1]
    y = 1.0
    for i in q:
        y = y * v[i] + 1.0
        if len(q) < 5:
            q.append(i + 1)
    return y


def rt_tuples(v):
    q = [(x, 1) for x in v[:2]]
    y = 1.0
    for x, d in q:
        y = y * x + d
        if d < 4:
            q.append((x * 0.7, d + 1))
    return y


def array_store(v):
    a = v * v
    y = 1.0
    for x in a:
        y = y * x + 1.0
        a[3] = y * 0.5
    return y


def array_enum_store(v):
    a = v * v
    y = 1.0
    for i, x in enumerate(a):
        y = y * x + 1.0
        a[4 - i] = y * 0.5
    return y


def array_zip_store(v):
    a = v * v
    y = 1.0
    for x, z in zip(a, reversed(a)):
        y = y * x + z
        a[3] = y * 0.5
    return y


def nested_same(v):
    q = [x for x in v]
    y = 1.0
    for a in q:
        for b in q:
            y = y * 0.5 + a * b
            if len(q) < 7:
                q.append(a * b)
    return y


def replace_ok(v):
    d = {"a": v[0], "b": v[1]}
    y = 0.0
    for k, x in d.items():
        y = y * x + 1.0
        if k == "a":
            d["c"] = x
            break
    for k in list(d):
        d[k + "z"] = d[k] * y
    return sum(d.values()) * y


def views(v):
    d = {"a": v[0], "b": v[1]}
    ks, vs, its = d.keys(), d.values(), d.items()
    d["c"] = v[2]
    d["a"] = v[3]
    y = 0.0
    for a, b, (c, e) in zip(ks, vs, its):
        y = y * b + e
    return y * len(ks) + sum(vs) + max(vs) * ("c" in ks) + list(vs)[0]


def view_loop(v, n):
    d = {"a": v[0], "b": v[1]}
    vs = d.values()
    y = 0.0
    for i in range(n):
        d["a"] = d["b"] * v[i]
        y = y * 0.5 + sum(vs)
        d["b"] = y
    return y


def view_branch(v, flag):
    d = {"a": v[0], "b": v[1]}
    vs = d.values()
    if v[0] > 0.5:
        d["a"] = v[2] * v[3]
    return sum(x * x for x in vs)


def view_arg(v):
    d = {"a": v[0], "b": v[1]}

    def total(vals):
        d["a"] = v[3] * 2.0
        return sum(vals)

    return total(d.values())


def iter_items(v):
    q = [v[0], v[1]]
    it = iter(q)
    q.append(v[2])
    q[0] = v[3] * v[3]
    y = 1.0
    for x in it:
        y = y * x + 1.0
    return y


def zip_named(v):
    q = [v[0], v[1], v[2]]
    z = zip(q, v)
    q[1] = v[3] * v[3]
    q.pop()
    y = 1.0
    for a, b in z:
        y = y * a + b
    return y


V = np.array([0.7, 0.4, 1.3, 0.9, 1.1])
KEYS = [3, 1, 3, 2, 7]
CASES = [
    (known_append, (V,), 0),
    (known_store, (V,), 0),
    (known_store_enum, (V,), 0),
    (known_store_zip, (V,), 0),
    (known_reversed, (V,), 0),
    (known_pop, (V,), 0),
    (dict_items, (V,), 0),
    (dict_values, (V,), 0),
    (dict_view_kept, (V,), 0),
    (dict_rt_items, (V, KEYS), 0),
    (rt_enum_store, (V,), 0),
    (rt_zip_append, (V,), 0),
    (rt_enum_append, (V,), 0),
    (rt_reversed_store, (V,), 0),
    (rt_append, (V,), 0),
    (rt_insert, (V,), 0),
    (rt_pop0, (V,), 0),
    (rt_alias, (V,), 0),
    (rt_helper, (V,), 0),
    (rt_extend_self, (V,), 0),
    (rt_inactive, (V,), 0),
    (rt_tuples, (V,), 0),
    (array_store, (V,), 0),
    (array_enum_store, (V,), 0),
    (array_zip_store, (V,), 0),
    (nested_same, (V,), 0),
    (replace_ok, (V,), 0),
    (views, (V,), 0),
    (view_loop, (V, 3), 0),
    (view_branch, (V, True), 0),
    (view_branch, (V, False), 0),
    (view_arg, (V,), 0),
    (iter_items, (V,), 0),
    (zip_named, (V,), 0),
]
