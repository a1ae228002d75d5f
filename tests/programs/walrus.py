"""Walrus: in tests, in expressions, in a loop's test."""


def in_test(x):
    if (y := x * x) > 1.0:
        return y * x
    return y + x


def in_expression(x):
    return (y := x * 2.0) * y + y


def in_while(x):
    total = 0.0
    while (x := x * 0.6) > 0.1:
        total = total + x * x
    return total * x


def in_comprehension(xs):
    squares = [y * x for x in xs if (y := x * x) > 0.5]
    return sum(squares)


CASES = [
    (in_test, (0.7,), 0),
    (in_test, (1.7,), 0),
    (in_expression, (0.7,), 0),
    (in_while, (0.7,), 0),
    (in_comprehension, ([0.3, 0.9, -1.2],), 0),
]
