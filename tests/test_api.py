"""The face: what a Derivative is, what it takes, what it refuses, and in which words."""

import concurrent.futures
import copy
import importlib.util
import inspect
import math
import multiprocessing
import os
import pickle
import subprocess
import sys
import textwrap
import traceback
from pathlib import Path

import api_functions as fs
import api_refused
import numpy as np
import pytest

import sourcediff
from sourcediff import (
    adjoint,
    bilinear,
    constant,
    elementwise,
    grad,
    jvp,
    linear,
    rule,
    tangent,
    value_and_grad,
    vjp,
)
from sourcediff.errors import MissingRule, SourcediffError, SourceUnavailable, UnsupportedCode

HERE = Path(__file__).resolve().parent
TRANSFORMATIONS = [grad, value_and_grad, adjoint, tangent]
VECTOR = np.array([0.3, -1.2, 2.0])


def load(tmp_path, text, name="written"):
    """A module made of `text`, in a file of its own."""
    path = tmp_path / f"{name}.py"
    path.write_text(textwrap.dedent(text), encoding="utf-8")
    spec = importlib.util.spec_from_file_location(name, path)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


# ---- what a Derivative is


@pytest.mark.parametrize("transform", TRANSFORMATIONS)
def test_keeps_the_users_name_and_docstring(transform):
    df = transform(fs.loss)
    assert df.__name__ == "loss"
    assert "The docstring of loss." in df.__doc__
    assert df.primal is fs.loss


@pytest.mark.parametrize("transform", [grad, value_and_grad])
def test_keeps_the_users_signature(transform):
    assert inspect.signature(transform(fs.product)) == inspect.signature(fs.product)


@pytest.mark.parametrize(("transform", "seed"), [(adjoint, "out_bar"), (tangent, "x_dot")])
def test_signature_ends_with_the_seed(transform, seed):
    parameters = inspect.signature(transform(fs.product)).parameters
    assert list(parameters)[:2] == ["x", "y"]
    assert parameters["power"].default == 2
    assert parameters[seed].kind is inspect.Parameter.KEYWORD_ONLY


def test_getsource_shows_the_derivative():
    df = grad(fs.loss)
    df(VECTOR, VECTOR)
    text = inspect.getsource(df)
    assert "w_bar" in text
    assert text.strip() in df.source


def test_source_is_of_the_specialization_that_ran_last():
    df = grad(fs.both)
    before = df.source
    assert "x_bar" in before
    df(2.0, 3.0)
    numbers = df.source
    df(np.float32(2.0), np.array(3.0))
    df(2.0, 3.0)
    assert df.source == numbers
    assert df.source_for(2.0, 3.0) == numbers


def test_source_before_a_call_follows_annotations():
    df = grad(fs.annotated)
    before = df.source
    assert "x_bar" in before
    compile(before, "text", "exec")


def test_source_for_does_not_run_the_function(capsys):
    assert "x_bar" in grad(fs.prints).source_for(2.0, 3)
    assert capsys.readouterr().out == ""


@pytest.mark.parametrize("transform", TRANSFORMATIONS)
def test_source_names_the_users_file_and_line(transform):
    header = transform(fs.loss).source_for(VECTOR, VECTOR)
    assert "api_functions.py" in header
    assert str(fs.loss.__code__.co_firstlineno) in header


def test_source_has_no_path_of_this_machine():
    assert str(HERE) not in grad(fs.loss).source_for(VECTOR, VECTOR)


@pytest.mark.parametrize(
    "stage",
    [
        "parse",
        "check",
        "lower",
        "differentiate",
        "optimize",
        "structure",
        "emit",
    ],
)
def test_every_stage_can_be_read(stage):
    df = grad(fs.both)
    df(2.0, 3.0)
    assert len(str(getattr(df.stages, stage))) > 10


def test_repr_is_short():
    assert "both" in repr(grad(fs.both))
    assert len(repr(grad(fs.both))) < 200


def test_source_is_the_same_in_every_process():
    program = (
        "import api_functions as fs, numpy as np\n"
        "from sourcediff import adjoint, grad, tangent, value_and_grad\n"
        "x = np.arange(3.0)\n"
        "params = {'w': x, 'n': 2, 'layers': [(x, 1.0), (2.0, x)]}\n"
        "for transform in (grad, value_and_grad, adjoint, tangent):\n"
        "    print(transform(fs.tree).source_for(params, x))\n"
        "    print(transform(fs.long_loop).source_for(0.5, 3))\n"
    )
    texts = set()
    for seed in ("0", "1", "12345"):
        env = {
            **os.environ,
            "PYTHONHASHSEED": seed,
            "PYTHONPATH": os.pathsep.join([str(HERE), *sys.path]),
        }
        done = subprocess.run(
            [sys.executable, "-c", program], capture_output=True, text=True, env=env, check=True
        )
        texts.add(done.stdout)
    assert len(texts) == 1
    assert "_bar" in texts.pop()


