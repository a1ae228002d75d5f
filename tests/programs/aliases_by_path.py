"""Which array a name means depends on the path: branches, turns of a loop, lists and tuples of arrays, all stored into."""

import numpy as np


def swapped_each_turn(x):
    a = np.full(3, x)
    b = np.full(3, 2 * x)
    for i in range(4):
        a, b = b, a
        a[i % 3] *= b[1] * x
        b[1] += a[0]
    return np.sum(a * a) + np.sum(np.sin(b))


def chosen_by_data(x):
    a = np.full(3, x)
    b = np.full(3, 2 * x)
    c = a if x > 0.1 else b
    c[0] *= x
    c[1] = c[0] * b[0]
    return np.sum(a * a) + np.sum(np.sin(b)) * c[0]


def alias_or_copy(x):
    a = np.full(3, x)
    for i in range(3):
        if a[0] > 0.9:
            b = a
        else:
            b = a.copy()
        b[i] *= x
        a = b
        a[0] += 0.2 * x
    return np.sum(a * a)


def new_array_each_turn(x):
    total = 0.0
    a = np.full(3, x)
    for i in range(3):
        total += np.sum(np.sin(a)) * a[i]
        a = np.full(3, x) * a
        a[i] *= x
        a[1] = a[1] * a[0]
    return total + np.sum(a)


def own_array_each_turn(x):
    total = 0.0
    for j in range(2):
        for i in range(3):
            if total < 2.0:
                a = np.full(3, x + total)
                a[i] *= x
                for k in range(2):
                    a[1] = a[1] * a[0] * a[k]
                total += np.sum(np.sin(a)) * a[i] + j
    return total


def view_each_turn(x):
    total = 0.0
    for i in range(3):
        a = np.full(3, x)
        b = a[1:]
        b[0] *= x
        a[1] = a[1] * b[0]
        total += np.sum(np.sin(b)) * a[i]
    return total


def item_of_a_list(x):
    xs = [np.full(3, x), np.full(3, x * x)]
    for i in range(4):
        a = xs[i % 2]
        a[i % 3] *= x
        a += 0.1 * xs[0] * xs[1]
    return np.sum(xs[0] * xs[1])


def list_of_buffers(x):
    xs = []
    for i in range(4):
        a = np.full(3, x * i)
        xs.append(a)
        a[1] *= xs[0][0] + 1.3
        xs[0][2] += a[1]
    total = 0.0
    for a in xs:
        a *= x
        total += np.sum(np.sin(a))
    xs[1] = xs[0]
    xs[1][1] *= x
    xs[0][1] *= x
    last = xs.pop()
    last[0] *= x
    return total + np.sum(xs[0] * xs[1]) + np.sum(last * last)


def item_of_a_tuple(x):
    a = np.full(3, x)
    pair = (a, a * 2)
    for k in range(2):
        p = pair[k]
        p[k] *= x * pair[1 - k][0]
    return np.sum(a * pair[1])


def parts_of_a_split(x):
    a = np.array([x, x * x, 2 * x, x])
    b, c = np.split(a, 2)
    b[0] *= x
    c += b
    a[1] = a[1] * a[2]
    return np.sum(np.sin(a)) * b[1] + c[0]


def rows_of_a_matrix(x):
    a = np.full((2, 3), x)
    total = 0.0
    for row in a:
        row[1] *= x
        row += 0.1 * x
        total += np.sum(row)
    return total * a[1, 1]


def values_of_a_dict(x):
    d = {"a": np.full(3, x), "b": np.full(3, x * x)}
    for k in ("a", "b", "a"):
        d[k][0] *= x
        d[k] += d["b"] * 0.2
    d["a"], d["b"] = d["b"], d["a"]
    d["a"][1] *= x
    return np.sum(d["a"] * d["b"])


def put(a, i, v):
    a[i] *= v
    return a


def handed_back(x):
    a = np.full(3, x)
    b = put(a, 0, x)
    b[1] *= x
    c = put(b, 1, x) if x > 2 else put(a, 2, x)
    c += a * 0.5
    return np.sum(a * b * c)


def read_of_a_carried_array(x):
    a = np.full(3, x)
    total = 0.0
    for i in range(3):
        y = a * 1.0
        z = +a
        a[i] *= x
        total += y[i] * z[i] * a[i]
    return total


def read_again_by_a_later_index(v, w):
    for i in range(0, 5, 2):
        k = 0
        while k < 2:
            k += 1
            a = np.zeros(3)
            if v[i % 2] < -0.49:
                return np.sum(w * w) * 1.47 + np.sum(a * a) * 1.18
            a[k % 3] = np.tanh(w[i % 2])
    return np.sum(w * w)


def start_read_after_the_loop(x):
    a = np.ones(3) * x
    b = a
    for _ in range(2):
        b[0] *= x
        b = b * 2.0
    return np.sum(a) + np.sum(b)


def view_as_start(x):
    a = np.ones(3) * x
    b = a[1:]
    for _ in range(2):
        b[0] *= x
        b = b * 2.0
    return np.sum(a) + np.sum(b)


def start_read_in_the_loop(x):
    a = np.ones(3) * x
    b = a
    for _ in range(2):
        x = x + a[0]
        b[0] *= x
        b = b * 2.0
    return x + np.sum(b)


def one_start_of_two(x):
    a = np.ones(3) * x
    b = a
    c = a
    k = 0
    while k < 2:
        k += 1
        b[0] *= x
        b = b * 2.0
        c[1] *= b[1]
        c = c * x
    return np.sum(c) + np.sum(b)


def two_names_from_a_branch(x):
    if x > 0.0:
        a = np.ones(3) * x
        b = a
        a[0] *= x
    else:
        a = np.ones(3)
        b = np.ones(3)
    a *= b
    return np.sum(a) + np.sum(b * b)


def branches_in_branches(x):
    if x > 0.0:
        if x > 0.5:
            a = np.ones(3) * x
            b = a
            a[0] *= x
        else:
            a = np.ones(3)
            b = np.zeros(3)
        c = a
        c[1] *= x
    else:
        a = np.ones(3)
        b = a
        c = b
    b[0] *= x
    a[0] *= x
    return np.sum(a) + np.sum(b * b) + c[0] * c[1]


V = np.array([0.978, -0.353, 0.158])
CASES = [
    *((fn, (0.83,), 0) for fn in (swapped_each_turn, chosen_by_data, alias_or_copy)),
    *((fn, (0.83,), 0) for fn in (new_array_each_turn, own_array_each_turn, view_each_turn)),
    *((fn, (0.83,), 0) for fn in (item_of_a_list, list_of_buffers, item_of_a_tuple)),
    *((fn, (0.83,), 0) for fn in (parts_of_a_split, rows_of_a_matrix, values_of_a_dict)),
    *((fn, (0.83,), 0) for fn in (handed_back, read_of_a_carried_array)),
    *((fn, (0.83,), 0) for fn in (start_read_after_the_loop, view_as_start)),
    *((fn, (0.83,), 0) for fn in (start_read_in_the_loop, one_start_of_two)),
    *((fn, (x,), 0) for fn in (two_names_from_a_branch, branches_in_branches) for x in (0.83, 0.3)),
    *((fn, (-0.83,), 0) for fn in (two_names_from_a_branch, branches_in_branches)),
    (chosen_by_data, (-0.83,), 0),
    (alias_or_copy, (1.2,), 0),
    (read_again_by_a_later_index, (V, np.array([-1.149, 0.217, 1.003])), 1),
]
