"""What a function that calls itself to an unknown depth may not do: each its own message."""

from dataclasses import dataclass

import numpy as np
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


def mix(a, b, n):
    if n > 0:
        a[0] += b[0] * b[1]
        mix(b, a, n - 1)


def same_array_twice(v):
    a = v * 1.0
    mix(a, a, 3)
    return np.sum(a)


def overlapping_views(v):
    a = v * 1.0
    mix(a[:-1], a[1:], 3)
    return np.sum(a)


def with_first(a, rest, n):
    if n > 0:
        a[n] *= rest[0][n] + rest[1]
        with_first(a, rest, n - 1)


def again_in_a_list(v):
    a = v * 1.0
    with_first(a, [a, 2.0], 2)
    return np.sum(a)


def doubles_first(xs, ys, n):
    if n > 0:
        xs[0] = ys[0] * 2.0
        doubles_first(xs, ys, n - 1)


def same_list_twice(v):
    xs = [x * 2.0 for x in v]
    doubles_first(xs, xs, 3)
    return sum(xs)


@pytest.mark.parametrize(
    "fn", [same_array_twice, overlapping_views, again_in_a_list, same_list_twice]
)
def test_arrays_that_overlap_are_refused(fn):
    v = np.array([0.3, 1.2, -0.7])
    for call in (sourcediff.grad(fn), lambda v: sourcediff.tangent(fn)(v, v_dot=v)):
        with pytest.raises(sourcediff.AliasError, match="shares memory with it") as caught:
            call(v)
        assert any(f"in the derivative of {__file__}:" in note for note in caught.value.__notes__)


TABLE = np.ones(4)


def fills_table(v, n):
    if n > 0:
        TABLE[n] = v[n]
        fills_table(v, n - 1)


def stores_outside(v):
    fills_table(v, 3)
    return np.sum(TABLE)


def rest(a, n):
    a[0] *= 2.0
    return a[1:] if n == 0 else rest(a, n - 1)


def returns_a_part(v):
    a = v * 1.0
    return np.sum(rest(a, 2)) * a[0]


def last(a, n):
    return a if n == 0 else last(a[1:], n - 1)


def result_is_stored_into(v):
    a = v * 1.0
    b = last(a, 2)
    b[0] = 3.0
    return np.sum(a)


def given_is_stored_into(v):
    a = v * 1.0
    b = last(a, 2)
    a[-1] = 3.0 * a[0]
    return np.sum(b)


def scales_first(pair, n):
    if n > 0:
        pair[0][n] *= pair[1][0]
        scales_first(pair, n - 1)


def array_in_a_tuple(v):
    a = v * 1.0
    scales_first((a, v), 2)
    return np.sum(a)


def counts_in(table, n):
    table["n"] += 1
    if n > 0:
        counts_in(table, n - 1)


def changes_a_dict(v):
    table = {"n": 0}
    counts_in(table, 2)
    return v[0] * table["n"]


def adds_rows(rows, x, n):
    rows[0][n] += x
    if n > 0:
        adds_rows(rows, x * x, n - 1)


def list_of_arrays(v):
    rows = [v * 1.0, v * 2.0]
    adds_rows(rows, v[0], 2)
    return np.sum(rows[0])


def keeps(a, out, n):
    if n > 0:
        out.append(a)
        keeps(a * 2.0, out, n - 1)


def array_into_a_list(v):
    a = v * 1.0
    out = []
    keeps(a, out, 3)
    a[0] = 7.0
    return np.sum(out[0])


@dataclass
class Pair:
    a: np.ndarray
    k: float


def scales_field(pair, n):
    if n > 0:
        pair.a[n] *= pair.k
        scales_field(pair, n - 1)


def array_of_a_record(v):
    pair = Pair(v * 1.0, 2.0)
    scales_field(pair, 2)
    return np.sum(pair.a)


def test_without_types_the_array_is_named():
    with pytest.raises(sourcediff.UnsupportedCode, match="its type is not known"):
        _ = sourcediff.grad(arguments_only).source


def arguments_only(v):
    a = v * 1.0
    mix(a, v, 2)
    return np.sum(a)


STORES = "calls itself and stores into "
OVERLAP = "calls itself and may return an array that it was given, which is stored into"


@pytest.mark.parametrize(
    ("fn", "what"),
    [
        (stores_outside, STORES + "an array from outside of it"),
        (returns_a_part, STORES + "its arguments and returns `a`, or a part of it, on some path"),
        (result_is_stored_into, OVERLAP),
        (given_is_stored_into, OVERLAP),
        (array_in_a_tuple, STORES + "an array in a container that it is given"),
        (list_of_arrays, STORES + "an array in a container that it is given"),
        (array_of_a_record, STORES + "an array in a container that it is given"),
        (array_into_a_list, STORES + "a list what it is given beside it"),
        (changes_a_dict, STORES + "a dict or object that it is given"),
    ],
)
def test_stores_are_refused(fn, what):
    v = np.array([0.3, 1.2, -0.7, 0.5])
    for call in (sourcediff.grad(fn), lambda v: sourcediff.tangent(fn)(v, v_dot=v)):
        with pytest.raises(sourcediff.UnsupportedCode) as caught:
            call(v)
        assert what in str(caught.value) and f"{__file__}:" in str(caught.value), caught.value
