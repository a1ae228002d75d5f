"""assert, raise, pass and del."""


def asserted(x, y):
    assert x > 0, f"x must be positive, not {x}"
    z = x * y
    assert z != 0.0
    return z * z


def raises(x, kind):
    if kind == "square":
        return x * x
    elif kind == "cube":
        return x * x * x
    else:
        raise ValueError(f"unknown kind {kind!r}")


def raises_in_loop(x):
    for i in range(5):
        x = x * 0.9 + 0.01 * i
        if x < 0:
            raise ArithmeticError("negative")
    return x * x


def passes(x):
    if x > 1:
        pass
    else:
        x = x * x
    for _ in range(2):
        pass
    return x * 2.0


def deletes(x):
    y = x * x
    z = y * 2.0
    del y
    y = z * x
    del z
    return y


def deletes_item(x):
    parts = {"a": x, "b": x * x}
    del parts["a"]
    return parts["b"] * x


CASES = [
    (asserted, (0.7, 1.4), (0, 1)),
    (raises, (0.7, "square"), 0),
    (raises, (0.7, "cube"), 0),
    (raises_in_loop, (0.7,), 0),
    (passes, (0.7,), 0),
    (passes, (1.7,), 0),
    (deletes, (0.7,), 0),
    (deletes_item, (0.7,), 0),
]
