"""Objects whose classes say by themselves what reading or binding an attribute does, where that is not followed."""

import dataclasses

import numpy as np
import pytest

import sourcediff


class Recorded:
    def __setattr__(self, name, value):
        object.__setattr__(self, name, value * 2)


def binds(x):
    r = Recorded()
    r.y = x
    return np.sum(r.y)


class Doubled:
    def __init__(self, x):
        self.x = x

    def __getattribute__(self, name):
        found = object.__getattribute__(self, name)
        return found * 2 if name == "x" else found


def reads(x):
    d = Doubled(x)
    return np.sum(d.x)


@dataclasses.dataclass(frozen=True)
class Fixed:
    a: float


def changes_what_is_frozen(x):
    f = Fixed(np.sum(x))
    f.a = x[0]
    return f.a


class ReadOnly:
    def __init__(self, x):
        self.x = x

    @property
    def squared(self):
        return self.x**2


def binds_what_has_no_setter(x):
    r = ReadOnly(x)
    r.squared = x
    return np.sum(r.squared)


class Holder:
    def __init__(self):
        self.held = np.array([1.0, 2.0])

    def reads(self, x):
        return np.sum(self.held * x)


READS = Holder().reads


@pytest.mark.parametrize(
    ("fn", "message"),
    [
        (binds, "attribute `y` of `Recorded` is bound"),
        (reads, "attribute `x` of `Doubled` is read"),
        (changes_what_is_frozen, "attribute `a` of `Fixed` is bound"),
        (binds_what_has_no_setter, "attribute `squared` of `ReadOnly` is bound"),
    ],
)
def test_is_refused(fn, message):
    with pytest.raises(sourcediff.UnsupportedCode, match=message) as caught:
        sourcediff.grad(fn)(np.array([0.5, 1.5]))
    assert __file__ in str(caught.value)


def test_what_a_method_of_the_environment_only_reads_is_not_refused():
    found = sourcediff.grad(lambda x: READS(x))(np.array([0.5, 1.5]))
    np.testing.assert_array_equal(found, [1.0, 2.0])
