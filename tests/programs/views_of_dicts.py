"""Views of dicts whose keys are known at run time only: what is added or removed later is seen through them."""

import numpy as np


def made(v, keys):
    d = {}
    for i, k in enumerate(keys):
        d[k] = v[i] * v[i]
    return d


def keys_added_later(v, keys):
    d = made(v, keys)
    pairs, names, values = d.items(), d.keys(), d.values()
    d[8] = v[0] ** 3
    total = 0.0
    for k, x in pairs:
        total += k * x
    for k in names:
        total = total * 0.5 + d[k] * k
    return total + sum(values) * len(names) + max(values) * max(names)


def keys_removed_later(v, keys):
    d = made(v, keys)
    pairs, names, values = d.items(), d.keys(), d.values()
    for i, k in enumerate(keys):
        if i % 2:
            d[50 + i] = v[i] * k
        elif k in d:
            del d[k]
    total = sum(x * k for k, x in sorted(pairs))
    return total * len(pairs) + sum(values) * (2.0 if keys[0] in names else 3.0)


def emptied_later(v, keys):
    d = made(v, keys)
    values = d.values()
    d.clear()
    d[keys[0]] = v[1] ** 3
    return sum(values) * v


def one_of_two(v, keys):
    d, e = made(v, keys), made(v * v, keys[:2])
    values = d.values() if v[0] > v[1] else e.values()
    d[8], e[9] = v[0] ** 3, v[1]
    return sum(values) * v


def in_containers(v, keys):
    d = made(v, keys)
    views, values = (d.items(), d.keys()), [d.values()]
    d[8] = v[0] ** 3
    total = sum(values[0])
    for k, x in views[0]:
        total += x * k
    return total * len(views[1])


def given_by_a_function(v, keys):
    d = made(v, keys)

    def pairs():
        return d.items()

    found = pairs()
    d[8] = v[0] * v[1]
    return sum([x * k for k, x in found])


def of_a_dict_that_has_no_name_any_more(v, keys):
    d = made(v, keys)
    values = d.values()
    d[8] = v[0] * v[1]
    d = made(v * v, keys)
    d[9] = v[0]
    return sum(values) * sum(d.values())


def with_a_key_on_one_path(v, keys):
    d = {"a": v[0], "b": 2.0 * v[1]}
    values = d.values()
    if v[2] > 0.5:
        d["c"] = v[0] * v[0]
    else:
        d["a"] = v[0] ** 3
    return sum(values) * v


def lists_of_what_there_was(v, keys):
    d = made(v, keys)
    pairs, names, values = list(d.items()), list(d.keys()), list(d.values())
    d[8] = v[0] ** 3
    return sum(values) * len(names) + sum([x * k for k, x in pairs]) * sum(names)


V = np.array([0.7, 0.4, 1.3, 0.9, 1.1])
KEYS = [3, 1, 3, 2, 7]
CASES = [
    (fn, (V, KEYS), 0)
    for fn in (
        keys_added_later,
        keys_removed_later,
        emptied_later,
        one_of_two,
        in_containers,
        given_by_a_function,
        of_a_dict_that_has_no_name_any_more,
        with_a_key_on_one_path,
        lists_of_what_there_was,
    )
]
