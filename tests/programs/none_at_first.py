"""Names and items that are None until something is found: best so far, sums that begin with their first part."""

import numpy as np


def best_so_far(x, v):
    best = None
    for e in v:
        t = np.tanh(e * x)
        if best is None or t > best:
            best = t
    y = best * x
    y += 1.0
    return y * y


def number_in_place(x):
    first = last = None
    for _ in range(3):
        first, last = 1.0, x
    first -= 1.5
    first *= last
    return first * last


def sum_in_place(v, n):
    total = None
    for k in range(n):
        if total is None:
            total = v * 2.0
        else:
            total += v * k
    total[0] *= 2.0
    total -= v
    return np.sum(total * total) * total.shape[0] + total.sum()


def sum_anew(x, v, n):
    total = None
    for k in range(n):
        part = v * k + x
        total = part if total is None else total + part
    if total is None:
        return x
    total *= x
    return total @ total


def default_at_last(x, n):
    best = None
    for k in range(n):
        c = np.sin(x * k)
        if best is None or c > best:
            best = c
    if best is None:
        best = 0.0
    best *= 2.0
    return best * x


def on_one_path(x, v):
    found = None
    if x > 0.0:
        found = v * x
    if found is None:
        return x * 2.0
    other = found
    other += x
    return np.sum(found * v)


def in_a_dict(x, v, n):
    d = {"a": None, "b": x}
    for k in range(n):
        d["a"] = v * k if d["a"] is None else d["a"] + v
        d["a"] *= d["b"]
        d["b"] += x
    return np.sum(d["a"]) * d["b"]


def whole_numbers(x, v):
    place = None
    for k in range(len(v)):
        if v[k] > 0.4 and place is None:
            place = k
    place += 1
    return v[place] * x


def swapped(x, y, n):
    other = None
    for _ in range(n):
        y, other = (x if other is None else other), y
    total = 0.0
    for k in range(3):
        total += y * k
    other *= y
    return total * other * x


def items_of_a_list(x, v):
    slots = [None, None, None]
    for k in range(3):
        slots[k] = v[k] * x
    slots[0] *= 2.0
    return sum(slots) * x


V = np.array([0.3, 1.2, 0.5])


def unpacked_where_it_is_bound(x, c):
    if c > 0:
        saved = (x * 2, x * 3)
        other = None
    else:
        saved = None
        other = (x, x * x)
    if c > 0:
        a, b = saved
    else:
        a, b = other
    return a * b


def products_with_the_row_before(m):
    before = None
    total = 0.0
    for row in m:
        if before is not None:
            step = row - before
            step *= 2
            total += before @ row + np.dot(before, step) + np.sqrt(step @ step)
        before = row * 2
    return total


CASES = [
    (unpacked_where_it_is_bound, (0.7, 1.0), 0),
    (unpacked_where_it_is_bound, (0.7, -1.0), 0),
    (best_so_far, (0.7, V), (0, 1)),
    (products_with_the_row_before, (np.outer(V, V + 1.0),), 0),
    (number_in_place, (1.3,), 0),
    (sum_in_place, (V, 3), 0),
    *((sum_anew, (0.6, V, n), (0, 1)) for n in (3, 1, 0)),
    *((default_at_last, (0.6, n), 0) for n in (3, 0)),
    *((on_one_path, (x, V), (0, 1)) for x in (0.6, -0.6)),
    (in_a_dict, (0.6, V, 3), (0, 1)),
    (whole_numbers, (0.6, V), (0, 1)),
    (swapped, (0.6, 1.2, 3), (0, 1)),
    (items_of_a_list, (0.6, V), (0, 1)),
]
