"""The arithmetic operators on numbers, with an active operand on either side or on both."""


def add(x, y):
    return (x + y) * (x + 2.0) * (3 + y)


def subtract(x, y):
    return (x - y) * (x - 2.0) * (3 - y)


def multiply(x, y):
    return x * y * x * 2.0 * (3 * y)


def divide(x, y):
    return x / y + 2.0 / x + y / 3


def negate(x, y):
    return -x * +y - (-(x - y))


def constant_folded(x, y):
    return 0.0 * x + 1.0 * y * x + 0 + y**1 * x**0


def many_uses(x, y):
    a = x * y
    return a * a * a + a / (1.0 + a * a) - a


def self_operations(x, y):
    return (x + x) * (x * x) + x / x + (y - y) * x + y


def cancellation(x, y):
    z = x * y
    z = z - x * y
    return z * x + y * x


def deep(x, y):
    return ((((x + 1) * y - 2) / (x + 3) + 4) * (y - 5) / 6 - 7) * x


def unused_argument(x, y):
    return x * x


def linear(x, y):
    return 2.0 * x - 3.0 * y + 4.0


CASES = [
    (fn, (0.7, 1.4), (0, 1))
    for fn in (
        add,
        subtract,
        multiply,
        divide,
        negate,
        constant_folded,
        many_uses,
        self_operations,
        cancellation,
        deep,
        unused_argument,
        linear,
    )
] + [(unused_argument, (0.7, 1.4), 1), (divide, (-0.7, 1.4), 1)]
