"""The types of the items of lists that exist at run time, learned from attempt to attempt."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from sourcediff.frontend.attempt import Attempt
from sourcediff.ir.core import type_of
from sourcediff.ir.join import join, maybe
from sourcediff.ir.sizes import fresh_dim
from sourcediff.ir.types import (
    UNBOUND,
    Arr,
    Either,
    Lst,
    Maybe,
    Num,
    Tup,
    Type,
    Unbound,
    carries,
    sites_in,
)


class ListTypes(Attempt):
    """What is known of the lists that are made at a place."""

    def list_type(self, site: Any) -> Lst:
        """The type of a run-time list made at a site, with what is known of its items."""
        key = self.key(site)
        return Lst(self.shared.list_types.get(key, UNBOUND), frozenset((key,)))

    def learn_list(self, site: Any, t: Any) -> None:
        """Note the type of an item put into the list of a site; a new fact asks for another attempt."""
        old = self.shared.list_types.get(site, UNBOUND)
        new = self._canonical(site, join_items(old, t), ())
        if new != old or sites_in(new) != sites_in(old):
            self.shared.list_types[site] = new
            self.shared.changed = True

    def _canonical(self, site: Any, t: Any, path: tuple[Any, ...]) -> Any:
        if isinstance(t, Tup):
            return Tup(
                tuple(self._canonical(site, item, (*path, i)) for i, item in enumerate(t.items))
            )
        if isinstance(t, Num):
            return replace(t, dim=None)
        if isinstance(t, Either):
            return replace(t, array=self._canonical(site, t.array, path))
        if isinstance(t, Maybe):
            return maybe(self._canonical(site, t.something, path))
        if not isinstance(t, Arr) or t.shape is None:
            return t
        dims = []
        for axis, dim in enumerate(t.shape):
            known = all(s.hint is not None for s, _ in dim.terms)
            made = self.shared.list_dims.setdefault((site, path, axis), fresh_dim())
            dims.append(dim if known else made)
        return Arr(t.dtype, tuple(dims))


def item_type(x: Any) -> Any:
    """The type of an item put into a run-time list; tuples item by item."""
    if isinstance(x, tuple):
        return Tup(tuple(item_type(part) for part in x))
    return type_of(x)


def join_items(a: Any, b: Any) -> Any:
    """The type of an item that may be either, tuples item by item."""
    if isinstance(a, Tup) and isinstance(b, Tup) and len(a.items) == len(b.items):
        return Tup(tuple(join_items(p, q) for p, q in zip(a.items, b.items, strict=True)))
    if isinstance(a, Arr) and isinstance(b, Arr) and a.dtype == b.dtype and a.shape and b.shape:  # noqa: SIM102
        if len(a.shape) == len(b.shape):
            return Arr(
                a.dtype,
                tuple(p if p == q else fresh_dim() for p, q in zip(a.shape, b.shape, strict=True)),
            )
    return join(a, b)


def surely_inert(t: Type) -> bool:
    """Whether nothing of a type is differentiated, and it is known what it is."""
    if isinstance(t, (Lst, Tup)):
        return all(map(surely_inert, t.items if isinstance(t, Tup) else (t.elem,)))
    return not isinstance(t, Unbound) and not carries(t)
