"""Named tuples, enumerations, regular expressions, dates and text, as what decides and counts."""

import datetime
import enum
import re
from collections import namedtuple

Point = namedtuple("Point", "x y")


class Kind(enum.Enum):
    LINE = 1
    CURVE = "c"


class Level(enum.IntEnum):
    LOW = 1
    HIGH = 3


def named_tuples(x, y):
    p = Point(x, y=y * x)
    q = p._replace(x=2.0)
    a, b = p
    return p.x * q.y + a * b + q[0] * len(p)


def by_member(x, kind):
    if kind is Kind.LINE:
        return x
    if kind == Kind.CURVE:
        return x * x * len(kind.name) * len(kind.value)
    return x**3


def all_members(x, n):
    total = 0.0
    for level in Level:
        total += x**level
    for k in Kind:
        total += x * (2.0 if k is Kind.LINE else 3.0)
    table = {Kind.LINE: x, Kind.CURVE: x * x}
    return total * table[Kind.LINE] + table[Kind("c")] * Level.HIGH + Level(1) * x


def expressions(x, text):
    total = 0.0
    for word in re.findall(r"[a-z]+", text):
        total += x ** len(word)
    m = re.match(r"(\d+)-(\d+)", text)
    if m:
        total += x * int(m.group(1)) - float(m.group(2)) * x
    return total * len(re.split(",", text)) + len(re.sub("a", "bb", text)) * x


def matches(x, text):
    pattern = re.compile(r"(\w)=(\d+)")
    total = x
    for m in pattern.finditer(text):
        total = total * x + int(m.group(2))
    for k, v in pattern.findall(text):
        total += x * int(v)
    return total


def dates(x, start):
    end = start + datetime.timedelta(days=30)
    days = (end - start).days
    return (
        x**2 * days
        + x * end.month
        + x * (datetime.date(2020, 2, 1) - datetime.date(2020, 1, 1)).days
    )


def text(x, text):
    a, _, b = text.partition("-")
    n = (
        text.count("a")
        + text.find("b")
        + text.index("c")
        + len(text.zfill(12))
        + len(text.center(20))
        + len(a.join(["x", "y"]))
    )
    parts = [p.strip().lower() for p in text.split(",")]
    t = str.maketrans("ab", "cd")
    m = (
        sum(len(p) for p in parts)
        + ord(text[0])
        - ord("a")
        + len(text.translate(t))
        + len(text[::-1])
        + len(text * 2)
    )
    flag = text.isalnum() or "q" in text or text.endswith(("x", "c"))
    return (
        x * n
        + x * x * m
        + (x if flag else 0.0)
        + x * len("%s %d" % (text, 3))
        + x * len("{:>5}".format(text))
        + x * len(text.encode())
    )


def in_a_set(x, known):
    return x ** len(known) if 2 in known else x * sum(known)


CASES = [
    (named_tuples, (0.7, 1.4), (0, 1)),
    (by_member, (0.7, Kind.LINE), 0),
    (by_member, (0.7, Kind.CURVE), 0),
    (all_members, (0.7, 3), 0),
    (expressions, (0.7, "12-3,ab,abc"), 0),
    (matches, (0.7, "a=1,b=3"), 0),
    (dates, (0.7, datetime.date(2020, 1, 5)), 0),
    (text, (0.7, "abc, d-ef"), 0),
    *((in_a_set, (0.7, known), 0) for known in ({1, 2}, {3}, frozenset([1, 2]))),
]
