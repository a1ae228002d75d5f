"""Lists, dicts and objects that cannot be followed: refused with the line, never wrong."""

from __future__ import annotations

import collections
import heapq
from dataclasses import dataclass

import numpy as np
import pytest

import sourcediff


@dataclass
class Pair:
    x: float
    v: float


def changed_under_two_names(x, n):
    a, b = Pair(x, 1.0), Pair(2.0, x * x)
    kept = a
    for _ in range(n):
        a.x = a.x + b.v * 0.1
        a, b = b, a
    return a.x + kept.x


def dicts_in_a_list(x, n):
    history = []
    for i in range(n):
        history.append({"loss": (x * i, object)})
    return history[-1]["loss"][0]


def active_elements(x, n):
    s = set()
    for i in range(n):
        s.add(x * i)
    return sum(s) * x


def active_priorities(x, n):
    heap = []
    for i in range(n):
        heapq.heappush(heap, (x * i, i))
    return heapq.heappop(heap)[0] * x + heapq.heappop(heap)[0]


def active_keys(x, n):
    d = {}
    for i in range(n):
        d[x * i] = i
    return sum(d) * x


def one_dict_under_many_keys(x, n):
    inner = {"a": 1}
    d = {}
    for i in range(n):
        d[i] = inner
    inner["a"] = x
    return d[0]["a"] * x


def inserted(x, n):
    todo = [0, 1]
    todo.insert(n % 1, x)
    return todo[0] * x


def sorted_and_stored(x, n):
    todo = [3, 1]
    for i in range(n):
        todo.append(i)
    todo.sort()
    todo[0] = x
    return todo[0] * x


def dict_changed_in_a_list(x, n):
    rows = []
    for i in range(n):
        d = {"i": i}
        rows.append(d)
        d["w"] = x * i
    return rows[1]["w"] * x


def returned(x, n):
    d = {}
    for i in range(n):
        d[i] = x * i
    return d


def queued(x, n):
    queue = collections.deque()
    for i in range(n):
        queue.append(i)
    queue.append(x)
    return queue.pop() * x


def counted(x, n):
    counts = collections.Counter(range(n))
    counts[0] += x
    return counts[0] * x


def parameters_by_key(x, n):
    table = {}
    for i in range(n):
        table[i] = {"w": x}
    return table[1]["w"] * x


def functions_by_key(x, n):
    d = {}
    for i in range(n):
        d[i] = lambda u: u * x
    return d[1](x)


def tuples_of_two_lengths(x, n):
    items = [(x * i, x) for i in range(n)]
    if x > 0:
        items = [(x, x * i, 1.0) for i in range(n)]
    return sum(item[0] * item[1] for item in items)


def number_or_list(x, n):
    held = [x, x]
    for k in range(n):
        held = x * k if k == 1 else [x, x * k]
    return held[0] * x if n > 2 else held * x


def list_or_array(x, n):
    items = [(x, [x, x])]
    for k in range(n):
        items.append((1.31, [1.31, x]))
    for item in items:
        pass
    for _ in range(n):
        others = [(x, np.full(2, x))]
        for _ in range(n):
            others.append((x, np.full(2, x)))
        for item in others:  # noqa: B007
            pass
    return x * 1.68 + np.sum(item[1]) * item[0]


HELD = (
    active_elements,
    active_priorities, active_keys, one_dict_under_many_keys, inserted, sorted_and_stored,
    dict_changed_in_a_list, returned, queued, counted, parameters_by_key,
)  # fmt: skip


@pytest.mark.parametrize(
    ("fn", "message"),
    [
        (changed_under_two_names, "an object is changed that may go by another name"),
        (dicts_in_a_list, "an active value goes into a list of unknown length"),
        *((fn, "an active value goes into a dict, set, list or queue") for fn in HELD),
        (
            tuples_of_two_lengths,
            "`items` holds what is differentiated, and on another path or turn items of another kind",
        ),
        (number_or_list, "an active value goes into something unknown"),
        (list_or_array, "an active value goes into something unknown"),
        (functions_by_key, "a function or object made here is used as a value"),
    ],
)
def test_is_refused(fn, message):
    for call in (sourcediff.grad(fn), lambda *args: sourcediff.tangent(fn)(*args, x_dot=1.0)):
        with pytest.raises(sourcediff.UnsupportedCode, match=message) as caught:
            call(0.7, 3)
        assert __file__ in str(caught.value)


def reads_twice(x):
    pairs = zip([x, x * x], [2.0, 3.0], strict=True)
    total = sum(a * b for a, b in pairs)
    for a, b in pairs:
        total += a * b
    return total


def reads_in_a_loop(x):
    backward = reversed([x, x * x])
    total = 0.0
    for _ in range(2):
        total += sum(backward)
    return total


def names_a_generator(x):
    factor = 2.0
    terms = (x * i * factor for i in range(3))
    factor = 3.0
    return sum(terms)


def splits_by_number(x, n):
    return sum(part.sum() ** 2 for part in np.array_split(x, n))


