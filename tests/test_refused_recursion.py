"""What a nested function that calls itself to an unknown depth may not do: each its own message."""

import pytest

import sourcediff


def counts(x, n):
    count = 0

    def go(y, k):
        nonlocal count
        count += 1
        return y if k == 0 else go(y * x, k - 1)

    return go(1.0, n) * count


def collects(x, n):
    out = []

    def go(y, k):
        out.append(y)
        if k > 0:
            go(y * x, k - 1)

    go(1.0, n)
    return sum(out)


def add_to(items, y):
    items.append(y)


def collects_elsewhere(x, n):
    out = []

    def go(y, k):
        add_to(out, y)
        if k > 0:
            go(y * x, k - 1)

    go(1.0, n)
    return sum(out)


def collects_by_another_name(x, n):
    out = []

    def go(y, k):
        same = out
        add_to(same, y)
        if k > 0:
            go(y * x, k - 1)

    go(1.0, n)
    return sum(out)


def changes_an_inner_list(x, n):
    rows = [[1.0], [2.0]]

    def go(y, k):
        row = rows[0]
        add_to(row, y)
        if k > 0:
            go(y * x, k - 1)

    go(1.0, n)
    return sum(rows[0])


def remembers(x, n):
    memo = {}

    def go(k):
        if k not in memo:
            memo[k] = 1.0 if k < 2 else go(k - 1) * x + go(k - 2)
        return memo[k]

    return go(n)


class Model:
    def __init__(self, w):
        self.w = w

    def run(self, y, n):
        def go(y, k):
            return y if k == 0 else go(y * self.w, k - 1)

        return go(y, n)


def reads_an_object(x, n):
    return Model(x).run(1.5, n)


def default_of_its_own(x, n):
    def go(y, k, rate=x):
        return y if k == 0 else go(y * rate, k - 1)

    return go(1.5, n)


def twice(fn):
    return lambda y, k: fn(fn(y, k), k)


def decorated(x, n):
    @twice
    def go(y, k):
        return y if k <= 0 else go(y * x, k - 2)

    return go(1.5, n)


CHANGES = "it may change that list or dict"


@pytest.mark.parametrize(
    ("fn", "name", "why"),
    [
        (counts, "", "it binds names of the function around it"),
        *(
            (fn, name, CHANGES)
            for fn, name in (
                (collects, "out"),
                (collects_elsewhere, "out"),
                (collects_by_another_name, "out"),
                (changes_an_inner_list, "rows"),
                (remembers, "memo"),
            )
        ),
        (reads_an_object, "self", "it cannot be passed on"),
        (default_of_its_own, "go", "it has defaults that are no literals"),
        (decorated, "fn", "it is decorated"),
    ],
)
def test_is_refused(fn, name, why):
    for call in (sourcediff.grad(fn), lambda *args: sourcediff.tangent(fn)(*args, x_dot=1.0)):
        with pytest.raises(sourcediff.UnsupportedCode) as caught:
            call(0.7, 3)
        found = str(caught.value)
        assert f"why: {why}" in found and (not name or f"reads `{name}`" in found), found
        assert f"{__file__}:" in found and "define it at the top level" in found
