"""Nested arguments and results: dicts, lists and tuples of floats and arrays.

A leaf is *active* where it is floating point; directions, seeds and gradients hold None for the
others. Nothing here imports the library: the oracles must not share code with what they judge.
"""

from __future__ import annotations

import copy
import dataclasses
from collections.abc import Callable, Iterator
from typing import Any

import numpy as np

Tree = Any
Path = tuple[Any, ...]


class Field(str):
    """The name of a dataclass's field in a path."""


def shown(path: Path) -> str:
    """A path as Python writes it behind a name."""
    return "".join(f".{key}" if isinstance(key, Field) else f"[{key!r}]" for key in path)


def is_active(leaf: Tree) -> bool:
    """Whether a leaf is floating point (a bool or an int is not)."""
    if isinstance(leaf, float | complex | np.inexact):
        return True
    return isinstance(leaf, np.ndarray) and np.issubdtype(leaf.dtype, np.inexact)


def tree_map(fn: Callable[..., Any], tree: Tree, *others: Tree) -> Tree:
    """Apply `fn` to the leaves of `tree` and to what stands at their places in `others`."""
    if isinstance(tree, dict):
        return {
            key: tree_map(fn, value, *(other[key] for other in others))
            for key, value in tree.items()
        }
    if isinstance(tree, list | tuple):
        parts = [tree_map(fn, *parts) for parts in zip(tree, *others, strict=True)]
        return type(tree)(*parts) if hasattr(tree, "_fields") else type(tree)(parts)
    if dataclasses.is_dataclass(tree):
        parts = tree_map(fn, record(tree), *map(record, others))
        return dataclasses.replace(tree, **parts)
    return fn(tree, *others)


def record(tree: Tree) -> dict[str, Any]:
    """The fields of a dataclass that its gradient has."""
    return {f.name: getattr(tree, f.name) for f in dataclasses.fields(tree) if f.init}


def leaves(tree: Tree, path: Path = ()) -> Iterator[tuple[Path, Any]]:
    """Every leaf with its path, in order."""
    if isinstance(tree, dict):
        for key, value in tree.items():
            yield from leaves(value, (*path, key))
    elif isinstance(tree, list | tuple):
        for index, value in enumerate(tree):
            yield from leaves(value, (*path, index))
    elif dataclasses.is_dataclass(tree):
        for name, value in record(tree).items():
            yield from leaves(value, (*path, Field(name)))
    else:
        yield path, tree


def active_leaves(tree: Tree) -> list[tuple[Path, Any]]:
    """The leaves that have a derivative, with their paths."""
    return [(path, leaf) for path, leaf in leaves(tree) if is_active(leaf)]


def at(tree: Tree, path: Path) -> Any:
    """What stands at `path`."""
    for key in path:
        tree = getattr(tree, key) if isinstance(key, Field) else tree[key]
    return tree


def flat(tree: Tree) -> np.ndarray:
    """The active leaves as one vector (complex where one of them is)."""
    parts = [np.ravel(leaf) for _, leaf in active_leaves(tree)]
    if not parts:
        return np.zeros(0)
    return np.concatenate(parts).astype(np.result_type(np.float64, *parts))


def flat_like(tree: Tree, like: Tree) -> np.ndarray:
    """The leaves of `tree` at the places where `like` is active, broadcast, as one vector."""
    parts = []
    for path, leaf in active_leaves(like):
        value = at(tree, path)
        value = 0.0 if value is None else value  # a tangent that is known to be zero
        parts.append(np.broadcast_to(value, np.shape(leaf)).ravel())
    return np.concatenate(parts).astype(np.float64) if parts else np.zeros(0)


def random_like(tree: Tree, rng: np.random.Generator) -> Tree:
    """A tree like `tree` of numbers between 0.3 and 1 of either sign, None where inactive.

    None of them is near zero, so that no leaf's error can hide.
    """

    def draw(leaf: Any) -> Any:
        if not is_active(leaf):
            return None
        shape = np.shape(leaf)
        values = rng.uniform(0.3, 1.0, shape) * rng.choice([-1.0, 1.0], shape)
        if isinstance(leaf, np.ndarray | np.generic):
            return (
                np.asarray(values).astype(leaf.dtype)[()]
                if shape == ()
                else values.astype(leaf.dtype)
            )
        return float(values)

    return tree_map(draw, tree)


def shift(tree: Tree, direction: Tree, step: complex) -> Tree:
    """`tree + step * direction`; a new tree, also where nothing moves."""

    def move(leaf: Any, along: Any) -> Any:
        if along is None:
            return copy.deepcopy(leaf)
        moved = leaf + step * along
        if isinstance(leaf, np.ndarray):
            return np.asarray(moved)  # arithmetic makes a scalar of a 0-d array
        # A Python complex cannot be compared; a NumPy scalar can, by its real part first.
        return np.complex128(moved) if isinstance(moved, complex) else moved

    return tree_map(move, tree, direction)


def widen(tree: Tree) -> Tree:
    """Single precision (or half) made double; all else copied."""

    def wide(leaf: Any) -> Any:
        if isinstance(leaf, np.ndarray | np.generic) and leaf.dtype in (np.float16, np.float32):
            return leaf.astype(np.float64)
        return copy.deepcopy(leaf)

    return tree_map(wide, tree)


def dot(left: Tree, right: Tree, like: Tree) -> float:
    """The inner product over the leaves where `like` is active."""
    return float(flat_like(left, like) @ flat_like(right, like))


def has_single(tree: Tree) -> bool:
    """Whether a leaf has less than double precision."""
    narrow = (np.float16, np.float32)
    return any(getattr(leaf, "dtype", None) in narrow for _, leaf in leaves(tree))


def same(left: Tree, right: Tree) -> bool:
    """Exact equality: structure, type of containers, dtype, shape, and every number."""
    if isinstance(left, dict | list | tuple):
        if type(left) is not type(right) or len(left) != len(right):
            return False
        if isinstance(left, dict):
            return list(left) == list(right) and all(same(left[key], right[key]) for key in left)
        return all(same(a, b) for a, b in zip(left, right, strict=True))
    if dataclasses.is_dataclass(left):
        return type(left) is type(right) and same(record(left), record(right))
    if isinstance(left, np.ndarray) or isinstance(right, np.ndarray):
        left, right = np.asarray(left), np.asarray(right)
        if left.dtype != right.dtype or left.shape != right.shape:
            return False
        return np.array_equal(left, right, equal_nan=left.dtype.kind in "fc")
    if is_active(left) and is_active(right):
        return bool(left == right or (np.isnan(left) and np.isnan(right)))
    return bool(left is right or left == right)
