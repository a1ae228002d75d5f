"""Lists and dicts of the module: what they hold now counts, and what changes them is followed or refused."""

import copy

import numpy as np
import pytest

from sourcediff import MissingRule, UnsupportedCode, grad, tangent

NUMBERS = [1.0, 2.0, 3.0]
OTHERS = [4.0]
ROWS = [[0.5], [1.0, 2.0]]
PAIRS = [(1.0, np.array([1.0, 2.0])), (2.0, np.array([3.0]))]
COUNTS = {"calls": 0}
LOG = []
SETTINGS = {
    "rate": 0.5,
    "turns": 2,
    "curve": np.tanh,
    "start": np.array([1.0, 2.0]),
    "none": None,
    "unread": 1.0,
}


@pytest.fixture(autouse=True)
def _as_it_was():
    tables = (NUMBERS, OTHERS, ROWS, PAIRS, LOG, COUNTS, SETTINGS)
    before = copy.deepcopy(tables)
    yield
    for table, old in zip(tables, before, strict=True):
        table.clear()
        table.update(old) if isinstance(table, dict) else table.extend(old)


def simulate(x):
    y = SETTINGS["rate"] * x
    for k in range(SETTINGS["turns"]):
        y += SETTINGS["curve"](y) * NUMBERS[k]
    if SETTINGS["none"] is None:
        y = y * 2
    for row in ROWS:
        y += row[0] * x
    for scale, part in PAIRS:
        y += scale * x * np.sum(part)
    return y + np.sum(SETTINGS["start"]) * x


def slope(f, x):
    return (f(x + 1e-6) - f(x - 1e-6)) / 2e-6


def set_in(table, key, value):
    table[key] = value


CHANGES = {
    "a number": lambda: set_in(SETTINGS, "rate", 0.7),
    "an integer for a float": lambda: set_in(SETTINGS, "rate", 2),
    "one of NumPy": lambda: set_in(SETTINGS, "rate", np.float64(0.25)),
    "a count": lambda: set_in(SETTINGS, "turns", 3),
    "a function": lambda: set_in(SETTINGS, "curve", np.sin),
    "something for None": lambda: set_in(SETTINGS, "none", 3),
    "a larger array": lambda: set_in(SETTINGS, "start", np.ones((2, 3))),
    "a number for an array": lambda: set_in(SETTINGS, "start", 4.0),
    "another key": lambda: set_in(SETTINGS, "more", 1.0),
    "another order": lambda: SETTINGS.update(rate=SETTINGS.pop("rate")),
    "an item": lambda: set_in(NUMBERS, 0, 5.0),
    "an integer in a list": lambda: set_in(NUMBERS, 0, 5),
    "a number of NumPy in a list": lambda: set_in(NUMBERS, 1, np.float64(5.0)),
    "an item of a list of lists": lambda: set_in(ROWS[0], 0, 3),
    "an integer in a pair": lambda: set_in(PAIRS, 0, (3, np.array([1.0, 2.0]))),
    "a larger array in a pair": lambda: set_in(PAIRS, 1, (3.0, np.ones(4))),
    "another list in a list": lambda: ROWS.append([7.0, 1.0]),
}


@pytest.mark.parametrize("change", CHANGES.values(), ids=CHANGES)
def test_what_a_table_holds_now_counts(change):
    df = grad(simulate)
    assert df(1.3) == pytest.approx(slope(simulate, 1.3), rel=1e-6)
    change()
    assert df(1.3) == pytest.approx(slope(simulate, 1.3), rel=1e-6)
    assert tangent(simulate)(1.3, x_dot=1.0)[1] == pytest.approx(df(1.3), rel=1e-12)


def test_what_nothing_reads_is_not_asked_for():
    df = grad(simulate)
    df(1.3)
    SETTINGS["unread"] = "text"
    df(1.3)
    assert len(df._made) == 1


def stores_into_a_list(x):
    NUMBERS[0] = x
    return NUMBERS[0] * x


def stores_into_a_dict(x):
    COUNTS["calls"] += 1
    return COUNTS["calls"] * x


def stores_into_an_array_in_a_pair(x):
    for scale, part in PAIRS:
        part[:] = scale * x
    return np.sum(PAIRS[0][1])


def appends(x):
    NUMBERS.append(x)
    return NUMBERS[-1] * x


def updates(x):
    COUNTS.update(calls=x)
    return x


@pytest.mark.parametrize(
    ("fn", "error", "message"),
    [
        (
            stores_into_a_list,
            UnsupportedCode,
            "`NUMBERS`, a list from outside the function, is changed",
        ),
        (
            stores_into_a_dict,
            UnsupportedCode,
            "`COUNTS`, a dict from outside the function, is changed",
        ),
        (
            stores_into_an_array_in_a_pair,
            UnsupportedCode,
            "an array in `PAIRS`, a list from outside, is stored into",
        ),
        (appends, MissingRule, "`NUMBERS.append` puts an active value into something from outside"),
        (updates, MissingRule, "`COUNTS.update` puts an active value into something from outside"),
    ],
)
def test_a_change_is_refused(fn, error, message):
    with pytest.raises(error, match=message):
        grad(fn)(1.3)


def notes_its_calls(x):
    LOG.append("called")
    NUMBERS.append(7.0)
    return x * x * NUMBERS[-1]


def test_what_is_inactive_is_put_in_by_each_call():
    assert grad(notes_its_calls)(1.3) == pytest.approx(2.6 * 7.0)
    assert LOG == ["called"]
    assert NUMBERS == [1.0, 2.0, 3.0, 7.0]


def one_of_two_changes(x):
    chosen = NUMBERS if x > 0 else OTHERS
    chosen[0] = x
    return chosen[0] * NUMBERS[0] * OTHERS[0]


def grows_by_another_name(x):
    items = NUMBERS
    items += [x]
    return items[-1] * NUMBERS[-1]


@pytest.mark.parametrize(
    ("fn", "x", "expected"),
    [(one_of_two_changes, 1.3, 10.4), (one_of_two_changes, -1.3, -2.6), (grows_by_another_name, 1.3, 2.6)],
)  # fmt: skip
def test_lists_by_another_name_are_left_as_they_were(fn, x, expected):
    assert grad(fn)(x) == pytest.approx(expected)
    assert tangent(fn)(x, x_dot=1.0)[1] == pytest.approx(expected)
    assert (NUMBERS, OTHERS) == ([1.0, 2.0, 3.0], [4.0])
