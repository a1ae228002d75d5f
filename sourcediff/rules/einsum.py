"""`np.einsum`: its adjoints are sums of the same kind, with subscripts exchanged."""

from __future__ import annotations

import string
from typing import Any

import numpy as np

from sourcediff import runtime
from sourcediff.rules.registry import rule
from sourcediff.rules.samples import box, column, mat, mat2, sample, spd, square, vec, vec2, vec4

MOST = 10  # operands


def _terms(subscripts: Any) -> tuple[list[str], str]:
    """Split subscripts into those of the operands and those of the result, implicit ones too."""
    if not isinstance(subscripts, str):
        raise NotImplementedError("np.einsum is differentiated with subscripts in a string only")
    left, arrow, right = subscripts.replace(" ", "").partition("->")
    if not arrow:
        letters = left.replace(",", "").replace(".", "")
        dots = "..." if "..." in left else ""
        right = dots + "".join(sorted(s for s in set(letters) if letters.count(s) == 1))
    return left.split(","), right


def _check(term: str, others: list[str]) -> None:
    """Refuse what the exchange of subscripts does not differentiate."""
    if "..." in term and not term.startswith("...") and any("..." in other for other in others):
        raise NotImplementedError(
            f"no derivative of np.einsum for '{term}': write the ellipsis first"
        )


def _apart(term: str, used: str) -> tuple[str, list[tuple[str, int]]]:
    """Rename repeated indices: the new subscripts, and pairs, each with its axis, behind an ellipsis from the end."""
    letters = list(term)
    free = [c for c in string.ascii_letters if c not in used]
    pairs = []
    for k, c in enumerate(letters):
        if c != "." and c in letters[:k]:
            letters[k] = free.pop()
            pairs.append((c + letters[k], k - len(letters) if "." in letters[:k] else k))
    return "".join(letters), pairs


def _vjp(position: int) -> Any:
    def vjp(g: Any, y: Any, subscripts: Any, *operands: Any, optimize: Any = False) -> Any:
        """Contract `g` with the other operands to the subscripts of this one."""
        terms, result = _terms(subscripts)
        term, x = terms.pop(position), operands[position]
        _check(term, terms)
        term, pairs = _apart(term, "".join([*terms, term, result]))
        arrays = [*operands[:position], *operands[position + 1 :]]
        inputs = list(terms)
        if result:
            arrays, inputs = [g, *arrays], [result, *inputs]
        arrays += [runtime.identity_like(x, axis) for _, axis in pairs]  # 'ii' is a diagonal
        inputs += [pair for pair, _ in pairs]
        if not set(term) <= set("".join(inputs)):  # an index that only this operand has
            arrays, inputs = [*arrays, np.ones_like(x)], [*inputs, term]
        dots = "..." if "..." in "".join(inputs) and "..." not in term else ""
        exchanged = ",".join(inputs) + "->" + dots + term
        bar = np.einsum(exchanged, *arrays, optimize=optimize) if inputs != [term] else arrays[0]
        return runtime.unbroadcast(bar if result else g * bar, x)

    return vjp


def _not_in_a_string(g: Any, y: Any, *operands: Any, **how: Any) -> Any:
    """Refuse operands that come first: subscripts follow each of them in a list then."""
    return _terms(None)


def _jvp(position: int) -> Any:
    def jvp(t: Any, y: Any, subscripts: Any, *operands: Any, optimize: Any = False) -> Any:
        """Put the tangent in place of its operand."""
        _terms(subscripts)
        arrays = [*operands[:position], t, *operands[position + 1 :]]
        return np.einsum(subscripts, *arrays, optimize=optimize)

    return jvp


rule(
    np.einsum,
    vjp=[_not_in_a_string, *[_vjp(i) for i in range(MOST)]],
    jvp=[_not_in_a_string, *[_jvp(i) for i in range(MOST)]],
    samples=[
        ("ij,kj->ik", mat, mat2),
        ("i,i", vec, vec2),
        ("i,i->", vec, vec2),
        ("ij,jk", mat, square),
        ("ba,c", mat, vec4),
        ("ij->i", mat),
        ("ij->", mat),
        ("ij->ji", mat),
        ("ij", mat),
        ("ij,ij->", mat, column),
        ("i,ij,j->", mat[:, 0], mat, vec),
        ("ijk,jl,km->ilm", box, mat.T, box[0].T),
        ("...i,i->...", box, vec4),
        ("...ij,...jk->...ik", box, box.transpose(0, 2, 1)),
        ("...j,...j", mat, vec),
        ("i...,i", box, vec[:2]),
        ("ij,...jk->...ik", mat, box),
        ("ii->i", square),
        ("ii", square),
        ("iij->j", np.stack([mat, mat2])),
        ("iij,jk->ik", np.stack([mat, mat2]), square),
        ("iii->i", np.stack([square, square * square, spd])),
        ("ii,ii->i", square, spd),
        ("ii...->...", box[:, :2]),
        sample("ij, jk -> ik", mat, square, optimize=True),
    ],
)
