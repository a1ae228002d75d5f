"""Tuples of run-time lists that go by names: chosen in branches, carried through loops, read where they were not bound."""

import numpy as np


def best_of_pairs(v):
    pairs = []
    for x in v:
        pairs.append((x, x * x))
    best = pairs[0]
    for p in pairs:
        if p[1] > best[1]:
            best = p
    return best[0] * best[1]


def none_at_first(v):
    pairs = [(x, np.sin(x)) for x in v if x > -5]
    best = None
    for p in pairs:
        if best is None or p[1] > best[1]:
            best = p
    return best[0] * best[1]


def bound_on_one_path(v):
    pairs = []
    for x in v:
        pairs.append((x, x * x))
    s = 0.0
    for i in range(len(v)):
        if v[i] > 0:
            p = pairs[i]
        s = s * 0.9
        if v[i] > 0.6:
            s = s + p[0] * p[1]
    return s


def read_in_branches(v):
    pairs = []
    for x in v:
        pairs.append((x, v * x))
    s = 0.0
    for p in pairs:
        if p[0] > 0:
            s += p[0] * p[1][0]
        for i in range(2):
            if p[0] < 0.6:
                s -= np.sum(np.sin(p[1])) * i
    return s


def read_in_inner_loops(v):
    pairs = [(x, x + 1.0) for x in v if x > -5]
    total = 0.0
    for pair in pairs:
        for j in range(3):
            total += pair[0] ** j * pair[1]
            if j == 1:
                total += pair[1]
    return total


def left_by_a_loop(v):
    pairs = []
    for x in v:
        pairs.append((np.sin(x), v * x))
    k = 0
    while k < len(pairs) and pairs[k][0] < 0.9:
        q = pairs[k]
        k += 1
    for i in range(3):
        if i > 0:
            for j in range(2):
                s = q[0] * q[1][j] * i
    return s


def by_condition(v):
    pairs = []
    for x in v:
        pairs.append((x, (x * x, v[0] * x)))
    total = 0.0
    for i in range(1, len(pairs)):
        low = pairs[i] if pairs[i][0] < pairs[i - 1][0] else pairs[i - 1]
        high = pairs[i - 1] if low == pairs[i] else pairs[i]
        total += low[0] * high[1][0] + low[1][1]
    return total


def previous_and_next(v):
    points = []
    for i in range(len(v)):
        points.append((1.0 * i, v[i] ** 2))
    area, last = 0.0, None
    for point in points:
        if last is not None:
            area += 0.5 * (point[0] - last[0]) * (point[1] + last[1])
        last = point
    return area


def first_over(v, bound):
    points = []
    for x in v:
        points.append((x, np.exp(x)))
    for point in points:
        if point[1] > bound:
            return point[0] * point[1]
    return points[-1][0]


def stack_of_intervals(v):
    work = [(v[0], v[1], 2)]
    total = 0.0
    while work:
        low, high, depth = work.pop()
        middle = 0.5 * (low + high)
        if depth == 0 or high - low < 0.1:
            total += (high - low) * np.sin(middle)
        else:
            work.append((low, middle, depth - 1))
            work.append((middle, high, depth - 1))
    return total


def listed(v):
    pairs = []
    for x in v:
        pairs.append((x, x * x))
    return pairs


def rebuilt_in_a_loop(v):
    pairs = listed(v)
    for _ in range(3):
        pairs = [(y, x * 0.5) for x, y in pairs]
    return sum(x * y for x, y in pairs)


def rebuilt_of_two_kinds(v):
    pairs = [(i, x) for i, x in enumerate(v) if x > -5]
    for _ in range(2):
        pairs = [(x * 0.5, i) for i, x in pairs]
        pairs = [(i + 1, x) for x, i in pairs]
    return sum(i * x for i, x in pairs)


def handed_on_beside_stores(v):
    pairs = listed(v)
    pairs.append(pairs[0])
    pairs[0], pairs[1] = pairs[1], pairs[0]
    a, b = v.copy(), v * v
    for x, y in list(pairs):
        if x > 0:
            a, b = b, a
        a[1:] += 0.2 * b[:-1] * y
    return np.sum(a) * pairs[0][0] * pairs[-1][1]


def handed_on_with_arrays(v):
    items = [(x, (v * x, x * x)) for x in v if x > -5]
    items.append(items[1])
    items[0] = items[2]
    a, b = v.copy(), v * v
    for x, (w, z) in items:
        if x > 0:
            a, b = b, a
        a[1:] += 0.2 * w[:-1] * z
    return np.sum(a) * items[-1][1][1]


def item_read_before_a_store(v):
    s = v[0]
    pairs = listed(v)
    pairs[0] = (v[1], pairs[0][1] * s)
    return sum(x * y for x, y in pairs)


def numbered_rows(v):
    items = []
    for x in v:
        items.append((x, v * x))
    return items


def total_of(items):
    return sum(x * row[0] * row[1] for x, row in items)


def rows_of_tuples_are_changed(v):
    items = numbered_rows(v)
    items[0] = items[1]
    items = items[1:] + [items[0]]
    items[0] = items[1]
    items[1][1][0] = v[1]
    return total_of(items)


def one_tuple_at_two_places(v):
    items = []
    for x in v:
        items.append((x, [x * x, x, 0.5]))
    item = items[0]
    items[2] = item
    item[1][1] += items[-1][1][1]
    number, row = item
    row[0] += number
    return total_of(items[::-1])


def tuples_are_pushed_back(v):
    items = numbered_rows(v)
    for _ in range(3):
        item = items.pop()
        item[1][0] += item[0] * 2
        items.append((item[0] * item[1][1], item[1]))
        items.append(item)
        if item[0] > 0:
            items.append(items[0])
    return total_of(items)


V = np.array([0.5, -1.2, 2.0, 0.77])
CASES = [
    (best_of_pairs, (V,), 0),
    (none_at_first, (V,), 0),
    (bound_on_one_path, (V,), 0),
    (read_in_branches, (V,), 0),
    (read_in_inner_loops, (V,), 0),
    (left_by_a_loop, (V,), 0),
    (by_condition, (V,), 0),
    (previous_and_next, (V,), 0),
    (first_over, (V, 1.8), 0),
    (first_over, (V, 9.0), 0),
    (stack_of_intervals, (np.array([0.3, 1.9]),), 0),
    *((fn, (V,), 0) for fn in (rebuilt_in_a_loop, rebuilt_of_two_kinds)),
    *(
        (fn, (V,), 0)
        for fn in (handed_on_beside_stores, handed_on_with_arrays, item_read_before_a_store)
    ),
    *((fn, (V,), 0) for fn in (rows_of_tuples_are_changed, one_tuple_at_two_places)),
    (tuples_are_pushed_back, (V,), 0),
]
