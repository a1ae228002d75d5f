"""`op=` of lists, dicts and objects changes them in place: other names see it."""


class Acc:
    def __init__(self, v):
        self.v = v
        self.log = [v]

    def __iadd__(self, o):
        self.v = self.v * o
        self.log += [o]
        return self

    def __imul__(self, o):
        return Acc(self.v + o)


def iadd(x, y):
    a = Acc(x)
    b = a
    a += y
    b += 2.0
    c = a
    a *= y
    return a.v * b.v + sum(c.log) * len(b.log) + a.log[0]


def lists_in_place(x):
    a = [x, x * x]
    b = a
    a *= 2
    a += [x**3]
    d = {"k": a, "n": [x]}
    d["k"] += [1.0, x]
    d["n"] *= 3
    e = d
    d |= {"z": [x * 5]}
    return sum(b) * len(a) + sum(d["n"]) + e["z"][0]


def nested_iadd(x):
    accs = [Acc(x), Acc(2.0)]
    keep = accs[0]
    accs[0] += x
    accs[1] *= 3.0
    return keep.v + accs[1].v * accs[0].v


CASES = [(iadd, (1.2, 0.7), (0, 1)), (lists_in_place, (1.2,), 0), (nested_iadd, (1.2,), 0)]
