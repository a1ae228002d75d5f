"""Numbers that come through arrays without axes, whose adjoints are numbers all the same."""

import numpy as np


def made_and_given_back(x, n):
    t = np.array(x)
    u = np.asarray(x)
    y = t if n > 0 else u
    s = x * y
    return s * x + float(t) * n


def chosen_by_an_index(x, n):
    t = np.where(x > 0, x, 0.5)
    y = [t, x][n % 2]
    s = 0.0
    for _ in range(n):
        s = s + y * x
    return s + x * y


def chosen_in_a_loop(x, n):
    t = np.asarray(x)
    s = x
    for i in range(n):
        s = s * t if i % 2 else t
    return s * x


def part_of_an_array(x, n):
    v = np.array([x, 2.0])
    t = v[0:1].reshape(())
    s = x
    while n > 0:
        s, t = t, s
        n -= 1
    return s * t * x + s


def times_one_and_plus_nothing(x, n):
    t = np.squeeze(np.array([x]))
    u = t if n else x
    w = u + 0.0
    w2 = u * 1
    return w * x + w2 * u + x


def handed_to_a_helper(x, n):
    t = np.array(x)

    def product(p, q):
        return p * q

    return product(x, t) + product(t, x) * (x if n else t)


def swapped_in_a_dict(x, n):
    d = {"p": np.where(x > 0, x, 0.5), "q": x}
    for _ in range(n):
        d["p"], d["q"] = d["q"], d["p"] * x
    return d["p"] * x + d["q"]


def on_two_of_three_paths(x, n):
    t = np.max(np.array([x, -x]), keepdims=True).reshape(())
    z = np.sqrt(t) if n else t
    y = z if n > 1 else x
    return (y - z * x) * x / t


def stored_into(x, n):
    t = np.array(x * x)
    t += x
    y = x * t
    for _ in range(n):
        t *= 2.0
        x = x + y
    return y + t * x


def sum_of_terms(x, n):
    t = np.array(x)
    if n > 0:
        y = x * t
    else:
        y = t * x * x
    return y + x


CASES = [
    (fn, (x, n), 0)
    for x in (0.3, 1.7)
    for n in (0, 1, 2)
    for fn in (
        made_and_given_back, chosen_by_an_index, chosen_in_a_loop, part_of_an_array, times_one_and_plus_nothing,
        handed_to_a_helper, swapped_in_a_dict, on_two_of_three_paths, stored_into, sum_of_terms,
    )
]  # fmt: skip
