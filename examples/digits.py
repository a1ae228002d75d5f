"""Handwritten digits, classified by a small network that SciPy trains on the generated gradient.

The data are the test part of the UCI "Optical Recognition of Handwritten Digits" set (Alpaydin and
Kaynak 1998), 8 x 8 pixels each, as scikit-learn carries them.

    python examples/digits.py
"""

from itertools import pairwise

import numpy as np
from _common import check, show
from scipy.optimize import minimize
from sklearn.datasets import load_digits

from sourcediff import value_and_grad

SIZES = (64, 24, 10)
TRAINED = 600


def scores(w, sizes, X):
    """The network's output; `w` holds the matrix and the bias of one layer after the other."""
    h = X
    start = 0
    for k in range(len(sizes) - 1):
        rows, columns = sizes[k], sizes[k + 1]
        W = w[start : start + rows * columns].reshape(rows, columns)
        start += rows * columns
        b = w[start : start + columns]
        start += columns
        h = h @ W + b
        if k < len(sizes) - 2:
            h = np.tanh(h)
    return h


def loss(w, sizes, X, labels, penalty):
    """Cross entropy of the softmax, and a penalty on the size of the weights."""
    z = scores(w, sizes, X)
    z = z - z.max(axis=1, keepdims=True)
    log_p = z - np.log(np.exp(z).sum(axis=1, keepdims=True))
    right = log_p[np.arange(len(labels)), labels]
    return -np.mean(right) + penalty * np.sum(w**2)


def accuracy(w, X, labels):
    return np.mean(np.argmax(scores(w, SIZES, X), axis=1) == labels)


def main():
    X, labels = load_digits(return_X_y=True)
    X = X / 16.0
    X_train, y_train = X[:TRAINED], labels[:TRAINED]
    X_test, y_test = X[TRAINED:], labels[TRAINED:]

    count = sum((rows + 1) * columns for rows, columns in pairwise(SIZES))
    w = 0.1 * np.random.default_rng(0).normal(size=count)
    objective = value_and_grad(loss)
    data = (SIZES, X_train, y_train, 1e-4)
    _, w_bar = objective(w, *data)
    show(objective)
    check(loss, w_bar, w, *data)

    fit = minimize(objective, w, args=data, jac=True, method="L-BFGS-B", options={"maxiter": 120})
    reached = accuracy(fit.x, X_test, y_test)
    print(f"{count} weights, {fit.nit} iterations, loss {fit.fun:.4f}")
    print(f"right on {len(y_test)} digits that it has not seen: {reached:.1%}")
    if reached < 0.88:
        raise SystemExit("the network has not learned")


if __name__ == "__main__":
    main()
