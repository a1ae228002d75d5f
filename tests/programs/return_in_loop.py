"""return inside loops: out of one, out of nested ones, out of while, before and after updates."""

import numpy as np


def first_large(v, limit):
    total = 0.0
    for x in v:
        total = total + x * x
        if total > limit:
            return total * x
    return total


def out_of_two(a, limit):
    total = 1.0
    for row in a:
        for x in row:
            total = total * x + 0.5
            if total > limit:
                return total * total
        total = total + row[0]
    return total


def out_of_three(x, n):
    total = x
    for i in range(n):
        for j in range(i + 1):
            k = 0
            while k <= j:
                total = total * 1.1 + 0.1 * x * k
                if total > 2.0:
                    return total * x
                k += 1
            total = total + 0.01 * x
    return total * 2.0


def from_while(x):
    n = 0
    while True:
        x = x * x + 0.2
        n += 1
        if x > 1.0:
            return x * n
        if n > 6:
            return -x


def break_or_return(v, limit):
    total = 0.0
    for x in v:
        if x < 0:
            break
        total = total + x
        if total > limit:
            return total * total
    total = total * 3.0
    return total


def continue_or_return(v, limit):
    total = 0.5
    for x in v:
        if x < 0:
            total = total * 0.9
            continue
        total = total + x * total
        if total > limit:
            return np.sin(total)
    return total


def returns_array(a):
    v = a[0]
    for row in a:
        v = v * row
        if v[0] > 0.2:
            return v * 2.0
    return v + a[1]


def in_else(x):
    for _ in range(3):
        x = x * 1.2
        if x > 2.0:
            break
    else:
        return x * x
    return x


def arrays_of_some_turns(x, v, n):
    """What the inner loop returns is an array on one path, and nothing on the others."""
    k = 0
    while k < 3:
        k += 1
        for _ in range(1):
            total = x
            items = [x]
            while items:
                total = np.tanh(total * items.pop())
            if k % 2 == 0:
                if x > -0.45:
                    if n == 1:
                        break
                    return {"a": (x * total, v[k % 3]), "b": [total]}
                break
    return {"a": (x, v[0] @ np.outer(np.array([x, 1.0, x]), v[1])), "b": [x * x]}


def tuples_of_some_turns(x, v):
    for i, e in enumerate(v):
        if x > 0.1:
            steps = []
            y = 1.79
            for _ in range(1):
                y = np.cos(y + 0.3 * i)
                steps.append((y, np.full(2, y) * v[i % 3]))
            y *= steps[0][0]
            for a, w in steps:
                y = np.tanh(y * a + w[0] * w[1])
            return y * 1.63 + e * 0.35
    return x


V = np.array([0.5, 0.9, -0.4, 0.8])
A = np.array([[0.5, 1.4], [1.2, 0.7], [0.6, 0.8]])
M = np.arange(9.0).reshape(3, 3) * 0.1
CASES = [
    *((first_large, (V, limit), 0) for limit in (0.1, 0.6, 1e9)),
    *((out_of_two, (A, limit), 0) for limit in (1.6, 2.5, 1e9)),
    *((out_of_three, (x, 4), 0) for x in (1.7, 0.9, 0.2)),
    *((from_while, (x,), 0) for x in (0.9, 0.1)),
    *((break_or_return, (V, limit), 0) for limit in (0.3, 1.0, 1e9)),
    *((continue_or_return, (V, limit), 0) for limit in (0.3, 1.0, 1e9)),
    (returns_array, (A,), 0),
    (returns_array, (A * np.array([0.3, 1.0]),), 0),
    *((in_else, (x,), 0) for x in (0.5, 1.9)),
    (tuples_of_some_turns, (1.02, V), (0, 1)),
    *((arrays_of_some_turns, (x, M, n), (0, 1)) for x in (0.7, -0.6) for n in (1, 2)),
]
