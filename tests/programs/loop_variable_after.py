"""Loop variables, and names bound in the body, read after the loop."""

import numpy as np


def last_index(x, n):
    y = x
    for i in range(n):
        y = y * x
    return y * i


def last_element(v):
    total = 0.0
    for x in v:
        total = total + x * x
    return total * x


def after_break(v):
    for x in v:
        if x > 1.0:
            break
    return x * x * v[0]


def body_name(v):
    for x in v:
        square = x * x
        if square > 1.0:
            continue
    return square * x


def after_while(x):
    n = 0
    while n < 3:
        step = x * 0.3 + n
        x = x + step * step
        n += 1
    return x * step * n


def zero_turns(x, n):
    i = 5
    y = x
    for i in range(n):
        y = y * i
    return y * x * i


def of_inner_loop(a):
    for row in a:
        for x in row:
            y = x * row[0]
    return x * y + np.sum(row)


def pair_target(pairs):
    for a, b in pairs:
        c = a * b
    return a + b * c


def read_in_a_test(x):
    for i in range(3, 0, -1):
        x = x * 0.5
    k = 0
    while k < 2 and x < i:
        k += 1
        x = x * x
    return x * k


V = np.array([0.5, 1.3, -0.9])
CASES = [
    (last_index, (0.7, 4), 0),
    (last_element, (V,), 0),
    (after_break, (V,), 0),
    (after_break, (V * 0.5,), 0),
    (body_name, (V,), 0),
    (after_while, (0.7,), 0),
    (zero_turns, (0.7, 0), 0),
    (zero_turns, (0.7, 3), 0),
    (of_inner_loop, (np.array([[0.5, 1.4], [1.2, -0.7]]),), 0),
    (read_in_a_test, (0.7,), 0),
    (pair_target, ([(0.5, 1.4), (1.2, -0.7)],), 0),
]
