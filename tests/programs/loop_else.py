"""else on loops: runs where no break did."""


def for_else(xs, limit):
    y = 1.0
    for x in xs:
        y = y * x
        if x > limit:
            break
    else:
        y = y * y
    return y


def while_else(x, limit):
    n = 0
    while n < 5:
        x = x * 1.5
        if x > limit:
            x = x * x
            break
        n += 1
    else:
        x = x * 3.0
    return x


def else_of_inner(xs, ys):
    total = 0.0
    for x in xs:
        for y in ys:
            if y > x:
                total = total + x * y
                break
        else:
            total = total + x * x
    return total


def else_continues_outer(xs):
    total = 1.0
    for x in xs:
        for k in range(3):
            if x * k > 1.0:
                break
            total = total + x * k
        else:
            continue
        total = total * x
    return total


CASES = [
    (for_else, ([0.5, 0.7, 1.2], 2.0), 0),
    (for_else, ([0.5, 0.7, 1.2], 0.6), 0),
    (while_else, (0.3, 100.0), 0),
    (while_else, (0.3, 1.0), 0),
    (else_of_inner, ([0.5, 0.9, 2.0], [0.6, 1.2]), (0, 1)),
    (else_continues_outer, ([0.3, 0.8, 1.4, 0.2],), 0),
]