def test_import_adds_nothing_to_the_users_module():
    before = set(vars(fs))
    grad(fs.uses_helper)(2.0)
    tangent(fs.recursive)(2.0, 3, x_dot=1.0)
    assert set(vars(fs)) == before


def test_public_names():
    names = "adjoint tangent grad value_and_grad vjp jvp rule elementwise linear bilinear constant"
    for name in names.split():
        assert callable(getattr(sourcediff, name))
        assert getattr(sourcediff, name).__doc__


# ---- pickling, copying, binding


@pytest.mark.parametrize("protocol", range(2, pickle.HIGHEST_PROTOCOL + 1))
def test_pickles(protocol):
    for df, x in ((grad(fs.helper), 3.0), (fs.cubed, 3.0)):
        again = pickle.loads(pickle.dumps(df, protocol))
        assert again(x) == df(x)
        assert again.primal(x) == df.primal(x)


def test_pickle_keeps_the_options():
    df = value_and_grad(fs.both, wrt=("y", "x"))
    assert pickle.loads(pickle.dumps(df))(2.0, 3.0) == (12.0, (4.0, 12.0))
    _, aux = pickle.loads(pickle.dumps(fs.decorated_aux))(2.0, 3.0)[0]
    assert aux == 3.0


def test_goes_to_spawned_processes():
    context = multiprocessing.get_context("spawn")
    with concurrent.futures.ProcessPoolExecutor(1, mp_context=context) as pool:
        assert list(pool.map(grad(fs.helper), [1.0, 2.0, 3.0])) == [2.0, 4.0, 6.0]
        assert list(pool.map(fs.cubed, [1.0, 2.0])) == [3.0, 12.0]


def test_copies():
    for duplicate in (copy.copy, copy.deepcopy):
        assert duplicate(fs.cubed)(2.0) == 12.0
        df = grad(fs.both, wrt=(0, 1))
        df(2.0, 3.0)
        assert duplicate(df)(2.0, 3.0) == (12.0, 4.0)
        assert duplicate({"df": df})["df"].source_for(2.0, 3.0) == df.source_for(2.0, 3.0)


def test_method_is_bound_to_its_instance():
    soft, hard = fs.Spring(2.0), fs.Spring(10.0)
    assert soft.force(3.0) == 6.0
    assert hard.force(3.0) == 30.0
    assert soft.both(2.0, 3.0) == (36.0, (24.0, 18.0))
    soft.stiffness = 4.0
    assert soft.force(3.0) == 12.0
    assert fs.Spring.force(hard, 3.0) == 30.0
    assert soft.force.__name__ == "force"
    assert "x_bar" in soft.force.source
    assert list(inspect.signature(soft.force).parameters) == ["x"]


def test_derivative_of_a_bound_method():
    class Plain:
        def __init__(self, k):
            self.k = k

        def energy(self, x):
            return self.k * x * x

    assert grad(Plain(3.0).energy)(2.0) == 12.0
    assert grad(Plain(5.0).energy, wrt="x")(2.0) == 20.0


def test_decorators():
    assert fs.cubed(2.0) == 12.0
    assert fs.cubed.primal(2.0) == 8.0
    assert fs.cubed.__doc__.startswith("The docstring of cubed.")
    w_bar, b_bar = fs.line(2.0, VECTOR, 1.0)
    assert w_bar == pytest.approx(VECTOR.sum())
    assert b_bar == 3.0
    assert fs.decorated_aux(2.0, 3.0) == ((6.0, 3.0), 2.0)
    np.testing.assert_allclose(
        fs.decorated_adjoint(VECTOR, out_bar=VECTOR), np.cos(VECTOR) * VECTOR
    )
    assert fs.decorated_tangent(2.0, 3.0, y_dot=1.0) == (18.0, 12.0)


def test_derivative_of_a_derivative():
    assert grad(grad(fs.product))(2.0) == 6.0
    assert grad(fs.cubed)(2.0) == 12.0
    assert tangent(grad(fs.long_loop))(0.5, 0, x_dot=1.0) == (1.0, 0.0)
    assert grad(fs.calls_a_derivative)(2.0) == 13.0


