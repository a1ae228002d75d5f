"""What a function with a rule may not do to the arrays that it gets: each its own message."""

import numpy as np
import pytest

import sourcediff
from sourcediff import elementwise, rule

HOW = {
    "vjp": [lambda g, y, a: 2.0 * g * a],
    "jvp": [lambda t, y, a: 2.0 * t * a],
}


def squares(a):
    a *= a
    return a.sum()


def doubles(a):
    a *= a
    return a * 2.0


def itself(a):
    return a


def returns(a):
    a *= a
    return a


def both(a, b):
    a *= b


rule(squares, **HOW)
elementwise(doubles, lambda y, a: 4.0 * a)
rule(itself, vjp=[lambda g, y, a: g], jvp=[lambda t, y, a: t])
rule(returns, **HOW, writes=(0,))
rule(
    both,
    vjp=[lambda g, y, a, b: g * b, lambda g, y, a, b: g * a],
    jvp=[lambda t, y, a, b: t * b, lambda t, y, a, b: t * a],
    writes=(0,),
)


def stores(v):
    a = v * 1.0
    return squares(a) + np.sum(a)


def stores_by_element(v):
    a = v * 1.0
    return np.sum(doubles(a)) + np.sum(a)


def given_back_and_stored(v):
    a = v * v
    b = itself(a)
    b[0] = 3.0
    return np.sum(a)


def by_name(v):
    a = v * 1.0
    both(a=a, b=v)
    return np.sum(a)


def with_a_result(v):
    a = v * 1.0
    returns(a)
    return np.sum(a)


def overlapping(v):
    a = v * 1.0
    both(a[1:], a[:-1])
    return np.sum(a)


@pytest.mark.parametrize(
    ("fn", "error", "what"),
    [
        (stores, sourcediff.UnsupportedCode, "its rule does not say so"),
        (stores_by_element, sourcediff.UnsupportedCode, "its rule does not say so"),
        (
            given_back_and_stored,
            sourcediff.UnsupportedCode,
            "`itself` of an array that is stored into",
        ),
        (by_name, sourcediff.UnsupportedCode, "or is given by name"),
        (with_a_result, TypeError, "must return nothing"),
        (overlapping, sourcediff.AliasError, "shares memory with it"),
    ],
)
def test_is_refused(fn, error, what):
    v = np.array([0.3, 1.2, -0.7])
    for call in (sourcediff.grad(fn), lambda v: sourcediff.tangent(fn)(v, v_dot=v)):
        with pytest.raises(error, match=what):
            call(v)
