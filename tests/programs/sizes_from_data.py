"""Arrays of which the data say how long they are, used as arrays: looped over, stored into in place."""

import numpy as np


def places_of_positive(v):
    total = 0.0
    for i in np.nonzero(v > 0)[0]:
        total += v[i] ** 2 * (i + 1)
    for i in np.flatnonzero(v < 0):
        total += v[i] * total
    return total


def pairs_of_places(m):
    total = 0.0
    for i, j in np.argwhere(m > 0):
        row = m[i] * j
        total += m[i, j] * (i + 1) + row.sum()
    for i, j in zip(*np.nonzero(m < 0)):
        total -= m[i, j] ** 2
    return total


def groups_by_label(v, labels):
    total = 0.0
    for label in np.unique(labels):
        part = v[labels == label]
        total += part.mean() ** 2
        for i, e in enumerate(part):
            total += e * i
    return total


def groups_counted(v, labels):
    found, place, counts = np.unique(labels, return_inverse=True, return_counts=True)
    sums = np.zeros(len(found))
    np.add.at(sums, place, v * v)
    sums /= counts
    return sums @ sums


def changed_in_place(v):
    left = np.delete(v, 1)
    left *= 2.0
    twice = np.repeat(v, 2)
    twice[1] += left[0]
    more = np.insert(v, 1, v[0] * 2)
    more *= more
    return left @ left + twice @ twice + more.sum()


def filtered(v, keep):
    positive = np.extract(v > 0, v)
    positive *= 2
    kept = np.compress(keep, v)
    kept -= kept.mean()
    return positive.sum() * kept[0] + (kept**2).sum()


V = np.array([0.5, -1.2, 0.7, 0.3])
M = np.array([[0.5, -1.2, 0.7], [-0.3, 0.4, 0.9]])
LABELS = np.array([0, 2, 0, 2])
CASES = [
    (places_of_positive, (V,), 0),
    (places_of_positive, (abs(V[:1]),), 0),
    (pairs_of_places, (M,), 0),
    *((fn, (V, LABELS), 0) for fn in (groups_by_label, groups_counted)),
    (changed_in_place, (V,), 0),
    (filtered, (V, np.array([True, False, True, True])), 0),
]
