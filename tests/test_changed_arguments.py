"""Programs that change lists, dicts and objects of their caller: followed, and left as they were.

Each case is a function, and a function that makes its arguments anew; the last argument is what it is differentiated by.
"""

import copy
import dataclasses
import functools
import pickle

import numpy as np
import pytest
from oracle import reference
from trees import flat

from sourcediff import grad, tangent, value_and_grad, vjp
from sourcediff.errors import AliasError, UnsupportedCode


@dataclasses.dataclass
class State:
    level: float
    speeds: np.ndarray


class Model:
    def __init__(self, value):
        self.value = value
        self.history = []
        self.weights = np.array([[0.5, -0.2], [0.1, 0.9]])
        self.buffer = np.zeros(2)
        self.steps = 0
        self.moments = {"first": 1.0}
        self.child = None

    def scale(self, x):
        self.value *= x
        return self.value

    @property
    def doubled(self):
        return 2.0 * self.value

    def step(self, x):
        self.buffer[:] = self.weights @ self.buffer + x
        self.steps += 1
        self.history.append(x * self.steps)
        self.moments["first"] *= x
        self.weights = self.weights * 0.9
        return self.buffer.sum() * self.moments["first"]


def parent():
    made = Model(0.7)
    made.child = Model(1.3)
    return made


def its_own_child():
    made = Model(0.7)
    made.child = made
    return made


SHARED = Model(0.4)
NUMBERS = [1.0, 2.0]
TABLE = {"a": 2.0}


# ---- objects ----


def binds(model, x):
    model.value = model.value * x
    return model.value * x


def binds_on_one_path(model, x):
    if x > 1.0:
        model.value = model.value * x
    return model.value * x


def binds_anew_on_both_paths(model, x):
    if x > 1.0:
        model.extra = x * x
    else:
        model.extra = x
    return model.extra * model.value


def binds_in_a_loop(model, x):
    for _ in range(3):
        model.value += x * model.value
    return model.doubled * x


def scales_in_a_loop(model, n, x):
    for _ in range(n):
        model.scale(x)
    return model.doubled


def until_it_is_large(model, x):
    while model.value < 20.0:
        model.value = model.value * x
    return model.value


def runs(model, n, x):
    total = 0.0
    for _ in range(n):
        total += model.step(x)
    return total + sum(model.history) + model.steps


def twice(model, x):
    return model.step(x) * model.step(x) + model.steps * x


def child_and_parent(model, x):
    model.child.value = x * x
    return model.value * model.child.value * x


def objects_in_a_list(models, x):
    for model in models:
        model.value = model.value * x
    return sum(model.value for model in models)


def a_record(state, x):
    state.level = state.level * x
    state.speeds[0] = state.level
    state.speeds = state.speeds * 2.0
    return state.level * np.sum(state.speeds)


def one_of_two(first, second, x):
    first.value = x * x
    return second.value * x


def asks_whether_one(first, second, x):
    return x * x if first is second else x


def the_global_one(model, x):
    model.value = x * x
    return SHARED.value * x


def inside_a_derivative(model, x):
    slope = grad(binds, wrt="x")(model, x)
    return slope * model.value


# ---- dicts ----


def sets_keys(table, x):
    table["n"] = table["v"] * x
    table["v"] += x
    return table["n"] * x * table["v"]


def sets_all_in_a_loop(table, n, x):
    for _ in range(n):
        for key in table:
            table[key] = table[key] * x
    return sum(table.values())


def methods_of_a_dict(table, x):
    table.update(a=x, b=table["v"])
    table.setdefault("c", x * x)
    taken = table.pop("v")
    del table["b"]
    return taken * table["a"] * table["c"] + len(table)


def arrays_in_a_dict(state, n, x):
    for _ in range(n):
        state["u"] = state["u"] + x * state["v"]
        state["v"] *= x
    return np.sum(state["u"] * state["v"])


def the_global_dict(table, x):
    table["a"] = x * x
    return TABLE["a"] * x


# ---- lists ----


def appends(first, second, x):
    first.append(x)
    return sum(second) * x


def appends_in_a_loop(first, second, n, x):
    for _ in range(n):
        first.append(x)
    return sum(second) * x


