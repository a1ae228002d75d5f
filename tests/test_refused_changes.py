"""Changes of what is looped over or read later, and of arrays by generators, that are not followed: refused."""

from __future__ import annotations

import numpy as np
import pytest

import sourcediff

V = np.array([0.7, 0.4, 1.3, 0.9])


def longer_while_gone_over_backward(v):
    items = [x * x for x in v]
    total = 0.0
    for x in reversed(items):
        total = total + x
        items.append(x)
    return total


def known_and_longer_backward(v):
    items = [v[0], v[1]]
    total = 0.0
    for x in reversed(items):
        total = total + x
        items.append(x)
    return total


def dict_that_grows(v):
    d = {"a": v[0], "b": v[1]}
    total = 0.0
    for key, x in d.items():
        d[key + "c"] = x
        total = total * x + 1.0
    return total


def map_read_later(v):
    items = [v[0], v[1]]
    squares = map(lambda x: x * x, items)
    items[0] = v[2]
    return sum(squares)


def map_with_an_effect(v):
    seen = []

    def square(x):
        seen.append(x)
        return x * x

    squares = map(square, [v[0], v[1]])
    count = len(seen)
    return sum(squares) * (count + 1)


def view_of_one_of_two(v):
    one, other = {"a": v[0], "b": v[1]}, {"c": v[2]}
    values = one.values() if v[0] > 0.5 else other.values()
    one["a"] = v[3] * v[3]
    return sum(values)


def field_stored(v):
    table = np.zeros(4, dtype=[("x", float), ("n", int)])
    table["x"] = v * v
    return table["x"] * v


def resized(v):
    w = v * v
    w.resize(6)
    return w


def shuffled(v):
    w = v * v
    np.random.default_rng(3).shuffle(w)
    return w * v


def repeated_in_place(v):
    items = [x * x for x in v]
    items *= 2
    return sum(items)


def gradient_at_places(v):
    return np.gradient(v * v, np.array([0.0, 1.0, 3.0, 4.0]))


@pytest.mark.parametrize(
    ("fn", "message"),
    [
        (
            longer_while_gone_over_backward,
            "a list changes in length while it is gone over backward",
        ),
        (known_and_longer_backward, "a list changes in length while it is gone over backward"),
        (dict_that_grows, "a dict changes in size while it is iterated over"),
        (map_read_later, "the iterator `squares` is read later than it is made"),
        (map_with_an_effect, "the iterator `squares` is read later than it is made"),
        (view_of_one_of_two, "a view is read of one of several dicts"),
        (field_stored, "a field of a structured array is stored into"),
        (resized, "other names for it would see"),
        (shuffled, "in an order that is drawn at random"),
        (repeated_in_place, "a list is repeated in place"),
        (gradient_at_places, "has neither a rule nor source"),
    ],
)
def test_what_is_not_followed_is_refused(fn, message):
    for transform in (sourcediff.adjoint, sourcediff.tangent):
        with pytest.raises(sourcediff.SourcediffError, match=message) as caught:
            transform(fn)(
                V, **({"out_bar": V} if transform is sourcediff.adjoint else {"v_dot": V})
            )
        assert "try:" in str(caught.value)


def test_what_the_primal_raises_of_a_list_the_derivative_raises():
    def taken(v, place):
        items = [x * x for x in v]
        return items.pop(place) + items[0]

    for place in (4, -5):
        with pytest.raises(IndexError):
            sourcediff.grad(taken)(V, place)

    def removed(v, value):
        items = [x * x for x in v]
        items.remove(value)
        return items[0]

    with pytest.raises(ValueError, match="not in list"):
        sourcediff.grad(removed)(V, 7.0)


@pytest.mark.parametrize("place", [0, 2, 4, 9, -1, -4, -9])
def test_insertion_at_any_place(place):
    def inserted(v, at):
        items = [x * x for x in v]
        items.insert(at, 3.0 * v[0])
        return sum((k + 1) * x for k, x in enumerate(items))

    steps = 1e-6 * np.eye(4)
    wanted = [(inserted(V + h, place) - inserted(V - h, place)) / 2e-6 for h in steps]
    assert np.allclose(sourcediff.grad(inserted)(V, place), wanted)
