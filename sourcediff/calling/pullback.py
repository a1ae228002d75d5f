"""What `vjp` gives beside the value: the reverse sweep of one call, with what its forward sweep saved."""

from __future__ import annotations

import inspect
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from sourcediff.calling.seeds import as_seed

if TYPE_CHECKING:  # the compiler is imported where the first derivative is made
    from sourcediff.pipeline import Specialization


@dataclass(frozen=True)
class Pullback:
    """The reverse sweep of one call, with what its forward sweep saved: it may be called any number of times."""

    made: Specialization
    saved: Any
    note: Callable[[Exception], None]
    star: bool = False

    def __call__(self, out_bar: Any) -> Any:
        """The adjoints of the primals for an adjoint of the value."""
        seed = self.made.seed
        try:
            bars = self.run(out_bar if seed is None else as_seed(seed, out_bar, None))
            return flattened(bars, self.star)
        except Exception as error:
            self.note(error)
            raise

    def run(self, out_bar: Any) -> Any:
        """The same for an adjoint that is known to fit."""
        assert self.made.reverse is not None
        return self.made.reverse(self.saved, out_bar)

    @property
    def source(self) -> str:
        """The text of both sweeps."""
        return self.made.text


def run_again(primal: Callable[..., Any], joint: Specialization) -> Specialization:
    """A forward sweep that saves the arguments, and a reverse sweep that is the joint adjoint of them."""
    own = inspect.signature(primal).parameters
    seed = next(p.name for p in joint.guard.params if p.name not in own)

    from sourcediff.frontend.on_copies import copied_by  # with the rest of the compiler

    def forward(*args: Any, **kwargs: Any) -> tuple[Any, Any]:
        given = inspect.signature(primal).bind(*args, **kwargs)
        for name in copied_by(primal):
            given.arguments[name] = given.arguments[name].copy()
        return primal(*args, **kwargs), (given.args, given.kwargs)

    def reverse(saved: tuple[Any, dict[str, Any]], out_bar: Any) -> Any:
        args, kwargs = saved
        return joint.run(*args, **kwargs, **{seed: out_bar})

    params = tuple(p for p in joint.guard.params if p.name != seed)
    quick = "False" if joint.guard.apart else ""  # what shares memory is asked at every call
    guard = replace(joint.guard, params=params, seeds=(), quick=quick)
    return replace(joint, run=forward, guard=guard, reverse=reverse, seed=None)


def flattened(bars: tuple[Any, ...], star: bool) -> tuple[Any, ...]:
    """One adjoint for each primal, those of `*args` too."""
    return (*bars[:-1], *bars[-1]) if star else bars