def test_derivative_runs_in_threads():
    df = grad(fs.long_loop)
    want = df(0.5, 50)
    with concurrent.futures.ThreadPoolExecutor(4) as pool:
        assert set(pool.map(lambda _: df(0.5, 50), range(40))) == {want}


# ---- wrt


@pytest.mark.parametrize(
    ("wrt", "want"),
    [
        (0, 12.0),
        ("x", 12.0),
        (1, 4.0),
        ("y", 4.0),
        ((0,), (12.0,)),
        (("y",), (4.0,)),
        ((0, 1), (12.0, 4.0)),
        (("y", "x"), (4.0, 12.0)),
        (("y", 0), (4.0, 12.0)),
    ],
)
def test_wrt(wrt, want):
    assert grad(fs.both, wrt=wrt)(2.0, 3.0) == want
    assert grad(wrt=wrt)(fs.both)(2.0, 3.0) == want
    assert value_and_grad(fs.both, wrt)(2.0, 3.0) == (12.0, want)
    assert adjoint(fs.both, wrt)(2.0, 3.0) == want


@pytest.mark.parametrize("wrt", ["z", 7, ("x", "z"), (0, 7), 1.5, None])
def test_wrt_that_names_no_argument(wrt):
    with pytest.raises((TypeError, ValueError, SourcediffError), match="(?i)wrt|both"):
        grad(fs.both, wrt=wrt)(2.0, 3.0)


def test_tangent_has_one_seed_for_each_wrt():
    assert tangent(fs.both)(2.0, 3.0, x_dot=1.0) == (12.0, 12.0)
    assert tangent(fs.both, wrt=("x", "y"))(2.0, 3.0, x_dot=1.0, y_dot=10.0) == (12.0, 52.0)


def test_arguments_are_passed_as_the_function_takes_them():
    df = grad(fs.product)
    assert df(2.0) == 12.0
    assert df(2.0, 5.0) == 20.0
    assert df(2.0, y=5.0) == 20.0
    assert df(y=5.0, x=2.0) == 20.0
    assert df(2.0, power=3) == 36.0
    assert adjoint(fs.product)(2.0, y=5.0, out_bar=2.0) == 40.0


def test_seeds_yield_to_the_users_names():
    df = adjoint(fs.seed_names)
    assert df(2.0, 3.0, 5.0) == 23.0
    assert df(2.0, out_bar=3.0, x_dot=5.0) == 23.0
    forward = tangent(fs.seed_names)
    seed = list(inspect.signature(forward).parameters)[-1]
    assert seed not in ("x", "out_bar", "x_dot")
    assert forward(2.0, 3.0, 5.0, **{seed: 1.0}) == (26.0, 23.0)


# ---- what it takes and gives


def test_gradient_has_the_arguments_structure():
    params = {
        "w": VECTOR,
        "n": 2,
        "name": "run",
        "flag": True,
        "layers": [(VECTOR, 1.0), (2.0, VECTOR)],
    }
    got = grad(fs.tree)(params, VECTOR)
    assert list(got) == list(params)
    assert got["n"] is None
    assert got["name"] is None
    assert got["flag"] is None
    np.testing.assert_allclose(got["w"], 4.0 * VECTOR * VECTOR)
    assert isinstance(got["layers"], list)
    (first, second) = got["layers"]
    assert isinstance(first, tuple)
    assert isinstance(second, tuple)
    np.testing.assert_allclose(first[0], 4.0 * VECTOR * VECTOR)
    assert first[1] == pytest.approx(12.0)
    assert second[0] == pytest.approx(2.0 * np.sum(VECTOR**3 + 1.0))
    np.testing.assert_allclose(second[1], [2.0, 2.0, 2.0])


def test_leaf_that_is_not_used_has_a_zero_gradient():
    got = grad(lambda p: p["a"] * 2.0)({"a": 1.0, "b": VECTOR, "c": 3})
    assert got["a"] == 2.0
    np.testing.assert_array_equal(got["b"], np.zeros(3))
    assert got["c"] is None
    assert grad(lambda x, y: y * 2.0)(1.0, 2.0) == 0.0


def test_has_aux():
    (value, aux), w_bar = value_and_grad(fs.with_aux, has_aux=True)(2.0, VECTOR)
    assert value == pytest.approx(4.0 * np.sum(VECTOR**2))
    np.testing.assert_allclose(aux["residual"], 2.0 * VECTOR)
    assert aux["count"] == 3
    assert w_bar == pytest.approx(4.0 * np.sum(VECTOR**2))


