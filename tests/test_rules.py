"""Every rule at every sample: both modes against differences, against each other, and recorded."""

import ast
import inspect
import math
import subprocess
import sys
import types

import numpy as np
import pytest

import sourcediff.rules.catalog
from sourcediff import linear, runtime, tangent
from sourcediff.errors import NotRecordable
from sourcediff.rules import registry
from sourcediff.rules.registry import RULES
from sourcediff.rules.samples import Sample

# Programs and tests give rules to functions of their own, and are imported by the same process.
OTHERS = ("programs_", "test_", "sourcediff.rules.writing")
OURS = {
    id(r): r
    for r in RULES.values()
    if not (getattr(r.primitive, "__module__", "") or "").startswith(OTHERS)
}
WITH_DERIVATIVE = [r for r in OURS.values() if r.kind != "constant"]


def name(f):
    module = getattr(f, "__module__", None) or "numpy"
    return f"{module}.{f.__name__}"


def as_sample(s):
    if isinstance(s, Sample):
        return s
    return Sample(s) if isinstance(s, tuple) else Sample((s,))


def is_active(x):
    """Whether an argument, or all of a list, is floating point."""
    if isinstance(x, (list, tuple)):
        return bool(x) and all(is_active(part) for part in x)
    if isinstance(x, np.ndarray):
        return x.dtype.kind == "f"
    return isinstance(x, (float, np.floating))


def cases():
    return list(each_case())


def each_case():
    for rule in WITH_DERIVATIVE:
        for k, s in enumerate(rule.samples):
            s = as_sample(s)
            for i, x in enumerate(s.args):
                if i < len(rule.vjp) and rule.vjp[i] is not None and is_active(x):
                    yield pytest.param(rule, s, i, id=f"{name(rule.primitive)}-{k}-{i}")


def mapped(f, *trees):
    """Apply a function to the leaves of nested lists and tuples."""
    if isinstance(trees[0], (list, tuple)):
        return [mapped(f, *parts) for parts in zip(*trees, strict=True)]
    return f(*trees)


def leaves(tree):
    if isinstance(tree, (list, tuple)):
        return [leaf for part in tree for leaf in leaves(part)]
    return [tree]


def flat(tree):
    return np.concatenate([np.ravel(leaf) for leaf in leaves(tree)])


def direction(tree, seed):
    """Something random of the structure, shapes and dtypes of a value."""
    random = np.random.default_rng(seed)

    def draw(leaf):
        value = random.uniform(-1.0, 1.0, np.shape(leaf))
        if np.iscomplexobj(leaf):
            value = value + 1j * random.uniform(-1.0, 1.0, np.shape(leaf))
        dtype = getattr(leaf, "dtype", np.dtype(float))
        return (
            value.astype(dtype)[()]
            if np.ndim(leaf) or isinstance(leaf, np.generic)
            else float(value)
        )

    return mapped(draw, tree)


def moved(s, i, step, t):
    args = list(s.args)
    args[i] = mapped(lambda x, d: x + step * d, args[i], t)
    return tuple(args)


def difference(f, s, i, t, h=0.008):
    """Richardson's extrapolation of central differences: an error of order h ** 8."""

    def central(step):
        return (
            flat(f(*moved(s, i, step, t), **s.how)) - flat(f(*moved(s, i, -step, t), **s.how))
        ) / (2 * step)

    rows = [central(h / 2**k) for k in range(4)]
    for order in (4.0, 16.0, 64.0):
        rows = [(order * b - a) / (order - 1.0) for a, b in zip(rows, rows[1:], strict=False)]
    return rows[0]


def pushed(rule, s, i, t, y):
    """The tangent of the result, with the shape of the result."""
    dot = rule.jvp[i](t, y, *s.args, **s.how)
    return mapped(lambda d, v: np.broadcast_to(d, np.shape(v)), dot, y)


def single(x):
    """The same in single precision; Python floats stay."""
    if isinstance(x, (list, tuple)):
        return type(x)(single(part) for part in x)
    return x.astype(np.float32) if is_active(x) and isinstance(x, np.ndarray) else x


