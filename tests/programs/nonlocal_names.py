"""nonlocal: a nested function that rebinds a name of the enclosing one."""


def accumulates(x, y):
    total = 0.0

    def add(u):
        nonlocal total
        total = total + u * u

    add(x)
    add(x * y)
    return total * x


def in_loop(xs):
    product = 1.0

    def step(u):
        nonlocal product
        product = product * u + 0.1

    for x in xs:
        step(x)
    return product


def in_branch(x):
    state = x

    def update():
        nonlocal state
        if state > 1.0:
            state = state * 0.5
        else:
            state = state * state + x

    for _ in range(4):
        update()
    return state


def counts_calls(x):
    calls = 0

    def f(u):
        nonlocal calls
        calls += 1
        return u * u

    y = f(f(x))
    return y * calls


CASES = [
    (accumulates, (0.7, 1.4), (0, 1)),
    (in_loop, ([0.7, 1.4, -0.3],), 0),
    (in_branch, (0.9,), 0),
    (counts_calls, (0.9,), 0),
]