def list_in_a_dict(table, x):
    table["a"].append(x)
    return sum(table["b"]) * x


def the_global_list(numbers, x):
    numbers.append(x)
    return sum(NUMBERS) * x


def same(make):
    """The same object twice."""
    made = make()
    return made, made


def two(make):
    return make(), make()


CASES = [
    (binds, lambda: (Model(0.7), 1.5)),
    (binds_on_one_path, lambda: (Model(0.7), 1.5)),
    (binds_on_one_path, lambda: (Model(0.7), 0.5)),
    (binds_anew_on_both_paths, lambda: (Model(0.7), 1.5)),
    (binds_in_a_loop, lambda: (Model(0.7), 1.5)),
    (scales_in_a_loop, lambda: (Model(0.7), 3, 1.5)),
    (until_it_is_large, lambda: (Model(0.7), 1.5)),
    (runs, lambda: (Model(0.7), 4, 0.7)),
    (twice, lambda: (Model(0.7), 0.7)),
    (child_and_parent, lambda: (parent(), 1.5)),
    (child_and_parent, lambda: (its_own_child(), 1.5)),
    (objects_in_a_list, lambda: ([Model(0.7), Model(1.1)], 1.5)),
    (objects_in_a_list, lambda: (list(same(lambda: Model(0.7))), 1.5)),
    (a_record, lambda: (State(0.7, np.array([0.1, 0.2, 0.3])), 1.5)),
    (one_of_two, lambda: (*two(lambda: Model(0.7)), 1.5)),
    (one_of_two, lambda: (*same(lambda: Model(0.7)), 1.5)),
    (asks_whether_one, lambda: (*two(lambda: Model(0.7)), 1.5)),
    (asks_whether_one, lambda: (*same(lambda: Model(0.7)), 1.5)),
    (the_global_one, lambda: (SHARED, 1.5)),
    (the_global_one, lambda: (Model(0.7), 1.5)),
    (inside_a_derivative, lambda: (Model(0.7), 1.5)),
    (sets_keys, lambda: ({"v": 0.7}, 1.5)),
    (sets_all_in_a_loop, lambda: ({"v": 0.7, "w": 0.2}, 3, 1.5)),
    (methods_of_a_dict, lambda: ({"v": 0.7}, 1.5)),
    (arrays_in_a_dict, lambda: ({"u": np.array([1.0, 2.0]), "v": np.array([0.5, 0.1])}, 3, 0.7)),
    (the_global_dict, lambda: (TABLE, 1.5)),
    (the_global_dict, lambda: ({"a": 3.0}, 1.5)),
    (appends, lambda: (*two(lambda: [1.0, 2.0]), 1.5)),
    (appends, lambda: (*same(lambda: [1.0, 2.0]), 1.5)),
    (appends_in_a_loop, lambda: (*two(lambda: [1.0, 2.0]), 2, 1.5)),
    (appends_in_a_loop, lambda: (*same(lambda: [1.0, 2.0]), 2, 1.5)),
    (list_in_a_dict, lambda: (dict(zip("ab", two(lambda: [1.0, 2.0]), strict=True)), 1.5)),
    (list_in_a_dict, lambda: (dict(zip("ab", same(lambda: [1.0, 2.0]), strict=True)), 1.5)),
    (the_global_list, lambda: (NUMBERS, 1.5)),
    (the_global_list, lambda: ([3.0], 1.5)),
]
WORLD = (SHARED, NUMBERS, TABLE)


def run(f, make, x):
    """The function itself at other last arguments; what it changes of the module is put back."""
    args = make()
    kept = copy.deepcopy((SHARED.__dict__, NUMBERS, TABLE))
    try:
        return f(*args[:-1], x)
    finally:
        SHARED.__dict__.update(kept[0])
        NUMBERS[:] = kept[1]
        TABLE.update(kept[2])


