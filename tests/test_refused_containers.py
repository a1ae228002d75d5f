"""Lists, dicts and objects that cannot be followed: refused with the line, never wrong."""

from __future__ import annotations

from dataclasses import dataclass

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


@pytest.mark.parametrize(
    ("fn", "message"),
    [
        (changed_under_two_names, "an object is changed that may go by another name"),
        (dicts_in_a_list, "an active value goes into a list of unknown length"),
    ],
)
def test_is_refused(fn, message):
    for call in (sourcediff.grad(fn), lambda *args: sourcediff.tangent(fn)(*args, x_dot=1.0)):
        with pytest.raises(sourcediff.UnsupportedCode, match=message) as caught:
            call(0.7, 3)
        assert __file__ in str(caught.value)
