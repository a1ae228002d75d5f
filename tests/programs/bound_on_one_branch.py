"""Variables bound on one branch only: fine where the other branch never reads them."""


def read_under_same_test(x):
    if x > 0:
        y = x * x
    z = x + 1.0
    if x > 0:
        z = z * y
    return z


def bound_in_loop_branch(xs):
    found = False
    for x in xs:
        if x > 1.0:
            first = x * x
            found = True
            break
    if found:
        return first * xs[0]
    return xs[0]


def bound_later_in_loop(v):
    total = 0.0
    for i in range(len(v)):
        if i > 0:
            total = total + before * v[i]  # noqa: F821
        before = v[i] * v[i]  # noqa: F841
    return total


def bound_by_kind(x, kind):
    if kind == 1:
        a = x
    elif kind == 2:
        a = x * x
        b = a * 3.0
    else:
        b = x
    if kind == 1:
        return a * a
    if kind == 2:
        return a * b
    return b


CASES = [
    (read_under_same_test, (0.7,), 0),
    (read_under_same_test, (-0.7,), 0),
    (bound_in_loop_branch, ([0.5, 1.3, 2.0],), 0),
    (bound_in_loop_branch, ([0.5, 0.3],), 0),
    (bound_later_in_loop, ([0.5, 1.3, 2.0],), 0),
    *((bound_by_kind, (0.7, kind), 0) for kind in (1, 2, 3)),
]
