"""Text for unknown types (numbers or arrays of any dtype and shape), with `unbroadcast`."""

import numpy as np

from sourcediff import runtime


def damped(x, y):
    s = np.sin(x * y)
    return s * x


def damped_grad(x, y, *, out_bar=1.0):
    # forward
    t = x * y
    s = np.sin(t)
    # reverse
    runtime.check_seed(out_bar, s * x, "out_bar")  # no guard knows its shape
    t_bar = out_bar * x * np.cos(t)
    x_bar = runtime.unbroadcast(out_bar * s + t_bar * y, x)
    y_bar = runtime.unbroadcast(t_bar * x, y)
    return x_bar, y_bar


_ROW = np.array([0.5, -1.1, 1.7])
UNKNOWN = [
    (damped, damped_grad, (0.7, 1.3), (0, 1)),
    (damped, damped_grad, (_ROW, 1.3), (0, 1)),
    (damped, damped_grad, (_ROW, np.array([[0.4], [0.9]])), (0, 1)),
]
