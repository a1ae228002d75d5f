"""Lists at run time that are read as a whole while arrays in them are stored into by another name."""

import numpy as np


def stacked_states(xs):
    h = np.zeros(2)
    states = []
    for x in xs:
        h[:] = np.sin(h * x + x)
        states.append(h)
    return np.sum(np.stack(states) * np.array([0.7, 1.3]))


def states_that_change_once(xs):
    h = np.zeros(2)
    states = []
    for x in xs:
        h = h.copy() if len(states) % 2 else h
        h[:] = np.tanh(h + x)
        states.append(h)
    states[0][0] *= 2.0
    return np.stack(states) * xs


def squares(xs):
    made = []
    for x in xs:
        h = x * x
        made.append(h)
    return made


def stacked_before(xs):
    made = squares(xs)
    total = np.sum(np.sin(np.stack(made)))
    made[0][0] *= 2.0
    return total + np.sum(made[0] ** 2)


def read_beside_a_change(xs, w):
    made = squares(xs)

    def change():
        made[0][0] *= 3.0
        return w

    y = np.stack(made) * change()
    return y * y


def tanh_changed(xs):
    made = []
    for x in xs:
        h = np.tanh(x)
        made.append(h)
    made[0][0] *= 2.0
    return np.sum(np.stack(made) * xs)


def product_before(xs, w):
    made = []
    for x in xs:
        made.append(np.outer(x, w))
    total = np.sum(np.linalg.multi_dot(made))
    made[0][0] *= 2.0
    return total + np.sum(made[0] ** 2)


def rows_in_a_list(xs, w):
    h = np.zeros((2, 2))
    rows = [h[0]]
    total = 0.0
    for k in range(2):
        rows.append(h[k])
        h[k] = xs[k] * w
        total += np.sum(np.concatenate(rows) ** 2)
        h += 1.0
    return total + np.sum(np.vstack(rows) ** 3)


XS = np.array([[0.7, 1.3], [1.1, 0.9]])
W = np.array([1.3, 0.6])
CASES = [
    *[
        (fn, (XS,), 0)
        for fn in (stacked_states, states_that_change_once, stacked_before, tanh_changed)
    ],
    *[(fn, (XS, W), (0, 1)) for fn in (read_beside_a_change, product_before, rows_in_a_list)],
]
