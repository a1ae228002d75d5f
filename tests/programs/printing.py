"""f-strings and print: forward only, once. (`test_programs.py` counts the lines.)"""


def prints(x):
    y = x * x
    print("y =", y)
    print(f"{x=} {y:.3f}", end="\n")
    return y * x


def prints_in_loop(x, n):
    for i in range(n):
        x = x * 0.9 + 0.1 * i
        print(f"turn {i}: {x:.2f}")
    return x * x


def formats(x, name):
    label = f"{name}_{x:.1f}"
    table = {label: x * x, "other": x}
    return table[label] * len(label)


def builds_message(x):
    message = "value " + str(x) + " %d" % 3
    return x * x if message else x


CASES = [
    (prints, (0.7,), 0),
    (prints_in_loop, (0.7, 3), 0),
    (formats, (0.71, "a"), 0),
    (builds_message, (0.7,), 0),
]
