"""`itertools` and `functools.reduce`: over ranges and strings, and over active items of known and unknown number."""

import functools
import itertools
import math
from itertools import (
    accumulate,
    chain,
    combinations,
    count,
    cycle,
    islice,
    pairwise,
    product,
    repeat,
)

import numpy as np


def grid(x, n):
    total = 0.0
    for i, j in product(range(n), range(3)):
        total += x**i * j
    return total + sum(x * a * b for a, b in product([1, 2], repeat=2))


def pairs_of_active(x, y, z):
    total = 0.0
    for a, b in combinations([x, y, z], 2):
        total += a * b * b
    for a, b, c in itertools.permutations((x, y, z)):
        total += a * b**2 * c**3
    return total + sum(a * b for a, b in itertools.combinations_with_replacement([x, y], 2))


def pairs_of_many(v):
    total = 0.0
    for a, b in combinations(v, 2):
        total += (a - b) ** 2
    for a, b in product(v, v[1:]):
        total += a * b * b
    return total


def pairs_of_places(v):
    total = 0.0
    for i, j in itertools.combinations(range(len(v)), 2):
        total += v[i] * v[j] ** 2
    for (i, a), (j, b) in itertools.permutations(list(enumerate(v)), 2):
        total += a * b * i + j * a
    return total


def chained(v, x):
    total = 0.0
    for i, a in enumerate(chain([x, x * x], (2.0, x))):
        total += a * a * i
    for a in itertools.chain(v, [x], v):
        total += a * a * x
    return total + sum(itertools.chain.from_iterable([[x, 1.0], [x * x]])) * len(
        list(chain("ab", "c"))
    )


def parts(v, x):
    first, second = islice([x, x * x, x**3], 2)
    total = first * second
    for a in islice(v, 1, None, 2):
        total += a * a
    return total + sum(islice([x, 2.0 * x, 3.0], 1, None))


def running(x, n):
    total = 0.0
    for a in accumulate([x, x * x, 2.0]):
        total += a * a
    for a in accumulate([x, 2.0, x], lambda p, q: p * q + 1.0):
        total += a
    *_, last = accumulate([x, x], initial=3.0)
    return total * last + sum(accumulate(range(4))) * x


def running_over_many(v):
    total = 0.0
    for a in accumulate(v, lambda p, q: p * 0.5 + q * q, initial=1.0):
        total += a * a
    return total


def without_end(x, n):
    total = 0.0
    for i in count():
        if i > n:
            break
        total += x**i
    for i, sign in zip(range(n), cycle([1.0, -1.0])):
        total += sign * x * i * i
    for i, a in zip(count(1), [x, x * x]):
        total += i * a
    for a, b in zip(repeat(x), [1.0, 2.0]):
        total += a * b
    return (
        total
        + sum(islice(count(2, 3), 3)) * x
        + sum(repeat(x, 3))
        + sum(x * b for b in repeat(x, n))
    )


def differences(v, x):
    total = 0.0
    for a, b in pairwise(v):
        total += (b - a) ** 2
    for a, b in pairwise([x, x * x, 3.0]):
        total += a * b
    return total


def padded(x, y):
    total = 0.0
    for a, b in itertools.zip_longest([x, y, x * y], [y], fillvalue=2.0):
        total += a * a * b
    return total


def grouped(x, y):
    total = 0.0
    pairs = [("a", x), ("a", y), ("b", x * y)]
    for key, group in itertools.groupby(pairs, key=lambda pair: pair[0]):
        product = 1.0
        for _, value in group:
            product *= value
        total += product * len(key)
    for letter, run in itertools.groupby("aabccc"):
        total += x ** len(list(run)) * (2.0 if letter == "a" else y)
    return total + sum(itertools.starmap(lambda a, b: a * b, [(x, y), (x, 2.0)]))


def reduced(v, x):
    total = functools.reduce(lambda a, b: a * b + x, [x, 2.0, x * x])
    total += functools.reduce(lambda a, b: a * 0.5 + b * b, v, 1.0)
    return total + functools.reduce(math.hypot, [x, 1.0, 2.0])


def choices_of_letters(x, word):
    total = 0.0
    for a, b in itertools.combinations(word, 2):
        total += x if a == b else x * x
    return total


V = np.array([0.5, -0.9, 1.3, 0.8])
CASES = [
    *((fn, (0.7, 3), 0) for fn in (grid, running, without_end)),
    (pairs_of_active, (0.7, 1.4, -0.3), (0, 1, 2)),
    *((fn, (V,), 0) for fn in (pairs_of_many, pairs_of_places, running_over_many)),
    *((fn, (V, 0.7), (0, 1)) for fn in (chained, parts, differences, reduced)),
    *((fn, (0.7, 1.4), (0, 1)) for fn in (padded, grouped)),
    (choices_of_letters, (0.7, "abca"), 0),
]
