"""Augmented assignment to a name that is a number on one path and an array on another, and stores into that array."""

import numpy as np


def sum_of_rows(x, v, n):
    total = 0.0
    for k in range(n):
        total += v * x + k
    return np.sum(total * total) * x


def other_name_in_a_loop(x, v, n):
    total = x
    for k in range(n):
        total *= v + k
        other = total
        total -= 0.5
        x = x + np.sum(other)
    return np.sum(total * total) * x


def other_name_on_one_path(x, v):
    y = v * 1.0 if x > 0 else x
    z = y
    y /= 2.0
    y += v
    return np.sum(z * y)


def stored_by_index(x, v, n):
    v1 = 0
    for k in range(n):
        v1 = v1 + np.sin(v * (k + 0.5))
    v1[[-1, 0]] = v[:2] * x
    v1[1] *= x
    return np.sum(v1 * v1)


def sum_of_the_rows_of_a_matrix(x, m):
    total = 0
    for row in m:
        total += row
    for k in range(2):
        total *= x
    return np.sum(total) * total[0]


def number_then_array_then_none(x, v, n):
    best = None
    for k in range(n):
        best = x if k == 0 else best + v
        best *= x
    return np.sum(best)


def swapped_and_squared(x, v, n):
    a, b = x, 1.0
    for k in range(n):
        a **= 2
        b += a
        a, b = b, a
        if k == 1:
            a = a * v
    return np.sum(a * b)


G = 0.7


def numbers_in_a_list(x, v, n):
    items = [1.0]
    for k in range(n):
        items.append(x)
    s = x
    for k in range(n):
        s = v * 1.0
    s[0] = 2.0 * items[-1]
    return np.sum(s) * sum(items)


def numbers_in_a_tuple(x, v, n):
    pair = (v * x, x)
    s = pair[1]
    if n > 1:
        s = pair[0]
    pair[0][0] *= x
    return np.sum(s * s) * pair[1] + np.sum(pair[0])


def popped_number(x, v, n):
    items = [x, x * 2.0]
    for k in range(n):
        items.append(items[-1] * x)
    a = v * 1.0
    y = items.pop()
    z = y
    if n == 2:
        z = a
    a[1] = x * y
    return np.sum(z) * y * sum(items) + np.sum(a)


def number_from_outside(x, v, n):
    a = v * x
    s = G
    if n == 2:
        s = a
    a[0] = x * s if n == 1 else x
    return np.sum(s * a)


def number_in_a_dict(q, v, n):
    a = v * q["p"]
    s = q["p"]
    if n == 2:
        s = a
    a[0] *= q["p"]
    return np.sum(s * a) + s * 2.0 if n != 2 else np.sum(s)


def chosen_by_place(x, v, n):
    a = v * x
    s = (a, x, x * x)[n % 3]
    a[0] *= x
    t = a if n == 1 else (x if x > 0 else v[0])
    a[1] *= x
    return np.sum(s * t)


def items_of_a_dict(x, v, n):
    a = v * x
    d = {"s": x, "a": a}
    for k in range(n):
        if k == 1:
            d["s"] = d["a"]
        d["a"][0] *= x
        x = x + d["s"] if k == 0 else x
    return np.sum(d["s"] * d["a"]) * x


def array_after_the_loop(x, v):
    total = 0.0
    for k in range(3):
        total = total + v * x * k
    matrix = total.reshape(1, 3)
    matrix[0] *= x
    np.add.at(total, [0, 0, -1], x)
    total, other = np.empty_like(total), total
    total[:] = other * 2.0
    sums = 0
    for e in total:
        sums += e * x
    return sums + np.sum(other * total)


def dropped_on_one_path(x, v, flag):
    total = 0.0
    for k in range(1):
        total = total + x * v * (k + 1)
    last = total
    if flag:
        last[2] = v[1]
        last = x
    return np.sum(last * last) * total[0]


V = np.array([0.3, 1.2, 0.7])
CASES = [
    (array_after_the_loop, (0.6, V), (0, 1)),
    *((sum_of_rows, (0.6, V, n), (0, 1)) for n in (0, 1, 3)),
    *((other_name_in_a_loop, (0.6, V, n), (0, 1)) for n in (1, 2)),
    *((other_name_on_one_path, (x, V), (0, 1)) for x in (0.6, -0.6)),
    (stored_by_index, (0.6, V, 3), (0, 1)),
    (sum_of_the_rows_of_a_matrix, (0.6, np.outer(V, V + 1.0)), (0, 1)),
    (number_then_array_then_none, (0.6, V, 3), (0, 1)),
    (swapped_and_squared, (0.6, V, 4), (0, 1)),
    (numbers_in_a_list, (0.6, V, 2), (0, 1)),
    *((numbers_in_a_tuple, (0.6, V, n), (0, 1)) for n in (1, 2)),
    *((popped_number, (0.6, V, n), (0, 1)) for n in (1, 2)),
    *((number_from_outside, (0.6, V, n), (0, 1)) for n in (1, 2)),
    *((number_in_a_dict, ({"p": 0.6}, V, n), (0, 1)) for n in (1, 2)),
    *((chosen_by_place, (0.6, V, n), (0, 1)) for n in (0, 1, 2)),
    *((items_of_a_dict, (0.6, V, n), (0, 1)) for n in (0, 1, 3)),
    *((dropped_on_one_path, (0.6, V, flag), (0, 1)) for flag in (True, False)),
]
