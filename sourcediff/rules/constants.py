"""Functions without a derivative, or with one that is 0 wherever it exists."""

from __future__ import annotations

import math
import operator

import numpy as np

from sourcediff import runtime
from sourcediff.rules.registry import constant

# Steps
constant(np.sign, np.signbit, np.floor, np.ceil, np.trunc, np.rint, np.round, np.around, np.fix)
constant(np.floor_divide, operator.floordiv, math.floor, math.ceil, math.trunc, round)

# Predicates
constant(np.equal, np.not_equal, np.less, np.less_equal, np.greater, np.greater_equal)
constant(operator.eq, operator.ne, operator.lt, operator.le, operator.gt, operator.ge)
constant(np.isfinite, np.isinf, np.isnan, np.isclose, np.allclose, np.array_equal, np.isneginf)
constant(np.isposinf, np.isreal, np.iscomplex, np.isrealobj, np.iscomplexobj, np.isscalar, np.isin)
constant(math.isfinite, math.isinf, math.isnan, math.isclose)
constant(np.all, np.any, np.logical_and, np.logical_or, np.logical_not, np.logical_xor)
constant(operator.not_, operator.truth, operator.is_, operator.is_not, operator.contains)
constant(np.iterable, np.issubdtype, np.shares_memory, np.may_share_memory, runtime.share_memory)

# Integers
constant(operator.and_, operator.or_, operator.xor, operator.invert)
constant(operator.lshift, operator.rshift, operator.index)
constant(np.bitwise_and, np.bitwise_or, np.bitwise_xor, np.invert, np.left_shift, np.right_shift)
constant(np.int8, np.int16, np.int32, np.int64, np.uint8, np.uint16, np.uint32, np.uint64)
constant(np.gcd, np.lcm, math.gcd, math.lcm, math.comb, math.perm, math.factorial, math.isqrt)

# Places, orders and counts
constant(np.argmax, np.argmin, np.nanargmax, np.nanargmin, np.argsort, np.argpartition)
constant(np.argwhere, np.nonzero, np.flatnonzero, np.count_nonzero, np.searchsorted, np.digitize)
constant(
    np.lexsort,
    np.unravel_index,
    np.ravel_multi_index,
    np.indices,
    np.ix_,
)
constant(
    runtime.order_of,
    runtime.insertion_place,
    runtime.item_place,
    runtime.place_of,
    runtime.count_of,
)
constant(runtime.places_from_end)
constant(np.triu_indices, np.tril_indices, np.diag_indices, np.triu_indices_from)
constant(np.tril_indices_from, np.diag_indices_from)

# Shapes, types and arrays of constants
constant(np.shape, np.size, np.ndim, np.broadcast_shapes, np.result_type, np.finfo, np.iinfo, len)
constant(np.zeros, np.ones, np.empty, np.eye, np.identity, np.tri)
constant(np.zeros_like, np.ones_like, np.empty_like)
constant(np.linalg.matrix_rank, int, bool)
