"""Why reverse mode is not the chain rule written out: operations for `y = y * y + y`, n times.

The derivative is counted three ways:

- the generated adjoint, by running it on numbers that count the operations done with them;
- the result as one polynomial, multiplied out, differentiated and evaluated by Horner's rule;
- the chain rule written out as one formula, where every `y` stands for the whole expression that it
  is, and nothing is shared.

The counts of the last two are recurrences, which small n prove by building the formula.

    python docs/count_operations.py
"""

import operator

from sourcediff import adjoint

COUNTS = (1, 2, 4, 8, 16, 32)
BUILT = 6  # the formulas are built in full up to this n


def repeated(y, n):
    """The function that the table is about."""
    for _ in range(n):
        y = y * y + y
    return y


class Counted(float):
    """A float that counts the arithmetic done with it."""

    total = 0


def _counting(name):
    plain = getattr(float, name)

    def method(*operands):
        result = plain(*operands)
        if result is NotImplemented:
            return result
        Counted.total += 1
        return Counted(result)

    return method


for _name in ("add", "sub", "mul", "truediv", "pow"):
    setattr(Counted, f"__{_name}__", _counting(f"__{_name}__"))
    setattr(Counted, f"__r{_name}__", _counting(f"__r{_name}__"))
Counted.__neg__ = _counting("__neg__")


def counted(f, *args, **seeds):
    """What `f` returns, and how many operations it did."""
    Counted.total = 0
    result = f(*args, **seeds)
    return float(result), Counted.total


def adjoint_operations(n, y=0.01):
    """The gradient by the generated function, and its operations."""
    derivative = adjoint(repeated, wrt="y")
    derivative(y, n)  # so that the text is the one for floats
    return counted(derivative.__wrapped__, Counted(y), n, out_bar=Counted(1.0))


# ---- the polynomial, multiplied out


def polynomial(n):
    """The coefficients of `repeated` as a polynomial in `y`, the constant first; degree 2^n."""
    coefficients = [0, 1]
    for _ in range(n):
        product = [0] * (2 * len(coefficients) - 1)
        for i, a in enumerate(coefficients):
            for j, b in enumerate(coefficients):
                product[i + j] += a * b
        for i, a in enumerate(coefficients):
            product[i] += a
        coefficients = product
    return coefficients


def horner(coefficients, y):
    """The value of the derivative of a polynomial."""
    slopes = [k * a for k, a in enumerate(coefficients)][1:]
    value = slopes[-1]
    for slope in reversed(slopes[:-1]):
        value = value * y + slope
    return value


def polynomial_operations(n):
    """Two operations for each of the 2^n - 1 steps of Horner's rule."""
    return 2 * (2**n - 1)


# ---- the chain rule, written out


def written_out(n):
    """The expression and its derivative by sum and product rule, as trees of (operator, a, b)."""
    e, d = "y", 1
    for _ in range(n):
        e, d = (
            (operator.add, (operator.mul, e, e), e),
            (operator.add, (operator.add, (operator.mul, d, e), (operator.mul, e, d)), d),
        )
    return e, d


def evaluate(tree, y):
    """The value of a tree, each part as often as it is written."""
    if isinstance(tree, tuple):
        apply, a, b = tree
        return apply(evaluate(a, y), evaluate(b, y))
    return y if tree == "y" else Counted(tree)


def written_out_operations(n):
    """The operations of the derivative's tree: 3 d + 2 e + 4, and 3 e + 2 for the expression's."""
    e = d = 0
    for _ in range(n):
        e, d = 3 * e + 2, 3 * d + 2 * e + 4
    return d


def prove(n, y=0.01):
    """Build both formulas: they give the adjoint's number, with as many operations as stated."""
    gradient, _ = adjoint_operations(n, y)
    expanded, expanded_count = counted(horner, polynomial(n), Counted(y))
    formula, formula_count = counted(evaluate, written_out(n)[1], Counted(y))
    assert abs(expanded - gradient) < 1e-12 * abs(gradient)
    assert abs(formula - gradient) < 1e-12 * abs(gradient)
    assert expanded_count == polynomial_operations(n)
    assert formula_count == written_out_operations(n)


def table():
    """The Markdown table of the docs."""
    for n in range(1, BUILT + 1):
        prove(n)
    rows = [
        "| n | function | generated adjoint | polynomial multiplied out | chain rule written out |",
        "|--:|--:|--:|--:|--:|",
    ]
    for n in COUNTS:
        _, reverse = adjoint_operations(n)
        rows.append(
            f"| {n} | {2 * n} | {reverse} | {polynomial_operations(n):,} | "
            f"{written_out_operations(n):,} |"
        )
    return "\n".join(rows)


if __name__ == "__main__":
    print(table())
