"""What a function that is called by name does to what it is given."""

from __future__ import annotations

from dataclasses import dataclass, replace


@dataclass(frozen=True)
class Effects:
    """The effects of a function that calls itself, found from attempt to attempt.

    `written` are the parameters that it stores into, `ordered` those of them that it stores into by a reshaped view;
    `given` are those whose memory its result may be, or share; `returned` is the one that every path returns, None while
    no path is known that ends; `hidden` says what else it stores into.
    """

    written: frozenset[str] = frozenset()
    ordered: frozenset[str] = frozenset()
    given: frozenset[str] = frozenset()
    returned: str | None = None
    hidden: str = ""

    def joined(self, other: Effects) -> Effects:
        """The effects of both."""
        returned = self.returned
        if other.returned is not None:
            returned = other.returned if returned in (None, other.returned) else ""
        return replace(
            self,
            written=self.written | other.written,
            ordered=self.ordered | other.ordered,
            given=self.given | other.given,
            returned=returned,
            hidden=self.hidden or other.hidden,
        )
