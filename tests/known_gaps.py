"""Programs of `programs/` that are not supported yet: each must fail, and loudly; never with a wrong number."""

FIRST_ORDER: frozenset[str] = frozenset(
    {
        *(f"number_or_array_in_place-chosen_by_place-{number}" for number in (1, 2, 3)),
        "npbench_stencils-heat_3d_by_axes-1",
        "npbench_stencils-heat_3d_by_moved_axes-1",
    }
)
SECOND_ORDER: frozenset[str] = FIRST_ORDER | frozenset(
    {
        "list_operations-repeats_a_list_of_unknown_length-1",
        "number_or_array_in_place-numbers_in_a_list-1",
        "numbers_beside_stored_arrays-last_after_the_loops-1",
        "number_or_array_in_place-popped_number-1",
        "number_or_array_in_place-popped_number-2",
        "lists_of_lists-put_back_in_a_loop-1",
        "tuples_at_run_time-one_tuple_at_two_places-1",
    }
)
# Texts in which what `where` does not select has become a branch: NaN that was made before it gets a zero adjoint.
TEXT: frozenset[str] = frozenset({"unselected-element_by_element-1", "unselected-after_a_loop-1"})
PRINTING: frozenset[str] = frozenset()
# Without types: cuts that are known at run time only, and what `where` does not select (NaN).
UNKNOWN: frozenset[str] = frozenset({"kernels_statistics-azimint_hist-1", "unselected-by_mask-1"})
