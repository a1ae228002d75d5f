"""`out=`, by name and by position, and `where=` of ufuncs and reductions."""

import numpy as np

MASK = np.array([True, False, True, True])


def out_by_name(x):
    out = np.empty(4)
    np.multiply(x, x, out=out)
    return np.sum(out * x)


def out_in_a_tuple(x):
    out = np.empty(4)
    np.multiply(x, x, out=(out,))
    return np.sum(out * x)


def out_by_position(x):
    out = x.copy()
    np.add(x, out, out)
    np.exp(out, out)
    return np.sum(out * x)


def out_of_a_view(x):
    out = x.copy()
    np.multiply(out[1:], x[:-1], out=out[:-1])
    return np.sum(out * x)


def sum_into(x):
    out = np.zeros(2)
    np.sum(x, axis=1, out=out)
    return np.sum(out * out)


def sum_into_by_position(x):
    out = np.zeros(2)
    np.sum(x, 1, None, out)
    return np.sum(out * out)


def method_into(x):
    out = np.zeros(2)
    x.sum(axis=1, out=out)
    x.max(1, out)
    return np.sum(out * out * out)


def several_into(x):
    out = np.zeros((2, 2))
    np.dot(x, x.T, out)
    total = np.zeros(2)
    np.mean(out, 0, None, total)
    np.cumsum(total, 0, None, total)
    return np.sum(total * total)


def used_as_a_value(x):
    out = np.zeros(4)
    return np.sum(np.sin(x, out) * np.cumsum(x)) + out[1]


def where_into(x, y):
    out = x * 2.0
    np.multiply(x, y, where=MASK, out=out)
    return np.sum(out * y)


def where_of_data(x, y):
    safe = np.divide(x, y, out=np.zeros(4), where=y > 0.5)
    return np.sum(safe * safe)


def where_alone(x, y):
    root = np.sqrt(x, where=x > 0)
    return np.sum(root[x > 0] * y[x > 0])


def in_single_precision(x):
    return np.sum(np.multiply(x, x, dtype=np.float32).astype(float) * 0.0 + x)


def flattened_by_columns(x):
    return np.sum(x.flatten("F") * x.ravel(order="F") * np.arange(8.0))


def element_as_a_view(x):
    y = x.copy()
    spot = y[0, ...]
    spot += 3.0 * x[1]
    return np.sum(y * x)


V = np.array([0.5, -1.2, 2.0, 0.7])
W = np.array([1.5, 0.3, -0.8, 1.1])
M = np.array([[0.3, -0.8, 1.2, 0.4], [-1.5, 0.6, 2.1, 0.9]])
CASES = [
    *((fn, (V,), 0) for fn in (out_by_name, out_in_a_tuple, out_by_position, out_of_a_view)),
    *((fn, (M,), 0) for fn in (sum_into, sum_into_by_position, method_into, several_into)),
    (used_as_a_value, (V,), 0),
    (where_into, (V, W), (0, 1)),
    (where_of_data, (V, W), (0, 1)),
    (where_alone, (V, W), (0, 1)),
    (in_single_precision, (V,), 0),
    (flattened_by_columns, (M,), 0),
    (element_as_a_view, (V,), 0),
]