def test_results_may_be_nested():
    def parts(x):
        return {"sin": math.sin(x), "pair": (x * x, [x, 3.0])}

    seed = {"sin": 2.0, "pair": (1.0, [10.0, 100.0])}
    assert adjoint(parts)(0.5, out_bar=seed) == pytest.approx(2.0 * math.cos(0.5) + 1.0 + 10.0)
    value, out_dot = tangent(parts)(0.5, x_dot=1.0)
    assert value == parts(0.5)
    assert out_dot["pair"][0] == 1.0
    assert out_dot["pair"][1][0] == 1.0


@pytest.mark.parametrize("dtype", [np.float32, np.float64])
def test_dtype_is_kept(dtype):
    x = VECTOR.astype(dtype)
    value, x_bar = value_and_grad(lambda x: np.sum(np.exp(x) * x**2 / 2.0))(x)
    assert value.dtype == dtype
    assert x_bar.dtype == dtype
    assert adjoint(fs.vector)(x, out_bar=np.ones(3)).dtype == dtype


def test_arguments_are_left_as_they_were():
    w, x = VECTOR.copy(), VECTOR[::-1].copy()
    adjoint(fs.loss, wrt=(0, 1))(w, x, out_bar=2.0)
    np.testing.assert_array_equal(w, VECTOR)
    np.testing.assert_array_equal(x, VECTOR[::-1])


def test_seed_is_left_as_it_was():
    seed = np.ones(3)
    bars = adjoint(lambda x, y: x + y, wrt=(0, 1))(VECTOR, VECTOR, out_bar=seed)
    bars[0][:] = 7.0
    np.testing.assert_array_equal(seed, np.ones(3))
    np.testing.assert_array_equal(bars[1], np.ones(3))


def test_gradient_is_not_the_argument():
    x = VECTOR.copy()
    x_bar = grad(lambda x: 0.5 * np.sum(x * x))(x)
    np.testing.assert_array_equal(x_bar, x)
    x_bar += 1.0
    np.testing.assert_array_equal(x, VECTOR)


def test_vjp_pulls_back_many_times():
    value, pullback = vjp(fs.vector, VECTOR)
    np.testing.assert_allclose(value, fs.vector(VECTOR))
    slope = np.cos(VECTOR) * VECTOR + np.sin(VECTOR)
    for k in (1.0, 2.0, 0.0, 1.0):
        (x_bar,) = pullback(np.full(3, k))
        np.testing.assert_allclose(x_bar, k * slope)


def test_vjp_of_a_loop_pulls_back_many_times():
    _, pullback = vjp(lambda x: fs.long_loop(x, 20), 0.3)
    assert pullback(1.0) == pullback(1.0)
    assert pullback(2.0)[0] == pytest.approx(2.0 * pullback(1.0)[0])


def test_vjp_keeps_what_it_saw():
    x = VECTOR.copy()
    _, pullback = vjp(lambda x: np.sum(x**3), x)
    want = 3.0 * x**2
    np.testing.assert_allclose(pullback(1.0)[0], want)


def test_pullback_shows_both_sweeps():
    _, pullback = vjp(lambda x: fs.long_loop(x, 3), 0.3)
    assert "_forward(" in pullback.source
    assert "_reverse(" in pullback.source


def test_pullback_does_not_run_the_primal_again():
    calls = []

    def noted(x):
        calls.append(x)
        return x

    @rule(vjp=[lambda g, y, x: g], jvp=[lambda t, y, x: t])
    def watched(x):
        return noted(x)

    _, pullback = vjp(lambda x: watched(x) * x, 3.0)
    before = len(calls)
    assert pullback(1.0) == pullback(1.0) == (6.0,)
    assert len(calls) == before


def test_vjp_and_jvp_of_star_arguments():
    def weighted(a, *xs):
        return a * xs[0] * xs[1]

    value, pullback = vjp(weighted, 2.0, 3.0, 5.0)
    assert (value, pullback(1.0)) == (30.0, (15.0, 10.0, 6.0))
    assert jvp(weighted, (2.0, 3.0, 5.0), (1.0, 0.0, 1.0)) == (30.0, 21.0)


def test_gradient_of_star_and_keyword_arguments():
    def total(*xs, **named):
        return xs[0] * xs[1] + named["k"] ** 2

    assert grad(total, wrt=("xs", "named"))(2.0, 3.0, k=5.0) == ((3.0, 2.0), {"k": 10.0})


def test_vjp_and_jvp_of_a_bound_method():
    class Spring:
        def __init__(self, k):
            self.k = k

        def energy(self, x):
            return 0.5 * self.k * x**2

    value, pullback = vjp(Spring(3.0).energy, 2.0)
    assert (value, pullback(1.0)) == (6.0, (6.0,))
    assert jvp(Spring(3.0).energy, (2.0,), (1.0,)) == (6.0, 6.0)


