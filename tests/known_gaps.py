"""Programs of `programs/` that are not supported yet: each must fail, and loudly; never with a wrong number."""

FIRST_ORDER: frozenset[str] = frozenset(
    {
        "dict_operations-memoized-1",
        "printing-formats-1",
        "recursion-sum_of-1",
        "reductions-sum_where-1",
        "splitting-split_at-1",
    }
)
SECOND_ORDER: frozenset[str] = frozenset(
    {
        "array_methods-takes-1",
        "defaults_keywords-array_default-1",
        "dict_operations-memoized-1",
        "einsum-tensordot_axes-1",
        "einsum-tensordot_axis-1",
        "einsum-tensordot_number-1",
        "einsum-tensordot_two-1",
        "einsum-tensordot_zero-1",
        "indexing_advanced-gather_in_loop-1",
        "joining-block-1",
        "joining-pad-1",
        "math_functions-product-1",
        "printing-formats-1",
        "rearranging-repeat_axis-1",
        "rearranging-repeat_each-1",
        "rearranging-take-1",
        "rearranging-take_along-1",
        "recursion-array_at_the_bottom-1",
        "recursion-sum_of-1",
        "reductions-sum_where-1",
        "splitting-split_at-1",
    }
)
PRINTING: frozenset[str] = frozenset({"formats"})
