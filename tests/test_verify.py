"""What the checks between stages catch: a pass that breaks the representation is found before anything is computed."""

import operator

import pytest

from sourcediff.ir.core import Block, Function, Op, Value
from sourcediff.ir.types import Arr, Either, Num
from sourcediff.ir.verify import Malformed, verify, verify_types

INTEGER, NUMBER = Num("int"), Num("float")
VECTOR = Arr("float64", None)


def looped(init, param, last):
    """A function whose one loop starts from a value of a type, carries one, and yields one."""
    start = Value(init, "x")
    carried, made, out = Value(param, "x"), Value(last, "x"), Value(param, "x")
    body = Block([carried], [Op("call", (made,), operator.neg, (carried,))], [made])
    op = Op(
        "loop", (out,), None, ((), (), (start,)), blocks=(body,), line=7, info={"loop": "while"}
    )
    return Function("f", [], Block([start], [op], [out]))


@pytest.mark.parametrize(
    ("init", "param", "last"),
    [
        (NUMBER, INTEGER, INTEGER),
        (INTEGER, INTEGER, NUMBER),
        (VECTOR, NUMBER, NUMBER),
        (NUMBER, NUMBER, Either(NUMBER, VECTOR)),
        (Either(NUMBER, VECTOR), VECTOR, VECTOR),
        (VECTOR, VECTOR, NUMBER),
    ],
)
def test_a_loop_that_carries_something_of_another_type(init, param, last):
    with pytest.raises(Malformed, match="of another type"):
        verify_types(looped(init, param, last))


@pytest.mark.parametrize(
    ("init", "param", "last"),
    [
        (INTEGER, NUMBER, NUMBER),
        (NUMBER, Either(NUMBER, VECTOR), VECTOR),
        (VECTOR, VECTOR, VECTOR),
    ],
)
def test_a_loop_that_carries_what_its_turns_rely_on(init, param, last):
    function = looped(init, param, last)
    assert verify_types(verify(function)) is function


def test_a_value_that_is_read_before_it_is_made():
    function = looped(NUMBER, NUMBER, NUMBER)
    function.block.params.clear()
    with pytest.raises(Malformed, match="not in scope"):
        verify(function)


def test_a_value_that_is_made_twice():
    function = looped(NUMBER, NUMBER, NUMBER)
    function.block.ops *= 2
    with pytest.raises(Malformed, match="defined twice"):
        verify(function)