def test_gradient_of_an_object_that_is_no_record():
    class Box:
        w = 2.0

    with pytest.raises(TypeError, match="dataclass"):
        grad(lambda box: box.w * 2.0)(Box())


def test_value_of_vjp_may_be_changed():
    value, pullback = vjp(lambda x: np.exp(x), VECTOR)
    value *= 0.0
    np.testing.assert_allclose(pullback(np.ones(3))[0], np.exp(VECTOR))


def test_shorter_list_than_before():
    df = grad(lambda xs: xs[0] * xs[-1])
    assert df([2.0, 3.0, 5.0]) == [5.0, 0.0, 2.0]
    assert df([2.0, 3.0]) == [3.0, 2.0]


def test_jvp():
    value, out_dot = jvp(fs.both, (2.0, 3.0), (1.0, 10.0))
    assert (value, out_dot) == (12.0, 52.0)
    value, out_dot = jvp(fs.vector, (VECTOR,), (np.ones(3),))
    np.testing.assert_allclose(out_dot, np.cos(VECTOR) * VECTOR + np.sin(VECTOR))


# ---- what a function means is what it means when it is called


def test_globals_are_live(monkeypatch):
    df = grad(fs.scaled)
    assert df(3.0) == 12.0
    monkeypatch.setattr(fs, "SCALE", 5.0)
    assert df(3.0) == 30.0


def test_helpers_are_live(monkeypatch):
    df = grad(fs.uses_helper)
    assert df(2.0) == 12.0
    monkeypatch.setattr(fs, "helper", lambda x: x * x * x)
    assert df(2.0) == 36.0


def test_closures_are_live():
    k = 2.0

    def f(x):
        return k * x * x

    df = grad(f)
    assert df(1.0) == 4.0
    k = 3.0
    assert df(1.0) == 6.0


def test_two_functions_of_one_code():
    made = [lambda x, k=k: k * x * x for k in (2.0, 3.0)]
    assert [grad(f)(1.0) for f in made] == [4.0, 6.0]

    def scale(k):
        return lambda x: k * x * x

    assert [grad(scale(k))(1.0) for k in (2.0, 3.0)] == [4.0, 6.0]


def test_two_functions_of_one_name():
    def f(x):
        return x * x

    first = grad(f)

    def f(x):
        return x * x * x

    assert (first(2.0), grad(f)(2.0)) == (4.0, 12.0)


def test_printing_happens_once(capsys):
    assert grad(fs.prints)(2.0, 2) == 32.0
    once = capsys.readouterr().out
    fs.prints(2.0, 2)
    assert capsys.readouterr().out == once
    tangent(fs.prints)(2.0, 2, x_dot=1.0)
    assert capsys.readouterr().out == once


@pytest.mark.parametrize("transform", [grad, value_and_grad, adjoint])
def test_raises_what_the_function_raises(transform):
    assert transform(fs.raises)(0.5) in (1.0, (0.25, 1.0))
    with pytest.raises(ValueError, match="too large") as caught:
        transform(fs.raises)(2.0)
    assert str(caught.value) == "too large: 2.0"
    assert any("api_functions.py" in note for note in caught.value.__notes__)
    with pytest.raises(AssertionError, match="x must be positive"):
        transform(fs.asks)(-1.0)


def test_note_names_the_users_line():
    line = fs.fails_inside.__code__.co_firstlineno + 2
    with pytest.raises(ValueError, match="math domain error|positive") as caught:
        grad(fs.fails_inside)(1.0)
    notes = "\n".join(caught.value.__notes__)
    assert f"api_functions.py:{line}" in notes or f"line {line}" in notes
    assert "return math.log(y)" in notes


def test_traceback_shows_the_generated_line():
    df = grad(fs.fails_inside)
    with pytest.raises(ValueError) as caught:
        df(1.0)
    frames = traceback.extract_tb(caught.value.__traceback__)
    assert frames[-1].line
    assert frames[-1].line.strip() in df.source
    assert "sourcediff" in frames[-1].filename


# ---- what it refuses


def test_integer_is_a_type_error():
    for x in (3, np.int64(3), True, np.array([1, 2, 3])):
        with pytest.raises(TypeError, match="(?i)float"):
            grad(lambda x: np.sum(x * x))(x)


