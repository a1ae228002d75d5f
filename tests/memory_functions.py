"""Functions that write into arrays, for `test_memory.py`."""

import numpy as np

from sourcediff import grad

TABLE = np.array([1.0, 2.0, 3.0, 4.0])


class Holder:
    def __init__(self, array):
        self.array = array


def writes_element(x, y):
    x[0] = y[1] * 2.0
    return np.sum(x * y)


def multiplies_in_place(x, y):
    x *= y
    return np.sum(x * y)


def writes_in_loop(x, y):
    for i in range(len(x)):
        x[i] = x[i] * y[-1 - i]
    return np.sum(x)


def writes_whole(x, y):
    x[:] = x + y[::-1]
    return np.sum(x * y)


def reads(x, y):
    return np.sum(x * y)


def writes_item(p):
    p["a"][0] = p["b"][1] * 3.0
    return np.sum(p["a"] * p["b"])


def writes_attribute(holder, y):
    holder.array[0] = y[1]
    return np.sum(holder.array * y)


def writes_attribute_sometimes(x, holder, flag):
    if flag:
        holder.array[0] = x[1] * 2.0
    return np.sum(holder.array * x)


def writes_beside_global(x):
    x[0] = 5.0 * x[1]
    return np.sum(x * TABLE)


def writes_beside_cell(table):
    def writes(x):
        x[0] = 5.0 * x[1]
        return np.sum(x * table)

    return writes


dwriter = grad(writes_element)


def calls_writer(x):
    return np.sum(dwriter(x, x) * x)


def reshapes(a):
    b = a.copy()
    flat = b.reshape(-1)
    flat[2:5] = flat[5:8] * 2.0
    return np.sum(b**2)


def reshapes_argument(a):
    flat = a.reshape(-1)
    flat[2:5] = flat[5:8] * 2.0
    return np.sum(a**2)


def ravels_transpose(a):
    b = a.copy()
    flat = b.T.ravel()
    flat[0] = 10.0 * flat[1]
    return np.sum(b**2) + np.sum(flat)


def ravels_slice(a):
    b = np.zeros((3, 4))
    b[:] = a
    flat = b[:, 1:].ravel()
    flat[0] = 10.0 * flat[1]
    return np.sum(b**2) + np.sum(flat)


def flattens(a):
    b = a.copy()
    flat = b.flatten()
    flat[0] = 10.0 * flat[1]
    return np.sum(b**2) + np.sum(flat)


def as_array(a):
    b = np.asarray(a)
    b[0] = 3.0 * b[1]
    return np.sum(b * a)


def as_single(a):
    b = np.asarray(a, dtype=np.float32)
    b[0] = 2.0 * b[1]
    return np.sum(a)


def array_of(a):
    b = np.array(a)
    b[0] = 3.0 * b[1]
    return np.sum(b * a)


def array_without_copy(a):
    b = np.array(a, copy=None)
    b[0] = 3.0 * b[1]
    return np.sum(b * a)


def as_type_without_copy(a):
    b = a.astype(float, copy=False)
    b[0] = 3.0 * b[1]
    return np.sum(b * a)


def contiguous(a):
    b = np.ascontiguousarray(a)
    b[0] = 3.0 * b[1]
    return np.sum(b * a)


def positive(a):
    b = +a
    b[0] = 3.0 * b[1]
    return np.sum(b * a)


def broadcasts(a):
    b = a.copy()
    wide = np.broadcast_to(b, (2, 3, 4))
    b[0] = 3.0 * a[1]
    return np.sum(wide * wide)


def diagonal(a):
    b = a.copy()
    line = np.diagonal(b)
    b[0] = 3.0 * a[1]
    return np.sum(line * line)


def makes_diagonal(a):
    line = a[0].copy()
    b = np.diag(line)
    b[0, 1] = 3.0 * a[1, 1]
    return np.sum(b * b) + line[0]


def real_part(a):
    b = a.copy()
    part = b.real
    part[0] = 3.0 * a[1]
    return np.sum(b * b)


def element_view(a):
    b = a.copy()
    spot = b[0, 0, ...]
    spot += 3.0 * a[1, 1]
    return np.sum(b * a)


VIEWS = [
    reshapes, reshapes_argument, ravels_transpose, ravels_slice, flattens, as_array, as_single,
    array_of, array_without_copy, as_type_without_copy, contiguous, positive, broadcasts, diagonal,
    makes_diagonal, real_part, element_view,
]  # fmt: skip

REFUSED = [ravels_transpose, ravels_slice, broadcasts, diagonal]


def returns_what_was_reshaped(x):
    b = np.zeros((2, 3))
    flat = b.reshape(-1)
    flat[:] = x * 2.0
    flat[0] = 1.0
    return b


def square_up_to(a, n):
    if n < 0:
        return 0.0
    a[n] = a[n] * a[n]
    return square_up_to(a, n - 1) + a[n]


def fills_recursively(x):
    y = x.copy()
    return square_up_to(y, 3) + np.sum(y)
