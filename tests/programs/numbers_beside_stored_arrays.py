"""Tuples of numbers and of arrays or lists in run-time lists: an array's adjoint is in its shadow, a number's goes by itself."""

import numpy as np


def records(x, n):
    made = []
    for k in range(n):
        made.append((x * (k + 1), np.full(2, x)))
    return made


def scaled_in_place(x):
    s = 0.0
    for rec in records(x, 3):
        rec[1][0] *= 2 * x
        s += rec[0] * np.sum(rec[1])
    return s


def stored_from_the_number(x):
    recs = records(x, 3)
    s = 0.0
    for a, w in recs:
        w[0] = a * s
        s += np.sum(w) * a
    rec = recs[1]
    rec[1][1] = rec[0] * s
    return s * rec[0] + np.sum(recs[1][1])


def one_of_two(x):
    recs = [(x, np.full(2, x)), (x * x, np.full(2, x) * 2)]
    for i in range(2):
        r = recs[i]
        r[1][0] = r[0]
    r = recs[0] if x > 0 else recs[1]
    r[1][1] += r[0]
    return np.sum(recs[0][1]) * r[0]


def merged_from_the_end(x):
    recs = records(x, 4)
    while len(recs) > 1:
        a, w = recs.pop()
        b, u = recs.pop()
        w[0] += b
        recs.append((a * b + 0.1, w * u))
    rec = recs.pop()
    return rec[0] * np.sum(rec[1])


def put_into_another_list(x):
    out = []
    for rec in records(x, 3):
        rec[1][1] = rec[0]
        out.append(rec)
    s = 0.0
    for rec in out:
        s += rec[0] * rec[1][1]
    out[0] = out[1]
    return s * out[0][0]


def best_so_far(x):
    recs = records(x, 3)
    s = 0.0
    best = recs[0]
    for rec in recs:
        rec[1][1] *= rec[0]
        if rec[0] < best[0] + 0.3 * x:
            best = rec
        s += best[0] * best[1][1]
    return s * best[0]


def kept_in_a_dict(x):
    d = {"a": (x, np.full(2, x)), "b": (x * x, np.ones(2))}
    for k in ("a", "b", "a"):
        p = d[k]
        p[1][0] += p[0]
        d[k] = (p[0] * x, p[1])
    return sum(p[0] * np.sum(p[1]) for p in d.values())


def popped_in_each_turn(x, v):
    s = 0.0
    for e in v:
        recs = []
        for k in range(2):
            recs.append((x * k, np.full(2, x) * k))
        n = 0
        while recs and n < 2:
            rec = recs.pop()
            n += 1
            s = np.tanh(s + rec[0] * np.sum(rec[1] * rec[1]))
            if n % 2:
                recs.append((rec[0] * e, rec[1]))
    return s


def lists_in_tuples(x, v):
    s = 0.0
    for e in v:
        recs = [(v[0], [v[1], x])]
        for _ in range(1):
            recs.append((x * e, [x, x]))
        recs[0] = (recs[-1][0], [v[2], x])
        s += recs[0][0] * recs[0][1][0]
    return s


def last_after_the_loops(x, v):
    s = 0.0
    for i in range(3):
        recs = [(x, [x, v[-1]])]
        for k in range(i % 3 + 1):
            recs.append((x * k, [s, v[0]]))
        for rec in recs:
            for j in range(3):
                if j > 0:
                    s = np.sin(s + rec[0] * j)
                else:
                    s = s * 0.5 + rec[1][0] * rec[1][-1]
    return s + rec[0] * rec[1][0] * rec[1][1]


V = np.array([0.218, 1.382, 0.377])
CASES = [
    *((f, (1.132,), 0) for f in (scaled_in_place, stored_from_the_number, one_of_two)),
    *((f, (1.132,), 0) for f in (merged_from_the_end, put_into_another_list, best_so_far)),
    (kept_in_a_dict, (1.132,), 0),
    (popped_in_each_turn, (1.132, V), (0, 1)),
    (lists_in_tuples, (1.132, V), (0, 1)),
    (last_after_the_loops, (1.132, V), (0, 1)),
]
