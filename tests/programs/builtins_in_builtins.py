"""Builtins that call builtins, over lists whose lengths are known at run time only."""

import functools
from dataclasses import dataclass, field

import numpy as np


def products(v):
    return [[x * y for y in v] for x in v]


def sum_of_sums(v):
    rows = products(v)
    return sum(map(sum, rows)) * rows[1][1]


def extremes(v):
    rows = products(v)
    return max(map(max, rows)) * min(map(sum, rows))


def mapped_in_a_loop(v):
    total = 0.0
    for s in map(sum, products(v)):
        total += s * s
    return total


def copies(v):
    rows = products(v)
    made = list(map(list, rows))
    made[0][0] = 3.0 * made[1][1]
    return made[0][0] * rows[0][0] + made[2][1]


def three_deep(v):
    cubes = [[[x * y * z for z in v] for y in v] for x in v]
    return sum(map(lambda rows: sum(map(sum, rows)), cubes)) * cubes[0][1][2]


def keys_in_keys(v):
    rows = products(v)
    least = min(rows, key=lambda row: max(row, key=abs))
    return least[0] * sum(max(rows, key=sum))


def tests_of_tests(v):
    rows = products(v)
    return sum(rows[0]) * (2.0 if all(map(any, rows)) else 1.0)


def folded(v):
    total = functools.reduce(lambda a, row: a + sum(row), products(v), 0.0)
    return total * total


@dataclass
class Ledger:
    amounts: list = field(default_factory=list)
    names: list = field(default_factory=list)


def lists_of_two_kinds(v, names):
    ledger = Ledger()
    for x, name in zip(v, names, strict=True):
        ledger.amounts.append(x * len(name))
        ledger.names.append(name)
    return sum(ledger.amounts) * ledger.amounts[0] * len(ledger.names[-1])


V = np.array([0.5, -1.2, 2.0, 0.77])
CASES = [
    *((fn, (V,), 0) for fn in (sum_of_sums, extremes, mapped_in_a_loop, copies, three_deep)),
    *((fn, (V,), 0) for fn in (keys_in_keys, tests_of_tests, folded)),
    (lists_of_two_kinds, (V, ["a", "bb", "c", "ddd"]), 0),
]
