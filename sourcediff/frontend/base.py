"""What every part of the lowering shares: its state, the environment, operands, members, list types and branches."""

from __future__ import annotations

from sourcediff.frontend.branches import Branches
from sourcediff.frontend.list_types import ListTypes


class LoweringBase(Branches, ListTypes):
    """The parts of the language are in the subclasses."""