def result(rule, s):
    """The value, as plain nested lists."""
    return mapped(lambda leaf: leaf, rule.primitive(*s.args, **s.how))


@pytest.mark.parametrize(("rule", "s", "i"), cases())
def test_forward_mode_agrees_with_differences(rule, s, i):
    t = direction(s.args[i], 1)
    y = rule.primitive(*s.args, **s.how)
    expected = difference(rule.primitive, s, i, t)
    np.testing.assert_allclose(flat(pushed(rule, s, i, t, y)), expected, rtol=2e-9, atol=2e-10)


@pytest.mark.parametrize(("rule", "s", "i"), cases())
def test_modes_agree_with_each_other(rule, s, i):
    t = direction(s.args[i], 2)
    y = rule.primitive(*s.args, **s.how)
    g = direction(y, 3)
    forward = flat(g) * flat(pushed(rule, s, i, t, y))
    reverse = flat(rule.vjp[i](g, y, *s.args, **s.how)) * flat(t)
    scale = np.abs(forward).sum() + np.abs(reverse).sum()
    assert abs(np.real(forward.sum() - reverse.sum())) <= 1e-12 * scale


@pytest.mark.parametrize(("rule", "s", "i"), cases())
def test_adjoint_is_shaped_as_the_argument(rule, s, i):
    y = rule.primitive(*s.args, **s.how)
    bar = rule.vjp[i](direction(y, 3), y, *s.args, **s.how)
    assert mapped(np.shape, bar) == mapped(np.shape, s.args[i])


@pytest.mark.parametrize(("rule", "s", "i"), cases())
def test_single_precision_stays(rule, s, i):
    if rule.primitive is np.power and isinstance(s.args[0], float):
        return  # np.log of a Python float is double; the compiler writes math.log
    low = Sample(tuple(single(x) for x in s.args), s.how)
    y = rule.primitive(*low.args, **low.how)
    if {np.result_type(leaf) for leaf in leaves(y)} != {np.dtype(np.float32)}:
        return  # the primitive itself promotes (Python floats, np.interp)
    t = direction(low.args[i], 1)
    assert {leaf.dtype for leaf in leaves(pushed(rule, low, i, t, y))} <= {
        np.dtype(np.float32),
        np.dtype(float),
    }
    seeds = [
        direction(y, 3),
        *([0.7] if np.ndim(leaves(y)[0]) == 0 and len(leaves(y)) == 1 else []),
    ]
    for g in seeds:
        bar = rule.vjp[i](g, y, *low.args, **low.how)
        for leaf, x in zip(leaves(bar), leaves(low.args[i]), strict=True):
            if isinstance(x, np.ndarray):
                assert np.real(leaf).dtype == np.float32
    if isinstance(low.args[i], np.ndarray):
        dot = rule.jvp[i](t, y, *low.args, **low.how)
        assert {np.result_type(leaf) for leaf in leaves(dot)} == {np.dtype(np.float32)}


@pytest.mark.parametrize(
    ("rule", "twin"),
    [pytest.param(r, f, id=name(f)) for r in WITH_DERIVATIVE for f in r.twins],
)
def test_twins_are_the_same_function(rule, twin):
    assert RULES[twin] is rule
    tried = 0
    for s in map(as_sample, rule.samples):
        if any(isinstance(x, np.ndarray) for x in s.args) and twin in vars(math).values():
            continue
        try:
            value = twin(*s.args, **s.how)
        except (TypeError, ValueError):
            continue  # a twin may take less
        np.testing.assert_allclose(flat(value), flat(rule.primitive(*s.args, **s.how)), rtol=1e-15)
        tried += 1
    assert tried or not rule.samples


def test_every_rule_has_samples():
    assert [name(r.primitive) for r in WITH_DERIVATIVE if not r.samples] == []


def test_every_argument_is_sampled():
    seen = {(id(p.values[0]), p.values[2]) for p in cases()}
    missing = [
        (name(r.primitive), i)
        for r in WITH_DERIVATIVE
        for i, f in enumerate(r.vjp)
        if f is not None and (id(r), i) not in seen
    ]
    unbounded = ("math.hypot", "numpy.einsum", "numpy.meshgrid", "numpy.broadcast_arrays")
    assert {function for function, _ in missing} <= set(unbounded), missing


