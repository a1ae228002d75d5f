"""Random programs against the oracles: `python tests/random_programs.py --count 1000`.

Prints how many were right, refused (why), wrong and crashed, and shrinks what was wrong.
"""

from __future__ import annotations

import argparse
import collections
import contextlib
import functools
import io
import linecache
import multiprocessing
import pathlib
import random
import re
import sys
import time
import traceback
import warnings
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Literal

HERE = pathlib.Path(__file__).resolve().parent
sys.path[:0] = [str(HERE), str(HERE.parent)]

import numpy as np  # noqa: E402
from oracle import (  # noqa: E402
    InconclusiveError,
    MismatchError,
    check_program,
    load_text,
    time_limit,
)
from program_features import draw_rich_program  # noqa: E402
from program_generator import Program, draw_program  # noqa: E402
from program_margins import margin  # noqa: E402
from program_shrinker import shrink  # noqa: E402
from program_storing import draw_storing_program  # noqa: E402

MARGIN = 0.05  # of every comparison and kink
SECONDS = 20.0  # for one program
REDRAWS = 60

# Whether programs store: True, False, None for every other one, "storing" for those of `program_storing.py`.
Stores = bool | Literal["storing"] | None


@dataclass
class Outcome:
    """What happened to one program."""

    label: str
    status: str  # right, refused, wrong, crashed, skipped
    reason: str = ""
    program: Program | None = None


# What the text itself refuses, as only the layout of an array tells whether another is a view of it (`check_view`).
REFUSED_WHEN_RUN = "its layout makes the reshaped one a copy"


def draw_one(rng: random.Random, number: int, stores: Stores, label: str) -> Program:
    """A program of the flavor that is asked for."""
    if stores == "storing":
        return draw_storing_program(rng, label)
    some = number % 2 == 1 if stores is None else stores
    make = draw_rich_program if number % 4 >= 2 else draw_program
    return make(rng, some, label=label)


def draw(seed: int, number: int, stores: Stores) -> Program:
    """The program `number` of a seed; redrawn until it is away from kinks."""
    for attempt in range(REDRAWS):
        rng = random.Random(f"{seed}:{number}:{attempt}")
        program = draw_one(rng, number, stores, f"{seed}:{number}")
        if margin(program) > MARGIN:
            return program
    raise RuntimeError(f"no usable program {seed}:{number} in {REDRAWS} draws")


@contextlib.contextmanager
def imported(text: str) -> Iterator:
    """The program's module, from a real file that is removed afterwards."""
    module = load_text(text, "random_program")
    try:
        yield module
    finally:
        sys.modules.pop(module.__name__, None)
        path = pathlib.Path(module.__file__ or "")
        path.unlink(missing_ok=True)
        linecache.cache.pop(str(path), None)


def run(
    program: Program, order: int | str, *, thorough: bool = True, explain: bool = True
) -> Outcome:
    """Check one program; every exception becomes an outcome."""
    from sourcediff.errors import SourcediffError
    from sourcediff.ir.verify import Malformed

    outcome = functools.partial(Outcome, program.label, program=program)
    try:
        with time_limit(SECONDS), imported(program.text) as module, warnings.catch_warnings():
            warnings.simplefilter("ignore", np.exceptions.ComplexWarning)
            warnings.simplefilter("ignore", RuntimeWarning)
            check_program(
                module.f, program.args, program.wrt, order=order, thorough=thorough, explain=explain
            )
    except InconclusiveError as error:
        return outcome(status="skipped", reason=str(error))
    except MismatchError as error:
        return outcome(status="wrong", reason=str(error))
    except Malformed as error:
        return outcome(status="crashed", reason=f"{type(error).__name__}: {error}")
    except SourcediffError as error:
        return outcome(status="refused", reason=summary_of(error))
    except Exception as error:  # noqa: BLE001 - whatever it is, it is a crash of the library
        if REFUSED_WHEN_RUN in str(error):
            return outcome(status="refused", reason=summary_of(error))
        return outcome(status="crashed", reason=f"{type(error).__name__}: {where_of(error)}{error}")
    return outcome(status="right")


def summary_of(error: Exception) -> str:
    """A refusal's first line without what differs from program to program."""
    line = (str(error).strip() or type(error).__name__).splitlines()[0]
    line = re.sub(r"\S*random_program_\d+\S*", "FILE", line)
    return f"{type(error).__name__}: " + re.sub(r"\d+", "#", line)


def where_of(error: Exception) -> str:
    """The innermost place of a traceback, for telling crashes apart."""
    frames = traceback.extract_tb(error.__traceback__)
    named = [frame for frame in frames if "sourcediff" in frame.filename]
    frame = (named or frames)[-1]
    if frame.filename.startswith("<"):  # a generated text: its lines are of this program only
        return "[generated text] "
    return f"[{pathlib.Path(frame.filename).name}:{frame.lineno}] "