@pytest.mark.parametrize(("f", "make"), CASES)
def test_both_modes_and_both_orders(f, make):
    wrt = f.__code__.co_argcount - 1
    args = make()
    x, before = args[-1], pickle.dumps((args, WORLD))
    expected = reference(lambda x: run(f, make, x), (x,), (1.0,))
    value, slope = value_and_grad(f, wrt=wrt)(*args)
    close = {"rtol": 1e-9, "atol": 1e-9}
    np.testing.assert_allclose(value, run(f, make, x), rtol=1e-14)
    np.testing.assert_allclose(flat(slope), expected.value, **close)
    np.testing.assert_allclose(
        flat(tangent(f, wrt=wrt)(*args, x_dot=1.0)[1]), expected.value, **close
    )
    if f is not inside_a_derivative:
        curve = grad(grad(f, wrt=wrt), wrt=wrt)
        slopes = reference(lambda x: grad(f, wrt=wrt)(*args[:-1], x), (x,), (1.0,))
        np.testing.assert_allclose(flat(curve(*args)), slopes.value, rtol=1e-8, atol=1e-8)
    assert pickle.dumps((args, WORLD)) == before


@pytest.mark.parametrize(
    ("f", "makes"),
    [
        (one_of_two, (two, same)),
        (asks_whether_one, (two, same)),
    ],
)
def test_one_derivative_for_one_object_and_for_two(f, makes):
    """A guard tells whether two arguments are one object."""
    df = grad(f, wrt="x")
    for make in (*makes, *makes[::-1], *makes):
        args = (*make(lambda: Model(0.7)), 1.5)
        expected = reference(
            lambda x, args=args: copy.deepcopy((f, args))[0](*copy.deepcopy(args[:-1]), x),
            (1.5,),
            (1.0,),
        )
        np.testing.assert_allclose(df(*args), expected.value[0], rtol=1e-9)


def test_one_derivative_for_the_module_s_own_and_for_another():
    df = grad(the_global_list, wrt="x")
    for numbers, expected in ((NUMBERS, 6.0), ([3.0], 3.0), (NUMBERS, 6.0), ([3.0], 3.0)):
        assert df(numbers, 1.5) == expected


def test_adjoints_of_a_dict_and_a_record_that_are_changed():
    table = {"v": 0.7}
    found = grad(sets_keys)(table, 1.5)
    assert found == {"v": pytest.approx(1.5**2 * (2.0 * 0.7 + 1.5))}
    state = State(0.7, np.array([0.1, 0.2, 0.3]))
    found = grad(a_record)(state, 1.5)
    assert found.level == pytest.approx(2.0 * 1.5 * (2.0 * 0.7 * 1.5 + 0.5))
    np.testing.assert_allclose(found.speeds, [0.0, 2.0 * 1.05, 2.0 * 1.05])


def test_a_field_that_is_not_read():
    found = grad(lambda state, x: state.level * x)(State(0.7, np.ones(3)), 1.5)
    assert found.level == 1.5 and np.array_equal(found.speeds, np.zeros(3))


def test_one_changed_list_by_two_names():
    numbers = [1.0, 2.0]
    with pytest.raises(
        AliasError, match="`first` and `second` hold one object, which the function changes"
    ):
        grad(appends, wrt=(0, 1))(numbers, numbers, 1.5)


def grows(table, n, x):
    for i in range(n):
        table[i] = x
    return sum(table.values())


def changes_the_module(x):
    SHARED.value = x
    return SHARED.value * x


def shows(model, x):
    model.value = x
    return len(str(model)) * x


@pytest.mark.parametrize(
    ("f", "args", "message"),
    [
        (
            grows,
            ({"v": 0.7}, 3, 1.5),
            "`table`, a dict of the caller, gets keys that are known only at run time",
        ),
        (
            changes_the_module,
            (1.5,),
            "attribute `value` of an object that comes from outside is bound",
        ),
        (
            shows,
            (Model(0.7), 1.5),
            "an object of class `Model` is used as a value after its attributes are bound",
        ),
    ],
)
def test_what_is_refused(f, args, message):
    with pytest.raises(UnsupportedCode, match=message):
        grad(f, wrt=len(args) - 1)(*args)


def writes(a, b, x):
    a[0] = x * a[1]
    return np.sum(b * b) * x * x + a[0]


def overlapping(a, x):
    return grad(writes, wrt="x")(a, a[1:], x)


def twice_the_same(a, x):
    return grad(writes, wrt="x")(a, a, x)


