"""break and continue: on counters and data, several of them, in nested loops."""

import numpy as np


def stops(x):
    total = 0.0
    for i in range(10):
        total = total + x**i
        if i == 4:
            break
    return total


def stops_on_data(x, limit):
    for i in range(20):
        x = x * 1.3 + 0.01 * i
        if x > limit:
            x = x * x
            break
    return x


def stops_first(x, limit):
    y = 1.0
    for i in range(20):
        if y > limit:
            break
        y = y * x + i
    return y * x


def skips(v):
    total = 0.0
    for x in v:
        if x < 0:
            continue
        total = total * 0.5 + x * x
    return total


def skips_late(v):
    total = 0.0
    for i, x in enumerate(v):
        y = x * x
        if i % 2 == 0:
            total = total + y * x
            continue
        y = y * total
        total = total + y
    return total


def both(v, limit):
    total = 0.1
    for x in v:
        if x < 0:
            total = total * 1.5
            continue
        total = total + x * total
        if total > limit:
            total = total * x
            break
        total = total - 0.01 * x
    return total


def inner_break(a):
    total = 0.0
    for row in a:
        y = 1.0
        for x in row:
            if x < 0:
                break
            y = y * x
        total = total + y * y
    return total


def outer_break(a):
    total = 0.0
    for row in a:
        y = 1.0
        for x in row:
            y = y * x
            if x < 0:
                continue
            y = y + x
        if y > 2.0:
            total = total + y
            break
        total = total + y * row[0]
    return total


def in_while(x):
    i = 0
    y = x
    while i < 12:
        i += 1
        if i % 3 == 0:
            continue
        y = np.sin(y) + x
        if i > 7:
            break
    return y


def never(x):
    for _ in range(3):
        x = x * x + 0.1
        if x > 1e6:
            break
    return x


def at_once(x):
    y = x
    for _ in range(3):
        break
    else:
        y = y * 2.0
    return y * x


V = np.array([0.5, -1.1, 1.7, 0.8])
A = np.array([[0.5, 1.4, -0.3, 0.2], [1.2, 0.7, 1.1, 0.9], [0.6, -0.8, 1.3, 0.4]])


def flag_beside_a_header(x, y, w):
    xs = [y * (k + 0.5) for k in range(2)]
    k = 0
    while True:
        k += 1
        if not w[-1] > -0.8:
            return x + sum(xs)
        for _ in list(xs):
            if not xs[-1] > -0.38:
                continue
            y = np.tanh(w[0] * x)
            if -0.82 < np.tanh(w[-2]) < -0.01:
                if k == 1:
                    return y * 0.7 + sum(xs)
                continue
        if k >= 1 or y > -1.44:
            break
    xs.append(x)
    return x * y + sum(xs)


CASES = [
    (flag_beside_a_header, (0.783, 0.5, np.array([1.07, 0.537])), (0, 1)),
    (stops, (0.7,), 0),
    (stops_on_data, (0.7, 3.0), 0),
    (stops_on_data, (0.7, 1e9), 0),
    (stops_first, (1.2, 4.0), 0),
    (skips, (V,), 0),
    (skips_late, (V,), 0),
    (both, (V, 1e9), 0),
    (both, (V, 0.2), 0),
    (inner_break, (A,), 0),
    (outer_break, (A,), 0),
    (in_while, (0.4,), 0),
    (never, (0.4,), 0),
    (at_once, (0.4,), 0),
]
