"""One derivative, many kinds of arguments and surroundings: each call gets the specialization that fits it."""

import math
import types

import numpy as np
import pytest

import sourcediff
from sourcediff import grad

SCALE = 2.0
FACTORS = (1.0, 2.0)
OPTION = None
NONLINEAR = math.sin


class Settings:
    gain = 2.0
    shape = math.sin


def scaled_by(x, factors=()):
    y = x * 2
    for factor in factors:
        y = y * factor
    return np.sum(y)


def test_tuples_of_several_lengths():
    df = grad(scaled_by)
    for factors in ((), (2.0,), (2.0, 3.0), [2.0, 3.0], (2.0, 3.0, 4.0), np.array([5.0, 3.0]), ()):
        assert df(3.0, factors) == 2 * np.prod(factors)


def test_star_arguments_of_several_lengths():
    def product(x, *factors, **terms):
        for factor in factors:
            x = x * factor
        for term in terms.values():
            x = x + term * x
        return x

    df = grad(product)
    found = [
        df(2.0),
        df(2.0, 3.0),
        df(2.0, 3.0, 4.0),
        df(2.0),
        df(2.0, a=5.0),
        df(2.0, b=5.0, c=1.0),
    ]
    assert found == [1.0, 3.0, 12.0, 1.0, 6.0, 12.0]


def test_containers_in_containers():
    def weighted(pairs):
        return sum(weight * sum(values) for weight, values in pairs)

    df = grad(weighted)
    assert df([(1.0, (2.0, 3.0))]) == [(5.0, (1.0, 1.0))]
    assert df([(1.0, (2.0,))]) == [(2.0, (1.0,))]
    assert df([(1.0, [2.0]), (1.0, (3.0, 4.0))]) == [(2.0, [1.0]), (7.0, (1.0, 1.0))]


V, W = np.array([0.3, 0.9]), np.array([-0.4, 0.8])


@pytest.mark.parametrize(
    "other",
    [
        {"b": V, "w": [V, W]},
        {"w": [V, W], "b": 0.7},
        {"w": [V, W], "b": np.float32(0.7)},
        {"w": [V, W], "b": V.astype(np.float32)},
        {"w": [V, W], "b": np.stack([V, W])},
        {"w": [V, W], "b": V[:1]},
        {"w": [V[:1], W[:1]], "b": V[:1]},
        {"w": (V, W), "b": V},
        {"w": [0.2, W], "b": V},
        {"w": [V, W, V], "b": V},
        {"w": {0: V, 1: W}, "b": V},
        [V, W],
    ],
)
def test_a_container_of_another_kind(other):
    """What the guard reads of a container may not be there."""

    def loss(params):
        if isinstance(params, list):
            return np.sum(params[0] * params[1])
        total = np.sum(params["w"][0] * params["w"][1] * params["b"])
        for number, key in enumerate(params):
            total = total + (number + 1.0) * np.sum(params[key][1] if key == "w" else params["b"])
        return total

    df = grad(loss)
    first = {"w": [V, W], "b": W}
    df(first)
    for x in (other, first, other):
        assert_same(df(x), grad(loss)(x))


@pytest.mark.parametrize(
    "other",
    [
        {"w": 2.0, "b": 3.0},
        {"b": 2.0, "c": 3.0},
        {"c": 2.0, "w": 3.0},
        {"b": 2.0, "w": 3.0, "c": 4.0},
        {"b": 2.0},
        {"w": 2.0},
        {"b": 2.0, 1: 3.0},
        {1: 2.0, "w": 3.0},
        {"".join("b"): 2.0, "".join(["", "w"]): 3.0},
    ],
)
@pytest.mark.parametrize("first", [{"b": 1.0, "w": 5.0}, {"b": 1.0, 1: 5.0}, {"w": 5.0}])
def test_keys_and_their_order(first, other):
    """A dict with other keys, or the same in another order, has a specialization of its own."""

    def weighted(params):
        return sum((number + 1.0) * params[key] ** 2 for number, key in enumerate(params))

    df = grad(weighted)
    df(first)
    expected = {key: 2.0 * (n + 1.0) * x for n, (key, x) in enumerate(other.items())}
    for _ in range(2):
        assert_same(df(other), expected)


def assert_same(found, expected):
    """Compare two gradients part by part, with their classes and the order of their keys."""
    assert type(found) is type(expected)
    if isinstance(found, dict):
        assert list(found) == list(expected)
        found, expected = list(found.values()), list(expected.values())
    if isinstance(found, (list, tuple)):
        for part, wanted in zip(found, expected, strict=True):
            assert_same(part, wanted)
        return
    assert np.shape(found) == np.shape(expected)
    np.testing.assert_array_equal(found, expected)


def test_more_kinds_than_are_kept():
    df = grad(scaled_by)
    for _ in range(2):
        for n in range(12):
            assert df(2.0, tuple(map(float, range(1, n + 1)))) == 2.0 * math.factorial(n)


def by_kind(x, option):
    if option is None:
        return x
    if isinstance(option, str):
        return x * len(option)
    if isinstance(option, dict):
        return x * sum(option.values())
    if isinstance(option, (list, tuple)):
        return x * sum(option) * (2 if isinstance(option, list) else 1)
    if isinstance(option, bool):
        return x * 100 if option else x * 200
    if isinstance(option, int):
        return x * option * 7
    return x * np.sum(option) * 11


def test_an_inactive_argument_of_every_kind():
    df = grad(by_kind)
    options = [
        None,
        "abc",
        {"a": 2.0},
        {"a": 2.0, "b": 3.0},
        {"b": 2.0},
        [1.0, 2.0],
        (1.0, 2.0),
        True,
        False,
    ]
    options += [
        3,
        2.5,
        np.ones(3),
        np.array(2.0),
        np.arange(3),
        np.float64(3.0),
        np.int64(3),
        {},
        [],
        (),
        None,
    ]
    for option in options:
        assert df(2.0, option) == by_kind(1.0, option), option


