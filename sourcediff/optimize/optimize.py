"""The passes that a derivative goes through, in order."""

from __future__ import annotations

from sourcediff.ir.core import Function
from sourcediff.optimize.copies import drop_copies
from sourcediff.optimize.dead import eliminate_dead
from sourcediff.optimize.first import assign_first
from sourcediff.optimize.iterate import iterate_items
from sourcediff.optimize.merge import merge_sides
from sourcediff.optimize.products import collect_factors
from sourcediff.optimize.share import share
from sourcediff.optimize.sink import sink_into_branches


def optimize(function: Function) -> Function:
    """Share what is computed twice, and remove what is not used."""
    assign_first(function.block)
    drop_copies(function.block)
    share(function.block)
    sink_into_branches(function.block)
    merge_sides(function.block)
    collect_factors(function.block, function.guards)
    eliminate_dead(function.block)
    iterate_items(function.block)
    return function