def test_rules_leave_their_arguments_as_they_were():
    for rule, s, i in (p.values for p in cases()):
        y = rule.primitive(*s.args, **s.how)
        g, t = direction(y, 3), direction(s.args[i], 1)
        before = [np.copy(leaf) for leaf in leaves([list(s.args), y, g, t]) if is_active(leaf)]
        rule.vjp[i](g, y, *s.args, **s.how)
        rule.jvp[i](t, y, *s.args, **s.how)
        after = [leaf for leaf in leaves([list(s.args), y, g, t]) if is_active(leaf)]
        for a, b in zip(before, after, strict=True):
            np.testing.assert_array_equal(a, b)


# What a recording variable allows. It computes as well, so that a recorded rule can be compared.


class Probe(np.lib.mixins.NDArrayOperatorsMixin):
    """A value that only operations which can be written down may touch."""

    def __init__(self, value):
        self.value = value

    def __array_ufunc__(self, ufunc, method, *inputs, **how):
        assert method == "__call__"
        return wrapped(ufunc(*unwrapped(list(inputs)), **unwrapped(how)))

    def __array_function__(self, function, types, args, how):
        value = function(*unwrapped(list(args)), **unwrapped(how))
        return value if function is np.ndim else wrapped(value)

    def __sourcediff_record__(self, fn, args, how):
        return wrapped(fn(*unwrapped(list(args)), **unwrapped(how)))

    def __getitem__(self, key):
        return wrapped(self.value[unwrapped(key)])

    @property
    def shape(self):
        return Probe(np.shape(self.value))

    @property
    def ndim(self):
        return np.ndim(self.value)

    @property
    def T(self):
        return Probe(self.value.T)

    def refuse(self, *_):
        raise TypeError("not recordable")

    __bool__ = __float__ = __int__ = __index__ = __iter__ = __len__ = __array__ = refuse
    __contains__ = __hash__ = refuse


def unwrapped(x):
    if isinstance(x, Probe):
        return x.value
    if isinstance(x, dict):
        return {k: unwrapped(v) for k, v in x.items()}
    if isinstance(x, (list, tuple)):
        return type(x)(unwrapped(part) for part in x)
    if isinstance(x, slice):
        return slice(unwrapped(x.start), unwrapped(x.stop), unwrapped(x.step))
    return x


def wrapped(x):
    return Probe(x)


def probed(x):
    """Lists of the program stay lists, with variables in them; what is not active stays itself."""
    if isinstance(x, (list, tuple)):
        return [probed(part) for part in x]
    return Probe(x) if is_active(x) else x


@pytest.fixture
def recording(monkeypatch):
    """Helpers are called by name, with values."""
    helpers = {k: f for k, f in vars(runtime).items() if inspect.isfunction(f)}

    def by_name(f):
        def call(*args, **how):
            if not any(isinstance(leaf, Probe) for leaf in leaves([*args, *how.values()])):
                return f(*args, **how)  # one helper calls another
            return wrapped(f(*unwrapped(list(args)), **unwrapped(how)))

        return call

    for module in [registry, *vars(sourcediff.rules.catalog).values()]:
        if isinstance(module, types.ModuleType):
            for k, f in helpers.items():
                if getattr(module, k, None) is f:
                    monkeypatch.setattr(module, k, by_name(f))
    for k, f in helpers.items():
        monkeypatch.setattr(runtime, k, by_name(f))


NOT_DISPATCHED = {np.array, np.asarray, np.ascontiguousarray, np.copy, math.fsum}
ITERATED = {np.concatenate, np.stack, np.vstack, np.hstack}  # NumPy looks into their argument


def is_written_as_call(rule, x):
    """Whether the compiler must write the forward mode of a linear function as a call of it."""
    return rule.primitive in NOT_DISPATCHED or (
        rule.primitive in ITERATED and isinstance(x, np.ndarray)
    )


