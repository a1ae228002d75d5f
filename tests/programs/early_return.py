"""Early return: several, in nested branches that fall through on some paths."""

import math


def guard(x):
    if x < 0:
        return -x
    return x * x


def many(x, y):
    if x > 2:
        return x * y
    z = x * x
    if y > 1:
        if z > 1:
            return z * y
        z = z + y
    elif y < -1:
        return z - y * y
    else:
        z = math.sin(z)
    return z * x


def falls_through(x, y):
    z = x
    if x > 0:
        if y > 0:
            return x * y
        z = z * 2.0
    z = z * y
    if z > 0.5:
        return z
    return z * z


def different_shapes_of_path(x):
    if x > 1:
        y = x * 2.0
        if x > 2:
            y = y * x
            return y
    else:
        y = x
        return y + x * x
    return y * 3.0


CASES = [
    (guard, (1.5,), 0),
    (guard, (-1.5,), 0),
    *(
        (many, (x, y), (0, 1))
        for x, y in ((2.5, 0.4), (1.5, 1.5), (0.5, 1.5), (0.5, -1.5), (0.5, 0.3))
    ),
    *(
        (falls_through, (x, y), (0, 1))
        for x, y in ((0.5, 0.7), (0.5, -0.7), (-1.5, -0.7), (-0.2, 0.7))
    ),
    *((different_shapes_of_path, (x,), 0) for x in (0.5, 1.5, 2.5)),
]