def test_array_result_names_the_way_out():
    with pytest.raises((TypeError, ValueError, SourcediffError), match="adjoint") as caught:
        grad(fs.vector)(VECTOR)
    assert "vjp" in str(caught.value)
    with pytest.raises((TypeError, ValueError, SourcediffError), match="adjoint"):
        value_and_grad(fs.vector)(VECTOR)


def test_tuple_result_names_the_way_out():
    with pytest.raises((TypeError, ValueError, SourcediffError), match="adjoint|has_aux"):
        grad(fs.with_aux)(2.0, VECTOR)


def test_array_result_needs_a_seed():
    with pytest.raises((TypeError, ValueError, SourcediffError), match="out_bar"):
        adjoint(fs.vector)(VECTOR)


@pytest.mark.parametrize(
    "seed", [np.ones(2), np.ones((3, 1)), np.ones((1, 3)), (1.0, 2.0, 3.0), "one"]
)
def test_seed_of_a_wrong_shape(seed):
    with pytest.raises((TypeError, ValueError, SourcediffError), match="out_bar"):
        adjoint(fs.vector)(VECTOR, out_bar=seed)
    _, pullback = vjp(fs.vector, VECTOR)
    with pytest.raises((TypeError, ValueError, SourcediffError)):
        pullback(seed)


@pytest.mark.parametrize("seed", [np.ones(2), np.ones((3, 3)), "one"])
def test_tangent_of_a_wrong_shape(seed):
    with pytest.raises((TypeError, ValueError, SourcediffError), match="x_dot"):
        tangent(fs.vector)(VECTOR, x_dot=seed)


def test_missing_tangent():
    with pytest.raises(TypeError, match="y_dot"):
        tangent(fs.both, wrt=("x", "y"))(2.0, 3.0, x_dot=1.0)


@pytest.mark.parametrize("transform", [grad, value_and_grad, adjoint])
def test_missing_argument(transform):
    with pytest.raises(TypeError, match="y"):
        transform(fs.both)(2.0)
    with pytest.raises(TypeError):
        transform(fs.both)(2.0, 3.0, 4, 5)
    with pytest.raises(TypeError, match="other"):
        transform(fs.both)(2.0, 3.0, other=1.0)


def test_what_is_not_a_function():
    for thing in (3, "f", VECTOR):
        with pytest.raises((TypeError, SourcediffError)):
            grad(thing)


def test_function_without_source():
    namespace = {}
    exec("def f(x):\n    return x * x\n", namespace)
    with pytest.raises(SourceUnavailable, match="f") as caught:
        grad(namespace["f"])(2.0)
    assert "source" in str(caught.value)


def test_two_lambdas_on_a_line():
    square, double = (lambda x: x * x), (lambda x: x + x)  # fmt: skip
    for f, want in ((square, 6.0), (double, 2.0)):
        try:
            assert grad(f)(3.0) == want
        except SourcediffError as error:
            assert "lambda" in str(error)


def test_source_changed_since_import(tmp_path):
    module = load(tmp_path, "def f(x):\n    return x * x\n", "changing")
    (tmp_path / "changing.py").write_text("def f(x):\n    return x * x * x + 1.0\n")
    with pytest.raises(SourceUnavailable, match="(?i)change|differ"):
        grad(module.f)(2.0)


def test_source_moved_since_import(tmp_path):
    module = load(tmp_path, "def f(x):\n    return x * x\n", "moving")
    (tmp_path / "moving.py").write_text(
        "\n\n\ndef g(x):\n    return x\n\n\ndef f(x):\n    return x * x\n"
    )
    with pytest.raises(SourceUnavailable):
        grad(module.f)(2.0)


def marked(f):
    """The numbers of the lines of `f` that end in `# HERE`."""
    lines, first = inspect.getsourcelines(f)
    return [first + i for i, text in enumerate(lines) if "# HERE" in text]


@pytest.mark.parametrize("name", ["generator", "coroutine", "writes_a_global", "several"])
@pytest.mark.parametrize("transform", TRANSFORMATIONS)
def test_refused_at_decoration(transform, name):
    f = getattr(api_refused, name)
    with pytest.raises(UnsupportedCode) as caught:
        transform(f)
    message = str(caught.value)
    for line in marked(f)[:1] if name == "writes_a_global" else marked(f):
        near = {
            f"api_refused.py:{n}" for n in ((line, line - 1) if "global" in message else (line,))
        }
        assert any(place in message for place in near), (line, message)
    assert "^" in message
    assert "why:" in message
    assert "try:" in message


