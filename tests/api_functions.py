"""Functions that the tests of the face import; a module of its own, so that other processes can."""

import math

import numpy as np

from sourcediff import adjoint, grad, tangent, value_and_grad, vjp

SCALE = 2.0


def loss(w, x):
    """The docstring of loss."""
    return np.sum((w * x - 1.0) ** 2)


def product(x, y=3.0, *, power=2):
    return x**power * y


def both(x, y, n=1):
    return x * x * y * n


def vector(x):
    return np.sin(x) * x


def scaled(x):
    return SCALE * x * x


def helper(x):
    return x * x


def uses_helper(x):
    return 3.0 * helper(x)


def tree(params, x):
    h = params["w"] * x
    for gain, shift in params["layers"]:
        h = gain * h + shift
    return np.sum(h) * params["n"]


def with_aux(w, x):
    r = w * x
    return np.sum(r * r), {"residual": r, "count": len(x)}


def prints(x, n):
    for i in range(n):
        print("turn", i, f"{x:.1f}")
        x = x * x
    return x


def raises(x):
    if x > 1.0:
        raise ValueError("too large: " + str(x))
    return x * x


def fails_inside(x):
    y = x - 2.0
    return math.log(y)


def asks(x):
    assert x > 0, "x must be positive"
    return x * x


def seed_names(x, out_bar, x_dot):
    return x * out_bar + x_dot * x * x


def recursive(x, n):
    return 1.0 if n == 0 else x * recursive(x, n - 1)


def annotated(x: float, y: np.ndarray) -> float:
    return np.sum(x * y)


def long_loop(x, n):
    for _ in range(n):
        x = x + 0.5 * math.sin(x)
    return x


@grad
def cubed(x):
    """The docstring of cubed."""
    return x**3


@grad(wrt=("w", "b"))
def line(w, x, b):
    return np.sum(w * x + b)


@value_and_grad(wrt="w", has_aux=True)
def decorated_aux(x, w):
    return w * x, w


@adjoint
def decorated_adjoint(x):
    return np.sin(x)


@tangent(wrt=1)
def decorated_tangent(x, y):
    return x * y * y


class Spring:
    """A class whose method is its own derivative."""

    def __init__(self, stiffness):
        self.stiffness = stiffness

    @grad
    def force(self, x):
        return 0.5 * self.stiffness * x * x

    @value_and_grad(wrt=("y", 0))
    def both(self, x, y):
        return self.stiffness * x * y * y


def calls_a_derivative(x):
    return cubed(x) + x


TABLE = {"sine": math.sin, "square": lambda x: x * x}
chosen = math.sin


def from_table(x, name):
    return TABLE[name](x)


def by_another_name(x):
    return chosen(x)


class Scaled:
    factor = 2.0

    def __call__(self, x):
        return self.factor * x**2

    @classmethod
    @grad
    def of_class(cls, x):
        return cls.factor * x**2

    @grad
    def slope(self, x):
        return self.factor * x**2


def quartic(v, scale):
    return np.sum(scale * v**4)


def gradient_step(rate, w):
    for _ in range(3):
        w = w - rate * grad(quartic)(w, 2.0)
    return np.sum(w**2)


def cube(x):
    return x**3


def value_times_slope(x):
    value, slope = value_and_grad(cube)(x)
    return value * slope


def calls_vjp(x):
    _, pullback = vjp(cube, x)
    return pullback(x)[0]


def grad_of_a_lambda(x):
    return grad(lambda v: v * x)(x)