@pytest.mark.parametrize(("rule", "s", "i"), cases())
def test_rules_record(rule, s, i, recording):
    y = rule.primitive(*s.args, **s.how)
    args = [probed(x) for x in s.args]
    g, t = direction(y, 3), direction(s.args[i], 1)
    bar = unwrapped(rule.vjp[i](Probe(g), Probe(y), *args, **s.how))
    np.testing.assert_array_equal(flat(bar), flat(rule.vjp[i](g, y, *s.args, **s.how)))
    if not is_written_as_call(rule, s.args[i]):
        dot = unwrapped(rule.jvp[i](probed(t), Probe(y), *args, **s.how))
        np.testing.assert_array_equal(flat(dot), flat(rule.jvp[i](t, y, *s.args, **s.how)))


class Vague(Probe):
    """A value whose rank is not known when the rule is recorded."""

    @property
    def ndim(self):
        raise NotRecordable("the rank")

    def __array_function__(self, function, types, args, how):
        if function is np.ndim:
            raise NotRecordable("the rank")
        return super().__array_function__(function, types, args, how)


@pytest.mark.parametrize(("rule", "s", "i"), cases())
def test_rules_record_without_ranks(rule, s, i, recording, monkeypatch):
    y = rule.primitive(*s.args, **s.how)
    g, t = direction(y, 3), direction(s.args[i], 1)
    wanted = rule.vjp[i](g, y, *s.args, **s.how)
    monkeypatch.setitem(globals(), "Probe", Vague)
    args = [probed(x) for x in s.args]
    bar = unwrapped(rule.vjp[i](Vague(g), Vague(y), *args, **s.how))
    np.testing.assert_allclose(flat(bar), flat(wanted), rtol=1e-13, atol=1e-14)
    if not is_written_as_call(rule, s.args[i]):
        dot = unwrapped(rule.jvp[i](probed(t), Vague(y), *args, **s.how))
        expected = rule.jvp[i](t, y, *s.args, **s.how)
        np.testing.assert_allclose(flat(dot), flat(expected), rtol=1e-13, atol=1e-14)


def adjoints(f, g, *args, **how):
    rule, y = RULES[f], f(*args, **how)
    return [v and v(g, y, *args, **how) for v in rule.vjp]


def tangent_of(f, t, i, *args, **how):
    return RULES[f].jvp[i](t, f(*args, **how), *args, **how)


DATA = {"inexact", "inf", "nan", "ndarray", "ogrid", "pi", "at", "linalg", "fft"}
SINCE_2_1 = {"cumulative_prod", "cumulative_sum", "unstack"}


def test_used_functions_have_rules():
    """Rules and helpers are differentiated in their turn."""
    modules = [
        runtime,
        *(m for m in vars(sourcediff.rules.catalog).values() if inspect.ismodule(m)),
    ]
    for module in modules:
        for node in ast.walk(ast.parse(inspect.getsource(module))):
            if isinstance(node, ast.Attribute) and ast.unparse(node.value) in (
                "np",
                "math",
                "np.linalg",
                "np.fft",
            ):
                home = eval(ast.unparse(node.value), {"np": np, "math": math})
                if node.attr in DATA or (node.attr in SINCE_2_1 and not hasattr(home, node.attr)):
                    continue
                f = getattr(home, node.attr)
                assert f in RULES, f"{module.__name__}: {ast.unparse(node)}"


@pytest.mark.parametrize("f", [np.power, np.float_power])
@pytest.mark.parametrize("as_array", [True, False])
def test_power_at_zero_and_below(f, as_array):
    for x, y, expected in [
        (0.0, 2.0, 0.0),
        (0.0, 0.0, 0.0),
        (0.0, 1.0, 1.0),
        (-2.0, 3.0, 12.0),
        (-2.0, 0.0, 0.0),
    ]:
        for z in (y, int(y)):
            value = np.array([x]) if as_array else x
            partial = RULES[f].partials[0](f(value, z), value, z)
            assert np.all(np.asarray(partial) == expected), (x, z)
    for x, y, expected in [(0.0, 2.0, 0.0), (0.0, 0.5, 0.0), (2.0, 0.0, math.log(2.0))]:
        value = np.array([x]) if as_array else x
        assert np.all(RULES[f].partials[1](f(value, y), value, y) == expected)


