"""reversed and sorted in loops; sorted keys of a dict."""

import numpy as np


def backwards_range(x):
    y = x
    for i in reversed(range(4)):
        y = y * x + i
    return y


def backwards_list(xs):
    y = 1.0
    for x in reversed(xs):
        y = np.sin(y * x)
    return y


def backwards_array(v):
    y = 1.0
    for x in reversed(v):
        y = np.sin(y * x)
    return y


def sorted_keys(params):
    y = 1.0
    for key in sorted(params):
        y = y * params[key] + 0.5
    return y


def sorted_items(params):
    y = 1.0
    for _, value in sorted(params.items()):
        y = y * value + 0.5
    return y


def backwards_pairs(xs, ys):
    y = 1.0
    for a, b in reversed(list(zip(xs, ys))):
        y = y * a + b
    return y


def sorted_numbers(x, y, z):
    s = sorted([x, y * 2, z, x * z])
    return s[0] * s[1] + s[2] ** 2 - s[3]


def sorted_from_above(xs):
    return sum(v * (i + 1) for i, v in enumerate(sorted(xs, reverse=True)))


def sorted_pairs(v):
    pairs = sorted([(v[0], 1.0), (v[1], v[2]), (v[2], v[0] * 2)], key=lambda p: -p[0])
    return sum(a * b * (k + 1) for k, (a, b) in enumerate(pairs))


def sorted_by_value(params):
    names = sorted(params, key=lambda k: params[k])
    return sum(params[n] ** (i + 1.0) for i, n in enumerate(names))


def sorted_by_size(x, y):
    low, high = sorted((x, y), key=abs)
    return low**2 + high


def events(rates, horizon):
    times = sorted([(1.0 / rates[i], i) for i in range(3)], key=lambda p: p[0])
    t, total = 0.0, 0.0
    for dt, i in times:
        t += dt
        if t > horizon:
            break
        total += np.exp(-t) * (i + 1)
    return total


CASES = [
    (sorted_numbers, (0.3, 0.9, -0.4), (0, 1, 2)),
    (sorted_from_above, ([0.3, 0.9, 0.1],), 0),
    (sorted_pairs, (np.array([0.3, 0.9, 0.5]),), 0),
    (sorted_by_value, ({"u": 0.3, "v": 0.1, "w": 0.7},), 0),
    (sorted_by_size, (-0.9, 0.5), (0, 1)),
    (events, ([1.0, 0.5, 2.0], 10.0), 0),
    (backwards_range, (0.7,), 0),
    (backwards_list, ([0.5, 1.5, -0.7],), 0),
    (backwards_array, (np.array([0.5, 1.5, -0.7]),), 0),
    (sorted_keys, ({"b": 0.5, "a": -1.2, "c": 0.8},), 0),
    (sorted_items, ({"b": 0.5, "a": -1.2, "c": 0.8},), 0),
    (backwards_pairs, ([0.5, 1.5], [0.2, -0.3]), (0, 1)),
]