@pytest.mark.parametrize(
    ("fn", "args", "what", "way_out"),
    [
        (reads_twice, (1.0,), "the iterator `pairs` may be read more than once", "pairs = list("),
        (reads_in_a_loop, (1.0,), "the iterator `backward` may be read", "backward = list("),
        (names_a_generator, (1.0,), "a generator is bound to a name", "make a list"),
        (splits_by_number, (np.arange(5.0), 2), "counted at run time only", "as literals"),
    ],
)
def test_what_is_used_up(fn, args, what, way_out):
    with pytest.raises(sourcediff.UnsupportedCode) as caught:
        sourcediff.grad(fn)(*args)
    assert what in str(caught.value) and way_out in str(caught.value)
    assert "test_refused_containers.py:" in str(caught.value)


def nested_results(x, n):
    if n == 0:
        return (x, x * x), n
    (a, b), k = nested_results(x * 0.9, n - 1)
    return (a * b, a + b), k


def grows(x, n):
    if n == 0:
        return []
    found = grows(x * 0.9, n - 1)
    found.append(x)
    return found


def dicts(x, n):
    if n == 0:
        return {"a": x}
    return {"a": dicts(x * 0.9, n - 1)["a"] * x}


def makes_array(x, n):
    if n == 0:
        return np.zeros(3) + x, x
    a, s = makes_array(x * 0.9, n - 1)
    a[0] *= s
    return a, s * x


def stores_into_result(x, n):
    a, s = makes_array(x, n)
    return np.sum(a) * s


@pytest.mark.parametrize(
    ("fn", "what"),
    [
        (nested_results, "containers in a container"),
        (grows, "several lengths"),
        (dicts, "returns a dict or an object"),
        (stores_into_result, "returns in a tuple is stored into"),
    ],
)
def test_results_of_recursion(fn, what):
    with pytest.raises(sourcediff.UnsupportedCode, match=what) as caught:
        sourcediff.tangent(fn)(0.7, 2, x_dot=1.0)
        sourcediff.grad(fn)(0.7, 2)
    assert "test_refused_containers.py:" in str(caught.value) and "try:" in str(caught.value)


def changes_the_callers(x, items):
    items.append(1)
    return x * len(items)


def stores_for_the_caller(x, items):
    items[0] = 2
    return x * len(items)


@pytest.mark.parametrize("fn", [changes_the_callers, stores_for_the_caller])
def test_the_callers_queue(fn):
    with pytest.raises(sourcediff.UnsupportedCode, match="a container of the caller is changed"):
        sourcediff.grad(fn)(0.7, collections.deque([1]))


def put_by_key(xs, n):
    d = {}
    for i in range(n):
        d[i] = xs
    return d[1][0] * xs[0]


def test_a_list_of_the_caller_by_key():
    with pytest.raises(sourcediff.UnsupportedCode, match="reached through a container"):
        sourcediff.grad(put_by_key)([0.7], 3)


def stored_under_the_name_of_a_number(x, v):
    for k in range(3):
        x = x + v * k
    x[1] = 1.0
    return x


def last_item_then_array(v, w):
    for item in w:
        last = item
    return np.sum(stored_under_the_name_of_a_number(last, v))


def chosen_item_then_array(v, w):
    chosen = w[0] if v[0] > 0 else w[1]
    return np.sum(stored_under_the_name_of_a_number(chosen, v))


@pytest.mark.parametrize("fn", [last_item_then_array, chosen_item_then_array])
def test_a_number_of_a_loop_under_the_name_of_an_array(fn):
    with pytest.raises(
        sourcediff.UnsupportedCode, match="later means an array which is stored into"
    ):
        sourcediff.grad(fn, (0, 1))(np.array([0.6, 0.9, -0.7]), np.array([0.3, 0.4]))


def keys_compared(x, n):
    d = {i: x * i for i in range(n)}
    return x * (2.0 if d.keys() == {0, 1, 2} else 3.0)


def known_keys_compared(x, n):
    d = {"a": x, "b": x}
    return x * (2.0 if {"a", "b"} == d.keys() else 3.0)


def plain_values_compared(x, n):
    d = {}
    for i in range(n):
        d[i] = i
    return x * (2.0 if d.values() == [0, 1, 2] else 3.0)


def pairs_compared(x, n):
    return x * (2.0 if zip([1], [2]) == [(1, 2)] else 3.0)


def class_of_keys(x, n):
    d = {"a": x, "b": x}
    return x * (2.0 if isinstance(d.keys(), tuple) else 3.0)


def class_of_plain_keys(x, n):
    d = {}
    for i in range(n):
        d[i] = i
    return x * (2.0 if isinstance(d.keys(), list) else 3.0)


@pytest.mark.parametrize(
    ("fn", "message"),
    [
        (keys_compared, "a view of a dict or an iterator is compared"),
        (known_keys_compared, "a view of a dict or an iterator is compared"),
        (plain_values_compared, "a view of a dict or an iterator is compared"),
        (pairs_compared, "a view of a dict or an iterator is compared"),
        (class_of_keys, "the class of a view of a dict or of an iterator is asked for"),
        (class_of_plain_keys, "the class of a view of a dict or of an iterator is asked for"),
    ],
)
def test_what_is_followed_by_its_items_alone(fn, message):
    with pytest.raises(sourcediff.UnsupportedCode, match=message) as caught:
        sourcediff.grad(fn)(1.5, 3)
    assert __file__ in str(caught.value)
