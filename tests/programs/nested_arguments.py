"""Arguments that are nested dicts, lists and tuples of numbers and arrays."""

import numpy as np


def dict_of_arrays(params, x):
    return np.sum(np.tanh(params["w"] @ x + params["b"]) ** 2)


def list_of_layers(layers, x):
    for w, b in layers:
        x = np.tanh(w @ x + b)
    return np.sum(x * x)


def list_of_dicts(layers, x):
    for layer in layers:
        x = np.tanh(layer["w"] @ x + layer["b"])
    return np.sum(x * x)


def tuple_of_numbers(point):
    x, y = point
    return x * y + point[0] ** 2


def deep(tree):
    return tree["a"][0] * tree["b"]["c"][1] + np.sum(tree["b"]["d"] ** 2)


def partly_used(params):
    return params["used"] ** 2 + params["list"][1]


def with_inactive_leaves(params):
    y = params["x"]
    for _ in range(params["n"]):
        y = y * params["x"] + params["weights"][0]
    return y if params["mode"] == "a" else -y


def same_leaf_twice(pair, x):
    return pair[0] * pair[1] * x + pair[0] * x


def passes_through(params):
    return helper(params) * params["a"] + helper({"a": params["b"], "b": 2.0})


def helper(p):
    return p["a"] * p["b"] ** 2


def rebuilt(params):
    params = {key: 2.0 * value for key, value in params.items()}
    return params["a"] * params["b"]


def empty_containers(params):
    return params["x"] ** 2 + len(params["none"]) + len(params["nothing"])


W = np.array([[0.5, 1.4], [-1.2, 0.7]])
B = np.array([0.1, -0.3])
X = np.array([0.6, 0.9])
CASES = [
    (dict_of_arrays, ({"w": W, "b": B}, X), 0),
    (dict_of_arrays, ({"w": W, "b": B}, X), (0, 1)),
    (list_of_layers, ([(W, B), (W.T, B + 1.0)], X), (0, 1)),
    (list_of_dicts, ([{"w": W, "b": B}, {"w": W.T, "b": B + 1.0}], X), (0, 1)),
    (tuple_of_numbers, ((0.7, 1.4),), 0),
    (deep, ({"a": (0.7, 1.4), "b": {"c": [0.3, 0.9], "d": X}},), 0),
    (partly_used, ({"used": 0.7, "unused": X, "list": [0.3, 0.9]},), 0),
    (with_inactive_leaves, ({"x": 0.7, "n": 2, "mode": "a", "weights": (0.3, None)},), 0),
    (same_leaf_twice, ([0.7, 1.4], 0.3), (0, 1)),
    (passes_through, ({"a": 0.7, "b": 1.4},), 0),
    (rebuilt, ({"a": 0.7, "b": 1.4},), 0),
    (empty_containers, ({"x": 0.7, "none": [], "nothing": {}},), 0),
]
