"""Lists in lists whose lengths are known at run time only: replaced, popped, chosen and swapped."""

import numpy as np


def tables(v):
    rows = []
    for x in v:
        rows.append((x, [x * x, x]))
    return rows


def replaced_twice(v):
    rows = tables(v)
    rows.pop()
    rows[0] = (v[1], [v[2], v[0]])
    rows[0] = (v[1], [v[2] * v[1], v[0]])
    rows.append((v[1], [v[2] * v[1], v[0]]))
    total = 0.0
    for x, row in rows:
        total += x * row[0] * row[1]
    return total


def popped_unread(v):
    rows = [[x, x * x] for x in v if x > -5]
    total = 0.0
    while rows:
        row = rows.pop()
        if len(rows) % 2 == 0:
            total += row[0] * row[1]
    return total


def chosen_row_is_changed(v):
    rows = [[x, 1.0] for x in v if x > -5]
    low = high = rows[0]
    for row in rows:
        if row[0] < low[0]:
            low = row
        if row[0] > high[0]:
            high = row
    low[1], high[1] = high[0], low[0]
    return sum(row[0] * row[1] for row in rows) + low[1] * high[0]


def rows_trade_places(v):
    rows = [[x, i * x] for i, x in enumerate(v) if x > -5]
    for i in range(len(rows) - 1):
        if rows[i][0] > rows[i + 1][0]:
            kept = rows[i]
            rows[i] = rows[i + 1]
            rows[i + 1] = kept
            kept[1] += 1.0 * kept[0]
    return sum((i + 1) * row[0] * row[1] for i, row in enumerate(rows))


def lists_take_turns(v):
    a, b, c = [x for x in v], [x + 1 for x in v], [x * x for x in v]
    for _ in range(4):
        for i in range(len(a)):
            c[i] = 0.5 * a[i] + 0.25 * b[i - 1] + 0.1 * c[i]
        a, b, c = c, a, b
    return sum(a) * b[1] + c[2]


def rows_under_keys(v, names):
    rows = {}
    for name, x in zip(names, v, strict=True):
        rows[name] = [x, 1.0]
    best = names[0]
    for name in names:
        row = rows[name]
        row[1] += row[0] ** 2
        if rows[name][1] > rows[best][1]:
            best = name
    rows[best][0] *= 3
    rows[names[1]], rows[names[2]] = rows[names[2]], rows[names[1]]
    return sum(rows[name][0] * rows[name][1] * (i + 1) for i, name in enumerate(names))


def last_popped(v):
    rows = [[x, x * x] for x in v if x > -5]
    for _ in range(3):
        row = rows.pop()
    return row[0] * row[1]


def popped_until(v):
    rows = [[x, x * x] for x in v if x > -5]
    row = [0.0, 0.0]
    while rows:
        row = rows.pop()
        if row[0] > 1.5:
            break
    return row[0] * row[1]


def popped_on_one_path(v):
    rows = [[x, x * x] for x in v if x > -5]
    if v[0] > 0:
        row = rows.pop()
    else:
        row = rows[0]
    return row[0] * row[1] + rows[0][0] + rows[2][1]


def put_back_in_a_loop(v):
    items = []
    for x in v:
        items.append((x, [x * x, x, 0.5]))
    item = items[0]
    for _ in range(3):
        items = items[1:] + [item]
    return sum(x * row[0] * row[1] for x, row in items)


def row_of_the_last_turn(v):
    items = []
    for x in v:
        items.append((x, [x * x, x, 0.5]))
    for i in range(3):
        item = items[i]
    return item[0] * item[1][0]


V = np.array([0.5, -1.2, 2.0, 0.77])
CASES = [
    *((fn, (V,), 0) for fn in (replaced_twice, popped_unread, chosen_row_is_changed)),
    *((fn, (V,), 0) for fn in (rows_trade_places, lists_take_turns)),
    *((fn, (V,), 0) for fn in (last_popped, popped_until, popped_on_one_path)),
    *((fn, (V,), 0) for fn in (put_back_in_a_loop, row_of_the_last_turn)),
    (rows_under_keys, (V, ["a", "b", "c", "d"]), 0),
]
