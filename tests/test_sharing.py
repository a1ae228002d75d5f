"""Every function with a rule that gives its argument back, or a view of it, is known to do so."""

import warnings

import numpy as np
import pytest

from sourcediff.analysis import alias, sharing
from sourcediff.rules import catalog  # noqa: F401 - fills the registry
from sourcediff.rules.registry import RULES


def arrays_in(x):
    """The arrays of a nested value."""
    if isinstance(x, np.ndarray):
        yield x
    elif isinstance(x, (list, tuple)):
        for item in x:
            yield from arrays_in(item)


def shares_memory(fn, args, kwargs):
    """Whether a result shares memory with an argument."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        found = fn(*args, **kwargs)
    given = [*arrays_in(args), *arrays_in(list(kwargs.values()))]
    return any(np.shares_memory(p, q) for p in arrays_in(found) for q in given)


def sample_arguments(sample):
    """Positional and named arguments of a sample of a rule."""
    if hasattr(sample, "kwargs"):
        return list(sample.args), sample.kwargs
    return list(sample) if isinstance(sample, tuple) else [sample], {}


LIBRARY = [
    (fn, rule)
    for fn, rule in RULES.items()
    if not getattr(fn, "__module__", "").startswith("sourcediff.")
]


@pytest.mark.parametrize(
    ("fn", "rule"), LIBRARY, ids=[getattr(fn, "__name__", str(fn)) for fn, _ in LIBRARY]
)
def test_what_shares_memory_is_known_to(fn, rule):
    known = fn in alias.VIEWS or rule.view or fn in sharing.SHARING
    for sample in rule.samples:
        args, kwargs = sample_arguments(sample)
        for wide in (False, True):
            tried = [np.full(2, x) if wide and isinstance(x, float) else x for x in args]
            try:
                shares = shares_memory(fn, tried, kwargs)
            except Exception:  # noqa: BLE001 - it takes no arrays there
                continue
            assert known or not shares, (fn, tried, kwargs)
