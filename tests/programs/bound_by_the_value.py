"""Augmented assignment whose value binds the target to something else: what was there before is changed, and stays."""

import numpy as np


def name(x):
    a = x * x
    b = a[1:3]

    def change():
        nonlocal b
        b = b * 2.0
        a[1] *= 3.0
        return 1.0

    b += change()
    return np.sum(a * x) + b[0]


def name_in_a_loop(x):
    b = x * x

    def pick(k):
        nonlocal b
        if k % 2:
            b = b * 2.0
        return x[k]

    for k in range(4):
        b += pick(k)
        b[k] *= 2.0
    return b * x


def list_by_name(x):
    items = [x[0]]
    same = items

    def others():
        nonlocal items
        items = [x[1], x[2]]
        return [x[3]]

    items += others()
    return items[0] * items[1] + same[-1] * len(items)


class Holder:
    def __init__(self, value):
        self.value = value

    def change(self):
        self.value[0] *= 2.0
        self.value = self.value * 3.0
        return 1.0


def attribute(x):
    holder = Holder(x * x)
    first = holder.value
    holder.value += holder.change()
    holder.value[1] *= x[0]
    return np.sum(holder.value * x) + np.sum(first)


def item_of_list(x):
    items = [x * x, x]

    def change():
        items[0][0] *= 2.0
        items[0] = items[0] * 3.0
        return 1.0

    first = items[0]
    items[0] += change()
    items[0][1] *= x[0]
    return np.sum(items[0] * x) + np.sum(first)


def item_of_dict(x):
    named = {"a": x * x}

    def change():
        named["a"][0] *= 2.0
        named["a"] = named["a"] * 3.0
        return 1.0

    first = named["a"]
    named["a"] += change()
    named["a"][1] *= x[0]
    return np.sum(named["a"] * x) + np.sum(first)


def item_of_long_list(x, n):
    items = []
    for i in range(n):
        items.append(x * (i + 1))

    def change():
        items[0] = items[0] * 3.0
        return 1.0

    items[0] += change()
    return items[0] * x + items[-1]


X = np.array([0.7, 1.3, 0.4, 1.1])
CASES = [
    *[
        (fn, (X,), 0)
        for fn in (name, name_in_a_loop, list_by_name, attribute, item_of_list, item_of_dict)
    ],
    (item_of_long_list, (X, 2), 0),
]