def test_caret_stands_under_the_construct():
    with pytest.raises(UnsupportedCode) as caught:
        grad(api_refused.generator)
    lines = str(caught.value).splitlines()
    at = next(i for i, line in enumerate(lines) if line.strip().startswith("^"))
    column = lines[at].index("^")
    assert lines[at - 1][column:].startswith("yield")


def test_all_problems_in_one_error():
    with pytest.raises(UnsupportedCode) as caught:
        grad(api_refused.several)
    assert str(caught.value).count("why:") >= len(marked(api_refused.several))


def test_callee_without_rule_prints_the_stub():
    opaque = np.frompyfunc(lambda x: x * x, 1, 1)

    def g(x):
        return opaque(x) + 1.0

    with pytest.raises(MissingRule) as caught:
        grad(g)(2.0)
    message = str(caught.value)
    assert "rule(" in message
    assert "vjp=" in message
    assert "jvp=" in message
    assert "opaque" in message
    assert "test_api.py" in message


def test_active_argument_that_a_rule_says_nothing_of():
    def power_norm(v, p):
        return np.linalg.norm(v, p)

    v = np.array([0.5, 1.2])
    grad(power_norm)(v, 3.0)
    for transform in (adjoint, lambda f, wrt: lambda v, p: tangent(f, wrt)(v, p, p_dot=1.0)):
        with pytest.raises(MissingRule, match="argument 2 of norm is active"):
            transform(power_norm, "p")(v, 3.0)


def test_list_times_what_may_be_an_array():
    def scaled(v):
        return np.sum(v * [1.0, 2.0])

    with pytest.raises(UnsupportedCode, match="times what may be a number or an array"):
        _ = grad(scaled).source
    assert grad(scaled)(np.ones(2)).tolist() == [1.0, 2.0]


def test_decorated_function_that_calls_itself(tmp_path):
    text = """
        from sourcediff import grad

        @grad
        def calls_itself(x, n):
            return x if n == 0 else x * calls_itself(x, n - 1)
    """
    with pytest.raises(SourcediffError, match="calls_itself"):
        load(tmp_path, text, "itself").calls_itself(2.0, 2)
    assert grad(fs.recursive)(2.0, 3) == 12.0


# ---- rules of the user's own


def test_elementwise_rule():
    def tripled(x, y):
        return x * y

    elementwise(tripled, lambda z, x, y: 3.0 * y, None)

    def f(x, y):
        return tripled(x, y) * 2.0

    assert grad(f)(2.0, 5.0) == 30.0
    assert tangent(f)(2.0, 5.0, x_dot=1.0) == (20.0, 30.0)


def test_linear_rule():
    def flipped(x):
        return x[::-1]

    linear(flipped, lambda g, x: 10.0 * g[::-1])

    def f(x):
        return np.sum(flipped(x) * np.arange(3.0))

    np.testing.assert_allclose(grad(f)(VECTOR), [20.0, 10.0, 0.0])


def test_bilinear_rule():
    def product(a, b):
        return a @ b

    bilinear(product, lambda g, a, b: 2.0 * g @ b.mT, lambda g, a, b: 3.0 * a.mT @ g)
    a, b = np.arange(4.0).reshape(2, 2), np.ones((2, 2))

    def f(a, b):
        return np.sum(product(a, b))

    a_bar, b_bar = grad(f, wrt=(0, 1))(a, b)
    np.testing.assert_allclose(a_bar, 2.0 * np.ones((2, 2)) @ b.T)
    np.testing.assert_allclose(b_bar, 3.0 * a.T @ np.ones((2, 2)))


def test_general_rule_of_a_function_without_source():
    square = np.frompyfunc(lambda x: x * x, 1, 1)
    rule(square, vjp=[lambda g, y, x: 2.0 * g * x], jvp=[lambda t, y, x: 2.0 * t * x])

    def f(x):
        return square(x) * 3.0

    assert grad(f)(2.0) == 12.0
    assert tangent(f)(2.0, x_dot=1.0) == (12.0, 12.0)


def test_rule_as_a_decorator():
    @rule(vjp=[lambda g, y, x: 100.0 * g], jvp=[lambda t, y, x: 100.0 * t])
    def surrogate(x):
        return math.floor(x)

    assert surrogate(2.5) == 2

    def f(x):
        return surrogate(x) * 2.0

    assert grad(f)(2.5) == 200.0


def test_constant_rule():
    @constant
    def frozen(x):
        return x * x

    assert frozen(3.0) == 9.0

    def f(x):
        return frozen(x) * x

    assert grad(f)(3.0) == 9.0


