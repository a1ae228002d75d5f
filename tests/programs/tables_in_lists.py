"""Tables and matrices that are written as lists where NumPy takes arrays."""

import numpy as np


def interpolated(v):
    return np.interp(v, [0.0, 1.0, 2.0], [1.0, 3.0, 2.0]) * v


def interpolated_in_tuples(v):
    return np.interp(v * v, (0.0, 1.0, 2.0), (1.0, 3.0, 2.0))


def nodes_in_a_list(x, f):
    return np.interp(x, [0.0, 1.0, 2.0], f) * x


def ordinates_in_a_list(x, nodes):
    return np.interp(x, nodes, [1.0, 3.0, 2.0]) * x


def a_single_node(x, f):
    return np.interp(x, [0.5], f[:1]) * x


def solved(v):
    return np.linalg.solve([[2.0, 1.0], [0.0, 3.0]], v[:2]) * v[2]


V = np.array([0.7, -1.3, 0.4, 2.1])
F = np.array([1.2, 0.3, -0.8])
CASES = [
    *((fn, (V,), 0) for fn in (interpolated, interpolated_in_tuples, solved)),
    *((fn, (0.83, F), (0, 1)) for fn in (nodes_in_a_list, a_single_node)),
    *((fn, (x, F), (0, 1)) for fn in (nodes_in_a_list, a_single_node) for x in (V, 2.7, -0.4)),
    (ordinates_in_a_list, (0.83, np.array([-0.2, 0.4, 1.1])), (0, 1)),
]
