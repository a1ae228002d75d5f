"""Lists as the generated code uses them: append, pop, l[i] = v; extend, insert, slices, len."""

import numpy as np


def append(x):
    xs = []
    for i in range(4):
        xs.append(x**i * 0.5)
    return xs[1] * xs[3] + sum(xs)


def append_and_pop(x):
    xs = []
    for i in range(4):
        xs.append(x * (i + 1))
    y = 1.0
    while xs:
        y = y * xs.pop() + x
    return y


def pop_positions(x, y):
    xs = [x, y, x * y]
    first = xs.pop(0)
    last = xs.pop()
    return first * last + xs[0] * len(xs)


def item_assignment(x, y):
    xs = [0.0] * 3
    xs[0] = x * y
    xs[1] = xs[0] * x
    xs[-1] = y
    xs[0] = xs[1] * xs[2]
    return xs[0] * xs[1] + xs[2]


def item_augmented(x, y):
    xs = [x, y]
    for i in range(3):
        xs[i % 2] *= xs[(i + 1) % 2]
        xs[0] += 0.1
    return xs[0] * xs[1]


def state_list(x, y):
    state = [x, y]
    for _ in range(3):
        state = [state[1], state[0] * 0.5 + np.sin(state[1])]
    return state[0] * state[1]


def history(v):
    states = [v]
    for _ in range(3):
        states.append(np.sin(states[-1]) * states[0])
    return np.sum(states[-1] * states[1])


def two_lists(v):
    small, large = [], []
    for x in v:
        if x < 0.6:
            small.append(x * x)
        else:
            large.append(x * 3.0)
    return sum(small) * sum(large)


def list_of_lists(x):
    table = [[0.0, 0.0] for _ in range(2)]
    table[0][1] = x * x
    table[1][0] = table[0][1] * x
    return table[1][0] + table[0][1] * table[0][0]


def extend_insert(x, y):
    xs = [x]
    xs.extend([y, x * y])
    xs.insert(1, 2.0 * x)
    return xs[1] * xs[3] + xs[2]


def concatenation(x, y):
    xs = [x] + [y] * 2
    ys = xs[1:] + xs[:1]
    return ys[0] * ys[2] + xs[0] * len(xs + ys)


def shared_list(x):
    xs = [x, 2.0]
    ys = xs
    ys[1] = x * x
    ys.append(x)
    return xs[1] * xs[2] + len(xs)


def arrays_in_list(v):
    parts = [v, v * v]
    parts[0] = parts[1] * v
    parts[1] = parts[0] * 2.0
    return parts[0] * parts[1]


def stack_machine(x, y):
    stack = []
    for op in ["x", "y", "*", "x", "+", "y", "*"]:
        if op == "x":
            stack.append(x)
        elif op == "y":
            stack.append(y)
        else:
            b = stack.pop()
            a = stack.pop()
            stack.append(a * b if op == "*" else a + b)
    return stack.pop()


def reverse_copy(x, y):
    xs = [x, y, x * y]
    ys = xs[::-1]
    zs = list(xs)
    zs[0] = y
    return ys[0] * xs[0] + zs[0] * zs[2]


def reverse_polish(expression, values):
    stack = []
    for token in expression.split():
        if token == "+":
            b = stack.pop()
            a = stack.pop()
            stack.append(a + b)
        elif token == "*":
            b = stack.pop()
            a = stack.pop()
            stack.append(a * b)
        elif token in values:
            stack.append(values[token])
        else:
            stack.append(float(token))
    return stack[0]


def one_array_many_times(v):
    vs = [v]
    for _ in range(2):
        vs.append(vs[-1])
    for row in np.array(vs):
        return np.sum(row * row)


def states_of_a_loop(v):
    vs = [np.arange(3.0) * v[0]]
    for _ in range(3):
        vs.append(vs[-1] * v[1])
    return np.array(vs)[3]


def states_stored_into(v):
    vs = [v * 1.0]
    for k in range(3):
        vs.append(np.sin(vs[-1] * v[1] + vs[0]))
        vs[-1][k % 3] *= v[2]
    rows = np.array(vs)
    return np.sum(rows * rows)