@pytest.mark.parametrize(
    "value", [3.0, 3, np.ones(4), np.ones((2, 3)), np.ones(3, np.float32), True]
)
def test_a_global_of_another_kind(monkeypatch, value):
    def sums(x):
        return np.sum(x * SCALE)

    df = grad(sums)
    assert df(1.0) == 2.0
    monkeypatch.setattr("test_dispatch.SCALE", value)
    assert df(1.0) == np.sum(value)


def test_a_global_tuple_of_another_length(monkeypatch):
    def product(x):
        for factor in FACTORS:
            x = x * factor
        return x

    df = grad(product)
    assert df(1.0) == 2.0
    monkeypatch.setattr("test_dispatch.FACTORS", (1.0, 2.0, 3.0))
    assert df(1.0) == 6.0
    monkeypatch.setattr("test_dispatch.FACTORS", [5.0])
    assert df(1.0) == 5.0


def test_a_global_that_was_none(monkeypatch):
    def optional(x):
        return x if OPTION is None else x * OPTION

    df = grad(optional)
    assert df(1.0) == 1.0
    monkeypatch.setattr("test_dispatch.OPTION", 4.0)
    assert df(1.0) == 4.0


def test_a_global_function_without_source(monkeypatch):
    def applied(x):
        return NONLINEAR(x)

    df = grad(applied)
    assert df(1.0) == math.cos(1.0)
    monkeypatch.setattr("test_dispatch.NONLINEAR", math.exp)
    assert df(1.0) == math.e


def test_attributes_of_a_class(monkeypatch):
    def applied(x):
        return np.sum(Settings.shape(x) * Settings.gain)

    df = grad(applied)
    assert df(1.0) == 2.0 * math.cos(1.0)
    monkeypatch.setattr(Settings, "gain", np.ones(3))
    assert np.isclose(df(1.0), 3.0 * math.cos(1.0))
    monkeypatch.setattr(Settings, "shape", math.exp)
    assert np.isclose(df(1.0), 3.0 * math.e)


def test_methods_that_an_attribute_of_the_object_hides():
    class Layer:
        def act(self, x):
            return x * 2.0

        def run(self, x):
            return self.act(x)

    def loss(x, layer):
        return layer.act(x) + layer.run(x) ** 2

    layer = Layer()
    df = grad(loss)
    assert df(0.7, layer) == pytest.approx(2.0 + 8.0 * 0.7)
    layer.act = math.sin
    assert df(0.7, layer) == pytest.approx(math.cos(0.7) + 2.0 * math.sin(0.7) * math.cos(0.7))
    del layer.act
    assert df(0.7, layer) == pytest.approx(2.0 + 8.0 * 0.7)


def test_methods_of_a_class_that_are_replaced(monkeypatch):
    class Model:
        def loss(self, x):
            return x * x

    class Heir(Model):
        pass

    def of_argument(model, x):
        return model.loss(x)

    def of_what_is_made(x):
        return Heir().loss(x)

    given, made = grad(of_argument, 1), grad(of_what_is_made)
    assert given(Heir(), 2.0) == made(2.0) == 4.0
    monkeypatch.setattr(Model, "loss", lambda self, x: x * x * x)
    assert given(Heir(), 2.0) == made(2.0) == 12.0


def test_a_module_of_the_users(monkeypatch):
    settings = types.ModuleType("settings")
    settings.rate, settings.act = 0.5, math.sin

    def applied(x):
        return np.sum(settings.act(x) * settings.rate)

    df = grad(applied)
    assert df(1.0) == 0.5 * math.cos(1.0)
    settings.rate, settings.act = np.ones(2), math.exp
    assert np.isclose(df(1.0), 2.0 * math.e)


def test_a_cell_of_another_kind():
    factor = 2.0

    def scaled(x):
        return np.sum(x * factor)

    df = grad(scaled)
    assert df(1.0) == 2.0
    factor = np.ones(4)
    assert df(1.0) == 4.0
    factor = np.ones(1)
    assert df(np.ones(3)).tolist() == [1.0, 1.0, 1.0]
    factor = np.ones(3)
    assert df(np.ones(1)).tolist() == [3.0]


def test_attributes_of_an_object_of_another_kind():
    class Model:
        def __init__(self):
            self.gain, self.layers, self.name = 2.0, [1.0, 2.0], None

        def energy(self, x):
            y = x * np.sum(self.gain)
            for layer in self.layers:
                y = y * layer
            return y * (1 if self.name is None else 5)

    model = Model()
    df = grad(model.energy)
    assert df(1.0) == 4.0
    model.gain = np.ones(3)
    assert df(1.0) == 6.0
    model.layers.append(5.0)
    assert df(1.0) == 30.0
    model.layers = (2.0,)
    assert df(1.0) == 6.0
    model.name = "five"
    assert df(1.0) == 30.0


def test_what_is_read_at_each_call_does_not_specialize_again():
    class Gain:
        factor = 2.0

        @classmethod
        def apply(cls, x):
            return x * cls.factor

        @staticmethod
        def square(x):
            return x * x

    def used(x):
        return Gain.apply(x) + Gain.square(x) + NONLINEAR(x) * SCALE

    df = grad(used)
    for x in (1.0, 2.0, 3.0):
        assert np.isclose(df(x), 2.0 + 2 * x + 2.0 * math.cos(x))
    assert len(df._made) == 1
    assert isinstance(df, sourcediff.derivative.Derivative)
