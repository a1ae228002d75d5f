"""A name that takes another type or another shape."""

import numpy as np


def shape_changes(v):
    y = v * v
    y = np.sum(y)
    y = y * v
    y = y[0]
    return y


def number_then_array(x):
    y = 2.0
    y = y * x
    y = np.array([y, x])
    y = np.sum(y * y)
    return y


def string_then_number(x, y):
    z = "square"
    if z == "square":
        z = x * y
    return z * z


def int_then_float(x, n):
    s = 0
    for i in range(n):
        s = s + x * i
    return s * x


def int_then_array(v):
    s = 0
    for i in range(3):
        s = s + v * i
    return np.sum(s * v)


def loop_changes_shape(v):
    s = 1.0
    for _ in range(2):
        s = s * v + 0.5
    return np.sum(s)


def parameter_rebound(x):
    x = [x, x * x]
    x = x[0] * x[1]
    x = (x, 2.0)
    return x[0] * x[1]


def branch_types(x, flag):
    if flag:
        y = np.array([x, 2.0 * x])
        z = np.sum(y * y)
    else:
        y = x
        z = y * 3.0
    return z


def none_then_value(xs):
    best = None
    for x in xs:
        if best is None:
            best = x
        else:
            best = best * x + 0.5
    return best * best


def loop_variable_is_reused(v):
    total = 0.0
    for x in v:
        x = x * x
        total = total + x
    x = total * 2.0
    return x * total


def shadows_builtin(x, y):
    sum = x + y
    max = x * y
    list = sum * max
    return list * sum


def shadows_numpy(x):
    np = 3.0
    return x * np * x


def looks_generated(x, tape, x_bar):
    t = x * tape
    t_bar = t * x_bar
    t_2 = t_bar * t
    x_2 = t_2 * x
    for _ in range(2):
        t = t * x_2
    return x_2 + t_bar * x_bar + t


def keyword_like(x):
    match = x * x
    case = match * 2.0
    type = case + x
    return type * match


def named_like_helpers(x, spread, zeros_of):
    count = len(zeros_of)
    unbroadcast = x * spread
    check_seed = [unbroadcast]
    for expand in range(count):
        check_seed.append(check_seed[-1] * x + np.mean(zeros_of) * expand)
    add_lists = check_seed[:2]
    return sum(add_lists) + sum(check_seed)


V = np.array([0.5, -0.9, 1.3])
CASES = [
    (shape_changes, (V,), 0),
    (number_then_array, (0.7,), 0),
    (string_then_number, (0.7, 1.4), (0, 1)),
    (int_then_float, (0.7, 3), 0),
    (int_then_array, (V,), 0),
    (loop_changes_shape, (V,), 0),
    (parameter_rebound, (0.7,), 0),
    (branch_types, (0.7, True), 0),
    (branch_types, (0.7, False), 0),
    (none_then_value, ([0.5, 0.9, -1.3],), 0),
    (loop_variable_is_reused, (V,), 0),
    (shadows_builtin, (0.7, 1.4), (0, 1)),
    (shadows_numpy, (0.7,), 0),
    (looks_generated, (0.7, 1.4, 0.3), (0, 1, 2)),
    (keyword_like, (0.7,), 0),
    (
        named_like_helpers,
        (np.array([0.3, 0.4]), np.array([[0.5], [0.2]]), np.array([1.0, 2.0, 3.0])),
        (0, 1, 2),
    ),
]