def numbers_of_a_vector(v):
    q = np.array([u * v[-2] for u in v]) * 1.0
    if v[1] < 0.0:
        while v[0] > 0.0:
            return np.sum(q * q) * 0.62
    return np.sum(q * q) * 1.26


def grown(x, n):
    xs = [x]
    for i in range(n):
        xs.append(np.sin(x) * i)
    return xs


def slices_of_run_time_lists(x, n):
    xs = grown(x, n)
    ys = xs[1:]
    zs = xs[::-1][:2] + xs[-2:]
    return sum([u * u for u in ys]) + sum(zs) * x + sum(xs[1:n])


def copy_that_is_changed(x, n):
    xs = grown(x, n)
    ys = xs[:]
    ys[0] = x * x
    ys.append(x)
    return sum([u * u for u in ys]) + sum(xs)


def slice_of_arrays_that_are_changed(x, n):
    xs = [np.array([x, x])]
    for i in range(n):
        xs.append(np.sin(xs[0]) * i)
    ys = xs[1:]
    ys[0][1] *= x
    ys[1] = np.array([x, x * x])
    xs[1][0] *= x
    return sum([np.sum(u * u) for u in ys]) + np.sum(xs[1] * xs[2])


def list_of_each_turn(x, n):
    xs = [x * x]
    ys = [0.0]
    for _ in range(n):
        xs.append(np.sin(x))
        ys = list(xs)
    return sum(xs) * x + sum(ys)


def tuples_of_numbers_and_arrays(x, n):
    steps = []
    y = x
    for _ in range(n):
        y = np.cos(y)
        steps.append((y, np.full(2, y) * x))
    for e, w in steps:
        y = np.tanh(y * e + w[0] * w[1])
    return y


def tuples_walked_back(x, n):
    steps = []
    y = x
    for _ in range(n):
        y = np.cos(y)
        steps.append((y, y * x))
    for e, w in reversed(steps):
        y = np.tanh(y * e + w)
    return y * steps[0][1]


def tuples_in_tuples(x, n):
    steps = []
    y = x
    for _ in range(n):
        y = np.cos(y)
        steps.append((y, (y * x, np.full(2, x))))
    for i in range(n):
        y += steps[i][1][0] * steps[i][1][1][0]
    return y * steps[0][1][0]


def repeats_a_list_of_unknown_length(x, n):
    found = [x]
    for _ in range(n):
        found.append(np.sin(found[-1] * x))
    twice = found * 2
    thrice = 3 * found
    thrice[1] = thrice[1] * x
    total = sum(a * i for i, a in enumerate(twice)) + found[-1]
    for a in thrice:
        total += a * a
    return total


V = np.array([0.5, 1.4, 0.8])
CASES = [
    *((fn, (0.7,), 0) for fn in (append, append_and_pop, list_of_lists, shared_list)),
    *((fn, (0.7, 1.4), (0, 1)) for fn in (pop_positions, item_assignment, item_augmented)),
    *((fn, (0.7, 1.4), (0, 1)) for fn in (state_list, extend_insert, concatenation)),
    *((fn, (0.7, 1.4), (0, 1)) for fn in (stack_machine, reverse_copy)),
    *((fn, (V,), 0) for fn in (history, two_lists, arrays_in_list)),
    (reverse_polish, ("x y * 2 + x *", {"x": 1.3, "y": -0.7}), 1),
    *((fn, (0.7, 3), 0) for fn in (slices_of_run_time_lists, copy_that_is_changed)),
    *((fn, (0.7, 3), 0) for fn in (slice_of_arrays_that_are_changed, list_of_each_turn)),
    *((fn, (0.7, 3), 0) for fn in (tuples_of_numbers_and_arrays, tuples_walked_back)),
    (tuples_in_tuples, (0.7, 3), 0),
    *((numbers_of_a_vector, (v,), 0) for v in (V, V * [1.0, -1.0, 1.0])),
    *((fn, (V,), 0) for fn in (one_array_many_times, states_of_a_loop, states_stored_into)),
    (repeats_a_list_of_unknown_length, (0.4, 3), 0),
]