def same_failure(wanted: Outcome, order: int | str, candidate: Program) -> bool:
    """Whether a shrunk program is usable and still fails like the original."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            if not margin(candidate) > MARGIN / 2:
                return False
    except Exception:  # noqa: BLE001 - a candidate that does not run is no candidate
        return False
    found = run(candidate, order, explain=False)
    if found.status != wanted.status:
        return False
    return found.status == "wrong" or found.reason.split("]")[0] == wanted.reason.split("]")[0]


def smallest(outcome: Outcome, order: int | str, seconds: float) -> Program:
    """The shrunk program of a failure."""
    assert outcome.program is not None
    with contextlib.redirect_stdout(io.StringIO()):
        return shrink(outcome.program, functools.partial(same_failure, outcome, order), seconds)


def check_number(number: int, seed: int, order: int | str, stores: Stores) -> Outcome:
    """Draw and check one program. The evaluators and value_and_grad are checked on some only."""
    program = draw(seed, number, stores)
    return run(program, order, thorough=number % 4 == 0)


def check_many(
    numbers: Iterable[int], seed: int, order: int | str, stores: Stores = None, jobs: int = 1
) -> list[Outcome]:
    """The outcomes of these programs, in order."""
    check = functools.partial(check_number, seed=seed, order=order, stores=stores)
    if jobs == 1:
        return [check(number) for number in numbers]
    with multiprocessing.get_context("fork").Pool(jobs) as pool:
        return pool.map(check, list(numbers), chunksize=8)


def report(outcomes: list[Outcome], seconds: float) -> str:
    """Counts, and the reasons of refusals and crashes."""
    counts = collections.Counter(outcome.status for outcome in outcomes)
    lines = [", ".join(f"{counts[status]} {status}" for status in STATUSES)]
    lines[0] += f" of {len(outcomes)} in {seconds:.1f} s"
    for status in ("refused", "crashed", "skipped"):
        found = [outcome for outcome in outcomes if outcome.status == status]
        reasons = collections.Counter(re.sub(r"\d\S*", "#", outcome.reason) for outcome in found)
        for reason, count in reasons.most_common(15):
            first = next(o for o in found if re.sub(r"\d\S*", "#", o.reason) == reason)
            lines.append(f"  {status} {count:4d}  {reason[:150]}  (first: {first.label})")
    return "\n".join(lines)


STATUSES = ("right", "refused", "wrong", "crashed", "skipped")


def order_of(text: str) -> int | str:
    return int(text) if text.isdigit() else text


def arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--count", type=int, default=200)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--start", type=int, default=0, help="number of the first program")
    parser.add_argument("--order", type=order_of, default=1, help="1, 2, text or unknown")
    parser.add_argument("--stores", action="store_true", help="only programs that store")
    parser.add_argument("--storing", action="store_true", help="only of `program_storing.py`")
    parser.add_argument("--scalars", action="store_true", help="only programs that do not")
    parser.add_argument("--jobs", type=int, default=1)
    parser.add_argument("--shrink", type=int, default=3, help="how many failures to shrink")
    parser.add_argument("--seconds", type=float, default=60.0, help="for shrinking one")
    parser.add_argument("--show", type=int, help="print this program, check it, and stop")
    return parser.parse_args()


def show_failure(outcome: Outcome, order: int | str, seconds: float) -> None:
    """Print a failure's reason and its shrunk program."""
    print(f"\n==== {outcome.label}: {outcome.status}: {outcome.reason}")
    program = smallest(outcome, order, seconds)
    print(f"---- shrunk; args = {program.args}, wrt = {program.wrt}\n{program.text}", end="")
    print(f"---- {run(program, order).reason}")


def main() -> int:
    options = arguments()
    stores: Stores = True if options.stores else False if options.scalars else None
    stores = "storing" if options.storing else stores
    if options.show is not None:
        program = draw(options.seed, options.show, stores)
        print(program.text, f"\nargs = {program.args}\nwrt = {program.wrt}")
        outcome = run(program, options.order)
        print(f"{outcome.status}: {outcome.reason}")
        return 0
    began = time.perf_counter()
    numbers = range(options.start, options.start + options.count)
    outcomes = check_many(numbers, options.seed, options.order, stores, options.jobs)
    print(report(outcomes, time.perf_counter() - began))
    failures = [outcome for outcome in outcomes if outcome.status in ("wrong", "crashed")]
    failures.sort(key=lambda outcome: outcome.status != "wrong")
    for outcome in failures[: options.shrink]:
        show_failure(outcome, options.order, options.seconds)
    for outcome in failures[options.shrink :][:20]:
        print(f"==== {outcome.label}: {outcome.status}: {outcome.reason.splitlines()[0][:150]}")
    return 1 if failures else 0


if __name__ == "__main__":
    sys.exit(main())
