"""The passes that a derivative goes through, in order."""

from __future__ import annotations

from sourcediff.analysis.alias import find_aliases
from sourcediff.ir.core import Function
from sourcediff.optimize.clears import drop_clears
from sourcediff.optimize.contract import contract_sums
from sourcediff.optimize.copies import drop_copies
from sourcediff.optimize.dead import eliminate_dead
from sourcediff.optimize.first import assign_first, assign_parts
from sourcediff.optimize.gather import gather_contributions
from sourcediff.optimize.in_place import change_in_place, merge_buffers, scale_in_place
from sourcediff.optimize.iterate import iterate_items
from sourcediff.optimize.merge import merge_sides
from sourcediff.optimize.products import collect_factors
from sourcediff.optimize.share import share
from sourcediff.optimize.sink import sink_into_branches
from sourcediff.optimize.units import drop_units


def optimize(function: Function) -> Function:
    """Share what is computed twice, and remove what is not used."""
    block = function.block
    merge_buffers(block)
    assign_first(block)
    aliases = find_aliases(
        block
    )  # the passes up to the next analysis make no memory, and store into none
    drop_copies(block, aliases)
    share(block, aliases)
    gather_contributions(block, function.guards, aliases)
    assign_parts(block, aliases)
    drop_clears(block, aliases)
    sink_into_branches(block, aliases)
    merge_sides(block, aliases)
    collect_factors(block, function.guards, aliases)
    eliminate_dead(block)
    drop_units(block, aliases)
    contract_sums(block, function.guards, aliases)
    drop_copies(block, aliases)
    scale_in_place(block, aliases)
    change_in_place(block, aliases)
    iterate_items(block)
    return function
