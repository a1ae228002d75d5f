"""Dicts with active values under keys that are known only at run time."""

from collections import defaultdict

import numpy as np


def memoized(x, n):
    memo = {0: x, 1: x * x}
    for k in range(2, n):
        memo[k] = memo[k - 1] * memo[k - 2] + x
    return memo[n - 1]


def totals(v, labels):
    totals = {}
    for x, k in zip(v, labels):
        totals[k] = totals.get(k, 0.0) + x * x
    out = 1.0
    for t in totals.values():
        out *= t
    return out


def default_totals(v, labels):
    totals = defaultdict(float)
    for x, k in zip(v, labels):
        totals[k] += x * x
    return sum((t * t * len(k) for k, t in totals.items()))


def lists_by_key(v, labels):
    d = defaultdict(list)
    for x, k in zip(v, labels):
        d[k].append(x)
    return sum((sum(xs) * xs[0] for xs in d.values()))


def number_then_active(x, n):
    d = {}
    for i in range(n):
        d[i] = 0
    d[1] = x * x
    return d[1] * x


def active_among_indices(x, n):
    groups = {}
    for i in range(n):
        groups.setdefault(i % 2, []).append(i)
    groups[0].append(x)
    return groups[0][-1] * x


def one_list_under_many_keys(x, n):
    lst = [0]
    for i in range(n):
        lst.append(i)
    d = {}
    for i in range(n):
        d[i] = lst
    lst[0] = x
    return d[1][0] * x


def default_of_an_active_value(x, n):
    d = defaultdict(lambda: x)
    for i in range(n):
        d[i] += i
    return d[1] * d[7]


def default_list_under_two_names(x, n):
    d = defaultdict(list)
    for i in range(n):
        d[i % 2].append(i)
    e = d[0]
    e.append(x * x)
    return d[0][-1] * x


def lists_in_tuples(x, n):
    d = {}
    for i in range(n):
        d[i] = (i, [i])
    d[0][1].append(x)
    d[1][1][0] = x * x
    return d[0][1][-1] * d[1][1][0]


def perhaps_a_new_key(x, n):
    d = {"a": x, "b": 2.0}
    k = "a" if n > 2 else "c"
    d[k] = x * x
    return sum(d.values()) * d["a"] * len(d)


def best_of_each(x, n):
    best = {}
    for i in range(n):
        for k in "ab":
            cand = x * i
            if k not in best or cand > best[k]:
                best[k] = cand
    return best["a"] * best["b"]


def from_keys(x, n):
    d = dict.fromkeys(range(n), x)
    return d[0] * d[1]


def one_array_under_many_keys(v, n):
    a = np.zeros(3)
    d = {}
    for i in range(n):
        d[i] = a
    a[0] = v[0] * v[1]
    return d[1][0] * v[0]


def arrays_by_key(v, n):
    d = {}
    for i in range(n):
        d[i] = np.zeros(2)
    b = d[1]
    b[0] = v[0]
    d[0] += v[:2]
    return np.sum(d[1] * d[0])


def every_method(x, words):
    d = {}
    for i, w in enumerate(words):
        d[w] = x * (i + 1.0)
    d.update({"z": x * x})
    total = d.pop(words[0]) * d.setdefault("new", x) + d.get("none", 2.0) * len(d)
    del d[words[1]]
    for k, v in d.items():
        total += v * v * len(k)
    total += sum(d.values()) * (x if words[0] in d else x * x) + (
        d.pop("q", x) if "q" not in d else 0.0
    )
    d.clear()
    return total + len(d)


def joined_lists(x, n):
    xs = [0]
    for i in range(n):
        xs = xs + [i]
    xs.append(x)
    return xs[-1] * x


def rows_of_lists(x, n):
    rows = []
    for i in range(n):
        rows.append([i])
    rows[0].append(x * 1.5)
    return rows[0][1] * x


V = np.array([0.5, -0.9, 1.3, 0.8])
CASES = [
    (memoized, (0.7, 5), 0),
    *((fn, (V, "abab"), 0) for fn in (totals, default_totals, lists_by_key)),
    *(
        (fn, (0.7, 3), 0)
        for fn in (
            number_then_active,
            active_among_indices,
            one_list_under_many_keys,
            default_of_an_active_value,
            default_list_under_two_names,
            lists_in_tuples,
            perhaps_a_new_key,
            best_of_each,
            from_keys,
        )
    ),
    (perhaps_a_new_key, (0.7, 1), 0),
    *((fn, (V[:3], 3), 0) for fn in (one_array_under_many_keys, arrays_by_key)),
    (every_method, (0.7, ["aa", "b", "c"]), 0),
    *((fn, (0.7, 3), 0) for fn in (joined_lists, rows_of_lists)),
]
