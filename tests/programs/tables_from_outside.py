"""Lists and dicts of the module: tables of numbers and arrays, and parameters by name, which the program reads."""

import math
from dataclasses import dataclass

import numpy as np

KNOWN = {1, 2}
POWERS = [0.5, 1.5, -0.7]
MIXED = [1, 0.5, -2]
NODES = [[], [0.5], [0.0, 0.5], [0.0, 0.0, 1.0]]
WEIGHTS = [1 / 6, 1 / 3, 1 / 3, 1 / 6]
LAYERS = [np.array([[0.3, -0.2], [0.5, 0.1], [0.2, 0.7]]), np.array([[0.4, 0.2, -0.6]])]
UNEVEN = [np.array([1.0, 2.0]), np.array([0.5]), np.array([0.3, -0.4])]
PARAMETERS = {
    "mass": 1.5,
    "steps": 3,
    "shape": "square",
    "start": np.array([0.4, -0.3]),
    "inner": {"rate": 0.2, "curve": math.tanh},
    "table": [0.1, 0.2, 0.4],
    "none": None,
}
POINTS = [(0.1, 1.0), (0.3, 2), (0.5, 4.0)]
OPTIONS = [("call", 1.1, 1.0), ("put", 0.9, 0.5)]
WEIGHTS_AND_BIASES = [
    (np.array([[0.3, -0.2], [0.5, 0.1], [0.2, 0.7]]), np.array([0.1, 0.2, 0.3])),
    (np.array([[0.4, 0.2, -0.6]]), np.array([0.5])),
]
BODIES = [{"mass": 1.0, "at": [0.0, 1.0]}, {"mass": 2.0, "at": [1.0, 0.5]}]
RATES = {"a": 0.5, "b": 1.5, "c": 0.25}


def sum_of_powers(x):
    total = 0.0
    for power in POWERS:
        total += power * x
    return total * total


def on_an_array(x):
    total = np.zeros(2)
    for k, power in enumerate(POWERS):
        total += power * x**k
    total[0] *= POWERS[1]
    return np.sum(total)


def scheme_of_horner(x):
    total = 0
    for i in range(len(MIXED)):
        total = total * x + MIXED[i]
    return total


def runge_kutta(x, h):
    slopes = []
    for i in range(4):
        at = x.copy()
        for j in range(i):
            at += h * NODES[i][j] * slopes[j]
        slopes.append(-at * at)
    y = x.copy()
    for weight, slope in zip(WEIGHTS, slopes, strict=True):
        y += h * weight * slope
    return np.sum(y)


def layers(x):
    for weights in LAYERS:
        x = np.tanh(weights @ x)
    return x[0]


def layers_by_number(x):
    for k in range(len(LAYERS)):
        x = LAYERS[k] @ x
        x *= LAYERS[k][0, 0]
    return x[0]


def arrays_that_differ(x):
    total = 0.0
    for k in range(len(UNEVEN)):
        total += np.sum(UNEVEN[k] * x) * np.mean(UNEVEN[k])
    return total


def parameters_by_name(x):
    y = x + PARAMETERS["start"]
    for k in range(PARAMETERS["steps"]):
        y += PARAMETERS["inner"]["rate"] * y * PARAMETERS["table"][k]
        y[0] *= PARAMETERS["mass"]
    if PARAMETERS["shape"] == "square" and PARAMETERS["none"] is None:
        y = y * y
    return PARAMETERS["inner"]["curve"](y[1]) + y[0]


def which_is_known_at_run_time(x, name):
    y = x * RATES[name]
    for other in RATES:
        y += RATES[other] * x**2
    return y * RATES.get("b", 0.0) + sum(RATES.values())


def decay(x, a, b, c=0.0):
    return x * a + b * math.exp(-c * x)


def number_of_items_where_one_is_there(x, item):
    return x * len(KNOWN) if item in KNOWN else x * x


def passed_as_keywords(x):
    return decay(x, **RATES)


def as_arrays(x):
    table = np.array(POWERS)
    table[0] = x[0]
    square = np.array([WEIGHTS, WEIGHTS[::-1]])
    square[1] *= x[1]
    return np.sum(table * MIXED) + np.interp(x[1], MIXED[::-1], POWERS) + np.sum(square**2)


def new_lists_of_them(x):
    y = POWERS + [x]
    y[0] = x * x
    z = POWERS[1:]
    z[0] = x
    named = dict(RATES)
    named["a"] = x * y[3]
    return y[0] * z[0] * y[1] + named["a"] * named["b"] + POWERS[0]


@dataclass
class Bond:
    stiffness: float
    length: float


BONDS = [Bond(1.0, 0.5), Bond(2.0, 0.7)]


def pairs_of_numbers(x):
    total = 0.0
    for t, y in POINTS:
        total += (math.exp(-x * t) - y) ** 2
    for k in range(len(POINTS) - 1):
        total += (POINTS[k + 1][1] - POINTS[k][1]) / (POINTS[k + 1][0] - POINTS[k][0]) * x
    return total + sum(w * math.sin(x * t) for t, w in POINTS)


def words_among_numbers(x):
    total = 0.0
    for kind, strike, time in OPTIONS:
        if kind == "call":
            total += max(x - strike, 0.0) ** 2 * time
        else:
            total += max(strike - x, 0.0) ** 2 * time
    return total


def pairs_of_arrays(x):
    for weights, bias in WEIGHTS_AND_BIASES:
        x = np.tanh(weights @ x + bias)
    return x[0]


def array_of_pairs(x):
    table = np.array(POINTS)
    table[1] *= x
    return np.sum(table**2)


def dicts_and_objects(x):
    total = x
    for body in BODIES:
        total += body["mass"] * (x - body["at"][0]) ** 2
    for bond in BONDS:
        total += bond.stiffness * (x - bond.length) ** 2
    return total


X = np.array([0.7, 1.3])
CASES = [
    (sum_of_powers, (0.8,), 0),
    (scheme_of_horner, (0.8,), 0),
    (runge_kutta, (X, 0.1), (0, 1)),
    (which_is_known_at_run_time, (0.8, "c"), 0),
    (number_of_items_where_one_is_there, (0.8, 1), 0),
    (number_of_items_where_one_is_there, (0.8, 3), 0),
    (passed_as_keywords, (0.8,), 0),
    (new_lists_of_them, (0.8,), 0),
    (pairs_of_numbers, (0.8,), 0),
    (words_among_numbers, (0.8,), 0),
    (words_among_numbers, (1.2,), 0),
    (pairs_of_arrays, (X,), 0),
    (array_of_pairs, (X,), 0),
    (dicts_and_objects, (0.8,), 0),
    *((fn, (X,), 0) for fn in (on_an_array, layers, layers_by_number, arrays_that_differ, parameters_by_name, as_arrays)),
]  # fmt: skip
