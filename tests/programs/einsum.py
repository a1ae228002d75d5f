"""einsum and tensordot: traces, transposes, batches, implicit output, ellipsis."""

import numpy as np


def matrix_product(a, b):
    return np.einsum("ij,jk->ik", a, b)


def implicit(a, b):
    return np.einsum("ij,jk", a, b)


def quadratic(v, m):
    return np.einsum("i,ij,j->", v, m, v)


def transposed(a):
    return np.einsum("ij->ji", a) @ a


def summed(a):
    return np.einsum("ij->", a) * a + np.einsum("ij->i", a)[:, None]


def diagonal(m):
    return np.einsum("ii->i", m) * m[0] + np.einsum("ii", m)


def batched(a, b):
    return np.einsum("bij,bjk->bik", a, b)


def ellipsis(a, b):
    return np.einsum("...ij,jk->...ik", a, b)


def outer(v, w):
    return np.einsum("i,j->ij", v, w)


def elementwise(a, b):
    return np.einsum("ij,ij->ij", a, b)


def missing_index(a, v):
    return np.einsum("ij,k->i", a, v)


def tensordot_number(a, b):
    return np.tensordot(a, b, axes=1)


def tensordot_two(a, b):
    return np.tensordot(a, b, axes=2)


def tensordot_zero(v, w):
    return np.tensordot(v, w, axes=0)


def tensordot_axes(a, b):
    return np.tensordot(a, b, axes=([0, 1], [1, 0]))


def tensordot_axis(a, b):
    return np.tensordot(a, b, axes=(1, 0))


def rand(*shape):
    return np.sin(1.0 + 2.3 * np.arange(np.prod(shape, dtype=int))).reshape(shape)


CASES = [
    (matrix_product, (rand(2, 3), rand(3, 2)), (0, 1)),
    (implicit, (rand(2, 3), rand(3, 2)), (0, 1)),
    (quadratic, (rand(3), rand(3, 3)), (0, 1)),
    (transposed, (rand(2, 3),), 0),
    (summed, (rand(2, 3),), 0),
    (diagonal, (rand(3, 3),), 0),
    (batched, (rand(2, 2, 3), rand(2, 3, 2)), (0, 1)),
    (ellipsis, (rand(2, 2, 3), rand(3, 2)), (0, 1)),
    (ellipsis, (rand(2, 3), rand(3, 2)), (0, 1)),
    (outer, (rand(2), rand(3)), (0, 1)),
    (elementwise, (rand(2, 3), rand(2, 3) + 0.5), (0, 1)),
    (missing_index, (rand(2, 3), rand(2)), (0, 1)),
    (tensordot_number, (rand(2, 3), rand(3, 2)), (0, 1)),
    (tensordot_two, (rand(2, 3), rand(2, 3, 2)), (0, 1)),
    (tensordot_zero, (rand(2), rand(3)), (0, 1)),
    (tensordot_axes, (rand(2, 3, 2), rand(3, 2)), (0, 1)),
    (tensordot_axis, (rand(2, 3), rand(3, 2)), (0, 1)),
]
