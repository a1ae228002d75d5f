"""Every program of `programs/` in both modes, at first and at second order."""

from __future__ import annotations

import importlib.util
import pathlib
import sys
from collections.abc import Iterator
from types import ModuleType
from typing import Any

import pytest
from known_gaps import FIRST_ORDER, PRINTING, SECOND_ORDER, TEXT, UNKNOWN
from oracle import MismatchError, check_program, time_limit
from trees import has_single

import sourcediff

PROGRAMS = pathlib.Path(__file__).parent / "programs"
SECONDS = 60.0  # for one case; the slowest takes well under one


def load(path: pathlib.Path) -> ModuleType:
    """Import a program file under a name of its own: some are named like modules."""
    name = f"programs_{path.stem}"
    spec = importlib.util.spec_from_file_location(name, path)
    assert spec is not None and spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules[name] = module
    spec.loader.exec_module(module)
    return module


MODULES = {path.stem: load(path) for path in sorted(PROGRAMS.glob("*.py"))}


def cases() -> Iterator[Any]:
    """All cases of all files, named `file-function-number of the function's case`."""
    for stem, module in MODULES.items():
        counts: dict[str, int] = {}
        for fn, args, wrt in module.CASES:
            name = fn.__name__
            counts[name] = counts.get(name, 0) + 1
            yield pytest.param(fn, args, wrt, id=f"{stem}-{name}-{counts[name]}")


CASES = list(cases())
DOUBLE_CASES = [case for case in CASES if not has_single(case.values[1])]


# What these may raise: a refusal, or an error before anything wrong is returned. Never a mismatch.
LOUD = (
    sourcediff.SourcediffError,
    NotImplementedError,
    AttributeError,
    NameError,
    TypeError,
    ValueError,
)


def expect_gap(request: pytest.FixtureRequest, gaps: frozenset[str]) -> None:
    """Expect a program that is not supported yet to fail, and to fail loudly."""
    if request.node.callspec.id in gaps:
        request.applymarker(pytest.mark.xfail(raises=LOUD, strict=True, reason="not supported yet"))


@pytest.mark.parametrize(("fn", "args", "wrt"), CASES)
def test_first_order(request, fn, args, wrt):
    expect_gap(request, FIRST_ORDER)
    with time_limit(SECONDS):
        check_program(fn, args, wrt)


@pytest.mark.parametrize(("fn", "args", "wrt"), DOUBLE_CASES)
def test_second_order(request, fn, args, wrt):
    expect_gap(request, SECOND_ORDER)
    with time_limit(SECONDS):
        check_program(fn, args, wrt, order=2)


@pytest.mark.parametrize(("fn", "args", "wrt"), DOUBLE_CASES)
def test_text_is_a_program(request, fn, args, wrt):
    """What is written can be read back and differentiated; or, where its types are lost, is refused."""
    if request.node.callspec.id in TEXT:
        request.applymarker(pytest.mark.xfail(raises=MismatchError, strict=True))
    with time_limit(SECONDS):
        try:
            check_program(fn, args, wrt, order="text")
        except LOUD as error:
            pytest.xfail(f"refused: {error}")


@pytest.mark.parametrize(("fn", "args", "wrt"), DOUBLE_CASES)
def test_text_for_unknown_types(request, fn, args, wrt):
    """Types simplify, they never decide: without them the text is right, or the function is refused."""
    if request.node.callspec.id in UNKNOWN:
        request.applymarker(pytest.mark.xfail(raises=(MismatchError, ValueError), strict=True))
    with time_limit(SECONDS):
        try:
            check_program(fn, args, wrt, order="unknown")
        except (sourcediff.SourcediffError, NotImplementedError) as error:
            pytest.xfail(f"refused: {error}")


@pytest.mark.parametrize("name", ["prints", "prints_in_loop", "formats"])
def test_output_is_printed_once(request, name, capsys):
    expect_gap(request, PRINTING)
    fn, args, wrt = next(case for case in MODULES["printing"].CASES if case[0].__name__ == name)
    fn(*args)
    expected = capsys.readouterr().out
    seeds = {"x_dot": 1.0}
    for transform in (sourcediff.grad, sourcediff.adjoint, sourcediff.value_and_grad):
        transform(fn, wrt)(*args)
        assert capsys.readouterr().out == expected
    sourcediff.tangent(fn, wrt)(*args, **seeds)
    assert capsys.readouterr().out == expected
    sourcediff.grad(sourcediff.grad(fn, wrt), wrt)(*args)
    assert capsys.readouterr().out == expected


def test_a_primal_that_raises_raises_in_both_modes():
    fn = MODULES["assert_raise_pass_del"].raises
    for call in (sourcediff.grad(fn), lambda *args: sourcediff.tangent(fn)(*args, x_dot=1.0)):
        with pytest.raises(ValueError, match="unknown kind 'circle'"):
            call(0.7, "circle")
    checked = MODULES["assert_raise_pass_del"].asserted
    with pytest.raises(AssertionError, match="must be positive"):
        sourcediff.grad(checked)(-0.7, 1.4)
