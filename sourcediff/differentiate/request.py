"""What is asked for: the mode, the parameters, and what to hand back."""

from __future__ import annotations

from dataclasses import dataclass


class Inseparable(Exception):
    """The sweeps cannot be told apart, or the reverse one would spoil what was saved."""


@dataclass(frozen=True)
class Request:
    """What to differentiate and how.

    `wrt` are parameter names; `bare` says that one result is handed back bare; `seeded` that the seed is a parameter;
    `value` that the value is handed back too; `scalar` that it must be a number; `has_aux` that it comes with more;
    `quiet` that nothing is printed; `split` that the reverse sweep is a function of its own, to be called later;
    `again` that the reverse sweep may run the forward one again where the two cannot be told apart;
    `by_name` that another derivative calls it, of a function that stores into nothing that it is given;
    `outermost` that the derivative is written, not differentiated again;
    `of` are parameters: what is in them when the function is over is differentiated in place of the result.
    """

    wrt: tuple[str, ...]
    mode: str = "reverse"
    bare: bool = True
    seeded: bool = True
    value: bool = False
    scalar: bool = False
    has_aux: bool = False
    quiet: bool = False
    split: bool = False
    again: bool = False
    by_name: bool = False
    outermost: bool = False
    words: str = "adjoint"
    of: str | tuple[str, ...] | None = None

    @property
    def written(self) -> tuple[str, ...]:
        """The parameters whose contents are differentiated."""
        return (self.of,) if isinstance(self.of, str) else self.of or ()

    def subject(self, name: str) -> str:
        """What is differentiated of a function, in words."""
        return f"{', '.join(self.written)} after {name}" if self.written else name