def test_a_table_of_functions_that_changes_is_read_again(monkeypatch):
    df = grad(fs.from_table)
    assert df(0.5, "square") == 1.0
    monkeypatch.setitem(fs.TABLE, "square", lambda x: 3.0 * x)
    assert df(0.5, "square") == 3.0


def test_another_name_of_a_library_function_may_change(monkeypatch):
    df = grad(fs.by_another_name)
    assert df(0.5) == math.cos(0.5)
    monkeypatch.setattr(fs, "chosen", math.exp)
    assert df(0.5) == math.exp(0.5)


# ---- more callers ----------------------------------------------------------------------------


def test_class_method_counts_without_its_class():
    assert fs.Scaled.of_class(3.0) == 12.0
    assert fs.Scaled().of_class(3.0) == 12.0
    assert pickle.loads(pickle.dumps(fs.Scaled.of_class))(3.0) == 12.0


def test_object_that_is_called():
    model = fs.Scaled()
    assert grad(model)(3.0) == 12.0
    assert vjp(model, 3.0)[1](1.0) == (12.0,)
    assert jvp(model, (3.0,), (1.0,)) == (18.0, 12.0)


def test_transformations_inside_a_function():
    assert grad(fs.gradient_step)(0.1, np.array([0.5, 0.3])) == pytest.approx(-0.9309207631884971)
    assert grad(fs.value_times_slope)(2.0) == 240.0
    for fn, word in ((fs.calls_vjp, "vjp"), (fs.grad_of_a_lambda, "grad")):
        with pytest.raises(UnsupportedCode, match=f"`{word}`.*") as caught:
            grad(fn)(1.0)
        assert "api_functions.py" in str(caught.value) and "try: " in str(caught.value)


# ---- more refusals ---------------------------------------------------------------------------


def nested(p):
    return p["w"] * 2, [p["b"] * np.ones(2), p["n"]]


PARTS = {"w": np.ones(2), "b": 1.0, "n": 3}
WRONG_PARTS = [
    (np.ones(1), [np.ones(2), None]),
    (1.0, [np.ones(2), None]),
    (np.ones(2), [np.ones((3, 2)), None]),
    (np.ones(2),),
    (np.ones(2), [np.ones(2), None], 3),
    1.0,
    {"a": 1.0},
]


@pytest.mark.parametrize("seed", WRONG_PARTS)
def test_seed_of_a_container(seed):
    pullback = vjp(nested, PARTS)[1]
    for call in (lambda: adjoint(nested)(PARTS, out_bar=seed), lambda: pullback(seed)):
        with pytest.raises((TypeError, ValueError), match="out_bar.* the result"):
            call()
    good = adjoint(nested)(PARTS, out_bar=[np.ones(2, np.float32), (np.ones(2), None)])
    assert good["w"].tolist() == [2.0, 2.0] and good["b"] == 2.0


@pytest.mark.parametrize(
    "wrong", [{"w": np.ones(1)}, {"w": 1.0}, {"b": np.ones(2)}, {"n": 1, "z": 2}, 1.0, [1.0]]
)
def test_tangent_of_a_container(wrong):
    right = {"w": np.ones(2), "b": 1.0, "n": None}
    seed = right | wrong if isinstance(wrong, dict) else wrong
    for call in (
        lambda: tangent(nested)(PARTS, p_dot=seed),
        lambda: jvp(nested, (PARTS,), (seed,)),
    ):
        with pytest.raises((TypeError, ValueError), match="p_dot.*`p"):
            call()
    assert tangent(nested)(PARTS, p_dot=right)[1][0].tolist() == [2.0, 2.0]


def test_complex_result_of_grad():
    with pytest.raises(TypeError, match="result is real.* imaginary part"):
        grad(lambda x: x * 1j)(1.0)


@pytest.mark.parametrize("transform", [grad, value_and_grad])
def test_has_aux_of_a_function_without(transform):
    with pytest.raises(TypeError, match="has_aux=True needs a function that returns .number, aux"):
        transform(fs.loss, has_aux=True)(1.0, 2.0)


def test_missing_argument_names_the_function():
    df = grad(fs.product)
    df(1.0)
    with pytest.raises(TypeError, match="^product.. missing"):
        df()
    with pytest.raises(TypeError, match="^product.. got an unexpected keyword argument 'z'"):
        df(1.0, z=3.0)


def test_jvp_takes_tuples():
    with pytest.raises(TypeError, match="tuple of primals"):
        jvp(fs.vector, np.ones(2), np.ones(2))


def test_source_of_a_method_before_any_call():
    with pytest.raises(UnsupportedCode, match=r"(?s)`.factor` of something.*source_for"):
        _ = fs.Scaled.slope.source
