"""A few hundred random programs with a fixed seed; `random_programs.py` runs more."""

from __future__ import annotations

import pytest
from random_programs import Stores, check_many, report

CHUNK = 25
FIRST_ORDER, SECOND_ORDER = 200, 50
STORING_FIRST_ORDER, STORING_SECOND_ORDER = 125, 25  # of `program_storing.py`
# Or else the programs test nothing. At second order, arrays kept on tapes and stored into are refused as well.
REFUSED_AT_MOST = {1: 0.2, 2: 0.3}


def check_chunk(start: int, order: int, stores: Stores = None) -> None:
    outcomes = check_many(range(start, start + CHUNK), seed=1, order=order, stores=stores)
    failures = [o for o in outcomes if o.status in ("wrong", "crashed")]
    told = "\n\n".join(
        f"{o.label}: {o.status}: {o.reason}\n{o.program.text}args = {o.program.args}"
        for o in failures
        if o.program is not None
    )
    assert not failures, f"{report(outcomes, 0.0)}\n{told}"
    unhelpful = [o for o in outcomes if o.status in ("refused", "skipped")]
    assert len(unhelpful) <= REFUSED_AT_MOST[order] * CHUNK, report(outcomes, 0.0)


@pytest.mark.parametrize("start", range(0, FIRST_ORDER, CHUNK))
def test_first_order(start):
    check_chunk(start, order=1)


@pytest.mark.parametrize("start", range(1000, 1000 + SECOND_ORDER, CHUNK))
def test_second_order(start):
    check_chunk(start, order=2)


@pytest.mark.parametrize("start", range(0, STORING_FIRST_ORDER, CHUNK))
def test_storing_first_order(start):
    check_chunk(start, order=1, stores="storing")


@pytest.mark.parametrize("start", range(1000, 1000 + STORING_SECOND_ORDER, CHUNK))
def test_storing_second_order(start):
    check_chunk(start, order=2, stores="storing")
