"""Items of containers and tuples that a branch, a loop or a helper chooses: views all the while."""

import numpy as np


def item_chosen(m, x):
    rs = list(m)
    b = rs[0] if x > 0.3 else rs[1]
    m *= 2.0
    return np.sum(b * b)


def item_chosen_stored_through(m, x):
    rs = list(m)
    b = rs[0] if x > 0.3 else rs[1]
    b *= 2.0
    return np.sum(m * m)


def item_chosen_by_branch(m, x):
    rs = list(m)
    if x > 0.3:
        b = rs[0]
    else:
        b = rs[1]
    b *= 2.0
    return np.sum(m * m)


def items_chosen_as_pair(m, x):
    rs = list(m)
    r, s = (rs[0], rs[1]) if x > 0.3 else (rs[1], rs[0])
    r *= 2.0
    return np.sum(m * m)


def item_of_two_views_in_loop(m):
    rs = [m[0], m[1]]
    for i in range(2):
        b = rs[i]
    m *= 2.0
    return np.sum(b * b)


def item_of_two_views_stored_through(m):
    rs = [m[0], m[1]]
    b = rs[0]
    for i in range(2):
        b = rs[i]
    b *= 2.0
    return np.sum(m * m)


def chosen(rs, x):
    if x > 0.3:
        return rs[0]
    return rs[1]


def item_returned_by_helper(m, x):
    b = chosen(list(m), x)
    m *= 2.0
    return np.sum(b * b)


def item_of_tuple_stored_into_in_next_turn(a, b, c):
    for i in range(3):
        a *= 2.0
        a = (b, c)[i % 2]
    return np.sum(b * c)


def item_of_tuple_element_stored_into(a, b):
    for i in range(2):
        a[1] = a[1] * 2.0
        a = (b, b)[i]
    return np.sum(b * b)


def item_of_tuple_in_while(a, b, c, x):
    while x < 1.0:
        x = x + 0.3
        a *= 2.0
        a = (b, c)[int(x * 10) % 2]
    return np.sum(b * c)


M = np.array([[1.2, -0.4], [0.6, 0.7]])
V = np.array([0.4, 0.7, -0.9])
CHOSEN = (
    item_chosen, item_chosen_stored_through, item_chosen_by_branch, items_chosen_as_pair, item_returned_by_helper,
)  # fmt: skip
CASES = [
    *((f, (M, x), (0, 1)) for f in CHOSEN for x in (0.6, 0.1)),
    *((f, (M,), 0) for f in (item_of_two_views_in_loop, item_of_two_views_stored_through)),
    (item_of_tuple_stored_into_in_next_turn, (V[:2], V[1:], V[::2]), (0, 1, 2)),
    (item_of_tuple_element_stored_into, (V[:2], V[1:]), (0, 1)),
    (item_of_tuple_in_while, (V[:2], V[1:], V[::2], 0.2), (0, 1, 2)),
]