def a_new_array(a, x):
    b = a * 2.0
    return grad(writes, wrt="x")(b, a, x)


def what_is_given(a, b, x):
    return grad(writes, wrt="x")(a, b, x)


A = np.array([1.0, 2.0, 3.0])


def test_overlaps_inside_a_derivative_of_a_derivative():
    """A derivative that is called inside a function asks of its arguments what it asks when it is called itself."""
    for f in (overlapping, grad(overlapping, wrt="x")):
        with pytest.raises(AliasError, match="shares? memory"):
            f(A, 1.5)
    with pytest.raises(
        AliasError, match=r"two arguments of the derivative of writes\(\) share memory"
    ):
        grad(what_is_given, wrt="x")(A, A[1:], 1.5)
    for f, args in (
        (twice_the_same, (A,)),
        (a_new_array, (A,)),
        (what_is_given, (A, A[1:].copy())),
    ):
        expected = reference(lambda x, f=f, args=args: f(*args, x), (1.5,), (1.0,))
        np.testing.assert_allclose(grad(f, wrt="x")(*args, 1.5), expected.value[0], rtol=1e-9)
    assert "check_given" not in grad(a_new_array, wrt="x").source_for(A, 1.5)


def stores_into_the_module_s(x):
    NUMBERS[0] = x
    return NUMBERS[0] * x


def test_a_list_of_the_module():
    with pytest.raises(
        UnsupportedCode, match="`NUMBERS`, a list from outside the function, is changed"
    ):
        grad(stores_into_the_module_s)(1.5)


# ---- what is reached by another name than those of arguments ----


class Holder:
    def __init__(self, value):
        self.value = value

    def appends(self, numbers, x):
        numbers.append(x * x)
        return sum(self.value) * x

    def writes(self, a, x):
        self.value[0] = x * x
        return np.sum(a) * x


VECTOR = np.array([1.0, 2.0, 3.0])
VECTORS, NAMED, HELD, LISTS = [VECTOR], {"k": VECTOR}, Holder(VECTOR), [NUMBERS]
OWNER = Holder(SHARED)


def writes_beside_a_list(a, x):
    a[0] = x * x
    return np.sum(VECTORS[0]) * x


def writes_beside_a_dict(a, x):
    a[0] = x * x
    return np.sum(NAMED["k"]) * x


def writes_beside_an_object(a, x):
    a[0] = x * x
    return np.sum(HELD.value) * x


def stores_beside_a_list(numbers, x):
    numbers[0] = x * x
    return sum(LISTS[0]) * x


def binds_beside_an_object(model, x):
    model.value = x * x
    return OWNER.value.value * x


def writes_beside_a_long_list(a, arrays, x):
    a[0] = x * x
    return np.sum(arrays[0]) * x


MANY = [np.array([i / 10.0, 1.0, 2.0]) for i in range(80)]


@pytest.mark.parametrize(
    ("f", "args", "other"),
    [
        (writes_beside_a_list, (VECTOR, 1.3), (VECTOR.copy(), 1.3)),
        (writes_beside_a_dict, (VECTOR, 1.3), (VECTOR.copy(), 1.3)),
        (writes_beside_an_object, (VECTOR, 1.3), (VECTOR.copy(), 1.3)),
        (stores_beside_a_list, (NUMBERS, 1.3), (list(NUMBERS), 1.3)),
        (binds_beside_an_object, (SHARED, 1.3), (Model(0.4), 1.3)),
        (writes_beside_a_long_list, (MANY[0], MANY, 1.3), (MANY[0].copy(), MANY, 1.3)),
    ],
)
def test_what_another_name_leads_to(f, args, other):
    """Refused where a container or object of the module, or a long list, leads to what is changed; else right."""
    df = grad(f, wrt="x")
    for _ in range(2):
        expected = reference(lambda x: f(*copy.deepcopy(other[:-1]), x), (1.3,), (1.0,))
        np.testing.assert_allclose(df(*other), expected.value[0], rtol=1e-9)
        with pytest.raises(AliasError):
            df(*args)


def helper_with_a_default(x, numbers=NUMBERS):
    return sum(numbers) * x


def beside_a_default(numbers, x):
    numbers[0] = x * x
    return helper_with_a_default(x)


