"""Numbers that are read from text in which active ones were written: text has lost what they depend on."""

import numpy as np
import pytest

from sourcediff import UnsupportedCode, grad


def converted(x, y):
    return float(str(x)) * x


def joined_and_split(x, y):
    u, v = ",".join([str(x), str(y)]).split(",")
    return float(u) * float(v)


def split(x, y):
    return float(f"{x} {y}".split()[0]) * y


def by_percent(x, y):
    return float("%r" % x) * y


def by_percent_in_pairs(x, y):
    text = "%r,%r"
    first, second = (text % (x, y)).split(",")
    return float(first) - float(second)


def by_format(x, y):
    parts = "{} {}".format(x, y).split(" ")
    numbers = [float(part) for part in parts]
    return numbers[0] * numbers[1]


def keys(x, y):
    table = {str(x): 2.0}
    total = 0.0
    for key in table:
        total = total + float(key) * table[key]
    return total


def in_a_list(x, y):
    words = [repr(x)]
    words.append(repr(y))
    total = 0.0
    for word in words:
        total = total + float(word)
    return total


def character_by_character(x, y):
    return float("".join(c for c in str(x))) * y


def mapped(x, y):
    return sum(list(map(float, f"{x};{y}".split(";")))) * y


def as_array(x, y):
    return np.array([str(x), str(y)]).astype(float).sum()


def in_a_branch(x, y):
    text = "1.5"
    if x > 1:
        text = f"{x}"
    return float(text) * y


def in_a_loop(x, y):
    text = "1.5"
    total = 0.0
    for _ in range(3):
        total = total + float(text) * y
        text = str(x)
    return total


@pytest.mark.parametrize(
    "fn",
    [
        converted,
        joined_and_split,
        split,
        by_percent,
        by_percent_in_pairs,
        by_format,
        keys,
        in_a_list,
        character_by_character,
        mapped,
        as_array,
        in_a_branch,
        in_a_loop,
    ],
)
def test_number_read_from_the_text_of_an_active_one(fn):
    with pytest.raises(UnsupportedCode, match="made text, and read from it again"):
        grad(fn)(1.5, 2.5)


def test_number_read_from_other_text():
    def beside_text(x, text):
        return float(text) * x + len(f"{x:.3f}")

    assert grad(beside_text)(2.0, "1.5") == 1.5