def test_power_has_mixed_second_partial_at_exponent_zero():
    partial = RULES[np.power].partials[0]
    h = 1e-6
    slope = (partial(None, 2.0, h) - partial(None, 2.0, -h)) / (2 * h)
    assert slope == pytest.approx(0.5)
    assert partial(None, 2.0, 0.0) == 0.0


def test_kinks():
    assert adjoints(np.abs, 1.0, np.array([0.0, -1.0, 2.0]))[0].tolist() == [0.0, -1.0, 1.0]
    same = np.array([1.0, 2.0]), np.array([1.0, 3.0])
    assert [bar.tolist() for bar in adjoints(np.maximum, np.ones(2), *same)] == [
        [0.5, 0.0],
        [0.5, 1.0],
    ]
    assert [bar.tolist() for bar in adjoints(np.minimum, np.ones(2), *same)] == [
        [0.5, 1.0],
        [0.5, 0.0],
    ]
    assert adjoints(np.maximum, 1.0, -math.inf, -math.inf) == [0.5, 0.5]
    x = np.array([[3.0, 1.0, 3.0], [0.0, 2.0, 2.0]])
    assert adjoints(np.max, 1.0, x)[0].tolist() == [[0.5, 0.0, 0.5], [0.0, 0.0, 0.0]]
    assert adjoints(np.max, np.ones(2), x, axis=1)[0].tolist() == [[0.5, 0.0, 0.5], [0.0, 0.5, 0.5]]
    assert adjoints(np.min, np.ones(3), x, axis=0)[0].tolist() == [[0.0, 1.0, 0.0], [1.0, 0.0, 1.0]]
    assert tangent_of(np.max, np.array([1.0, 2.0, 4.0]), 0, x[0]) == 2.5
    assert adjoints(np.hypot, 1.0, 0.0, 0.0) == [0.0, 0.0]
    assert adjoints(np.linalg.norm, 1.0, np.zeros(3))[0].tolist() == [0.0, 0.0, 0.0]
    assert adjoints(np.std, 1.0, np.ones(3))[0].tolist() == [0.0, 0.0, 0.0]
    assert adjoints(np.heaviside, 1.0, 0.0, 0.3)[1] == 1.0


def test_clip_at_and_beyond_its_bounds():
    x = np.array([-2.0, -1.0, 0.0, 1.0, 2.0])
    bar, low, high = adjoints(np.clip, np.ones(5), x, -1.0, 1.0)
    assert bar.tolist() == [0.0, 1.0, 1.0, 1.0, 0.0]
    assert (low, high) == (1.0, 1.0)
    bar, low, high = adjoints(np.clip, np.ones(5), x, 1.5, -1.5)  # crossed: the upper one wins
    assert (bar.tolist(), low, high) == ([0.0] * 5, 0.0, 5.0)


def test_fmax_takes_the_number_beside_nan():
    x, y = np.array([math.nan, 1.0]), np.array([1.0, math.nan])
    for f in (np.fmax, np.fmin):
        assert [bar.tolist() for bar in adjoints(f, np.ones(2), x, y)] == [[0.0, 1.0], [1.0, 0.0]]


def test_where_selects_even_among_infinities():
    c, g = np.array([True, False]), np.array([math.inf, math.nan])
    _, x_bar, y_bar = adjoints(np.where, g, c, np.ones(2), np.ones(2))
    assert x_bar.tolist() == [math.inf, 0.0]
    assert y_bar[0] == 0.0


def test_logaddexp_of_infinities_is_no_nan():
    with np.errstate(all="raise"):
        low = np.array([-math.inf, -math.inf, 0.0])
        high = np.array([-math.inf, 0.0, -math.inf])
        assert adjoints(np.logaddexp, np.ones(3), low, high)[0].tolist() == [1.0, 0.0, 1.0]


def test_equal_elements_sort_stably():
    x = np.array([2.0, 1.0, 2.0, 1.0])
    g = np.array([1.0, 2.0, 3.0, 4.0])
    assert adjoints(np.sort, g, x)[0].tolist() == [3.0, 1.0, 4.0, 2.0]
    assert adjoints(np.partition, g, x, 3)[0].tolist() == [3.0, 1.0, 4.0, 2.0]


