"""Text that is read at run time and decides what is computed; arrays without dimensions and their numbers."""

import math

import numpy as np


def calculator(program, x, y):
    stack = []
    for token in program.split():
        if token == "x":
            stack.append(x)
        elif token == "y":
            stack.append(y)
        elif token in "+-*/":
            b = stack.pop()
            a = stack.pop()
            if token == "+":
                r = a + b
            elif token == "-":
                r = a - b
            elif token == "*":
                r = a * b
            else:
                r = a / b
            stack.append(r)
        elif token == "sin":
            stack.append(math.sin(stack.pop()))
        else:
            stack.append(float(token))
    return stack[-1]


def polynomial(text, x):
    total = 0.0
    for term in text.split("+"):
        factor, _, power = term.strip().partition("x")
        total += float(factor) * x ** int(power)
    return total


def sorted_words(text, weights):
    total = 0.0
    for i, word in enumerate(sorted(text.split())):
        total += weights[i] * len(word)
    return total


def labelled(x, name="w"):
    label = f"{name}:{x:.3f}" if x > 0 else name + "negative"
    if label.startswith("w:") and label.upper() != "W":
        return x**2 + len(label)
    return x


def without_dimensions(x):
    a = np.array(x)
    b = a * 2 + np.sin(a)
    c = b[()] + b.item()
    return c * float(a) + a.ndim


def products_of_items(x):
    return np.sum(x).item() * x.mean().item()


def keeps_what_it_popped(x):
    stack = [x, x * x]
    out = 0.0
    while stack:
        v = stack.pop()
        out += v * v
        if v > 0.5:
            stack.append(v * 0.5)
    return out


def written_in_every_way(x, y):
    lines = []
    for i in range(3):
        x = x * y
        lines.append("step %d: %.3f" % (i, x))
    said = "\n".join(lines) + "x = {:.2f}, y = {name}".format(x, name=y) + "-" * 3
    message = "v: " + str(x) + repr(np.array([x, y]))
    assert x > 0, message
    if x > 100:
        raise ValueError("too large: %s" % x)
    return x + len(lines) * y * said.count("step") + message.count("v")


def counted_by_text(x, y):
    heights = {}
    for i in range(3):
        heights[f"{x:.2f}-{i}"] = 1.5 * i
    total = 0.0
    for label in heights:
        total = total + heights[label] * x
    return total * y


def words_of_numbers(x, y):
    name = str(x)
    if name.startswith("1") and "." in name and name < "2":
        return x * y + int("3") * float("0.5") * y
    return y


CASES = [
    (written_in_every_way, (1.5, 2.5), (0, 1)),
    (counted_by_text, (1.5, 2.5), (0, 1)),
    (words_of_numbers, (1.5, 2.5), (0, 1)),
    (calculator, ("x sin y * 2 + x y / -", 1.2, 0.7), (1, 2)),
    (polynomial, ("3x2+ 2x1+0.5x0", 1.7), 1),
    (sorted_words, ("the cat sat", np.array([1.0, 2.0, 3.0])), 1),
    *((labelled, (x,), 0) for x in (1.2, -1.2)),
    *((without_dimensions, (x,), 0) for x in (0.7, np.array(0.7), np.float64(0.7))),
    *((products_of_items, (x,), 0) for x in (np.array(0.7), np.array([0.7]), np.ones((2, 3)))),
    (keeps_what_it_popped, (1.2,), 0),
]