def test_a_default_of_a_helper_that_is_an_argument_too():
    df = grad(beside_a_default, wrt="x")
    for _ in range(2):
        assert df(NUMBERS, 1.3) == pytest.approx(3.0 * 1.3**2 + 2.0)
        assert df([1.0, 2.0], 1.3) == pytest.approx(3.0)


def stores_into_an_item(arrays, n, x):
    arrays[n][0] = x * x
    return np.sum(arrays[1]) * x


@pytest.mark.parametrize("mode", [grad, tangent])
def test_arrays_in_a_list_that_exists_at_run_time(mode):
    arrays = [np.ones(2), np.ones(2)]
    seeds = {"x_dot": 1.0} if mode is tangent else {}
    with pytest.raises(
        UnsupportedCode, match="an array in `arrays`, a list from outside, is stored"
    ):
        mode(stores_into_an_item, wrt="x")(arrays, 1, 1.3, **seeds)
    assert all(np.array_equal(a, np.ones(2)) for a in arrays)


class Computing:
    def __init__(self):
        self.value = 0.7

    @functools.cached_property
    def double(self):
        return self.value * 2.0

    def __getattr__(self, name):
        if name == "triple":
            return self.value * 3.0
        raise AttributeError(name)


def after_a_cached_property(model, x):
    first = model.double
    model.value = x
    return model.double * x + first


def beside_computed_attributes(model, x):
    model.value = x
    return model.triple * x


@pytest.mark.parametrize("f", [after_a_cached_property, beside_computed_attributes])
def test_attributes_that_a_class_computes_by_itself(f):
    with pytest.raises(UnsupportedCode, match="is read, and others of it are bound"):
        grad(f, wrt="x")(Computing(), 1.5)


class Items(list):
    pass


def by_class(items, x):
    return x * x if isinstance(items, Items) else x * len(items)


def test_subclasses_of_list():
    df = grad(by_class, wrt="x")
    assert df(Items([1.0]), 1.5) == 3.0
    assert df([1.0], 1.5) == 1.0


def appends_to_the_module(numbers, x):
    numbers.append(x)
    return sum(NUMBERS) * x


@pytest.mark.parametrize(
    ("f", "args"),
    [
        (appends_to_the_module, (NUMBERS, 1.5)),
        ((held := Holder([1.0, 2.0])).appends, (held.value, 1.5)),
        ((other := Holder(np.ones(2))).writes, (other.value, 1.5)),
    ],
)
def test_vjp_of_what_another_name_leads_to(f, args):
    with pytest.raises(AliasError, match="vjp copies the primals"):
        vjp(f, *args)


LONG = [i / 10.0 for i in range(80)]


def stores_into_the_first(one, other, x):
    one[0] = x * x
    return other[0] * x


def test_second_order_with_one_long_list_twice():
    curve = grad(grad(stores_into_the_first, wrt="x"), wrt="x")
    with pytest.raises(
        AliasError, match=r"two arguments of the derivative of stores_into_the_first\(\)"
    ):
        curve(LONG, LONG, 1.5)
    assert curve(LONG, list(LONG), 1.5) == 0.0


class Weights:
    def __init__(self):
        self.values = np.array([1.0, 2.0])

    def squared(self, x):
        return np.sum(self.values * self.values) * x


WEIGHTS = Weights()
SQUARED = WEIGHTS.squared
METHODS = [WEIGHTS.squared]


def calls_a_method_of_the_environment(a, x):
    a[0] = x * x
    return SQUARED(x)


def calls_a_method_of_a_table(a, x):
    a[0] = x * x
    return METHODS[0](x)


@pytest.mark.parametrize("fn", [calls_a_method_of_the_environment, calls_a_method_of_a_table])
def test_an_array_of_a_method_of_the_environment_is_told_apart_from_what_is_stored_into(fn):
    derived = grad(fn, wrt=1)
    for shared in (WEIGHTS.values, WEIGHTS.values[:1]):
        with pytest.raises(AliasError, match="shares memory with"):
            derived(shared, 1.5)
        assert derived(np.ones(2), 1.5) == 5.0
    assert WEIGHTS.values.tolist() == [1.0, 2.0]
