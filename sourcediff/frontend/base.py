"""What every part of the lowering shares: its state, the environment, operands, members, list types, branches and names."""

from __future__ import annotations

from sourcediff.frontend.list_types import ListTypes
from sourcediff.frontend.names import Names


class LoweringBase(Names, ListTypes):
    """The parts of the language are in the subclasses."""
