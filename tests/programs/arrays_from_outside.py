"""Arrays of the module, of a closure, of a default and of an object are stored into: buffers that outlive a call."""

import numpy as np

BUFFER = np.zeros(3)
TABLE = np.zeros((4, 3))
WEIGHTS = np.array([[1.0, 0.5, 2.0], [0.3, 1.5, 0.7]])


def in_a_buffer_of_the_module(x):
    BUFFER[:] = x * x
    BUFFER[1:] *= BUFFER[:-1]
    return np.sum(BUFFER**2) * x[0]


def in_a_loop(x, n):
    TABLE[0] = x
    for k in range(1, n):
        TABLE[k] = np.sin(TABLE[k - 1]) * x
        TABLE[k, 0] += TABLE[k - 1, 1]
    return np.sum(TABLE[:n] ** 2)


def only_on_one_path(x):
    BUFFER[:] = x
    if x[0] > 0.6:
        row = BUFFER[1:]
        row *= x[:2]
    return BUFFER @ x


def trades_places(x):
    one, other = BUFFER, np.ones(3)
    BUFFER[:] = 2.0 * x
    for _ in range(3):
        other[:] = one * x
        other[0] += one[2]
        one, other = other, one
    return one @ other + BUFFER[0] * x[1]


def doubled(x, out=np.zeros(3)):  # noqa: B008
    out[:] = 2.0 * x
    out[0] *= out[1]
    return out


def in_a_default(x):
    return np.sum(doubled(x) ** 2) + np.sum(doubled(x * x))


def make_closure():
    state = np.zeros(3)

    def in_a_closure(x):
        state[:] = x
        for _ in range(2):
            state[1:] *= state[:-1]
        return state @ state

    return in_a_closure


class Solver:
    def __init__(self):
        self.work = np.zeros(3)
        self.scale = 0.5

    def solve(self, x):
        self.work[:] = x * self.scale
        last = self.work[1:]
        last += x[0]
        return self.work @ x


SOLVER = Solver()
SOLVE = SOLVER.solve


def in_what_an_object_has(x):
    return SOLVER.solve(x) + SOLVER.solve(x * x)


def by_a_method_of_the_module(x):
    return SOLVE(x) * 2.0


def products_with_arrays_of_the_module(x):
    BUFFER[:] = x + WEIGHTS[0]
    return np.sum((WEIGHTS @ BUFFER) ** 2)


X = np.array([0.7, 1.3, -0.9])
CASES = [
    (in_a_loop, (X, 4), 0),
    (only_on_one_path, (-X,), 0),
    (make_closure(), (X,), 0),
    *(
        (fn, (X,), 0)
        for fn in (
            in_a_buffer_of_the_module, only_on_one_path, trades_places, in_a_default, in_what_an_object_has,
            by_a_method_of_the_module, products_with_arrays_of_the_module,
        )
    ),
]  # fmt: skip