@pytest.mark.parametrize("x", [[1.0, 0.0, 2.0], [0.0, 0.0, 2.0], [0.0], []])
def test_products_of_zeros(x):
    x = np.array(x)
    others = [np.prod(np.delete(x, i)) for i in range(len(x))]
    assert adjoints(np.prod, 1.0, x)[0].tolist() == others
    assert adjoints(math.prod, 1.0, list(x))[0] == others


def test_nansum_skips():
    x = np.array([1.0, math.nan])
    assert adjoints(np.nansum, 1.0, x)[0].tolist() == [1.0, 0.0]
    assert tangent_of(np.nansum, np.array([2.0, math.nan]), 0, x) == 2.0


def test_sinc_near_zero():
    for x in (1e-12, 1e-6, 1e-3, 0.09999, 0.10001):
        u = math.pi * x
        series = sum(
            (-1) ** k * 2 * k * math.pi * u ** (2 * k - 1) / math.factorial(2 * k + 1)
            for k in range(1, 14)
        )
        assert adjoints(np.sinc, 1.0, x)[0] == pytest.approx(series, rel=1e-14)


def test_digamma():
    for x, expected in [
        (1.0, -0.57721566490153286),
        (0.5, -1.9635100260214235),
        (-0.5, 0.03648997397857652),
    ]:
        assert runtime.digamma(x) == pytest.approx(expected, rel=1e-13)


def test_affine_keywords_are_refused_in_both_modes():
    for f, how in [
        (np.sum, {"initial": 5.0}),
        (np.diff, {"prepend": 1.0}),
        (np.mean, {"where": [True] * 3}),
    ]:
        x = np.array([0.1, 0.2, 0.3])
        keyword = next(iter(how))
        with pytest.raises(NotImplementedError, match=f"`{keyword}=`"):
            adjoints(f, 1.0, x, **how)
        with pytest.raises(NotImplementedError, match=f"`{keyword}=`"):
            tangent_of(f, x, 0, x, **how)


def test_what_is_not_differentiated_says_so():
    square = np.eye(3)
    for f, args in [
        (np.linalg.qr, (square[:2],)),
        (np.linalg.svd, (square[:2],)),
        (np.einsum, (square, [0, 1], [1, 0])),
        (np.linalg.norm, (np.ones((2, 2, 2)), 2, (0, 1))),
        (np.linalg.norm, (square[0], 0)),
        (np.fft.fft, (square[0], 5)),
        (np.fft.ifft2, (square, (2, 2))),
        (np.pad, (square, 1, "mean")),
    ]:
        y = f(*args)
        with pytest.raises(NotImplementedError):
            [v and v(mapped(np.ones_like, y), y, *args) for v in RULES[f].vjp]


def test_keywords_name_positions():
    assert RULES[np.clip].position("a_max") == 2
    assert RULES[np.average].position("weights") == 2
    assert RULES[np.average].position("axis") is None
    assert RULES[np.sum].position("keepdims") is None


def test_functions_that_read_a_triangle_ignore_the_other():
    a = np.array([[2.0, 9.0], [0.3, 1.0]])
    for f, g in [(np.linalg.cholesky, np.ones((2, 2))), (np.linalg.eigvalsh, np.ones(2))]:
        assert adjoints(f, g, a)[0][0, 1] == 0.0
    values_only = adjoints(np.linalg.eigh, [np.ones(2), 0.0], a)[0]
    np.testing.assert_allclose(values_only, np.eye(2), atol=1e-15)


def test_importing_the_rules_is_cheap():
    code = "import sys, sourcediff.rules.catalog; print(*sys.modules)"
    found = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert "scipy" not in found.stdout


@linear(transpose=lambda g, x: g[::-1])
def turned_round(x):
    return x[::-1].copy()


def test_what_a_function_with_a_linear_rule_does_is_not_recorded():
    def f(v):
        return turned_round(v) * v

    v, t = np.array([0.5, -1.4, 0.8]), np.array([1.2, 0.3, -0.6])
    _, out_dot = tangent(f)(v, v_dot=t)
    np.testing.assert_allclose(out_dot, t[::-1] * v + v[::-1] * t)
