"""Derivatives of factorizations."""

from __future__ import annotations

from typing import Any

import numpy as np

from sourcediff.runtime.recording import recorded
from sourcediff.runtime.shapes import transposed


@recorded
def half_lower(a: Any) -> Any:
    """Keep the lower triangle of matrices, with half of their diagonals."""
    return 0.5 * (np.tril(a) + np.tril(a, -1))


@recorded
def from_lower(a: Any) -> Any:
    """Mirror the lower triangle of matrices: what a function that reads only it computes with."""
    return np.tril(a) + transposed(np.tril(a, -1))


@recorded
def from_lower_vjp(g: Any) -> Any:
    """Transpose `from_lower`."""
    return np.tril(g) + transposed(np.triu(g, 1))


# Murray 2016, "Differentiation of the Cholesky decomposition".
@recorded
def cholesky_vjp(g: Any, y: Any) -> Any:
    """Give the adjoint of the lower triangle that `np.linalg.cholesky` reads."""
    upper = transposed(y)
    inner = transposed(np.linalg.solve(upper, transposed(half_lower(upper @ np.tril(g)))))
    return from_lower_vjp(np.linalg.solve(upper, inner))


@recorded
def cholesky_jvp(t: Any, y: Any) -> Any:
    """Give the tangent of `np.linalg.cholesky`."""
    inner = np.linalg.solve(y, from_lower(t))
    return y @ half_lower(transposed(np.linalg.solve(y, transposed(inner))))


@recorded
def gaps(w: Any) -> Any:
    """Give 1 / (w[j] - w[i]) at i, j, and 0 where two are equal."""
    d = np.expand_dims(w, -2) - np.expand_dims(w, -1)
    return (d != 0.0) / (d + (d == 0.0))


# Giles 2008, section 3.1; vectors of an eigenvalue that is not simple have no derivative.
@recorded
def eigh_vjp(g: Any, y: Any) -> Any:
    """Give the adjoint of the lower triangle that `np.linalg.eigh` reads."""
    w = y[0]
    v = y[1]
    value_bar = np.expand_dims(np.broadcast_to(g[0], np.shape(w)), -2)
    vector_bar = np.broadcast_to(g[1], np.shape(v))
    inner = gaps(w) * (transposed(v) @ vector_bar)
    return from_lower_vjp((v * value_bar + v @ inner) @ transposed(v))


@recorded
def eigh_jvp(t: Any, y: Any) -> Any:
    """Give the tangents of the values and vectors of `np.linalg.eigh`."""
    v = y[1]
    inner = transposed(v) @ from_lower(t) @ v
    return np.diagonal(inner, 0, -2, -1), v @ (gaps(y[0]) * inner)


@recorded
def eigvalsh_vjp(g: Any, a: Any) -> Any:
    """Give the adjoint of the lower triangle that `np.linalg.eigvalsh` reads."""
    _, v = np.linalg.eigh(a)
    return from_lower_vjp((v * np.expand_dims(g, -2)) @ transposed(v))


@recorded
def eigvalsh_jvp(t: Any, a: Any) -> Any:
    """Give the tangent of `np.linalg.eigvalsh`."""
    _, v = np.linalg.eigh(a)
    return np.diagonal(transposed(v) @ from_lower(t) @ v, 0, -2, -1)


def check_qr(a: Any, mode: str = "reduced") -> None:
    """Refuse what has no derivative: a wide matrix, and modes other than the reduced one."""
    if mode != "reduced" or np.shape(a)[-2] < np.shape(a)[-1]:
        raise NotImplementedError(
            "np.linalg.qr is differentiated with mode='reduced' of a matrix not wider than high"
        )


# Walter and Lehmann 2013, "Algorithmic differentiation of linear algebra functions".
@recorded
def qr_vjp(g: Any, y: Any, a: Any, mode: str = "reduced") -> Any:
    """Give the adjoint of a matrix, not wider than high, from those of its factors."""
    check_qr(a, mode)
    q = y[0]
    r = y[1]
    q_bar = np.broadcast_to(g[0], np.shape(q))
    r_bar = np.triu(np.broadcast_to(g[1], np.shape(r)))
    m = r @ transposed(r_bar) - transposed(q_bar) @ q
    return transposed(np.linalg.solve(r, transposed(q_bar + q @ from_lower(m))))


@recorded
def qr_jvp(t: Any, y: Any, a: Any, mode: str = "reduced") -> Any:
    """Give the tangents of the factors of a matrix that is not wider than high."""
    check_qr(a, mode)
    q = y[0]
    r = y[1]
    c = transposed(np.linalg.solve(transposed(r), transposed(t)))
    inner = transposed(q) @ c
    turn = np.tril(inner, -1) - transposed(np.tril(inner, -1))
    return c - q @ (inner - turn), (inner - turn) @ r


def check_svd(a: Any, full_matrices: bool = True) -> None:
    """Refuse the full factors of a matrix that is not square: they are not unique."""
    if full_matrices and np.shape(a)[-2] != np.shape(a)[-1]:
        raise NotImplementedError("np.linalg.svd is differentiated with full_matrices=False")


@recorded
def svd_jvp(t: Any, y: Any, a: Any, full_matrices: bool = True) -> Any:
    """Give the tangents of the three factors of a reduced `np.linalg.svd`."""
    check_svd(a, full_matrices)
    u = y[0]
    s = y[1]
    v = transposed(y[2])
    row = np.expand_dims(s, -2)
    column = np.expand_dims(s, -1)
    p = transposed(u) @ t @ v
    f = gaps(s * s)
    u_dot = u @ (f * (p * row + column * transposed(p))) + (t @ v - u @ p) / row
    back = transposed(t) @ u - v @ transposed(p)
    v_dot = v @ (f * (column * p + transposed(p) * row)) + back / row
    return u_dot, np.diagonal(p, 0, -2, -1), transposed(v_dot)


@recorded
def svd_vjp(g: Any, y: Any, a: Any, full_matrices: bool = True) -> Any:
    """Give the adjoint of a matrix from those of its reduced `np.linalg.svd`."""
    check_svd(a, full_matrices)
    u = y[0]
    s = y[1]
    v = transposed(y[2])
    u_bar = np.broadcast_to(g[0], np.shape(u))
    s_bar = np.broadcast_to(g[1], np.shape(s))
    v_bar = transposed(np.broadcast_to(g[2], np.shape(y[2])))
    row = np.expand_dims(s, -2)
    column = np.expand_dims(s, -1)
    of_u = transposed(u) @ u_bar
    of_v = transposed(v) @ v_bar
    f = gaps(s * s)
    inner = f * (of_u - transposed(of_u)) * row + column * (f * (of_v - transposed(of_v)))
    bar = (u @ inner + u * np.expand_dims(s_bar, -2)) @ transposed(v)
    bar = bar + ((u_bar - u @ of_u) / row) @ transposed(v)
    return bar + (u / row) @ transposed(v_bar - v @ of_v)


@recorded
def singular_values_vjp(g: Any, a: Any) -> Any:
    """Give the adjoint of a matrix from that of its singular values."""
    u, _, v = np.linalg.svd(a, full_matrices=False)
    return (u * np.expand_dims(g, -2)) @ v


@recorded
def singular_values_jvp(t: Any, a: Any) -> Any:
    """Give the tangent of the singular values of a matrix."""
    u, _, v = np.linalg.svd(a, full_matrices=False)
    return np.diagonal(transposed(u) @ t @ transposed(v), 0, -2, -1)
